-- start from an account export; look at the web only for what it does not say
pipeline {
  icp = "icp/us-saas-revops.lua",
  cap = 300,

  source "csv" {
    file    = "../data/apollo-accounts.csv",
    columns = {
      name = "Company Name", domain = "Website", employees = "# Employees", country = "Company Country",
      founded = "Founded Year", uses = split("Technologies", ", "),
    },
    sure = 0.6,                                   -- an export is a claim
  },
  filter "suppress"       { file = "../crm/customers.csv", reason = "already a customer" },

  enrich "table"          { as = "funding", file = "../data/rounds.csv", by = "domain",
                            list = "signal", item = { kind = const "funding", date = "announced", amount = { "amount", "currency" }, round = "round" } },
  enrich "website"        { pages = 6 },
  enrich "technographics" {},
  enrich "greenhouse"     {},
  enrich "lever"          {},

  sink "csv"              { path = "../out/us-revops.csv", profile = "salesforce" },
  sink "html"             { path = "../out/us-revops.html" },
}
