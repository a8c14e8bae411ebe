#!/usr/bin/perl
# winnow test --update: only values of `expect` that differ are written anew, everything else keeps its bytes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $folder = folder();
write_file("$folder/p.lua", 'icp { name = "p", must = { { country = "GB" } }, must_not = { { "too small", employees = below(10) } },'
	. ' fit = { { 10, "large", employees = at_least(50) } }, tiers = { A = 50 } }');

# update(before, after, what is said) -> what stands in the file in the end
sub update
{
	my ($name, $before, $after, %more) = @_;
	my $file = "$folder/t.test.lua";
	write_file($file, $before);
	chmod 0640, $file;
	my ($code, $out, $err) = winnow_in($folder, 'test', '--update', 't.test.lua');
	is($code, $more{code} // 0, "$name: exit code");
	is(read_file($file), $after, $name);
	is((stat $file)[2] & 07777, 0640, "$name: the mode stays");
	like($out . $err, $_, "$name: $_") for @{ $more{says} // [] };
	is_deeply([glob "$folder/.*winnow*"], [], "$name: nothing is left beside it");
}

my $head = q[test "a" { icp = "p.lua", company = { country = "GB", employees = 60 }, ];

update('several values, comments and order', <<'END', <<'END', says => [qr/^# t\.test\.lua:6:14: "dropped" is now "fits"$/m, qr/^# t\.test\.lua:7:82: "3\.0" is now "100\.0"$/m, qr/^ok 2 - b$/m]);
-- about the first
local profile = "p.lua"   --[[ and this ]]
test "a" { icp = profile, company = { country = "GB", employees = 60 },
  expect = {
    -- why it is one of ours
    verdict ="dropped" , --[==[ "dropped" ]==] undecided= 0;
    lines = { country = 'match', ["too-small"] = [[miss]], large = "miss" }, fit="3.0",tier = "A" } }

test "b" { icp = profile, company = { country = "FR" }, expect = { verdict = "dropped", by = "too-small" } } -- the last
END
-- about the first
local profile = "p.lua"   --[[ and this ]]
test "a" { icp = profile, company = { country = "GB", employees = 60 },
  expect = {
    -- why it is one of ours
    verdict ="fits" , --[==[ "dropped" ]==] undecided= 0;
    lines = { country = 'match', ["too-small"] = [[miss]], large = "match" }, fit="100.0",tier = "A" } }

test "b" { icp = profile, company = { country = "FR" }, expect = { verdict = "dropped", by = "country" } } -- the last
END

update('nothing differs', "${head}expect = { verdict = \"fits\" } }\r\n", "${head}expect = { verdict = \"fits\" } }\r\n");

update('an empty one is filled', "$head\n    expect = { } -- fill me\n}\n", "$head\n" . <<'END', says => [qr/^# t\.test\.lua:2:14: the empty expect is filled$/m]);
    expect = {
      verdict = "fits",
      lines = { country = "match", large = "match", ["too-small"] = "miss" },
      fit = "100.0",
      timing = "0.0",
      tier = "A",
      heat = "-",
      undecided = 0,
    } -- fill me
}
END

# ---- what is left to people ----

my $computed = "local word = \"dropped\"\n${head}expect = { verdict = word, tier = \"B\" .. \"\" , undecided = 4 - 3, fit = \"0.0\" } }\n";
update('computed values', $computed, $computed =~ s/"0\.0"/"100.0"/r, code => 2,
	says => [qr/^# t\.test\.lua:2:\d+: left alone: it is computed; change it by hand \(verdict: expected "dropped", got "fits"\)$/m,
		qr/left alone: it is computed; .*\(tier: /, qr/left alone: it is computed; .*\(undecided: /, qr/^not ok 1/m]);

my $loop = "for _, country in ipairs { \"FR\", \"GB\" } do\n  test(country) { icp = \"p.lua\", company = { country = country }, expect = { verdict = \"fits\" } }\nend\n";
update('tests of a loop', $loop, $loop, code => 2, says => [qr/left alone: several tests share this expectation; change it by hand \(verdict: expected "fits", got "dropped"\)/]);

my $shared = "local lines = { country = \"miss\" }\n" . "${head}expect = { lines = lines } }\n" . ($head =~ s/"GB"/"FR"/r) . "expect = { lines = lines } }\n";
update('a table of two tests', $shared, $shared, code => 2, says => [qr/left alone: it is written outside of the test; change it by hand \(line country: expected miss, got match\)/]);

my $broken = "${head}expect = { verdict = \"dropped\" } }\n${head}expect = { verdikt = \"dropped\" } }\n";
update('a file with mistakes', $broken, $broken, code => 1, says => [qr/'verdikt' is no part of expect; did you mean 'verdict'\?/]);

# ---- values of plugins ----

write_file("$folder/e.lua", <<'END');
return {
  kind = "enricher", name = "e", summary = "many", version = "1", provides = { "employees", "founded", "revenue", "industry", "languages", "uses", "city", "site_text" },
  enrich = function(company)
    fact("employees", { low = 10000 })
    fact("founded", "2020-05")
    fact("revenue", { 1.5e6, 2e6, "EUR" }, { date = "2025-12-31" })
    fact("industry", { { scheme = "naf", code = "62.01Z" }, { scheme = "sic", code = "62012" } })
    fact("languages", { "fr", "de" }, { complete = true })
    fact("uses", { { name = "SAP \"R3\"", version = "4.1" }, { name = "A\nB" } })
    unknown("city", "masked")
    fact("site_text", "first line\nsecond ]] line \\ and a tab\t.")
  end,
}
END
write_file("$folder/t.test.lua", qq{test "all" { plugin = "e.lua", company = { name = "x" },\n  expect = {} }\n});
my ($code, $out, $err) = winnow_in($folder, 'test', '--update', 't.test.lua');
is($code, 0, 'what --update writes is what the next test reads') or diag($out . $err);
my $text = read_file("$folder/t.test.lua");
like($text, qr/^    employees = at_least\(10000\),$/m, 'an open range');
like($text, qr/^    founded = "2020-05",$/m, 'a month');
like($text, qr/^    languages = \{ "de", "fr", complete = true \},$/m, 'a set');
like($text, qr/^    city = unknown "masked",$/m, 'a cause');
write_file("$folder/t.test.lua", qq{test "long" { plugin = "e.lua", company = { name = "x" }, expect = { site_text = [[\nold\n]] } }\n});
($code) = winnow_in($folder, 'test', '--update', 't.test.lua');
is($code, 0, 'a long text stays one');
like(read_file("$folder/t.test.lua"), qr/site_text = \[=\[\nfirst line\nsecond \]\] line \\ and a tab\t\.\]=\]/, 'in brackets that fit it');

write_file("$folder/s.lua", <<'END');
return {
  kind = "source", name = "s", summary = "rows", version = "1", provides = { "name", "country" },
  page = function(options)
    row { id = { "fr-siren", "000003129" }, name = "ACME" }
    row { name = "Emca", country = "FR" }
  end,
}
END
write_file("$folder/t.test.lua", qq{test "rows" { plugin = "s.lua", expect = { rows = { { name = "ACME" } } } }\ntest "filled" { plugin = "s.lua", expect = {} }\n});
($code, $out, $err) = winnow_in($folder, 'test', '--update', 't.test.lua');
is($code, 0, 'rows') or diag($out . $err);
like(read_file("$folder/t.test.lua"), qr/rows = \{ \{ .*id = "fr-siren:000003129".* \}, \{ .*name = "Emca".* \} \} \} \}/, 'another number of rows is written as a whole');
like(read_file("$folder/t.test.lua"), qr/rows = \{\n    \{ .*\},\n    \{ .*\},\n/, 'one a line') or diag(read_file("$folder/t.test.lua"));

done_testing;
