/* plan.h - a mapping bound to the header of one file: which cell goes where. */
#ifndef CORE_SCAN_PLAN_H
#define CORE_SCAN_PLAN_H

#include "scan/convert.h"
#include "scan/csv.h"
#include "scan/json.h"
#include "scan/scan.h"

#define NO_CELL ((uint32_t)-1)

/* One column mapping. */
struct bound {
	const struct wn_column *column;
	struct field field;     /* of the dictionary, or made from an attribute */
	struct wn_str attribute; /* empty: the field itself */
	struct lookup lookup;
	uint32_t *cells;        /* of each column, then of the scheme column; NO_CELL: this layout lacks it */
	size_t cell_count;
	uint32_t observed;
	bool lacking;           /* none of its columns is in the file */
};

/* All mappings of one field, in the order given. */
struct bound_group {
	field_id id;
	const struct field *field;
	size_t first, count; /* of bounds; none: the field of the id alone */
	bool is_id;          /* the id column gives the fact */
	bool early;          /* wanted by the gate, or holds a key */
};

struct scan_plan {
	const struct wn_mapping *mapping;
	const struct dictionary *dictionary;
	struct csv csv;
	struct wn_str encoding; /* empty: UTF-8 */
	bool json;              /* JSON or XML: cells are those of `keys` */
	bool xml;
	struct json_columns keys;
	struct wn_str file;     /* name without folder, for evidence and messages */
	int32_t day;
	provider_id provider;
	size_t header_count;
	uint32_t id_cell, opt_out_cell;
	uint32_t when_cell, also_cell, open_cell, name_cell, newest_cell; /* of a joined file */
	struct bound *bounds; /* by field, then in the order given */
	size_t bound_count;
	struct bound_group *groups; /* by field */
	size_t group_count;
};

/* `header` is the header line without its line end. Fails where a column is missing, named with the nearest. */
int plan_bind(struct scan_plan *plan, struct wn_arena *arena, struct wn_str header, const bool *gate_fields, struct wn_error *error);
/* The same for JSON and XML, which have no header: every column is there, until plan_check_seen. */
int plan_bind_json(struct scan_plan *plan, struct wn_arena *arena, const bool *gate_fields, struct wn_error *error);
/* At the end of such a file. Fails where there were rows, and a column that none of them had. */
int plan_check_seen(const struct scan_plan *plan, struct wn_error *error);

#endif
