#!/usr/bin/perl
# winnow check --env: what a run would meet on this machine, all at once, each at the option that asks for it; and nothing is made or
# changed by asking.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Fcntl qw(:flock);
use File::Find qw(find);
use Test::More;
use Winnow;

my $icp = "icp {\n  name = \"any\",\n  must = { { country = \"FR\" } },\n}\n";
my $companies = "name,site\nA,a.example\nB,b.example\n";
my $source = 'source "csv" { file = "c.csv", date = "2026-10-31", id = { "domain", "site" }, columns = { name = "name", country = const "FR" } },';
my $table = 'enrich "table" { file = "t.csv", by = "domain", columns = { phone = "phone" } },';
my $secret = <<'LUA';
return {
  kind = "enricher",
  name = "paid", summary = "Asks for a secret", version = "1",
  options = {
    { name = "token", type = "secret", required = true, help = "the token" },
    { name = "other", type = "secret", help = "another" },
  },
  provides = { "phone" },
  enrich = function(company, options) unknown("phone", "absent") end,
}
LUA

# A pipeline whose steps begin on line 3, and the files it wants.
sub project
{
	my ($steps, %files) = @_;
	my $folder = folder();
	%files = ('icp.lua' => $icp, 'c.csv' => $companies, %files);
	write_file("$folder/$_", $files{$_}) for grep { defined $files{$_} } keys %files;
	write_file("$folder/p.lua", "pipeline {\n  icp = \"icp.lua\",\n  $steps\n}\n");
	return $folder;
}

# Names, sizes, modes and times of all that is there.
sub state_of
{
	my $folder = shift;
	my %state;
	find({ no_chdir => 1, wanted => sub { my @s = lstat $_; $state{$_} = join ',', @s[1, 2, 3, 4, 7, 9, 10] } }, $folder);
	return \%state;
}

sub env
{
	my ($folder, $name, $wanted, @messages) = @_;
	my $before = state_of($folder);
	my ($code, $out, $err) = winnow_in($folder, 'check', 'p.lua', '--env');
	is($code, $wanted, "$name: exit code $wanted") or diag($out, $err);
	like($err, $_, $name) for @messages;
	is($err =~ tr/\n//, scalar @messages, "$name: and no other line") or diag($err);
	is_deeply(state_of($folder), $before, "$name: nothing was made or changed");
	return ($out, $err);
}

{
	my $folder = project("$source\n  sink \"csv\" { path = \"deep/er/list.csv\" }");
	my ($out) = env($folder, 'all is well', 0);
	is($out, "p.lua: ok, and on this machine too (steps: 2, inputs: 1, outputs: 2, secrets: 0)\n", 'and what was looked at');
	unlink "$folder/c.csv" or die $!;
	my ($code) = winnow_in($folder, 'check', 'p.lua');
	is($code, 0, 'without --env the descriptions alone count');
}

# ---- many at once ----

{
	my $folder = project("$source\n  $table\n  filter \"suppress\" { file = \"folder\", reason = \"x\" },\n"
		. "  sink \"csv\" { path = \"c.csv.d/x/list.csv\" }", 'c.csv' => undef, 't.csv' => '', 'folder/x' => 'x', 'c.csv.d' => 'a file');
	env($folder, 'many', 2, qr/^p\.lua:3:25: 'file': '\S+\/c\.csv' is not there: put it there/m,
		qr/^p\.lua:4:27: 'file': '\S+\/t\.csv' is empty/m, qr/^p\.lua:5:30: 'file': '\S+\/folder' is a folder: name a plain file/m,
		qr/^p\.lua:6:23: 'path': '\S+\/c\.csv\.d' is a file, so no folder can be there/m);
	my ($code, $json) = winnow_in($folder, 'check', 'p.lua', '--env', '--json');
	my $said = json($json);
	is($code, 2, 'as JSON: exit code 2');
	ok(!$said->{ok} && $said->{kind} eq 'pipeline' && $said->{exit_code} == 2, 'which the JSON knows');
	is_deeply([map { "$_->{about} $_->{line}:$_->{column}" } @{ $said->{found} }],
		['environment 3:25', 'environment 4:27', 'environment 5:30', 'environment 6:23'], 'and all places');
	write_file("$folder/icp.lua", $icp =~ s/FR/UK/r);
	($code, undef, my $err) = winnow_in($folder, 'check', 'p.lua', '--env');
	is($code, 1, 'a mistake in a description: exit code 1');
	like($err, qr/icp\.lua:3:\d+: "UK"/, 'is said');
	like($err, qr/t\.csv' is empty/, 'and the machine is looked at all the same');
}

# ---- files that are there and are not what they should be ----

env(project($source, 'c.csv' => "name,sight\nA,a.example\n"), 'a column is missing', 2, qr/^p\.lua:3:3: source "csv": c\.csv has no column "site"/m);
env(project($source, 'c.csv' => "nom,sight\nA,a.example\n"), 'two columns are missing', 2,
	qr/^p\.lua:3:3: source "csv": c\.csv has no columns "site"(?: \(did you mean '\w+'\?\))?, "name"/m);
env(project($source =~ s/c\.csv/c.csv.gz/r, 'c.csv.gz' => $companies), 'no archive', 2, qr/^p\.lua:3:3: source "csv": .*c\.csv\.gz/m);
env(project("$source\n  $table", 't.csv' => "domain,tel\n"), 'a table without its column', 2, qr/^p\.lua:4:3: enrich "table": .*phone/m);

# ---- secrets: named, never printed ----

{
	my $folder = project("$source\n  enrich \"paid\" { token = secret \"WORLD_TOKEN\", other = secret \"WORLD_OTHER\" }", 'plugins/enricher/paid.lua' => $secret,
		'secrets/WORLD_OTHER' => "planted-in-a-file\n");
	chmod 0644, "$folder/secrets/WORLD_OTHER" or die $!;
	local $ENV{WINNOW_PLUGIN_PATH} = "$folder/plugins";
	env($folder, 'two secrets', 2, qr/^p\.lua:4:27: 'token' wants the secret WORLD_TOKEN: set it in the environment/m,
		qr/^p\.lua:4:57: 'other' wants the secret WORLD_OTHER/m);
	local $ENV{WINNOW_SECRETS_DIR} = "$folder/secrets";
	local $ENV{WORLD_TOKEN} = 'planted-in-the-environment';
	my ($out, $err) = env($folder, 'one can be read by others', 2, qr/^p\.lua:4:57: the secret '\S+WORLD_OTHER' can be read by others: chmod 600/m);
	unlike($out . $err, qr/planted/, 'and none is printed');
	chmod 0600, "$folder/secrets/WORLD_OTHER" or die $!;
	($out, $err) = env($folder, 'both are there', 0);
	like($out, qr/secrets: 2/, 'and counted');
	unlike($out . $err, qr/planted/, 'and not printed');
}

# ---- the store and the suppression folder ----

{
	my $folder = project($source);
	is((winnow_in($folder, 'run', 'p.lua'))[0], 0, 'a first run');
	my $store = "$folder/.winnow/p.db";
	my $good = read_file($store);
	env($folder, 'with a store', 0);
	open my $lock, '>>', "$store.lock" or die $!;
	flock $lock, LOCK_EX or die $!;
	env($folder, 'somebody runs', 2, qr/^p\.lua: '\S+p\.db\.lock' is held by another winnow/m);
	close $lock;
	env($folder, 'nobody runs any more', 0);
	write_file($store, 'x' x 4096);
	env($folder, 'no store', 2, qr/^p\.lua: '\S+p\.db' is no store of winnow: move it away/m);
	my $newer = $good;
	substr($newer, 60, 4) = pack 'N', 999;
	write_file($store, $newer);
	env($folder, 'of a newer winnow', 2, qr/^p\.lua: the store '\S+p\.db' was written by a newer winnow \(version 999/m);
	write_file($store, $good);
	my $suppression = "$folder/.winnow/suppression";
	write_file("$suppression/suppress.key", 'k' x 32);
	chmod 0700, $suppression or die $!;
	chmod 0644, "$suppression/suppress.key" or die $!;
	env($folder, 'the key is open', 2, qr/^p\.lua: '\S+suppress\.key' can be read or written by others \(mode 644\): chmod 600/m);
	chmod 0600, "$suppression/suppress.key" or die $!;
	env($folder, 'the key is closed', 0);
	chmod 0777, $suppression or die $!;
	env($folder, 'the folder is open', 2, qr/^p\.lua: 'suppression': the folder '\S+suppression' can be written by others: chmod 700/m);
}
env(project("store = \"c.csv\",\n  $source"), 'a store that is something else', 2, qr/^p\.lua:3:\d+: '\S+c\.csv' is no store of winnow/m);

# ---- limits ----

{
	my $folder = project($source);
	my $said = qx(cd '$folder' && ulimit -n 100 && ulimit -f 2000 && '${\build()}/winnow' check p.lua --env 2>&1);
	is($? >> 8, 2, 'limits: exit code 2');
	like($said, qr/^p\.lua: 100 files may be open at a time, and 256 should be: ulimit -n 1024/m, 'open files') or diag($said);
	like($said, qr/^p\.lua: files may have \d MB, and 64 MB should be allowed: ulimit -f unlimited/m, 'size of files');
}

# ---- what may not be read or written, for somebody who is not root ----

SKIP: {
	my $folder = project("$source\n  sink \"csv\" { path = \"shut/list.csv\" }", 'shut/x' => 'x');
	my $as = $> ? '' : 'setpriv --reuid 65534 --regid 65534 --clear-groups ';
	# A checkout in somebody's closed home is neither to be run nor to be read by others.
	skip 'the build cannot be used by another user', 3 if qx($as'${\build()}/winnow' plugins 2>&1) !~ /^source\s+csv\s/m;
	chmod 0755, $folder or die $!;
	chmod 0000, "$folder/c.csv" or die $!;
	chmod 0555, "$folder/shut" or die $!;
	my $said = qx(cd '$folder' && $as'${\build()}/winnow' check p.lua --env 2>&1);
	is($? >> 8, 2, 'permissions: exit code 2');
	like($said, qr/^p\.lua:3:25: 'file': '\S+c\.csv' may not be read by user \d+: chmod it, or run as its owner/m, 'an input') or diag($said);
	like($said, qr/^p\.lua:4:23: 'path': user \d+ may not write in '\S+shut'/m, 'an output');
	chmod 0755, "$folder/shut" or die $!;
}

# ---- no room ----

SKIP: {
	my $folder = project("$source\n  sink \"csv\" { path = \"out/list.csv\" }", 'out/x' => 'x');
	my $mount = "mount -t tmpfs -o size=64k tmpfs out";
	skip 'no file system of our own here', 2 if system("cd '$folder' && unshare -rm sh -c '$mount' 2>/dev/null");
	my $said = qx(cd '$folder' && unshare -rm sh -c "$mount && exec '${\build()}/winnow' check p.lua --env" 2>&1);
	is($? >> 8, 2, 'no room: exit code 2');
	like($said, qr/^p\.lua:4:23: 'path': '\S+out' has 0\.\d MB left, and 16 MB should be free: make room, or name another place/m, 'and how much')
		or diag($said);
}

# ---- other descriptions ----

{
	my $folder = project($source, 'plugins/enricher/paid.lua' => $secret, 'paid.lua' => $secret, 'plugins/enricher/bad.lua' => "return { name = \"bad\" }\n",
		'a.test.lua' => "test \"x\" { plugin = \"plugins/enricher/paid.lua\", options = { token = 5 }, company = {}, expect = {} }\n");
	for (['icp.lua', 0, 'icp'], ['a.test.lua', 1, 'test'], ['plugins/enricher/paid.lua', 0, 'plugin'], ['plugins/enricher/bad.lua', 1, 'plugin'], ['paid.lua', 0, 'plugin']) {
		my ($file, $wanted, $kind) = @$_;
		my ($code, $out, $err) = winnow_in($folder, 'check', $file, '--env', '--json');
		is($code, $wanted, "check $file: exit code $wanted") or diag($out, $err);
		my $said = json($out);
		is($said->{kind}, $kind, "which is a $kind");
		is(@{ $said->{found} } > 0, $wanted > 0, 'with its mistakes');
		is($err, '', 'and nothing else');
	}
}

done_testing();
