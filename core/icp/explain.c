/* explain.c - conditions in words for people: labels of lines, and the details behind a label. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "company/money.h"
#include "icp/condition.h"

/* ---- names ----------------------------------------------------------------------------------------------- */

/* How a sentence about a field is built, where its name alone reads badly. */
static const struct {
	const char *field, *is, *is_not; /* before texts, numbers and dates; all that is said of a flag */
	const char *after;               /* behind them */
	const char *verb, *one, *many;   /* of lists and sets: "uses", "a product", "products" */
} phrases[] = {
	{"stage", "funding stage is ", "funding stage is not ", NULL, NULL, NULL, NULL},
	{"arr", "recurring revenue is ", "recurring revenue is not ", NULL, NULL, NULL, NULL},
	{"growth", "growth is ", "growth is not ", " %", NULL, NULL, NULL},
	{"founded", "founded ", "not founded ", NULL, NULL, NULL, NULL},
	{"accounts_date", "last accounts ", "last accounts not ", NULL, NULL, NULL, NULL},
	{"charges", "charges on its assets: ", "charges on its assets: not ", NULL, NULL, NULL, NULL},
	{"is_ultimate_parent", "head of its group", "not the head of its group", NULL, NULL, NULL, NULL},
	{"is_national_parent", "head of its group in its country", "not the head of its group in its country", NULL, NULL, NULL, NULL},
	{"teams", "has a ", "has no ", " team", "has", NULL, "teams"},
	{"languages", "its site speaks ", "its site does not speak ", NULL, "its site speaks", NULL, "languages"},
	{"sells_to", "sells to ", "does not sell to ", NULL, "sells to", NULL, "groups of customers"},
	{"on_list", "is on the list ", "is not on the list ", NULL, "is on", NULL, "lists"},
	{"site_text", "its site ", "its site ", NULL, NULL, NULL, NULL},
	{"uses", "uses ", "uses none of ", NULL, "uses", "a product", "products"},
	{"signal", NULL, NULL, NULL, "had", "a signal", "signals"},
	{"openings", NULL, NULL, NULL, "has", "an opening", "openings"},
	{"subsidiaries", NULL, NULL, NULL, "has", "a subsidiary", "subsidiaries"},
	{"job_boards", NULL, NULL, NULL, "has", "a job board", "job boards"},
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
		{"us_sic", "US SIC"}, {"naics", "NAICS"}, {"isic", "ISIC"}, {"cj", "of French category"},
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

static void add_after(struct buf *out, const char *field)
{
	size_t i = phrase_of(field);

	if (i < PHRASES && phrases[i].after)
		buf_text(out, phrases[i].after);
}

/* ---- lists of words -------------------------------------------------------------------------------------- */

/* "A", "A or B", "A, B or C"; without a conjunction "A, B, C" */
static void add_joint(struct buf *out, size_t index, size_t count, const char *conjunction)
{
	if (index == 0)
		return;
	if (index + 1 < count || !conjunction)
		buf_text(out, ", ");
	else
		buf_printf(out, " %s ", conjunction);
}

/* The words that code knows: series_a is "series A", pre_seed is "pre-seed". */
static void add_enumerated(struct buf *out, struct wn_str word)
{
	if (str_is(word, "pre_seed"))
		buf_text(out, "pre-seed");
	else if (str_begins(word, WN_STR("series_")))
		buf_printf(out, "series %c", word.ptr[word.len - 1] - 'a' + 'A');
	else
		add_name(out, word);
}

static void add_term(struct buf *out, const struct matcher *matcher, const struct term *term, bool enumerated)
{
	if (matcher->kind == MATCHER_CODE)
		buf_str(out, term->key);
	else if (enumerated)
		add_enumerated(out, term->text);
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

/* "90 days", and "year" instead of "1 year": what stands behind "in the last" */
static struct wn_str last_words(struct wn_arena *arena, struct span span)
{
	struct wn_str words = span_words(arena, span);

	return span.count == 1 ? str_from(words, 2) : words;
}

static void add_last(struct buf *out, struct span span)
{
	struct wn_arena *arena = arena_new();

	buf_printf(out, "in the last %.*s", STR_ARG(last_words(arena, span)));
	arena_free(arena);
}

static void add_interval(struct buf *out, const struct matcher *matcher)
{
	const struct limit *low = &matcher->as.interval.low, *high = &matcher->as.interval.high;
	static const char *const before[] = {[RANGE_IS] = "", [RANGE_BETWEEN] = "", [RANGE_AT_LEAST] = "at least ", [RANGE_AT_MOST] = "at most ",
		[RANGE_ABOVE] = "more than ", [RANGE_BELOW] = "less than ", [RANGE_WITHIN] = "", [RANGE_OLDER_THAN] = "at least ",
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
		add_last(out, low->span);
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
	return word == JUNCTION_ALL || word == JUNCTION_SOME ? "and" : "or";
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

static bool is_date_test(const struct test *test)
{
	return test->matcher->kind == MATCHER_INTERVAL && test->matcher->type == WN_DATE;
}

static bool all_are(const struct matcher *junction, bool (*test)(const struct matcher *))
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
	       (matcher->kind == MATCHER_JUNCTION && matcher->as.junction.word == JUNCTION_ANY && all_are(matcher, is_choice));
}

/* What a predicate says without its "is". */
static void add_choice(struct buf *out, const struct matcher *matcher)
{
	struct buf words = {0};
	struct wn_str said;

	add_predicate(&words, matcher, false);
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
		add_version(out, matcher);
		return true;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(test->attribute, words[i][0]) && is_choice(matcher)) {
			buf_text(out, words[i][1]);
			add_choice(out, matcher);
			return true;
		}
	return false;
}

static void add_day_test(struct buf *out, const struct test *test)
{
	buf_text(out, str_is(test->attribute, "since") ? ", begun " : " ");
	add_interval(out, test->matcher);
}

/* What is asked of an item beside its key, or with it; `skip` is said elsewhere. */
static void add_tests(struct buf *out, const struct filter *filter, bool with_key, const struct test *skip)
{
	bool whose = false;

	for (size_t i = 0; i < filter->count; i++) {
		const struct test *test = &filter->tests[i];

		if ((test->key && !with_key) || is_date_test(test) || test == skip || add_plain_test(out, test))
			continue;
		buf_text(out, whose ? " and whose " : " whose ");
		whose = true;
		add_name(out, test->attribute);
		buf_byte(out, ' ');
		add_predicate(out, test->matcher, false);
	}
	for (size_t i = 0; i < filter->count; i++)
		if (is_date_test(&filter->tests[i]) && &filter->tests[i] != skip)
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
static bool is_named(const char *field, const struct matcher *matcher)
{
	const struct test *key = key_test(&matcher->as.items.filter);

	return key && key->matcher->kind == MATCHER_TEXT && (strcmp(field, "uses") == 0 || strcmp(field, "signal") == 0);
}

static void add_quoted_kind(struct buf *out, const char *field, const struct matcher *matcher)
{
	if (strcmp(field, "signal") != 0 || !is_named(field, matcher))
		return;
	buf_text(out, " \"");
	add_terms(out, key_test(&matcher->as.items.filter)->matcher, "or", true);
	buf_byte(out, '"');
}

/* "a signal "funding" whose ...", "Salesforce", "an opening whose title mentions ...", "no product of the category erp" */
static void add_item(struct buf *out, const char *field, const struct matcher *matcher, bool none, const struct test *skip)
{
	size_t at = phrase_of(field);
	const char *one = at < PHRASES && phrases[at].one ? phrases[at].one : "an item";
	bool named = is_named(field, matcher);

	if (none)
		buf_text(out, "no ");
	if (named && strcmp(field, "uses") == 0)
		add_terms(out, key_test(&matcher->as.items.filter)->matcher, "or", false);
	else
		buf_text(out, none ? strchr(one, ' ') + 1 : one);
	add_quoted_kind(out, field, matcher);
	add_tests(out, &matcher->as.items.filter, !named, skip);
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

/* "at least 3 openings in sales", without the verb */
static void add_number_of(struct buf *out, const char *field, const struct matcher *matcher, const struct test *skip)
{
	size_t at = phrase_of(field);
	const struct matcher *count = matcher->as.items.count;
	bool interval = count->kind == MATCHER_INTERVAL;
	bool one = interval && count->as.interval.word == RANGE_AT_LEAST && count->as.interval.low.value == 1 && at < PHRASES && phrases[at].one;

	if (one)
		buf_text(out, "at least one");
	else if (interval)
		add_interval(out, count);
	else
		add_predicate(out, count, false);
	buf_byte(out, ' ');
	if (one)
		buf_text(out, strchr(phrases[at].one, ' ') + 1);
	else if (at < PHRASES && phrases[at].many)
		buf_text(out, phrases[at].many);
	else
		add_name(out, str_of(field));
	add_quoted_kind(out, field, matcher);
	add_tests(out, &matcher->as.items.filter, !is_named(field, matcher), skip);
}

static void add_count(struct buf *out, const char *field, const struct matcher *matcher)
{
	size_t at = phrase_of(field);

	if (at < PHRASES && phrases[at].verb)
		buf_printf(out, "%s ", phrases[at].verb);
	add_number_of(out, field, matcher, NULL);
}

/* ---- a field --------------------------------------------------------------------------------------------- */

static void add_sentence(struct buf *out, const struct field *field, const struct matcher *matcher);

static bool is_simple(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_TEXT || matcher->kind == MATCHER_MEMBER || is_key_only(matcher);
}

static bool is_interval(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_INTERVAL;
}

static void add_simple_items(struct buf *out, const struct field *field, const struct matcher *matcher, const char *conjunction)
{
	if (matcher->as.junction.word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		const struct matcher *item = matcher->as.junction.items[i];

		add_joint(out, i, matcher->as.junction.count, conjunction);
		add_terms(out, item->kind == MATCHER_HAS ? item->as.items.filter.tests[0].matcher : item, "or", field->words != NULL);
	}
}

static const struct term *first_term(const struct matcher *item)
{
	size_t count;

	return terms_of(item->kind == MATCHER_HAS ? item->as.items.filter.tests[0].matcher : item, &count);
}

/* "has an IT team": the lead before a word. */
static void add_lead_before(struct buf *out, const char *field, bool negative, const struct term *term)
{
	add_lead(out, field, negative);
	if (strcmp(field, "teams") == 0 && !negative && term->text.len > 0 && strchr("aeiouAEIOU", term->text.ptr[0])) {
		out->len--;
		buf_text(out, "n ");
	}
}

/* "had no signal funding or visit": a list whose items have no verb of their own before a bare name */
static void add_list_lead(struct buf *out, const char *name, enum junction word)
{
	size_t at = phrase_of(name);
	const char *one = phrases[at].one;

	buf_printf(out, "%s ", phrases[at].verb);
	if (word == JUNCTION_NONE)
		buf_printf(out, "no %s ", strchr(one, ' ') + 1);
	else if (word == JUNCTION_ANY)
		buf_printf(out, "%s ", one);
	else
		buf_printf(out, "%s: ", phrases[at].many);
}

/* "has a sales or marketing team", "does not use Bolt CRM", "is on the list customers" */
static void add_simple_junction(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;
	size_t at = phrase_of(field->name);
	bool one = matcher->as.junction.count == 1;

	if (word == JUNCTION_NONE && one && strcmp(field->name, "uses") == 0)
		buf_text(out, "does not use ");
	else if (field->type == WN_LIST && at < PHRASES && !phrases[at].is)
		add_list_lead(out, field->name, word);
	else
		add_lead_before(out, field->name, word == JUNCTION_NONE, first_term(matcher->as.junction.items[0]));
	add_simple_items(out, field, matcher, conjunction_of(word));
	add_after(out, field->name);
}

static void add_intervals(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	add_lead(out, field->name, matcher->as.junction.word == JUNCTION_NONE);
	if (matcher->as.junction.word == JUNCTION_SOME)
		buf_printf(out, "at least %zu of ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		add_joint(out, i, matcher->as.junction.count, conjunction_of(matcher->as.junction.word));
		add_interval(out, matcher->as.junction.items[i]);
		add_after(out, field->name);
	}
}

static bool is_code(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_CODE;
}

static bool is_no_code(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_JUNCTION && matcher->as.junction.word == JUNCTION_NONE && all_are(matcher, is_code);
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
		add_codes(out, matcher->as.junction.items[i]);
	}
}

/* "industry is NAICS 5132 or 5415, or US SIC 7372"; "industry is NAF 46, but not NAF 46.1" */
static bool add_code_junction(struct buf *out, const struct field *field, const struct matcher *matcher)
{
	enum junction word = matcher->as.junction.word;
	size_t count = matcher->as.junction.count;

	if (word == JUNCTION_SOME || !all_are(matcher, word == JUNCTION_ALL ? is_code_or_none : is_code) || !is_code(matcher->as.junction.items[0]))
		return false;
	add_lead(out, field->name, word == JUNCTION_NONE);
	if (word != JUNCTION_ALL) {
		add_several_codes(out, matcher, word == JUNCTION_NONE ? ", nor " : ", or ");
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		const struct matcher *item = matcher->as.junction.items[i];

		buf_text(out, i == 0 ? "" : is_code(item) ? ", and " : ", but not ");
		if (is_code(item))
			add_codes(out, item);
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
	size_t at = phrase_of(field->name);

	if (at < PHRASES && phrases[at].is)
		buf_text(out, phrases[at].is);
	else
		add_name(out, str_of(field->name));
	buf_printf(out, "%smentions at least %zu of ", at < PHRASES && phrases[at].is ? "" : " ", matcher->as.junction.need);
	for (size_t i = 0; i < matcher->as.junction.count; i++) {
		add_joint(out, i, matcher->as.junction.count, "and");
		add_terms(out, matcher->as.junction.items[i], "or", false);
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
	if (add_code_junction(out, field, matcher))
		return;
	if (word == JUNCTION_NONE && count == 1 && matcher->as.junction.items[0]->kind == MATCHER_HAS) {
		add_verb(out, field->name);
		add_item(out, field->name, matcher->as.junction.items[0], true, NULL);
		return;
	}
	if (word == JUNCTION_SOME && all_are(matcher, is_phrase)) {
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
		add_sentence(out, field, matcher->as.junction.items[i]);
	}
}

static void add_flag(struct buf *out, const struct field *field, bool flag)
{
	size_t at = phrase_of(field->name);

	if (at < PHRASES && phrases[at].is) {
		buf_text(out, flag ? phrases[at].is : phrases[at].is_not);
		return;
	}
	if (!flag)
		buf_text(out, "not ");
	add_name(out, str_of(field->name));
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
	add_after(out, field->name);
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
		add_item(out, field->name, matcher, false, NULL);
		break;
	case MATCHER_COUNT:
		add_count(out, field->name, matcher);
		break;
	case MATCHER_TEXT:
	case MATCHER_MEMBER:
		add_lead_before(out, field->name, false, first_term(matcher));
		add_terms(out, matcher, "or", field->words != NULL);
		add_after(out, field->name);
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

/* ---- behind a label -------------------------------------------------------------------------------------- */

static const struct test *time_test(const struct filter *filter)
{
	const struct test *found = NULL;

	for (size_t i = 0; i < filter->count; i++)
		if (is_date_test(&filter->tests[i])) {
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
		add_joint(out, i, matcher->as.terms.count, "or");
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
		if (is_date_test(test)) {
			add_interval(out, test->matcher);
			continue;
		}
		add_name(out, test->attribute);
		buf_byte(out, ' ');
		add_choice(out, test->matcher);
	}
}

static void add_item_aside(struct buf *out, const struct field *field, const struct matcher *matcher, const struct test *time)
{
	const struct filter *filter = &matcher->as.items.filter;
	const struct matcher *phrases_asked = only_phrases(filter, time);

	if (matcher->kind == MATCHER_COUNT)
		add_number_of(out, field->name, matcher, time);
	else if (phrases_asked && time)
		add_bare_terms(out, phrases_asked);
	else if (strcmp(field->name, "signal") == 0 && is_named(field->name, matcher) && filter->count > 1)
		add_event(out, filter, time);
	else
		add_item(out, field->name, matcher, false, time);
}

/* "HubSpot, Marketo or Pardot": a choice whose field the label stands for */
static bool is_bare_choice(const struct field *field, const struct matcher *matcher)
{
	size_t at = phrase_of(field->name);

	if (at < PHRASES && phrases[at].is && strcmp(field->name, "uses") != 0)
		return false;
	if (matcher->kind == MATCHER_JUNCTION)
		return matcher->as.junction.word == JUNCTION_ANY && all_are(matcher, is_simple) && (field->type != WN_LIST || strcmp(field->name, "uses") == 0);
	return matcher->kind == MATCHER_TEXT || (matcher->kind == MATCHER_HAS && is_key_only(matcher) && strcmp(field->name, "uses") == 0);
}

static void add_choice_aside(struct buf *out, const struct field *field, const struct matcher *matcher, const char *conjunction)
{
	if (matcher->kind == MATCHER_JUNCTION)
		add_simple_items(out, field, matcher, conjunction);
	else
		add_terms(out, matcher->kind == MATCHER_HAS ? matcher->as.items.filter.tests[0].matcher : matcher, conjunction, field->words != NULL);
}

/* A label "100 to 300 people" says all of its condition. */
static bool label_says_it(const struct line *line, const struct field *field, const struct matcher *matcher)
{
	struct buf said = {0};
	bool equal = false;

	if (matcher->kind != MATCHER_INTERVAL || strcmp(field->name, "employees") != 0)
		return false;
	add_interval(&said, matcher);
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
		add_codes(out, matcher);
	else if (list && field->type == WN_LIST)
		add_item_aside(out, field, matcher, time);
	else if (!label_says_it(line, field, matcher))
		add_sentence(out, field, matcher);
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
