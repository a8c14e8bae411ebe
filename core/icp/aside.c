/* aside.c - what stands behind a label of the user's own in the document: what the label does not say. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "icp/explain.h"

static const struct test *time_test(const struct filter *filter)
{
	const struct test *found = NULL;

	for (size_t i = 0; i < filter->count; i++)
		if (test_is_dated(&filter->tests[i])) {
			if (found || filter->tests[i].matcher->as.interval.word != RANGE_WITHIN)
				return NULL;
			found = &filter->tests[i];
		}
	return found;
}

static bool label_has(struct wn_str label, struct wn_str words)
{
	return memmem(label.ptr, label.len, words.ptr, words.len) != NULL;
}

/* Whether the label speaks of time itself; then "in the last 90 days" behind it would read twice. */
static bool speaks_of_time(struct wn_str label)
{
	static const char *const words[] = {" day", " week", " month", " year"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (label_has(label, str_of(words[i])))
			return true;
	return false;
}

/* What is asked of the item beside key and time, when it is one thing that mentions alone can say: the phrases. */
static const struct matcher *only_phrases(const struct filter *filter, const struct test *time)
{
	const struct matcher *found = NULL;

	for (size_t i = 0; i < filter->count; i++) {
		const struct test *test = &filter->tests[i];

		if (test == time || (test->key && test->matcher->kind == MATCHER_TEXT))
			continue;
		if (found || test->matcher->kind != MATCHER_MENTIONS)
			return NULL;
		found = test->matcher;
	}
	return found;
}

static void add_bare_terms(struct buf *out, const struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->as.terms.count; i++) {
		say_joint(out, i, matcher->as.terms.count, "or");
		buf_str(out, matcher->as.terms.at[i].text);
	}
}

/* "role buyer and amount at least 2,000,000 USD": an event's label says its kind */
static void add_event(struct buf *out, const struct filter *filter, const struct test *time)
{
	bool more = false;

	for (size_t i = 0; i < filter->count; i++) {
		const struct test *test = &filter->tests[i];

		if (test == time || test->key)
			continue;
		buf_text(out, more ? " and " : "");
		more = true;
		if (test_is_dated(test)) {
			say_interval(out, test->matcher);
			continue;
		}
		say_name(out, test->attribute);
		buf_byte(out, ' ');
		say_choice(out, test->matcher);
	}
}

static void add_item_aside(struct buf *out, const struct field *field, const struct matcher *matcher, const struct test *time)
{
	const struct filter *filter = &matcher->as.items.filter;
	const struct matcher *phrases_asked = only_phrases(filter, time);

	if (matcher->kind == MATCHER_COUNT)
		say_number_of(out, field->name, matcher, time);
	else if (phrases_asked && time)
		add_bare_terms(out, phrases_asked);
	else if (strcmp(field->name, "signal") == 0 && items_are_named(field->name, matcher) && filter->count > 1)
		add_event(out, filter, time);
	else
		say_item(out, field->name, matcher, false, time);
}

/* "HubSpot, Marketo or Pardot": a choice whose field the label stands for */
static bool is_bare_choice(const struct field *field, const struct matcher *matcher)
{
	const struct phrase *phrase = phrase_of(field->name);

	if (phrase->is && strcmp(field->name, "uses") != 0)
		return false;
	if (matcher->kind == MATCHER_JUNCTION)
		return matcher->as.junction.word == JUNCTION_ANY && junction_all(matcher, matcher_is_simple) && (field->type != WN_LIST || strcmp(field->name, "uses") == 0);
	return matcher->kind == MATCHER_TEXT || (matcher->kind == MATCHER_HAS && matcher_is_key_only(matcher) && strcmp(field->name, "uses") == 0);
}

static void add_choice_aside(struct buf *out, const struct field *field, const struct matcher *matcher, const char *conjunction)
{
	if (matcher->kind == MATCHER_JUNCTION)
		say_simple_items(out, field, matcher, conjunction);
	else
		say_terms(out, matcher->kind == MATCHER_HAS ? matcher->as.items.filter.tests[0].matcher : matcher, conjunction, field->words != NULL);
}

/* A label "100 to 300 people" says all of its condition. */
static bool label_says_it(const struct line *line, const struct field *field, const struct matcher *matcher)
{
	struct buf said = {0};
	bool equal = false;

	if (matcher->kind != MATCHER_INTERVAL || strcmp(field->name, "employees") != 0)
		return false;
	say_interval(&said, matcher);
	buf_text(&said, " people");
	equal = str_equal(line->label, buf_as_str(&said));
	buf_free(&said);
	return equal;
}

static void add_field_aside(struct aside *aside, struct buf *out, const struct field *field, const struct line *line, const char *conjunction,
                            struct wn_arena *arena)
{
	const struct matcher *matcher = line->condition->as.field.matcher;
	bool list = matcher->kind == MATCHER_HAS || matcher->kind == MATCHER_COUNT;
	const struct test *time = list && field->type == WN_LIST ? time_test(&matcher->as.items.filter) : NULL;

	if (time) {
		struct wn_str span = span_words(arena, time->matcher->as.interval.low.span);

		if (!speaks_of_time(line->label))
			aside->time = arena_printf(arena, "in the last %.*s", STR_ARG(last_words(arena, time->matcher->as.interval.low.span)));
		else if (!label_has(line->label, span))
			time = NULL; /* it speaks of another time: the words behind it say which is meant */
	}
	if (is_bare_choice(field, matcher))
		add_choice_aside(out, field, matcher, conjunction);
	else if (matcher->kind == MATCHER_CODE && strcmp(field->name, "industry") == 0)
		say_codes(out, matcher);
	else if (list && field->type == WN_LIST)
		add_item_aside(out, field, matcher, time);
	else if (!label_says_it(line, field, matcher))
		say_sentence(out, field, matcher);
}

struct aside line_aside(struct wn_arena *arena, const struct dictionary *dictionary, const struct line *line, const char *conjunction)
{
	struct aside aside = {{0}, {0}};
	struct buf out = {0};
	struct wn_str said;

	if (line->condition->kind == CONDITION_FIELD)
		add_field_aside(&aside, &out, dictionary_field(dictionary, line->condition->as.field.id), line, conjunction, arena);
	else
		condition_words(&out, dictionary, line->condition);
	said = buf_as_str(&out);
	aside.details = arena_str(arena, str_begins(said, WN_STR("is ")) ? str_from(said, 3) : said);
	buf_free(&out);
	return aside;
}
