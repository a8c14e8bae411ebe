test "the word in the name drops" {
  plugin = "@FILE@",
  options = { word = "holding" },
  company = { name = "ACME HOLDING SAS" },
  expect = { verdict = "drop", reason = "its name holds 'holding'" },
}

test "part of a word does not" {
  plugin = "@FILE@",
  options = { word = "holding" },
  company = { name = "SHAREHOLDINGS LTD" },
  expect = { verdict = "keep" },
}

test "no name, no verdict" {
  plugin = "@FILE@",
  options = { word = "holding" },
  company = { country = "FR" },
  expect = { verdict = "undecided" },
}
