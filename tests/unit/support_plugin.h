/* support_plugin.h - a step with options, a company, a task: what a plugin test stands on. */
#ifndef TESTS_UNIT_SUPPORT_PLUGIN_H
#define TESTS_UNIT_SUPPORT_PLUGIN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "plugin/task.h"

struct bench {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct diags *diags;
	struct providers *providers;
	provider_id source; /* says the facts of the company */
	struct company company;
	struct step step;
	struct wn_error error;
	struct task task;
	struct wn_tree *table; /* options of the step */
	uint32_t table_line;   /* nodes made so far */
};

void bench_init(struct bench *bench);
void bench_free(struct bench *bench);

/* Nodes at a line of "pipe.lua", counted up with each. */
struct wn_tree *node_text(struct bench *bench, const char *text);
struct wn_tree *node_integer(struct bench *bench, int64_t integer);
struct wn_tree *node_number(struct bench *bench, double number);
struct wn_tree *node_flag(struct bench *bench, bool flag);
struct wn_tree *node_table(struct bench *bench);
/* A call with one argument, or none where it is null. */
struct wn_tree *node_call(struct bench *bench, const char *word, struct wn_tree *argument);
void node_add(struct bench *bench, struct wn_tree *table, const char *key, struct wn_tree *value);

/* Short forms for the options of the step. */
void option_add(struct bench *bench, const char *key, struct wn_tree *value);
void option_text(struct bench *bench, const char *key, const char *text);

/* "BUILD/below", BUILD from the environment, else "build". */
const char *built(const char *below);
/* Loads a plugin below BUILD into the step, or fails the test with the loader's words. */
void bench_load(struct bench *bench, const char *below);
/* A plugin that is linked into the test. */
void bench_use(struct bench *bench, const struct wn_plugin *vtable);
/* The mistakes, one a line, as "line: text"; in the arena. */
const char *bench_mistakes(struct bench *bench);
/* Describes and opens the step; fails the test where that fails. The step becomes provider of what it brings. */
void bench_open(struct bench *bench);
/* A fact of the company, said by the source. */
void bench_fact(struct bench *bench, const char *field, struct wn_value value);
void bench_text(struct bench *bench, const char *field, const char *text);
/* A new task on the company (null: none). */
struct wn_task *bench_task(struct bench *bench, bool with_company);
/* The facts that the task said of a field, printed: "50-99 @ file:2 sure 800 day 2026-11-01; unknown absent". */
const char *bench_said(struct bench *bench, const char *field);

#endif
