-- Tests of churn.lua by itself: it forbids and wishes for nothing. winnow test churn.test.lua

-- Nothing is wished for, so fit is 100 for everybody who stays, whatever minus lines say.
test "a company that stays" {
  icp = "churn.lua", as_of = "2026-11-01",
  company = { country = "FR", employees = 30, legal_form = cj "5710", uses = { "Wix" }, on_list = { complete = true }, founded = "2001", industry = naf "62.01Z" },
  expect = { verdict = "fits", undecided = 0, fit = "100.0", lines = { ["webshop-builder"] = "miss", ["advertising-agency"] = "miss" } },
}

test "nine people" {
  icp = "churn.lua", as_of = "2026-11-01",
  company = { employees = { 6, 9 } },
  expect = { verdict = "dropped", by = "too-small" },
}

-- Both must hold: the shop builder, and at most 19 people. 10 to 19 people are not too small.
test "a small web shop" {
  icp = "churn.lua", as_of = "2026-11-01",
  company = { country = "FR", employees = { 10, 19 }, legal_form = cj "5710", uses = { "Jimdo" } },
  expect = { verdict = "dropped", by = "webshop-builder" },
}

-- 6 to 19 people may be nine, and may be a web shop; a Belgian legal form is no French category.
test "a band that says little" {
  icp = "churn.lua", as_of = "2026-11-01",
  company = { country = "BE", employees = { 6, 19 }, on_list = { complete = true } },
  expect = { verdict = "fits", undecided = 2, lines = { ["too-small"] = "unknown", ["webshop-builder"] = "unknown", ["public-or-non-profit"] = "miss" } },
}

test "a municipality" {
  icp = "churn.lua", as_of = "2026-11-01",
  company = { country = "FR", employees = 300, legal_form = cj "7210" },
  expect = { verdict = "dropped", by = "public-or-non-profit" },
}
