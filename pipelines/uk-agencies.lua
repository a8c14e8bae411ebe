-- a bulk register that no plugin knows: columns to fields, by name
pipeline {
  icp = "icp/uk-agencies.lua",
  cap = 250,

  source "csv" {
    file    = "../data/BasicCompanyDataAsOneFile.zip",
    id      = { "gb-crn", "CompanyNumber" },
    columns = {
      name = "CompanyName", postcode = "RegAddress.PostCode", country = const "GB",
      legal_form = "CompanyCategory", founded = "IncorporationDate",
      accounts_category = "Accounts.AccountCategory", accounts_date = "Accounts.LastMadeUpDate",
      charges  = "Mortgages.NumMortOutstanding",
      industry = sic { "SICCode.SicText_1", "SICCode.SicText_2", "SICCode.SicText_3", "SICCode.SicText_4" },
      status   = map("CompanyStatus", { ["Active"] = "active", ["Active - Proposal to Strike off"] = "strike_off", ["Liquidation"] = "liquidation", ["In Administration"] = "administration" }),
    },
  },

  -- not every sole office is an agency: drop the addresses of formation agents
  filter(function(company)
    if company.postcode == nil then return nil end          -- unknown
    if company.postcode == "WC2H 9JQ" then return "drop", "formation agent's address" end
    return "keep"
  end),

  enrich "domain",
  enrich "website" { pages = 5 },
  enrich "technographics",
  enrich "teamtailor",

  sink "csv"  { path = "../out/uk-agencies.csv", profile = "lemlist" },
}
