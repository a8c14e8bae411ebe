-- one universe, one scan, three profiles; an account goes to the profile where its tier is best
pipeline {
  icp = { "icp/fr-pme-negoce.lua", "icp/fr-intent.lua", "icp/needs-reconciliation.lua" },
  cap = 450,
  quota = {
    { 200, "wholesale", icp = "fr-pme-negoce" },
    { 150, "intent",    icp = "fr-intent" },
    { 150, "needs",     icp = "needs-reconciliation" },
  },

  source "sirene"   { file = "../data/StockUniteLegale_utf8.zip" },
  filter "suppress" { file = "../crm/customers.csv", reason = "already a customer" },
  enrich "domain",
  enrich "website"  { pages = 6 },
  enrich "technographics",
  enrich "welcome_to_the_jungle",
  enrich "table"    { as = "visits", file = "../analytics/visits.csv", by = "domain", complete = true,
                      list = "signal", item = { kind = const "visit", date = "day", page = "path" } },

  sink "csv"  { path = "../out/fr.csv", profile = "hubspot" },
  sink "xlsx" { path = "../out/fr.xlsx" },
}
