#!/usr/bin/perl
# winnow test: companies in, verdicts, facts or accounts out; what is wrong with a test has its place.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $folder = folder();

my $profile = <<'END';
icp {
  name = "Agencies",
  fields = { x_seats = "number" },
  must = { { country = "GB" }, { "agency", id = "agency", industry = sic { "62012", "62020" } } },
  must_not = { { "too small", employees = below(10) }, { "uses Bolt", uses = "Bolt" } },
  fit = {
    { 20, "right size", employees = between(20, 100) },
    { 10, "seats", x_seats = at_least(10) },
    { 5, "new HubSpot", id = "hubspot", uses = has { "HubSpot", version = at_least("2") } },
  },
  timing = { { 10, "funded", signal = has { "funding", date = within(days(90)), amount = at_least(money(1e6, "EUR")) } } },
  tiers = { A = 70, B = 40 }, heat = { hot = 50 }, floor = 10,
}
END
write_file("$folder/p.lua", $profile);

# One test of a profile: exit code and what was said.
sub one
{
	my ($body, %more) = @_;
	write_file("$folder/$_", $more{files}{$_}) for keys %{ $more{files} // {} };
	write_file("$folder/one.test.lua", "test \"one\" {\n  icp = \"" . ($more{icp} // 'p.lua') . "\", as_of = \"2026-11-01\",\n  $body\n}\n");
	my ($code, $out, $err) = winnow_in($folder, 'test', 'one.test.lua');
	return wantarray ? ($code, $out . $err) : $code;
}

sub passes
{
	my ($name, $body, %more) = @_;
	my ($code, $said) = one($body, %more);
	is($code, 0, $name) or diag($said);
}

sub fails
{
	my ($name, $body, $message, %more) = @_;
	my ($code, $said) = one($body, %more);
	is($code, 2, "$name: exit code 2");
	like($said, qr/^# one\.test\.lua:1: .*$message/m, $name);
}

# ---- every verdict ----

my $good = 'country = "GB", industry = sic "62012"';

passes('fits', "company = { $good, employees = { 20, 30 } }, expect = { verdict = \"fits\", fit = \"57.1\", tier = \"B\", heat = \"-\", timing = \"0.0\", undecided = 1 }");
passes('a number will do for a score', "company = { $good, employees = 20 }, expect = { fit = 57.1, timing = 0 }");
passes('dropped by a must', 'company = { country = "FR" }, expect = { verdict = "dropped", by = "country" }');
passes('dropped by a must_not', "company = { $good, employees = 9 }, expect = { verdict = \"dropped\", by = \"too-small\" }");
passes('below the floor', "company = { $good, uses = { { \"HubSpot\", version = \"1\" }, complete = true }, employees = 200 },"
	. ' expect = { verdict = "below floor", undecided = 0, lines = { hubspot = "miss", seats = "unknown" } }');
passes('not stated is not known', 'company = {}, expect = { lines = { country = "unknown", ["too-small"] = "unknown" }, undecided = 4 }');
passes('built-in lines count where their fact is looked for', "company = { $good, employees = 20, status = unknown \"absent\" },"
	. ' expect = { undecided = 2, lines = { ceased = "unknown", ["natural-person"] = "unknown" } }');
passes('undecided', 'company = { name = "x" }, expect = { verdict = "undecided", undecided = 1 }',
	icp => 'u.lua', files => { 'u.lua' => 'icp { name = "u", must = { { country = "FR" } }, undecided = "drop" }' });
passes('held by a function that fails', 'company = { name = "x" }, expect = { verdict = "held", by = "odd", lines = { odd = "failed" } }',
	icp => 'h.lua', files => { 'h.lua' => 'icp { name = "h", must = { { "odd", when({ "name" }, function(name) return name + 1 end) } } }' });
passes('reasons', "company = { $good, employees = 20 }, expect = { reasons = \"open: uses Bolt; 20 of 20: right size\" }");

# ---- every way to state a fact ----

my %lines = (
	text => ['name = "ACME"', 'name = "acme"'],
	'a range' => ['employees = { 50, 99 }', 'employees = between(50, 99)'],
	'an open range' => ['employees = at_least(10000)', 'employees = at_least(9000)'],
	'a range from below' => ['employees = at_most(9)', 'employees = below(10)'],
	'money of a day' => ['revenue = { 1.5e6, "USD", day = "2025-12-31" }', 'revenue = at_least(money(1e6, "EUR"))', 'rates = "rates.csv",'],
	'a range of money' => ['revenue = { 1000000, 2000000, "EUR" }', 'revenue = between(money(1e6, "EUR"), money(2e6, "EUR"))'],
	'money and more' => ['revenue = { at_least(5000000), "EUR" }', 'revenue = at_least(money(4e6, "EUR"))'],
	'a day' => ['founded = "2026-10-31"', 'founded = within(days(2))'],
	'a month' => ['founded = "2026-10"', 'founded = within(days(32))'],
	'a year' => ['founded = "2020"', 'founded = before("2021-01-01")'],
	'a span of days' => ['founded = { "2020-02-01", "2020-03" }', 'founded = all_of { since("2020-02-01"), before("2020-04-01") }'],
	'a flag' => ['listed = true', 'listed = true'],
	codes => ['industry = { naf "46.43Z", sic "46439" }', 'industry = all_of { naf { "46.4" }, sic { "46439" } }'],
	'a legal form' => ['legal_form = cj("5710", "SAS")', 'legal_form = cj { "57" }'],
	'a legal form in words' => ['legal_form = "Private limited company"', 'legal_form = "private limited company"'],
	'a set' => ['languages = { "fr", "de" }', 'languages = "de"'],
	'a complete set' => ['languages = { "fr", complete = true }', 'languages = none_of { "de" }'],
	'a telling set' => ['languages = { "fr", absent = { "de" } }', 'languages = none_of { "de" }'],
	'items by key' => ['uses = { "SAP", "Slack" }', 'uses = all_of { "SAP", "Slack" }'],
	'items with attributes' => ['uses = { { "SAP", version = "4.1", since = "2020-05" } }', 'uses = has { "SAP", version = below("5"), since = before("2021-01-01") }'],
	'items of one\'s own attributes' => ['uses = { { name = "SAP", x_seats = 5 } }', 'uses = has { "SAP" }'],
	'telling keys' => ['uses = { absent = { "SAP" } }', 'uses = none_of { "SAP" }'],
	'a complete list' => ['openings = { { "Rep", department = "sales" }, complete = true }', 'openings = count(at_most(1))'],
	'a long text' => ['site_text = "We export to Spain"', 'site_text = mentions { "export*" }'],
	'a complete text' => ['site_text = { "We make bread", complete = true }', 'site_text = none_of { mentions { "export*" } }'],
	'a fact that is sure' => ['country = fact { "FR", sure = 0.9 }', 'country = "FR", sure = 0.8'],
	'a fact observed lately' => ['country = fact { "FR", date = "2026-10-01" }', 'country = "FR", fresh = months(2)'],
	'observed on the day, where nothing is said' => ['country = "FR"', 'country = "FR", fresh = days(1)'],
);
write_file("$folder/rates.csv", "year,currency,low,high\n2025,USD,1.02,1.18\n");
for my $name (sort keys %lines) {
	my ($fact, $line, $more) = @{ $lines{$name} };
	passes($name, ($more // '') . "company = { $fact }, expect = { lines = { it = \"match\" } }",
		icp => 'l.lua', files => { 'l.lua' => "icp { name = \"l\", must = { { \"it\", $line } } }" });
}
passes('a fact too unsure', 'company = { country = fact { "FR", sure = 0.7 } }, expect = { lines = { it = "unknown" } }',
	icp => 'l.lua', files => { 'l.lua' => 'icp { name = "l", must = { { "it", country = "FR", sure = 0.8 } } }' });
passes('a fact too old', 'company = { country = fact { "FR", date = "2024-10-01" } }, expect = { lines = { it = "unknown" } }',
	icp => 'l.lua', files => { 'l.lua' => 'icp { name = "l", must = { { "it", country = "FR", fresh = years(1) } } }' });
passes('the first of two providers holds', "company = { $good, employees = 9 }, also = { { by = \"site\", employees = 30 } }, expect = { by = \"too-small\" }");
passes('the second narrows', "company = { $good, employees = at_least(5) }, also = { { by = \"site\", employees = 30 } }, expect = { verdict = \"fits\", fit = 57.1 }");
passes('sets of two add up', "company = { $good, uses = { \"A\", complete = true } }, also = { { by = \"site\", uses = { \"Bolt\" } } }, expect = { by = \"uses-bolt\" }");

# ---- what did not come ----

fails('another verdict', 'company = { country = "FR" }, expect = { verdict = "fits" }', q{verdict: expected "fits", got "dropped"; by line 'country'});
fails('another line', "company = { $good }, expect = { by = \"country\" }", 'by: expected "country", and no line decided');
fails('a verdict of a line', "company = { $good }, expect = { lines = { [\"too-small\"] = \"miss\" } }",
	'line too-small: expected miss, got unknown \(the test does not state what it reads\)');
fails('a score', "company = { $good, employees = 20 }, expect = { fit = 99 }", 'fit: expected 99.0, got 57.1');
fails('nothing', 'company = {}, expect = {}', 'nothing is expected; winnow test --update writes down what came: \{ .*verdict = "below floor" \}');

# ---- mistakes, all at once ----

my $mistakes = <<'END';
test "a" {
  icp = "p.lua",
  company = { employes = 4, country = 3, birthday = 1, x_seat = 3, industry = sicc "62012",
    uses = { { "A", versio = "2" } }, name = unknown "foo", founded = "last year", languages = { "fr", complet = true } },
  expect = { verdict = "fit", lines = { contry = "match", country = "yes" }, by = "agncy", tire = "A", fit = {} },
}
test "b" { icp = "p.lua", companys = {}, expect = {} }
test "c" { icp = "p.lua", plugin = "x.lua", expect = {} }
test "d" { expect = {} }
test "e" { icp = "q.lua", company = {}, expect = {} }
test "f" { icp = "p.lua", company = {}, expect = 5 }
test "g" { icp = "p.lua", company = {} }
test { icp = "p.lua" }
test "h" { icp = "p.lua", as_of = "today", company = { employees = { 9, 3 }, status = fact { "active", sure = 2 } }, expect = {} }
tset "i" { icp = "p.lua" }
END
write_file("$folder/bad.test.lua", $mistakes);
my ($code, $out, $err) = winnow_in($folder, 'test', 'bad.test.lua');
is($code, 1, 'mistakes: exit code 1');
is($out, '', 'no test is called good');
for my $mistake (
	[3, 15, q{'employes' is no field; did you mean 'employees'?}], [3, 39, q{'country' is a text, not a number}],
	[3, 42, q{'birthday' is never collected about people}], [3, 56, q{'x_seat' is not declared: write fields = { x_seat = "number" }; did you mean 'x_seats'?}],
	[3, 79, q{'sicc' is no classification; did you mean 'sic'?}], [4, 21, q{items of 'uses' have no 'versio'; did you mean 'version'?}],
	[4, 46, q{unknown takes a cause, such as unknown "absent"}], [4, 71, q{'founded' is a date such as "2026-11-01"}],
	[4, 104, q{beside what 'languages' holds stand complete = true}],
	[5, 24, q{verdict is one of "fits", "dropped", "held", "undecided", "below floor", not "fit"; did you mean 'fits'?}],
	[5, 41, q{no line of p.lua is called 'contry'; did you mean 'country'?}], [5, 69, q{country is one of "match", "miss", "unknown", "failed", not "yes"}],
	[5, 83, q{no line of p.lua is called 'agncy'; did you mean 'agency'?}], [5, 92, q{'tire' is no part of expect; did you mean 'tier'?}],
	[5, 110, q{fit is a percentage such as "83.3", not a table}],
	[7, 1, q{no company = { ... }: what is known of the company}], [7, 27, q{'companys' is no part of a test of a profile; did you mean 'company'?}],
	[8, 1, q{a test is of one thing: a plugin, an icp or a pipeline}], [9, 1, q{a test names its plugin = "FILE", icp = "FILE" or pipeline = "FILE"}],
	[10, 18, q{no such file: q.lua}], [11, 50, q{expect is a table, not a number}], [12, 1, q{a test says what it expects: expect = { ... }}],
	[13, 1, q{write test "what it shows" { ..., expect = { ... } }}], [14, 35, q{as_of is a day, such as "2026-11-01"}],
	[14, 68, q{'employees' has its low end above its high end}], [14, 111, q{sure is a number above 0, at most 1}],
	[15, 1, q{a file of tests holds nothing but test "what it shows"}],
) {
	my ($line, $column, $text) = @$mistake;
	like($err, qr/^bad\.test\.lua:$line:$column: \Q$text\E/m, "$line:$column: $text");
}

# ---- where tests stand ----

my $own = $folder . '/own';
mkdir $own;
write_file("$own/p.lua", $profile . "\ntest \"in its own file\" { company = { country = \"FR\" }, expect = { by = \"country\" } }\n");
($code, $out) = winnow_in($own, 'test', 'p.lua');
is($code, 0, 'tests below a profile');
is($out, "1..1\nok 1 - in its own file\n", 'one of them');
write_file("$own/p.test.lua", "test \"beside it\" { icp = \"p.lua\", company = {}, expect = { verdict = \"below floor\" } }\n");
(undef, $out) = winnow_in($own, 'test', 'p.lua');
is($out, "1..2\nok 1 - in its own file\nok 2 - beside it\n", 'and those beside it');
(undef, $out) = winnow_in($folder, 'test', 'own/p.test.lua');
is($out, "1..1\nok 1 - beside it\n", 'from another folder');
($code, $out) = winnow_in($own, 'check', 'p.lua');
is($out, "p.lua: ok\n", 'check passes over tests');
like((winnow_in($own, 'icp', 'show', 'p.lua'))[1], qr/^# Agencies/, 'and so does icp show');
write_file("$own/q.lua", $profile . "\ntest { company = {} }\n");
($code, undef, $err) = winnow_in($own, 'check', 'q.lua');
is($code, 1, 'but a test without a name is a mistake');
like($err, qr/^q\.lua:15:1: write test "what it shows"/, 'with its place');
write_file("$own/none.lua", $profile);
($code, undef, $err) = winnow_in($own, 'test', 'none.lua');
is($code, 1, 'no test: exit code 1');
like($err, qr/^none\.lua: no test of it: write test .* below it in this file, or in none\.test\.lua$/m, 'and where to write one');
($code, undef, $err) = winnow_in($own, 'test', 'nowhere.lua');
is($code, 1, 'no file');
like($err, qr/^nowhere\.lua: .*no such file/i, 'is said');

done_testing;
