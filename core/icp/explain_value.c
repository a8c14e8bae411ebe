/* explain_value.c - values in words: names of fields, lists of words, amounts, and what is said of one value. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "company/money.h"
#include "icp/explain.h"

/* ---- names ----------------------------------------------------------------------------------------------- */

static const struct phrase phrases[] = {
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

const struct phrase *phrase_of(const char *field)
{
	static const struct phrase none = {0};

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (strcmp(phrases[i].field, field) == 0)
			return &phrases[i];
	return &none;
}

/* x_acme_since reads "acme since". */
void say_name(struct buf *out, struct wn_str name)
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

void say_lead(struct buf *out, const char *field, bool negative)
{
	const struct phrase *phrase = phrase_of(field);

	if (phrase->is) {
		buf_text(out, negative ? phrase->is_not : phrase->is);
		return;
	}
	say_name(out, str_of(field));
	buf_text(out, negative ? " is not " : " is ");
}

void say_after(struct buf *out, const char *field)
{
	const struct phrase *phrase = phrase_of(field);

	if (phrase->after)
		buf_text(out, phrase->after);
}

/* ---- lists of words -------------------------------------------------------------------------------------- */

/* "A", "A or B", "A, B or C"; without a conjunction "A, B, C" */
void say_joint(struct buf *out, size_t index, size_t count, const char *conjunction)
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
		say_name(out, word);
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

const struct term *matcher_terms(const struct matcher *matcher, size_t *count)
{
	*count = matcher->kind == MATCHER_CODE ? matcher->as.code.count : matcher->as.terms.count;
	return matcher->kind == MATCHER_CODE ? matcher->as.code.at : matcher->as.terms.at;
}

void say_terms(struct buf *out, const struct matcher *matcher, const char *conjunction, bool enumerated)
{
	size_t count;
	const struct term *terms = matcher_terms(matcher, &count);

	for (size_t i = 0; i < count; i++) {
		say_joint(out, i, count, conjunction);
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
struct wn_str last_words(struct wn_arena *arena, struct span span)
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

void say_interval(struct buf *out, const struct matcher *matcher)
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

void say_version(struct buf *out, const struct matcher *matcher)
{
	static const char *const words[] = {[RANGE_IS] = "", [RANGE_BETWEEN] = "", [RANGE_AT_LEAST] = "at least ", [RANGE_AT_MOST] = "at most ",
		[RANGE_ABOVE] = "above ", [RANGE_BELOW] = "below "};

	buf_printf(out, "%s%.*s", words[matcher->as.version.word], STR_ARG(matcher->as.version.text));
}

/* ---- what is said of one value: "is A or B", "mentions ..." ----------------------------------------------- */

const char *junction_conjunction(enum junction word)
{
	return word == JUNCTION_ALL || word == JUNCTION_SOME ? "and" : "or";
}

void say_codes(struct buf *out, const struct matcher *matcher)
{
	buf_printf(out, "%s ", scheme_words(matcher->as.code.scheme));
	say_terms(out, matcher, "or", false);
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

		say_joint(out, i, matcher->as.junction.count, junction_conjunction(word));
		if (item->kind == MATCHER_TEXT && (i > 0 || word == JUNCTION_NONE || word == JUNCTION_SOME))
			say_terms(out, item, "or", enumerated);
		else
			say_predicate(out, item, enumerated);
	}
}

void say_predicate(struct buf *out, const struct matcher *matcher, bool enumerated)
{
	switch (matcher->kind) {
	case MATCHER_JUNCTION:
		add_joined_predicates(out, matcher, enumerated);
		break;
	case MATCHER_INTERVAL:
		buf_text(out, "is ");
		say_interval(out, matcher);
		break;
	case MATCHER_VERSION:
		buf_text(out, "is ");
		say_version(out, matcher);
		break;
	case MATCHER_PREFIX:
		buf_text(out, "begins with ");
		say_terms(out, matcher, "or", false);
		break;
	case MATCHER_MENTIONS:
		buf_text(out, "mentions ");
		say_terms(out, matcher, "or", false);
		break;
	case MATCHER_MATCHES:
		buf_text(out, "matches ");
		say_terms(out, matcher, "or", false);
		break;
	case MATCHER_FLAG:
		buf_text(out, matcher->as.flag ? "is true" : "is false");
		break;
	case MATCHER_KNOWN:
		buf_text(out, "is known");
		break;
	case MATCHER_CODE:
		buf_text(out, "is ");
		say_codes(out, matcher);
		break;
	default:
		buf_text(out, "is ");
		say_terms(out, matcher, "or", enumerated);
	}
}
