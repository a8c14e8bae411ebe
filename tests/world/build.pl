#!/usr/bin/perl
# Makes every file of the small world from companies.txt: perl tests/world/build.pl [folder]
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use File::Path qw(make_path);
use JSON::PP;
use Unicode::Normalize qw(NFD);

my $here = dirname(__FILE__);
my $out = shift // $here;
my $today = '2026-11-01';

# ---- reading ----

my %towns = (    # postcode, commune, department, region
	Ajaccio       => ['20000', '2A004', '2A', '94'],
	Bordeaux      => ['33000', '33063', '33', '75'],
	Grenoble      => ['38000', '38185', '38', '84'],
	Lille         => ['59000', '59350', '59', '32'],
	Lyon          => ['69003', '69383', '69', '84'],
	Marseille     => ['13002', '13202', '13', '93'],
	Montpellier   => ['34000', '34172', '34', '76'],
	Nantes        => ['44000', '44109', '44', '52'],
	Nice          => ['06000', '06088', '06', '93'],
	Paris         => ['75011', '75111', '75', '11'],
	Rennes        => ['35000', '35238', '35', '53'],
	'Saint-Denis' => ['97400', '97411', '974', '04'],
	Strasbourg    => ['67000', '67482', '67', '44'],
	Toulouse      => ['31000', '31555', '31', '76'],
);

# NAF rev 2 to NAF 2025, as far as the world goes; a company may say another one.
my %naf25 = (
	'58.29A' => '58.29Y', '58.29B' => '58.29Y', '58.29C' => '58.29Y', '62.01Z' => '62.10Y', '62.02A' => '62.20Y',
	'46.51Z' => '46.50Y', '68.20B' => '68.20Y', '49.32Z' => '49.33Y', '84.11Z' => '84.11Y', '43.99C' => '43.99Y',
	'69.10Z' => '69.10Y', '47.61Z' => '47.61Y', '49.41A' => '49.41Y',
);

my %several = map { $_ => 1 } qw(tech signal press opening officer sic);

sub read_companies
{
	my @companies;
	open my $in, '<:encoding(UTF-8)', "$here/companies.txt" or die "companies.txt: $!";
	while (my $line = <$in>) {
		chomp $line;
		next if $line =~ /^\s*(#|$)/;
		if ($line =~ /^\[(gb )?(\d{3})\] (.+)$/) {
			push @companies, { gb => !!$1, number => $2, name => $3 };
		} elsif ($line =~ /^(\w+):\s*(.*?)\s*$/ && @companies) {
			my ($key, $value) = ($1, $2);
			if ($several{$key}) {
				push @{ $companies[-1]{$key} }, $value;
			} else {
				die "companies.txt:$.: '$key' is given twice\n" if exists $companies[-1]{$key};
				$companies[-1]{$key} = $value;
			}
		} else {
			die "companies.txt:$.: neither [number] name nor key: value\n";
		}
	}
	return @companies;
}

# ---- numbers ----

sub luhn_sum
{
	my @digits = reverse split //, shift;
	my $sum = 0;
	for my $i (0 .. $#digits) {
		my $digit = $digits[$i] * ($i % 2 ? 2 : 1);
		$sum += $digit > 9 ? $digit - 9 : $digit;
	}
	return $sum;
}

sub with_check_digit
{
	my $number = shift;
	return $number . (10 - luhn_sum($number . '0') % 10) % 10;
}

sub grouped { my $n = shift; return substr($n, 0, 3) . ' ' . substr($n, 3, 3) . ' ' . substr($n, 6) }
sub siren_of { my $c = shift; return $c->{siren} // with_check_digit("00000$c->{number}") }
sub siret_of { return with_check_digit(siren_of(shift) . '0001') }
sub vat_of { my $siren = siren_of(shift); return sprintf 'FR%02d%s', (12 + 3 * ($siren % 97)) % 97, $siren }
sub town_of { my $c = shift; return @{ $towns{ $c->{town} } // die "$c->{name}: no town '$c->{town}'\n" } }
sub fields { return map { s/^\s+|\s+$//gr } split /\|/, shift, -1 }

# ---- writing ----

sub write_text
{
	my ($path, $text) = @_;
	make_path(dirname("$out/$path"));
	open my $file, '>:encoding(UTF-8)', "$out/$path" or die "$out/$path: $!";
	print {$file} $text;
	close $file or die "$out/$path: $!";
}

sub csv_cell
{
	my $cell = shift // '';
	return $cell =~ /[",\n]/ ? '"' . ($cell =~ s/"/""/gr) . '"' : $cell;
}

sub csv { return join '', map { join(',', map { csv_cell($_) } @$_) . "\n" } @_ }

my $json = JSON::PP->new->canonical->pretty->indent_length(2);

# ---- France: the register ----

my @sirene_header = qw(siren statutDiffusionUniteLegale unitePurgeeUniteLegale dateCreationUniteLegale sigleUniteLegale
	sexeUniteLegale prenom1UniteLegale prenom2UniteLegale prenom3UniteLegale prenom4UniteLegale prenomUsuelUniteLegale
	pseudonymeUniteLegale identifiantAssociationUniteLegale trancheEffectifsUniteLegale anneeEffectifsUniteLegale
	dateDernierTraitementUniteLegale nombrePeriodesUniteLegale categorieEntreprise anneeCategorieEntreprise dateDebut
	etatAdministratifUniteLegale nomUniteLegale nomUsageUniteLegale denominationUniteLegale denominationUsuelle1UniteLegale
	denominationUsuelle2UniteLegale denominationUsuelle3UniteLegale categorieJuridiqueUniteLegale activitePrincipaleUniteLegale
	nomenclatureActivitePrincipaleUniteLegale nicSiegeUniteLegale economieSocialeSolidaireUniteLegale societeMissionUniteLegale
	caractereEmployeurUniteLegale activitePrincipaleNAF25UniteLegale);

# "-" and nothing both leave a cell empty; a key that is left out takes the default.
sub cell
{
	my ($c, $key, $default) = @_;
	my $value = $c->{$key} // $default;
	return $value eq '-' ? '' : $value;
}

sub sirene_row
{
	my $c = shift;
	my ($sex, $first, $born, $used) = $c->{person} ? fields($c->{person}) : ('') x 4;
	my ($band, $year) = split ' ', cell($c, 'band', 'NN');
	my ($state, $since) = split ' ', cell($c, 'state', 'A');
	my @trade = split /\s*;\s*/, $c->{trade} // '';
	my $naf = cell($c, 'naf', '');
	my $founded = cell($c, 'founded', '2015-01-01');
	my $size = cell($c, 'size', 'PME');
	my $upper = $c->{person} ? '' : uc $c->{name};
	return [
		siren_of($c), cell($c, 'diffusion', 'O'), $c->{purged} // '', $founded, $c->{sigle} // '', $sex, $first, '', '', '', $first, '',
		$c->{rna} // '', $band // '', $year // '', '2026-09-12T06:14:02', 1 + @trade, $size, $size ? 2023 : '',
		$since // ($founded || '2008-01-01'), $state, $born, $used, $upper, @trade[0, 1, 2], $c->{form} // '5710', $naf,
		$naf ? $c->{nomenclature} // 'NAFRev2' : '', substr(siret_of($c), 9), $c->{person} ? '' : 'N', '', '', $c->{naf25} // $naf25{$naf} // '',
	];
}

sub french { return grep { !$_->{gb} } @_ }

sub write_sirene
{
	my @rows = sort { $a->[0] cmp $b->[0] } map { sirene_row($_) } french(@_);
	write_text('fr/StockUniteLegale.csv', csv(\@sirene_header, @rows));
}

# ---- the United Kingdom: every value quoted, blanks in some names of the header ----

my @gb_header = ('CompanyName', ' CompanyNumber', 'RegAddress.CareOf', 'RegAddress.POBox', 'RegAddress.AddressLine1', ' RegAddress.AddressLine2',
	'RegAddress.PostTown', 'RegAddress.County', 'RegAddress.Country', 'RegAddress.PostCode', 'CompanyCategory', 'CompanyStatus',
	'CountryOfOrigin', 'DissolutionDate', 'IncorporationDate', 'Accounts.AccountRefDay', 'Accounts.AccountRefMonth', 'Accounts.NextDueDate',
	'Accounts.LastMadeUpDate', 'Accounts.AccountCategory', 'Returns.NextDueDate', 'Returns.LastMadeUpDate', 'Mortgages.NumMortCharges',
	'Mortgages.NumMortOutstanding', 'Mortgages.NumMortPartSatisfied', 'Mortgages.NumMortSatisfied', 'SICCode.SicText_1',
	'SICCode.SicText_2', 'SICCode.SicText_3', 'SICCode.SicText_4', 'LimitedPartnerships.NumGenPartners', 'LimitedPartnerships.NumLimPartners',
	'URI', (map { ($_ == 1 || $_ > 2 ? "PreviousName_$_.CONDATE" : " PreviousName_$_.CONDATE", " PreviousName_$_.CompanyName") } 1 .. 10),
	'ConfStmtNextDueDate', ' ConfStmtLastMadeUpDate');

sub gb_row
{
	my $c = shift;
	my ($town, $postcode) = split /\|/, $c->{town};
	my ($category, $made_up) = $c->{accounts} =~ /^(.*?)(?: (\d\d\/\d\d\/\d{4}))?$/;
	my ($day, $month) = $made_up ? (split /\//, $made_up)[0, 1] : (28, 2);
	my @previous = $c->{previous} ? fields($c->{previous}) : ();
	my $crn = $c->{crn} // "99999$c->{number}";
	return [
		uc $c->{name}, $crn, '', '', "$c->{number} EXAMPLE STREET", '', $town, '', 'UNITED KINGDOM', $postcode,
		$c->{category} // 'Private Limited Company', $c->{status} // 'Active', 'United Kingdom', '', $c->{founded}, $day + 0, $month + 0, '',
		$made_up // '', $category, '', '', 0, 0, 0, 0, (@{ $c->{sic} }, ('') x 4)[0 .. 3], 0, 0, "http://business.data.gov.uk/id/company/$crn",
		(@previous, ('') x 20)[0 .. 19], '', '',
	];
}

sub write_companies_house
{
	my @rows = map { gb_row($_) } grep { $_->{gb} } @_;
	my @lines = map { join ',', map { '"' . (s/"/""/gr) . '"' } @$_ } @rows;
	write_text('gb/BasicCompanyData.csv', join "\n", join(',', @gb_header), @lines, '');
}

# ---- what the seller has: CRM and tables ----

# Each customer is known by one key only; two more are not companies of this world.
sub write_customers
{
	my @rows = (['account', 'siren', 'vat', 'website', 'phone', 'since']);
	for my $c (french(@_)) {
		my ($key) = ($c->{crm} // '') =~ /^customer (\w+)/ or next;
		my %known = (siren => grouped(siren_of($c)), vat => vat_of($c) =~ s/^(..)(..)/$1 $2 /r, website => 'https://www.' . ($c->{domain} // '') . '/fr/',
			phone => $c->{phone} // '');
		push @rows, [$c->{name}, (map { $_ eq $key ? $known{$_} : '' } qw(siren vat website phone)), '2024-01-15'];
	}
	push @rows, ['Heliostat', '', '', 'https://heliostat-energy.example', '', '2022-05-30'], ['Ausland GmbH', '', '', 'https://ausland.example', '', '2023-11-02'];
	write_text('crm/customers.csv', csv(@rows));
}

sub write_lost
{
	my @rows = (['siren', 'account', 'lost', 'why']);
	for my $c (french(@_)) {
		next unless ($c->{crm} // '') =~ /^lost/;
		my (undef, $day, $why) = fields($c->{crm});
		push @rows, [siren_of($c), $c->{name}, $day, $why];
	}
	write_text('crm/lost.csv', csv(@rows));
}

sub write_tables
{
	my @domains = (['siren', 'website', 'phone']);
	my @tech = (['siren', 'name', 'category', 'since']);
	my @signals = (['siren', 'kind', 'date', 'amount', 'currency', 'round', 'department', 'role']);
	my @press = (['siren', 'day', 'amount', 'currency', 'headline', 'url']);
	my @officers = (['siren', 'name', 'role', 'since']);
	my @openings;
	for my $c (french(@_)) {
		my $siren = siren_of($c);
		push @domains, [$siren, "https://www.$c->{domain}/", $c->{phone} // ''] if $c->{domain};
		push @tech, [$siren, fields($_)] for @{ $c->{tech} };
		for (@{ $c->{signal} }) {
			my ($kind, $date, $amount, $round, $department, $role) = (fields($_), ('') x 6);
			my ($sum, $currency) = split ' ', $amount;
			push @signals, [$siren, $kind, $date, $sum // '', $currency // '', $round, $department, $role];
		}
		for (@{ $c->{press} }) {
			my ($day, $amount, $headline) = fields($_);
			push @press, [$siren, $day, split(' ', $amount), $headline, "https://gazette.example/$day/$c->{number}"];
		}
		push @officers, [$siren, fields($_)] for @{ $c->{officer} };
		for (@{ $c->{opening} }) {
			my ($date, $title, $department) = fields($_);
			push @openings, { siren => $siren, date => $date, title => $title, department => $department, location => $c->{town} };
		}
	}
	write_text('tables/domains.csv', csv(@domains));
	write_text('tables/technologies.csv', csv(@tech));
	write_text('tables/signals.csv', csv(@signals));
	write_text('tables/press.csv', csv(@press));
	write_text('tables/officers.csv', csv(@officers));
	my $line = JSON::PP->new->canonical;
	write_text('tables/openings.jsonl', join '', map { $line->encode($_) . "\n" } @openings);
}

# ---- job boards ----

sub write_jobs
{
	for my $c (french(@_)) {
		my ($board) = ($c->{site} // '') =~ / (greenhouse|lever)/ or next;
		my ($name) = $c->{domain} =~ /^(\w+)/;
		my @jobs = map { [fields($_)] } @{ $c->{opening} };
		write_text("jobs/$board/$name.json", $json->encode($board eq 'lever' ? lever($c, $name, @jobs) : greenhouse($c, $name, @jobs)));
	}
}

sub greenhouse
{
	my ($c, $name, @jobs) = @_;
	my $id = $c->{number} * 1000;
	return { meta => { total => scalar @jobs }, jobs => [map { {
		id => ++$id, title => $_->[1], updated_at => "$_->[0]T09:00:00+02:00", first_published => "$_->[0]T09:00:00+02:00",
		location => { name => $c->{town} }, absolute_url => "https://boards.greenhouse.io/$name/jobs/$id", content => '&lt;p&gt;Poste en CDI.&lt;/p&gt;',
		departments => [{ id => length $_->[2], name => ucfirst $_->[2], parent_id => undef }], offices => [], metadata => undef } } @jobs] };
}

sub lever
{
	my ($c, $name, @jobs) = @_;
	my $id = $c->{number} * 1000;
	return [map { {
		id => "00000000-0000-4000-8000-" . sprintf('%012d', ++$id), text => $_->[1], country => 'FR', createdAt => epoch($_->[0]) * 1000,
		categories => { location => $c->{town}, department => ucfirst $_->[2], commitment => 'CDI', allLocations => [$c->{town}] },
		hostedUrl => "https://jobs.lever.co/$name/$id", descriptionPlain => 'Poste en CDI.', workplaceType => 'hybrid' } } @jobs];
}

sub epoch
{
	require Time::Local;
	my ($year, $month, $day) = split /-/, shift;
	return Time::Local::timegm(0, 0, 9, $day, $month - 1, $year);
}

# ---- answers of the state's search ----

my $search = 'https://recherche-entreprises.api.gouv.fr/search?q=';

# Insee writes 1900-01-01 where it does not know.
sub day_of { my $c = shift; return $c->{founded} eq '1900-01-01' ? undef : $c->{founded} }

sub seat
{
	my ($c, $band, $year) = @_;
	my ($postcode, $commune, $department, $region) = town_of($c);
	my $town = uc($c->{town});
	return {
		siret => siret_of($c), adresse => "$c->{number} RUE DES EXEMPLES $postcode $town", numero_voie => $c->{number}, type_voie => 'RUE',
		libelle_voie => 'DES EXEMPLES', code_postal => $postcode, commune => $commune, libelle_commune => $town, departement => $department,
		region => $region, activite_principale => cell($c, 'naf', '') || undef, est_siege => JSON::PP::true, etat_administratif => 'A',
		date_creation => day_of($c), date_fermeture => undef, tranche_effectif_salarie => $band, annee_tranche_effectif_salarie => $year,
		liste_enseignes => undef, statut_diffusion_etablissement => 'O',
	};
}

# How the search says what the register says without its accents.
sub full_name
{
	my $c = shift;
	my $name = uc($c->{name});
	$name .= ' (' . join(', ', split /\s*;\s*/, $c->{trade}) . ')' if $c->{trade};
	$name .= " ($c->{sigle})" if $c->{sigle};
	return $name;
}

sub result
{
	my ($c, $band, $year, @revenues) = @_;
	my %finances = map { /^(\d{4})=(\d+)$/ ? ($1 => { ca => $2 + 0, resultat_net => int($2 / 20) }) : () } @revenues;
	my @people = map { my ($name, $role) = fields($_); my ($first, $last) = split ' ', $name, 2;
		{ nom => uc $last, prenoms => uc $first, qualite => $role, type_dirigeant => 'personne physique', annee_de_naissance => undef, nationalite => undef } }
		@{ $c->{officer} };
	return {
		siren => siren_of($c), nom_complet => full_name($c), nom_raison_sociale => uc $c->{name}, sigle => $c->{sigle}, nombre_etablissements => 1,
		nombre_etablissements_ouverts => 1, siege => seat($c, $band, $year), activite_principale => cell($c, 'naf', '') || undef,
		activite_principale_naf25 => $c->{naf25} // $naf25{ cell($c, 'naf', '') }, section_activite_principale => 'J', categorie_entreprise => cell($c, 'size', 'PME'),
		annee_categorie_entreprise => '2023', caractere_employeur => undef, tranche_effectif_salarie => $band,
		annee_tranche_effectif_salarie => $year, nature_juridique => $c->{form} // '5710', etat_administratif => 'A', statut_diffusion => 'O',
		date_creation => day_of($c), date_fermeture => undef, date_mise_a_jour => '2026-10-30T08:34:38', dirigeants => \@people,
		finances => %finances ? \%finances : undef, matching_etablissements => [],
		complements => { est_association => JSON::PP::false, est_entrepreneur_individuel => JSON::PP::false, est_societe_mission => JSON::PP::false },
	};
}

sub write_answers
{
	for my $c (french(@_)) {
		my ($how, @what) = split /[ ,]+/, $c->{answer} // next;
		my $siren = siren_of($c);
		my $head = "GET $search$siren\naccept: application/json\n\n";
		my $answer = "HTTP 0\ndate-recorded: $today\ncause: $how\n\n";
		if ($how eq 'ok') {
			my $band = shift @what;
			my $year = @what && $what[0] =~ /^\d{4}$/ ? shift @what : undef;
			my $found = { results => [result($c, $band, $year, @what)], total_results => 1, page => 1, per_page => 10, total_pages => 1 };
			$answer = "HTTP 200\ndate-recorded: $today\ncontent-type: application/json\n\n" . $json->encode($found);
		}
		write_text("answers/recherche_entreprises/$siren.http", $head . $answer);
	}
}

# ---- sites and names ----

# The host of the sites has a number too, and it is not that of the company: a trap for whoever takes the first one.
my $host = { number => '901', town => 'Lille' };

my %scripts = (
	HubSpot    => '<script id="hs-script-loader" async defer src="//js.hs-scripts.com/%s.js"></script>',
	Marketo    => '<script src="//munchkin.marketo.net/munchkin.js" data-account="%s"></script>',
	Pardot     => '<script src="https://pi.pardot.com/pd.js" data-account="%s"></script>',
	Brevo      => '<script src="https://sibautomation.com/sa.js?key=%s"></script>',
	Mailchimp  => '<script src="https://chimpstatic.com/mcjs-connected/js/users/%s/1.js"></script>',
	Pipedrive  => '<script src="https://leadbooster-chat.pipedrive.com/assets/loader.js" data-board="%s"></script>',
	Salesforce => '<form action="https://webto.salesforce.com/servlet/servlet.WebToLead" data-org="%s"></form>',
);

sub escaped { my $text = shift; my %html = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;'); return $text =~ s/([&<>"])/$html{$1}/gr }

sub page
{
	my ($c, $title, $body) = @_;
	my ($name, $about) = (escaped($c->{name}), escaped($c->{about}));
	return <<HTML;
<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>$title</title>
<meta name="description" content="$about">
</head>
<body>
<header><a href="/">$name</a></header>
$body
<footer><a href="/mentions-legales.html">Mentions légales</a></footer>
</body>
</html>
HTML
}

sub home_page
{
	my $c = shift;
	my ($board) = $c->{site} =~ / (greenhouse|lever)/;
	my ($label) = $c->{domain} =~ /^(\w+)/;
	my %careers = (greenhouse => "https://boards.greenhouse.io/$label", lever => "https://jobs.lever.co/$label");
	my %seen;
	my @body = ('<h1>' . escaped($c->{name}) . '</h1>', '<p>' . escaped($c->{about}) . '</p>');
	push @body, "<p><a href=\"$careers{$board}\">Nous recrutons</a></p>" if $board;
	for (@{ $c->{tech} }) {
		my ($product) = fields($_);
		push @body, sprintf($scripts{$product}, $c->{number}) unless $seen{$product}++;
	}
	return page($c, escaped($c->{name}) . ' | accueil', join "\n", @body);
}

sub legal_number
{
	my ($c, $how) = @_;
	my $siren = siren_of($c);
	return {
		siren => "SIREN : " . grouped($siren), siret => 'SIRET ' . siret_of($c), vat => 'TVA intracommunautaire ' . vat_of($c),
		rcs => "immatriculée au RCS de $c->{town} sous le numéro " . grouped($siren), none => 'société en cours de refonte de ses mentions',
		other => 'SIREN : ' . grouped(with_check_digit('00000706')),
	}->{$how} // die "$c->{name}: no way to show a number called '$how'\n";
}

sub legal_page
{
	my ($c, $how) = @_;
	my ($postcode) = town_of($c);
	my $phone = $c->{phone} ? "<p>Téléphone : $c->{phone}</p>\n" : '';
	my $body = '<h1>Mentions légales</h1>' . "\n<p>" . escaped($c->{name}) . ', ' . legal_number($c, $how) . "</p>\n<p>$c->{number} rue des Exemples, $postcode $c->{town}</p>\n"
		. $phone . '<h2>Hébergement</h2>' . "\n<p>Nuage Hébergement SAS, " . legal_number($host, $how =~ /none|other/ ? 'rcs' : $how) . '</p>';
	return page($c, 'Mentions légales', $body);
}

sub write_sites
{
	for my $c (french(@_)) {
		my ($how) = ($c->{site} // 'down') =~ /^(\w+)/;
		next if $how eq 'down';
		write_text("sites/$c->{domain}/index.html", home_page($c));
		write_text("sites/$c->{domain}/mentions-legales.html", legal_page($c, $how));
	}
}

sub write_zone
{
	my @lines = ('; Mail and text records of the small world: name, seconds, class, type, value.');
	for my $c (french(@_)) {
		my ($domain, $dns) = @$c{qw(domain dns)};
		next unless $dns;
		push @lines, "$domain. 3600 IN A 192.0.2.$c->{number}", "www.$domain. 3600 IN CNAME $domain.";
		push @lines, "$domain. 3600 IN MX 1 aspmx.l.google.com.", "$domain. 3600 IN TXT \"v=spf1 include:_spf.google.com ~all\"" if $dns eq 'google';
		my $dashed = $domain =~ tr/./-/r;
		push @lines, "$domain. 3600 IN MX 0 $dashed.mail.protection.outlook.com.", "$domain. 3600 IN TXT \"v=spf1 include:spf.protection.outlook.com -all\""
			if $dns eq 'microsoft';
		my %products = map { (fields($_))[0] => 1 } @{ $c->{tech} };
		push @lines, "$domain. 3600 IN TXT \"hubspot-developer-verification=$c->{number}\"" if $products{HubSpot};
		push @lines, "em.$domain. 3600 IN CNAME mkto-$c->{number}.com." if $products{Marketo};
	}
	write_text('dns.zone', join "\n", @lines, '');
}

# ---- the table of the README ----

sub write_table
{
	my @lines = ('| id | name | what it is there to show |', '|---|---|---|');
	for my $c (@_) {
		my $id = $c->{gb} ? 'gb-crn:' . ($c->{crn} // "99999$c->{number}") : 'fr-siren:' . siren_of($c);
		push @lines, join ' | ', "| $id", $c->{name}, "$c->{shows} |";
	}
	open my $in, '<:encoding(UTF-8)', "$here/README.md" or die "README.md: $!";
	my $text = do { local $/; <$in> };
	my $table = join "\n", @lines;
	$text =~ s/(<!-- companies -->\n).*(\n<!-- end -->)/$1$table$2/s or die "README.md: no place for the table\n";
	write_text('README.md', $text);
}

my @companies = read_companies();
$_->(@companies) for \&write_sirene, \&write_companies_house, \&write_customers, \&write_lost, \&write_tables, \&write_jobs, \&write_answers,
	\&write_sites, \&write_zone, \&write_table;
