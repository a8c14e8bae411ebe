#!/usr/bin/perl
# Too broad and too narrow: --strict, what is said before anybody is asked, edits in awkward files, and whom breadth must not count, name
# or wake.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @day = ('--as-of', as_of());

# Thirty software houses of a hundred people in a list of ten; half of them with a size class.
sub thirty { return register(map { unit(siren(3000 + $_), $_ % 2 ? () : (categorieEntreprise => '')) } 1 .. 30) }
sub broad { my $cap = shift; return project(register => thirty(), settings => "cap = $cap,", @_) }

# ---- --strict ----

{
	my $folder = broad(10);
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--strict');
	is($code, 4, 'too broad: exit code 4');
	like($out, qr/^too broad for the cap of 10: 30 companies fit; nothing was delivered \(--strict\)$/m, 'the report says so');
	like($out, qr/^To have fewer candidates, one of these/m, 'and how to have fewer');
	unlike($out, qr/tier A/, 'but lists nobody');
	is($err, '', 'there is nothing else to say');
	ok(!-e "$folder/out", 'no list was written');

	my ($again) = winnow_in($folder, 'run', 'p.lua', @day);
	is($again, 0, 'without it the list is made');
	my @before = outputs($folder);
	write_file("$folder/register.csv", register(map { unit(siren(4000 + $_)) } 1 .. 11));
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day, '--strict', '--json');
	is($code, 4, 'eleven for ten are too many as well');
	is_deeply([outputs($folder)], \@before, 'and the old list stays');
	my $report = json($out);
	is_deeply([@{$report}{qw(at_least at_most)}, map { !!$_ } @{$report}{qw(too_broad delivered)}], [11, 11, !!1, !!0], 'as JSON');
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day, '--json');
	is_deeply([$code, map { !!$_ } @{ json($out) }{qw(too_broad delivered)}], [0, !!1, !!1], 'without it, it is delivered, and called too broad');

	write_file("$folder/register.csv", register(map { unit(siren(4000 + $_)) } 1 .. 10));
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day, '--strict', '--json');
	is_deeply([$code, map { !!$_ } @{ json($out) }{qw(too_broad delivered)}], [0, !!0, !!1], 'ten for ten are not');
	isnt((outputs($folder))[0], $before[0], 'and the list is new');
	is((winnow_in($folder, 'breadth', 'p.lua', @day, '--strict'))[0], 0, 'breadth agrees');
	is((winnow_in(broad(10), 'breadth', 'p.lua', @day, '--strict'))[0], 4, 'and says 4 where it is too broad');
	my ($usage, undef, $why) = winnow_in($folder, 'check', 'p.lua', '--strict');
	is($usage, 1, 'nobody else knows --strict');
	like($why, qr/^winnow: --strict is no option of winnow check$/m, 'and says so');
}

# ---- before anybody is asked ----

{
	my %more = (steps => 'enrich "table" { as = "visits", file = "visits.csv", by = "siren", list = "signal", item = { kind = const "visit", date = "day" } },',
		files => { 'visits.csv' => "siren,day\n" . siren(3001) . ",2026-10-01\n" });
	my $on_fit = icp() =~ s/fit = \{/fit = {\n    { 5, "visited us", id = "visit", signal = has { "visit" } },/r;
	my $folder = broad(10, %more, icp => $on_fit);
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json');
	is($code, 0, 'thirty candidates for a list of ten');
	like($err, qr/\A30 candidates for a cap of 10: the enrichers will be asked about all of them\n\nTo have fewer candidates, one of these/, 'what that means is said first');
	my $report = json($out);
	is(scalar @{ $report->{edits} }, () = $err =~ /^ +\d+  with/mg, 'the report has the same edits');
	cmp_ok($report->{funnel}{probes}, '>', 0, 'then they are asked');
	($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json', '--strict');
	is_deeply([$code, json($out)->{funnel}{probes}, json($out)->{at_least}], [4, 0, 30], 'with --strict nobody is asked: that so many fit is certain');
	is($err, '', 'nor told');
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day, '--strict');
	like($out, qr/^ +30  candidates\n\ntoo broad/m, 'and the report ends there');

	# A gate that only the enricher can decide.
	my $on_gate = icp() =~ s/(must_not = \{)/$1\n    { "visited us", id = "visit", signal = has { "visit" } },/r;
	$folder = broad(10, %more, icp => $on_gate);
	my ($did, $said) = winnow_in($folder, 'breadth', 'p.lua', @day);
	is($did, 0, 'breadth asks nobody');
	like($said, qr/^ +0 +0 +30 +30 +0  must_not: visited us  \(needs enrich visits\)$/m, 'a line that only an enricher decides says so');
	like($said, qr/^30 candidates for a cap of 10; at least 0 and at most 30 of them fit$/m, 'and nobody is certain');
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day, '--json', '--strict');
	is_deeply([$code, json($out)->{funnel}{probes}, json($out)->{at_least}], [4, 30, 29], 'so a strict run has to ask: one of them visited');
	my $edits = json((winnow_in($folder, 'breadth', 'p.lua', @day, '--json'))[1])->{profiles}[0]{edits};
	is_deeply([grep { $_->{line} eq 'visit' } @$edits], [], 'that line is not among the edits: nobody could count them');
}

# ---- many candidates, and few who fit ----

{
	my $icp = 'icp { name = "F", must = { { country = "FR" } }, fit = { { 10, "large", employees = at_least(200) } }, floor = 50 }';
	my $folder = broad(10, icp => $icp, register => register(map { unit(siren(3000 + $_), trancheEffectifs => $_ == 1 ? '32' : '12') } 1 .. 30));
	my ($code, $out) = winnow_in($folder, 'run', 'p.lua', @day);
	is($code, 0, 'thirty candidates of whom one reaches the floor');
	like($out, qr/^ +1  on the list$/m, 'the list holds all who fit');
	unlike($out, qr/To have fewer/, 'so the report has nothing to advise');
}

# ---- several profiles ----

# Of thirty companies the even ones are large.
my $large = 'icp { name = "Large", must = { { "large", employees = at_least(200), unknown = "drop" } } }';
sub two
{
	my ($settings, %more) = @_;
	my $folder = project(register => register(map { unit(siren(3000 + $_), trancheEffectifs => $_ % 2 ? '21' : '32') } 1 .. 30), settings => $settings,
		%more, files => { %{ $more{files} // {} }, 'large.lua' => $large });
	write_file("$folder/p.lua", read_file("$folder/p.lua") =~ s/icp = "icp\.lua"/icp = { "icp.lua", "large.lua" }/r);
	return $folder;
}

{
	my $sentence = qr/^No edits are proposed, since who leaves one profile may stay under another; winnow breadth counts each profile by itself$/m;
	my %more = (steps => 'enrich "table" { as = "visits", file = "visits.csv", by = "siren", list = "signal", item = { kind = const "visit", date = "day" } },',
		files => { 'visits.csv' => "siren,day\n" . siren(3001) . ",2026-10-01\n" },
		icp => icp() =~ s/fit = \{/fit = {\n    { 5, "visited us", id = "visit", signal = has { "visit" } },/r);
	my $folder = two('cap = 10,', %more);
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json', '--strict');
	my $report = json($out);
	is_deeply([$code, $report->{at_least}, $report->{edits}], [4, 30, undef], 'two profiles, thirty companies, ten places');
	cmp_ok($report->{funnel}{probes}, '>', 0, 'before they are asked nobody knows how many fit');
	like($err, qr/\A30 candidates for a cap of 10: .*$sentence/s, 'and why there are no edits is said');
	ok(!-e "$folder/out", 'nothing was delivered');
	($code, $out) = winnow_in($folder, 'run', 'p.lua', @day);
	is($code, 0, 'without --strict it is');
	like($out, $sentence, 'and the report says it too');
	like($out, qr/^too broad for the cap of 10: 30 companies fit; the list holds the best$/m, 'after how many fit');

	($code, $out) = winnow_in($folder, 'breadth', 'p.lua', @day, '--strict');
	is($code, 4, 'breadth --strict: one of the profiles is too broad by itself');
	my @titles = $out =~ /^(.*, as of .*)$/mg;
	is(scalar @titles, 2, 'breadth tells of one after the other');
	like($titles[1], qr/^Large \(profile 'large', as if it were the only one\), as of/, 'by name');
	my $counts = json((winnow_in($folder, 'breadth', 'p.lua', @day, '--json'))[1])->{profiles};
	is_deeply([map { [@{$_}{qw(icp name candidates)}] } @$counts], [['icp', 'Software houses', 30], ['large', 'Large', 15]], 'as JSON');

	$folder = two('cap = 30,');
	is((winnow_in($folder, 'breadth', 'p.lua', @day, '--strict'))[0], 0, 'neither is too broad for thirty');
	write_file("$folder/large.lua", 'icp { name = "Large", must = { { employes = 3 } } }');
	($code, $out, $err) = winnow_in($folder, 'breadth', 'p.lua', @day);
	is_deeply([$code, $out], [1, ''], 'a mistake in the second profile is told before the first is counted');
	is(() = $err =~ /^large\.lua:1:\d+: /mg, 1, 'once') or diag($err);
}

# ---- quotas and groups: who asks for no place makes no list too broad ----

{
	my $run = sub {
		my ($code, $out) = winnow_in(shift, 'run', 'p.lua', @day, '--strict', '--json');
		my $report = json($out);
		return [$code, $report->{at_least}, $report->{funnel}{listed}, !!$report->{too_broad}];
	};
	my $folder = broad(10, settings => 'cap = 10, quota = { { 4, "of France", country = "FR" } },');
	is_deeply($run->($folder), [0, 30, 4, !!0], 'thirty fit, a quota lets four in: not too broad');
	my ($code, $out) = winnow_in($folder, 'breadth', 'p.lua', @day, '--strict');
	is($code, 0, 'nor is breadth sure of it');
	like($out, qr/^30 candidates for a cap of 10; 30 of them fit\nquota and one_per are not counted here: not everybody who fits asks for a place$/m, 'and says why');
	is_deeply($run->(broad(10, settings => 'cap = 10, quota = { { 40, "of France", country = "FR" } },')), [4, 30, 10, !!1], 'a quota with room for more is no excuse');
	# A quota lets in three of the large; the second number says how many of the twelve are large.
	my $barred = sub {
		my ($cap, $large) = @_;
		return broad($cap, register => register(map { unit(siren(3000 + $_), trancheEffectifs => $_ > $large ? '12' : '31') } 1 .. 12),
			settings => "cap = $cap, quota = { { 3, \"large\", employees = at_least(200) } },");
	};
	is_deeply($run->($barred->(3, 12)), [0, 12, 3, !!0], 'a full list behind which a full quota bars everybody is as long as it can be');
	is_deeply($run->($barred->(4, 12)), [0, 12, 3, !!0], 'so it is the same with a longer cap');
	is_deeply($run->($barred->(3, 11)), [4, 12, 3, !!1], 'one who is not barred asks for the fourth place');
	my %sites = (steps => 'source "csv" { as = "sites", file = "sites.csv", id = { "fr-siren", "siren" }, columns = { domain = "site" } },');
	my $sites = sub { my $of = shift; return { 'sites.csv' => "siren,site\n" . join '', map { siren(3000 + $_) . ",www.site" . $of->($_) . ".example\n" } 1 .. 30 } };
	is_deeply($run->(broad(10, %sites, files => $sites->(sub { $_[0] % 7 }), settings => 'cap = 10, one_per = "domain",')), [0, 30, 7, !!0], 'thirty of seven sites are seven accounts');
	is_deeply($run->(broad(10, %sites, files => $sites->(sub { $_[0] % 11 }), settings => 'cap = 10, one_per = "domain",')), [4, 30, 10, !!1], 'of eleven sites one has no place');
}

# ---- awkward files ----

sub apply
{
	my ($folder, @changes) = @_;
	for my $change (reverse @changes) {
		my $text = read_file("$folder/$change->{file}");
		my ($from, $to) = map {
			my ($line, $column) = @$_;
			my $at = 0;
			$at = 1 + index $text, "\n", $at for 2 .. $line;
			$at + $column - 1;
		} [@{$change}{qw(line column)}], [@{$change}{qw(end_line end_column)}];
		is(substr($text, $from, $to - $from), $change->{old}, 'the old text stands there');
		substr($text, $from, $to - $from) = $change->{new};
		write_file("$folder/$change->{file}", $text);
	}
}

sub edits_hold
{
	my ($name, $folder, $least) = @_;
	my ($code, $out, $err) = winnow_in($folder, 'breadth', 'p.lua', @day, '--json');
	is($code, 0, $name) or diag($err);
	my @edits = @{ json($out)->{profiles}[0]{edits} };
	cmp_ok(scalar @edits, '>=', $least, "$name: edits");
	for my $edit (@edits) {
		my %before = map { $_ => read_file("$folder/$_") } map { $_->{file} } @{ $edit->{changes} };
		apply($folder, @{ $edit->{changes} });
		my ($did, $report, $talk) = winnow_in($folder, 'run', 'p.lua', @day, '--json');
		is($did ? $talk : json($report)->{funnel}{candidates}, $edit->{candidates}, "$name: $edit->{text}");
		write_file("$folder/$_", $before{$_}) for keys %before;
	}
	return @edits;
}

my $mixed = register(map { unit(siren(5000 + $_), trancheEffectifs => (qw(11 12 21 22 31 NN))[$_ % 6], categorieEntreprise => ('PME', 'ETI', '')[$_ % 3],
	dateCreation => 2000 + $_ % 20 . '-01-01', activitePrincipale => ('62.01Z', '62.02A', '58.29C', '47.11B')[$_ % 4]) } 1 .. 120);

{
	my %base = ('base.lua' => <<'BASE');
icp { name = "base", must_not = {
  -- { "not this", country = "FR" },
  { "small", employees = at_most(19), -- a brace } in a comment
    note = "so { or } so", },
} }
BASE
	my $icp = <<'ICP';
local old = 5
local function line(label, years) return { label, founded = older_than(years * 1 == years and _G and months(years) or months(years)) } end
icp {
  name = "awkward", base = "base.lua",
  must = { { "in France", country = "FR" }, { [[software]], industry = any_of { nace { "62" }, naf { "58.29C" } }, id = "software" },
    { "aged", founded = older_than(years(old)), unknown = "keep", },
    { "sized", size_class = { "PME", "ETI" }, unknown = "drop" -- no comma
    }
  },
  fit = { { 10, "grown", employees = at_least(100), }, { -5, "new", founded = since("2015-01-01") } },
}
ICP
	$icp =~ s/local function line.*\n//;
	for my $cap (3, 499) {
		my $folder = project(register => $mixed, icp => $icp, files => \%base, settings => "cap = $cap,");
		edits_hold("awkward, cap $cap", $folder, 3);
	}
	my $folder = project(register => $mixed, icp => $icp =~ s/, \{ -5.*?\) \}//r, files => \%base, settings => 'cap = 499,');
	my ($file) = map { $_->{changes}[0]{file} } grep { $_->{line} eq 'small' } edits_hold('a base', $folder, 3);
	is($file, 'base.lua', 'a line of a base is edited where it stands');
}

{
	# Lines that a loop makes stand nowhere in the file.
	my $computed = <<'ICP';
local musts = {}
for _, class in ipairs { "PME", "ETI" } do musts[#musts + 1] = { "not " .. class, none_of { size_class = class } } end
local limits = { employees = at_least(50) }
icp { name = "computed", must = { limits, { country = "FR" } }, must_not = musts, fit = { { 10, "old", founded = older_than(years(10)) } } }
ICP
	my $folder = project(register => $mixed, icp => $computed, settings => 'cap = 2,');
	edits_hold('computed lines', $folder, 1);
}

# ---- lines on what a joined file brings: all of them are decided on the whole company ----

{
	my $icp = 'icp { name = "R", must = { { "the south", id = "south", region = { "FR-69", "FR-13", "FR-33" } }, { "staff", id = "staff", employees = at_least(3), unknown = "drop" } } }';
	my $folder = project(source => 'source "sirene" { file = "StockUniteLegale.csv", establishments = "StockEtablissement.csv", date = "2026-10-31" },', icp => $icp,
		settings => 'cap = 499,');
	is(system(build() . '/tests/world/generate', '--rows', 2000, '--out', $folder, '--seed', 5, '--companies-house', 0, '--establishments', 1), 0, 'a register with addresses');
	my @edits = edits_hold('joined', $folder, 2);
	ok(scalar(grep { $_->{line} eq 'south' } @edits), 'the region is among the edits');
	my $said = json((winnow_in($folder, 'breadth', 'p.lua', @day, '--json'))[1])->{profiles}[0];
	my ($south) = @{ $said->{lines} };
	cmp_ok($south->{$_}, '>', 0, "the region has a $_") for qw(match miss sole);
}

# ---- many lines ----

{
	# Two thousand lines about one number: what is proposed is found in seconds, and says no idea twice.
	my $lines = sub { my ($label, $word, $from) = @_; return join '', map { "{ \"$label$_\", employees = $word(" . ($from + $_) . ") },\n" } 1 .. 1000 };
	my $icp = 'icp { name = "M", must = { ' . $lines->('m', 'at_most', 20000) . '}, must_not = { ' . $lines->('n', 'at_least', 30000) . '} }';
	my $folder = project(register => register(map { unit(siren(8000 + $_), trancheEffectifs => (qw(11 12 21 22 31))[$_ % 5]) } 1 .. 30), icp => $icp,
		settings => 'cap = 10,');
	my $begun = time;
	my @edits = @{ json((winnow_in($folder, 'run', 'p.lua', @day, '--json'))[1])->{edits} };
	cmp_ok(time - $begun, '<', 60, 'two thousand lines do not hold a run up');
	cmp_ok(scalar @edits, '>=', 2, 'there are edits');
	my %times;
	$times{ $_->{candidates} }++ for @edits;
	is_deeply([grep { $_ > 1 } values %times], [], 'none of them comes twice, in another line') or diag(explain(\@edits));
}

# ---- edits that contradict another line ----

{
	# Two are known to be within the limits, four may be: the last edit of must_not would leave only those of whom nothing is known.
	my $icp = 'icp { name = "C", must = { { "10 to 500 people", employees = between(10, 500) } }, must_not = { { "huge", id = "huge", employees = at_least(1000) } } }';
	my $folder = project(register => register(map { unit(siren(8100 + $_), trancheEffectifs => $_ > 6 ? '' : (qw(11 12 21))[$_ % 3]) } 1 .. 10), icp => $icp,
		settings => 'cap = 4,');
	my @edits = edits_hold('contradictions', $folder, 1);
	is_deeply([grep { $_->{line} eq 'huge' && $_->{text} =~ /at_least\(10\)/ } @edits], [], 'an edit that drops everybody of whom anything is known is none')
		or diag(explain(\@edits));
}

# ---- near misses show what the line asks for ----

{
	my $folder = project(register => register(unit(siren(8201), trancheEffectifs => '03')), settings => 'cap = 4,',
		icp => 'icp { name = "N", must = { { "a large SAS", legal_form = cj { "57" }, employees = at_least(20) } } }');
	my $near = json((winnow_in($folder, 'breadth', 'p.lua', @day, '--json'))[1])->{profiles}[0]{lines}[0]{near}[0]{value};
	like($near, qr/legal_form .*employees |employees .*legal_form /, 'both fields of the line');
	unlike($near, qr/country/, 'and not the country, which a code of France reads besides');
	my ($code, $help) = winnow_in($folder, 'breadth', '--help');
	like($help, qr/--strict .*exit code 4, and run delivers nothing/, 'nor does breadth promise to deliver');
}

# ---- whom breadth must not count or name ----

{
	my ($open, $shy, $gone) = map { siren(6000 + $_) } 1 .. 3;
	# The customer file has all three as near misses; the register says of one that it objects.
	my $folder = project(register => register(unit($open, trancheEffectifs => '03'), unit($shy, trancheEffectifs => '03', statutDiffusion => 'P'), unit($gone)),
		steps => 'source "csv" { as = "crm", file = "crm.csv", id = { "fr-siren", "siren" }, columns = { name = "name", country = const "FR", industry = naf "code", employees = "staff" } },',
		files => { 'crm.csv' => "siren,name,code,staff\n" . join '', map { "$_,CRM $_,62.01Z,5\n" } $open, $shy });
	my $see = sub { json((winnow_in($folder, 'breadth', 'p.lua', @day, '--json', @_))[1])->{profiles}[0] };
	my $said = $see->();
	is($said->{companies}, 2, 'who objects is no company');
	is_deeply([map { $_->{id} } map { @{ $_->{near} } } @{ $said->{lines} }], ["fr-siren:$open"], 'and is not named');

	# It was on a list, then it objected: remembered for sources that cannot say so.
	is((winnow_in($folder, 'run', 'p.lua', @day))[0], 0, 'a list');
	write_file("$folder/register.csv", register(unit($open), unit($gone, statutDiffusion => 'P')));
	is((winnow_in($folder, 'run', 'p.lua', @day))[0], 0, 'an objection');
	write_file("$folder/p.lua", read_file("$folder/p.lua") =~ s/source "sirene".*//r =~ s/cap = \d+//r);
	write_file("$folder/crm.csv", "siren,name,code,staff\n$open,Open,62.01Z,5\n$gone,Gone,62.01Z,5\n");
	my $before = files_below($folder);
	$said = $see->();
	is($said->{companies}, 1, 'nor is who objected in an earlier run');
	is_deeply([map { $_->{id} } map { @{ $_->{near} } } @{ $said->{lines} }], ["fr-siren:$open"], 'and is not named either');
	is_deeply(files_below($folder), $before, 'and nothing was written, not even into the store');
}

# ---- a filter whose code fails ----

{
	my $folder = project(register => register(map { unit(siren(7000 + $_)) } 1 .. 4), settings => 'cap = 400,',
		steps => 'filter(function(company) if company.siren == "' . siren(7001) . '" then error("no") end return "keep" end, { as = "mine" }),');
	my ($code, $out) = winnow_in($folder, 'breadth', 'p.lua', @day);
	is($code, 0, 'breadth with a filter that fails');
	like($out, qr/^3 candidates /m, 'who is held is no candidate');
	like($out, qr/^1 answers? of filters (?:is|are) missing: (?:its|their) own code failed$/m, 'and it is said');
	my ($did, $report) = winnow_in($folder, 'run', 'p.lua', @day, '--json');
	is_deeply([$did, json($report)->{funnel}{candidates}, json($report)->{at_least}, json($report)->{at_most}], [3, 3, 3, 4], 'as a run does: it might fit');
}

done_testing();
