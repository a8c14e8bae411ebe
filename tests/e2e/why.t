#!/usr/bin/perl
# winnow why: every company of the source gets an answer that names where it left the funnel, or that it fits, with evidence.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @day = ('--as-of', as_of());
my $icp = icp() =~ s/must_not = \{\n/must_not = {\n    { "a deal lost lately", id = "lost-deal", on_list = "lost deals" },\n/r
	=~ s/tiers = \{ A = 70, B = 40 \},/tiers = { A = 70, B = 40 },\n  floor = 10,/r;

# ---- forty companies, several of each kind: what becomes of it, and the line that says so ----

my %kinds = (
	fits         => [8, {}, qr/^it fits$/],
	industry     => [4, { activitePrincipale => '47.11B' }, qr/^dropped in scan by must line 'software' \(software\)$/, must => 'miss', 'software', qr/industry = .*47\.11B/],
	size         => [4, { trancheEffectifs => '11' }, qr/^dropped in scan by must line 'size' \(20 people or more\)$/, must => 'miss', '20 people or more', qr/employees = 10-19/],
	group        => [3, { categorieEntreprise => 'GE' }, qr/^dropped in scan by must_not line 'large-group' \(part of a large group\)$/, must_not => 'match', 'part of a large group', qr/size_class = GE/],
	ceased       => [3, { etatAdministratif => 'C' }, qr/^dropped in scan by must_not line 'ceased' /, must_not => 'match', qr/ceased/, qr/status = ceased/],
	person       => [3, { categorieJuridique => '1000', denomination => '', prenomUsuel => 'ANNE', nom => 'MARTIN' }, qr/^dropped in scan by must_not line 'natural-person' /, must_not => 'match', qr/trad/, qr/natural_person = (yes|true)/],
	customer     => [3, {}, qr/^dropped in scan by filter 'suppress': already a customer/],
	lost         => [3, {}, qr/^dropped in probe by must_not line 'lost-deal' \(a deal lost lately\)$/, must_not => 'match', 'a deal lost lately', qr/on_list = lost deals/],
	floor        => [3, { trancheEffectifs => '12', dateCreation => '2025-06-01' }, qr/^left out: its fit is below the floor$/],
	'size open'  => [3, { trancheEffectifs => 'NN' }, qr/^it fits$/, must => 'unknown', '20 people or more', qr/employees: /],
	beyond       => [3, { dateCreation => '2025-06-01' }, qr/^it fits$/],
);
my (%kind_of, %order);
my $number = 7100;
for my $kind (sort keys %kinds) {
	$kind_of{ siren($number++) } = $kind for 1 .. $kinds{$kind}[0];
}
my @sirens = sort keys %kind_of;
cmp_ok(scalar @sirens, '==', 40, 'forty companies');

my $folder = project(icp => $icp, settings => 'cap = 8,',
	register => register(map { unit($_, denomination => "Maison $_", %{ $kinds{ $kind_of{$_} }[1] }) } @sirens),
	files => {
		'customers.csv' => join('', "siren\n", map { "$_\n" } grep { $kind_of{$_} eq 'customer' } @sirens),
		'lost.csv' => join('', "siren\n", map { "$_\n" } grep { $kind_of{$_} eq 'lost' } @sirens),
	},
	steps => 'filter "suppress" { file = "customers.csv", reason = "already a customer" },
  enrich "table" { as = "lost deals", file = "lost.csv", by = "siren", on_list = "lost deals", complete = true, date = "2026-10-31" },');

sub why { my ($id, @more) = @_; return winnow_in($folder, 'why', 'p.lua', $id, @day, @more) }

# What is printed, taken apart.
sub read_answer
{
	my @text = split /\n/, shift;
	my %answer = (lines => []);
	@answer{qw(id name)} = (shift(@text) // '') =~ /^(\S+)(?:  (.*))?$/;
	@answer{qw(as_of fate)} = (shift(@text) // '') =~ /^as of (\S+): (.*)$/;
	for (@text) {
		if (/^  (must|must_not|fit|timing) +(match|miss|unknown) +(.*?)(?:   (\S+) of (\S+))?$/) {
			push @{ $answer{lines} }, { section => $1, verdict => $2, label => $3, earned => $4, points => $5, proof => [] };
		} elsif (/^            (\S.*)/) {
			push @{ $answer{lines}[-1]{proof} }, $1;
		} elsif (/^  enrich +(asked|not due|failed) +(.*)/) {
			$answer{enrich}{$2} = $1;
		} elsif (/^  fit ([\d.]+), timing ([\d.]+)$/) {
			@answer{qw(fit timing)} = ($1, $2);
		} elsif (/last list/) {
			$answer{place} = $_;
		} else {
			push @{ $answer{other} }, $_;
		}
	}
	return \%answer;
}

# ---- before there was a list ----

{
	my ($code, $out, $err) = why($sirens[0]);
	is($code, 0, 'why needs no list') or diag($err);
	unlike($out, qr/last list/, 'and speaks of none');
	ok(!-e "$folder/.winnow", 'nor does it make a store');
	ok(!-e "$folder/out", 'nor an output');
}

my ($code, undef, $err) = winnow_in($folder, 'run', 'p.lua', @day);
is($code, 0, 'the run') or diag($err);
my %account = map { $_->{id} => $_ } json_lines("$folder/out/list.jsonl");
is_deeply([sort keys %account], [map { "fr-siren:$_" } grep { $kind_of{$_} eq 'fits' } @sirens], 'the list: those that fit best');
my $store = files_below("$folder/.winnow");

# ---- every company ----

for my $siren (@sirens) {
	my $kind = $kind_of{$siren};
	my (undef, undef, $fate, $section, $verdict, $label, $evidence) = @{ $kinds{$kind} };
	($code, my $out, $err) = why($siren);
	my $answer = read_answer($out);
	is($code, 0, "$kind: why answers");
	is($answer->{id}, "fr-siren:$siren", "$kind: about it");
	is($answer->{name}, $kind eq 'person' ? 'ANNE MARTIN' : "Maison $siren", "$kind: by its name");
	is($answer->{as_of}, as_of(), "$kind: as of the day");
	like($answer->{fate}, $fate, "$kind: where it left the funnel");
	is($answer->{other}, undef, "$kind: nothing else is said");
	is($err, '', "$kind: no talk");
	if ($section) {
		my ($line) = grep { $_->{section} eq $section && (ref $label ? $_->{label} =~ $label : $_->{label} eq $label) } @{ $answer->{lines} };
		is($line && $line->{verdict}, $verdict, "$kind: the verdict of that line");
		like(join("\n", @{ $line->{proof} // [] }), $evidence, "$kind: on this evidence");
	}
	# Every known value says who, where and when; each line has at least one proof.
	for my $line (@{ $answer->{lines} }) {
		my @proof = @{ $line->{proof} };
		my @bare = grep { / = / && !/ \[(sirene, register\.csv#$siren|lost deals, lost\.csv(:\d+)?), \d{4}-\d\d-\d\d\]$/ } @proof;
		is_deeply(\@bare, [], "$kind: evidence of '$line->{label}'");
		ok($line->{verdict} eq 'unknown' || scalar(grep { / = / } @proof), "$kind: '$line->{label}' is decided on something") or diag($out);
	}
	my $account = $account{"fr-siren:$siren"};
	is($answer->{place}, $account ? "on the last list (as of 2026-11-01) it has place $account->{place}" : 'it is not on the last list (as of 2026-11-01)', "$kind: its place");
	next if !$account;
	is($answer->{fit}, $account->{fit}{score}, "$kind: fit as on the list");
	is($answer->{timing}, $account->{timing}{score}, "$kind: timing as on the list");
	is($answer->{enrich}{'lost deals'}, 'asked', "$kind: who was asked");
	is_deeply([map { [@$_{qw(section verdict)}] } @{ $answer->{lines} }], [map { [@$_{qw(section verdict)}] } @{ $account->{lines} }], "$kind: verdicts as on the list");
}
is_deeply(files_below("$folder/.winnow"), $store, 'forty answers later the store has the same bytes');

# ---- one company, many spellings ----

{
	my $siren = $sirens[0];
	my (undef, $wanted) = why($siren);
	my $siret = $siren . '0001';
	my $sum = 0;
	$sum += $_ for map { my $d = substr($siret . '0', $_, 1) * ($_ % 2 ? 1 : 2); $d > 9 ? $d - 9 : $d } 0 .. 13;
	$siret .= (10 - $sum % 10) % 10;
	my $spaced = $siren =~ s/(...)(...)(...)/$1 $2 $3/r;
	for ("fr-siren:$siren", $spaced, " $siren ", $siren =~ s/(...)(...)(...)/$1.$2.$3/r, $siret, vat_of($siren), lc vat_of($siren),
		'vat:' . vat_of($siren), "fr-siren:$spaced", $siret =~ s/^(...)(...)(...)/$1 $2 $3 /r) {
		my ($ended, $out, $talk) = why($_);
		is($ended, 0, "'$_' is an id") or diag($talk);
		is($out, $wanted, 'of the same company');
	}
}

# ---- who is not there, and what is no id ----

{
	my $other = siren(99999);
	my ($ended, $out, $talk) = why($other);
	is($ended, 2, 'an id that no source has: exit code 2');
	is($out, '', 'no answer');
	is($talk, "winnow: no source of this pipeline has $other\n", 'and says so');
	my $wrong = $other =~ s/(.)$/($1 + 1) % 10/er;
	for ($wrong, 'Maison Martin', '', 'fr-siren:', "fr-siren:$wrong", 'xx-id:5', 'lei:123') {
		($ended, $out, $talk) = why($_);
		is($ended, 1, "'$_' is no id: exit code 1");
		is($out, '', 'no answer');
		like($talk, qr/^winnow: /, 'but a message') or diag($talk);
	}
	($ended, undef, $talk) = winnow_in($folder, 'why', 'p.lua');
	is($ended, 1, 'no id at all: exit code 1');
	like($talk, qr/usage: winnow why PIPELINE ID/, 'and the usage');
}

# ---- --json says the same ----

{
	my ($fits) = grep { $kind_of{$_} eq 'fits' } @sirens;
	my (undef, $out) = why($fits, '--json');
	my ($why, $account) = (json($out), $account{"fr-siren:$fits"});
	is_deeply($why->{$_}, $account->{$_}, "--json: $_ as on the list") for sort keys %$account;
	is($why->{fate}, 'fits', '--json: what becomes of it');
	is($why->{last_list}, as_of(), '--json: the day of the list');
	for (['industry', 'line', 'scan', line => 'software'], ['lost', 'line', 'probe', line => 'lost-deal'],
		['customer', 'filter', 'scan', filter => 'suppress'], ['floor', 'floor', 'probe', place => undef]) {
		my ($kind, $fate, $phase, $key, $by) = @$_;
		my ($siren) = grep { $kind_of{$_} eq $kind } @sirens;
		(undef, $out) = why($siren, '--json');
		$why = json($out);
		is_deeply([@$why{qw(id fate phase place)}, $why->{$key}], ["fr-siren:$siren", $fate, $phase, undef, $by], "--json: $kind");
	}
}

# ---- several sources: the answer is about the company as the run merged it ----

{
	my ($one, $two, $three) = map { siren(8000 + $_) } 1 .. 3;
	my $lei = lei('969500XYZ0ABCDEFGH');
	my $crm = "SIREN,LEI,Name,Staff\n$one,,From the CRM,300\n$two,,From the CRM,300\n,$lei,Alone,40\n";
	my $other = project(register => register(map { unit($_) } $one, $two, $three), files => { 'crm.csv' => $crm },
		steps => 'source "csv" { as = "crm", file = "crm.csv", date = "2026-10-30", columns = { siren = "SIREN", name = "Name", employees = "Staff", '
			. 'country = const "FR" } },');
	my (undef, $said) = winnow_in($other, 'run', 'p.lua', @day, '--json');
	my %listed = map { $_->{id} => $_ } json_lines("$other/out/list.jsonl");
	ok($listed{"fr-siren:$one"} && $listed{"fr-siren:$three"}, 'two sources') or diag($said);
	for my $id (sort keys %listed) {
		my ($ended, $out, $talk) = winnow_in($other, 'why', 'p.lua', $id, @day, '--json');
		is($ended, 0, "why $id") or diag($talk);
		my $why = $ended ? {} : json($out);
		is_deeply($why->{$_}, $listed{$id}{$_}, "$_ as on the list") for sort keys %{ $listed{$id} };
	}
	my ($ended, undef, $talk) = winnow_in($other, 'why', 'p.lua', siren(8050), @day);
	is($ended, 2, 'who is in neither is not taken for another');
}

# ---- a profile that leaves the undecided out ----

{
	my $siren = siren(9001);
	my $strict = $icp =~ s/name = "Software houses",/name = "Software houses",\n  undecided = "drop",/r;
	my $other = project(icp => $strict, register => register(unit($siren, trancheEffectifs => 'NN')));
	my ($ended, $out) = winnow_in($other, 'why', 'p.lua', $siren, @day);
	is($ended, 0, 'undecided, and the profile drops those');
	like($out, qr/: left out: a must or must_not line is undecided/, 'is said');
	like($out, qr/^  must     unknown 20 people or more$/m, 'and which line');
}

done_testing();
