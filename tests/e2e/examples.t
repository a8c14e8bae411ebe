#!/usr/bin/perl
# examples.t - the profiles and pipelines that are shipped: each is checked, shown, the same as itself, and runs.
#
# A pipeline may name plugins that do not exist yet. They are listed below, by pipeline and line: `winnow check` says nothing else about it, and
# whoever writes the plugin takes it out here.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Basename qw(basename);
use IO::Compress::Zip ();
use Register;
use Test::More;
use Winnow;

my %no_plugin = (
	'abm-groups' => ['13 domain', '14 website', '15 technographics', '16 rss', '17 pappers', '20 html'],
	'fr-intent' => ['11 domain', '16 technographics', '19 slack'],
	'fr-negoce' => ['13 domain', '14 website', '15 technographics', '16 bodacc', '19 pappers'],
	'fr-three-profiles' => ['13 domain', '14 website', '15 technographics', '16 welcome_to_the_jungle', '21 xlsx'],
	'uk-agencies' => ['26 domain', '27 website', '28 technographics', '29 teamtailor'],
	'us-revops' => ['18 website', '19 technographics', '20 greenhouse', '21 lever', '24 html'],
);

sub stem { return basename(shift, '.lua') }
my @profiles = sort map { glob "'" . root() . "/pipelines/$_'" } 'icp/*.lua', 'icp/base/*.lua';
@profiles = grep { !/\.test\.lua$/ } @profiles;
my @pipelines = sort glob "'" . root() . "/pipelines/*.lua'";

# ---- profiles ----

cmp_ok(scalar @profiles, '>=', 13, 'the profiles are there');
for my $path (@profiles) {
	my $name = stem($path);
	my ($code, $out, $err) = winnow('check', $path);
	is($code, 0, "$name: check") or diag $err;
	if ($name eq 'churn') {
		is(scalar(() = $err =~ /warning: minus points count for nothing/g), 2, 'churn: alone, a negative profile has nothing to take points from');
	} else {
		is($err, '', "$name: without a warning");
	}

	my ($code_show, $markdown) = winnow('icp', 'show', $path);
	is($code_show, 0, "$name: show");
	like($markdown, qr/\A# .*\*Two people who read this page .*\*\n\z/s, "$name: the whole page");
	unlike($markdown, qr/\b(?:naf|nace|sic|cj|mentions|between|at_least|any_of|all_of|none_of|has) \{|\b\w+_\w+\b/, "$name: in words of people");
	is((winnow('icp', 'show', $path))[1], $markdown, "$name: the same bytes each time");

	my ($code_html, $html) = winnow('icp', 'show', $path, '--html');
	is($code_html, 0, "$name: as HTML");
	like($html, qr{\A<!doctype html>.*</html>\n\z}s, "$name: a whole page of HTML");
	for my $tag (qw(p ol ul li table tr th td strong em h1)) {
		is(scalar(() = $html =~ /<$tag>/g), scalar(() = $html =~ m{</$tag>}g), "$name: every $tag is closed");
	}

	my ($code_diff, $difference) = winnow('icp', 'diff', $path, $path);
	is($code_diff, 0, "$name: diff with itself");
	is($difference, "no line and no setting differs\n", "$name: is the same as itself");
}

# Companies made by hand beside each profile, with the reasons for what it says of them in a comment.
for my $path (@profiles) {
	my $name = stem($path);
	my $tests = $path =~ s/\.lua$/.test.lua/r;
	ok(-e $tests, "$name: has tests") or next;
	my ($code, $out, $err) = winnow('test', $tests);
	is($code, 0, "$name: they pass") or diag $out, $err;
	cmp_ok(scalar(() = $out =~ /^ok /mg), '>=', 4, "$name: four at least");
	is(scalar(() = read_file($tests) =~ /^test "/mg), scalar(() = $out =~ /^ok /mg), "$name: each of them");
}

# The example of the language page, whole. Two rows say more than the page does; docs/decisions.md says why.
{
	my ($code, $page) = winnow('icp', 'show', 'pipelines/icp/us-saas-revops.lua');
	is($page, <<'PAGE', 'us-saas-revops: the document, to the letter');
# US B2B SaaS with a RevOps team
Funded software companies whose revenue team has outgrown spreadsheets around Salesforce.
*Owner: revops@example.com. Review by 1 February 2027.*

**It is one of ours only if all of this holds.** What we do not know yet keeps a company in, marked "open".
1. country is US
2. B2B software: industry is NAICS 5132 or 5415, or US SIC 7372
3. 50 to 500 employees
4. Series A to C: funding stage is series A, series B or series C
5. Salesforce as CRM: uses Salesforce
6. dedicated RevOps: has a revenue operations team, **or** an opening whose title mentions "revenue operations" or "revops"

**Never, whatever its score:** sells to consumers only (sells to consumers and does not sell to businesses) · in distress (insolvency, liquidation, administration) · ceased, sole trader *(built in)*

| What makes it a better fit | points |
|---|---|
| RevOps hires in the last 90 days (revenue operations, revops or sales ops\*) | 30 |
| marketing automation next to the CRM (HubSpot, Marketo or Pardot) | 25 |
| size, the best one counts: 100 to 300 people 20, 50 to 99 people 10 | 20 |
| another CRM as well (Microsoft Dynamics 365 or SugarCRM) | takes away 10 |
| **possible** | **75** |

A from 70 %, that is 52.5 points. B from 45 %, that is 33.75 points. Below that: listed after the others, without a letter.

| Why now | points |
|---|---|
| raised money in the last 365 days; worth half after 120 days | 20 |
| new executive in the last 180 days (chief revenue officer, CRO or VP sales) | 10 |

Hot from 50 %, warm from 20 %. Timing orders companies inside a letter; it never lifts a poor fit.

**Whom to talk to:** owner of the problem (revenue operations; head, director or VP; at most 2) · signs (Chief Revenue Officer or VP Sales; at most 1). **Channels:** as the law of the person's country allows.

*Two people who read this page and look at one company should come to the same answer; where they do not, the line is at fault: change it, and the change shows up in the next list with its reason.*
PAGE
}

# ---- pipelines: what check says ----

ok(-e root() . "/pipelines/$_.lua", "$_ is there") for sort keys %no_plugin;
for my $path (@pipelines) {
	my $name = stem($path);
	my ($code, $out, $err) = winnow('check', "pipelines/$name.lua");
	my @said = map { [/^pipelines\/\Q$name\E\.lua:(\d+):3: no plugin (\w+): no \w+ of that name in .*; (?:winnow plugins lists|did you mean)/ ? "$1 $2" : $_]->[0] }
		split /\n/, $err;
	is_deeply(\@said, $no_plugin{$name} // [], "$name: nothing is missing but plugins of later times");
	is($code, $no_plugin{$name} ? 1 : 0, "$name: the exit code of check");
}

# ---- pipelines: runs ----
#
# A copy of pipelines/, in which the steps of plugins that are not there are left out: each stands on a line of its own, which
# becomes a comment. What is left runs as it is written, on small files that the test puts where its paths lead. One sink is added, JSON Lines with
# all that is known of an account, since importers want few columns.

sub runnable
{
	my ($name, %files) = @_;
	my $folder = folder();
	my $text = read_file(root() . "/pipelines/$name.lua");
	for my $plugin (map { (split)[1] } @{ $no_plugin{$name} }) {
		$text =~ s/^(\s*)(?=(?:source|enrich|sink) "$plugin".*,$)/$1-- /m or die "$name: no step $plugin on a line of its own\n";
	}
	$text =~ s/^\}\s*\z/  sink "jsonl" { as = "all of it", path = "..\/out\/all.jsonl" },\n}\n/m or die "$name: where does it end?\n";
	write_file("$folder/pipelines/$name.lua", $text);
	copy_tree(root() . '/pipelines/icp', "$folder/pipelines/icp");
	write_file("$folder/$_", $files{$_}) for sort keys %files;
	return $folder;
}

sub zipped
{
	my ($name, $content) = @_;
	IO::Compress::Zip::zip(\$content => \my $packed, Name => $name) or die $IO::Compress::Zip::ZipError;
	return $packed;
}

# Runs the pipeline with 1 and with 4 workers; the account of the run as JSON, and the accounts of its list.
sub run_both
{
	my ($name, $list, %files) = @_;
	my @runs;
	for my $threads (1, 4) {
		my $folder = runnable($name, %files);
		my ($code, $out, $err) = winnow_in($folder, 'run', "pipelines/$name.lua", '--as-of', as_of(), '--threads', $threads, '--json');
		is($code, 0, "$name: runs with $threads workers") or diag $err;
		push @runs, { folder => $folder, out => $out, files => files_below("$folder/out") };
	}
	is($runs[1]{out}, $runs[0]{out}, "$name: 1 and 4 workers tell the same");
	is_deeply($runs[1]{files}, $runs[0]{files}, "$name: and write the same");
	my @accounts = json_lines("$runs[0]{folder}/out/all.jsonl");
	is(scalar(() = csv_rows("$runs[0]{folder}/$list")), scalar @accounts, "$name: as many rows in $list");
	return (json($runs[0]{out}), @accounts);
}

# What left companies out, each with how many; without the reasons that left out none.
sub dropped
{
	my $funnel = shift->{funnel};
	my %dropped = map { ($_->{line} // "filter $_->{filter}") => $_->{dropped} // $_->{scan} + $_->{probe} } @{ $funnel->{dropped} };
	$dropped{'opted out'} = $funnel->{opted_out};
	$dropped{'bad rows'} = $funnel->{bad_rows};
	return { map { $_ => $dropped{$_} } grep { $dropped{$_} } keys %dropped };
}

# An account in one line: name, letter, fit, timing, how many lines are open.
sub account
{
	my $account = shift;
	return "$account->{facts}{name} $account->{tier} $account->{fit}{score} $account->{timing}{score} $account->{undecided}";
}

# An export of accounts. What no step that exists brings is open for everybody: industry (the code of the software business), stage, teams and
# openings (the dedicated RevOps), whom they sell to, their state: 5 lines. Built-in lines that nobody brings do not count.
#
# Fit is of 75 points: hires 30 (nobody brings openings), marketing automation 25, size 20 or 10, another CRM takes 10. Timing is of 30.
#   Alpha    HubSpot 25 + 100-300 people 20 = 45 of 75 = 60.0: B. Raised money 120 days before, worth half: 10 of 30 = 33.3.
#   Beta     Pardot 25 + 50-99 people 10 = 35 of 75 = 46.6: B (from 45). Its money came a year and a day ago: outside of 365 days.
#   Gamma    400 people are neither size, SugarCRM takes away 10: -13.33, shown as -13.4, cut downwards.
#   Zeta     no Salesforce seen, and an export is not complete: one more line is open, so it ranks behind Gamma with 60.0.
#   Theta    no headcount: the gate is open, and neither size earns. Marketo 25 of 75 = 33.3.
#   Delta is French, Epsilon has 30 people, Eta is a customer by its site.
{
	my ($said, @list) = run_both('us-revops', 'out/us-revops.csv',
		'data/apollo-accounts.csv' => <<'CSV', 'crm/customers.csv' => "name,website\nEta,https://www.eta.example/\n", 'data/rounds.csv' => <<'ROUNDS');
Company Name,Website,# Employees,Company Country,Founded Year,Technologies
Alpha,https://www.alpha.example,120,US,2018,"Salesforce, HubSpot, Slack"
Beta,beta.example,60,US,2019,"Salesforce, Pardot"
Gamma,gamma.example,400,US,2009,"Salesforce, SugarCRM"
Delta,delta.example,120,FR,2018,"Salesforce, HubSpot"
Epsilon,epsilon.example,30,US,2018,"Salesforce, HubSpot"
Zeta,zeta.example,200,US,2018,HubSpot
Eta,eta.example,150,US,2018,"Salesforce, HubSpot"
Theta,theta.example,,US,2018,"Salesforce, Marketo"
CSV
domain,announced,amount,currency,round
alpha.example,2026-07-04,5000000,USD,series_a
beta.example,2025-10-31,900000,USD,seed
ROUNDS
	is_deeply(dropped($said), { country => 1, employees => 1, 'filter suppress' => 1 }, 'us-revops: who is out');
	is_deeply([map { account($_) } @list], ['Alpha B 60.0 33.3 5', 'Beta B 46.6 0.0 5', 'Gamma - -13.4 0.0 5', 'Zeta B 60.0 0.0 6', 'Theta - 33.3 0.0 6'],
		'us-revops: the list');
	is_deeply([map { $_->{date}[0] } @{ $list[0]{facts}{signal} }], ['2026-07-04'], 'us-revops: the event is on the list');
}

# A register by its columns, in a .zip. Fit is of 65: nobody brings headcount or products, no charge is 15 of 65 = 23.0, below B.
#   01 fits; 02 has two charges; 03 is an agency by its second code, and made its accounts one day less than two years ago; 04 two years ago to the
#   day: older; 05 is dormant and so files nothing that the gate wants; 06 is to be struck off; 07 is two years old; 08 sells groceries; 09 lives
#   with a formation agent; 10 has no postcode, so the filter does not know; 11 is in a state that the table of the pipeline does not name: both lines
#   on its state are open; 12 is fifteen years old to the day, and the last fifteen years begin the day after; 13 is three to the day; 14 files no
#   accounts: the gate, the dormant and the date are open.
{
	my $row = 0;
	my $company = sub {
		my %cell = (name => sprintf('AGENCY %02d LTD', ++$row), number => sprintf('999999%02d', $row), postcode => 'LS1 4AP', category => 'Private Limited Company',
			since => '01/05/2015', accounts => 'SMALL', made => '31/03/2026', charges => 0, sic1 => '62012 - Business and domestic software development',
			sic2 => '', status => 'Active', @_);
		return join(',', @cell{qw(name number postcode category since accounts made charges sic1 sic2)}, '', '', $cell{status}) . "\n";
	};
	my $csv = 'CompanyName,CompanyNumber,RegAddress.PostCode,CompanyCategory,IncorporationDate,Accounts.AccountCategory,Accounts.LastMadeUpDate,'
		. "Mortgages.NumMortOutstanding,SICCode.SicText_1,SICCode.SicText_2,SICCode.SicText_3,SICCode.SicText_4,CompanyStatus\n" . join '',
		$company->(), $company->(charges => 2), $company->(sic1 => '82990 - Other business support', sic2 => '73110 - Advertising agencies', made => '02/11/2024'),
		$company->(made => '01/11/2024'), $company->(accounts => 'DORMANT'), $company->(status => 'Active - Proposal to Strike off'),
		$company->(since => '01/06/2024'), $company->(sic1 => '47110 - Retail sale in non-specialised stores'), $company->(postcode => 'WC2H 9JQ'),
		$company->(postcode => ''), $company->(status => 'Voluntary Arrangement'), $company->(since => '01/11/2011'), $company->(since => '01/11/2023'),
		$company->(accounts => '', made => '');
	my ($said, @list) = run_both('uk-agencies', 'out/uk-agencies.csv', 'data/BasicCompanyDataAsOneFile.zip' => zipped('BasicCompanyData.csv', $csv));
	is_deeply(dropped($said), { 'digital-or-advertising' => 1, 'three-to-fifteen-years-old' => 2, 'files-more-than-micro-accounts' => 1, 'to-be-struck-off' => 1,
		'no-accounts-for-two-years' => 1, 'filter filter' => 1 }, 'uk-agencies: who is out');
	is_deeply([map { account($_) =~ s/AGENCY (\d+) LTD/$1/r } @list],
		['01 - 23.0 0.0 0', '03 - 23.0 0.0 0', '13 - 23.0 0.0 0', '02 - 0.0 0.0 0', '10 - 23.0 0.0 1', '11 - 23.0 0.0 2', '14 - 23.0 0.0 3'],
		'uk-agencies: the list');
}

# The register, what the CRM knows, and rows of a web analytics export, which both become items of `signal`. Fit is of 60, timing of 100.
#   A  50-99 people 30, a site 10: 40 of 60 = 66.6, A. Five visits, the newest ten days ago: half of 40; it read the prices that day: half of
#      30; a download fourteen days ago: half of 30. 20 + 15 + 15 = 50.0.
#   J  200-249 people and a site: 66.6 too, and no visit.
#   B  20-49 people are not 50: its site alone, 16.6. One visit ten days ago: half of 15 = 7.5.
#   K  comes from the CRM alone, which knows no industry: open. 100-199 people and a site: 66.6. A visit twenty days ago: a quarter of 15 = 3.75.
#   F  no headcount, and nobody knows its site: open, and nothing earned.
#   C has 10-19 people, D is a supermarket, E a customer, G objected, H ceased, I is a sole trader.
{
	my %siren = map { $_ => siren(800 + ord) } 'A' .. 'J';
	my $unit = sub { my ($name, @cells) = @_; return unit($siren{$name}, denomination => $name, trancheEffectifs => '21', @cells) };
	my $domains = join '', map { "$siren{$_},https://www." . lc . ".example\n" } qw(A B C D E H I J);
	my ($said, @list) = run_both('fr-intent', 'out/fr-intent.csv',
		'data/StockUniteLegale_utf8.zip' => zipped('StockUniteLegale_utf8.csv', register($unit->('A'), $unit->('B', trancheEffectifs => '12'),
			$unit->('C', trancheEffectifs => '11'), $unit->('D', activitePrincipale => '47.11F'), $unit->('E'), $unit->('F', trancheEffectifs => ''),
			$unit->('G', statutDiffusion => 'P'), $unit->('H', etatAdministratif => 'C'),
			$unit->('I', categorieJuridique => '1000', denomination => '', nom => 'I'), $unit->('J', trancheEffectifs => '31'))),
		'crm/known-accounts.jsonl' => qq({"name":"K","domain":"https://www.k.example/","country":"FR","employees":"100-199"}\n),
		'crm/customers.csv' => "siren\n$siren{E}\n", 'crm/domains.csv' => "siren,website\n$domains",
		'analytics/visits.csv' => <<'VISITS', 'analytics/downloads.csv' => "domain,day,file\na.example,2026-10-18,guide.pdf\n");
domain,day,path
a.example,2026-10-22,/pricing/teams
a.example,2026-10-20,/
a.example,2026-10-15,/blog
a.example,2026-10-10,/
a.example,2026-10-05,/
b.example,2026-10-22,/
k.example,2026-10-12,/
VISITS
	is_deeply(dropped($said), { industry => 1, employees => 1, 'filter suppress' => 1, 'opted out' => 1, ceased => 1, 'natural-person' => 1 }, 'fr-intent: who is out');
	is_deeply([map { account($_) } @list], ['A A 66.6 50.0 0', 'J A 66.6 0.0 0', 'B - 16.6 7.5 0', 'K A 66.6 3.7 1', 'F - 0.0 0.0 1'], 'fr-intent: the list');
}

# The seat of a unit, in the file of establishments.
my @seat_columns = qw(siren nic siret statutDiffusionEtablissement dateDernierTraitementEtablissement etablissementSiege numeroVoieEtablissement
	indiceRepetitionEtablissement typeVoieEtablissement libelleVoieEtablissement codePostalEtablissement libelleCommuneEtablissement
	libelleCommuneEtrangerEtablissement codeCommuneEtablissement enseigne1Etablissement enseigne2Etablissement enseigne3Etablissement
	denominationUsuelleEtablissement);

sub seat
{
	my ($siren, $postcode, $city, $commune) = @_;
	my %cell = (siren => $siren, siret => "${siren}00013", nic => '00013', statutDiffusionEtablissement => 'O', etablissementSiege => 'true',
		codePostalEtablissement => $postcode, libelleCommuneEtablissement => $city, codeCommuneEtablissement => $commune);
	return join(',', map { $_ // '' } @cell{@seat_columns}) . "\n";
}

# The register with its establishments. Nobody brings languages, texts or products; fit is of 80.
#   LYON      50-99 people 30, founded in 2010 10: 40 = 50.0, B.
#   JEUNE     founded in March 2025: 30 less 5 = 25 = 31.2, below B.
#   PETIT     forty-two of them with 20-49 people, founded in 2010: 15 + 10 = 31.2. The quota of the smallest band lets forty of them in.
#   OU        no establishment in the file: its region is open.
# Out: an agent, one of unknown size (that line drops), Paris, an association, fuel, a large group, a deal lost, a customer, one who objected.
{
	my ($number, @units, @seats, %siren) = (0);
	my $company = sub {
		my ($name, $where, %cell) = @_;
		my $siren = siren(20000 + ++$number);
		$siren{$name} = $siren;
		push @units, unit($siren, denomination => $name, trancheEffectifs => '21', dateCreation => '2010-01-04', activitePrincipale => '46.43Z', %cell);
		push @seats, seat($siren, @$where) if $where;
	};
	my ($lyon, $grenoble, $paris) = (['69002', 'LYON', '69382'], ['38000', 'GRENOBLE', '38185'], ['75002', 'PARIS', '75102']);
	$company->('LYON', $lyon);
	$company->('JEUNE', $grenoble, dateCreation => '2025-03-02');
	$company->("PETIT $_", $grenoble, trancheEffectifs => '12') for 1 .. 42;
	$company->('OU', undef);
	$company->('AGENT', $lyon, activitePrincipale => '46.19A');
	$company->('TAILLE', $lyon, trancheEffectifs => '');
	$company->('PARIS', $paris);
	$company->('ASSOCIATION', $lyon, categorieJuridique => '9220');
	$company->('CARBURANT', $lyon, activitePrincipale => '46.71Z');
	$company->('GRAND', $lyon, categorieEntreprise => 'GE');
	$company->($_, $lyon) for qw(PERDU CLIENT OPPOSE);
	my ($said, @list) = run_both('fr-negoce', 'out/fr-negoce.csv',
		'data/StockUniteLegale_utf8.zip' => zipped('StockUniteLegale_utf8.csv', register(@units)),
		'data/StockEtablissement_utf8.zip' => zipped('StockEtablissement_utf8.csv', join('', join(',', @seat_columns) . "\n", @seats)),
		'crm/customers.csv' => "siren\n$siren{CLIENT}\n", 'crm/objections.csv' => "siren\n$siren{OPPOSE}\n", 'crm/lost.csv' => "siren\n$siren{PERDU}\n");
	is_deeply(dropped($said), { 'wholesale-not-agents' => 1, 'an-sme-by-headcount' => 1, 'rhone-alpes' => 1, 'commercial-company' => 1, 'fuel-and-tobacco' => 1,
		'part-of-a-large-group' => 1, 'customer-or-lost-lately' => 1, 'filter suppress' => 1, 'filter objections' => 1 }, 'fr-negoce: who is out');
	is_deeply([map { "$_->{listed} of $_->{most}, $_->{passed_over} passed over" } @{ $said->{quota} }], ['2 of 150, 0 passed over', '40 of 40, 2 passed over'],
		'fr-negoce: the quotas; who may be from Lyon takes a place of Lyon');
	is_deeply([map { account($_) } @list], ['LYON B 50.0 0.0 0', 'JEUNE - 31.2 0.0 0', (map { "PETIT $_ - 31.2 0.0 0" } 1 .. 40), 'OU B 50.0 0.0 1'], 'fr-negoce: the list');
}

# One scan for three profiles. Nobody brings sites, so nobody passes the third, which wants them.
#   A  wholesale: under the first alone, with its region and our lists open; 30 + 10 of 80 = 50.0: B.
#   B  software with 50-99 people: under the second alone, 30 of 60 = 50.0: B. C has 20-49 people, which earns nothing there.
#   D bakes: the first counts it as no wholesale and the second as no software. E is a customer.
# Under the first four are no wholesale, B to E, as E is looked at before the list of customers is. So are all five by the third: what no
# step brings is known not to come when the scan ends.
{
	my %siren = map { $_ => siren(30000 + ord) } 'A' .. 'F';
	my $unit = sub { my ($name, @cells) = @_; return unit($siren{$name}, denomination => $name, trancheEffectifs => '21', @cells) };
	my ($said, @list) = run_both('fr-three-profiles', 'out/fr.csv',
		'data/StockUniteLegale_utf8.zip' => zipped('StockUniteLegale_utf8.csv', register($unit->('A', activitePrincipale => '46.43Z'),
			$unit->('B'), $unit->('C', trancheEffectifs => '12'), $unit->('D', activitePrincipale => '10.71C'), $unit->('E'))),
		'crm/customers.csv' => "siren\n$siren{E}\n", 'analytics/visits.csv' => "domain,day,path\na.example,2026-10-22,/\n");
	is_deeply([map { [@{$_}{qw(icp listed)}] } @{ $said->{profiles} }], [['fr-pme-negoce', 1], ['fr-intent', 2], ['needs-reconciliation', 0]],
		'fr-three-profiles: how many under which');
	is_deeply([map { ($_->{icp} ? "$_->{icp}: $_->{line} " : "$_->{filter} ") . ($_->{dropped} // $_->{scan} + $_->{probe}) } @{ $said->{funnel}{dropped} }],
		['fr-pme-negoce: wholesale-not-agents 4', 'fr-intent: industry 2', 'needs-reconciliation: their-own-site-read 5', 'suppress 1'], 'fr-three-profiles: who is out, under which');
	is_deeply([map { account($_) . " $_->{icp}" } @list], ['B B 50.0 0.0 0 fr-intent', 'C - 0.0 0.0 0 fr-intent', 'A B 50.0 0.0 2 fr-pme-negoce'], 'fr-three-profiles: the list');
}

# Named accounts, of which nobody brings a group, so each stands for itself; and three entities of GLEIF: a parent, what it owns, which is named
# beside it, and an American. Nobody brings an industry: three lines are open. Fit is of 75: the head of its group has 30, and so B.
{
	my ($parent, $child, $other) = map { lei(sprintf '5299%014d', $_) } 1 .. 3;
	my $record = sub { my ($lei, $name, $country) = @_;
		return "<l:LEIRecord><l:LEI>$lei</l:LEI><l:Entity><l:LegalName>$name</l:LegalName><l:LegalAddress><l:Country>$country</l:Country></l:LegalAddress>"
			. '<l:EntityCategory>GENERAL</l:EntityCategory><l:EntityStatus>ACTIVE</l:EntityStatus></l:Entity></l:LEIRecord>' };
	my $relation = sub { "<r:RelationshipRecord><r:Relationship><r:StartNode><r:NodeID>$child</r:NodeID></r:StartNode><r:EndNode><r:NodeID>$parent</r:NodeID></r:EndNode>"
		. "<r:RelationshipType>IS_$_[0]_CONSOLIDATED_BY</r:RelationshipType><r:RelationshipStatus>ACTIVE</r:RelationshipStatus></r:Relationship></r:RelationshipRecord>" };
	my ($said, @list) = run_both('abm-groups', 'out/abm.csv',
		'crm/named-accounts.csv' => "Account,Domain,Country\nBlech,www.blech.example,DE\nAciers,aciers.example,FR\nCast Iron,castiron.example,US\nDorsale,dorsale.example,IT\n",
		'data/lei2-golden-copy.xml.zip' => zipped('lei2.xml', '<l:LEIData>' . $record->($child, 'Tochter', 'DE') . $record->($parent, 'Mutter', 'DE')
			. $record->($other, 'Inc', 'US') . '</l:LEIData>'),
		'data/rr-golden-copy.xml.zip' => zipped('rr.xml', '<r:RelationshipData>' . $relation->('DIRECTLY') . $relation->('ULTIMATELY') . '</r:RelationshipData>'),
		'crm/open-deals.csv' => "name,website\nDorsale,https://dorsale.example/\n", 'data/ecb-rates.csv' => "year,currency,low,high\n2026,USD,1.07,1.18\n");
	is_deeply(dropped($said), { country => 2, 'filter suppress' => 1 }, 'abm-groups: who is out');
	is_deeply([map { account($_) } @list], ['Mutter B 40.0 0.0 3', 'Aciers - 0.0 0.0 3', 'Blech - 0.0 0.0 3'], 'abm-groups: the list');
	is($list[0]{facts}{group}, "lei:$parent", 'abm-groups: one account of the group');
}

done_testing();
