/* row.h - one row to what becomes of it. */
#ifndef CORE_SCAN_ROW_H
#define CORE_SCAN_ROW_H

#include "base/buf.h"
#include "scan/plan.h"
#include "scan/window.h"

/* What a row gave that the sink must hear of. Bytes are in the `data` of its results. */
enum event_kind { EVENT_COMPANY, EVENT_JOINED, EVENT_OPT_OUT, EVENT_BAD };
struct event {
	enum event_kind kind;
	enum bad_kind bad;
	uint32_t column;
	uint64_t line;
	size_t at, len;
};

/* Of one window, in the order of its rows. */
struct results {
	struct event *events;
	size_t count, room;
	struct buf data;
	uint64_t rows, opted_out; /* the latter also without a key */
	struct cell_count *cells; /* of each field of the dictionary */
	size_t field_count;
};

void results_clear(struct results *results);
void results_free(struct results *results);

/* Memory of one worker. */
struct row_worker {
	unsigned number;
	const struct scan_gate *gate; /* null: everything is kept */
	struct wn_arena *arena;       /* of one row */
	struct cell *cells;
	size_t cell_room;
	struct wn_fact *converted;    /* of each bound */
	int32_t *days;                /* of each bound: what its `observed` column says */
	bool *done;                   /* of each bound: converted already */
	size_t bound_room;
	struct fact *facts;           /* what the company at hand is put together from */
	size_t fact_room;
	struct xml_reader *xml;       /* where the file at hand is XML */
	bool glance;                  /* and most of its records can be dropped without being parsed */
	struct screen *screen;        /* of the file at hand, or null: every row is looked at closely */
};

void row_worker_init(struct row_worker *worker, unsigned number, const struct scan_gate *gate);
void row_worker_free(struct row_worker *worker);
/* Before and after the rows of a file. `path` is an enum marks_path; `plainly`: without a screen. */
void row_worker_begin(struct row_worker *worker, const struct scan_plan *plan, uint32_t path, bool plainly);
/* `cells`: where to add what the screen counted, one per field of the dictionary; may be null. */
void row_worker_end(struct row_worker *worker, struct cell_count *cells);
/* All rows of a window. */
void row_window(struct row_worker *worker, const struct scan_plan *plan, const struct window *window, struct results *results);

#endif
