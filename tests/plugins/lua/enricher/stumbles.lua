-- Fails on one company, and knows a town for all others.
return {
  kind = "enricher",
  name = "stumbles",
  summary = "fails on one company",
  version = "1",
  needs = { "siren" },
  provides = { "city" },
  enrich = function(company)
    if company.siren == "000001024" then
      local nothing
      return nothing.at_all
    end
    fact("city", "Lyon", { where = "stumbles" })
  end,
}
