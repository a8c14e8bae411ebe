#!/usr/bin/perl
# Mistakes in pipeline and profile files: each with file, line and column and a way out, all of them in one run, before
# anything is touched.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

my $good_icp = "icp {\n  name = \"any\",\n  must = { { country = \"FR\" } },\n}\n";
my $good_source = 'source "sirene" { file = "r.csv" }';

# A mistake is written with ^ in front of the place where the message must point.
sub placed
{
	my $text = shift;
	my $before = index $text, '^';
	die "no place marked in: $text" if $before < 0;
	my $head = substr $text, 0, $before;
	my $line = 1 + ($head =~ tr/\n//);
	my $column = $before - (rindex($head, "\n") + 1) + 1;
	substr($text, $before, 1) = '';
	return ($text, $line, $column);
}

sub check_one
{
	my ($name, $marked, $message, %more) = @_;
	my ($text, $line, $column) = placed($marked);
	my $folder = folder();
	my $file = $more{icp} ? 'icp.lua' : 'p.lua';
	write_file("$folder/icp.lua", $good_icp);
	write_file("$folder/p.lua", "pipeline { icp = \"icp.lua\", $good_source }\n");
	write_file("$folder/$file", $text);
	my ($code, $out, $err) = winnow_in($folder, 'check', @{ $more{arguments} // [] }, 'p.lua');
	is($code, 1, "$name: exit code 1");
	like($err, qr/^\S*\Q$file\E:$line:$column: $message/m, "$name: $line:$column") or diag($text);
	unlike($out . $err, qr/\bok\b/, "$name: not called good");
}

# ---- mistakes in a pipeline, one at a time ----

sub pipeline { return "pipeline {\n  icp = \"icp.lua\",\n  $good_source,\n  " . shift() . "\n}\n" }
sub step { my ($step, $rest) = @_; return pipeline("$step$rest") }

my @mistakes = (
	['cap of 500', pipeline('cap = ^500,'), 'cap is from 1 to 499, not 500'],
	['cap of 0', pipeline('cap = ^0,'), 'cap is from 1 to 499, not 0'],
	['cap with a fraction', pipeline('cap = ^2.5,'), 'cap is a whole number'],
	['cap as a text', pipeline('cap = ^"many",'), 'cap is a whole number from 1 to 499, not a text'],
	['keep below 0', pipeline('keep = ^-1,'), 'keep is from 0 to 100, not -1'],
	['bad_rows is no share', pipeline('bad_rows = ^5,'), 'bad_rows is a share from 0 to 1'],
	['a key twice', pipeline("cap = 10,\n  ^cap = 20,"), q{'cap' is given twice in the same braces \(first on line 4\)}],
	['a key that is none', pipeline('^cpa = 10,'), q{'cpa' is no setting of a pipeline; did you mean 'cap'\?}],
	['a setting of a later version', pipeline('^stop = 5,'), q{'stop' is not in this version}],
	['one_per of what is no group', pipeline('one_per = ^"country",'), 'one_per is "group" or "domain", not "country"'],
	['one_per as a flag', pipeline('one_per = ^true,'), 'one_per is "group" or "domain", not true'],
	['a quota that is no list', pipeline('quota = ^5,'), 'quota is a list of lines: quota = '],
	['an empty quota', pipeline('quota = ^{},'), 'quota is empty: it would limit nothing'],
	['a quota without braces of its own', pipeline('quota = { ^5, "x", country = "FR" },'), 'a line of quota is a table, \{ \.\.\. \}, not a number'],
	['a quota without a number', pipeline('quota = { ^{ "x", country = "FR" } },'), 'a quota begins with how many accounts it allows'],
	['a quota of nobody', pipeline('quota = { { ^0, "x", country = "FR" } },'), 'a quota is a whole number of accounts from 1 to 499, not 0'],
	['a quota of less', pipeline('quota = { { ^-3, "x", country = "FR" } },'), 'a quota is a whole number of accounts from 1 to 499, not -3'],
	['a quota above every cap', pipeline('quota = { { ^500, "x", country = "FR" } },'), 'a quota is a whole number of accounts from 1 to 499, not 500'],
	['half a quota', pipeline('quota = { { ^2.5, "x", country = "FR" } },'), 'a quota is a whole number of accounts'],
	['two numbers', pipeline('quota = { { 2, ^3, "x", country = "FR" } },'), 'a quota has one bare number, how many accounts at most; 3 is a second'],
	['a quota without a condition', pipeline('quota = { ^{ 5, "x" } },'), 'a line without a condition decides nothing'],
	['a quota of two labels', pipeline('quota = { { 5, "x", ^"y", country = "FR" } },'), 'a line has one label; "y" is a second'],
	['a quota on no field', pipeline('quota = { { 5, "x", ^cuontry = "FR" } },'), q{'cuontry' is no field; did you mean 'country'\?}],
	['a quota on no value', pipeline('quota = { { 5, "x", country = ^"UK" } },'), '"UK" is not a country code'],
	['a quota on no profile', pipeline('quota = { { 5, "x", icp = ^"ipc" } },'), q{'icp' is never "ipc"; did you mean "icp"\?}],
	['a quota with a rule of gates', pipeline('quota = { { 5, "x", country = "FR", ^unknown = "drop" } },'), 'unknown is a rule for must and must_not; a quota counts whoever may be meant'],
	['a quota with a half-life', pipeline('quota = { { 5, "x", signal = "funding", ^half_life = days(5) } },'), 'half_life is for timing'],
	['a quota that replaces', pipeline('quota = { { 5, "x", country = "FR", ^replace = true } },'), 'replace is for lines of a profile with a base'],
	['the best of quotas', pipeline('quota = { ^best_of { { 5, "x", country = "FR" } } },'), 'best_of is for fit and timing; in quota use any_of inside a line'],
	['a function without a label', pipeline('quota = { ^{ 5, when({ "name" }, function(name) return true end) } },'), 'a line with a function needs a label'],
	['two quotas of one label', pipeline('quota = { { 5, "x", country = "FR" }, ^{ 6, "x", country = "BE" } },'), q{two quotas are called 'x' \(first on line 4\)}],
	['the field of quotas in a step', pipeline('enrich "table" { file = "t.csv", by = "siren", columns = { ^icp = "Icp" } },'), q{'icp' is no field}],
	['a header twice', "pipeline {\n  icp = \"icp.lua\",\n  $good_source,\n  sink \"csv\" { path = \"l.csv\", columns = { name = \"Who\", city = ^\"who\" } },\n}\n", q{two columns have the header 'who': give one another}],
	["a header of the importer's", "pipeline {\n  icp = \"icp.lua\",\n  $good_source,\n  sink \"csv\" { path = \"l.csv\", profile = \"hubspot\", columns = { fit = ^\"icp_account_id\" } },\n}\n", q{hubspot has a column 'icp_account_id' already: give this one another header}],
	['profiles: an empty list', "pipeline {\n  icp = ^{},\n  $good_source,\n}\n", 'icp is an empty list: name a profile'],
	['profiles: an empty list, and a quota on them', "pipeline {\n  icp = ^{},\n  $good_source,\n  quota = { { 5, icp = \"platforms\" } },\n}\n", 'icp is an empty list: name a profile'],
	['profiles: no text', "pipeline {\n  icp = { \"icp.lua\", ^5 },\n  $good_source,\n}\n", 'icp is a path in quotes, or a list of them, .*, not a number'],
	['profiles: an empty text', "pipeline {\n  icp = { ^\"\", \"icp.lua\" },\n  $good_source,\n}\n", 'icp is a path in quotes, or a list of them, .*, not an empty text'],
	['profiles: with a key', "pipeline {\n  icp = { ^first = \"icp.lua\" },\n  $good_source,\n}\n", q{icp lists paths alone, without 'first ='}],
	['profiles: one file twice', "pipeline {\n  icp = { \"icp.lua\",\n    ^\"./icp.lua\" },\n  $good_source,\n}\n", 'icp names icp\.lua twice \(first on line 2\)'],
	['profiles: not there', "pipeline {\n  icp = { \"icp.lua\", ^\"nowhere.lua\" },\n  $good_source,\n}\n", 'no such file: nowhere\.lua'],
	['a budget of a step', pipeline('enrich "table" { file = "t.csv", by = "siren", columns = { phone = "phone" }, ^budget = 300 },'),
		q{'budget' is not in this version}],
	['store is no path', pipeline('store = ^5,'), 'store is a path in quotes, not a number'],
	['a step as a key', pipeline('^source = "sirene",'), 'a step is no setting: write source "NAME"'],
	['a text among the steps', pipeline('^"sirene",'), 'a text among the steps'],
	['a number among the steps', pipeline('^5,'), 'a number among the steps'],
	['no kind of step', pipeline('^sinc "csv" { path = "o" },'), q{'sinc' is no kind of step; did you mean 'sink'\?}],
	['a step without a name', pipeline('^sink { path = "o" },'), 'which sink\? write sink "NAME"'],
	['options in no braces', pipeline('^filter "suppress" "c.csv",'), '.*stands one table of options, in braces'],
	['an unknown plugin', pipeline('^enrich "tabel" {},'), q{no plugin tabel: no enricher of that name in .*; did you mean 'table'\?$}],
	['a plugin that is nowhere', pipeline('^enrich "crystal_ball" { budget = 5 },'), q{no plugin crystal_ball: no enricher of that name in .*; winnow plugins lists what there is, --plugin-path adds a folder$}],
	['a plugin of another kind', pipeline('^enrich "suppress" { file = "c.csv" },'), 'there is no enricher "suppress"'],
	['two steps of one name', pipeline("enrich \"table\" { file = \"a\", by = \"siren\", on_list = \"a\" },\n"
		. '  ^enrich "table" { file = "b", by = "siren", on_list = "b" },'), q{two enrichers are called 'table' \(the first on line 4\)}],
	['a table that is missing', pipeline('^sink "csv",'), q{'path' is missing}],
	['a required option', step('filter "suppress" ', '^{ reason = "x" },'), q{'file' is missing: file needs the path of a file}],
	['an unknown option', step('filter "suppress" ', '{ file = "c.csv", ^raeson = "x" },'), q{'raeson' is no option: there are file, reason, allow_empty; did you mean 'reason'\?}],
	['an option of the wrong type', step('filter "suppress" ', '{ file = ^5 },'), q{'file' needs the path of a file in quotes, not 5}],
	['an option out of its range', step('enrich "table" ', '{ file = "t", by = "siren", on_list = "l", sure = ^2 },'), q{'sure' must be between 0\.001 and 1, not 2}],
	['a day that does not exist', step('enrich "table" ', '{ file = "t", by = "siren", on_list = "l", date = ^"2026-02-30" },'), q{'date' needs a day that exists}],
	['a flag as a text', step('enrich "table" ', '{ file = "t", by = "siren", on_list = "l", complete = ^"yes" },'), q{'complete' needs true or false, not "yes"}],
	['a field that is none', step('enrich "table" ', '{ file = "t", by = "siren", list = ^"signals", item = { kind = "k" } },'), q{'list': "signals" is no field .*did you mean 'signal'\?}],
	['a column for a field that is none', pipeline('enrich "table" { file = "t", by = "siren", columns = { ^domian = "d" } },'), q{'domian' is no field; did you mean 'domain'\?}],
	['options that need each other', pipeline('^enrich "table" { file = "t", by = "siren", list = "signal" },'), '.*list needs item'],
	['options that bring nothing', pipeline('^enrich "table" { file = "t", by = "siren" },'), '.*the table brings nothing'],
	['an option of a closed list', step('sink "csv" ', '{ path = "o", profile = ^"exel" },'), q{'profile' is never "exel": it is one of "plain", "excel", .*; did you mean 'excel'\?}],
	['an empty path', step('sink "csv" ', '{ path = ^"" },'), q{'path' is no path: it is empty}],
	['a bare value among options', step('sink "csv" ', '{ path = "o", ^5 },'), 'an option is written name = value; here stands a number alone'],
	['an option twice', step('sink "csv" ', "{\n    path = \"o\",\n    ^path = \"p\",\n  },"), q{'path' is given twice in the same braces \(first on line 5\)}],
	['as is no text', step('sink "csv" ', '{ path = "o", as = ^7 },'), q{as is the step's name, a text}],
	['a function as a sink', pipeline('^sink(function(account) end),'), 'a function can be a filter; a sink is a script: write sink "NAME"'],
	['a function with two tables', pipeline('^filter(function(company) return "keep" end, {}, {}),'), 'behind the function stands one table'],
	['a profile that is not there', "pipeline {\n  ^icp = \"nowhere.lua\",\n  $good_source,\n}\n", 'no such file: .*nowhere\.lua'],
	['no profile', "^pipeline {\n  $good_source,\n}\n", 'no icp: write icp = "icp/NAME.lua"'],
	['no source', "pipeline ^{\n  icp = \"icp.lua\",\n}\n", 'no source: write source "sirene"'],
	['two pipelines', pipeline('') . "\n^pipeline { icp = \"icp.lua\" }\n", 'a second pipeline in one file \(the first is on line 1\)'],
	['something else beside the pipeline', pipeline('') . "\n^settings { cap = 5 }\n", 'a pipeline file holds one pipeline'],
	['prefer names no field', pipeline('prefer = { ^employes = { "sirene" } },'), q{'employes' is no field; did you mean 'employees'\?}],
	['prefer without a list', pipeline('prefer = { ^employees = "sirene" },'), 'write employees = '],
);
check_one(@$_) for @mistakes;

# A file that Lua cannot read has a line and no column.
{
	my $folder = folder();
	write_file("$folder/icp.lua", $good_icp);
	for (["pipeline {\n  icp = \"icp.lua\",\n  cap = = 5,\n}\n", 3], ["pipeline {\n  icp = \"icp.lua\"\n  cap = 5,\n}\n", 3]) {
		write_file("$folder/p.lua", $_->[0]);
		my ($code, $out, $err) = winnow_in($folder, 'check', 'p.lua');
		is($code, 1, 'a file that is no Lua: exit code 1');
		like($err, qr/p\.lua:$_->[1]:.*near/, 'with its line');
	}
}

# ---- scripts as steps ----

my @scripts = (arguments => ['--plugin-path', root() . '/tests/plugins/lua']);
check_one('a secret in clear', step('enrich "keyed" ', '{ token = ^"abc-123-very-secret" },'), q{'token' is a secret: write token = secret "NAME"}, @scripts);
check_one('a secret without a name', step('enrich "keyed" ', '{ token = ^secret "no name" },'), 'secret needs one name of letters, digits and _', @scripts);
check_one('a circle, first half', pipeline("^enrich \"chicken\" {},\n  enrich \"egg\" {},"), 'enrich "chicken" is part of a circle', @scripts);
check_one('a circle, second half', pipeline("enrich \"chicken\" {},\n  ^enrich \"egg\" {},"), 'enrich "egg" is part of a circle', @scripts);
{
	my $folder = folder();
	write_file("$folder/icp.lua", $good_icp);
	write_file("$folder/p.lua", step('enrich "keyed" ', '{ token = "abc-123-very-secret" },'));
	my ($code, $out, $err) = winnow_in($folder, 'run', '--plugin-path', root() . '/tests/plugins/lua', 'p.lua');
	is($code, 1, 'a secret in clear stops the run');
	unlike($out . $err, qr/abc-123/, 'and is not repeated in the message');
}

# ---- mistakes in a profile, by way of the pipeline ----

sub icp { return "icp {\n  name = \"any\",\n  " . shift() . "\n}\n" }
sub must { return icp('must = { { ' . shift() . ' } },') }
sub fit { return icp('fit = { { ' . shift() . ' } },') }

my @icp_mistakes = (
	['a field that is none', must('^industri = nace { "62" }'), q{'industri' is no field; did you mean 'industry'\?}],
	['a section that is none', icp('^mustnot = { { country = "FR" } },'), q{'mustnot' is not a section of a profile; did you mean 'must_not'\?}],
	['a section as a call', icp('^must { { country = "FR" } },'), 'must is a section, not a call: must = '],
	['a line without braces', icp('must = { ^country = "FR" },'), 'each line of must has its own braces'],
	['a country by its usual name', must('country = ^"UK"'), '"UK" is not a country code'],
	['a code of no classification', must('industry = ^"62.01"'), 'which classification is "62\.01"\?'],
	['a number as a text', must('employees = ^"50-500"'), q{'employees' is a number: write between\(50, 500\)}],
	['limits in the wrong order', must('employees = ^between(500, 50)'), 'between\(500, 50\): the smaller limit comes first'],
	['a word that is none', must('employees = ^atleast(50)'), q{'atleast' is not a word of the profile language; did you mean 'at_least'\?}],
	['a field twice', must("employees = at_least(5),\n    ^employees = at_most(9)"), q{'employees' is given twice in the same braces \(first on line 3\)}],
	['points in must', must('^20, country = "FR"'), 'must lines carry no points \(20\): a miss decides alone'],
	['no points in fit', fit('country = "FR"') =~ s/\{ \{/{ ^{/r, 'a line of fit begins with its points'],
	['points that are not whole', fit('^2.5, country = "FR"'), 'points are whole numbers from 1 to 1000 or -1 to -1000, not 2\.5'],
	['unknown that is neither', must('country = "FR", unknown = ^"no"'), 'unknown is "keep" or "drop", not "no"'],
	['an attribute that is none', must('signal = has { "funding", ^dat = within(days(5)) }'), q{items of 'signal' have no 'dat'; did you mean 'date'\?}],
	['tiers out of order', icp("fit = { { 5, country = \"FR\" } },\n  tiers = { A = 40, ^B = 70 },"), 'tier B must begin below tier A'],
	['two lines of one id', icp("must = { { country = \"FR\" } },\n  must_not = { ^{ country = \"BE\" } },"), q{two lines are called 'country' \(first on line 3\)}],
	['a person\'s own affair', must('^nationality = "FR"'), q{'nationality' is never collected about people}],
);
check_one(@$_, icp => 1) for @icp_mistakes;

# ---- several profiles ----

{
	my $folder = folder();
	my $second = "icp {\n  name = \"second\",\n  fields = { x_seats = \"text\" },\n  must = { { country = \"UK\" } },\n}\n";
	write_file("$folder/icp.lua", "icp {\n  name = \"any\",\n  fields = { x_seats = \"number\" },\n  must = { { country = \"FR\" } },\n}\n");
	write_file("$folder/other/icp.lua", $good_icp);
	write_file("$folder/Icp.lua", $good_icp);
	write_file("$folder/second.lua", $second);
	symlink 'second.lua', "$folder/link.lua" or die $!;
	write_file("$folder/p.lua", "pipeline {\n  icp = { \"icp.lua\", \"second.lua\", \"other/icp.lua\", \"link.lua\", \"Icp.lua\" },\n  $good_source,\n  quota = { { 5, icp = \"second\" } },\n}\n");
	my ($code, $out, $err) = winnow_in($folder, 'check', 'p.lua');
	is($code, 1, 'mistakes of several profiles');
	like($err, qr/^p\.lua:2:36: two profiles are called 'icp' \(the first on line 2\)/m, 'two of one name');
	like($err, qr/^p\.lua:2:65: two profiles are called 'Icp' \(the first on line 2\)/m, 'two names that differ in a capital: a quota would count both');
	like($err, qr/^p\.lua:2:53: icp names link\.lua twice \(first on line 2\)/m, 'one file under two names');
	like($err, qr/^second\.lua:3:14: 'x_seats' is declared twice, as number and as text: agree on one/m, 'one own field of two types, at its line');
	like($err, qr/^second\.lua:4:\d+: "UK"/m, 'and a mistake of the second');
	is(scalar(my @lines = $err =~ /^\S+:\d+:\d+: /mg), 5, 'and nothing else') or diag($err);
}

# ---- all at once: a run says every mistake of both files, in order, and touches nothing ----

{
	my $folder = folder();
	my @steps = map { my ($text) = placed($_); $text } (
		'cap = ^500,', 'keep = ^101,', 'bad_rows = ^"none",', '^quota = {},', '^colour = "red",', 'store = ^false,',
		'^source "siren" { file = "r.csv" },', '^source "sirene" {},', 'source "sirene" { as = "a", file = ^1 },',
		'source "sirene" { as = "b", file = "r.csv", ^dat = "2026-10-31" },', 'source "sirene" { as = "c", file = "r.csv", date = ^"31.10.2026" },',
		'^source {},', '^filter "supress" { file = "c.csv" },', '^filter "suppress" {},', 'filter "suppress" { as = "d", file = ^{} },',
		'^enrich "tables" {},', '^enrich "table" { as = "e", file = "t", by = "siren" },', 'enrich "table" { as = "f", file = "t", by = "siren", on_list = "x", sure = ^0 },',
		'^enrich "table" { as = "g", file = "t", by = 5, on_list = "x" },', '^enrich "table" { as = "h", file = "t", by = "sirene", on_list = "x" },',
		'^sink "csvs" { path = "o" },', '^sink "csv" {},', 'sink "csv" { as = "i", path = "o.csv", profile = ^"word" },',
		'^sinks "csv" { path = "o" },', '^7,', 'sink "jsonl" { as = ^true, path = "o.jsonl" },', 'sink "jsonl" { as = "j", path = "o", ^"p" },',
		'^sink "jsonl" "o",',
	);
	write_file("$folder/p.lua", "pipeline {\n  icp = \"icp.lua\",\n" . join('', map { "  $_\n" } @steps) . "}\n");
	write_file("$folder/icp.lua", "icp {\n  name = \"any\",\n  must = { { country = \"UK\" } },\n  fit = { { employees = 5 } },\n}\n");
	my ($code, $out, $err) = winnow_in($folder, 'run', 'p.lua');
	is($code, 1, 'a file full of mistakes: exit code 1');
	is($out, '', 'nothing on standard output');
	my %lines = map { /p\.lua:(\d+):\d+: / ? ($1 => 1) : () } split /\n/, $err;
	my @silent = grep { !$lines{$_} } 3 .. 2 + @steps;
	is_deeply(\@silent, [], scalar(@steps) . ' mistakes of the pipeline, each in its line') or diag($err);
	like($err, qr/icp\.lua:3:\d+: "UK"/, 'and those of the profile');
	like($err, qr/icp\.lua:4:\d+: /, 'all of them');
	my @order = map { /p\.lua:(\d+):/ && !/icp\.lua/ ? $1 : () } split /\n/, $err;
	is_deeply(\@order, [sort { $a <=> $b } @order], 'in the order of the file');
	opendir my $dir, $folder or die $!;
	is_deeply([sort grep { !/^\.\.?$/ } readdir $dir], ['icp.lua', 'p.lua'], 'and nothing is touched');
}

# ---- no file, no folder, no command ----

for ([['check', 'nowhere.lua'], qr/nowhere\.lua: no such file/], [['run', 'nowhere.lua'], qr/nowhere\.lua: no such file/],
	[['run'], qr/usage: winnow run PIPELINE/], [['--json', 'plan', 'x'], qr/'--json' is no command: options stand behind it, winnow COMMAND --json; winnow --help lists/],
	[['runn'], qr/'runn' is no command; did you mean 'run'\?/],
	[['run', '--as-of', '2026-13-01', 'p.lua'], qr/--as-of: '2026-13-01' is no day/], [['run', '--threads', '0', 'p.lua'], qr/--threads: '0' is not a number/],
	[['run', '--treads', '2', 'p.lua'], qr/treads/], [['run', 'a.lua', 'b.lua'], qr/usage/]) {
	my ($arguments, $message) = @$_;
	my ($code, $out, $err) = winnow_in(folder(), @$arguments);
	is($code, 1, "winnow @$arguments: exit code 1");
	like($err, $message, 'and why');
}

# ---- what is no plain file is said at once, and nobody waits for a writer ----

{
	my $folder = folder();
	mkdir "$folder/folder.lua" or die $!;
	require POSIX;
	POSIX::mkfifo("$folder/pipe.lua", 0600) or die $!;
	symlink '/dev/zero', "$folder/device.lua" or die $!;
	write_file("$folder/icp.lua", $good_icp);
	for (['folder.lua', 'a folder'], ['pipe.lua', 'a pipe'], ['device.lua', 'a device']) {
		my ($name, $what) = @$_;
		write_file("$folder/p.lua", "pipeline { icp = \"$name\", $good_source }\n");
		for my $arguments (['check', $name], ['run', $name], ['icp', 'show', $name], ['check', 'p.lua']) {
			local $SIG{ALRM} = sub { die "winnow @$arguments waits\n" };
			alarm 120;
			my ($code, $out, $err) = winnow_in($folder, @$arguments);
			alarm 0;
			is($code, 1, "winnow @$arguments, $what: exit code 1");
			like($err, qr/\Q$name\E: '\Q$name\E' is $what: name a plain file/, 'and why');
		}
	}
}

# ---- a disk that is full: the file, and that there is no room ----

SKIP: {
	my $folder = folder();
	my $mount = "mount -t tmpfs -o size=64k tmpfs out";
	mkdir "$folder/out" or die $!;
	skip 'no file system of our own here', 3 if system("cd '$folder' && unshare -rm sh -c '$mount' 2>/dev/null");
	write_file("$folder/icp.lua", $good_icp);
	write_file("$folder/r.csv", "name,site\n" . join '', map { sprintf "%s %d,c%d.example\n", 'x' x 200, $_, $_ } 1 .. 450);
	my $source = 'source "csv" { file = "r.csv", date = "2026-10-31", id = { "domain", "site" }, columns = { name = "name", country = const "FR" } }';
	my $run = sub {
		my ($store, $sink) = @_;
		write_file("$folder/p.lua", "pipeline { icp = \"icp.lua\", store = \"$store\", $source, sink \"jsonl\" { path = \"$sink\" } }\n");
		my $said = qx(cd '$folder' && unshare -rm sh -c "$mount && exec '${\build()}/winnow' run p.lua" 2>&1);
		return ($? >> 8, $said);
	};
	my ($code, $said) = $run->('s.db', 'out/list.jsonl');
	is($code, 2, 'a sink without room: exit code 2');
	like($said, qr{cannot write '\S*/out/list\.jsonl': No space left on device}, 'and which file') or diag($said);
	($code, $said) = $run->('out/s.db', 'list.jsonl');
	like($said, qr{the store '\S*/out/s\.db\S*' cannot .*(?:disk is full|No space left on device)}, 'the store without room says so too') or diag($said);
}

done_testing();
