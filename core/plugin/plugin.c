/* plugin.c - from a kind and a name to a loaded plugin, each file loaded once. */
#include "plugin/plugin.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/str.h"
#include "plugin/catalogue.h"
#include "plugin/native.h"
#include "plugin/script.h"

/* Plugins are never unloaded, so what was loaded is kept for the life of the process. The key holds size and day of change: a file
 * that was written anew is another plugin. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct map *loaded;

static struct wn_str cache_key(struct wn_arena *arena, struct wn_str path)
{
	struct stat status;

	if (stat(arena_str(arena, path).ptr, &status) != 0)
		return (struct wn_str){0};
	return arena_printf(arena, "%llx %llx %llx %llx.%09ld %.*s", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino,
	                    (unsigned long long)status.st_size, (unsigned long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec, STR_ARG(path));
}

static int load_script(struct wn_str path, const struct wn_plugin **vtable, struct wn_error *error)
{
	int result = native_check_owner(path, error);

	return result < 0 ? result : script_load(path, vtable, error);
}

static struct wn_str keep(struct wn_str text)
{
	char *copy = xmalloc(text.len + 1);

	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	copy[text.len] = 0;
	return (struct wn_str){copy, text.len};
}

static int load_anew(struct wn_str path, struct plugin **plugin, struct wn_error *error)
{
	const struct wn_plugin *vtable = NULL;
	bool is_script = str_ends(path, WN_STR(".lua"));
	uint8_t digest[DIGEST_SIZE];
	struct wn_str kept;
	int result = is_script ? load_script(path, &vtable, error) : native_load(path, &vtable, error);

	if (result < 0)
		return WN_FAIL;
	kept = keep(path);
	if (digest_file(kept.ptr, digest, error) < 0)
		return WN_FAIL; /* a file that vanished meanwhile; the few bytes of its name stay */
	*plugin = xmalloc(sizeof **plugin);
	**plugin = (struct plugin){.vtable = vtable, .path = kept, .is_script = is_script};
	digest_hex(digest, (*plugin)->digest);
	return WN_OK;
}

static int load_once(struct wn_arena *arena, struct wn_str path, const struct plugin **plugin, struct wn_error *error)
{
	struct wn_str key = cache_key(arena, path);
	struct plugin *found;
	int result;

	if (key.len == 0)
		return fail_errno(error, "cannot look at the plugin '%.*s'", STR_ARG(path));
	if (!loaded)
		loaded = map_new();
	found = map_get(loaded, key);
	if (!found) {
		result = load_anew(path, &found, error);
		if (result < 0)
			return result;
		map_put(loaded, key, found);
	}
	*plugin = found;
	return WN_OK;
}

int plugin_load_file(struct wn_str path, const struct plugin **plugin, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	int result;

	if (!str_ends(path, WN_STR(".so")) && !str_ends(path, WN_STR(".lua"))) {
		result = fail(error, WN_FAIL, "'%.*s' is no plugin: a plugin is a file that ends in .so or .lua", STR_ARG(path));
	} else {
		pthread_mutex_lock(&lock);
		result = load_once(arena, path, plugin, error);
		pthread_mutex_unlock(&lock);
	}
	arena_free(arena);
	return result;
}

/* The file of a plugin below one folder: of its kind, or beside the kinds. */
static bool file_in(struct wn_arena *arena, struct wn_str folder, enum wn_kind kind, struct wn_str name, unsigned turn, struct wn_str *path)
{
	const char *ending = turn % 2 ? "lua" : "so";

	*path = turn < 2 ? arena_printf(arena, "%.*s/%s/%.*s.%s", STR_ARG(folder), kind_name(kind), STR_ARG(name), ending)
	                 : arena_printf(arena, "%.*s/%.*s.%s", STR_ARG(folder), STR_ARG(name), ending);
	return file_exists(*path);
}

static int search(struct wn_arena *arena, const struct plugin_paths *paths, enum wn_kind kind, struct wn_str name,
                  const struct plugin **plugin, struct wn_error *error)
{
	unsigned turn;
	size_t i;

	for (i = 0; i < paths->count; i++)
		for (turn = 0; turn < 4; turn++) {
			struct wn_str path;
			int result;

			if (!file_in(arena, paths->folders[i], kind, name, turn, &path))
				continue;
			result = plugin_load_file(path, plugin, error);
			/* Beside the kinds another kind may have the same name. */
			if (result < 0 || (*plugin)->vtable->kind == kind)
				return result;
		}
	return WN_NONE;
}

int plugin_load(const struct plugin_paths *paths, enum wn_kind kind, struct wn_str name, const struct plugin **plugin,
                struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	int result = WN_NONE;

	*plugin = NULL;
	if (catalogue_good_name(name))
		result = search(arena, paths, kind, name, plugin, error);
	if (result == WN_NONE)
		result = catalogue_missing(arena, paths, kind, name, error);
	if (result < 0)
		*plugin = NULL;
	arena_free(arena);
	return result;
}
