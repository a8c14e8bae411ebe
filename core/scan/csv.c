/* csv.c - rows and cells of delimited text. */
#include "scan/csv.h"

#include <string.h>

/* First `byte` in [from, to), or `to`. */
static size_t next_byte(const char *bytes, char byte, size_t from, size_t to)
{
	const char *at = from < to ? memchr(bytes + from, byte, to - from) : NULL;

	return at ? (size_t)(at - bytes) : to;
}

/* First quote in [from, to) that begins a cell, or `to`. All of it lies outside quotes. */
static size_t opening_quote(const struct csv *csv, const char *bytes, size_t from, size_t to)
{
	size_t at = from;

	while ((at = next_byte(bytes, csv->quote, at, to)) < to) {
		if (at == 0 || bytes[at - 1] == csv->delimiter)
			return at;
		at++;
	}
	return to;
}

/* The quote that closes what was opened before `from`, or `to`. What stands at the very end closes only where
 * nothing can follow. */
static size_t closing_quote(const struct csv *csv, const char *bytes, size_t from, size_t to, bool last)
{
	size_t at = from;

	while ((at = next_byte(bytes, csv->quote, at, to)) < to) {
		if (at + 1 == to)
			return last ? at : to;
		if (bytes[at + 1] != csv->quote)
			return at;
		at += 2;
	}
	return to;
}

static struct row_span whole(size_t end)
{
	return (struct row_span){ROW_WHOLE, end, CSV_NOWHERE};
}

/* Broken at `quote`: goes on behind the next line end from `from` on. */
static struct row_span broken(const struct csv *csv, struct wn_str bytes, bool last, size_t quote, size_t from)
{
	size_t end = next_byte(bytes.ptr, '\n', from, bytes.len);

	if (end < bytes.len)
		return (struct row_span){ROW_BROKEN, end + 1, quote};
	if (last)
		return (struct row_span){ROW_BROKEN, bytes.len, quote};
	if (bytes.len < csv->limit)
		return (struct row_span){ROW_MORE, CSV_NOWHERE, CSV_NOWHERE};
	return (struct row_span){ROW_BROKEN, CSV_NOWHERE, quote};
}

/* The bytes in reach ended first: too few of them, or too many. */
static struct row_span out_of_reach(const struct csv *csv, struct wn_str bytes, bool last, size_t quote)
{
	if (bytes.len < csv->limit && !last)
		return (struct row_span){ROW_MORE, CSV_NOWHERE, CSV_NOWHERE};
	return broken(csv, bytes, last, quote, quote == CSV_NOWHERE ? csv->limit : quote);
}

struct row_span csv_row(const struct csv *csv, struct wn_str bytes, bool last)
{
	size_t reach = bytes.len < csv->limit ? bytes.len : csv->limit, at = 0;
	bool ends = last && reach == bytes.len;

	for (;;) {
		size_t line = next_byte(bytes.ptr, '\n', at, reach);
		size_t open = csv->lines ? line : opening_quote(csv, bytes.ptr, at, line), close;

		if (open == line) {
			if (line < reach)
				return whole(line + 1);
			return ends ? whole(reach) : out_of_reach(csv, bytes, last, CSV_NOWHERE);
		}
		close = closing_quote(csv, bytes.ptr, open + 1, reach, ends);
		if (close == reach)
			return out_of_reach(csv, bytes, last, open);
		at = close + 1;
		if (at == reach)
			return whole(reach);
		if (bytes.ptr[at] == csv->delimiter) {
			at++;
			continue;
		}
		if (bytes.ptr[at] == '\r') {
			if (at + 1 == reach)
				return ends ? whole(reach) : out_of_reach(csv, bytes, last, open);
			at++;
		}
		if (bytes.ptr[at] == '\n')
			return whole(at + 1);
		return broken(csv, bytes, last, open, open);
	}
}

struct wn_str csv_line(struct wn_str row)
{
	if (row.len > 0 && row.ptr[row.len - 1] == '\n')
		row.len--;
	if (row.len > 0 && row.ptr[row.len - 1] == '\r')
		row.len--;
	return row;
}

/* The quoted cell whose opening quote stands before `at`. Returns where the cell ends. */
static const char *quoted_cell(const struct csv *csv, const char *at, const char *end, struct cell *cell)
{
	const char *begin = at;

	cell->doubled = false;
	while ((at = at < end ? memchr(at, csv->quote, (size_t)(end - at)) : NULL) && at + 1 < end && at[1] == csv->quote) {
		cell->doubled = true;
		at += 2;
	}
	if (!at)
		at = end;
	cell->ptr = begin;
	cell->len = (uint32_t)(at - begin);
	return at < end ? at + 1 : end;
}

size_t csv_split(const struct csv *csv, struct wn_str row, struct cell *cells, size_t room)
{
	const char *at = row.ptr, *end = row.ptr + row.len;
	const char delimiter = csv->delimiter;
	size_t count = 0;

	for (;;) {
		if (count == room)
			return room + 1;
		if (at < end && *at == csv->quote) {
			at = quoted_cell(csv, at + 1, end, &cells[count]);
		} else {
			const char *begin = at;

			while (at < end && *at != delimiter)
				at++;
			cells[count] = (struct cell){begin, (uint32_t)(at - begin), false};
		}
		count++;
		if (at >= end)
			return count;
		at++;
	}
}

struct wn_str csv_text(struct wn_arena *arena, const struct csv *csv, const struct cell *cell)
{
	char *text;
	size_t len = 0;

	if (!cell->doubled)
		return (struct wn_str){cell->ptr, cell->len};
	text = arena_alloc(arena, cell->len);
	for (size_t i = 0; i < cell->len; i++) {
		text[len++] = cell->ptr[i];
		if (cell->ptr[i] == csv->quote && i + 1 < cell->len && cell->ptr[i + 1] == csv->quote)
			i++;
	}
	return (struct wn_str){text, len};
}

char csv_delimiter(struct wn_str text, char quote)
{
	static const char known[] = {',', ';', '\t', '|'};
	size_t counts[sizeof known] = {0}, best = 0;
	bool inside = false;

	for (size_t i = 0; i < text.len && (inside || text.ptr[i] != '\n'); i++) {
		if (text.ptr[i] == quote)
			inside = !inside;
		for (size_t k = 0; k < sizeof known && !inside; k++)
			counts[k] += text.ptr[i] == known[k];
	}
	for (size_t k = 1; k < sizeof known; k++)
		if (counts[k] > counts[best])
			best = k;
	return known[best];
}

size_t csv_lines(struct wn_str bytes)
{
	size_t lines = 0;

	for (size_t at = 0; (at = next_byte(bytes.ptr, '\n', at, bytes.len)) < bytes.len; at++)
		lines++;
	return lines;
}
