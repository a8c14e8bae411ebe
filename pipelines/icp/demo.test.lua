-- Tests of demo.lua, each reasoned by hand. winnow test demo.test.lua

-- Fit: 100 to 199 people 30, HubSpot 25, a product of marketing automation 15, NAF 58.29 15, older than three years 15: 100 of 100. Timing of 100: money 90 days ago, half of
-- 40, which is more than the other line of the two gives; a new head of sales 90 days ago, half of 30; three openings in sales 30: 65, hot.
test "a publisher that grows" {
  icp = "demo.lua", as_of = "2026-11-01",
  company = {
    country = "FR", industry = naf "58.29C", employees = { 100, 199 }, size_class = "PME", legal_form = cj "5710", on_list = { complete = true },
    status = "active", natural_person = false, founded = "2015", uses = { { "HubSpot", category = "crm" }, { "Brevo", category = "marketing automation" } },
    signal = { { "funding", date = "2026-08-03" }, { "leadership", department = "sales", date = "2026-08-03" }, complete = true },
    openings = { { "AE", department = "sales", date = "2026-10-01" }, { "AE", department = "sales", date = "2026-10-02" }, { "SDR", department = "sales", date = "2026-10-03" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "65.0", heat = "hot" },
}

test "part of a large group" {
  icp = "demo.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "62.01Z", employees = 100, size_class = "GE" },
  expect = { verdict = "dropped", by = "large-group" },
}

-- Three years before are 1 November 2023; the day after is within.
test "insolvent within three years" {
  icp = "demo.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "62.01Z", employees = 100, signal = { { "insolvency", date = "2023-11-02" } } },
  expect = { verdict = "dropped", by = "insolvency" },
}

-- Consultants: 62.02A is of no use but for the gate. 20 to 49 people 10, three years old 15, less 20: 5 of 100, which is below the floor of 20.
test "days of consulting" {
  icp = "demo.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "62.02A", employees = { 20, 49 }, founded = "2001" },
  expect = { verdict = "below floor", fit = "5.0", lines = { consulting = "match", publisher = "miss" } },
}

-- Its headcount is open, and so are size class, legal form, signals and lists: five. 40 of 100 for code, age and nothing else would be 30: -.
test "little is known" {
  icp = "demo.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "62.01Z", founded = "2010" },
  expect = { verdict = "fits", undecided = 5, fit = "30.0", tier = "-" },
}

-- Raised money 200 days ago: only the second line of the two holds, 20 * 2^(-200/365) = 13.679.
test "older money" {
  icp = "demo.lua", as_of = "2026-11-01",
  company = {
    country = "FR", industry = naf "62.01Z", employees = 60, founded = "2010", signal = { { "funding", date = "2026-04-15" }, complete = true },
  },
  expect = { verdict = "fits", fit = "50.0", tier = "B", timing = "13.6", heat = "-", lines = { money = "miss", ["older-money"] = "match", insolvency = "miss" } },
}
