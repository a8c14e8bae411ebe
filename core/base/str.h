/* str.h - helpers on struct wn_str; no allocation here. */
#ifndef CORE_BASE_STR_H
#define CORE_BASE_STR_H

#include <stdbool.h>
#include <string.h>

#include <winnow/base.h>

/* For printf: "%.*s" with STR_ARG(s). */
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

static inline struct wn_str str_of(const char *text)
{
	return (struct wn_str){text, text ? strlen(text) : 0};
}

static inline bool str_equal(struct wn_str a, struct wn_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(struct wn_str a, const char *b)
{
	return str_equal(a, str_of(b));
}

static inline bool str_begins(struct wn_str text, struct wn_str with)
{
	return text.len >= with.len && (with.len == 0 || memcmp(text.ptr, with.ptr, with.len) == 0);
}

static inline bool str_ends(struct wn_str text, struct wn_str with)
{
	return text.len >= with.len && (with.len == 0 || memcmp(text.ptr + text.len - with.len, with.ptr, with.len) == 0);
}

static inline struct wn_str str_from(struct wn_str text, size_t offset)
{
	return offset >= text.len ? (struct wn_str){text.ptr, 0} : (struct wn_str){text.ptr + offset, text.len - offset};
}

static inline struct wn_str str_first(struct wn_str text, size_t len)
{
	return (struct wn_str){text.ptr, len < text.len ? len : text.len};
}

int str_compare(struct wn_str a, struct wn_str b);       /* by bytes, shorter first; <0, 0, >0 */
struct wn_str str_trim(struct wn_str text);              /* without ASCII blanks at both ends */
/* Cuts `*rest` at the first `separator` and gives what stood before it in `*part`; false when nothing is left:
 * "a,,b" gives "a", "", "b"; "a," gives "a" alone. */
bool str_cut(struct wn_str *rest, struct wn_str separator, struct wn_str *part);
/* Decimal digits with optional '-', nothing else; false on anything else or overflow. */
bool str_to_int(struct wn_str text, int64_t *number);
bool str_is_digits(struct wn_str text);                  /* at least one, and only, ASCII digits */
/* Damerau-Levenshtein distance, for "did you mean"; SIZE_MAX for texts over 64 bytes. */
size_t str_distance(struct wn_str a, struct wn_str b);
/* The nearest of `words` (ends with null) within a third of the longer length, or null; the first of equals. */
const char *str_nearest(struct wn_str text, const char *const *words);
bool str_is_utf8(struct wn_str text);                    /* strict: no surrogates, no overlongs */

#endif
