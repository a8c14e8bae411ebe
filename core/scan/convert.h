/* convert.h - the closed list of converters: raw cells to a typed value or a cause.
 *
 * Cells of one column mapping come in this order: those of `columns`, then that of `scheme_column` if there
 * is one, then that of `observed` if there is one. What is left out at the end is as if it were empty.
 */
#ifndef CORE_SCAN_CONVERT_H
#define CORE_SCAN_CONVERT_H

#include "company/company.h"

/* A cell that holds something the converter cannot read gives cause `malformed` and WN_OK: the row stays.
 * The fact is in the arena. WN_INVALID: this converter makes no value of the field's type. */
int convert(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
            const struct wn_str *cells, size_t count, struct wn_fact *fact);
/* The same where column->field names the field: one of the dictionary, or an attribute as "signal.date".
 * WN_REFUSED: there is no such field. */
int convert_named(struct wn_arena *arena, const struct dictionary *dictionary, const struct wn_column *column,
                  const struct wn_str *cells, size_t count, struct wn_fact *fact);

/* "employees", or "signal.date": an attribute of a list as if it were a field. `list`, if not null, is the
 * field of the dictionary. False: no such field or attribute. */
bool mapped_field(const struct dictionary *dictionary, struct wn_str name, field_id *list, struct field *field);
/* Does this converter make values of the field's type? */
bool converter_fits(const struct field *field, uint32_t converter);
const char *converter_name(uint32_t converter); /* null: no such converter */

/* ---- for the scan ---- */

#define PREFIX_LONGEST 64 /* bytes of an entry of a WN_CONV_PREFIX table */

/* A column's table, hashed. */
struct lookup {
	const struct wn_table_entry **slots; /* null: the table is short, look through it */
	size_t mask;
};
void lookup_init(struct lookup *lookup, struct wn_arena *arena, const struct wn_column *column);

/* As convert() for a column that fits, without the copy: texts may point into the cells, sets are not in
 * order yet, and `observed` is left alone. `lookup` may be null. */
void convert_cells(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
                   const struct lookup *lookup, const struct wn_str *cells, size_t count, struct wn_fact *fact);
/* The last day that the text of an `observed` column may mean. WN_NONE: nothing in it; WN_INVALID: unreadable. */
int observed_day(const struct wn_column *column, struct wn_str cell, int32_t *day);

#endif
