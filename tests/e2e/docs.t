#!/usr/bin/perl
# The documents are tests: every block of README.md and docs/*.md is written to a file, run, or marked as text, in order, in a
# folder of its own for each document, with winnow installed as a user has it. What a document shows as output is what comes out.
#
#     ```lua title="pipeline.lua"     the block is that file
#     ```sh                           run with sh -e, must end with 0
#     ```console                      lines that begin with "$ " are run, the lines behind them are exactly what they say
#     ```text                         not run
#
# Any other block is a mistake, so that nothing escapes.
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

sub run_console
{
	my ($where, $block, $folder) = @_;
	my @commands = commands_of($block->{text}) or return fail("$where: a console begins with \"\$ \" and a command");
	for (@commands) {
		my ($command, $expected) = @$_;
		my ($code, $out) = shell($folder, $command, prefix => installed());
		is($code, 0, "$where: $command: ends with 0");
		is($out, $expected, "$where: $command: says what the document says");
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

my @documents = ('README.md', map { 'docs/' . basename($_) } sort glob "'" . root() . "'/docs/*.md");
plan(tests => scalar @documents);
subtest($_ => sub { check_document($_[0]); done_testing() }, $_) for @documents;
