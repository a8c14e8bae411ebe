-- Tests of de-maschinenbau.lua. winnow test de-maschinenbau.test.lua

-- Two of the three phrases stand on its site ("Ersatzteile" by its stem, "Retrofit"), that is enough. Fit: 30 + 20 + 15 + 15 of 80.
-- The opening is 45 days old, which is the half-life: 10 of 20.
test "a builder of machines with a service business" {
  icp = "de-maschinenbau.lua", as_of = "2026-11-01",
  company = {
    country = "DE", industry = nace "28.93", employees = 300, legal_form = "GmbH & Co. KG", status = "active", natural_person = false,
    site_text = "Ersatzteile, Wartung und Retrofit aus einer Hand", uses = { { "Portal One", category = "customer portal" } },
    languages = { "de", "en", "fr" }, revenue = { 50000000, "EUR" },
    openings = { { "Serviceleiter (m/w/d)", date = "2026-09-17" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "50.0" },
}

test "insolvent" {
  icp = "de-maschinenbau.lua", as_of = "2026-11-01",
  company = { country = "DE", industry = nace "28.93", employees = 300, legal_form = "AG", status = "insolvency" },
  expect = { verdict = "dropped", by = "insolvent" },
}

-- The words of the register, all of them: a KG is no GmbH & Co. KG.
test "another legal form" {
  icp = "de-maschinenbau.lua", as_of = "2026-11-01",
  company = { country = "DE", industry = nace "28.93", employees = 300, legal_form = "KG" },
  expect = { verdict = "dropped", by = "legal_form" },
}

-- 50 to 199 people straddle 100, and its state is not known: two are open. Two languages are known and there may be more: unknown for "at least
-- three". 15 to 25 million straddle 20: unknown.
test "not known well enough" {
  icp = "de-maschinenbau.lua", as_of = "2026-11-01",
  company = {
    country = "DE", industry = nace "28", employees = { 50, 199 }, legal_form = "GmbH", languages = { "de", "en" },
    revenue = { 15000000, 25000000, "EUR" },
  },
  expect = { verdict = "fits", undecided = 2, fit = "0.0", tier = "-", lines = { employees = "unknown", exports = "unknown", ["revenue-20-to-200-million"] = "unknown" } },
}

-- A revenue that was observed three years ago to the day is too old: as if nobody had said it. The whole site was read, and only one of the three
-- phrases is on it. Three languages: 15 of 80 = 18.7. The opening is 90 days old: not within.
test "an old revenue" {
  icp = "de-maschinenbau.lua", as_of = "2026-11-01",
  company = {
    country = "DE", industry = nace "28.1", employees = 100, legal_form = "SE & Co. KGaA", status = "active", languages = { "de", "en", "it" },
    revenue = fact { { 50000000, "EUR" }, date = "2023-11-01" }, site_text = { "Ersatzteile auf Lager", complete = true },
    openings = { { "Leiter Kundendienst", date = "2026-08-03" }, complete = true },
  },
  expect = {
    verdict = "fits", undecided = 0, fit = "18.7", tier = "-", timing = "0.0",
    lines = { ["talks-of-service-business"] = "miss", ["revenue-20-to-200-million"] = "unknown", ["looks-for-service-staff"] = "miss" },
  },
}
