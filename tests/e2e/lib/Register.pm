package Register;
# Register.pm - SIRENE files made on the spot, and a small pipeline around them.
use strict;
use warnings;

use Exporter qw(import);
use File::Find ();
use Test::More;
use Winnow;

our @EXPORT = qw(siren vat_of lei unit register icp project outputs files_below staged_files named_like);

my ($header) = split /\r?\n/, read_file(root() . '/tests/world/fr/StockUniteLegale.csv');
my @columns = split /,/, $header;
my %column = map { $columns[$_] => $_ } 0 .. $#columns;

# The SIREN of a number: eight digits and the check digit that makes them one.
sub siren
{
	my $text = sprintf '%08d', shift;
	my $sum = 0;
	for my $i (0 .. 7) {
		my $digit = substr($text, $i, 1) * ($i % 2 ? 2 : 1);
		$sum += $digit > 9 ? $digit - 9 : $digit;
	}
	return $text . (10 - $sum % 10) % 10;
}

# The French VAT number around a SIREN.
sub vat_of { my $siren = shift; return sprintf 'FR%02d%s', (12 + 3 * ($siren % 97)) % 97, $siren }

# The LEI that begins with these eighteen characters: with its two check digits, letters as 10 to 35, it leaves 1 modulo 97.
sub lei
{
	my $text = shift;
	my $rest = 0;
	$rest = ($rest * ($_ > 9 ? 100 : 10) + $_) % 97 for map { /\d/ ? $_ : ord($_) - 55 } split //, $text . '00';
	return $text . sprintf '%02d', 98 - $rest;
}

# A row by names of columns; the ending UniteLegale may be left out. What is not said is that of a software house of a hundred
# people, which the profile below likes.
sub unit
{
	my ($siren, %cells) = @_;
	my %row = (siren => $siren, statutDiffusion => 'O', dateCreation => '2015-03-02', trancheEffectifs => '22', anneeEffectifs => '2023',
		categorieEntreprise => 'PME', anneeCategorieEntreprise => '2023', dateDebut => '2015-03-02', etatAdministratif => 'A',
		denomination => "MAISON $siren", categorieJuridique => '5710', activitePrincipale => '62.01Z',
		nomenclatureActivitePrincipale => 'NAFRev2', nicSiege => '00013', %cells);
	my @cells = ('') x @columns;
	for my $name (keys %row) {
		my $at = $column{$name} // $column{"${name}UniteLegale"} // die "no column $name\n";
		$cells[$at] = $row{$name};
	}
	return join(',', map { /[",\r\n]/ ? '"' . s/"/""/gr . '"' : $_ } @cells) . "\n";
}

sub register { return join '', "$header\n", @_ }

# Every kind of line, and each band of people and each age gives other points, so that places are told apart.
sub icp
{
	return <<'ICP';
icp {
  name = "Software houses",
  must = {
    { country = "FR" },
    { "software", id = "software", industry = nace { "58.29", "62.01" } },
    { "20 people or more", id = "size", employees = at_least(20) },
  },
  must_not = {
    { "part of a large group", id = "large-group", size_class = "GE" },
  },
  fit = {
    best_of {
      { 40, "100 people or more", id = "large",  employees = at_least(100) },
      { 20, "50 to 99 people",    id = "medium", employees = between(50, 99) },
    },
    { 30, "publishes software",     id = "publisher", industry = nace { "58.29" } },
    { 30, "older than three years", id = "age",       founded = older_than(years(3)) },
  },
  timing = {
    { 20, "founded within twelve years", id = "young", founded = within(years(12)) },
  },
  tiers = { A = 70, B = 40 },
}
ICP
}

# A folder with p.lua, icp.lua and what `files` holds by path. `source` is the first step, `settings` and `steps` are Lua text.
sub project
{
	my %given = (source => 'source "sirene" { file = "register.csv", date = "2026-10-31" },', settings => '', steps => '', icp => icp(), files => {}, @_);
	my $folder = folder();
	write_file("$folder/$_", $given{files}{$_}) for sort keys %{ $given{files} };
	write_file("$folder/register.csv", $given{register}) if defined $given{register};
	write_file("$folder/icp.lua", $given{icp});
	write_file("$folder/p.lua", <<"PIPELINE");
pipeline {
  icp = "icp.lua", $given{settings}
  $given{source}
  $given{steps}
  sink "csv"   { path = "out/list.csv" },
  sink "jsonl" { path = "out/list.jsonl" },
}
PIPELINE
	return $folder;
}

# The bytes of the list, CSV and JSON Lines.
sub outputs { my $folder = shift; return map { -e "$folder/out/list.$_" ? read_file("$folder/out/list.$_") : '' } qw(csv jsonl) }

# All files below a folder: path from there => content.
sub files_below
{
	my $folder = shift;
	my %files;
	return \%files if !-d $folder;
	File::Find::find({ no_chdir => 1, wanted => sub { $files{ substr $_, 1 + length $folder } = read_file($_) if -f } }, $folder);
	return \%files;
}

# What a sink leaves beside its output while it is at work.
sub staged_files { my $folder = shift; return grep { m{(^|/)\.[^/]+\.winnow-[^/]*$} } sort keys %{ files_below($folder) } }

# The paths of all files below a folder whose name or bytes have the text.
sub named_like
{
	my ($folder, $text) = @_;
	my $files = files_below($folder);
	return grep { index($_, $text) >= 0 || index($files->{$_}, $text) >= 0 } sort keys %$files;
}

1;
