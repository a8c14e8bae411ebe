#!/usr/bin/perl
# Words of the profile language as a user meets them: a profile, a file of companies, and who is on the list.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

# A folder with p.lua, icp.lua and companies.csv; `rows` are name and what else the columns ask for.
sub project
{
	my %given = @_;
	my $folder = folder();
	my $number = 6000;
	write_file("$folder/icp.lua", "icp {\n  name = \"t\", without = { \"ceased\", \"natural-person\" },\n  $given{icp}\n}\n");
	write_file("$folder/companies.csv", "id,name,amount,currency\n" . join '', map { 'c' . $number++ . '.example,' . join(',', map { $_ // '' } @{$_}[0 .. 2]) . "\n" } @{ $given{rows} });
	write_file("$folder/$_", $given{files}{$_}) for keys %{ $given{files} // {} };
	write_file("$folder/p.lua", 'pipeline { icp = "icp.lua", ' . ($given{settings} // '') . '
  source "csv" { file = "companies.csv", date = "2026-10-01", id = { "domain", "id" }, columns = { name = "name", revenue = { "amount", "currency" } } },
  sink "jsonl" { path = "out.jsonl" } }');
	return $folder;
}

# Names on the list, the open ones with a question mark, sorted.
sub listed
{
	my $folder = shift;
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json', @_);
	is($code, 0, 'it runs') or diag($err);
	return [sort map { $_->{facts}{name} . ($_->{undecided} ? '?' : '') } json_lines("$folder/out.jsonl")];
}

# ---- matches ----

my @names = (['Acme 4000'], ['ACME 4000'], ["Soci\xc3\xa9t\xc3\xa9 4000"], ['Acme']);
is_deeply(listed(project(icp => 'must = { { name = matches [[^[A-Z][a-z]+ \d{4}$]] } }', rows => \@names)), ['Acme 4000'], 'matches: exact case, the whole text');
is_deeply(listed(project(icp => 'must = { { name = matches "(?i)^acme\\\\b" } }', rows => \@names)), ['ACME 4000', 'Acme', 'Acme 4000'], 'without case');
is_deeply(listed(project(icp => 'must = { { name = matches [[^\w+ \d+$]] } }', rows => \@names)), ['ACME 4000', 'Acme 4000', "Soci\x{e9}t\x{e9} 4000"], 'letters of all scripts');
{
	my $folder = project(icp => "must = {\n    { \"slow\", name = matches \"(a*)*b\" },\n    { \"wrong\", name = matches { \"a\",\n      \"(?=a)\" } },\n  },", rows => \@names);
	my ($code, $out, $err) = winnow_in($folder, 'check', 'p.lua');
	is($code, 1, 'a wrong pattern is a mistake');
	like($err, qr/^icp\.lua:6:7: matches "\(\?=a\)": looking ahead or behind is not possible in linear time \(character 1 of the pattern\)$/m, 'at its place');
	unlike($err, qr/slow|\(a\*\)/, 'and the one that is slow elsewhere is none');
}

# ---- money and rates ----

my $rates = "year,currency,low,high\n2026,USD,1.07,1.18\n2026,JPY,160,170.5\n2025,GBP,0.85,0.85\n";
my @amounts = (['eleven', 11_000_000, 'USD'], ['twelve', 12_000_000, 'USD'], ['ten', 10_000_000, 'USD'], ['euro', 10_000_000, 'EUR'], ['yen', 2_000_000_000, 'JPY'], ['pound', 90_000_000, 'GBP']);
my @ten = (icp => 'must = { { "ten million", revenue = at_least(money(10e6, "EUR")) } }', rows => \@amounts);
is_deeply(listed(project(@ten)), ['eleven?', 'euro', 'pound?', 'ten?', 'twelve?', 'yen?'], 'without rates other currencies are unknown');
{
	my $folder = project(@ten, settings => 'rates = "rates.csv",', files => { 'rates.csv' => $rates });
	is_deeply(listed($folder), ['eleven?', 'euro', 'pound?', 'twelve', 'yen'], 'with rates of the year: in, open, or out');
	my ($code, $out) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json');
	my $digest = json($out)->{rates};
	like($digest, qr/^[0-9a-f]{64}$/, 'the list names the rates by their digest');
	write_file("$folder/rates.csv", "\xef\xbb\xbf$rates\n\n");
	($code, $out) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json');
	isnt(json($out)->{rates}, $digest, 'which changes with the file');
	is_deeply(listed($folder), ['eleven?', 'euro', 'pound?', 'twelve', 'yen'], 'a byte order mark and empty lines mean nothing');
	my ($why) = (winnow_in($folder, 'why', 'p.lua', 'domain:c6002.example', '--as-of', as_of()))[1];
	like($why, qr/dropped.*ten million/, 'why says the same');
}
{
	my ($code, $out) = winnow_in(project(@ten), 'run', 'p.lua', '--as-of', as_of(), '--json');
	ok(!exists json($out)->{rates}, 'no rates, no digest');
}
my @wrong_rates = (
	["year,currency,low\n", 1, q{no column 'high': a file of rates begins with year,currency,low,high}],
	['', 1, 'an empty file: a file of rates begins with'],
	["${rates}26x,USD,1,2\n", 5, q{'26x' is no year}],
	["${rates}2024,USD,one,2\n", 5, 'low and high are numbers with at most six decimals'],
	["${rates}2024,USD,1\n", 5, 'low and high are numbers'],
	["${rates}2026,USD,1,2\n", 5, 'USD has a rate for 2026 already'],
	["${rates}2024,EUR,1,1\n", 5, 'EUR is 1 in every year'],
	["${rates}2024,XXQ,1,1\n", 5, '"XXQ" is not a currency'],
	["${rates}2024,USD,2,1\n", 5, 'low is the smaller rate'],
	["${rates}2024,USD,0,1\n", 5, 'rates are above 0'],
	["${rates}2024,\"USD,1,1\n", 5, 'this row is broken'],
);
for (@wrong_rates) {
	my ($text, $line, $message) = @$_;
	my ($code, $out, $err) = winnow_in(project(@ten, settings => 'rates = "rates.csv",', files => { 'rates.csv' => $text }), 'check', 'p.lua');
	is($code, 1, "rates: $message");
	like($err, qr/^rates\.csv:$line:1: \Q$message\E/m, 'at its line');
}
{
	my ($code, $out, $err) = winnow_in(project(@ten, settings => 'rates = "nowhere.csv",'), 'check', 'p.lua');
	is($code, 0, 'a file of rates that is not there is like any file that is to be read: no mistake of the pipeline');
	($code, $out, $err) = winnow_in(project(@ten, settings => 'rates = "nowhere.csv",'), 'run', 'p.lua');
	is($code, 2, 'and a run fails');
	like($err, qr/rates: no such file: nowhere\.csv/, 'by its name');
	($code, $out, $err) = winnow_in(project(@ten, settings => 'rates = "nowhere.csv",'), 'check', '--env', 'p.lua');
	like($err, qr/^p\.lua:1:\d+: 'rates': .*nowhere\.csv' is not there/m, 'check --env says so before');
	($code, $out, $err) = winnow_in(project(@ten, settings => 'rates = 5,'), 'check', 'p.lua');
	like($err, qr/^p\.lua:1:\d+: rates is a path in quotes, not a number$/m, 'and so is no path');
}

# ---- warnings ----

{
	my $folder = project(icp => "must = { { country = \"FR\" } },\n  fit = {\n    { 10, \"everybody\", country = { \"FR\", \"BE\" } },\n    { 10, \"b\", listed = true },\n"
		. "    { 10, \"c\", listed = true },\n    { -16, \"d\", region = \"FR-69\" },\n  },\n  tiers = { A = 90, B = 80 },", rows => []);
	my ($code, $out, $err) = winnow_in($folder, 'check', 'icp.lua');
	is($code, 0, 'warnings are no mistakes');
	is($out, "icp.lua: ok\n", 'the profile is good');
	is_deeply([$err =~ /^icp\.lua:(\d+):\d+: warning: (\S+ \S+ \S+)/mg], [5, q{'country' in must}, 7, 'the same condition', 8, 'this line takes', 10, 'no sum of'],
		'each at its place') or diag($err);
}

# ---- versions of a profile ----

sub profile { my ($folder, $name, $inside) = @_; return write_file("$folder/$name", "icp {\n  name = \"t\", without = { \"ceased\", \"natural-person\" },\n  $inside\n}\n") }
{
	my $folder = folder();
	profile($folder, 'old.lua', 'must = { { country = "FR" }, { "large", employees = at_least(50) } },
  fit = { { 10, "same", uses = { "A", "B" } }, { 20, "gone", listed = true }, { 5, "old name", region = "FR-69" } }, tiers = { A = 50 }, floor = 5,');
	profile($folder, 'new.lua', 'must = { { country = "FR" }, { "large", employees = at_least(60), unknown = "drop" } },
  fit = { { 5, "new name", region = "FR-69" }, { 30, "came", stage = "seed" }, { 10, "the same in other words", id = "same", uses = { "B", "A" } } }, tiers = { A = 60 }, floor = 5,');
	my ($code, $out, $err) = winnow_in($folder, 'icp', 'diff', 'old.lua', 'new.lua');
	is($code, 0, 'a difference is no failure');
	is($err, '', 'nothing to complain about');
	is($out, 'changed   must     large
    - at least 50 employees
    + at least 60 employees; not known means out
renamed   fit      new-name (was old-name)
added     fit      came
    + 30 points, funding stage is seed
removed   fit      gone
    - 20 points, listed
changed   setting  tiers
    - A 50
    + A 60
2 lines unchanged
', 'each kind of change') or diag($out);
	($code, $out) = winnow_in($folder, 'icp', 'diff', 'old.lua', 'new.lua', '--json');
	is($code, 0, 'the same as JSON');
	my $diff = json($out);
	ok(!$diff->{same}, 'not the same');
	is_deeply([map { [$_->{change}, $_->{from}{id}, $_->{to}{id}] } @{ $diff->{lines} }],
		[['unchanged', 'country', 'country'], ['changed', 'large', 'large'], ['renamed', 'old-name', 'new-name'], ['added', undef, 'came'], ['unchanged', 'same', 'same'],
			['removed', 'gone', undef]], 'all lines');
	is_deeply($diff->{settings}, { tiers => { from => 'A 50', to => 'A 60' } }, 'and the settings');
	($code, $out) = winnow_in($folder, 'icp', 'diff', 'old.lua', 'old.lua');
	is_deeply([$code, $out], [0, "no line and no setting differs\n"], 'nothing changed');
	write_file("$folder/bad.lua", "icp { name = \"t\", must = { { county = \"FR\" } } }\n");
	($code, $out, $err) = winnow_in($folder, 'icp', 'diff', 'old.lua', 'bad.lua');
	is($code, 1, 'a profile with mistakes is not compared');
	like($err, qr/^bad\.lua:1:\d+: 'county' is no field/m, 'they are named');
	($code, $out, $err) = winnow_in($folder, 'icp', 'diff', 'old.lua');
	is($code, 1, 'two files are needed');
	like($err, qr/usage: winnow icp show FILE \[--html\] \[--lua\] \| diff OLD NEW/, 'the usage');
}

# ---- a profile in its own language ----

{
	my $folder = folder();
	write_file("$folder/base.lua", 'icp { name = "base", must_not = { { "too small", employees = at_most(9) } } }');
	write_file("$folder/p.lua", 'local sizes = between(50, 500)
icp { name = "P", base = "base.lua", must = { { employees = sizes, country = { "FR", "BE" }, id = "who" } }, fit = { { 5, listed = true } } }');
	my ($code, $text, $err) = winnow_in($folder, 'icp', 'show', 'p.lua', '--lua');
	is($code, 0, 'a profile is printed') or diag($err);
	is($text, 'icp {
	name = "P",

	must = {
		{ country = { "FR", "BE" }, employees = between(50, 500), id = "who" },
	},

	must_not = {
		{ "too small", employees = at_most(9) },
	},

	fit = {
		{ 5, listed = true },
	},
}
', 'with its base, and what was computed');
	write_file("$folder/again.lua", $text);
	is((winnow_in($folder, 'icp', 'diff', 'p.lua', 'again.lua'))[1], "no line and no setting differs\n", 'it means the same');
	($code, my $out, $err) = winnow_in($folder, 'icp', 'show', 'p.lua', '--lua', '--html');
	is($code, 1, 'not in two forms at once');
	like($err, qr/one of --html and --lua/, 'and why');
}

# ---- the page of a profile ----

{
	my $folder = folder();
	write_file("$folder/p.lua", 'icp { name = "<b>Tom & \"Jerry\"</b> | *x*", about = "a_b \\\\ [c](d) <script>alert(1)</script>", owner = "a@b.example",
  must = { { "1 | 2 <i>", country = "FR" } }, fit = { { 10, "a|b & c", uses = "x*y" } }, tiers = { A = 50 } }');
	my ($code, $html, $err) = winnow_in($folder, 'icp', 'show', 'p.lua', '--html');
	is($code, 0, 'a page') or diag($err);
	like($html, qr{^<!doctype html>\n<html lang="en">.*</html>\n\z}s, 'whole');
	like($html, qr{<title>&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt; \| \*x\*</title>}, 'the title is text');
	like($html, qr{<h1>&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt; \| \*x\*</h1>}, 'and so is the heading');
	like($html, qr{<p>a_b \\ \[c\]\(d\) &lt;script&gt;alert\(1\)&lt;/script&gt;<br>\n}, 'no markup of the user survives');
	like($html, qr{<li>1 \| 2 &lt;i&gt;: country is FR</li>}, 'a line');
	like($html, qr{<tr><td>a\|b &amp; c \(x\*y\)</td><td>10</td></tr>}, 'a row of two cells');
	unlike($html, qr{(?:src|href)\s*=|<script|<link|url\(|\@import}i, 'and nothing is loaded from elsewhere');

	# The words of the page are those of the Markdown.
	my $markdown = (winnow_in($folder, 'icp', 'show', 'p.lua'))[1];
	$html =~ s/.*<body>//s;
	$html =~ s/<[^>]*>/ /g;
	$html =~ s/&lt;/</g;
	$html =~ s/&gt;/>/g;
	$html =~ s/&quot;/"/g;
	$html =~ s/&amp;/&/g;
	$markdown =~ s/^(?:# |- |\d+\. |\|-.*)//mg;
	$markdown =~ s/\\(.)/chr(ord($1) + 0x2000)/ge;
	$markdown =~ s/[*|]/ /g;
	$markdown =~ s/([\x{2000}-\x{20ff}])/chr(ord($1) - 0x2000)/ge;
	is(join(' ', split ' ', $html), join(' ', split ' ', $markdown), 'page and document say the same');
}

done_testing();
