#!/usr/bin/perl
# jsonl.t - the same companies from JSON Lines and from CSV: one list, with gates, with threads, packed and not.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Compress::Gzip ();
use JSON::PP ();
use Test::More;
use Winnow;

my @rows = map { my $row = $_; +{ map { (s/^\s+//r => $row->{$_}) } keys %$row } } csv_rows(root() . '/tests/world/gb/BasicCompanyData.csv');
my $coder = JSON::PP->new->canonical;
my $lines = join '', map { $coder->encode($_) . "\n" } map { {
	name => $_->{CompanyName}, number => $_->{CompanyNumber}, seat => { town => $_->{'RegAddress.PostTown'} }, charges => 0 + $_->{'Mortgages.NumMortOutstanding'},
	status => $_->{CompanyStatus}, since => $_->{IncorporationDate},
	activity => $_->{'SICCode.SicText_1'},
} } @rows;
my $table = join '', map { join("\t", @$_) . "\n" } ['name', 'number', 'seat.town', 'charges', 'status', 'since', 'activity'],
	map { [@{$_}{qw(CompanyName CompanyNumber RegAddress.PostTown Mortgages.NumMortOutstanding CompanyStatus IncorporationDate SICCode.SicText_1)}] } @rows;

sub run_on
{
	my ($plugin, $file, $content, @options) = @_;
	my $folder = folder();
	write_file("$folder/$file", $content);
	write_file("$folder/icp.lua", 'icp { name = "software", must = { { "software", industry = sic { "62" } } }, must_not = { { "in trouble", status = "liquidation" } },
		fit = { { 10, "old", founded = older_than(years(10)) } } }');
	write_file("$folder/p.lua", qq(pipeline { icp = "icp.lua", source "$plugin" { as = "companies", file = "$file", date = "2026-10-01", id = { "gb-crn", "number" },
		columns = { name = "name", country = const "GB", city = "seat.town", charges = "charges", founded = "since", industry = sic { "activity" },
		status = map("status", { Active = "active", Liquidation = "liquidation", ["In Administration"] = "administration",
			["Active - Proposal to Strike off"] = "strike_off" }) } }, sink "jsonl" { path = "out.jsonl" } }));
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), @options);
	return { code => $code, out => $out, err => $err, list => -e "$folder/out.jsonl" ? read_file("$folder/out.jsonl") : '' };
}

my $csv = run_on('csv', 'c.csv', $table =~ s/"/""/gr =~ s/^([^\t]*"[^\t]*)/"$1"/gmr);
is($csv->{code}, 0, 'the table') or diag $csv->{err};
my $wanted = $csv->{list} =~ s/c\.csv#/c.jsonl#/gr;
cmp_ok(scalar(split /\n/, $wanted), '>', 3, 'some are listed');
like($wanted, qr/c\.jsonl#99999901/, 'with evidence');

for my $threads (1, 4) {
	my $run = run_on('jsonl', 'c.jsonl', $lines, '--threads', $threads);
	is($run->{code}, 0, "JSON Lines, $threads threads") or diag $run->{err};
	is($run->{list}, $wanted, 'the same list');
	is($run->{out}, $csv->{out}, 'the same account of the run');
}
IO::Compress::Gzip::gzip(\$lines => \my $packed);
is(run_on('jsonl', 'c.jsonl.gz', $packed)->{list}, $wanted, 'packed');

my $run = run_on('jsonl', 'c.jsonl', $lines =~ s/"town"/"twon"/gr);
is($run->{code}, 2, 'a key that no row has');
like($run->{err}, qr/no row of c\.jsonl has a key "seat\.town"/, 'is named');
$run = run_on('jsonl', 'c.jsonl', $lines . "{\"name\": \n" x 3);
is($run->{code}, 2, 'too many broken lines');
like($run->{err}, qr/c\.jsonl:14:0: bad row: no JSON object/, 'are named by line');

# ---- without columns ----

{
	my $folder = folder();
	write_file("$folder/icp.lua", 'icp { name = "known", must = { { country = "FR" } }, fit = { { 10, "twenty", employees = at_least(20) } } }');
	write_file("$folder/a.jsonl", join '', map { $coder->encode($_) . "\n" }
		{ name => 'Alpha', country => 'FR', siren => '000003129', employees => '20-49', status => 'ceased', note => 'a good one' },
		{ name => 'Beta', country => 'FR', domain => 'https://www.beta.example/contact', founded => '2019-03' },
		{ name => 'Gamma', country => 'BE', domain => 'gamma.example' });
	write_file("$folder/p.lua", 'pipeline { icp = "icp.lua", source "jsonl" { file = "a.jsonl", date = "2026-10-01" }, sink "jsonl" { path = "out.jsonl" } }');
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
	is($code, 0, 'keys that are called as fields are them') or diag $err;
	my @list = json_lines("$folder/out.jsonl");
	is_deeply([map { $_->{id} } @list], ['fr-siren:000003129', 'domain:beta.example'], 'by number or by domain, one is abroad');
	is_deeply($list[0]{facts}{employees}, [20, 49], 'a band');
	is($list[0]{undecided} // 0, 0, 'what a file does not speak of leaves nothing open');
	unlike(read_file("$folder/out.jsonl"), qr/a good one/, 'other keys are left alone');
}

done_testing();
