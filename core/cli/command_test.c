/* command_test.c - winnow test FILE: one line a test, in the Test Anything Protocol. */
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"
#include "run/test.h"

static size_t print_outcomes(const struct test_outcome *outcomes, size_t count)
{
	size_t failed = 0;
	printf("1..%zu\n", count);
	for (size_t i = 0; i < count; i++) {
		const struct test_outcome *outcome = &outcomes[i];
		printf("%sok %zu - %.*s\n", outcome->failure.len ? "not " : "", i + 1, STR_ARG(outcome->name));
		if (outcome->failure.len)
			printf("# %s:%u: %.*s\n", outcome->place.path, outcome->place.line, STR_ARG(outcome->failure));
		failed += outcome->failure.len > 0;
	}
	return failed;
}

int command_test(int argc, char **argv)
{
	struct arguments arguments;
	struct test_outcome *outcomes;
	size_t count;
	if (!arguments_read(argc, argv, 1, 1, &arguments))
		return RUN_USAGE;
	struct run *run = run_new(&arguments.run);
	int code = run_tests(run, &outcomes, &count);
	print_diags(run);
	int exit_code = code < 0 ? RUN_USAGE : print_outcomes(outcomes, count) ? RUN_FAILED : RUN_DONE;
	run_free(run);
	return exit_code;
}
