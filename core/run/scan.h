/* scan.h - inside the scan phase: rows as they come, and the companies they become (settle.c). */
#ifndef CORE_RUN_SCAN_H
#define CORE_RUN_SCAN_H

#include "run/judge.h"

/* Packed rows that no gate dropped. */
struct row_store {
	struct wn_arena *arena;
	struct wn_str *at;
	size_t count, room;
};

/* A line that may drop a row, and where that is counted among the lines of all profiles. */
struct gate_line {
	const struct line *line;
	size_t counted;
};

struct scanning {
	struct run *run;
	struct row_store rows;
	struct map *names;      /* "scheme:value" of all rows of the small sources; null: none */
	struct judge *judges;   /* of each scanning thread */
	unsigned judge_count;
	uint64_t **dropped;     /* [thread][line] */
	struct gate_line *gates; /* of all profiles */
	uint64_t drops_by_match, drops_by_miss; /* of the first 64 of them, a bit each */
	uint64_t *profile_gates; /* those of each profile, likewise */
	uint64_t rows_before, rows_told;
	struct cell_count *cells; /* of a driven source, by field */
	bool unread;              /* one of them holds what cannot be read */
};

void rows_keep(struct row_store *rows, struct wn_str packed);
/* Counts a bad row, and names the first of them. */
void count_bad(struct run *run, const struct bad_row *bad);
/* Reads the files that the step's mapping joins, and adds what they say to its rows, from the one numbered `first` on (join.c). */
int join_files(struct scanning *scanning, const struct step *step, size_t first);
bool key_is_in(const struct map *names, const struct key *key);
bool has_key(const struct company *company, const struct key *key);
/* Adds up the cells of one source that could not be read, and warns where they are most of a field. */
void count_unread(struct run *run, const struct step *step, const struct cell_count *cells);
/* Joins rows into companies, gives canonical ids, applies opt-outs, gates and filters: run->candidates. */
int settle_companies(struct scanning *scanning);

#endif
