#!/usr/bin/perl
# Rows that cannot be used: counted by kind, named by file, line and column and never by content, and a file with too many of
# them changes nothing.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use List::Util qw(sum);
use Register;
use Test::More;
use Winnow;

my @run = ('run', 'p.lua', '--as-of', as_of());
my $columns = 35;

# ---- one row of each kind, each with a marker: kind, column of the message ----

sub marked { return unit(shift, denomination => 'Qzmarker', sigle => 'Qzmarker', @_) }
my @bad = (
	['bad UTF-8',              1,        sub { marked(siren(7)) =~ s/^\d{4}/1234\xff/r }],
	['wrong number of columns', 0,       sub { marked(siren(8)) =~ s/\n/,Qzmarker\n/r }],
	['wrong number of columns', 0,       sub { (marked(siren(9)) =~ /^((?:[^,]*,){20})/)[0] . "Qzmarker\n" }],
	['unclosed quote',         $columns, sub { marked(siren(10)) =~ s/,[^,]*\n/,"Qzmarker\n/r }],
	['unclosed quote',         5,        sub { my @cells = split /,/, marked(siren(11)), -1; $cells[4] = '"Qz"marker'; join ',', @cells }],
	['impossible date',        4,        sub { marked(siren(12), dateCreation => '2015-02-30') }],
	['impossible date',        4,        sub { marked(siren(13), dateCreation => 'Qzmarker') }],
	['impossible date',        15,       sub { marked(siren(14), anneeEffectifs => '20Qz') }],
	['bad id',                 1,        sub { marked(siren(15)) =~ s/^(\d{8})(\d)/$1 . ($2 + 1) % 10/er }],
	['bad id',                 1,        sub { marked('Qzmarker') }],
	['bad id',                 1,        sub { marked('') }],
	['NUL byte',               24,       sub { marked(siren(16), denomination => "Qz\0marker") }],
	['NUL byte',               1,        sub { marked(siren(17)) =~ s/^\d/\0/r }],
);
my @good = map { unit(siren(100 + $_), denomination => $_ % 10 ? "Sound $_" : "Sound\nover two lines $_") } 1 .. 60;

my (@rows, @expected, %kinds);
my $line = 2;
sub add { my $row = shift; push @rows, $row; my $at = $line; $line += $row =~ tr/\n//; return $at }
for my $i (0 .. $#good) {
	add($good[$i]);
	next if $i % 4 || !$bad[$i / 4];
	my ($kind, $column, $row) = @{ $bad[$i / 4] };
	push @expected, sprintf 'register.csv:%d:%d: bad row: %s', add($row->()), $column, $kind;
	$kinds{$kind}++;
}
is(scalar @expected, scalar @bad, 'all of them are in the file');

# ---- within the share: the list is made, and says so ----

my $folder = project(register => register(@rows), settings => 'bad_rows = 0.2,');
my ($code, $out, $err) = winnow_in($folder, @run, '--log', 'debug');
is($code, 0, 'few bad rows: exit code 0') or diag($err);
is_deeply([map { s/^.*?(register\.csv:)/$1/r } grep { /bad row: / } split /\n/, $err], \@expected, 'each is named by file, line and column');
like($out, qr/^ +@{[ @good + @bad ]}  rows read$/m, 'the report counts all rows');
like($out, qr/^ +- $kinds{$_} bad rows: $_$/m, "and those of the kind: $_") for sort keys %kinds;
my $listed = read_file("$folder/out/list.csv") . read_file("$folder/out/list.jsonl");
unlike($out . $err . $listed, qr/Qz|marker/, 'nothing of what they hold is said');
is(scalar json_lines("$folder/out/list.jsonl"), scalar @good, 'the sound ones are on the list, those around a bad one too');
is(scalar(named_like("$folder/.winnow", 'Qz')), 0, 'the store has nothing of them');

($code, $out) = winnow_in($folder, @run, '--json');
my $funnel = json($out)->{funnel};
is_deeply($funnel->{bad}, \%kinds, '--json counts by kind');
is($funnel->{bad_rows}, scalar @bad, 'and in all');
is($funnel->{rows}, $funnel->{bad_rows} + $funnel->{listed}, 'every row is accounted for');

# ---- whatever the threads ----

for my $threads (1, 3) {
	($code, undef, $err) = winnow_in($folder, @run, '--threads', $threads);
	is_deeply([map { s/^.*?(register\.csv:)/$1/r } grep { /bad row: / } split /\n/, $err], \@expected, "$threads threads: the same, in the order of the file");
}

# ---- the share is exact ----

sub share_of
{
	my ($settings, $bad, $sound) = @_;
	my @lines = ((map { unit(siren(100 + $_)) } 1 .. $sound), (map { marked('1234567') } 1 .. $bad));
	my $project = project(register => register(@lines), settings => $settings);
	return ($project, winnow_in($project, @run));
}
for (['bad_rows = 0.1,', 10, 90, 0], ['bad_rows = 0.1,', 11, 89, 2], ['', 1, 99, 0], ['', 2, 98, 2], ['bad_rows = 0,', 0, 10, 0],
	['bad_rows = 0,', 1, 500, 2], ['bad_rows = 1,', 10, 0, 0], ['', 0, 0, 0]) {
	my ($settings, $bad, $sound, $wanted) = @$_;
	my ($project, $ended) = share_of($settings, $bad, $sound);
	is($ended, $wanted, ($settings || 'the default share') . " $bad bad rows of " . ($bad + $sound) . ": exit code $wanted");
	is(-e "$project/out/list.csv" ? 1 : 0, $wanted ? 0 : 1, $wanted ? 'no output' : 'the output is there');
}

# ---- many are counted, twenty are named ----

{
	my (undef, $ended, $said, $talk) = share_of('bad_rows = 1,', 70, 30);
	is($ended, 0, 'seventy bad rows, allowed');
	is(scalar(grep { /bad row: / } split /\n/, $talk), 20, 'twenty are named');
	like($said, qr/- 70 bad rows: bad id/, 'all are counted');
}

# ---- too many: exit 2, and every file is as it was ----

{
	my $before = files_below($folder);
	my $worse = register(@rows, map { marked('1234567', denomination => 'Qzmarker') } 1 .. 10);
	$before->{'register.csv'} = $worse;
	write_file("$folder/register.csv", $worse);
	($code, $out, $err) = winnow_in($folder, @run);
	is($code, 2, 'too many bad rows: exit code 2');
	is($out, '', 'no report');
	my ($bad, $all) = (@bad + 10, @good + @bad + 10);
	like($err, qr/^winnow: $bad of $all rows are bad \(.*\), more than bad_rows = 0\.2 allows; nothing was changed$/m, 'says how many');
	like($err, qr/rows are bad \([^)]*\b@{[ $kinds{$_} + ($_ eq 'bad id' ? 10 : 0) ]} $_/, "of the kind: $_") for sort keys %kinds;
	unlike($err, qr/Qz|marker/, 'and not what they hold');
	my $after = files_below($folder);
	is_deeply([sort keys %$after], [sort keys %$before], 'no file more or less');
	is($after->{$_}, $before->{$_}, "$_ has the same bytes") for sort keys %$before;
	write_file("$folder/register.csv", register(@rows));
	($code) = winnow_in($folder, @run);
	is($code, 0, 'with the old file it runs again');
}

# ---- a bad row does not hide the company that another row or source has ----

{
	my $other = project(register => register(map({ unit(siren(100 + $_)) } 1 .. 30), marked(siren(200), dateCreation => '2015-99-99'), unit(siren(200))),
		settings => 'bad_rows = 0.1,');
	($code) = winnow_in($other, @run);
	is(scalar(grep { $_->{id} eq 'fr-siren:' . siren(200) } json_lines("$other/out/list.jsonl")), 1, 'the sound row of the same company counts');
}

# ---- files of one's own ----

{
	my $text = "id,name,code,since,staff\n" . join('', map { siren($_) . ",Own $_,62.01Z,2015-01-01,50\n" } 1 .. 40)
		. "GB,Qzmarker,62.01Z,2015-01-01,50\n" . siren(50) . ",Qzmarker,62.01Z,01/13/2015,50\n" . siren(51) . ",Qzmarker\n";
	my $other = project(files => { 'own.csv' => $text }, settings => 'bad_rows = 0.1,',
		source => 'source "csv" { file = "own.csv", id = { "fr-siren", "id" }, columns = { name = "name", industry = naf "code", founded = "since", '
			. 'employees = "staff", country = const "FR" } },');
	($code, $out, $err) = winnow_in($other, @run, '--json');
	is($code, 0, 'a file of one\'s own') or diag($err);
	is_deeply(json($out)->{funnel}{bad}, { 'bad id' => 1, 'impossible date' => 1, 'wrong number of columns' => 1 }, 'is read the same way');
	like($err, qr/own\.csv:42:1: bad row: bad id\n.*own\.csv:43:4: bad row: impossible date\n.*own\.csv:44:0: bad row: wrong number of columns/, 'its rows are named');
	unlike($err, qr/Qz/, 'and not quoted');
}

done_testing();
