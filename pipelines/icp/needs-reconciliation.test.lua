-- Tests of needs-reconciliation.lua. winnow test needs-reconciliation.test.lua

-- Fit: "abonnements" begins with "abonnement" 30, the problem stands on its site 25, all its products are known and none is of the category 15, an address
-- as the pattern has it 10: 80 of 80. Timing of 45: an opening twenty days ago, half of 30, and late accounts within the year 15: 30.
test "they say it themselves" {
  icp = "needs-reconciliation.lua", as_of = "2026-11-01",
  company = {
    country = "FR", employees = 60, domain = "acme.fr", status = "active", natural_person = false,
    site_text = "Nos abonnements. Le rapprochement bancaire nous occupe. Ecrire à facturation@acme.fr.", uses = { { "Stripe", category = "payment processor" }, complete = true },
    openings = { { "Comptable fournisseurs (H/F)", date = "2026-10-12" } }, signal = { { "late_accounts", date = "2025-12-01" } },
  },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", tier = "A", timing = "66.6" },
}

-- "Known" is never a miss: without a fact it is unknown, and here that drops.
test "no site" {
  icp = "needs-reconciliation.lua", as_of = "2026-11-01",
  company = { country = "BE", employees = 60 },
  expect = { verdict = "dropped", by = "their-own-site-read", lines = { ["their-own-site-read"] = "unknown" } },
}

test "39 people" {
  icp = "needs-reconciliation.lua", as_of = "2026-11-01",
  company = { country = "CH", employees = 39, domain = "acme.ch" },
  expect = { verdict = "dropped", by = "employees" },
}

-- 20 to 49 people straddle 40: open. A payment processor is enough for the first line. What part of the site was read says nothing of the rest, and
-- other products may be there: three lines are unknown. 30 of 80 = 37.5: B.
test "half read" {
  icp = "needs-reconciliation.lua", as_of = "2026-11-01",
  company = {
    country = "FR", employees = { 20, 49 }, domain = "acme.fr", site_text = "Bienvenue", uses = { { "Stripe", category = "payment processor" } },
  },
  expect = {
    verdict = "fits", undecided = 1, fit = "37.5", tier = "B",
    lines = { employees = "unknown", ["many-payments-to-match"] = "match", ["the-problem-is-named"] = "unknown", ["no-treasury-tool-seen"] = "unknown",
      ["pattern-of-an-invoice-address"] = "unknown" },
  },
}

-- The whole site was read. The pattern is of exact case, and nothing names the problem there, but an opening does: 25. A treasury tool is seen: that line is a
-- miss, with whatever else may be there. 25 of 80 = 31.2: B. The opening is of an accountant, 45 days old: not within; last year's late accounts
-- were a year ago to the day: not within either.
test "an opening names it" {
  icp = "needs-reconciliation.lua", as_of = "2026-11-01",
  company = {
    country = "FR", employees = 40, domain = "acme.fr", site_text = { "COMPTA@ACME.FR", complete = true }, uses = { { "Kyriba", category = "treasury" }, complete = true },
    openings = { { "Comptable", text = "Lettrage des comptes", date = "2026-09-17" }, complete = true }, signal = { { "late_accounts", date = "2025-11-01" }, complete = true },
  },
  expect = {
    verdict = "fits", undecided = 0, fit = "31.2", tier = "B", timing = "0.0",
    lines = { ["many-payments-to-match"] = "miss", ["the-problem-is-named"] = "match", ["no-treasury-tool-seen"] = "miss", ["pattern-of-an-invoice-address"] = "miss",
      ["looks-for-an-accountant-now"] = "miss", ["auditor-s-remark-or-late-accounts"] = "miss" },
  },
}
