/* breadth_json.c - breadth as JSON: keys sorted, numbers of companies. */
#include <jansson.h>
#include <stdlib.h>

#include "base/str.h"
#include "run/breadth.h"

static json_t *text(struct wn_str value)
{
	return json_stringn(value.ptr ? value.ptr : "", value.len);
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

/* ---- lines and filters ---- */

static json_t *near_json(const struct breadth *breadth, size_t line)
{
	json_t *near = json_array();
	for (size_t i = 0; i < breadth->example_counts[line]; i++) {
		const struct example *example = &breadth->examples[line][i];
		json_array_append_new(near, json_pack("{s:o,s:o,s:o}", "id", text(example->id), "name", text(example->name), "value", text(example->value)));
	}
	return near;
}

static json_t *needs_json(const struct breadth *breadth, const struct line *line)
{
	json_t *needs = json_array();
	struct wn_str rest = breadth_needs(breadth->run, line), name;
	while (str_cut(&rest, WN_STR(", "), &name))
		json_array_append_new(needs, text(name));
	return needs;
}

static json_t *line_json(const struct breadth *breadth, size_t index)
{
	const struct line *line = &breadth->icp->lines[index];
	const struct bar_count *count = &breadth->counts[index];
	bool must = line->section == SECTION_MUST;
	json_t *object = json_object();
	json_object_set_new(object, "id", text(line->id));
	json_object_set_new(object, "label", text(line->label));
	json_object_set_new(object, "section", json_string(section_name(line->section)));
	json_object_set_new(object, "match", number(must ? count->passes : count->drops));
	json_object_set_new(object, "miss", number(must ? count->drops : count->passes));
	json_object_set_new(object, "unknown", number(count->open + count->not_known));
	json_object_set_new(object, "dropped", number(count->drops + count->not_known));
	json_object_set_new(object, "left", number(count->left));
	json_object_set_new(object, "sole", number(count->sole));
	json_object_set_new(object, "unknown_left", number(count->open_left));
	json_object_set_new(object, "needs", needs_json(breadth, line));
	json_object_set_new(object, "near", near_json(breadth, index));
	return object;
}

static json_t *filter_json(const struct breadth *breadth, size_t bar)
{
	const struct bar_count *count = &breadth->counts[bar];
	json_t *object = json_object();
	json_object_set_new(object, "name", text(breadth->run->steps[breadth->filters[bar - breadth->gates]].name));
	json_object_set_new(object, "left", number(count->left));
	json_object_set_new(object, "sole", number(count->sole));
	json_object_set_new(object, "unknown_left", number(count->open_left));
	return object;
}

/* ---- any order ---- */

static json_t *greedy_json(const struct breadth *breadth)
{
	json_t *order = json_array();
	for (size_t i = 0; i < breadth->gates; i++)
		json_array_append_new(order, json_pack("{s:o,s:o}", "line", text(breadth->icp->lines[breadth->order[i]].id), "left",
		                                       number(breadth->order_left[i])));
	return order;
}

/* One character a line, then a filter: passes +, open ?, drops -, not known and so out !. */
static json_t *masks_json(const struct breadth *breadth)
{
	const struct histogram *histogram = &breadth->histogram;
	json_t *masks = json_array();
	struct buf signs = {0};
	for (size_t i = 0; i < histogram->count; i++) {
		buf_clear(&signs);
		for (size_t bar = 0; bar < breadth->bars; bar++)
			buf_byte(&signs, "+?-!"[mask_get(histogram->masks[i].ptr, bar)]);
		json_array_append_new(masks, json_pack("{s:o,s:o}", "mask", text(buf_as_str(&signs)), "companies", number(histogram->counts[i])));
	}
	buf_free(&signs);
	return masks;
}

/* ---- edits ---- */

static json_t *changes_json(const struct proposal *proposal)
{
	json_t *changes = json_array();
	for (size_t i = 0; i < proposal->change_count; i++) {
		const struct rewrite *change = &proposal->changes[i];
		json_array_append_new(changes, json_pack("{s:o,s:i,s:i,s:i,s:i,s:o,s:o}", "file", text(change->path), "line", (int)change->line, "column",
		                                         (int)change->column, "end_line", (int)change->end_line, "end_column", (int)change->end_column, "old",
		                                         text(change->old), "new", text(change->text)));
	}
	return changes;
}

json_t *proposals_json(const struct breadth *breadth)
{
	static const char *const kinds[] = {[EDIT_VALUE] = "value", [EDIT_DROP_UNKNOWN] = "drop_unknown", [EDIT_KEEP_UNKNOWN] = "keep_unknown",
		[EDIT_DELETE] = "delete", [EDIT_GATE] = "gate"};
	json_t *edits = json_array();
	for (size_t i = 0; i < breadth->proposal_count; i++) {
		const struct proposal *proposal = &breadth->proposals[i];
		json_array_append_new(edits, json_pack("{s:s,s:o,s:o,s:o,s:o}", "kind", kinds[proposal->edit.kind], "line", text(proposal->edit.line->id),
		                                       "candidates", number(proposal->edit.candidates), "text", text(proposal->shown), "changes",
		                                       changes_json(proposal)));
	}
	return edits;
}

/* ---- all ---- */

static void add_rows(json_t *object, const struct funnel *funnel)
{
	json_t *bad = json_object();
	for (int kind = 0; kind < BAD_KIND_COUNT; kind++)
		if (funnel->bad[kind])
			json_object_set_new(bad, bad_kind_name(kind), number(funnel->bad[kind]));
	json_object_set_new(object, "rows", number(funnel->rows));
	json_object_set_new(object, "opted_out", number(funnel->opted_out));
	json_object_set_new(object, "bad_rows", number(funnel->bad_rows));
	json_object_set_new(object, "bad", bad);
	json_object_set_new(object, "joined", number(funnel->joined));
}

json_t *breadth_profile_json(const struct breadth *breadth)
{
	json_t *object = json_object(), *lines = json_array(), *filters = json_array();
	for (size_t i = 0; i < breadth->gates; i++)
		json_array_append_new(lines, line_json(breadth, i));
	for (size_t i = breadth->gates; i < breadth->bars; i++)
		json_array_append_new(filters, filter_json(breadth, i));
	add_rows(object, &breadth->run->funnel);
	json_object_set_new(object, "icp", text(breadth->run->profiles[0].name));
	json_object_set_new(object, "name", text(breadth->icp->name));
	json_object_set_new(object, "companies", number(breadth->companies));
	json_object_set_new(object, "lines", lines);
	json_object_set_new(object, "filters", filters);
	json_object_set_new(object, "failed_filters", number(breadth->failed));
	json_object_set_new(object, "greedy", greedy_json(breadth));
	json_object_set_new(object, "masks", masks_json(breadth));
	json_object_set_new(object, "candidates", number(breadth->candidates));
	json_object_set_new(object, "at_least", number(breadth->at_least));
	json_object_set_new(object, "at_most", number(breadth->at_most));
	json_object_set_new(object, "too_broad", json_boolean(breadth_too_broad(breadth)));
	json_object_set_new(object, "edits", proposals_json(breadth));
	return object;
}

struct wn_str breadth_json(struct run *run, json_t *profiles)
{
	struct wn_str day = day_text(run->arena, run->options.as_of);
	json_t *object = json_pack("{s:o,s:o,s:i,s:o}", "pipeline", text(run->settings.name), "as_of", text(day), "cap", (int)run->settings.cap,
	                           "profiles", profiles);
	char *dump = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
	struct wn_str json = arena_str(run->arena, str_of(dump));
	free(dump);
	json_decref(object);
	return json;
}
