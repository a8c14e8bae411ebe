-- Tests of platform-partners.lua. winnow test platform-partners.test.lua

-- On the list of the platform, and on no other: all its lists are known. The three search tools would show and do not: 25; two languages 20; 50
-- people 15; ships abroad 10: 70 of 70. Timing of 40: it moved two months ago to the day, which is the half-life, half of 20; two openings of
-- the season 20: 30.
test "a merchant before the season" {
  icp = "platform-partners.lua", as_of = "2026-11-01",
  company = {
    country = "GB", on_list = { "orbit customers", complete = true }, industry = sic "47910", employees = 50, status = "active", natural_person = false,
    uses = { { "Orbit Commerce", sure = 0.95, since = "2026-09-01" }, absent = { "Algolia", "Doofinder", "Klevu" } }, languages = { "en", "fr" },
    site_text = "International shipping from Leeds", openings = { { "Picker", department = "logistics", date = "2026-10-01" }, { "Merchandiser", department = "ecommerce", date = "2026-09-20" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "75.0" },
}

-- Not on the list for sure; sixty percent of Orbit is too little, and no proof of its absence: unknown, and unknown drops.
test "perhaps on the platform" {
  icp = "platform-partners.lua", as_of = "2026-11-01",
  company = { country = "FR", on_list = { complete = true }, uses = { { "Orbit Commerce", sure = 0.6 } } },
  expect = { verdict = "dropped", by = "on-the-platform", lines = { ["on-the-platform"] = "unknown" } },
}

-- Not on the list, and Orbit was looked for and is not there: a miss.
test "not on the platform" {
  icp = "platform-partners.lua", as_of = "2026-11-01",
  company = { country = "FR", on_list = { complete = true }, uses = { absent = { "Orbit Commerce" } } },
  expect = { verdict = "dropped", by = "on-the-platform", lines = { ["on-the-platform"] = "miss" } },
}

-- On no list of agencies, but its code is one: either is enough. British 62012 is NACE 62.01.
test "an agency" {
  icp = "platform-partners.lua", as_of = "2026-11-01",
  company = { country = "GB", on_list = { "orbit customers", complete = true }, industry = sic "62012" },
  expect = { verdict = "dropped", by = "an-agency-not-a-merchant" },
}

test "the flagship of a rival" {
  icp = "platform-partners.lua", as_of = "2026-11-01",
  company = { country = "GB", on_list = { "orbit customers", "rival references" }, industry = sic "47910" },
  expect = { verdict = "dropped", by = "a-competitor-s-flagship" },
}

-- Its code is not known, so it may be an agency: open. Algolia is not there, of the others nobody knows; 5 to 10 people may be ten. It moved some day of
-- August: within six months for sure, its age is counted from the first, 92 days: 20 * 2^(-92/61) = 7.031 of 40 = 17.5.
test "little is known" {
  icp = "platform-partners.lua", as_of = "2026-11-01",
  company = {
    country = "BE", on_list = { complete = true }, employees = { 5, 10 }, languages = { "nl", complete = true },
    uses = { { "Orbit Commerce", sure = 0.7, since = "2026-08" }, absent = { "Algolia" } },
  },
  expect = {
    verdict = "fits", undecided = 1, fit = "0.0", tier = "-", timing = "17.5",
    lines = { ["an-agency-not-a-merchant"] = "unknown", ["no-search-tool-bought-yet"] = "unknown", ["10-to-200-people"] = "unknown", ["sells-in-two-languages"] = "miss" },
  },
}
