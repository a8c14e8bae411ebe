/* breadth_edit.c - edits of the values of one line: limits taken from what the companies have, entries of lists, codes. The list of
 * edits is closed; each is counted by evaluating the edited line on what the companies say, so no count is an estimate.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "company/text.h"
#include "icp/breadth.h"
#include "icp/condition.h"

#define LIMITS_MOST 24  /* limits of one end that are tried */
#define ENTRIES_MOST 4  /* entries that are tried to be added */
#define VALUES_MOST 500 /* texts of a field with more of them are names, and nothing to choose from */

/* ---- what can be edited ---------------------------------------------------------------------------------- */

static bool is_list_of_texts(const struct matcher *matcher)
{
	if (matcher->kind == MATCHER_TEXT)
		return matcher->type == WN_TEXT && matcher->as.terms.count == 1;
	if (matcher->kind != MATCHER_JUNCTION || matcher->as.junction.word != JUNCTION_ANY)
		return false;
	for (size_t i = 0; i < matcher->as.junction.count; i++)
		if (matcher->as.junction.items[i]->kind != MATCHER_TEXT || matcher->as.junction.items[i]->type != WN_TEXT)
			return false;
	return true;
}

static bool is_editable(const struct condition *condition)
{
	const struct matcher *matcher = condition->as.field.matcher;

	if (condition->kind != CONDITION_FIELD)
		return false;
	if (matcher->kind == MATCHER_INTERVAL)
		return matcher->as.interval.word != RANGE_IS;
	return matcher->kind == MATCHER_CODE || is_list_of_texts(matcher);
}

/* The conditions that stand in the braces of the line itself: null past the last. */
static const struct condition *leaf_at(const struct line *line, size_t index)
{
	const struct condition *root = line->condition;

	if (root->kind != CONDITION_JUNCTION)
		return index ? NULL : root;
	if (root->as.junction.word != JUNCTION_ALL)
		return NULL;
	return index < root->as.junction.count ? root->as.junction.items[index] : NULL;
}

bool line_has_values(const struct line *line)
{
	const struct condition *leaf;

	for (size_t i = 0; (leaf = leaf_at(line, i)); i++)
		if (is_editable(leaf))
			return true;
	return false;
}

/* ---- edits under construction ---------------------------------------------------------------------------- */

/* What one field says in all samples. */
struct said {
	const struct wn_value *value; /* null: not known */
	uint64_t candidates, near;
};

struct editing {
	struct wn_arena *arena;
	const struct dictionary *dictionary;
	const struct line *line;
	const struct sample *samples;
	size_t sample_count;
	uint64_t total;
	struct subject *subject;
	const struct condition *leaf;
	struct said *said; /* of the leaf's field, one per sample */
	struct edit *edits;
	size_t count, room;
};

static struct condition *condition_with(struct editing *editing, struct matcher *matcher)
{
	const struct condition *root = editing->line->condition;
	struct condition *leaf = arena_alloc(editing->arena, sizeof *leaf), *copy = leaf;

	*leaf = *editing->leaf;
	leaf->folded = NULL;
	leaf->as.field.matcher = matcher;
	if (root != editing->leaf) {
		copy = arena_alloc(editing->arena, sizeof *copy);
		*copy = *root;
		copy->as.junction.items = arena_array(editing->arena, root->as.junction.count, sizeof(struct condition *));
		for (size_t i = 0; i < root->as.junction.count; i++)
			copy->as.junction.items[i] = root->as.junction.items[i] == editing->leaf ? leaf : root->as.junction.items[i];
	}
	copy->folded = condition_fold(editing->arena, copy);
	return copy;
}

/* `passing`: of whom the line knows that they pass; all others are only not known. */
static uint64_t count_candidates(struct editing *editing, const struct line *line, uint64_t *passing)
{
	uint64_t left = editing->total;

	*passing = 0;

	for (size_t i = 0; i < editing->sample_count; i++) {
		const struct sample *sample = &editing->samples[i];
		struct result result;

		subject_begin(editing->subject, &sample->company);
		line_evaluate(line, editing->subject, false, &result);
		enum bar bar = bar_of(line, &result, false);
		if (bar_is_out(bar))
			left -= sample->candidates;
		else
			left += sample->near;
		*passing += bar == BAR_PASSES ? sample->candidates + sample->near : 0;
	}
	return left;
}

static void try_matcher(struct editing *editing, struct matcher *matcher, uint64_t reach)
{
	struct edit edit = {.kind = EDIT_VALUE, .reach = reach, .line = editing->line, .changed = *editing->line, .leaf = editing->leaf};
	struct buf text = {0};
	uint64_t passing;

	edit.changed.condition = condition_with(editing, matcher);
	edit.candidates = count_candidates(editing, &edit.changed, &passing);
	/* Where it lets only those in of whom nothing is known, it contradicts what other lines ask for. */
	if (edit.candidates != editing->total && passing) {
		field_print(&text, editing->dictionary, edit.leaf->as.field.id, matcher);
		edit.text = arena_str(editing->arena, buf_as_str(&text));
		line_meaning(&edit.changed, editing->dictionary);
		if (editing->count == editing->room) {
			struct edit *wider = arena_array(editing->arena, editing->room ? 2 * editing->room : 16, sizeof *wider);

			if (editing->count)
				memcpy(wider, editing->edits, editing->count * sizeof *wider);
			editing->edits = wider;
			editing->room = editing->room ? 2 * editing->room : 16;
		}
		editing->edits[editing->count++] = edit;
	}
	buf_free(&text);
}

static struct matcher *copy_of(struct editing *editing, const struct matcher *matcher)
{
	struct matcher *copy = arena_alloc(editing->arena, sizeof *copy);

	*copy = *matcher;
	return copy;
}

/* ---- limits ---------------------------------------------------------------------------------------------- */

/* A limit that some companies have, with how many of them. */
struct mark {
	int64_t at;
	uint64_t weight;
};

static int by_place(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;

	return (a->at > b->at) - (a->at < b->at);
}

static const struct wn_range *range_of(const struct matcher *matcher, const struct wn_value *value)
{
	if (!value)
		return NULL;
	if (matcher->type != WN_MONEY)
		return &value->as.range;
	return strcmp(value->as.money.currency, matcher->as.interval.currency) == 0 ? &value->as.money.range : NULL;
}

/* Of many marks those that cut the companies into equal shares. */
static size_t thin_out(struct mark *marks, size_t count)
{
	uint64_t total = 0, passed = 0, share = 1;
	size_t kept = 0;

	if (count <= LIMITS_MOST)
		return count;
	for (size_t i = 0; i < count; i++)
		total += marks[i].weight;
	for (size_t i = 0; i < count; i++) {
		passed += marks[i].weight;
		if (passed * LIMITS_MOST < share * total)
			continue;
		while (passed * LIMITS_MOST >= share * total)
			share++;
		marks[kept++] = marks[i];
	}
	return kept;
}

/* Where the bands of companies begin, or end: each place once. */
static struct mark *marks_of(struct editing *editing, bool low, size_t *count)
{
	struct mark *marks = arena_array(editing->arena, editing->sample_count, sizeof *marks);
	size_t found = 0;

	*count = 0;
	for (size_t i = 0; i < editing->sample_count; i++) {
		const struct said *said = &editing->said[i];
		const struct wn_range *range = range_of(editing->leaf->as.field.matcher, said->value);
		int64_t at = !range ? WN_OPEN_LOW : low ? range->low : range->high;

		if (range && at != WN_OPEN_LOW && at != WN_OPEN_HIGH)
			marks[found++] = (struct mark){at, said->candidates + said->near};
	}
	if (found)
		qsort(marks, found, sizeof *marks, by_place);
	for (size_t i = 0; i < found; i++)
		if (*count && marks[*count - 1].at == marks[i].at)
			marks[*count - 1].weight += marks[i].weight;
		else
			marks[(*count)++] = marks[i];
	return marks;
}

static uint64_t distance(int64_t a, int64_t b)
{
	return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

static enum range_word word_of(const struct matcher *matcher)
{
	bool low = matcher->as.interval.low.value != WN_OPEN_LOW, high = matcher->as.interval.high.value != WN_OPEN_HIGH;

	return low && high ? RANGE_BETWEEN : low ? RANGE_AT_LEAST : RANGE_AT_MOST;
}

static void try_limits(struct editing *editing, bool low)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	size_t count;
	struct mark *marks = marks_of(editing, low, &count);

	count = thin_out(marks, count);
	for (size_t i = 0; i < count; i++) {
		struct matcher *copy = copy_of(editing, matcher);
		struct limit *limit = low ? &copy->as.interval.low : &copy->as.interval.high;

		if (limit->value == marks[i].at)
			continue;
		uint64_t reach = distance(limit->value, marks[i].at);
		limit->value = marks[i].at;
		copy->as.interval.word = word_of(copy);
		if (copy->as.interval.low.value <= copy->as.interval.high.value)
			try_matcher(editing, copy, reach);
	}
}

/* ---- dates ----------------------------------------------------------------------------------------------- */

static void try_spans(struct editing *editing)
{
	static const int64_t ladders[][16] = {
		[SPAN_DAYS] = {7, 14, 30, 60, 90, 120, 180, 270, 365, 730, 1095},
		[SPAN_WEEKS] = {1, 2, 4, 8, 13, 26, 52, 104},
		[SPAN_MONTHS] = {1, 2, 3, 6, 9, 12, 18, 24, 36, 60},
		[SPAN_YEARS] = {1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40},
	};
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	bool within = matcher->as.interval.word == RANGE_WITHIN;
	struct span span = within ? matcher->as.interval.low.span : matcher->as.interval.high.span;

	for (const int64_t *step = ladders[span.unit]; *step; step++) {
		struct matcher *copy = copy_of(editing, matcher);

		if (*step == span.count)
			continue;
		*(within ? &copy->as.interval.low.span : &copy->as.interval.high.span) = (struct span){span.unit, *step};
		try_matcher(editing, copy, distance(*step, span.count));
	}
}

/* since and before: so many years earlier and later. */
static void try_years(struct editing *editing)
{
	static const int steps[] = {-10, -5, -2, -1, 1, 2, 5, 10};
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	bool since = matcher->as.interval.word == RANGE_SINCE;
	int year, month, day;

	/* before("2020-01-01") ends on the day before. */
	day_split((int32_t)(since ? matcher->as.interval.low.value : matcher->as.interval.high.value + 1), &year, &month, &day);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct matcher *copy = copy_of(editing, matcher);

		if (!day_valid(year + steps[i], month, day))
			continue;
		if (since)
			copy->as.interval.low.value = day_of(year + steps[i], month, day);
		else
			copy->as.interval.high.value = day_of(year + steps[i], month, day) - 1;
		try_matcher(editing, copy, distance(steps[i], 0));
	}
}

static void try_interval(struct editing *editing)
{
	switch (editing->leaf->as.field.matcher->as.interval.word) {
	case RANGE_WITHIN:
	case RANGE_OLDER_THAN:
		try_spans(editing);
		break;
	case RANGE_SINCE:
	case RANGE_BEFORE:
		try_years(editing);
		break;
	default:
		try_limits(editing, true);
		try_limits(editing, false);
	}
}

/* ---- entries: what companies have, and how many ---------------------------------------------------------- */

static int by_weight(const void *left, const void *right)
{
	const struct tallied *a = left, *b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return str_compare(a->value, b->value);
}

/* The most frequent entries, best first. */
static struct tallied *frequent(struct editing *editing, const struct tally *tally, size_t *count)
{
	struct tallied *all = tally_sorted(tally, editing->arena, count);

	for (size_t i = 0; i < *count; i++)
		all[i].value = arena_str(editing->arena, all[i].value);
	if (*count)
		qsort(all, *count, sizeof *all, by_weight);
	return all;
}

/* ---- texts ----------------------------------------------------------------------------------------------- */

static struct matcher *text_of(struct editing *editing, struct wn_str text)
{
	struct matcher *matcher = arena_alloc(editing->arena, sizeof *matcher);

	*matcher = (struct matcher){.kind = MATCHER_TEXT, .type = WN_TEXT};
	matcher->as.terms.at = arena_alloc(editing->arena, sizeof(struct term));
	matcher->as.terms.count = 1;
	matcher->as.terms.at[0] = (struct term){.text = text, .key = text_key(editing->arena, text)};
	return matcher;
}

/* The list without the entry `without`, or with `more` behind it. */
static void try_texts(struct editing *editing, struct matcher *const *items, size_t count, size_t without, struct matcher *more)
{
	struct matcher *list = arena_alloc(editing->arena, sizeof *list);

	*list = (struct matcher){.kind = MATCHER_JUNCTION, .type = WN_TEXT};
	list->as.junction.word = JUNCTION_ANY;
	list->as.junction.need = 1;
	list->as.junction.items = arena_array(editing->arena, count + 1, sizeof(struct matcher *));
	for (size_t i = 0; i < count; i++)
		if (i != without)
			list->as.junction.items[list->as.junction.count++] = items[i];
	if (more)
		list->as.junction.items[list->as.junction.count++] = more;
	try_matcher(editing, list->as.junction.count == 1 ? list->as.junction.items[0] : list, 0);
}

static bool has_text(struct matcher *const *items, size_t count, struct wn_str key)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(items[i]->as.terms.at[0].key, key))
			return true;
	return false;
}

static void try_more_texts(struct editing *editing, struct matcher *const *items, size_t count)
{
	struct tally *tally = tally_new();
	size_t found, tried = 0;

	for (size_t i = 0; i < editing->sample_count; i++)
		if (editing->said[i].value && editing->said[i].value->type == WN_TEXT)
			tally_add(tally, editing->said[i].value->as.text, editing->said[i].candidates + editing->said[i].near);
	struct tallied *entries = frequent(editing, tally, &found);
	for (size_t i = 0; i < found && found <= VALUES_MOST && tried < ENTRIES_MOST; i++) {
		struct matcher *more = text_of(editing, entries[i].value);

		if (has_text(items, count, more->as.terms.at[0].key))
			continue;
		try_texts(editing, items, count, SIZE_MAX, more);
		tried++;
	}
	tally_free(tally);
}

static void try_text_list(struct editing *editing)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	bool one = matcher->kind == MATCHER_TEXT;
	struct matcher *only = copy_of(editing, matcher);
	struct matcher *const *items = one ? &only : matcher->as.junction.items;
	size_t count = one ? 1 : matcher->as.junction.count;

	for (size_t i = 0; i < count && count > 1; i++)
		try_texts(editing, items, count, i, NULL);
	try_more_texts(editing, items, count);
}

/* ---- codes ----------------------------------------------------------------------------------------------- */

/* Spelling of digits in a scheme: 62.01 where data has a dot there. */
static bool code_term(struct editing *editing, struct wn_str scheme, struct wn_str digits, struct term *term)
{
	struct wn_error error = {0};

	if (code_prefix(editing->arena, scheme, digits, &term->text, &error) != WN_OK)
		return false;
	if (!code_normal(editing->arena, scheme, digits, &term->key))
		term->key = term->text;
	return true;
}

/* A code of a company in the scheme of the line, digits only; empty where it cannot be said in it. */
static struct wn_str digits_in(struct editing *editing, const struct wn_code *code, struct wn_str scheme)
{
	bool class = (str_is(scheme, "nace") && (str_is(code->scheme, "naf") || str_is(code->scheme, "sic"))) ||
	             (str_is(scheme, "nace21") && str_is(code->scheme, "naf25"));
	char *digits = arena_alloc(editing->arena, code->code.len + 1);
	size_t len = 0;

	if (!class && !str_equal(scheme, code->scheme))
		return (struct wn_str){0};
	for (size_t i = 0; i < code->code.len; i++)
		if (code->code.ptr[i] != '.')
			digits[len++] = code->code.ptr[i];
	return (struct wn_str){digits, class && len > 4 ? 4 : len};
}

static void try_codes(struct editing *editing, size_t without, const struct term *more)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	struct matcher *copy = copy_of(editing, matcher);

	copy->as.code.at = arena_array(editing->arena, matcher->as.code.count + 1, sizeof(struct term));
	copy->as.code.count = 0;
	for (size_t i = 0; i < matcher->as.code.count; i++)
		if (i != without)
			copy->as.code.at[copy->as.code.count++] = matcher->as.code.at[i];
	if (more)
		copy->as.code.at[copy->as.code.count++] = *more;
	try_matcher(editing, copy, 0);
}

static bool lies_in(const struct term *terms, size_t count, struct wn_str digits, size_t *in)
{
	for (*in = 0; *in < count; ++*in)
		if (str_begins(digits, terms[*in].text))
			return true;
	return false;
}

/* Codes that companies have, cut to the length of one that the line has; `below`: to the next longer form that the scheme has. */
static struct tallied *codes_said(struct editing *editing, size_t len, bool below, size_t *count)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	struct tally *tally = tally_new();

	for (size_t i = 0; i < editing->sample_count; i++) {
		const struct wn_value *value = editing->said[i].value;

		for (size_t j = 0; value && value->type == WN_CODE && j < value->as.codes.count; j++) {
			struct wn_str digits = digits_in(editing, &value->as.codes.at[j], matcher->as.code.scheme);
			size_t in;

			if (digits.len < len || lies_in(matcher->as.code.at, matcher->as.code.count, digits, &in) != below)
				continue;
			tally_add(tally, str_first(digits, len), editing->said[i].candidates + editing->said[i].near);
		}
	}
	struct tallied *entries = frequent(editing, tally, count);
	tally_free(tally);
	return entries;
}

/* In one division with a code of the line. */
static bool is_kin(const struct matcher *matcher, struct wn_str digits)
{
	for (size_t i = 0; i < matcher->as.code.count; i++)
		if (digits.len > 2 && str_begins(matcher->as.code.at[i].text, str_first(digits, 2)))
			return true;
	return false;
}

static size_t try_entries(struct editing *editing, const struct tallied *entries, size_t count, bool kin)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	size_t tried = 0;

	for (size_t i = 0; i < count && tried < ENTRIES_MOST; i++) {
		struct term term = {0};

		if ((kin && !is_kin(matcher, entries[i].value)) || !code_term(editing, matcher->as.code.scheme, entries[i].value, &term))
			continue;
		try_codes(editing, SIZE_MAX, &term);
		tried++;
	}
	return tried;
}

/* A code that companies have is put in beside those of the line: one of their kin, or else the most frequent. */
static void try_more_codes(struct editing *editing)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;
	unsigned done = 0;

	for (size_t i = 0; i < matcher->as.code.count; i++) {
		size_t len = matcher->as.code.at[i].text.len, count;

		if (len > 8 || done & 1u << len)
			continue;
		done |= 1u << len;
		struct tallied *entries = codes_said(editing, len, false, &count);
		if (!try_entries(editing, entries, count, true))
			try_entries(editing, entries, count, false);
	}
}

/* A code of the line becomes one of those below it. */
static void try_narrower_codes(struct editing *editing)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;

	for (size_t len = 2; len <= 6; len++) {
		size_t count, in, tried = 0;
		struct tallied *entries = codes_said(editing, len, true, &count);

		for (size_t j = 0; j < count && tried < ENTRIES_MOST; j++) {
			struct term term = {0};

			if (!lies_in(matcher->as.code.at, matcher->as.code.count, entries[j].value, &in) || matcher->as.code.at[in].text.len >= len ||
			    !code_term(editing, matcher->as.code.scheme, entries[j].value, &term))
				continue;
			try_codes(editing, in, &term);
			tried++;
		}
	}
}

static void try_code_list(struct editing *editing)
{
	const struct matcher *matcher = editing->leaf->as.field.matcher;

	for (size_t i = 0; i < matcher->as.code.count && matcher->as.code.count > 1; i++)
		try_codes(editing, i, NULL);
	try_more_codes(editing);
	try_narrower_codes(editing);
}

/* ---- all of a line --------------------------------------------------------------------------------------- */

/* What the leaf's field says in each sample, as the line sees it. */
static void listen(struct editing *editing)
{
	struct sieve sieve = editing->line->sieve;

	if (editing->line->has_fresh)
		sieve.oldest = day_before(editing->subject->as_of, editing->line->fresh);
	editing->said = arena_array(editing->arena, editing->sample_count, sizeof *editing->said);
	for (size_t i = 0; i < editing->sample_count; i++) {
		const struct sample *sample = &editing->samples[i];
		struct merged merged = company_merge(&sample->company, editing->subject->providers, editing->leaf->as.field.id, sieve, editing->arena);

		editing->said[i] = (struct said){.candidates = sample->candidates, .near = sample->near};
		if (merged.cause != WN_KNOWN)
			continue;
		struct wn_value *value = arena_alloc(editing->arena, sizeof *value);
		*value = merged.value;
		editing->said[i].value = value;
	}
}

struct edit *edits_of_values(struct wn_arena *arena, const struct dictionary *dictionary, const struct line *line, const struct sample *samples,
                             size_t sample_count, uint64_t total, struct subject *subject, size_t *count)
{
	struct editing editing = {.arena = arena, .dictionary = dictionary, .line = line, .samples = samples, .sample_count = sample_count,
		.total = total, .subject = subject};

	for (size_t i = 0; (editing.leaf = leaf_at(line, i)); i++) {
		if (!is_editable(editing.leaf))
			continue;
		listen(&editing);
		if (editing.leaf->as.field.matcher->kind == MATCHER_INTERVAL)
			try_interval(&editing);
		else if (editing.leaf->as.field.matcher->kind == MATCHER_CODE)
			try_code_list(&editing);
		else
			try_text_list(&editing);
	}
	*count = editing.count;
	return editing.edits;
}

/* ---- which of them --------------------------------------------------------------------------------------- */

/* A gentle change of a value before one that takes a line away. */
static int gentleness(const struct edit *edit)
{
	static const int order[] = {[EDIT_VALUE] = 0, [EDIT_DROP_UNKNOWN] = 1, [EDIT_KEEP_UNKNOWN] = 1, [EDIT_GATE] = 2, [EDIT_DELETE] = 3};

	return order[edit->kind];
}

static bool better(const struct edit *a, const struct edit *b, uint64_t cap)
{
	bool fits = a->candidates <= cap, other_fits = b->candidates <= cap;

	if (fits != other_fits)
		return fits;
	if (a->candidates != b->candidates)
		return fits == (a->candidates > b->candidates);
	if (gentleness(a) != gentleness(b))
		return gentleness(a) < gentleness(b);
	if (a->line != b->line)
		return a->line < b->line;
	if (a->reach != b->reach)
		return a->reach < b->reach;
	return str_compare(a->text, b->text) < 0;
}

static bool serves(const struct edit *edit, uint64_t total, uint64_t cap)
{
	return edit->candidates > 0 && (total > cap ? edit->candidates < total : edit->candidates > total);
}

static bool reads_the_same(const struct line *a, const struct line *b)
{
	if (!a->field_count || a->field_count != b->field_count)
		return false;
	for (size_t i = 0; i < a->field_count; i++)
		if (a->fields[i] != b->fields[i])
			return false;
	return true;
}

/* Two edits of one kind that leave as many and speak of the same are one idea, written into another line. Which line goes does differ. */
static bool is_one_idea(const struct edit *a, const struct edit *b)
{
	if (a->candidates != b->candidates)
		return false;
	if (a->line == b->line)
		return true;
	if (a->kind != b->kind || a->kind == EDIT_DELETE)
		return false;
	return a->kind == EDIT_VALUE ? a->leaf->as.field.id == b->leaf->as.field.id : reads_the_same(a->line, b->line);
}

/* Among those that are chosen. */
static bool is_new(const struct edit *edits, size_t count, const struct edit *edit)
{
	size_t times = 0;

	for (size_t i = 0; i < count; i++) {
		times += edits[i].line == edit->line;
		if (is_one_idea(&edits[i], edit))
			return false;
	}
	return times < 2;
}

size_t edits_choose(struct edit *edits, size_t count, uint64_t total, uint64_t cap, size_t most)
{
	size_t chosen = 0;

	for (; chosen < most && total != cap; chosen++) {
		size_t best = count;

		for (size_t i = chosen; i < count; i++)
			if (serves(&edits[i], total, cap) && is_new(edits, chosen, &edits[i]) && (best == count || better(&edits[i], &edits[best], cap)))
				best = i;
		if (best == count)
			break;
		struct edit swap = edits[chosen];
		edits[chosen] = edits[best];
		edits[best] = swap;
	}
	return chosen;
}
