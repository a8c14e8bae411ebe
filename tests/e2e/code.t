#!/usr/bin/perl
# Functions in descriptions: `when` in a profile and functions as filters of a pipeline. What they are given, all three answers, what
# a failure does in a gate, in a score and in a filter, and the same bytes with any number of threads.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Register;
use Test::More;
use Winnow;

my @day = ('--as-of', as_of());
my %size = ('00' => '0', '11' => '10-19', '12' => '20-49', '22' => '100-199', '42' => '1000-1999');

# A profile with these lines, and a table beside the register that knows more of some companies.
sub profile
{
	my %with = (must => '', must_not => '', fit => '', @_);
	return "icp {\n  name = \"with functions\",\n  must = { { country = \"FR\" }, $with{must} },\n"
		. ($with{must_not} ? "  must_not = { $with{must_not} },\n" : '') . "  fit = {\n    { 10, \"any\", id = \"any\", name = known() },\n    $with{fit}\n  },\n}\n";
}

sub csv { return 'source "csv" { file = "c.csv", date = "2026-10-31", id = { "fr-siren", "SIREN" }, columns = { name = "Name", employees = "Staff",
    revenue = { "Revenue", const "EUR" }, city = "City", founded = "Founded", country = const "FR" } },' }

my $head = "SIREN,Name,Staff,Revenue,City,Founded\n";
my @ids = map { siren(7000 + $_) } 1 .. 5;
my $rows = "$ids[0],Alpha,50,10000000,Lyon,2015-03-02\n$ids[1],Beta,100,1000000,Paris,2020\n$ids[2],Gamma,,5000000,Lille,\n$ids[3],Delta,7,,Nice,2001-01-01\n$ids[4],Fails,3,90,Metz,\n";

sub make
{
	my %given = @_;
	return project(source => csv(), icp => profile(%given), steps => $given{steps} // '', files => { 'c.csv' => $head . ($given{rows} // $rows) });
}

sub run_it
{
	my ($folder, $code, @more) = @_;
	my ($got, $out, $err) = winnow_in($folder, 'run', 'p.lua', @day, '--json', @more);
	is($got, $code, "exit code $code") or diag($err);
	my %listed = map { $_->{id} => $_ } json_lines("$folder/out/list.jsonl");
	return (\%listed, $got == 0 || $got == 3 ? json($out) : {}, $err);
}

sub line { my ($account, $id) = @_; my ($line) = grep { $_->{id} eq $id } @{ $account->{lines} }; return $line }
sub ids { return join ' ', sort map { "fr-siren:$_" } @_ }
sub listed { return join ' ', sort keys %{ shift() } }

# ---- what a function is given ----

{
	my $seen = 'when({ "employees", "revenue", "founded", "city" }, function(employees, revenue, founded, city)
      error(employees.low .. " " .. employees.high .. " " .. revenue.low_eur .. " " .. revenue.high_eur .. " " .. revenue.low .. " "
        .. founded.first .. " " .. founded.last .. " " .. city .. " " .. math.type(employees.low), 0)
    end)';
	my ($listed, $report) = run_it(make(must => "{ \"seen\", $seen }"), 3);
	my %held = map { $_->{id} => $_->{reason} } @{ $report->{held} };
	like($held{"fr-siren:$ids[0]"}, qr/^50 50 10000000 10000000 10000000 2015-03-02 2015-03-02 Lyon integer \(.*icp\.lua:4\b.*\)$/, 'ranges, money, days and texts, and the way to the error');
	like($held{"fr-siren:$ids[1]"}, qr/^100 100 1000000 1000000 1000000 2020-01-01 2020-12-31 Paris/, 'a year is a range of days');
	is(scalar keys %held, 2, 'who lacks a fact is not asked about');
	is(listed($listed), ids(@ids[2, 3, 4]), 'and stays, undecided');
	is($listed->{"fr-siren:$ids[2]"}{undecided}, 1, 'one open line');
}

# ---- when: three answers ----

my $per_head = 'when({ "revenue", "employees" }, function(revenue, employees)
      if employees.high < 5 then return nil end
      return revenue.low_eur / employees.high >= 100000
    end)';
{
	my ($listed) = run_it(make(must => "{ \"rich\", id = \"rich\", $per_head }"), 0);
	is(listed($listed), ids(@ids[0, 2, 3, 4]), 'false in a must drops');
	is(line($listed->{"fr-siren:$ids[0]"}, 'rich')->{verdict}, 'match', 'true matches');
	is(line($listed->{"fr-siren:$ids[$_]"}, 'rich')->{verdict}, 'unknown', 'nil and missing facts are unknown') for 2, 3, 4;
	($listed) = run_it(make(must => "{ \"rich\", id = \"rich\", unknown = \"drop\", $per_head }"), 0);
	is(listed($listed), ids($ids[0]), 'unknown = "drop" drops those too');
	($listed) = run_it(make(must_not => "{ \"rich\", id = \"rich\", $per_head }"), 0);
	is(listed($listed), ids(@ids[1, 2, 3, 4]), 'true in a must_not drops');
	($listed) = run_it(make(fit => "{ 30, \"rich\", id = \"rich\", $per_head }"), 0);
	is(line($listed->{"fr-siren:$ids[$_->[0]]"}, 'rich')->{earned_thousandths}, 1000 * $_->[1], "company $_->[0] earns $_->[1]") for [0, 30], [1, 0], [2, 0], [4, 0];
}

# ---- when: failures ----

my $fails = 'when({ "name" }, function(name)
      if name == "Fails" then return nothing.at.all end
      if name == "Delta" then return "yes" end
      if name == "Gamma" then while true do end end
      if name == "Beta" then return between(1, 2) end
      return true
    end)';
{
	my ($listed, $report) = run_it(make(must => "{ \"fails\", id = \"fails\", unknown = \"drop\", $fails }"), 3);
	is(listed($listed), ids($ids[0]), 'a failing gate: nobody of them is listed');
	my %held = map { $_->{id} => $_->{reason} } @{ $report->{held} };
	is(join(' ', sort keys %held), ids(@ids[1 .. 4]), 'all of them are held');
	like($held{"fr-siren:$ids[4]"}, qr/icp\.lua:4: .*nothing.* \(.*icp\.lua:4\)$/, 'with file, line and way');
	like($held{"fr-siren:$ids[3]"}, qr/icp\.lua:3: the function answered with a string/, 'a text is no answer');
	like($held{"fr-siren:$ids[2]"}, qr/icp\.lua:6: it ran too long/, 'an endless loop ends');
	like($held{"fr-siren:$ids[1]"}, qr/icp\.lua:7: 'between' is a word of the description/, 'words mean nothing in there');
	($listed) = run_it(make(fit => "{ 30, \"fails\", id = \"fails\", $fails }"), 0);
	is(listed($listed), ids(@ids), 'in a score all stay');
	is(line($listed->{"fr-siren:$ids[0]"}, 'fails')->{earned_thousandths}, 30000, 'who did not fail earns');
	is_deeply([@{ line($listed->{"fr-siren:$ids[4]"}, 'fails') }{qw(verdict cause earned_thousandths)}], ['unknown', 'plugin_error', 0], 'who failed earns nothing');
	like(line($listed->{"fr-siren:$ids[4]"}, 'fails')->{error}, qr/^icp\.lua:7: /, 'and the list says why');
}

# ---- a function of a base profile, and several functions ----

{
	my $folder = make(must => 'L1, L2, L3');
	write_file("$folder/base.lua", "icp { name = \"base\", must_not = { { \"long name\", id = \"long\", when({ \"name\" }, function(name) return #name > 4 end) } } }\n");
	write_file("$folder/icp.lua", "local function least(n) return when({ \"employees\" }, function(e) return e.low >= n end) end\n"
		. "icp { name = \"two\", base = \"base.lua\", must = { { country = \"FR\" }, { \"a\", least(5) }, { \"b\", least(60) } } }\n");
	my ($listed) = run_it($folder, 0);
	is(listed($listed), ids($ids[1]), 'functions of two files, and two of one text with values of their own');
}

# ---- functions as filters ----

my $filter = 'filter(function(company)
    if company.name == "Fails" then return true end
    if company.name == "Delta" then return nil end
    if company.name == "Gamma" then error("no idea") end
    if company.city == "Paris" then return "drop", "of Paris" end
    return "keep"
  end),';
{
	my $folder = make(steps => $filter);
	my ($listed, $report) = run_it($folder, 3);
	is(listed($listed), ids(@ids[0, 3]), 'kept and undecided are listed');
	is($listed->{"fr-siren:$ids[3]"}{undecided}, 1, 'nil is undecided');
	my %held = map { $_->{id} => $_->{reason} } @{ $report->{held} };
	like($held{"fr-siren:$ids[2]"}, qr/^filter "filter": .*p\.lua:8: no idea \(.*p\.lua:8\)$/, 'an error holds, with its place');
	like($held{"fr-siren:$ids[4]"}, qr/the function returned a 'boolean': a verdict is/, 'true is no verdict');
	my ($code, $out) = winnow_in($folder, 'why', 'p.lua', "fr-siren:$ids[1]", @day);
	like($out, qr/of Paris/, 'why knows the reason');
	($code, $out) = winnow_in($folder, 'plan', 'p.lua', @day);
	like($out, qr/filter/, 'plan shows it');
	is((winnow_in($folder, 'check', 'p.lua'))[0], 0, 'check is content');
}
{
	my $named = make(steps => $filter =~ s/end\),$/end, { as = "paris", needs = { "name", "city" } }),/r);
	my ($listed, $report) = run_it($named, 3);
	my %held = map { $_->{id} => $_->{reason} } @{ $report->{held} };
	like($held{"fr-siren:$ids[2]"}, qr/^filter "paris": /, 'it has the name it is given');
	my $blind = make(steps => $filter =~ s/end\),$/end, { needs = { "name" } }),/r);
	($listed, $report) = run_it($blind, 3);
	%held = map { $_->{id} => $_->{reason} } @{ $report->{held} };
	like($held{"fr-siren:$ids[0]"}, qr/'city' was not declared/, 'what it does not declare it cannot read');
}
{
	# A field that no source brings, and one that an enricher brings.
	my $file = "table.csv";
	my $table = "enrich \"table\" { file = \"table.csv\", by = \"siren\", columns = { domain = \"Site\" } },\n  ";
	my $by_domain = 'filter(function(company) if company.domain == "alpha.example" then return "drop", "that site" end return "keep" end';
	my $folder = make(steps => "$table$by_domain, { needs = { \"domain\" } }),");
	write_file("$folder/table.csv", "siren,Site\n$ids[0],alpha.example\n$ids[1],beta.example\n");
	my ($listed) = run_it($folder, 0);
	is(listed($listed), ids(@ids[1 .. 4]), 'a needed field is waited for');
	is($listed->{"fr-siren:$ids[2]"}{undecided}, 1, 'and a company without it is undecided');
	$folder = make(steps => "$table$by_domain),");
	write_file("$folder/table.csv", "siren,Site\n$ids[0],alpha.example\n");
	my (undef, $report) = run_it($folder, 3);
	like($report->{held}[0]{reason} // '', qr/'domain' was not declared/, 'without needs it sees what sources bring, and no more');
}

# ---- mistakes ----

for (
	['source(function() end),', 'a function can be a filter; a source is a script'],
	['filter(function() end, 5),', 'behind the function stands one table'],
	['filter(function() end, { nedes = { "name" } }),', q{'nedes' is no option}],
	['filter(function() end, { needs = { "nmae" } }),', q{'nmae'.*did you mean 'name'}],
	['filter(function() end), filter(function() return "keep" end),', q{two filters are called 'filter'}],
	['filter(print),', q{a function of Lua's own cannot stand here}],
) {
	my $folder = make(steps => $_->[0]);
	my ($code, $out, $err) = winnow_in($folder, 'check', 'p.lua');
	is($code, 1, "$_->[0] is refused");
	like($err, qr/p\.lua:\d+:\d+: .*$_->[1]/, 'with place and words');
}

# ---- the same bytes with any number of threads ----

{
	my $many = join '', map { siren(20000 + $_) . ",Company $_," . ($_ % 7 ? $_ % 300 : '') . ',' . ($_ % 5 ? $_ * 10000 : '') . ",City,\n" } 1 .. 400;
	my %given = (rows => $many, fit => "{ 30, \"rich\", id = \"rich\", $per_head }",
		must_not => '{ "thirteen", id = "thirteen", when({ "name" }, function(name) if name:find("13$") then error("unlucky") end return name:find("99$") ~= nil end) }',
		steps => 'filter(function(company) local n = tonumber(company.name:match("%d+")) if n % 50 == 0 then return nil, 1 end if n % 11 == 0 then return "drop", "eleven" end return "keep" end),');
	my (@all, $held);
	for my $threads (1, 4, 7) {
		my $folder = make(%given);
		my ($listed, $report) = run_it($folder, 3, '--threads', $threads);
		push @all, join '', outputs($folder);
		s/\S*winnow-\w+\///g for map { $_->{reason} } @{ $report->{held} };
		$held //= $report->{held};
		is_deeply($report->{held}, $held, "$threads threads: the same are held");
		is(scalar @{ $report->{held} }, 4, 'four of them') or diag(explain($report->{held}));
	}
	s/\S*winnow-\w+\///g for @all;
	is($all[$_], $all[0], 'the same bytes') for 1, 2;
	ok(length $all[0] > 10000, 'of a list');
}

done_testing;
