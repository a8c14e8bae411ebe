#!/usr/bin/perl
# winnow run on small pipelines: what stops a run and what does not, how files may be laid out, what verdicts do.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $register = 'tests/world/fr/StockUniteLegale.csv';
my ($header, @rows) = split /(?<=\n)/, read_file(root() . "/$register");
my @good_rows = grep { !/^000006010,/ } @rows;    # without the row whose check digit is wrong
my $good = join '', $header, @good_rows;

# A world with one pipeline, p.lua, and its profile, icp.lua, in its root; more files by name.
sub world
{
	my ($icp, $steps, %files) = @_;
	return small_world('p.lua' => "pipeline {\n  icp = \"icp.lua\",\n$steps\n}\n", 'icp.lua' => "icp {\n  name = \"test\",\n$icp\n}\n",
		$register => $good, %files);
}

sub run_p { my ($folder, @more) = @_; return winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), @more) }
sub funnel { my ($folder, @more) = @_; my ($code, $out, $err) = run_p($folder, '--json', @more); return ($code, $code =~ /^[03]$/ ? json($out)->{funnel} : {}, $err) }
sub listed { return map { $_->{siren} } csv_rows(shift() . '/out.csv') }
# Cells as they are written, quotes and all.
sub cells { my $row = shift; chomp $row; return "$row," =~ /\G("(?:[^"]|"")*"|[^,]*),/g }
sub change { my ($from, $to) = @_; return join '', $header, map { s/$from/$to/r } @good_rows }

my $sirene = "  source \"sirene\" { file = \"$register\", date = \"2026-10-31\" },\n";
my $sinks = "  sink \"csv\" { path = \"out.csv\" },\n  sink \"jsonl\" { path = \"out.jsonl\" },\n";
my $software = <<'LUA';
  must = {
    { "software", industry = nace { "58.29", "62.01" } },
    { "size", employees = between(50, 499) },
  },
  fit = { { 10, "hundred", employees = at_least(100) } },
LUA

# ---- the example pipeline, as it stands ----

{
	my $folder = small_world('data/StockUniteLegale_utf8.csv' => $good);
	copy_tree("$folder/tests/world/crm", "$folder/crm");
	my ($code, $out, $err) = winnow_in($folder, 'run', 'pipelines/fr-saas.lua', '--as-of', as_of());
	is($code, 0, 'pipelines/fr-saas.lua runs') or diag($err);
	my %tier = map { $_->{siren} => $_->{tier} } csv_rows("$folder/out/fr-saas.csv");
	is($tier{'000001016'}, 'A', 'a publisher of 100 people is an A');
	is($tier{'000001024'}, 'B', 'a maker of 200 is a B');
	ok(!$tier{$_}, "$_ is not on the list") for qw(000001099 000003095 000004010 000004028 000005017);
	my $undecided = grep { $_->{undecided} } csv_rows("$folder/out/fr-saas.csv");
	is($undecided, 3, 'those without a headcount are undecided');
	is(scalar(json_lines("$folder/out/fr-saas.jsonl")), scalar(keys %tier), 'both sinks have the same accounts');
}

# ---- what stops a run ----

{
	my $folder = world($software, $sirene . $sinks, 'out.csv' => "old\n", $register => join '', $header, @rows);
	my ($code, $out, $err) = run_p($folder);
	is($code, 2, 'more than one bad row in a hundred stops the run');
	like($err, qr/1 of 63 rows are bad \(1 bad id\), more than bad_rows = 0\.01 allows/, 'with the numbers');
	like($err, qr/StockUniteLegale\.csv:51:1: bad row: bad id/, 'and the place, without the content');
	unlike($err, qr/000006010|CHIFFRE/, 'which may be personal');
	is(read_file("$folder/out.csv"), "old\n", 'the old list stands');
	ok(!-e "$folder/out.jsonl", 'and no new one');
}
{
	my $folder = world($software, $sirene . $sinks);
	unlink "$folder/$register";
	my ($code, $out, $err) = run_p($folder);
	is($code, 2, 'a register that is not there stops the run');
	like($err, qr/source "sirene".*StockUniteLegale\.csv/, 'and is named');
}
{
	my $folder = world($software, $sirene . "  filter \"suppress\" { file = \"crm/nobody.csv\" },\n" . $sinks);
	my ($code, $out, $err) = run_p($folder);
	is($code, 2, 'a list of customers that cannot be read stops the run');
	like($err, qr/suppress.*nobody\.csv/, 'and is named');
	ok(!-e "$folder/out.csv", 'nobody is listed by mistake');
}
{
	my $folder = world($software, $sirene . $sinks, $register => $header =~ s/trancheEffectifsUniteLegale/tranche/r . join '', @good_rows);
	my ($code, $out, $err) = run_p($folder);
	is($code, 2, 'a register without a column that is needed stops the run');
	like($err, qr/trancheEffectifsUniteLegale/, 'which is named');
}
{
	my $folder = world($software, $sirene . "  enrich \"table\" { file = \"$register\", by = \"siren\", columns = { domain = \"site\" } },\n" . $sinks);
	my ($code, $out, $err) = run_p($folder);
	is($code, 2, 'a table without the column that is mapped stops the run');
	like($err, qr/has no column 'site'/, 'which is named');
}
{
	my $folder = world($software, $sirene . "  sink \"csv\" { as = \"nowhere\", path = \"icp.lua/out.csv\" },\n" . $sinks);
	my ($code, $out, $err) = run_p($folder);
	is($code, 2, 'a sink that cannot write stops the run');
	ok(!-e "$folder/out.jsonl", 'and the other sinks write nothing either');
}
{
	my ($code, $out, $err) = run_p(world($software, $sirene . $sinks), '--replay', 'no/such/folder');
	is($code, 2, 'a folder of answers that is not there stops the run');
	like($err, qr{no/such/folder}, 'and is named');
}

# ---- how the register may be laid out ----

my @plain;
{
	my $folder = world($software, $sirene . $sinks);
	my ($code) = run_p($folder);
	is($code, 0, 'the register as it is');
	@plain = (read_file("$folder/out.csv"), read_file("$folder/out.jsonl"));
	my @order = listed($folder);
	is_deeply([@order[0 .. 2]], [qw(000001016 000001024 000001040)], 'the best three');
	my %layouts = (
		'with a byte order mark' => "\xef\xbb\xbf$good",
		'with CR LF' => $good =~ s/\n/\r\n/gr,
		'without a line end at the end' => $good =~ s/\n\z//r,
		'with every cell quoted' => join('', $header, map { join(',', map { /^"/ ? $_ : "\"$_\"" } cells($_)) . "\n" } @good_rows),
	);
	for my $name (sort keys %layouts) {
		my $other = world($software, $sirene . $sinks, $register => $layouts{$name});
		my ($other_code, $out, $err) = run_p($other);
		is($other_code, 0, "a register $name") or diag($err);
		is(read_file("$other/out.csv"), $plain[0], 'gives the same list');
		is(read_file("$other/out.jsonl"), $plain[1], 'and the same proofs');
	}
}
{
	# Columns in another order, and one more that nobody knows.
	my @mixed = map { join(',', 'x', reverse cells($_)) . "\n" } $header, @good_rows;
	my $other = world($software, $sirene . $sinks, $register => join '', @mixed);
	my ($code, $out, $err) = run_p($other);
	is($code, 0, 'a register with its columns in another order') or diag($err);
	is(read_file("$other/out.csv"), $plain[0], 'gives the same list');
}
{
	# The layout of 2018: 33 columns, neither society nor NAF 2025.
	my @old = map { join(',', (cells($_))[0 .. 31, 33]) . "\n" } $header, @good_rows;
	my $other = world($software, $sirene . $sinks, $register => join '', @old);
	my ($code, $out, $err) = run_p($other);
	is($code, 0, 'a register of 2018, with 33 columns') or diag($err);
	my ($alone) = grep { $_->{siren} eq '000001131' } csv_rows("$other/out.csv");
	is($alone->{undecided}, 1, 'and who had a code of NAF 2025 alone is undecided now');
}

# ---- verdicts ----

{
	my ($code, $funnel) = funnel(world($software =~ s/between\(50, 499\)/between(50, 499), unknown = "drop"/r, $sirene . $sinks));
	my ($code2, $funnel2) = funnel(world($software, $sirene . $sinks));
	my ($code3, $funnel3) = funnel(world("  undecided = \"drop\",\n$software", $sirene . $sinks));
	ok($funnel2->{undecided} > 0, 'unknown keeps a company in, as undecided');
	is($funnel->{undecided}, 0, 'unknown = "drop" does not');
	is($funnel->{listed}, $funnel2->{listed} - $funnel2->{undecided}, 'and drops nobody else');
	is($funnel3->{listed}, $funnel->{listed}, 'undecided = "drop" comes to the same');
	is($funnel3->{undecided_dropped}, $funnel2->{undecided}, 'and counts them apart');
}
{
	my $persons = "  must = { { \"software\", industry = nace { \"62\" } } },\n";
	my (undef, $funnel) = funnel(world($persons, $sirene . $sinks));
	my (undef, $funnel2) = funnel(world("  without = { \"natural-person\", \"ceased\" },\n$persons", $sirene . $sinks));
	is($funnel2->{listed}, $funnel->{listed} + 6, 'two sole traders and four ceased companies come in when the built-in lines are taken out');
	is($funnel2->{undecided}, $funnel->{undecided} + 3, 'three of them with codes so old that nothing follows from them');
}
{
	my $age = "  must = { { founded = older_than(years(3)) }, { \"software\", industry = nace { \"62.01\" } } },\n";
	my $folder = world($age, $sirene . $sinks);
	run_p($folder);
	ok((grep { $_ eq '000001123' } listed($folder)), 'three years old on the day');
	winnow_in($folder, 'run', 'p.lua', '--as-of', '2026-10-31');
	ok(!(grep { $_ eq '000001123' } listed($folder)), 'and not yet the day before');
}
{
	my (undef, $funnel, $err) = funnel(world($software . "  review_by = \"2026-10-31\",\n", $sirene . $sinks));
	like($err, qr/warning: review_by has passed/, 'review_by in the past is a warning');
	ok($funnel->{listed}, 'and no more');
}
{
	my (undef, $funnel, $err) = funnel(world($software . "  timing = { { 5, \"visits\", signal = has { \"visit\" } } },\n", $sirene . $sinks));
	like($err, qr/icp\.lua:\d+:\d+: warning: no source or enricher of this pipeline provides 'signal'/, 'a line that nobody can decide is a warning');
	ok($funnel->{listed}, 'and no more');
}

# ---- opting out ----

{
	my $folder = world($software, $sirene . $sinks);
	run_p($folder);
	is((listed($folder))[0], '000001016', 'a company is listed');
	write_file("$folder/$register", change('^000001016,O', '000001016,P'));
	my ($code, $funnel) = funnel($folder);
	is($code, 0, 'it opts out');
	is($funnel->{opted_out}, 4, 'and is a number now');
	my @traces = grep { -f && read_file($_) =~ /000001016|LUMIGRAPHE/ } glob("$folder/out.*"), glob("$folder/.winnow/* $folder/.winnow/*/*");
	is_deeply(\@traces, [], 'its name and its SIREN are in no file of the list, nor in the store');
	my ($why_code, $why) = winnow_in($folder, 'why', 'p.lua', '000001016', '--as-of', as_of());
	like($why, qr/opted out of re-use/, 'why says that it opted out');
	unlike($why, qr/LUMIGRAPHE|100-199/, 'and nothing else of it');
}

# ---- two sources ----

{
	my $known = "number,site,heads\n000001016,https://www.lumigraphe.example/,120\n000001164,brumaire.example,64\n000001123,abside.example,9\n";
	my $csv = "  source \"csv\" { file = \"known.csv\", id = { \"fr-siren\", \"number\" }, columns = { domain = \"site\", employees = \"heads\" }, date = \"2026-10-01\" },\n";
	my $folder = world($software, $sirene . $csv . $sinks, 'known.csv' => $known);
	my ($code, $funnel, $err) = funnel($folder);
	is($code, 0, 'a register and a list of known accounts') or diag($err);
	is($funnel->{joined}, 3, 'three companies are in both');
	my %row = map { $_->{siren} => $_ } csv_rows("$folder/out.csv");
	is($row{'000001016'}{employees}, '120', 'a figure inside the band of the register narrows it');
	is($row{'000001016'}{domain}, 'lumigraphe.example', 'the other source brings its own');
	is($row{'000001164'}{undecided}, 0, 'who was undecided is decided');
	ok(!$row{'000001123'}, 'and a figure outside the band of the first source changes nothing');
}
{
	my $uk = <<'LUA';
  must = { { country = "GB" }, { "software", industry = sic { "62", "5829" } } },
  must_not = { { "in trouble", status = { "liquidation", "administration", "strike_off" } } },
LUA
	my $columns = <<'LUA';
  source "csv" {
    file = "tests/world/gb/BasicCompanyData.csv", date = "2026-11-01", id = { "gb-crn", "CompanyNumber" },
    columns = {
      name = "CompanyName", country = const "GB", founded = "IncorporationDate", city = "RegAddress.PostTown",
      industry = sic { "SICCode.SicText_1", "SICCode.SicText_2", "SICCode.SicText_3", "SICCode.SicText_4" },
      status = map("CompanyStatus", { ["Active"] = "active", ["Liquidation"] = "liquidation", ["In Administration"] = "administration",
                                      ["Active - Proposal to Strike off"] = "strike_off" }),
    },
  },
LUA
	my $folder = world($uk =~ s/"5829"/"58290"/r, $columns . $sinks);
	my ($code, $funnel, $err) = funnel($folder);
	is($code, 0, 'the British register, by a mapping') or diag($err);
	is($funnel->{rows}, 12, 'twelve rows');
	my %row = map { $_->{crn} => $_ } csv_rows("$folder/out.csv");
	is_deeply([sort grep { !$row{$_}{undecided} } keys %row], [qw(99999901 99999902 99999903 SC999908)], 'four are software companies in good standing');
	is($row{'99999902'}{name}, 'PENNINE "LOOP" SYSTEMS LIMITED', 'quotes in a name');
	is($row{'99999901'}{founded}, '2014-03-14', 'a British date');
}

# ---- code of one's own that fails ----

my @scripts = ('--plugin-path', root() . '/tests/plugins/lua');
{
	my $folder = world($software, $sirene . "  filter \"moody\" {},\n" . $sinks);
	my ($code, $out, $err) = run_p($folder, @scripts);
	is($code, 3, 'a filter that fails on two companies: exit code 3');
	my %row = map { $_->{siren} => $_ } csv_rows("$folder/out.csv");
	ok(!$row{$_}, "$_ is not listed") for qw(000001016 000001024 000001032);
	is($row{'000001040'}{undecided}, 1, 'nil leaves a company undecided');
	is($row{'000001057'}{undecided}, 0, 'keep keeps it');
	like($out, qr/held: fr-siren:000001032: .*out of sorts/, 'the held are named with the reason');
	like($out, qr/held: fr-siren:000001024: /, 'true is no verdict');
	unlike($out, qr/held: fr-siren:000001016/, 'who is dropped is not held');
	my (undef, $funnel) = funnel($folder, @scripts);
	is($funnel->{held}, 2, 'and the funnel counts them');
}
{
	my $city = $software . "  timing = { { 5, \"in Lyon\", city = \"Lyon\" } },\n";
	my $folder = world($city, $sirene . "  enrich \"stumbles\" {},\n" . $sinks);
	my ($code, $funnel, $err) = funnel($folder, @scripts);
	is($code, 3, 'an enricher that fails on one company: exit code 3');
	is($funnel->{failed_probes}, 1, 'one probe failed');
	like($err, qr/stumbles.*fr-siren:000001024.*stumbles\.lua:\d+/, 'with company, file and line');
	my ($account) = grep { $_->{id} eq 'fr-siren:000001024' } json_lines("$folder/out.jsonl");
	is_deeply($account->{facts}{city}, { unknown => 'plugin_error' }, 'what it would have brought is unknown, and why');
	my ($other) = grep { $_->{id} eq 'fr-siren:000001016' } json_lines("$folder/out.jsonl");
	is($other->{facts}{city}, 'Lyon', 'the others have it');
}

# ---- secrets ----

{
	my $model = $software . "  timing = { { 5, \"sells software\", business_model = \"software\" } },\n";
	my $folder = world($model, $sirene . "  enrich \"keyed\" { token = secret \"TEST_TOKEN\" },\n" . $sinks);
	my ($code, $out, $err) = run_p($folder, @scripts);
	is($code, 2, 'a secret that is not set stops the run');
	like($err, qr/keyed.*TEST_TOKEN.*environment/, 'with the remedy');
	local $ENV{TEST_TOKEN} = 'open-sesame-7781';
	($code, $out, $err) = run_p($folder, @scripts, '--log', 'debug');
	is($code, 0, 'one that is set does not') or diag($err);
	my ($row) = csv_rows("$folder/out.csv");
	is($row->{business_model}, 'software', 'the script has it');
	my @leaks = grep { -f && read_file($_) =~ /open-sesame/ } glob("$folder/* $folder/.winnow/*");
	is_deeply(\@leaks, [], 'no file has it');
	unlike($out . $err, qr/open-sesame/, 'and no message');
}
{
	my $folder = world($software . "  timing = { { 5, \"m\", business_model = \"software\" } },\n",
		$sirene . "  enrich \"keyed\" { token = secret \"TEST_TOKEN\" },\n" . $sinks, 'secrets/TEST_TOKEN' => "from-a-file\n");
	local $ENV{WINNOW_SECRETS_DIR} = "$folder/secrets";
	chmod 0700, "$folder/secrets";
	chmod 0644, "$folder/secrets/TEST_TOKEN";
	my ($code, $out, $err) = run_p($folder, @scripts);
	is($code, 2, 'a secret that others can read is refused');
	like($err, qr/chmod 600/, 'with the remedy');
	chmod 0600, "$folder/secrets/TEST_TOKEN";
	($code, $out, $err) = run_p($folder, @scripts);
	is($code, 0, 'one that its owner alone can read is taken') or diag($err);
}

# ---- once more ----

{
	my $folder = world($software, $sirene . $sinks);
	run_p($folder);
	my $before = read_file("$folder/out.csv");
	write_file("$folder/$register", join '', $header, grep { !/^000001024,/ } @good_rows);
	my ($code) = run_p($folder);
	is($code, 0, 'a company leaves the register');
	is(read_file("$folder/out.csv"), $before =~ s/^.*,000001024,.*\n//mr, 'and the list, where nothing else moves');
	opendir my $dir, $folder or die $!;
	is_deeply([sort grep { /out/ } readdir $dir], ['out.csv', 'out.jsonl'], 'no staged file stays behind');
}

done_testing();
