#!/usr/bin/perl
# winnow test of a whole pipeline: companies and recorded answers in, the list out; and of sinks that send.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $folder = folder();
$ENV{WINNOW_PLUGIN_PATH} = join ':', $folder, grep { defined } $ENV{WINNOW_PLUGIN_PATH}, root() . '/scripts';

write_file("$folder/enricher/lang.lua", <<'END');
return {
  kind = "enricher", name = "lang", summary = "language of the site", version = "1",
  needs = { "domain" }, provides = { "languages" },
  options = { { name = "token", type = "secret", help = "of the service" } },
  enrich = function(company, options)
    local answer, cause = http.get("https://lang.example/" .. company.domain .. "?t=" .. (options.token and "secret" or "none"))
    if not answer then return unknown("languages", cause) end
    fact("languages", { answer.body:match("%a%a") }, { complete = true })
  end,
}
END
write_file("$folder/icp.lua", <<'END');
icp {
  name = "UK",
  must = { { country = "GB" } },
  must_not = { { "too small", employees = below(10) } },
  fit = { { 20, "right size", employees = between(20, 100) }, { 10, "German", languages = "de" } },
  tiers = { A = 70, B = 40 },
  floor = 10,
}
END
my $pipeline = <<'END';
pipeline {
  icp = "icp.lua", cap = 2,
  source "csv" {
    file = "nowhere.csv", id = { "gb-crn", "crn" },
    columns = { name = "name", country = "country", employees = "staff", domain = "site" },
  },
  filter "suppress" { file = "../crm/customers.csv", reason = "already a customer" },
  filter(function(company) if company.name == "BOOM" then error("odd") end return "keep" end, { as = "odd", needs = { "name" } }),
  enrich "lang" { token = secret "LANG_TOKEN_OF_NOBODY" },
  sink "csv" { path = "out.csv" },
}
END
my $files = q{files = { ["../crm/customers.csv"] = "crn\n01234571\n" }};
my $companies = <<'END';
  companies = {
    { id = "gb-crn:01234567", name = "ACME", country = "GB", employees = 30, domain = "acme.example" },
    { id = "gb-crn:01234568", name = "Second", country = "GB", employees = 30 },
    { id = "gb-crn:1234569", name = "Third", country = "GB", employees = 25 },
    { id = "gb-crn:01234570", name = "Small", country = "GB", employees = 3 },
    { id = "gb-crn:01234571", name = "Customer", country = "GB", employees = 30 },
    { id = "gb-crn:01234572", name = "BOOM", country = "GB", employees = 30 },
    { name = "No number", country = "GB", employees = 300 },
  },
  answers = { [[
GET https://lang.example/acme.example?t=secret

HTTP 200

de]] },
END

sub one
{
	my ($body, %more) = @_;
	write_file("$folder/p.lua", $pipeline . "\ntest \"it\" {\n  as_of = \"2026-11-01\",\n$body\n}\n");
	my ($code, $out, $err) = winnow_in($folder, 'test', $more{update} ? '--update' : (), 'p.lua');
	return ($code, $out . $err);
}

# ---- what a run would say ----

my ($code, $said) = one("$companies  $files,\n" . <<'END');
  expect = {
    accounts = { "gb-crn:01234567", { id = "gb-crn:1234568", tier = "B", fit = "66.6", timing = "0.0", undecided = 0, heat = "-",
      reasons = "20 of 20: right size", facts = { employees = 30, name = "Second" } } },
    dropped  = { ["gb-crn:01234570"] = "too-small", ["gb-crn:01234571"] = 'filter "suppress"' },
    held     = { ["gb-crn:01234572"] = 'filter "odd"' },
    left_out = { ["No number"] = "below floor", ["gb-crn:01234569"] = "cap" },
  },
END
is($code, 0, 'a list, with who is dropped, held and left out') or diag($said);
ok(!-e "$folder/out.csv" && !-e "$folder/.winnow", 'nothing is delivered, and no store is made');
is_deeply([glob(($ENV{TMPDIR} // '/tmp') . '/winnow-given-*')], [], 'files of the test are gone');

($code, $said) = one("$companies  $files,\n  expect = { accounts = { \"gb-crn:01234568\", \"gb-crn:01234571\" }, dropped = { [\"gb-crn:01234567\"] = \"country\" },"
	. ' left_out = { ["No number"] = "cap" } }');
is($code, 2, 'another list: exit code 2');
like($said, qr/accounts: expected \{ "gb-crn:01234568", "gb-crn:01234571" \}, got \{ "gb-crn:01234567", "gb-crn:01234568" \}/, 'which came');
like($said, qr/gb-crn:01234571 is dropped: filter "suppress", already a customer/, 'and why one is missing');
like($said, qr/dropped: expected gb-crn:01234567, which is account 1/, 'one that is not dropped');
like($said, qr/left_out No number: expected cap, got left_out: below floor/, 'one left out for something else');

($code, $said) = one("  companies = { { name = \"A\", country = \"GB\", employees = 30 } },\n  expect = { accounts = { \"A\" } }");
is($code, 2, 'a file that is not there');
like($said, qr/it failed to open|it failed: .*customers\.csv/, 'is said');

# ---- mistakes ----

for my $mistake (
	['  companies = { { id = "gb-crn:1", country = "GB", uses = { "SAP" } } }, expect = {}', q{no source of p.lua brings 'uses': it comes from an enricher}],
	['  companies = { { id = "fr-siren:12" } }, expect = {}', 'id: '],
	['  companies = { { country = "GB" } }, expect = {}', 'a company has an id or a name'],
	['  companies = { { name = "Same", country = "GB" }, { name = "Same", country = "FR" } }, expect = {}', q{two companies are called 'Same': give each an id of its own}],
	['  companies = { { id = "gb-crn:1", name = "A" }, { id = "gb-crn:00000001", name = "B" } }, expect = {}', q{two companies are called 'gb-crn:00000001'}],
	['  companies = { { name = "A", contry = "GB" } }, expect = {}', q{'contry' is no field; did you mean 'country'\?}],
	['  companies = { { name = "A" } }, expect = { accounts = { "B" } }', q{none of the companies of the test is 'B'}],
	['  companies = { { name = "A" } }, expect = { acounts = { "A" } }', q{'acounts' is no part of expect; did you mean 'accounts'\?}],
	['  companies = { { name = "A" } }, expect = { accounts = { { id = "A", tire = "B" } } }', q{'tire' is no part of an account; did you mean 'tier'\?}],
	['  companies = { { name = "A" } }, company = {}, expect = {}', q{'company' is no part of a test of a pipeline; did you mean 'companies'\?}],
	['  company = {}, expect = {}', 'write companies = \{ \{ id = '],
	['  companies = { { name = "A" } }, files = { ["customer.csv"] = "" }, expect = {}', q{p.lua names no file 'customer.csv'}],
	['  companies = { { name = "A" } }, files = { "x" }, expect = {}', 'write files = \{ \["PATH as in the pipeline"\]'],
	['  companies = { { name = "A" } }, answers = { 5 }, expect = {}', 'an answer is a text in the format of recorded answers, not a number'],
) {
	my ($body, $message) = @$mistake;
	($code, $said) = one($body);
	is($code, 1, "a mistake: $message");
	like($said, qr/^p\.lua:\d+:\d+: $message/m, 'is said with its place') or diag($said);
}

# ---- --update of a list ----

($code, $said) = one("$companies  $files,\n  expect = {},", update => 1);
is($code, 0, 'an empty expectation is filled');
like(read_file("$folder/p.lua"), qr/accounts = \{ "gb-crn:01234567", "gb-crn:01234568" \},\n    dropped = \{ .*\},\n    held = .*\n    left_out = /, 'with the list and the rest');
my $filled = read_file("$folder/p.lua");
($code) = winnow_in($folder, 'test', '--update', 'p.lua');
is($code, 0, 'and passes');
is(read_file("$folder/p.lua"), $filled, 'so the next --update leaves it alone');

# ---- several profiles, quotas, one account of each group ----

write_file("$folder/market/$_.lua", <<"END") for qw(big far);
icp {
  name = "$_", must = { { "${\($_ eq 'big' ? 'fifty' : 'abroad')}", ${\($_ eq 'big' ? 'employees = at_least(50)' : 'country = none_of { "GB" }')} } },
  fit = { { 60, "large", employees = at_least(100) }, { 40, "old", founded = older_than(years(10)) } }, tiers = { A = 60, B = 40 },
  floor = ${\($_ eq 'big' ? 0 : 30)},
}
END
sub market
{
	my ($expect, %more) = @_;
	write_file("$folder/market.lua", <<"END");
pipeline {
  icp = { "market/big.lua", "market/far.lua" }, cap = 3, one_per = "group", quota = { { 1, "one Londoner", region = "GB-LND" }, { 2, icp = "big" } },
  source "csv" {
    file = "nowhere.csv", id = { "gb-crn", "crn" },
    columns = { name = "name", country = "country", employees = "staff", region = "region", group = "group", founded = "since" },
  },
  sink "csv" { path = "out.csv" },
}
test "it" {
  as_of = "2026-11-01",
  companies = {
    { id = "gb-crn:00000001", country = "GB", region = "GB-LND", employees = 200, founded = "2000" },
    { id = "gb-crn:00000002", country = "GB", region = "GB-LND", employees = 200, founded = "2001" },
    { id = "gb-crn:00000003", country = "GB", region = "GB-MAN", employees = 150, group = "gb-crn:00000001" },
    { id = "gb-crn:00000004", country = "GB", region = "GB-MAN", employees = 120 },
    { id = "gb-crn:00000005", country = "GB", region = "GB-MAN", employees = 110 },
    { id = "gb-crn:00000006", country = "FR", region = "FR-69", employees = 20, founded = "1990" },
    { id = "gb-crn:00000007", country = "GB", region = "GB-MAN", employees = 20 },
    { id = "gb-crn:00000008", country = "FR", region = "FR-69", employees = 20, founded = "2025" },
    { id = "gb-crn:00000009", country = "FR", region = "FR-75", employees = 20, founded = "1991" },
  },
  expect = $expect
}
END
	my ($code, $out, $err) = winnow_in($folder, 'test', $more{update} ? '--update' : (), 'market.lua');
	return ($code, $out . $err);
}
my $good = <<'END';
{
    accounts = {
      { id = "gb-crn:1", icp = "big", tier = "A", others = { "gb-crn:3" }, quota = { "one Londoner", "icp is big" } },
      { id = "gb-crn:00000004", quota = { "icp is big" }, others = {} }, { id = "gb-crn:00000006", icp = "far", tier = "B", quota = {} },
    },
    dropped  = { ["gb-crn:00000007"] = "big: fifty, far: abroad" },
    left_out = {
      ["gb-crn:00000002"] = 'quota "one Londoner"', ["gb-crn:00000003"] = "beside gb-crn:00000001", ["gb-crn:00000005"] = 'quota "icp is big"',
      ["gb-crn:00000008"] = "below floor", ["gb-crn:00000009"] = "cap",
    },
  },
END
($code, $said) = market($good);
is($code, 0, 'several profiles: the line of each; quotas by label, groups by account') or diag($said);
($code, $said) = market($good =~ s/icp = "far"/icp = "big"/r =~ s/others = \{\}/others = { "gb-crn:00000005" }/r =~ s/quota = \{\}/quota = { "one Londoner" }/r
	=~ s/'quota "icp is big"'/"cap"/r =~ s/big: fifty, //r);
is($code, 2, 'and each of them can be wrong');
like($said, qr/\Q$_\E/, "said: $_") for 'others: expected { "gb-crn:00000005" }, got {}', 'that is account gb-crn:00000004', 'icp: expected "big", got "far"',
	'quota: expected { "one Londoner" }, got {}', 'dropped gb-crn:00000007: expected far: abroad, got dropped: big: fifty, far: abroad',
	'left_out gb-crn:00000005: expected cap, got left_out: quota "icp is big"';
for my $mistake (['others = { "gb-crn:55" }', q{none of the companies of the test is 'gb-crn:55'}], ['others = "x"', 'others is a table, not a text'],
	['quota = { 5 }', 'write quota = \{ "LABEL", ... \}']) {
	($code, $said) = market("{ accounts = { { id = \"gb-crn:1\", $mistake->[0] } } },");
	is($code, 1, "a mistake: $mistake->[0]");
	like($said, qr/^market\.lua:\d+:\d+: $mistake->[1]/m, 'is said with its place') or diag($said);
}
($code, $said) = market("{},\n", update => 1);
is($code, 0, 'an empty expectation is filled') or diag($said);
like(read_file("$folder/market.lua"), qr/\["gb-crn:00000002"\] = "quota \\"one Londoner\\""/, 'with quotas too');
($code, $said) = market("{ accounts = { { id = \"gb-crn:5\" } } },\n", update => 1);
like(read_file("$folder/market.lua"), qr/\{ fit = "40\.0", icp = "far", id = "gb-crn:00000006", tier = "B"/, 'and an account with its profile');

# ---- sinks that send ----

write_file("$folder/sink/crm.lua", <<'END');
return {
  kind = "sink", name = "crm", summary = "accounts to a CRM", version = "1", mode = "outbox",
  options = { { name = "url", type = "text", required = true, help = "where accounts are put" } },
  send = function(account, options)
    local facts = json.decode(account.json).facts
    local answer, cause = http.request { method = "PUT", url = options.url .. "/" .. account.id,
      body = json.encode { name = facts.name, employees = facts.employees, tier = account.tier } }
    if not answer then return nil, cause end
    if answer.status >= 300 then return nil, "status " .. answer.status end
    return true
  end,
}
END
my $sends = <<'END';
test "one put for each" {
  plugin   = "sink/crm.lua",
  options  = { url = "https://crm.example/a" },
  accounts = { { siren = "000003129", name = "ACME", employees = { 20, 30 } }, { siren = "000003236", name = "Emca" } },
  answers  = { "PUT https://crm.example/a/fr-siren:000003129\n\nHTTP 204\n\n", "PUT https://crm.example/a/fr-siren:000003236\n\nHTTP 500\n\n" },
  expect   = {
    requests = {
      { method = "PUT", url = "https://crm.example/a/fr-siren:000003129", body = [[{"employees":[20,30],"name":"ACME","tier":"A"}]] },
      { url = "https://crm.example/a/fr-siren:000003236" },
    },
    unsent = 1,
  },
}
END
write_file("$folder/crm.test.lua", $sends);
my ($out, $err);
($code, $out, $err) = winnow_in($folder, 'test', 'crm.test.lua');
is($code, 0, 'requests of an outbox') or diag($out . $err);
(my $other = $sends) =~ s/"employees":\[20,30\]/"employees":5/;
write_file("$folder/crm.test.lua", $other);
($code, $out) = winnow_in($folder, 'test', 'crm.test.lua');
is($code, 2, 'another body');
like($out, qr/body: expected /, 'is said');
($code) = winnow_in($folder, 'test', '--update', 'crm.test.lua');
is($code, 0, '--update');
is(read_file("$folder/crm.test.lua"), $sends, 'writes it as it was written before');
$other =~ s/    requests = \{.*?\n    \},\n/    requests = {},\n/s;
$other =~ s/unsent = 1/unsent = 0/;
write_file("$folder/crm.test.lua", $other);
($code, $out) = winnow_in($folder, 'test', 'crm.test.lua');
like($out, qr/requests: expected 0, got 2: .*unsent: expected 0, got 1; an account was not acknowledged: .*status 500/, 'more requests, and one not acknowledged');

# ---- plugins: by their own name, with fields of one's own and secrets that nobody has ----

write_file("$folder/seats.lua", <<'END');
return {
  kind = "enricher", name = "seats", summary = "seats", version = "1", wants = { "employees" }, provides = { "x_seats" },
  options = { { name = "token", type = "secret", required = true, help = "of the service" } },
  enrich = function(company, options) fact("x_seats", company.employees.low * 2) end,
}
END
($code, $out, $err) = winnow_in($folder, 'test', 'seats.lua');
is($code, 1, 'a plugin without a test');
is($err, "seats.lua: no test of it: write test \"what it shows\" { ..., expect = { ... } } in seats.test.lua\n", 'is told where to write one');
write_file("$folder/enricher/torn.lua", "return { kind = \"enricher\",,\n");
for my $command ('test', 'check') {
	($code, $out, $err) = winnow_in($folder, $command, 'enricher/torn.lua');
	is($code, 1, "$command: a script with a mistake, by its folder");
	like($err, qr/^enricher\/torn\.lua: .*torn\.lua:1: unexpected symbol near ','$/, 'is a script');
	write_file("$folder/empty.test.lua", '');
	($code, $out, $err) = winnow_in($folder, $command, 'empty.test.lua');
	is($err, "empty.test.lua: no test in this file: a file without tests proves nothing\n", "$command: a file of tests by its name");
}
write_file("$folder/seats.test.lua", <<'END');
test "two each" {
  plugin = "seats.lua", options = { token = secret "TOKEN_OF_NOBODY" }, fields = { x_seats = "number" },
  company = { employees = { 4, 9 } }, expect = { x_seats = 8 },
}
END
($code, $out, $err) = winnow_in($folder, 'test', 'seats.lua');
is($out . $err, "1..1\nok 1 - two each\n", 'with one, the plugin is enough to name');
write_file("$folder/seats.test.lua", "test \"empty\" { plugin = \"seats.lua\", fields = 5, expect = { x_seats = 8 } }\n");
($code, $out, $err) = winnow_in($folder, 'test', 'seats.lua');
is($code, 1, 'fields that are none');
like($err, qr/^seats\.test\.lua:1:\d+: 'fields' is a table/m, 'are a mistake');

done_testing;
