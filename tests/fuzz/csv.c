/* csv.c - any bytes as delimited text: rows follow each other to the end whatever is in them, and the reader of small files agrees with
 * its parts.
 */
#include "fuzz/support_file.h"
#include "scan/csv.h"
#include "scan/rows.h"
#include <winnow/host.h>

#define CELLS 32

static void split(struct wn_arena *arena, const struct csv *csv, struct wn_str row)
{
	struct cell cells[CELLS];
	size_t count = csv_split(csv, row, cells, CELLS);

	MUST(count >= 1 && count <= CELLS + 1);
	for (size_t i = 0; i < count && i < CELLS; i++) {
		MUST(cells[i].ptr >= row.ptr && cells[i].ptr + cells[i].len <= row.ptr + row.len);
		MUST(csv_text(arena, csv, &cells[i]).len <= cells[i].len);
	}
}

/* Cutting what is known of a row off may leave open how it ends; it never makes it end elsewhere. */
static void check_window(const struct csv *csv, struct wn_str text, const struct row_span *whole)
{
	struct row_span part = csv_row(csv, str_first(text, text.len / 2), false);

	if (part.state == ROW_WHOLE)
		MUST(whole->state == ROW_WHOLE && part.end == whole->end);
	if (part.state == ROW_BROKEN)
		MUST(whole->state == ROW_BROKEN);
}

static void read_rows(struct wn_arena *arena, struct wn_str text, size_t limit)
{
	struct csv csv = {csv_delimiter(text, '"'), '"', limit, false};

	while (text.len > 0) {
		struct row_span span = csv_row(&csv, text, true);
		size_t end = span.end == CSV_NOWHERE ? text.len : span.end;

		MUST(span.state != ROW_MORE && end > 0 && end <= text.len);
		check_window(&csv, text, &span);
		if (span.state == ROW_WHOLE)
			split(arena, &csv, csv_line(str_first(text, end)));
		text = str_from(text, end);
	}
}

static void read_file(struct wn_str text)
{
	struct memory_file file = memory_file_new(text);
	struct wn_rows *rows;
	struct wn_error error = {0};
	struct wn_row row = {0};
	int code = rows_open(str_of(file.path), &rows, &error);

	MUST(code == WN_OK || error.text[0]);
	if (code == WN_OK) {
		for (size_t i = 0; i < rows_columns(rows); i++)
			rows_column(rows, rows_name(rows, i));
		while (rows_next(rows, &row, &error) == WN_OK)
			;
		rows_close(rows);
	}
	memory_file_close(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();

	read_rows(arena, bytes_rest(data, size), CSV_LIMIT);
	read_rows(arena, bytes_rest(data, size), 16);
	read_file(bytes_rest(data, size));
	arena_free(arena);
	return 0;
}
