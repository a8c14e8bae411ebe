/* code.c - calls the functions of a profile in the states of one worker. */
#include "run/code.h"

#include <stdlib.h>

#include "base/str.h"
#include "lua/functions.h"
#include "lua/lua.h"

/* ---- files with functions ---- */

static bool has_code(const struct wn_tree *tree)
{
	bool found = tree->kind == WN_TREE_CODE;
	for (size_t i = 0; i < tree->count && !found; i++)
		found = has_code(tree->entries[i].value);
	return found;
}

const struct wn_tree *code_describe(struct run *run, struct wn_str path)
{
	struct wn_str text;
	const struct wn_tree *tree = describe_file_text(run->arena, path, &text, run->diags);
	if (!tree || !has_code(tree))
		return tree;
	struct code_file *file = arena_alloc(run->arena, sizeof *file);
	*file = (struct code_file){.path = arena_str(run->arena, path), .text = text, .next = run->code_files};
	run->code_files = file;
	return tree;
}

const struct code_file *code_file_of(const struct run *run, const struct wn_tree *code)
{
	const struct code_file *file = run->code_files;
	while (file && !str_equal(file->path, str_of(code->place.path)))
		file = file->next;
	return file;
}

/* ---- states ---- */

struct state {
	const struct code_file *file;
	struct functions *functions; /* null: the last one hit a limit */
	struct state *next;
};

struct code_states {
	const struct run *run;
	struct code_caller caller;
	struct state *states;
};

static struct functions *functions_of(struct code_states *states, const struct code_file *file, struct wn_error *error)
{
	struct state *state = states->states;
	while (state && state->file != file)
		state = state->next;
	if (!state) {
		state = xmalloc(sizeof *state);
		*state = (struct state){.file = file, .next = states->states};
		states->states = state;
	}
	if (state->functions && functions_are_worn(state->functions)) {
		functions_close(state->functions);
		state->functions = NULL;
	}
	if (!state->functions)
		state->functions = functions_open(file->path, file->text, &host_table, error);
	return state->functions;
}

static int call(void *context, const struct wn_tree *code, const struct merged *arguments, size_t count, enum verdict *verdict,
                struct wn_error *error)
{
	struct code_states *states = context;
	const struct code_file *file = code_file_of(states->run, code);
	if (!file)
		return fail(error, WN_FAIL, "internal error: nobody remembers %s, whose function is to be called", code->place.path);
	struct functions *functions = functions_of(states, file, error);
	if (!functions)
		return WN_FAIL;
	const struct wn_value **values = xmalloc((count + 1) * sizeof *values);
	for (size_t i = 0; i < count; i++)
		values[i] = &arguments[i].value;
	int result = functions_test(functions, code, values, count, verdict, error);
	free(values);
	return result;
}

struct code_states *code_begin(const struct run *run)
{
	struct code_states *states = xmalloc(sizeof *states);
	*states = (struct code_states){.run = run, .caller = {.call = call, .context = states}};
	return states;
}

void code_end(struct code_states *states)
{
	struct state *next = states ? states->states : NULL;
	for (struct state *state = next; state; state = next) {
		next = state->next;
		functions_close(state->functions);
		free(state);
	}
	free(states);
}

const struct code_caller *code_caller_of(struct code_states *states)
{
	return &states->caller;
}
