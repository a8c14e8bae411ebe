test "writes one line for each account" {
  plugin = "@FILE@",
  options = { path = "@NAME@.out.txt" },
  as_of = "2026-11-01",
  accounts = {
    { siren = "552100554", name = "ACME" },
    { siren = "732829320" },
  },
  expect = { output = "Accounts as of 2026-11-01\n1. ACME (fr-siren:552100554)\n2. fr-siren:732829320 (fr-siren:732829320)\n" },
}
