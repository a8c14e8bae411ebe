# Who includes whom: a room includes only rooms that stand before it; plugins include the public headers alone.
# Also the limits on size, and words that fail the build: run by `make rooms`.
use strict;
use warnings;

my @rooms = qw(base company icp scan store net lua plugin run cli);
my %rank = map { $rooms[$_] => $_ } 0 .. $#rooms;
my @wrong;

sub includes {
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!\n";
	my @found;
	while (<$in>) {
		push @found, [$., $2, $1] if /^\s*#\s*include\s+([<"])([^">]+)[">]/;
	}
	return @found;
}

for my $file (glob 'core/*/*.[ch]') {
	my ($room) = $file =~ m{^core/([^/]+)/};
	push @wrong, "$file: '$room' is no room" and next unless exists $rank{$room};
	for my $include (includes($file)) {
		my ($line, $path, $mark) = @$include;
		next unless $mark eq '"';
		my ($other) = $path =~ m{^([^/]+)/};
		next if !defined $other;    # generated, in its own folder
		if (!exists $rank{$other}) {
			push @wrong, "$file:$line: \"$path\" is in no room";
		} elsif ($rank{$other} > $rank{$room}) {
			push @wrong, "$file:$line: $room includes $other, which stands after it";
		}
	}
}

for my $file (glob('plugins/*/*.[ch]'), glob('plugins/*/*/*.[ch]')) {
	for my $include (includes($file)) {
		my ($line, $path, $mark) = @$include;
		my $own = $mark eq '"' && $path !~ m{/} && $file =~ m{^plugins/[^/]+/[^/]+/};
		push @wrong, "$file:$line: a plugin includes \"$path\" of the core" if $mark eq '"' && !$own;
		push @wrong, "$file:$line: a plugin includes <$path>; there is one header, <winnow/plugin.h>"
			if $path =~ m{^winnow/} && $path ne 'winnow/plugin.h';
	}
}

for my $file (glob('core/*/*.[ch]'), glob('plugins/*/*.c'), glob('plugins/*/*/*.c')) {
	open my $in, '<', $file or die "$file: $!\n";
	my @lines = <$in>;
	push @wrong, "$file: " . @lines . " lines; 1200 is the most" if @lines > 1200;
	my $start = 0;
	for my $number (1 .. @lines) {
		my $line = $lines[$number - 1];
		$start = $number if $line =~ /^\{/;
		if ($line =~ /^\}/ && $start) {
			push @wrong, "$file:$start: a function of " . ($number - $start) . ' lines; 120 is the most' if $number - $start > 120;
			$start = 0;
		}
		push @wrong, "$file:$number: $1 is not used here" if $line =~ /(?<![A-Za-z_.>])(strcpy|strcat|sprintf|atoi|gets|strtok|setlocale)\s*\(/;
	}
}

print "$_\n" for @wrong;
exit(@wrong ? 1 : 0);
