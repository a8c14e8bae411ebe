/* marks.h - where the cells of a plain row end, found 64 bytes at a time.
 *
 * A row is plain where one look at its bytes settles everything: quotes open at the beginning of a cell and close at
 * its end, none is doubled, and there is no NUL. Nearly all rows of a register are. For the others csv.h decides.
 */
#ifndef CORE_SCAN_MARKS_H
#define CORE_SCAN_MARKS_H

#include "scan/csv.h"

/* Bytes that may be read behind the last row, whatever is in them. */
#define MARKS_REACH 64
/* Ends that may be written behind the last one. */
#define MARKS_SPARE 8

/* The sets of instructions that a row can be looked at with. */
enum marks_path { MARKS_BEST, MARKS_PORTABLE, MARKS_AVX2, MARKS_AVX512, MARKS_PATH_COUNT };

struct marks {
	uint32_t *ends;  /* of `room` and MARKS_SPARE: where each cell ends, counted from the beginning of the row */
	size_t room;
	size_t count;    /* of cells */
	size_t next;     /* where the next row begins */
	bool quoted;     /* there are quotes in it */
};

struct marks_way {
	/* Looks at the row that begins at bytes.ptr and ends within bytes.len. False: not plain, more than `room` cells, or
	 * longer than a row may be; then nothing is said about it. */
	bool (*row)(const struct csv *csv, struct wn_str bytes, struct marks *marks);
	/* The whole rows at the beginning of the bytes: where the last of them ends, and the line ends in them. Stops before a
	 * block with a row whose quotes are not plain, or which is too long: there csv_row goes on. */
	size_t (*rows)(const struct csv *csv, struct wn_str bytes, uint64_t *lines);
};

/* The functions of that path; null where this machine cannot run it. MARKS_BEST is never null. */
const struct marks_way *marks_of(enum marks_path path);

/* Cell number `i`, without its quotes. */
static inline struct cell marks_cell(const struct csv *csv, const char *row, const struct marks *marks, size_t i)
{
	uint32_t from = i ? marks->ends[i - 1] + 1 : 0, end = marks->ends[i];
	bool quotes = marks->quoted && end > from && row[from] == csv->quote;

	return (struct cell){row + from + quotes, end - from - 2 * (uint32_t)quotes, false};
}

#endif
