/* scan.h - bulk files to candidates: all threads, no company for a row that is out. */
#ifndef CORE_SCAN_SCAN_H
#define CORE_SCAN_SCAN_H

#include "company/code.h" /* enum verdict */
#include "scan/mapping.h"

/* Why a row cannot be used. Never content: where and what kind. */
enum bad_kind { BAD_UTF8, BAD_COLUMNS, BAD_QUOTE, BAD_DATE, BAD_ID, BAD_NUL, BAD_JSON, BAD_XML, BAD_LONG, BAD_OTHER, BAD_KIND_COUNT };
const char *bad_kind_name(enum bad_kind kind); /* "bad UTF-8", "wrong number of columns", ... */

struct bad_row {
	enum bad_kind kind;
	struct wn_str file;
	uint64_t line;   /* where the row begins, 1 is the header; of an array or XML the number of the record */
	uint32_t column; /* number of the cell, from 1; 0: the row as a whole */
};

/* A row of a joined file, see wn_join: of which company, and what decides between several. */
struct joined_row {
	struct wn_str id, newest, name;
	struct wn_str packed; /* as of `company` */
};

/* What comes out, always in the order of the file and in the thread that called scan_file. */
struct scan_sink {
	void *context;
	/* A row that the gate kept: a packed company without canonical id, keys and facts complete. */
	void (*company)(void *context, struct wn_str packed);
	/* A row whose owner objects to re-use; also of a malformed row, wherever id and status could be read. */
	void (*opt_out)(void *context, const struct key *key);
	void (*bad)(void *context, const struct bad_row *bad);
	/* Now and then, while `file` is read; bytes of `total` read. Returns false to stop (interrupted): scan_file then fails. */
	bool (*progress)(void *context, struct wn_str file, uint64_t rows, uint64_t bytes, uint64_t total);
	/* Instead of `company` where the mapping is of a joined file. */
	void (*joined)(void *context, const struct joined_row *row);
};

/* A line of the gate, for a scan that would rather not ask it of every row. */
struct scan_line {
	const field_id *fields;
	size_t field_count;
	bool by_value;      /* its verdict follows from the values of these fields: no function, no age of facts */
	enum verdict drops; /* the verdict that takes a row out */
	uint32_t group;     /* 0, 1, ...: a row is out where a line of every group takes it out */
};

/* Decides on a row from the fields in `fields` (a flag per field of the dictionary): called by worker number
 * 0..threads-1 with a company that has its keys and these facts. */
struct scan_gate {
	void *context;
	bool (*keep)(void *context, unsigned worker, const struct company *company);
	const bool *fields; /* null: all */
	/* Optional: the last word on a row that `keep` would keep, with all its facts. */
	bool (*look)(void *context, unsigned worker, const struct company *company);
	/* The lines that `keep` asks, in its order: then a row that they drop by cells seen before is told by `dropped`, with the
	 * verdicts of all lines that are by_value (bit i: line i), and `keep` never sees it. None, or more than 64: `keep` sees all. */
	const struct scan_line *lines; /* group by group */
	size_t line_count, group_count;
	/* So many lines must drop a row for that (0: one of each group). From two on all lines must be by_value, so that `dropped` is told
	 * of every one of them; else `keep` sees all rows. */
	unsigned least_drops;
	/* What a line says of these facts alone. */
	enum verdict (*verdict)(void *context, unsigned worker, size_t line, const struct company *company);
	void (*dropped)(void *context, unsigned worker, uint64_t match, uint64_t miss);
	/* Is the row with this key kept whatever the lines say? Null: none is. */
	bool (*wanted)(void *context, unsigned worker, const struct key *key);
};

struct scan_options {
	unsigned threads; /* 0: one per core */
	provider_id provider;
	/* Observation day where neither a column nor the mapping (wn_dialect.day) says it; WN_NO_DAY: the file's own day of
	 * change. */
	int32_t file_day;
	/* For tests: bytes read at a time (0: 4 MiB) and the most a row may have (0: 1 MiB). The window changes no result. */
	size_t window, row_limit;
	uint32_t path; /* enum marks_path: the instructions that rows are looked at with; 0: the best there are */
	bool plainly;  /* ask the gate about every row */
};

/* Mapped cells of one field that hold something: of all rows where the gate looks at the field, of the rows that were kept else. */
struct cell_count {
	uint64_t full, unread; /* `unread` of them are nothing that the conversion can read */
	uint64_t not_utf8;     /* of those: because the bytes are not in the encoding of the file */
};

/* rows = kept + opted_out + all bad + those that the gate dropped, or that a join does not mean. Empty lines are no rows. */
struct scan_counts {
	uint64_t rows, kept, opted_out, bad[BAD_KIND_COUNT];
	struct cell_count *cells; /* of the caller, one per field of the dictionary; null: not wanted */
};

/* Scans all files of the mapping. `counts` adds up. Negative: unreadable, a mapped column is missing (named,
 * with the nearest header), or stopped. */
int scan_files(const struct wn_mapping *mapping, const struct scan_options *options, const struct scan_gate *gate,
               const struct scan_sink *sink, struct scan_counts *counts, struct wn_error *error);
/* The beginning of one file of the mapping: can it be read, is it what it is said to be, are the mapped columns in its header? */
int scan_look(const struct wn_mapping *mapping, size_t file, struct wn_error *error);

#endif
