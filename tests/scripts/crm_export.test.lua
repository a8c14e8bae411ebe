local crm_export = "../../scripts/source/crm_export.lua"

test "an export with the usual names" {
  plugin = crm_export,
  options = { file = "deals.csv" },
  expect = {
    rows = {
      { name = "ACME", domain = "acme.example", country = "FR", on_list = { "customers" } },
      { name = "Emca", domain = "emca.example", on_list = { "lost deals" } },
      { name = "Nobody's Page", country = "FR", on_list = { "open deals" } },
      { name = "Quiet", domain = "quiet.example" },
      { name = "ACME", domain = "acme.example", country = "FR", on_list = { "open deals" } },
    },
    bad_rows = 1,
  },
}

test "numbers of the register" {
  plugin = crm_export,
  options = { file = "numbers.csv", id_column = "Siren" },
  expect = {
    rows = {
      { id = "fr-siren:000003129", name = "ACME", on_list = { "customers" } },
      { name = "no number", on_list = { "open deals" } },
    },
    bad_rows = 1,
  },
}

test "columns and stages of one's own" {
  plugin = crm_export,
  options = { file = "leads.jsonl", stage_column = "step", name_column = "org", domain_column = "site", won = { "SIGNED" }, country = "GB" },
  expect = {
    rows = {
      { name = "ACME", domain = "acme.example", country = "GB", on_list = { "customers" } },
      { name = "Emca", country = "GB", on_list = { "open deals" } },
    },
  },
}
