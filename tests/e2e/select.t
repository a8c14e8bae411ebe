#!/usr/bin/perl
# Several profiles in one pipeline, quotas, one account of each group or domain: cases by hand, then random worlds against a slow and
# obvious reading of the same rows. WINNOW_WORLDS=n runs more of them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my $seed = $ENV{WINNOW_SEED} // time;
srand $seed;
diag("WINNOW_SEED=$seed");
my $worlds = $ENV{WINNOW_WORLDS} // 40;
my @day = ('--as-of', as_of());

# ---- a small market: companies with a score for each of two profiles ----

my @columns = qw(Id Name A InA B InB Region Group Domain);
my $source = 'source "csv" { file = "c.csv", id = { "gb-crn", "Id" }, date = "2026-10-01", columns = { name = "Name", x_a = "A", x_in_a = "InA", x_b = "B",
    x_in_b = "InB", region = "Region", group = "Group", domain = "Domain" } },';

# Ten lines of ten points: x_a = 7 is a fit of 70.
sub profile
{
	my ($letter, $rest) = @_;
	my $lines = join "\n", map { "    { 10, \"$letter $_\", x_$letter = at_least($_) }," } 1 .. 10;
	return "icp {\n  name = \"Profile $letter\",\n  fields = { x_a = \"number\", x_in_a = \"flag\", x_b = \"number\", x_in_b = \"flag\" },\n"
		. "  must = { { \"in $letter\", x_in_$letter = true } },\n  fit = {\n$lines\n  },\n  $rest\n}\n";
}

sub id { return sprintf 'gb-crn:%08d', shift }

# Companies as hashes by column; Id is a number.
sub market
{
	my %given = (a => 'tiers = { A = 70, B = 40 },', b => 'tiers = { A = 70, B = 40 },', settings => '', icp => '{ "a.lua", "b.lua" }', steps => '', @_);
	my $folder = folder();
	write_file("$folder/a.lua", profile('a', $given{a}));
	write_file("$folder/b.lua", profile('b', $given{b}));
	write_file("$folder/$_", $given{files}{$_}) for keys %{ $given{files} // {} };
	write_file("$folder/c.csv", join '', map { "$_\n" } join(',', @columns),
		map { my $row = $_; join ',', sprintf('%08d', $row->{Id}), map { $row->{$_} // '' } @columns[1 .. $#columns] } @{ $given{rows} });
	write_file("$folder/p.lua", "pipeline {\n  icp = $given{icp},\n  $given{settings}\n  $source\n  $given{steps}\n"
		. "  sink \"csv\" { path = \"out.csv\" },\n  sink \"jsonl\" { path = \"out.jsonl\" },\n}\n");
	return $folder;
}

sub run_it
{
	my ($folder, @more) = @_;
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json', @more);
	is($code, 0, 'it runs') or diag($err);
	return (json($out), [json_lines("$folder/out.jsonl")]);
}

sub row { my ($id, $a, $b, %more) = @_; return { Id => $id, Name => "C$id", A => $a, InA => 'yes', B => $b, InB => 'yes', %more } }
sub listed { return [map { $_->{id} =~ /0*(\d+)$/ } @{ $_[0] }] }

# ---- several profiles, by hand ----

{
	my $folder = market(b => 'tiers = { A = 70, B = 40 }, floor = 30,', rows => [
		row(1, 7, 10),                  # A under both: the first in the list, though the other scores more
		row(2, 5, 7),                   # B and A: under b
		row(3, 2, 3),                   # no tier under either: the first
		row(4, 9, 9, InA => 'no'),      # dropped by a
		row(5, 1, 2),                   # below the floor of b: under a
		row(6, 0, 2, InA => 'no'),      # dropped by a, below the floor of b
		row(7, 9, 9, InA => 'no', InB => 'no'),
		row(8, 7, 5, InA => ''),        # open under a, and yet the better tier
		row(9, 0, 1),                   # listed with nothing but its place in a
	]);
	my ($report, $list) = run_it($folder);
	my %by = map { $_->{id} => $_ } @$list;
	my %wanted = (1 => 'a', 2 => 'b', 3 => 'a', 4 => 'b', 5 => 'a', 8 => 'a', 9 => 'a');
	is_deeply({ map { $_->{id} =~ /0*(\d+)$/, $_->{icp} } @$list }, \%wanted, 'each under the profile of its best tier');
	is_deeply(listed($list), [4, 1, 2, 3, 5, 9, 8], 'rank: open lines, then tier, then fit, whatever the profile');
	is($by{ id(2) }{tier}, 'A', 'its tier is that of its profile');
	is_deeply([map { [@$_{qw(icp name tier fate)}, $_->{fit}{score}] } @{ $by{ id(2) }{profiles} }],
		[['a', 'Profile a', 'B', 'fits', '50.0'], ['b', 'Profile b', 'A', 'fits', '70.0']], 'both profiles are shown with it');
	is_deeply([map { @$_{qw(fate line)} } @{ $by{ id(4) }{profiles} }], ['line', 'in-a', 'fits', undef], 'also that one drops it, and by which line');
	is($by{ id(5) }{profiles}[1]{fate}, 'floor', 'or puts it below its floor');
	is_deeply([map { $_->{id} } @{ $by{ id(2) }{lines} }], ['in-b', 'ceased', 'natural-person', map { "b-$_" } 1 .. 10], 'its lines are those of its profile');
	like($by{ id(2) }{reasons}, qr/^10 of 10: b 1;/, 'and so are the reasons');
	my $funnel = $report->{funnel};
	is_deeply([@$funnel{qw(candidates below_floor fitting listed)}], [8, 1, 7, 7], 'a company is counted once');
	is_deeply([map { [@$_{qw(icp line scan)}] } @{ $funnel->{dropped} }], [['a', 'in-a', 3], ['b', 'in-b', 1]], 'and under each profile for itself');
	is_deeply([map { [@$_{qw(icp below_floor fitting listed)}] } @{ $report->{profiles} }], [['a', 0, 6, 5], ['b', 3, 5, 2]], 'with what became of it there');
	is($report->{icp}, 'Profile a + Profile b', 'the list is called after both');
	isnt($report->{profiles}[0]{meaning}, $report->{profiles}[1]{meaning}, 'the manifest has the meaning of each');
	like(read_file("$folder/out.csv"), qr/,icp,tier,fit,timing,undecided,reasons,winnow_id\n/, 'a column says which');
	my ($code, $out) = winnow_in($folder, 'why', 'p.lua', id(5), @day);
	is($code, 0, 'why');
	like($out, qr/it fits, and stands under 'a'\n/, 'says where it stands');
	like($out, qr/^under 'a' \(Profile a\): tier -, fit 10\.0, timing 0\.0\n  must     match   in a\n/m, 'what the one says');
	like($out, qr/^under 'b' \(Profile b\): left out: its fit is below the floor\n/m, 'and what the other');
	($code, $out) = winnow_in($folder, 'why', 'p.lua', id(7), @day);
	like($out, qr/every profile leaves it out\n.*^under 'a' .*: dropped in scan by must line 'in-a'.*^under 'b' .*: dropped in scan by must line 'in-b'/ms, 'out under both');
	($code, $out) = winnow_in($folder, 'why', 'p.lua', id(6), @day, '--json');
	my $why = json($out);
	is_deeply([$why->{fate}, $why->{icp}, map { scalar @{ $_->{lines} } } @{ $why->{profiles} }], ['floor', undef, 13, 13], 'as JSON, with the lines of each');
	($code, $out) = winnow_in($folder, 'plan', 'p.lua');
	like($out, qr/^  profile 'a': Profile a\n    must     in-a: .*^  profile 'b': Profile b\n    must     in-b: /ms, 'the plan has the gates of each');
}

# One profile is the usual case, in braces or without.
{
	my @rows = map { row($_, $_, 1) } 1 .. 5;
	my ($alone, $list) = map { my $folder = market(icp => $_, rows => \@rows); run_it($folder); $folder } '"a.lua"', '{ "a.lua" }';
	is(read_file("$alone/out.$_"), read_file("$list/out.$_"), "one profile in a list is one profile: $_") for qw(csv jsonl);
	unlike(read_file("$alone/out.csv"), qr/icp/, 'and no column says so');
	unlike(read_file("$alone/out.jsonl"), qr/"icp"|"profiles"|"quota"|"others"/, 'and no key');
}

# A rule whose own code fails under one profile holds the company, unless that profile has dropped it anyway.
{
	my $broken = "  must_not = { { \"broken\", when({ \"x_a\" }, function(x) if x.low >= 9 then error(\"oops\") end return false end) } },\n";
	my $folder = market(rows => [row(1, 9, 9), row(2, 5, 5), row(3, 9, 9, InA => 'no')]);
	write_file("$folder/a.lua", profile('a', $broken));
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json');
	is($code, 3, 'a rule that fails is no small matter');
	is_deeply(listed([json_lines("$folder/out.jsonl")]), [3, 2], 'held under one profile is held');
	is_deeply([map { $_->{id} } @{ json($out)->{held} }], [id(1)], 'and named apart');
	like(json($out)->{held}[0]{reason}, qr/^profile 'a': .*oops/, 'with the profile whose rule it was');
}

# undecided = "drop" is the rule of one profile.
{
	my ($report, $list) = run_it(market(a => 'undecided = "drop", tiers = { A = 70 },', rows => [row(1, 9, 1, InA => ''), row(2, 1, 1, InA => '', InB => 'no'), row(3, 8, 1)]));
	is_deeply([map { "$_->{id} $_->{icp}" } @$list], [id(3) . ' a', id(1) . ' b'], 'who is undecided under one may stand under the other');
	is_deeply([$report->{funnel}{undecided_dropped}, map { $_->{undecided_dropped} } @{ $report->{profiles} }], [1, 2, 0], 'and is counted for itself');
}

# ---- quotas, by hand ----

{
	my @rows = (row(1, 10, 0, Region => 'FR-69'), row(2, 9, 0, Region => 'FR-69'), row(3, 8, 0, Region => 'FR-75'), row(4, 7, 0), row(5, 6, 0, Region => 'FR-69'),
		row(6, 5, 0, Region => 'FR-75'));
	my $folder = market(icp => '"a.lua"', rows => \@rows, settings => 'quota = { { 2, "Lyon is not everything", region = "FR-69" } },');
	my ($report, $list) = run_it($folder);
	is_deeply(listed($list), [1, 2, 3, 6], 'at most two, and who may be meant counts: the one of no region is passed over');
	is_deeply([map { $_->{quota} } @$list], [['Lyon is not everything'], ['Lyon is not everything'], [], []], 'an account says which quotas count it');
	is_deeply([@{ $report->{quota}[0] }{qw(label most listed passed_over)}], ['Lyon is not everything', 2, 2, 2], 'the report counts by label');
	my ($code, $out) = winnow_in($folder, 'run', 'p.lua', @day);
	like($out, qr/6  fit\n *- 2 passed over: quota 'Lyon is not everything' is full \(2\)\n *4  on the list\n/, 'for people too');
	unlike($out, qr/too broad/, 'a list that a quota shortens is not too broad');
	($code, $out) = winnow_in($folder, 'why', 'p.lua', id(5), @day);
	like($out, qr/not on the last list .*\nquota 'Lyon is not everything' counts it: 2 of at most 2 stand on that list, so it is full\n/, 'why says so');
	($code, $out) = winnow_in($folder, 'why', 'p.lua', id(5), @day, '--json');
	is_deeply(json($out)->{quota}, [{ label => 'Lyon is not everything', most => 2, on_last_list => 2 }], 'as JSON');
	($code, $out) = winnow_in($folder, 'plan', 'p.lua');
	like($out, qr/^select, in order of rank\n  quota    at most 2, Lyon is not everything: region is FR-69\n/m, 'the plan names it');
}
for (
	['two quotas: one that is full passes over', '{ 1, "one", x_a = at_least(8) }, { 2, "two", x_a = at_least(5) }', [10, 7, 4, 3]],
	['a quota with a function', '{ 1, "odd", when({ "x_a" }, function(x) return x.low % 2 == 1 end) }', [10, 9, 8, 6, 4]],
	['a function that fails counts as unknown', '{ 2, "bad", when({ "x_a" }, function(x) error("no") end) }', [10, 9]],
	['a condition in words', '{ 1, "either", any_of { x_a = at_least(10), none_of { x_a = at_least(6) } } }', [10, 9, 8, 7, 6]],
	['a quota that nobody is in', '{ 1, "nobody", x_a = at_least(11) }', [reverse 3 .. 10]],
) {
	my ($name, $quota, $wanted) = @$_;
	my ($report, $list) = run_it(market(icp => '"a.lua"', rows => [map { row($_, $_, 0) } 3 .. 10], settings => "quota = { $quota },"));
	is_deeply(listed($list), $wanted, $name);
}

# The pseudo-field is the profile that the company stands under.
{
	my @rows = (row(1, 9, 0), row(2, 8, 0), row(3, 0, 9), row(4, 0, 8), row(5, 7, 7));
	my ($report, $list) = run_it(market(rows => \@rows, settings => 'quota = { { 1, "a few of b", icp = "b" }, { 2, icp = "a" } },'));
	is_deeply(listed($list), [1, 3, 2], 'so many of each profile');
	is($report->{quota}[1]{label}, 'icp is a', 'a quota without a label has one all the same');
}

# ---- one of each group, by hand ----

{
	my @rows = (row(1, 10, 0, Group => 'lei:X'), row(2, 9, 0, Group => 'lei:X'), row(3, 8, 0, Group => id(4)), row(4, 7, 0), row(5, 6, 0), row(6, 5, 0, Group => id(5)),
		row(7, 4, 0), row(8, 3, 0, Group => 'lei:X'));
	my $folder = market(icp => '"a.lua"', rows => \@rows, settings => "one_per = \"group\",\n  cap = 3,");
	my ($report, $list) = run_it($folder);
	is_deeply(listed($list), [1, 3, 5], 'the best of each group; a parent belongs to the group that bears its id');
	is_deeply([map { [map { $_->{name} } @{ $_->{others} }] } @$list], [['C2', 'C8'], ['C4'], ['C6']], 'the others are named beside it, also behind the last place');
	is($report->{funnel}{beside}, 4, 'and counted');
	like(read_file("$folder/out.csv"), qr/,winnow_id,others\n.*,C2 \(\Q${\id(2)}\E\); C8 \(\Q${\id(8)}\E\)\n/, 'in a column of their own');
	my ($code, $out) = winnow_in($folder, 'why', 'p.lua', id(8), @day);
	like($out, qr/not on the last list .*\nthere it is named beside place 1, \Q${\id(1)}\E\n/, 'why says where');
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day);
	like($out, qr/- 4 named beside an account of the same group\n.*too broad for the cap of 3.*stands for C2 \(/s, 'for people too');
}
{
	my @rows = (row(1, 10, 0, Domain => 'acme.fr'), row(2, 9, 0, Domain => 'shop.acme.fr'), row(3, 8, 0), row(4, 7, 0), row(5, 6, 0, Domain => 'acme.co.uk'), row(6, 5, 0, Domain => 'x.co.uk'));
	my ($report, $list) = run_it(market(icp => '"a.lua"', rows => \@rows, settings => 'one_per = "domain",'));
	is_deeply(listed($list), [1, 3, 4, 5, 6], 'by registrable domain; who has none stands alone');
}

# Both: whoever a quota passes over is no account, so the next of the group has its turn.
{
	my @rows = (row(1, 10, 0, Region => 'FR-69'), row(2, 9, 0, Region => 'FR-69', Group => 'g'), row(3, 8, 0, Region => 'FR-75', Group => 'g'), row(4, 7, 0, Region => 'FR-75', Group => 'g'));
	my ($report, $list) = run_it(market(icp => '"a.lua"', rows => \@rows, settings => 'quota = { { 1, "Lyon", region = "FR-69" } }, one_per = "group",'));
	is_deeply(listed($list), [1, 3], 'a quota is tested before the group is taken');
	is_deeply([$report->{quota}[0]{passed_over}, $report->{funnel}{beside}], [1, 1], 'one passed over, one beside');
}

# Who is taken off in finish leaves the group and the quota to the next.
{
	my @rows = (row(1, 10, 0, Region => 'FR-69', Group => 'g'), row(2, 9, 0, Region => 'FR-75', Group => 'g'), row(3, 8, 0, Region => 'FR-75', Group => 'g'),
		row(4, 7, 0, Region => 'FR-69'), row(5, 6, 0, Region => 'FR-69'));
	my ($report, $list) = run_it(market(icp => '{ "a.lua", "b.lua" }', rows => \@rows, settings => 'quota = { { 1, "Lyon", region = "FR-69" } }, one_per = "group",',
		steps => 'enrich "table" { file = "sites.csv", by = { "crn", "Id" }, columns = { domain = "Site" } }, filter "suppress" { file = "customers.csv", reason = "a customer" },',
		files => { 'sites.csv' => "Id,Site\n" . join('', map { sprintf "%08d,site$_.fr\n", $_ } 1 .. 5), 'customers.csv' => "domain\nsite1.fr\n" }));
	is_deeply(listed($list), [2, 4], 'the next of the group, and the next that the quota counts');
	is_deeply([map { $_->{id} } @{ $list->[0]{others} }], [id(3)], 'the third stands beside another now');
	is_deeply([$list->[1]{quota}, $report->{quota}[0]{listed}, $report->{quota}[0]{passed_over}], [['Lyon'], 1, 1], 'the quota is counted anew');
	is_deeply([@{ $report->{funnel} }{qw(left_in_finish listed beside fitting)}], [1, 2, 1, 4], 'and so is all of it');
}

# keep holds the account of a group that was listed, and its profile.
{
	my @rows = (row(1, 6, 0, Group => 'g'), row(2, 5, 0, Group => 'g'));
	my $folder = market(icp => '"a.lua"', rows => \@rows, settings => 'one_per = "group", keep = 15,');
	run_it($folder);
	write_file("$folder/c.csv", read_file("$folder/c.csv") =~ s/C2,5/C2,7/r);
	my ($report, $list) = run_it($folder);
	is_deeply(listed($list), [1], 'ten points more do not unseat the account');
	write_file("$folder/c.csv", read_file("$folder/c.csv") =~ s/C2,7/C2,8/r);
	($report, $list) = run_it($folder);
	is_deeply(listed($list), [2], 'twenty do');
	is($list->[0]{others}[0]{id}, id(1), 'and the old one stands beside');
}

# Who objects leaves no trace, also where it was named beside an account.
{
	my ($first, $second, $third) = map { siren(8100 + $_) } 1 .. 3;
	my @units = (unit($first), unit($second, trancheEffectifs => '21'), unit($third, trancheEffectifs => '12'));
	my $folder = project(register => register(@units), settings => 'one_per = "group",',
		steps => 'enrich "table" { file = "groups.csv", by = "siren", columns = { group = "Group" } },',
		files => { 'groups.csv' => "siren,Group\n" . join '', map { "$_,g\n" } $first, $second, $third });
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day);
	is($code, 0, 'one account stands for three') or diag($err);
	is_deeply([named_like("$folder/.winnow", $second)], ['p.db'], 'the store knows whom');
	write_file("$folder/register.csv", register($units[0], unit($second, trancheEffectifs => '21', statutDiffusion => 'P'), $units[2]));
	($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day);
	is($code, 0, 'one of them objects') or diag($err);
	is_deeply([named_like($folder, $second)], ['groups.csv', 'register.csv'], 'and is forgotten: only what the user keeps names it');
	my ($account) = json_lines("$folder/out/list.jsonl");
	is_deeply([$account->{id}, map { $_->{id} } @{ $account->{others} }], [map { "fr-siren:$_" } $first, $third], 'the account and the third stay');
	like(join('', map { read_file("$folder/.winnow/p.db") } 1), qr/\Q$third\E/, 'in the store too');
}

# A quota or one_per on a field that only a probe brings has the probe run before the rank, and the plan says what that costs.
{
	my $table = 'enrich "table" { file = "regions.csv", by = { "crn", "Id" }, columns = { postcode = "Postcode" } },';
	my %given = (icp => '"a.lua"', rows => [map { row($_, $_, 0) } 1 .. 4], steps => $table,
		files => { 'regions.csv' => "Id,Postcode\n" . join '', map { sprintf "%08d,%s\n", $_, $_ > 2 ? '69001' : '75001' } 1 .. 4 });
	my $folder = market(%given);
	my ($code, $out) = winnow_in($folder, 'plan', 'p.lua');
	like($out, qr/^finish, accounts of the list only\n  enrich "table"/m, 'nothing reads it: asked for the list alone');
	$folder = market(%given, settings => 'quota = { { 1, "one of Lyon", postcode = "69001" } },');
	($code, $out) = winnow_in($folder, 'plan', 'p.lua');
	like($out, qr/^probe, every candidate, in this order\n  enrich "table"/m, 'a quota reads it: asked before');
	like($out, qr/at most 1, one of Lyon: .*\n      costs a probe of every candidate by enrich "table", at most 0 requests and 0 credits each\n/, 'which the plan says');
	($code, $out) = winnow_in($folder, 'plan', 'p.lua', '--json');
	is_deeply(json($out)->{quota}, [{ label => 'one of Lyon', most => 1, reads => ['postcode'], probes => ['table'] }], 'as JSON');
	my ($report, $list) = run_it($folder);
	is_deeply(listed($list), [4, 2, 1], 'and holds');
}

# Of a register most rows go by their bytes. Two profiles keep together whom either keeps alone, and each drops as it does alone.
{
	my %icp = (
		big => 'must = { { "big", employees = at_least(50) } }, must_not = { { "young", founded = within(years(6)) } }',
		trade => 'must = { { "trade", industry = nace { "46", "47" } }, { "not tiny", employees = at_least(3) } }',
	);
	my $folder = folder();
	is(system(build() . '/tests/world/generate', '--rows', 1500, '--out', $folder, '--seed', int rand 1e6), 0, 'a register of 1,500 rows');
	write_file("$folder/$_.lua", "icp { name = \"$_\", $icp{$_} }\n") for keys %icp;
	my (%kept, %drops);
	for my $names (['big'], ['trade'], ['big', 'trade']) {
		my $list = join ', ', map { "\"$_.lua\"" } @$names;
		write_file("$folder/p.lua", "pipeline { icp = { $list }, source \"sirene\" { file = \"StockUniteLegale.csv\" }, sink \"jsonl\" { path = \"out.jsonl\" } }\n");
		my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json');
		is($code, 0, "@$names") or diag($err);
		my $report = json($out);
		cmp_ok($report->{funnel}{fitting}, '<', 499, 'all that fit are on the list');
		$kept{"@$names"} = [sort map { $_->{id} } json_lines("$folder/out.jsonl")];
		push @{ $drops{"@$names"} }, map { [$_->{icp} // $names->[0], @$_{qw(line scan)}] } @{ $report->{funnel}{dropped} };
	}
	my %either = map { $_ => 1 } @{ $kept{big} }, @{ $kept{trade} };
	is_deeply($kept{'big trade'}, [sort keys %either], 'whom either keeps');
	is_deeply($drops{'big trade'}, [@{ $drops{big} }, @{ $drops{trade} }], 'and each drops as it does alone');
}

# ---- random worlds ----

sub pick { return $_[rand @_] }
my $conditions = [
	['region = "FR-69"', sub { my $is = $_[0]{Region}; $is eq '' ? undef : $is eq 'FR-69' ? 1 : 0 }],
	['region = { "FR-75", "FR-13" }', sub { my $is = $_[0]{Region}; $is eq '' ? undef : $is =~ /75|13/ ? 1 : 0 }],
	['x_a = at_least(6)', sub { my $is = $_[0]{A}; $is eq '' ? undef : $is >= 6 ? 1 : 0 }],
	['x_b = below(4)', sub { my $is = $_[0]{B}; $is eq '' ? undef : $is < 4 ? 1 : 0 }],
	['icp = "a"', sub { $_[1] eq 'a' ? 1 : 0 }],
	['none_of { icp = "a" }', sub { $_[1] eq 'a' ? 0 : 1 }],
];

# Under one profile: undef: out; else open lines, place of the tier, fit.
sub judged
{
	my ($row, $letter, $setting) = @_;
	my ($score, $in) = @$row{ uc $letter, 'In' . uc $letter };
	return undef if $in eq 'no';
	my ($fit, $open) = (10 * ($score || 0), $in eq '' ? 1 : 0);
	return undef if $setting->{drops} && $open || $fit < $setting->{floor};
	my ($tier) = grep { $fit >= $setting->{tiers}[$_] } 0 .. $#{ $setting->{tiers} };
	return { open => $open, tier => $tier // 99, fit => $fit, icp => $letter };
}

# The registrable domain of those that are drawn below.
sub registrable { return $_[0] =~ s/^.*?([^.]+\.(?:co\.uk|fr))$/$1/r }

for my $world (1 .. $worlds) {
	my @rows = map { {
		Id => $_, Name => "C$_", A => pick('', 0 .. 10), InA => pick('', 'no', ('yes') x 4), B => pick('', 0 .. 10), InB => pick('', 'no', ('yes') x 4),
		Region => pick('', 'FR-69', 'FR-75', 'FR-13'), Group => pick(('') x 3, 'g1', 'g2', 'g3', id(1 + int rand 20)),
		Domain => pick('', '', map { my $name = $_; map { "$_$name" } '', 'www.', 'shop.' } 'one.fr', 'two.co.uk', 'three.fr'),
	} } 1 .. 10 + int rand 60;
	my %setting = map { $_ => { tiers => pick([], [70], [70, 40], [90, 60, 30]), floor => pick(0, 0, 20, 40), drops => pick(0, 0, 1) } } qw(a b);
	my ($cap, $one_per, @letters) = (pick(5, 20, 499), pick('', 'group', 'domain'), pick(['a', 'b'], ['b', 'a'], ['a'])->@*);
	my @quotas = map { { most => 1 + int rand 6, is => $_ } } grep { rand() < .35 } @$conditions;
	my $number = 0;
	my %text = map {
		my $setting = $setting{$_};
		my @names = qw(A B C);
		$_ => join(', ', (@{ $setting->{tiers} } ? 'tiers = { ' . join(', ', map { "$names[$_] = $setting->{tiers}[$_]" } 0 .. $#{ $setting->{tiers} }) . ' }' : ()),
			($setting->{floor} ? "floor = $setting->{floor}" : ()), ($setting->{drops} ? 'undecided = "drop"' : ())) . (@{ $setting->{tiers} } || $setting->{floor} || $setting->{drops} ? ',' : '')
	} keys %setting;
	my $settings = "cap = $cap," . ($one_per ? " one_per = \"$one_per\"," : '')
		. (@quotas ? ' quota = { ' . join(', ', map { ++$number; "{ $_->{most}, \"quota $number\", $_->{is}[0] }" } @quotas) . ' },' : '');
	my $folder = market(%text, rows => \@rows, settings => $settings, icp => '{ ' . join(', ', map { "\"$_.lua\"" } @letters) . ' }');

	# The obvious reading.
	my @in;
	for my $row (@rows) {
		my ($best) = sort { $a->{tier} <=> $b->{tier} || $a->{order} <=> $b->{order} }
			map { my $is = judged($row, $letters[$_], $setting{ $letters[$_] }); $is ? { %$is, order => $_, row => $row } : () } 0 .. $#letters;
		push @in, $best if $best;
	}
	@in = sort { $a->{open} <=> $b->{open} || $a->{tier} <=> $b->{tier} || $b->{fit} <=> $a->{fit} || $a->{row}{Id} <=> $b->{row}{Id} } @in;
	my (@wanted, %account_of, @passed);
	for my $company (@in) {
		my $row = $company->{row};
		my @names = $one_per eq 'group' ? ($row->{Group} ne '' ? $row->{Group} : id($row->{Id})) : $one_per eq 'domain' && $row->{Domain} ne '' ? registrable($row->{Domain}) : ();
		if (my ($account) = map { $account_of{$_} // () } @names) {
			push @{ $account->{others} }, id($row->{Id});
			next;
		}
		next if @wanted == $cap;
		my @counting = grep { my $is = $quotas[$_]{is}[1]->($row, $company->{icp}); !defined $is || $is } 0 .. $#quotas;
		if (my ($full) = grep { ($quotas[$_]{listed} // 0) >= $quotas[$_]{most} } @counting) {
			$passed[$full]++;
			next;
		}
		$quotas[$_]{listed}++ for @counting;
		push @wanted, { id => id($row->{Id}), icp => $company->{icp}, fit => sprintf('%.1f', $company->{fit}), others => [], quota => [map { 'quota ' . ($_ + 1) } @counting] };
		$account_of{$_} = $wanted[-1] for @names;
	}

	my ($report, $list) = run_it($folder, '--threads', 1);
	my @got = map { { id => $_->{id}, icp => $_->{icp} // 'a', fit => $_->{fit}{score}, others => [map { $_->{id} } @{ $_->{others} // [] }], quota => $_->{quota} // [] } } @$list;
	is_deeply(\@got, \@wanted, "world $world: " . scalar(@wanted) . ' of ' . scalar(@in) . " that fit; $settings") or diag(map { read_file("$folder/$_") } qw(p.lua a.lua b.lua c.csv));
	is_deeply([map { $_->{passed_over} } @{ $report->{quota} // [] }], [map { $_ // 0 } @passed[0 .. $#quotas]], 'so many passed over by each quota');
	is($report->{funnel}{fitting}, scalar @in, 'so many fit');
	my @bytes = map { read_file("$folder/out.$_") } qw(csv jsonl);
	run_it($folder, '--threads', 4);
	is_deeply([map { read_file("$folder/out.$_") } qw(csv jsonl)], \@bytes, 'and four threads write the same bytes');
}
done_testing();
