/* mapping.h - what a declared source says: files, dialect, id, columns, opt-out. Filled through the host
 * table in a plugin's `open`, read by the scan. */
#ifndef CORE_SCAN_MAPPING_H
#define CORE_SCAN_MAPPING_H

#include "base/arena.h"
#include "base/tree.h"
#include "company/company.h"

struct mapped_file {
	struct wn_str path;
	struct wn_dialect dialect; /* zeros where to be found out */
};

/* The public opaque struct wn_mapping is this one. */
struct wn_mapping {
	struct wn_arena *arena;
	const struct dictionary *dictionary;
	struct wn_str name; /* of the step, for messages */
	struct mapped_file *files;
	size_t file_count;
	struct wn_str id_scheme, id_column; /* empty: no id */
	struct wn_column *columns; /* deep copies, in the order given */
	field_id *fields;          /* of each column */
	size_t column_count;
	struct wn_str opt_out_column, opt_out_open; /* empty: nobody can object here */
	uint32_t sure;             /* thousandths; 0: certain */
	struct wn_mapping **joins; /* of files that say more about these companies, see join.c */
	size_t join_count;
	const struct wn_mapping *of; /* of a joined file: the mapping that it is joined to; its id is the company's */
	struct wn_join join;         /* and how */
};

struct wn_mapping *mapping_new(struct wn_arena *arena, const struct dictionary *dictionary, struct wn_str name);
/* The host services map_*: checked, deep copies. */
int mapping_file(struct wn_mapping *mapping, struct wn_str path, const struct wn_dialect *dialect, struct wn_error *error);
int mapping_id(struct wn_mapping *mapping, struct wn_str scheme, struct wn_str column, struct wn_error *error);
int mapping_column(struct wn_mapping *mapping, const struct wn_column *column, struct wn_error *error);
int mapping_opt_out(struct wn_mapping *mapping, struct wn_str column, struct wn_str open_value, struct wn_error *error);
int mapping_sure(struct wn_mapping *mapping, uint32_t sure);
int mapping_join(struct wn_mapping *mapping, const struct wn_join *join, struct wn_mapping **joined, struct wn_error *error);
/* May this field be mapped here, and in the first file too? Only what adds up may: which of two values would win is for no line to wait for.
 * Joined files are all waited for, so they may share a field: see company_add for which of two values holds. */
int mapping_join_allows(const struct wn_mapping *mapping, field_id id, struct wn_error *error);

/* The mapping words: "Column", const "GB", split("Column", ", "), map("Column", { ["from"] = "to" }), a classification
 * over columns, { "Amount", "Currency" } or { "Amount", const "EUR" }, and for a list an item, { kind = const "visit",
 * date = "Day" }, whose columns have fields such as "signal.date". Each mistake with its place (the first one, in
 * `error`). `columns` points into the arena and the tree. */
int columns_of_tree(struct wn_arena *arena, const struct dictionary *dictionary, const struct wn_tree *tree,
                    const struct wn_column **columns, size_t *count, struct wn_error *error);

#endif
