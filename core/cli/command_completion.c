/* command_completion.c - winnow completion SHELL: scripts for bash, zsh and fish, filled from the tables that help is made of. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/templates.h"
#include "cli/words.h"

/* How a shell writes what all of them need; null members: it has no such part. */
struct shell {
	const char *name;
	void (*arguments)(struct buf *out); /* options that take one */
	void (*options)(struct buf *out);   /* of each command */
	void (*commands)(struct buf *out);  /* with their help */
	/* What is offered where the words of the line, behind their number, look like `at`. */
	void (*place)(struct buf *out, struct wn_str at, struct wn_str offer);
};

/* ---- pieces ---- */

/* In single quotes, with a backslash before a colon where that would part name and help. */
static void add_quoted(struct buf *out, const char *text, bool colons)
{
	for (; *text; text++) {
		if (*text == '\'')
			buf_text(out, "'\\'");
		else if (*text == ':' && colons)
			buf_byte(out, '\\');
		buf_byte(out, *text);
	}
}

static void add_names(struct buf *out)
{
	const struct command *command;
	for (size_t i = 0; (command = command_at(i)); i++)
		buf_printf(out, "%s%s", i ? " " : "", command->name);
}

static const struct cli_option *next_option(const struct cli_option *option, const struct command *command)
{
	while (option->name && !command_takes(command, option))
		option++;
	return option->name ? option : NULL;
}

static bool argument_offer(struct buf *out, const struct cli_option *option)
{
	buf_clear(out);
	return word_offer(out, str_of(option->argument));
}

/* ---- places: what follows which words ---- */

/* "[NAME]" and "MORE..." are NAME and MORE; options, which stand in brackets with their argument, are left out. */
static bool next_word(struct wn_str *usage, struct wn_str *word)
{
	while (str_cut(usage, WN_STR(" "), word)) {
		if (!str_begins(*word, WN_STR("[--"))) {
			if (str_begins(*word, WN_STR("[")))
				*word = str_from(*word, 1);
			while (word->len && strchr("].", word->ptr[word->len - 1]))
				word->len--;
			return word->len > 0;
		}
		while (!str_ends(*word, WN_STR("]")) && str_cut(usage, WN_STR(" "), word))
			;
	}
	return false;
}

static bool is_literal(struct wn_str word)
{
	return word.ptr[0] >= 'a' && word.ptr[0] <= 'z';
}

static void add_form(struct buf *out, const struct shell *shell, const struct command *command, struct wn_str form)
{
	struct buf words = {0}, at = {0}, offer = {0};
	struct wn_str word;
	buf_text(&words, command->name);
	for (size_t count = 1; next_word(&form, &word); count++) {
		buf_clear(&at);
		buf_clear(&offer);
		buf_printf(&at, "%zu:%s", count, words.data);
		if (word_offer(&offer, word))
			shell->place(out, buf_as_str(&at), buf_as_str(&offer));
		buf_printf(&words, " %.*s", is_literal(word) ? (int)word.len : 1, is_literal(word) ? word.ptr : "*");
	}
	buf_free(&words);
	buf_free(&at);
	buf_free(&offer);
}

static void add_places(struct buf *out, const struct shell *shell)
{
	const struct command *command;
	for (size_t i = 0; (command = command_at(i)); i++) {
		struct wn_str usage = str_of(command->usage), form;
		while (str_cut(&usage, WN_STR(" | "), &form))
			add_form(out, shell, command, form);
	}
}

/* ---- bash ---- */

static void bash_arguments(struct buf *out)
{
	struct buf offer = {0};
	for (const struct cli_option *option = cli_options; option->name; option++)
		if (option->argument)
			buf_printf(out, "\t--%s) %s ;;\n", option->name, argument_offer(&offer, option) ? offer.data : ":");
	buf_free(&offer);
}

static void bash_options(struct buf *out)
{
	const struct command *command;
	for (size_t i = 0; (command = command_at(i)); i++) {
		buf_printf(out, "\t%s) _winnow_words", command->name);
		for (const struct cli_option *option = cli_options; (option = next_option(option, command)); option++)
			buf_printf(out, " --%s", option->name);
		buf_text(out, " ;;\n");
	}
}

/* A pattern of case: blanks need a backslash. */
static void add_pattern(struct buf *out, struct wn_str at)
{
	for (size_t i = 0; i < at.len; i++) {
		buf_text(out, at.ptr[i] == ' ' ? "\\" : "");
		buf_byte(out, at.ptr[i]);
	}
}

static void bash_place(struct buf *out, struct wn_str at, struct wn_str offer)
{
	buf_byte(out, '\t');
	add_pattern(out, at);
	buf_printf(out, ") %.*s ;;&\n", STR_ARG(offer));
}

/* ---- zsh ---- */

static void zsh_arguments(struct buf *out)
{
	struct buf offer = {0};
	for (const struct cli_option *option = cli_options; option->name; option++)
		if (option->argument)
			buf_printf(out, "\t(--%s) [[ -n $only ]] || %s ;;\n", option->name, argument_offer(&offer, option) ? offer.data : "true");
	buf_free(&offer);
}

static void zsh_options(struct buf *out)
{
	const struct command *command;
	for (size_t i = 0; (command = command_at(i)); i++) {
		buf_printf(out, "\t(%s) flags=(", command->name);
		for (const struct cli_option *option = cli_options; (option = next_option(option, command)); option++) {
			buf_printf(out, "'--%s:", option->name);
			add_quoted(out, option->help, true);
			buf_text(out, "' ");
		}
		buf_text(out, ") ;;\n");
	}
}

static void zsh_commands(struct buf *out)
{
	const struct command *command;
	for (size_t i = 0; (command = command_at(i)); i++) {
		buf_printf(out, "\t\t'%s:", command->name);
		add_quoted(out, command->help, true);
		buf_text(out, "'\n");
	}
}

static void zsh_place(struct buf *out, struct wn_str at, struct wn_str offer)
{
	buf_text(out, "\t(");
	add_pattern(out, at);
	buf_printf(out, ") %.*s ;|\n", STR_ARG(offer));
}

/* ---- fish ---- */

static void fish_option(struct buf *out, const struct cli_option *option, const char *when)
{
	struct buf offer = {0};
	buf_printf(out, "complete -c winnow -n '%s' -l %s -d '", when, option->name);
	add_quoted(out, option->help, false);
	buf_byte(out, '\'');
	if (option->argument)
		buf_text(out, " -x");
	if (option->argument && argument_offer(&offer, option))
		buf_printf(out, " -a '(%s)'", offer.data);
	buf_byte(out, '\n');
	buf_free(&offer);
}

static void fish_options(struct buf *out)
{
	const struct command *command;
	for (const struct cli_option *option = cli_options; option->name; option++)
		if (option->common)
			fish_option(out, option, "not _winnow_at 0:");
	for (size_t i = 0; (command = command_at(i)); i++)
		for (const struct cli_option *option = cli_options; (option = next_option(option, command)); option++)
			if (!option->common) {
				struct buf when = {0};
				buf_printf(&when, "__fish_seen_subcommand_from %s", command->name);
				fish_option(out, option, when.data);
				buf_free(&when);
			}
}

static void fish_commands(struct buf *out)
{
	const struct command *command;
	for (size_t i = 0; (command = command_at(i)); i++) {
		buf_printf(out, "complete -c winnow -n '_winnow_at 0:' -a %s -d '", command->name);
		add_quoted(out, command->help, false);
		buf_text(out, "'\n");
	}
}

static void fish_valued(struct buf *out)
{
	bool more = false;
	for (const struct cli_option *option = cli_options; option->name; option++)
		if (option->argument) {
			buf_printf(out, "%s--%s", more ? " " : "", option->name);
			more = true;
		}
}

static void fish_place(struct buf *out, struct wn_str at, struct wn_str offer)
{
	buf_printf(out, "complete -c winnow -n '_winnow_at \"%.*s\"' -a '(%.*s)'\n", STR_ARG(at), STR_ARG(offer));
}

/* ---- the whole ---- */

static const struct shell shells[] = {
	{"bash", bash_arguments, bash_options, NULL, bash_place},
	{"zsh", zsh_arguments, zsh_options, zsh_commands, zsh_place},
	{"fish", fish_valued, fish_options, fish_commands, fish_place},
};
#define SHELLS (sizeof shells / sizeof *shells)

static void add_part(struct buf *out, const struct shell *shell, struct wn_str part)
{
	if (str_is(part, "names"))
		add_names(out);
	else if (str_is(part, "places"))
		add_places(out, shell);
	else if (str_is(part, "options"))
		shell->options(out);
	else if (str_is(part, "commands"))
		shell->commands(out);
	else
		shell->arguments(out);
}

/* A part that fills lines has ended its last one itself. */
static void fill(struct buf *out, const struct shell *shell, struct wn_str text)
{
	static const char *const parts[] = {"@names@", "@places@", "@options@", "@commands@", "@arguments@", "@valued@"};
	for (size_t i = 0; i < text.len;) {
		size_t part = 0;
		while (part < sizeof parts / sizeof *parts && !str_begins(str_from(text, i), str_of(parts[part])))
			part++;
		if (part == sizeof parts / sizeof *parts) {
			buf_byte(out, text.ptr[i++]);
			continue;
		}
		struct wn_str name = str_of(parts[part]);
		add_part(out, shell, (struct wn_str){name.ptr + 1, name.len - 2});
		i += name.len;
		if (out->data[out->len - 1] == '\n' && i < text.len && text.ptr[i] == '\n')
			i++;
	}
}

int command_completion(int argc, char **argv)
{
	struct arguments arguments;
	const char *names[SHELLS + 1] = {NULL};
	char near[128];
	if (!arguments_read(argc, argv, 1, 1, &arguments))
		return RUN_USAGE;
	for (size_t i = 0; i < SHELLS; i++) {
		struct buf script = {0}, file = {0};
		names[i] = shells[i].name;
		if (strcmp(arguments.positional[0], shells[i].name) != 0)
			continue;
		buf_printf(&file, "completion.%s", shells[i].name);
		fill(&script, &shells[i], template_find(file.data)->text);
		fwrite(script.data, 1, script.len, stdout);
		buf_free(&script);
		buf_free(&file);
		return RUN_DONE;
	}
	complain("'%s' is no shell that is known here: bash, zsh or fish%s", arguments.positional[0], did_you_mean(near, str_of(arguments.positional[0]), names));
	return RUN_USAGE;
}
