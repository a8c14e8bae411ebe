/* token.h - Lua's tokens with their places; comments and blanks are passed over. */
#ifndef CORE_LUA_TOKEN_H
#define CORE_LUA_TOKEN_H

#include <stdbool.h>

#include "base/arena.h"

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_KEYWORD, TOKEN_STRING, TOKEN_NUMBER, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	int sign;            /* TOKEN_SIGN: its character, or 0 where it has several (==, .., ::) */
	const char *start, *end;
	uint32_t line, column;
};

/* A value: copying it and reading on from the copy is looking ahead. */
struct tokens {
	const char *at, *end, *line_start;
	uint32_t line;
};

/* A byte order mark and a first line that begins with # are passed over, as Lua's own file loader does. */
struct tokens tokens_of(struct wn_str text);
/* False: this is no Lua. */
bool tokens_next(struct tokens *tokens, struct token *token);
bool token_is(const struct token *token, const char *text);
/* What a TOKEN_STRING stands for, escapes resolved; null pointer: an escape that Lua does not know. */
struct wn_str token_string(struct wn_arena *arena, const struct token *token);

#endif
