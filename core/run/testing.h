/* testing.h - inside `winnow test`: one test on its way, what it expected, and what came. */
#ifndef CORE_RUN_TESTING_H
#define CORE_RUN_TESTING_H

#include "run/test.h"

/* A value of the file, and what came in its stead; for --update. */
struct difference {
	struct place test;          /* the test that found it */
	const struct wn_tree *old;
	struct wn_str now;          /* as it would be written; of an empty `expect`, one key a line */
	struct wn_str raw;          /* where it is a text: that */
	bool fill;                  /* `old` is an empty `expect` */
	bool undated;               /* the test has no as_of */
	struct wn_str text;         /* "fit: expected ..., got ..." */
	struct difference *next;
};

struct testing {
	struct run *run;              /* of this test alone: its own dictionary, profile, steps and mistakes */
	struct wn_arena *arena;       /* that of the run */
	const struct wn_tree *table;  /* of the test; lives longer than it */
	const struct wn_tree *expect;
	struct wn_str subject;        /* path of the plugin, profile or pipeline */
	struct place place;
	int32_t day;
	struct buf failure;
	struct wn_tree *now;          /* all that came, as `expect` could say it */
	struct difference *differences; /* newest first */
	struct wn_error error;
	bool only_check;              /* read it, and run nothing */
};

/* ---- what did not come ---- */

/* Something that --update cannot mend. */
void expected(struct testing *testing, const char *format, ...) WN_PRINTF(2, 3);
/* It failed with the text in testing->error: what the test expects with error = "part of the text", or what it did not expect. */
void failed(struct testing *testing);
/* error = "..." stands in `expect` and it did not fail. True: that was said, and there is nothing to compare. */
bool should_have_failed(struct testing *testing);
/* `old`, a value of the file, should have been `now`. */
void differs(struct testing *testing, const struct wn_tree *old, const struct wn_tree *now, const char *format, ...) WN_PRINTF(4, 5);
/* An empty `expect`, which --update fills. */
void expects_nothing(struct testing *testing);
/* One value by its key: adds it to `now`, and compares it with that in `wanted` if there is one (both may be null). */
void expect_value(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const char *key, struct wn_tree *value);
void expect_text(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const char *key, struct wn_str text);
void expect_count(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const char *key, uint64_t count);
/* The facts that a table of `expect` names, against those that came. */
void expect_facts(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const struct fact *facts, size_t count);
struct wn_tree *new_table(struct testing *testing);
void add_named(struct testing *testing, struct wn_tree *table, const char *key, struct wn_tree *value);

/* ---- reading a test ---- */

/* Reports every key of the table that is none of `known`; what the table is, in words: "a test", "expect". */
bool only_keys(struct testing *testing, const struct wn_tree *table, const char *what, const char *const *known);
/* The table under this key of the test, or null; anything else is reported. */
const struct wn_tree *table_of(struct testing *testing, const struct wn_tree *table, const char *key);
/* A text under this key; empty: there is none, or it was reported. */
struct wn_str text_of(struct testing *testing, const struct wn_tree *table, const char *key);
/* The word under `key`, one of `words`; a wrong one is reported with the nearest. */
bool one_word(struct testing *testing, const struct wn_tree *table, const char *key, const char *const *words);
/* answers = { [[GET ...]] } into the net. */
int add_answers(struct testing *testing, struct net *net);
/* A company as a test describes it: facts of provider 0, keys, id. */
bool read_company(struct testing *testing, const struct wn_tree *table, int32_t day, struct company *company);
void settle_company(struct testing *testing, struct company *company);

/* ---- the kinds of tests: run one, what is wrong with its description goes to the run's diags ---- */

void test_plugin(struct testing *testing);
void test_profile(struct testing *testing);
void test_pipeline(struct testing *testing);

/* ---- --update ---- */

/* What all tests of a run leave behind. */
struct tests {
	struct test_outcome *outcomes;
	const struct wn_tree **expects; /* of each */
	size_t count;
	struct difference *differences;
	bool only_check;
};

/* Rewrites the values of the files that the tests stand in; says what it changed or why not, one line each. */
int update_files(struct run *run, const struct tests *tests, struct update *update);

#endif
