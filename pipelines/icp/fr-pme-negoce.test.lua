-- Tests of fr-pme-negoce.lua and the lines it has from base/churn.lua. winnow test fr-pme-negoce.test.lua

-- Every gate is decided. Fit: 50 to 249 people 30, English on its site 20, an ERP 20, founded in 1998 10: 80 of 80.
-- Timing: a change at the top 90 days ago is worth half of 15, a capital increase within a year 10: 17.5 of 25.
test "a wholesaler near Lyon" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = {
    country = "FR", industry = naf "46.43Z", employees = { 50, 99 }, region = "FR-69", legal_form = cj "5710", size_class = "PME",
    on_list = { complete = true }, status = "active", natural_person = false, languages = { "fr", "en" }, founded = "1998-05-04",
    uses = { { "Sage X3", category = "erp" } },
    signal = { { "leadership", date = "2026-08-03" }, { "capital", date = "2025-12-01" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "70.0" },
}

-- 46.19A is of 46, and of 46.1 too.
test "an agent" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "46.19A", employees = 30, region = "FR-69", legal_form = cj "5710" },
  expect = { verdict = "dropped", by = "wholesale-not-agents" },
}

-- Without a headcount the line lets nobody stay.
test "nobody knows how many" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "46.43Z", region = "FR-69", legal_form = cj "5710" },
  expect = { verdict = "dropped", by = "an-sme-by-headcount", lines = { ["an-sme-by-headcount"] = "unknown" } },
}

-- 200 to 260 people may be too many: not decided, and that drops as well.
test "perhaps too many" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "46.43Z", employees = { 200, 260 }, region = "FR-69", legal_form = cj "5710" },
  expect = { verdict = "dropped", by = "an-sme-by-headcount", lines = { ["an-sme-by-headcount"] = "unknown" } },
}

-- A line of the base: a deal lost.
test "a deal lost" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = {
    country = "FR", industry = naf "46.43Z", employees = 30, region = "FR-38", legal_form = cj "5710", on_list = { "lost deals" },
  },
  expect = { verdict = "dropped", by = "customer-or-lost-lately" },
}

test "fuel" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = { country = "FR", industry = naf "46.71Z", employees = 30, region = "FR-38", legal_form = cj "5710", on_list = { complete = true } },
  expect = { verdict = "dropped", by = "fuel-and-tobacco" },
}

-- NAF 46 without more: wholesale for sure, an agent perhaps; fuel perhaps. Lists and size class are not known either: 4 open.
-- Here a web shop is normal: the line of the base about Wix is left out. 20 to 49 people earn 15. Founded some day of 2024, before or after
-- 1 November: the minus line is unknown and takes nothing, "older than five years" is a miss. 15 of 80 = 18.7.
test "a rough code" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = {
    country = "FR", industry = naf "46", employees = { 20, 49 }, region = "FR-42", legal_form = cj "5710", founded = "2024", uses = { "Wix" },
  },
  expect = {
    verdict = "fits", undecided = 4, fit = "18.7", tier = "-",
    lines = { ["wholesale-not-agents"] = "unknown", ["fuel-and-tobacco"] = "unknown", ["younger-than-two-years"] = "unknown", ["older-than-five-years"] = "miss",
      ["no-erp-of-ours-yet-another-one-seen"] = "unknown" },
  },
}

-- Founded in March 2025: the base takes 5. 30 + 20 - 5 = 45 of 80 = 56.2: B.
test "a young one" {
  icp = "fr-pme-negoce.lua", as_of = "2026-11-01",
  company = {
    country = "FR", industry = naf "46.43Z", employees = { 50, 99 }, region = "FR-01", legal_form = cj "5499", size_class = "PME",
    on_list = { complete = true }, founded = "2025-03", site_text = "Nous préparons l'export vers l'Italie.",
  },
  expect = { verdict = "fits", undecided = 0, fit = "56.2", tier = "B", lines = { ["younger-than-two-years"] = "match", ["sells-abroad"] = "match" } },
}
