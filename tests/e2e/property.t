#!/usr/bin/perl
# Random profiles on random registers, against a slow and obvious reading of the same rows: nobody who matches a must_not or misses
# a must is ever listed, and everybody else is; unknown keeps a company in. WINNOW_WORLDS=n runs more of them.
use strict;
use warnings;
my ($seed, $worlds);
BEGIN { ($seed, $worlds) = ($ENV{WINNOW_SEED} // time ^ $$, $ENV{WINNOW_WORLDS} // 12) }
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

srand $seed;
diag("WINNOW_SEED=$seed");

my %band = ('00' => [0, 0], '01' => [1, 2], '02' => [3, 5], '03' => [6, 9], 11 => [10, 19], 12 => [20, 49], 21 => [50, 99], 22 => [100, 199],
	31 => [200, 249], 32 => [250, 499], 41 => [500, 999], 42 => [1000, 1999], 51 => [2000, 4999], 52 => [5000, 9999], 53 => [10000, 9**15]);

sub pick { return $_[rand @_] }

# A condition: its text, and a verdict on a row: 1 match, 0 miss, undef unknown.
sub people
{
	my ($low, $high) = sort { $a <=> $b } map { int rand pick(12, 120, 600) } 1 .. 2;
	return ("employees = between($low, $high)", sub {
		my $is = $band{ $_[0]{trancheEffectifsUniteLegale} } or return undef;
		return 1 if $is->[0] >= $low && $is->[1] <= $high;
		return $is->[1] < $low || $is->[0] > $high ? 0 : undef;
	});
}

sub form
{
	my $prefix = pick(5, 54, 57, 6, 7, 92, 5710);
	return ("legal_form = cj { \"$prefix\" }", sub { $_[0]{categorieJuridiqueUniteLegale} =~ /^$prefix/ ? 1 : 0 });
}

sub size
{
	my $class = pick(qw(PME ETI GE));
	return ("size_class = \"$class\"", sub { my $is = $_[0]{categorieEntreprise}; $is eq '' ? undef : $is eq $class ? 1 : 0 });
}

sub age
{
	my $years = 1 + int rand 30;
	my $limit = sprintf '%04d-11-01', 2026 - $years;
	return ("founded = older_than(years($years))", sub {
		my $is = $_[0]{dateCreationUniteLegale};
		return $is eq '' || $is eq '1900-01-01' ? undef : $is le $limit ? 1 : 0;
	});
}

# Of several entries: all must hold, one, or none.
sub joined
{
	my @parts = map { [ pick(\&people, \&form, \&size, \&age)->() ] } 1 .. 2;
	my $word = pick(qw(all_of any_of none_of));
	return ("$word { " . join(', ', map { "{ $_->[0] }" } @parts) . ' }', sub {
		my @verdicts = map { $_->[1]->($_[0]) } @parts;
		my $matches = grep { $_ } @verdicts;
		my $open = grep { !defined } @verdicts;
		my $need = $word eq 'all_of' ? @parts : 1;
		my $verdict = $matches >= $need ? 1 : $matches + $open < $need ? 0 : undef;
		return $word eq 'none_of' && defined $verdict ? 1 - $verdict : $verdict;
	});
}

sub line { return [ pick(\&people, \&form, \&size, \&age, \&joined)->() ] }

# What the register itself rules out: objections, ceased ones, sole traders.
sub is_out
{
	my $row = shift;
	return $row->{statutDiffusionUniteLegale} ne 'O' || $row->{etatAdministratifUniteLegale} eq 'C' || $row->{categorieJuridiqueUniteLegale} eq '1000';
}

for my $world (1 .. $worlds) {
	my $folder = folder();
	my $rows = 200 + int rand 900;
	is(system(build() . '/tests/world/generate', '--rows', $rows, '--out', $folder, '--seed', int rand 1e6), 0, "world $world of $rows rows");
	my @must = map { line() } 1 .. int rand 3;
	my @must_not = map { line() } 1 .. 1 + int rand 3;
	my $lines = sub { join '', map { "    { \"line $_->[2]\", $_->[0] },\n" } @_ };
	my $number = 0;
	$_->[2] = ++$number for @must, @must_not;
	write_file("$folder/icp.lua", "icp {\n  name = \"random\",\n  must = {\n" . $lines->(@must) . "  },\n  must_not = {\n" . $lines->(@must_not) . "  },\n}\n");
	write_file("$folder/p.lua", 'pipeline { icp = "icp.lua", cap = 499, source "sirene" { file = "StockUniteLegale.csv" }, sink "jsonl" { path = "out.jsonl" } }');
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json');
	is($code, 0, 'it runs') or diag(read_file("$folder/icp.lua"), $err);
	my %wanted;
	for my $row (csv_rows("$folder/StockUniteLegale.csv")) {
		next if is_out($row) || grep { my $is = $_->[1]->($row); defined $is && !$is } @must;
		next if grep { $_->[1]->($row) } @must_not;
		$wanted{"fr-siren:$row->{siren}"} = 1;
	}
	my @listed = map { $_->{id} } json_lines("$folder/out.jsonl");
	is_deeply([ grep { !$wanted{$_} } @listed ], [], 'nobody is listed who must not be') or diag(read_file("$folder/icp.lua"));
	my $fitting = json($out)->{funnel}{fitting};
	is($fitting, scalar keys %wanted, 'and nobody else is missing') or diag(read_file("$folder/icp.lua"));
}
done_testing();
