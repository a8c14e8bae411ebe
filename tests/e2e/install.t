#!/usr/bin/perl
# make install: what a package would do. Everything lands below DESTDIR, winnow finds its plugins wherever it was put, and a
# plugin of somebody else is built with what was installed and nothing more.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Basename qw(basename);
use File::Find qw(find);
use Test::More;
use Winnow;
use Installed;

my $root = root();
my $build = build();
my @kinds = qw(source enricher filter sink);

sub names { return sort map { basename($_) } glob "'$_[0]'/$_[1]" }
sub mode { return sprintf '%03o', (stat $_[0])[2] & 0777 }

my $destdir = folder();
my $there = install_under('/opt/there', $destdir);
is($there, "$destdir/opt/there", 'installed below DESTDIR');
is_deeply([names($destdir, '*')], ['opt'], 'and nowhere else');

subtest('every file is there, readable, and closed to writing' => sub {
	is_deeply([names("$there/bin", '*')], ['winnow'], 'the program');
	is(mode("$there/bin/winnow"), '755', 'which can be run');
	is_deeply([names("$there/include/winnow", '*')], [names("$root/include/winnow", '*.h')], 'the headers');
	for my $kind (@kinds) {
		is_deeply([names("$there/lib/winnow/$kind", '*')], [names("$build/plugins/$kind", '*.so')], "shared objects: $kind");
		is_deeply([names("$there/share/winnow/scripts/$kind", '*')], [names("$root/scripts/$kind", '*.lua')], "scripts: $kind");
	}
	my %wrong;
	find(sub { my $mode = mode($_); $wrong{$File::Find::name} = $mode if -f && $mode !~ /^(?:755|644)$/ }, $destdir);
	is_deeply(\%wrong, {}, 'modes are 755 and 644');
});

subtest('a careful umask of the one who installs shuts nobody out' => sub {
	my $careful = folder();
	my $before = umask 077;
	install_under('/opt/there', $careful);
	umask $before;
	my %shut;
	find(sub { my $mode = mode($_); $shut{$File::Find::name} = $mode unless $mode =~ /[4567][4567]$/ }, "$careful/opt/there/bin",
		"$careful/opt/there/include", "$careful/opt/there/lib", "$careful/opt/there/share");
	is_deeply(\%shut, {}, 'all can read it');
});

subtest('winnow finds what was installed with it' => sub {
	my ($code, $out) = shell(folder(), 'winnow plugins', prefix => $there);
	is($code, 0, 'winnow plugins') or diag($out);
	unlike($out, qr/refused/, 'none is refused');
	my %listed = map { /^(\S+)\s+(\S+)/ ? ("$1/$2" => 1) : () } split /\n/, $out;
	my %installed = map {
		my $kind = $_;
		map { ("$kind/" . s/\.(?:so|lua)$//r => 1) } names("$there/lib/winnow/$kind", '*'), names("$there/share/winnow/scripts/$kind", '*')
	} @kinds;
	is_deeply(\%listed, \%installed, 'it lists these and no others');
	my %names = map { s{.*/}{}r => 1 } keys %installed;
	for my $name (sort keys %names) {
		(my $status, $out) = shell(folder(), "winnow plugins $name", prefix => $there);
		like($out, qr{^version \S+, \Q$there\E/}m, "$name comes from there");
	}
});

# ---- pipelines of the installed program ----

my $companies = "siren,name,city,naf,staff\n552100554,ACME,Lyon,62.01Z,50-99\n732829320,ACME HOLDING,Paris,64.20Z,0\n";
my $icp = "icp { name = \"any\", must = { { country = \"FR\" } } }\n";

sub pipeline
{
	my $step = shift;
	return "pipeline {\n  icp = \"icp.lua\",\n"
		. "  source \"csv\" { file = \"c.csv\", id = { \"fr-siren\", \"siren\" },\n"
		. "    columns = { name = \"name\", city = \"city\", country = const \"FR\", industry = naf { \"naf\" }, employees = \"staff\" } },\n"
		. "  $step,\n  sink \"csv\" { path = \"out.csv\" },\n}\n";
}

sub write_pipeline
{
	my ($folder, $step) = @_;
	write_file("$folder/c.csv", $companies);
	write_file("$folder/icp.lua", $icp);
	write_file("$folder/p.lua", pipeline($step));
}

subtest('a pipeline runs, with scripts and shared objects, far from the source tree' => sub {
	my $folder = folder();
	write_pipeline($folder, 'filter "shell_company" {}');
	my ($code, $out) = shell($folder, 'winnow run p.lua --as-of 2026-11-01', prefix => $there);
	is($code, 0, 'winnow run') or diag($out);
	is_deeply([map { $_->{name} } csv_rows("$folder/out.csv")], ['ACME'], 'the list holds whom it should');
});

my $no_paris = <<'C';
#include <string.h>
#include <winnow/plugin.h>

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	return needs->host->need(needs, WN_STR("city"));
}

static int open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)open, (void)state, (void)error;
	return WN_OK;
}

static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	struct wn_fact city;
	int code = task->host->get(task, WN_STR("city"), &city);
	if (code != WN_OK)
		return code;
	judgement->verdict = city.value.as.text.len == 5 && memcmp(city.value.as.text.ptr, "Paris", 5) == 0 ? WN_DROP : WN_KEEP;
	judgement->reason = WN_STR("its seat is in Paris");
	return WN_OK;
}

static const struct wn_filter_ops ops = {.size = sizeof ops, .judge = judge};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_FILTER, .name = "no_paris", .summary = "drops companies in Paris", .version = "1",
	.describe = describe, .open = open, .ops = &ops,
};
C

subtest('a plugin of somebody else is built with pkg-config alone' => sub {
	my ($prefix, $folder) = (installed(), folder());
	my ($code, $flags) = shell($folder, 'pkg-config --cflags --libs winnow', prefix => $prefix);
	is($code, 0, 'pkg-config knows winnow') or diag($flags);
	is($flags =~ s/\s+$//r, "-I$prefix/include", 'headers, and nothing to link');
	my $cc = (split ' ', $ENV{CC} // '')[0] || 'cc';
	write_file("$folder/filter/no_paris.c", $no_paris);
	($code, my $out) = shell("$folder/filter", "$cc -std=c17 -Wall -Wextra -Wpedantic -Werror -fPIC -shared no_paris.c "
		. '$(pkg-config --cflags --libs winnow) -o no_paris.so', prefix => $prefix);
	is($code, 0, 'it builds without a warning') or diag($out);
	($code, $out) = shell($folder, 'winnow plugins no_paris --plugin-path .', prefix => $prefix);
	is($code, 0, 'it loads') or diag($out);
	like($out, qr/^filter "no_paris"\ndrops companies in Paris\n.*\nneeds: city$/m, 'and says what it is');
	write_pipeline($folder, 'filter "no_paris" {}');
	($code, $out) = shell($folder, 'winnow run p.lua --as-of 2026-11-01 --plugin-path .', prefix => $prefix);
	is($code, 0, 'it runs') or diag($out);
	is_deeply([map { $_->{name} } csv_rows("$folder/out.csv")], ['ACME'], 'and drops whom it should');
	($code, $out) = shell($folder, 'winnow why p.lua fr-siren:732829320 --as-of 2026-11-01 --plugin-path .', prefix => $prefix);
	like($out, qr/dropped in scan by filter 'no_paris': its seat is in Paris/, 'with its reason');
});

# ---- what comes with the program ----

my ($status, $version) = shell(folder(), 'winnow --version', prefix => $there);
my ($help_status, $help) = shell(folder(), 'winnow --help', prefix => $there);
my $man = read_file("$there/share/man/man1/winnow.1");

subtest('what installed files say of themselves' => sub {
	my $pc = read_file("$there/lib/pkgconfig/winnow.pc");
	is($status, 0, 'winnow --version');
	like($version, qr/^winnow \d+\.\d+\.\d+$/, 'is a version');
	my $number = $version =~ s/^winnow |\s+$//gr;
	unlike($_, qr/\@[A-Z]+\@/, 'nothing was left to be filled in') for $pc, $man;
	like($pc, qr{^prefix=/opt/there$}m, 'winnow.pc names PREFIX and not DESTDIR');
	like($pc, qr/^Version: \Q$number\E$/m, 'and the version of the program');
	like($man, qr/"winnow \Q$number\E"/, 'so does the manual');
});

subtest('the manual knows every command and option' => sub {
	is($help_status, 0, 'winnow --help');
	my @commands = $help =~ /^  winnow (\w+)/mg;
	my @options = grep { $_ ne 'help' } $help =~ /^  --([\w-]+)/mg;
	cmp_ok(scalar @commands, '>', 5, 'the help lists commands');
	cmp_ok(scalar @options, '>', 3, 'and options');
	like($man, qr/^\.(?:BI "|B )\Q$_\E\b/m, "winnow $_") for @commands;
	for my $option (@options) {
		my $escaped = "\\-\\-" . $option =~ s/-/\\-/gr;
		like($man, qr/^\.(?:BI "|B )\Q$escaped\E\b/m, "--$option");
	}
});

subtest('the manual is a page that man reads' => sub {
	my ($missing) = shell(folder(), 'man --version');
	plan(skip_all => 'no man here') if $missing;
	my $folder = folder();
	my ($code, $warnings) = shell($folder, "MANWIDTH=80 man --warnings=w -E ascii -P cat -l '$there/share/man/man1/winnow.1' > page");
	is($code, 0, 'it is set');
	is($warnings, '', 'without a warning');
	my $page = read_file("$folder/page") =~ s/.\x08|\x1b\[[0-9;]*m//gr;
	like($page, qr/^$_$/m, "it has $_") for 'NAME', 'SYNOPSIS', 'COMMANDS', 'OPTIONS', 'EXIT STATUS', 'FILES';
});

done_testing();
