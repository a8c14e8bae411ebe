#!/usr/bin/perl
# registers.t - the registers of Norway and Belgium and the identifiers of GLEIF: every fact equals what the test put into the file, in
# each format, with threads, packed and not; what is cut off is never a shorter list.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Encode qw(encode_utf8);
use IO::Compress::Gzip ();
use IO::Compress::Zip qw(:constants);
use JSON::PP ();
use List::Util qw(sum);
use Test::More;
use Winnow;

my $seed = $ENV{WINNOW_SEED} // 20261123;
srand $seed;
diag "WINNOW_SEED=$seed" if $ENV{WINNOW_SEED};

# ---- numbers with their check digits ----

sub orgnr
{
	for (my $n = 80000000 + 137 * shift;; $n++) {
		my @digits = split //, $n;
		my $rest = (sum map { $digits[$_] * (3, 2, 7, 6, 5, 4, 3, 2)[$_] } 0 .. 7) % 11;
		return $n . ($rest ? 11 - $rest : 0) if $rest != 1;
	}
}

sub kbo { my $n = sprintf '%08d', 2000000 + 911 * shift; return sprintf '%s%02d', $n, 97 - $n % 97 }
sub dotted { my $n = shift; return join '.', $n =~ /^(....)(...)(...)$/ }

sub lei
{
	my $body = sprintf '5299%014d', shift;
	my $rest = 0;
	$rest = ($rest * 10 + $_) % 97 for split //, "${body}00";
	return $body . sprintf '%02d', 98 - $rest;
}

# ---- running ----

sub packed { my ($name, $content, $out) = (@_, ''); IO::Compress::Gzip::gzip(\$content => \$out) or die; return $out }
sub archive
{
	my ($files, $out) = (shift, '');
	my $zip;
	for my $name (sort keys %$files) {
		$zip ? $zip->newStream(Name => $name) : ($zip = IO::Compress::Zip->new(\$out, Name => $name));
		$zip->print($files->{$name});
	}
	$zip->close;
	return $out;
}

sub run_on
{
	my ($source, $files, @options) = @_;
	my $folder = folder();
	write_file("$folder/$_", $files->{$_}) for keys %$files;
	write_file("$folder/icp.lua", 'icp { name = "anybody", without = { "ceased", "natural-person" } }') if !$files->{'icp.lua'};
	write_file("$folder/out.jsonl", "old\n");
	write_file("$folder/p.lua", qq(pipeline { icp = "icp.lua", bad_rows = 0.5, source $source, sink "jsonl" { path = "out.jsonl" } }));
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), @options);
	my $list = read_file("$folder/out.jsonl");
	return { code => $code, out => $out, err => $err, list => $list, folder => $folder, $code == 0 ? (facts => { map { my $row = json($_); $row->{id} => $row->{facts} } split /\n/, $list }) : () };
}

sub known { my $facts = shift; return { map { $_ => $facts->{$_} } grep { !(ref $facts->{$_} eq 'HASH' && exists $facts->{$_}{unknown}) } keys %$facts } }
sub same_everywhere
{
	my ($what, $source, $files) = @_;
	my $one = run_on($source, $files, '--threads', 1);
	is($one->{code}, 0, "$what: runs") or diag $one->{err};
	is(run_on($source, $files, '--threads', $_)->{list}, $one->{list}, "$what: the same bytes with $_ threads") for 2, 4;
	return $one;
}

# Of a file that is cut off the old list stays, wherever the cut is.
sub never_shorter
{
	my ($what, $source, $name, $content, %others) = @_;
	for my $len (map { int rand length $content } 1 .. 8) {
		my $run = run_on($source, { %others, $name => substr $content, 0, $len });
		is($run->{code}, 2, "$what: cut off at byte $len") or diag $run->{out};
		is($run->{list}, "old\n", 'and the old list stays');
	}
}

# ---- Norway ----

my $coder = JSON::PP->new->canonical->utf8;
my @towns = (['OSLO', '0301', '0150'], ['STAVANGER', '1103', '4035'], ['TROMSØ', '5501', '9008']);
my @units = map { my $i = $_; my $town = $towns[$i % 3]; +{
	organisasjonsnummer => orgnr($i), navn => "ENHET $i \"Å\" AS",
	organisasjonsform => { kode => $i % 7 ? 'AS' : 'ENK', beskrivelse => $i % 7 ? 'Aksjeselskap' : 'Enkeltpersonforetak' },
	naeringskode1 => { kode => '62.010', beskrivelse => 'Programmering' }, ($i % 2 ? (naeringskode2 => { kode => '58.290', beskrivelse => 'x' }) : ()),
	harRegistrertAntallAnsatte => $i % 3 ? JSON::PP::true : JSON::PP::false, ($i % 3 == 1 ? (antallAnsatte => 5 + $i) : ()),
	hjemmeside => "www.enhet$i.no", registrertIMvaregisteret => $i % 2 ? JSON::PP::true : JSON::PP::false,
	konkurs => $i % 11 ? JSON::PP::false : JSON::PP::true, underAvvikling => $i % 13 ? JSON::PP::false : JSON::PP::true,
	underTvangsavviklingEllerTvangsopplosning => JSON::PP::false, stiftelsesdato => sprintf('20%02d-03-01', $i % 20),
	forretningsadresse => { land => 'Norge', landkode => 'NO', postnummer => $town->[2], poststed => $town->[0], adresse => ["Gata $i"], kommunenummer => $town->[1] },
	kapital => { belop => 30000.5, valuta => 'NOK' },
} } 1 .. 60;

sub unit_facts
{
	my ($unit, $i) = @_;
	my $a = $unit->{forretningsadresse};
	return {
		name => $unit->{navn}, orgnr => $unit->{organisasjonsnummer}, country => 'NO', city => $a->{poststed}, postcode => $a->{postnummer}, address => $a->{adresse}[0],
		region => 'NO-' . substr($a->{kommunenummer}, 0, 2), domain => "enhet$i.no", website => "www.enhet$i.no",
		natural_person => $i % 7 ? JSON::PP::false : JSON::PP::true, vat_registered => $i % 2 ? JSON::PP::true : JSON::PP::false,
		employees => $i % 3 == 1 ? [5 + $i, 5 + $i] : $i % 3 ? [1, 4] : [0, 0],
		status => $i % 11 == 0 ? 'insolvency' : $i % 13 == 0 ? 'liquidation' : 'active',
		founded => [($unit->{stiftelsesdato}) x 2],
	};
}

my $array = $coder->encode(\@units);
my $pretty = JSON::PP->new->canonical->utf8->pretty->encode(\@units);
my $norway = same_everywhere('brreg, an array', '"brreg" { file = "enheter.json", date = "2026-10-01" }', { 'enheter.json' => $array });
is(scalar keys %{ $norway->{facts} }, 60, 'all units');
for my $i (1 .. 60) {
	my $facts = $norway->{facts}{"no-orgnr:$units[$i - 1]{organisasjonsnummer}"};
	my $wanted = unit_facts($units[$i - 1], $i);
	is_deeply({ map { $_ => $facts->{$_} } keys %$wanted }, $wanted, "unit $i: facts equal the file") or last;
}
is_deeply([map { "$_->{scheme} $_->{code}" } @{ $norway->{facts}{'no-orgnr:' . $units[0]{organisasjonsnummer}}{industry} }], ['nace 62.01', 'nace 58.29'], 'codes, the main one first')
	or diag explain $norway->{facts}{'no-orgnr:' . $units[0]{organisasjonsnummer}}{industry};
is(run_on('"brreg" { file = "enheter.json", date = "2026-10-01" }', { 'enheter.json' => $pretty })->{list}, $norway->{list}, 'any layout of the array is the same list');
is(run_on('"brreg" { file = "enheter.json.gz", date = "2026-10-01" }', { 'enheter.json.gz' => packed('enheter.json', $array) })->{list}, $norway->{list}, 'packed');

my @keys = qw(organisasjonsnummer navn organisasjonsform.kode organisasjonsform.beskrivelse naeringskode1.kode naeringskode2.kode harRegistrertAntallAnsatte antallAnsatte
	hjemmeside registrertIMvaRegisteret konkurs underAvvikling underTvangsavviklingEllerTvangsopplosning stiftelsesdato forretningsadresse.adresse
	forretningsadresse.poststed forretningsadresse.postnummer forretningsadresse.kommunenummer forretningsadresse.landkode kapital.belop kapital.valuta);
sub value
{
	my ($of, $key) = @_;
	$of = ref $of eq 'HASH' ? $of->{$_} // '' : '' for split /\./, $key eq 'registrertIMvaRegisteret' ? 'registrertIMvaregisteret' : $key;
	return ref $of eq 'ARRAY' ? $of->[0] : JSON::PP::is_bool($of) ? ($of ? 'true' : 'false') : $of;
}
my $table = encode_utf8(join '', map { join(',', map { '"' . s/"/""/gr . '"' } @$_) . "\n" } \@keys, map { my $unit = $_; [map { value($unit, $_) } @keys] } @units);
my $csv = same_everywhere('brreg, a table', '"brreg" { file = "enheter.csv", date = "2026-10-01" }', { 'enheter.csv' => $table });
is($csv->{list} =~ s/enheter\.csv/enheter.json/gr, $norway->{list}, 'the table gives the list of the array');
never_shorter('brreg', '"brreg" { file = "enheter.json" }', 'enheter.json', $array);
my $run = run_on('"brreg" { file = "enheter.json" }', { 'enheter.json' => $array =~ s/\},\{"erIKonsern|\},\{"forret/}{"forret/r });
is($run->{code}, 2, 'a comma too few');
like($run->{err}, qr/enheter\.json, at record 1: neither a comma nor \] stands behind an element/, 'is named with its place');

# ---- Belgium ----

my (@enterprise, @denomination, @address, @activity, @contact, %belgium);
for my $i (1 .. 40) {
	my ($id, $person) = (kbo($i), $i % 9 == 0);
	my $n = dotted($id);
	push @enterprise, [$n, 'AC', $i % 10 ? '000' : '050', $person ? 1 : 2, $person ? '' : $i % 8 ? '610' : '030', '', sprintf '%02d-06-20%02d', 1 + $i % 28, $i % 20];
	push @denomination, [$n, 1, '001', "Société $i"], ($i % 2 ? [$n, 2, '001', "Vennootschap $i"] : ()), [$n, 2, '003', "Merk $i"], ['2' . substr($n, 1), 2, '003', 'not ours'];
	push @address, [$n, 'REGO', '', '', 1000 + $i, "Stad $i", "Ville $i", 'Straat', 'Rue', $i, '', '', ''], ['2.111.111.111', 'BAET', '', '', 9999, 'x', 'x', 'x', 'x', 1, '', '', ''];
	push @activity, [$n, '001', '2025', '62100', 'MAIN'], [$n, '001', '2008', '62010', 'MAIN'], [$n, '006', '2008', '62010', 'MAIN'], [$n, '001', '2008', '47110', 'SECO'],
		['2.111.111.111', '003', '2008', '01110', 'MAIN'];
	push @contact, [$n, 'ENT', 'WEB', "https://www.bedrijf$i.be/nl"], [$n, 'ENT', 'TEL', "02 555 00 $i"], ['2.111.111.111', 'EST', 'WEB', 'www.winkel.be'] if $i % 2;
	$belgium{"be-kbo:$id"} = {
		kbo => $id, name => $i % 2 ? "Vennootschap $i" : "Société $i", trade_names => ["Merk $i"], natural_person => $person ? JSON::PP::true : JSON::PP::false,
		founded => [(sprintf '20%02d-06-%02d', $i % 20, 1 + $i % 28) x 2], postcode => 1000 + $i, city => "Stad $i", address => "Straat $i",
		country => $i % 8 || $person ? 'BE' : { unknown => 'absent' }, status => $i % 10 ? 'active' : { unknown => 'absent' },
		domain => $i % 2 ? "bedrijf$i.be" : { unknown => 'absent' }, phone => $i % 2 ? "02 555 00 $i" : { unknown => 'absent' },
	};
}
sub table { return encode_utf8(join '', map { join(',', map { '"' . s/"/""/gr . '"' } @$_) . "\r\n" } @_) }
my %kbo = (
	'enterprise.csv' => table([qw(EnterpriseNumber Status JuridicalSituation TypeOfEnterprise JuridicalForm JuridicalFormCAC StartDate)], @enterprise),
	'denomination.csv' => table([qw(EntityNumber Language TypeOfDenomination Denomination)], @denomination),
	'address.csv' => table([qw(EntityNumber TypeOfAddress CountryNL CountryFR Zipcode MunicipalityNL MunicipalityFR StreetNL StreetFR HouseNumber Box ExtraAddressInfo DateStrikingOff)], @address),
	'activity.csv' => table([qw(EntityNumber ActivityGroup NaceVersion NaceCode Classification)], @activity),
	'contact.csv' => table([qw(EntityNumber EntityContact ContactType Value)], @contact),
	'meta.csv' => table([qw(Variable Value)], ['ExtractType', 'Full']),
);
my $zipped = same_everywhere('kbo, the archive', '"kbo" { file = "Full.zip", date = "2026-10-01" }', { 'Full.zip' => archive(\%kbo) });
is(scalar keys %{ $zipped->{facts} // {} }, 40, 'all enterprises and no establishment');
for my $id (sort keys %belgium) {
	is_deeply({ map { $_ => $zipped->{facts}{$id}{$_} } keys %{ $belgium{$id} } }, $belgium{$id}, "$id: facts equal the files") or last;
	is_deeply([map { "$_->{scheme} $_->{code}" } @{ $zipped->{facts}{$id}{industry} }], ['nace 62.01', 'nace21 62.10'], 'main codes of both versions, each once') or last;
}
my $files = '"kbo" { file = "enterprise.csv", denominations = "denomination.csv", addresses = "address.csv", activities = "activity.csv", contacts = "contact.csv", date = "2026-10-01" }';
is(run_on($files, \%kbo)->{list}, $zipped->{list}, 'file by file it is the same list');
$run = run_on('"kbo" { file = "enterprise.csv", language = "fr", addresses = "address.csv" }', \%kbo);
is($run->{facts}{'be-kbo:' . kbo(1)}{city}, 'Ville 1', 'towns in French');
is_deeply($run->{facts}{'be-kbo:' . kbo(1)}{name}, undef, 'a file that is not there brings nothing');
$run = run_on('"kbo" { file = "Full.zip", contacts = "contact.csv" }', { %kbo, 'Full.zip' => archive(\%kbo) });
is($run->{code}, 1, 'the archive and a part of it');
my $lacking = { %kbo };
delete $lacking->{'activity.csv'};
$run = run_on('"kbo" { file = "Full.zip" }', { 'Full.zip' => archive($lacking) });
is($run->{code}, 2, 'an archive without a part');
like($run->{err}, qr/activity\.csv/, 'which is named');

# ---- GLEIF ----

my @entities = map { my $i = $_; +{
	lei => lei($i), name => "Firm $i & Söhne <GmbH>", country => $i % 2 ? 'DE' : 'FR', city => "Town $i", status => $i % 9 ? 'ACTIVE' : 'INACTIVE', code => 10000 + $i,
	registration => $i % 10 ? 'ISSUED' : 'DUPLICATE', authority => $i % 5 ? $i % 2 ? 'RA000242' : 'RA000580' : 'RA000472', # Germany, the Emirates, Norway
	number => $i % 5 ? $i % 2 ? "HRB $i" : '552100554' : orgnr($i), other => "Brand $i",
	kind => $i % 3 ? 'TRADING_OR_OPERATING_NAME' : 'PREVIOUS_LEGAL_NAME',
} } 1 .. 50;
sub escaped { return shift =~ s/&/&amp;/gr =~ s/</&lt;/gr =~ s/>/&gt;/gr =~ s/ö/&#xF6;/gr }
sub golden
{
	my ($p, $blank) = @_;
	my $text = join '', map { my $e = $_; my $x = escaped($e->{name});
		qq(<LEIRecord><LEI>$e->{lei}</LEI><Entity><LegalName xml:lang="de">$x</LegalName><OtherEntityNames><OtherEntityName xml:lang="en" type="$e->{kind}">$e->{other}</OtherEntityName>)
		. qq(</OtherEntityNames><LegalAddress><FirstAddressLine><![CDATA[Street <1>]]></FirstAddressLine><City>$e->{city}</City><Country>$e->{country}</Country><PostalCode>$e->{code}</PostalCode>)
		. qq(</LegalAddress><RegistrationAuthority><RegistrationAuthorityID>$e->{authority}</RegistrationAuthorityID><RegistrationAuthorityEntityID>$e->{number}</RegistrationAuthorityEntityID>)
		. qq(</RegistrationAuthority><EntityCategory>GENERAL</EntityCategory><EntityStatus>$e->{status}</EntityStatus><EntityCreationDate>2001-02-03T00:00:00Z</EntityCreationDate></Entity>)
		. qq(<Registration><RegistrationStatus>$e->{registration}</RegistrationStatus></Registration><!-- </LEIRecord> --></LEIRecord>)
	} @entities;
	$text = "<LEIData><LEIHeader><RecordCount>50</RecordCount></LEIHeader><LEIRecords>$text</LEIRecords></LEIData>";
	$text =~ s/(<\/?)([A-Z])/$1$p$2/g if $p;
	$text =~ s/<!\[${p}CDATA/<![CDATA/g;
	$text =~ s/></>$blank</g if $blank;
	my $declared = ($p ? 'xmlns:' . ($p =~ s{:}{}r) : 'xmlns') . '="http://www.gleif.org/data/schema/leidata/2016"';
	$text =~ s/^<([^>]*)>/<$1 $declared>/;
	return encode_utf8("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n$text\n");
}
my $plain = golden('', '');
my $gleif = same_everywhere('gleif, XML', '"gleif" { file = "lei2.xml", date = "2026-10-01" }', { 'lei2.xml' => $plain });
is(scalar keys %{ $gleif->{facts} // {} }, 50, 'all entities');
for my $i (1 .. 50) {
	my ($e, $wanted) = ($entities[$i - 1]);
	my ($id) = grep { $gleif->{facts}{$_}{lei} eq $e->{lei} } keys %{ $gleif->{facts} };
	$wanted = { lei => $e->{lei}, name => $e->{name}, country => $e->{country}, city => $e->{city}, postcode => $e->{code}, address => 'Street <1>', founded => [('2001-02-03') x 2],
		status => $i % 10 && $i % 9 ? 'active' : 'ceased', natural_person => JSON::PP::false, orgnr => $i % 5 ? { unknown => 'absent' } : $e->{number}, siren => { unknown => 'absent' },
		trade_names => $i % 3 ? [$e->{other}] : { unknown => 'absent' } };
	is_deeply({ map { $_ => $gleif->{facts}{$id}{$_} } keys %$wanted }, $wanted, "entity $i: facts equal the file") or last;
}
for my $shape (['lei:', ''], ['a-b:', "\n\t"], ['', "\r\n"]) {
	my $list = run_on('"gleif" { file = "lei2.xml", date = "2026-10-01" }', { 'lei2.xml' => golden(@$shape) })->{list};
	is($list, $gleif->{list}, "under the prefix '$shape->[0]' and in another layout");
}
is(run_on('"gleif" { file = "lei2.xml.zip", date = "2026-10-01" }', { 'lei2.xml.zip' => archive({ 'lei2.xml' => $plain }) })->{list}, $gleif->{list}, 'packed');
my @header = ('LEI', 'Entity.LegalName', 'Entity.OtherEntityNames.OtherEntityName.1', 'Entity.OtherEntityNames.OtherEntityName.1.type', 'Entity.LegalAddress.FirstAddressLine',
	'Entity.LegalAddress.City', 'Entity.LegalAddress.Country', 'Entity.LegalAddress.PostalCode', 'Entity.RegistrationAuthority.RegistrationAuthorityID',
	'Entity.RegistrationAuthority.RegistrationAuthorityEntityID', 'Entity.EntityCategory', 'Entity.EntityStatus', 'Entity.EntityCreationDate', 'Registration.RegistrationStatus');
my $rows = table(\@header, map { [@$_{qw(lei name other kind)}, 'Street <1>', @$_{qw(city country code authority number)}, 'GENERAL', $_->{status}, '2001-02-03T00:00:00Z', $_->{registration}] } @entities);
is(run_on('"gleif" { file = "lei2.csv.zip", date = "2026-10-01" }', { 'lei2.csv.zip' => archive({ 'lei2.csv' => $rows }) })->{list} =~ s/lei2\.csv/lei2.xml/gr, $gleif->{list},
	'the table gives the list of the XML');
# With a line to hold against each record most are dropped before they are parsed: the list is that of the table all the same.
my $french = 'icp { name = "French", must = { { country = "FR" } }, without = { "ceased" } }';
my $few = run_on('"gleif" { file = "lei2.csv", date = "2026-10-01" }', { 'lei2.csv' => $rows, 'icp.lua' => $french });
is(scalar keys %{ $few->{facts} }, 25, 'half of them are French');
for my $shape (['', ''], ['lei:', "\n\t"]) {
	my $run = run_on('"gleif" { file = "lei2.xml", date = "2026-10-01" }', { 'lei2.xml' => golden(@$shape), 'icp.lua' => $french });
	is($run->{list}, $few->{list} =~ s/lei2\.csv/lei2.xml/gr, "a line drops records of XML as it drops rows, prefix '$shape->[0]'");
	is($run->{out}, $few->{out}, 'with the same account of it');
}
never_shorter('gleif', '"gleif" { file = "lei2.xml" }', 'lei2.xml', substr($plain, 0, -2));

# Entity 1 owns 2, which owns 3; 4 once belonged to 1.
my @relations = ([2, 1, 'IS_DIRECTLY_CONSOLIDATED_BY', 'ACTIVE'], [2, 1, 'IS_ULTIMATELY_CONSOLIDATED_BY', 'ACTIVE'], [3, 2, 'IS_DIRECTLY_CONSOLIDATED_BY', 'ACTIVE'],
	[3, 1, 'IS_ULTIMATELY_CONSOLIDATED_BY', 'ACTIVE'], [4, 1, 'IS_ULTIMATELY_CONSOLIDATED_BY', 'INACTIVE'], [5, 1, 'IS_FUND-MANAGED_BY', 'ACTIVE']);
my $rr = '<rr:RelationshipData><rr:RelationshipRecords>' . join('', map { my ($child, $parent) = (lei($_->[0]), lei($_->[1]));
	"<rr:RelationshipRecord><rr:Relationship><rr:StartNode><rr:NodeID>$child</rr:NodeID><rr:NodeIDType>LEI</rr:NodeIDType></rr:StartNode><rr:EndNode><rr:NodeID>$parent</rr:NodeID>"
	. "</rr:EndNode><rr:RelationshipType>$_->[2]</rr:RelationshipType><rr:RelationshipStatus>$_->[3]</rr:RelationshipStatus></rr:Relationship></rr:RelationshipRecord>" } @relations)
	. '</rr:RelationshipRecords></rr:RelationshipData>';
my $groups = same_everywhere('gleif with relations', '"gleif" { file = "lei2.xml", relations = "rr.xml", date = "2026-10-01" }', { 'lei2.xml' => $plain, 'rr.xml' => $rr });
sub group_of { my ($n) = @_; my ($id) = grep { $groups->{facts}{$_}{lei} eq lei($n) } keys %{ $groups->{facts} }; return $groups->{facts}{$id} }
is(group_of($_)->{group}, "lei:" . lei(1), "entity $_ is in the group of its ultimate parent") for 1 .. 3;
is_deeply([map { group_of($_)->{is_ultimate_parent} } 1 .. 3], [JSON::PP::true, JSON::PP::false, JSON::PP::false], 'who is the ultimate parent');
is_deeply([map { $_->{name} } @{ group_of(1)->{subsidiaries} }], ["lei:" . lei(2)], 'whom it controls directly');
is_deeply(group_of(4)->{group}, { unknown => 'absent' }, 'a relationship of the past says nothing');
is_deeply(group_of(5)->{group}, { unknown => 'absent' }, 'nor does one of another kind');
my @table = map { [lei($_->[0]), lei($_->[1]), @$_[2, 3]] } @relations;
my $rr_csv = table(['Relationship.StartNode.NodeID', 'Relationship.EndNode.NodeID', 'Relationship.RelationshipType', 'Relationship.RelationshipStatus'], @table);
is(run_on('"gleif" { file = "lei2.xml", relations = "rr.csv", date = "2026-10-01" }', { 'lei2.xml' => $plain, 'rr.csv' => $rr_csv })->{list} =~ s/rr\.csv/rr.xml/gr, $groups->{list},
	'relations as a table');
never_shorter('relations', '"gleif" { file = "lei2.xml", relations = "rr.xml" }', 'rr.xml', substr($rr, 0, -1), 'lei2.xml' => $plain);

# ---- hostile XML ----

for (['a bomb', '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', qr/document type declaration, which is not read/],
	['an external entity', '<!DOCTYPE l SYSTEM "file:///etc/passwd">', qr/document type declaration, which is not read/]) {
	my $xml = $plain =~ s/\?>/?>$_->[1]/r;
	$run = run_on('"gleif" { file = "lei2.xml" }', { 'lei2.xml' => $xml });
	is($run->{code}, 2, $_->[0]);
	like($run->{err}, $_->[2], 'is refused');
	is($run->{list}, "old\n", 'and the old list stays');
}

# ---- published samples ----

SKIP: {
	my $samples = $ENV{WINNOW_SAMPLES} // '';
	my @files = grep { -e } map { "$samples/registries/gleif/$_.xml" } qw(lei2_concatenated_top10_2018 lei_query_response_2021);
	skip 'no GLEIF files in WINNOW_SAMPLES', 1 if !@files;
	for my $file (@files) {
		my $text = read_file($file);
		my %wanted;
		while ($text =~ m{<lei:LEIRecord>(.*?)</lei:LEIRecord>}sg) {
			my $record = $1;
			my ($name) = $record =~ m{<lei:LegalName[^>]*>(.*?)</lei:LegalName>}s;
			$name =~ s/&#x([0-9A-F]+);/chr hex $1/ge;
			$name =~ s/&amp;/&/g;
			my ($country) = $record =~ m{<lei:LegalAddress.*?<lei:Country>(..)<}s;
			$wanted{ $record =~ m{<lei:LEI>(.{20})<} ? "lei:$1" : '' } = [$name, $country];
		}
		for my $prefix ('lei:', 'x:', '') {
			my $other = $text =~ s{(</?)lei:}{$1$prefix}gr =~ s/xmlns:lei/$prefix ? 'xmlns:' . ($prefix =~ s{:}{}r) : 'xmlns'/er;
			$run = run_on('"gleif" { file = "sample.xml" }', { 'sample.xml' => $other });
			is($run->{code}, 0, "$file, prefix '$prefix'") or diag $run->{err};
			is_deeply({ map { $_ => [@{ $run->{facts}{$_} }{qw(name country)}] } keys %{ $run->{facts} } }, \%wanted, 'LEI, name and country of each record');
		}
	}
}

done_testing();
