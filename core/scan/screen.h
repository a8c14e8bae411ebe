/* screen.h - most rows of a register are out, and for reasons seen before: this drops them by their bytes.
 *
 * For each field that the gate looks at, the cells it is made of are looked up among those seen before, with what every
 * line says of them. A row is dropped here only where the gate itself would drop it, at the same line and with the
 * same counts; whatever is odd about a row (quotes doubled, too few cells, an id or a day to look at twice, a text
 * seen for the first time too often) is left to row.c, which is the one to say what it means.
 */
#ifndef CORE_SCAN_SCREEN_H
#define CORE_SCAN_SCREEN_H

#include "scan/marks.h"
#include "scan/row_facts.h"

/* Of one worker and one file. */
struct screen;

/* Null: these columns and lines cannot be screened. The worker must have room for the rows of the plan. */
struct screen *screen_new(const struct scan_plan *plan, struct row_worker *worker, enum marks_path path);
void screen_free(struct screen *screen); /* null is allowed */
/* Is the row that begins at `rest` out? Then it is counted, `next` is where the next begins, and row->line its line. Behind `rest` MARKS_REACH
 * bytes may be read. */
bool screen_drops(struct screen *screen, struct row *row, struct wn_str rest, size_t *next);
/* Adds what the cells of all dropped rows count for, to the counts of each field. */
void screen_tell(const struct screen *screen, struct cell_count *cells);

#endif
