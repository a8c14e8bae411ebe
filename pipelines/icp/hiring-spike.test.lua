-- Tests of hiring-spike.lua. winnow test hiring-spike.test.lua

-- Fit: three openings in sales 20; of at most 100 people at least 25 sell, a quarter, 20; a sales engagement tool 10: 50 of 50. Timing of 70: a spike
-- thirty days ago, half of 40; two of the openings are of the last month, 20; a head of sales sixty days ago, half of 10: 45.
test "a sales team that doubles" {
  icp = "hiring-spike.lua", as_of = "2026-11-01",
  company = {
    country = "FR", employees = 100, industry = nace "62.01", x_sales_seats = { 25, 30 }, status = "active", natural_person = false,
    openings = { { "AE", department = "sales", date = "2026-10-20" }, { "SDR", department = "sales", date = "2026-10-03" }, { "KAM", department = "sales", date = "2026-08-01" } },
    uses = { { "Outreach", category = "sales engagement" } },
    signal = { { "hiring_spike", ratio = 2.4, date = "2026-10-02" }, { "leadership", department = "sales", date = "2026-09-02" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "64.2" },
}

test "29 people" {
  icp = "hiring-spike.lua", as_of = "2026-11-01",
  company = { country = "BE", employees = 29 },
  expect = { verdict = "dropped", by = "employees" },
}

test "bakers" {
  icp = "hiring-spike.lua", as_of = "2026-11-01",
  company = { country = "DE", employees = 200, industry = nace "10.71" },
  expect = { verdict = "dropped", by = "sells-software-or-services" },
}

-- NACE 70 is shorter than 70.22, so the branch is open. Nobody counted those who sell: the function is not called. Of three openings two are in sales and
-- one may be: not at least three for sure; those two are thirty days old, which is not within thirty days, and
-- the third alone cannot be two. A ratio of exactly 2 is enough, but sixty days ago is not within sixty days.
test "a consultancy, perhaps" {
  icp = "hiring-spike.lua", as_of = "2026-11-01",
  company = {
    country = "NL", employees = { 30, 800 }, industry = nace "70",
    openings = { { "AE", department = "sales", date = "2026-10-02" }, { "SDR", department = "sales", date = "2026-10-02" }, { "Manager" }, complete = true },
    signal = { { "hiring_spike", ratio = 2, date = "2026-09-02" }, complete = true },
  },
  expect = {
    verdict = "fits", undecided = 1, fit = "0.0", tier = "-", timing = "0.0",
    lines = { ["three-sales-openings-or-more"] = "unknown", ["sales-is-a-large-share-of-the-team"] = "unknown", ["openings-doubled-against-the-baseline"] = "miss",
      ["sales-openings-of-the-last-month"] = "miss" },
  },
}

-- Ten sellers, if not more, among 199 people, if not fewer: the function says that this is not a fifth. It does not know what "at least" and "at most" may
-- hide: 10 of 199 is what it counts with. Two openings in sales and no others: less than three.
test "few of them sell" {
  icp = "hiring-spike.lua", as_of = "2026-11-01",
  company = {
    country = "FR", employees = { 100, 199 }, industry = nace "62.02", x_sales_seats = { 10, 60 },
    openings = { { "AE", department = "sales" }, { "SDR", department = "sales" }, complete = true }, uses = { { "Outreach", category = "sales engagement" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "20.0", tier = "-", lines = { ["sales-is-a-large-share-of-the-team"] = "miss", ["three-sales-openings-or-more"] = "miss" } },
}
