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

/* Which of the masks still stand when this bar has dropped its own. */
static size_t keep_passing(const struct histogram *histogram, size_t bar, size_t *standing, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (!bar_is_out(mask_get(histogram->masks[standing[i]].ptr, bar)))
			standing[kept++] = standing[i];
	return kept;
}

static uint64_t companies_dropped(const struct histogram *histogram, size_t bar, const size_t *standing, size_t count)
{
	uint64_t companies = 0;

	for (size_t i = 0; i < count; i++)
		companies += bar_is_out(mask_get(histogram->masks[standing[i]].ptr, bar)) ? histogram->counts[standing[i]] : 0;
	return companies;
}

/* The first bar that has no place yet of those that drop most; how many those are. */
static size_t next_greedy(const struct histogram *histogram, const bool *placed, const size_t *standing, size_t count, size_t among, uint64_t *most)
{
	size_t best = among;

	for (size_t bar = 0; bar < among; bar++) {
		uint64_t dropped = placed[bar] ? 0 : companies_dropped(histogram, bar, standing, count);

		if (placed[bar] || (best < among && dropped <= *most))
			continue;
		best = bar;
		*most = dropped;
	}
	return best;
}

/* Each place that drops anybody takes a mask away at least, and the first that drops nobody settles the rest in the order of the file. */
void histogram_greedy(const struct histogram *histogram, size_t among, size_t *order, uint64_t *left)
{
	bool *placed = xmalloc((among + 1) * sizeof *placed);
	size_t *standing = xmalloc((histogram->count + 1) * sizeof *standing), count = histogram->count, place = 0;
	uint64_t now = histogram_total(histogram), most = 1;

	for (size_t bar = 0; bar < among; bar++)
		placed[bar] = false;
	for (size_t i = 0; i < count; i++)
		standing[i] = i;
	for (; place < among && most; place++) {
		order[place] = next_greedy(histogram, placed, standing, count, among, &most);
		placed[order[place]] = true;
		count = keep_passing(histogram, order[place], standing, count);
		left[place] = now -= most;
	}
	for (size_t bar = 0; bar < among; bar++) {
		if (placed[bar])
			continue;
		order[place] = bar;
		left[place++] = now;
	}
	free(standing);
	free(placed);
}
