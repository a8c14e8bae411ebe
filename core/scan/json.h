/* json.h - an object of JSON as a row of cells. */
#ifndef CORE_SCAN_JSON_H
#define CORE_SCAN_JSON_H

#include <stdatomic.h>

#include "scan/csv.h"
#include "scan/mapping.h"

/* What a mapping calls a column is a path of keys here: "address.city", "codes.0" (the first of an array). A key that itself
 * has dots is found too. */
struct json_column {
	struct wn_str path;
	struct wn_str separator; /* elements of an array are joined by it; empty: an array is its JSON */
	bool required;           /* a file in which no row has it cannot be meant */
};

struct json_columns {
	struct json_column *at;
	size_t count;
	atomic_bool *seen; /* of each: some row had the key; and one more: there was a row */
};

/* Some row had this column; its `count`: there was a row. */
void json_columns_saw(const struct json_columns *columns, size_t column);
/* All columns that the mapping names, each once. */
struct json_columns json_columns_of(struct wn_arena *arena, const struct wn_mapping *mapping);

enum json_fault { JSON_FINE, JSON_BAD, JSON_BAD_UTF8, JSON_BAD_NUL };
/* Texts as they are, null and what is not there as nothing, numbers and flags as JSON writes them. The cells are in the arena. */
enum json_fault json_row(struct wn_arena *arena, const struct json_columns *columns, struct wn_str line, struct cell *cells);

#endif
