/* span.c - where a value of a description stands in its text, and whether it is written out there. */
#include "lua/lua.h"

#include "base/str.h"
#include "lua/entry.h"
#include "lua/token.h"

#define DEPTH_MAX 200

struct spanning {
	struct tokens tokens;
	struct token now;
	const char *end; /* of what was read last */
	int depth;
};

static bool next(struct spanning *spanning)
{
	spanning->end = spanning->now.end;
	return tokens_next(&spanning->tokens, &spanning->now);
}

static bool is_sign(const struct spanning *spanning, int sign)
{
	return spanning->now.kind == TOKEN_SIGN && spanning->now.sign == sign;
}

static bool take_sign(struct spanning *spanning, int sign)
{
	return is_sign(spanning, sign) && next(spanning);
}

static bool plain_value(struct spanning *spanning);

/* [NAME =] value, ["text"] = value: until the closing sign, which is taken. */
static bool plain_list(struct spanning *spanning, int close)
{
	while (!is_sign(spanning, close)) {
		struct spanning ahead = *spanning;
		if (ahead.now.kind == TOKEN_NAME && next(&ahead) && is_sign(&ahead, '='))
			*spanning = ahead;
		else if (is_sign(spanning, '[') && !(next(spanning) && plain_value(spanning) && is_sign(spanning, ']') && next(spanning)))
			return false;
		if (is_sign(spanning, '=') && !next(spanning))
			return false;
		if (!plain_value(spanning))
			return false;
		if (!take_sign(spanning, ',') && !take_sign(spanning, ';') && !is_sign(spanning, close))
			return false;
	}
	return next(spanning);
}

/* What stands behind a word: "x", { ... }, ( ... ), one after the other. */
static bool plain_arguments(struct spanning *spanning)
{
	bool any = false;
	for (;; any = true) {
		if (spanning->now.kind == TOKEN_STRING) {
			if (!next(spanning))
				return false;
		} else if (is_sign(spanning, '{') || is_sign(spanning, '(')) {
			int close = is_sign(spanning, '{') ? '}' : ')';
			if (!next(spanning) || !plain_list(spanning, close))
				return false;
		} else {
			return any;
		}
	}
}

static bool plain_inside(struct spanning *spanning)
{
	if (spanning->now.kind == TOKEN_STRING || spanning->now.kind == TOKEN_NUMBER || token_is(&spanning->now, "true") || token_is(&spanning->now, "false"))
		return next(spanning);
	if (is_sign(spanning, '-'))
		return next(spanning) && spanning->now.kind == TOKEN_NUMBER && next(spanning);
	if (is_sign(spanning, '{'))
		return next(spanning) && plain_list(spanning, '}');
	return spanning->now.kind == TOKEN_NAME && next(spanning) && plain_arguments(spanning);
}

static bool plain_value(struct spanning *spanning)
{
	if (++spanning->depth > DEPTH_MAX)
		return false;
	bool plain = plain_inside(spanning);
	spanning->depth--;
	return plain;
}

static bool find(struct spanning *spanning, struct place place)
{
	while (tokens_next(&spanning->tokens, &spanning->now) && spanning->now.kind != TOKEN_END && spanning->now.line <= place.line)
		if (spanning->now.line == place.line && spanning->now.column == place.column)
			return true;
	return false;
}

/* Does the word or sign at the place fit what it became? Else something was computed, and this is where. */
static bool fits(const struct token *token, const struct wn_tree *value)
{
	switch (value->kind) {
	case WN_TREE_TEXT:
		return token->kind == TOKEN_STRING;
	case WN_TREE_INTEGER:
	case WN_TREE_NUMBER:
		return token->kind == TOKEN_NUMBER || (token->kind == TOKEN_SIGN && token->sign == '-');
	case WN_TREE_FLAG:
		return token_is(token, "true") || token_is(token, "false");
	case WN_TREE_TABLE:
		return token->kind == TOKEN_SIGN && token->sign == '{';
	case WN_TREE_CALL:
		return token->kind == TOKEN_NAME && str_equal(value->as.text, (struct wn_str){token->start, (size_t)(token->end - token->start)});
	default:
		return false;
	}
}

bool value_span(struct wn_str text, const struct wn_tree *value, struct span_of_text *span)
{
	struct spanning spanning = {.tokens = tokens_of(text)};
	if (!find(&spanning, value->place) || !fits(&spanning.now, value))
		return false;
	struct text_span braces;
	span->from = (size_t)(spanning.now.start - text.ptr);
	span->plain = plain_value(&spanning);
	/* What goes on behind it (.. "more") is a part of the value. */
	if (span->plain)
		span->plain = spanning.now.kind == TOKEN_END || is_sign(&spanning, ',') || is_sign(&spanning, ';') || is_sign(&spanning, '}') || is_sign(&spanning, ')');
	span->to = (size_t)(spanning.end - text.ptr);
	if (span->plain || value->kind != WN_TREE_TABLE)
		return true;
	if (!span_of_braces(text, value->place, &braces))
		return false;
	span->to = braces.to;
	return true;
}
