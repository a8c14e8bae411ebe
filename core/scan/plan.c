/* plan.c - header names to cells. */
#include "scan/plan.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "company/text.h"

struct names {
	struct wn_str *at;
	size_t count;
};

static int read_names(struct scan_plan *plan, struct wn_arena *arena, struct wn_str header, struct names *names, struct wn_error *error)
{
	size_t room = 1;
	struct cell *cells;

	for (size_t i = 0; i < header.len; i++)
		room += header.ptr[i] == plan->csv.delimiter;
	cells = arena_array(arena, room, sizeof *cells);
	names->count = csv_split(&plan->csv, header, cells, room);
	names->at = arena_array(arena, names->count, sizeof *names->at);
	for (size_t i = 0; i < names->count; i++) {
		struct wn_str name = csv_text(arena, &plan->csv, &cells[i]);

		if (plan->encoding.len > 0)
			text_decode(arena, plan->encoding, name, &name);
		if (!str_is_utf8(name))
			return fail(error, WN_INVALID, "%.*s:1:%zu: the name of this column is not UTF-8: give the encoding, latin1 or windows-1252",
			            STR_ARG(plan->file), i + 1);
		names->at[i] = str_trim(name);
	}
	return WN_OK;
}

/* ---- columns that are missing ---- */

struct missing {
	const struct names *names;
	const char **words; /* the same, for the nearest */
	struct buf shown;
	struct wn_str *told;
	size_t count;
};

static void note_missing(struct missing *missing, struct wn_str name)
{
	const struct names *names = missing->names;
	const char *near;

	for (size_t i = 0; i < names->count; i++)
		if (str_equal(names->at[i], name))
			return;
	for (size_t i = 0; i < missing->count; i++)
		if (str_equal(missing->told[i], name))
			return;
	near = str_nearest(name, missing->words);
	buf_printf(&missing->shown, "%s\"%.*s\"", missing->count ? ", " : "", STR_ARG(name));
	if (near)
		buf_printf(&missing->shown, " (did you mean '%s'?)", near);
	missing->told[missing->count++] = name;
}

static void note_column(struct missing *missing, const struct wn_column *column)
{
	for (size_t i = 0; i < column->column_count; i++)
		note_missing(missing, column->columns[i]);
	if (column->scheme_column.len > 0)
		note_missing(missing, column->scheme_column);
	if (column->observed.len > 0)
		note_missing(missing, column->observed);
}

static size_t names_of_columns(const struct wn_mapping *mapping)
{
	size_t count = 0;

	for (size_t i = 0; i < mapping->column_count; i++)
		count += mapping->columns[i].column_count + 2;
	return count;
}

/* Names all that the file lacks, `name` first: a file of another edition lacks several, and one at a time would be one run each. */
static int no_column(const struct scan_plan *plan, struct wn_arena *arena, const struct names *names, struct wn_str name, struct wn_error *error)
{
	const struct wn_mapping *mapping = plan->mapping;
	const struct wn_join *join = &mapping->join;
	const struct wn_str single[] = {mapping->id_column, mapping->opt_out_column, join->when_column, join->also_column, join->open_column,
	                                join->name_column, join->newest_column};
	enum { SINGLE = sizeof single / sizeof *single };
	struct missing missing = {.names = names};
	char near[128];

	missing.words = arena_array(arena, names->count + 1, sizeof *missing.words);
	missing.told = arena_array(arena, names_of_columns(mapping) + SINGLE + 1, sizeof *missing.told);
	for (size_t i = 0; i < names->count; i++)
		missing.words[i] = arena_str(arena, names->at[i]).ptr;
	note_missing(&missing, name);
	for (size_t i = 0; i < SINGLE; i++)
		if (single[i].len > 0)
			note_missing(&missing, single[i]);
	for (size_t i = 0; i < mapping->column_count; i++)
		if (!mapping->columns[i].optional)
			note_column(&missing, &mapping->columns[i]);
	if (missing.count == 1)
		fail(error, WN_INVALID, "%.*s has no column \"%.*s\"%s", STR_ARG(plan->file), STR_ARG(name), did_you_mean(near, name, missing.words));
	else
		fail(error, WN_INVALID, "%.*s has no columns %.*s", STR_ARG(plan->file), STR_ARG(buf_as_str(&missing.shown)));
	buf_free(&missing.shown);
	return WN_INVALID;
}

/* ---- binding ---- */

/* The cell of a column, NO_CELL where it is not there; a name that is there twice cannot be meant. */
static int find_cell(const struct scan_plan *plan, const struct names *names, struct wn_str name, uint32_t *cell, struct wn_error *error)
{
	*cell = NO_CELL;
	for (size_t i = 0; i < names->count; i++) {
		if (!str_equal(names->at[i], name))
			continue;
		if (*cell != NO_CELL)
			return fail(error, WN_INVALID, "%.*s has two columns \"%.*s\" (numbers %u and %zu): which is meant? rename one", STR_ARG(plan->file),
			            STR_ARG(name), *cell + 1, i + 1);
		*cell = (uint32_t)i;
	}
	return WN_OK;
}

static int need_cell(const struct scan_plan *plan, struct wn_arena *arena, const struct names *names, struct wn_str name, uint32_t *cell,
                     struct wn_error *error)
{
	if (name.len == 0) {
		*cell = NO_CELL;
		return WN_OK;
	}
	if (find_cell(plan, names, name, cell, error) < 0)
		return WN_INVALID;
	return *cell == NO_CELL ? no_column(plan, arena, names, name, error) : WN_OK;
}

static int bind_cell(const struct scan_plan *plan, struct wn_arena *arena, const struct names *names, const struct wn_column *column,
                     struct wn_str name, uint32_t *cell, struct wn_error *error)
{
	if (column->optional)
		return find_cell(plan, names, name, cell, error);
	return need_cell(plan, arena, names, name, cell, error);
}

static int bind_column(const struct scan_plan *plan, struct wn_arena *arena, const struct names *names, const struct wn_column *column,
                       struct bound *bound, struct wn_error *error)
{
	bool has_scheme = column->scheme_column.len > 0;
	struct wn_str rest = column->field, base;

	*bound = (struct bound){.column = column, .observed = NO_CELL, .cell_count = column->column_count + has_scheme};
	if (!mapped_field(plan->dictionary, column->field, NULL, &bound->field))
		return fail(error, WN_INVALID, "'%.*s' is no field any more", STR_ARG(column->field));
	if (str_cut(&rest, WN_STR("."), &base) && base.len < column->field.len)
		bound->attribute = rest;
	lookup_init(&bound->lookup, arena, column);
	bound->cells = arena_array(arena, bound->cell_count, sizeof *bound->cells);
	bound->lacking = column->column_count > 0;
	for (size_t i = 0; i < bound->cell_count; i++) {
		struct wn_str name = i < column->column_count ? column->columns[i] : column->scheme_column;

		if (bind_cell(plan, arena, names, column, name, &bound->cells[i], error) < 0)
			return WN_INVALID;
		if (i < column->column_count && bound->cells[i] != NO_CELL)
			bound->lacking = false;
	}
	return column->observed.len > 0 ? bind_cell(plan, arena, names, column, column->observed, &bound->observed, error) : WN_OK;
}

/* Mappings in order of field; those of one field stay in the order given. */
static void order_columns(const struct wn_mapping *mapping, size_t *order)
{
	for (size_t i = 0; i < mapping->column_count; i++) {
		size_t place = i;

		for (; place > 0 && mapping->fields[order[place - 1]] > mapping->fields[i]; place--)
			order[place] = order[place - 1];
		order[place] = i;
	}
}

static int bind_columns(struct scan_plan *plan, struct wn_arena *arena, const struct names *names, field_id *ids, struct wn_error *error)
{
	const struct wn_mapping *mapping = plan->mapping;
	size_t *order = arena_array(arena, mapping->column_count, sizeof *order);

	order_columns(mapping, order);
	plan->bounds = arena_array(arena, mapping->column_count, sizeof *plan->bounds);
	plan->bound_count = mapping->column_count;
	for (size_t i = 0; i < mapping->column_count; i++) {
		ids[i] = mapping->fields[order[i]];
		if (bind_column(plan, arena, names, &mapping->columns[order[i]], &plan->bounds[i], error) < 0)
			return WN_INVALID;
	}
	return WN_OK;
}

/* A domain is who a company is only where nothing better says so. */
static bool is_key(const struct scan_plan *plan, const struct field *field)
{
	return field->scheme[0] && (strcmp(field->scheme, "domain") != 0 || plan->id_cell == NO_CELL);
}

static void add_group(struct scan_plan *plan, field_id id, size_t first, size_t count, bool is_id, const bool *gate_fields)
{
	struct bound_group *group = &plan->groups[plan->group_count++];
	const struct field *field = dictionary_field(plan->dictionary, id);

	*group = (struct bound_group){.id = id, .field = field, .first = first, .count = count, .is_id = is_id};
	group->early = is_id || is_key(plan, field) || !gate_fields || gate_fields[id];
}

static void make_groups(struct scan_plan *plan, struct wn_arena *arena, const field_id *ids, const bool *gate_fields)
{
	/* A joined file is found by the id and does not bring it. */
	field_id id_field = plan->id_cell == NO_CELL || plan->mapping->of ? NO_FIELD : dictionary_key_field(plan->dictionary, plan->mapping->id_scheme);
	bool id_done = id_field == NO_FIELD;
	size_t i = 0;

	plan->groups = arena_array(arena, plan->bound_count + 1, sizeof *plan->groups);
	while (i < plan->bound_count || !id_done) {
		size_t first = i;
		field_id id = i < plan->bound_count && (id_done || ids[i] <= id_field) ? ids[i] : id_field;

		while (i < plan->bound_count && ids[i] == id)
			i++;
		add_group(plan, id, first, i - first, id == id_field && !id_done, gate_fields);
		if (id == id_field)
			id_done = true;
	}
}

static int bind_join(struct scan_plan *plan, struct wn_arena *arena, const struct names *names, struct wn_error *error)
{
	const struct wn_join *join = &plan->mapping->join;

	if (need_cell(plan, arena, names, join->when_column, &plan->when_cell, error) < 0 ||
	    need_cell(plan, arena, names, join->also_column, &plan->also_cell, error) < 0 ||
	    need_cell(plan, arena, names, join->open_column, &plan->open_cell, error) < 0 ||
	    need_cell(plan, arena, names, join->name_column, &plan->name_cell, error) < 0 ||
	    need_cell(plan, arena, names, join->newest_column, &plan->newest_cell, error) < 0)
		return WN_INVALID;
	return WN_OK;
}

static int bind_names(struct scan_plan *plan, struct wn_arena *arena, const struct names *names, const bool *gate_fields, struct wn_error *error)
{
	const struct wn_mapping *mapping = plan->mapping;
	field_id *ids = arena_array(arena, mapping->column_count, sizeof *ids);

	if (need_cell(plan, arena, names, mapping->id_column, &plan->id_cell, error) < 0 ||
	    need_cell(plan, arena, names, mapping->opt_out_column, &plan->opt_out_cell, error) < 0 ||
	    bind_join(plan, arena, names, error) < 0 || bind_columns(plan, arena, names, ids, error) < 0)
		return WN_INVALID;
	plan->header_count = names->count;
	make_groups(plan, arena, ids, gate_fields);
	return WN_OK;
}

int plan_bind(struct scan_plan *plan, struct wn_arena *arena, struct wn_str header, const bool *gate_fields, struct wn_error *error)
{
	struct names names = {0};

	return read_names(plan, arena, header, &names, error) < 0 ? WN_INVALID : bind_names(plan, arena, &names, gate_fields, error);
}

int plan_bind_json(struct scan_plan *plan, struct wn_arena *arena, const bool *gate_fields, struct wn_error *error)
{
	struct names names = {0};

	plan->json = true;
	plan->keys = json_columns_of(arena, plan->mapping);
	names.count = plan->keys.count;
	names.at = arena_array(arena, names.count, sizeof *names.at);
	for (size_t i = 0; i < names.count; i++)
		names.at[i] = plan->keys.at[i].path;
	return bind_names(plan, arena, &names, gate_fields, error);
}

int plan_check_seen(const struct scan_plan *plan, struct wn_error *error)
{
	const struct json_columns *keys = &plan->keys;

	for (size_t i = 0; i < keys->count && atomic_load(&keys->seen[keys->count]); i++)
		if (keys->at[i].required && !atomic_load(&keys->seen[i]))
			return fail(error, WN_INVALID, "no row of %.*s has %s \"%.*s\"", STR_ARG(plan->file), plan->xml ? "an element" : "a key", STR_ARG(keys->at[i].path));
	return WN_OK;
}
