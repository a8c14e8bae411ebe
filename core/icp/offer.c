/* offer.c - gate lines as driven sources are shown them, so that these can narrow what they ask for. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "icp/condition.h"

struct offers {
	struct wn_arena *arena;
	const struct dictionary *dictionary;
	struct wn_line *at;
	size_t count, room;
};

static struct wn_line *add(struct offers *offers, const struct line *line, field_id field)
{
	struct wn_line *offer;

	if (offers->count == offers->room) {
		struct wn_line *wider = arena_array(offers->arena, offers->room ? 2 * offers->room : 16, sizeof *wider);

		if (offers->count)
			memcpy(wider, offers->at, offers->count * sizeof *wider);
		offers->at = wider;
		offers->room = offers->room ? 2 * offers->room : 16;
	}
	offer = &offers->at[offers->count++];
	*offer = (struct wn_line){.size = sizeof *offer, .id = line->id, .section = str_of(section_name(line->section)), .push = WN_PUSH_NO};
	offer->field = str_of(dictionary_field(offers->dictionary, field)->name);
	return offer;
}

/* ---- plain conditions ------------------------------------------------------------------------------------ */

static bool fill_texts(struct offers *offers, struct wn_line *offer, const struct matcher *matcher)
{
	struct wn_value *values = arena_array(offers->arena, matcher->as.terms.count, sizeof *values);

	for (size_t i = 0; i < matcher->as.terms.count; i++)
		values[i] = value_of_text(matcher->as.terms.at[i].text);
	offer->word = WN_STR("any_of");
	offer->values = values;
	offer->value_count = matcher->as.terms.count;
	return true;
}

static bool fill_codes(struct offers *offers, struct wn_line *offer, const struct matcher *matcher)
{
	struct wn_value *values = arena_array(offers->arena, matcher->as.code.count, sizeof *values);

	for (size_t i = 0; i < matcher->as.code.count; i++)
		values[i] = value_of_code(offers->arena, matcher->as.code.scheme, matcher->as.code.at[i].text, (struct wn_str){0});
	offer->word = matcher->as.code.scheme;
	offer->values = values;
	offer->value_count = matcher->as.code.count;
	return true;
}

static bool fill_range(struct offers *offers, struct wn_line *offer, const struct matcher *matcher)
{
	struct wn_value *value;

	if (matcher->as.ranges.count != 1)
		return false;
	value = arena_alloc(offers->arena, sizeof *value);
	value->type = matcher->type;
	if (matcher->type == WN_MONEY) {
		if (!matcher->as.ranges.currency[0])
			return false;
		value->as.money.range = matcher->as.ranges.at[0];
		memcpy(value->as.money.currency, matcher->as.ranges.currency, 4);
		value->as.money.day = WN_NO_DAY;
	} else {
		value->as.range = matcher->as.ranges.at[0];
	}
	offer->word = WN_STR("between");
	offer->values = value;
	offer->value_count = 1;
	return true;
}

/* any_of of plain names, of a set or a list. */
static bool fill_members(struct offers *offers, struct wn_line *offer, const struct matcher *matcher)
{
	bool junction = matcher->kind == MATCHER_JUNCTION;
	size_t count = junction ? matcher->as.junction.count : 1;
	struct wn_value *values = arena_array(offers->arena, count, sizeof *values);

	if (junction && matcher->as.junction.word != JUNCTION_ANY)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct matcher *item = junction ? matcher->as.junction.items[i] : matcher;

		if (item->kind == MATCHER_HAS && item->as.items.filter.count == 1 && item->as.items.filter.tests[0].key)
			item = item->as.items.filter.tests[0].matcher;
		if ((item->kind != MATCHER_TEXT && item->kind != MATCHER_MEMBER) || item->as.terms.count != 1)
			return false;
		values[i] = value_of_text(item->as.terms.at[0].text);
	}
	offer->word = WN_STR("any_of");
	offer->values = values;
	offer->value_count = count;
	return true;
}

static void fill(struct offers *offers, struct wn_line *offer, const struct matcher *matcher)
{
	switch (matcher->kind) {
	case MATCHER_TEXT:
		fill_texts(offers, offer, matcher);
		break;
	case MATCHER_CODE:
		fill_codes(offers, offer, matcher);
		break;
	case MATCHER_RANGES:
		fill_range(offers, offer, matcher);
		break;
	case MATCHER_FLAG:
		offer->values = arena_alloc(offers->arena, sizeof(struct wn_value));
		*(struct wn_value *)offer->values = value_of_flag(matcher->as.flag);
		offer->value_count = 1;
		offer->word = WN_STR("any_of");
		break;
	case MATCHER_JUNCTION:
	case MATCHER_MEMBER:
	case MATCHER_HAS:
		fill_members(offers, offer, matcher);
		break;
	default:
		break;
	}
}

/* ---- lines ----------------------------------------------------------------------------------------------- */

static void offer_condition(struct offers *offers, const struct line *line, const struct condition *condition)
{
	/* Facts that are too old or not sure enough are unknown here; a source would take them for misses. */
	bool strict = line->has_fresh || line->sieve.sure_least > 500;

	if (condition->kind == CONDITION_FIELD) {
		struct wn_line *offer = add(offers, line, condition->as.field.id);

		if (!strict)
			fill(offers, offer, condition->as.field.matcher);
		return;
	}
	/* Each part of a must holds by itself; of a must_not only the whole forbids, which no one condition shows. */
	if (condition->kind == CONDITION_JUNCTION && condition->as.junction.word == JUNCTION_ALL && line->section == SECTION_MUST) {
		for (size_t i = 0; i < condition->as.junction.count; i++)
			offer_condition(offers, line, condition->as.junction.items[i]);
		return;
	}
	for (size_t i = 0; i < line->field_count; i++)
		add(offers, line, line->fields[i]);
}

static bool has_line(const struct icp *icp, const struct line *line)
{
	for (size_t i = 0; i < icp->line_count; i++)
		if (strcmp(icp->lines[i].meaning, line->meaning) == 0)
			return true;
	return false;
}

static bool have_all(const struct icp *const *profiles, size_t count, const struct line *line)
{
	bool all = true;

	for (size_t i = 0; i < count; i++)
		all &= has_line(profiles[i], line);
	return all;
}

struct wn_line *icp_offer(struct wn_arena *arena, const struct icp *const *profiles, size_t profile_count, const struct dictionary *dictionary,
                          size_t *count)
{
	const struct icp *icp = profiles[0];
	struct offers offers = {.arena = arena, .dictionary = dictionary};

	for (size_t i = 0; i < icp->line_count; i++)
		if (line_is_gate(&icp->lines[i]) && have_all(profiles + 1, profile_count - 1, &icp->lines[i]))
			offer_condition(&offers, &icp->lines[i], icp->lines[i].condition->folded);
	*count = offers.count;
	return offers.at;
}
