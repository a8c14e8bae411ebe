#!/usr/bin/perl
# winnow breadth against a slow and obvious count of the same companies, on random registers, a second source and random profiles: every
# number, whatever the threads; the count of every proposed edit against a run with the file edited so; and of two profiles each against
# the pipeline that has it alone. WINNOW_WORLDS=n runs more.
use strict;
use warnings;
my ($seed, $worlds);
BEGIN { ($seed, $worlds) = ($ENV{WINNOW_SEED} // time ^ $$, $ENV{WINNOW_WORLDS} // 10) }
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

srand $seed;
diag("WINNOW_SEED=$seed");
my @day = ('--as-of', as_of());

my %band = ('00' => [0, 0], '01' => [1, 2], '02' => [3, 5], '03' => [6, 9], 11 => [10, 19], 12 => [20, 49], 21 => [50, 99], 22 => [100, 199],
	31 => [200, 249], 32 => [250, 499], 41 => [500, 999], 42 => [1000, 1999], 51 => [2000, 4999], 52 => [5000, 9999], 53 => [10000, 9**15]);

sub pick { return $_[rand @_] }

# ---- conditions: their text, and a verdict on a company: 1 match, 0 miss, undef unknown ----

sub people
{
	my ($low, $high) = sort { $a <=> $b } map { 1 + int rand pick(12, 120, 600) } 1 .. 2;
	my ($text, $from, $to) = @{ pick(["between($low, $high)", $low, $high], ["at_least($low)", $low, 9**20], ["at_most($high)", 0, $high]) };
	return ("employees = $text", sub {
		my $is = $_[0]{staff} or return undef;
		return 1 if $is->[0] >= $from && $is->[1] <= $to;
		return $is->[1] < $from || $is->[0] > $to ? 0 : undef;
	});
}

sub form
{
	my %prefixes = map { $_ => 1 } map { pick(5, 54, 57, 6, 7, 92, 5710) } 1 .. pick(1, 2, 3);
	my @prefixes = sort keys %prefixes;
	return ('legal_form = cj { ' . join(', ', map { "\"$_\"" } @prefixes) . ' }', sub {
		my $is = $_[0]{form} // return undef;
		return 1 if grep { $is =~ /^$_/ } @prefixes;
		return (grep { /^$is/ } @prefixes) ? undef : 0;
	});
}

sub size
{
	my %classes = map { $_ => 1 } map { pick(qw(PME ETI GE)) } 1 .. pick(1, 2);
	my @classes = sort keys %classes;
	my $text = @classes == 1 ? "\"$classes[0]\"" : '{ ' . join(', ', map { "\"$_\"" } @classes) . ' }';
	return ("size_class = $text", sub { my $is = $_[0]{class}; defined $is ? $classes{$is} ? 1 : 0 : undef });
}

sub age
{
	my $years = 1 + int rand 30;
	my $limit = sprintf '%04d-11-01', 2026 - $years;
	return pick(0, 1) ? ("founded = older_than(years($years))", sub { my $is = $_[0]{founded}; defined $is ? $is le $limit ? 1 : 0 : undef })
	                  : ("founded = since(\"$limit\")", sub { my $is = $_[0]{founded}; defined $is ? $is ge $limit ? 1 : 0 : undef });
}

# Of several entries: all must hold, one, or none.
sub joined
{
	my @parts = map { [ pick(\&people, \&form, \&size, \&age)->() ] } 1 .. 2;
	my $word = pick(qw(all_of any_of none_of));
	return ("$word { " . join(', ', map { "{ $_->[0] }" } @parts) . ' }', sub {
		my @verdicts = map { $_->[1]->($_[0]) } @parts;
		my $matches = grep { $_ } @verdicts;
		my $open = grep { !defined } @verdicts;
		my $need = $word eq 'all_of' ? @parts : 1;
		my $verdict = $matches >= $need ? 1 : $matches + $open < $need ? 0 : undef;
		return $word eq 'none_of' && defined $verdict ? 1 - $verdict : $verdict;
	});
}

# Two fields in the same braces.
sub both
{
	my ($one, $two) = ([ people() ], [ pick(\&form, \&size, \&age)->() ]);
	return ("$one->[0], $two->[0]", sub {
		my @verdicts = map { $_->[1]->($_[0]) } $one, $two;
		return 0 if grep { defined && !$_ } @verdicts;
		return (grep { !defined } @verdicts) ? undef : 1;
	});
}

my $number = 0;

sub line
{
	my ($section, @kinds) = @_;
	my ($text, $verdict) = pick(@kinds ? @kinds : (\&people, \&form, \&size, \&age, \&joined, \&both))->();
	my $drop = $section =~ /must/ && rand() < 0.25;
	my $points = $section eq 'fit' ? pick(10, 20, 30, -5) . ', ' : '';
	$number++;
	return { section => $section, id => "line-$number", text => "{ $points\"line $number\", $text" . ($drop ? ', unknown = "drop"' : '') . ' }',
		verdict => $verdict, drop => $drop, points => $points };
}

my @built_in = (
	{ section => 'must_not', id => 'ceased', verdict => sub { my $is = $_[0]{state}; defined $is ? $is eq 'C' ? 1 : 0 : undef } },
	{ section => 'must_not', id => 'natural-person', verdict => sub { my $is = $_[0]{form}; defined $is ? $is eq '1000' ? 1 : 0 : undef } },
);

# ---- a world ----

sub companies_of
{
	my ($folder, $crm) = @_;
	my (%companies, %objects);
	for my $row (csv_rows("$folder/StockUniteLegale.csv")) {
		$objects{ $row->{siren} } = 1, next if $row->{statutDiffusionUniteLegale} ne 'O';
		my %known = (form => $row->{categorieJuridiqueUniteLegale}, class => $row->{categorieEntreprise}, founded => $row->{dateCreationUniteLegale},
			state => $row->{etatAdministratifUniteLegale}, staff => $band{ $row->{trancheEffectifsUniteLegale} });
		$known{founded} = '' if $known{founded} eq '1900-01-01';
		delete $known{$_} for grep { !defined $known{$_} || $known{$_} eq '' } keys %known;
		$companies{ $row->{siren} } = \%known;
	}
	for my $siren (keys %$crm) {
		next if $objects{$siren};
		$companies{$siren}{staff} = [$crm->{$siren}, $crm->{$siren}] if $crm->{$siren} ne '';
		$companies{$siren} //= {};
	}
	return (\%companies, \%objects);
}

# + stays, ? open, - out, ! out as not known.
sub bar
{
	my ($line, $company) = @_;
	my $verdict = $line->{verdict}->($company);
	return $line->{drop} ? '!' : '?' if !defined $verdict;
	return ($line->{section} eq 'must') == !!$verdict ? '+' : '-';
}

sub filter_bar { my $is = shift->{class}; return !defined $is ? '?' : $is eq 'ETI' ? '-' : '+' }

sub lua_profile
{
	my ($lines, $settings) = @_;
	my $of = sub { my $section = shift; join '', map { "    $_->{text},\n" } grep { $_->{section} eq $section } @$lines };
	return "icp {\n  name = \"random\",\n" . join('', map { "  $_ = {\n" . $of->($_) . "  },\n" } qw(must must_not fit)) . "$settings}\n";
}

# Puts the changes into the files, the last one first.
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
		return "the old text does not stand there" if substr($text, $from, $to - $from) ne $change->{old};
		substr($text, $from, $to - $from) = $change->{new};
		write_file("$folder/$change->{file}", $text);
	}
	return '';
}

my (%kinds, %directions);

for my $world (1 .. $worlds) {
	my $folder = folder();
	my $rows = 200 + int rand 900;
	is(system(build() . '/tests/world/generate', '--rows', $rows, '--out', $folder, '--seed', int rand 1e6), 0, "world $world of $rows rows");
	my @sirens = map { $_->{siren} } csv_rows("$folder/StockUniteLegale.csv");
	my %crm = ((map { $_ => pick('', 5, 30, 75, 300, 700) } grep { rand() < 0.05 } @sirens), map { siren(99000000 + $_) => pick('', 30, 300) } 1 .. pick(0, 7));
	write_file("$folder/crm.csv", "siren,staff\n" . join '', map { "$_,$crm{$_}\n" } sort keys %crm);
	# A must among them each time, so that there is a section for what was wished for.
	my @lines = (line('must', \&people, \&form), (map { line('must') } 1 .. int rand 3), (map { line('must_not') } 1 .. int rand 3));
	my @fit = map { line('fit', \&people, \&form, \&size, \&age) } 1 .. int rand 3;
	my $with_filter = rand() < 0.5;
	my $settings = pick('', '', "  undecided = \"drop\",\n");
	$settings .= "  floor = 10,\n" if grep { $_->{points} !~ /-/ } @fit;
	my $cap = pick(1, 5, 20, 100, 300, 499);
	write_file("$folder/icp.lua", lua_profile([@lines, @fit], $settings));
	write_file("$folder/p.lua", <<"PIPELINE");
pipeline {
  icp = "icp.lua", cap = $cap,
  prefer = { employees = { "crm" } },
  source "sirene" { file = "StockUniteLegale.csv" },
  source "csv" { as = "crm", file = "crm.csv", id = { "fr-siren", "siren" }, columns = { employees = "staff", name = "siren" } },
@{[ $with_filter ? '  filter(function(company) local class = company.size_class
    if class == nil then return nil end
    if class == "ETI" then return "drop", "ETI" end
    return "keep" end, { as = "eti" }),' : '' ]}
  sink "jsonl" { path = "out.jsonl" },
}
PIPELINE
	my ($code, $out, $err) = winnow_in($folder, 'breadth', 'p.lua', @day, '--json', '--threads', 1);
	is($code, 0, 'breadth') or do { diag(read_file("$folder/icp.lua"), $err); next };
	my ($code4, $out4) = winnow_in($folder, 'breadth', 'p.lua', @day, '--json', '--threads', 4);
	is($out4, $out, 'four threads say the same');
	ok(!-e "$folder/out.jsonl" && !-e "$folder/.winnow", 'nothing was written');
	my $all = json($out);
	my $said = $all->{profiles}[0];

	# ---- two profiles: each as if it were the only one ----

	my @others = ((map { line('must') } 1 .. 1 + int rand 2), (map { line('must_not') } 1 .. int rand 2), line('fit', \&people, \&form));
	write_file("$folder/other.lua", lua_profile(\@others, pick('', "  undecided = \"drop\",\n", "  floor = 5,\n")));
	write_file("$folder/q.lua", read_file("$folder/p.lua") =~ s/"icp\.lua"/"other.lua"/r);
	write_file("$folder/both.lua", read_file("$folder/p.lua") =~ s/"icp\.lua"/{ "icp.lua", "other.lua" }/r);
	my $other = json((winnow_in($folder, 'breadth', 'q.lua', @day, '--json'))[1])->{profiles}[0];
	my @both = map { [winnow_in($folder, 'breadth', 'both.lua', @day, '--json', '--threads', $_)] } 1, 4;
	is_deeply([map { $_->[0] } @both], [0, 0], 'breadth of two profiles') or diag($both[0][2], read_file("$folder/other.lua"));
	is_deeply(json($both[0][1])->{profiles}, [$said, $other], 'each says what it says alone') or diag(map { read_file("$folder/$_.lua") } qw(icp other));
	is($both[1][1], $both[0][1], 'and four threads the same');
	ok(!-e "$folder/.winnow", 'nor was anything written');

	# ---- every number ----

	my ($companies, $objects) = companies_of($folder, \%crm);
	my @gates = ((grep { $_->{section} eq 'must' } @lines), (grep { $_->{section} eq 'must_not' } @lines), @built_in);
	my %masks;
	for my $company (values %$companies) {
		my $mask = join '', map { bar($_, $company) } @gates;
		$mask .= ($mask =~ tr/!-//) <= 1 ? filter_bar($company) : '+' if $with_filter;
		$masks{$mask}++;
	}
	is_deeply({ map { $_->{mask} => $_->{companies} } @{ $said->{masks} } }, \%masks, 'the histogram') or diag(read_file("$folder/icp.lua"));
	is($said->{companies}, scalar keys %$companies, 'companies');
	is($said->{rows}, $rows + keys %crm, 'rows');
	my $count = sub { my $test = shift; my $sum = 0; $sum += $masks{$_} for grep { $test->($_) } keys %masks; return $sum };
	my $candidates = $count->(sub { $_[0] !~ /[-!]/ });
	is($said->{candidates}, $candidates, 'candidates');
	for my $i (0 .. $#gates) {
		my ($gate, $line) = ($gates[$i], $said->{lines}[$i]);
		my $is = sub { my $set = shift; $count->(sub { index($set, substr $_[0], $i, 1) >= 0 }) };
		my ($in, $out_of) = ($is->('+'), $is->('-'));
		my %want = (id => $gate->{id}, match => $gate->{section} eq 'must' ? $in : $out_of, miss => $gate->{section} eq 'must' ? $out_of : $in,
			unknown => $is->('?!'), dropped => $is->('-!'), left => $count->(sub { substr($_[0], 0, $i + 1) !~ /[-!]/ }),
			sole => $count->(sub { my $mask = shift; my $own = substr $mask, $i, 1, '+'; $own =~ /[-!]/ && $mask !~ /[-!]/ }),
			unknown_left => $count->(sub { substr($_[0], $i, 1) eq '?' && $_[0] !~ /[-!]/ }));
		is_deeply({ map { $_ => $line->{$_} } keys %want }, \%want, "line $gate->{id}");
		next if $gate->{id} !~ /^line/;
		for my $example (@{ $line->{near} }) {
			my ($siren) = $example->{id} =~ /^fr-siren:(\d+)$/ or fail("an id: $example->{id}");
			ok(!$objects->{$siren}, 'nobody is named who objects') if $objects->{$siren};
			my $mask = join '', map { bar($_, $companies->{$siren}) } @gates;
			my $own = substr $mask, $i, 1, '+';
			fail("$siren is no near miss of $gate->{id}") if $own !~ /[-!]/ || $mask =~ /[-!]/;
		}
		is(scalar @{ $line->{near} }, $want{sole} < 3 ? $want{sole} : 3, 'and its examples');
	}
	is($said->{filters}[0]{sole}, $count->(sub { $_[0] =~ /^[^-!]*-$/ }), 'the filter drops alone') if $with_filter;
	my (@with, @left);
	for (0 .. $#gates) {
		my %rest = map { my $bar = $_; $bar => $count->(sub { my $mask = shift; !grep { substr($mask, $_, 1) =~ /[-!]/ } @with, $bar }) }
			grep { my $bar = $_; !grep { $_ == $bar } @with } 0 .. $#gates;
		my ($best) = sort { $rest{$a} <=> $rest{$b} || $a <=> $b } keys %rest;
		push @with, $best;
		push @left, $rest{$best};
	}
	is_deeply([map { $_->{left} } @{ $said->{greedy} }], \@left, 'the order that drops most first');

	# ---- what a run says ----

	my $run = sub {
		my $where = shift;
		my ($exit, $report, $talk) = winnow_in($where, 'run', 'p.lua', @day, '--json');
		is($exit, 0, 'a run') or diag(read_file("$where/icp.lua"), $talk);
		return $exit ? {} : json($report)->{funnel};
	};
	my $funnel = $run->($folder);
	is($funnel->{candidates}, $candidates, 'a run has as many candidates');
	is_deeply([@{$said}{qw(at_least at_most)}], [($funnel->{fitting}) x 2], 'and as many that fit: nobody else is asked here');

	# ---- edits ----

	my $wants = $candidates > $cap ? 'fewer' : $candidates < $cap ? 'more' : 'none';
	for my $edit (@{ $said->{edits} }) {
		$kinds{ $edit->{kind} }++;
		$directions{$wants}++;
		ok($wants eq 'fewer' ? $edit->{candidates} < $candidates : $edit->{candidates} > $candidates, "$edit->{kind}: $wants");
		my $copy = folder();
		copy_file("$folder/$_", "$copy/$_") for qw(p.lua icp.lua crm.csv StockUniteLegale.csv);
		utime((stat "$folder/$_")[8, 9], "$copy/$_") for qw(crm.csv StockUniteLegale.csv);
		is(apply($copy, @{ $edit->{changes} }), '', 'it fits into the file');
		is($run->($copy)->{candidates}, $edit->{candidates}, "as many as it said: $edit->{text}") or diag(read_file("$folder/icp.lua"), read_file("$copy/icp.lua"));
	}
	diag("WINNOW_SEED=$seed"), last if !Test::More->builder->is_passing;
}
ok($directions{$_}, "$_ was asked for") for $worlds >= 10 ? qw(fewer more) : ();
diag(join ', ', map { "$kinds{$_} $_" } sort keys %kinds);
done_testing();
