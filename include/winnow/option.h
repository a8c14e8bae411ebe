/* winnow/option.h - the option table of a plugin.
 *
 * One table drives parsing, defaults, range errors, `winnow plugins NAME`, the docs, the JSON Schema and the
 * Lua side. The host fills the plugin's config structure from what the user wrote, before `describe`.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_OPTION_H
#define WINNOW_OPTION_H

#include <winnow/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The type of an option, what the user writes, and the C type that stands at `offset` in the config. */
enum wn_option_type {
	WN_OPT_TEXT = 1, /* "text"                       struct wn_str */
	WN_OPT_INTEGER,  /* 6                            int64_t */
	WN_OPT_NUMBER,   /* 0.8                          double */
	WN_OPT_FLAG,     /* true                         int: 0 or 1 */
	WN_OPT_CHOICE,   /* "hubspot"                    int: index into choices */
	WN_OPT_DURATION, /* days(30), months(2)          int64_t: seconds (a month is 30 days, a year 365) */
	WN_OPT_BYTES,    /* "10MB" or 1000               int64_t: bytes (kB, MB, GB of 1000; KiB, MiB, GiB of 1024) */
	WN_OPT_DATE,     /* "2026-11-01"                 int32_t: days since 1970-01-01; WN_NO_DAY where left out */
	WN_OPT_FILE,     /* "../data/x.csv"              struct wn_str: absolute path */
	WN_OPT_FOLDER,   /* "../data/answers"            struct wn_str: absolute path */
	WN_OPT_SECRET,   /* secret "TOKEN"               struct wn_str: the text, present from `open` on only */
	WN_OPT_LIST,     /* { "a", "b" } or "a"          struct wn_list_value: texts */
	WN_OPT_FIELD,    /* "employees"                  struct wn_str: the name of a field that exists */
	WN_OPT_TREE,     /* anything                     const struct wn_tree *; null where left out */
	WN_OPT_FILES,    /* { "a.csv", "b.csv" } or "a"  struct wn_list_value: absolute paths */
};

/* The value of a WN_OPT_LIST or WN_OPT_FILES. */
struct wn_list_value {
	const struct wn_str *at;
	size_t count;
};

/* Flags of an option. */
#define WN_OPT_REQUIRED 1u  /* leaving it out is an error */
#define WN_OPT_OUTPUT 2u    /* a file or folder that the plugin writes: need not exist */
#define WN_OPT_GONE 4u      /* a tombstone: `help` says what to write instead; using it is an error */
#define WN_OPT_HAS_MIN 8u   /* `min` holds */
#define WN_OPT_HAS_MAX 16u  /* `max` holds */

/* One option. A table ends with an entry whose name is null. Names are lower case with underscores.
 * `default_text` is written as the user would write it ("6", "true", "days(30)", "hubspot"); null: the config
 * stays zero (for WN_OPT_DATE: WN_NO_DAY). `min` and `max` are in the unit of the C type, thousandths for WN_OPT_NUMBER. */
struct wn_option {
	const char *name;
	uint32_t type;  /* enum wn_option_type */
	uint32_t flags;
	const char *default_text;
	int64_t min, max;
	const char *const *choices; /* WN_OPT_CHOICE: ends with null */
	const char *help;           /* one line, no full stop */
	size_t offset;              /* offsetof(struct config, member) */
};

#ifdef __cplusplus
}
#endif
#endif
