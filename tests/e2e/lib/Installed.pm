package Installed;
# Installed.pm - winnow as a user has it: installed by `make install` in a folder of the test, and a shell that finds it there.
use strict;
use warnings;

use Exporter qw(import);
use File::Temp ();
use POSIX ();
use Winnow;

our @EXPORT = qw(install_under installed shell);

# What `make test` was called with holds for our own calls of make, but its job server does not.
my ($variables) = ($ENV{MAKEFLAGS} // '') =~ /(?:^|\s)(--\s.*)$/s;
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL)};
$ENV{MAKEFLAGS} = $variables if defined $variables;
$ENV{BUILD} = build();

# Other tests use the build folder meanwhile: nothing of it may be made anew here. The suite was built before it ran. A build
# folder outside of the tree knows no scripts.
my $make = folder() . '/make';
my ($found) = grep { -x } map { "$_/make" } split /:/, $ENV{PATH};
write_file($make, sprintf "#!/bin/sh\nWINNOW_PLUGIN_PATH='%s/scripts' exec '%s' --no-print-directory -o all -o '%s/tests/world/generate' \"\$@\"\n",
	root(), $found, build());
chmod 0755, $make or die "$make: $!\n";

# Runs make install; dies with what it said.
sub install_under
{
	my ($prefix, $destdir) = @_;
	my ($code, $out) = shell(root(), "'$make' install BUILD='" . build() . "' PREFIX='$prefix' DESTDIR='$destdir'");
	die "make install: exit code $code\n$out" if $code;
	return "$destdir$prefix";
}

my $prefix;

# The prefix that tests share: one copy for each process.
sub installed { return $prefix //= install_under(folder(), '') }

# shell(folder, script, options) -> exit code and what it said, both streams together as on a terminal. With prefix => P the
# winnow installed there is the first that the script finds, and nothing of the source tree is in its way.
sub shell
{
	my ($where, $script, %options) = @_;
	my $out = File::Temp->new;
	my $child = fork // die "fork: $!\n";
	if (!$child) {
		if (my $at = $options{prefix}) {
			delete $ENV{WINNOW_PLUGIN_PATH};
			$ENV{PKG_CONFIG_PATH} = "$at/lib/pkgconfig";
			$ENV{PATH} = "$at/bin:" . ($make =~ s{/make$}{}r) . ":$ENV{PATH}";
		}
		chdir $where or die "$where: $!\n";
		open STDIN, '<', '/dev/null' or die $!;
		open STDOUT, '>', "$out" or die $!;
		open STDERR, '>&', \*STDOUT or die $!;
		exec 'sh', '-e', '-c', $script or POSIX::_exit(127);
	}
	waitpid $child, 0;
	return ($? & 127 ? -($? & 127) : $? >> 8, read_file("$out"));
}

1;
