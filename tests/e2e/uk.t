#!/usr/bin/perl
# uk.t - the British register: the shipped pipeline on the small world, facts equal to cells, parts, the generated layout.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Compress::Zip ();
use Test::More;
use Winnow;

my $register = read_file(root() . '/tests/world/gb/BasicCompanyData.csv');

sub zip_of
{
	my ($name, $content, $packed) = (shift, shift, '');
	IO::Compress::Zip::zip(\$content => \$packed, Name => $name) or die 'zip';
	return $packed;
}

# Rows by trimmed header.
sub register_rows
{
	return map { my $row = $_; +{ map { (s/^\s+//r => $row->{$_}) } keys %$row } } csv_rows(shift);
}

sub lines { return map { json($_) } split /\n/, read_file(shift) }

subtest 'the shipped pipeline' => sub {
	my $folder = small_world('data/BasicCompanyDataAsOneFile.zip' => zip_of('BasicCompanyData.csv', $register), 'crm/customers.csv' => "crn\n99999903\n");
	my ($code, $out, $err) = winnow_in($folder, 'run', 'pipelines/uk-software.lua', '--as-of', as_of());
	is($code, 0, 'runs') or return diag $err;
	# Reasoned by hand: 04 and 09 to 12 are no software of ours (09 has no code, 10 an old one, 12 teaches, 11 is in administration), 05 advertises,
	# 06 is in liquidation, 07 files micro accounts and is to be struck off, 03 is a customer.
	is_deeply([map { $_->{id} } lines("$folder/out/uk-software.jsonl")], ['gb-crn:99999901', 'gb-crn:99999902', 'gb-crn:SC999908'],
		'who is on the list') or diag $out;
	like($out, qr/12  rows read/, 'all rows are read');
	my (undef, $second) = lines("$folder/out/uk-software.jsonl");
	is($second->{facts}{name}, 'PENNINE "LOOP" SYSTEMS LIMITED', 'doubled quotes are one');
	($code, $out) = winnow_in($folder, 'why', 'pipelines/uk-software.lua', '99999903', '--as-of', as_of());
	like($out, qr/already a customer/, 'why the customer is not');
	($code, $out) = winnow_in($folder, 'why', 'pipelines/uk-software.lua', '99999906', '--as-of', as_of());
	like($out, qr/\[companies_house, BasicCompanyData\.csv#99999906, /, 'evidence names the row');
};

# Everybody, so that facts can be looked at.
sub run_all
{
	my ($source, %files) = @_;
	my $folder = folder();
	write_file("$folder/$_", $files{$_}) for keys %files;
	write_file("$folder/icp.lua", 'icp { name = "anybody", without = { "ceased" }, must = { { country = "GB" } } }');
	write_file("$folder/p.lua", qq(pipeline { icp = "icp.lua", $source, sink "jsonl" { path = "out.jsonl" } }));
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
	return { code => $code, out => $out, err => $err, list => $code == 0 ? read_file("$folder/out.jsonl") : '',
		facts => { $code == 0 ? map { $_->{id} => $_->{facts} } lines("$folder/out.jsonl") : () } };
}

my %state = ('Active' => 'active', 'Active - Proposal to Strike off' => 'strike_off', 'Liquidation' => 'liquidation', 'In Administration' => 'administration',
	'Voluntary Arrangement' => 'insolvency', 'RECEIVERSHIP' => 'insolvency', 'Live but Receiver Manager on at least one charge' => 'insolvency');

sub day { my ($day, $month, $year) = split m{/}, shift; return "$year-$month-$day" }

sub check_row
{
	my ($row, $facts) = @_;
	my $who = $row->{CompanyNumber};
	# Codes of four digits are of the classification before 2007, which is no UK SIC of today.
	my @codes = map { /^(\d{5}) / ? $1 : () } map { $row->{"SICCode.SicText_$_"} } 1 .. 4;
	my %known = map { ref $facts->{$_} eq 'HASH' && exists $facts->{$_}{unknown} ? () : ($_ => $facts->{$_}) } keys %$facts;
	is($known{crn}, $who, "number $who") or return;
	is($known{name}, $row->{CompanyName} =~ s/^\s+|\s+$//gr, 'name');
	is($known{status}, $state{ $row->{CompanyStatus} }, "state: $row->{CompanyStatus}");
	is($known{legal_form}[0]{label} // $known{legal_form}[0]{text} // $known{legal_form}[0]{code}, $row->{CompanyCategory}, 'legal form');
	is_deeply([map { $_->{code} } @{ $known{industry} // [] }], \@codes, 'activities');
	is($known{postcode} // '', $row->{'RegAddress.PostCode'}, 'postcode');
	is($known{city} // '', $row->{'RegAddress.PostTown'}, 'town');
	is($known{address} // '', join(', ', grep { length } map { $row->{"RegAddress.AddressLine$_"} } 1, 2), 'address');
	is($known{country}, 'GB', 'country');
	is_deeply($known{founded}, length $row->{IncorporationDate} ? [(day($row->{IncorporationDate})) x 2] : undef, 'foundation');
	my $made_up = $row->{'Accounts.LastMadeUpDate'};
	is_deeply($known{accounts_date}, length $made_up ? [(day($made_up)) x 2] : undef, 'accounts made up to');
	is($known{accounts_category} // '', $row->{'Accounts.AccountCategory'}, 'kind of accounts');
	is_deeply($known{charges}, [($row->{'Mortgages.NumMortOutstanding'}) x 2], 'charges');
}

subtest 'facts are cells' => sub {
	my $run = run_all('source "companies_house" { file = "r.csv" }', 'r.csv' => $register);
	is($run->{code}, 0, 'runs') or return diag $run->{err};
	my @rows = register_rows(root() . '/tests/world/gb/BasicCompanyData.csv');
	is(scalar(keys %{ $run->{facts} }), scalar(@rows), 'everybody is there');
	check_row($_, $run->{facts}{"gb-crn:$_->{CompanyNumber}"}) for @rows;
};

subtest 'parts' => sub {
	my ($header, @rows) = split /^/, $register;
	my $whole = run_all('source "companies_house" { file = "r.csv", date = "2026-10-01" }', 'r.csv' => $register);
	my %parts = ('part1.zip' => zip_of('r.csv', join '', $header, @rows[0 .. 4]), 'part2.csv' => join('', $header, @rows[5 .. $#rows]));
	my $run = run_all('source "companies_house" { parts = { "part1.zip", "part2.csv" }, date = "2026-10-01" }', %parts);
	is($run->{code}, 0, 'runs') or diag $run->{err};
	ok($run->{list} =~ s/part2\.csv#/r.csv#/gr eq $whole->{list}, 'the list is that of the whole');
	$run = run_all('source "companies_house" { parts = { "part1.zip", "part3.csv" } }', %parts);
	is($run->{code}, 2, 'a part that is not there');
	like($run->{err}, qr/cannot open .*part3\.csv/, 'is named');
	for my $wrong ('{ file = "r.csv", parts = { "r.csv" } }', '', '{ parts = {} }') {
		$run = run_all("source \"companies_house\" $wrong", 'r.csv' => $register);
		is($run->{code}, 1, "source \"companies_house\" $wrong");
		like($run->{err}, qr/p\.lua:1:\d+: .*parts/, 'is refused at its place');
	}
};

subtest 'a layout of another year' => sub {
	my $run = run_all('source "companies_house" { file = "r.csv" }', 'r.csv' => $register =~ s/Accounts\.AccountCategory/Accounts.Category/r);
	is($run->{code}, 2, 'fails');
	like($run->{err}, qr/r\.csv has no column "Accounts\.AccountCategory"; did you mean/, 'and names what is missing');
};

subtest 'the generated register' => sub {
	my $folder = folder();
	my $generate = build() . '/tests/world/generate';
	is(system($generate, '--rows', 10, '--companies-house', 300, '--seed', 3, '--out', $folder), 0, 'generated');
	my @rows = register_rows("$folder/BasicCompanyData.csv");
	my $run = run_all('cap = 499, source "companies_house" { file = "r.csv" }', 'r.csv' => read_file("$folder/BasicCompanyData.csv"));
	is($run->{code}, 0, 'runs') or return diag $run->{err};
	my @listed = grep { $run->{facts}{"gb-crn:$_->{CompanyNumber}"} } @rows;
	is(scalar(@listed), scalar(@rows), 'everybody is there');
	check_row($_, $run->{facts}{"gb-crn:$_->{CompanyNumber}"}) for @listed[0 .. 40];
};

SKIP: {
	my $samples = $ENV{WINNOW_SAMPLES};
	my $file = defined $samples ? "$samples/registries/uk_companies_house/BasicCompanyData_sample.csv" : '';
	skip 'no sample data: set WINNOW_SAMPLES to the folder that holds registries/', 1 unless -e $file;
	my $run = run_all('source "companies_house" { file = "r.csv" }', 'r.csv' => read_file($file));
	subtest 'rows of the real register' => sub {
		is($run->{code}, 0, 'runs') or return diag $run->{err};
		check_row($_, $run->{facts}{"gb-crn:$_->{CompanyNumber}"}) for register_rows($file);
	};
}

done_testing();
