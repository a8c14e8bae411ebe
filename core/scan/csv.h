/* csv.h - delimited text: where a row ends, and its cells. RFC 4180 and what real files do.
 *
 * A quote opens only at the beginning of a cell; elsewhere it is a character like any other. Inside quotes a
 * doubled quote is one, line ends and delimiters are text. Behind the closing quote only a delimiter or the
 * line end may follow. A row that breaks this, or is longer than the limit, is broken: reading goes on behind
 * the first line end after the quote that opened, so that one stray quote costs one line and not the file.
 */
#ifndef CORE_SCAN_CSV_H
#define CORE_SCAN_CSV_H

#include <stdbool.h>

#include "base/arena.h"

struct csv {
	char delimiter, quote;
	size_t limit; /* bytes of a row */
	bool lines;   /* each line is a row, whatever is in it */
};

#define CSV_LIMIT ((size_t)1 << 20)
#define CSV_NOWHERE SIZE_MAX

enum row_state {
	ROW_WHOLE,
	ROW_BROKEN,
	ROW_MORE, /* cannot be told from these bytes; never where they are the last ones or reach the limit */
};

struct row_span {
	enum row_state state;
	size_t end;   /* where the next row begins; CSV_NOWHERE: broken, and the line end is not in these bytes */
	size_t quote; /* broken: the quote that was opened; CSV_NOWHERE: the row is too long */
};

/* The row that begins at bytes.ptr. `last`: nothing follows these bytes. */
struct row_span csv_row(const struct csv *csv, struct wn_str bytes, bool last);

/* A cell without its quotes; `doubled`: it still holds doubled quotes. */
struct cell {
	const char *ptr;
	uint32_t len;
	bool doubled;
};

/* Cuts a whole row, without its line end, into cells. At most `room` are written; the return value is how many there
 * are, counted no further than room + 1. */
size_t csv_split(const struct csv *csv, struct wn_str row, struct cell *cells, size_t room);
/* A row without its line end: \n, \r\n or, at the end of a file, \r. */
struct wn_str csv_line(struct wn_str row);
/* The text of a cell; in the arena only where doubled quotes had to go. */
struct wn_str csv_text(struct wn_arena *arena, const struct csv *csv, const struct cell *cell);
/* The delimiter of the first line: the most frequent of , ; TAB | outside quotes, a comma where there is none. */
char csv_delimiter(struct wn_str text, char quote);
/* Line ends in the bytes. */
size_t csv_lines(struct wn_str bytes);

#endif
