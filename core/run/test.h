/* test.h - the tests of plugins, profiles and pipelines: companies and recorded answers in, expected facts, verdicts, rows,
 * output or accounts out. The forms are described in docs/plugins-lua.md, docs/icp.md and docs/pipelines.md.
 */
#ifndef CORE_RUN_TEST_H
#define CORE_RUN_TEST_H

#include "run/run.h"

/* One test: what was expected and did not come; empty: it passed. */
struct test_outcome {
	struct wn_str name;
	struct place place;
	struct wn_str failure;
};

/* What --update did: one line a value. */
struct update {
	bool asked;
	struct wn_str *lines;
	size_t count;
	size_t refused; /* values that have to be changed by hand; their lines say why */
};

/* Runs all tests that belong to the file at run->options.path: those in it (a pipeline, a profile, a file of tests) and those in
 * NAME.test.lua beside it. Mistakes of descriptions go to run->diags (WN_FAIL). With update->asked, values of `expect` that
 * differ are then rewritten, unless there are mistakes. */
int run_tests(struct run *run, struct update *update, struct test_outcome **outcomes, size_t *count);
/* Only reads them, with the plugins, profiles, pipelines, options and answers that they name. */
int run_tests_check(struct run *run);

#endif
