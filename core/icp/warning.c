/* warning.c - what is no mistake and yet hardly meant: seen when all lines of a profile stand together. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"
#include "icp/compile.h"

/* ---- does one condition prove another? -------------------------------------------------------------------- */

/* These answer "certainly"; what they cannot see is no. All on folded conditions, so that ranges are sets of intervals. */
static bool matcher_proves(const struct matcher *given, const struct matcher *asked);

static bool junction_is(const struct matcher *matcher, enum junction word)
{
	return matcher->kind == MATCHER_JUNCTION && matcher->as.junction.word == word;
}

static bool range_lies_in(const struct wn_range *range, const struct matcher *ranges)
{
	for (size_t i = 0; i < ranges->as.ranges.count; i++)
		if (ranges->as.ranges.at[i].low <= range->low && range->high <= ranges->as.ranges.at[i].high)
			return true;
	return false;
}

static bool ranges_prove(const struct matcher *given, const struct matcher *asked)
{
	const struct wn_range everything = {WN_OPEN_LOW, WN_OPEN_HIGH};

	if (range_lies_in(&everything, asked))
		return true;
	if (strcmp(given->as.ranges.currency, asked->as.ranges.currency) != 0)
		return false;
	for (size_t i = 0; i < given->as.ranges.count; i++)
		if (!range_lies_in(&given->as.ranges.at[i], asked))
			return false;
	return true;
}

static bool terms_prove(const struct matcher *given, const struct matcher *asked)
{
	for (size_t i = 0; i < given->as.terms.count; i++) {
		const struct term *one = &given->as.terms.at[i];
		bool among = false;

		for (size_t j = 0; j < asked->as.terms.count; j++) {
			const struct term *other = &asked->as.terms.at[j];

			among |= asked->kind == MATCHER_PREFIX ? str_begins(one->key, other->key) : str_equal(one->key, other->key) && one->stem == other->stem;
		}
		if (!among)
			return false;
	}
	return true;
}

/* Codes below a code are inside it. */
static bool codes_prove(const struct matcher *given, const struct matcher *asked)
{
	if (!str_equal(given->as.code.scheme, asked->as.code.scheme))
		return false;
	for (size_t i = 0; i < given->as.code.count; i++) {
		bool inside = false;

		for (size_t j = 0; j < asked->as.code.count; j++)
			inside |= str_begins(given->as.code.at[i].text, asked->as.code.at[j].text);
		if (!inside)
			return false;
	}
	return true;
}

/* An item of which more is asked is one of which less is asked. */
static bool items_prove(const struct matcher *given, const struct matcher *asked)
{
	const struct filter *have = &given->as.items.filter, *want = &asked->as.items.filter;

	for (size_t i = 0; i < want->count; i++) {
		bool proven = false;

		for (size_t j = 0; j < have->count; j++)
			proven |= str_equal(have->tests[j].attribute, want->tests[i].attribute) && matcher_proves(have->tests[j].matcher, want->tests[i].matcher);
		if (!proven)
			return false;
	}
	return true;
}

static bool leaf_proves(const struct matcher *given, const struct matcher *asked)
{
	if (asked->kind == MATCHER_KNOWN && given->type != WN_LIST && given->type != WN_SET)
		return true;
	if (given->kind != asked->kind || given->type != asked->type)
		return false;
	switch (given->kind) {
	case MATCHER_RANGES:
		return ranges_prove(given, asked);
	case MATCHER_TEXT:
	case MATCHER_MEMBER:
	case MATCHER_PREFIX:
	case MATCHER_MENTIONS:
	case MATCHER_MATCHES:
		return terms_prove(given, asked);
	case MATCHER_CODE:
		return codes_prove(given, asked);
	case MATCHER_FLAG:
		return given->as.flag == asked->as.flag;
	case MATCHER_HAS:
		return items_prove(given, asked);
	default:
		return false;
	}
}

/* What is asked altogether is asked piece by piece; of what is given as alternatives each must do; else one is enough. */
static bool matcher_proves(const struct matcher *given, const struct matcher *asked)
{
	bool every = true;

	for (size_t i = 0; junction_is(asked, JUNCTION_ALL) && i < asked->as.junction.count; i++)
		every &= matcher_proves(given, asked->as.junction.items[i]);
	if (junction_is(asked, JUNCTION_ALL))
		return every;
	for (size_t i = 0; junction_is(given, JUNCTION_ANY) && i < given->as.junction.count; i++)
		every &= matcher_proves(given->as.junction.items[i], asked);
	if (junction_is(given, JUNCTION_ANY))
		return every;
	for (size_t i = 0; junction_is(asked, JUNCTION_ANY) && i < asked->as.junction.count; i++)
		if (matcher_proves(given, asked->as.junction.items[i]))
			return true;
	for (size_t i = 0; junction_is(given, JUNCTION_ALL) && i < given->as.junction.count; i++)
		if (matcher_proves(given->as.junction.items[i], asked))
			return true;
	return given->kind != MATCHER_JUNCTION && asked->kind != MATCHER_JUNCTION && leaf_proves(given, asked);
}

static bool condition_is(const struct condition *condition, enum junction word)
{
	return condition->kind == CONDITION_JUNCTION && condition->as.junction.word == word;
}

static bool condition_proves(const struct condition *given, const struct condition *asked)
{
	bool every = true;

	for (size_t i = 0; condition_is(asked, JUNCTION_ALL) && i < asked->as.junction.count; i++)
		every &= condition_proves(given, asked->as.junction.items[i]);
	if (condition_is(asked, JUNCTION_ALL))
		return every;
	for (size_t i = 0; condition_is(given, JUNCTION_ANY) && i < given->as.junction.count; i++)
		every &= condition_proves(given->as.junction.items[i], asked);
	if (condition_is(given, JUNCTION_ANY))
		return every;
	for (size_t i = 0; condition_is(asked, JUNCTION_ANY) && i < asked->as.junction.count; i++)
		if (condition_proves(given, asked->as.junction.items[i]))
			return true;
	for (size_t i = 0; condition_is(given, JUNCTION_ALL) && i < given->as.junction.count; i++)
		if (condition_proves(given->as.junction.items[i], asked))
			return true;
	return given->kind == CONDITION_FIELD && asked->kind == CONDITION_FIELD && given->as.field.id == asked->as.field.id &&
	       matcher_proves(given->as.field.matcher, asked->as.field.matcher);
}

/* ---- pairs of lines -------------------------------------------------------------------------------------- */

/* The lines that say the same, in their order: chains of indices, found by what they say. Whoever compares each line with each
 * spells a long profile for minutes. */
struct chain {
	size_t first, last;
};

#define NO_LINE SIZE_MAX

static struct chain *chain_of(struct compiler *compiler, struct wn_arena *arena, struct map *chains, const struct line *line)
{
	struct buf spelling = {0};
	struct chain *chain;

	buf_varint(&spelling, line->field_count);
	condition_spell(&spelling, compiler->dictionary, line->condition);
	chain = map_get(chains, buf_as_str(&spelling));
	if (!chain) {
		chain = arena_alloc(arena, sizeof *chain);
		*chain = (struct chain){NO_LINE, NO_LINE};
		map_put(chains, buf_as_str(&spelling), chain);
	}
	buf_free(&spelling);
	return chain;
}

static bool same_span(bool given, struct span a, struct span b)
{
	return !given || (a.unit == b.unit && a.count == b.count);
}

static bool same_sieve(const struct line *a, const struct line *b)
{
	return a->sieve.sure_least == b->sieve.sure_least && a->has_fresh == b->has_fresh && same_span(a->has_fresh, a->fresh, b->fresh);
}

/* Whether the facts that satisfy the gate are facts for the line too. */
static bool admits(const struct line *line, const struct line *gate)
{
	return same_sieve(line, gate) || (line->sieve.sure_least <= gate->sieve.sure_least && !line->has_fresh);
}

static bool is_plus(const struct line *line)
{
	return line->points > 0 && line->group == 0 && !line->has_half_life;
}

enum pair { PAIR_FINE, PAIR_IN_MUST, PAIR_TWICE, PAIR_BOTH_SIDES };

/* What is wrong with a line, given one before it. */
static enum pair judge_pair(const struct line *line, const struct line *other, bool same)
{
	if (other->section == SECTION_MUST && is_plus(line) && admits(line, other) &&
	    (same || condition_proves(other->condition->folded, line->condition->folded)))
		return PAIR_IN_MUST;
	if (same && same_sieve(line, other) && line->section == other->section)
		return PAIR_TWICE;
	if (same && same_sieve(line, other) && line->section == SECTION_MUST_NOT && other->section == SECTION_MUST)
		return PAIR_BOTH_SIDES;
	return PAIR_FINE;
}

static void say_pair(struct compiler *compiler, const struct line *line, const struct line *other, enum pair pair)
{
	if (pair == PAIR_IN_MUST)
		diag_warning(compiler->diags, line->place, "'%.*s' in must already asks for this: it gives everybody the same points", STR_ARG(other->id));
	else if (pair == PAIR_TWICE)
		diag_warning(compiler->diags, line->place, "the same condition as '%.*s' (line %u)", STR_ARG(other->id), other->place.line);
	else
		diag_warning(compiler->diags, line->place, "the same condition as '%.*s' in must (line %u): nobody can pass both", STR_ARG(other->id),
		             other->place.line);
}

/* Of each line the first before it that it is at odds with: one that says the same, or of must what proves it. */
static void check_line(struct compiler *compiler, const struct icp *icp, size_t index, size_t twin, const size_t *next)
{
	const struct line *line = &icp->lines[index];
	enum pair pair = PAIR_FINE;

	for (; twin != NO_LINE; twin = next[twin])
		if ((pair = judge_pair(line, &icp->lines[twin], true)) != PAIR_FINE)
			break;
	for (size_t i = 0; is_plus(line) && i < index && i < twin; i++) {
		if (icp->lines[i].section != SECTION_MUST || judge_pair(line, &icp->lines[i], false) == PAIR_FINE)
			continue;
		twin = i;
		pair = PAIR_IN_MUST;
	}
	if (pair != PAIR_FINE)
		say_pair(compiler, line, &icp->lines[twin], pair);
}

static void check_pairs(struct compiler *compiler, const struct icp *icp)
{
	struct wn_arena *scratch = arena_new();
	struct map *chains = map_new();
	size_t *next = arena_array(scratch, icp->line_count + 1, sizeof *next);

	for (size_t i = 0; i < icp->line_count; i++) {
		struct chain *chain = chain_of(compiler, scratch, chains, &icp->lines[i]);

		next[i] = NO_LINE;
		check_line(compiler, icp, i, chain->first, next);
		if (chain->last == NO_LINE)
			chain->first = i;
		else
			next[chain->last] = i;
		chain->last = i;
	}
	map_free(chains);
	arena_free(scratch);
}

/* ---- points ---------------------------------------------------------------------------------------------- */

static void check_minus(struct compiler *compiler, const struct icp *icp, int64_t possible)
{
	for (size_t i = 0; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];

		if (line->section != SECTION_FIT || line->points >= 0)
			continue;
		if (possible == 0)
			diag_warning(compiler->diags, line->place, "minus points count for nothing where no line of fit has points above 0");
		else if (-2000 * (int64_t)line->points > possible)
			diag_warning(compiler->diags, line->place, "this line takes away more than half of what can be earned; if it forbids, say must_not");
	}
}

/* All sums that the lines of fit can give, if each could be met or not whatever the others are: a set of whole numbers from
 * `lowest`. */
struct sums {
	bool *can, *next;
	size_t size;
	int64_t lowest;
};

#define SUMS_MOST ((int64_t)1 << 20)

static void add_choice(struct sums *sums, int32_t points)
{
	for (size_t i = 0; i < sums->size; i++) {
		int64_t to = (int64_t)i + points;

		if (sums->can[i] && to >= 0 && to < (int64_t)sums->size)
			sums->next[to] = true;
	}
}

static void take_choice(struct sums *sums)
{
	memcpy(sums->can, sums->next, sums->size * sizeof *sums->can);
}

static bool in_group(const struct line *line, const struct line *first)
{
	return line == first || (first->group && line->section == first->section && line->group == first->group);
}

static bool begins_choice(const struct icp *icp, size_t index)
{
	if (icp->lines[index].section != SECTION_FIT)
		return false;
	for (size_t i = 0; i < index; i++)
		if (in_group(&icp->lines[i], &icp->lines[index]))
			return false;
	return true;
}

/* Nothing, or what one line of the best_of earns. */
static void add_lines(struct sums *sums, const struct icp *icp)
{
	for (size_t i = 0; i < icp->line_count; i++) {
		if (!begins_choice(icp, i))
			continue;
		for (size_t j = i; j < icp->line_count; j++)
			if (in_group(&icp->lines[j], &icp->lines[i]))
				add_choice(sums, icp->lines[j].points);
		take_choice(sums);
	}
}

static bool sums_find(struct wn_arena *arena, const struct icp *icp, struct sums *sums)
{
	int64_t lowest = 0, highest = 0;

	for (size_t i = 0; i < icp->line_count; i++)
		if (icp->lines[i].section == SECTION_FIT && icp->lines[i].points < 0)
			lowest += icp->lines[i].points;
		else if (icp->lines[i].section == SECTION_FIT)
			highest += icp->lines[i].points;
	if (highest - lowest > SUMS_MOST || (highest - lowest) * (int64_t)icp->line_count > 64 * SUMS_MOST)
		return false;
	sums->size = (size_t)(highest - lowest) + 1;
	sums->lowest = lowest;
	sums->can = arena_array(arena, sums->size, sizeof *sums->can);
	sums->next = arena_array(arena, sums->size, sizeof *sums->next);
	sums->can[-lowest] = sums->next[-lowest] = true;
	add_lines(sums, icp);
	return true;
}

/* Whether a sum reaches this tier and not the one above. */
static bool tier_is_met(const struct sums *sums, const struct icp *icp, size_t tier, int64_t possible)
{
	for (size_t i = 0; i < sums->size; i++) {
		int64_t hundredfold = 100000 * ((int64_t)i + sums->lowest);

		if (sums->can[i] && hundredfold >= possible * icp->tiers[tier].threshold &&
		    (tier == 0 || hundredfold < possible * icp->tiers[tier - 1].threshold))
			return true;
	}
	return false;
}

static void check_tiers(struct compiler *compiler, const struct icp *icp, struct place place, int64_t possible)
{
	struct wn_arena *scratch = arena_new();
	struct sums sums;

	if (possible > 0 && icp->tier_count > 0 && sums_find(scratch, icp, &sums))
		for (size_t i = 0; i < icp->tier_count; i++)
			if (!tier_is_met(&sums, icp, i, possible))
				diag_warning(compiler->diags, place, "no sum of points of fit lands in tier %.*s: nobody can be in it", STR_ARG(icp->tiers[i].name));
	arena_free(scratch);
}

void profile_warn(struct compiler *compiler, const struct icp *icp, struct place tiers)
{
	int64_t possible = icp_score(icp, SECTION_FIT, NULL, NULL).possible;

	check_minus(compiler, icp, possible);
	check_pairs(compiler, icp);
	check_tiers(compiler, icp, tiers, possible);
}
