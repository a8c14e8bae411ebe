-- French software as a service, from the register and two files of one's own.
icp {
  name      = "French software companies, 20 to 499 people",
  about     = "Publishers and makers of business software. What SIRENE does not know, the CRM may.",
  owner     = "revenue@example.com",
  review_by = "2027-05-01",

  must = {
    { country = "FR" },
    { "software", id = "software", industry = nace { "58.29", "62.01" } },
    { "large enough to buy, small enough to decide", id = "size", employees = between(20, 499) },
    { "a commercial company", id = "commercial", legal_form = cj { "5" } },
  },

  must_not = {
    { "part of a large group", id = "large-group", size_class = "GE" },
    { "a deal lost lately", id = "lost-deal", on_list = "lost deals" },
  },

  fit = {
    best_of {
      { 40, "the size we serve best", employees = between(50, 249) },
      { 20, "a small start",          employees = between(20, 49) },
    },
    { 30, "publishes software", id = "publisher", industry = nace { "58.29" } },
    { 20, "older than three years", id = "age", founded = older_than(years(3)) },
    { 10, "medium-sized by statistics", id = "eti", size_class = "ETI" },
  },

  timing = {
    { 20, "founded within five years", id = "young", founded = within(years(5)) },
  },

  tiers = { A = 70, B = 40 },
}
