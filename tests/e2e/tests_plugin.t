#!/usr/bin/perl
# winnow test on plugins in Lua: it sees what a run sees, ends, and says what is wrong in words of Lua.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $folder = folder();

# The plugin's keys, and those of one test; exit code and what was said.
sub one
{
	my ($plugin, $test, %more) = @_;
	my $kind = $more{kind} // 'enricher';
	write_file("$folder/p.lua", "return { kind = \"$kind\", name = \"p\", summary = \"s\", version = \"1\",\n$plugin }\n");
	write_file("$folder/p.test.lua", "test \"one\" { plugin = \"p.lua\",\n$test }\n");
	my ($code, $out, $err) = winnow_in($folder, 'test', @{ $more{arguments} // [] }, 'p.test.lua');
	return ($code, $out . $err);
}

sub enricher
{
	my ($body) = @_;
	return 'provides = { "languages", "trade_names", "city", "employees", "founded" }, enrich = function(company, options) ' . $body . ' end';
}

sub source
{
	my ($body) = @_;
	return 'provides = { "siren", "name", "city", "employees", "founded", "languages" }, page = function(cursor, options) ' . $body . ' end';
}

sub passes
{
	my ($name, @rest) = @_;
	my ($code, $said) = one(@rest);
	is($code, 0, $name) or diag($said);
}

sub fails
{
	my ($name, $message, @rest) = @_;
	my ($code, $said) = one(@rest);
	cmp_ok($code, '>', 0, "$name: it fails");
	like($said, $message, $name);
}

# ---- facts that are said more than once are those of a run ----

my $twice = 'fact("languages", "fr") fact("languages", "en") unknown("trade_names", "timeout") fact("trade_names", "x") fact("city", "Lyon", { sure = 0.5 }) fact("city", "Paris")';
passes('sets add up, a value is better than a cause, the surer is better',
	enricher($twice), 'company = { name = "A" }, expect = { languages = { "fr", "en" }, trade_names = { "x" }, city = "Paris" }');
write_file("$folder/c.csv", "siren,name\n000003129,ACME\n");
write_file("$folder/icp.lua", 'icp { name = "all", must = { { country = "FR" } } }');
write_file("$folder/run.lua", 'pipeline { icp = "icp.lua", source "csv" { file = "c.csv", date = "2026-10-01", id = { "fr-siren", "siren" },
	columns = { name = "name", country = const "FR" } }, enrich "p" {}, sink "jsonl" { path = "out.jsonl" } }');
my ($code, $out, $err) = winnow_in($folder, 'run', 'run.lua', '--as-of', as_of(), '--plugin-path', '.');
is($code, 0, 'the run') or diag $out, $err;
my ($account) = json_lines("$folder/out.jsonl");
is_deeply([@{ $account->{facts} }{qw(languages trade_names city)}], [['en', 'fr'], ['x'], 'Paris'], 'a run sees the same');
fails('of two causes the one that says more', qr/unknown "timeout"/, enricher('unknown("city") unknown("city", "timeout")'), 'company = { name = "A" }, expect = { city = "x" }');
passes('rows too', source('row { id = { "fr-siren", "000003129" }, languages = "fr" } fact("languages", "en")'),
	'expect = { rows = { { id = "fr-siren:000003129", languages = { "en", "fr" } } } }', kind => 'source');

# ---- values of rows that do not fit ----

my $misfits = 'row { id = { "fr-siren", "000003129" }, name = json.null, founded = "01/02/2003", employees = { 9, 5 }, city = {}, languages = { "fr" } }';
passes('they are unknown', source($misfits), 'expect = { rows = { { id = "fr-siren:000003129", name = unknown "malformed", founded = unknown "malformed",
	employees = unknown "malformed", city = unknown "malformed", languages = { "fr" } } } }', kind => 'source');
write_file("$folder/run.lua", 'pipeline { icp = "icp.lua", source "p" {}, sink "jsonl" { path = "out.jsonl" } }');
write_file("$folder/p.lua", 'return { kind = "source", name = "p", summary = "s", version = "1", provides = { "siren", "country", "founded" },
	page = function() row { id = { "fr-siren", "000003129" }, country = "FR", founded = "01/02/2003" } end }');
($code, $out, $err) = winnow_in($folder, 'run', 'run.lua', '--as-of', as_of(), '--plugin-path', '.');
is($code, 0, 'a run goes on') or diag $out, $err;
like($out, qr/founded: 1 cell could not be read/, 'and counts them');
fails('a field that is not provided is a mistake all the same', qr/'uses'/, source('row { id = { "fr-siren", "000003129" }, uses = 1 }'), 'expect = { rows = {} }', kind => 'source');

# ---- sources end ----

fails('a cursor that never ends', qr/1000 pages and there is no end/, source('return 1'), 'expect = { rows = {} }', kind => 'source');
passes('false ends it', source('return false'), 'expect = { rows = {} }', kind => 'source');

# ---- slips are said, with the nearest ----

my %slips = (
	'options.fil' => qr/p\.lua:2: there is no option 'fil'; did you mean 'file'\?/,
	'http.gett("https://a.fr")' => qr/p\.lua:2: there is no http\.gett; did you mean 'get'\?/,
	'html.foo()' => qr/p\.lua:2: there is no html\.foo/,
	'json.decoed("1")' => qr/there is no json\.decoed; did you mean 'decode'\?/,
	'http.get("https://a.fr/").stauts' => qr/an answer has no 'stauts'.*did you mean 'status'\?/,
	'url.query { a = { b = 1 } }' => qr/url\.query: 'a' is .* not a table with names/,
	'csv.parse("a,b", { header = "no" })' => qr/csv\.parse: header is true or false, not a string/,
	'csv.parse("a,b", { charset = "klingon" })' => qr/csv\.parse: 'klingon' is no encoding/,
	'html.parse("a", { charset = "klingon" })' => qr/html\.parse: 'klingon' is no encoding/,
	'html.parse("a", { url = "notaurl" })' => qr/html\.parse: url is the address of the page/,
	'id.check("foo", "1")' => qr/id\.check: 'foo' is no scheme of ids/,
	'id.check("sirenn", "1")' => qr/did you mean 'siren'\?/,
	'json.encode()' => qr/p\.lua:2: json\.encode needs a value/,
	'http.get("https://caf\u{e9}.fr/")' => qr/url\.join\(page, reference\)/,
	'http.get("https://a.fr/a b")' => qr/url\.parse\(text\)\.url/,
	'date.add("2026-01-01", 1 << 60)' => qr/date\.add: the day lies outside/,
);
for my $slip (sort keys %slips) {
	fails($slip, $slips{$slip}, 'options = { { name = "file", type = "text", help = "h" } }, ' . enricher("local x = $slip"),
		'answers = { "GET https://a.fr/\n\nHTTP 200\n\n" }, company = { name = "A" }, expect = { city = "x" }');
}
my ($code10, $said10) = one(enricher('while true do end'), 'company = { name = "A" }, expect = { city = "x" }');
unlike($said10, qr/(p\.lua:\d+: )\1/, 'a place is said once');
passes('an option that was left out is nil', 'options = { { name = "file", type = "text", help = "h" } }, ' . enricher('fact("city", tostring(options.file))'),
	'company = { name = "A" }, expect = { city = "nil" }');
passes('a server may say what it likes', enricher('fact("city", http.get("https://a.fr/"):html():text())'),
	'answers = { "GET https://a.fr/\n\nHTTP 200\ncontent-type: text/html; charset=klingon\n\nParis" }, company = { name = "A" }, expect = { city = "Paris" }');
fails('a cell of a field that there is not', qr/nmae/, 'options = { { name = "path", type = "file", output = true, required = true, help = "h" } },
	account = function(account, options) output(options.path) write(account:cell("nmae")) end',
	'options = { path = "x" }, accounts = { { siren = "000003129" } }, expect = { output = "" }', kind => 'sink');

# ---- shapes ----

my %shapes = (
	'employees", { 1, 2, 3 }' => qr/'employees' wants two ends/,
	'employees", { low = 5, hihg = 9 }' => qr/'employees' wants two ends/,
	'founded", { first = "2020", lats = "2021" }' => qr/'founded' wants a date/,
	'trade_names", { a = "x" }' => qr/'trade_names' wants a list of texts/,
);
fails("fact of $_", $shapes{$_}, enricher("fact(\"$_)"), 'company = { name = "A" }, expect = { city = "x" }') for sort keys %shapes;
fails('options as a map', qr/'options' is a list: write/, 'options = { n = { type = "text", help = "h" } }, ' . enricher(''), 'company = { name = "A" }, expect = { city = "x" }');
fails('wants as a map', qr/'wants' is a list: write \{ "a", "b" \}/, 'wants = { city = true }, ' . enricher(''), 'company = { name = "A" }, expect = { city = "x" }');

# ---- small things of pages ----

my $values = enricher('fact("trade_names", { json.decode("\xef\xbb\xbf[\"a\"]")[1], text.trim("\xc2\xa0 b c\xc2\xa0\n"), "<" .. text.trim("\xc2\xa0") .. ">",
	html.parse("<area href=\"https://a.fr/\" alt=\"d\">"):links()[1].text,
	html.parse("<script type=\"application/ld+json\">[[{\"name\": \"e\"}], {\"@graph\": [{\"name\": \"f\"}]}]</script>"):json_ld()[2].name })');
passes('a byte order mark, no-break spaces, alt of area, lists in lists', $values, 'company = { name = "A" }, expect = { trade_names = { "a", "b c", "<>", "d", "f" } }');
fails('a text too long', qr/rep: the text would be too large: the limit is 8 MiB, and 1000000 times/, enricher('local t = ("x"):rep(1000001)'), 'company = { name = "A" }, expect = { city = "x" }');

write_file("$folder/a.json", "[\n{ \"name\": \"a\" }\n]\n");
fails('rows of a JSON array', qr/a\.json is one JSON array: rows are read from JSON Lines/, 'options = { { name = "file", type = "file", required = true, help = "h" } }, '
	. source('for line in rows(options.file) do end'), 'options = { file = "a.json" }, expect = { rows = {} }', kind => 'source');

# ---- words ----

fails('a field that is not provided', qr/'phone' is not among what it provides/, enricher('fact("phone", "1")'), 'company = { name = "A" }, expect = { city = "x" }');

# ---- recorded answers ----

my $asks = enricher('local a, why = http.get("https://a.fr/x") if not a then return unknown("city", why) end fact("city", a.body)');
fails('a request that is not recorded', qr{nothing is recorded for GET https://a\.fr/x}, $asks,
	'answers = { "GET https://a.fr/\n\nHTTP 200\n\n" }, company = { name = "A" }, expect = { city = "Paris" }');
fails('an answer that nobody asked for', qr{nobody asked for the recorded answer of GET https://a\.fr/y}, $asks,
	'answers = { "GET https://a.fr/x\n\nHTTP 200\n\nParis", "GET https://a.fr/y\n\nHTTP 200\n\n" }, company = { name = "A" }, expect = { city = "Paris" }');

# ---- failures that are expected ----

my $fails = 'expect = { error = "it is broken" }';
my $file = 'options = { { name = "path", type = "file", output = true, required = true, help = "h" } }, account = function(account, options)';
my $list = 'options = { path = "x" }, accounts = { { siren = "000003129" } }, ';
passes('of an enricher', enricher('error("it is broken")'), "company = { name = 'A' }, $fails");
passes('of a filter', 'judge = function() error("it is broken") end', "company = { name = 'A' }, $fails", kind => 'filter');
passes('of a source', source('error("it is broken")'), $fails, kind => 'source');
passes('of a sink', "$file error('it is broken') end", "$list $fails", kind => 'sink');
passes('of an outbox', 'mode = "outbox", send = function() return nil, "it is broken" end', "accounts = { { siren = '000003129' } }, $fails", kind => 'sink');
fails('another one', qr/error: expected "it is broken" in it, got: /, enricher('error("it is fine")'), "company = { name = 'A' }, $fails");
fails('none: enricher', qr/it should have failed, and did not/, enricher(''), "company = { name = 'A' }, $fails");
fails('none: filter', qr/it should have failed, and did not/, 'judge = function() return "keep" end', "company = { name = 'A' }, $fails", kind => 'filter');
fails('none: source', qr/it should have failed, and did not/, source(''), $fails, kind => 'source');
fails('none: sink', qr/it should have failed, and did not/, "$file output(options.path) end", "$list $fails", kind => 'sink');
fails('none: outbox', qr/it should have failed, and did not/, 'mode = "outbox", send = function() return true end', "accounts = { { siren = '000003129' } }, $fails", kind => 'sink');

# ---- --update writes no day of today ----

fails('without as_of', qr/left alone: it holds the day of today: give the test its as_of/, enricher('fact("founded", date.as_of())'),
	'company = { name = "A" }, expect = { founded = "2020-01-01" }', arguments => ['--update']);
my ($updated, $said) = one(enricher('fact("founded", date.as_of())'), 'as_of = "2026-11-01", company = { name = "A" }, expect = { founded = "2020-01-01" }', arguments => ['--update']);
like(read_file("$folder/p.test.lua"), qr/founded = "2026-11-01"/, 'with it') or diag $said;

done_testing();
