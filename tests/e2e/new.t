#!/usr/bin/perl
# winnow new: what it writes is built, loaded and tested as it stands, for each kind of plugin, in Lua and in C; and its tests
# can fail.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Basename qw(basename);
use Test::More;
use Winnow;
use Installed;

# The words that a test of the template expects, and others.
my %wrong = (
	source => ['"ACME"', '"EMCA"'], enricher => ['{ "fr" }', '{ "xx" }'], filter => ['verdict = "drop"', 'verdict = "keep"'],
	sink => ['1. ACME', '1. EMCA'],
);

sub names { return sort map { basename($_) } glob "'$_[0]'/*" }

sub files_of
{
	my ($kind, $name, $in_c) = @_;
	return ($name . ($in_c ? '.c' : '.lua'), "$name.test.lua", $kind eq 'source' ? "$name.sample.csv" : (), $in_c ? 'Makefile' : ());
}

# Each test of the TAP output is ok, and there is one at least.
sub all_pass
{
	my ($out, $name) = @_;
	my ($plan) = $out =~ /^1\.\.(\d+)$/m;
	my $passed = () = $out =~ /^ok \d+ - /mg;
	ok($plan && $passed == $plan && $out !~ /^not ok/m, $name) or diag($out);
}

sub run_tests
{
	my ($folder, $name, $in_c) = @_;
	return shell("$folder/$name", $in_c ? 'make test' : "winnow test $name.test.lua", prefix => installed());
}

sub make_one
{
	my ($kind, $name, $in_c) = @_;
	my $folder = folder();
	my ($code, $out) = shell($folder, "winnow new $kind $name" . ($in_c ? ' --c' : ''), prefix => installed());
	is($code, 0, "winnow new $kind $name") or diag($out);
	return ($folder, $out);
}

sub check_kind
{
	my ($kind, $in_c) = @_;
	my $name = "my_$kind";
	my ($folder, $out) = make_one($kind, $name, $in_c);
	my @files = files_of($kind, $name, $in_c);
	is_deeply([names("$folder/$name")], [sort @files], 'it writes the plugin and its test');
	like($out, qr{^\Q$name/$_\E$}m, "it names $_") for @files;
	unlike(read_file("$folder/$name/$_"), qr/\@[A-Z]+\@/, "$_ is filled in") for @files;

	my ($hint) = $out =~ /^try it: (.*)$/m;
	ok(defined $hint, 'it says how to try it') or return;
	(my $code, $out) = shell($folder, $hint, prefix => installed());
	is($code, 0, "$hint: ends with 0") or diag($out);
	all_pass($out, 'all of its tests pass');

	($code, $out) = shell($folder, "winnow plugins $name --plugin-path $name", prefix => installed());
	is($code, 0, 'winnow plugins knows it') or diag($out);
	like($out, qr/^\w+ "\Q$name\E"$/m, 'by its name');

	my ($right, $other) = @{ $wrong{$kind} };
	my $test = read_file("$folder/$name/$name.test.lua");
	ok($test =~ s/\Q$right\E/$other/, 'a test is made wrong');
	write_file("$folder/$name/$name.test.lua", $test);
	($code, $out) = run_tests($folder, $name, $in_c);
	isnt($code, 0, 'then the tests fail');
	like($out, qr/^not ok \d+ - .*\n# .*\.test\.lua:\d+: /m, 'and say where');
}

for my $kind (sort keys %wrong) {
	subtest("Lua: $kind" => sub { check_kind($kind, 0) });
	subtest("C: $kind" => sub { check_kind($kind, 1) });
}

subtest('C templates compile without a warning' => sub {
	for my $cc (grep { !(shell(folder(), "$_ --version"))[0] } 'gcc', 'clang') {
		for my $kind (sort keys %wrong) {
			my ($folder) = make_one($kind, 'mine', 1);
			my ($code, $out) = shell("$folder/mine",
				"make CC=$cc CFLAGS='-O2 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wpointer-arith -Werror'", prefix => installed());
			is($code, 0, "$cc: $kind") or diag($out);
		}
	}
});

subtest('names of every allowed length and letter' => sub {
	for my $name ('a', 'a9_z', 'x' x 63) {
		for my $in_c (0, 1) {
			my ($folder) = make_one('filter', $name, $in_c);
			my ($code, $out) = run_tests($folder, $name, $in_c);
			is($code, 0, 'its tests pass') or diag($out);
		}
	}
});

subtest('refusals: nothing is written' => sub {
	my $folder = folder();
	my @refused = (
		[qr/^winnow: 'enrich' is no kind of plugin: source, enricher, filter or sink$/, 'enrich', 'mine'],
		[qr/^winnow: '' is no kind/, '', 'mine'],
		[qr/^winnow: 'Filter' is no kind/, 'Filter', 'mine'],
		[qr/^winnow: usage: winnow new KIND NAME/],
		[qr/^winnow: usage: winnow new KIND NAME/, 'filter'],
		[qr/^winnow: usage: winnow new KIND NAME/, 'filter', 'mine', 'more'],
	);
	push @refused, [qr/^winnow: '\Q$_\E' is no name for a plugin: small letters, digits and underscores, a letter first, at most 63/, 'filter', $_]
		for '', '_', '_mine', 'Mine', 'my-own', '9lives', 'a b', '../mine', 'mine/', 'mine.lua', "na\xc3\xafve", 'x' x 64;
	for (@refused) {
		my ($message, @arguments) = @$_;
		my ($code, $out, $err) = winnow_in($folder, 'new', @arguments);
		is($code, 1, "new @arguments: exit code 1");
		like($err, $message, 'it says why');
		is($out, '', 'and nothing else');
	}
	is_deeply([names($folder)], [], 'the folder is as it was');
});

subtest('what is there already stays as it is' => sub {
	my $folder = folder();
	write_file("$folder/mine/mine.lua", "my own work\n");
	my ($code, $out, $err) = winnow_in($folder, 'new', 'filter', 'mine');
	is($code, 2, 'an existing folder: exit code 2');
	like($err, qr{^winnow: mine/: .*exists}, 'it says why');
	is_deeply([names("$folder/mine")], ['mine.lua'], 'nothing was added');
	is(read_file("$folder/mine/mine.lua"), "my own work\n", 'nothing was changed');
	write_file("$folder/file", "a file\n");
	($code, $out, $err) = winnow_in($folder, 'new', 'sink', 'file');
	is($code, 2, 'a file of that name: exit code 2');
	is(read_file("$folder/file"), "a file\n", 'it stays');
});

done_testing();
