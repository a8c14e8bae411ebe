-- Whom the demo is looking for. Companies, tables and answers are those of tests/world; nothing of it exists.
icp {
  name      = "French business software, 20 to 499 people",
  about     = "Software houses large enough to have a sales team and small enough to decide within a quarter.",
  owner     = "sales@example.com",
  review_by = "2027-05-01",

  must = {
    { country = "FR" },
    { "makes software or advises on it", id = "software", industry = nace { "58.29", "62.01", "62.02" } },
    { "large enough to buy, small enough to decide", id = "size", employees = between(20, 499) },
  },

  must_not = {
    { "part of a large group",       id = "large-group", size_class = "GE" },
    { "foreign, public or non-profit", id = "legal-form", legal_form = cj { "3", "4", "7", "8", "9" } },
    { "in insolvency proceedings",   id = "insolvency",  signal = has { "insolvency", date = within(years(3)) } },
    { "a deal lost within two years", id = "lost-deal",   on_list = "lost deals" },
  },

  fit = {
    best_of {
      { 30, "the size we serve best", employees = between(100, 249) },
      { 20, "a good size",            employees = between(50, 99) },
      { 10, "a small start",          employees = between(20, 49) },
    },
    { 25, "a CRM that we plug into", id = "crm",        uses = { "Salesforce", "HubSpot" } },
    { 15, "marketing automation",    id = "automation", uses = has { category = "marketing automation" } },
    { 15, "publishes its own software", id = "publisher", industry = nace { "58.29", "62.01" } },
    { 15, "three years old or more", id = "age",        founded = older_than(years(3)) },
    { -20, "sells days of consulting", id = "consulting", industry = naf { "62.02A" },
      note = "they like the demo and do not buy" },
  },

  timing = {
    best_of {
      { 40, "raised money within six months", id = "money", signal = has { "funding", date = within(days(180)) }, half_life = days(90) },
      { 20, "raised money within two years", id = "older-money", signal = has { "funding", date = within(years(2)) }, half_life = days(365) },
    },
    { 30, "a new head of sales or marketing", id = "new-head",
      signal = has { "leadership", department = { "sales", "marketing" }, date = within(days(180)) }, half_life = days(90) },
    { 30, "three sales jobs or more in 90 days", id = "hiring",
      openings = count(at_least(3), { department = "sales", date = within(days(90)) }) },
  },

  tiers = { A = 70, B = 45 },
  heat  = { hot = 50, warm = 15 },
  floor = 20,
}
