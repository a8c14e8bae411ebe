-- British software companies, from the register alone. It knows no headcount: the kind of accounts a company files stands in for its size.
icp {
  name      = "British software companies that file real accounts",
  about     = "Makers and publishers of software, past their first accounts, not in trouble.",
  owner     = "revenue@example.com",
  review_by = "2027-05-01",

  must = {
    { country = "GB" },
    { "software", id = "software", industry = sic { "582", "62011", "62012" } },
    { "files accounts of a size that says something", id = "size",
      accounts_category = { "SMALL", "TOTAL EXEMPTION FULL", "UNAUDITED ABRIDGED", "MEDIUM", "FULL", "GROUP" } },
  },

  must_not = {
    { "in trouble", id = "trouble", status = { "insolvency", "liquidation", "administration", "strike_off", "ceased" } },
    { "no accounts for two years", id = "silent", accounts_date = older_than(years(2)) },
  },

  fit = {
    best_of {
      { 40, "large enough for an audit", id = "audited", accounts_category = { "MEDIUM", "FULL", "GROUP" } },
      { 20, "small", accounts_category = { "SMALL", "TOTAL EXEMPTION FULL", "UNAUDITED ABRIDGED" } },
    },
    { 30, "publishes software", id = "publisher", industry = sic { "582" } },
    { 20, "older than three years", id = "age", founded = older_than(years(3)) },
    { 10, "no charge on its assets", id = "free", charges = at_most(0) },
  },

  timing = {
    { 20, "founded within five years", id = "young", founded = within(years(5)) },
  },

  tiers = { A = 70, B = 40 },
}
