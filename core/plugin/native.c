/* native.c - hands a checked file to the loader, and the descriptor in it to its checks. */
#include "plugin/native.h"

#include <dlfcn.h>
#include <link.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

/* The loader's own words: it often ends them with the path that we have already named. */
static const char *loader_words(void)
{
	const char *words = dlerror();

	return words ? words : "the loader gave no reason";
}

/* Bytes of the descriptor as the object's own symbol table has it; 0 where it says nothing. */
static size_t symbol_room(const void *symbol)
{
	const ElfW(Sym) *entry = NULL;
	Dl_info info;

	if (!dladdr1(symbol, &info, (void **)&entry, RTLD_DL_SYMENT) || !entry || info.dli_saddr != symbol)
		return 0;
	return entry->st_size;
}

static uint32_t kind_of_folder(struct wn_arena *arena, struct wn_str path)
{
	return kind_of(path_name(path_folder(arena, path)));
}

static int load(const char *path, const struct wn_plugin **vtable, struct wn_error *error)
{
	const struct wn_plugin *found;
	void *object;

	dlerror();
	object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!object)
		return fail(error, WN_FAIL, "'%s' cannot be loaded: %s; a library that is not installed, or a function that the plugin does not have", path,
		            loader_words());
	found = dlsym(object, WN_PLUGIN_SYMBOL);
	if (!found)
		return fail(error, WN_FAIL, "'%s' is no plugin: %s; it must export: WN_EXPORT const struct wn_plugin winnow_plugin", path, loader_words());
	/* Never closed again, not even when refused: what it began on loading may still run. */
	*vtable = found;
	return WN_OK;
}

int native_load(struct wn_str path, const struct wn_plugin **vtable, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct wn_str full = path;
	int result;

	if (!memchr(path.ptr, '/', path.len)) /* a bare name would be searched in the loader's own folders */
		full = arena_printf(arena, "./%.*s", STR_ARG(path));
	result = native_check_owner(full, error);
	if (result == WN_OK)
		result = native_check_elf(full, error);
	if (result == WN_OK)
		result = load(arena_str(arena, full).ptr, vtable, error);
	if (result == WN_OK) {
		result = descriptor_check(*vtable, symbol_room(*vtable), path_stem(path), kind_of_folder(arena, full), &host_abi, error);
		if (result < 0)
			fail_in(error, "'%.*s' is refused", STR_ARG(path));
	}
	arena_free(arena);
	return result < 0 ? WN_FAIL : WN_OK;
}
