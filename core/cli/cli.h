/* cli.h - the command line: one file per command, main.c only dispatches. Results go to stdout, talk to stderr. */
#ifndef CORE_CLI_CLI_H
#define CORE_CLI_CLI_H

#include "run/run.h"

/* A command: its own main, with argv[0] the command's name. Returns the exit code. Help, the options that it takes and shell completion
 * follow from `usage`: words in capitals stand for what words.c says of them, others for themselves, " | " parts two forms, and an option
 * that not all commands take is named there. So a new command is a line in main.c, and a new option one in arguments.c. */
struct command {
	const char *name;
	const char *usage; /* "show FILE [--html] | diff OLD NEW" */
	const char *help;  /* one line */
	int (*main)(int argc, char **argv);
};

/* An option of the command line. */
struct cli_option {
	const char *name;     /* without dashes */
	const char *argument; /* "DAY"; null: it takes none */
	char letter;          /* what read_option knows it by */
	bool common;          /* of all commands; else of those that name it in their usage */
	const char *help;
};
extern const struct cli_option cli_options[]; /* ends with a null name */
bool command_takes(const struct command *command, const struct cli_option *option);

int command_run(int argc, char **argv);
int command_check(int argc, char **argv);
int command_plan(int argc, char **argv);
int command_breadth(int argc, char **argv);
int command_why(int argc, char **argv);
int command_plugins(int argc, char **argv);
int command_fields(int argc, char **argv);
int command_new(int argc, char **argv);
int command_test(int argc, char **argv);
int command_tap(int argc, char **argv);
int command_icp(int argc, char **argv);
int command_completion(int argc, char **argv);

/* What all commands understand. */
struct arguments {
	struct run_options run;
	bool json;
	bool in_c; /* new: a shared object instead of a script */
	unsigned limit; /* tap: how many companies; 0: not said */
	bool update; /* test: write down what came */
	bool html; /* icp show: a page instead of Markdown */
	bool lua;  /* icp show: in the profile language */
	bool env;  /* check: this machine too */
	enum wn_level log_level;
	bool log_json;
	bool schema, luals; /* plugins: all options, for editors */
	const char *positional[4];
	int positional_count;
};
/* Reads options and between `least` and `most` positional arguments. False: said on stderr, exit RUN_USAGE;
 * --help prints the command's usage and exits 0. */
bool arguments_read(int argc, char **argv, int least, int most, struct arguments *arguments);
const struct command *command_find(const char *name);
const struct command *command_at(size_t index); /* in the order of help; null behind the last */

/* A field on one line, with who says it, and where a company left the funnel: as `why` and `tap` show them. */
struct proof;
void print_proof(struct run *run, const struct proof *proof);
void print_fate(struct run *run, const struct candidate *company, const char *phase);

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
