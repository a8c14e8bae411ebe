#!/usr/bin/perl
# Who objects to re-use leaves three traces: a number in the funnel, a keyed hash in the store, one line of `why`. Nothing else:
# not in the list, not in a message, not in any file of the store.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @day = ('--as-of', as_of());
my $number = 41234500;

# ---- who objects, and how ----

# Every column that an open row could fill holds a marker; what breaks the row comes on top.
my %marked = map { $_ => 'Qzmarker' } qw(sigle prenom1 prenomUsuel pseudonyme identifiantAssociation nom nomUsage denomination
	denominationUsuelle1 denominationUsuelle2 denominationUsuelle3);
my %everything = (%marked, map { $_ => 'Qzmarker' } qw(unitePurgee dateCreation sexe prenom2 prenom3 prenom4 trancheEffectifs anneeEffectifs
	dateDernierTraitement nombrePeriodes categorieEntreprise anneeCategorieEntreprise dateDebut etatAdministratif categorieJuridique activitePrincipale
	nomenclatureActivitePrincipale nicSiege economieSocialeSolidaire societeMission caractereEmployeur activitePrincipaleNAF25));
my %objects = (
	'P'                    => sub { unit(shift, %marked, statutDiffusion => 'P') },
	'N'                    => sub { unit(shift, %marked, statutDiffusion => 'N') },
	'nothing at all'       => sub { unit(shift, %marked, statutDiffusion => '') },
	'a small o'            => sub { unit(shift, %marked, statutDiffusion => 'o') },
	'a marker as status'   => sub { unit(shift, %marked, statutDiffusion => 'Qzmarker') },
	'markers everywhere'   => sub { unit(shift, %everything, statutDiffusion => 'P') },
	'too few columns'      => sub { (unit(shift, %marked, statutDiffusion => 'P') =~ /^(?<row>(?:[^,]*,){12})/)[0] . "Qzmarker\n" },
	'too many columns'     => sub { unit(shift, %marked, statutDiffusion => 'P') =~ s/\n/,Qzmarker,Qzmarker\n/r },
	'bad UTF-8'            => sub { unit(shift, %marked, statutDiffusion => 'P', denomination => "Qzmarker\xff\xfe") },
	'an unclosed quote'    => sub { unit(shift, %marked, statutDiffusion => 'P') =~ s/\n/,"Qzmarker\n/r },
	'text behind a quote'  => sub { unit(shift, %marked, statutDiffusion => 'P') =~ s/\n/,"Qz"marker\n/r },
	'an impossible date'   => sub { unit(shift, %marked, statutDiffusion => 'P', dateCreation => '2015-13-45') },
	'a NUL'                => sub { unit(shift, %marked, statutDiffusion => 'P', denomination => "Qzmarker\0Qzmarker") },
	'quoted line ends'     => sub { unit(shift, %marked, statutDiffusion => 'P', denomination => "Qzmarker\nQzmarker,\"O\",Qzmarker") },
);
my %siren = map { $_ => siren($number++) } sort keys %objects;
my @open = map { siren($number++) } 1 .. 10;

# Objects, and was never heard of; brought by the CRM, by SIREN, by VAT number, formatted, and by VAT number where no register knew it.
my ($never, $by_siren, $by_vat, $by_vat_before, $by_lei_before) = map { siren($number++) } 1 .. 5;
my $lei = lei('969500XYZ0ABCDEFGH');
my @objecting = ($never, $by_siren, $by_vat, $by_vat_before, $by_lei_before, values %siren);
my @listed_before = (values %siren, $by_vat_before);

sub spaced { return shift() =~ s/(\d{3})(\d{3})(\d{3})/$1 $2 $3/r }
sub person { my $siren = shift; return $siren =~ s/^(\d+)$/Kobold $1/r }

my @before = ((map { unit($_, denomination => "Kobold $_") } @open, values %siren));
my @after = ((map { unit($_, denomination => "Kobold $_") } @open), (map { $objects{$_}->($siren{$_}) } sort keys %objects),
	map { unit($_, %marked, statutDiffusion => 'P') } $never, $by_siren, $by_vat, $by_vat_before, $by_lei_before);

my $crm_head = "SIREN,VAT,LEI,Name,Code,Staff\n";
my $crm_before = $crm_head . ',' . vat_of($by_vat_before) . ",,Kobold by VAT,62.01Z,80\n" . ",,$lei,Kobold by LEI,62.01Z,80\n"
	. ",GB980780684,,Open in Britain,62.01Z,80\n";
my $crm_after = $crm_head . spaced($by_siren) . ",,,Qzmarker by SIREN,62.01Z,80\n" . ',' . vat_of($by_vat) =~ s/^(FR..)/$1 /r . ",,Qzmarker by VAT,62.01Z,80\n"
	. ',' . vat_of($by_vat_before) . ",,Qzmarker by VAT,62.01Z,80\n" . "$by_lei_before,,$lei,Qzmarker by LEI,62.01Z,80\n"
	. ",GB980780684,,Open in Britain,62.01Z,80\n";
# Files of one's own that know them as well: what they say must not come through either.
my $notes = join '', "siren,phone\n", map { "$_,+33 1 70 36 39 00\n" } @objecting, @open;
my $customers = "siren,name\n$open[9],Someone\n" . siren(99) . ",Qzmarker\n$never,Qzmarker\n";

my $folder = project(register => register(@before), settings => 'bad_rows = 0.5, suppression = "private",',
	files => { 'crm.csv' => $crm_before, 'notes.csv' => $notes, 'customers.csv' => $customers }, steps => <<'STEPS');
source "csv" {
    as = "crm", file = "crm.csv", date = "2026-10-30",
    columns = { siren = "SIREN", vat = "VAT", lei = "LEI", name = "Name", industry = naf "Code", employees = "Staff", country = const "FR" },
  },
  filter "suppress" { file = "customers.csv", reason = "already a customer" },
  enrich "table" { file = "notes.csv", by = "siren", columns = { phone = "phone" } },
STEPS

sub run_it { return winnow_in($folder, 'run', 'p.lua', @day, @_) }
sub listed { return sort map { $_->{id} } json_lines("$folder/out/list.jsonl") }

# ---- all of them are listed ----

my ($code, $out, $err) = run_it('--json');
is($code, 0, 'the first run') or diag($err);
is_deeply([listed()], [sort map({ "fr-siren:$_" } @open[0 .. 8], @listed_before), 'vat:GB980780684', "lei:$lei"], 'lists those who do not object yet');
ok(!-e "$folder/private", 'no key is made before anybody objects');
my %winnow_id = map { $_->{id} => $_->{winnow_id} } json_lines("$folder/out/list.jsonl");
my @forgotten = map { $winnow_id{$_} } map({ "fr-siren:$_" } @listed_before), "lei:$lei";
ok(scalar(named_like("$folder/.winnow", "Kobold $siren{P}")), 'the store holds their names');
run_it();

# ---- they object ----

write_file("$folder/register.csv", register(@after));
write_file("$folder/crm.csv", $crm_after);
my @texts;
($code, $out, $err) = run_it('--log', 'debug');
is($code, 0, 'the run on the new file') or diag($err);
push @texts, $out, $err;
($code, $out, $err) = run_it('--json', '--log', 'debug');
push @texts, $out, $err;
my $funnel = json($out)->{funnel};
# Rows of the register, and the four of the CRM that bring a company which objects.
is($funnel->{opted_out}, keys(%objects) + 5 + 4, 'a number in the funnel');
is($funnel->{bad_rows}, 0, 'a row that objects is no bad row, however broken');
is_deeply([listed()], [sort map({ "fr-siren:$_" } @open[0 .. 8]), 'vat:GB980780684'], 'they are off the list, whoever brings them');

# ---- no trace ----

sub patterns
{
	my %pattern = (marker => qr/Qzmarker/i, 'their names' => qr/Kobold by/, 'their LEI' => qr/$lei/i);
	for my $siren (@objecting) {
		# However it is written: blanks of all kinds, dots, dashes.
		my $spelt = join '[^0-9a-zA-Z]{0,3}', split //, $siren;
		$pattern{"SIREN $siren"} = qr/$spelt/;
	}
	$pattern{"winnow_id $_"} = qr/$_/ for @forgotten;
	return %pattern;
}

sub traces
{
	my %texts = @_;
	my %pattern = patterns();
	my @found;
	for my $where (sort keys %texts) {
		push @found, map { "$_ in $where" } grep { $texts{$where} =~ $pattern{$_} } sort keys %pattern;
	}
	return \@found;
}

sub leftovers { my $name = shift; my $files = files_below("$folder/$name"); return map { ("$name/$_" => $files->{$_}) } keys %$files }

my %pattern = patterns();
like($crm_after, $pattern{"SIREN $by_siren"}, 'the search finds a SIREN with blanks');
is_deeply(traces(map { ("text $_" => $texts[$_]) } 0 .. $#texts), [], 'no trace in what the runs said, not even at --log debug');
is_deeply(traces(leftovers('out')), [], 'none in the outputs');
is_deeply(traces(leftovers('.winnow')), [], 'none in any file of the store');
is_deeply(traces(leftovers('private')), [], 'none beside the key');
ok(scalar(named_like("$folder/.winnow", "Kobold $open[0]")), 'while the others are still in the store');

# ---- the key ----

my $key = "$folder/private/suppress.key";
is(sprintf('%04o', (stat $key)[2] & 07777), '0600', 'suppress.key can be read by its owner alone');
is(-s $key, 32, 'and is a key');
is_deeply([named_like("$folder/.winnow", read_file($key))], [], 'it is not in the store');

{
	rename $key, "$key.away" or die $!;
	($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day);
	is($code, 2, 'without the key nobody can be kept out: the run refuses');
	like($err, qr/suppress\.key is gone, .* bring it back from your backup/, 'and says what to do');
	rename "$key.away", $key or die $!;
}

# ---- why: one line, and nothing is written ----

sub state_of_store
{
	my $files = files_below("$folder/.winnow");
	return { map { $_ => [$files->{$_}, (stat "$folder/.winnow/$_")[9, 2]] } keys %$files };
}

{
	my $before = state_of_store();
	my %asked = (%siren, 'never heard of' => $never, 'by SIREN' => $by_siren, 'by VAT' => $by_vat, 'by VAT before' => $by_vat_before, 'by LEI before' => $by_lei_before);
	for my $name (sort keys %asked) {
		for my $id ($asked{$name}, "fr-siren:$asked{$name}") {
			($code, $out, $err) = winnow_in($folder, 'why', 'p.lua', $id, @day, '--log', 'debug');
			is($code, 0, "why, $name");
			is($out, "opted out of re-use (sirene, file of 2026-10-31)\n", 'exactly one line');
			is_deeply(traces(out => $out, err => $err), [], 'and no more');
		}
	}
	for my $id (vat_of($by_vat), spaced($by_siren), "lei:$lei") {
		($code, $out, $err) = winnow_in($folder, 'why', 'p.lua', $id, @day, '--json');
		is($out, "opted out of re-use (sirene, file of 2026-10-31)\n", 'by another id the same line');
	}
	is_deeply(state_of_store(), $before, 'why writes nothing');
}

# ---- the store keeps a hash, and only of those that it knew ----

SKIP: {
	my ($sqlite) = grep { -x } map { "$_/sqlite3" } split /:/, $ENV{PATH};
	skip 'no sqlite3 program', 2 if !$sqlite;
	my $count = `$sqlite -readonly '$folder/.winnow/p.db' 'SELECT count(*) FROM tombstone'`;
	# The company known by its LEI alone: by this, and by the SIREN where the store learnt it.
	is($count + 0, @listed_before + 1, 'as many tombstones as objecting accounts');
	is(`$sqlite -readonly '$folder/.winnow/p.db' 'SELECT count(DISTINCT hash) FROM tombstone WHERE length(hash) = 32'`, $count, 'each a hash');
}

# An id that was never listed leaves none: the store is the same with and without its row.
{
	my @stores;
	for my $more ('', unit($never, %marked, statutDiffusion => 'P')) {
		my $other = project(register => register(map({ unit($_) } @open), $more));
		winnow_in($other, 'run', 'p.lua', @day) for 1 .. 2;
		push @stores, join ' ', map { length } @{ files_below("$other/.winnow") }{qw(p.db p.db.lock)};
		ok(!-e "$other/.winnow/suppression", 'nobody had to be forgotten: no key');
	}
	is($stores[1], $stores[0], 'an id that was never listed leaves no tombstone');
}

# ---- what an earlier run was told holds where no register speaks today ----

write_file("$folder/register.csv", register(map { unit($_) } @open));
write_file("$folder/crm.csv", $crm_before . "$siren{P},,,Qzmarker again,62.01Z,90\n");
($code, $out, $err) = run_it('--log', 'debug');
is($code, 0, 'a run on a register without their rows');
is_deeply([listed()], [sort map({ "fr-siren:$_" } @open[0 .. 8]), 'vat:GB980780684'], 'the CRM cannot bring back who objected earlier');
is_deeply(traces(out => $out, err => $err, leftovers('out'), leftovers('.winnow')), [], 'and leaves no trace of them');
for my $id ($siren{P}, vat_of($by_vat_before), "lei:$lei", $siren{N}) {
	($code, $out, $err) = winnow_in($folder, 'why', 'p.lua', $id, @day);
	is($out, "opted out of re-use (an earlier run)\n", "why remembers");
}
($code, $out, $err) = winnow_in($folder, 'why', 'p.lua', $never, @day);
is($code, 2, 'of who was never listed it knows nothing');

# The register's own word counts more than what it said before.
write_file("$folder/register.csv", register(map { unit($_) } @open, $siren{P}));
run_it();
ok(scalar(grep { $_ eq "fr-siren:$siren{P}" } listed()), 'who is open in the register again may be listed again');

# ---- without the key nobody can be recognised: no list ----

{
	my @outputs = outputs($folder);
	my $store = files_below("$folder/.winnow")->{'p.db'};
	chmod 0644, $key;
	($code, $out, $err) = run_it();
	is($code, 2, 'a key that others can read stops the run');
	like($err, qr/suppress\.key' can be read or written by others \(mode 644\): chmod 600/, 'and why');
	is_deeply([outputs($folder)], \@outputs, 'nothing has changed');
	is(files_below("$folder/.winnow")->{'p.db'}, $store, 'nor in the store');
	chmod 0600, $key;
}

done_testing();
