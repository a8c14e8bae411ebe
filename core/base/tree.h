/* tree.h - the description tree: what a pipeline, a profile or a plugin's script says, with its place in the
 * file and in the order of the file. Made by core/lua; everything after reads this and has no Lua in it.
 * Any word that Lua does not define is a call, known or not: the room that owns a language knows its words.
 * A word that stands alone, without arguments (country = FR), is a call without arguments.
 */
#ifndef CORE_BASE_TREE_H
#define CORE_BASE_TREE_H

#include <stdbool.h>

#include "base/diag.h"
#include <winnow/host.h>

struct entry;

/* A node. The public opaque struct wn_tree is this one. */
struct wn_tree {
	enum wn_tree_kind kind;
	struct place place; /* of the value; a computed one has that of the nearest enclosing literal */
	union {
		bool flag;
		int64_t integer;
		double number;
		struct wn_str text; /* WN_TREE_TEXT; WN_TREE_CALL: the word; WN_TREE_CODE: source text of the function */
	} as;
	/* WN_TREE_TABLE: entries in file order. WN_TREE_CALL: arguments, keys empty; a curried call such as
	 * source "x" { } has both in one list. */
	struct entry *entries;
	size_t count;
	uint32_t code; /* WN_TREE_CODE: number of the function in the file, the same in every state that runs it */
};

struct entry {
	struct wn_str key; /* empty: a bare value */
	struct place place; /* of the key, or of the bare value */
	struct wn_tree *value;
};

struct wn_tree *tree_new(struct wn_arena *arena, enum wn_tree_kind kind, struct place place);
/* Leaves that no file says. */
struct wn_tree *tree_text(struct wn_arena *arena, struct wn_str text);
struct wn_tree *tree_integer(struct wn_arena *arena, int64_t integer);
struct wn_tree *tree_number(struct wn_arena *arena, double number);
struct wn_tree *tree_flag(struct wn_arena *arena, bool flag);
void tree_add(struct wn_arena *arena, struct wn_tree *table, struct wn_str key, struct place place, struct wn_tree *value);
/* The entry with this key, or null. */
const struct entry *tree_entry(const struct wn_tree *tree, const char *key);
const struct wn_tree *tree_value(const struct wn_tree *tree, const char *key);
bool tree_is_call(const struct wn_tree *tree, const char *word);
/* Tests may stand in every description, which passes over them: test "what it shows" { ... }. True: it is one, or meant to be,
 * then `good` says whether it has this form; where it has not, that is reported. */
bool tree_is_test(const struct wn_tree *tree, struct diags *diags, bool *good);
/* The i-th argument of a call or bare value of a table (keyed entries are skipped), or null. */
const struct wn_tree *tree_bare(const struct wn_tree *tree, size_t index);
size_t tree_bare_count(const struct wn_tree *tree);
/* "a text", "a number", "a table", "a flag", "a function", "nothing", "between(...)": for messages. The text of a
 * call is the thread's own and lasts until the fourth next call of this. */
const char *tree_kind_name(const struct wn_tree *tree);
/* The value as the user would write it, on one line but for functions: bare values in file order, then keys
 * sorted by bytes. One canonical spelling, different for different trees; used for hashes, messages and tests.
 * Recursive: whoever makes trees bounds their depth. */
struct wn_str tree_print(struct wn_arena *arena, const struct wn_tree *tree);

#endif
