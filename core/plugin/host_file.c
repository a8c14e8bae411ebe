/* host_file.c - files of the user, and the cells in them. */
#include "base/arena.h"
#include "base/error.h"
#include "base/tree.h"
#include "plugin/host.h"
#include "scan/convert.h"
#include "scan/input.h"
#include "scan/mapping.h"

#define FILE_MOST ((size_t)64 << 20)

void host_use_dictionary(struct wn_arena *arena, const struct dictionary *dictionary)
{
	arena_set_context(arena, dictionary);
}

int host_read_file(struct wn_arena *arena, struct wn_str path, struct wn_str *content, struct wn_error *error)
{
	return input_whole(arena, path, FILE_MOST, content, error);
}

int host_convert(struct wn_arena *arena, const struct wn_column *column, const struct wn_str *cells, size_t count, struct wn_fact *fact)
{
	const struct dictionary *dictionary = arena_context(arena);

	return dictionary ? convert_named(arena, dictionary, column, cells, count, fact) : WN_REFUSED;
}

int host_read_columns(struct wn_arena *arena, const struct wn_tree *tree, const struct wn_column **columns, size_t *count, struct wn_error *error)
{
	const struct dictionary *dictionary = arena_context(arena);

	return dictionary ? columns_of_tree(arena, dictionary, tree, columns, count, error)
	                  : fail(error, WN_REFUSED, "mapping words are read into an arena that the host gave");
}

/* The mapping words know items as part of columns: { signal = { kind = ..., date = ... } }. */
int host_read_item(struct wn_arena *arena, struct wn_str list, const struct wn_tree *item, const struct wn_column **columns, size_t *count,
                   struct wn_error *error)
{
	struct wn_tree *around;

	if (!item || item->kind != WN_TREE_TABLE || item->count == 0)
		return host_tree_fail(error, item, "an item is a table of attributes, such as { date = \"Column\" }");
	around = tree_new(arena, WN_TREE_TABLE, item->place);
	tree_add(arena, around, list, item->place, (struct wn_tree *)item);
	return host_read_columns(arena, around, columns, count, error);
}
