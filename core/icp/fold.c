/* fold.c - all leaves on one range or date become one set of intervals, so that a band of 50 to 99 people matches
 * "1 to 60 or 61 to 500": what is certain of the whole need not be certain of any part.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "icp/condition.h"

int64_t limit_value(const struct limit *limit, int32_t as_of)
{
	return limit->moving ? (limit->span.count ? day_before(as_of, limit->span) : as_of) + limit->shift : limit->value;
}

static bool junction_holds(enum junction word, size_t need, size_t holding)
{
	return word == JUNCTION_NONE ? holding == 0 : holding >= need;
}

bool matcher_holds_at(const struct matcher *matcher, int64_t at, int32_t as_of)
{
	size_t holding = 0;

	if (matcher->kind == MATCHER_KNOWN)
		return true;
	if (matcher->kind == MATCHER_INTERVAL)
		return at >= limit_value(&matcher->as.interval.low, as_of) && at <= limit_value(&matcher->as.interval.high, as_of);
	for (size_t i = 0; i < matcher->as.junction.count; i++)
		holding += matcher_holds_at(matcher->as.junction.items[i], at, as_of);
	return junction_holds(matcher->as.junction.word, matcher->as.junction.need, holding);
}

/* ---- what can be folded ---------------------------------------------------------------------------------- */

static bool is_range(enum wn_type type)
{
	return type == WN_INTEGER || type == WN_NUMBER || type == WN_MONEY || type == WN_DATE;
}

/* Leaves on ranges of one type and one currency. `currency` is that of the leaves before, empty at first. */
static bool foldable(const struct matcher *matcher, enum wn_type type, const char **currency)
{
	if (!is_range(matcher->type) || matcher->type != type)
		return false;
	if (matcher->kind == MATCHER_KNOWN)
		return true;
	if (matcher->kind == MATCHER_INTERVAL) {
		const char *own = matcher->as.interval.currency;

		if (own[0] && **currency && strcmp(own, *currency) != 0)
			return false;
		if (own[0])
			*currency = own;
		return true;
	}
	if (matcher->kind != MATCHER_JUNCTION)
		return false;
	for (size_t i = 0; i < matcher->as.junction.count; i++)
		if (!foldable(matcher->as.junction.items[i], type, currency))
			return false;
	return true;
}

/* ---- intervals ------------------------------------------------------------------------------------------- */

struct points {
	struct wn_arena *arena;
	struct limit *at;
	size_t count, room;
	bool moving;
};

static void add_point(struct points *points, struct limit limit, int64_t shift)
{
	if (points->count == points->room) {
		size_t room = points->room ? 2 * points->room : 8;
		struct limit *at = arena_array(points->arena, room, sizeof *at);

		if (points->count)
			memcpy(at, points->at, points->count * sizeof *at);
		points->at = at;
		points->room = room;
	}
	if (limit.moving)
		limit.shift += shift;
	else
		limit.value += shift;
	points->moving |= limit.moving;
	points->at[points->count++] = limit;
}

/* Where the answer may change: the first value of each interval, and the first behind it. */
static void add_points(struct points *points, const struct matcher *matcher)
{
	const struct limit *low = &matcher->as.interval.low, *high = &matcher->as.interval.high;

	for (size_t i = 0; matcher->kind == MATCHER_JUNCTION && i < matcher->as.junction.count; i++)
		add_points(points, matcher->as.junction.items[i]);
	if (matcher->kind != MATCHER_INTERVAL)
		return;
	if (low->moving || low->value != WN_OPEN_LOW)
		add_point(points, *low, 0);
	if (high->moving || high->value != WN_OPEN_HIGH)
		add_point(points, *high, 1);
}

static int by_value(const void *left, const void *right)
{
	int64_t a = ((const struct limit *)left)->value, b = ((const struct limit *)right)->value;

	return (a > b) - (a < b);
}

/* Between two neighbouring points the answer is the same everywhere, so asking at each point gives all of it. */
static void make_ranges(struct wn_arena *arena, struct matcher *into, const struct matcher *tree, struct points *points)
{
	struct wn_range *at = arena_array(arena, points->count + 1, sizeof *at);
	size_t count = 0;
	bool open = matcher_holds_at(tree, WN_OPEN_LOW, 0);

	if (open)
		at[count++].low = WN_OPEN_LOW;
	if (points->count)
		qsort(points->at, points->count, sizeof *points->at, by_value);
	for (size_t i = 0; i < points->count; i++) {
		bool now = matcher_holds_at(tree, points->at[i].value, 0);

		if (now && !open)
			at[count++].low = points->at[i].value;
		else if (!now && open)
			at[count - 1].high = points->at[i].value - 1;
		open = now;
	}
	if (open)
		at[count - 1].high = WN_OPEN_HIGH;
	into->kind = MATCHER_RANGES;
	into->as.ranges.at = at;
	into->as.ranges.count = count;
}

static struct matcher *fold_range(struct wn_arena *arena, const struct matcher *matcher, const char *currency)
{
	struct matcher *folded = arena_alloc(arena, sizeof *folded), *tree;
	struct points points = {.arena = arena};

	*folded = (struct matcher){.type = matcher->type};
	add_points(&points, matcher);
	if (!points.moving) {
		make_ranges(arena, folded, matcher, &points);
		memcpy(folded->as.ranges.currency, currency, strlen(currency) + 1);
		return folded;
	}
	tree = arena_alloc(arena, sizeof *tree);
	*tree = *matcher;
	folded->kind = MATCHER_MOVING;
	folded->as.moving.points = points.at;
	folded->as.moving.count = points.count;
	folded->as.moving.tree = tree;
	return folded;
}

/* ---- texts ----------------------------------------------------------------------------------------------- */

/* any_of and none_of of plain texts: one leaf with many terms; none_of keeps its junction around it. */
static struct matcher *fold_texts(struct wn_arena *arena, const struct matcher *matcher)
{
	struct matcher *leaf = arena_alloc(arena, sizeof *leaf);
	size_t count = matcher->as.junction.count;

	*leaf = (struct matcher){.kind = MATCHER_TEXT, .type = matcher->type};
	leaf->as.terms.at = arena_array(arena, count, sizeof(struct term));
	for (size_t i = 0; i < count; i++) {
		const struct matcher *item = matcher->as.junction.items[i];

		if (item->kind != MATCHER_TEXT || item->as.terms.count != 1)
			return NULL;
		leaf->as.terms.at[leaf->as.terms.count++] = item->as.terms.at[0];
	}
	return leaf;
}

static struct matcher *around(struct wn_arena *arena, const struct matcher *matcher, struct matcher *only)
{
	struct matcher *copy;

	if (matcher->as.junction.word == JUNCTION_ANY)
		return only;
	copy = arena_alloc(arena, sizeof *copy);
	*copy = *matcher;
	copy->as.junction.items = arena_alloc(arena, sizeof(struct matcher *));
	copy->as.junction.items[0] = only;
	copy->as.junction.count = 1;
	return copy;
}

static struct matcher *fold_items(struct wn_arena *arena, const struct matcher *matcher)
{
	struct matcher *copy = arena_alloc(arena, sizeof *copy);
	struct filter *filter = &copy->as.items.filter;

	*copy = *matcher;
	filter->tests = arena_array(arena, filter->count, sizeof *filter->tests);
	for (size_t i = 0; i < filter->count; i++) {
		filter->tests[i] = matcher->as.items.filter.tests[i];
		filter->tests[i].matcher = matcher_fold(arena, filter->tests[i].matcher);
	}
	if (copy->as.items.count)
		copy->as.items.count = matcher_fold(arena, copy->as.items.count);
	return copy;
}

static struct matcher *fold_junction(struct wn_arena *arena, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;
	struct matcher *copy = arena_alloc(arena, sizeof *copy), *texts = NULL;

	if (word == JUNCTION_ANY || word == JUNCTION_NONE)
		texts = fold_texts(arena, matcher);
	if (texts)
		return around(arena, matcher, texts);
	*copy = *matcher;
	copy->as.junction.items = arena_array(arena, matcher->as.junction.count, sizeof(struct matcher *));
	for (size_t i = 0; i < matcher->as.junction.count; i++)
		copy->as.junction.items[i] = matcher_fold(arena, matcher->as.junction.items[i]);
	return copy;
}

struct matcher *matcher_fold(struct wn_arena *arena, const struct matcher *matcher)
{
	const char *currency = "";
	struct matcher *copy;

	if (foldable(matcher, matcher->type, &currency))
		return fold_range(arena, matcher, currency);
	if (matcher->kind == MATCHER_JUNCTION)
		return fold_junction(arena, matcher);
	if (matcher->kind == MATCHER_HAS || matcher->kind == MATCHER_COUNT)
		return fold_items(arena, matcher);
	copy = arena_alloc(arena, sizeof *copy);
	*copy = *matcher;
	return copy;
}

/* ---- conditions ------------------------------------------------------------------------------------------ */

static struct condition *junction_copy(struct wn_arena *arena, const struct condition *condition, struct condition **items, size_t count)
{
	struct condition *copy = arena_alloc(arena, sizeof *copy);

	*copy = *condition;
	copy->folded = NULL;
	copy->as.junction.items = items;
	copy->as.junction.count = count;
	if (copy->as.junction.word == JUNCTION_ALL)
		copy->as.junction.need = count;
	return copy;
}

static bool is_junction(const struct condition *condition, enum junction word)
{
	return condition->kind == CONDITION_JUNCTION && condition->as.junction.word == word;
}

/* Opens all_of in all_of and any_of in any_of or none_of, so that leaves on one field meet. */
static size_t flatten(const struct condition *condition, enum junction word, struct condition **into)
{
	size_t count = 0;

	for (size_t i = 0; i < condition->as.junction.count; i++) {
		struct condition *item = condition->as.junction.items[i];
		bool one = item->kind == CONDITION_JUNCTION && item->as.junction.count == 1 && !is_junction(item, JUNCTION_NONE);

		if (is_junction(item, word) || (one && word != JUNCTION_SOME))
			count += flatten(item, word, into ? into + count : NULL);
		else if (into)
			into[count++] = item;
		else
			count++;
	}
	return count;
}

/* One field with all matchers of the items that test it, or null where they cannot be folded. */
static struct condition *join_field(struct wn_arena *arena, enum junction word, size_t need, struct condition *const *items, size_t count)
{
	struct condition *joined = arena_alloc(arena, sizeof *joined);
	struct matcher *matcher = arena_alloc(arena, sizeof *matcher);
	const char *currency = "";

	*joined = *items[0];
	*matcher = (struct matcher){.kind = MATCHER_JUNCTION, .type = items[0]->as.field.matcher->type};
	matcher->as.junction.word = word;
	matcher->as.junction.need = word == JUNCTION_ALL ? count : need;
	matcher->as.junction.items = arena_array(arena, count, sizeof(struct matcher *));
	matcher->as.junction.count = count;
	for (size_t i = 0; i < count; i++) {
		matcher->as.junction.items[i] = items[i]->as.field.matcher;
		if (!foldable(items[i]->as.field.matcher, matcher->type, &currency))
			return NULL;
	}
	joined->as.field.matcher = matcher;
	return joined;
}

/* Gathers the items on the field of items[0], the others move up. */
static size_t same_field(struct condition **items, size_t count, struct condition **same)
{
	size_t left = 0, found = 0;
	field_id id = items[0]->as.field.id;

	for (size_t i = 0; i < count; i++) {
		const char *currency = "";
		bool joins = items[i]->kind == CONDITION_FIELD && items[i]->as.field.id == id &&
		             foldable(items[i]->as.field.matcher, items[i]->as.field.matcher->type, &currency);

		if (i == 0 || joins)
			same[found++] = items[i];
		else
			items[left++] = items[i];
	}
	return found;
}

/* any_of, all_of and the inside of none_of: leaves on one field become one item. */
static size_t join_fields(struct wn_arena *arena, enum junction word, struct condition **items, size_t count)
{
	struct condition **same = arena_array(arena, count, sizeof(struct condition *)), **out = arena_array(arena, count, sizeof(struct condition *));
	enum junction inner = word == JUNCTION_ALL ? JUNCTION_ALL : JUNCTION_ANY;
	size_t left = count, made = 0;

	while (left > 0) {
		struct condition *first = items[0], *joined = NULL;
		const char *currency = "";
		bool range = first->kind == CONDITION_FIELD && foldable(first->as.field.matcher, first->as.field.matcher->type, &currency);
		size_t found = range ? same_field(items, left, same) : 1;

		if (found > 1)
			joined = join_field(arena, inner, 1, same, found);
		if (joined) {
			out[made++] = joined;
		} else if (found > 1) {
			memcpy(out + made, same, found * sizeof *same);
			made += found;
		} else {
			out[made++] = first;
			if (!range)
				memmove(items, items + 1, (left - 1) * sizeof *items);
		}
		left -= found;
	}
	memcpy(items, out, made * sizeof *out);
	return made;
}

/* Whether all items test one and the same range. */
static bool one_field(struct condition *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (items[i]->kind != CONDITION_FIELD || items[i]->as.field.id != items[0]->as.field.id)
			return false;
	return count > 0;
}

static struct condition *fold_leaves(struct wn_arena *arena, const struct condition *condition)
{
	struct condition *copy = arena_alloc(arena, sizeof *copy);

	*copy = *condition;
	copy->folded = NULL;
	if (copy->kind == CONDITION_FIELD)
		copy->as.field.matcher = matcher_fold(arena, copy->as.field.matcher);
	for (size_t i = 0; copy->kind == CONDITION_JUNCTION && i < copy->as.junction.count; i++)
		copy->as.junction.items[i] = fold_leaves(arena, copy->as.junction.items[i]);
	return copy;
}

static struct condition *gather(struct wn_arena *arena, const struct condition *condition)
{
	enum junction word, inner;
	struct condition **items, *joined;
	size_t count;

	if (condition->kind != CONDITION_JUNCTION) {
		struct condition *copy = arena_alloc(arena, sizeof *copy);

		*copy = *condition;
		return copy;
	}
	word = condition->as.junction.word;
	inner = word == JUNCTION_NONE ? JUNCTION_ANY : word;
	count = word == JUNCTION_SOME ? condition->as.junction.count : flatten(condition, inner, NULL);
	items = arena_array(arena, count, sizeof(struct condition *));
	if (word == JUNCTION_SOME)
		memcpy(items, condition->as.junction.items, count * sizeof *items);
	else
		flatten(condition, inner, items);
	for (size_t i = 0; i < count; i++)
		items[i] = gather(arena, items[i]);
	if (one_field(items, count) && (joined = join_field(arena, word, condition->as.junction.need, items, count)))
		return joined;
	if (word != JUNCTION_SOME)
		count = join_fields(arena, word, items, count);
	if (count == 1 && (word == JUNCTION_ANY || word == JUNCTION_ALL))
		return items[0];
	return junction_copy(arena, condition, items, count);
}

struct condition *condition_fold(struct wn_arena *arena, const struct condition *condition)
{
	return fold_leaves(arena, gather(arena, condition));
}
