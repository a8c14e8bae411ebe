/* rows.h - a file of rows with named columns, read one by one: CSV (RFC 4180 and what real files do) and
 * JSON Lines, packed as .gz or .zip or not. Small files only; the scan has its own reader. */
#ifndef CORE_SCAN_ROWS_H
#define CORE_SCAN_ROWS_H

#include "base/arena.h"

/* The public opaque struct wn_rows. */
int rows_open(struct wn_str path, struct wn_rows **rows, struct wn_error *error);
int rows_column(const struct wn_rows *rows, struct wn_str name);
size_t rows_columns(const struct wn_rows *rows);
struct wn_str rows_name(const struct wn_rows *rows, size_t column);
int rows_next(struct wn_rows *rows, struct wn_row *row, struct wn_error *error);
void rows_close(struct wn_rows *rows);

#endif
