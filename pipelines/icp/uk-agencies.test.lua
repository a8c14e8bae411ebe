-- Tests of uk-agencies.lua: companies made by hand, and above each why it comes out as it does. winnow test uk-agencies.test.lua

-- Every gate is a match. Two of the three signs of process are there, so the third may be unknown. Fit: 25 + 25 + 15 of 65.
-- Two openings after 2 September, which is sixty days before: 20 of 20.
test "an agency of thirty people with a process" {
  icp = "uk-agencies.lua", as_of = "2026-11-01",
  company = {
    country = "GB", industry = sic "62012", founded = "2016-04-11", employees = { 20, 30 }, charges = 0,
    accounts_category = "SMALL", accounts_date = "2026-03-31", status = "active", natural_person = false,
    uses = { { "Asana", category = "project management" }, { "Harvest", category = "time tracking" } },
    openings = { { "Designer", date = "2026-10-01" }, { "Account manager", date = "2026-09-15" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "100.0", lines = { ["two-of-three-signs-of-process"] = "match" } },
}

-- What it files is known and not among the categories.
test "micro accounts" {
  icp = "uk-agencies.lua", as_of = "2026-11-01",
  company = { country = "GB", industry = sic "62012", founded = "2016-04-11", accounts_category = "MICRO ENTITY" },
  expect = { verdict = "dropped", by = "files-more-than-micro-accounts" },
}

-- All of must holds; the register is about to strike it off.
test "about to be struck off" {
  icp = "uk-agencies.lua", as_of = "2026-11-01",
  company = { country = "GB", industry = sic "73110", founded = "2016-04-11", accounts_category = "FULL", accounts_date = "2026-03-31", status = "strike_off" },
  expect = { verdict = "dropped", by = "to-be-struck-off" },
}

-- "No accounts for two years" is a date on or before 1 November 2024: that day itself is.
test "accounts of two years ago to the day" {
  icp = "uk-agencies.lua", as_of = "2026-11-01",
  company = { country = "GB", industry = sic "62012", founded = "2016-04-11", accounts_category = "SMALL", accounts_date = "2024-11-01", status = "active" },
  expect = { verdict = "dropped", by = "no-accounts-for-two-years" },
}

-- One day later it is not. One charge is not none, and 61 to 70 people are above 60: nothing of 65.
test "accounts of a day less" {
  icp = "uk-agencies.lua", as_of = "2026-11-01",
  company = {
    country = "GB", industry = sic "62012", founded = "2016-04-11", accounts_category = "SMALL", accounts_date = "2024-11-02", status = "active",
    employees = { 61, 70 }, charges = 1,
  },
  expect = { verdict = "fits", undecided = 0, fit = "0.0", tier = "-", lines = { ["10-to-60-people"] = "miss", ["no-charge-on-assets"] = "miss" } },
}

-- Country and code are all that is known. Open: age, accounts filed, and three of must_not (dormant, strike-off, date of accounts).
test "little is known" {
  icp = "uk-agencies.lua", as_of = "2026-11-01",
  company = { country = "GB", industry = sic "63120" },
  expect = { verdict = "fits", undecided = 5, fit = "0.0", tier = "-", timing = "0.0" },
}

-- Founded some day of 2023: before or after 1 November nobody knows, so the age is open. 50 to 99 people overlap 10 to 60.
-- Of the signs one is there and the other two surely are not (all products and the whole site were read): one is less than two.
test "on the edge" {
  icp = "uk-agencies.lua", as_of = "2026-11-01",
  company = {
    country = "GB", industry = sic "62020", founded = "2023", accounts_category = "GROUP", accounts_date = "2026-03-31", status = "active",
    employees = { 50, 99 }, charges = 0, uses = { { "Trello", category = "project management" }, complete = true },
    site_text = { "We make sites. Ask us.", complete = true },
  },
  expect = {
    verdict = "fits", undecided = 1, fit = "23.0", tier = "-",
    lines = { ["three-to-fifteen-years-old"] = "unknown", ["10-to-60-people"] = "unknown", ["two-of-three-signs-of-process"] = "miss" },
  },
}
