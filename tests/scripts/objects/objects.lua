-- What scripts can do with documents, CSV, URLs and answers: each group is one test of objects.test.lua.
local function same(got, wanted)
  if json.encode(got) ~= json.encode(wanted) then
    error("got " .. json.encode(got) .. ", not " .. json.encode(wanted), 2)
  end
end

local function refused(words, call, ...)
  local fine, message = pcall(call, ...)
  if fine or not message:find(words, 1, true) then
    error("no '" .. words .. "' in " .. tostring(message), 2)
  end
end

local function texts(nodes)
  local list = json.array()
  for i, node in ipairs(nodes) do
    list[i] = type(node) == "string" and node or node:text()
  end
  return list
end

local function why(value, message)
  if value ~= nil then
    error("no failure", 2)
  end
  return message
end

local page = [[<!doctype html><html lang="fr"><head><meta charset="utf-8"><title> Acme  &amp; fils </title><base href="/shop/">
<meta name="Description" content="Logiciels"><meta property="og:title" content="Acme"><meta name="description" content="again">
<link rel="Canonical" href="../"><style>p { color: red }</style>
<script type="application/ld+json">{"@graph": [{"@type": "Organization", "name": "Acme"}, {"@type": "WebSite"}]}</script>
<script type="application/ld+json">[{"@type": "Person"}]</script><script type="application/ld+json">{broken</script></head>
<body><h1>Bonjour</h1><p class="lead big">Un&nbsp;logiciel <b>simple</b>.</p><p>Deux<br>lignes<script>var x = 1</script></p>
<ul><li>1</li><li>2</li><li>3</li></ul><table><tr><td>a</td><td>b</td></tr></table>
<a href="page?a=1&amp;b=é#top" rel="next">Suite</a><a href="mailto:x@acme.example">Mail</a><a href="//autre.example">Autre</a></body></html>]]

local groups = {}

function groups.html()
  local doc = assert(html.parse(page, { url = "https://acme.example/a/b.html" }))
  same(doc:text(), "Bonjour\nUn logiciel simple.\nDeux\nlignes\n1\n2\n3\na b\nSuiteMailAutre")
  same(doc:first("//p"):text(), "Un logiciel simple.")
  same(doc:first("//title"):text(), "Acme & fils")
  same(doc:first("//style"):text(), "p { color: red }")
  same(doc:first("//p"):name(), "p")
  same(doc:first("//p"):attr("class"), "lead big")
  same(doc:first("//p"):attr("id") == nil, true)
  same(doc:name() == nil and doc:attr("x") == nil, true)
  same(#doc:first("//ul"):children(), 3)
  same(doc:first("//nothing") == nil, true)
  same(doc:find("//nothing"), {})
  same(doc:first("//b") == doc:first("//p/b"), true)
  same(doc:first("//b") == doc:first("//p"), false)
  same(doc:first("//ul"):find("li[2]")[1]:text(), "2")
  same(doc:links(), {
    { url = "https://acme.example/shop/page?a=1&b=%C3%A9", text = "Suite", rel = "next" }, { url = "https://autre.example/", text = "Autre" },
  })
  same(doc:meta(), { title = "Acme & fils", lang = "fr", description = "Logiciels", ["og:title"] = "Acme", canonical = "https://acme.example/" })
  local things, broken = doc:json_ld()
  same({ things[1].name, things[2]["@type"], things[3]["@type"], #things, broken }, { "Acme", "WebSite", "Person", 3, 1 })
  same(html.parse("<a href=x>y</a>"):links(), {})
  doc:close()
  refused("no longer at hand", doc.text, doc)
end

function groups.xpath()
  local doc = assert(html.parse(page))
  local answers = {
    ["count(//li)"] = 3, ["sum(//li)"] = 6, ["//li = 2"] = true, ["//li > 3"] = false, ["//li != //li"] = true, ["1 div 2"] = 0.5,
    ["-7 mod 3"] = -1, ["2 + 3 * 4 - 1"] = 13, ["(2 + 3) * 4"] = 20, ["not(//table) or //h1"] = true, ["floor(1.5) + ceiling(1.5) + round(2.5)"] = 6,
    ["string(//h1)"] = "Bonjour", ["concat('a', 1, true())"] = "a1true", ["substring('12345', 2, 3)"] = "234", ["substring('12345', 1.5, 2.6)"] = "234",
    ["substring('été', 2)"] = "té", ["string-length('été')"] = 3, ["translate('bar', 'abc', 'AB')"] = "BAr", ["normalize-space('  a   b ')"] = "a b",
    ["substring-before('1999/04', '/')"] = "1999", ["substring-after('1999/04', '/')"] = "04", ["contains('abc', 'b')"] = true,
    ["starts-with('abc', 'bc')"] = false, ["ends-with('abc', 'bc')"] = true, ["lower-case('AbC')"] = "abc", ["number('x') = number('x')"] = false,
    ["string(1 div 0)"] = "Infinity", ["name(//@class)"] = "class", ["local-name(//*)"] = "html", ["boolean('')"] = false, ["- - 1"] = 1,
    ["string(2.50)"] = "2.5", ["count(//li | //li | //h1)"] = 4, ["count(//text()[normalize-space() = ''])"] = doc:find("count(//text()[normalize-space(.) = ''])"),
  }
  for question, answer in pairs(answers) do
    same({ question, doc:find(question) }, { question, answer })
  end
  local lists = {
    ["//li[1]"] = { "1" }, ["//li[last()]"] = { "3" }, ["//li[position() > 1]"] = { "2", "3" }, ["(//li | //td)[4]"] = { "a" },
    ["//td | //li"] = { "1", "2", "3", "a", "b" }, ["//li[2]/preceding-sibling::li"] = { "1" }, ["//li[3]/preceding-sibling::li[1]"] = { "2" },
    ["//li[1]/following-sibling::*"] = { "2", "3" }, ["//b/.."] = { "Un logiciel simple." }, ["//b/ancestor::*[1]/@class"] = { "lead big" },
    ["//li[3]/preceding::li"] = { "1", "2" }, ["//li[2]/following::td[1]"] = { "a" }, ["//p[contains(@class, 'big')]/b/text()"] = { "simple" },
    ["//tr/*[self::td][2]"] = { "b" }, ["/html/body/ul/li[. = '2']"] = { "2" }, ["//li[not(. = 2)]"] = { "1", "3" }, ["//ul//text()"] = { "1", "2", "3" },
    ["//@rel[. = 'next']"] = { "next" }, ["//ul/descendant-or-self::ul/li[1]"] = { "1" }, ["//li[../li[2]][1]"] = { "1" }, ["//*[name() = 'h1']"] = { "Bonjour" },
    ["//li[position() mod 2 = 1]"] = { "1", "3" }, ["//h1[1 = 1 and 2 != 3]"] = { "Bonjour" }, ["//li['']"] = {}, ["//comment()"] = {},
  }
  for question, answer in pairs(lists) do
    same({ question, texts(doc:find(question)) }, { question, json.array(answer) })
  end
  for question, words in pairs { ["//p["] = "ends too early", ["//p]"] = "more than the expression", ["foo()"] = "no function 'foo'", ["count(1)"] = "wants nodes",
    ["1/a"] = "no node", ["$x"] = "variables", ["p::q"] = "no such axis", ["count()"] = "does not take 0", ["'a"] = "does not end", ["#"] = "no meaning" } do
    refused(words, doc.find, doc, question)
  end
end

function groups.xml()
  local doc = assert(xml.parse('<?xml version="1.0" encoding="iso-8859-1"?><!-- c --><r xmlns="urn:a" xmlns:b="urn:b" n="1"><b:x b:k="v">caf\xe9</b:x><y><![CDATA[<z> & ' ..
    "]]>&#233;&amp;</y>  <y/></r>", { ns = { a = "urn:a", q = "urn:b" } }))
  same(doc:first("//q:x"):text(), "café")
  same(doc:first("//q:x/@q:k"), "v")
  same(doc:first("//q:x"):name(), "b:x")
  same(doc:first("//q:x"):attr("b:k"), "v")
  same(doc:first("//a:y"):text(), "<z> & é&")
  same(doc:find("count(//y)"), 0)
  same(doc:find("count(//*[local-name() = 'y'])"), 2)
  same(doc:find("count(//a:*)"), 3)
  same(doc:find("namespace-uri(//q:x)"), "urn:b")
  same(doc:find("/comment()"), { " c " })
  same(#doc:find("/a:r/a:y"), 2)
  same(xml.parse('<r xmlns="urn:a"><y/></r>', { ns = { [""] = "urn:a" } }):find("count(/r/y)"), 1)
  same(why(xml.parse("<a>\n<b></a>")), "line 2: Opening and ending tag mismatch: b line 2 and a")
  same(why(xml.parse("")), "line 1: Document is empty")
  same((select(2, xml.parse("plain"))):find("Start tag expected") ~= nil, true)
  local feed = assert(xml.parse('<!DOCTYPE rss SYSTEM "http://nowhere.example/rss.dtd"><rss>caf&eacute; &unknown;</rss>'))
  same(feed:text(), "café &unknown;")
  same(xml.parse("\xff\xfe<\0a\0/\0>\0"):first("/a"):name(), "a")
end

function groups.charsets()
  local function text(bytes, options)
    return assert(html.parse(bytes, options)):text()
  end
  same(text("<p>caf\xc3\xa9"), "café")
  same(text("<p>caf\xe9 \x80"), "café €")
  same(text("\xef\xbb\xbf<p>\xc3\xa9"), "é")
  same(text("<meta charset=windows-1251><p>\xcf\xf0"), "Пр")
  same(text('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15"><p>\xa4'), "€")
  same(text("<p>\xa4", { charset = "ISO-8859-15" }), "€")
  same(text("<meta charset=utf-8><p>a\xffb"), "a\u{FFFD}b")
  same(text("<p>a\0b"), "a\u{FFFD}b")
  same(text("<meta charset=no-such-thing><p>\xe9"), "é")
  same(text("<meta charset=shift_jis><p>\x93\xfa\x96\x7b"), "日本")
  same(text("<p>&#xD800;&#0;x"):find("x", 1, true) ~= nil, true)
  same(utf8.len(text("<p>\xed\xa0\x80\xf8\xc0\x80&#128;")) ~= nil, true)
end

function groups.large()
  local doc = assert(html.parse('<p title="' .. ("x"):rep(1000000):rep(7) .. '">y'))
  same(#doc:first("//p/@title"), 7000000)
  doc:close()
  same({ html.parse(("x"):rep(1000000):rep(8)) ~= nil }, { true })
  for _ = 1, 15 do
    local rows <close> = assert(html.parse(("<li>x"):rep(20000)))
    same(rows:find("count(//li)"), 20000)
  end
  for _ = 1, 15 do -- nobody closes these: the collector has to
    same(assert(html.parse(("<li>x"):rep(20000))):find("count(//li)"), 20000)
  end
end

function groups.csv()
  local rows, names = csv.parse('\xef\xbb\xbfname;city\nAcme;"Lyon; ""69"""\n\nEmca;Paris\n')
  same({ rows[1].name, rows[1].city, rows[2][2], #rows, rows[1].nothing == nil }, { "Acme", 'Lyon; "69"', "Paris", 2, true })
  same(names, { "name", "city" })
  same(csv.parse("a\tb\n1\t2", { header = false }), { { "a", "b" }, { "1", "2" } })
  same(csv.parse("a,b|c\n1,2|3", { delimiter = "|" })[1]["a,b"], "1,2")
  same(csv.parse("n\nc\xe9", { charset = "latin1" })[1].n, "cé")
  same(why(csv.parse("a,b\n1,2\n\n1,2,3")), "line 4: 3 cells, and 2 in the first line")
  same(why(csv.parse('a,b\n1,"2')), "line 2: a quote is not closed, or a row is longer than 1 MiB")
  same(why(csv.parse("")), "it is empty: there is no header line")
  same(why(csv.parse("a\n\xff")), "it is not in the encoding that it says, or is to say one (UTF-8 where nothing is said)")
  same(why(csv.parse("a\n\0")), "it holds a NUL byte")
  refused("no option 'delimeter'", csv.parse, "a", { delimeter = ";" })
  refused("one ASCII character", csv.parse, "a", { delimiter = ";;" })
end

function groups.url()
  local base = "https://acme.example/a/b?x=1"
  for reference, wanted in pairs {
    ["c"] = "https://acme.example/a/c", ["/c"] = "https://acme.example/c", ["../../../c"] = "https://acme.example/c", ["./"] = "https://acme.example/a/",
    ["?y"] = "https://acme.example/a/b?y", ["#f"] = "https://acme.example/a/b?x=1", [""] = "https://acme.example/a/b?x=1", ["//B.example"] = "https://b.example/",
    ["HTTP://b.example:80/x"] = "http://b.example/x", [" c d\n"] = "https://acme.example/a/c%20d", ["\\\\evil.example\\p"] = "https://evil.example/p",
    ["https:c"] = "https://acme.example/a/c", ["http:c"] = "http://c/", ["é?é"] = "https://acme.example/a/%C3%A9?%C3%A9", ["c/%2e%2E/d"] = "https://acme.example/a/d",
    ["https://Bücher.example."] = "https://xn--bcher-kva.example/", ["https://[::1]:8080/x"] = "https://[::1]:8080/x", ["java\nscript"] = "https://acme.example/a/javascript",
    ["a:b"] = false, ["javascript:alert(1)"] = false, ["java\tscript:alert(1)"] = false, ["data:text/html,x"] = false, ["mailto:a@b.example"] = false, ["https://"] = false,
    ["https://user:pass@b.example/"] = false, ["https://0x7f.1/"] = false, ["http://2130706433/"] = false, ["http://127.0.0.1/"] = "http://127.0.0.1/",
    ["http://127.1/"] = false, ["http://a b.example/"] = false, ["http://a%00b.example/"] = false, ["https://a.example:99999/"] = false, ["file:///etc/passwd"] = false,
    ["https://%61.example/"] = "https://a.example/", ["///b.example/x"] = "https://b.example/x",
  } do
    same({ reference, url.join(base, reference) or false }, { reference, wanted })
  end
  same(why(url.join("nothing", "c")), "this is no absolute http or https URL")
  same(url.parse("https://Acme.example:8443/p/?a=1+2&b=%26&a=3&c#frag"), {
    url = "https://acme.example:8443/p/?a=1+2&b=%26&a=3&c", scheme = "https", host = "acme.example", port = 8443, path = "/p/",
    query = "a=1+2&b=%26&a=3&c", fragment = "frag", params = { a = "1 2", b = "&", c = "" },
  })
  same(why(url.parse("acme.example")), "this is no absolute http or https URL")
  same({ url.host("https://www.acme.co.uk/x"), url.domain("https://www.acme.co.uk/x") }, { "www.acme.co.uk", "acme.co.uk" })
  same({ url.host("x") or false, url.domain("co.uk") or false }, { false, false })
  same({ url.encode("a b/é~"), url.decode("a%20b%2F%C3%A9+"), url.decode("%FF%") }, { "a%20b%2F%C3%A9~", "a b/é+", "\u{FFFD}%" })
  same(url.query { q = "a b&c", page = 2, tag = { "x", true }, none = {} }, "page=2&q=a%20b%26c&tag=x&tag=true")
  refused("url.query: 'x' is a text", url.query, { x = { {} } })
end

function groups.misuse()
  local doc = html.parse("<p>x")
  refused("html.parse needs a text", html.parse, 12)
  refused("no option 'ns'", html.parse, "", { ns = {} })
  refused("url is a text", html.parse, "", { url = 1 })
  refused("ns is a table", xml.parse, "", { ns = "x" })
  refused("ns maps prefixes", xml.parse, "<a/>", { ns = { x = 1 } })
  refused("with a colon", doc.text)
  refused("needs an XPath", doc.find, doc)
  refused("attr needs", doc.attr, doc)
  refused("with a colon", doc.close, {})
  refused("needs a text", url.join, "x")
end

function groups.answers()
  local answer = assert(http.get("https://acme.example/page"))
  same(answer:html():links()[1].url, "https://acme.example/x")
  same(answer:html():text(), "cafÃ©") -- as the header says, wrongly
  same(http.get("https://acme.example/data"):json(), { a = json.array { 1 } })
  same({ http.get("https://acme.example/page"):json() == nil }, { true })
  same(http.get("https://acme.example/feed"):xml({ ns = { m = "urn:m" } }):first("//m:loc"):text(), "here")
  same(http.get("https://acme.example/table"):csv()[1].name, "RenÃ©")
  local both = http.all { { url = "https://acme.example/data" }, { url = "https://acme.example/gone" } }
  same({ both[1]:json().a[1], both[2].cause }, { 1, "offline" })
  refused("with a colon", answer.json)
  -- a document lives as long as the call, over its requests
  local doc = answer:html()
  http.get("https://acme.example/data")
  same(doc:first("//a/@href"), "/x")
end

return {
  kind = "enricher", name = "objects", summary = "checks of what scripts have", version = "1",
  needs = { "name" }, provides = { "region" }, cost = { requests = 20 },
  enrich = function(company)
    groups[company.name]()
    fact("region", "FR-69")
  end,
}
