/* settle.c - the end of the scan: rows become companies with one canonical id each, and candidates. */
#include <stdlib.h>

#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/breadth.h"
#include "run/enrich.h"
#include "run/opt_out.h"
#include "run/parallel.h"
#include "run/scan.h"
#include "run/trace.h"

#define UNREAD_LEAST 10 /* cells of a field that must be unreadable before it is worth a warning */

void count_unread(struct run *run, const struct step *step, const struct cell_count *cells)
{
	if (!run->funnel.unread)
		run->funnel.unread = arena_array(run->arena, dictionary_count(run->dictionary), sizeof *run->funnel.unread);
	for (field_id i = 0; i < dictionary_count(run->dictionary); i++) {
		const struct cell_count *count = &cells[i];
		const char *name = dictionary_field(run->dictionary, i)->name;
		run->funnel.unread[i] += count->unread;
		if (count->unread < UNREAD_LEAST || 2 * count->unread <= count->full)
			continue;
		if (count->not_utf8)
			log_warning("source \"%.*s\": %s: %llu of %llu cells could not be read, %llu of them are no UTF-8: give the source its encoding, such as"
			            " encoding = \"windows-1252\"", STR_ARG(step->name), name, (unsigned long long)count->unread,
			            (unsigned long long)count->full, (unsigned long long)count->not_utf8);
		else
			log_warning("source \"%.*s\": %s: %llu of %llu cells could not be read; look at the column and how it is converted",
			            STR_ARG(step->name), name, (unsigned long long)count->unread, (unsigned long long)count->full);
	}
}

/* Rows in the order of their bytes: what a list says must not depend on the order of a file. */
static int by_bytes(const void *a, const void *b)
{
	return str_compare(*(const struct wn_str *)a, *(const struct wn_str *)b);
}

/* Rows without any key are one company where name, country and postcode are the same: the last resort. */
static void join_by_name(struct map *names, const struct company *company, size_t row, size_t *twin)
{
	struct wn_str id = canonical_id(company->arena, company);
	size_t *first = id.len ? map_get(names, id) : NULL;
	if (first) {
		*twin = *first;
	} else if (id.len) {
		*twin = row;
		map_put(names, id, twin);
	}
}

/* Keys to the joiner; twin[row] is the first row of the same name for rows without a key, else the row itself. */
static int read_keys(struct run *run, struct row_store *rows, struct joiner *joiner, size_t *twin)
{
	struct wn_arena *arena = arena_new();
	struct map *names = map_new();
	int code = WN_OK;
	for (size_t i = 0; code == WN_OK && i < rows->count; i++) {
		struct company company;
		arena_clear(arena);
		twin[i] = i;
		code = company_unpack(&company, arena, run->dictionary, rows->at[i], &run->error);
		if (code == WN_OK && company.key_count)
			joiner_add(joiner, i, company.keys, company.key_count);
		else if (code == WN_OK)
			join_by_name(names, &company, i, &twin[i]);
	}
	map_free(names);
	arena_free(arena);
	return code;
}

static void show_refusals(struct run *run, const struct joiner *joiner)
{
	size_t count;
	const struct refusal *refusals = joiner_refusals(joiner, &count);
	run->funnel.refused_joins = count;
	for (size_t i = 0; i < count && i < 20; i++)
		log_warning("%.*s and %.*s both have %.*s %.*s: they stay two companies", STR_ARG(refusals[i].first), STR_ARG(refusals[i].second),
		            STR_ARG(refusals[i].key.scheme), STR_ARG(refusals[i].key.value));
}

/* Rows grouped by company, groups in order of their smallest row. */
struct member {
	size_t group, row;
};

static int by_group(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* Companies in their order, each with its rows in theirs. */
static struct member *group_rows(struct run *run, struct row_store *rows, struct joiner *joiner, const size_t *twin)
{
	size_t *group = xmalloc((rows->count + 1) * sizeof *group);
	struct member *members = xmalloc((rows->count + 1) * sizeof *members);
	joiner_settle(joiner, group, rows->count);
	show_refusals(run, joiner);
	for (size_t i = 0; i < rows->count; i++)
		members[i] = (struct member){twin[i] == i ? group[i] : twin[i], i};
	qsort(members, rows->count, sizeof *members, by_group);
	free(group);
	return members;
}

/* ---- one company from its rows ---- */

static int add_row(struct run *run, struct company *company, struct wn_arena *arena, struct wn_str packed)
{
	struct company row;
	int code = company_unpack(&row, arena, run->dictionary, packed, &run->error);
	for (size_t i = 0; code == WN_OK && i < row.fact_count; i++)
		company_add(company, &row.facts[i]);
	for (size_t i = 0; code == WN_OK && i < row.key_count; i++)
		company_add_key(company, row.keys[i].scheme, row.keys[i].value);
	return code;
}

/* For `why` all rows are read as in a run, since whom a company is joined with depends on the others; then one is kept. */
static bool asked_for(const struct run *run, const struct company *company)
{
	char name[KEY_NAME_ROOM];
	return !run->only || has_key(company, run->only) || str_equal(company->id, key_spell(name, run->only));
}

static int make_candidate(struct run *run, struct wn_arena *arena, struct row_store *rows, const struct member *members, size_t count)
{
	struct company company;
	arena_clear(arena);
	company_init(&company, arena, run->dictionary);
	for (size_t i = 0; i < count; i++)
		if (add_row(run, &company, arena, rows->at[members[i].row]) < 0)
			return run->error.code;
	company.id = canonical_id(arena, &company);
	if (!company.id.len)
		return WN_OK; /* not even a name: the source has counted the row, nobody can be told apart by nothing */
	if (!asked_for(run, &company))
		return WN_OK;
	run->funnel.joined += count - 1;
	struct candidate *candidate = &run->candidates[run->candidate_count++];
	*candidate = (struct candidate){.id = arena_str(run->arena, company.id)};
	candidate->standings = xmalloc(run->profile_count * sizeof *candidate->standings);
	for (size_t i = 0; i < run->profile_count; i++)
		candidate->standings[i] = (struct standing){.tier = NO_TIER};
	if (opt_out_covers(run, &company))
		candidate->fate = FATE_OPTED_OUT;
	company_pack(&candidate->packed, &company);
	return WN_OK;
}

static int make_candidates(struct run *run, struct row_store *rows, const struct member *members)
{
	struct wn_arena *arena = arena_new();
	int code = WN_OK;
	run->candidates = xmalloc((rows->count + 1) * sizeof *run->candidates);
	for (size_t from = 0, to; code == WN_OK && from < rows->count; from = to) {
		for (to = from + 1; to < rows->count && members[to].group == members[from].group;)
			to++;
		code = make_candidate(run, arena, rows, &members[from], to - from);
	}
	arena_free(arena);
	return code;
}

/* ---- gates on merged companies ---- */

static int gate_one(struct judge *judge, size_t index, void *context)
{
	struct candidate *candidate = &judge->run->candidates[index];
	struct company company;
	(void)context;
	if (candidate->fate != FATE_CANDIDATE)
		return WN_OK;
	int code = judge_unpack(judge, candidate, &company);
	if (code == WN_OK && judge->run->breadth)
		breadth_company(judge->run->breadth, judge, &company, candidate);
	else if (code == WN_OK)
		judge_gates(judge, &company, false, candidate);
	return code;
}

static void remember_held(struct run *run, const struct candidate *candidate)
{
	run->held = xrealloc(run->held, (run->held_count + 1) * sizeof *run->held);
	run->held[run->held_count++] = (struct held){arena_str(run->arena, candidate->id), arena_str(run->arena, candidate->reason)};
	run->funnel.held++;
}

/* Under each profile a company is counted once, when it leaves it. */
static void count_standing(struct run *run, struct profile *profile, struct standing *standing, bool late)
{
	if (standing->counted || standing->fate == FATE_CANDIDATE)
		return;
	standing->counted = true;
	standing->late = late;
	if (standing->fate == FATE_LINE)
		(late ? run->funnel.by_line_late : run->funnel.by_line)[profile->first_line + standing->line]++;
	profile->undecided_dropped += standing->fate == FATE_UNDECIDED;
	profile->below_floor += standing->fate == FATE_FLOOR;
}

void count_fate(struct run *run, const struct candidate *candidate)
{
	struct funnel *funnel = &run->funnel;
	if (candidate->fate == FATE_HELD)
		remember_held(run, candidate);
	for (size_t i = 0; i < run->profile_count; i++)
		count_standing(run, &run->profiles[i], &candidate->standings[i], candidate->late);
	if (candidate->fate == FATE_FILTER)
		funnel->by_filter[candidate->by]++;
	funnel->undecided_dropped += candidate->fate == FATE_UNDECIDED;
	funnel->below_floor += candidate->fate == FATE_FLOOR;
	funnel->opted_out += candidate->fate == FATE_OPTED_OUT;
}

static int by_id(const void *a, const void *b)
{
	return str_compare(((const struct candidate *)a)->id, ((const struct candidate *)b)->id);
}

/* Forgets who is out, so that only candidates take memory; the rest go by id. `why` keeps its one company. */
static void keep_candidates(struct run *run)
{
	size_t kept = 0;
	for (size_t i = 0; i < run->candidate_count; i++) {
		struct candidate *candidate = &run->candidates[i];
		count_fate(run, candidate);
		trace_fate(run, candidate, "scan");
		if (candidate->fate == FATE_CANDIDATE)
			run->candidates[kept++] = *candidate;
		else
			candidate_free(candidate);
	}
	run->candidate_count = kept;
	qsort(run->candidates, kept, sizeof *run->candidates, by_id);
	run->funnel.candidates = kept;
}

int settle_companies(struct scanning *scanning)
{
	struct run *run = scanning->run;
	struct row_store *rows = &scanning->rows;
	struct joiner *joiner = joiner_new();
	if (rows->count)
		qsort(rows->at, rows->count, sizeof *rows->at, by_bytes);
	size_t *twin = xmalloc((rows->count + 1) * sizeof *twin);
	int code = read_keys(run, rows, joiner, twin);
	if (code == WN_OK) {
		struct member *members = group_rows(run, rows, joiner, twin);
		code = make_candidates(run, rows, members);
		free(members);
	}
	free(twin);
	joiner_free(joiner);
	if (code == WN_OK)
		code = run_each(run, "gates", "companies", run->candidate_count, gate_one, NULL);
	if (code == WN_OK)
		keep_candidates(run);
	return code;
}
