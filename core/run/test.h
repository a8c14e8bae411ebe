/* test.h - tests of a plugin: companies and recorded answers in, expected facts, verdicts, rows or output out. */
#ifndef CORE_RUN_TEST_H
#define CORE_RUN_TEST_H

#include "run/run.h"

/* One test of the file: what was expected and did not come; empty: it passed. */
struct test_outcome {
	struct wn_str name;
	struct place place;
	struct wn_str failure;
};

/* Runs every test { } of the file at run->options.path. Mistakes of the description go to run->diags (WN_FAIL). */
int run_tests(struct run *run, struct test_outcome **outcomes, size_t *count);
/* Only reads them, with the plugins, options and answers that they name. */
int run_tests_check(struct run *run);

#endif
