#!/usr/bin/perl
# The cap is a contract: never more than it says, never a silent cut, and what is no cap is refused where it stands.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @run = ('run', 'p.lua', '--as-of', as_of());
my @bands = qw(12 21 22 31 32);
my $register = register(map { unit(siren(2000 + $_), trancheEffectifs => $bands[$_ % 5], dateCreation => sprintf('%d-05-0%d', 1995 + $_ % 30, 1 + $_ % 9),
	activitePrincipale => $_ % 3 ? '62.01Z' : '58.29C') } 1 .. 600);

sub with_cap { my $cap = shift; return project(register => $register, settings => "\n  $cap") }

# ---- 600 companies fit ----

my @whole;
for (['cap = 499,', 499], ['', 499], ['cap = 498,', 498], ['cap = 37,', 37], ['cap = 1,', 1]) {
	my ($setting, $cap) = @$_;
	my $folder = with_cap($setting);
	my ($code, $out, $err) = winnow_in($folder, @run);
	is($code, 0, "$cap accounts" . ($setting ? '' : ' where nothing is said')) or diag($err);
	my @accounts = json_lines("$folder/out/list.jsonl");
	is(scalar @accounts, $cap, 'no more and no less in JSON Lines');
	is(scalar(csv_rows("$folder/out/list.csv")), $cap, 'and in the CSV');
	is_deeply([map { $_->{place} } @accounts], [1 .. $cap], 'in places 1 to the cap');
	like($out, qr/^too broad for the cap of $cap: 600 companies fit; the list holds the best$/m, 'the cut is said');
	@whole = map { $_->{id} } @accounts if !@whole;
	is_deeply([map { $_->{id} } @accounts], [@whole[0 .. $cap - 1]], 'the best of the longer list');
	(undef, $out) = winnow_in($folder, @run, '--json');
	my $list = json($out);
	is_deeply([$list->{cap}, @{ $list->{funnel} }{qw(fitting listed)}], [$cap, 600, $cap], 'and the report counts both');
}

# ---- fewer than the cap: nothing is said of it ----

{
	my $folder = project(register => register(map { unit(siren(2000 + $_)) } 1 .. 5), settings => 'cap = 5,');
	my (undef, $out) = winnow_in($folder, @run);
	unlike($out, qr/too broad/, 'a list that is just full is not too broad');
}

# ---- what is no cap ----

for (['500', qr/cap is from 1 to 499, not 500$/], ['0', qr/cap is from 1 to 499, not 0$/], ['-1', qr/cap is from 1 to 499, not -1$/],
	['1000000000000', qr/cap is from 1 to 499, not 1000000000000$/], ['"10"', qr/cap is a whole number from 1 to 499, not a text$/],
	['1.5', qr/cap is a whole number from 1 to 499, not a number$/],
	['true', qr/cap is a whole number from 1 to 499, not/], ['{ 10 }', qr/cap is a whole number from 1 to 499, not a table$/]) {
	my ($cap, $message) = @$_;
	my $folder = with_cap("cap = $cap,");
	my $before = files_below($folder);
	for my $command (\@run, ['check', 'p.lua'], ['plan', 'p.lua'], ['why', 'p.lua', siren(2001)]) {
		my ($code, $out, $err) = winnow_in($folder, @$command);
		is($code, 1, "$command->[0] with cap = $cap: exit code 1");
		my ($said) = $err =~ /^\S*p\.lua:3:9: (.*)$/m;
		like($said // $err, $message, 'refused with file, line and column');
		is($out, '', 'and no result');
	}
	is_deeply(files_below($folder), $before, 'nothing was touched');
}

done_testing();
