#!/usr/bin/perl
# A sink writes over nothing that the pipeline reads or keeps, whatever the file is called, nor over what another sink writes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Path qw(remove_tree);
use POSIX qw(mkfifo);
use Test::More;
use Winnow;

my @reads = (
	'source "csv" { file = "in/companies.csv", date = "2026-10-31", id = { "fr-siren", "SIREN" }, columns = { name = "Name", country = const "FR" } }',
	'filter "suppress" { file = "in/customers.csv", reason = "already a customer" }',
	'enrich "table" { as = "phones", file = "in/phones.csv", by = "siren", date = "2026-10-31", columns = { phone = "phone" } }',
);
my %files = (
	'in/companies.csv' => "SIREN,Name\n443061841,One\n552100554,Two\n",
	'in/customers.csv' => "siren\n552100554\n",
	'in/phones.csv'    => "siren,phone\n443061841,+33142685300\n",
	'in/rates.csv'     => "year,currency,low,high\n2025,USD,1.0,1.2\n",
	'icp/main.lua'     => "icp {\n  name = \"any\",\n  base = \"base.lua\",\n  must = { { country = \"FR\" } },\n}\n",
	'icp/base.lua'     => "icp {\n  name = \"base\",\n  fit = { { 10, \"French\", country = \"FR\" } },\n}\n",
);

sub project
{
	my ($sinks, %more) = @_;
	my $folder = folder();
	write_file("$folder/$_", $files{$_}) for keys %files;
	my $settings = join '', map { "  $_,\n" } 'icp = "icp/main.lua"', 'rates = "in/rates.csv"', @{ $more{settings} // [] };
	write_file("$folder/p.lua", "pipeline {\n$settings" . join('', map { "  $_,\n" } @reads, @$sinks) . "}\n");
	$more{prepare}->($folder) if $more{prepare};
	return $folder;
}

sub everything
{
	my ($folder, $below) = (@_, '');
	my %found;
	opendir my $handle, "$folder/$below" or die "$folder/$below: $!\n";
	for my $name (grep { !/^\.\.?$/ } readdir $handle) {
		my $path = "$folder/$below$name";
		if (-l $path) { $found{"$below$name"} = 'link ' . readlink $path }
		elsif (-d $path) { %found = (%found, everything($folder, "$below$name/")) }
		elsif (-f $path) { $found{"$below$name"} = read_file($path) }
	}
	return %found;
}

# Where the step stands that must be blamed: the sinks are the last lines.
sub refused
{
	my ($name, $folder, $line, $message) = @_;
	my %before = everything($folder);
	for my $command ('check', 'run') {
		my ($code, $out, $err) = winnow_in($folder, $command, 'p.lua', $command eq 'run' ? ('--as-of', as_of()) : ());
		is($code, 1, "$name: $command: exit code 1") or diag($out . $err);
		like($err, qr/^p\.lua:$line:3: $message/m, "$name: $command: said at the step");
	}
	is_deeply({ everything($folder) }, \%before, "$name: every file is as it was");
}

sub csv { return "sink \"csv\" { path = \"$_[0]\" }" }
my $at = 7;    # line of the first sink

# ---- the good case, twice: a list of the last run may be replaced ----

my $good = project([csv('out/list.csv'), 'sink "jsonl" { path = "out/list.jsonl" }']);
for my $time ('first', 'second') {
	my ($code, $out, $err) = winnow_in($good, 'run', 'p.lua', '--as-of', as_of());
	is($code, 0, "$time run: exit code 0") or diag($out . $err);
	is(scalar csv_rows("$good/out/list.csv"), 1, "$time run: the list");
}

# ---- what is read ----

my %read = (
	'in/companies.csv' => 'which source "csv" reads',
	'in/customers.csv' => 'which filter "suppress" reads',
	'in/phones.csv'    => 'which enrich "phones" reads',
	'in/rates.csv'     => 'which is the file of rates',
	'icp/main.lua'     => 'which is the profile of this pipeline',
	'icp/base.lua'     => 'which is a base of the profile',
	'p.lua'            => 'which is this pipeline itself',
);
for my $path (sort keys %read) {
	my $message = qr/sink "csv" would overwrite \S+, \Q$read{$path}\E/;
	refused($path, project([csv($path)]), $at, $message);
	refused("$path by way of ..", project([csv("./new/../$path")]), $at, $message);
	refused("$path by a link", project([csv('out.csv')], prepare => sub { symlink $path, "$_[0]/out.csv" or die $! }), $at, $message);
	refused("$path by a second name", project([csv('out.csv')], prepare => sub { link "$_[0]/$path", "$_[0]/out.csv" or die $! }), $at, $message);
	my ($folder, $name) = $path =~ m{^(?:(.*)/)?(.*)$};
	refused("$path by a link to its folder", project([csv("there/$name")], prepare => sub { symlink $folder // '.', "$_[0]/there" or die $! }), $at, $message);
}

# ---- a file that is read through a link ----

{
	my $folder = project([csv('in/real.csv')], prepare => sub {
		rename "$_[0]/in/companies.csv", "$_[0]/in/real.csv" or die $!;
		symlink 'real.csv', "$_[0]/in/companies.csv" or die $!;
	});
	refused('what the link of a source points at', $folder, $at, qr/sink "csv" would overwrite \S+, which source "csv" reads/);
}

# ---- the store, also before there is one ----

for my $end ('', '-wal', '-shm', '.lock') {
	my $message = qr/sink "csv" would overwrite \S+, which belongs to the store of this pipeline/;
	refused("the store$end", project([csv(".winnow/p.db$end")]), $at, $message);
	refused("a named store$end", project([csv("x/../keep/my.db$end")], settings => ['store = "keep/my.db"']), $at + 1, $message);
}
{
	my $folder = project([csv('out/list.csv')]);
	my ($code) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
	is($code, 0, 'a run that makes a store');
	unlink "$folder/out/list.csv" or die $!;
	symlink '../.winnow/p.db', "$folder/out/list.csv" or die $!;
	refused('the store by a link', $folder, $at, qr/sink "csv" would overwrite \S+, which belongs to the store/);
}

# ---- two sinks ----

my $twice = qr/sink "\w+" would overwrite \S+, which sink "csv" writes \(line $at\)/;
sub jsonl { return "sink \"jsonl\" { path = \"$_[0]\" }" }
refused('two sinks', project([csv('out/list'), jsonl('out/list')]), $at + 1, $twice);
refused('two sinks, one by way of ..', project([csv('out/list'), jsonl('out/../out/./list')]), $at + 1, $twice);
refused('two sinks, one by a link', project([csv('out/list'), jsonl('other')], prepare => sub { symlink 'out/list', "$_[0]/other" or die $! }),
	$at + 1, $twice);
refused('two sinks, one by a link to the folder',
	project([csv('out/list'), jsonl('other/list')], prepare => sub { mkdir "$_[0]/out" or die $!; symlink 'out', "$_[0]/other" or die $! }), $at + 1, $twice);
refused('three sinks, the last two of one file', project([csv('out/a'), jsonl('out/b'), 'sink "csv" { as = "again", path = "out/b" }']), $at + 2,
	qr/sink "again" would overwrite \S+, which sink "jsonl" writes \(line @{[ $at + 1 ]}\)/);

# ---- what is no plain file ----

refused('standard output', project([csv('/dev/stdout')]), $at, qr{sink "csv" cannot write /dev/stdout: it is});
refused('a descriptor', project([csv('/proc/self/fd/2')]), $at, qr{sink "csv" cannot write /proc/self/fd/2: it is an open file of the process});
refused('nothing', project([csv('/dev/null')]), $at, qr{sink "csv" cannot write /dev/null: it is a device});
refused('a folder', project([csv('in')]), $at, qr/sink "csv" cannot write \S+: it is a folder/);
refused('a slash behind', project([csv('new/')]), $at, qr{sink "csv" cannot write \S+/: a path that ends in '/' is a folder});
refused('a pipe', project([csv('pipe')], prepare => sub { mkfifo("$_[0]/pipe", 0600) or die $! }), $at,
	qr/sink "csv" cannot write \S+: it is a pipe/);

# ---- the store is taken away while the run is at work: a pipe holds it where it has opened the store ----

for my $kept (0, 1) {
	my $folder = project([csv('out/list.csv')], prepare => sub {
		unlink "$_[0]/in/companies.csv" or die $!;
		mkfifo("$_[0]/in/companies.csv", 0600) or die $!;
	});
	my $feeder = fork // die "fork: $!\n";
	if (!$feeder) {
		open my $pipe, '>', "$folder/in/companies.csv" or POSIX::_exit(1);    # waits for the reader
		remove_tree("$folder/.winnow") unless $kept;
		print {$pipe} $files{'in/companies.csv'};
		close $pipe;
		POSIX::_exit(0);
	}
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
	waitpid $feeder, 0;
	is($?, 0, 'the pipe was fed');
	if ($kept) {
		is($code, 0, 'a store that stays: exit code 0') or diag($out . $err);
		ok(-e "$folder/out/list.csv", 'and a list');
		next;
	}
	is($code, 2, 'a store that is removed: exit code 2') or diag($out . $err);
	like($err, qr/the store '\S+' was removed while the run was at work; nothing was changed/, 'said so');
	ok(!-e "$folder/out/list.csv", 'no list');
	is_deeply([grep { m{/\.[^/]*winnow-} } glob "'$folder/out/'.*"], [], 'nothing beside it');
}

done_testing();
