-- French software companies: the register, whom we have, whom we lost. Every path is relative to this file.
--
-- Put beside the folder of this file: data/StockUniteLegale_utf8.csv (the stock of legal units of SIRENE; the .zip does too),
-- crm/customers.csv (a column siren, vat, website, e-mail or phone, by name), crm/lost.csv (a column siren).
pipeline {
  icp = "icp/fr-saas.lua",
  cap = 400,                                    -- 1..499; 499 if left out; 500 is refused

  source "sirene"   { file = "../data/StockUniteLegale_utf8.csv" },
  filter "suppress" { file = "../crm/customers.csv", reason = "already a customer" },
  enrich "table"    { as = "lost deals", file = "../crm/lost.csv", by = "siren", on_list = "lost deals", complete = true },

  sink "csv"   { path = "../out/fr-saas.csv" },
  sink "jsonl" { path = "../out/fr-saas.jsonl" },
}
