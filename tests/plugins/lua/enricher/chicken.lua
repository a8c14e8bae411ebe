-- Brings the region from the city; with egg.lua a circle.
return {
  kind = "enricher",
  name = "chicken",
  summary = "the region, from the city",
  version = "1",
  needs = { "city" },
  provides = { "region" },
  enrich = function(company) fact("region", "FR-69", { where = "chicken of " .. company.city }) end,
}
