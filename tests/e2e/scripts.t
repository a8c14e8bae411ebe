#!/usr/bin/perl
# scripts.t - the tests beside the scripts that come with winnow, and a run with them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP qw(encode_json);
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

# business_model: the model and whom it sells to, with the phrases in the evidence; a long text does not use up the budget.
my $long = 'Nothing to see here. ' x 40_000;
write_file("$folder/sites.jsonl", join '', map { encode_json($_) . "\n" }
	{ siren => '000003129', name => 'ACME', text => 'Our software from 9 euros per user per month. For companies.' },
	{ siren => '000003236', name => 'Emca', text => $long . 'Add to cart. Free shipping.' },
	{ siren => '000004010', name => 'Free', text => 'Add to cart. Free shipping.' . $long });
write_file("$folder/model.lua", 'icp { name = "models", must = { { country = "FR" } }, fit = { { 10, "rents", business_model = "subscription" } } }');
for my $workers (1, 4) {
	write_file("$folder/m.lua", "pipeline { icp = 'model.lua',
		source 'jsonl' { file = 'sites.jsonl', date = '2026-10-01', id = { 'fr-siren', 'siren' }, columns = { name = 'name', site_text = 'text', country = const 'FR' } },
		enrich 'business_model' {}, sink 'jsonl' { path = 'models.jsonl' } }");
	($code, $out, $err) = winnow_in($folder, 'run', 'm.lua', '--as-of', as_of(), '--threads', $workers);
	is($code, 0, "business models, $workers workers") or diag $out, $err;
	unlike($err, qr/ran too long/, 'within the budget');
	my %facts = map { $_->{facts}{name} => $_ } json_lines("$folder/models.jsonl");
	is_deeply([map { $facts{$_}{facts}{business_model} } qw(ACME Emca Free)], ['subscription', { unknown => 'incomplete' }, 'ecommerce'], 'what the words say; those far down are not read');
	is_deeply($facts{ACME}{facts}{sells_to}, ['businesses'], 'whom it sells to');
	like(encode_json($facts{ACME}), qr/per user per month/, 'the phrase stands in the evidence');
}

done_testing();
