-- The objects of scripts, see objects/objects.lua: a group that finds something wrong ends in an error.
local plugin, good = "objects/objects.lua", { region = "FR-69" }

test "html" { plugin = plugin, company = { name = "html" }, expect = good }
test "xpath" { plugin = plugin, company = { name = "xpath" }, expect = good }
test "xml" { plugin = plugin, company = { name = "xml" }, expect = good }
test "charsets" { plugin = plugin, company = { name = "charsets" }, expect = good }
test "large" { plugin = plugin, company = { name = "large" }, expect = good }
test "csv" { plugin = plugin, company = { name = "csv" }, expect = good }
test "url" { plugin = plugin, company = { name = "url" }, expect = good }
test "misuse" { plugin = plugin, company = { name = "misuse" }, expect = good }
test "answers" {
  plugin = plugin, company = { name = "answers" }, expect = good,
  answers = {
    "GET https://acme.example/page\n\nHTTP 200\ncontent-type: text/html; charset=ISO-8859-1\n\n<a href=/x>café</a>",
    'GET https://acme.example/data\n\nHTTP 200\ncontent-type: application/json\n\n{"a": [1]}',
    "GET https://acme.example/feed\n\nHTTP 200\n\n<urlset xmlns='urn:m'><loc>here</loc></urlset>",
    "GET https://acme.example/table\n\nHTTP 200\ncontent-type: text/csv; charset=windows-1252\n\nname,n\nRené,1\n",
  },
}
