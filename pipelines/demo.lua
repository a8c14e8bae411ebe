-- The whole way on the small world, without a network: make demo. Every path is relative to this file.
pipeline {
  icp      = "icp/demo.lua",
  cap      = 100,
  bad_rows = 0.05,                 -- one row of the world has a wrong check digit

  source "sirene"          { file = "../tests/world/fr/StockUniteLegale.csv", date = "2026-10-31" },

  filter "suppress"        { file = "../tests/world/crm/customers.csv", reason = "already a customer" },
  filter "shell_company"   {},

  enrich "table" {
    as = "domains", file = "../tests/world/tables/domains.csv", by = "siren", date = "2026-10-31",
    columns = { domain = "website", phone = "phone" },
  },
  enrich "table" {
    as = "lost deals", file = "../tests/world/crm/lost.csv", by = "siren", date = "2026-10-31",
    on_list = "lost deals", complete = true,             -- no row means no, not unknown
  },
  enrich "table" {
    as = "technologies", file = "../tests/world/tables/technologies.csv", by = "siren", date = "2026-10-15",
    list = "uses", item = { name = "name", category = "category", since = "since" },
  },
  enrich "table" {
    as = "signals", file = "../tests/world/tables/signals.csv", by = "siren", date = "2026-10-31", complete = true,
    list = "signal",
    item = { kind = "kind", date = "date", amount = { "amount", "currency" }, round = "round", department = "department", role = "role" },
  },
  enrich "table" {
    as = "press", file = "../tests/world/tables/press.csv", by = "siren", date = "2026-10-31", complete = true,
    list = "signal", item = { kind = const "funding", date = "day", amount = { "amount", "currency" }, title = "headline", url = "url" },
  },
  enrich "table" {
    as = "openings", file = "../tests/world/tables/openings.jsonl", by = "siren", date = "2026-10-31", complete = true,
    list = "openings", item = { title = "title", department = "department", date = "date", location = "location" },
  },
  enrich "recherche_entreprises" {},

  sink "csv"               { path = "../out/demo.csv" },
  sink "jsonl"             { path = "../out/demo.jsonl" },
}
