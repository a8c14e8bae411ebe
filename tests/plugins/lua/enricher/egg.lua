-- Brings the city from the region; with chicken.lua a circle.
return {
  kind = "enricher",
  name = "egg",
  summary = "the city, from the region",
  version = "1",
  needs = { "region" },
  provides = { "city" },
  enrich = function(company) fact("city", "Lyon", { where = "egg of " .. company.region }) end,
}
