/* support_tree.c - description trees from the bytes of an input. */
#include <string.h>

#include "fuzz/support_bytes.h"

static const char *const names[] = {"a", "end", "file", "text", "pages", "share", "flag", "profile", "age", "size", "since", "folder", "secret",
	"words", "files", "field", "tree", "as", "budget", "max_pages", "two words", "\"", "\n"};
static const char *const words[] = {"days", "months", "weeks", "years", "secret", "const", "split", "map", "nace", "source", "x_y"};

#define PICK(bytes, array) str_of((array)[bytes_below((bytes), sizeof(array) / sizeof((array)[0]))])

static struct wn_str some_text(struct wn_arena *arena, struct bytes *bytes)
{
	static const char *const known[] = {"TOKEN", "2026-11-01", "10MB", "employees", "excel", "a.csv", "../x", "", "30", "1KiB"};

	if (bytes_below(bytes, 2))
		return PICK(bytes, known);
	return arena_str(arena, bytes_take(bytes, bytes_below(bytes, 24)));
}

static double some_number(struct bytes *bytes)
{
	struct wn_str raw = bytes_take(bytes, sizeof(double));
	double number = 0.5;

	memcpy(&number, raw.ptr, raw.len);
	return number;
}

static int64_t some_integer(struct bytes *bytes)
{
	struct wn_str raw;
	int64_t number = 0;

	if (bytes_below(bytes, 2))
		return (int8_t)bytes_one(bytes);
	raw = bytes_take(bytes, sizeof number);
	memcpy(&number, raw.ptr, raw.len);
	return number;
}

static void add_entries(struct wn_arena *arena, struct wn_tree *tree, struct bytes *bytes, int depth)
{
	for (unsigned count = bytes_below(bytes, 5); count > 0; count--) {
		struct wn_str key = {0};

		if (tree->kind == WN_TREE_TABLE && bytes_below(bytes, 2))
			key = bytes_below(bytes, 8) ? PICK(bytes, names) : some_text(arena, bytes);
		/* Lua keeps one value of a key. */
		if (key.len > 0 && tree_entry(tree, arena_str(arena, key).ptr))
			continue;
		tree_add(arena, tree, key, tree->place, bytes_tree(arena, bytes, depth - 1));
	}
}

struct wn_tree *bytes_tree(struct wn_arena *arena, struct bytes *bytes, int depth)
{
	static const enum wn_tree_kind kinds[] = {WN_TREE_TEXT, WN_TREE_INTEGER, WN_TREE_FLAG, WN_TREE_NUMBER, WN_TREE_TABLE, WN_TREE_CALL, WN_TREE_TABLE,
		WN_TREE_CALL};
	enum wn_tree_kind kind = kinds[bytes_below(bytes, depth > 0 ? 8 : 4)];
	struct wn_tree *tree = tree_new(arena, kind, (struct place){.path = "input.lua", .line = 1, .column = 1});

	if (kind == WN_TREE_TEXT)
		tree->as.text = some_text(arena, bytes);
	else if (kind == WN_TREE_INTEGER)
		tree->as.integer = some_integer(bytes);
	else if (kind == WN_TREE_FLAG)
		tree->as.flag = bytes_below(bytes, 2);
	else if (kind == WN_TREE_NUMBER)
		tree->as.number = some_number(bytes);
	else if (kind == WN_TREE_CALL)
		tree->as.text = PICK(bytes, words);
	if (kind == WN_TREE_TABLE || kind == WN_TREE_CALL)
		add_entries(arena, tree, bytes, depth);
	return tree;
}
