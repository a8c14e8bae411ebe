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

#define MEMO_CELLS 8              /* most that are looked up together */
#define MEMO_MOST ((size_t)65280) /* entries: whole pages, and a number plus one has room in 16 bits */

/* Cells may be read up to MARKS_REACH bytes behind their end. */
struct memo_entry {
	uint64_t match, miss;     /* a bit per line that these cells decide alone */
	uint64_t rows;            /* that were dropped and had them */
	const char *raw;          /* each cell: its length and its bytes, eight of each at a time, zeros behind */
	struct cell_count *adds;  /* to the counts of each field that is made of these cells */
	uint64_t key;
	uint32_t number;          /* 0, 1, ... */
	bool bad;                 /* a row with these cells is a bad row */
};

struct memo_slot {
	uint64_t key;
	struct memo_entry *entry; /* null: free */
};

struct memo {
	struct wn_arena *arena;
	struct memo_slot *slots;
	size_t mask;
	struct memo_entry *last;  /* what was found before: columns repeat themselves */
	struct memo_entry **pages;
	size_t count;
};

void memo_init(struct memo *memo, struct wn_arena *arena);
void memo_end(struct memo *memo);
/* Null: not seen yet; `key` is for memo_add. */
struct memo_entry *memo_find(struct memo *memo, const struct cell *cells, size_t count, uint64_t *key);
/* A new entry, all zeros but what the table needs. Null: full. Entries stay where they are. */
struct memo_entry *memo_add(struct memo *memo, const struct cell *cells, size_t count, uint64_t key);
struct memo_entry *memo_at(const struct memo *memo, size_t number);

#endif
