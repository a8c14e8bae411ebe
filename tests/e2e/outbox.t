#!/usr/bin/perl
# An outbox sink: each account is sent once, again until it is acknowledged, and not again while nothing has changed. The receiver
# is a folder of recorded answers; an answer is found by the hash of what was sent.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @sirens = map { siren(3300 + $_) } 1 .. 6;
my $url = 'https://crm.example/accounts';
my %activity = map { $_ => '62.01Z' } @sirens;
my @open = @sirens;

sub rows { return register(map { my $siren = $_; unit($siren, activitePrincipale => $activity{$siren}, statutDiffusion => (grep { $_ eq $siren } @open) ? 'O' : 'P') } @sirens) }

my $sink = "sink \"outbox\" { url = \"$url\" },";
my $folder = project(register => rows(), steps => $sink);
plugins($folder);

sub plugins
{
	my $where = shift;
	copy_file(build() . '/tests/plugins/outbox.so', "$where/plugins/sink/outbox.so");
	chmod 0755, "$where/plugins/sink/outbox.so";
}

# The receiver answers an account with a status; what is not named it does not answer at all.
my $answers = 0;
sub receiver
{
	my %status = @_;
	my $replay = "$folder/replay" . ++$answers;
	mkdir $replay;
	for my $json (sort keys %status) {
		write_file("$replay/" . sha256_hex($json) . '.http', "POST $url\nbody-sha256: " . sha256_hex($json) . "\n\nHTTP $status{$json}\ndate-recorded: 2026-11-01\n\n");
	}
	return $replay;
}

# What is sent is the line of the account in JSON Lines.
sub accounts { return split /\n/, read_file("$folder/out/list.jsonl") }

sub run_it
{
	my ($replay, @more) = @_;
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--plugin-path', 'plugins', '--as-of', as_of(), '--replay', $replay, @more);
	my ($unsent) = $out =~ /^ +(\d+)  accounts not yet acknowledged by an outbox sink$/m;
	my @unanswered = $err =~ /sink "outbox": (w_\w+) was not acknowledged/g;
	return { code => $code, unsent => $unsent // 0, unanswered => \@unanswered, err => $err, out => $out };
}

# ---- nobody answers: the list stands, the accounts wait ----

my $run = run_it(receiver());
is($run->{code}, 3, 'nobody answers: exit code 3') or diag($run->{err});
is($run->{unsent}, 6, 'the report says how many wait');
is(scalar @{ $run->{unanswered} }, 6, 'and who they are, by winnow_id');
my @first = accounts();
is(scalar @first, 6, 'the list itself is delivered');
like($run->{err}, qr/was not acknowledged: the receiver did not take it/, 'the sink says why');

# ---- some are taken ----

$run = run_it(receiver(map({ $_ => 200 } @first[0, 1]), $first[2] => 503, $first[3] => 404));
is($run->{code}, 3, 'two of six are taken: exit code 3');
is($run->{unsent}, 4, 'four still wait');
is(json(run_it(receiver(), '--json')->{out})->{funnel}{unsent}, 4, '--json says so too');
my %winnow_id = map { json($_)->{winnow_id} => $_ } @first;
is_deeply([sort map { $winnow_id{$_} } @{ $run->{unanswered} }], [sort @first[2 .. 5]], 'those that were refused or not answered');

# ---- the rest is sent again, and only the rest ----

$run = run_it(receiver(map { $_ => 201 } @first[2 .. 5]));
is($run->{code}, 0, 'the others are taken: exit code 0') or diag($run->{err});
is($run->{unsent}, 0, 'nobody waits; the first two were not sent again, as nobody would have answered');

$run = run_it(receiver(map { $_ => 500 } @first));
is($run->{code}, 0, 'nothing has changed: nothing is sent');
is_deeply($run->{unanswered}, [], 'not even tried');

# ---- one account changes ----

$activity{ $sirens[5] } = '58.29C';
write_file("$folder/register.csv", rows());
$run = run_it(receiver());
is($run->{code}, 3, 'a company has changed: it is sent');
my @second = accounts();
isnt("@second", "@first", 'the list has changed, the places of others too');
is($run->{unsent}, 1, 'and one account waits: to have moved up or down is no change');

# Back to what was acknowledged before: but the change may have arrived unanswered, so the old content is sent again.
$activity{ $sirens[5] } = '62.01Z';
write_file("$folder/register.csv", rows());
$run = run_it(receiver(map { $_ => 200 } @first));
is($run->{code}, 0, 'changed back while it waited: the receiver is told');
is_deeply([accounts()], \@first, 'the list is the old one');
$run = run_it(receiver());
is($run->{code}, 0, 'and not again');

# ---- what waits survives a run without answers, and goes when its company objects ----

$activity{ $sirens[5] } = '58.29C';
write_file("$folder/register.csv", rows());
$run = run_it(receiver());
is($run->{code}, 3, 'a change waits');
@open = @sirens[0 .. 4];
write_file("$folder/register.csv", rows());
my @third;
{
	# The list is made first without an answer, then what it holds is known and can be answered.
	run_it(receiver());
	@third = accounts();
	$run = run_it(receiver(map { $_ => 200 } @third));
}
is(scalar @third, 5, 'it objects and is off the list');
is($run->{code}, 0, 'nothing of it waits any more') or diag($run->{err});
is_deeply([named_like("$folder/.winnow", $sirens[5])], [], 'nor is it in the store');

# ---- an account that leaves the list unsent is not sent; one that only moves up is not sent again ----

{
	$activity{ $sirens[4] } = '58.29A';
	write_file("$folder/register.csv", rows());
	$run = run_it(receiver());
	is($run->{unsent}, 1, 'one account has changed and waits');
	delete $activity{ $sirens[4] };
	my @kept = grep { $_ ne $sirens[4] } @open;
	write_file("$folder/register.csv", register(map { unit($_, activitePrincipale => $activity{$_}) } @kept));
	$run = run_it(receiver());
	is($run->{code}, 0, 'it is off the list, so nothing waits; the others moved up, and were not sent again') or diag($run->{err});
	is($run->{unsent}, 0, 'nobody waits');
	$activity{ $sirens[4] } = '62.01Z';
	write_file("$folder/register.csv", rows());
}

# ---- two pipelines with one store do not send each other's accounts ----

{
	my $other = $url . '/other';
	write_file("$folder/p.lua", read_file("$folder/p.lua") =~ s/icp = "icp\.lua",/icp = "icp.lua", store = "shared.db",/r);
	write_file("$folder/q.lua", read_file("$folder/p.lua") =~ s/\Q$url\E/$other/r =~ s/out\/list/out\/other/gr =~ s/store = "shared.db",/store = "shared.db", cap = 2,/r);
	$run = run_it(receiver());
	is($run->{unsent}, 5, 'five accounts of the first pipeline wait');
	my ($code, $out) = winnow_in($folder, 'run', 'q.lua', '--plugin-path', 'plugins', '--as-of', as_of(), '--replay', receiver());
	is($code, 3, 'the second pipeline sends its own');
	like($out, qr/^ +2  accounts not yet acknowledged/m, 'two of them, and none of the first');
}

done_testing();
