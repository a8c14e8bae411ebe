#!/usr/bin/perl
# mapping.t - the mapping words as the example pipelines write them, in source "csv" and enrich "table": each value in the list was
# reasoned by hand from the rows above it; and the shape of what sink "jsonl" writes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP ();
use Register;
use Test::More;
use Winnow;

my @s = map { siren($_) } 0 .. 9;

# Runs a pipeline of these steps over these files; the accounts by name, and what was said.
sub run_on
{
	my (%with) = @_;
	my $folder = folder();
	write_file("$folder/$_", $with{files}{$_}) for sort keys %{ $with{files} };
	write_file("$folder/icp.lua", $with{icp} // 'icp { name = "M", must = { { "named", id = "named", name = known() } } }');
	my $settings = $with{settings} // '';
	write_file("$folder/p.lua", qq(pipeline { icp = "icp.lua", cap = 20, $settings $with{steps}\n sink "jsonl" { path = "list.jsonl" }, sink "csv" { path = "list.csv" } }));
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of(), '--json', @{ $with{arguments} // [] });
	my @accounts = $code == 0 || $code == 3 ? json_lines("$folder/list.jsonl") : ();
	my %by_name = map { (ref $_->{facts}{name} ? $_->{id} : $_->{facts}{name}) => $_ } @accounts;
	return { code => $code, out => $out, err => $err, folder => $folder, at => \%by_name };
}

# ---- a register that no plugin knows ----

{
	my $run = run_on(files => { 'uk.csv' => <<'CSV', 'icp.lua' => '' }, icp => 'icp { name = "M", without = { "ceased" }, must = { { "named", id = "named", name = known() } } }',
CompanyName, CompanyNumber,RegAddress.PostCode,CompanyCategory,CompanyStatus,IncorporationDate,Accounts.AccountCategory,Accounts.LastMadeUpDate,Mortgages.NumMortOutstanding,SICCode.SicText_1,SICCode.SicText_2,SICCode.SicText_3
ALPHA LTD,01234567,EC1V 9BD,Private Limited Company,Active,02/03/2004,SMALL,31/12/2025,2,73110 - Advertising agencies,62020 - Information technology consultancy activities,
BETA LTD,SC123456,EH2 1AA,Private Limited Company,Liquidation,,NO ACCOUNTS FILED,,0,None Supplied,,
GAMMA LTD,99,N1 1AA,Private Limited Company,Never Heard Of,01/01/2020,,,,70210 - PR,,
CSV
		steps => 'source "csv" { file = "uk.csv", date = "2026-10-01", id = { "gb-crn", "CompanyNumber" }, columns = {
			name = "CompanyName", postcode = "RegAddress.PostCode", country = const "GB", legal_form = "CompanyCategory", founded = "IncorporationDate",
			accounts_category = "Accounts.AccountCategory", accounts_date = "Accounts.LastMadeUpDate", charges = "Mortgages.NumMortOutstanding",
			industry = sic { "SICCode.SicText_1", "SICCode.SicText_2", "SICCode.SicText_3" },
			status = map("CompanyStatus", { ["Active"] = "active", ["Liquidation"] = "liquidation" }) } },');
	is($run->{code}, 0, 'the register') or diag($run->{err});
	my $facts = $run->{at}{'ALPHA LTD'}{facts};
	is($run->{at}{'ALPHA LTD'}{id}, 'gb-crn:01234567', 'the id, in its scheme');
	is_deeply([@{$facts}{qw(postcode country status charges founded accounts_date accounts_category crn)}],
		['EC1V 9BD', 'GB', 'active', [2, 2], [('2004-03-02') x 2], [('2025-12-31') x 2], 'SMALL', '01234567'], 'columns, const and map');
	is_deeply([map { "$_->{scheme} $_->{code} $_->{label}" } @{ $facts->{industry} }],
		['sic 73110 Advertising agencies', 'sic 62020 Information technology consultancy activities'], 'a classification over columns');
	$facts = $run->{at}{'BETA LTD'}{facts};
	is_deeply([$facts->{founded}, $facts->{status}, $facts->{accounts_date}], [{ unknown => 'absent' }, 'liquidation', { unknown => 'absent' }], 'empty cells are absent');
	is_deeply($facts->{charges}, [0, 0], 'nothing is a number');
	$facts = $run->{at}{'GAMMA LTD'}{facts};
	is($facts->{status}{unknown}, 'malformed', 'a text that the map does not have is unknown, not the nearest');
	is($run->{at}{'GAMMA LTD'}{id}, 'gb-crn:00000099', 'digits that a spreadsheet took are put back');
}

# ---- an account export, which is a claim ----

{
	my $csv = "Company Name,Website,# Employees,Company Country,Founded Year,Technologies\n"
		. "Acme,https://www.acme.example/about,120,US,2011,\"Salesforce, HubSpot , Slack, \"\n"
		. "Bolt,bolt.example,\"1,200\",United States,,\n";
	my $step = 'source "csv" { file = "apollo.csv", date = "2026-10-01", columns = { name = "Company Name", domain = "Website", employees = "# Employees",
		country = "Company Country", founded = "Founded Year", uses = split("Technologies", ", ") }, sure = 0.6 },';
	my $icp = sub { 'icp { name = "M", must = { { "staff", id = "staff", employees = at_least(50)' . shift . ' } } }' };
	my $run = run_on(files => { 'apollo.csv' => $csv }, steps => $step, icp => $icp->(''));
	is($run->{code}, 0, 'the export') or diag($run->{err});
	my $facts = $run->{at}{Acme}{facts};
	is($run->{at}{Acme}{id}, 'domain:acme.example', 'without an id column the domain tells companies apart');
	is_deeply([@{$facts}{qw(domain employees country founded)}], ['acme.example', [120, 120], 'US', ['2011-01-01', '2011-12-31']], 'a domain, a number, a year');
	is_deeply([sort map { $_->{name} } @{ $facts->{uses} }], ['HubSpot', 'Salesforce', 'Slack'], 'split: keys of a list, blanks and empty parts gone');
	is((csv_rows("$run->{folder}/list.csv"))[$_]{uses}, ('HubSpot; Salesforce; Slack', '')[$_], 'sorted in CSV') for 0 .. 1;
	is($run->{at}{Acme}{evidence}{employees}{sure}, 0.6, 'sure = 0.6 stands beside each fact');
	is_deeply([@{ $run->{at}{Bolt}{facts} }{qw(employees country uses)}], [[1200, 1200], { unknown => 'malformed' }, { unknown => 'absent' }], 'grouping, no code, nothing');
	is($run->{at}{Bolt}{lines}[0]{verdict}, 'match', 'a line takes what is as sure as 0.5');
	$run = run_on(files => { 'apollo.csv' => $csv }, steps => $step, icp => $icp->(', sure = 0.7'));
	is($run->{at}{Acme}{lines}[0]{verdict}, 'unknown', 'one that asks for 0.7 does not');
	is($run->{at}{Acme}{undecided}, 1, 'and the account is undecided, not dropped');
}

# ---- tables ----

my $companies = "siren,name,domain\n$s[1],One,one.example\n$s[2],Two,two.example\n$s[3],Three,\n";
my $source = 'source "csv" { file = "companies.csv", date = "2026-10-01", id = { "fr-siren", "siren" }, columns = { name = "name", domain = "domain" } },';

{
	my $run = run_on(files => { 'companies.csv' => $companies =~ s/[a-z]+\.example//gr, 'domains.csv' => "siren,website\n$s[1],https://blog.one.example/\n",
		'visits.csv' => "domain,day,path\none.example,2026-10-20,/pricing\nwww.one.example,2026-10-21,/\nnone.example,2026-10-20,/\n",
		'downloads.csv' => "domain,day,file\n", 'lost.csv' => "siren\n$s[2]\n", 'crm.csv' => "Number,Who\n$s[3],x\n" },
		steps => $source =~ s/, domain = "domain"//r . '
			enrich "table" { as = "domains", file = "domains.csv", by = "siren", columns = { domain = "website" } },
			enrich "table" { as = "visits", file = "visits.csv", by = "domain", complete = true, list = "signal", item = { kind = const "visit", date = "day", page = "path" } },
			enrich "table" { as = "downloads", file = "downloads.csv", by = "domain", complete = true, list = "signal", item = { kind = const "download", date = "day", asset = "file" } },
			enrich "table" { as = "lost deals", file = "lost.csv", by = "siren", on_list = "lost deals", complete = true },
			enrich "table" { as = "customers", file = "crm.csv", by = { "siren", "Number" }, on_list = "customers" },',
		icp => 'icp { name = "M", must_not = { { "lost", id = "lost", on_list = "lost deals" } }, timing = {
			{ 10, "visited", id = "visited", signal = "visit" }, { 10, "downloaded", id = "downloaded", signal = "download" } } }');
	SKIP: {
		is($run->{code}, 0, 'tables') or diag($run->{err}) or skip 'no list', 8;
		my $one = $run->{at}{One};
		is($one->{facts}{domain}, 'one.example', 'by = "siren": a column becomes a fact, and the key of the next table');
		is_deeply([map { "$_->{kind} $_->{date}[0] $_->{page}" } @{ $one->{facts}{signal} }], ['visit 2026-10-20 /pricing', 'visit 2026-10-21 /'],
			'rows are items, by = "domain" whatever the host');
		is(scalar(keys %{ $run->{at} }), 2, 'on_list drops its member');
		ok(!$run->{at}{Two}, 'the one on it');
		my %verdict = map { $_->{id} => $_->{verdict} } @{ $one->{lines} };
		is_deeply([@verdict{qw(lost visited downloaded)}], [qw(miss match miss)], 'complete: no row is no');
		%verdict = map { $_->{id} => $_->{verdict} } @{ $run->{at}{Three}{lines} };
		is_deeply([@verdict{qw(lost visited)}], [qw(miss unknown)], 'without the key nothing is known');
		is_deeply($run->{at}{Three}{facts}{on_list}, ['customers'], 'by = { field, column }; without complete a row alone speaks');
		is($one->{evidence}{domain}{where}, 'domains.csv:2', 'evidence names the row');
	}
}

{
	my $run = run_on(files => { 'companies.csv' => $companies, 'rounds.csv' => "domain,announced,amount,currency,round\none.example,2026-09-01,12500000.50,EUR,series_a\n"
		. "one.example,2024-01-15,900000,usd,seed\ntwo.example,2026-08-01,,EUR,series_b\n", 'capital.csv' => "siren,Amount,Currency\n$s[1],\"1,000,000\",GBP\n$s[2],5000,\n",
		'sales.csv' => "siren,Sales\n$s[1],70000000\n" },
		steps => $source . '
			enrich "table" { as = "funding", file = "rounds.csv", by = "domain", list = "signal",
				item = { kind = const "funding", date = "announced", amount = { "amount", "currency" }, round = "round" } },
			enrich "table" { as = "capital", file = "capital.csv", by = "siren", columns = { capital = { "Amount", "Currency" } } },
			enrich "table" { as = "sales", file = "sales.csv", by = "siren", columns = { revenue = { "Sales", const "EUR" } }, sure = 0.8, date = "2026-01-31" },');
	SKIP: {
		is($run->{code}, 0, 'money') or diag($run->{err}) or skip 'no list', 6;
		my $one = $run->{at}{One}{facts};
		is_deeply([map { $_->{amount} ? "$_->{round} $_->{amount}{currency} $_->{amount}{minor}[0]" : "$_->{round} -" } sort { $a->{round} cmp $b->{round} } @{ $one->{signal} }],
			['seed -', 'series_a EUR 1250000050'], 'an amount and its currency; a currency that is none leaves the amount out, not the item');
		is_deeply([map { exists $_->{amount} ? 1 : 0 } @{ $run->{at}{Two}{facts}{signal} }], [0], 'nor does an empty amount');
		is_deeply([@{ $one->{capital} }{qw(currency minor)}], ['GBP', [100000000, 100000000]], 'a field of money');
		is($run->{at}{Two}{facts}{capital}{unknown}, 'absent', 'an amount of no currency is none');
		is_deeply([@{ $one->{revenue} }{qw(currency minor)}], ['EUR', [7000000000, 7000000000]], 'a currency that is the same for all');
		is_deeply([@{ $run->{at}{One}{evidence}{revenue} }{qw(sure date)}], [0.8, '2026-01-31'], 'sure and date of the table');
	}
}

# ---- the same words in a source: items and lists of rows ----

{
	my $run = run_on(files => { 'deals.csv' => "Site,Company,Day,What\none.example,One,2026-10-01,visit\none.example,One,2026-10-02,visit\ntwo.example,Two,2026-10-03,\n" },
		steps => 'source "csv" { file = "deals.csv", date = "2026-10-05", columns = { name = "Company", domain = "Site" }, list = "signal",
			item = { kind = "What", date = "Day" }, on_list = "pipeline" },');
	SKIP: {
		is($run->{code}, 0, 'a source of items') or diag($run->{err}) or skip 'no list', 3;
		is(scalar @{ $run->{at}{One}{facts}{signal} }, 2, 'two rows of one company are two items');
		is_deeply($run->{at}{One}{facts}{on_list}, ['pipeline'], 'and one member');
		is_deeply($run->{at}{Two}{facts}{signal}, { unknown => 'absent' }, 'a row without a kind is no item');
	}
}

# ---- what jsonl writes ----

{
	my $run = run_on(files => { 'companies.csv' => "siren,name,staff,since,grown,tags,big,note\n$s[1],One,50-99,2011,12.5,b;a,yes,\"a \"\"quote\"\"\"\n$s[2],Two,10000-,,,,,\n" },
		icp => 'icp { name = "M", fields = { x_note = "text" }, must = { { "named", id = "named", name = known() } },
			fit = { { 3, "large", id = "large", employees = at_least(60) } } }',
		steps => 'source "csv" { file = "companies.csv", date = "2026-10-01", id = { "fr-siren", "siren" }, columns = { name = "name", employees = "staff", founded = "since",
			growth = "grown", trade_names = split("tags", ";"), listed = "big", x_note = "note" } },');
	is($run->{code}, 0, 'every type') or diag($run->{err});
	my @lines = split /\n/, read_file("$run->{folder}/list.jsonl");
	is(scalar @lines, 2, 'an account a line');
	my $canonical = JSON::PP->new->canonical->utf8;
	# Keys of each object in the order of the text: an object whose keys were not sorted would differ from its sorted self.
	for my $line (@lines) {
		my @keys = $line =~ /"([a-z_]+)":/g;
		is_deeply(\@keys, [$canonical->encode($canonical->decode($line)) =~ /"([a-z_]+)":/g], 'keys are sorted, at every depth');
	}
	my ($one, $two) = map { $run->{at}{$_}{facts} } qw(One Two);
	is_deeply([@{$one}{qw(employees founded growth)}], [[50, 99], ['2011-01-01', '2011-12-31'], [12.5, 12.5]], 'ranges are arrays of two');
	is_deeply($two->{employees}, [10000, undef], 'an open end is null');
	is_deeply([@{$two}{qw(founded growth trade_names listed)}], [({ unknown => 'absent' }) x 4], 'unknown has its cause');
	is_deeply($one->{trade_names}, ['a', 'b'], 'sets are sorted');
	ok(JSON::PP::is_bool($one->{listed}) && $one->{listed}, 'a flag is true');
	is_deeply([$one->{x_note}, $two->{x_note}], ['a "quote"', { unknown => 'absent' }], 'an own field stands among them');
	my ($verdict) = map { $_->{verdict} } grep { $_->{id} eq 'large' } @{ $run->{at}{One}{lines} };
	is($verdict, 'unknown', 'a range that reaches over the bound decides nothing');
	my %row = map { $_->{name} => $_ } csv_rows("$run->{folder}/list.csv");
	is_deeply([@{ $row{One} }{qw(employees founded growth trade_names listed x_note)}], ['50-99', '2011', '12.5', 'a; b', 'yes', 'a "quote"'], 'the same as CSV');
	is_deeply([@{ $row{Two} }{qw(employees founded growth trade_names listed)}], ['10000-', ('') x 4], 'unknown is empty there');
}

done_testing();
