/* explain.c - conditions in words for people: labels of lines, and the details behind a label. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "company/money.h"
#include "icp/condition.h"

/* ---- names ----------------------------------------------------------------------------------------------- */

/* How a sentence about a field begins, where its name alone reads badly. */
static const struct {
	const char *field, *is, *is_not; /* before texts */
	const char *verb, *one, *many;   /* of lists: "uses", "a product", "products" */
} phrases[] = {
	{"stage", "funding stage is ", "funding stage is not ", NULL, NULL, NULL},
	{"arr", "recurring revenue is ", "recurring revenue is not ", NULL, NULL, NULL},
	{"founded", "founded ", "not founded ", NULL, NULL, NULL},
	{"teams", "has a team for ", "has no team for ", NULL, NULL, "teams"},
	{"languages", "its site speaks ", "its site does not speak ", NULL, NULL, "languages"},
	{"sells_to", "sells to ", "does not sell to ", NULL, NULL, "groups of customers"},
	{"on_list", "is on the list ", "is not on the list ", NULL, NULL, "lists that it is on"},
	{"site_text", "its site ", "its site ", NULL, NULL, NULL},
	{"uses", "uses ", "uses none of ", "uses", "a product", "products"},
	{"signal", NULL, NULL, "had", "a signal", "signals"},
	{"openings", NULL, NULL, "has", "an opening", "openings"},
	{"subsidiaries", NULL, NULL, "has", "a subsidiary", "subsidiaries"},
	{"job_boards", NULL, NULL, "has", "a job board", "job boards"},
};

#define PHRASES (sizeof(phrases) / sizeof(phrases[0]))

static size_t phrase_of(const char *field)
{
	size_t i = 0;

	while (i < PHRASES && strcmp(phrases[i].field, field) != 0)
		i++;
	return i;
}

/* x_acme_since reads "acme since". */
static void add_name(struct buf *out, struct wn_str name)
{
	if (str_begins(name, WN_STR("x_")))
		name = str_from(name, 2);
	for (size_t i = 0; i < name.len; i++)
		buf_byte(out, name.ptr[i] == '_' ? ' ' : name.ptr[i]);
}

static const char *scheme_words(struct wn_str scheme)
{
	static const char *const words[][2] = {
		{"nace", "NACE"}, {"nace21", "NACE 2.1"}, {"naf", "NAF"}, {"naf25", "NAF 2025"}, {"sic", "UK SIC"},
		{"us_sic", "US SIC"}, {"naics", "NAICS"}, {"isic", "ISIC"}, {"cj", "French category"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(scheme, words[i][0]))
			return words[i][1];
	return "";
}

static void add_lead(struct buf *out, const char *field, bool negative)
{
	size_t i = phrase_of(field);

	if (i < PHRASES && phrases[i].is) {
		buf_text(out, negative ? phrases[i].is_not : phrases[i].is);
		return;
	}
	add_name(out, str_of(field));
	buf_text(out, negative ? " is not " : " is ");
}

/* ---- lists of words -------------------------------------------------------------------------------------- */

/* "A", "A or B", "A, B or C" */
static void add_joint(struct buf *out, size_t index, size_t count, const char *conjunction)
{
	if (index == 0)
		return;
	if (index + 1 < count)
		buf_text(out, ", ");
	else
		buf_printf(out, " %s ", conjunction);
}

static void add_term(struct buf *out, const struct matcher *matcher, const struct term *term, bool enumerated)
{
	if (matcher->kind == MATCHER_CODE)
		buf_str(out, term->key);
	else if (enumerated)
		add_name(out, term->text);
	else if (matcher->kind == MATCHER_MENTIONS || matcher->kind == MATCHER_MATCHES || matcher->kind == MATCHER_PREFIX)
		buf_printf(out, "\"%.*s\"", STR_ARG(term->text));
	else
		buf_str(out, term->text);
}

static const struct term *terms_of(const struct matcher *matcher, size_t *count)
{
	*count = matcher->kind == MATCHER_CODE ? matcher->as.code.count : matcher->as.terms.count;
	return matcher->kind == MATCHER_CODE ? matcher->as.code.at : matcher->as.terms.at;
}

static void add_terms(struct buf *out, const struct matcher *matcher, const char *conjunction, bool enumerated)
{
	size_t count;
	const struct term *terms = terms_of(matcher, &count);

	for (size_t i = 0; i < count; i++) {
		add_joint(out, i, count, conjunction);
		add_term(out, matcher, &terms[i], enumerated);
	}
}

/* ---- amounts --------------------------------------------------------------------------------------------- */

/* "1234567.5" as "1,234,567.5". */
static void add_grouped(struct buf *out, struct wn_str number)
{
	size_t whole = 0;

	while (whole < number.len && number.ptr[whole] != '.')
		whole++;
	for (size_t i = 0; i < number.len; i++) {
		buf_byte(out, number.ptr[i]);
		if (i + 1 < whole && (whole - i - 1) % 3 == 0 && number.ptr[i] != '-')
			buf_byte(out, ',');
	}
}

static void add_amount(struct buf *out, const struct matcher *matcher, int64_t amount)
{
	struct wn_arena *arena = arena_new();
	struct wn_str currency = str_of(matcher->as.interval.currency);

	switch (matcher->type) {
	case WN_DATE:
		buf_str(out, day_text(arena, (int32_t)amount));
		break;
	case WN_MONEY:
		add_grouped(out, money_text(arena, amount, currency));
		break;
	case WN_NUMBER:
		add_grouped(out, number_text(arena, amount));
		break;
	default:
		add_grouped(out, arena_printf(arena, "%lld", (long long)amount));
	}
	arena_free(arena);
}

struct wn_str span_words(struct wn_arena *arena, struct span span)
{
	static const char *const units[] = {"day", "week", "month", "year"};

	return arena_printf(arena, "%lld %s%s", (long long)span.count, units[span.unit], span.count == 1 ? "" : "s");
}

static void add_span(struct buf *out, struct span span)
{
	struct wn_arena *arena = arena_new();

	buf_str(out, span_words(arena, span));
	arena_free(arena);
}

static void add_interval(struct buf *out, const struct matcher *matcher)
{
	const struct limit *low = &matcher->as.interval.low, *high = &matcher->as.interval.high;
	static const char *const before[] = {[RANGE_IS] = "", [RANGE_BETWEEN] = "", [RANGE_AT_LEAST] = "at least ", [RANGE_AT_MOST] = "at most ",
		[RANGE_ABOVE] = "more than ", [RANGE_BELOW] = "less than ", [RANGE_WITHIN] = "in the last ", [RANGE_OLDER_THAN] = "at least ",
		[RANGE_SINCE] = "on or after ", [RANGE_BEFORE] = "before "};
	enum range_word word = matcher->as.interval.word;

	buf_text(out, before[word]);
	switch (word) {
	case RANGE_BETWEEN:
		add_amount(out, matcher, low->value);
		buf_text(out, " to ");
		add_amount(out, matcher, high->value);
		break;
	case RANGE_ABOVE:
		add_amount(out, matcher, low->value - 1);
		break;
	case RANGE_BELOW:
	case RANGE_BEFORE:
		add_amount(out, matcher, high->value + 1);
		break;
	case RANGE_AT_MOST:
		add_amount(out, matcher, high->value);
		break;
	case RANGE_WITHIN:
		add_span(out, low->span);
		break;
	case RANGE_OLDER_THAN:
		add_span(out, high->span);
		buf_text(out, " ago");
		break;
	default:
		add_amount(out, matcher, low->value);
	}
	if (matcher->as.interval.currency[0])
		buf_printf(out, " %s", matcher->as.interval.currency);
}

static void add_version(struct buf *out, const struct matcher *matcher)
{
	static const char *const words[] = {[RANGE_IS] = "", [RANGE_BETWEEN] = "", [RANGE_AT_LEAST] = "at least ", [RANGE_AT_MOST] = "at most ",
		[RANGE_ABOVE] = "above ", [RANGE_BELOW] = "below "};

	buf_printf(out, "%s%.*s", words[matcher->as.version.word], STR_ARG(matcher->as.version.text));
}

/* ---- what is said of one value: "is A or B", "mentions ..." ----------------------------------------------- */

static const char *conjunction_of(enum junction word)
{
	return word == JUNCTION_ALL ? "and" : "or";
}

static void add_predicate(struct buf *out, const struct matcher *matcher, bool enumerated);

static void add_codes(struct buf *out, const struct matcher *matcher)
{
	buf_printf(out, "%s ", scheme_words(matcher->as.code.scheme));
	add_terms(out, matcher, "or", false);
}

static void add_joined_predicates(struct buf *out, const struct matcher *matcher, bool enumerated)
{
	enum junction word = matcher->as.junction.word;

	if (word == JUNCTION_NONE)
		buf_text(out, "is none of: ");
	if (word == JUNCTION_SOME)
		buf_printf(out, "is at least %zu of: ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		const struct matcher *item = matcher->as.junction.items[i];

		add_joint(out, i, matcher->as.junction.count, conjunction_of(word));
		if (item->kind == MATCHER_TEXT && (i > 0 || word == JUNCTION_NONE || word == JUNCTION_SOME))
			add_terms(out, item, "or", enumerated);
		else
			add_predicate(out, item, enumerated);
	}
}

static void add_predicate(struct buf *out, const struct matcher *matcher, bool enumerated)
{
	switch (matcher->kind) {
	case MATCHER_JUNCTION:
		add_joined_predicates(out, matcher, enumerated);
		break;
	case MATCHER_INTERVAL:
		buf_text(out, "is ");
		add_interval(out, matcher);
		break;
	case MATCHER_VERSION:
		buf_text(out, "is ");
		add_version(out, matcher);
		break;
	case MATCHER_PREFIX:
		buf_text(out, "begins with ");
		add_terms(out, matcher, "or", false);
		break;
	case MATCHER_MENTIONS:
		buf_text(out, "mentions ");
		add_terms(out, matcher, "or", false);
		break;
	case MATCHER_MATCHES:
		buf_text(out, "matches ");
		add_terms(out, matcher, "or", false);
		break;
	case MATCHER_FLAG:
		buf_text(out, matcher->as.flag ? "is true" : "is false");
		break;
	case MATCHER_KNOWN:
		buf_text(out, "is known");
		break;
	case MATCHER_CODE:
		buf_text(out, "is ");
		add_codes(out, matcher);
		break;
	default:
		buf_text(out, "is ");
		add_terms(out, matcher, "or", enumerated);
	}
}

/* ---- items ----------------------------------------------------------------------------------------------- */

static bool is_key_only(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_HAS && matcher->as.items.filter.count == 1 && matcher->as.items.filter.tests[0].key &&
	       matcher->as.items.filter.tests[0].matcher->kind == MATCHER_TEXT;
}

static void add_tests(struct buf *out, const struct filter *filter, bool with_key)
{
	bool whose = false;

	for (size_t i = 0; i < filter->count; i++) {
		const struct test *test = &filter->tests[i];

		if ((test->key && !with_key) || (test->matcher->kind == MATCHER_INTERVAL && test->matcher->type == WN_DATE))
			continue;
		buf_text(out, whose ? " and whose " : " whose ");
		whose = true;
		add_name(out, test->attribute);
		buf_byte(out, ' ');
		add_predicate(out, test->matcher, false);
	}
	for (size_t i = 0; i < filter->count; i++) {
		const struct test *test = &filter->tests[i];

		if (test->matcher->kind != MATCHER_INTERVAL || test->matcher->type != WN_DATE)
			continue;
		buf_byte(out, ' ');
		if (str_is(test->attribute, "since"))
			buf_text(out, "since ");
		add_interval(out, test->matcher);
	}
}

static const struct test *key_test(const struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->tests[i].key && (filter->tests[i].matcher->kind == MATCHER_TEXT || filter->tests[i].matcher->kind == MATCHER_JUNCTION))
			return &filter->tests[i];
	return NULL;
}

/* "a funding signal whose ...", "Salesforce", "an opening whose title mentions ..." */
static void add_item(struct buf *out, const char *field, const struct matcher *matcher)
{
	size_t at = phrase_of(field);
	const struct test *key = key_test(&matcher->as.items.filter);
	bool plain = key && key->matcher->kind == MATCHER_TEXT;

	if (plain && strcmp(field, "signal") == 0) {
		buf_text(out, "a signal \"");
		add_terms(out, key->matcher, "or", true);
		buf_byte(out, '"');
	} else if (plain && strcmp(field, "uses") == 0) {
		add_terms(out, key->matcher, "or", false);
	} else {
		buf_text(out, at < PHRASES && phrases[at].one ? phrases[at].one : "an item");
		plain = false;
	}
	add_tests(out, &matcher->as.items.filter, !plain);
}

static void add_verb(struct buf *out, const char *field)
{
	size_t at = phrase_of(field);

	if (at < PHRASES && phrases[at].verb) {
		buf_printf(out, "%s ", phrases[at].verb);
		return;
	}
	buf_text(out, "among ");
	add_name(out, str_of(field));
	buf_text(out, ": ");
}

static void add_count(struct buf *out, const char *field, const struct matcher *matcher)
{
	size_t at = phrase_of(field);

	if (at < PHRASES && phrases[at].verb)
		buf_printf(out, "%s ", phrases[at].verb);
	if (matcher->as.items.count->kind == MATCHER_INTERVAL)
		add_interval(out, matcher->as.items.count);
	else
		add_predicate(out, matcher->as.items.count, false);
	buf_byte(out, ' ');
	if (at < PHRASES && phrases[at].many)
		buf_text(out, phrases[at].many);
	else
		add_name(out, str_of(field));
	add_tests(out, &matcher->as.items.filter, true);
}

/* ---- a field --------------------------------------------------------------------------------------------- */

static void add_sentence(struct buf *out, const struct field *field, const struct matcher *matcher);

static bool is_simple(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_TEXT || matcher->kind == MATCHER_MEMBER || is_key_only(matcher);
}

static bool all_are(const struct matcher *junction, bool (*test)(const struct matcher *))
{
	for (size_t i = 0; i < junction->as.junction.count; i++)
		if (!test(junction->as.junction.items[i]))
			return false;
	return true;
}

static bool is_interval(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_INTERVAL;
}

static void add_simple_junction(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;

	if (field->type == WN_LIST && phrase_of(field->name) < PHRASES && !phrases[phrase_of(field->name)].is)
		buf_printf(out, word == JUNCTION_NONE ? "no %s " : "%s ", field->name);
	else
		add_lead(out, field->name, word == JUNCTION_NONE);
	if (word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		const struct matcher *item = matcher->as.junction.items[i];

		add_joint(out, i, matcher->as.junction.count, conjunction_of(word));
		add_terms(out, item->kind == MATCHER_HAS ? item->as.items.filter.tests[0].matcher : item, "or", field->words != NULL);
	}
}

static void add_intervals(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	add_lead(out, field->name, matcher->as.junction.word == JUNCTION_NONE);
	if (matcher->as.junction.word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		add_joint(out, i, matcher->as.junction.count, conjunction_of(matcher->as.junction.word));
		add_interval(out, matcher->as.junction.items[i]);
	}
}

static void add_junction(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;
	size_t count = matcher->as.junction.count;

	if (all_are(matcher, is_simple)) {
		add_simple_junction(out, field, matcher);
		return;
	}
	if (all_are(matcher, is_interval)) {
		add_intervals(out, field, matcher);
		return;
	}
	if (word == JUNCTION_NONE && count == 1 && matcher->as.junction.items[0]->kind == MATCHER_CODE) {
		add_lead(out, field->name, true);
		add_codes(out, matcher->as.junction.items[0]);
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
		add_sentence(out, field, matcher->as.junction.items[i]);
	}
}

static void add_flag(struct buf *out, const struct field *field, bool flag)
{
	struct wn_str name = str_of(field->name);

	if (!flag)
		buf_text(out, "not ");
	add_name(out, str_begins(name, WN_STR("is_")) ? str_from(name, 3) : name);
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
		add_interval(out, matcher);
		buf_text(out, ends_in_one(matcher) ? " employee" : " employees");
		buf_text(out, strcmp(field->name, "employees") == 0 ? "" : " in the group");
		return;
	}
	add_lead(out, field->name, false);
	add_interval(out, matcher);
}

static void add_sentence(struct buf *out, const struct field *field, const struct matcher *matcher)
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
		add_item(out, field->name, matcher);
		break;
	case MATCHER_COUNT:
		add_count(out, field->name, matcher);
		break;
	case MATCHER_TEXT:
	case MATCHER_MEMBER:
		add_lead(out, field->name, false);
		add_terms(out, matcher, "or", field->words != NULL);
		break;
	default:
		if (strcmp(field->name, "site_text") == 0)
			buf_text(out, "its site ");
		else {
			add_name(out, str_of(field->name));
			buf_byte(out, ' ');
		}
		add_predicate(out, matcher, field->words != NULL);
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
		add_joint(out, i, condition->as.when.count, "and");
		add_name(out, str_of(dictionary_field(dictionary, condition->as.when.fields[i])->name));
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
		add_sentence(out, dictionary_field(dictionary, condition->as.field.id), condition->as.field.matcher);
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
