/* description.c - what a file is: `winnow check` and `winnow test` take whatever they are given. */
#include "run/description.h"

#include "base/str.h"
#include "lua/lua.h"

static bool calls(const struct wn_tree *file, const char *word)
{
	for (size_t i = 0; file && i < file->count; i++)
		if (tree_is_call(file->entries[i].value, word))
			return true;
	return false;
}

/* A script is no description: run as one it ends in mistakes. It is known by its folder, so that one with a mistake is known too, or
 * else by being whole. */
static bool is_script(struct wn_arena *arena, struct wn_str path)
{
	const struct plugin *plugin;
	struct wn_error ignored = {0};
	struct wn_str folder = path_name(path_folder(arena, path));
	if (!str_ends(path, (struct wn_str)WN_STR(".lua")))
		return false;
	for (enum wn_kind kind = WN_SOURCE; kind <= WN_SINK; kind++)
		if (str_is(folder, kind_name(kind)))
			return true;
	return plugin_load_file(path, &plugin, &ignored) == WN_OK;
}

static enum description kind_of(struct wn_arena *arena, struct wn_str path, const struct wn_tree *file)
{
	if (calls(file, "icp"))
		return DESCRIPTION_PROFILE;
	if (calls(file, "pipeline"))
		return DESCRIPTION_PIPELINE;
	if (calls(file, "test") || str_ends(path, (struct wn_str)WN_STR(".test.lua")))
		return DESCRIPTION_TESTS;
	return is_script(arena, path) ? DESCRIPTION_PLUGIN : DESCRIPTION_NONE;
}

enum description description_of(struct wn_str path)
{
	if (str_ends(path, (struct wn_str)WN_STR(".so")))
		return DESCRIPTION_PLUGIN;
	struct wn_arena *arena = arena_new();
	struct diags *aside = diags_new(); /* what is wrong with a script as a description is no matter */
	enum description kind = kind_of(arena, path, describe_file(arena, path, aside));
	diags_free(aside);
	arena_free(arena);
	return kind;
}
