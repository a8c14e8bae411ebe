/* option_secret.c - secrets: from the environment, or from a file that only its owner can read. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "plugin/option_type.h"

#define LONGEST (64 * 1024)

static int check_modes(const char *folder, const char *path, struct wn_error *error)
{
	struct stat status;

	if (stat(folder, &status) != 0)
		return fail_errno(error, "cannot look into the secrets folder '%s'", folder);
	if (status.st_mode & (S_IWGRP | S_IWOTH))
		return fail(error, WN_REFUSED, "the secrets folder '%s' can be written by others: chmod go-w '%s'", folder, folder);
	if (stat(path, &status) != 0)
		return fail_errno(error, "cannot look at '%s'", path);
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return fail(error, WN_REFUSED, "the secret '%s' can be read by others: chmod 600 '%s'", path, path);
	return WN_OK;
}

/* WN_NONE: there is no folder, or no such file in it. */
static int from_folder(struct wn_arena *arena, struct wn_str name, struct wn_str *secret, struct wn_error *error)
{
	const char *folder = getenv("WINNOW_SECRETS_DIR");
	struct wn_str path;
	int result;

	if (!folder || !*folder)
		return WN_NONE;
	path = path_join(arena, str_of(folder), name);
	if (!file_exists(path))
		return WN_NONE;
	result = check_modes(folder, path.ptr, error);
	if (result == WN_OK)
		result = file_read(arena, path, LONGEST, secret, error);
	*secret = result == WN_OK ? str_trim(*secret) : (struct wn_str){0};
	return result;
}

static int missing(const char *option, struct wn_str name, struct wn_error *error)
{
	const char *folder = getenv("WINNOW_SECRETS_DIR");

	if (folder && *folder)
		return fail(error, WN_NONE, "'%s' wants the secret %.*s: set it in the environment, or write it to '%s/%.*s'", option, STR_ARG(name), folder,
		            STR_ARG(name));
	return fail(error, WN_NONE, "'%s' wants the secret %.*s: set it in the environment, or name a folder of secrets in WINNOW_SECRETS_DIR", option,
	            STR_ARG(name));
}

static int resolve(const struct wn_option *option, const struct wn_tree *tree, struct wn_arena *arena, void *config, struct wn_error *error)
{
	struct wn_str name = option_secret_name(tree), secret = {0};
	const char *text = getenv(arena_str(arena, name).ptr);
	int result = WN_OK;

	if (text && *text)
		secret = arena_str(arena, str_of(text));
	else
		result = from_folder(arena, name, &secret, error);
	if (result == WN_NONE)
		return missing(option->name, name, error);
	if (result == WN_OK && (secret.len == 0 || memchr(secret.ptr, 0, secret.len)))
		result = fail(error, WN_INVALID, "the secret %.*s is empty or no text", STR_ARG(name));
	if (result < 0)
		return result;
	log_hide(secret);
	*(struct wn_str *)((char *)config + option->offset) = secret;
	return WN_OK;
}

void options_stand_in(const struct wn_option *options, const struct wn_tree *table, struct wn_arena *arena, void *config)
{
	for (; table && options && options->name; options++) {
		const struct wn_tree *tree = tree_value(table, options->name);

		if (options->type == WN_OPT_SECRET && !(options->flags & WN_OPT_GONE) && tree && option_secret_name(tree).len > 0)
			*(struct wn_str *)((char *)config + options->offset) = arena_str(arena, option_secret_name(tree));
	}
}

int options_resolve_secrets(const struct wn_option *options, const struct wn_tree *table, struct wn_arena *arena,
                            void *config, struct wn_error *error)
{
	int result = WN_OK;

	for (; result == WN_OK && table && options && options->name; options++) {
		const struct wn_tree *tree = tree_value(table, options->name);

		if (options->type == WN_OPT_SECRET && !(options->flags & WN_OPT_GONE) && tree && option_secret_name(tree).len > 0)
			result = resolve(options, tree, arena, config, error);
	}
	return result;
}
