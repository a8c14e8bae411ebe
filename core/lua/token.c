/* token.c - Lua's tokens with their places. */
#include "lua/token.h"

#include <string.h>

#include "base/str.h"

static const char *const keywords[] = {"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if",
	"in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_newline(char c)
{
	return c == '\n' || c == '\r';
}

static char look(const struct tokens *tokens, size_t ahead)
{
	return (size_t)(tokens->end - tokens->at) > ahead ? tokens->at[ahead] : '\0';
}

/* \n, \r, \r\n and \n\r are one line end each, as for Lua. */
static void pass_newline(struct tokens *tokens)
{
	char first = *tokens->at++;

	if (tokens->at < tokens->end && is_newline(*tokens->at) && *tokens->at != first)
		tokens->at++;
	tokens->line++;
	tokens->line_start = tokens->at;
}

struct tokens tokens_of(struct wn_str text)
{
	struct tokens tokens = {text.ptr, text.ptr + text.len, text.ptr, 1};

	if (str_begins(text, WN_STR("\xef\xbb\xbf")))
		tokens.at += 3;
	if (look(&tokens, 0) == '#')
		while (tokens.at < tokens.end && !is_newline(*tokens.at))
			tokens.at++;
	return tokens;
}

/* At "[": the number of = in "[==[", or -1 where no long bracket opens. */
static long long_bracket(const struct tokens *tokens)
{
	long level = 0;

	while (look(tokens, 1 + (size_t)level) == '=')
		level++;
	return look(tokens, 1 + (size_t)level) == '[' ? level : -1;
}

static bool closes(const struct tokens *tokens, long level)
{
	if (tokens->end - tokens->at < level + 2 || tokens->at[level + 1] != ']')
		return false;
	for (long i = 1; i <= level; i++)
		if (tokens->at[i] != '=')
			return false;
	return true;
}

static bool pass_long(struct tokens *tokens, long level)
{
	tokens->at += level + 2;
	while (tokens->at < tokens->end) {
		if (*tokens->at == ']' && closes(tokens, level)) {
			tokens->at += level + 2;
			return true;
		}
		if (is_newline(*tokens->at))
			pass_newline(tokens);
		else
			tokens->at++;
	}
	return false;
}

static bool pass_comment(struct tokens *tokens)
{
	tokens->at += 2;
	long level = look(tokens, 0) == '[' ? long_bracket(tokens) : -1;
	if (level >= 0)
		return pass_long(tokens, level);
	while (tokens->at < tokens->end && !is_newline(*tokens->at))
		tokens->at++;
	return true;
}

static bool pass_blanks(struct tokens *tokens)
{
	while (tokens->at < tokens->end) {
		char c = *tokens->at;
		if (is_newline(c))
			pass_newline(tokens);
		else if (c == ' ' || c == '\t' || c == '\v' || c == '\f')
			tokens->at++;
		else if (c != '-' || look(tokens, 1) != '-')
			break;
		else if (!pass_comment(tokens))
			return false;
	}
	return true;
}

static void pass_space_of_escape(struct tokens *tokens)
{
	while (tokens->at < tokens->end && strchr(" \t\v\f\r\n", *tokens->at) && *tokens->at)
		if (is_newline(*tokens->at))
			pass_newline(tokens);
		else
			tokens->at++;
}

static bool pass_string(struct tokens *tokens)
{
	char quote = *tokens->at++;

	while (tokens->at < tokens->end && *tokens->at != quote) {
		if (is_newline(*tokens->at))
			return false;
		if (*tokens->at++ != '\\')
			continue;
		if (tokens->at == tokens->end)
			return false;
		if (is_newline(*tokens->at))
			pass_newline(tokens);
		else if (*tokens->at++ == 'z')
			pass_space_of_escape(tokens);
	}
	return tokens->at++ < tokens->end;
}

static void pass_number(struct tokens *tokens)
{
	bool hex = look(tokens, 0) == '0' && (look(tokens, 1) | 32) == 'x';
	char mark = hex ? 'p' : 'e';

	while (tokens->at < tokens->end && (is_digit(*tokens->at) || is_letter(*tokens->at) || *tokens->at == '.')) {
		bool exponent = (*tokens->at++ | 32) == mark;
		if (exponent && (look(tokens, 0) == '+' || look(tokens, 0) == '-'))
			tokens->at++;
	}
}

static enum token_kind pass_name(struct tokens *tokens)
{
	const char *start = tokens->at;

	while (tokens->at < tokens->end && (is_letter(*tokens->at) || is_digit(*tokens->at)))
		tokens->at++;
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (str_is((struct wn_str){start, (size_t)(tokens->at - start)}, keywords[i]))
			return TOKEN_KEYWORD;
	return TOKEN_NAME;
}

static void pass_sign(struct tokens *tokens, struct token *token)
{
	static const char *const several[] = {"...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};
	struct wn_str rest = {tokens->at, (size_t)(tokens->end - tokens->at)};

	for (size_t i = 0; i < sizeof several / sizeof *several; i++)
		if (str_begins(rest, str_of(several[i]))) {
			tokens->at += strlen(several[i]);
			token->sign = 0;
			return;
		}
	token->sign = (unsigned char)*tokens->at++;
}

bool tokens_next(struct tokens *tokens, struct token *token)
{
	bool good = true;

	if (!pass_blanks(tokens))
		return false;
	*token = (struct token){.start = tokens->at, .line = tokens->line, .column = (uint32_t)(tokens->at - tokens->line_start) + 1};
	char c = look(tokens, 0);
	if (tokens->at == tokens->end) {
		token->kind = TOKEN_END;
	} else if (is_letter(c)) {
		token->kind = pass_name(tokens);
	} else if (is_digit(c) || (c == '.' && is_digit(look(tokens, 1)))) {
		token->kind = TOKEN_NUMBER;
		pass_number(tokens);
	} else if (c == '"' || c == '\'') {
		token->kind = TOKEN_STRING;
		good = pass_string(tokens);
	} else if (c == '[' && long_bracket(tokens) >= 0) {
		token->kind = TOKEN_STRING;
		good = pass_long(tokens, long_bracket(tokens));
	} else {
		token->kind = TOKEN_SIGN;
		pass_sign(tokens, token);
	}
	token->end = tokens->at;
	return good;
}

bool token_is(const struct token *token, const char *text)
{
	return token->kind != TOKEN_STRING && str_is((struct wn_str){token->start, (size_t)(token->end - token->start)}, text);
}

/* ---- what a string stands for ---- */

/* Where a string is read from and written to; the result is never longer than the token. */
struct unescape {
	const char *from, *end;
	char *to;
};

static bool escape_hex(struct unescape *u)
{
	if (u->end - u->from < 2 || hex_value(u->from[0]) < 0 || hex_value(u->from[1]) < 0)
		return false;
	*u->to++ = (char)(hex_value(u->from[0]) * 16 + hex_value(u->from[1]));
	u->from += 2;
	return true;
}

static bool escape_decimal(struct unescape *u)
{
	int value = 0;

	for (int i = 0; i < 3 && u->from < u->end && is_digit(*u->from); i++)
		value = value * 10 + (*u->from++ - '0');
	*u->to++ = (char)value;
	return value <= 255;
}

/* Lua allows code points below 2^31, in up to six bytes: n bytes hold 5n + 1 bits. */
static void put_utf8(struct unescape *u, uint32_t point)
{
	int bytes = 2;

	if (point < 0x80) {
		*u->to++ = (char)point;
		return;
	}
	while (bytes < 6 && point >> (5 * bytes + 1))
		bytes++;
	*u->to++ = (char)((0xff00 >> bytes & 0xff) | point >> (6 * (bytes - 1)));
	for (int left = bytes - 2; left >= 0; left--)
		*u->to++ = (char)(0x80 | (point >> (6 * left) & 0x3f));
}

static bool escape_point(struct unescape *u)
{
	uint64_t point = 0;

	if (u->from == u->end || *u->from++ != '{')
		return false;
	const char *start = u->from;
	while (u->from < u->end && hex_value(*u->from) >= 0 && point <= 0x7fffffff)
		point = point * 16 + (uint64_t)hex_value(*u->from++);
	if (u->from == start || u->from == u->end || *u->from++ != '}' || point > 0x7fffffff)
		return false;
	put_utf8(u, (uint32_t)point);
	return true;
}

static void escape_newline(struct unescape *u)
{
	char first = *u->from++;

	if (u->from < u->end && is_newline(*u->from) && *u->from != first)
		u->from++;
	*u->to++ = '\n';
}

/* Behind the backslash. */
static bool escape(struct unescape *u)
{
	static const char letters[] = "abfnrtv\\'\"", means[] = "\a\b\f\n\r\t\v\\'\"";

	if (u->from == u->end)
		return false;
	if (is_digit(*u->from))
		return escape_decimal(u);
	if (is_newline(*u->from)) {
		escape_newline(u);
		return true;
	}
	char c = *u->from++;
	const char *known = c ? strchr(letters, c) : NULL;
	if (known)
		*u->to++ = means[known - letters];
	else if (c == 'x')
		return escape_hex(u);
	else if (c == 'u')
		return escape_point(u);
	else if (c == 'z')
		while (u->from < u->end && *u->from && strchr(" \t\v\f\r\n", *u->from))
			u->from++;
	else
		return false;
	return true;
}

/* Between the brackets; the line end that follows the opening one does not count, others become \n. */
static struct wn_str long_string(struct wn_arena *arena, const struct token *token)
{
	size_t level = 0;

	while (token->start[1 + level] == '=')
		level++;
	struct unescape u = {token->start + level + 2, token->end - level - 2, NULL};
	char *start = arena_alloc(arena, (size_t)(u.end - u.from) + 1);
	u.to = start;
	if (u.from < u.end && is_newline(*u.from)) {
		escape_newline(&u);
		u.to = start;
	}
	while (u.from < u.end)
		if (is_newline(*u.from))
			escape_newline(&u);
		else
			*u.to++ = *u.from++;
	return (struct wn_str){start, (size_t)(u.to - start)};
}

struct wn_str token_string(struct wn_arena *arena, const struct token *token)
{
	if (*token->start == '[')
		return long_string(arena, token);
	struct unescape u = {token->start + 1, token->end - 1, NULL};
	char *start = arena_alloc(arena, (size_t)(u.end - u.from) + 1);
	u.to = start;
	while (u.from < u.end)
		if (*u.from != '\\')
			*u.to++ = *u.from++;
		else if (u.from++, !escape(&u))
			return (struct wn_str){0};
	return (struct wn_str){start, (size_t)(u.to - start)};
}
