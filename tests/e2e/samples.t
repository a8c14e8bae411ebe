#!/usr/bin/perl
# Files as the register publishes them, in layouts of 33, 34 and 35 columns, through the pipeline that ships for them. They are not
# part of the repository: WINNOW_SAMPLES names the folder that holds registries/.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my $samples = skip_without_samples();
my @files = grep { -e "$samples/registries/fr_sirene/$_" } qw(StockUniteLegale_2018_33col_sample.csv synthetic_sireneULTestData.csv
	synthetic_test_uniteLegale.csv StockUniteLegale_2026_35col_rows.csv);
plan(skip_all => 'no SIRENE files in WINNOW_SAMPLES') if !@files;
my %seen_columns;

# Made for tests of other programs: numbers without the right check digit.
sub sound { my $siren = shift; return $siren =~ /^\d{9}$/ && siren(substr $siren, 0, 8) eq $siren }

my %band = ('NN' => undef, '' => undef, '00' => [0, 0], '01' => [1, 2], '02' => [3, 5], '03' => [6, 9], 11 => [10, 19], 12 => [20, 49], 21 => [50, 99],
	22 => [100, 199], 31 => [200, 249], 32 => [250, 499], 41 => [500, 999], 42 => [1000, 1999], 51 => [2000, 4999], 52 => [5000, 9999], 53 => [10000, undef]);

sub run_on
{
	my ($file, %files) = @_;
	my $folder = small_world(%files);
	my $text = read_file("$folder/pipelines/fr-saas.lua");
	$text =~ s/(cap = 400,)/$1 bad_rows = 1,/;
	$text =~ s/file = "[^"]*StockUniteLegale[^"]*"/file = "..\/data\/$file", date = "2026-10-31"/ or die "the pipeline has changed\n";
	write_file("$folder/pipelines/fr-saas.lua", $text);
	copy_file("$samples/registries/fr_sirene/$file", "$folder/data/$file");
	chmod 0644, "$folder/data/$file";
	write_file("$folder/crm/customers.csv", "siren\n" . siren(99) . "\n");
	write_file("$folder/crm/lost.csv", "siren\n" . siren(98) . "\n");
	my ($code, $out, $err) = winnow_in($folder, 'run', 'pipelines/fr-saas.lua', '--as-of', as_of(), '--json');
	is($code, 0, "$file: it runs") or diag($err);
	return ($folder, $code ? {} : json($out)->{funnel}, $err);
}

for my $file (@files) {
	my @rows = csv_rows("$samples/registries/fr_sirene/$file");
	my $columns = () = (split /\n/, read_file("$samples/registries/fr_sirene/$file"))[0] =~ /[^,]+/g;
	$seen_columns{$columns} = 1;
	my @objecting = grep { $_->{statutDiffusionUniteLegale} ne 'O' } @rows;
	my @bad = grep { $_->{statutDiffusionUniteLegale} eq 'O' && !sound($_->{siren}) } @rows;
	my @good = grep { $_->{statutDiffusionUniteLegale} eq 'O' && sound($_->{siren}) } @rows;

	# ---- as it ships: every row is accounted for ----

	my ($folder, $funnel, $err) = run_on($file);
	is_deeply([@$funnel{qw(rows opted_out bad_rows)}], [scalar @rows, scalar @objecting, scalar @bad], "$file, $columns columns: rows, objections, bad rows");
	is_deeply($funnel->{bad}, @bad ? { 'bad id' => scalar @bad } : {}, "$file: bad are those with a wrong check digit");
	my $dropped = 0;
	$dropped += ($_->{scan} // 0) + ($_->{probe} // 0) + ($_->{dropped} // 0) for @{ $funnel->{dropped} };
	is($funnel->{rows}, @objecting + @bad + $dropped + $funnel->{listed}, "$file: every row is accounted for");
	for my $row (@good) {
		my ($code, $out) = winnow_in($folder, 'why', 'pipelines/fr-saas.lua', $row->{siren}, '--as-of', as_of());
		is($code, 0, "$file: why $row->{siren}");
		like($out, qr/\[sirene, \Q$file\E#$row->{siren}, \d{4}-/, "$file: with evidence of its row");
	}
	unlike($err . join('', outputs($folder)), qr/$_->{siren}/, "$file: who objects is nowhere") for @objecting;

	# ---- with a profile that everybody fits, the facts are those of the cells ----

	($folder, $funnel) = run_on($file, 'pipelines/icp/fr-saas.lua' => 'icp { name = "anybody", without = { "ceased", "natural-person" },
		must = { { country = "FR" } } }');
	my %listed = map { $_->{facts}{siren} => $_->{facts} } json_lines("$folder/out/fr-saas.jsonl");
	is_deeply([sort keys %listed], [sort map { $_->{siren} } @good], "$file: all sound rows are listed");
	for my $row (@good) {
		my $facts = $listed{ $row->{siren} };
		my $person = join ' ', grep { length } $row->{prenomUsuelUniteLegale}, $row->{nomUsageUniteLegale} || $row->{nomUniteLegale};
		is($facts->{name}, $row->{denominationUniteLegale} || $person, "$file, $row->{siren}: name");
		is($facts->{status}, { A => 'active', C => 'ceased' }->{ $row->{etatAdministratifUniteLegale} }, 'state');
		is_deeply([map { $_->{code} } grep { $_->{scheme} ne 'naf25' } @{ $facts->{industry} }], [$row->{activitePrincipaleUniteLegale}], 'activity');
		is($facts->{legal_form}[0]{code}, $row->{categorieJuridiqueUniteLegale}, 'legal form');
		is_deeply($facts->{founded}, [($row->{dateCreationUniteLegale}) x 2], 'foundation');
		my $band = $band{ $row->{trancheEffectifsUniteLegale} };
		$band ? is_deeply($facts->{employees}, $band, 'people') : ok(ref $facts->{employees} eq 'HASH', 'people: unknown');
		my $newer = $row->{activitePrincipaleNAF25UniteLegale} or next;
		is_deeply([map { $_->{code} } grep { $_->{scheme} eq 'naf25' } @{ $facts->{industry} }], [$newer], 'activity of 2025');
	}
}
note('layouts seen, by columns: ', join ', ', sort keys %seen_columns);

done_testing();
