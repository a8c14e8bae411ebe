/* config.c - user settings: settings { plugin_path = { "..." } } in the user's or the machine's config.lua. */
#include "run/config.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/str.h"
#include "lua/lua.h"

static void add_folder(struct run *run, const struct wn_tree *node, struct wn_str beside)
{
	if (node->kind != WN_TREE_TEXT) {
		diag_error(run->diags, node->place, "plugin_path holds folders, in quotes");
		return;
	}
	struct plugin_paths *paths = &run->paths;
	struct wn_str *folders = arena_array(run->arena, paths->count + 1, sizeof *folders);
	for (size_t i = 0; i < paths->count; i++)
		folders[i] = paths->folders[i];
	folders[paths->count++] = path_beside(run->arena, beside, node->as.text);
	paths->folders = folders;
}

static void read_setting(struct run *run, const struct entry *entry, struct wn_str file)
{
	if (!str_is(entry->key, "plugin_path")) {
		diag_error(run->diags, entry->place, "'%.*s' is no user setting; there is: plugin_path", STR_ARG(entry->key));
		return;
	}
	const struct wn_tree *value = entry->value;
	if (value->kind != WN_TREE_TABLE) {
		add_folder(run, value, file);
		return;
	}
	for (size_t i = 0; i < value->count; i++)
		add_folder(run, value->entries[i].value, file);
}

static void read_config(struct run *run, struct wn_str path)
{
	if (!file_exists(path))
		return;
	const struct wn_tree *file = describe_file(run->arena, path, run->diags);
	const struct wn_tree *call = file ? tree_bare(file, 0) : NULL;
	if (!file)
		return;
	if (!call || !tree_is_call(call, "settings") || file->count != 1 || call->count != 1 || call->entries[0].value->kind != WN_TREE_TABLE) {
		diag_error(run->diags, file->place, "a configuration file holds one settings { ... }");
		return;
	}
	const struct wn_tree *table = call->entries[0].value;
	for (size_t i = 0; i < table->count; i++)
		read_setting(run, &table->entries[i], path);
}

int run_paths(struct run *run)
{
	run->paths = plugin_paths_find(run->arena, run->options.plugin_path);
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (config && *config)
		read_config(run, arena_printf(run->arena, "%s/winnow/config.lua", config));
	else if (home && *home)
		read_config(run, arena_printf(run->arena, "%s/.config/winnow/config.lua", home));
	read_config(run, str_of("/etc/winnow/config.lua"));
	return diags_errors(run->diags) ? WN_FAIL : WN_OK;
}
