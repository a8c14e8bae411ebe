/* entry.h - from a place in a Lua text to where what begins there ends: for edits that leave the rest of the file as it is. */
#ifndef CORE_LUA_ENTRY_H
#define CORE_LUA_ENTRY_H

#include <stdbool.h>

#include "base/diag.h"

/* Bytes of a text, the second end not included. */
struct text_span {
	size_t from, to;
};

/* The braces that open at the place. False: none do. */
bool span_of_braces(struct wn_str text, struct place place, struct text_span *span);
/* An entry of a table, `key = value` or a bare value, that begins at the place: up to the comma, semicolon or brace behind it. */
bool span_of_entry(struct wn_str text, struct place place, struct text_span *span);
/* The entry with this key that stands in the braces of the span, in no braces inside them. */
bool span_of_key(struct wn_str text, struct text_span braces, const char *key, struct text_span *span);
/* With the comma or semicolon behind it and, where it is alone on its lines, with these lines. */
struct text_span span_to_remove(struct wn_str text, struct text_span span);
/* Where an offset lies; columns in bytes, both from 1. */
void span_place(struct wn_str text, size_t offset, uint32_t *line, uint32_t *column);

#endif
