/* tree.c - making, asking and printing description trees. */
#include "base/tree.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct wn_tree *tree_new(struct wn_arena *arena, enum wn_tree_kind kind, struct place place)
{
	struct wn_tree *tree = arena_alloc(arena, sizeof *tree);

	tree->kind = kind;
	tree->place = place;
	return tree;
}

/* The room of `entries` is not kept: it is the next power of two, at least 4. */
struct wn_tree *tree_text(struct wn_arena *arena, struct wn_str text)
{
	struct wn_tree *tree = tree_new(arena, WN_TREE_TEXT, (struct place){0});
	tree->as.text = text;
	return tree;
}

struct wn_tree *tree_integer(struct wn_arena *arena, int64_t integer)
{
	struct wn_tree *tree = tree_new(arena, WN_TREE_INTEGER, (struct place){0});
	tree->as.integer = integer;
	return tree;
}

struct wn_tree *tree_number(struct wn_arena *arena, double number)
{
	struct wn_tree *tree = tree_new(arena, WN_TREE_NUMBER, (struct place){0});
	tree->as.number = number;
	return tree;
}

struct wn_tree *tree_flag(struct wn_arena *arena, bool flag)
{
	struct wn_tree *tree = tree_new(arena, WN_TREE_FLAG, (struct place){0});
	tree->as.flag = flag;
	return tree;
}

void tree_add(struct wn_arena *arena, struct wn_tree *table, struct wn_str key, struct place place, struct wn_tree *value)
{
	size_t count = table->count;

	if (count == 0 || (count >= 4 && (count & (count - 1)) == 0)) {
		struct entry *entries = arena_array(arena, count ? 2 * count : 4, sizeof *entries);

		if (count > 0)
			memcpy(entries, table->entries, count * sizeof *entries);
		table->entries = entries;
	}
	table->entries[table->count++] = (struct entry){key, place, value};
}

const struct entry *tree_entry(const struct wn_tree *tree, const char *key)
{
	size_t i;

	for (i = 0; tree && i < tree->count; i++)
		if (tree->entries[i].key.len > 0 && str_is(tree->entries[i].key, key))
			return &tree->entries[i];
	return NULL;
}

const struct wn_tree *tree_value(const struct wn_tree *tree, const char *key)
{
	const struct entry *entry = tree_entry(tree, key);

	return entry ? entry->value : NULL;
}

bool tree_is_call(const struct wn_tree *tree, const char *word)
{
	return tree && tree->kind == WN_TREE_CALL && str_is(tree->as.text, word);
}

bool tree_is_test(const struct wn_tree *tree, struct diags *diags, bool *good)
{
	if (!tree_is_call(tree, "test"))
		return false;
	const struct wn_tree *name = tree_bare(tree, 0), *table = tree_bare(tree, 1);
	*good = tree->count == 2 && name->kind == WN_TREE_TEXT && name->as.text.len && table->kind == WN_TREE_TABLE;
	if (!*good)
		diag_error(diags, tree->place, "write test \"what it shows\" { ..., expect = { ... } }");
	return true;
}

const struct wn_tree *tree_bare(const struct wn_tree *tree, size_t index)
{
	size_t i;

	for (i = 0; tree && i < tree->count; i++)
		if (tree->entries[i].key.len == 0 && index-- == 0)
			return tree->entries[i].value;
	return NULL;
}

size_t tree_bare_count(const struct wn_tree *tree)
{
	size_t count = 0, i;

	for (i = 0; tree && i < tree->count; i++)
		count += tree->entries[i].key.len == 0;
	return count;
}

const char *tree_kind_name(const struct wn_tree *tree)
{
	static _Thread_local char texts[4][80];
	static _Thread_local unsigned next;
	char *text;

	switch (tree ? tree->kind : WN_TREE_NONE) {
	case WN_TREE_FLAG:
		return "a flag";
	case WN_TREE_INTEGER:
	case WN_TREE_NUMBER:
		return "a number";
	case WN_TREE_TEXT:
		return "a text";
	case WN_TREE_TABLE:
		return "a table";
	case WN_TREE_CODE:
		return "a function";
	case WN_TREE_CALL:
		text = texts[next++ % 4];
		snprintf(text, sizeof texts[0], "%.*s(...)", STR_ARG(str_first(tree->as.text, 64)));
		return text;
	case WN_TREE_NONE:
		break;
	}
	return "nothing";
}

/* ---- printing -------------------------------------------------------------------------------------------- */

static void print(struct buf *out, const struct wn_tree *tree);

static void print_text(struct buf *out, struct wn_str text)
{
	buf_byte(out, '"');
	buf_visible(out, text, "\"\\");
	buf_byte(out, '"');
}

static bool is_name(struct wn_str text)
{
	static const char *const keywords[] = {"and", "break", "do", "else", "elseif", "end", "false", "for", "function",
		"goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while", NULL};
	size_t i;

	for (i = 0; keywords[i]; i++)
		if (str_is(text, keywords[i]))
			return false;
	for (i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (i > 0 && c >= '0' && c <= '9')))
			return false;
	}
	return text.len > 0;
}

/* The shortest digits that read back as the same number, always with a point, an exponent or a word in it,
 * since 1 and 1.0 are different trees. */
static void print_number(struct buf *out, double number)
{
	char text[40];
	int digits;

	if (!isfinite(number)) {
		buf_text(out, isnan(number) ? "nan" : number < 0 ? "-inf" : "inf");
		return;
	}
	if (number == trunc(number) && fabs(number) < 1e15) {
		buf_printf(out, "%.1f", number);
		return;
	}
	for (digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	buf_text(out, text);
	if (!strpbrk(text, ".e"))
		buf_text(out, ".0");
}

static int compare_keys(const void *left, const void *right)
{
	const struct entry *a = *(const struct entry *const *)left, *b = *(const struct entry *const *)right;
	int order = str_compare(a->key, b->key);

	return order != 0 ? order : (a > b) - (a < b); /* a key written twice: file order */
}

static void print_entry(struct buf *out, const struct entry *entry)
{
	if (is_name(entry->key)) {
		buf_str(out, entry->key);
		buf_text(out, " = ");
	} else if (entry->key.len > 0) {
		buf_byte(out, '[');
		print_text(out, entry->key);
		buf_text(out, "] = ");
	}
	print(out, entry->value);
}

static void print_table(struct buf *out, const struct wn_tree *table)
{
	const struct entry **sorted;
	size_t bare = 0, keyed, i;

	if (table->count == 0) {
		buf_text(out, "{}");
		return;
	}
	sorted = xmalloc(table->count * sizeof *sorted);
	keyed = tree_bare_count(table);
	for (i = 0; i < table->count; i++)
		sorted[table->entries[i].key.len == 0 ? bare++ : keyed++] = &table->entries[i];
	qsort(sorted + bare, table->count - bare, sizeof *sorted, compare_keys);
	for (i = 0; i < table->count; i++) {
		buf_text(out, i == 0 ? "{ " : ", ");
		print_entry(out, sorted[i]);
	}
	buf_text(out, " }");
	free(sorted);
}

/* nace "62", source "csv" { ... } and has { ... } go without parentheses, as people write them. */
static void print_call(struct buf *out, const struct wn_tree *call)
{
	enum wn_tree_kind first = call->count > 0 && call->entries[0].value ? call->entries[0].value->kind : WN_TREE_NONE;
	enum wn_tree_kind second = call->count > 1 && call->entries[1].value ? call->entries[1].value->kind : WN_TREE_NONE;
	bool plain = (call->count == 1 && (first == WN_TREE_TEXT || first == WN_TREE_TABLE)) ||
		(call->count == 2 && first == WN_TREE_TEXT && second == WN_TREE_TABLE);
	size_t i;

	buf_str(out, call->as.text);
	buf_text(out, plain ? " " : "(");
	for (i = 0; i < call->count; i++) {
		if (i > 0)
			buf_text(out, plain ? " " : ", ");
		print_entry(out, &call->entries[i]);
	}
	if (!plain)
		buf_byte(out, ')');
}

static void print(struct buf *out, const struct wn_tree *tree)
{
	switch (tree ? tree->kind : WN_TREE_NONE) {
	case WN_TREE_NONE:
		buf_text(out, "nil");
		break;
	case WN_TREE_FLAG:
		buf_text(out, tree->as.flag ? "true" : "false");
		break;
	case WN_TREE_INTEGER:
		buf_printf(out, "%" PRId64, tree->as.integer);
		break;
	case WN_TREE_NUMBER:
		print_number(out, tree->as.number);
		break;
	case WN_TREE_TEXT:
		print_text(out, tree->as.text);
		break;
	case WN_TREE_TABLE:
		print_table(out, tree);
		break;
	case WN_TREE_CALL:
		print_call(out, tree);
		break;
	case WN_TREE_CODE:
		buf_str(out, tree->as.text);
		break;
	}
}

struct wn_str tree_print(struct wn_arena *arena, const struct wn_tree *tree)
{
	struct buf out = {0};
	struct wn_str text;

	print(&out, tree);
	text = arena_str(arena, buf_as_str(&out));
	buf_free(&out);
	return text;
}
