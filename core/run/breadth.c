/* breadth.c - the pass that counts all companies by all lines, and what comes out of it. */
#include "run/breadth.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/str.h"
#include "run/opt_out.h"
#include "run/parallel.h"
#include "run/scan.h"
#include "scan/mapping.h"

/* ---- making and freeing ---- */

static bool source_brings_one(const struct run *run, const struct line *line)
{
	for (size_t i = 0; i < line->field_count; i++) {
		size_t from = 0;
		for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));)
			if (step_provides(step, line->fields[i]))
				return true;
	}
	return false;
}

static bool may_drop_late(const struct run *run, const struct step *filter)
{
	for (size_t i = 0; i < filter->said.need_count; i++)
		if (enricher_brings(run, filter->said.needs[i]))
			return true;
	for (size_t i = 0; i < filter->said.want_count; i++)
		if (enricher_brings(run, filter->said.wants[i]))
			return true;
	return false;
}

static void part_init(const struct breadth *breadth, struct breadth_part *part)
{
	size_t lines = breadth->icp->line_count + 1;
	*part = (struct breadth_part){.arena = arena_new(), .masks = tally_new(), .screened = tally_new()};
	part->candidates = arena_array(part->arena, lines, sizeof *part->candidates);
	part->near = arena_array(part->arena, lines, sizeof *part->near);
	part->missing = arena_array(part->arena, lines, sizeof *part->missing);
	part->meeting = arena_array(part->arena, lines, sizeof *part->meeting);
	part->examples = arena_array(part->arena, lines, sizeof *part->examples);
	part->example_counts = arena_array(part->arena, lines, sizeof *part->example_counts);
	part->mask = arena_alloc(part->arena, mask_size(breadth->bars) + 1);
	for (size_t i = 0; i < breadth->gates; i++) {
		part->candidates[i] = breadth->sampled[i] ? tally_new() : NULL;
		part->near[i] = breadth->sampled[i] ? tally_new() : NULL;
		part->examples[i] = arena_array(part->arena, EXAMPLES_KEPT, sizeof **part->examples);
	}
}

static void part_free(const struct breadth *breadth, struct breadth_part *part)
{
	for (size_t i = 0; i < breadth->gates; i++) {
		tally_free(part->candidates[i]);
		tally_free(part->near[i]);
	}
	tally_free(part->masks);
	tally_free(part->screened);
	buf_free(&part->packed);
	arena_free(part->arena);
}

static struct breadth *breadth_new(struct run *run)
{
	struct wn_arena *arena = arena_new();
	struct breadth *breadth = arena_alloc(arena, sizeof *breadth);
	size_t from = 0;
	*breadth = (struct breadth){.run = run, .icp = run->profiles[0].icp, .arena = arena, .part_count = run_threads(run)};
	while (breadth->gates < breadth->icp->line_count && line_is_gate(&breadth->icp->lines[breadth->gates]))
		breadth->gates++;
	breadth->bars = breadth->gates;
	breadth->filters = arena_array(arena, run->step_count + 1, sizeof *breadth->filters);
	for (struct step *step; (step = run_next_step(run, WN_FILTER, &from)); breadth->bars++) {
		breadth->filters[breadth->bars - breadth->gates] = (size_t)(step - run->steps);
		breadth->late_filter |= may_drop_late(run, step);
	}
	breadth->sampled = arena_array(arena, breadth->icp->line_count + 1, sizeof *breadth->sampled);
	for (size_t i = 0; i < breadth->gates; i++) {
		const struct line *line = &breadth->icp->lines[i];
		breadth->sampled[i] = !line->built_in && line_has_values(line) && source_brings_one(run, line);
	}
	breadth->parts = arena_array(arena, breadth->part_count, sizeof *breadth->parts);
	for (unsigned i = 0; i < breadth->part_count; i++)
		part_init(breadth, &breadth->parts[i]);
	return breadth;
}

void breadth_free(struct breadth *breadth)
{
	if (!breadth)
		return;
	for (unsigned i = 0; i < breadth->part_count; i++)
		part_free(breadth, &breadth->parts[i]);
	arena_free(breadth->arena);
}

/* ---- for the scan ---- */

static bool is_among(const field_id *fields, size_t count, field_id field)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i] == field)
			return true;
	return false;
}

/* By a gate line, or by a filter. */
static bool is_read(const struct breadth *breadth, field_id field)
{
	for (size_t i = 0; i < breadth->gates; i++)
		if (is_among(breadth->icp->lines[i].fields, breadth->icp->lines[i].field_count, field))
			return true;
	for (size_t i = 0; i < breadth->bars - breadth->gates; i++) {
		const struct step *step = &breadth->run->steps[breadth->filters[i]];
		if (is_among(step->said.needs, step->said.need_count, field) || is_among(step->said.wants, step->said.want_count, field))
			return true;
	}
	return false;
}

static bool joined_is_read(const struct breadth *breadth, const struct wn_mapping *joined)
{
	for (size_t i = 0; i < joined->column_count; i++) {
		struct wn_str rest = joined->columns[i].field, name; /* "signal.kind" is of signal */
		str_cut(&rest, WN_STR("."), &name);
		if (is_read(breadth, dictionary_find(breadth->run->dictionary, name)))
			return true;
	}
	return false;
}

bool breadth_source(struct breadth *breadth, const struct step *largest)
{
	breadth->silent_source = !largest->mapping->opt_out_column.len;
	for (size_t i = 0; i < largest->mapping->join_count; i++)
		if (joined_is_read(breadth, largest->mapping->joins[i]))
			return false;
	return true;
}

/* ---- one whole from the parts ---- */

static void join_tallies(struct tally **into, struct tally *const *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (into[i])
			tally_join(into[i], from[i]);
}

/* Rows that nobody looked at closely, as masks. */
static void join_screened(struct breadth *breadth, const struct breadth_part *part)
{
	size_t count;
	struct tallied *all = tally_sorted(part->screened, breadth->arena, &count);
	char *mask = arena_alloc(breadth->arena, mask_size(breadth->bars) + 1);
	for (size_t i = 0; i < count; i++) {
		uint64_t bits[2];
		memcpy(bits, all[i].value.ptr, sizeof bits);
		memset(mask, 0, mask_size(breadth->bars));
		for (size_t j = 0; j < breadth->gates; j++) {
			struct result result = {.verdict = bits[0] >> j & 1 ? VERDICT_MATCH : bits[1] >> j & 1 ? VERDICT_MISS : VERDICT_UNKNOWN};
			mask_set(mask, j, bar_of(&breadth->icp->lines[j], &result, false));
		}
		tally_add(breadth->parts[0].masks, (struct wn_str){mask, mask_size(breadth->bars)}, all[i].count);
	}
}

/* All into the first. */
static void join_parts(struct breadth *breadth)
{
	struct breadth_part *first = &breadth->parts[0];
	for (unsigned i = 0; i < breadth->part_count; i++)
		join_screened(breadth, &breadth->parts[i]);
	for (unsigned i = 1; i < breadth->part_count; i++) {
		const struct breadth_part *part = &breadth->parts[i];
		tally_join(first->masks, part->masks);
		join_tallies(first->candidates, part->candidates, breadth->gates);
		join_tallies(first->near, part->near, breadth->gates);
		for (size_t j = 0; j < breadth->icp->line_count; j++) {
			first->missing[j] += part->missing[j];
			first->meeting[j] += part->meeting[j];
		}
		first->total += part->total;
		first->at_least += part->at_least;
		first->lost += part->lost;
		first->failed += part->failed;
	}
	breadth->candidates = first->total;
	breadth->at_least = first->at_least;
	breadth->at_most = first->total - first->lost;
	breadth->failed = first->failed;
}

static int by_id(const void *a, const void *b)
{
	return str_compare(((const struct example *)a)->id, ((const struct example *)b)->id);
}

/* Whoever objects in a row that was read later, or did so in an earlier run, is not named. */
static bool objects(const struct run *run, const struct example *example)
{
	for (size_t i = 0; i < example->key_count; i++)
		if (map_has(run->opted_out, example->keys[i]) || map_has(run->objecting, example->keys[i]))
			return true;
	return false;
}

static void join_examples(struct breadth *breadth, size_t line)
{
	struct example *all = arena_array(breadth->arena, breadth->part_count * EXAMPLES_KEPT, sizeof *all);
	size_t count = 0, *shown = &breadth->example_counts[line];
	for (unsigned i = 0; i < breadth->part_count; i++)
		for (size_t j = 0; j < breadth->parts[i].example_counts[line]; j++)
			all[count++] = breadth->parts[i].examples[line][j];
	if (count)
		qsort(all, count, sizeof *all, by_id);
	for (size_t i = 0; i < count && *shown < EXAMPLES_SHOWN; i++)
		if (!objects(breadth->run, &all[i]) && (!*shown || !str_equal(all[*shown - 1].id, all[i].id)))
			all[(*shown)++] = all[i];
	breadth->examples[line] = all;
}

static void sum_up(struct breadth *breadth)
{
	join_parts(breadth);
	breadth->histogram = histogram_of(breadth->parts[0].masks, breadth->bars, breadth->arena);
	breadth->companies = histogram_total(&breadth->histogram);
	breadth->counts = histogram_bars(&breadth->histogram, breadth->arena);
	breadth->order = arena_array(breadth->arena, breadth->gates, sizeof *breadth->order);
	breadth->order_left = arena_array(breadth->arena, breadth->gates, sizeof *breadth->order_left);
	histogram_greedy(&breadth->histogram, breadth->gates, breadth->order, breadth->order_left);
	breadth->examples = arena_array(breadth->arena, breadth->gates, sizeof *breadth->examples);
	breadth->example_counts = arena_array(breadth->arena, breadth->gates, sizeof *breadth->example_counts);
	for (size_t i = 0; i < breadth->gates; i++)
		join_examples(breadth, i);
}

/* ---- the whole pass ---- */

/* Enrichers and sinks stay shut: nobody is asked, nothing is written. */
static int open_some(struct run *run)
{
	int code = store_open(run->settings.store_path, true, &run->store, &run->error);
	if (code < 0 && code != WN_NONE)
		return code;
	run->opted_out = map_new();
	run->objecting = map_new();
	if (net_open(run->options.replay, &run->net, &run->error) < 0)
		return run->error.code;
	for (size_t i = 0; i < run->step_count; i++)
		if ((run->steps[i].kind == WN_SOURCE || run->steps[i].kind == WN_FILTER) && step_open(&run->steps[i], run->options.as_of, &run->error) < 0)
			return run->error.code;
	return WN_OK;
}

int run_breadth(struct run *run)
{
	int code = open_some(run);
	if (code == WN_OK) {
		run->breadth = breadth_new(run);
		code = run_scan(run);
	}
	if (code < 0)
		return code;
	sum_up(run->breadth);
	return breadth_propose(run->breadth);
}

/* ---- candidates alone ---- */

static int count_candidate(struct judge *judge, size_t index, void *context)
{
	struct breadth *breadth = context;
	struct company company;
	int code = judge_unpack(judge, &judge->run->candidates[index], &company);
	if (code == WN_OK)
		breadth_company(breadth, judge, &company, &(struct candidate){.standings = &(struct standing){0}});
	return code;
}

int breadth_of_candidates(struct run *run, struct breadth **breadth)
{
	*breadth = breadth_new(run);
	int code = run_each(run, "breadth", "companies", run->candidate_count, count_candidate, *breadth);
	if (code < 0)
		return code;
	sum_up(*breadth);
	return breadth_propose(*breadth);
}

/* Certainly, before anybody was asked. */
bool breadth_too_broad(const struct breadth *breadth)
{
	return run_lists_all(breadth->run) && breadth->at_least > breadth->run->settings.cap;
}

struct wn_str breadth_needs(struct run *run, const struct line *line)
{
	struct buf out = {0};
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_ENRICHER, &from));) {
		bool brings = false;
		for (size_t i = 0; i < line->field_count; i++)
			brings |= step_provides(step, line->fields[i]);
		if (brings)
			buf_printf(&out, "%s%.*s", out.len ? ", " : "", STR_ARG(step->name));
	}
	struct wn_str names = arena_str(run->arena, buf_as_str(&out));
	buf_free(&out);
	return names;
}
