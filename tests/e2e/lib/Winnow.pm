package Winnow;
# Winnow.pm - what the end-to-end tests share: running the program, folders, files, the small world.
#
# Tests run from the root of the repository with BUILD set to the build folder. No test writes into the repository.
use strict;
use warnings;

use Cwd qw(abs_path getcwd);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Copy ();
use File::Path qw(make_path);
use File::Spec;
use File::Temp ();
use JSON::PP ();
use POSIX ();
use Test::More;

our @EXPORT = qw(winnow winnow_in folder read_file write_file copy_file copy_tree small_world run_demo skip_without_samples
	json json_lines csv_rows root build as_of processor_time);

my $root = abs_path(File::Spec->catdir(dirname(__FILE__), '..', '..', '..'));
my $build = abs_path($ENV{BUILD} // "$root/build") // die "BUILD: no such folder\n";
my @kept;    # temporary folders live as long as the test

sub root { return $root }
sub build { return $build }
sub as_of { return '2026-11-01' }

# What a test must not inherit from whoever runs it.
delete @ENV{ grep { /^WINNOW_/ && $_ ne 'WINNOW_SAMPLES' } keys %ENV };
delete @ENV{qw(XDG_CONFIG_HOME http_proxy https_proxy)};
$ENV{HOME} = folder();
$ENV{WINNOW_PLUGIN_PATH} = "$root/scripts";
$ENV{LC_ALL} = 'C';

# An empty folder that goes away with the test.
sub folder
{
	my $folder = File::Temp->newdir('winnow-XXXXXX', TMPDIR => 1);
	push @kept, $folder;
	return abs_path("$folder");
}

# Bytes in, bytes out: a test decodes what it looks at.
sub read_file
{
	my $path = shift;
	open my $file, '<:raw', $path or die "$path: $!\n";
	local $/;
	return scalar <$file> // '';
}

sub write_file
{
	my ($path, $content) = @_;
	make_path(dirname($path));
	utf8::encode($content) if utf8::is_utf8($content);
	open my $file, '>:raw', $path or die "$path: $!\n";
	print {$file} $content;
	close $file or die "$path: $!\n";
	return $path;
}

sub copy_file
{
	my ($from, $to) = @_;
	make_path(dirname($to));
	File::Copy::copy($from, $to) or die "$from: $!\n";
	return $to;
}

sub copy_tree
{
	my ($from, $to) = @_;
	make_path($to);
	opendir my $folder, $from or die "$from: $!\n";
	for my $name (grep { !/^\.\.?$/ } readdir $folder) {
		-d "$from/$name" ? copy_tree("$from/$name", "$to/$name") : copy_file("$from/$name", "$to/$name");
	}
	closedir $folder;
	return $to;
}

# winnow(arguments) -> exit code, standard output, standard error. A signal is a negative code. Output goes to files, so that
# no pipe can fill up.
sub winnow { return winnow_in($root, @_) }

sub winnow_in
{
	my ($where, @arguments) = @_;
	my ($out, $err) = map { File::Temp->new } 1 .. 2;
	my $child = fork // die "fork: $!\n";
	if (!$child) {
		chdir $where or die "$where: $!\n";
		open STDIN, '<', File::Spec->devnull or die $!;
		open STDOUT, '>', "$out" or die $!;
		open STDERR, '>', "$err" or die $!;
		exec { "$build/winnow" } 'winnow', @arguments or POSIX::_exit(127);
	}
	waitpid $child, 0;
	my $code = $? & 127 ? -($? & 127) : $? >> 8;
	return ($code, read_file("$out"), read_file("$err"));
}

# Seconds of the processor that all programs of this test have used so far: the machine may have other work, so no test looks at the clock.
sub processor_time
{
	my (undef, undef, $user, $system) = times;
	return $user + $system;
}

# A folder with the small world and the example pipelines, laid out as in the repository; `files` are written over it.
sub small_world
{
	my %files = @_;
	my $folder = folder();
	copy_tree("$root/tests/world/$_", "$folder/tests/world/$_") for qw(fr gb crm tables answers);
	copy_tree("$root/pipelines/$_", "$folder/pipelines/$_") for 'icp';
	copy_file($_, "$folder/pipelines/" . File::Basename::basename($_)) for glob "'$root/pipelines/*.lua'";
	write_file("$folder/$_", $files{$_}) for sort keys %files;
	return $folder;
}

# The demo in such a folder.
sub run_demo
{
	my ($folder, @more) = @_;
	return winnow_in($folder, 'run', 'pipelines/demo.lua', '--replay', 'tests/world/answers', '--as-of', as_of(), @more);
}

sub json { return JSON::PP->new->utf8->decode(shift) }
sub json_lines { return map { json($_) } split /\n/, read_file(shift) }

# Rows of a CSV file as hashes by header; quoted cells may hold anything.
sub csv_rows
{
	my ($text, @rows) = read_file(shift);
	while (length $text) {
		my @cells;
		while ($text =~ s/\A(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|\z)//) {
			my ($quoted, $plain, $end) = ($1, $2, $3);
			push @cells, defined $quoted ? $quoted =~ s/""/"/gr : $plain;
			last if $end ne ',';
		}
		push @rows, \@cells;
	}
	my $header = shift @rows // return;
	return map { my %row; @row{@$header} = @$_; \%row } @rows;
}

# Files as the registers publish them are not part of the repository; where they are, tests read them.
sub skip_without_samples
{
	my $folder = $ENV{WINNOW_SAMPLES};
	return $folder if defined $folder && -d "$folder/registries";
	plan(skip_all => 'no sample data: set WINNOW_SAMPLES to the folder that holds registries/');
}

END { local $?; @kept = () }

1;
