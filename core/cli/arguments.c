/* arguments.c - what all commands understand. */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/cli.h"
#include "company/date.h"

struct wn_str visible(struct wn_arena *arena, struct wn_str text)
{
	struct buf shown = {0};
	buf_visible(&shown, text, "");
	struct wn_str kept = arena_str(arena, buf_as_str(&shown));
	buf_free(&shown);
	return kept;
}

void complain(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("winnow: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

static bool read_level(const char *text, struct arguments *arguments)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};
	for (int i = 0; i < 4; i++)
		if (strcmp(text, names[i]) == 0) {
			arguments->log_level = (enum wn_level)(WN_DEBUG + i);
			return true;
		}
	complain("--log: '%s' is not debug, info, warning or error", text);
	return false;
}

static bool read_count(const char *name, const char *text, int64_t most, unsigned *count)
{
	int64_t number;
	if (!str_to_int(str_of(text), &number) || number < 1 || number > most) {
		complain("--%s: '%s' is not a number from 1 to %lld", name, text, (long long)most);
		return false;
	}
	*count = (unsigned)number;
	return true;
}

static bool read_day(const char *text, int32_t *day)
{
	if (day_parse(str_of(text), day))
		return true;
	complain("--as-of: '%s' is no day; write YYYY-MM-DD", text);
	return false;
}

static bool read_argument(int option, struct arguments *arguments)
{
	struct run_options *run = &arguments->run;
	switch (option) {
	case 'a':
		return read_day(optarg, &run->as_of);
	case 'p':
		run->plugin_path = str_of(optarg);
		return true;
	case 'r':
		run->replay = str_of(optarg);
		return true;
	case 't':
		return read_count("threads", optarg, 256, &run->threads);
	case 'n':
		return read_count("limit", optarg, 1000000, &arguments->limit);
	case 'l':
		return read_level(optarg, arguments);
	default:
		return false; /* getopt has said what is wrong */
	}
}

static bool read_option(int option, struct arguments *arguments)
{
	const struct { int letter; bool *flag; } flags[] = {
		{'j', &arguments->json}, {'b', &arguments->run.strict}, {'c', &arguments->in_c}, {'m', &arguments->html}, {'e', &arguments->env}, {'s', &arguments->schema},
		{'u', &arguments->luals}, {'i', &arguments->lua}, {'U', &arguments->update}, {'L', &arguments->log_json}};
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (flags[i].letter == option)
			return *flags[i].flag = true;
	return read_argument(option, arguments);
}

/* ---- the table ---- */

const struct cli_option cli_options[] = {
	{"as-of", "DAY", 'a', true, "the day that ages are counted from, YYYY-MM-DD (default: today)"},
	{"plugin-path", "PATH", 'p', true, "folders with plugins, separated by colons, before all others"},
	{"replay", "DIR", 'r', true, "answer requests from recorded answers in this folder"},
	{"threads", "N", 't', true, "worker threads (default: one per core)"},
	{"json", NULL, 'j', true, "results as JSON"},
	{"log", "LEVEL", 'l', true, "debug, info, warning (default) or error, on stderr"},
	{"log-json", NULL, 'L', true, "log lines as JSON objects"},
	{"help", NULL, 'h', true, "this text; winnow COMMAND --help for one command"},
	{"env", NULL, 'e', false, "also what the pipeline meets on this machine: secrets, files, folders, store, limits"},
	{"html", NULL, 'm', false, "a page for the browser instead of Markdown"},
	{"lua", NULL, 'i', false, "in the profile language instead, bases joined"},
	{"strict", NULL, 'b', false, "where certainly more companies fit than the list may hold: exit code 4, and run delivers nothing"},
	{"schema", NULL, 's', false, "all settings and options as JSON Schema"},
	{"luals", NULL, 'u', false, "the same as annotations for lua-language-server"},
	{"limit", "N", 'n', false, "so many companies (default: 10)"},
	{"update", NULL, 'U', false, "write down what came, in the place of what was expected"},
	{"c", NULL, 'c', false, "a shared object in C instead of a script"},
	{NULL, NULL, 0, false, NULL},
};
#define OPTIONS_MOST (sizeof cli_options / sizeof *cli_options)

/* Is it named in the usage, as a whole? */
bool command_takes(const struct command *command, const struct cli_option *option)
{
	size_t len = strlen(option->name);
	if (option->common)
		return true;
	for (const char *at = command->usage; (at = strstr(at, "--")); at += 2)
		if (strncmp(at + 2, option->name, len) == 0 && (!at[2 + len] || strchr(" ]|", at[2 + len])))
			return true;
	return false;
}

static const struct cli_option *option_of(int letter)
{
	const struct cli_option *option = cli_options;
	while (option->name && option->letter != letter)
		option++;
	return option->name ? option : NULL;
}

static void getopt_table(struct option table[OPTIONS_MOST])
{
	for (size_t i = 0; i < OPTIONS_MOST; i++)
		table[i] = (struct option){cli_options[i].name, cli_options[i].argument ? required_argument : no_argument, NULL, cli_options[i].letter};
}

static bool is_taken(const char *name, int letter)
{
	const struct cli_option *option = option_of(letter);
	if (!option || command_takes(command_find(name), option))
		return true;
	complain("--%s is no option of winnow %s", option->name, name);
	return false;
}

static void print_usage(const char *name)
{
	const struct command *command = command_find(name);
	printf("winnow %s %s\n%s\n\n", name, command->usage, command->help);
	for (const struct cli_option *option = cli_options; option->name; option++)
		if (!option->common && command_takes(command, option))
			printf("  --%s%s%s  %s\n", option->name, option->argument ? " " : "", option->argument ? option->argument : "", option->help);
	fputs("Options of all commands:", stdout);
	for (const struct cli_option *option = cli_options; option->name; option++)
		if (option->common && option->letter != 'h')
			printf(" --%s%s%s", option->name, option->argument ? " " : "", option->argument ? option->argument : "");
	puts(" (winnow --help)");
}

static bool read_positional(int argc, char **argv, int least, int most, struct arguments *arguments)
{
	int count = argc - optind;
	if (count < least || count > most) {
		complain("usage: winnow %s %s", argv[0], command_find(argv[0])->usage);
		return false;
	}
	for (int i = 0; i < count; i++)
		arguments->positional[i] = argv[optind + i];
	arguments->positional_count = count;
	if (count)
		arguments->run.path = str_of(arguments->positional[0]);
	return true;
}

bool arguments_read(int argc, char **argv, int least, int most, struct arguments *arguments)
{
	struct option options[OPTIONS_MOST];
	getopt_table(options);
	*arguments = (struct arguments){.run.as_of = clock_today(), .log_level = WN_WARNING};
	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (option == 'h') {
			print_usage(argv[0]);
			exit(output_end(RUN_DONE, false));
		}
		if (!is_taken(argv[0], option) || !read_option(option, arguments))
			return false;
	}
	log_set(arguments->log_level, arguments->log_json);
	return read_positional(argc, argv, least, most, arguments);
}

void print_diags(struct run *run)
{
	diags_print(run->diags, stderr);
}
