test "a French company speaks French" {
  plugin = "@FILE@",
  company = { country = "FR" },
  expect = { languages = { "fr" } },
}

test "a country that is not in the table stays unknown" {
  plugin = "@FILE@",
  company = { country = "JP" },
  expect = { languages = unknown "absent" },
}
