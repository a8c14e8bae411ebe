#!/usr/bin/perl
# scripts_safe.t - scripts and tests of scripts that are wrong end with a message, never with a signal; shown best under a sanitizer.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $folder = folder();

# An enricher that brings languages.
sub enricher
{
	my ($name, %parts) = @_;
	my $text = "return { kind = 'enricher', name = '$name', summary = 's', version = '1', ";
	$parts{provides} //= "{ 'languages' }";
	$text .= "$_ = $parts{$_}, " for sort keys %parts;
	return write_file("$folder/$name.lua", "$text}\n");
}

sub test_of
{
	my ($text) = @_;
	write_file("$folder/x.test.lua", $text);
	return winnow_in($folder, 'test', 'x.test.lua');
}

sub test_line
{
	my ($name, $plugin, $company) = @_;
	return qq(test "$name" { plugin = "$plugin.lua", company = { $company }, expect = { languages = { "fr" } } }\n);
}

# ---- winnow test ----

my ($code, $out, $err) = test_of(qq(test "x" {} test "x" {}\n));
is($code, 1, 'two empty tests with one name');
like($err, qr/a test names its plugin/, 'say what is missing');

enricher('gone', enrich => "function() local t for i = 1, 300000 do t = { i } end fact('languages', { 'fr' }) end");
enricher('dropped', enrich => "function(c) c = nil local t for i = 1, 300000 do t = { i } end fact('languages', { 'fr' }) end");
enricher('flood', enrich => "function() for i = 1, 200000 do fact('languages', { 'l' .. i }) end end");
enricher('needy', needs => "{ 'city' }", enrich => "function() fact('languages', { 'fr' }) end");

($code, $out, $err) = test_of(join '', map { test_line($_, $_, 'name = "A"') } qw(gone dropped flood needy));
is($code, 2, 'scripts that let go of their company, say too much or lack what they need') or diag $out, $err;
like($out, qr/^ok 1 - gone$/m, 'an argument that is not taken');
like($out, qr/^ok 2 - dropped$/m, 'an argument that is dropped');
like($out, qr/^not ok 3 - flood\n# .*10000 facts about one company/m, 'facts are limited');
like($out, qr/^not ok 4 - needy\n# .*it needs city, which the company of the test does not have$/m, 'nobody is asked about what a run would not ask');
($code, $out, $err) = test_of(test_line('needy', 'needy', 'name = "A", city = "Lyon"'));
is($code, 0, 'with the field it is asked') or diag $out, $err;

($code, $out, $err) = test_of(test_line('a\nok 2 - b # TODO', 'needy', 'name = "A"'));
is($code, 2, 'a name with a line break');
is(scalar(() = $out =~ /^(?:not )?ok /mg), 1, 'is one line');
like($out, qr/^not ok 1 - a\\nok 2 - b \\# TODO$/m, 'in which it can be read');

# ---- winnow plugins ----

$ENV{WINNOW_PLUGIN_PATH} = "$folder:$ENV{WINNOW_PLUGIN_PATH}";
enricher('evil', provides => 'function() return 5 end', enrich => 'function() end');
enricher('endless', provides => 'function() while true do end end', enrich => 'function() end');
for my $name (qw(evil endless)) {
	($code, $out, $err) = winnow('plugins', $name);
	is($code, 0, "$name is shown") or diag $out, $err;
	like($out, qr/depends on its options/, 'without what it brings');
}

# ---- a sink's finish sees the list that its begin saw ----

write_file("$folder/c.csv", "siren,name\n000003129,ACME\n000003236,Emca\n");
write_file("$folder/icp.lua", 'icp { name = "x", must = { { country = "FR" } }, fit = { { 10, "there", country = "FR" } } }');
write_file("$folder/p.lua", 'pipeline { icp = "icp.lua",
	source "csv" { file = "c.csv", date = "2026-10-01", id = { "fr-siren", "siren" }, columns = { name = "name", country = const "FR" } },
	sink "call_sheet" { path = "calls.md", max = 1 } }');
($code, $out, $err) = winnow_in($folder, 'run', 'p.lua', '--as-of', as_of());
is($code, 0, 'a run with a call sheet') or diag $out, $err;
like(read_file("$folder/calls.md"), qr/^1 more accounts of the list are not on this sheet$/m, 'its last line is of the list');

done_testing();
