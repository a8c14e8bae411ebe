/* command_test.c - winnow test FILE: one line a test, in the Test Anything Protocol. */
#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "cli/cli.h"
#include "run/test.h"

/* In one line, and without a # that would begin a directive. */
static void print_line(struct wn_str text, const char *also)
{
	struct buf line = {0};
	buf_visible(&line, text, also);
	printf("%.*s\n", STR_ARG(buf_as_str(&line)));
	buf_free(&line);
}

static size_t print_outcomes(const struct test_outcome *outcomes, size_t count)
{
	size_t failed = 0;
	printf("1..%zu\n", count);
	for (size_t i = 0; i < count; i++) {
		const struct test_outcome *outcome = &outcomes[i];
		printf("%sok %zu - ", outcome->failure.len ? "not " : "", i + 1);
		print_line(outcome->name, "#");
		failed += outcome->failure.len > 0;
		if (!outcome->failure.len)
			continue;
		struct buf why = {0};
		buf_printf(&why, "%s:%u: %.*s", outcome->place.path, outcome->place.line, STR_ARG(outcome->failure));
		printf("# ");
		print_line(buf_as_str(&why), "");
		buf_free(&why);
	}
	return failed;
}

static void print_update(const struct update *update)
{
	for (size_t i = 0; i < update->count; i++) {
		printf("# ");
		print_line(update->lines[i], "");
	}
}

/* Runs the tests; true: --update has written, and they have to run again. */
static bool run_once(const struct arguments *arguments, bool again, int *exit_code)
{
	struct test_outcome *outcomes;
	struct update update = {.asked = arguments->update && !again};
	size_t count;
	struct run *run = run_new(&arguments->run);
	int code = run_tests(run, &update, &outcomes, &count);
	print_diags(run);
	if (code < 0 && !diags_errors(run->diags))
		complain("%s", run->error.text);
	print_update(&update);
	bool written = code == WN_OK && update.count > update.refused;
	if (code < 0)
		*exit_code = diags_errors(run->diags) ? RUN_USAGE : RUN_FAILED;
	else if (!written)
		*exit_code = print_outcomes(outcomes, count) ? RUN_FAILED : RUN_DONE;
	run_free(run);
	return written;
}

int command_test(int argc, char **argv)
{
	struct arguments arguments;
	int exit_code = RUN_USAGE;
	if (!arguments_read(argc, argv, 1, 1, &arguments))
		return RUN_USAGE;
	if (run_once(&arguments, false, &exit_code))
		run_once(&arguments, true, &exit_code);
	return exit_code;
}
