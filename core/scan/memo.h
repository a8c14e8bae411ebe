/* memo.h - what the cells of some columns turned out to mean, remembered by their bytes.
 *
 * A register has thirty million rows and a few thousand codes: what a line says of one of them need be found out
 * once. Of bounded size; what does not fit is found out every time.
 */
#ifndef CORE_SCAN_MEMO_H
#define CORE_SCAN_MEMO_H

#include "scan/csv.h"
#include "scan/marks.h"
#include "scan/scan.h"

#define MEMO_CELLS 8 /* most that are looked up together */

/* Cells may be read up to MARKS_REACH bytes behind their end. */
struct memo_entry {
	uint32_t number;          /* 0, 1, ... */
	bool bad;                 /* a row with these cells is a bad row */
	struct cell_count *adds;  /* to the counts of each field that is made of these cells */
	uint64_t match, miss;     /* a bit per line that these cells decide alone */
	uint64_t rows;            /* that were dropped and had them */
	uint64_t key;
	const char *raw;          /* each cell: its length, its bytes, zeros up to a multiple of eight */
};

struct memo;
struct memo *memo_new(struct wn_arena *arena);
void memo_free(struct memo *memo); /* null is allowed */
/* Null: not seen yet; `key` is for memo_add. */
struct memo_entry *memo_find(struct memo *memo, const struct cell *cells, size_t count, uint64_t *key);
/* A new entry, all zeros but what the table needs. Null: full. Entries stay where they are. */
struct memo_entry *memo_add(struct memo *memo, const struct cell *cells, size_t count, uint64_t key);
struct memo_entry *memo_at(const struct memo *memo, uint32_t number);
size_t memo_count(const struct memo *memo);

#endif
