test "reads a company, counts a wrong number" {
  plugin = "@FILE@",
  options = { file = "@NAME@.sample.csv" },
  expect = {
    rows = { { id = "fr-siren:552100554", name = "ACME", city = "Lyon", country = "FR" } },
    bad_rows = 1,
  },
}
