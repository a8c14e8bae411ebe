-- one row per visit and per download of the last weeks; both become items of `signal`
pipeline {
  icp = "icp/fr-intent.lua",
  cap = 100,

  source "sirene" { file = "../data/StockUniteLegale_utf8.zip" },
  source "jsonl"  { file = "../crm/known-accounts.jsonl" },
  filter "suppress" { file = "../crm/customers.csv", reason = "already a customer" },

  enrich "table" { as = "domains",   file = "../crm/domains.csv", by = "siren", columns = { domain = "website" } },
  enrich "domain",
  enrich "table" { as = "visits",    file = "../analytics/visits.csv",    by = "domain", complete = true,
                   list = "signal", item = { kind = const "visit",    date = "day", page = "path" } },
  enrich "table" { as = "downloads", file = "../analytics/downloads.csv", by = "domain", complete = true,
                   list = "signal", item = { kind = const "download", date = "day", asset = "file" } },
  enrich "technographics",

  sink "csv"   { path = "../out/fr-intent.csv", profile = "hubspot" },
  sink "slack" { url = secret "SLACK_WEBHOOK" },
}
