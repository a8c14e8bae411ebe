/* join.c - a second file of a declared source: a mapping within a mapping, found by the company's id. */
#include "base/error.h"
#include "base/str.h"
#include "scan/mapping.h"

static int check_join(const struct wn_mapping *mapping, const struct wn_join *join, struct wn_error *error)
{
	if (mapping->of)
		return fail(error, WN_REFUSED, "a joined file cannot be joined to again: join all files to the first");
	if (mapping->id_column.len == 0)
		return fail(error, WN_INVALID, "a file is joined by the company's id: map_id comes first");
	if (str_trim(join->id_column).len == 0)
		return fail(error, WN_INVALID, "the joined file needs the name of the column with the company's id");
	if (str_trim(join->when_column).len == 0 && join->when_value.len > 0)
		return fail(error, WN_INVALID, "there is a value of the rows that are meant, and no column");
	if (str_trim(join->also_column).len == 0 && join->also_value.len > 0)
		return fail(error, WN_INVALID, "there is a second value of the rows that are meant, and no column");
	if (str_trim(join->open_column).len == 0 && join->open_value.len > 0)
		return fail(error, WN_INVALID, "there is a value that means open, and no column");
	if (join->several && join->newest_column.len > 0)
		return fail(error, WN_INVALID, "where all rows add up none is the newest");
	return WN_OK;
}

static struct wn_join copy_join(struct wn_arena *arena, const struct wn_join *join)
{
	struct wn_join copy = *join;

	copy.id_column = arena_str(arena, str_trim(join->id_column));
	copy.when_column = arena_str(arena, str_trim(join->when_column));
	copy.when_value = arena_str(arena, join->when_value);
	copy.also_column = arena_str(arena, str_trim(join->also_column));
	copy.also_value = arena_str(arena, join->also_value);
	copy.open_column = arena_str(arena, str_trim(join->open_column));
	copy.open_value = arena_str(arena, join->open_value);
	copy.name_column = arena_str(arena, str_trim(join->name_column));
	copy.newest_column = arena_str(arena, str_trim(join->newest_column));
	return copy;
}

int mapping_join(struct wn_mapping *mapping, const struct wn_join *join, struct wn_mapping **joined, struct wn_error *error)
{
	struct wn_join given = {0};
	struct wn_mapping **all;

	/* A plugin of an older minor version gives a shorter structure. */
	memcpy(&given, join, join->size < sizeof given ? join->size : sizeof given);
	given.size = sizeof given;
	if (check_join(mapping, &given, error) < 0)
		return error->code;
	*joined = mapping_new(mapping->arena, mapping->dictionary, mapping->name);
	(*joined)->of = mapping;
	(*joined)->join = copy_join(mapping->arena, &given);
	(*joined)->id_scheme = mapping->id_scheme;
	(*joined)->id_column = (*joined)->join.id_column;
	(*joined)->sure = mapping->sure;
	all = arena_array(mapping->arena, mapping->join_count + 1, sizeof *all);
	for (size_t i = 0; i < mapping->join_count; i++)
		all[i] = mapping->joins[i];
	all[mapping->join_count++] = *joined;
	mapping->joins = all;
	return WN_OK;
}

static bool maps(const struct wn_mapping *mapping, field_id id)
{
	for (size_t i = 0; i < mapping->column_count; i++)
		if (mapping->fields[i] == id)
			return true;
	return false;
}

/* Does a joined file map it already? */
static bool joins_map(const struct wn_mapping *first, field_id id)
{
	for (size_t i = 0; i < first->join_count; i++)
		if (maps(first->joins[i], id))
			return true;
	return false;
}

int mapping_join_allows(const struct wn_mapping *mapping, field_id id, struct wn_error *error)
{
	const struct wn_mapping *first = mapping->of;

	if (dictionary_field(mapping->dictionary, id)->merge == MERGE_UNION)
		return WN_OK;
	if (!first)
		return joins_map(mapping, id) ? fail(error, WN_INVALID, "it takes one value, and a joined file has it already") : WN_OK;
	if (dictionary_key_field(mapping->dictionary, first->id_scheme) == id)
		return fail(error, WN_INVALID, "it is the id, by which the file is joined");
	return maps(first, id) ? fail(error, WN_INVALID, "it takes one value, and the file it is joined to has it already") : WN_OK;
}
