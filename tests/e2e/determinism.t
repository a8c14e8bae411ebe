#!/usr/bin/perl
# The same facts give the same list, byte for byte: whatever the threads, the order of the rows, and how often. Three sources that
# overlap, contradict each other and themselves, on a register larger than what is read at a time.
use strict;
use warnings;
my $seed;
BEGIN { $seed = $ENV{WINNOW_SEED} // time ^ $$ }
use FindBin;
use lib "$FindBin::Bin/lib";
use List::Util qw(shuffle);
use Register;
use Test::More;
use Winnow;

diag("WINNOW_SEED=$seed");
srand $seed;

my @run = ('run', 'p.lua', '--as-of', as_of());
my ($sqlite) = grep { -x } map { "$_/sqlite3" } split /:/, $ENV{PATH};

sub pick { return $_[rand @_] }
sub past { return sprintf '%d-%02d-%02d', 1985 + int rand 41, 1 + int rand 12, 1 + int rand 28 }

# ---- the register: most of it is out, a tenth is in; some rows come twice, some are bad, some object ----

my (@register, @ids);
for my $number (1000 .. 37999) {
	my $siren = siren($number);
	my $in = $number % 10 == 0;
	my %row = (trancheEffectifs => pick(qw(NN 01 11 12 21 22 31 32 41)), dateCreation => past(), categorieEntreprise => pick('PME', 'PME', 'ETI', 'GE', ''),
		activitePrincipale => $in ? pick('62.01Z', '58.29C') : pick('47.11B', '10.71C'), anneeEffectifs => pick(2021 .. 2023),
		etatAdministratif => pick(('A') x 9, 'C'), statutDiffusion => pick(('O') x 30, 'P'));
	$row{denomination} = "MAISON\n$siren \"GRANDE\"" if $number % 97 == 0;
	push @register, unit($siren, %row);
	# What decides is the same in both rows: a register says one thing of a company, and each row meets the gate alone.
	push @register, unit($siren, %row, dateCreation => past(), denomination => "AUTRE $siren") if $number % 501 == 0;
	push @register, unit($siren =~ s/^.{3}/999/r, %row, statutDiffusion => 'O') if $number % 1999 == 0;
	push @ids, $siren if $in;
}
# Wrong check digits, not of every such row: some are SIRENs by chance.
my $bad = grep { my ($id) = /^(\d{9})/; siren(substr $id, 0, 8) ne $id } @register;

# ---- two CRMs, one by SIREN and one by VAT number: they contradict the register, and themselves where a company has two rows ----

my (@crm, @billing, @site);
for my $siren (grep { rand() < 0.2 } @ids) {
	push @crm, join(',', $siren, "Chez $siren", pick(15, 40, 75, 150, 400, ''), pick('62.01Z', '58.29C'), past(),
		lei('9695' . pick('A', 'B', 'C') . sprintf '%013d', $siren)) . "\n" for 1 .. pick(1, 1, 2, 3);
}
for my $siren (grep { rand() < 0.1 } @ids) {
	push @billing, join(',', vat_of($siren), "Facture $siren", pick(15, 40, 75, 150, 400, '')) . "\n" for 1 .. pick(1, 2);
}
for my $i (1 .. 60) {
	push @crm, join(',', siren(90000 + $i), "Only in the CRM $i", pick(40, 150), '62.01Z', past(), '') . "\n";
}
# Companies by name alone, some of them twice.
push @site, join(',', "Visitor $_", pick(150, 300), '58.29C', sprintf('69%03d', $_), '2018-05-0' . pick(1 .. 9)) . "\n" for map { ($_) x pick(1, 1, 2) } 1 .. 40;
my @jobs = map { my $siren = $_; map { qq({"siren":"$siren","kind":"funding","date":"2026-0@{[1 + int rand 9]}-1$_","round":"@{[pick('seed', 'series a')]}"}\n) } 1 .. pick(1, 2, 3) }
	grep { rand() < 0.05 } @ids;

my $icp = icp() =~ s/timing = \{/timing = {\n    { 30, "raised money", signal = has { "funding", date = within(years(1)) }, half_life = days(90) },/r;

sub files
{
	my $order = shift;
	return (
		'register.csv' => register($order->(@register)),
		'crm.csv' => join('', "id,name,staff,code,since,lei\n", $order->(@crm)),
		'billing.csv' => join('', "vat,name,staff\n", $order->(@billing)),
		'site.csv' => join('', "name,staff,code,postcode,since\n", $order->(@site)),
		'jobs.jsonl' => join('', $order->(@jobs)),
	);
}

sub make
{
	my $order = shift;
	return project(icp => $icp, settings => 'cap = 450, bad_rows = 0.05,', files => { files($order) },
		source => 'source "sirene" { file = "register.csv", date = "2026-10-31" },', steps => <<'STEPS');
source "csv" { as = "crm", file = "crm.csv", date = "2026-10-30", id = { "fr-siren", "id" }, columns = { name = "name", employees = "staff",
    industry = naf "code", founded = "since", lei = "lei", country = const "FR" } },
  source "csv" { as = "billing", file = "billing.csv", date = "2026-10-30", id = { "vat", "vat" }, columns = { name = "name", employees = "staff" } },
  source "csv" { as = "site", file = "site.csv", date = "2026-10-29", columns = { name = "name", employees = "staff", industry = naf "code",
    postcode = "postcode", founded = "since", size_class = const "PME", country = const "FR" } },
  enrich "table" { as = "news", file = "jobs.jsonl", by = "siren", date = "2026-10-31", list = "signal", item = { kind = "kind", date = "date",
    round = "round" }, complete = true },
STEPS
}

# What the list is: both outputs, the report as JSON, and the rows of the store.
sub result
{
	my ($folder, @more) = @_;
	my ($code, $out, $err) = winnow_in($folder, @run, '--json', @more);
	my @outputs = outputs($folder);
	my $rows = 'SELECT place, id, winnow_id, tier, heat, fit, timing, undecided, json FROM list_row WHERE list = (SELECT max(id) FROM list) ORDER BY place';
	my $store = $sqlite ? `$sqlite -readonly '$folder/.winnow/p.db' '$rows; SELECT name, winnow_id FROM alias ORDER BY name'` : '';
	return { code => $code, CSV => $outputs[0], JSONL => $outputs[1], report => $out, 'list in the store' => $store, err => $err };
}

sub same
{
	my ($name, $one, $two, $normal) = @_;
	for my $what ('CSV', 'JSONL', 'report', 'list in the store') {
		# Rows without an id are named by their line.
		my ($x, $y) = map { $normal ? $_->{$what} =~ s/(site\.csv|jobs\.jsonl):\d+/$1/gr : $_->{$what} } $one, $two;
		next if $x eq $y && ok(1, "$name: the same $what");
		my ($at) = ($x ^ $y) =~ /^(\0*)/;
		fail("$name: the same $what");
		diag('first difference: ', substr($x, length($at) > 200 ? length($at) - 200 : 0, 300), "\n---- and\n", substr($y, length($at) > 200 ? length($at) - 200 : 0, 300));
		diag("WINNOW_SEED=$seed");
	}
}

my $folder = make(sub { @_ });
cmp_ok(-s "$folder/register.csv", '>', 4 << 20, 'the register is larger than a window');
my $first = result($folder, '--threads', 1);
is($first->{code}, 0, 'the first run') or diag($first->{err});
my $funnel = json($first->{report})->{funnel};
is($funnel->{listed}, 450, 'a full list');
is($funnel->{bad_rows}, $bad, 'bad rows in it');
cmp_ok($funnel->{$_}, '>', 0, "$_ in it") for qw(opted_out joined);
ok($first->{JSONL} =~ /"where":"register\.csv#\d{9}"/, 'evidence of the register names the row by its id');
ok($first->{JSONL} !~ /(register|crm|billing)\.csv:\d/, 'not by its line');
ok($first->{JSONL} =~ /"provider":"$_"/, "$_ is in the evidence") for qw(sirene crm billing site news);
ok($first->{JSONL} =~ /"conflict":/, 'so are contradictions');

same('a second run', $first, result($folder, '--threads', 1));
same("$_ threads", $first, result(make(sub { @_ }), '--threads', $_)) for 2, 4;
same('rows backwards', $first, result(make(sub { reverse @_ }), '--threads', 3), 1);
same("rows shuffled, $_", $first, result(make(sub { shuffle @_ })), 1) for 1, 2;

# ---- pushdown is only a shortcut: the list is the same where the register is the smaller file ----

{
	my $padded = make(sub { @_ });
	# Rows that no line wants make the CRM the largest file, which is read last and through the gates.
	my $rest = join '', map { siren(200000 + $_) . ',' . 'Padding ' x 60 . ",3,47.11B,2001-01-01,\n" } 1 .. 12000;
	write_file("$padded/crm.csv", read_file("$padded/crm.csv") . $rest);
	cmp_ok(-s "$padded/crm.csv", '>', -s "$padded/register.csv", 'another source is the largest');
	my $other = result($padded);
	ok($other->{$_} eq $first->{$_}, "read last or first: the same $_") for qw(CSV JSONL);
}

# ---- steps that do not depend on each other may stand in any order ----

{
	my $turned = make(sub { @_ });
	my $text = read_file("$turned/p.lua");
	my ($enrich) = $text =~ /(  enrich .*?complete = true \},\n)/s;
	$text =~ s/\Q$enrich\E//;
	$text =~ s/(  source "sirene")/$enrich$1/;
	write_file("$turned/p.lua", $text);
	my $other = result($turned);
	ok($other->{$_} eq $first->{$_}, "the enricher first: the same $_") for qw(CSV JSONL);
}

diag('no sqlite3 program: the list in the store was not looked at') if !$sqlite;
done_testing();
