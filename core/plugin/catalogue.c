/* catalogue.c - reads the folders of plugins. */
#include "plugin/catalogue.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "plugin/native.h"

/* Files that look like plugins, in the order in which they are found. */
struct catalogue {
	struct wn_arena *arena;
	struct found_plugin *at;
	size_t count, room;
};

bool catalogue_good_name(struct wn_str name)
{
	size_t i;

	for (i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (i > 0 && (c == '_' || (c >= '0' && c <= '9')))))
			return false;
	}
	return name.len > 0 && name.len < 64;
}

/* What stands earlier on the path hides what has its kind and name later. */
static bool hidden(const struct catalogue *catalogue, uint32_t kind, struct wn_str name)
{
	size_t i;

	for (i = 0; i < catalogue->count; i++)
		if ((uint32_t)catalogue->at[i].kind == kind && str_equal(catalogue->at[i].name, name))
			return true;
	return false;
}

static void add(struct catalogue *catalogue, uint32_t kind, struct wn_str name, struct wn_str path)
{
	if (catalogue->count == catalogue->room) {
		size_t room = catalogue->room ? 2 * catalogue->room : 16;
		struct found_plugin *grown = arena_array(catalogue->arena, room, sizeof *grown);

		if (catalogue->count > 0)
			memcpy(grown, catalogue->at, catalogue->count * sizeof *grown);
		catalogue->at = grown, catalogue->room = room;
	}
	catalogue->at[catalogue->count++] = (struct found_plugin){.kind = (enum wn_kind)kind, .name = arena_str(catalogue->arena, name), .path = path};
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* One ending at a time, so that a shared object hides a script of its name. */
static void read_folder(struct catalogue *catalogue, struct wn_str folder, uint32_t kind, const char *ending)
{
	struct dirent **entries;
	int count = scandir(folder.ptr, &entries, NULL, by_name), i;

	for (i = 0; i < count; i++) {
		struct wn_str file = str_of(entries[i]->d_name), name = path_stem(file);

		if (str_ends(file, str_of(ending)) && catalogue_good_name(name) && !hidden(catalogue, kind, name))
			add(catalogue, kind, name, path_join(catalogue->arena, folder, file));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void read_paths(struct catalogue *catalogue, const struct plugin_paths *paths)
{
	uint32_t kind;
	size_t i;

	for (i = 0; i < paths->count; i++) {
		for (kind = WN_SOURCE; kind <= WN_SINK; kind++) {
			struct wn_str folder = path_join(catalogue->arena, paths->folders[i], str_of(kind_name((enum wn_kind)kind)));

			read_folder(catalogue, folder, kind, ".so");
			read_folder(catalogue, folder, kind, ".lua");
		}
		read_folder(catalogue, paths->folders[i], 0, ".so");
		read_folder(catalogue, paths->folders[i], 0, ".lua");
	}
}

static int by_kind_and_name(const struct found_plugin *left, const struct found_plugin *right)
{
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return str_compare(left->name, right->name);
}

/* Keeps the order of the path among equals, which qsort does not promise. */
static void sort(struct found_plugin *at, size_t count)
{
	size_t i, j;

	for (i = 1; i < count; i++) {
		struct found_plugin moving = at[i];

		for (j = i; j > 0 && by_kind_and_name(&at[j - 1], &moving) > 0; j--)
			at[j] = at[j - 1];
		at[j] = moving;
	}
}

static void load_all(struct catalogue *catalogue)
{
	struct wn_error error;
	size_t i;

	for (i = 0; i < catalogue->count; i++) {
		struct found_plugin *found = &catalogue->at[i];

		error = (struct wn_error){0};
		if (plugin_load_file(found->path, &found->plugin, &error) == WN_OK) {
			found->kind = (enum wn_kind)found->plugin->vtable->kind;
		} else {
			found->plugin = NULL;
			found->refusal = arena_str(catalogue->arena, str_of(error.text));
		}
	}
}

size_t plugin_list(struct wn_arena *arena, const struct plugin_paths *paths, struct found_plugin **found)
{
	struct catalogue catalogue = {.arena = arena};
	size_t i, kept = 0;

	read_paths(&catalogue, paths);
	load_all(&catalogue);
	sort(catalogue.at, catalogue.count);
	/* A file beside the kinds has shown its kind only now. */
	for (i = 0; i < catalogue.count; i++)
		if (kept == 0 || by_kind_and_name(&catalogue.at[kept - 1], &catalogue.at[i]) != 0)
			catalogue.at[kept++] = catalogue.at[i];
	*found = catalogue.at;
	return kept;
}

static const char **names_of(struct catalogue *catalogue, enum wn_kind kind)
{
	const char **names = arena_array(catalogue->arena, catalogue->count + 1, sizeof *names);
	size_t i, count = 0;

	for (i = 0; i < catalogue->count; i++)
		if (catalogue->at[i].kind == kind || catalogue->at[i].kind == 0)
			names[count++] = catalogue->at[i].name.ptr;
	return names;
}

int catalogue_missing(struct wn_arena *arena, const struct plugin_paths *paths, enum wn_kind kind, struct wn_str name,
                      struct wn_error *error)
{
	struct catalogue catalogue = {.arena = arena};
	struct buf looked = {0};
	const char *hint;
	char near[128];
	size_t i;
	int result;

	read_paths(&catalogue, paths);
	name = str_first(name, 64);
	for (i = 0; i < catalogue.count; i++)
		if (catalogue.at[i].kind && catalogue.at[i].kind != kind && str_equal(catalogue.at[i].name, name))
			return fail(error, WN_NONE, "there is no %s \"%.*s\"; '%.*s' is a %s: write %s \"%.*s\"", kind_name(kind), STR_ARG(name), STR_ARG(name),
			            kind_name(catalogue.at[i].kind), kind_word(catalogue.at[i].kind), STR_ARG(name));
	for (i = 0; i < paths->count; i++)
		buf_printf(&looked, "%s%.*s", i ? ", " : "", STR_ARG(paths->folders[i]));
	hint = did_you_mean(near, name, names_of(&catalogue, kind));
	if (looked.len)
		result = fail(error, WN_NONE, "no plugin %.*s: no %s of that name in %s%s", STR_ARG(name), kind_name(kind), looked.data,
		              *hint ? hint : "; winnow plugins lists what there is, --plugin-path adds a folder");
	else
		result = fail(error, WN_NONE, "no plugin %.*s: there is no folder of plugins; name one with --plugin-path or WINNOW_PLUGIN_PATH",
		              STR_ARG(name));
	buf_free(&looked);
	return result;
}
