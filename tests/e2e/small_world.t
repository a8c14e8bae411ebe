#!/usr/bin/perl
# The small world is what companies.txt says, and what its README promises.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $home = root() . '/tests/world';

sub files
{
	my ($folder, $below) = (shift, shift // '');
	opendir my $dir, "$folder/$below" or die "$folder/$below: $!\n";
	return map { my $path = "$below$_"; -d "$folder/$path" ? files($folder, "$path/") : $path } sort grep { !/^\./ } readdir $dir;
}

# ---- made from one source ----

my $made = folder();
is(system($^X, "$home/build.pl", $made), 0, 'build.pl runs');
my @checked_in = grep { $_ ne 'companies.txt' && !m{^[^/]+\.(pl|sh|c|h|def)$} } files($home);
is_deeply([files($made)], \@checked_in, 'it makes the files that are checked in, all of them and no other');
my @other = grep { -e "$made/$_" && read_file("$made/$_") ne read_file("$home/$_") } @checked_in;
is_deeply(\@other, [], 'with the same bytes') or diag('run: perl tests/world/build.pl');

# ---- the registers ----

sub luhn
{
	my @digits = reverse split //, shift;
	my $sum = 0;
	for (0 .. $#digits) {
		my $digit = $digits[$_] * ($_ % 2 ? 2 : 1);
		$sum += $digit > 9 ? $digit - 9 : $digit;
	}
	return $sum % 10 == 0;
}

my @french = csv_rows("$home/fr/StockUniteLegale.csv");
is(scalar(keys %{ $french[0] }), 35, '35 columns');
ok(@french >= 60, 'sixty companies or more');
is_deeply([grep { !luhn($_) } map { $_->{siren} } @french], ['000006010'], 'one SIREN has a wrong check digit, and is meant to');
is_deeply([grep { !/^00000\d{4}$/ } map { $_->{siren} } @french], [], 'all of them are test data by their looks');
is_deeply([map { $_->{siren} } @french], [sort map { $_->{siren} } @french], 'in the order of the register');
is_deeply([grep { !luhn($_->{siren} . $_->{nicSiegeUniteLegale}) } @french], [], 'every seat has a valid SIRET');
my %french = map { $_->{siren} => $_ } @french;

my ($header, @british) = split /\n/, read_file("$home/gb/BasicCompanyData.csv");
is(scalar(split /,/, $header, -1), 55, '55 columns');
like($header, qr/^CompanyName, CompanyNumber,/, 'with the blanks of the original');
is_deeply([grep { !/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*"){54}$/ } @british], [], 'every value is quoted');

# ---- everything belongs to somebody ----

for my $table (qw(domains technologies signals press officers)) {
	my @strangers = grep { !$french{ $_->{siren} } } csv_rows("$home/tables/$table.csv");
	is_deeply(\@strangers, [], "$table.csv speaks of companies of the register");
}
is_deeply([grep { !$french{ $_->{siren} } } json_lines("$home/tables/openings.jsonl")], [], 'so does openings.jsonl');

for my $file (glob "'$home'/answers/*/*.http") {
	my ($siren) = $file =~ /(\d{9})\.http$/;
	my ($request, $answer, $body) = split /\n\n/, read_file($file), 3;
	like($request, qr{^GET https://recherche-entreprises\.api\.gouv\.fr/search\?.*\b$siren\b}, "$siren: asks for its company");
	like($answer, qr/^HTTP (200|0)\ndate-recorded: 2026-11-01$/m, 'and was recorded on the day');
	is(json($body)->{results}[0]{siren}, $siren, 'and tells of it') if $answer =~ /^HTTP 200/;
}

my %domain = map { $_->{website} =~ m{//www\.([^/]+)/} ? ($1 => $_->{siren}) : () } csv_rows("$home/tables/domains.csv");
my @sites = map { m{([^/]+)$} } glob "'$home'/sites/*";
ok(@sites >= 25, 'twenty-five sites or more');
is_deeply([grep { !$domain{$_} } @sites], [], 'each of a company with that domain');
is_deeply([grep { !/\.(example|test)$/ } keys %domain], [], 'in names that nobody owns');
for my $site (@sites) {
	my $legal = read_file("$home/sites/$site/mentions-legales.html") =~ s/\s//gr;
	my ($own, $host) = split /<h2>/, $legal;
	is($own =~ /$domain{$site}/ ? 1 : 0, $site =~ /^(nouvelleportee|futuranterieur)\./ ? 0 : 1,
		"$site shows its company's number, unless it is there to show none");
	like($host, qr/000009019/, 'and that of the host below');
}

unlike(read_file("$home/README.md"), qr/<!-- companies -->\s*<!-- end -->/, 'the README has its table');

done_testing();
