#!/usr/bin/perl
# The demo: the list that everybody sees first, exact to the thousandth of a point, and the same whatever the threads, the
# order of the register, or how often it is made.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use FindBin;
use lib "$FindBin::Bin/lib";
use List::Util qw(sum0);
use POSIX qw(floor);
use Test::More;
use Time::Local qw(timegm);
use Winnow;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output);

my $world = small_world();
my ($code, $out, $err) = run_demo($world, '--json');
is($code, 0, 'the demo runs') or diag($err);
my $list = json($out);
my $funnel = $list->{funnel};
my @accounts = json_lines("$world/out/demo.jsonl");
my %account = map { $_->{id} => $_ } @accounts;

sub siren { return 'fr-siren:' . shift }
sub line { my ($account, $id) = @_; my ($line) = grep { $_->{id} eq $id } @{ $account->{lines} }; return $line }

# ---- the funnel: every trap of the world has its place ----

my %dropped = map { ($_->{line} ? ($_->{line} => "$_->{scan}+$_->{probe}") : ("filter $_->{filter}" => $_->{dropped})) } @{ $funnel->{dropped} };

is($funnel->{rows}, 63, 'rows of the register');
is($funnel->{opted_out}, 3, 'opted out: P twice, N once');
is($funnel->{bad_rows}, 1, 'one bad row');
is_deeply($funnel->{bad}, { 'bad id' => 1 }, 'of the kind: wrong check digit');
is_deeply(\%dropped, {
	'software' => '15+0', 'size' => '4+2', 'large-group' => '1+0', 'legal-form' => '3+0', 'insolvency' => '0+1', 'lost-deal' => '0+1',
	'ceased' => '4+0', 'natural-person' => '2+0', 'filter suppress' => 4, 'filter shell_company' => 1,
}, 'who is dropped where, at the scan and after a probe');
is($funnel->{below_floor}, 1, 'one is below the floor');
is($funnel->{held}, 0, 'nobody is held');
is($funnel->{listed}, 20, 'twenty accounts');
is($funnel->{fitting}, 20, 'none is cut off by the cap');
is($funnel->{undecided}, 1, 'one of them undecided');
my $gone = sum0(map { /^(\d+)\+(\d+)$/ ? $1 + $2 : $_ } values %dropped);
is($funnel->{rows}, $funnel->{opted_out} + $funnel->{bad_rows} + $gone + $funnel->{below_floor} + $funnel->{listed}, 'every row is accounted for');
is($list->{as_of}, as_of(), 'as of the day that was asked for');

# ---- the list: place, company, tier, fit, timing, open lines ----

my @expected = (
	# id, tier, fit, timing, open
	['000001016', 'A', '100.0', '71.5', 0], ['000001024', 'A', '100.0', '41.4', 0], ['000001032', 'A', '75.0', '30.0', 0],
	['000001040', 'A', '85.0', '26.3', 0], ['000001057', 'A', '90.0', '12.4', 0], ['000001107', 'A', '70.0', '5.9', 0],
	['000001172', 'A', '90.0', '0.0', 0], ['000001065', 'A', '80.0', '0.0', 0], ['000001131', 'A', '75.0', '0.0', 0],
	['000001156', 'A', '75.0', '0.0', 0], ['000001206', 'A', '75.0', '0.0', 0], ['000001198', 'A', '70.0', '0.0', 0],
	['000001115', 'B', '60.0', '35.3', 0], ['000001081', 'B', '65.0', '0.0', 0], ['000001099', 'B', '65.0', '0.0', 0],
	['000001123', 'B', '65.0', '0.0', 0], ['000001149', 'B', '65.0', '0.0', 0], ['000001180', 'B', '65.0', '0.0', 0],
	['000001073', 'B', '60.0', '0.0', 0], ['000001164', 'B', '55.0', '31.2', 1],
);
is_deeply([map { [$_->{id} =~ /:(\d+)/, $_->{tier}, $_->{fit}{score}, $_->{timing}{score}, $_->{undecided}] } @accounts], \@expected,
	'the list, in order');
is_deeply([map { $_->{place} } @accounts], [1 .. 20], 'places are counted from 1');
like($_->{winnow_id}, qr/^w_[0-9a-z]{10,}$/, "$_->{id} has a winnow_id") for @accounts[0, -1];

my @rows = csv_rows("$world/out/demo.csv");
is_deeply([map { [@$_{qw(siren tier fit timing undecided)}] } @rows], \@expected, 'the CSV says the same');
is($rows[3]{name}, 'VERTIGE, LOGICIELS ET SERVICES', 'a name with a comma comes through the CSV');
is($rows[4]{name}, encode('UTF-8', 'ÉDITIONS "BORÉALE"'), 'so do quotes and accents');
is($rows[0]{employees}, '100-199', 'a band is written as a range');
unlike(read_file("$world/out/demo.csv") . read_file("$world/out/demo.jsonl"), qr/\[ND\]|000005(01|02|03)/, 'who opted out is nowhere');

# ---- scores add up exactly ----

for my $section (qw(fit timing)) {
	for my $account (@accounts) {
		my @counted = grep { $_->{section} eq $section && $_->{counted} } @{ $account->{lines} };
		is(sum0(map { $_->{earned_thousandths} } @counted), $account->{$section}{earned_thousandths}, "$account->{id}: $section adds up");
	}
}

sub days { my ($y, $m, $d) = split /-/, shift; return timegm(0, 0, 0, $d, $m - 1, $y) / 86400 }
my %half_life = (money => [40, 90], 'older-money' => [20, 365], 'new-head' => [30, 90]);
for my $account (@accounts) {
	for my $id (sort keys %half_life) {
		my $line = line($account, $id);
		next unless $line->{verdict} eq 'match';
		my ($points, $half) = @{ $half_life{$id} };
		my ($newest) = sort { $b cmp $a } map { $_->{date}[0] } map { @{ $_->{value} } } @{ $line->{proof} };
		my $decayed = 1000 * $points * 2**(-(days(as_of()) - days($newest)) / $half);
		# Rounded down; where the line is not the best of its group it counts for nothing.
		my $floor = floor($decayed);
		ok($line->{counted} ? $line->{earned_thousandths} == $floor : $line->{earned_thousandths} == 0, "$account->{id}: $id has decayed to $floor")
			or diag("earned $line->{earned_thousandths}, newest $newest");
	}
}

# ---- every line has its proof ----

my @naked;
for my $account (@accounts) {
	for my $line (@{ $account->{lines} }) {
		my @known = grep { !(ref $_->{value} eq 'HASH' && $_->{value}{unknown}) } @{ $line->{proof} };
		push @naked, "$account->{id} $line->{id}: decided on nothing" if $line->{verdict} ne 'unknown' && !@known;
		push @naked, "$account->{id} $line->{id}: no cause" if $line->{verdict} eq 'unknown' && !$line->{cause};
		for my $proof (@known) {
			push @naked, "$account->{id} $line->{id}: no $_" for grep { !length($proof->{$_} // '') } qw(provider where date);
		}
	}
}
is_deeply(\@naked, [], 'each verdict says who, where and when');

# A proof names the very row: the file says what the proof says.
my @signals = split /\n/, read_file("$world/tests/world/tables/signals.csv");
for my $account (@accounts) {
	for my $proof (map { @{ $_->{proof} } } grep { $_->{verdict} eq 'match' } map { line($account, $_) } qw(money new-head)) {
		# What two sources tell is put together, and then no row says all of it.
		next if $proof->{value}[0]{title};
		my ($row) = $proof->{where} =~ /^signals\.csv:(\d+)$/;
		my ($siren) = $account->{id} =~ /(\d+)$/;
		like($signals[$row - 1], qr/^$siren,$proof->{value}[0]{kind},$proof->{value}[0]{date}[0]/, "$account->{id}: $proof->{where} is the row");
	}
}

# ---- single traps ----

is(line($account{ siren('000001164') }, 'size')->{verdict}, 'unknown', 'nobody knows how large Brumaire is: open, and last');
is_deeply($account{ siren('000001149') }{facts}{employees}, [20, 49], 'the band that the register lacks comes from the search');
is($account{ siren('000001149') }{evidence}{employees}{provider}, 'recherche_entreprises', 'and it says so');
like($account{ siren('000001149') }{evidence}{employees}{where}, qr{^https://recherche-entreprises\.api\.gouv\.fr/}, 'with the address');
is_deeply($account{ siren('000001156') }{facts}{employees}, [50, 99], 'in a conflict the register is preferred');
is_deeply($account{ siren('000001156') }{evidence}{employees}{conflict}, [100, 199], 'and the other value is shown');
is(line($account{ siren('000001099') }, 'consulting')->{earned_thousandths}, -20000, 'the minus line takes points away');
is(line($account{ siren('000001123') }, 'age')->{verdict}, 'match', 'three years old on the very day');
is(line($account{ siren('000001115') }, 'age')->{verdict}, 'miss', 'two and a half years are not three');
is(line($account{ siren('000001198') }, 'age')->{verdict}, 'unknown', '1900-01-01 is no date');
is(line($account{ siren('000001180') }, 'money')->{verdict}, 'miss', 'a round after the day of the list does not exist yet');
is(line($account{ siren('000001172') }, 'money')->{verdict}, 'unknown', 'a round without a date is not known to be recent');
is(line($account{ siren('000001131') }, 'software')->{verdict}, 'match', 'a code of NAF 2025 alone is translated');
is(line($account{ siren('000001032') }, 'hiring')->{verdict}, 'match', 'three openings of five are new enough');
is(line($account{ siren('000001115') }, 'hiring')->{verdict}, 'miss', 'two are not three');
is(line($account{ siren('000001073') }, 'crm')->{verdict}, 'unknown', 'another CRM is no proof that there is not ours as well');
is(scalar @{ $account{ siren('000001115') }{facts}{signal} }, 1, 'one round told by two sources on two days is one');
is($account{ siren('000001115') }{facts}{signal}[0]{round}, 'seed', 'with what the one says');
like($account{ siren('000001115') }{facts}{signal}[0]{title}, qr/^Mousqueton/, 'and what the other adds');
ok(!$account{ siren('000004036') }, 'a customer known by its site alone is dropped');
ok($account{ siren('000001081') }, 'a company with the name of a customer is not');

# ---- why: where each of the others left ----

my %left = (
	'000002014' => qr/dropped in scan by must line 'size'/, '000002048' => qr/dropped in scan by must line 'software'/,
	'000002097' => qr/dropped in probe by must line 'size'/, '000002105' => qr/dropped in probe by must line 'size'/,
	'000003012' => qr/dropped in scan by must_not line 'large-group'/, '000003020' => qr/dropped in probe by must_not line 'insolvency'/,
	'000003038' => qr/dropped in scan by must_not line 'ceased'/, '000003046' => qr/dropped in scan by must_not line 'natural-person'/,
	'000003061' => qr/dropped in scan by must_not line 'legal-form'/, '000003095' => qr/dropped in probe by must_not line 'lost-deal'/,
	'000004010' => qr/dropped in scan by filter 'suppress': already a customer/, '000004028' => qr/dropped in scan by filter 'suppress'/,
	'000004036' => qr/dropped in finish by filter 'suppress'/, '000004044' => qr/dropped in finish by filter 'suppress'/,
	'000004051' => qr/dropped in scan by filter 'shell_company'/, '000001214' => qr/its fit is below the floor/,
	'000005017' => qr/\Aopted out of re-use \(sirene, file of 2026-10-31\)\n\z/,
);
for my $siren (sort keys %left) {
	my ($why_code, $why) = winnow_in($world, 'why', 'pipelines/demo.lua', $siren, '--replay', 'tests/world/answers', '--as-of', as_of());
	is($why_code, 0, "why $siren");
	like($why, $left{$siren}, 'says where it left');
}

# ---- the same list, always ----

sub outputs { my $folder = shift; return map { read_file("$folder/out/demo.$_") } qw(csv jsonl) }
sub same_list
{
	my ($folder, $name) = @_;
	my @texts = (outputs($world), outputs($folder));
	ok($texts[$_] eq $texts[$_ + 2], "$name: the same " . (qw(CSV JSONL))[$_]) for 0, 1;
}

my @first = outputs($world);
($code) = run_demo($world);
is($code, 0, 'it runs a second time');
my @second = outputs($world);
ok($first[$_] eq $second[$_], 'a second run writes the same bytes: ' . (qw(CSV JSONL))[$_]) for 0, 1;

for my $threads (1, 4) {
	my $other = small_world();
	($code) = run_demo($other, '--threads', $threads);
	is($code, 0, "it runs with $threads threads");
	same_list($other, "$threads threads");
}

my ($header, @register) = split /(?<=\n)/, read_file("$world/tests/world/fr/StockUniteLegale.csv");
for my $order ([reverse @register], [sort { substr($a, 5) cmp substr($b, 5) || $a cmp $b } @register]) {
	my $other = small_world('tests/world/fr/StockUniteLegale.csv' => join '', $header, @$order);
	($code) = run_demo($other);
	is($code, 0, 'it runs on a register in another order');
	same_list($other, 'another order');
}

# ---- the cap is a contract ----

my $text = read_file(root() . '/pipelines/demo.lua');
for ([499, 0], [1, 0], [500, 1], [0, 1]) {
	my ($cap, $expected) = @$_;
	my $other = small_world('pipelines/demo.lua' => $text =~ s/cap\s*=\s*\d+/cap = $cap/r);
	($code, $out, $err) = run_demo($other, '--json');
	is($code, $expected, "cap = $cap");
	if ($expected) {
		like($err, qr{demo\.lua:4:9: cap is from 1 to 499, not $cap}, 'is refused in its place');
		ok(!-e "$other/out/demo.csv", 'and nothing is written');
	} else {
		is(json($out)->{funnel}{listed}, $cap < 20 ? $cap : 20, 'and holds');
		# Customers whom only the domain gives away are looked for among the listed: nobody else is worth the probe.
		is(json($out)->{funnel}{fitting}, $cap < 20 ? 22 : 20, 'and the funnel says how many fit');
	}
}

# ---- what make demo runs ----

{
	my $other = small_world();
	copy_file(root() . '/tests/world/demo.sh', "$other/tests/world/demo.sh");
	local $ENV{BUILD} = build();
	my $said = `cd '$other' && sh tests/world/demo.sh 2>&1`;
	is($?, 0, 'demo.sh runs');
	like($said, qr/LUMIGRAPHE/, 'it shows the best account');
	like($said, qr{out/demo\.csv}, 'and says where the list is');
	ok(-s "$other/out/demo.$_", "out/demo.$_ is there") for qw(csv jsonl);
}

done_testing();
