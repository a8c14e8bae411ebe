#!/usr/bin/perl
# What is decided when, and on what: rows dropped early are those that the whole company would lose anyway; who is asked is who can still
# change something; what fails late is counted, and each account keeps its own number.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @day = ('--as-of', as_of());
my ($one, $two, $three) = map { siren(5000 + $_) } 1 .. 3;
my @scripts = ('--plugin-path', root() . '/tests/plugins/lua:' . build() . '/tests/plugins');

sub funnel_of
{
	my ($folder, @more) = @_;
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json', @more);
	return ($code, $code == 0 || $code == 3 ? json($out)->{funnel} : {}, $err);
}
sub accounts { return { map { $_->{id} => $_ } json_lines(shift() . '/out/list.jsonl') } }

# An enricher that counts as asked, and says what its list says of a SIREN.
sub table { my ($name, $file, $columns) = @_; return "enrich \"table\" { as = \"$name\", file = \"$file\", by = \"siren\", columns = { $columns }, date = \"2026-10-01\" }," }

# ---- a source that is preferred and does not have the company is not waited for ----

{
	my $crm = 'source "csv" { as = "crm", file = "crm.csv", date = "2026-10-20", columns = { siren = "SIREN", employees = "Staff", country = const "FR" } },';
	my $sirene = 'source "sirene" { file = "register.csv", date = "2026-10-31" },';
	my $folder = project(source => "$crm $sirene", steps => table('phones', 'phones.csv', 'phone = "Phone", stage = "Stage"'),
		icp => icp() =~ s/timing = \{/timing = { { 5, "early", stage = "seed" },/r,
		register => register(unit($one), unit($two), map { unit(siren(6000 + $_), trancheEffectifs => '01') } 1 .. 30),
		files => { 'crm.csv' => "SIREN,Staff\n$one,120\n", 'phones.csv' => "siren,Phone,Stage\n$one,0102030405,seed\n" });
	my ($code, $funnel, $err) = funnel_of($folder);
	is($code, 0, 'a CRM before the register') or diag($err);
	is($funnel->{candidates}, 2, 'the register alone drops whom the CRM does not know');
	is($funnel->{probes}, 2, 'and nobody is asked about them');
	is_deeply(accounts($folder)->{"fr-siren:$one"}{facts}{employees}, [120, 120], 'whom it knows is what it says');
}

# ---- a row that is an item says nothing of the others of its company ----

{
	my $icp = "icp { name = \"x\", must_not = { { \"layoffs\", id = \"lay\", signal = has { \"layoffs\" } } },\n  timing = { { 5, \"hires\", signal = has { \"hiring\" } } } }";
	for my $rows ([[$one, 'hiring'], [$one, 'layoffs'], [$two, 'hiring']], [[$two, 'hiring'], [$one, 'layoffs'], [$one, 'hiring']]) {
		my $folder = project(icp => $icp, source => 'source "csv" { file = "s.csv", date = "2026-10-20", columns = { siren = "SIREN" }, list = "signal", item = { kind = "Kind" } },',
			files => { 's.csv' => join '', "SIREN,Kind\n", map { "$_->[0],$_->[1]\n" } @$rows });
		my ($code, $funnel, $err) = funnel_of($folder);
		is($code, 0, 'a file of events alone') or diag($err);
		is_deeply([keys %{ accounts($folder) }], ["fr-siren:$two"], 'who has one that speaks against it is out with all of its rows');
		is($funnel->{joined}, 1, 'which were joined first');
	}
}

# ---- who cannot win any more is not asked ----

{
	my $prefer = 'prefer = { employees = { "better", "sirene", "worse" } },';
	my %files = ('better.csv' => "siren,Staff\n$two,110\n", 'worse.csv' => "siren,Staff\n$one,120\n$three,80\n");
	my $steps = table('worse', 'worse.csv', 'employees = "Staff"') . table('better', 'better.csv', 'employees = "Staff"');
	my $folder = project(settings => $prefer, steps => $steps, files => \%files,
		register => register(unit($one), unit($two, trancheEffectifs => '21'), unit($three, trancheEffectifs => 'NN')));
	my ($code, $funnel, $err) = funnel_of($folder);
	is($code, 0, 'three providers of one field') or diag($err);
	my $listed = accounts($folder);
	is_deeply($listed->{"fr-siren:$two"}{facts}{employees}, [110, 110], 'the preferred one wins');
	is_deeply($listed->{"fr-siren:$three"}{facts}{employees}, [80, 80], 'who comes last is heard where the others have nothing');
	is_deeply($listed->{"fr-siren:$one"}{facts}{employees}, [120, 120], 'and narrows a band that was there first');
	is($funnel->{probes}, 6, 'a band may be narrowed, so all are asked');

	$folder = project(settings => 'prefer = { city = { "better", "crm", "worse" } },', steps => 'source "csv" { as = "crm", file = "crm.csv", columns = { siren = "SIREN", city = "City" } },'
			. table('worse', 'worse.csv', 'city = "City"') . table('better', 'better.csv', 'city = "City"'), icp => icp() =~ s/timing = \{/timing = { { 5, "Lyon", city = "Lyon" },/r,
		files => { 'crm.csv' => "SIREN,City\n$one,Lyon\n", 'worse.csv' => "siren,City\n$one,Nice\n$two,Nice\n", 'better.csv' => "siren,City\n$three,Lille\n" },
		register => register(unit($one), unit($two), unit($three)));
	($code, $funnel, $err) = funnel_of($folder);
	is($code, 0, 'the same of a field with one value') or diag($err);
	is_deeply([map { accounts($folder)->{"fr-siren:$_"}{facts}{city} } $one, $two, $three], ['Lyon', 'Nice', 'Lille'], 'each from the best that has it');
	is($funnel->{probes}, 5, 'who cannot win against a value that is there is not asked');
}

# ---- what fails in finish is counted like what fails before ----

{
	my $late = siren(102);    # 000001024, on which the script fails
	my $folder = project(steps => 'enrich "stumbles" {},', register => register(unit($one), unit($late)));
	my ($code, $funnel, $err) = funnel_of($folder, @scripts);
	is($code, 3, 'an enricher of finish that fails: exit code 3') or diag($err);
	is_deeply([@$funnel{qw(probes failed_probes listed)}], [2, 1, 2], 'counted among the probes');
	($code, my $out) = winnow_in($folder, 'run', 'p.lua', @day, @scripts);
	like($out, qr/^ +1  probes failed$/m, 'and in the report');
}

# ---- the list moves up when finish takes somebody off, and says what that means beyond the cap ----

{
	my @more = map { siren(7000 + $_) } 1 .. 6;
	my %given = (register => register(map { unit($_, dateCreation => '2015-03-0' . ($_ eq $more[0] ? 1 : 2)) } @more),
		files => { 'sites.csv' => join('', "siren,Site\n", map { "$_,www.s$_.example\n" } @more), 'customers.csv' => "domain\ns$more[0].example\n" },
		steps => table('sites', 'sites.csv', 'domain = "Site"') . 'filter "suppress" { file = "customers.csv", reason = "already a customer" },');
	my $folder = project(%given, settings => 'cap = 3,');
	my ($code, $funnel, $err) = funnel_of($folder);
	is($code, 0, 'a customer known by domain alone') or diag($err);
	is_deeply([@$funnel{qw(listed fitting left_in_finish)}], [3, 5, 1], 'leaves the list, the next moves up');
	is(scalar(grep { /$more[0]/ } keys %{ accounts($folder) }), 0, 'and is not on it');
	($code, my $out) = winnow_in($folder, 'run', 'p.lua', @day);
	like($out, qr/^too broad for the cap of 3: 5 companies fit.*\n1 left the list by what was found in finish; those beyond the cap have not been/m, 'the report says so');
	($code, $out) = winnow_in($folder, 'why', 'p.lua', $more[0], @day);
	like($out, qr/dropped in finish by filter 'suppress': already a customer   \[domain, customers\.csv:2\]$/m, 'why gives the row of the list') or diag($out);
	$folder = project(%given);
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day);
	unlike($out, qr/in finish/, 'and where all fit on the list there is nothing to say');
}

# ---- each account has a number of its own ----

{
	my $lei = lei('969500XYZ0ABCDEFGH');
	my $csv = 'source "csv" { file = "c.csv", date = "2026-10-20", columns = { siren = "SIREN", lei = "LEI", name = "N", domain = "D", employees = "S", industry = naf "I", country = const "FR" } },';
	my $head = "SIREN,LEI,N,D,S,I\n";
	my $folder = project(source => $csv, files => { 'c.csv' => "$head$one,$lei,A,,100,62.01Z\n,,Young,young.example,100,62.01Z\n" });
	my ($code, undef, $err) = funnel_of($folder);
	is($code, 0, 'a list') or diag($err);
	my $first = accounts($folder);
	my $known = $first->{"fr-siren:$one"}{winnow_id};
	write_file("$folder/c.csv", "$head$one,$lei,A,,100,62.01Z\n$two,$lei,B,,400,62.01Z\n$three,,Young,young.example,100,62.01Z\n");
	my @again = map { ($code, undef, $err) = funnel_of($folder); is($code, 0, 'once more') or diag($err); accounts($folder) } 1 .. 2;
	for (@again) {
		is($_->{"fr-siren:$one"}{winnow_id}, $known, 'who was there keeps its number');
		isnt($_->{"fr-siren:$two"}{winnow_id}, $known, 'who claims the same LEI has another');
	}
	is($again[0]{"fr-siren:$two"}{winnow_id}, $again[1]{"fr-siren:$two"}{winnow_id}, 'and keeps that');
}

# ---- keep holds for who has gained a stronger id ----

{
	my @columns = ('employees = "S", industry = naf "I", country = const "FR", name = "N"', "employees,industry\n");
	my $csv = 'source "csv" { file = "c.csv", date = "2026-10-20", columns = { lei = "LEI", siren = "SIREN", ' . $columns[0] . ' } },';
	my $lei = lei('969500XYZ0ABCDEFGH');
	my $head = "LEI,SIREN,S,I,N\n";
	my $icp = icp() =~ s/tiers = .*\n//r;
	my %files = ('c.csv' => "$head$lei,,60,62.01Z,Small\n");
	my $folder = project(icp => $icp, settings => 'cap = 1, keep = 60,', source => $csv, files => \%files);
	my ($code, undef, $err) = funnel_of($folder);
	is($code, 0, 'a list of one') or diag($err);
	is_deeply([keys %{ accounts($folder) }], ["lei:$lei"], 'known by its LEI');
	write_file("$folder/c.csv", "$head$lei,$one,60,62.01Z,Small\n,$two,400,62.01Z,Large\n");
	funnel_of($folder);
	is_deeply([keys %{ accounts($folder) }], ["fr-siren:$one"], 'it stays when it is known by its SIREN');
	write_file("$folder/p.lua", read_file("$folder/p.lua") =~ s/keep = 60,//r);
	funnel_of($folder);
	is_deeply([keys %{ accounts($folder) }], ["fr-siren:$two"], 'which without keep it does not');
}

# ---- the held are named to people, and in no store ----

{
	my ($held) = grep { $_ eq '000001032' } map { siren($_) } 100 .. 110;
	my $folder = project(steps => 'filter "moody" {},', register => register(unit($one), unit($held)));
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json', @scripts);
	is($code, 3, 'a company is held') or diag($err);
	is_deeply([map { $_->{id} } @{ json($out)->{held} }], ["fr-siren:$held"], 'and named');
	is_deeply([named_like("$folder/.winnow", $held)], [], 'but not in the store, where it could stay after it objects');
}

# ---- decided is decided: what could not be delivered comes first with the next command ----

{
	my $folder = project(steps => 'sink "stubborn" { path = "out/stubborn.txt" },', register => register(unit($one)));
	my ($code, undef, $err) = winnow_in($folder, 'run', 'p.lua', @day, @scripts);
	is($code, 0, 'a list') or diag($err);
	my @before = (read_file("$folder/out/stubborn.txt"), outputs($folder));
	write_file("$folder/register.csv", register(unit($one), unit($two)));
	write_file("$folder/out/stubborn.txt.stuck", '');
	($code, my $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, @scripts);
	is($code, 3, 'a commit that fails after the decision: incomplete, not undone');
	like($err, qr/the list is decided, and the next command on this pipeline will deliver it; sink "stubborn": stuck/, 'and says what happens');
	like($out, qr/^ +2  on the list$/m, 'with the report of the list that it is');
	unlink "$folder/out/stubborn.txt.stuck";
	rename "$folder/register.csv", "$folder/gone.csv";
	($code, undef, $err) = winnow_in($folder, 'run', 'p.lua', @day, @scripts);
	is($code, 2, 'the next one has lost its register');
	my @after = (read_file("$folder/out/stubborn.txt"), outputs($folder));
	isnt($after[$_], $before[$_], 'but delivers what was decided') for 0 .. $#after;
	is_deeply([staged_files($folder)], [], 'and nothing lies about');
	rename "$folder/gone.csv", "$folder/register.csv";
	write_file("$folder/p.lua", read_file("$folder/p.lua") =~ s/stubborn.txt"/stubborn.txt", waits = true/r);
	($code, undef, $err) = winnow_in($folder, 'run', 'p.lua', @day, @scripts);
	is($code, 2, 'a transactional sink that waits fails');
	like($err, qr/sink "stubborn": a transactional sink cannot wait: make it an outbox/, 'and why');
	is(read_file("$folder/out/stubborn.txt"), $after[0], 'nothing was changed');
	is_deeply([staged_files($folder)], [], 'nothing was left');
}

done_testing();
