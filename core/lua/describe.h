/* describe.h - the inside of reading descriptions: words, calls, and what is remembered about a file that runs.
 *
 * A name that Lua does not define is a word: a userdata that becomes a call when it is called. Both are
 * userdata, so no table of a user can be taken for one.
 */
#ifndef CORE_LUA_DESCRIBE_H
#define CORE_LUA_DESCRIBE_H

#include "lua/lexer.h"
#include "lua/sandbox.h"

/* One word or call. User value 1: its arguments in a table; 2: the word. */
struct word {
	bool called;
	bool inside;    /* it stands in another call: no entry of the root */
	uint32_t line;  /* of the call; 0 for a word */
	int count;      /* arguments */
};

/* A description that is being read. It stands in the sandbox's context. */
struct describing {
	struct wn_arena *arena;
	struct wn_str path, text;
	struct wn_str chunk;   /* name of the chunk for Lua: the path, or a short one that messages are stripped of */
	bool done;             /* it has been read: from now on words mean nothing */
	struct diags *diags;
	struct literals literals;
	lua_State *lua;
	int calls;             /* how many there are in words_calls() */
	const char **lines;    /* where each line begins, made when first asked for */
	size_t line_count;
	uint32_t codes;        /* functions that stand in the tree so far */
};

struct describing *describing_of(lua_State *lua);
/* Sets the environment of chunks: allowed globals, marks, and words for all other names. */
void words_open(lua_State *lua);
/* The word at `index`, or null. */
struct word *word_at(lua_State *lua, int index);
void words_calls(lua_State *lua);      /* pushes the array of all calls in order of creation */
void words_marks(lua_State *lua);      /* pushes the table: table or function -> index of its mark */
void words_functions(lua_State *lua);  /* pushes the table: function -> number in the tree, number + 1 -> function */

/* The tree of all that was called; needs protection. */
struct wn_tree *describe_convert(struct describing *describing);
/* Runs the file. Mistakes go to diags; WN_FAIL: it did not run to its end. describing_close in any case. */
int describing_open(struct describing *describing, struct wn_arena *arena, struct wn_str path, struct wn_str text, struct wn_str chunk,
                    struct diags *diags);
/* The tree of what ran; null with a mistake. */
struct wn_tree *describing_convert(struct describing *describing);
void describing_close(struct describing *describing);
/* Where a word stands in a line, column 0 where it is not to be found. */
struct place describing_place(struct describing *describing, uint32_t line, struct wn_str word);

#endif
