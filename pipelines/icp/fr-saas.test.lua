-- Tests of fr-saas.lua, each reasoned by hand. winnow test fr-saas.test.lua

-- Fit: 50 to 99 people 40, publishes software 30, older than three years 20, ETI 10: 100 of 100. Founded five years ago less a day: 20 of 20.
test "a publisher" {
  icp = "fr-saas.lua", as_of = "2026-11-01",
  company = {
    country = "FR", industry = naf "58.29C", employees = { 50, 99 }, legal_form = cj "5710", size_class = "ETI", on_list = { complete = true },
    founded = "2021-11-02", status = "active", natural_person = false,
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "100.0" },
}

test "an association" {
  icp = "fr-saas.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "62.01Z", employees = 50, legal_form = cj "9220" },
  expect = { verdict = "dropped", by = "commercial" },
}

test "a lost deal" {
  icp = "fr-saas.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "62.01Z", employees = 50, legal_form = cj "5710", on_list = { "lost deals" } },
  expect = { verdict = "dropped", by = "lost-deal" },
}

-- 10 to 49 people may be twenty: open, with size class and lists. Code 62.01 is no publisher. Founded five years ago to the day: not within. Of 100 points only the age.
test "on the edge" {
  icp = "fr-saas.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "62.01Z", employees = { 10, 49 }, legal_form = cj "5499", founded = "2021-11-01" },
  expect = { verdict = "fits", undecided = 3, fit = "20.0", tier = "-", timing = "0.0", lines = { size = "unknown", publisher = "miss", young = "miss" } },
}
