#!/usr/bin/perl
# What is said and where: a report that cannot be written, texts of rows on a terminal, cells that cannot be read, lists of nobody.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX ();
use Test::More;
use Winnow;

my $profile = <<'LUA';
icp { name = "P", must = { { "a name", id = "named", name = known() } },
  fit = { { 60, "staff", id = "staff", employees = at_least(10) } }, tiers = { A = 70 } }
LUA

sub project
{
	my (%with) = @_;
	my $folder = folder();
	write_file("$folder/profile.lua", $with{profile} // $profile);
	write_file("$folder/companies.csv", $with{companies} // "SIREN,Name,Country,Staff\n000003129,One,FR,20\n000003236,Two,FR,5\n");
	write_file("$folder/p.lua", 'pipeline { icp = "profile.lua", cap = 50, source "csv" { file = "companies.csv", date = "2026-10-31",'
		. ' id = { "fr-siren", "SIREN" }, columns = { name = "Name", country = "Country", employees = "Staff" } },'
		. ($with{steps} // '') . ' sink "csv" { path = "list.csv"' . ($with{sink} // '') . ' } }');
	return $folder;
}

my @run = ('run', 'p.lua', '--as-of', as_of());

# Standard output by hand: a path, a pipe that nobody reads, or nothing at all.
sub winnow_to
{
	my ($folder, $where, @arguments) = @_;
	my ($read, $write);
	if ($where eq 'pipe') {
		pipe $read, $write or die "pipe: $!\n";
		close $read;
	}
	my $child = fork // die "fork: $!\n";
	if (!$child) {
		$SIG{PIPE} = 'DEFAULT';
		chdir $folder or die $!;
		open STDERR, '>', "$folder/stderr" or die $!;
		if ($where eq 'pipe') { POSIX::dup2(fileno $write, 1) }
		elsif ($where eq 'closed') { POSIX::close(1) }
		else { my $file = POSIX::open($where, POSIX::O_WRONLY()); POSIX::dup2($file, 1) }
		exec { build() . '/winnow' } 'winnow', @arguments or POSIX::_exit(127);
	}
	close $write if $write;
	waitpid $child, 0;
	return ($? & 127 ? -($? & 127) : $? >> 8, read_file("$folder/stderr"));
}

# ---- standard output that takes nothing ----

my $lost = project();
my @looking = (['why', 'p.lua', 'fr-siren:000003129', '--as-of', as_of()], ['icp', 'show', 'profile.lua'], ['plan', 'p.lua'], ['check', 'p.lua'],
	['fields'], ['plugins'], ['--help'], ['--version'], ['run', '--help']);
SKIP: {
	skip 'no /dev/full', 1 if !-c '/dev/full';
	my ($code, $err) = winnow_to($lost, '/dev/full', @run);
	is($code, 3, 'run to a full device: exit code 3');
	like($err, qr/^winnow: the list was delivered; the report could not be written: No space left on device$/m, 'and says what is there and what is not');
	is(scalar csv_rows("$lost/list.csv"), 2, 'the list is there');
	for my $command (@looking) {
		($code, $err) = winnow_to($lost, '/dev/full', @$command);
		is($code, 2, "@$command: exit code 2");
		like($err, qr/^winnow: cannot write to standard output: No space left on device$/m, 'and why');
	}
}
for my $command (@looking) {
	my ($code, $err) = winnow_to($lost, 'closed', @$command);
	is($code, 2, "@$command without standard output: exit code 2");
	like($err, qr/^winnow: cannot write to standard output: Bad file descriptor$/m, 'and why');
	($code, $err) = winnow_to($lost, 'pipe', @$command);
	is($code, 2, "@$command to nobody: exit code 2, no signal");
	unlike($err, qr/standard output/, 'and no word');
}
my $listed = read_file("$lost/list.csv");
for my $where ('pipe', 'closed') {
	my $folder = project();
	my ($code, $err) = winnow_to($folder, $where, @run);
	is($code, 3, "run, report to $where: exit code 3") or diag($err);
	like($err, qr/the list was delivered; the report could not be written/, 'and says so');
	is(read_file("$folder/list.csv"), $listed, 'the list is made, and nothing of the report is in it');
}

# ---- control characters ----

{
	my $folder = project(companies => "SIREN,Name,Country,Staff\n000003129,\"Evil\e[2J\e]0;x\aCo\nforged: line\",FR,20\n");
	my ($code, $out, $err) = winnow_in($folder, @run);
	is($code, 0, 'a name with escapes: a list') or diag($err);
	unlike($out . $err, qr/[^\n -~]/, 'none of them reaches the terminal');
	like($out, qr/Evil\\x1[bB]\[2J/, 'they are shown');
	unlike($out, qr/^forged/m, 'no line is forged');
	($code, $out, $err) = winnow_in($folder, 'why', 'p.lua', 'fr-siren:000003129', '--as-of', as_of());
	is($code, 0, 'why');
	unlike($out . $err, qr/[^\n -~]/, 'nor from why');
	unlike($out, qr/^forged/m, 'no line is forged there');
}

# ---- cells that cannot be read ----

{
	my @numbers = qw(000003129 000003236 000003343 000003459 000003566 000003673);
	my $rows = join '', map { "$numbers[$_],N$_,France,about 40\n" } 0 .. $#numbers;
	my $folder = project(companies => "SIREN,Name,Country,Staff\n$rows");
	my ($code, $out, $err) = winnow_in($folder, @run);
	is($code, 0, 'cells that cannot be read: a list') or diag($err);
	like($out, qr/rows read\n +- country: 6 cells could not be read\n +- employees: 6 cells could not be read\n/, 'counted by field');
	unlike($err, qr/could not be read/, 'few: no warning');
	($code, $out) = winnow_in($folder, @run, '--json', '--threads', 3);
	is_deeply(json($out)->{funnel}{unread}, { country => 6, employees => 6 }, 'in JSON too');
	my $gated = project(companies => "SIREN,Name,Country,Staff\n$rows", profile => <<'LUA');
icp { name = "P", must = { { "in France", id = "fr", country = "FR", unknown = "drop" } } }
LUA
	($code, $out) = winnow_in($gated, @run, '--json');
	is(json($out)->{funnel}{unread}{country}, 6, 'what a line asks for is counted of dropped rows too');
}
{
	my $rows = join '', map { sprintf "%s,Soci\xe9t\xe9 %d,FR,20\n", $_ < 12 ? 's' . $_ . '.example' : "t$_.example", $_ } 1 .. 15;
	my $folder = project();
	write_file("$folder/latin.csv", "Site,Name,Country,Staff\n$rows");
	my $file = read_file("$folder/p.lua") =~ s/companies\.csv/latin.csv/r =~ s/"fr-siren", "SIREN"/"domain", "Site"/r;
	write_file("$folder/p.lua", $file);
	my ($code, $out, $err) = winnow_in($folder, @run);
	like($out, qr/^ +- name: 15 cells could not be read$/m, 'names in Latin-1 are counted') or diag($err);
	like($err, qr/name: 15 of 15 cells could not be read, 15 of them are no UTF-8: .*encoding = "windows-1252"/, 'and the remedy is named');
	write_file("$folder/p.lua", $file =~ s/(date = "2026-10-31",)/$1 encoding = "latin1",/r);
	($code, $out, $err) = winnow_in($folder, @run);
	unlike($out . $err, qr/could not be read/, 'which helps');
}

# ---- a list of nobody ----

for my $list (['no byte', ''], ['a header alone', "siren,domain\n"], ['comments', "# nobody yet\n\n"]) {
	my ($what, $content) = @$list;
	my $folder = project(steps => ' filter "suppress" { file = "customers.csv" },');
	write_file("$folder/customers.csv", $content);
	my ($code, $out, $err) = winnow_in($folder, @run);
	is($code, 2, "suppress, $what: the run fails");
	like($err, qr/customers\.csv lists nobody: an empty suppression list is usually a failed export; leave the step out, or write allow_empty = true/,
		'and says why');
	ok(!-e "$folder/list.csv", 'no list');
	write_file("$folder/p.lua", read_file("$folder/p.lua") =~ s/(file = "customers.csv")/$1, allow_empty = true/r);
	($code, $out, $err) = winnow_in($folder, @run);
	is($code, 0, 'unless it may be empty') or diag($err);
}

# ---- Excel ----

{
	my $folder = project(sink => ', profile = "excel"', companies => "SIREN,Name,Country,Staff\n000003236,-x,FR,5\n");
	my ($code, $out, $err) = winnow_in($folder, @run);
	my ($row) = csv_rows("$folder/list.csv");
	is($row->{tier}, '-', 'who is in no tier has a dash alone') or diag($err);
	is((grep { /-x\z/ } values %$row)[0], "'-x", 'what could be a formula is guarded');
}

# ---- a long profile ----

{
	my $lines = join '', map { "{ 1, \"l$_\", id = \"l$_\", employees = at_least($_) },\n" } 1 .. 8000;
	my $folder = project(profile => "icp { name = \"P\", must = { { \"m\", id = \"m\", employees = at_least(3) } }, fit = {\n$lines"
		. "{ 1, \"twin\", id = \"twin\", employees = at_least(4000) } } }\n");
	my $before = processor_time();
	my ($code, $out, $err) = winnow_in($folder, 'check', 'profile.lua');
	my $took = processor_time() - $before;
	is($code, 0, '8,000 lines are checked') or diag(substr $err, 0, 500);
	like($err, qr/the same condition as 'l4000' \(line 4001\)/, 'what stands twice is found');
	is(scalar(() = $err =~ /'m' in must already asks for this/g), 3, 'and what must asks for');
	cmp_ok($took, '<', $ENV{SANITIZE} ? 200 : 20, 'in a time that grows with their number');
}

done_testing;
