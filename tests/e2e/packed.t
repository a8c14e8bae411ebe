#!/usr/bin/perl
# packed.t - a run on a .zip or a .gz gives the bytes of the run on the file in it, and on a broken one nothing.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Compress::Gzip ();
use IO::Compress::Zip qw(ZIP_CM_STORE ZIP_CM_DEFLATE);
use Test::More;
use Winnow;

my $stock = read_file(root() . '/tests/world/fr/StockUniteLegale.csv');
my $customers = read_file(root() . '/tests/world/crm/customers.csv');

sub gzip_of
{
	my ($content, $packed) = (shift, '');
	IO::Compress::Gzip::gzip(\$content => \$packed) or die 'gzip';
	return $packed;
}

# zip_of(options, name => content, ...)
sub zip_of
{
	my ($options, @files) = @_;
	my ($packed, $zip) = ('');
	while (my ($name, $content) = splice @files, 0, 2) {
		my @entry = (Name => $name, Time => 1_700_000_000, %$options);
		$zip ? $zip->newStream(@entry) : ($zip = IO::Compress::Zip->new(\$packed, @entry)) or die 'zip';
		$zip->print($content);
	}
	$zip->close or die 'zip';
	return $packed;
}

# A folder with a pipeline over this stock file; what the run says, and the bytes of its list.
sub run_on
{
	my ($file, $content, %more) = @_;
	my $source = $more{source} // qq(source "sirene" { file = "$file", date = "2026-10-01" });
	my $list = $more{customers} // 'customers.csv';
	my $folder = folder();
	write_file("$folder/$file", $content);
	write_file("$folder/$list", $more{customers_content} // $customers);
	write_file("$folder/out.jsonl", "old\n");
	write_file("$folder/p.lua", qq(pipeline { icp = "icp.lua", cap = 40, bad_rows = 0.1, $source,
		filter "suppress" { file = "$list", reason = "already a customer" },
		sink "jsonl" { path = "out.jsonl" }, sink "csv" { path = "out.csv" } }));
	write_file("$folder/icp.lua", 'icp { name = "packed", must = { { country = "FR" } } }');
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
	return { code => $code, err => $err, list => read_file("$folder/out.jsonl"), csv => -e "$folder/out.csv" ? read_file("$folder/out.csv") : '' };
}

my $plain = run_on('StockUniteLegale.csv', $stock);
is($plain->{code}, 0, 'the plain file') or diag $plain->{err};
like($plain->{list}, qr/StockUniteLegale\.csv#\d{9}/, 'names the file in its evidence');

my %packed = (
	'StockUniteLegale.csv.gz' => gzip_of($stock),
	'deflated.zip' => zip_of({ Method => ZIP_CM_DEFLATE }, 'StockUniteLegale.csv' => $stock),
	'stored.zip' => zip_of({ Method => ZIP_CM_STORE }, 'StockUniteLegale.csv' => $stock),
	'zip64.zip' => zip_of({ Zip64 => 1 }, 'StockUniteLegale.csv' => $stock),
	'folder.zip' => zip_of({}, '2026/StockUniteLegale.csv' => $stock),
);
for my $file (sort keys %packed) {
	my $run = run_on($file, $packed{$file});
	is($run->{code}, 0, $file) or diag $run->{err};
	ok($run->{list} eq $plain->{list}, "$file: the same list");
	ok($run->{csv} eq $plain->{csv}, "$file: the same table");
}

subtest 'a file of several' => sub {
	my $zip = zip_of({}, 'read me.txt' => "no\n", 'companies.csv' => "siren,name\n552100554,Somebody\n");
	my $source = 'source "csv" { file = "two.zip", id = { "fr-siren", "siren" }, columns = { name = "name", country = const "FR" }';
	my $run = run_on('two.zip', $zip, source => "$source }");
	is($run->{code}, 2, 'which of them is not said');
	like($run->{err}, qr/two\.zip holds 2 files \(read me\.txt, companies\.csv\): which is meant\?/, 'and the message lists them');
	$run = run_on('two.zip', $zip, source => "$source, member = \"companies.csv\" }");
	is($run->{code}, 0, 'the member is named') or diag $run->{err};
	like($run->{list}, qr/companies\.csv#552100554/, 'and read');
};

subtest 'a list of customers' => sub {
	my $run = run_on('StockUniteLegale.csv', $stock, customers => 'customers.csv.gz', customers_content => gzip_of($customers));
	is($run->{code}, 0, 'packed') or diag $run->{err};
	ok($run->{csv} eq $plain->{csv}, 'holds the same companies back');
};

subtest 'broken archives' => sub {
	my %sound = ('s.csv.gz' => gzip_of($stock), 's.zip' => $packed{'deflated.zip'});
	for my $file (sort keys %sound) {
		my $whole = $sound{$file};
		my %broken = ('cut in the middle' => substr($whole, 0, length($whole) / 2), 'cut at its end' => substr($whole, 0, -1), 'longer' => "$whole\n");
		for my $how (sort keys %broken) {
			my $run = run_on($file, $broken{$how});
			is($run->{code}, 2, "$file, $how");
			like($run->{err}, qr/\Q$file\E is a damaged (?:gzip|zip) archive/, 'is named');
			is($run->{list}, "old\n", 'and the old list stays');
		}
	}
};

done_testing();
