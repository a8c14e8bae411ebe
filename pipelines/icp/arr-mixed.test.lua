-- Tests of arr-mixed.lua, with the rates of arr-mixed.rates.csv: units per euro. winnow test arr-mixed.test.lua

-- Fit: 8 million ARR 40, growth 20, 12 million of at most 100 people are 120,000 a head 20: 80 of 80. The money was raised six months ago to the day,
-- which is the half-life: half of 20. Dollars against dollars need no rate.
test "a scale-up in euros" {
  icp = "arr-mixed.lua", as_of = "2026-11-01", rates = "arr-mixed.rates.csv",
  company = {
    country = "FR", arr = { 8e6, "EUR" }, revenue = { 12e6, "EUR" }, business_model = "subscription", listed = false, growth = 40, employees = 100,
    status = "active", natural_person = false, signal = { { "funding", amount = { 2e6, "USD" }, date = "2026-05-01" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "50.0" },
}

-- 11 million dollars of 2026 are 9.32 to 10.28 million euros: between 5 and 15 for sure. Its revenue is not known, so the function is not called. 40 of
-- 80 = 50: B.
test "dollars inside the limits" {
  icp = "arr-mixed.lua", as_of = "2026-11-01", rates = "arr-mixed.rates.csv",
  company = { country = "US", arr = { 11e6, "USD", day = "2026-06-30" }, business_model = "subscription", listed = false },
  expect = { verdict = "fits", undecided = 0, fit = "50.0", tier = "B", lines = { ["revenue-per-head-over-100-000-eur"] = "unknown" } },
}

-- 5.6 million dollars are 4.74 to 5.23 million euros: more than two for sure, but on which side of five is unknown, for either of the two lines.
test "dollars around a limit" {
  icp = "arr-mixed.lua", as_of = "2026-11-01", rates = "arr-mixed.rates.csv",
  company = { country = "US", arr = { 5.6e6, "USD", day = "2026-06-30" }, business_model = "subscription", listed = false },
  expect = {
    verdict = "fits", undecided = 0, fit = "0.0", tier = "-",
    lines = { ["2-to-30-million-recurring"] = "match", ["5-to-15-million-arr"] = "unknown", ["2-to-5-million-arr"] = "unknown" },
  },
}

-- Nobody gave a rate of the Swedish crown: as if nothing were known of the amount. The gate is open; nothing is earned.
test "a currency without a rate" {
  icp = "arr-mixed.lua", as_of = "2026-11-01", rates = "arr-mixed.rates.csv",
  company = { country = "SE", revenue = { 100e6, "SEK", day = "2026-01-31" }, employees = 50, business_model = "subscription", listed = false },
  expect = { verdict = "fits", undecided = 1, fit = "0.0", lines = { ["2-to-30-million-recurring"] = "unknown", ["revenue-per-head-over-100-000-eur"] = "unknown" } },
}

-- Both amounts are below.
test "too small by either" {
  icp = "arr-mixed.lua", as_of = "2026-11-01", rates = "arr-mixed.rates.csv",
  company = { country = "GB", arr = { 1e6, "GBP", day = "2026-03-31" }, revenue = { 2e6, "GBP", day = "2026-03-31" } },
  expect = { verdict = "dropped", by = "2-to-30-million-recurring" },
}

-- The same ARR alone, and a revenue of thirty months ago: that is too old to count, so nobody knows it: open, and so is whether it is listed. What it asks
-- per month makes it a subscription business.
test "an old revenue" {
  icp = "arr-mixed.lua", as_of = "2026-11-01", rates = "arr-mixed.rates.csv",
  company = {
    country = "GB", arr = { 1e6, "GBP", day = "2026-03-31" }, revenue = fact { { 2e6, "GBP", day = "2024-03-31" }, date = "2024-05-01" },
    site_text = "From 20 pounds per month",
  },
  expect = { verdict = "fits", undecided = 2, fit = "0.0", lines = { ["2-to-30-million-recurring"] = "unknown", ["subscription-business"] = "match", listed = "unknown" } },
}

test "listed" {
  icp = "arr-mixed.lua", as_of = "2026-11-01", rates = "arr-mixed.rates.csv",
  company = { country = "CH", arr = { 8e6, "EUR" }, business_model = "subscription", listed = true },
  expect = { verdict = "dropped", by = "listed" },
}
