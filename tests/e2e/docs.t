#!/usr/bin/perl
# The documents are tests: every block of README.md and docs/*.md is written to a file, run, or marked as text, in order, in a
# folder of its own for each document, with winnow installed as a user has it. What a document shows as output is what comes out.
#
#     ```lua title="pipeline.lua"     the block is that file
#     ```sh                           run with sh -e, must end with 0
#     ```console                      lines that begin with "$ " are run, the lines behind them are exactly what they say
#     ```text                         not run
#
# Any other block is a mistake, so that nothing escapes. Lines of the log begin with the time of day, which is not compared.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Basename qw(basename dirname);
use Test::More;
use Winnow;
use Installed;

# ---- reading ----

# Blocks of a document: { language, title, text, line }; and the prose, for its links.
sub blocks
{
	my ($name, $text) = @_;
	my (@blocks, $open, @prose, $before);
	my $number = 0;
	for my $line (split /\n/, $text, -1) {
		$number++;
		if ($open && $line eq '```') {
			push @blocks, $open;
			undef $open;
		} elsif ($open) {
			$open->{text} .= "$line\n";
		} elsif ($line =~ /^```(\w*)(?: title="([^"]+)")?$/) {
			$open = { language => $1, title => $2, text => '', line => $number };
		} else {
			fail("$name:$number: a block that would escape: fences are three backticks at the start of a line, then a language, then perhaps title=\"FILE\"")
				if $line =~ /^\s*(?:```|~~~)/ || ($line =~ /^(?: {4}|\t)\s*\S/ && ($before // '') eq '');
			push @prose, $line;
		}
		$before = $line;
	}
	fail("$name:$open->{line}: this block does not end") if $open;
	return (\@blocks, join "\n", @prose);
}

sub kind_of
{
	my $block = shift;
	return 'file' if defined $block->{title} && $block->{language} && $block->{language} !~ /^(?:sh|console)$/;
	return if defined $block->{title};
	return $block->{language} if $block->{language} =~ /^(?:sh|console|text)$/;
	return;
}

# ---- running ----

sub run_shell
{
	my ($where, $block, $folder) = @_;
	my ($code, $out) = shell($folder, $block->{text}, prefix => installed());
	return is($code, 0, "$where: ends with 0") || diag($out);
}

# [command, expected output] of each "$ " line; a backslash at the end of a line goes on in the next.
sub commands_of
{
	my ($before, @parts) = split /^\$ /m, shift;
	return if length $before || !@parts;
	return map { my ($command, $output) = /\A((?:[^\n]*\\\n)*[^\n]*)\n(.*)\z/s; [$command, $output] } @parts;
}

sub timeless { return shift =~ s/^\d\d:\d\d:\d\dZ /00:00:00Z /mgr }

sub run_console
{
	my ($where, $block, $folder) = @_;
	my @commands = commands_of($block->{text}) or return fail("$where: a console begins with \"\$ \" and a command");
	for (@commands) {
		my ($command, $expected) = @$_;
		my ($code, $out) = shell($folder, $command, prefix => installed());
		is($code, 0, "$where: $command: ends with 0");
		is(timeless($out), timeless($expected), "$where: $command: says what the document says");
	}
}

sub run_file
{
	my ($where, $block, $folder) = @_;
	return fail("$where: $block->{title} lies outside of the document's folder") if $block->{title} =~ m{^/|(?:^|/)\.\.(?:/|$)};
	write_file("$folder/$block->{title}", $block->{text});
	return pass("$where: $block->{title}");
}

my %run = (file => \&run_file, sh => \&run_shell, console => \&run_console, text => sub { pass(shift() . ': text') });

# ---- documents ----

# README is read by somebody who stands in a checkout: the same folder, but what is written there goes somewhere else.
sub checkout
{
	my $folder = folder();
	opendir my $root, root() or die $!;
	for (grep { !/^(?:\.\.?|\.git|build|out|pipelines)$/ } readdir $root) {
		symlink root() . "/$_", "$folder/$_" or die "$_: $!\n";
	}
	copy_tree(root() . '/pipelines', "$folder/pipelines");
	return $folder;
}

sub check_links
{
	my ($document, $prose) = @_;
	my $folder = dirname(root() . "/$document");
	while ($prose =~ /\]\(([^)\s]+)\)/g) {
		my $link = $1;
		next if $link =~ /^(?:https?:|#)/;
		ok(-e "$folder/" . ($link =~ s/#.*//r), "$document: the link to $link leads somewhere");
	}
}

sub check_document
{
	my $document = shift;
	my $folder = $document eq 'README.md' ? checkout() : folder();
	my ($blocks, $prose) = blocks($document, read_file(root() . "/$document"));
	check_links($document, $prose);
	for my $block (@$blocks) {
		my $where = "$document:$block->{line}";
		my $kind = kind_of($block);
		$kind ? $run{$kind}->($where, $block, $folder)
			: fail("$where: a block is sh, console, text, or has a language and title=\"FILE\"");
	}
	ok(length $prose, "$document: there is something to read");
}

# ---- what stands in tables and sentences ----

# The examples of the table of words in docs/icp.md, each as the only line of a profile.
sub check_words
{
	my ($section) = read_file(root() . '/docs/icp.md') =~ /^## Conditions\n(.*?)^## /ms;
	my @examples = map { /`([^`]+)`/g } map { (split /(?<!\\)\|/)[3] // () } grep { /^\| `/ } split /\n/, $section;
	cmp_ok(scalar @examples, '>', 10, 'there are examples');
	my $folder = folder();
	for my $example (@examples) {
		write_file("$folder/icp.lua", "icp { name = \"one line\", must = { { \"a label\", $example } } }\n");
		my ($code, $out) = shell($folder, 'winnow check icp.lua', prefix => installed());
		is($out, "icp.lua: ok\n", $example);
	}
}

sub check_packages
{
	my ($packages) = read_file(root() . '/Makefile') =~ /^PACKAGES := ((?:.*\\\n)*.*)$/m;
	my ($table) = read_file(root() . '/README.md') =~ /^## Packages\n(.*?)^## /ms;
	is_deeply([sort map { /`([^`]+)`/g } map { (split /\|/)[1] } grep { /^\| `/ } split /\n/, $table],
		[sort grep { $_ ne '\\' } split ' ', $packages], 'README lists the packages that make deps installs');
}

sub check_plugins
{
	my $text = read_file(root() . '/docs/pipelines.md');
	my ($code, $out) = shell(folder(), 'winnow plugins', prefix => installed());
	my @names = $out =~ /^\w+\s+(\w+)/mg;
	cmp_ok(scalar @names, '>', 5, 'there are plugins');
	ok(index($text, "`$_`") >= 0, "docs/pipelines.md names $_") for @names;
}

my @documents = ('README.md', map { 'docs/' . basename($_) } sort glob "'" . root() . "'/docs/*.md");
plan(tests => 3 + @documents);
subtest($_ => sub { check_document($_[0]); done_testing() }, $_) for @documents;
subtest('words of the profile language' => sub { check_words(); done_testing() });
subtest('packages' => sub { check_packages(); done_testing() });
subtest('plugins' => sub { check_plugins(); done_testing() });
