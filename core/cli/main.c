/* main.c - dispatches to the commands. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static const struct command commands[] = {
	{"run", "PIPELINE [--strict]", "make or refresh the list", command_run},
	{"check", "FILE [--env]", "a pipeline, ICP, test or plugin: every mistake, without running anything", command_check},
	{"plan", "PIPELINE", "what would run, in which order, who is preferred", command_plan},
	{"why", "PIPELINE ID", "one company: verdicts, evidence, where it left the funnel", command_why},
	{"tap", "PIPELINE PHASE [ID] [--limit N]", "real companies as they leave scan, probe, select or finish", command_tap},
	{"breadth", "PIPELINE [--strict]", "how many companies the profile names, and what each line does to that number", command_breadth},
	{"icp", "show FILE [--html] [--lua] | diff OLD NEW", "the profile as a document for people who sell; what changed in it", command_icp},
	{"test", "FILE [--update]", "the tests of a plugin, profile or pipeline: companies in, expected facts, verdicts, accounts out", command_test},
	{"plugins", "[PLUGIN] [--schema] [--luals]", "what is there; one plugin's options, needs, provides; all of them for editors", command_plugins},
	{"fields", "", "the dictionary", command_fields},
	{"new", "KIND NAME [--c]", "a working plugin to start from, in Lua or C, with its test", command_new},
	{"completion", "SHELL", "what bash, zsh or fish need to complete these words", command_completion},
};
#define COMMANDS (sizeof commands / sizeof *commands)

static void help_options(FILE *out, bool common)
{
	for (const struct cli_option *option = cli_options; option->name; option++) {
		char words[64];
		snprintf(words, sizeof words, "%s%s%s", option->name, option->argument ? " " : "", option->argument ? option->argument : "");
		if (option->common == common)
			fprintf(out, "  --%-18s%s\n", words, option->help);
	}
}

static void help(FILE *out)
{
	fputs("winnow - from a written ideal customer profile to a short list of accounts, each line proven\n\n", out);
	for (size_t i = 0; i < COMMANDS; i++) /* a long usage has a line of its own */
		fprintf(out, "  winnow %-10s %-34s%s%*s%s\n", commands[i].name, commands[i].usage, strlen(commands[i].usage) > 34 ? "\n" : "",
		        strlen(commands[i].usage) > 34 ? 55 : 1, "", commands[i].help);
	fputs("\nOptions of all commands:\n", out);
	help_options(out, true);
	fputs("\nOptions of the commands that name them:\n", out);
	help_options(out, false);
	fputs("\nExit codes: 0 done, 1 bad usage or description, 2 failed and nothing changed, 3 done but incomplete,\n"
	      "4 too broad, with --strict; 129, 130 or 143 interrupted. winnow --version prints the version.\n", out);
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const struct command *command_at(size_t index)
{
	return index < COMMANDS ? &commands[index] : NULL;
}

static int unknown_command(const char *name)
{
	const char *names[COMMANDS + 1] = {NULL};
	char near[128];
	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	if (*name == '-') {
		complain("'%s' is no command: options stand behind it, winnow COMMAND %s; winnow --help lists the commands", name, name);
		return RUN_USAGE;
	}
	complain("'%s' is no command%s; winnow --help lists them", name, did_you_mean(near, (struct wn_str){name, strlen(name)}, names));
	return RUN_USAGE;
}

/* A standard stream that is closed would give its number to the next file that is opened, and what is meant for the reader would
 * land in there. Its place is held by something that refuses what the stream is for; what goes to stderr may be lost. */
static void hold_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			_exit(RUN_FAILED);
}

int output_end(int code, bool delivered)
{
	errno = 0;
	bool written = fflush(stdout) == 0 && !ferror(stdout);
	int why = errno;
	if (written)
		return code;
	if (delivered)
		complain("the list was delivered; the report could not be written%s%s", why ? ": " : "", why ? strerror(why) : "");
	else if (why != EPIPE) /* who has read enough needs no word */
		complain("cannot write to standard output%s%s", why ? ": " : "", why ? strerror(why) : "");
	if (delivered)
		return RUN_INCOMPLETE;
	return code == RUN_DONE ? RUN_FAILED : code;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	int code = command->main(argc, argv);
	return output_end(code, command->main == command_run && (code == RUN_DONE || code == RUN_INCOMPLETE));
}

int main(int argc, char **argv)
{
	hold_streams();
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error with the name of the file */
	signal(SIGPIPE, SIG_IGN); /* a list is made even if nobody reads the report to its end */
	if (argc < 2) {
		help(stderr);
		return RUN_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "-h") == 0) {
		help(stdout);
		return output_end(RUN_DONE, false);
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("winnow " WINNOW_VERSION);
		return output_end(RUN_DONE, false);
	}
	const struct command *command = command_find(argv[1]);
	return command ? run_command(command, argc - 1, argv + 1) : unknown_command(argv[1]);
}
