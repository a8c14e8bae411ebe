/* score.c - what lines earn, added up in whole thousandths; tiers and ranks without ever dividing. */
#include "base/arena.h"
#include "icp/icp.h"

/* ---- adding up ------------------------------------------------------------------------------------------- */

static int64_t size_of(int32_t points)
{
	return points < 0 ? -(int64_t)points : points;
}

static void add_known(struct score *score, const struct line *line, const struct result *result)
{
	score->weight += size_of(line->points);
	if (result && result->verdict != VERDICT_UNKNOWN)
		score->known += size_of(line->points);
}

static void add_line(struct score *score, const struct line *line, const struct result *result)
{
	if (line->points > 0)
		score->possible += 1000 * (int64_t)line->points;
	if (result)
		score->earned += result->earned;
}

/* The lines of one best_of: the largest weight is possible, the best matching line counts. */
static void add_group(struct score *score, const struct icp *icp, enum section section, uint32_t group, const struct result *results, bool *counted)
{
	size_t best = icp->line_count;
	int32_t weight = 0;

	for (size_t i = 0; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];

		if (line->section != section || line->group != group)
			continue;
		if (line->points > weight)
			weight = line->points;
		if (results && results[i].verdict == VERDICT_MATCH && (best == icp->line_count || results[i].earned > results[best].earned))
			best = i;
	}
	score->possible += 1000 * (int64_t)weight;
	if (best == icp->line_count)
		return;
	score->earned += results[best].earned;
	if (counted)
		counted[best] = true;
}

static bool is_first_of_group(const struct icp *icp, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (icp->lines[i].section == icp->lines[index].section && icp->lines[i].group == icp->lines[index].group)
			return false;
	return true;
}

struct score icp_score(const struct icp *icp, enum section section, const struct result *results, bool *counted)
{
	struct score score = {0};

	for (size_t i = 0; counted && i < icp->line_count; i++)
		if (icp->lines[i].section == section)
			counted[i] = icp->lines[i].group == 0;
	for (size_t i = 0; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];
		const struct result *result = results ? &results[i] : NULL;

		if (line->section != section)
			continue;
		add_known(&score, line, result);
		if (line->group == 0)
			add_line(&score, line, result);
		else if (is_first_of_group(icp, i))
			add_group(&score, icp, section, line->group, results, counted);
	}
	return score;
}

/* ---- fractions ------------------------------------------------------------------------------------------- */

/* A fit with nothing to wish for is full, a timing without reasons is none. */
static void fraction(enum section section, struct score score, int64_t *over, int64_t *under)
{
	*over = score.possible > 0 ? score.earned : section != SECTION_TIMING;
	*under = score.possible > 0 ? score.possible : 1;
}

struct wn_str score_text(struct wn_arena *arena, enum section section, struct score score)
{
	int64_t over, under;
	__int128 tenths, size;

	fraction(section, score, &over, &under);
	tenths = (__int128)over * 1000 / under;
	if (over < 0 && (__int128)over * 1000 % under != 0)
		tenths--;
	size = tenths < 0 ? -tenths : tenths;
	return arena_printf(arena, "%s%lld.%d", tenths < 0 ? "-" : "", (long long)(size / 10), (int)(size % 10));
}

/* Whether 100 x over / under + raise reaches the threshold. */
static bool reaches(int64_t over, int64_t under, int32_t raise, int32_t threshold)
{
	return (__int128)over * 100 + (__int128)raise * under >= (__int128)threshold * under;
}

static size_t first_reached(const struct tier *tiers, size_t count, int64_t over, int64_t under, int32_t raise)
{
	size_t i = 0;

	while (i < count && !reaches(over, under, raise, tiers[i].threshold))
		i++;
	return i;
}

size_t icp_tier(const struct icp *icp, struct score fit, int32_t raise)
{
	int64_t over, under;

	fraction(SECTION_FIT, fit, &over, &under);
	return first_reached(icp->tiers, icp->tier_count, over, under, raise);
}

size_t icp_heat(const struct icp *icp, struct score timing)
{
	int64_t over, under;

	fraction(SECTION_TIMING, timing, &over, &under);
	return first_reached(icp->heats, icp->heat_count, over, under, 0);
}

bool icp_floor_reached(const struct icp *icp, struct score fit)
{
	int64_t over, under;

	fraction(SECTION_FIT, fit, &over, &under);
	return !icp->has_floor || reaches(over, under, 0, icp->floor);
}

int score_compare(enum section section, struct score a, struct score b)
{
	int64_t over_a, under_a, over_b, under_b;
	__int128 left, right;

	fraction(section, a, &over_a, &under_a);
	fraction(section, b, &over_b, &under_b);
	left = (__int128)over_a * under_b;
	right = (__int128)over_b * under_a;
	return (left < right) - (left > right);
}
