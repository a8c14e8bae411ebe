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
	is($code, 1, 'a file of rates that is not there');
	like($err, qr/^p\.lua:1:\d+: rates: .*nowhere\.csv/m, 'is a mistake of the pipeline');
	($code, $out, $err) = winnow_in(project(@ten, settings => 'rates = 5,'), 'check', 'p.lua');
	like($err, qr/^p\.lua:1:\d+: rates is a path in quotes, not a number$/m, 'and so is no path');
}

done_testing();
