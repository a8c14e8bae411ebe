/* test.c - a matcher on one value: is it, is it not, or can nobody tell? */
#include "base/str.h"
#include "company/rates.h"
#include "company/text.h"
#include "icp/regex.h"
#include "icp/view.h"

/* ---- ranges ---------------------------------------------------------------------------------------------- */

static int64_t scaled(int64_t number)
{
	int64_t product;

	if (number == WN_OPEN_LOW || number == WN_OPEN_HIGH)
		return number;
	if (__builtin_mul_overflow(number, (int64_t)WN_NUMBER_UNIT, &product))
		return number < 0 ? WN_OPEN_LOW : WN_OPEN_HIGH;
	return product;
}

/* The range of a value in the units of `type`; false where the two cannot be compared. */
static bool range_of(const struct wn_value *value, enum wn_type type, struct wn_range *range)
{
	*range = value->type == WN_MONEY ? value->as.money.range : value->as.range;
	if (value->type == WN_INTEGER && type == WN_NUMBER)
		*range = (struct wn_range){scaled(range->low), scaled(range->high)};
	else if (value->type != type)
		return false;
	return true;
}

static enum verdict test_ranges(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	const char *currency = matcher->as.ranges.currency;
	struct wn_range range;
	bool touches = false;

	if (!range_of(cell->value, matcher->type, &range))
		return evaluation_unknown(evaluation, WN_MALFORMED);
	if (matcher->type == WN_MONEY && currency[0] && !rates_convert(evaluation->subject->rates, &cell->value->as.money, cell->day, currency, &range))
		return evaluation_unknown(evaluation, WN_PARTIAL);
	for (size_t i = 0; i < matcher->as.ranges.count; i++) {
		const struct wn_range *at = &matcher->as.ranges.at[i];

		if (at->low <= range.low && range.high <= at->high)
			return VERDICT_MATCH;
		touches |= at->low <= range.high && range.low <= at->high;
	}
	return touches ? evaluation_unknown(evaluation, WN_PARTIAL) : VERDICT_MISS;
}

/* Asks at the first day of the fact and wherever the answer may change within it. */
static enum verdict test_moving(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	int32_t as_of = evaluation->subject->as_of;
	struct wn_range range;
	bool first;

	if (!range_of(cell->value, matcher->type, &range))
		return evaluation_unknown(evaluation, WN_MALFORMED);
	first = matcher_holds_at(matcher->as.moving.tree, range.low, as_of);
	for (size_t i = 0; i < matcher->as.moving.count; i++) {
		int64_t at = limit_value(&matcher->as.moving.points[i], as_of);

		if (at > range.low && at <= range.high && matcher_holds_at(matcher->as.moving.tree, at, as_of) != first)
			return evaluation_unknown(evaluation, WN_PARTIAL);
	}
	return first ? VERDICT_MATCH : VERDICT_MISS;
}

/* ---- versions -------------------------------------------------------------------------------------------- */

/* The next number of a version; false at its end or at a letter. */
static bool next_part(struct wn_str *rest, uint64_t *part)
{
	size_t len = 0;

	*part = 0;
	for (; len < rest->len && rest->ptr[len] >= '0' && rest->ptr[len] <= '9'; len++)
		*part = *part > UINT64_MAX / 16 ? UINT64_MAX / 16 : *part * 10 + (uint64_t)(rest->ptr[len] - '0');
	*rest = str_from(*rest, len);
	if (len > 0 && rest->len > 1 && rest->ptr[0] == '.')
		*rest = str_from(*rest, 1);
	return len > 0;
}

/* Where a fact lies to the limit, both read as numbers with dots. A fact "9" is any version 9.x, so it may lie around
 * the limit 9.1, or begin just at the limit 9.0. */
enum where { BELOW, AROUND, BEGINS, AT, BEYOND, ABOVE };

static enum where compare_version(struct wn_str fact, struct wn_str limit)
{
	uint64_t have, want;
	bool more = next_part(&limit, &want);

	while (more && next_part(&fact, &have)) {
		if (have != want)
			return have < want ? BELOW : ABOVE;
		more = next_part(&limit, &want);
	}
	if (more) {
		for (; more; more = next_part(&limit, &want))
			if (want > 0)
				return AROUND;
		return BEGINS;
	}
	while (next_part(&fact, &have))
		if (have > 0)
			return BEYOND;
	return AT;
}

enum verdict version_test(enum range_word word, struct wn_str limit, struct wn_str fact)
{
	/* Columns: below, around, begins, at, beyond, above. */
	static const char answers[][7] = {
		[RANGE_IS] = "X??MMX", [RANGE_BELOW] = "M?XXXX", [RANGE_AT_LEAST] = "X?MMMM", [RANGE_AT_MOST] = "M???XX", [RANGE_ABOVE] = "X???MM",
	};
	struct wn_str number = fact.len > 0 && (fact.ptr[0] == 'v' || fact.ptr[0] == 'V') ? str_from(fact, 1) : fact, probe = number;
	uint64_t part;
	char answer;

	if (!next_part(&probe, &part))
		return VERDICT_UNKNOWN;
	answer = answers[word][compare_version(number, limit)];
	return answer == 'M' ? VERDICT_MATCH : answer == 'X' ? VERDICT_MISS : VERDICT_UNKNOWN;
}

static enum verdict test_version(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	enum verdict verdict = VERDICT_UNKNOWN;

	if (cell->value->type == WN_VERSION || cell->value->type == WN_TEXT)
		verdict = version_test(matcher->as.version.word, matcher->as.version.text, cell->value->as.text);
	return verdict == VERDICT_UNKNOWN ? evaluation_unknown(evaluation, WN_PARTIAL) : verdict;
}

/* ---- texts ----------------------------------------------------------------------------------------------- */

static bool is_text(const struct wn_value *value)
{
	return value->type == WN_TEXT || value->type == WN_BODY || value->type == WN_VERSION;
}

static struct wn_str key_of(struct evaluation *evaluation, const struct cell *cell)
{
	struct view *view = cell->view;

	if (!view)
		return text_key(evaluation->subject->scratch, cell->value->as.text);
	if (!view->has_key) {
		view->key = text_key(evaluation->subject->scratch, cell->value->as.text);
		view->has_key = true;
	}
	return view->key;
}

static struct wn_str words_of(struct evaluation *evaluation, const struct cell *cell)
{
	struct view *view = cell->view;

	if (!view)
		return text_words(evaluation->subject->scratch, cell->value->as.text);
	if (!view->has_words) {
		view->words = text_words(evaluation->subject->scratch, cell->value->as.text);
		view->has_words = true;
	}
	return view->words;
}

static bool is_one_of(const struct matcher *matcher, struct wn_str key)
{
	for (size_t i = 0; i < matcher->as.terms.count; i++)
		if (str_equal(matcher->as.terms.at[i].key, key))
			return true;
	return false;
}

/* Bare text on codes: the words of the register. A miss needs the words of all codes. */
static enum verdict test_labels(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	size_t silent = 0, count = cell->value->as.codes.count;

	for (size_t i = 0; i < count; i++) {
		struct wn_str label = cell->value->as.codes.at[i].label;

		if (label.len == 0)
			silent++;
		else if (is_one_of(matcher, text_key(evaluation->subject->scratch, label)))
			return VERDICT_MATCH;
	}
	return silent > 0 || count == 0 ? evaluation_unknown(evaluation, WN_PARTIAL) : VERDICT_MISS;
}

static enum verdict test_text(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	if (cell->value->type == WN_CODE)
		return test_labels(evaluation, matcher, cell);
	if (!is_text(cell->value))
		return evaluation_unknown(evaluation, WN_MALFORMED);
	/* Most texts are written as the profile writes them, and need no folding. */
	for (size_t i = 0; i < matcher->as.terms.count; i++)
		if (str_equal(matcher->as.terms.at[i].text, cell->value->as.text))
			return VERDICT_MATCH;
	return is_one_of(matcher, key_of(evaluation, cell)) ? VERDICT_MATCH : VERDICT_MISS;
}

static enum verdict test_prefix(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	if (!is_text(cell->value))
		return evaluation_unknown(evaluation, WN_MALFORMED);
	for (size_t i = 0; i < matcher->as.terms.count; i++)
		if (str_begins(cell->value->as.text, matcher->as.terms.at[i].key))
			return VERDICT_MATCH;
	return VERDICT_MISS;
}

/* Words are parted by one blank; a phrase begins and ends where words do, a stem may go on. */
static bool contains_phrase(struct wn_str words, const struct term *term)
{
	const char *at = words.ptr, *end = words.ptr + words.len;

	while ((size_t)(end - at) >= term->key.len) {
		const char *found = memmem(at, (size_t)(end - at), term->key.ptr, term->key.len), *behind;

		if (!found)
			return false;
		behind = found + term->key.len;
		if ((found == words.ptr || found[-1] == ' ') && (term->stem || behind == end || *behind == ' '))
			return true;
		at = found + 1;
	}
	return false;
}

static enum verdict test_mentions(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	struct wn_str words;

	if (!is_text(cell->value))
		return evaluation_unknown(evaluation, WN_MALFORMED);
	words = words_of(evaluation, cell);
	for (size_t i = 0; words.len > 0 && i < matcher->as.terms.count; i++)
		if (contains_phrase(words, &matcher->as.terms.at[i]))
			return VERDICT_MATCH;
	if (cell->value->type == WN_BODY && !cell->value->complete)
		return evaluation_unknown(evaluation, WN_INCOMPLETE);
	return VERDICT_MISS;
}

/* Like mentions: what was not found in a text that was not read to its end may be in the rest. */
static enum verdict test_matches(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	if (!is_text(cell->value))
		return evaluation_unknown(evaluation, WN_MALFORMED);
	for (size_t i = 0; i < matcher->as.terms.count; i++)
		if (regex_search(matcher->as.terms.at[i].regex, cell->value->as.text, evaluation->subject->scratch))
			return VERDICT_MATCH;
	if (cell->value->type == WN_BODY && !cell->value->complete)
		return evaluation_unknown(evaluation, WN_INCOMPLETE);
	return VERDICT_MISS;
}

/* ---- codes ----------------------------------------------------------------------------------------------- */

static enum verdict test_prefixes(const struct matcher *matcher, const struct wn_value *value)
{
	enum verdict best = VERDICT_MISS;

	for (size_t i = 0; i < matcher->as.code.count && best != VERDICT_MATCH; i++) {
		enum verdict verdict = code_test(value->as.codes.at, value->as.codes.count, matcher->as.code.scheme, matcher->as.code.at[i].text);

		best = verdict > best ? verdict : best;
	}
	return best;
}

/* A company of another country has no French legal category. */
static bool is_foreign(struct evaluation *evaluation, field_id country)
{
	struct view *view = view_of(evaluation, country);

	return view->value && view->value->type == WN_TEXT && !str_is(view->value->as.text, "FR");
}

static enum verdict test_code(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	enum verdict verdict = VERDICT_UNKNOWN;

	if (cell->value && cell->value->type == WN_CODE)
		verdict = test_prefixes(matcher, cell->value);
	if (verdict == VERDICT_UNKNOWN && matcher->as.code.country != NO_FIELD && is_foreign(evaluation, matcher->as.code.country))
		return VERDICT_MISS;
	if (verdict == VERDICT_UNKNOWN)
		return evaluation_unknown(evaluation, cell->value ? WN_PARTIAL : cell->cause);
	return verdict;
}

/* ---- sets ------------------------------------------------------------------------------------------------ */

static bool holds(struct evaluation *evaluation, const struct wn_str *at, size_t count, struct wn_str key)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(text_key(evaluation->subject->scratch, at[i]), key))
			return true;
	return false;
}

/* A fact that the sieve left out says it is there: not absent, but unknown. */
static bool is_hinted(struct evaluation *evaluation, const struct cell *cell, struct wn_str key)
{
	size_t count;
	const struct fact *facts = company_facts(evaluation->subject->company, cell->field, &count);

	for (size_t i = 0; i < count; i++)
		if (facts[i].cause == WN_KNOWN && !sieve_passes_fact(&evaluation->sieve, &facts[i]) &&
		    holds(evaluation, facts[i].value.as.set.at, facts[i].value.as.set.count, key))
			return true;
	return false;
}

static enum verdict test_member(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	const struct wn_value *set = cell->value;
	struct wn_str key = matcher->as.terms.at[0].key;

	if (set->type != WN_SET)
		return evaluation_unknown(evaluation, WN_MALFORMED);
	if (holds(evaluation, set->as.set.at, set->as.set.count, key))
		return VERDICT_MATCH;
	if (cell->view && cell->view->doubtful && is_hinted(evaluation, cell, key))
		return evaluation_unknown(evaluation, WN_PARTIAL);
	if (set->complete || holds(evaluation, set->as.set.absent, set->as.set.absent_count, key))
		return VERDICT_MISS;
	return evaluation_unknown(evaluation, WN_INCOMPLETE);
}

static enum verdict test_known(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	if (cell->value->type == WN_LIST)
		return items_test(evaluation, matcher, cell);
	if (cell->value->type != WN_SET || cell->value->as.set.count > 0)
		return VERDICT_MATCH;
	if (cell->view && cell->view->doubtful)
		return evaluation_unknown(evaluation, WN_PARTIAL);
	return cell->value->complete ? VERDICT_MISS : evaluation_unknown(evaluation, WN_INCOMPLETE);
}

static enum verdict test_flag(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	if (cell->value->type != WN_FLAG)
		return evaluation_unknown(evaluation, WN_MALFORMED);
	return (cell->value->as.flag != 0) == matcher->as.flag ? VERDICT_MATCH : VERDICT_MISS;
}

/* ---- dispatch -------------------------------------------------------------------------------------------- */

static enum verdict test_entry(struct evaluation *evaluation, const void *of, size_t index, const struct cell *cell)
{
	const struct matcher *matcher = of;

	return matcher_test(evaluation, matcher->as.junction.items[index], cell);
}

static enum verdict test_junction(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	struct entries entries = {matcher->as.junction.word, matcher->as.junction.need, matcher->as.junction.count, test_entry, matcher};

	return junction_test(evaluation, entries, cell);
}

static enum verdict test_leaf(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	switch (matcher->kind) {
	case MATCHER_TEXT:
		return test_text(evaluation, matcher, cell);
	case MATCHER_MEMBER:
		return test_member(evaluation, matcher, cell);
	case MATCHER_FLAG:
		return test_flag(evaluation, matcher, cell);
	case MATCHER_KNOWN:
		return test_known(evaluation, matcher, cell);
	case MATCHER_RANGES:
		return test_ranges(evaluation, matcher, cell);
	case MATCHER_MOVING:
		return test_moving(evaluation, matcher, cell);
	case MATCHER_VERSION:
		return test_version(evaluation, matcher, cell);
	case MATCHER_PREFIX:
		return test_prefix(evaluation, matcher, cell);
	case MATCHER_MENTIONS:
		return test_mentions(evaluation, matcher, cell);
	case MATCHER_MATCHES:
		return test_matches(evaluation, matcher, cell);
	case MATCHER_HAS:
	case MATCHER_COUNT:
		return items_test(evaluation, matcher, cell);
	case MATCHER_INTERVAL: /* folded before anything is tested */
	case MATCHER_CODE:
	case MATCHER_JUNCTION:
		break;
	}
	return evaluation_unknown(evaluation, WN_PLUGIN_ERROR);
}

enum verdict matcher_test(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell)
{
	if (matcher->kind == MATCHER_JUNCTION)
		return test_junction(evaluation, matcher, cell);
	if (matcher->kind == MATCHER_CODE)
		return test_code(evaluation, matcher, cell);
	if (!cell->value)
		return evaluation_unknown(evaluation, cell->cause);
	return test_leaf(evaluation, matcher, cell);
}
