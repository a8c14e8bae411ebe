/* tree.c - any description tree, printed and read again as the options of a step are after a crash: the same tree. */
#include <math.h>

#include "fuzz/support_bytes.h"
#include "lua/lua.h"

/* Descriptions are texts, so all texts in them are. */
static bool is_text(struct wn_str text)
{
	return text.len == 0 || (str_is_utf8(text) && !memchr(text.ptr, 0, text.len));
}

/* Whether a description could have given this tree. */
static bool has_spelling(const struct wn_tree *tree)
{
	if (tree->kind == WN_TREE_TEXT && !is_text(tree->as.text))
		return false;
	if (tree->kind == WN_TREE_NUMBER && !isfinite(tree->as.number))
		return false;
	/* Lua drops the last nils, and -2^63 is no literal. */
	if (tree->kind == WN_TREE_NONE || (tree->kind == WN_TREE_INTEGER && tree->as.integer == INT64_MIN))
		return false;
	for (size_t i = 0; i < tree->count; i++)
		if (!is_text(tree->entries[i].key) || !has_spelling(tree->entries[i].value))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct diags *diags = diags_new();
	struct bytes bytes = {data, size};
	const struct wn_tree *tree = bytes_tree(arena, &bytes, 6), *again;
	struct wn_str text = tree_print(arena, tree), call = arena_printf(arena, "sink(\"x\", %.*s)", STR_ARG(text));

	if (has_spelling(tree) && call.len == text.len + 11) {
		again = describe_text(arena, WN_STR("stored.lua"), call, diags);
		if (!again || again->count != 1 || again->entries[0].value->count != 2 ||
		    !str_equal(tree_print(arena, again->entries[0].value->entries[1].value), text)) {
			fprintf(stderr, "%.*s\n", STR_ARG(call));
			diags_print(diags, stderr);
			MUST(!"a tree reads back as it was printed");
		}
	}
	diags_free(diags);
	arena_free(arena);
	return 0;
}
