-- Tests of benelux-expansion.lua, with what it has from base/churn.lua. winnow test benelux-expansion.test.lua

-- The Netherlands with 250 people, a Dutch company (so no French legal form speaks against it). Fit: own fleet 25, a TMS 25, near a
-- port 15: 65 of 65. A site opened four months ago to the day, which is the half-life: 10 of 20.
test "a Dutch haulier" {
  icp = "benelux-expansion.lua", as_of = "2026-11-01",
  company = {
    country = "NL", employees = 250, industry = nace "49.41", region = "NL-ZH", legal_form = "Besloten vennootschap", on_list = { complete = true },
    status = "active", natural_person = false, site_text = "Wij rijden met een eigen vloot.", founded = "1987",
    uses = { { "Transporeon", category = "transport management" } }, signal = { { "new_site", date = "2026-07-01" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "50.0" },
}

-- 80 people are enough in Belgium, not in the Netherlands: neither of the two alternatives holds.
test "too small for the Netherlands" {
  icp = "benelux-expansion.lua", as_of = "2026-11-01",
  company = { country = "NL", employees = 80, industry = nace "46.3" },
  expect = { verdict = "dropped", by = "country-size" },
}

-- All languages of its site are known: French.
test "a language we do not speak" {
  icp = "benelux-expansion.lua", as_of = "2026-11-01",
  company = { country = "BE", employees = 80, industry = nace "52.10", languages = { "fr", complete = true } },
  expect = { verdict = "dropped", by = "language-we-can-serve" },
}

-- 45 to 60 people straddle 50; nobody read its site: both are open, and so are the lists of the base. Not the French legal forms, since it is
-- Belgian, nor the web shop: it uses perhaps Wix, but has more than 19 people for sure. 15 of 65 for the port, 5 taken for its age: 10 = 15.3.
test "a Belgian on the edge" {
  icp = "benelux-expansion.lua", as_of = "2026-11-01",
  company = { country = "BE", employees = { 45, 60 }, industry = nace "46.21", region = "BE-VAN", founded = "2025-03-01" },
  expect = {
    verdict = "fits", undecided = 3, fit = "15.3", tier = "-",
    lines = { ["country-size"] = "unknown", ["language-we-can-serve"] = "unknown", ["public-or-non-profit"] = "miss", ["webshop-builder"] = "miss",
      ["too-small"] = "miss", ["younger-than-two-years"] = "match" },
  },
}

-- The country is not known, the headcount fits both: which of the two holds is open, not whether one can. The same of
-- the language, and of the legal form, as it might be French.
test "somewhere in the north" {
  icp = "benelux-expansion.lua", as_of = "2026-11-01",
  company = { employees = 200, industry = nace "46.21", languages = { "nl" }, on_list = { complete = true }, uses = { "Wix" } },
  expect = { verdict = "fits", undecided = 3, lines = { ["country-size"] = "unknown", ["language-we-can-serve"] = "unknown", ["public-or-non-profit"] = "unknown" } },
}
