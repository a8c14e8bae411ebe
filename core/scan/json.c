/* json.c - objects to cells. */
#include "scan/json.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* ---- columns ---- */

static struct json_column *add_column(struct json_columns *columns, struct wn_str path, bool required)
{
	struct json_column *column;

	if (path.len == 0)
		return NULL;
	for (size_t i = 0; i < columns->count; i++) {
		column = &columns->at[i];
		if (str_equal(column->path, path)) {
			column->required |= required;
			return column;
		}
	}
	column = &columns->at[columns->count++];
	*column = (struct json_column){.path = path, .required = required};
	return column;
}

struct json_columns json_columns_of(struct wn_arena *arena, const struct wn_mapping *mapping)
{
	struct json_columns columns = {0};
	const struct wn_join *join = &mapping->join;
	size_t most = 7;

	for (size_t i = 0; i < mapping->column_count; i++)
		most += mapping->columns[i].column_count + 2;
	columns.at = arena_array(arena, most, sizeof *columns.at);
	add_column(&columns, mapping->id_column, true);
	add_column(&columns, mapping->opt_out_column, true);
	add_column(&columns, join->when_column, true);
	add_column(&columns, join->also_column, true);
	add_column(&columns, join->open_column, true);
	add_column(&columns, join->name_column, true);
	add_column(&columns, join->newest_column, true);
	for (size_t i = 0; i < mapping->column_count; i++) {
		const struct wn_column *from = &mapping->columns[i];

		for (size_t k = 0; k < from->column_count; k++) {
			struct json_column *column = add_column(&columns, from->columns[k], !from->optional);

			if (column && from->convert == WN_CONV_SPLIT)
				column->separator = from->separator;
		}
		add_column(&columns, from->scheme_column, !from->optional);
		add_column(&columns, from->observed, !from->optional);
	}
	columns.seen = arena_array(arena, columns.count + 1, sizeof *columns.seen);
	for (size_t i = 0; i <= columns.count; i++)
		atomic_init(&columns.seen[i], false);
	return columns;
}

/* ---- paths ---- */

static const json_t *child(const json_t *value, struct wn_str key)
{
	char *end, digits[16];
	unsigned long index;

	if (json_is_object(value))
		return json_object_getn(value, key.ptr, key.len);
	if (!json_is_array(value) || key.len == 0 || key.len >= sizeof digits || !str_is_digits(key))
		return NULL;
	memcpy(digits, key.ptr, key.len);
	digits[key.len] = 0;
	index = strtoul(digits, &end, 10);
	return json_array_get(value, index);
}

/* The whole path as one key first, then cut at each of its dots. */
static const json_t *find(const json_t *value, struct wn_str path)
{
	const json_t *found = child(value, path);

	for (size_t i = 0; i < path.len && !found; i++) {
		const json_t *inner = path.ptr[i] == '.' ? child(value, str_first(path, i)) : NULL;

		if (inner)
			found = find(inner, str_from(path, i + 1));
	}
	return found;
}

/* ---- cells ---- */

/* The shortest text that is the same number; whole ones without a point. */
static void put_real(struct buf *out, double number)
{
	char text[64];

	if (fabs(number) < 9e15 && number == floor(number)) {
		buf_printf(out, "%.0f", number);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	buf_text(out, text);
}

static void put_json(struct buf *out, const json_t *value)
{
	char *dump = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);

	if (!dump)
		out_of_memory(0);
	buf_text(out, dump);
	free(dump);
}

static void put_value(struct buf *out, const json_t *value, struct wn_str separator)
{
	switch (json_typeof(value)) {
	case JSON_NULL:
		return;
	case JSON_STRING:
		buf_add(out, json_string_value(value), json_string_length(value));
		return;
	case JSON_REAL:
		put_real(out, json_real_value(value));
		return;
	case JSON_ARRAY:
		if (separator.len == 0)
			break;
		for (size_t i = 0; i < json_array_size(value); i++) {
			if (i > 0)
				buf_str(out, separator);
			put_value(out, json_array_get(value, i), (struct wn_str){0});
		}
		return;
	default:
		break;
	}
	put_json(out, value);
}

static struct cell cell_of(struct wn_arena *arena, struct buf *out, const json_t *value, struct wn_str separator)
{
	struct wn_str text;

	buf_clear(out);
	if (value)
		put_value(out, value, separator);
	text = arena_str(arena, buf_as_str(out));
	return (struct cell){text.ptr, (uint32_t)text.len, false};
}

/* Written once by whoever is first, so that rows do not fight over the line of the cache. */
void json_columns_saw(const struct json_columns *columns, size_t column)
{
	atomic_bool *seen = &columns->seen[column];

	if (!atomic_load_explicit(seen, memory_order_relaxed))
		atomic_store_explicit(seen, true, memory_order_relaxed);
}

static enum json_fault fault_of(const json_error_t *why)
{
	enum json_error_code code = json_error_code(why);

	return code == json_error_invalid_utf8 ? JSON_BAD_UTF8 : code == json_error_null_character ? JSON_BAD_NUL : JSON_BAD;
}

enum json_fault json_row(struct wn_arena *arena, const struct json_columns *columns, struct wn_str line, struct cell *cells)
{
	json_error_t why;
	json_t *object = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &why);
	struct buf out = {0};

	if (!object)
		return fault_of(&why);
	if (!json_is_object(object)) {
		json_decref(object);
		return JSON_BAD;
	}
	json_columns_saw(columns, columns->count);
	for (size_t i = 0; i < columns->count; i++) {
		const json_t *value = find(object, columns->at[i].path);

		if (value)
			json_columns_saw(columns, i);
		cells[i] = cell_of(arena, &out, value, columns->at[i].separator);
	}
	buf_free(&out);
	json_decref(object);
	return JSON_FINE;
}
