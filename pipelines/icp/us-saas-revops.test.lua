-- Tests of us-saas-revops.lua, each reasoned by hand. winnow test us-saas-revops.test.lua

-- All six of must hold, the last by its team. Its buyers are known and businesses among them: not consumers only.
-- Fit: an opening of 30 days ago 30, HubSpot 25, 200 people 20: 75 of 75. Timing: money raised 120 days ago is worth half of
-- 20, a new CRO within 180 days 10: 20 of 30 = 66.6, hot.
test "all that we ask for" {
  icp = "us-saas-revops.lua", as_of = "2026-11-01",
  company = {
    country = "US", industry = naics "513210", employees = 200, stage = "series_b", teams = { "revenue operations" },
    uses = { "Salesforce", "HubSpot" }, sells_to = { "businesses", complete = true }, status = "active", natural_person = false,
    openings = { { "Senior Revenue Operations Manager", date = "2026-10-02" } },
    signal = { { "funding", date = "2026-07-04" }, { "leadership", title = "Chief Revenue Officer", date = "2026-06-01" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "66.6", heat = "hot" },
}

-- American SIC 7372 is enough: one of the two classifications is a match, the other says nothing. No team is known, but an old opening
-- names the work: the gate holds, while "in the last 90 days" does not. Fit: 50 to 99 people 10, Marketo 25, SugarCRM takes 10: 25 of
-- 75 = 33.3, below B (45 %). It sells to businesses: whether to consumers too may be unknown, "only" is not.
test "another CRM takes away" {
  icp = "us-saas-revops.lua", as_of = "2026-11-01",
  company = {
    country = "US", industry = us_sic "7372", employees = { 50, 99 }, stage = "series_a", uses = { "Salesforce", "Marketo", "SugarCRM" },
    sells_to = { "businesses" }, status = "active", openings = { { "RevOps analyst", date = "2026-03-01" }, complete = true },
  },
  expect = {
    verdict = "fits", undecided = 0, fit = "33.3", tier = "-", timing = "0.0",
    lines = { ["b2b-software"] = "match", ["dedicated-revops"] = "match", ["revops-hires-lately"] = "miss", ["sells-to-consumers-only"] = "miss",
      ["another-crm-as-well"] = "match" },
  },
}

test "49 people" {
  icp = "us-saas-revops.lua", as_of = "2026-11-01",
  company = { country = "US", employees = 49 },
  expect = { verdict = "dropped", by = "employees" },
}

-- All its groups of buyers are known and consumers are the only one: "consumers, and not businesses" is a match.
test "consumers only" {
  icp = "us-saas-revops.lua", as_of = "2026-11-01",
  company = {
    country = "US", industry = naics "513210", employees = 200, stage = "series_b", uses = { "Salesforce" }, teams = { "revenue operations" },
    sells_to = { "consumers", complete = true },
  },
  expect = { verdict = "dropped", by = "sells-to-consumers-only" },
}

-- Its list of products was read to the end, and Salesforce is not on it.
test "another CRM instead" {
  icp = "us-saas-revops.lua", as_of = "2026-11-01",
  company = { country = "US", industry = naics "513210", employees = 200, stage = "series_b", uses = { "HubSpot", complete = true } },
  expect = { verdict = "dropped", by = "salesforce-as-crm" },
}

-- No opening at all, but nobody knows its teams: the last of must is open. So are its stage and whom it sells to; 400 to 600 people
-- straddle the limit; software by NAICS 51, which is shorter than 5132; its state. Six are open.
-- Money was raised some day of June 2026: within a year for sure; its age is counted from the first, 153 days:
-- 20 * 2^(-153/120) = 8.264 of 30 = 27.5, warm.
test "much is open" {
  icp = "us-saas-revops.lua", as_of = "2026-11-01",
  company = {
    country = "US", industry = naics "51", employees = { 400, 600 }, uses = { "Salesforce" }, openings = { complete = true },
    signal = { { "funding", date = "2026-06" } },
  },
  expect = {
    verdict = "fits", undecided = 6, fit = "0.0", tier = "-", timing = "27.5", heat = "warm",
    lines = { ["b2b-software"] = "unknown", employees = "unknown", ["dedicated-revops"] = "unknown" },
  },
}
