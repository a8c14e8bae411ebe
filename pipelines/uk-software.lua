-- British software companies: the register, and whom we have already. Every path is relative to this file.
--
-- Put beside the folder of this file: data/BasicCompanyDataAsOneFile.zip (the free company data product of Companies House, as it
-- is downloaded; where you have its parts: parts = { "../data/BasicCompanyData-part1_7.zip", ... } instead of file),
-- crm/customers.csv (a column crn, vat, website, e-mail or phone, by name).
pipeline {
  icp = "icp/uk-software.lua",
  cap = 400,                                    -- 1..499; 499 if left out; 500 is refused

  source "companies_house" { file = "../data/BasicCompanyDataAsOneFile.zip" },
  filter "suppress" { file = "../crm/customers.csv", reason = "already a customer" },

  sink "csv"   { path = "../out/uk-software.csv" },
  sink "jsonl" { path = "../out/uk-software.jsonl" },
}
