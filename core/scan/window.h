/* window.h - a file in pieces of whole rows: what one worker is given at a time. */
#ifndef CORE_SCAN_WINDOW_H
#define CORE_SCAN_WINDOW_H

#include "scan/csv.h"
#include "scan/cut.h"
#include "scan/input.h"

#define WINDOW_SIZE ((size_t)1 << 20)

/* Where in the window a record of a document is. */
struct record_span {
	size_t from, len;
	bool too_long; /* none of its bytes are here */
};

/* Its own memory, kept from use to use. */
struct window {
	char *bytes;
	size_t room, len;
	uint64_t line; /* of its first byte; of a document the number of its first record */
	/* The bytes are the beginning of one broken row whose line end lies further on; broken at `quote` (CSV_NOWHERE:
	 * too long). */
	bool broken;
	size_t quote;
	/* Of a document: its records, in order. What stands between them is of no account. */
	struct record_span *records;
	size_t record_count, record_room;
};

/* Reads one file from its beginning to its end. */
struct feed {
	struct csv csv;
	size_t size; /* of a window, about */
	uint32_t way; /* enum marks_path */
	struct input *input;
	struct wn_str path;
	uint64_t line;  /* of the next window */
	uint64_t taken; /* bytes read, of an archive packed ones */
	bool last;      /* nothing more to read */
	bool skip;      /* within a broken row: to the next line end */
	/* What was read and not given out yet: the beginning of a row. */
	char *rest;
	size_t rest_len, rest_room;
	struct cut cut; /* of a document: how far it is */
	uint64_t base;  /* and where in it the rest begins */
};

/* Opens the file, or that member of a zip archive; the delimiter is settled by feed_header. */
int feed_open(struct feed *feed, struct wn_str path, struct wn_str member, size_t size, struct wn_error *error);
void feed_close(struct feed *feed);
/* The header line without its line end, in the arena. feed->csv must have its quote; a delimiter of 0 is found out. */
int feed_header(struct feed *feed, struct wn_arena *arena, struct wn_str *header, struct wn_error *error);
/* In place of it, for a file without a header: JSON Lines, or one array, which is found out; XML where the cut says so. */
int feed_begin(struct feed *feed, struct wn_error *error);
/* The next rows. WN_NONE: there are none left. */
int feed_next(struct feed *feed, struct window *window, struct wn_error *error);
void window_free(struct window *window);

#endif
