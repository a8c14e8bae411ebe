/* code.h - calls the functions of a profile: what `when` asks goes to a Lua state that runs the same file. */
#ifndef CORE_RUN_CODE_H
#define CORE_RUN_CODE_H

#include "run/run.h"

/* A description file that holds functions, as it was read. */
struct code_file {
	struct wn_str path, text;
	struct code_file *next;
};
/* Describes a file, and remembers it in run->code_files if there are functions in it. */
const struct wn_tree *code_describe(struct run *run, struct wn_str path);
/* The remembered file, or null. */
const struct code_file *code_file_of(const struct run *run, const struct wn_tree *code);

/* The states of one worker, made when a function of theirs is first called. */
struct code_states;
struct code_states *code_begin(const struct run *run);
void code_end(struct code_states *states); /* null is allowed */
const struct code_caller *code_caller_of(struct code_states *states);

#endif
