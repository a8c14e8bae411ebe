-- account-based: one account per group, money compared at dated rates, nothing paid before plan is read
pipeline {
  icp     = "icp/abm-groups.lua",
  cap     = 120,
  one_per = "group",                              -- the best-ranked company of each group; the others are named beside it
  rates   = "../data/ecb-rates.csv",              -- year, currency, low, high: units per euro
  keep    = 5,

  source "gleif"  { file = "../data/lei2-golden-copy.xml.zip", relations = "../data/rr-golden-copy.xml.zip" },
  source "csv"    { as = "wish list", file = "../crm/named-accounts.csv", columns = { name = "Account", domain = "Domain", country = "Country" } },
  filter "suppress" { file = "../crm/open-deals.csv", reason = "open deal" },

  enrich "domain",
  enrich "website"  { pages = 8 },
  enrich "technographics",
  enrich "rss"      { feeds = { "../data/feeds.txt" } },
  enrich "pappers"  { token = secret "PAPPERS_TOKEN", budget = 120 },

  sink "csv"  { path = "../out/abm.csv", profile = "linkedin" },
  sink "html" { path = "../out/abm.html" },
}
