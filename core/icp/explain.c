/* explain.c - conditions in words for people: labels of lines. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "icp/explain.h"

/* ---- items ----------------------------------------------------------------------------------------------- */

bool matcher_is_key_only(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_HAS && matcher->as.items.filter.count == 1 && matcher->as.items.filter.tests[0].key &&
	       matcher->as.items.filter.tests[0].matcher->kind == MATCHER_TEXT;
}

bool test_is_dated(const struct test *test)
{
	return test->matcher->kind == MATCHER_INTERVAL && test->matcher->type == WN_DATE;
}

bool junction_all(const struct matcher *junction, bool (*test)(const struct matcher *))
{
	for (size_t i = 0; i < junction->as.junction.count; i++)
		if (!test(junction->as.junction.items[i]))
			return false;
	return true;
}

/* A text, or one of several. */
static bool is_choice(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_TEXT ||
	       (matcher->kind == MATCHER_JUNCTION && matcher->as.junction.word == JUNCTION_ANY && junction_all(matcher, is_choice));
}

/* What a predicate says without its "is". */
void say_choice(struct buf *out, const struct matcher *matcher)
{
	struct buf words = {0};
	struct wn_str said;

	say_predicate(&words, matcher, false);
	said = buf_as_str(&words);
	buf_str(out, str_begins(said, WN_STR("is ")) ? str_from(said, 3) : said);
	buf_free(&words);
}

/* Attributes that are said in words of their own: "of the category erp", "at least 70 % sure". */
static bool add_plain_test(struct buf *out, const struct test *test)
{
	static const char *const words[][2] = {
		{"category", " of the category "}, {"department", " in "}, {"seen_at", " seen at "}, {"role", " in the role "},
	};
	const struct matcher *matcher = test->matcher;

	if (str_is(test->attribute, "sure") && matcher->kind == MATCHER_INTERVAL && matcher->as.interval.word == RANGE_AT_LEAST) {
		buf_printf(out, ", at least %lld %% sure", (long long)matcher->as.interval.low.value / 10000);
		return true;
	}
	if (matcher->kind == MATCHER_VERSION) {
		buf_text(out, ", version ");
		say_version(out, matcher);
		return true;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(test->attribute, words[i][0]) && is_choice(matcher)) {
			buf_text(out, words[i][1]);
			say_choice(out, matcher);
			return true;
		}
	return false;
}

static void add_day_test(struct buf *out, const struct test *test)
{
	buf_text(out, str_is(test->attribute, "since") ? ", begun " : " ");
	say_interval(out, test->matcher);
}

/* What is asked of an item beside its key, or with it; `skip` is said elsewhere. */
static void add_tests(struct buf *out, const struct filter *filter, bool with_key, const struct test *skip)
{
	bool whose = false;

	for (size_t i = 0; i < filter->count; i++) {
		const struct test *test = &filter->tests[i];

		if ((test->key && !with_key) || test_is_dated(test) || test == skip || add_plain_test(out, test))
			continue;
		buf_text(out, whose ? " and whose " : " whose ");
		whose = true;
		say_name(out, test->attribute);
		buf_byte(out, ' ');
		say_predicate(out, test->matcher, false);
	}
	for (size_t i = 0; i < filter->count; i++)
		if (test_is_dated(&filter->tests[i]) && &filter->tests[i] != skip)
			add_day_test(out, &filter->tests[i]);
}

static const struct test *key_test(const struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->tests[i].key && (filter->tests[i].matcher->kind == MATCHER_TEXT || filter->tests[i].matcher->kind == MATCHER_JUNCTION))
			return &filter->tests[i];
	return NULL;
}

/* Items of these lists go by their name: Salesforce, a signal "funding". */
bool items_are_named(const char *field, const struct matcher *matcher)
{
	const struct test *key = key_test(&matcher->as.items.filter);

	return key && key->matcher->kind == MATCHER_TEXT && (strcmp(field, "uses") == 0 || strcmp(field, "signal") == 0);
}

static void add_quoted_kind(struct buf *out, const char *field, const struct matcher *matcher)
{
	if (strcmp(field, "signal") != 0 || !items_are_named(field, matcher))
		return;
	buf_text(out, " \"");
	say_terms(out, key_test(&matcher->as.items.filter)->matcher, "or", true);
	buf_byte(out, '"');
}

/* "a signal "funding" whose ...", "Salesforce", "an opening whose title mentions ...", "no product of the category erp" */
void say_item(struct buf *out, const char *field, const struct matcher *matcher, bool none, const struct test *skip)
{
	const struct phrase *phrase = phrase_of(field);
	const char *one = phrase->one ? phrase->one : "an item";
	bool named = items_are_named(field, matcher);

	if (none)
		buf_text(out, "no ");
	if (named && strcmp(field, "uses") == 0)
		say_terms(out, key_test(&matcher->as.items.filter)->matcher, "or", false);
	else
		buf_text(out, none ? strchr(one, ' ') + 1 : one);
	add_quoted_kind(out, field, matcher);
	add_tests(out, &matcher->as.items.filter, !named, skip);
}

static void add_verb(struct buf *out, const char *field)
{
	const struct phrase *phrase = phrase_of(field);

	if (phrase->verb) {
		buf_printf(out, "%s ", phrase->verb);
		return;
	}
	buf_text(out, "among ");
	say_name(out, str_of(field));
	buf_text(out, ": ");
}

/* "at least 3 openings in sales", without the verb */
void say_number_of(struct buf *out, const char *field, const struct matcher *matcher, const struct test *skip)
{
	const struct phrase *phrase = phrase_of(field);
	const struct matcher *count = matcher->as.items.count;
	bool interval = count->kind == MATCHER_INTERVAL;
	bool one = interval && count->as.interval.word == RANGE_AT_LEAST && count->as.interval.low.value == 1 && phrase->one;

	if (one)
		buf_text(out, "at least one");
	else if (interval)
		say_interval(out, count);
	else
		say_predicate(out, count, false);
	buf_byte(out, ' ');
	if (one)
		buf_text(out, strchr(phrase->one, ' ') + 1);
	else if (phrase->many)
		buf_text(out, phrase->many);
	else
		say_name(out, str_of(field));
	add_quoted_kind(out, field, matcher);
	add_tests(out, &matcher->as.items.filter, !items_are_named(field, matcher), skip);
}

static void add_count(struct buf *out, const char *field, const struct matcher *matcher)
{
	const struct phrase *phrase = phrase_of(field);

	if (phrase->verb)
		buf_printf(out, "%s ", phrase->verb);
	say_number_of(out, field, matcher, NULL);
}

/* ---- a field --------------------------------------------------------------------------------------------- */

bool matcher_is_simple(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_TEXT || matcher->kind == MATCHER_MEMBER || matcher_is_key_only(matcher);
}

static bool is_interval(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_INTERVAL;
}

void say_simple_items(struct buf *out, const struct field *field, const struct matcher *matcher, const char *conjunction)
{
	if (matcher->as.junction.word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		const struct matcher *item = matcher->as.junction.items[i];

		say_joint(out, i, matcher->as.junction.count, conjunction);
		say_terms(out, item->kind == MATCHER_HAS ? item->as.items.filter.tests[0].matcher : item, "or", field->words != NULL);
	}
}

static const struct term *first_term(const struct matcher *item)
{
	size_t count;

	return matcher_terms(item->kind == MATCHER_HAS ? item->as.items.filter.tests[0].matcher : item, &count);
}

/* "has an IT team": the lead before a word. */
static void add_lead_before(struct buf *out, const char *field, bool negative, const struct term *term)
{
	say_lead(out, field, negative);
	if (strcmp(field, "teams") == 0 && !negative && term->text.len > 0 && strchr("aeiouAEIOU", term->text.ptr[0])) {
		out->len--;
		buf_text(out, "n ");
	}
}

/* "had no signal funding or visit": a list whose items have no verb of their own before a bare name */
static void add_list_lead(struct buf *out, const char *name, enum junction word)
{
	const struct phrase *phrase = phrase_of(name);
	const char *one = phrase->one;

	buf_printf(out, "%s ", phrase->verb);
	if (word == JUNCTION_NONE)
		buf_printf(out, "no %s ", strchr(one, ' ') + 1);
	else if (word == JUNCTION_ANY)
		buf_printf(out, "%s ", one);
	else
		buf_printf(out, "%s: ", phrase->many);
}

/* "has a sales or marketing team", "does not use Bolt CRM", "is on the list customers" */
static void add_simple_junction(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;
	const struct phrase *phrase = phrase_of(field->name);
	bool one = matcher->as.junction.count == 1;

	if (word == JUNCTION_NONE && one && strcmp(field->name, "uses") == 0)
		buf_text(out, "does not use ");
	else if (field->type == WN_LIST && phrase->verb && !phrase->is)
		add_list_lead(out, field->name, word);
	else
		add_lead_before(out, field->name, word == JUNCTION_NONE, first_term(matcher->as.junction.items[0]));
	say_simple_items(out, field, matcher, junction_conjunction(word));
	say_after(out, field->name);
}

static void add_intervals(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	say_lead(out, field->name, matcher->as.junction.word == JUNCTION_NONE);
	if (matcher->as.junction.word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		say_joint(out, i, matcher->as.junction.count, junction_conjunction(matcher->as.junction.word));
		say_interval(out, matcher->as.junction.items[i]);
		say_after(out, field->name);
	}
}

static bool is_code(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_CODE;
}

static bool is_no_code(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_JUNCTION && matcher->as.junction.word == JUNCTION_NONE && junction_all(matcher, is_code);
}

static bool is_code_or_none(const struct matcher *matcher)
{
	return is_code(matcher) || is_no_code(matcher);
}

static void add_several_codes(struct buf *out, const struct matcher *matcher, const char *between)
{
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		if (i > 0)
			buf_text(out, between);
		say_codes(out, matcher->as.junction.items[i]);
	}
}

/* "industry is NAICS 5132 or 5415, or US SIC 7372"; "industry is NAF 46, but not NAF 46.1" */
static bool add_code_junction(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;
	size_t count = matcher->as.junction.count;

	if (word == JUNCTION_SOME || !junction_all(matcher, word == JUNCTION_ALL ? is_code_or_none : is_code) || !is_code(matcher->as.junction.items[0]))
		return false;
	say_lead(out, field->name, word == JUNCTION_NONE);
	if (word != JUNCTION_ALL) {
		add_several_codes(out, matcher, word == JUNCTION_NONE ? ", nor " : ", or ");
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		const struct matcher *item = matcher->as.junction.items[i];

		buf_text(out, i == 0 ? "" : is_code(item) ? ", and " : ", but not ");
		if (is_code(item))
			say_codes(out, item);
		else
			add_several_codes(out, item, ", nor ");
	}
	return true;
}

static bool is_phrase(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_MENTIONS && matcher->as.terms.count == 1;
}

/* "its site mentions at least 2 of "a", "b" and "c"" */
static void add_phrases(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	const struct phrase *phrase = phrase_of(field->name);

	if (phrase->is)
		buf_text(out, phrase->is);
	else
		say_name(out, str_of(field->name));
	buf_printf(out, "%smentions at least %zu of ", phrase->is ? "" : " ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		say_joint(out, i, matcher->as.junction.count, "and");
		say_terms(out, matcher->as.junction.items[i], "or", false);
	}
}

static void add_junction(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;
	size_t count = matcher->as.junction.count;

	if (junction_all(matcher, matcher_is_simple)) {
		add_simple_junction(out, field, matcher);
		return;
	}
	if (junction_all(matcher, is_interval)) {
		add_intervals(out, field, matcher);
		return;
	}
	if (add_code_junction(out, field, matcher))
		return;
	if (word == JUNCTION_NONE && count == 1 && matcher->as.junction.items[0]->kind == MATCHER_HAS) {
		add_verb(out, field->name);
		say_item(out, field->name, matcher->as.junction.items[0], true, NULL);
		return;
	}
	if (word == JUNCTION_SOME && junction_all(matcher, is_phrase)) {
		add_phrases(out, field, matcher);
		return;
	}
	if (word == JUNCTION_NONE)
		buf_text(out, count > 1 ? "none of: " : "not: ");
	if (word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of: ", matcher->as.junction.need);
	for (size_t i = 0; i < count; i++) {
		bool plain = word == JUNCTION_ANY || word == JUNCTION_ALL;

		if (i > 0)
			buf_text(out, !plain ? "; " : word == JUNCTION_ALL ? " and " : ", or ");
		say_sentence(out, field, matcher->as.junction.items[i]);
	}
}

static void add_flag(struct buf *out, const struct field *field, bool flag)
{
	const struct phrase *phrase = phrase_of(field->name);

	if (phrase->is) {
		buf_text(out, flag ? phrase->is : phrase->is_not);
		return;
	}
	if (!flag)
		buf_text(out, "not ");
	say_name(out, str_of(field->name));
}

/* Is 1 the number that stands before the noun? "less than 1 employee", but "0 to 1 employees" is one of several. */
static bool ends_in_one(const struct matcher *matcher)
{
	const struct limit *low = &matcher->as.interval.low, *high = &matcher->as.interval.high;

	switch (matcher->as.interval.word) {
	case RANGE_BETWEEN:
		return low->value == 1 && high->value == 1;
	case RANGE_ABOVE:
		return low->value == 2;
	case RANGE_BELOW:
		return high->value == 0;
	case RANGE_AT_MOST:
		return high->value == 1;
	default:
		return low->value == 1;
	}
}

static void add_range(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	if (strcmp(field->unit, "people") == 0 && field->type == WN_INTEGER) {
		say_interval(out, matcher);
		buf_text(out, ends_in_one(matcher) ? " employee" : " employees");
		buf_text(out, strcmp(field->name, "employees") == 0 ? "" : " in the group");
		return;
	}
	say_lead(out, field->name, false);
	say_interval(out, matcher);
	say_after(out, field->name);
}

void say_sentence(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	switch (matcher->kind) {
	case MATCHER_JUNCTION:
		add_junction(out, field, matcher);
		break;
	case MATCHER_FLAG:
		add_flag(out, field, matcher->as.flag);
		break;
	case MATCHER_INTERVAL:
		add_range(out, field, matcher);
		break;
	case MATCHER_HAS:
		add_verb(out, field->name);
		say_item(out, field->name, matcher, false, NULL);
		break;
	case MATCHER_COUNT:
		add_count(out, field->name, matcher);
		break;
	case MATCHER_TEXT:
	case MATCHER_MEMBER:
		add_lead_before(out, field->name, false, first_term(matcher));
		say_terms(out, matcher, "or", field->words != NULL);
		say_after(out, field->name);
		break;
	default:
		if (strcmp(field->name, "site_text") == 0)
			buf_text(out, "its site ");
		else {
			say_name(out, str_of(field->name));
			buf_byte(out, ' ');
		}
		say_predicate(out, matcher, field->words != NULL);
	}
}

/* ---- conditions ------------------------------------------------------------------------------------------ */

/* Of one condition, any_of, all_of and some_of are that condition. */
static const struct condition *only_one(const struct condition *condition)
{
	while (condition->kind == CONDITION_JUNCTION && condition->as.junction.count == 1 && condition->as.junction.word != JUNCTION_NONE)
		condition = condition->as.junction.items[0];
	return condition;
}

static void add_nested(struct buf *out, const struct dictionary *dictionary, const struct condition *nested)
{
	const struct condition *condition = only_one(nested);
	bool braces = condition->kind == CONDITION_JUNCTION && condition->as.junction.count > 1;

	buf_text(out, braces ? "(" : "");
	condition_words(out, dictionary, condition);
	buf_text(out, braces ? ")" : "");
}

static void junction_words(struct buf *out, const struct dictionary *dictionary, const struct condition *condition)
{
	enum junction word = condition->as.junction.word;
	size_t count = condition->as.junction.count;

	if (word == JUNCTION_NONE)
		buf_text(out, count > 1 ? "none of: " : "not: ");
	if (word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of: ", condition->as.junction.need);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_text(out, word == JUNCTION_ALL ? " and " : word == JUNCTION_ANY ? ", or " : "; ");
		add_nested(out, dictionary, condition->as.junction.items[i]);
	}
}

static void when_words(struct buf *out, const struct dictionary *dictionary, const struct condition *condition)
{
	buf_text(out, "a function of ");
	for (size_t i = 0; i < condition->as.when.count; i++) {
		say_joint(out, i, condition->as.when.count, "and");
		say_name(out, str_of(dictionary_field(dictionary, condition->as.when.fields[i])->name));
	}
}

void condition_words(struct buf *out, const struct dictionary *dictionary, const struct condition *whole)
{
	const struct condition *condition = only_one(whole);

	switch (condition->kind) {
	case CONDITION_JUNCTION:
		junction_words(out, dictionary, condition);
		break;
	case CONDITION_FIELD:
		say_sentence(out, dictionary_field(dictionary, condition->as.field.id), condition->as.field.matcher);
		break;
	case CONDITION_WHEN:
		when_words(out, dictionary, condition);
		break;
	}
}

struct wn_str line_words(struct wn_arena *arena, const struct dictionary *dictionary, const struct line *line)
{
	struct buf out = {0};
	struct wn_str words;

	condition_words(&out, dictionary, line->condition);
	words = arena_str(arena, buf_as_str(&out));
	buf_free(&out);
	return words;
}
