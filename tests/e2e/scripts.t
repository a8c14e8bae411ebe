#!/usr/bin/perl
# scripts.t - the tests beside the scripts that come with winnow, and a run with them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

for my $file (glob 'tests/scripts/*.test.lua') {
	my ($code, $out, $err) = winnow('test', $file);
	is($code, 0, $file) or diag $out, $err;
	my ($planned) = $out =~ /^1\.\.(\d+)$/m;
	cmp_ok($planned // 0, '>', 0, 'there are tests');
	is(scalar(() = $out =~ /^ok /mg), $planned, 'all of them pass');
}

my $folder = folder();
write_file("$folder/deals.csv", "Deal Stage,Company Name,SIREN\nClosed Won,ACME,000003129\nclosed lost,Emca,000 003 236\n");
write_file("$folder/companies.csv", "siren,name,site,postcode\n000003129,ACME,acme.example,69002\n000003236,Emca,emca.example,20200\n000004010,Free,free.example,97400\n");
write_file("$folder/icp.lua", 'icp { name = "not ours yet", must = { { country = "FR" } },
	must_not = { { "a customer", on_list = "customers" } }, fit = { { 10, "lost once", on_list = "lost deals" }, { 5, "Corsica", region = { "FR-2A", "FR-2B" } } } }');
write_file("$folder/p.lua", 'pipeline { icp = "icp.lua", bad_rows = 0.5,
	source "csv" { file = "companies.csv", date = "2026-10-01", id = { "fr-siren", "siren" }, columns = { name = "name", domain = "site", postcode = "postcode", country = const "FR" } },
	source "crm_export" { file = "deals.csv", id_column = "SIREN" },
	enrich "region" {},
	sink "jsonl" { path = "out.jsonl" } }');
my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
is($code, 0, 'a run with both') or diag $out, $err;
my %region = map { $_->{facts}{name} => $_->{facts}{region} } json_lines("$folder/out.jsonl");
is_deeply(\%region, { Emca => 'FR-2B', Free => 'FR-974' }, 'the customer is not listed, the others have their regions')
	or diag $out, $err;
like($out, qr/Emca.*?10 of 10: lost once/s, 'and who was lost is known') or diag $out, $err;

write_file("$folder/deals.csv", "Company,SIREN\nACME,000003129\n");
($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
is($code, 2, 'an export without stages');
like($err, qr/deals\.csv has no column of stages: name it, stage_column/, 'says so');

done_testing();
