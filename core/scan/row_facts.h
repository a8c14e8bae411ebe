/* row_facts.h - a sound row, and the facts its cells give. Within the room. */
#ifndef CORE_SCAN_ROW_FACTS_H
#define CORE_SCAN_ROW_FACTS_H

#include "scan/row.h"

/* One row on its way. */
struct row {
	struct row_worker *worker;
	const struct scan_plan *plan;
	struct results *results;
	struct wn_str bytes; /* without its line end */
	uint64_t line;
	size_t count;        /* cells that can be read */
	struct wn_str id;    /* canonical */
	bool masked;         /* of a joined file: it says nothing */
	bool glanced;        /* its cells were read without looking at whether the record is sound */
};

struct facts {
	struct fact *at;
	size_t count;
};

/* Empty where the row is too short for it or the file lacks the column. */
struct wn_str row_cell(const struct row *row, uint32_t number);
/* Bound number `number`, once a row: into worker->converted. */
void row_convert(const struct row *row, size_t number);
/* Begins a row: no bound is converted yet. Days are read before the gate is asked, so that the same rows are bad
 * whatever the gate wants to see. False: one of them cannot be read, that of `bad_cell`. */
bool row_read_days(const struct row *row, size_t *bad_cell);
/* The facts of one field; there is room for all of a row in worker->facts. */
void row_add_group(const struct row *row, struct facts *facts, const struct bound_group *group);
/* Facts of the groups that are early, or of all; in order of the field, as a company keeps them. */
struct facts row_gather(const struct row *row, bool all);
/* The id, then the keys that facts hold. All of them are early. */
void row_add_keys(const struct row *row, struct company *company);

#endif
