#!/usr/bin/perl
# Several sources become one company each: joined by their keys, merged by preference, with every contradiction and every refused
# join shown.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @day = ('--as-of', as_of());
my ($one, $two, $three) = map { siren(5000 + $_) } 1 .. 3;
my $lei = lei('969500XYZ0ABCDEFGH');
my $icp = icp() =~ s/timing = \{/timing = {\n    { 10, "a CRM", id = "crm", uses = has { "HubSpot" } },/r;

my $crm_source = 'source "csv" { as = "crm", file = "crm.csv", date = "2026-10-20", columns = { siren = "SIREN", vat = "VAT", lei = "LEI", name = "Name",
    employees = "Staff", industry = naf "Code", domain = "Site", country = const "FR" } },';
my $tools_source = 'source "csv" { as = "tools", file = "tools.csv", date = "2026-10-21", id = { "lei", "LEI" }, columns = { employees = "Staff" },
    list = "uses", item = { name = "Tool" } },';
my $head = "SIREN,VAT,LEI,Name,Staff,Code,Site\n";

sub make
{
	my %given = @_;
	return project(icp => $icp, register => register(@{ $given{register} }), steps => $given{steps} // "$crm_source\n  $tools_source", settings => $given{settings} // '',
		files => { 'crm.csv' => $head . join('', @{ $given{crm} }), 'tools.csv' => join '', "LEI,Staff,Tool\n", @{ $given{tools} // [] } });
}

sub run_it
{
	my $folder = shift;
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json');
	is($code, 0, 'it runs') or diag($err);
	my %listed = map { $_->{id} => $_ } json_lines("$folder/out/list.jsonl");
	return (\%listed, $code ? {} : json($out)->{funnel}, $err);
}

sub spaced { return shift() =~ s/(...)(...)(...)/$1 $2 $3/r }
sub line { my ($account, $id) = @_; my ($line) = grep { $_->{id} eq $id } @{ $account->{lines} }; return $line }
sub said { my ($account, $field) = @_; return [$account->{facts}{$field}, @{ $account->{evidence}{$field} }{qw(provider where date)}] }

# ---- joined by SIREN, by VAT number, by a key that a third one brings ----

my %companies = (
	register => [unit($one, denomination => 'PREMIER'), unit($two, denomination => 'DEUXIEME'), unit($three, denomination => 'TROISIEME')],
	crm => [spaced($one) . ",,$lei,Premier SAS,120,58.29C,www.premier.example\n", ',' . vat_of($two) . ",,Deuxieme SAS,40,,\n", siren(5009) . ",,,Alone,80,62.01Z,\n"],
	tools => ["$lei,,HubSpot\n", "$lei,130,Slack\n"],
);
my $folder = make(%companies);
my ($listed, $funnel, $err) = run_it($folder);
is_deeply([sort keys %$listed], [sort map { "fr-siren:$_" } $one, $two, $three, siren(5009)], 'rows of three sources are four companies');
is($funnel->{rows}, 8, 'eight rows');
is($funnel->{joined}, 4, 'four of them joined one that was there');
is($funnel->{refused_joins}, 0, 'none was refused');
is($err, '', 'nothing to complain about');

my $premier = $listed->{"fr-siren:$one"};
is_deeply(said($premier, 'name'), ['PREMIER', 'sirene', "register.csv#$one", '2026-10-31'], 'first: the name of the preferred source');
is($premier->{evidence}{name}{conflict}, 'Premier SAS', 'and the other one is shown');
is_deeply($premier->{facts}{employees}, [120, 120], 'refine: a number inside the band is more exact');
is($premier->{evidence}{employees}{provider}, 'crm', 'and says who knew');
is_deeply(said($premier, 'domain'), ['premier.example', 'crm', "crm.csv:2", '2026-10-20'], 'what only one has comes from it');
is($premier->{facts}{lei}, $lei, 'keys of all are kept');
is_deeply([sort map { $_->{name} } @{ $premier->{facts}{uses} }], ['HubSpot', 'Slack'], 'union: items of all rows add up');
is_deeply([@{ line($premier, 'crm') }{qw(verdict points)}], ['match', 10], 'a line on them is decided on the whole');
is(line($premier, 'crm')->{proof}[0]{provider}, 'tools', 'by the source that said so');
is_deeply([map { @$_{qw(provider where)} } @{ line($premier, 'software')->{proof} }], ['sirene', "register.csv#$one"], 'the proof of a line names the source');

my $deux = $listed->{"fr-siren:$two"};
is_deeply($deux->{facts}{employees}, [100, 199], 'a number outside of the band does not refine it');
is_deeply($deux->{evidence}{employees}{conflict}, [40, 40], 'but is shown as a contradiction');
is($deux->{facts}{vat}, vat_of($two), 'a VAT number is a fact, and the company is its SIREN');
ok(!$listed->{"fr-siren:$three"}{evidence}{name}{conflict}, 'who is in one source alone contradicts nobody');

# ---- prefer turns it round, and the proof shows it ----

{
	my $other = make(%companies, settings => 'prefer = { employees = { "crm", "tools", "sirene" }, name = { "crm" } },');
	my ($preferred) = run_it($other);
	$premier = $preferred->{"fr-siren:$one"};
	is_deeply(said($premier, 'name'), ['Premier SAS', 'crm', 'crm.csv:2', '2026-10-20'], 'prefer: the name of the CRM');
	is($premier->{evidence}{name}{conflict}, 'PREMIER', 'and the register as the other one');
	is_deeply($preferred->{"fr-siren:$two"}{facts}{employees}, [40, 40], 'prefer: the number of the CRM');
	is_deeply($preferred->{"fr-siren:$two"}{evidence}{employees}{conflict}, [100, 199], 'against that of the register');
	my $size = line($preferred->{"fr-siren:$two"}, 'size');
	is_deeply([map { @$_{qw(provider where)} } @{ $size->{proof} }], ['crm', 'crm.csv:3'], 'the line is decided on it');
	is(line($preferred->{"fr-siren:$two"}, 'large')->{verdict}, 'miss', 'and so are the points');
	is(line($deux, 'large')->{verdict}, 'match', 'which were others before');
	my (undef, $said) = winnow_in($other, 'why', 'p.lua', $two, @day);
	like($said, qr/^ +employees = 40   \[crm, crm\.csv:3, 2026-10-20\]$/m, 'why shows it too');
	is_deeply($preferred->{"fr-siren:$three"}{facts}, $listed->{"fr-siren:$three"}{facts}, 'who is not in the CRM stays as he was');
}

# ---- a line is decided on the whole company, not on the row of one source ----

{
	# The register alone would drop both: no size known, and another activity.
	my ($decided) = run_it(make(register => [unit($one, trancheEffectifs => '03'), unit($two, activitePrincipale => '47.11B')],
		crm => ["$one,,,Grown,60,,\n", "$two,,,Changed,,62.01Z,\n"], settings => 'prefer = { employees = { "crm" }, industry = { "crm" } },'));
	is_deeply([sort keys %$decided], ["fr-siren:$one", "fr-siren:$two"], 'a row that is out may belong to a company that is in');
	is_deeply($decided->{"fr-siren:$one"}{evidence}{employees}{conflict}, [6, 9], 'and still contradicts');
	my ($dropped, $counts) = run_it(make(register => [unit($one), unit($two)], crm => ["$one,,,Shrunk,3,,\n"], settings => 'prefer = { employees = { "crm" } },'));
	is_deeply([keys %$dropped], ["fr-siren:$two"], 'and the other way round');
	is_deeply([grep { ($_->{line} // '') eq 'size' } @{ $counts->{dropped} }], [{ line => 'size', scan => 1, probe => 0 }], 'counted with the line');
}

# ---- a join that would make one company of two SIRENs is refused, and said ----

{
	my $other = make(register => [unit($one), unit($two), unit($three)], crm => ["$one,,,Holding,120,,shared.example\n", "$two,,,Filiale,60,,shared.example\n",
		",,,Somebody,,62.01Z,shared.example\n", "$three,,$lei,Three,,,three.example\n"], tools => ["$lei,,HubSpot\n"]);
	my ($apart, $counts, $talk) = run_it($other);
	ok($apart->{"fr-siren:$one"} && $apart->{"fr-siren:$two"}, 'two SIRENs with one domain stay two companies');
	is($counts->{refused_joins}, 1, 'one join is refused');
	like($talk, qr/fr-siren:$one and fr-siren:$two both have domain shared\.example: they stay two companies/, 'and who they are is said');
	is_deeply([@{ $apart->{"fr-siren:$_->[0]"}{facts}{employees} }], $_->[1], "$_->[0] has its own number") for [$one, [120, 120]], [$two, [100, 199]];
	my (undef, $report) = winnow_in($other, 'run', 'p.lua', @day);
	like($report, qr/^ +1  joins refused: two ids of one scheme$/m, 'the report counts it');
	is(scalar(grep { $_ eq 'domain:shared.example' } keys %$apart), 0, 'who has only the domain joins one of them');
	is_deeply([map { $_->{name} } @{ $apart->{"fr-siren:$three"}{facts}{uses} }], ['HubSpot'], 'other keys join as ever');
}

# ---- companies known by less than a register's id ----

{
	my ($less) = run_it(make(register => [unit($one)], crm => [",,,Domain only,60,62.01Z,https://www.only.example/fr\n", ",,,Domain only again,,62.01Z,only.example\n",
		",,,Name only,60,62.01Z,\n", ",,,NAME  ONLY,61,62.01Z,\n", ",,$lei,LEI,60,62.01Z,\n"], tools => ["$lei,70,Slack\n"]));
	my ($named) = grep { /^name:/ } keys %$less;
	is_deeply([sort grep { !/^name:/ } keys %$less], ['domain:only.example', "fr-siren:$one", "lei:$lei"], 'by domain, by LEI');
	like($named // '', qr/^name:[0-9a-f]{16}$/, 'and by nothing but a name: one company of two spellings');
	is(scalar(keys %$less), 4, 'four in all');
}

# ---- the order of the steps is the preference, not that of the files' sizes ----

{
	my $turned = make(%companies);
	my $text = read_file("$turned/p.lua");
	$text =~ s/(  source "sirene".*?\n)//;
	my $sirene = $1;
	$text =~ s/(  sink "csv")/$sirene$1/;
	write_file("$turned/p.lua", $text);
	my ($other) = run_it($turned);
	is($other->{"fr-siren:$one"}{evidence}{name}{provider}, 'crm', 'the CRM first in the pipeline: its name');
	is_deeply($other->{"fr-siren:$two"}{facts}{employees}, [40, 40], 'and its number');
}

done_testing();
