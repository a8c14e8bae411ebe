#!/usr/bin/perl
# A filter and an enricher that attack the host on some companies: these are held, or know nothing more; the others have what they
# would have, the run ends with 3, and neither time nor memory leave their bounds, with one thread and with four.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX qw(WNOHANG);
use Register;
use Test::More;
use Winnow;

my $secret = 'sesame-41c07be2';
my @filter_attacks = (
	['pcall for ever', 'while true do pcall(function() while true do end end) end', 'limit on instructions'],
	['a pattern that explodes', 'return (("a"):rep(40)):find(("a*"):rep(12) .. "b")', 'ran too long'],
	['ten million entries', 'local t = {} for i = 1, 10000000 do t[i] = i end', 'not enough memory: the limit is 8 MiB for one text or table'],
	['os', 'os.execute("touch pwned")', q{'os' is not defined}],
	['a table that loops as text', 'error(setmetatable({}, { __tostring = function() while true do end end }))', 'an error that is no text'],
	['a secret', 'error("the token is " .. options.token)', 'the token is \*\*\*'],
	['an XPath of all pairs', 'return html.parse(("<p>x</p><b>y</b>"):rep(20000)):find("//p = //b")', 'ran too long'],
	['a document kept', 'kept = kept or html.parse("<p>x") return kept:text()', q{'kept' is not defined}],
	['a tag of many attributes', 'local t = {} for i = 1, 100000 do t[i] = " a" .. i end error((select(2, html.parse("<p" .. table.concat(t) .. ">"))))', 'too many attributes'],
	['true as verdict', 'return true', 'a verdict is'],
);
my @enricher_attacks = (
	['xpcall with itself', 'local function loop() while true do end end while true do xpcall(loop, loop) end', 'limit on instructions'],
	['a text that doubles', 'local s = "x" while true do s = s .. s end', 'not enough memory: the limit is 8 MiB for one text or table'],
	['a finalizer', 'setmetatable({}, { __gc = function() while true do end end })', '__gc is not allowed'],
	['waiting in sort', 'table.sort({ 2, 1 }, function() return http.get("https://a.example") end)', 'not inside table\.sort'],
	['billion laughs', 'error((select(2, xml.parse("<!DOCTYPE a [<!ENTITY b \\"" .. ("x"):rep(100000) .. "\\"><!ENTITY c \\"" .. ("&b;"):rep(1000) .. "\\">]><a>&c;</a>"))))', 'of its own'],
	['an entity of a file', 'error((select(2, xml.parse("<!DOCTYPE a [<!ENTITY b SYSTEM \\"file:///etc/passwd\\">]><a>&b;</a>"))))', 'of its own'],
	['a document of before', 'for round = 1, 2 do if last then return last:text() end last = html.parse("<p>x") end', q{'last' is not defined}],
	['documents without end', 'local all = {} while true do all[#all + 1] = html.parse(("<p>x</p>"):rep(10000)) end', 'ran too long|not enough memory'],
	['nil raised', 'error(nil)', 'an error without a text'],
	['a secret', 'fact("city", options.token)', 'without a secret'],
	['after facts', 'fact("city", "Paris") error("too late")', 'too late'],
);

# Companies 1, 2, 3 ... in this order; 150 more do nothing.
my (%filter_on, %enricher_on, @good);
my $number = 8000;
$filter_on{ siren($number++) } = $_ for @filter_attacks;
$enricher_on{ siren($number++) } = $_ for @enricher_attacks;
push @good, siren($number++) for 1 .. 150;

my %function = (filter => "judge", enricher => "enrich");
sub script
{
	my ($kind, $name, $on, $provides, $rest) = @_;
	my $bodies = join '', map { "attacks[\"$_\"] = function(company, options)\n$on->{$_}[1]\nend\n" } sort keys %$on;
	return "local attacks = {}\n$bodies" . <<"LUA";
local function act(company, options)
  local attack = attacks[company.siren]
  if attack then return attack(company, options) end
  $rest
end
return {
  kind = "$kind", name = "$name", summary = "harms", version = "1", needs = { "siren" }, $provides
  options = { { name = "token", type = "secret", help = "a secret" } },
  $function{$kind} = act,
}
LUA
}


sub make
{
	my $with = shift;
	return project(
		register => register(map { unit($_) } sort(keys %filter_on, keys %enricher_on, @good)),
		icp => icp() =~ s/timing = \{/timing = {\n    { 30, "in Lyon", id = "lyon", city = "Lyon" },/r,
		steps => $with ? 'filter "bouncer" { token = secret "ATTACK_TOKEN" }, enrich "raider" { token = secret "ATTACK_TOKEN" },' : '',
		files => {
			'plugins/filter/bouncer.lua' => script('filter', 'bouncer', \%filter_on, '', 'return "keep"'),
			'plugins/enricher/raider.lua' => script('enricher', 'raider', \%enricher_on, 'provides = { "city" },', 'fact("city", "Lyon", { where = "raider" })'),
		});
}

# Exit code, output, errors, seconds of the processor, and the most memory that was seen, in MiB.
sub watched
{
	my ($folder, @arguments) = @_;
	my ($out, $err, $most, $start) = ("$folder/stdout", "$folder/stderr", 0, processor_time());
	my $child = fork // die "fork: $!\n";
	if (!$child) {
		chdir $folder or die;
		open STDOUT, '>', $out or die;
		open STDERR, '>', $err or die;
		exec { build() . '/winnow' } 'winnow', @arguments or POSIX::_exit(127);
	}
	while (!waitpid $child, WNOHANG) {
		if (open my $status, '<', "/proc/$child/status") {
			/^VmHWM:\s*(\d+) kB/ && $1 / 1024 > $most and $most = $1 / 1024 while <$status>;
		}
		select undef, undef, undef, 0.01;
	}
	return ($? & 127 ? -($? & 127) : $? >> 8, read_file($out), read_file($err), processor_time() - $start, $most);
}

local $ENV{ATTACK_TOKEN} = $secret;
my %lists;
for my $threads (1, 4) {
	my $folder = make(1);
	my ($code, $out, $err, $seconds, $most) = watched($folder, 'run', 'p.lua', '--as-of', as_of(), '--threads', $threads, '--plugin-path', "$folder/plugins");
	is($code, 3, "$threads threads: exit code 3") or diag($err);
	for my $siren (sort keys %filter_on) {
		my ($name, undef, $words) = @{ $filter_on{$siren} };
		my ($line) = $out =~ /^(held: fr-siren:$siren: .*)$/m;
		like($line // '', qr/filter "bouncer": .*$words/, "$threads threads: filter, $name: held, and why");
		like($line // '', qr/bouncer\.lua:\d+/, "$threads threads: filter, $name: file and line") if $name ne 'true as verdict';
		like($line // '', qr/ \(.*bouncer\.lua:\d+.*\)$/, "$threads threads: filter, $name: the way there") if $name ne 'true as verdict';
	}
	my %listed = map { $_->{id} => $_ } json_lines("$folder/out/list.jsonl");
	for my $siren (sort keys %enricher_on) {
		my ($name, undef, $words) = @{ $enricher_on{$siren} };
		like($err, qr/^.*enrich "raider" on fr-siren:$siren: .*raider\.lua:\d+.*$words.* \(.*raider\.lua:\d+.*\)$/m, "$threads threads: enricher, $name: one line");
		is_deeply($listed{"fr-siren:$siren"}{facts}{city}, { unknown => 'plugin_error' }, "$threads threads: enricher, $name: what it would bring is unknown");
	}
	is(scalar(grep { ($listed{"fr-siren:$_"}{facts}{city} // '') eq 'Lyon' } @good), scalar @good, "$threads threads: all others have what they would have");
	is(scalar keys %listed, @good + keys %enricher_on, "$threads threads: and nobody else is listed");
	is(scalar(() = $out =~ /^held: /mg), scalar keys %filter_on, "$threads threads: nobody else is held");
	is_deeply([named_like($folder, $secret)], [], "$threads threads: the secret stands in no file, message or list");
	ok(!-e "$folder/pwned", "$threads threads: no command was run");
	cmp_ok($seconds, '<', $ENV{SANITIZE} ? 120 : 40, "$threads threads: in bounded time");
	# A filter's and an enricher's state for each thread, 64 MiB each, and room for the copy while a table grows.
	cmp_ok($most, '<', 128 + $threads * 2 * 64 * 1.5, "$threads threads: in bounded memory") if !$ENV{SANITIZE};
	$lists{$threads} = [outputs($folder), join '', sort grep { /^held/ } split /^/, $out];
}
for my $texts (values %lists) { s{\S*/winnow-\w+/}{}g for @$texts }
is_deeply($lists{1}, $lists{4}, 'the same list and the same held with one thread and with four');

done_testing;
