pipeline {
  icp   = "icp/fr-pme-negoce.lua",
  cap   = 400,
  quota = {                                       -- at most so many accounts of the list
    { 150, "Lyon is not everything", region = "FR-69" },
    { 40,  "the smallest band",      employees = at_most(49) },
  },

  source "sirene"   { file = "../data/StockUniteLegale_utf8.zip", establishments = "../data/StockEtablissement_utf8.zip" },
  filter "suppress" { file = "../crm/customers.csv", reason = "already a customer" },
  filter "suppress" { as = "objections", file = "../crm/objections.csv", reason = "objected" },

  enrich "domain",
  enrich "website"  { pages = 6 },
  enrich "technographics",
  enrich "bodacc"   { file = "../data/bodacc/" },
  enrich "table"    { as = "lost deals", file = "../crm/lost.csv", by = "siren", on_list = "lost deals", complete = true },
  enrich "table"    { as = "customers",  file = "../crm/customers.csv", by = "siren", on_list = "customers", complete = true },
  enrich "pappers"  { token = secret "PAPPERS_TOKEN", budget = 300 },

  sink "csv"        { path = "../out/fr-negoce.csv", profile = "hubspot" },
  sink "jsonl"      { path = "../out/fr-negoce.jsonl" },
}
