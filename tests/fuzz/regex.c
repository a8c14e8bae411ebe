/* regex.c - regular expressions against a matcher that goes the slow way over a parsed pattern, and any bytes as a pattern. */
#include <string.h>

#include "fuzz/support_bytes.h"
#include "icp/regex.h"

#define TEXT 24

enum shape { CHARACTER, ANY, CLASS, BEGIN, END, EDGE, SEQUENCE, CHOICE, REPEAT };

struct shaped {
	enum shape shape;
	char letter, kind; /* kind: a class of one letter, d w s, or 0 */
	bool negative;
	int least, most; /* most < 0: any number */
	struct shaped *first, *second;
};

/* ---- a pattern from the input ---------------------------------------------------------------------------- */

static const char letters[] = "abcA1_ .\n-";

static struct shaped *shape_of(struct wn_arena *arena, struct bytes *bytes, int depth)
{
	struct shaped *shaped = arena_alloc(arena, sizeof *shaped);

	shaped->shape = (enum shape)bytes_below(bytes, depth > 0 ? REPEAT + 1 : EDGE + 1);
	shaped->letter = letters[bytes_below(bytes, sizeof letters - 1)];
	shaped->kind = "\0dws"[bytes_below(bytes, 4)];
	shaped->negative = bytes_below(bytes, 2);
	if (shaped->shape >= SEQUENCE)
		shaped->first = shape_of(arena, bytes, depth - 1);
	if (shaped->shape == SEQUENCE || shaped->shape == CHOICE)
		shaped->second = shape_of(arena, bytes, depth - 1);
	if (shaped->shape == REPEAT) {
		shaped->least = (int)bytes_below(bytes, 4);
		shaped->most = bytes_below(bytes, 2) ? -1 : shaped->least + (int)bytes_below(bytes, 3) + (shaped->least == 0);
	}
	return shaped;
}

static void letter_text(struct buf *out, char letter)
{
	if (letter == '\n')
		buf_text(out, "\\n");
	else
		buf_printf(out, strchr(".-", letter) ? "\\%c" : "%c", letter);
}

static void class_text(struct buf *out, const struct shaped *shaped)
{
	if (shaped->kind && shaped->letter == ' ') {
		buf_printf(out, "\\%c", shaped->negative ? shaped->kind - 32 : shaped->kind);
		return;
	}
	buf_text(out, shaped->negative ? "[^" : "[");
	if (shaped->kind)
		buf_printf(out, "\\%c", shaped->kind);
	letter_text(out, shaped->letter);
	buf_text(out, "a-b]");
}

static void shape_text(struct buf *out, const struct shaped *shaped)
{
	switch (shaped->shape) {
	case CHARACTER:
		letter_text(out, shaped->letter);
		break;
	case ANY:
		buf_byte(out, '.');
		break;
	case CLASS:
		class_text(out, shaped);
		break;
	case BEGIN:
		buf_byte(out, '^');
		break;
	case END:
		buf_byte(out, '$');
		break;
	case EDGE:
		buf_text(out, shaped->negative ? "\\B" : "\\b");
		break;
	case SEQUENCE:
	case CHOICE:
		buf_text(out, "(?:");
		shape_text(out, shaped->first);
		buf_text(out, shaped->shape == CHOICE ? "|" : "");
		shape_text(out, shaped->second);
		buf_text(out, ")");
		break;
	case REPEAT:
		buf_text(out, "(");
		shape_text(out, shaped->first);
		buf_printf(out, shaped->most < 0 ? "){%d,}" : "){%d,%d}", shaped->least, shaped->most);
		break;
	}
}

/* ---- the slow way ---------------------------------------------------------------------------------------- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static char small(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

struct match {
	const char *text;
	int len;
	bool fold;
};

static bool same(const struct match *match, char a, char b)
{
	return match->fold ? small(a) == small(b) : a == b;
}

static bool in_kind(char kind, char c)
{
	return kind == 'd' ? c >= '0' && c <= '9' : kind == 'w' ? is_word(c) : kind == 's' ? c == ' ' || (c >= '\t' && c <= '\r') : false;
}

static bool reads(const struct match *match, const struct shaped *shaped, char c)
{
	bool in;

	if (shaped->shape == ANY)
		return c != '\n';
	if (shaped->shape == CHARACTER)
		return same(match, c, shaped->letter);
	in = in_kind(shaped->kind, c);
	if (!(shaped->kind && shaped->letter == ' '))
		in = in || same(match, c, shaped->letter) || same(match, c, 'a') || same(match, c, 'b');
	return in != shaped->negative;
}

static bool stands(const struct match *match, const struct shaped *shaped, int at)
{
	bool before = at > 0 && is_word(match->text[at - 1]), after = at < match->len && is_word(match->text[at]);

	return shaped->shape == BEGIN ? at == 0 : shaped->shape == END ? at == match->len : (before != after) != shaped->negative;
}

/* Where matches of the shape may end that begin at one of these places: sets as bits. */
static uint32_t ends(const struct match *match, const struct shaped *shaped, uint32_t from)
{
	uint32_t now = from, all = 0;

	switch (shaped->shape) {
	case SEQUENCE:
		return ends(match, shaped->second, ends(match, shaped->first, from));
	case CHOICE:
		return ends(match, shaped->first, from) | ends(match, shaped->second, from);
	case REPEAT:
		for (int i = 0; i < shaped->least; i++)
			now = ends(match, shaped->first, now);
		for (int i = shaped->least; (all | now) != all && (shaped->most < 0 || i <= shaped->most); i++) {
			all |= now;
			now = ends(match, shaped->first, now);
		}
		return all;
	default:
		for (int at = 0; at <= match->len; at++)
			if (from >> at & 1) {
				if (shaped->shape >= BEGIN)
					all |= stands(match, shaped, at) ? UINT32_C(1) << at : 0;
				else if (at < match->len && reads(match, shaped, match->text[at]))
					all |= UINT32_C(1) << (at + 1);
			}
		return all;
	}
}

static void compare(struct wn_arena *arena, struct bytes *bytes)
{
	bool fold = bytes_below(bytes, 4) == 0, found;
	struct shaped *shaped = shape_of(arena, bytes, 5);
	struct buf pattern = {0};
	struct wn_error error = {0};
	struct regex *regex;
	char text[TEXT];
	struct match match = {text, (int)bytes_below(bytes, TEXT), fold};

	for (int i = 0; i < match.len; i++)
		text[i] = letters[bytes_below(bytes, sizeof letters - 1)];
	buf_text(&pattern, fold ? "(?i)" : "");
	shape_text(&pattern, shaped);
	regex = regex_compile(arena, buf_as_str(&pattern), &error);
	found = ends(&match, shaped, (UINT32_C(2) << match.len) - 1) != 0;
	if (regex && regex_search(regex, (struct wn_str){text, (size_t)match.len}, arena) != found) {
		fprintf(stderr, "/%s/ on '%.*s': the slow way says %s\n", pattern.data, match.len, text, found ? "found" : "not found");
		MUST(!"the same answer");
	}
	/* Repeats of repeats may be too large, and nothing else is wrong with it. */
	MUST(regex || pattern.len > REGEX_PATTERN || strstr(error.text, "large") || strstr(error.text, "long"));
	buf_free(&pattern);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct bytes bytes = {data, size};
	struct wn_error error = {0};
	struct regex *regex;
	struct wn_str pattern;

	if (bytes_below(&bytes, 2)) {
		compare(arena, &bytes);
	} else {
		pattern = bytes_take(&bytes, bytes_below(&bytes, 200));
		regex = regex_compile(arena, pattern, &error);
		MUST(regex || error.text[0]);
		if (regex) {
			MUST(regex_size(regex) <= REGEX_PROGRAM);
			regex_search(regex, bytes_take(&bytes, bytes.left), arena);
		}
	}
	arena_free(arena);
	return 0;
}
