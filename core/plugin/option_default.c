/* option_default.c - default texts: the few forms of a value that an option table may hold, as trees. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/str.h"
#include "plugin/option_type.h"

struct maker {
	struct wn_arena *arena;
	struct place place;
};

static struct wn_tree *text_node(const struct maker *make, struct wn_str text)
{
	struct wn_tree *tree = tree_new(make->arena, WN_TREE_TEXT, make->place);

	tree->as.text = text;
	return tree;
}

static struct wn_tree *integer_node(const struct maker *make, struct wn_str text)
{
	struct wn_tree *tree = tree_new(make->arena, WN_TREE_INTEGER, make->place);

	return str_to_int(text, &tree->as.integer) ? tree : NULL;
}

static struct wn_tree *number_node(const struct maker *make, struct wn_str text)
{
	struct wn_tree *tree = tree_new(make->arena, WN_TREE_NUMBER, make->place);
	char *end;

	errno = 0;
	tree->as.number = strtod(text.ptr, &end);
	return end > text.ptr && *end == 0 && errno == 0 && isfinite(tree->as.number) ? tree : NULL;
}

static struct wn_tree *flag_node(const struct maker *make, struct wn_str text)
{
	struct wn_tree *tree = tree_new(make->arena, WN_TREE_FLAG, make->place);

	tree->as.flag = str_is(text, "true");
	return tree->as.flag || str_is(text, "false") ? tree : NULL;
}

/* days(30) */
static struct wn_tree *call_node(const struct maker *make, struct wn_str text)
{
	struct wn_tree *tree = tree_new(make->arena, WN_TREE_CALL, make->place), *argument;

	if (!str_cut(&text, WN_STR("("), &tree->as.text) || !str_ends(text, WN_STR(")")))
		return NULL;
	argument = integer_node(make, str_first(text, text.len - 1));
	if (argument)
		tree_add(make->arena, tree, (struct wn_str){0}, make->place, argument);
	return argument ? tree : NULL;
}

/* { "a", "b" }, or one text as it is. */
static struct wn_tree *list_node(const struct maker *make, struct wn_str text)
{
	struct wn_tree *tree = tree_new(make->arena, WN_TREE_TABLE, make->place);
	struct wn_str part;

	if (!str_begins(text, WN_STR("{")))
		return text_node(make, text);
	if (!str_ends(text, WN_STR("}")))
		return NULL;
	text = str_trim(str_first(str_from(text, 1), text.len - 2));
	while (str_cut(&text, WN_STR(","), &part)) {
		part = str_trim(part);
		if (part.len < 2 || part.ptr[0] != '"' || part.ptr[part.len - 1] != '"')
			return NULL;
		tree_add(make->arena, tree, (struct wn_str){0}, make->place, text_node(make, str_first(str_from(part, 1), part.len - 2)));
	}
	return tree;
}

const struct wn_tree *option_default(const struct wn_option *option, struct wn_arena *arena, struct place place)
{
	struct maker make = {arena, place};
	struct wn_str text = str_of(option->default_text);

	switch (option->type) {
	case WN_OPT_INTEGER:
		return integer_node(&make, text);
	case WN_OPT_NUMBER:
		return number_node(&make, text);
	case WN_OPT_FLAG:
		return flag_node(&make, text);
	case WN_OPT_DURATION:
		return call_node(&make, text);
	case WN_OPT_LIST:
	case WN_OPT_FILES:
		return list_node(&make, text);
	case WN_OPT_SECRET:
	case WN_OPT_TREE:
		return NULL;
	default:
		return text_node(&make, text);
	}
}
