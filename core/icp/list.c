/* list.c - has and count: items of a list, each with a verdict of its own. */
#include "base/str.h"
#include "company/text.h"
#include "icp/view.h"

static const struct wn_value *attribute_of(const struct wn_item *item, struct wn_str name)
{
	for (size_t i = 0; i < item->count; i++)
		if (str_equal(item->attributes[i].name, name))
			return &item->attributes[i].value;
	return NULL;
}

/* How sure an item is, said as a number, where nobody gave it as an attribute. */
static struct wn_value sure_value(const struct wn_item *item, const struct cell *cell)
{
	uint32_t sure = item->sure ? item->sure : cell->sure ? cell->sure : 1000;

	return value_of_range(WN_NUMBER, (int64_t)sure * (WN_NUMBER_UNIT / 1000), (int64_t)sure * (WN_NUMBER_UNIT / 1000));
}

/* The day that an amount of an item belongs to: of the item, else of the fact that brought it. */
static int32_t item_day(struct evaluation *evaluation, const struct wn_item *item, const struct cell *list)
{
	const struct attribute *dated = field_dated(dictionary_field(evaluation->subject->company->dictionary, list->field));
	const struct wn_value *date = dated ? attribute_of(item, str_of(dated->name)) : NULL;
	const struct fact *fact;
	int first, last, month, day;

	if (date && date->type == WN_DATE && date->as.range.low > INT32_MIN && date->as.range.high <= INT32_MAX) {
		day_split((int32_t)date->as.range.low, &first, &month, &day);
		day_split((int32_t)date->as.range.high, &last, &month, &day);
		return first == last ? (int32_t)date->as.range.low : WN_NO_DAY;
	}
	fact = company_item_fact(evaluation->subject->company, list->field, item);
	return fact ? fact->evidence.day : list->day;
}

static enum verdict test_attribute(struct evaluation *evaluation, const struct test *test, const struct wn_item *item, const struct cell *list)
{
	struct cell cell = {.value = attribute_of(item, test->attribute), .cause = WN_PARTIAL, .field = list->field, .day = WN_NO_DAY};
	struct wn_value sure;

	if (!cell.value && str_is(test->attribute, "sure")) {
		sure = sure_value(item, list);
		cell.value = &sure;
	}
	if (cell.value && cell.value->type == WN_MONEY)
		cell.day = item_day(evaluation, item, list);
	return matcher_test(evaluation, test->matcher, &cell);
}

/* An event after as-of does not exist; one that may lie after it may not. */
static enum verdict item_exists(const struct matcher *matcher, const struct wn_item *item, int32_t as_of)
{
	const struct wn_value *date = matcher->as.items.dated.len ? attribute_of(item, matcher->as.items.dated) : NULL;

	if (!date || date->type != WN_DATE || date->as.range.high <= as_of)
		return VERDICT_MATCH;
	return date->as.range.low > as_of ? VERDICT_MISS : VERDICT_UNKNOWN;
}

static enum verdict test_item(struct evaluation *evaluation, const struct matcher *matcher, const struct wn_item *item, const struct cell *cell)
{
	const struct filter *filter = &matcher->as.items.filter;
	enum verdict verdict = item_exists(matcher, item, evaluation->subject->as_of);

	for (size_t i = 0; i < filter->count && verdict != VERDICT_MISS; i++) {
		enum verdict one = test_attribute(evaluation, &filter->tests[i], item, cell);

		verdict = one < verdict ? one : verdict;
	}
	return verdict;
}

/* ---- what was not seen ----------------------------------------------------------------------------------- */

static bool is_telling(struct evaluation *evaluation, const struct wn_value *list, struct wn_str key)
{
	for (size_t i = 0; i < list->as.list.absent_count; i++)
		if (str_equal(text_key(evaluation->subject->scratch, list->as.list.absent[i]), key))
			return true;
	return false;
}

/* Whether all items that could match were read: the list is complete, or every name asked for was looked for in a telling way. */
static bool is_closed(struct evaluation *evaluation, const struct matcher *matcher, const struct wn_value *list)
{
	const struct filter *filter = &matcher->as.items.filter;

	if (list->complete)
		return true;
	for (size_t i = 0; i < filter->count; i++) {
		const struct matcher *key = filter->tests[i].matcher;
		bool all = filter->tests[i].key && key->kind == MATCHER_TEXT;

		for (size_t j = 0; all && j < key->as.terms.count; j++)
			all = is_telling(evaluation, list, key->as.terms.at[j].key);
		if (all)
			return true;
	}
	return false;
}

/* Items that the sieve left out and that might match: not absent, but unknown. */
static size_t count_hinted(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	size_t count, hinted = 0;
	const struct fact *facts = company_facts(evaluation->subject->company, cell->field, &count);

	for (size_t i = 0; i < count; i++) {
		const struct wn_value *list = &facts[i].value;
		bool passes = facts[i].cause == WN_KNOWN && sieve_passes_fact(&evaluation->sieve, &facts[i]);

		for (size_t j = 0; facts[i].cause == WN_KNOWN && j < list->as.list.count; j++)
			if (!(passes && sieve_passes_item(&evaluation->sieve, &list->as.list.at[j])))
				hinted += test_item(evaluation, matcher, &list->as.list.at[j], cell) != VERDICT_MISS;
	}
	return hinted;
}

/* ---- counting -------------------------------------------------------------------------------------------- */

static void take_day(struct evaluation *evaluation, const struct matcher *matcher, const struct wn_item *item)
{
	const struct wn_value *date = matcher->as.items.dated.len ? attribute_of(item, matcher->as.items.dated) : NULL;

	/* An open beginning says nothing about age. */
	if (!date || date->type != WN_DATE || date->as.range.low <= INT32_MIN || date->as.range.low > INT32_MAX)
		return;
	if (evaluation->event_day == WN_NO_DAY || date->as.range.low > evaluation->event_day)
		evaluation->event_day = (int32_t)date->as.range.low;
}

static void take_hit(struct evaluation *evaluation, field_id field, const struct wn_item *item)
{
	struct hit **at = &evaluation->hits, *hit;

	for (; *at; at = &(*at)->next)
		if ((*at)->item == item)
			return;
	hit = arena_alloc(evaluation->subject->scratch, sizeof *hit);
	*hit = (struct hit){.field = field, .item = item};
	*at = hit;
}

/* `sure` items match, up to `possible` may. */
static void count_items(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell, int64_t *sure, int64_t *possible)
{
	bool all = evaluation->full || matcher->kind == MATCHER_COUNT;

	for (size_t i = 0; i < cell->value->as.list.count; i++) {
		const struct wn_item *item = &cell->value->as.list.at[i];
		enum verdict verdict = test_item(evaluation, matcher, item, cell);

		*possible += verdict != VERDICT_MISS;
		if (verdict != VERDICT_MATCH)
			continue;
		++*sure;
		take_day(evaluation, matcher, item);
		if (evaluation->proofs)
			take_hit(evaluation, cell->field, item);
		if (!all)
			return;
	}
	if (cell->view && cell->view->doubtful)
		*possible += (int64_t)count_hinted(evaluation, matcher, cell);
}

static enum verdict has_verdict(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell, int64_t sure, int64_t possible)
{
	if (sure > 0)
		return VERDICT_MATCH;
	if (possible > 0)
		return evaluation_unknown(evaluation, WN_PARTIAL);
	return is_closed(evaluation, matcher, cell->value) ? VERDICT_MISS : evaluation_unknown(evaluation, WN_INCOMPLETE);
}

static enum verdict count_verdict(struct evaluation *evaluation, const struct matcher *matcher, bool closed, int64_t sure, int64_t possible)
{
	struct wn_value number = value_of_range(WN_INTEGER, sure, closed ? possible : WN_OPEN_HIGH);
	struct cell cell = {.value = &number};
	enum wn_cause cause = evaluation->cause;
	enum verdict verdict = matcher_test(evaluation, matcher->as.items.count, &cell);

	evaluation->cause = cause;
	return verdict == VERDICT_UNKNOWN ? evaluation_unknown(evaluation, closed ? WN_PARTIAL : WN_INCOMPLETE) : verdict;
}

static enum verdict count_set(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	int64_t count = (int64_t)cell->value->as.set.count;
	bool closed = cell->value->complete && !(cell->view && cell->view->doubtful);

	return count_verdict(evaluation, matcher, closed, count, count);
}

enum verdict items_test(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	enum wn_cause cause = evaluation->cause;
	int64_t sure = 0, possible = 0;

	if (cell->value->type == WN_SET && matcher->kind == MATCHER_COUNT)
		return count_set(evaluation, matcher, cell);
	if (cell->value->type != WN_LIST)
		return evaluation_unknown(evaluation, WN_MALFORMED);
	count_items(evaluation, matcher, cell, &sure, &possible);
	evaluation->cause = cause;
	if (matcher->kind == MATCHER_COUNT)
		return count_verdict(evaluation, matcher, is_closed(evaluation, matcher, cell->value), sure, possible);
	return has_verdict(evaluation, matcher, cell, sure, possible);
}
