/* host_tree.c - description trees as plugins read them. A question that a node cannot answer has an empty answer. */
#include "base/error.h"
#include "base/str.h"
#include "base/tree.h"
#include "plugin/host.h"

enum wn_tree_kind host_tree_kind(const struct wn_tree *tree)
{
	return tree ? tree->kind : WN_TREE_NONE;
}

size_t host_tree_count(const struct wn_tree *tree)
{
	return tree ? tree->count : 0;
}

const struct wn_tree *host_tree_at(const struct wn_tree *tree, size_t index)
{
	return tree && index < tree->count ? tree->entries[index].value : NULL;
}

struct wn_str host_tree_key(const struct wn_tree *tree, size_t index)
{
	return tree && index < tree->count ? tree->entries[index].key : (struct wn_str){"", 0};
}

const struct wn_tree *host_tree_get(const struct wn_tree *tree, struct wn_str key)
{
	size_t i;

	for (i = 0; tree && key.len > 0 && i < tree->count; i++)
		if (str_equal(tree->entries[i].key, key))
			return tree->entries[i].value;
	return NULL;
}

struct wn_str host_tree_text(const struct wn_tree *tree)
{
	bool text = tree && (tree->kind == WN_TREE_TEXT || tree->kind == WN_TREE_CALL || tree->kind == WN_TREE_CODE);

	return text ? tree->as.text : (struct wn_str){"", 0};
}

int64_t host_tree_integer(const struct wn_tree *tree)
{
	if (tree && tree->kind == WN_TREE_FLAG)
		return tree->as.flag;
	return tree && tree->kind == WN_TREE_INTEGER ? tree->as.integer : 0;
}

double host_tree_number(const struct wn_tree *tree)
{
	if (tree && tree->kind == WN_TREE_INTEGER)
		return (double)tree->as.integer;
	return tree && tree->kind == WN_TREE_NUMBER ? tree->as.number : 0;
}

int host_tree_fail(struct wn_error *error, const struct wn_tree *tree, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	host_vfail(error, WN_FAIL, format, args);
	va_end(args);
	if (!tree || !tree->place.line)
		return WN_FAIL;
	return fail_in(error, "%s:%u:%u", tree->place.path ? tree->place.path : "", tree->place.line, tree->place.column);
}
