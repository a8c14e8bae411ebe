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

static bool read_level(const char *text)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};
	for (int i = 0; i < 4; i++)
		if (strcmp(text, names[i]) == 0) {
			log_set((enum wn_level)(WN_DEBUG + i), false);
			return true;
		}
	complain("--log: '%s' is not debug, info, warning or error", text);
	return false;
}

static bool read_threads(const char *text, unsigned *threads)
{
	int64_t number;
	if (!str_to_int(str_of(text), &number) || number < 1 || number > 256) {
		complain("--threads: '%s' is not a number from 1 to 256", text);
		return false;
	}
	*threads = (unsigned)number;
	return true;
}

static bool read_option(int option, struct arguments *arguments)
{
	struct run_options *run = &arguments->run;
	switch (option) {
	case 'a':
		if (day_parse(str_of(optarg), &run->as_of))
			return true;
		complain("--as-of: '%s' is no day; write YYYY-MM-DD", optarg);
		return false;
	case 'p':
		run->plugin_path = str_of(optarg);
		return true;
	case 'r':
		run->replay = str_of(optarg);
		return true;
	case 't':
		return read_threads(optarg, &run->threads);
	case 'j':
		arguments->json = true;
		return true;
	case 'c':
		arguments->in_c = true;
		return true;
	case 'm':
		arguments->html = true;
		return true;
	case 'l':
		return read_level(optarg);
	default:
		return false; /* getopt has said what is wrong */
	}
}

static void print_usage(const char *name)
{
	const struct command *command = command_find(name);
	printf("winnow %s %s\n%s\n\nOptions: --as-of DAY --plugin-path PATH --replay DIR --threads N --json --log LEVEL (winnow --help)\n", name,
	       command->usage, command->help);
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
	static const struct option options[] = {
		{"as-of", required_argument, NULL, 'a'},   {"plugin-path", required_argument, NULL, 'p'}, {"replay", required_argument, NULL, 'r'},
		{"threads", required_argument, NULL, 't'}, {"json", no_argument, NULL, 'j'},              {"log", required_argument, NULL, 'l'},
		{"c", no_argument, NULL, 'c'},             {"html", no_argument, NULL, 'm'},          {"help", no_argument, NULL, 'h'},              {NULL, 0, NULL, 0}};
	*arguments = (struct arguments){.run.as_of = clock_today()};
	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (option == 'h') {
			print_usage(argv[0]);
			exit(output_end(RUN_DONE, false));
		}
		if (!read_option(option, arguments))
			return false;
	}
	return read_positional(argc, argv, least, most, arguments);
}

void print_diags(struct run *run)
{
	diags_print(run->diags, stderr);
}
