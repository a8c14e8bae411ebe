/* file.h - whole files, paths, and the staged file that deliver is built on. */
#ifndef CORE_BASE_FILE_H
#define CORE_BASE_FILE_H

#include <limits.h>
#include <stdbool.h>

#include <winnow/base.h>

/* Of a plain file at most `limit` bytes; a larger one, a folder, a pipe or a device is an error that says so. */
int file_read(struct wn_arena *arena, struct wn_str path, size_t limit, struct wn_str *content, struct wn_error *error);
bool file_exists(struct wn_str path);
/* `path` relative to the folder of the file `beside`; absolute paths stay. Lexically cleaned ("a/../b" is "b"). */
struct wn_str path_beside(struct wn_arena *arena, struct wn_str beside, struct wn_str path);
struct wn_str path_join(struct wn_arena *arena, struct wn_str folder, struct wn_str name);
struct wn_str path_folder(struct wn_arena *arena, struct wn_str path); /* "." where there is none */
struct wn_str path_name(struct wn_str path);                           /* behind the last slash */
struct wn_str path_stem(struct wn_str path);                           /* name without the last .ext */
int make_folders(struct wn_str path, struct wn_error *error);          /* as mkdir -p, mode 0777 & umask */
struct wn_str path_clean(struct wn_arena *arena, struct wn_str path);  /* "./a//b/../c/" is "a/c", "" is "." */
/* As a C string for system calls. WN_INVALID: empty, too long, or a NUL byte inside. */
int path_chars(struct wn_str path, char chars[PATH_MAX], struct wn_error *error);

/* A symbolic link at `path` is followed, so that what it points at is replaced; the mode of an existing file is
 * kept, a new one has 0666 & ~umask; folders must exist.
 *
 * A staged file: created exclusively beside `path` as ".NAME.winnow-RANDOM", so that a rename makes it
 * visible at once. The token is "1\nSTAGED\nFINAL", absolute paths. commit: rename and sync the folder; when the
 * staged file is gone and the final one is there it succeeds. abort: removes the staged file; gone is fine. A
 * token that does not have exactly this form is refused with WN_INVALID, so that a damaged one touches nothing. */
struct staged;
/* Chooses the names and creates nothing, so that the token can be recorded before there is a file. */
int staged_plan(struct wn_str path, struct staged **staged, struct wn_error *error);
int staged_create(struct staged *staged, struct wn_error *error);
/* Both at once. */
int staged_open(struct wn_str path, struct staged **staged, struct wn_error *error);
int staged_write(struct staged *staged, const void *bytes, size_t size, struct wn_error *error);
/* Flush, fsync, close, fsync of the folder. */
int staged_prepare(struct staged *staged, struct wn_arena *arena, struct wn_str *token, struct wn_error *error);
/* The token, from staged_plan on. */
struct wn_str staged_token(struct staged *staged, struct wn_arena *arena);
void staged_free(struct staged *staged); /* closes; removes the file unless prepared */
int staged_commit(struct wn_str token, struct wn_error *error);
int staged_abort(struct wn_str token, struct wn_error *error);

#endif
