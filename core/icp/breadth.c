/* breadth.c - masks of what the gates say of companies, and what a histogram over them tells. */
#include "icp/breadth.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"

/* ---- tallies --------------------------------------------------------------------------------------------- */

struct tally {
	struct map *map; /* value -> uint64_t in the arena */
	struct wn_arena *arena;
};

struct tally *tally_new(void)
{
	struct tally *tally = xmalloc(sizeof *tally);

	*tally = (struct tally){.map = map_new(), .arena = arena_new()};
	return tally;
}

void tally_free(struct tally *tally)
{
	if (!tally)
		return;
	map_free(tally->map);
	arena_free(tally->arena);
	free(tally);
}

void tally_add(struct tally *tally, struct wn_str value, uint64_t count)
{
	uint64_t *there = map_get(tally->map, value);

	if (!there) {
		there = arena_alloc(tally->arena, sizeof *there);
		map_put(tally->map, value, there);
	}
	*there += count;
}

void tally_join(struct tally *into, const struct tally *from)
{
	struct wn_str value;
	void *count;

	for (size_t i = 0; map_at(from->map, i, &value, &count); i++)
		tally_add(into, value, *(const uint64_t *)count);
}

static int by_value(const void *left, const void *right)
{
	return str_compare(((const struct tallied *)left)->value, ((const struct tallied *)right)->value);
}

struct tallied *tally_sorted(const struct tally *tally, struct wn_arena *arena, size_t *count)
{
	struct tallied *all = arena_array(arena, map_count(tally->map), sizeof *all);
	void *number;

	for (*count = 0; map_at(tally->map, *count, &all[*count].value, &number); ++*count)
		all[*count].count = *(const uint64_t *)number;
	if (*count)
		qsort(all, *count, sizeof *all, by_value);
	return all;
}

/* ---- bars ------------------------------------------------------------------------------------------------ */

enum bar bar_of(const struct line *line, const struct result *result, bool final)
{
	if (result->verdict == (line->section == SECTION_MUST ? VERDICT_MISS : VERDICT_MATCH))
		return BAR_DROPS;
	if (result->verdict != VERDICT_UNKNOWN)
		return BAR_PASSES;
	return line->unknown_drops && (final || line->settled) && !result->failed ? BAR_NOT_KNOWN : BAR_OPEN;
}

/* ---- histograms ------------------------------------------------------------------------------------------ */

static int by_count(const void *left, const void *right)
{
	const struct tallied *a = left, *b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return str_compare(a->value, b->value);
}

struct histogram histogram_of(const struct tally *masks, size_t bars, struct wn_arena *arena)
{
	struct histogram histogram = {.bars = bars};
	struct tallied *all = tally_sorted(masks, arena, &histogram.count);

	if (histogram.count)
		qsort(all, histogram.count, sizeof *all, by_count);
	histogram.masks = arena_array(arena, histogram.count, sizeof *histogram.masks);
	histogram.counts = arena_array(arena, histogram.count, sizeof *histogram.counts);
	for (size_t i = 0; i < histogram.count; i++) {
		histogram.masks[i] = all[i].value;
		histogram.counts[i] = all[i].count;
	}
	return histogram;
}

uint64_t histogram_total(const struct histogram *histogram)
{
	uint64_t total = 0;

	for (size_t i = 0; i < histogram->count; i++)
		total += histogram->counts[i];
	return total;
}

static bool passes(const struct histogram *histogram, size_t mask, const bool *with)
{
	for (size_t bar = 0; bar < histogram->bars; bar++)
		if ((!with || with[bar]) && bar_is_out(mask_get(histogram->masks[mask].ptr, bar)))
			return false;
	return true;
}

uint64_t histogram_left(const struct histogram *histogram, const bool *with)
{
	uint64_t left = 0;

	for (size_t i = 0; i < histogram->count; i++)
		left += passes(histogram, i, with) ? histogram->counts[i] : 0;
	return left;
}

static void count_bar(struct bar_count *count, enum bar bar, uint64_t companies)
{
	uint64_t *const numbers[] = {&count->passes, &count->open, &count->drops, &count->not_known};

	*numbers[bar] += companies;
}

/* One mask, for all bars. */
static void count_mask(const struct histogram *histogram, size_t mask, struct bar_count *bars)
{
	const char *bits = histogram->masks[mask].ptr;
	uint64_t companies = histogram->counts[mask];
	size_t out = 0, last = 0;

	for (size_t i = 0; i < histogram->bars; i++) {
		enum bar bar = mask_get(bits, i);

		count_bar(&bars[i], bar, companies);
		if (bar_is_out(bar)) {
			out++;
			last = i;
		}
		bars[i].left += out ? 0 : companies;
	}
	if (out == 1)
		bars[last].sole += companies;
	if (out == 1 && mask_get(bits, last) == BAR_NOT_KNOWN)
		bars[last].sole_not_known += companies;
	for (size_t i = 0; out == 0 && i < histogram->bars; i++)
		bars[i].open_left += mask_get(bits, i) == BAR_OPEN ? companies : 0;
}

struct bar_count *histogram_bars(const struct histogram *histogram, struct wn_arena *arena)
{
	struct bar_count *bars = arena_array(arena, histogram->bars, sizeof *bars);

	for (size_t i = 0; i < histogram->count; i++)
		count_mask(histogram, i, bars);
	return bars;
}

void histogram_greedy(const struct histogram *histogram, size_t among, size_t *order, uint64_t *left)
{
	bool *with = xmalloc((histogram->bars + 1) * sizeof *with);

	for (size_t i = 0; i < histogram->bars; i++)
		with[i] = false;
	for (size_t place = 0; place < among; place++) {
		uint64_t least = UINT64_MAX;

		for (size_t bar = 0; bar < among; bar++) {
			if (with[bar])
				continue;
			with[bar] = true;
			uint64_t now = histogram_left(histogram, with);
			with[bar] = false;
			if (now >= least)
				continue;
			least = now;
			order[place] = bar;
		}
		with[order[place]] = true;
		left[place] = least;
	}
	free(with);
}
