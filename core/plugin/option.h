/* option.h - option tables: parsing, defaults, range errors, printing. */
#ifndef CORE_PLUGIN_OPTION_H
#define CORE_PLUGIN_OPTION_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/tree.h"
#include "company/field.h"

/* Keys of a step that the host takes itself, in every kind: as, budget; skipped here. */
extern const char *const step_settings[];

/* Where the values of an option table come from. */
struct option_context {
	struct wn_arena *arena;             /* texts of the config live here */
	struct wn_str file;                 /* of the description: paths are relative to it */
	const struct dictionary *dictionary; /* WN_OPT_FIELD */
	struct diags *diags;
};
/* Fills `config` (zeroed, of config_size bytes) from a table node (null: no table was written). Every mistake is reported:
 * unknown option (with the nearest, and the list), wrong type, out of range, missing, a secret in clear, a
 * tombstone used. Returns WN_OK or WN_FAIL. Files are not opened: that is `check --env` and `open`. */
int options_parse(const struct wn_option *options, const struct wn_tree *table, struct place place,
                  const struct option_context *context, void *config);
/* Gives secrets their text: secret "NAME" is the environment variable NAME, or the file NAME in the secrets
 * folder; registers it with log_hide. Missing: an error that names it. */
int options_resolve_secrets(const struct wn_option *options, const struct wn_tree *table, struct wn_arena *arena,
                            void *config, struct wn_error *error);
/* For tests, which need none: the value of each secret is its name. */
void options_stand_in(const struct wn_option *options, const struct wn_tree *table, struct wn_arena *arena, void *config);
/* Files and folders that options name, for hashing and checking. Calls back with each. */
void options_each_file(const struct wn_option *options, const void *config,
                       void (*each)(void *context, const struct wn_option *option, struct wn_str path), void *context);
/* Is the table itself well made: known types, offsets inside config_size, choices, defaults that parse? */
int options_check(const struct wn_option *options, size_t config_size, struct wn_error *error);
void options_print(const struct wn_option *options, struct buf *out); /* `winnow plugins NAME` */
bool option_any_required(const struct wn_option *options);

#endif
