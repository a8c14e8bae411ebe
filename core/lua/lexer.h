/* lexer.h - what Lua loses: where each table constructor and each of its entries stands in the text, the
 * order of keys, and keys written twice; and the text of each function. */
#ifndef CORE_LUA_LEXER_H
#define CORE_LUA_LEXER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"

struct literal_entry {
	struct wn_str key;        /* Name or ["text"], as Lua reads it; empty: bare or computed */
	bool computed;            /* [expression] = */
	bool again;               /* the key stands in the same braces already */
	struct place place;       /* of the key, or of the bare value */
	struct place value_place;
};

/* One table constructor of the text. */
struct literal {
	struct place place; /* of the brace */
	struct literal_entry *entries;
	size_t count;
};

/* One function of the text. */
struct function_text {
	struct place place;  /* of the word `function` */
	uint32_t last_line;  /* of its `end` */
	struct wn_str text;  /* from `function` to `end`, points into the text */
	bool named;          /* local function f(), function f(): it carries no mark */
};

struct literals {
	struct literal *at;   /* in order of the opening brace */
	size_t count;
	struct function_text *functions; /* in order of the word `function` */
	size_t function_count;
	/* The text with every constructor marked: { becomes a call that hands the table and its index in `at` to
	 * the host, likewise a function without a name and its index in `functions`. Lines are the same as in the
	 * original. */
	struct wn_str marked;
};

/* The names under which the marking functions are called in `marked`. */
#define LITERAL_MARK "__literal"
#define FUNCTION_MARK "__function"

/* Keys written twice are reported. Text that is no Lua is left to Lua's own parser: WN_INVALID, nothing reported.
 * WN_REFUSED: it uses one of the marks' names, and that is reported.
 * `path` must live as long as the places, and be NUL-terminated. */
int lex_literals(struct wn_arena *arena, struct wn_str path, struct wn_str text, struct literals *literals, struct diags *diags);

#endif
