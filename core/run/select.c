/* select.c - phase five: the rank; fill.c takes the list from it. A pure function of candidates, profiles, as-of day and previous list. */
#include <stdlib.h>

#include "base/str.h"
#include "company/pack.h"
#include "run/enrich.h"
#include "run/profiles.h"
#include "run/scan.h"
#include "run/select.h"

/* keep = n: an account of the previous list ranks as if fit and timing were n points higher, at most 100. Exact, since
 * `possible` is a multiple of 1000. */
struct score score_raised(struct score score, int32_t points)
{
	if (!score.possible)
		return score;
	int64_t raised = score.earned + score.possible / 100 * points;
	score.earned = raised > score.possible && score.earned <= score.possible ? score.possible : raised;
	return score;
}

static int better(const struct candidate *a, const struct candidate *b)
{
	const struct standing *x = candidate_standing(a), *y = candidate_standing(b);
	if (x->undecided != y->undecided)
		return x->undecided < y->undecided ? -1 : 1;
	if (x->tier != y->tier)
		return x->tier < y->tier ? -1 : 1;
	int order = score_compare(SECTION_TIMING, x->timing, y->timing);
	if (!order)
		order = score_compare(SECTION_FIT, x->fit, y->fit);
	return order ? order : str_compare(a->id, b->id);
}

static int by_rank(const void *a, const void *b)
{
	return better(*(struct candidate *const *)a, *(struct candidate *const *)b);
}

static int load_previous(struct run *run, struct map **previous)
{
	struct list list;
	*previous = map_new();
	int code = run->settings.keep && run->store
	               ? store_last_list(run->store, run->arena, run->settings.path, &list, &run->error)
	               : WN_NONE;
	for (size_t i = 0; code == WN_OK && i < list.count; i++)
		map_put(*previous, list.rows[i].id, run);
	return code == WN_NONE ? WN_OK : code;
}

/* Under its id of today, or as another of its keys if it has gained a stronger one since. */
static int was_listed(struct run *run, const struct candidate *candidate, const struct map *previous, struct wn_arena *arena, bool *listed)
{
	struct company company;
	*listed = map_has(previous, candidate->id);
	if (*listed || !map_count(previous))
		return WN_OK;
	arena_clear(arena);
	int code = company_unpack(&company, arena, run->dictionary, buf_as_str(&candidate->packed), &run->error);
	for (size_t i = 0; code == WN_OK && i < company.key_count; i++)
		*listed |= key_is_in(previous, &company.keys[i]);
	return code;
}

static int raise_standings(struct run *run, struct candidate *candidate, const struct map *previous, struct wn_arena *arena)
{
	bool listed;
	int code = was_listed(run, candidate, previous, arena, &listed);
	for (size_t i = 0; i < run->profile_count; i++) {
		struct standing *standing = &candidate->standings[i];
		if (code == WN_OK && listed) {
			standing->fit = score_raised(standing->fit, run->settings.keep);
			standing->timing = score_raised(standing->timing, run->settings.keep);
		}
		standing->tier = tier_place(run->profiles[i].icp, standing->fit);
	}
	choose_profile(candidate, run->profile_count);
	return code;
}

/* Who was passed over in one round may be listed in the next. */
static bool is_ranked(enum fate fate)
{
	return fate == FATE_CANDIDATE || fate == FATE_QUOTA || fate == FATE_BESIDE;
}

struct candidate **rank_candidates(struct run *run, size_t *count)
{
	struct candidate **ranked = arena_array(run->arena, run->candidate_count + 1, sizeof *ranked);
	*count = 0;
	for (size_t i = 0; i < run->candidate_count; i++)
		if (is_ranked(run->candidates[i].fate))
			ranked[(*count)++] = &run->candidates[i];
	qsort(ranked, *count, sizeof *ranked, by_rank);
	return ranked;
}

int run_select(struct run *run)
{
	struct map *previous;
	struct wn_arena *arena = arena_new();
	int code = load_previous(run, &previous);
	for (size_t i = 0; code == WN_OK && i < run->candidate_count; i++)
		if (run->candidates[i].fate == FATE_CANDIDATE)
			code = raise_standings(run, &run->candidates[i], previous, arena);
	arena_free(arena);
	map_free(previous);
	return code == WN_OK ? fill_list(run) : code;
}
