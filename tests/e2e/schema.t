#!/usr/bin/perl
# What editors are told of pipelines, profiles and plugins is what winnow itself reads: JSON Schema and annotations for lua-language-server.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;

$ENV{WINNOW_PLUGIN_PATH} = root() . '/scripts';
my ($code, $text, $err) = winnow('plugins', '--schema');
is($code, 0, 'winnow plugins --schema') or diag($err);
my $schema = json($text);
my $defs = $schema->{'$defs'};
is($schema->{'$schema'}, 'https://json-schema.org/draft/2020-12/schema', 'of draft 2020-12');

# ---- every reference leads somewhere, every type is one ----

my (%lost, %strange);
sub walk
{
	my ($node, $schema_here) = @_;
	if (ref $node eq 'ARRAY') { walk($_) for @$node; return }
	return unless ref $node eq 'HASH';
	if (defined $node->{'$ref'} && !ref $node->{'$ref'}) {
		my ($name) = $node->{'$ref'} =~ m{^#/\$defs/(.+)$};
		$lost{ $node->{'$ref'} } = 1 unless defined $name && $defs->{$name};
	}
	$strange{ $node->{type} } = 1 if defined $node->{type} && !ref $node->{type} && $node->{type} !~ /^(?:object|array|string|integer|number|boolean)$/;
	walk($_) for values %$node;
}
walk($schema);
is_deeply([\%lost, \%strange], [{}, {}], 'references and types hold');

# ---- plugins: the same options as winnow plugins NAME shows ----

my ($listed) = (winnow('plugins'))[1];
my %word = (source => 'source', enricher => 'enrich', filter => 'filter', sink => 'sink');
for (split /\n/, $listed) {
	my ($kind, $name) = /^(\S+)\s+(\S+)/ or next;
	my $options = $defs->{"$word{$kind}.$name"} or fail("no $kind $name in the schema"), next;
	my ($said) = (winnow('plugins', $name))[1];
	($said) = grep { /^$word{$kind} "/ } split /^(?=(?:source|enrich|filter|sink) ")/m, $said;
	my ($shown) = $said =~ /^options:\n(.*)/ms;
	my @shown = sort +(($shown // '') =~ /^  (\w+)/mg);
	my @there = sort grep { $_ ne 'as' && !$options->{properties}{$_}{deprecated} } keys %{ $options->{properties} };
	is_deeply(\@there, \@shown, "$kind $name has the options that are shown");
	is($options->{additionalProperties} ? 1 : 0, 0, 'and no others');
}
is_deeply($defs->{'sink.csv'}{required}, ['path'], 'what is required');
is($defs->{'source.csv'}{properties}{sure}{maximum}, 1, 'ranges');
ok((grep { $_ eq 'excel' } @{ $defs->{'sink.csv'}{properties}{profile}{enum} }), 'choices');
is($defs->{'source.csv'}{properties}{encoding}{default}, 'utf-8', 'defaults');

# ---- settings: what the schema says of a range holds in winnow ----

my $folder = folder();
write_file("$folder/c.csv", "name,site\nA,a.example\n");
my $source = 'source "csv" { file = "c.csv", date = "2026-10-31", id = { "domain", "site" }, columns = { name = "name", country = const "FR" } }';
my $profile = 'icp { name = "x", must = { { country = "FR" } }';
sub checked
{
	my ($pipeline, $icp) = @_;
	write_file("$folder/p.lua", "pipeline { icp = \"icp.lua\", $pipeline $source }\n");
	write_file("$folder/icp.lua", "$profile, $icp }\n");
	return (winnow_in($folder, 'check', 'p.lua'))[0];
}
my %of = (pipeline => sub { checked("$_[0] = $_[1],", '') }, icp => sub { checked('', "$_[0] = $_[1]") },
	line => sub { checked('', "must_not = { { listed = true, $_[0] = $_[1] } }") });
my $ranges = 0;
for my $what (sort keys %of) {
	my $settings = $defs->{$what}{properties};
	for my $name (sort grep { defined $settings->{$_}{minimum} } keys %$settings) {
		my ($least, $most) = @{ $settings->{$name} }{qw(minimum maximum)};
		my $step = $settings->{$name}{type} eq 'integer' ? 1 : 0.001;
		is($of{$what}->($name, $_->[0]), $_->[1], "$what: $name = $_->[0]") for [$least, 0], [$most, 0], [$least - $step, 1], [$most + $step, 1];
		$ranges++;
	}
}
cmp_ok($ranges, '>=', 4, 'ranges were tried');

# ---- fields and words ----

my @fields = map { $_->{name} } @{ json((winnow('fields', '--json'))[1]) };
is_deeply([grep { !$defs->{line}{properties}{$_} } @fields], [], 'a line may ask every field');
is_deeply([grep { my $f = $_; !grep { $_ eq $f } @{ $defs->{field}{anyOf}[0]{enum} } } @fields], [], 'an option may name every field');
my ($unknown) = (winnow_in($folder, 'check', 'icp.lua'))[2];
my @words = map { map { keys %{ $_->{properties} // {} } } @{ $_->{anyOf} } } @$defs{ grep { /^words\./ } keys %$defs };
for my $word (qw(any_of between at_least within has count prefix mentions matches nace cj known)) {
	ok((grep { $_ eq $word } @words), "the word $word");
}

# ---- with a validator, where there is one ----

SKIP: {
	skip 'there is no jsonschema for python3 here', 1 if system("python3 -c 'import jsonschema' 2>/dev/null");
	write_file("$folder/schema.json", $text);
	write_file("$folder/validate.py", <<'PYTHON');
import json, jsonschema
schema = json.load(open("schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
check = jsonschema.Draft202012Validator(schema)
step = {"source": ["csv", {"file": "c.csv", "columns": {"name": "n"}}]}
line = {"[]": [20, "label"], "employees": {"between": [10, 500]}, "uses": {"has": {"name": "X"}}, "sure": 0.8, "fresh": {"days": 30}}
good = [{"pipeline": {"icp": "a.lua", "cap": 400, "[]": [step, {"sink": ["csv", {"path": "x"}]}]}},
        {"icp": {"name": "x", "must": [{"country": "FR"}], "fit": [line, {"best_of": [{"[]": [3], "listed": True}]}], "floor": 10}}]
bad = [{"pipeline": {"icp": "a.lua", "cap": 500}}, {"pipeline": {"cap": 5}}, {"pipeline": {"icp": "a", "[]": [{"source": ["csv", {"fil": 1}]}]}},
       {"pipeline": {"icp": "a", "[]": [{"source": ["csv"]}]}}, {"icp": {"name": "x", "must": [{"employes": 5}]}}, {"icp": {"must": []}},
       {"icp": {"name": "x", "fit": [{"employees": "many"}]}}, {"icp": {"name": "x", "floor": 101}}]
wrong = [g for g in good if not check.is_valid(g)] + [b for b in bad if check.is_valid(b)]
print("\n".join(map(json.dumps, wrong)))
PYTHON
	is(qx(cd '$folder' && python3 validate.py 2>&1), "\n", 'the schema is one, and tells good from bad');
}

# ---- lua-language-server ----

($code, my $lua, $err) = winnow('plugins', '--luals');
is($code, 0, 'winnow plugins --luals') or diag($err);
like($lua, qr/\A---\@meta/, 'declares only');
like($lua, qr/^---\@overload fun\(name: "csv"\): fun\(options: winnow\.sink\.csv\): winnow\.step$/m, 'a step by its name');
like($lua, qr/^---\@field path string /m, 'a required option');
like($lua, qr/^---\@field cap\? integer .*between 1 and 499$/m, 'a setting with its range');
is_deeply([grep { $lua !~ /^---\@field \Q$_\E\? /m } @fields], [], 'every field of a line');
is_deeply([grep { my $name = $_; $lua !~ /^---\@class \(exact\) winnow\.\Q$name\E$/m } grep { /^(?:source|enrich|filter|sink)\./ } keys %$defs], [], 'every plugin');
my %declared = map { $_ => 1 } $lua =~ /^---\@(?:class|alias) (?:\(exact\) )?(winnow\.[\w.]+)/mg;
is_deeply([sort grep { !$declared{$_} } $lua =~ /^---\@(?:field|param|return|overload).*?\b(winnow\.[\w.]*\w)/mg], [], 'every type is declared');
SKIP: {
	my ($luac) = grep { !system("command -v $_ >/dev/null 2>&1") } qw(luac5.4 luac);
	skip 'there is no luac here', 1 unless $luac;
	write_file("$folder/winnow.lua", $lua);
	is(system($luac, '-p', "$folder/winnow.lua"), 0, 'and it is Lua');
}

($code, undef, $err) = winnow('plugins', '--schema', '--luals');
is($code, 1, 'one at a time');
like($err, qr/one of --schema, --luals/, 'is said');

done_testing();
