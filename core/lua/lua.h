/* lua.h - the sandbox, the reading of descriptions, and scripts as plugins see them.
 *
 * Everything that knows of lua_State is in this room.
 */
#ifndef CORE_LUA_LUA_H
#define CORE_LUA_LUA_H

#include "base/diag.h"
#include "base/tree.h"

struct lua_State;

/* Bounds on one state and one call. */
struct lua_limits {
	size_t memory;        /* bytes, whole state */
	uint64_t instructions; /* per call from the host */
};
extern const struct lua_limits describe_limits, script_limits;

/* A state with the allow-list of globals, frozen; `print` goes to the log. Null with a text when memory or
 * the libraries fail. The chunk's folder is where `require` looks. */
struct lua_State *sandbox_new(const struct lua_limits *limits, struct wn_str folder, struct wn_error *error);
void sandbox_free(struct lua_State *lua);
/* Loads a text chunk (bytecode is refused), chunk name = path. The function is on the stack. */
int sandbox_load(struct lua_State *lua, struct wn_str path, struct wn_str text, struct wn_error *error);
/* Protected call under the limits, with a one-line traceback in `error`. As lua_pcall otherwise. */
int sandbox_call(struct lua_State *lua, int arguments, int results, struct wn_error *error);
/* Begins the counting of instructions anew; sandbox_call does so itself, a resumed coroutine's host must. */
void sandbox_budget(struct lua_State *lua);

/* Runs a description file (pipeline, profile, test) in a describing sandbox and returns its tree: a table of
 * the top-level calls, in order. Words that Lua does not define become calls. Mistakes of form (syntax, a key
 * written twice, a table that is missing, a run-time error) go to `diags`; null if the file could not be
 * read or run at all. The tree lives in `arena`. `path` is shown as given. */
struct wn_tree *describe_file(struct wn_arena *arena, struct wn_str path, struct diags *diags);
/* The same, and the text as it was read: whoever calls functions of the file must run that. */
struct wn_tree *describe_file_text(struct wn_arena *arena, struct wn_str path, struct wn_str *text, struct diags *diags);
struct wn_tree *describe_text(struct wn_arena *arena, struct wn_str path, struct wn_str text, struct diags *diags);

/* Where a value stands in the text that it was read from. `plain`: it is written out there, with nothing computed in it, so that
 * other words can take its place. False: it is not where its place says, or was computed. */
struct span_of_text {
	size_t from, to;
	bool plain;
};
bool value_span(struct wn_str text, const struct wn_tree *value, struct span_of_text *span);

#endif
