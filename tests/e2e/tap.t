#!/usr/bin/perl
# winnow tap: real companies as they leave a phase; nothing is delivered, nothing is written, who opted out is not among them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $world = small_world();
sub tap
{
	my @arguments = @_;
	return winnow_in($world, 'tap', 'pipelines/demo.lua', @arguments, '--replay', 'tests/world/answers', '--as-of', as_of());
}
sub ids { return [map { /^(\S+:\S+)$/ ? $1 : () } split /\n/, shift] }

my %count = (scan => 27, probe => 27, select => 22, finish => 20);
my %all;
for my $phase (qw(scan probe select finish)) {
	my ($code, $out, $err) = tap($phase);
	is($code, 0, "$phase: exit code 0");
	is(@{ ids($out) }, 10, "$phase: ten, where nothing is said");
	my $word = $phase eq 'probe' ? 'enter' : 'leave';
	like($err, qr/^10 of $count{$phase} companies that $word $phase$/m, "$phase: of how many");
	is((tap($phase))[1], $out, "$phase: the same ten again");
	is((tap($phase, '--threads', 4))[1], $out, "$phase: and with four threads");
	($code, $out) = tap($phase, '--limit', 1000);
	$all{$phase} = ids($out);
	is(@{ $all{$phase} }, $count{$phase}, "$phase: all of them");
	my ($json_code, $lines) = tap($phase, '--limit', 1000, '--json');
	my @objects = map { json($_) } split /\n/, $lines;
	is_deeply([map { $_->{id} } @objects], $all{$phase}, "$phase: the same as JSON");
	is_deeply([grep { $_->{phase} ne $phase || !$_->{facts}{name} } @objects], [], "$phase: with phase and facts");
}
ok(!-e "$world/pipelines/.winnow" && !-e "$world/out", 'no store, no list');

# What leaves finish is the list.
my ($code, $out) = run_demo($world);
my @list = map { $_->{id} } json_lines("$world/out/demo.jsonl");
is_deeply($all{finish}, \@list, 'finish: the list in its order');
my %fits = map { $_ => 1 } @{ $all{select} };
is_deeply([grep { !$fits{$_} } @list], [], 'the list was among what select left');
my %candidate = map { $_ => 1 } @{ $all{scan} };
is_deeply([grep { !$candidate{$_} } @{ $all{select} }], [], 'and those among the candidates');

# Facts with evidence, and what is open.
(undef, $out) = tap('scan', 'fr-siren:000001016');
like($out, qr/^fr-siren:000001016\n  a candidate, .*\n  open: insolvency, lost-deal\n/, 'one company at the scan');
like($out, qr/^ +country = FR   \[sirene, StockUniteLegale\.csv#000001016, 2026-10-31\]$/m, 'with evidence');
unlike($out, qr/recherche_entreprises/, 'before anybody was asked');
(undef, $out) = tap('probe', 'fr-siren:000001016');
like($out, qr/^  it fits, tier A, .*$/m, 'after the probes');
like($out, qr/^ +region = FR-69   \[recherche_entreprises, https:/m, 'with what they found');

# Those that are not there.
my %by = map { $_->{id} => $_ } map { json($_) } split /\n/, (tap('probe', '--limit', 1000, '--json'))[1];
my ($dropped) = sort grep { $by{$_}{fate} ne 'fits' } keys %by;
ok($dropped, 'some leave in probe');
(undef, $out) = tap('probe', $dropped);
like($out, qr/^  (dropped in probe by|held in probe|left out)/m, 'which is said');
my $err;
($code, $out, $err) = tap('select', $dropped);
is($out, '', 'and are not among what select leaves');
like($err, qr/^it left in probe: winnow why pipelines\/demo\.lua \Q$dropped\E says by what$/m, 'which is said too');
($code, $out, $err) = tap('scan', 'fr-siren:552100554');
is($code, 2, 'no source has it');
like($err, qr/no source of this pipeline has/, 'is said');

# Opted out: the first of the world whose status is not O.
my ($header, @rows) = split /\n/, read_file("$world/tests/world/fr/StockUniteLegale.csv");
my @names = split /,/, $header;
my ($column) = grep { $names[$_] eq 'statutDiffusionUniteLegale' } 0 .. $#names;
my @objecting = map { my @cells = split /,/; $cells[$column] ne 'O' && $cells[0] =~ /^\d{9}$/ ? $cells[0] : () } @rows;
ok(@objecting, 'the world has companies that object');
for my $siren (@objecting) {
	($code, $out, $err) = tap('scan', "fr-siren:$siren");
	is($out, "opted out of re-use (sirene, file of 2026-10-31)\n", "$siren objects: nothing else of it");
	is_deeply([grep { $_ eq "fr-siren:$siren" } map { @$_ } values %all], [], "$siren: and never among the others");
}

# Bad usage.
for (['sacn', qr/'sacn' is no phase .*; did you mean 'scan'\?/], ['deliver', qr/'deliver' is no phase/], ['scan --limit 0', qr/--limit: '0' is not a number/]) {
	my ($arguments, $message) = @$_;
	($code, $out, $err) = tap(split / /, $arguments);
	is($code, 1, "$arguments: exit code 1");
	like($err, $message, 'and why');
}

done_testing;
