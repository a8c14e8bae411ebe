#!/usr/bin/perl
# establishments.t - source "sirene" with the file of establishments: the seat's address on each company, against the truth that the
# generator wrote; what is masked, missing, there twice or broken; threads and the order of rows change nothing.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Compress::Gzip ();
use List::Util qw(shuffle);
use Register;
use Test::More;
use Winnow;

my $seed = $ENV{WINNOW_SEED} // time;
diag("WINNOW_SEED=$seed");
srand $seed;

# ---- the generated register ----

my $rows = 4000;

sub world
{
	my ($layout, $number) = @_;
	my $folder = folder();
	is(system(build() . '/tests/world/generate', '--rows', $rows, '--out', $folder, '--seed', $number, '--layout', $layout, '--companies-house', 0,
		'--establishments', 1), 0, "a register of layout $layout, seed $number");
	return $folder;
}

sub pipeline_on
{
	my ($folder, %with) = @_;
	my $units = $with{units} // 'StockUniteLegale.csv';
	my $seats = $with{seats} // 'StockEtablissement.csv';
	my $cap = $with{cap} // 499;
	write_file("$folder/p.lua", qq(pipeline { icp = "icp.lua", cap = $cap,
		source "sirene" { file = "$units", establishments = "$seats", date = "2026-10-31" },
		sink "jsonl" { path = "out/list.jsonl" }, sink "csv" { path = "out/list.csv" } }));
	write_file("$folder/icp.lua", $with{icp});
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json', '--threads', $with{threads} // 2);
	is($code, 0, 'it runs') or diag($err);
	return $code ? {} : json($out)->{funnel};
}

my $regional = 'icp { name = "R", undecided = "drop", must = { { "the south", id = "south", region = { "FR-69", "FR-13", "FR-2A", "FR-971" } },
	{ "staff", id = "staff", employees = at_least(3) } } }';
# Units that a reader may count on, by the file itself: active, no sole trader, open, three people at least.
my %small = map { $_ => 1 } '', 'NN', '00', '01';
sub expected
{
	my ($truth, @units) = @_;
	my %south = map { $_ => 1 } qw(FR-69 FR-13 FR-2A FR-971);
	return sort map { $_->{siren} } grep {
		$_->{statutDiffusionUniteLegale} eq 'O' && $_->{etatAdministratifUniteLegale} eq 'A' && $_->{categorieJuridiqueUniteLegale} ne '1000'
			&& !$small{ $_->{trancheEffectifsUniteLegale} } && $south{ $truth->{ $_->{siren} }{region} }
	} @units;
}

for my $layout (33, 34, 35) {
	my $folder = world($layout, int rand 1e6);
	my %truth = map { $_->{siren} => $_ } csv_rows("$folder/seats.csv");
	my @units = csv_rows("$folder/StockUniteLegale.csv");
	my $funnel = pipeline_on($folder, icp => $regional);
	my %listed = map { $_->{facts}{siren} => $_ } json_lines("$folder/out/list.jsonl");
	is_deeply([sort keys %listed], [expected(\%truth, @units)], "layout $layout: the companies of the region, no other") or diag("seed $seed");
	cmp_ok(scalar keys %listed, '>', 8, 'which are some');
	my $wrong = 0;
	for my $siren (sort keys %listed) {
		my ($facts, $true) = ($listed{$siren}{facts}, $truth{$siren});
		my $same = 1;
		for my $field (qw(siret city region postcode)) {
			$same &&= $facts->{$field} eq $true->{$field};
		}
		$same &&= length $true->{address} ? $facts->{address} eq $true->{address} : $facts->{address}{unknown} eq 'absent';
		$same &&= $listed{$siren}{evidence}{city}{where} eq "StockEtablissement.csv#$true->{siret}";
		diag("$siren: ", explain($facts), explain($true)) if !$same && !$wrong++;
	}
	is($wrong, 0, "layout $layout: city, region, postcode, address and SIRET of each are those of its seat");

	# Nobody is dropped for what the file does not say, and unknown has its cause.
	$funnel = pipeline_on($folder, icp => $regional =~ s/undecided = "drop", //r);
	%listed = map { $_->{facts}{siren} => $_->{facts} } json_lines("$folder/out/list.jsonl");
	my @open = grep { ref $listed{$_}{region} } sort keys %listed;
	is_deeply([map { "$_ $listed{$_}{region}{unknown} $listed{$_}{city}{unknown}" } @open],
		[map { $truth{$_}{state} eq 'none' ? "$_ absent absent" : "$_ masked masked" } @open], 'masked and missing seats stay unknown, with the cause');
	is(scalar(grep { $truth{$_}{state} eq 'open' } @open), 0, 'and they are no others');
	my $join = $funnel->{joined_files};
	is($join->{rows}, read_file("$folder/StockEtablissement.csv") =~ tr/\n// - 1, 'every row is counted');
	is($join->{found} + $join->{without}, scalar(grep { $_->{statutDiffusionUniteLegale} eq 'O' && $_->{etatAdministratifUniteLegale} eq 'A'
		&& $_->{categorieJuridiqueUniteLegale} ne '1000' && $_->{trancheEffectifsUniteLegale} !~ /^0[01]$/ } @units),
		'only survivors of the first file are asked for');
}

# ---- the same bytes ----

sub bytes_of { my $folder = shift; return map { read_file("$folder/out/list.$_") } qw(jsonl csv) }

{
	my $folder = world(35, int rand 1e6);
	pipeline_on($folder, icp => $regional, threads => 1, cap => 40);
	my @first = bytes_of($folder);
	for my $threads (2, 4) {
		pipeline_on($folder, icp => $regional, threads => $threads, cap => 40);
		is_deeply([bytes_of($folder)], \@first, "$threads threads: the same bytes");
	}
	for my $name (qw(StockUniteLegale StockEtablissement)) {
		my ($header, @lines) = split /^/, read_file("$folder/$name.csv");
		write_file("$folder/shuffled/$name.csv", join '', $header, shuffle @lines);
	}
	pipeline_on($folder, icp => $regional, units => 'shuffled/StockUniteLegale.csv', seats => 'shuffled/StockEtablissement.csv', cap => 40);
	is_deeply([bytes_of($folder)], \@first, 'rows shuffled: the same bytes') or diag("seed $seed");
	my $content = read_file("$folder/StockEtablissement.csv");
	IO::Compress::Gzip::gzip(\$content => "$folder/StockEtablissement.csv.gz") or die 'gzip';
	pipeline_on($folder, icp => $regional, seats => 'StockEtablissement.csv.gz', cap => 40);
	is_deeply([bytes_of($folder)], \@first, 'as .gz: the same bytes');
	write_file("$folder/StockEtablissement.csv.gz", substr read_file("$folder/StockEtablissement.csv.gz"), 0, 20000);
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
	is($code, 2, 'cut off: the run fails');
	like($err, qr/StockEtablissement/, 'and names the file');
	is_deeply([bytes_of($folder)], \@first, 'the list is as it was');
}

# ---- by hand ----

my @columns = qw(siren nic siret statutDiffusionEtablissement dateDernierTraitementEtablissement etablissementSiege numeroVoieEtablissement
	indiceRepetitionEtablissement typeVoieEtablissement libelleVoieEtablissement codePostalEtablissement libelleCommuneEtablissement
	libelleCommuneEtrangerEtablissement codeCommuneEtablissement enseigne1Etablissement enseigne2Etablissement enseigne3Etablissement
	denominationUsuelleEtablissement);

# A seat with these cells beside what is usual.
sub seat
{
	my ($siren, %cell) = @_;
	%cell = (siren => $siren, siret => "${siren}00011", nic => '00011', statutDiffusionEtablissement => 'O', etablissementSiege => 'true',
		dateDernierTraitementEtablissement => '2024-01-01T00:00:00', typeVoieEtablissement => 'RUE', libelleVoieEtablissement => 'DU PORT',
		codePostalEtablissement => '69002', libelleCommuneEtablissement => 'LYON', codeCommuneEtablissement => '69382', %cell);
	return join(',', map { $cell{$_} // '' } @columns) . "\n";
}
sub seats { return join '', join(',', @columns) . "\n", @_ }

# Runs on these units and seats; the funnel and the facts of the list by SIREN.
sub by_hand
{
	my (%with) = @_;
	my $folder = $with{folder} // folder();
	write_file("$folder/units.csv", register(@{ $with{units} }));
	write_file("$folder/seats.csv", ref $with{seats} ? seats(@{ $with{seats} }) : $with{seats});
	write_file("$folder/icp.lua", $with{icp} // 'icp { name = "H", must = { { country = "FR" } } }');
	my $settings = $with{settings} // '';
	my $more = $with{sources} // '';
	write_file("$folder/p.lua", qq(pipeline { icp = "icp.lua", cap = 50, $settings
		source "sirene" { file = "units.csv", establishments = "seats.csv", date = "2026-10-31" }, $more
		sink "jsonl" { path = "out/list.jsonl" }, sink "csv" { path = "out/list.csv" } }));
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json');
	my %facts = $code ? () : map { $_->{facts}{siren} => $_->{facts} } json_lines("$folder/out/list.jsonl");
	return { folder => $folder, code => $code, err => $err, facts => \%facts, funnel => $code ? {} : json($out)->{funnel} };
}

my @s = map { siren($_) } 0 .. 20;

{
	my $run = by_hand(
		units => [map { unit($s[$_]) } 1 .. 7],
		seats => [
			seat($s[1], numeroVoieEtablissement => 12, indiceRepetitionEtablissement => 'B', enseigne1Etablissement => 'LE PHARE', enseigne3Etablissement => 'QUAI 9'),
			seat($s[1], siret => "$s[1]00029", etablissementSiege => 'false', libelleCommuneEtablissement => 'PARIS', codeCommuneEtablissement => '75102',
				codePostalEtablissement => '75002', enseigne1Etablissement => 'NOT THE SEAT'),
			# two seats: the one that the register worked on last, wherever it stands
			seat($s[2], siret => "$s[2]00029", dateDernierTraitementEtablissement => '2025-06-01T00:00:00', libelleCommuneEtablissement => 'NICE',
				codeCommuneEtablissement => '06088', codePostalEtablissement => '06000'),
			seat($s[2]),
			# the seat objects, though the unit does not
			seat($s[3], statutDiffusionEtablissement => 'P'),
			# open, with masked cells
			seat($s[4], map { $_ => '[ND]' } grep { /Voie|Postal|Commune(?!Etranger)/ } @columns),
			# abroad
			seat($s[5], codeCommuneEtablissement => '', codePostalEtablissement => '', libelleCommuneEtablissement => '',
				libelleCommuneEtrangerEtablissement => 'BRUXELLES', typeVoieEtablissement => ''),
			# a commune that no departement has
			seat($s[7], codeCommuneEtablissement => '00123', typeVoieEtablissement => '', libelleVoieEtablissement => ''),
		]);
	is($run->{code}, 0, 'by hand') or diag($run->{err});
	my $facts = $run->{facts};
	is_deeply([@{ $facts->{ $s[1] } }{qw(city region postcode address trade_names)}], ['LYON', 'FR-69', '69002', '12 B RUE DU PORT', ['LE PHARE', 'QUAI 9']], 'the seat');
	is_deeply([@{ $facts->{ $s[2] } }{qw(city region postcode)}], ['NICE', 'FR-06', '06000'], 'of two seats the newest, whole');
	like($run->{err}, qr/source "sirene": 1 rows of a joined file are a second one of their company: the newest counts/, 'which is said');
	is($facts->{ $s[3] }{$_}{unknown}, 'masked', "a seat that objects: $_") for qw(city region postcode address siret);
	is($facts->{ $s[4] }{$_}{unknown}, 'masked', "masked cells: $_") for qw(city region postcode address);
	is_deeply([@{ $facts->{ $s[5] } }{qw(city address)}], ['BRUXELLES', 'DU PORT'], 'a seat abroad has its town');
	is($facts->{ $s[5] }{region}{unknown}, 'absent', 'and no region');
	is($facts->{ $s[6] }{$_}{unknown}, 'absent', "no seat in the file: $_") for qw(city region postcode address siret);
	is($facts->{ $s[7] }{region}{unknown}, 'malformed', 'a commune of nowhere');
	is($facts->{ $s[7] }{address}{unknown}, 'absent', 'no street, no address');
	is_deeply($run->{funnel}{joined_files}, { rows => 8, bad_rows => 0, found => 6, without => 1, several => 1 }, 'the funnel');
	is($run->{funnel}{joined}, 0, 'rows of the second file are no further rows of the first');

	my ($code, $out, $err) = winnow_in($run->{folder}, 'why', 'p.lua', $s[2], '--as-of', as_of());
	is($code, 0, 'why') or diag($err);
	($code, $out) = winnow_in($run->{folder}, 'plan', 'p.lua');
	like($out, qr/^      joins seats\.csv, read once for the companies that the first file leaves: siret, region, postcode, city, address, trade_names$/m, 'plan shows the join');
	($code, $out) = winnow_in($run->{folder}, 'plan', 'p.lua', '--json');
	is_deeply([values %{ json($out)->{sources}[0]{joins} }], [[qw(siret region postcode city address trade_names)]], 'in JSON too');
	($code, $out) = winnow_in($run->{folder}, 'run', 'p.lua', '--as-of', as_of());
	like($out, qr/^ +8  rows of joined files read\n +- 6 companies have a row there, 1 have none\n +- 1 are a second row/m, 'the report has the figures');
}

# ---- gates ----

{
	my @units = map { unit($s[$_]) } 1 .. 3;
	my @seats = (seat($s[1]), seat($s[2], codeCommuneEtablissement => '75102', enseigne1Etablissement => 'BEER BAR'));
	my $must = 'must = { { "Lyon", id = "lyon", region = "FR-69"';
	my $run = by_hand(units => \@units, seats => \@seats, icp => "icp { name = \"H\", $must } } }");
	is_deeply([sort keys %{ $run->{facts} }], [@s[1, 3]], 'who is elsewhere is dropped, who is unknown stays');
	is_deeply($run->{funnel}{dropped}, [{ line => 'lyon', scan => 1, probe => 0 }], 'by the line, in the scan');
	my ($code, $out) = winnow_in($run->{folder}, 'why', 'p.lua', $s[2], '--as-of', as_of());
	like($out, qr/dropped in scan by must line 'lyon'.*region = FR-75   \[sirene, seats\.csv#$s[2]00011, 2026-10-31\]/s, 'why says so, with the row');
	($code, $out) = winnow_in($run->{folder}, 'plan', 'p.lua');
	like($out, qr/lyon: .*\(decided when the joined file has been read\)/, 'plan says when');
	$run = by_hand(units => \@units, seats => \@seats, icp => "icp { name = \"H\", $must, unknown = \"drop\" } } }");
	is_deeply([sort keys %{ $run->{facts} }], [$s[1]], 'unknown = "drop": nobody is dropped before the file was read');
	$run = by_hand(units => \@units, seats => \@seats, icp => 'icp { name = "H", must_not = { { "bars", id = "bars", trade_names = any_of { "BEER BAR" } } } }');
	is_deeply([sort keys %{ $run->{facts} }], [@s[1, 3]], 'a trade name of the seat speaks against a company');
	# What the first file has of a set drops nobody for what it lacks, even where unknown drops.
	$run = by_hand(units => [unit($s[1]), unit($s[2], denominationUsuelle1UniteLegale => 'OWN'), unit($s[3], denominationUsuelle1UniteLegale => 'OWN')], seats => \@seats,
		icp => 'icp { name = "H", must = { { "bars", id = "bars", trade_names = any_of { "BEER BAR" }, unknown = "drop" } } }');
	is_deeply($run->{facts}{ $s[2] }{trade_names}, ['BEER BAR', 'OWN'], 'a trade name of the seat speaks for a company that has one of its own');
	is_deeply([keys %{ $run->{facts} }], [$s[2]], 'and for no other');
	$run = by_hand(units => \@units, seats => \@seats, icp => 'icp { name = "H", must = { { "a town", id = "town", city = known(), unknown = "drop" } } }');
	is_deeply([sort keys %{ $run->{facts} }], [@s[1, 2]], 'known() waits for the file');
}

# ---- several profiles, quotas and groups read the second file ----

{
	my %at = (Lyon => '69382', Paris => '75102', Nice => '06088');
	my @town = (undef, qw(Lyon Lyon Lyon Paris Paris Nice), undef);
	my $folder = by_hand(units => [map { unit($s[$_]) } 1 .. 7], seats => [map { seat($s[$_], codeCommuneEtablissement => $at{ $town[$_] }) } 1 .. 6])->{folder};
	write_file("$folder/$_->[0].lua", "icp { name = \"$_->[0]\", must = { { \"there\", id = \"there\", region = $_->[1] } }, fit = { { 10, \"best of all\", region = \"$_->[2]\" } },"
		. " tiers = { A = 50 } }") for ['rhone', '{ "FR-69", "FR-06" }', 'FR-69'], ['seine', '{ "FR-75", "FR-06" }', 'FR-75'];
	write_file("$folder/rhone.lua", read_file("$folder/rhone.lua") =~ s/must = /must_not = { { "a rule that breaks", id = "breaks", when({ "region" }, function(region)
		if region == "FR-06" then error("oops") end return false end) } }, must = /r);
	write_file("$folder/groups.csv", "siren,group\n$s[4],g\n$s[5],g\n");
	write_file("$folder/p.lua", qq(pipeline { icp = { "rhone.lua", "seine.lua" }, cap = 50, one_per = "group", quota = { { 2, "two of Lyon", region = "FR-69" } },
		source "sirene" { file = "units.csv", establishments = "seats.csv", date = "2026-10-31" },
		enrich "table" { file = "groups.csv", by = "siren", columns = { group = "group" } },
		sink "jsonl" { path = "out/list.jsonl" }, sink "csv" { path = "out/list.csv", columns = { "siren", "icp", "others" } } }));
	my ($code, $out, $err) = winnow_in($folder, 'check', 'p.lua', '--env');
	is($code, 0, 'check --env of all of it') or diag($err);
	my @lists;
	for my $threads (1, 4) {
		($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json', '--threads', $threads);
		is($code, 3, "$threads threads: one is held") or diag($err);
		push @lists, read_file("$folder/out/list.jsonl");
	}
	is($lists[0], $lists[1], 'the same bytes');
	my $report = json($out);
	my @listed = map { [$_->{facts}{siren}, $_->{icp}, $_->{quota}, [map { $_->{id} } @{ $_->{others} }]] } json_lines("$folder/out/list.jsonl");
	is_deeply(\@listed, [[$s[1], 'rhone', ['two of Lyon'], []], [$s[2], 'rhone', ['two of Lyon'], []], [$s[4], 'seine', [], ["fr-siren:$s[5]"]]],
		'profile, quota and group by what the second file and a table say') or diag(explain(\@listed));
	is_deeply([map { $_->{id} } @{ $report->{held} }], ["fr-siren:$s[6]"], 'whose rule failed on what the second file says is held');
	is($report->{quota}[0]{passed_over}, 2, 'the one of no region may be meant by the quota');
	is(read_file("$folder/out/list.csv"), "siren,icp,others\n$s[1],rhone,\n$s[2],rhone,\n$s[4],seine,MAISON $s[5] (fr-siren:$s[5])\n", 'and the file has the columns');
	($code, $out) = winnow_in($folder, 'why', 'p.lua', $s[6], '--as-of', as_of());
	is($code, 0, 'why');
	like($out, qr/held in probe: profile 'rhone': .*oops.*^under 'rhone' .*: held: the own code of a rule failed.*breaks   failed: .*oops.*^under 'seine' /ms, 'says under which profile it is held');
	($code, $out, $err) = winnow_in($folder, 'tap', 'p.lua', 'probe', '--as-of', as_of());
	is($code, 0, 'tap') or diag($err);
	like($out, qr/^fr-siren:$s[1]\n  it fits, tier A, fit 100\.0, timing 0\.0, as 'rhone'\n.*region = FR-69   \[sirene, seats\.csv#$s[1]00011, 2026-10-31\]$/ms, 'says under which profile');
	like($out, qr/^fr-siren:$s[6]\n  held in probe: profile 'rhone': .*oops/m, 'and who is held');
	($code, $out, $err) = winnow_in($folder, 'tap', 'p.lua', 'finish', $s[5], '--as-of', as_of());
	is($code, 0, 'tap of one') or diag($out);
	like($out, qr/\A\S+\n  place 1, tier A, .* as 'seine'\n/, 'alone it is the first');
	is($err, '', 'and has left nowhere');
	for my $phase (qw(scan probe select finish)) {
		($code, $out, $err) = winnow_in($folder, 'tap', 'p.lua', $phase, '--as-of', as_of(), '--json');
		is($code, 0, "tap $phase --json") or diag($err);
		my %tapped = map { my $one = json($_); $one->{facts}{siren} => $one } split /\n/, $out;
		is_deeply([@{ $tapped{ $s[1] } }{qw(icp quota)}], ['rhone', ['two of Lyon']], "$phase: profile and quotas");
		is_deeply([map { $_->{id} } @{ $tapped{ $s[4] }{others} }], $phase =~ /scan|probe/ ? [] : ["fr-siren:$s[5]"], "$phase: whom it stands for, once that is known");
	}
}

# ---- opt-outs ----

{
	my $folder = folder();
	write_file("$folder/crm.csv", "SIREN,Name,City\n$s[1],One,Brest\n$s[2],Two,Brest\n$s[3],Three,Brest\n");
	my $run = by_hand(folder => $folder, units => [unit($s[1]), unit($s[2], statutDiffusion => 'P')], seats => [map { seat($s[$_]) } 1 .. 3],
		sources => 'source "csv" { file = "crm.csv", id = { "fr-siren", "SIREN" }, columns = { name = "Name", city = "City", country = const "FR" } },');
	is($run->{code}, 0, 'with a second source') or diag($run->{err});
	is_deeply([sort keys %{ $run->{facts} }], [@s[1, 3]], 'who objects is out, whoever brings it and whatever the seat says');
	is($run->{facts}{ $s[1] }{city}, 'LYON', 'the seat, as a fact of the source that comes first');
	is($run->{facts}{ $s[3] }{city}, 'Brest', 'who is not in the unit file gets nothing of the seats');
	unlike(join('', $run->{err}, outputs($folder)), qr/$s[2]/, 'who objects is nowhere');
}

# ---- bad rows ----

{
	my $wrong = '552100555';
	my $units = [map { unit($s[$_]) } 1 .. 12];
	my $seats = [(map { seat($s[$_]) } 1 .. 9), seat($wrong), "$s[10],SECRETNAME\n", seat($s[11], libelleVoieEtablissement => "DU \0PORT"),
		seat($wrong, etablissementSiege => 'false'), seat($s[12], libelleVoieEtablissement => '"SECRETNAME')];
	my $run = by_hand(units => $units, seats => $seats, settings => 'bad_rows = 0.3,');
	is($run->{code}, 0, 'some bad rows') or diag($run->{err});
	is($run->{funnel}{joined_files}{bad_rows}, 4, 'bad rows of the second file');
	is($run->{funnel}{bad_rows}, 4, 'are bad rows');
	is_deeply($run->{funnel}{bad}, { 'bad id' => 1, 'wrong number of columns' => 1, 'NUL byte' => 1, 'unclosed quote' => 1 }, 'by kind');
	like($run->{err}, qr/seats\.csv:11:1: bad row: bad id/, 'with file, line and column');
	unlike($run->{err}, qr/$wrong|SECRETNAME/, 'and no content');
	$run = by_hand(units => $units, seats => $seats, settings => 'bad_rows = 0.2,');
	is($run->{code}, 2, 'too many for the share');
	like($run->{err}, qr/4 of 26 rows are bad/, 'says how many');
}

# ---- what cannot be read ----

{
	my $run = by_hand(units => [unit($s[1])], seats => seats(seat($s[1])) =~ s/libelleCommuneEtablissement/libelleCommune/r);
	is($run->{code}, 2, 'a column is missing');
	like($run->{err}, qr/source "sirene": seats\.csv has no column "libelleCommuneEtablissement"; did you mean 'libelle/, 'it is named');
	my ($early, undef, $said) = winnow_in($run->{folder}, 'check', 'p.lua', '--env');
	is($early, 2, 'check --env reads the header of the second file too');
	like($said, qr/^p\.lua:2:3: source "sirene": seats\.csv has no column "libelleCommuneEtablissement"/m, 'and says the same, with its place');
	$run = by_hand(units => [unit($s[1])], seats => '');
	is($run->{code}, 2, 'an empty file');
	unlink "$run->{folder}/seats.csv";
	my ($code, $out, $err) = winnow_in($run->{folder}, 'check', 'p.lua');
	like($err, qr/seats\.csv/, 'a file that is not there is named') if $code;
	($code, $out, $err) = winnow_in($run->{folder}, 'run', 'p.lua', '--as-of', as_of());
	isnt($code, 0, 'and the run fails');
	like($err, qr/seats\.csv/, 'naming it');
}

# ---- files as the register publishes them, where they are at hand ----

SKIP: {
	my $samples = $ENV{WINNOW_SAMPLES} ? "$ENV{WINNOW_SAMPLES}/registries/fr_sirene" : '';
	my $old = "$samples/geo_StockEtablissement_2018_sample.csv";
	skip 'no SIRENE files in WINNOW_SAMPLES', 1 if !-e $old;
	my @seats = grep { $_->{etablissementSiege} eq 'true' } csv_rows($old);
	my $run = by_hand(units => [map { unit($_->{siren}) } @seats], seats => read_file($old));
	is($run->{code}, 0, 'the layout of 2018, with columns that somebody added') or diag($run->{err});
	is(scalar keys %{ $run->{facts} }, scalar @seats, 'every unit is listed');
	for my $row (@seats) {
		my $facts = $run->{facts}{ $row->{siren} };
		is($facts->{siret}, $row->{siret}, "$row->{siren}: the seat");
		for my $pair ([city => 'libelleCommuneEtablissement'], [postcode => 'codePostalEtablissement'], [address => 'libelleVoieEtablissement']) {
			my ($field, $cell) = ($pair->[0], $row->{ $pair->[1] });
			length $cell ? like($facts->{$field}, qr/\Q$cell\E/, $field) : is($facts->{$field}{unknown}, 'absent', "$field: nothing there");
		}
	}
	my $header = "$samples/StockEtablissement_2026_54col_header.csv";
	skip 'no header of 2026', 1 if !-e $header;
	$run = by_hand(units => [unit($s[1])], seats => read_file($header) =~ s/\n?\z/\n/r);
	is($run->{code}, 0, 'the header of 2026 has every column') or diag($run->{err});
	is($run->{facts}{ $s[1] }{city}{unknown}, 'absent', 'and no seat');
}

# ---- another register: JSON Lines are joined, and all rows of a company add up ----

{
	my $folder = folder();
	my @lines = (qq({"owner":{"siren":"$s[1]"},"number":"7","sign":"ANCHOR"}), qq({"owner":{"siren":"$s[1]"},"number":"3","sign":"BOLLARD","site":"www.one.example"}),
		qq({"owner":{"siren":"$s[4]"},"number":"4","sign":"NOBODY"}), '{"broken', qq({"owner":{"siren":"$s[2]"},"sign":"CAPSTAN"}));
	write_file("$folder/register.csv", "Siren,Name\n$s[1],One\n$s[2],Two\n$s[3],Three\n");
	write_file("$folder/icp.lua", 'icp { name = "J", must = { { country = "FR" } } }');
	write_file("$folder/p.lua", 'pipeline { icp = "icp.lua", cap = 9, bad_rows = 0.5, source "parts" { file = "register.csv", more = "more.jsonl" },
		sink "jsonl" { path = "list.jsonl" } }');
	my %bytes;
	for my $turn (0 .. 3) {
		write_file("$folder/more.jsonl", join '', map { "$_\n" } shuffle @lines);
		utime 1_790_000_000, 1_790_000_000, "$folder/more.jsonl", "$folder/register.csv";
		my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json', '--threads', 1 + $turn, '--plugin-path', build() . '/tests/plugins');
		is($code, 0, 'all rows add up') or diag($err);
		is_deeply(json($out)->{funnel}{joined_files}, { rows => 5, bad_rows => 1, found => 2, without => 1, several => 0 }, 'none is one too many');
		$bytes{ read_file("$folder/list.jsonl") } = 1;
	}
	is(scalar keys %bytes, 1, 'in any order of rows');
	my %listed = map { $_->{facts}{siren} => $_ } json_lines("$folder/list.jsonl");
	is_deeply($listed{ $s[1] }{facts}{trade_names}, ['ANCHOR', 'BOLLARD'], 'two trade names');
	is($listed{ $s[1] }{facts}{domain}, 'one.example', 'and what one row alone has');
	is($listed{ $s[1] }{evidence}{domain}{where}, 'more.jsonl#3', 'named as the row is called');
	is($listed{ $s[2] }{evidence}{trade_names}{where}, "more.jsonl#$s[2]", 'or by the id');
	is($listed{ $s[3] }{facts}{trade_names}{unknown}, 'absent', 'none');
}

done_testing();
