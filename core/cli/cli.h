/* cli.h - the command line: one file per command, main.c only dispatches. Results go to stdout, talk to stderr. */
#ifndef CORE_CLI_CLI_H
#define CORE_CLI_CLI_H

#include "run/run.h"

/* A command: its own main, with argv[0] the command's name. Returns the exit code. */
struct command {
	const char *name;
	const char *usage; /* "PIPELINE [--as-of DAY] ..." */
	const char *help;  /* one line */
	int (*main)(int argc, char **argv);
};

int command_run(int argc, char **argv);
int command_check(int argc, char **argv);
int command_plan(int argc, char **argv);
int command_why(int argc, char **argv);
int command_plugins(int argc, char **argv);
int command_fields(int argc, char **argv);
int command_new(int argc, char **argv);
int command_test(int argc, char **argv);
int command_icp(int argc, char **argv);

/* What all commands understand. */
struct arguments {
	struct run_options run;
	bool json;
	bool in_c; /* new: a shared object instead of a script */
	bool html; /* icp show: a page instead of Markdown */
	const char *positional[4];
	int positional_count;
};
/* Reads options and between `least` and `most` positional arguments. False: said on stderr, exit RUN_USAGE;
 * --help prints the command's usage and exits 0. */
bool arguments_read(int argc, char **argv, int least, int most, struct arguments *arguments);
const struct command *command_find(const char *name);

/* The second half of `icp`. */
int command_icp_diff(const struct arguments *arguments);

/* Mistakes and warnings of a run, to stderr. */
void print_diags(struct run *run);
/* Writes out what stands in the buffer of stdout. The exit code: `code`, or RUN_FAILED with a word on stderr where not all of the
 * output could be written; with `delivered` it says that only the report is missing. A reader that went away is no news. */
int output_end(int code, bool delivered);
/* Text of rows and profiles as a terminal may be shown it: control characters escaped, on one line. */
struct wn_str visible(struct wn_arena *arena, struct wn_str text);
/* "winnow: TEXT" to stderr. */
void complain(const char *format, ...) WN_PRINTF(1, 2);

/* Progress on stderr: a line that rewrites itself on a terminal, one line in 30 seconds elsewhere. */
void progress_begin(struct run_options *options);
void progress_end(void);
/* Set by SIGINT, SIGTERM and SIGHUP; progress then stops the run, which tidies up. */
bool interrupted(void);
int interrupted_by(void); /* the signal, or 0 */

#endif
