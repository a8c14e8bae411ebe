-- Tests of displace-acme.lua. winnow test displace-acme.test.lua

-- Bolt and our own CRM were looked for, and would show: they are not there. Fit: version 8.4 is below 9: 30, no Bolt 20, two of the add-ons
-- 15: 65 of 65. Timing: the opening is 45 days old, half of 25; it wrote of a migration within the year, 25: 37.5 of 50.
test "an Acme shop that is looking around" {
  icp = "displace-acme.lua", as_of = "2026-11-01",
  company = {
    country = "FR", employees = 200, x_acme_since = "2024-02-01", on_list = { complete = true }, status = "active", natural_person = false,
    uses = { { "Acme CRM", sure = 0.9, version = "8.4" }, "Acme Forms", "Acme Mail", absent = { "Bolt CRM", "Winnower CRM" } },
    openings = { { "CRM Administrator", date = "2026-09-17" } },
    signal = { { "press", text = "Interview: our CRM migration is planned for 2027.", date = "2026-03-01" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "75.0" },
}

-- Sixty percent is not seventy. There may be another proof of it, so the line is unknown, and unknown drops.
test "perhaps Acme" {
  icp = "displace-acme.lua", as_of = "2026-11-01",
  company = { country = "GB", employees = 200, uses = { { "Acme CRM", sure = 0.6 } } },
  expect = { verdict = "dropped", by = "acme-crm-seen", lines = { ["acme-crm-seen"] = "unknown" } },
}

test "a customer of ours" {
  icp = "displace-acme.lua", as_of = "2026-11-01",
  company = { country = "US", employees = 200, uses = { { "Acme CRM", sure = 0.9 } }, on_list = { "customers" } },
  expect = { verdict = "dropped", by = "already-ours" },
}

-- Six months before are 1 May; the days after it are within.
test "renewed six months ago less a day" {
  icp = "displace-acme.lua", as_of = "2026-11-01",
  company = { country = "US", employees = 200, uses = { { "Acme CRM", sure = 0.9 }, complete = true }, on_list = { complete = true }, x_acme_since = "2026-05-02" },
  expect = { verdict = "dropped", by = "just-renewed-acme" },
}

-- The day itself is not. All its products are known. Version 9 is not below 9; no Bolt, 20; one add-on of three surely: a miss. 20 of 65 = 30.7.
test "renewed six months ago to the day" {
  icp = "displace-acme.lua", as_of = "2026-11-01",
  company = {
    country = "US", employees = { 20, 49 }, uses = { { "Acme CRM", sure = 0.7, version = "9" }, "Acme Forms", complete = true }, on_list = { complete = true },
    x_acme_since = "2026-05-01",
  },
  expect = {
    verdict = "fits", undecided = 0, fit = "30.7", tier = "B",
    lines = { ["acme-before-version-9"] = "miss", ["surely-not-on-our-rival-bolt"] = "match", ["pays-for-add-ons-we-replace"] = "miss" },
  },
}

-- What else it uses, its version, since when, and our lists are not known: both of must_not are open, no line of fit is decided.
test "Acme, and no more is known" {
  icp = "displace-acme.lua", as_of = "2026-11-01",
  company = { country = "US", employees = 2000, uses = { { "Acme CRM", sure = 0.7 } } },
  expect = {
    verdict = "fits", undecided = 2, fit = "0.0", tier = "-",
    lines = { ["acme-before-version-9"] = "unknown", ["surely-not-on-our-rival-bolt"] = "unknown", ["pays-for-add-ons-we-replace"] = "unknown" },
  },
}
