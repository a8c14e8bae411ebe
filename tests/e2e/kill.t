#!/usr/bin/perl
# A run that is killed at any moment leaves each output whole, and the next command on the pipeline makes all of them old or all
# of them new. WINNOW_KILLS=n kills that often (50 if not set), WINNOW_SEED=n repeats a test.
use strict;
use warnings;
my ($kills, $seed);
BEGIN {
	# Winnow.pm clears what begins with WINNOW_.
	$kills = $ENV{WINNOW_KILLS} // 50;
	$seed = $ENV{WINNOW_SEED} // time ^ $$;
}
use FindBin;
use lib "$FindBin::Bin/lib";
use List::Util qw(max);
use POSIX ();
use Register;
use Test::More;
use Time::HiRes qw(time sleep);
use Winnow;

diag("WINNOW_SEED=$seed");
srand $seed;

# ---- two states of the register: other companies on the list, and other places for those on both ----

my @bands = qw(11 12 21 22 31);
sub row
{
	my $number = shift;
	my $activity = $number % 7 == 0 ? '62.01Z' : $number % 11 == 0 ? '58.29C' : '47.11B';
	return unit(siren($number), trancheEffectifs => $bands[rand @bands], activitePrincipale => $activity,
		dateCreation => sprintf('%d-%02d-%02d', 1990 + int rand 35, 1 + int rand 12, 1 + int rand 28));
}
sub state_of { return register(map { row($_) } 1000 .. 12999) }

my %register = (one => state_of(), two => state_of());
my @run = ('run', 'p.lua', '--as-of', as_of());
my $folder = project(register => $register{one});
my %list;

sub place_of
{
	my ($which, $id) = @_;
	my ($account) = grep { $_->{id} eq $id } @{ $list{$which}{accounts} };
	return $account && $account->{place};
}

for my $which (qw(two one)) {
	write_file("$folder/register.csv", $register{$which});
	my ($code, $out, $err) = winnow_in($folder, @run);
	is($code, 0, "the list of state $which") or diag($err);
	$list{$which}{bytes} = [outputs($folder)];
	$list{$which}{accounts} = [json_lines("$folder/out/list.jsonl")];
	is(scalar @{ $list{$which}{accounts} }, 499, 'is full');
}
isnt($list{one}{bytes}[$_], $list{two}{bytes}[$_], 'the two lists differ: ' . (qw(CSV JSONL))[$_]) for 0, 1;

# One company whose place tells which list the store believes in.
my ($witness) = grep { (place_of('two', $_) // 0) != place_of('one', $_) } map { $_->{id} } @{ $list{one}{accounts} };
ok($witness, 'a company has another place on the other list');

# ---- how long a run takes ----

sub start
{
	my @arguments = @_;
	my $child = fork // die "fork: $!\n";
	return $child if $child;
	chdir $folder or POSIX::_exit(127);
	open STDIN, '<', '/dev/null';
	open STDOUT, '>', '/dev/null';
	open STDERR, '>', '/dev/null';
	exec { build() . '/winnow' } 'winnow', @arguments or POSIX::_exit(127);
}

# Exit code, or minus the signal.
sub finish
{
	my $child = shift;
	waitpid $child, 0;
	return $? & 127 ? -($? & 127) : $? >> 8;
}

my $duration = max(map { my $begun = time; finish(start(@run)); time - $begun } 1 .. 3);
diag(sprintf 'a run takes %.0f ms', 1000 * $duration);

# ---- kills ----

my $current = 'one';

# A run that would change the list.
sub start_change
{
	my $next = $current eq 'one' ? 'two' : 'one';
	write_file("$folder/register.csv", $register{$next});
	return (start(@run), $next);
}

sub which_file { my ($name, $bytes) = @_; return (grep { $list{$_}{bytes}[$name] eq $bytes } qw(one two))[0] // 'neither' }
sub which_outputs { my @bytes = outputs($folder); return map { which_file($_, $bytes[$_]) } 0, 1 }

sub staged_now
{
	opendir my $out, "$folder/out" or die $!;
	return scalar grep { /^\..*\.winnow-/ } readdir $out;
}

# Any moment of a run, or, `aimed`, while outputs are staged, decided and renamed. The moment itself is what is tried here, at random:
# nothing is expected to have happened by then.
sub wait_for_moment
{
	my $aimed = shift;
	my $end = time + 2 * $duration;
	return sleep($duration * rand) if !$aimed;
	1 while !staged_now() && time < $end;
	sleep(rand 0.06);
}

# What is wrong after the next command on the pipeline. Sets the current state.
sub settle
{
	my ($code, $out, $err) = winnow_in($folder, 'why', 'p.lua', $witness, '--as-of', as_of());
	my @after = which_outputs();
	my @staged = staged_files($folder);
	my $believed = $out =~ /on the last list .* it has place (\d+)/ ? $1 : 0;
	return "why ends with $code: $err" if $code != 0;
	return "after the next command CSV is $after[0], JSONL is $after[1]" if $after[0] ne $after[1] || $after[0] eq 'neither';
	return "@staged left after the next command" if @staged;
	$current = $after[0];
	return if $believed == (place_of($current, $witness) // 0);
	return 'the store believes in another list than the outputs';
}

my (%seen, @wrong);
for my $kill (1 .. $kills) {
	my ($child, $next) = start_change();
	wait_for_moment($kill % 3 == 0);
	kill KILL => $child;
	my $ended = finish($child);
	my @after = which_outputs();
	$seen{ $ended == -9 ? 'killed' : 'had ended' }++;
	$seen{'left staged files'}++ if staged_now();
	$seen{'left one old and one new'}++ if $after[0] ne $after[1];
	push @wrong, "kill $kill: CSV is $after[0], JSONL is $after[1]" if grep { $_ eq 'neither' } @after;
	push @wrong, map { "kill $kill: $_" } settle();
	push @wrong, "kill $kill: a completed run was taken back" if $ended == 0 && $current ne $next;
	$seen{$current eq $next ? 'all new' : 'all old'}++;
	last if @wrong > 10;
}
diag(join ', ', map { "$seen{$_} $_" } sort keys %seen);
is_deeply(\@wrong, [], "$kills kills: each output whole, then all old or all new, nothing left") or diag("WINNOW_SEED=$seed");
ok($seen{killed}, 'some of them hit a run at work');

# ---- the command that recovers is killed too ----

@wrong = ();
for my $kill (1 .. 6) {
	my ($child) = start_change();
	wait_for_moment(1);
	kill KILL => $child;
	finish($child);
	my $why = start('why', 'p.lua', $witness, '--as-of', as_of());
	sleep(rand 0.03);
	kill KILL => $why;
	finish($why);
	push @wrong, map { "kill $kill: which file: $_" } grep { $_ eq 'neither' } which_outputs();
	push @wrong, map { "kill $kill: $_" } settle();
}
is_deeply(\@wrong, [], 'a recovery that is killed is itself recovered from') or diag("WINNOW_SEED=$seed");

# ---- interrupted: says so, tidies up by itself ----

my %code_of = (INT => 130, TERM => 143, HUP => 129);
my $interrupted = 0;
@wrong = ();
for my $signal (('INT', 'TERM', 'HUP') x 4) {
	my $old = $current;
	my ($child, $next) = start_change();
	sleep($duration * (0.1 + 0.8 * rand));
	kill $signal => $child;
	my $ended = finish($child);
	my @after = which_outputs();
	my $should = $ended == 0 ? $next : $old;
	$interrupted++ if $ended == $code_of{$signal};
	# Before the program has come to catch the signal, it dies of it.
	push @wrong, "SIG$signal ends with $ended" if $ended > 0 && $ended != $code_of{$signal};
	push @wrong, "SIG$signal, exit $ended: CSV is $after[0], JSONL is $after[1]" if grep { $_ ne $should } @after;
	push @wrong, "SIG$signal leaves staged files" if staged_files($folder);
	$current = $should;
}
is_deeply(\@wrong, [], 'SIGINT, SIGTERM and SIGHUP: exit 130, 143 and 129, outputs as they were, nothing left') or diag("WINNOW_SEED=$seed");
ok($interrupted, "$interrupted of 12 runs were interrupted");

# ---- afterwards the pipeline is as good as new ----

write_file("$folder/register.csv", $register{two});
my ($code) = winnow_in($folder, @run);
is($code, 0, 'a run after all this');
is_deeply([which_outputs()], ['two', 'two'], 'makes the list that it would have made');
is_deeply([sort keys %{ files_below($folder) }], ['.winnow/p.db', '.winnow/p.db.lock', 'icp.lua', 'out/list.csv', 'out/list.jsonl', 'p.lua', 'register.csv'],
	'and nothing else lies about');

done_testing();
