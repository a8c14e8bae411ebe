/* entry.c - where braces and entries of a Lua text end. */
#include "lua/entry.h"

#include "base/str.h"
#include "lua/token.h"

/* Brackets and blocks that are open behind a token: a function in an entry has commas of its own. */
static int depth_change(const struct token *token)
{
	static const char *const opens[] = {"function", "if", "do", "repeat"}, *const closes[] = {"end", "until"};

	if (token->kind == TOKEN_SIGN)
		return strchr("{([", token->sign) && token->sign ? 1 : strchr("})]", token->sign) && token->sign ? -1 : 0;
	if (token->kind != TOKEN_KEYWORD)
		return 0;
	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++)
		if (token_is(token, opens[i]))
			return 1;
	for (size_t i = 0; i < sizeof closes / sizeof *closes; i++)
		if (token_is(token, closes[i]))
			return -1;
	return 0;
}

static bool is_sign(const struct token *token, int sign)
{
	return token->kind == TOKEN_SIGN && token->sign == sign;
}

/* Reads up to the token at the place. */
static bool find(struct tokens *tokens, struct place place, struct token *token)
{
	while (tokens_next(tokens, token) && token->kind != TOKEN_END)
		if (token->line == place.line && token->column == place.column)
			return true;
	return false;
}

bool span_of_braces(struct wn_str text, struct place place, struct text_span *span)
{
	struct tokens tokens = tokens_of(text);
	struct token token;
	int depth = 1;

	if (!find(&tokens, place, &token) || !is_sign(&token, '{'))
		return false;
	span->from = (size_t)(token.start - text.ptr);
	while (depth > 0 && tokens_next(&tokens, &token) && token.kind != TOKEN_END)
		depth += depth_change(&token);
	span->to = (size_t)(token.end - text.ptr);
	return depth == 0;
}

/* From `token`, which begins an entry, to what ends it. */
static bool entry_end(struct wn_str text, struct tokens *tokens, struct token token, struct text_span *span)
{
	int depth = 0;

	span->from = (size_t)(token.start - text.ptr);
	for (;;) {
		int change = depth_change(&token);

		if (token.kind == TOKEN_END || (depth == 0 && (change < 0 || is_sign(&token, ',') || is_sign(&token, ';'))))
			return token.kind != TOKEN_END;
		depth += change;
		span->to = (size_t)(token.end - text.ptr);
		if (!tokens_next(tokens, &token))
			return false;
	}
}

bool span_of_entry(struct wn_str text, struct place place, struct text_span *span)
{
	struct tokens tokens = tokens_of(text);
	struct token token;

	return find(&tokens, place, &token) && entry_end(text, &tokens, token, span);
}

bool span_of_key(struct wn_str text, struct text_span braces, const char *key, struct text_span *span)
{
	struct tokens tokens = tokens_of(text);
	struct token token;
	bool begins = false;
	int depth = 0;

	while (tokens_next(&tokens, &token) && token.kind != TOKEN_END) {
		size_t at = (size_t)(token.start - text.ptr);

		if (at >= braces.to)
			return false;
		if (at < braces.from)
			continue;
		if (depth == 1 && begins && token_is(&token, key)) {
			struct tokens ahead = tokens;
			struct token next;

			if (tokens_next(&ahead, &next) && is_sign(&next, '='))
				return entry_end(text, &tokens, token, span);
		}
		depth += depth_change(&token);
		begins = depth == 1 && (is_sign(&token, '{') || is_sign(&token, ',') || is_sign(&token, ';'));
	}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct text_span span_to_remove(struct wn_str text, struct text_span span)
{
	size_t from = span.from, to = span.to;

	while (to < text.len && (is_blank(text.ptr[to]) || text.ptr[to] == '\n'))
		to++;
	if (to < text.len && (text.ptr[to] == ',' || text.ptr[to] == ';'))
		span.to = ++to;
	to = span.to;
	while (to < text.len && is_blank(text.ptr[to]))
		to++;
	while (from > 0 && is_blank(text.ptr[from - 1]))
		from--;
	if ((from == 0 || text.ptr[from - 1] == '\n') && to < text.len && text.ptr[to] == '\n')
		return (struct text_span){from, to + 1};
	return span;
}

void span_place(struct wn_str text, size_t offset, uint32_t *line, uint32_t *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < offset && i < text.len; i++) {
		++*column;
		if (text.ptr[i] == '\n') {
			++*line;
			*column = 1;
		}
	}
}
