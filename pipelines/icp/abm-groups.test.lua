-- Tests of abm-groups.lua. winnow test abm-groups.test.lua

-- Fit: head of its group 30 (the better of the two lines), three subsidiaries in our countries 25, SAP in the group 20: 75 of 75. Timing of 40: it
-- bought somebody six months ago to the day, half of 25; a new CIO within nine months 15: 27.5.
test "the head of a group" {
  icp = "abm-groups.lua", as_of = "2026-11-01",
  company = {
    country = "DE", industry = nace "28.41", group_employees = at_least(10000), employees = 3000, is_ultimate_parent = true, is_national_parent = true,
    subsidiaries = { { "A SAS", country = "FR" }, { "B Srl", country = "IT" }, { "C Ltd", country = "GB" }, { "D Inc", country = "US" } },
    uses = { { "SAP", seen_at = "group" } }, status = "active", natural_person = false,
    signal = { { "acquisition", role = "buyer", date = "2026-05-01" }, { "leadership", title = "Group CIO", date = "2026-03-01" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "68.7" },
}

test "a holding without staff" {
  icp = "abm-groups.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = nace "28.41", group_employees = 5000, employees = { 3, 5 } },
  expect = { verdict = "dropped", by = "a-fund-or-a-holding-without-staff" },
}

test "a fund" {
  icp = "abm-groups.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = nace "64.30", group_employees = 5000 },
  expect = { verdict = "dropped", by = "manufacturing" },
}

test "a group of 999" {
  icp = "abm-groups.lua", as_of = "2026-11-01",
  company = { country = "IT", industry = nace "25.50", group_employees = 999 },
  expect = { verdict = "dropped", by = "group-of-1-000-people-or-more" },
}

-- Its group is not known, and its own headcount may be five: both open. Head of its country for sure 15, of its group nobody knows; two subsidiaries are known and there
-- may be more. It was bought: the signal is of the wrong role. 15 of 75 = 20.0.
test "a national head" {
  icp = "abm-groups.lua", as_of = "2026-11-01",
  company = {
    country = "GB", industry = nace "29", employees = { 3, 20 }, is_national_parent = true, subsidiaries = { { "A SAS", country = "FR" }, { "B Srl", country = "IT" } },
    signal = { { "acquisition", role = "target", date = "2026-05-01" }, complete = true },
  },
  expect = {
    verdict = "fits", undecided = 2, fit = "20.0", tier = "-", timing = "0.0",
    lines = { ["head-of-its-group"] = "unknown", ["national-head"] = "match", ["three-subsidiaries-or-more-in-our-countr"] = "unknown",
      ["bought-a-company"] = "miss", ["sap-in-the-group"] = "unknown" },
  },
}
