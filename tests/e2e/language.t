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

done_testing();
