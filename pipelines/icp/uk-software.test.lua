-- Tests of uk-software.lua, each reasoned by hand. winnow test uk-software.test.lua

-- Fit: full accounts 40, publishes software 30, older than three years 20, no charge 10: 100 of 100.
test "a publisher that is audited" {
  icp = "uk-software.lua", as_of = "2026-11-01",
  company = {
    country = "GB", industry = sic "58290", accounts_category = "FULL", accounts_date = "2026-03-31", status = "active", natural_person = false,
    founded = "2012-06-01", charges = 0,
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "0.0" },
}

test "micro accounts" {
  icp = "uk-software.lua", as_of = "2026-11-01",
  company = { country = "GB", industry = sic "62012", accounts_category = "MICRO ENTITY" },
  expect = { verdict = "dropped", by = "size" },
}

test "in administration" {
  icp = "uk-software.lua", as_of = "2026-11-01",
  company = { country = "GB", industry = sic "62012", accounts_category = "SMALL", status = "administration" },
  expect = { verdict = "dropped", by = "trouble" },
}

-- What state it is in and when it made its accounts is open. Founded some day of 2023: three years old perhaps. Small accounts: 20 of 100.
test "half of it" {
  icp = "uk-software.lua", as_of = "2026-11-01",
  company = { country = "GB", industry = sic "62011", accounts_category = "SMALL", founded = "2023", charges = 1 },
  expect = { verdict = "fits", undecided = 2, fit = "20.0", tier = "-", timing = "100.0", lines = { age = "unknown", young = "match", free = "miss" } },
}
