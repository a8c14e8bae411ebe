#!/usr/bin/perl
# world.t - the generator of large registry files: the same bytes for the same seed, the true layouts, and realistic shares.
use strict;
use warnings;

use lib 'tests/e2e/lib';
use Digest::SHA;
use Test::More;
use Winnow;

my $generate = build() . '/tests/world/generate';
die "$generate is not there: run make test\n" unless -x $generate;

my $rows = 20000;
my $houses = 6000;

# Exit code and what it said on both streams.
sub generate
{
	my @words = @_;
	my $pid = open(my $out, '-|') // die "fork: $!\n";
	if ($pid == 0) {
		open STDERR, '>&', \*STDOUT or die;
		exec $generate, @words or die "$generate: $!\n";
	}
	local $/;
	my $said = <$out> // '';
	close $out;
	return ($? >> 8, $said);
}

sub world
{
	my @words = @_;
	my $folder = folder();
	my ($code, $said) = generate('--rows', $rows, '--out', $folder, '--companies-house', $houses, @words);
	is $code, 0, "generate @words" or diag $said;
	return $folder;
}

sub digest { return Digest::SHA->new(256)->addfile(shift, 'b')->hexdigest }

# One line of a delimited file, strictly: undef where a quote stands where none may.
sub cells
{
	my $line = shift;
	return split /,/, $line, -1 unless $line =~ /"/;
	my @cells;
	while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^",]*))(,|\z)/gc) {
		my ($quoted, $plain, $end) = ($1, $2, $3);
		push @cells, defined $quoted ? $quoted =~ s/""/"/gr : $plain;
		return @cells if $end eq '';
	}
	return;
}

# Every row as a hash by trimmed header, and the header line.
sub table
{
	my $path = shift;
	my @lines = split /\r?\n/, read_file($path), -1;
	is pop @lines, '', 'the last line ends';
	my $header = shift @lines;
	my @names = map { s/^\s+|\s+$//gr } split /,/, $header, -1;
	my (@table, $bad);
	for my $line (@lines) {
		my %row;
		my @cells = cells($line);
		$bad //= $line if @cells != @names;
		@row{@names} = @cells;
		push @table, \%row;
	}
	is $bad, undef, 'every row has ' . @names . ' cells';
	return ($header, \@table);
}

sub luhn
{
	my $number = reverse shift;
	my ($sum, $at) = (0, 0);
	for my $digit (split //, $number) {
		$digit *= 2 if $at++ % 2;
		$sum += $digit > 9 ? $digit - 9 : $digit;
	}
	return $sum % 10 == 0;
}

# Percentage of the rows for which the test holds, with bounds; all of them `of` which, if said.
sub share
{
	my ($table, $name, $low, $high, $test, $of) = @_;
	my @all = $of ? grep { $of->($_) } @$table : @$table;
	my $share = @all ? 100 * (grep { $test->($_) } @all) / @all : -1;
	ok $share >= $low && $share <= $high, sprintf '%s: %.2f %% (%s to %s)', $name, $share, $low, $high;
	return;
}

# The first row for which the test does not hold: there must be none.
sub all_rows
{
	my ($table, $name, $test) = @_;
	my ($bad) = grep { !$test->($_) } @$table;
	ok !$bad, $name or diag join ',', map { "$_=$bad->{$_}" } grep { length $bad->{$_} } sort keys %$bad;
	return;
}

my $world = world('--seed', 7);

subtest 'the same seed gives the same bytes' => sub {
	my ($again, $other) = (world('--seed', 7), world('--seed', 8));
	for my $name (qw(StockUniteLegale.csv BasicCompanyData.csv)) {
		is digest("$again/$name"), digest("$world/$name"), "$name: seed 7 twice";
		isnt digest("$other/$name"), digest("$world/$name"), "$name: seed 8 is another";
	}
	# Also on other machines and by other compilers: known from when this was written.
	my $small = folder();
	generate('--rows', 1000, '--out', $small, '--seed', 1);
	is substr(digest("$small/StockUniteLegale.csv"), 0, 16), 'f445b50cfb301f20', 'the bytes of 1000 rows of SIRENE';
	is substr(digest("$small/BasicCompanyData.csv"), 0, 16), '96a2a2c3f93b53de', 'the bytes of 200 rows of Companies House';
};

subtest 'layouts' => sub {
	for my $layout (33, 34) {
		my $folder = world('--layout', $layout, '--companies-house', 0);
		my ($header, $table) = table("$folder/StockUniteLegale.csv");
		my @names = split /,/, $header;
		is @names, $layout, "$layout columns";
		is scalar(@$table), $rows, 'rows';
		is $header =~ /societeMissionUniteLegale/ ? 1 : 0, $layout >= 34 ? 1 : 0, 'mission column';
		is $header =~ /activitePrincipaleNAF25UniteLegale$/ ? 1 : 0, 0, 'no NAF 2025 column';
		my $headcount = $layout == 33 ? '' : 'NN';
		share $table, "headcount '$headcount'", 82, 96, sub { $_[0]{trancheEffectifsUniteLegale} eq $headcount };
		share $table, 'not open', 0.3, 0.7, sub { $_[0]{statutDiffusionUniteLegale} eq ($layout == 33 ? 'N' : 'P') };
		ok !-e "$folder/BasicCompanyData.csv", 'no second file where none is wanted';
	}
};

subtest 'establishments' => sub {
	my %columns = (33 => 48, 34 => 53, 35 => 54);
	for my $layout (sort keys %columns) {
		my $folder = folder();
		my ($code, $said) = generate('--rows', 3000, '--out', $folder, '--layout', $layout, '--companies-house', 0, '--establishments', 1);
		is $code, 0, "layout $layout" or diag $said;
		my ($first, $table) = table("$folder/StockEtablissement.csv");
		is scalar(split /,/, $first), $columns{$layout}, "$columns{$layout} columns";
		my (undef, $truth) = table("$folder/seats.csv");
		is scalar(@$truth), 3000, 'a row of the truth for each unit';
		my %seat;
		$seat{ $_->{siren} }{ $_->{siret} } = $_ for grep { $_->{etablissementSiege} eq 'true' } @$table;
		all_rows $table, 'SIRET: Luhn, and made of SIREN and NIC', sub { luhn($_[0]{siret}) && $_[0]{siret} eq $_[0]{siren} . $_[0]{nic} };
		all_rows $truth, 'the truth is that of a seat', sub {
			my $true = shift;
			return !$seat{ $true->{siren} } if $true->{state} eq 'none';
			my $row = $seat{ $true->{siren} }{ $true->{siret} };
			return $true->{state} eq 'masked' ? !length $true->{city} : $row->{libelleCommuneEtablissement} eq $true->{city};
		};
		share $truth, 'no seat', 0.2, 1.5, sub { $_[0]{state} eq 'none' };
		share $truth, 'two seats', 0.2, 1.5, sub { keys %{ $seat{ $_[0]{siren} } // {} } == 2 };
	}
};

my ($header, $stock) = table("$world/StockUniteLegale.csv");
is scalar(split /,/, $header), 35, '35 columns where nothing is said';
like $header, qr/^siren,statut.*,societeMissionUniteLegale,caractereEmployeurUniteLegale,activitePrincipaleNAF25UniteLegale$/, 'in the true order';
is scalar(@$stock), $rows, 'rows';
my $person = sub { $_[0]{categorieJuridiqueUniteLegale} eq '1000' };
my $legal = sub { !$person->(@_) };
my $active = sub { $_[0]{etatAdministratifUniteLegale} eq 'A' };
my $partial = sub { $_[0]{statutDiffusionUniteLegale} eq 'P' };

subtest 'SIRENE: identifiers' => sub {
	all_rows $stock, 'SIREN: nine digits, Luhn', sub { $_[0]{siren} =~ /^\d{9}$/ && luhn($_[0]{siren}) };
	all_rows $stock, 'SIRET of the seat: Luhn', sub { $_[0]{nicSiegeUniteLegale} =~ /^\d{5}$/ && luhn($_[0]{siren} . $_[0]{nicSiegeUniteLegale}) };
	my $last = '';
	all_rows $stock, 'ascending', sub { my $up = $_[0]{siren} gt $last; $last = $_[0]{siren}; return $up };
	all_rows $stock, 'numbers of associations', sub { $_[0]{identifiantAssociationUniteLegale} =~ /^(?:W\d{9})?$/ };
};

subtest 'SIRENE: shares' => sub {
	share $stock, 'sole traders', 55, 58, $person;
	share $stock, 'ceased', 28, 32, sub { $_[0]{etatAdministratifUniteLegale} eq 'C' };
	share $stock, 'partial', 0.3, 0.7, $partial;
	share $stock, 'partial among legal persons', 0.1, 0.6, $partial, $legal;
	share $stock, 'no headcount', 82, 96, sub { $_[0]{trancheEffectifsUniteLegale} eq 'NN' };
	share $stock, '50 to 99 people', 0.05, 0.6, sub { $_[0]{trancheEffectifsUniteLegale} eq '21' };
	share $stock, 'SARL among legal persons', 28, 37, sub { $_[0]{categorieJuridiqueUniteLegale} eq '5499' }, $legal;
	share $stock, 'SAS among legal persons', 20, 27, sub { $_[0]{categorieJuridiqueUniteLegale} eq '5710' }, $legal;
	share $stock, 'old nomenclatures', 5, 20, sub { $_[0]{nomenclatureActivitePrincipaleUniteLegale} =~ /^(?:NAFRev1|NAF1993|NAP)$/ };
	share $stock, 'NAF 2025 alone', 0.1, 0.6, sub { $_[0]{activitePrincipaleUniteLegale} eq '' && $_[0]{activitePrincipaleNAF25UniteLegale} ne '' };
	share $stock, 'software and consulting', 1, 5, sub { $_[0]{activitePrincipaleUniteLegale} =~ /^62\./ }, $active;
	share $stock, 'small and medium', 40, 60, sub { $_[0]{categorieEntreprise} eq 'PME' };
	share $stock, 'middle', 0.1, 2, sub { $_[0]{categorieEntreprise} eq 'ETI' };
	share $stock, 'large', 0.02, 1, sub { $_[0]{categorieEntreprise} eq 'GE' };
	share $stock, 'no day of creation', 0.3, 0.8, sub { $_[0]{dateCreationUniteLegale} eq '' };
	share $stock, 'created in 1900', 0.2, 1, sub { $_[0]{dateCreationUniteLegale} eq '1900-01-01' };
	share $stock, 'purged', 0.2, 4, sub { $_[0]{unitePurgeeUniteLegale} eq 'true' };
	my %nomenclature = map { $_->{nomenclatureActivitePrincipaleUniteLegale} => 1 } @$stock;
	is join(' ', sort keys %nomenclature), ' NAF1993 NAFRev1 NAFRev2 NAP', 'nomenclatures';
	my %band = map { $_->{trancheEffectifsUniteLegale} => 1 } @$stock;
	is scalar(grep { $band{$_} } qw(NN 00 01 02 03 11 12 21 22 31 32 41 42)), 13, 'bands up to 1,999 people occur';
};

subtest 'SIRENE: cells' => sub {
	my $day = qr/(?:1[89]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/;
	all_rows $stock, 'days', sub { $_[0]{dateCreationUniteLegale} =~ /^(?:$day)?$/ && $_[0]{dateDebut} =~ /^$day$/ };
	all_rows $stock, 'nothing lies behind the day of the file', sub { $_[0]{dateCreationUniteLegale} le '2026-10-31' && $_[0]{dateDebut} le '2026-10-31' };
	all_rows $stock, 'change', sub { $_[0]{dateDernierTraitementUniteLegale} =~ /^${day}T[0-2]\d:[0-5]\d:[0-5]\d$/ };
	all_rows $stock, 'a band has a year', sub { ($_[0]{trancheEffectifsUniteLegale} eq 'NN') == ($_[0]{anneeEffectifsUniteLegale} eq '') };
	all_rows $stock, 'codes', sub {
		my ($code, $of, $new) = @{ $_[0] }{qw(activitePrincipaleUniteLegale nomenclatureActivitePrincipaleUniteLegale activitePrincipaleNAF25UniteLegale)};
		return 0 unless $new =~ /^(?:\d\d\.\d\dY)?$/;
		return $code =~ /^\d\d\.\d\d[A-Z]$/ if $of eq 'NAFRev2';
		return $code =~ /^\d\d\.\d[A-Z]$/ if $of =~ /^NAF(?:Rev1|1993)$/;
		return $of eq 'NAP' ? $code =~ /^\d\d\.\d\d$/ : $code eq '' && $new ne '';
	};
	all_rows $stock, 'old nomenclatures on ceased ones alone', sub {
		$_[0]{nomenclatureActivitePrincipaleUniteLegale} !~ /^(?:NAFRev1|NAF1993|NAP)$/ ||
			($_[0]{etatAdministratifUniteLegale} eq 'C' && $_[0]{dateDebut} lt '2008-01-01');
	};
	all_rows $stock, 'a person has a birth name, others a company name', sub {
		$person->($_[0]) ? $_[0]{nomUniteLegale} ne '' && $_[0]{denominationUniteLegale} eq ''
			: $_[0]{nomUniteLegale} eq '' && $_[0]{denominationUniteLegale} ne '';
	};
	all_rows $stock, 'registered names are in capitals without accents', sub { $_[0]{denominationUniteLegale} =~ /^[A-Z0-9 ,.'"&\[\]-]*$/ };
	my @masked = qw(sexeUniteLegale prenom1UniteLegale prenomUsuelUniteLegale nomUniteLegale denominationUniteLegale denominationUsuelle1UniteLegale);
	all_rows $stock, 'what is partial is masked, and nothing else', sub {
		my $row = shift;
		return !grep { $row->{$_} ne '' && ($row->{$_} eq '[ND]') != $partial->($row) } @masked;
	};
	ok scalar(grep { $_->{denominationUniteLegale} =~ /,/ } @$stock), 'a comma in a name';
	ok scalar(grep { $_->{denominationUniteLegale} =~ /"/ } @$stock), 'a quote in a name';
	ok scalar(grep { $_->{denominationUsuelle1UniteLegale} =~ /\xc3[\xa0-\xbf]/ } @$stock), 'an accent in a trade name';
	my $bytes = read_file("$world/StockUniteLegale.csv");
	ok utf8::decode($bytes), 'UTF-8';
};

subtest 'Companies House' => sub {
	my $path = "$world/BasicCompanyData.csv";
	my ($first, $table) = table($path);
	my @names = split /,/, $first, -1;
	is @names, 55, 'columns';
	is scalar(@$table), $houses, 'rows';
	is join('|', grep { /^ / } @names), join('|', ' CompanyNumber', ' RegAddress.AddressLine2', ' PreviousName_1.CompanyName', ' PreviousName_2.CONDATE',
		(map { " PreviousName_$_.CompanyName" } 2 .. 10), ' ConfStmtLastMadeUpDate'), 'names with a blank in front';
	my @raw = split /\r\n/, read_file($path);
	shift @raw;
	is scalar(grep { !/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*"){54}$/ } @raw), 0, 'every cell is in quotes';
	my %seen;
	all_rows $table, 'numbers, each once', sub { $_[0]{CompanyNumber} =~ /^(?:\d{8}|(?:SC|NI|OC|LP)\d{6})$/ && !$seen{ $_[0]{CompanyNumber} }++ };
	my $day = qr{(?:(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])/(?:18|19|20)\d\d)?};
	for my $name (grep { /Date|CONDATE/ } map { s/^ //r } @names) {
		all_rows $table, "$name: day first", sub { $_[0]{$name} =~ /^$day$/ };
	}
	all_rows $table, 'activities', sub { $_[0]{'SICCode.SicText_1'} =~ /^(?:None Supplied|\d{5} - .+)$/ };
	share $table, 'none supplied', 2, 7, sub { $_[0]{'SICCode.SicText_1'} eq 'None Supplied' };
	share $table, 'software', 1, 5, sub { $_[0]{'SICCode.SicText_1'} eq '62012 - Business and domestic software development' };
	share $table, 'active', 88, 94, sub { $_[0]{CompanyStatus} eq 'Active' };
	share $table, 'micro', 20, 35, sub { $_[0]{'Accounts.AccountCategory'} eq 'MICRO ENTITY' };
	share $table, 'medium, full or group', 1, 4, sub { $_[0]{'Accounts.AccountCategory'} =~ /^(?:MEDIUM|FULL|GROUP)$/ };
	share $table, 'no accounts yet', 3, 25, sub { $_[0]{'Accounts.AccountCategory'} eq 'NO ACCOUNTS FILED' };
	ok scalar(grep { $_->{CompanyName} =~ /,/ } @$table), 'a comma in a name';
	ok scalar(grep { $_->{CompanyName} =~ /"/ } @$table), 'a quote in a name';
};

subtest 'bad words' => sub {
	for my $case ([], ['--rows', 10], ['--out', folder()], ['--rows', '0', '--out', folder()], ['--rows', '1e3', '--out', folder()],
		['--rows', '-5', '--out', folder()], ['--rows', 10, '--out', folder(), '--layout', 32], ['--rows', 10, '--out', folder(), '--colour', 1],
		['--rows', 10, '--out', folder(), '--seed'], ['--rows', '99999999999999999999', '--out', folder()])
	{
		my ($code, $said) = generate(@$case);
		is $code, 1, "refused: @$case";
		like $said, qr/generate/, 'and said so';
	}
	my ($code, $said) = generate('--rows', 10, '--out', folder() . '/no/such/folder');
	is $code, 2, 'a folder that cannot be made';
	like $said, qr/no\/such\/folder/, 'is named';
	($code, $said) = generate('--rows', 1, '--out', my $one = folder());
	is $code, 0, 'one row';
	is scalar(split /\n/, read_file("$one/StockUniteLegale.csv")), 2, 'is one row';
	is +(generate('--help'))[0], 0, 'help';
};

done_testing;
