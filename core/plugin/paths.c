/* paths.c - the folders in which plugins are looked for. */
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "plugin/plugin.h"

#define MOST 64

struct search {
	struct wn_arena *arena;
	struct plugin_paths paths;
};

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void add(struct search *search, struct wn_str folder)
{
	struct wn_str clean = path_beside(search->arena, WN_STR(""), folder);
	size_t i;

	for (i = 0; i < search->paths.count; i++)
		if (str_equal(search->paths.folders[i], clean))
			return;
	if (i < MOST)
		search->paths.folders[search->paths.count++] = clean;
}

/* Named by a user: kept also where there is no such folder, so that messages show it. */
static void add_named(struct search *search, struct wn_str folders)
{
	struct wn_str folder;

	while (str_cut(&folders, WN_STR(":"), &folder))
		if (folder.len > 0)
			add(search, folder);
}

static bool add_if_there(struct search *search, const char *base, const char *below)
{
	struct wn_str folder = path_join(search->arena, str_of(base), str_of(below));

	if (!is_folder(folder.ptr))
		return false;
	add(search, folder);
	return true;
}

/* A built tree has plugins/ beside the binary, and the scripts of the source tree above it; BUILD may be a folder
 * of a folder. */
static void add_beside_binary(struct search *search)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
	struct wn_str folder;

	if (len <= 0)
		return;
	folder = path_folder(search->arena, (struct wn_str){path, (size_t)len});
	if (add_if_there(search, folder.ptr, "plugins") && !add_if_there(search, folder.ptr, "../scripts"))
		add_if_there(search, folder.ptr, "../../scripts");
	add_if_there(search, folder.ptr, "../lib/winnow");
	add_if_there(search, folder.ptr, "../share/winnow/scripts");
}

struct plugin_paths plugin_paths_find(struct wn_arena *arena, struct wn_str given)
{
	struct search search = {arena, {arena_array(arena, MOST, sizeof(struct wn_str)), 0}};

	add_named(&search, given);
	add_named(&search, str_of(getenv("WINNOW_PLUGIN_PATH")));
	add_beside_binary(&search);
	add_if_there(&search, WINNOW_PREFIX, "lib/winnow");
	add_if_there(&search, WINNOW_PREFIX, "share/winnow/scripts");
	return search.paths;
}
