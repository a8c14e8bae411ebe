/* rows.c - small files of rows, told apart by content: CSV, or JSON Lines. */
#include "scan/rows.h"

#include <jansson.h>

#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "company/text.h"
#include "scan/csv.h"
#include "scan/input.h"
#include "scan/scan.h"

#define FILE_LIMIT ((size_t)256 << 20)
#define KEY_ROWS 1000 /* JSON Lines: rows that are looked through for keys */

struct wn_rows {
	struct wn_arena *arena; /* of the file */
	struct wn_arena *row;   /* of the row at hand */
	struct wn_str path;
	struct wn_str rest;     /* what is not read yet */
	uint64_t line;          /* of `rest` */
	struct wn_str *names;
	size_t count;
	struct wn_str *cells;
	bool json;
	struct csv csv;
	struct cell *raw;
};

static int bad(const struct wn_rows *rows, uint64_t line, enum bad_kind kind, struct wn_error *error)
{
	return fail(error, WN_INVALID, "%.*s:%llu: %s", STR_ARG(rows->path), (unsigned long long)line, bad_kind_name(kind));
}

/* ---- CSV ---- */

/* The next row that is not an empty line, without its line end. */
static int csv_next(struct wn_rows *rows, struct wn_str *row, uint64_t *line, struct wn_error *error)
{
	while (rows->rest.len > 0) {
		struct row_span span = csv_row(&rows->csv, rows->rest, true);
		struct wn_str all = str_first(rows->rest, span.end);

		*line = rows->line;
		rows->line += csv_lines(all);
		rows->rest = str_from(rows->rest, span.end);
		if (span.state != ROW_WHOLE)
			return bad(rows, *line, span.quote == CSV_NOWHERE ? BAD_LONG : BAD_QUOTE, error);
		*row = csv_line(all);
		if (row->len == 0)
			continue;
		if (memchr(row->ptr, 0, row->len))
			return bad(rows, *line, BAD_NUL, error);
		return str_is_utf8(*row) ? WN_OK : bad(rows, *line, BAD_UTF8, error);
	}
	return WN_NONE;
}

/* NFC, as all text inside is. */
static struct wn_str text_of(struct wn_arena *arena, struct wn_str text)
{
	struct wn_str nfc;

	return text_nfc(arena, text, &nfc) ? nfc : (struct wn_str){0};
}

static int csv_header(struct wn_rows *rows, struct wn_error *error)
{
	struct wn_str row;
	uint64_t line;
	int result;

	rows->csv.delimiter = csv_delimiter(rows->rest, rows->csv.quote);
	result = csv_next(rows, &row, &line, error);
	if (result == WN_NONE)
		return fail(error, WN_INVALID, "%.*s is empty: there is no header line", STR_ARG(rows->path));
	if (result < 0)
		return result;
	rows->count = 1;
	for (size_t i = 0; i < row.len; i++)
		rows->count += row.ptr[i] == rows->csv.delimiter;
	rows->raw = arena_array(rows->arena, rows->count, sizeof *rows->raw);
	rows->count = csv_split(&rows->csv, row, rows->raw, rows->count);
	rows->names = arena_array(rows->arena, rows->count, sizeof *rows->names);
	for (size_t i = 0; i < rows->count; i++)
		rows->names[i] = text_of(rows->arena, str_trim(csv_text(rows->arena, &rows->csv, &rows->raw[i])));
	return WN_OK;
}

static int csv_cells(struct wn_rows *rows, uint64_t *line, struct wn_error *error)
{
	struct wn_str row;
	int result = csv_next(rows, &row, line, error);

	if (result < 0)
		return result;
	if (csv_split(&rows->csv, row, rows->raw, rows->count) != rows->count)
		return bad(rows, *line, BAD_COLUMNS, error);
	for (size_t i = 0; i < rows->count; i++)
		rows->cells[i] = text_of(rows->row, csv_text(rows->row, &rows->csv, &rows->raw[i]));
	return WN_OK;
}

/* ---- JSON Lines ---- */

static struct wn_str json_line(struct wn_str *rest)
{
	const char *end = memchr(rest->ptr, '\n', rest->len);
	struct wn_str line = str_first(*rest, end ? (size_t)(end - rest->ptr) : rest->len);

	*rest = str_from(*rest, line.len + (end != NULL));
	return str_trim(line);
}

static int json_object_of(const struct wn_rows *rows, struct wn_str text, uint64_t line, json_t **object, struct wn_error *error)
{
	json_error_t why;

	*object = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &why);
	if (!*object)
		return fail(error, WN_INVALID, "%.*s:%llu: this line is not valid JSON (%s, at byte %d)", STR_ARG(rows->path),
		            (unsigned long long)line, json_error_code(&why) == json_error_invalid_utf8 ? "bad UTF-8" :
		            json_error_code(&why) == json_error_duplicate_key ? "a key twice" :
		            json_error_code(&why) == json_error_null_character ? "NUL byte" : "bad syntax", why.position);
	if (json_is_object(*object))
		return WN_OK;
	json_decref(*object);
	return fail(error, WN_INVALID, "%.*s:%llu: this line is no JSON object: each line is one, as {\"name\": \"...\"}", STR_ARG(rows->path),
	            (unsigned long long)line);
}

static void add_keys(struct wn_rows *rows, struct map *seen, json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value) {
		struct wn_str name = str_trim(str_of(key));

		if (!map_has(seen, name))
			map_put(seen, name, rows);
	}
}

static int json_header(struct wn_rows *rows, struct wn_error *error)
{
	struct map *seen = map_new();
	struct wn_str rest = rows->rest, text;
	uint64_t line = 1;
	int result = WN_OK;

	for (size_t found = 0; rest.len > 0 && found < KEY_ROWS && result == WN_OK; line++) {
		json_t *object;

		text = json_line(&rest);
		if (text.len == 0)
			continue;
		result = json_object_of(rows, text, line, &object, error);
		if (result < 0)
			break;
		add_keys(rows, seen, object);
		json_decref(object);
		found++;
	}
	rows->count = map_count(seen);
	rows->names = arena_array(rows->arena, rows->count, sizeof *rows->names);
	for (size_t i = 0; i < rows->count; i++) {
		map_at(seen, i, &text, NULL);
		rows->names[i] = text_of(rows->arena, text);
	}
	map_free(seen);
	return result;
}

/* Texts as they are, null as nothing, the rest as JSON. */
static struct wn_str json_cell(struct wn_arena *arena, const json_t *value)
{
	struct wn_str text;
	char *dump;

	if (!value || json_is_null(value))
		return (struct wn_str){0};
	if (json_is_string(value))
		return text_of(arena, (struct wn_str){json_string_value(value), json_string_length(value)});
	dump = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	if (!dump)
		out_of_memory(0);
	text = arena_str(arena, str_of(dump));
	free(dump);
	return text;
}

static void json_put(struct wn_rows *rows, struct wn_str name, const json_t *value)
{
	for (size_t i = 0; i < rows->count; i++)
		if (str_equal(rows->names[i], name))
			rows->cells[i] = json_cell(rows->row, value);
}

static int json_cells(struct wn_rows *rows, uint64_t *line, struct wn_error *error)
{
	struct wn_str text = {0};
	const char *key;
	json_t *object, *value;

	while (text.len == 0) {
		if (rows->rest.len == 0)
			return WN_NONE;
		text = json_line(&rows->rest);
		*line = rows->line++;
	}
	if (json_object_of(rows, text, *line, &object, error) < 0)
		return WN_INVALID;
	json_object_foreach(object, key, value)
		json_put(rows, text_of(rows->row, str_trim(str_of(key))), value);
	json_decref(object);
	return WN_OK;
}

/* ---- both ---- */

static struct wn_rows *rows_new(struct wn_str path)
{
	struct wn_arena *arena = arena_new();
	struct wn_rows *rows = arena_alloc(arena, sizeof *rows);

	*rows = (struct wn_rows){.arena = arena, .row = arena_new(), .path = arena_str(arena, path), .line = 1};
	rows->csv = (struct csv){',', '"', CSV_LIMIT};
	return rows;
}

static int rows_start(struct wn_rows *rows, struct wn_error *error)
{
	struct wn_str first;
	int result = input_whole(rows->arena, rows->path, FILE_LIMIT, &rows->rest, error);

	if (result < 0)
		return result;
	if (str_begins(rows->rest, WN_STR("\xef\xbb\xbf")))
		rows->rest = str_from(rows->rest, 3);
	first = str_trim(rows->rest);
	if (str_begins(first, WN_STR("[")) && str_begins(str_trim(str_from(first, 1)), WN_STR("{")))
		return fail(error, WN_INVALID, "%.*s is one JSON array: rows are read from JSON Lines, one object on each line", STR_ARG(rows->path));
	rows->json = first.len > 0 && first.ptr[0] == '{';
	result = rows->json ? json_header(rows, error) : csv_header(rows, error);
	rows->cells = arena_array(rows->arena, rows->count, sizeof *rows->cells);
	return result;
}

int rows_open(struct wn_str path, struct wn_rows **rows, struct wn_error *error)
{
	int result;

	*rows = rows_new(path);
	result = rows_start(*rows, error);
	if (result < 0) {
		rows_close(*rows);
		*rows = NULL;
	}
	return result;
}

int rows_column(const struct wn_rows *rows, struct wn_str name)
{
	name = str_trim(name);
	for (size_t i = 0; i < rows->count; i++)
		if (str_equal(rows->names[i], name))
			return (int)i;
	return WN_NONE;
}

size_t rows_columns(const struct wn_rows *rows)
{
	return rows->count;
}

struct wn_str rows_name(const struct wn_rows *rows, size_t column)
{
	return column < rows->count ? rows->names[column] : (struct wn_str){0};
}

int rows_next(struct wn_rows *rows, struct wn_row *row, struct wn_error *error)
{
	int result;

	arena_clear(rows->row);
	for (size_t i = 0; i < rows->count; i++)
		rows->cells[i] = (struct wn_str){0};
	result = rows->json ? json_cells(rows, &row->number, error) : csv_cells(rows, &row->number, error);
	row->cells = rows->cells;
	row->count = rows->count;
	return result;
}

void rows_close(struct wn_rows *rows)
{
	if (!rows)
		return;
	arena_free(rows->row);
	arena_free(rows->arena);
}
