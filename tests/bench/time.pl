# time.pl NAME RUNS COMMAND [OTHER_NAME OTHER_COMMAND] - runs commands in turn, prints medians.
# One command: "figure NAME.ms MEDIAN". Two: the ratio of the medians as well, "ratio NAME.vs_OTHER_NAME".
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($name, $runs, $command, $other_name, $other) = @ARGV;
die "usage: time.pl NAME RUNS COMMAND [OTHER_NAME OTHER_COMMAND]\n" unless $command;

sub once {
	my ($command) = @_;
	my $begun = clock_gettime(CLOCK_MONOTONIC);
	system('sh', '-c', "$command >/dev/null 2>&1") == 0 or die "failed: $command\n";
	return (clock_gettime(CLOCK_MONOTONIC) - $begun) * 1000;
}

sub median {
	my @sorted = sort { $a <=> $b } @_;
	return $sorted[$#sorted / 2];
}

my (@first, @second);
once($command);    # warm the page cache
once($other) if $other;
for (1 .. $runs) {
	push @first, once($command);
	push @second, once($other) if $other;
}
printf "figure %s.ms %.1f\n", $name, median(@first);
printf "figure %s.%s_ms %.1f\n", $name, $other_name, median(@second) if $other;
printf "ratio %s.vs_%s %.2f\n", $name, $other_name, median(@first) / median(@second) if $other;
