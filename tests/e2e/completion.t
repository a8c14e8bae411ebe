#!/usr/bin/perl
# Shell completion: what bash offers is asked of a bash, with the script that winnow prints; zsh and fish read theirs where they are there.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Winnow;
use Installed;

my $folder = folder();
write_file("$folder/$_", "-- empty\n") for qw(fr.lua icp/one.lua icp/two.lua notes.txt), 'with blank.lua';
mkdir "$folder/answers" or die $!;

sub script
{
	my $shell = shift;
	my ($code, $out, $err) = winnow_in($folder, 'completion', $shell);
	is($code, 0, "winnow completion $shell") or diag($err);
	write_file("$folder/completion.$shell", $out);
	return $out;
}

my %has = map { $_ => !system("command -v $_ >/dev/null 2>&1") } qw(bash zsh fish);

# ---- bash: the words before the cursor, the last of which is being typed -> what is offered ----

sub offered
{
	my @words = @_;
	local $ENV{PATH} = build() . ":$ENV{PATH}";
	local $ENV{WINNOW_PLUGIN_PATH} = root() . '/scripts';
	open my $bash, '-|', 'bash', '--norc', '--noprofile', '-c', <<'EOS', $folder, 'winnow', @words or die $!;
cd "$0" && source ./completion.bash
complete -p winnow | grep -q -- '-F _winnow' || echo "not bound"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_winnow winnow "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
EOS
	chomp(my @lines = <$bash>);
	close $bash;
	return join '|', sort grep { length } @lines;
}

my ($code, $help) = winnow('--help');
my @commands = $help =~ /^  winnow (\S+)/mg;
my ($common) = $help =~ /^Options of all commands:\n(.*?)\n\n/ms;
my @common = map { "--$_" } $common =~ /^  --(\S+)/mg;
ok(@commands >= 9 && @common >= 6, 'help names commands and options');

SKIP: {
	skip 'there is no bash here', 1 unless $has{bash};
	script('bash');
	for ([[''], join('|', sort @commands), 'all commands of the help'], [['pl'], 'plan|plugins', 'those that begin so'],
		[['run', ''], 'answers|fr.lua|icp|with blank.lua', 'a pipeline: .lua files and folders'],
		[['run', 'icp/'], 'icp/one.lua|icp/two.lua', 'in a folder'], [['run', 'fr.lua', ''], '', 'there is only one'],
		[['why', 'fr.lua', ''], '', 'of an id nothing is known'],
		[['icp', ''], 'diff|show', 'words of a form'], [['icp', 'show', 'icp/o'], 'icp/one.lua', 'and what follows them'],
		[['icp', 'diff', 'a.lua', 'icp/t'], 'icp/two.lua', 'twice'], [['icp', 'show', 'a.lua', ''], '', 'but not thrice'],
		[['new', 's'], 'sink|source', 'kinds'], [['completion', ''], 'bash|fish|zsh', 'shells'],
		[['run', '--log', 'd'], 'debug', 'the argument of an option'], [['run', '--log', '=', 'd'], 'debug', 'also behind ='],
		[['run', '--replay', ''], 'answers|icp', 'folders'], [['run', '--as-of', ''], '', 'a day is yours'],
		[['run', '--as-of', '2026-11-01', 'f'], 'fr.lua', 'behind an option with its argument'], [['--log', 'debug', 'pla'], 'plan', 'also before the command'],
		[['plan', '-'], join('|', sort @common), 'options of all commands'], [['run', '--s'], '--strict', 'its own'],
		[['icp', '--h'], '--help|--html', 'and those of one'], [['run', '--ht'], '', 'which others have not'],
		[['plugins', 'recherche'], 'recherche_entreprises', 'plugins that are there'], [['-'], '--help|--version', 'before any command']) {
		my ($words, $wanted, $name) = @$_;
		is(offered(@$words), $wanted, "winnow @$words: $name");
	}
}

# ---- every option that is offered is taken, and no other ----

for my $command (@commands) {
	my ($code, $out) = winnow($command, '--help');
	is($code, 0, "winnow $command --help");
	my @own = $out =~ /^  --(\S+)/mg;
	for my $option (qw(env html lua schema luals c)) {
		next if grep { $_ eq $option } @own;
		my ($code, undef, $err) = winnow($command, "--$option");
		is($code, 1, "winnow $command --$option is refused");
		like($err, qr/--$option is no option of winnow $command/, 'and why');
	}
}

# ---- zsh and fish ----

for my $shell (qw(zsh fish)) {
	my $script = script($shell);
	my @lost = grep { my $command = $_; $script !~ /\Q$command\E/ } @commands;
	is_deeply(\@lost, [], "every command is in the script for $shell");
	unlike($script, qr/\@\w+\@/, 'and nothing was left to fill in');
	SKIP: {
		skip "there is no $shell here", 1 unless $has{$shell};
		is(system("$shell -n '$folder/completion.$shell'"), 0, "$shell reads it");
	}
}
SKIP: {
	skip 'there is no fish here', 2 unless $has{fish};
	local $ENV{PATH} = build() . ":$ENV{PATH}";
	my $ask = sub { return join '|', sort map { s/\t.*//sr } split /\n/, qx(cd '$folder' && fish --no-config -c 'source completion.fish; complete -C "$_[0]"') };
	is($ask->('winnow pl'), 'plan|plugins', 'fish completes commands');
	is($ask->('winnow icp '), 'diff|show', 'and words of forms');
}

{
	my ($code, $out, $err) = winnow('completion', 'bsh');
	is($code, 1, 'another shell is refused');
	like($err, qr/'bsh' is no shell that is known here: bash, zsh or fish; did you mean 'bash'\?/, 'and why');
}

# ---- installed where the shells look ----

{
	my $there = installed();
	for (['bash', 'bash-completion/completions/winnow'], ['zsh', 'zsh/site-functions/_winnow'], ['fish', 'fish/vendor_completions.d/winnow.fish']) {
		my ($shell, $file) = @$_;
		is(read_file("$there/share/$file"), read_file("$folder/completion.$shell"), "make install: share/$file") if $shell ne 'bash' || $has{bash};
	}
}

done_testing();
