/* path.c - paths as text: nothing here looks at the disk. */
#include "base/file.h"

#include <limits.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

int path_chars(struct wn_str path, char chars[PATH_MAX], struct wn_error *error)
{
	if (path.len == 0)
		return fail(error, WN_INVALID, "a path is empty");
	if (memchr(path.ptr, 0, path.len))
		return fail(error, WN_INVALID, "the path '%.*s' goes on behind a NUL byte", STR_ARG(path));
	if (path.len >= PATH_MAX)
		return fail(error, WN_INVALID, "the path '%.*s...' is too long: %zu bytes, %d are possible", 60, path.ptr, path.len, PATH_MAX - 1);
	memcpy(chars, path.ptr, path.len);
	chars[path.len] = 0;
	return WN_OK;
}

static bool is_absolute(struct wn_str path)
{
	return path.len > 0 && path.ptr[0] == '/';
}

/* Takes the last name off `out`, unless that is ".." or there is none; false then. */
static bool drop_name(const char *out, size_t root, size_t *len)
{
	size_t at = *len;

	while (at > root && out[at - 1] != '/')
		at--;
	if (*len == root || (*len - at == 2 && out[at] == '.' && out[at + 1] == '.'))
		return false;
	*len = at > root ? at - 1 : root;
	return true;
}

struct wn_str path_clean(struct wn_arena *arena, struct wn_str path)
{
	char *out = arena_alloc(arena, path.len + 2); /* it only gets shorter, but for "." */
	size_t root = is_absolute(path), len = root;
	struct wn_str part;

	if (root)
		out[0] = '/';
	while (str_cut(&path, WN_STR("/"), &part)) {
		if (part.len == 0 || str_is(part, "."))
			continue;
		if (str_is(part, "..") && (drop_name(out, root, &len) || root))
			continue;
		if (len > root)
			out[len++] = '/';
		memcpy(out + len, part.ptr, part.len);
		len += part.len;
	}
	if (len == 0)
		out[len++] = '.';
	out[len] = 0;
	return (struct wn_str){out, len};
}

struct wn_str path_join(struct wn_arena *arena, struct wn_str folder, struct wn_str name)
{
	char *out;

	if (folder.len == 0 || name.len == 0 || str_is(folder, ".") || is_absolute(name))
		return arena_str(arena, name.len > 0 ? name : folder);
	while (folder.len > 0 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	out = arena_alloc(arena, folder.len + name.len + 2);
	if (folder.len > 0)
		memcpy(out, folder.ptr, folder.len);
	out[folder.len] = '/';
	memcpy(out + folder.len + 1, name.ptr, name.len);
	return (struct wn_str){out, folder.len + 1 + name.len};
}

struct wn_str path_beside(struct wn_arena *arena, struct wn_str beside, struct wn_str path)
{
	return path_clean(arena, path_join(arena, path_folder(arena, beside), path));
}

struct wn_str path_folder(struct wn_arena *arena, struct wn_str path)
{
	size_t len = path.len - path_name(path).len;

	if (len == 0)
		return arena_str(arena, WN_STR("."));
	while (len > 1 && path.ptr[len - 1] == '/')
		len--;
	return arena_str(arena, str_first(path, len));
}

struct wn_str path_name(struct wn_str path)
{
	const char *slash = path.len > 0 ? memrchr(path.ptr, '/', path.len) : NULL;

	return slash ? str_from(path, (size_t)(slash - path.ptr) + 1) : path;
}

/* A dot in front hides a file and begins no ending. */
struct wn_str path_stem(struct wn_str path)
{
	struct wn_str name = path_name(path);
	const char *dot = name.len > 0 ? memrchr(name.ptr, '.', name.len) : NULL;

	return dot && dot > name.ptr ? str_first(name, (size_t)(dot - name.ptr)) : name;
}
