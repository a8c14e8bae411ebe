/* company_merge.c - facts of several providers become one view: every rule by example, then what must hold for all facts. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/pack.h"
#include "company/union.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ANY_AGE WN_NO_DAY
#define PROVIDERS 4

static struct wn_arena *arena;
static struct dictionary *dictionary;
static struct providers *providers;

/* ---- facts as texts -----------------------------------------------------------------------------------------
 *
 * "b 50..99 ~400 @20": provider b says 50 to 99, 0.4 sure, on day 20; "b ?timeout": it says why not. Money "5..9 EUR", code
 * "naf 62.01Z". Members are joined by commas: "fr,de,!en,complete"; so are items, their key first: "CRM[version=3]~900". */

static struct wn_str next(struct wn_str *rest, const char *separator)
{
	struct wn_str part = {0};
	str_cut(rest, str_of(separator), &part);
	return part;
}

static int64_t number_of(struct wn_str text)
{
	int64_t number = 0;
	if (str_is(text, "low") || str_is(text, "high"))
		return str_is(text, "low") ? WN_OPEN_LOW : WN_OPEN_HIGH;
	if (!str_to_int(text, &number))
		fail_msg("'%.*s' is no number", STR_ARG(text));
	return number;
}

static struct wn_range range_of(struct wn_str text)
{
	struct wn_str low = next(&text, "..");
	return (struct wn_range){number_of(low), text.len ? number_of(text) : number_of(low)};
}

static struct wn_value value_of(const struct field *field, enum wn_type type, struct wn_str text);

static bool is_absent(struct wn_str part, struct wn_value *value, struct wn_str *absent, size_t *count)
{
	if (str_is(part, "complete"))
		value->complete = 1;
	else if (str_begins(part, WN_STR("!")))
		absent[(*count)++] = str_from(part, 1);
	else
		return false;
	return true;
}

static void set_of(struct wn_str text, struct wn_value *value)
{
	struct wn_str part, *at = arena_array(arena, 16, sizeof *at), *absent = arena_array(arena, 16, sizeof *at);
	while (str_cut(&text, WN_STR(","), &part))
		if (!is_absent(part, value, absent, &value->as.set.absent_count))
			at[value->as.set.count++] = part;
	value->as.set.at = at;
	value->as.set.absent = absent;
}

static struct wn_item item_of(const struct field *field, struct wn_str text)
{
	struct wn_attribute *attributes = arena_array(arena, 8, sizeof *attributes);
	struct wn_str said = next(&text, "~"), key = next(&said, "["), part;
	struct wn_item item = {.attributes = attributes, .sure = text.len ? (uint32_t)number_of(text) : 0};
	attributes[item.count].name = str_of(field->attributes[0].name);
	attributes[item.count++].value = value_of(field, field->attributes[0].type, key);
	while (str_cut(&said, WN_STR("["), &part)) {
		struct wn_str name = next(&part, "=");
		attributes[item.count].name = name;
		attributes[item.count++].value = value_of(field, field_attribute(field, name)->type, next(&part, "]"));
	}
	return item;
}

static void list_of(const struct field *field, struct wn_str text, struct wn_value *value)
{
	struct wn_str part, *absent = arena_array(arena, 16, sizeof *absent);
	struct wn_item *items = arena_array(arena, 16, sizeof *items);
	while (str_cut(&text, WN_STR(","), &part))
		if (!is_absent(part, value, absent, &value->as.list.absent_count))
			items[value->as.list.count++] = item_of(field, part);
	value->as.list.at = items;
	value->as.list.absent = absent;
}

static struct wn_value value_of(const struct field *field, enum wn_type type, struct wn_str text)
{
	struct wn_value value = {.type = type};
	switch (type) {
	case WN_SET:
		set_of(text, &value);
		break;
	case WN_LIST:
		list_of(field, text, &value);
		break;
	case WN_MONEY:
		value.as.money.range = range_of(next(&text, " "));
		value.as.money.day = WN_NO_DAY;
		memcpy(value.as.money.currency, text.ptr, 3);
		break;
	case WN_CODE: {
		struct wn_str scheme = next(&text, " ");
		return value_of_code(arena, scheme, text, WN_STR(""));
	}
	case WN_FLAG:
		value.as.flag = str_is(text, "yes");
		break;
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		value.as.text = text;
		break;
	default:
		value.as.range = range_of(text);
	}
	return value;
}

static struct fact fact_of(const char *field, const char *said)
{
	struct fact fact = {.field = dictionary_find(dictionary, str_of(field)), .evidence = {.day = WN_NO_DAY}};
	struct wn_str rest = str_of(said), content, part;
	fact.provider = (provider_id)(next(&rest, " ").ptr[0] - 'a');
	content = rest;
	for (struct wn_str all = rest; str_cut(&all, WN_STR(" "), &part);) {
		if (part.ptr[0] != '~' && part.ptr[0] != '@')
			continue;
		if (part.ptr[0] == '~')
			fact.evidence.sure = (uint32_t)number_of(str_from(part, 1));
		else
			fact.evidence.day = (int32_t)number_of(str_from(part, 1));
		content = content.ptr + content.len >= part.ptr ? str_trim(str_first(rest, (size_t)(part.ptr - rest.ptr))) : content;
	}
	if (str_begins(content, WN_STR("?"))) {
		fact.cause = (uint16_t)cause_of(str_from(content, 1));
		assert_true(fact.cause < WN_CAUSE_COUNT);
	} else {
		const struct field *described = dictionary_field(dictionary, fact.field);
		fact.value = value_of(described, described->type, content);
	}
	fact.evidence.where = WN_STR("test");
	return fact;
}

/* ---- views as texts ---------------------------------------------------------------------------------------- */

static void show_number(struct buf *out, int64_t number)
{
	if (number == WN_OPEN_LOW || number == WN_OPEN_HIGH)
		buf_text(out, number == WN_OPEN_LOW ? "low" : "high");
	else
		buf_printf(out, "%lld", (long long)number);
}

static void show_range(struct buf *out, struct wn_range range)
{
	show_number(out, range.low);
	if (range.low != range.high)
		buf_text(out, "..");
	if (range.low != range.high)
		show_number(out, range.high);
}

static void separate(struct buf *out, size_t before)
{
	if (out->len > before)
		buf_byte(out, ',');
}

static void show_value(struct buf *out, const struct field *field, const struct wn_value *value);

static void show_item(struct buf *out, const struct field *field, const struct wn_item *item)
{
	const char *key = field->attributes[0].name;
	for (size_t i = 0; i < item->count; i++)
		if (str_is(item->attributes[i].name, key))
			show_value(out, field, &item->attributes[i].value);
	for (size_t i = 0; i < item->count; i++) {
		if (str_is(item->attributes[i].name, key))
			continue;
		buf_printf(out, "[%.*s=", STR_ARG(item->attributes[i].name));
		show_value(out, field, &item->attributes[i].value);
		buf_byte(out, ']');
	}
	if (item->sure && item->sure != 1000)
		buf_printf(out, "~%u", item->sure);
}

static void show_many(struct buf *out, const struct field *field, const struct wn_value *value)
{
	size_t before = out->len, absent_count = value->type == WN_SET ? value->as.set.absent_count : value->as.list.absent_count;
	const struct wn_str *absent = value->type == WN_SET ? value->as.set.absent : value->as.list.absent;
	for (size_t i = 0; value->type == WN_SET && i < value->as.set.count; i++) {
		separate(out, before);
		buf_str(out, value->as.set.at[i]);
	}
	for (size_t i = 0; value->type == WN_LIST && i < value->as.list.count; i++) {
		separate(out, before);
		show_item(out, field, &value->as.list.at[i]);
	}
	for (size_t i = 0; i < absent_count; i++) {
		separate(out, before);
		buf_printf(out, "!%.*s", STR_ARG(absent[i]));
	}
	separate(out, value->complete ? before : out->len);
	buf_text(out, value->complete ? "complete" : "");
}

static void show_value(struct buf *out, const struct field *field, const struct wn_value *value)
{
	switch ((enum wn_type)value->type) {
	case WN_SET:
	case WN_LIST:
		show_many(out, field, value);
		break;
	case WN_MONEY:
		show_range(out, value->as.money.range);
		buf_printf(out, " %s", value->as.money.currency);
		break;
	case WN_CODE:
		buf_printf(out, "%.*s %.*s", STR_ARG(value->as.codes.at[0].scheme), STR_ARG(value->as.codes.at[0].code));
		break;
	case WN_FLAG:
		buf_text(out, value->as.flag ? "yes" : "no");
		break;
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		buf_str(out, value->as.text);
		break;
	default:
		show_range(out, value->as.range);
	}
}

/* "50..99 by a against b", "so far" where more can undo it, "?absent". */
static const char *show(const struct field *field, const struct merged *merged)
{
	struct buf out = {0};
	if (merged->cause == WN_KNOWN) {
		show_value(&out, field, &merged->value);
		buf_printf(&out, " by %c", 'a' + merged->fact->provider);
		if (merged->conflict)
			buf_printf(&out, " against %c", 'a' + merged->conflict->provider);
		buf_text(&out, merged->firm ? "" : " so far");
	} else {
		buf_printf(&out, "?%s", cause_name(merged->cause));
	}
	struct wn_str kept = arena_str(arena, buf_as_str(&out));
	buf_free(&out);
	return kept.ptr;
}

/* ---- every test has its own world: four providers, a to d, of every field ------------------------------------ */

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	dictionary = dictionary_new();
	providers = providers_new(dictionary);
	for (char name = 'a'; name < 'a' + PROVIDERS; name++) {
		provider_id provider = providers_add(providers, (struct wn_str){&name, 1});
		for (size_t i = 0; i < dictionary_count(dictionary); i++)
			providers_provide(providers, provider, (field_id)i);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	providers_free(providers);
	dictionary_free(dictionary);
	arena_free(arena);
	return 0;
}

struct example {
	const char *field;
	const char *facts[6];
	const char *view;
	uint32_t sure_least;
	int32_t oldest; /* 0: any age */
};

static const char *view_of(const struct company *company, const struct providers *who, field_id field, struct sieve sieve)
{
	struct merged merged = company_merge(company, who, field, sieve, arena);
	return show(dictionary_field(dictionary, field), &merged);
}

static void assert_example(const struct example *example, const struct providers *who)
{
	struct sieve sieve = {example->sure_least, example->oldest ? example->oldest : ANY_AGE};
	struct company company;
	company_init(&company, arena, dictionary);
	for (size_t i = 0; example->facts[i]; i++) {
		struct fact fact = fact_of(example->field, example->facts[i]);
		company_add(&company, &fact);
	}
	const char *view = view_of(&company, who, dictionary_find(dictionary, str_of(example->field)), sieve);
	if (strcmp(view, example->view) != 0)
		fail_msg("%s of '%s', '%s', ...: '%s', not '%s'", example->field, example->facts[0] ? example->facts[0] : "nothing",
		         example->facts[0] && example->facts[1] ? example->facts[1] : "", view, example->view);
}

static void assert_examples(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_example(&examples[i], providers);
}

#define CHECK(examples) assert_examples(examples, COUNT(examples))

/* ---- first and refine -------------------------------------------------------------------------------------- */

static void the_first_provider_holds(void **state)
{
	static const struct example examples[] = {
		{"name", {"a Acme"}, "Acme by a"},
		{"name", {"b Acme"}, "Acme by b so far"},
		{"name", {"b Beta", "a Acme"}, "Acme by a against b"},
		{"name", {"a ?absent", "b Beta"}, "Beta by b"},
		{"name", {"a ?absent", "c Gamma"}, "Gamma by c so far"},
		{"country", {"a FR", "b FR", "c DE"}, "FR by a against c"},
		{"natural_person", {"a no", "b yes"}, "no by a against b"},
		{"industry", {"a naf 62.01Z", "b sic 62012"}, "naf 62.01Z by a"},
		{"industry", {"a naf 62.01Z", "b naf 62.02A"}, "naf 62.01Z by a against b"},
		{"accounts_date", {"a 1..31", "b 31"}, "1..31 by a"},
		{"accounts_date", {"a 1..31", "b 32"}, "1..31 by a against b"},
		{"site_text", {"a We sell", "b Wir verkaufen"}, "We sell by a"},
	};
	(void)state;
	CHECK(examples);
}

/* Of two facts of one provider the surer holds, then the newer, then the lesser: never the one that came first. */
static void the_better_fact_of_one_provider_holds(void **state)
{
	static const struct example examples[] = {
		{"name", {"a Beta", "a Acme"}, "Acme by a"},
		{"name", {"a Acme", "a Beta"}, "Acme by a"},
		{"name", {"a Acme ~600", "a Beta ~900"}, "Beta by a"},
		{"name", {"a Beta", "a Acme ~900"}, "Beta by a"},
		{"name", {"a Acme @10", "a Beta @20"}, "Beta by a"},
		{"name", {"a Acme", "a Beta @20"}, "Beta by a"},
		{"name", {"a ?timeout", "a Acme"}, "Acme by a"},
		{"name", {"a Acme", "a ?timeout"}, "Acme by a"},
		{"name", {"a ?absent", "a ?timeout", "b ?absent", "c ?absent", "d ?absent"}, "?timeout"},
		{"employees", {"a 50..99", "a 60"}, "50..99 by a"},
	};
	(void)state;
	CHECK(examples);
}

static void ranges_are_refined(void **state)
{
	static const struct example examples[] = {
		{"employees", {"a 50..99", "b 60"}, "60 by b"},
		{"employees", {"a 50..99", "b 60..70", "c 65", "d 60..64"}, "65 by c against d"},
		{"employees", {"a 50..99", "b 50..99"}, "50..99 by a"},
		{"employees", {"a 50..99", "b 40..60"}, "50..99 by a"},
		{"employees", {"a 50..99", "b 20..200"}, "50..99 by a"},
		{"employees", {"a 50..99", "b 100..199"}, "50..99 by a against b"},
		{"employees", {"a 50..99", "b 100..199", "c 60", "d 200"}, "60 by c against b"},
		{"employees", {"a 10000..high", "b 12000..high", "c 13000"}, "13000 by c"},
		{"employees", {"a low..9", "b 3..9"}, "3..9 by b"},
		{"growth", {"a -5000000..5000000", "b -1000000"}, "-1000000 by b"},
		{"founded", {"a 0..364", "b 31..58"}, "31..58 by b"},
		{"employees", {"a ?masked", "b 50..99", "c 60"}, "60 by c"},
	};
	(void)state;
	CHECK(examples);
}

/* What overlapped the winner and is beside what narrowed it cannot be reconciled with the value. */
static void conflicts_are_with_the_value_in_the_end(void **state)
{
	static const struct example examples[] = {
		{"employees", {"a 0..100", "b 90..150", "c 10..20"}, "10..20 by c against b"},
		{"employees", {"a 0..100", "b 90..150", "c 95"}, "95 by c"},
	};
	(void)state;
	CHECK(examples);
}

/* A silent provider that is preferred to the one that narrowed would narrow first, perhaps to something else. */
static void what_narrowed_is_firm_only_when_all_before_it_spoke(void **state)
{
	static const struct example examples[] = {
		{"employees", {"a 0..100"}, "0..100 by a"},
		{"employees", {"a 0..100", "c 50..60"}, "50..60 by c so far"},
		{"employees", {"a 0..100", "b ?absent", "c 50..60"}, "50..60 by c"},
		{"employees", {"a 0..100", "b 0..40", "c 50..60"}, "0..40 by b against c"},
		{"employees", {"a 0..100", "c 200"}, "0..100 by a against c"},
	};
	(void)state;
	CHECK(examples);
}

/* All sources have spoken before anything is decided: one that has nothing to say of a company is not waited for. */
static void nobody_waits_for_a_silent_source(void **state)
{
	static const struct example before[] = {
		{"employees", {"b 50"}, "50 by b so far"},
		{"name", {"c Acme"}, "Acme by c so far"},
		{"languages", {"a fr,!de"}, "fr,!de by a so far"},
	}, examples[] = {
		{"employees", {"b 50"}, "50 by b"},
		{"name", {"b Acme"}, "Acme by b"},
		{"name", {"c Acme"}, "Acme by c"},
		{"name", {"d Acme"}, "Acme by d so far"},
		{"languages", {"a fr,!de", "c en", "d en,!de"}, "en,fr,!de by a"},
		{"languages", {"a fr,!de"}, "fr,!de by a so far"},
	};
	(void)state;
	CHECK(before);
	providers_free(providers);
	providers = providers_new(dictionary);
	for (char name = 'a'; name < 'a' + PROVIDERS; name++) {
		provider_id provider = providers_add(providers, (struct wn_str){&name, 1});
		for (size_t i = 0; i < dictionary_count(dictionary); i++)
			providers_provide(providers, provider, (field_id)i);
		if (name == 'b')
			providers_sources_end(providers);
	}
	assert_true(providers_is_source(providers, 1) && !providers_is_source(providers, 2));
	CHECK(examples);
}

static void amounts_are_refined_in_one_currency(void **state)
{
	static const struct example examples[] = {
		{"revenue", {"a 100..900 EUR", "b 500 EUR"}, "500 EUR by b"},
		{"revenue", {"a 100..900 EUR", "b 500 USD"}, "100..900 EUR by a against b"},
		{"revenue", {"a 100..900 EUR", "b 1000 EUR"}, "100..900 EUR by a against b"},
		{"revenue", {"a 100..900 EUR", "b 500 USD", "c 200..300 EUR"}, "200..300 EUR by c against b"},
		{"revenue", {"a ?absent", "b 500 USD", "c 200..300 EUR"}, "500 USD by b against c"},
	};
	(void)state;
	CHECK(examples);
}

/* ---- preference -------------------------------------------------------------------------------------------- */

static const char *names_of(const provider_id *at, size_t count)
{
	static char names[PROVIDERS + 1];
	for (size_t i = 0; i < count; i++)
		names[i] = (char)('a' + at[i]);
	names[count] = 0;
	return names;
}

static void preferred_providers_come_first(void **state)
{
	static const struct wn_str names[] = {{"c", 1}, {"b", 1}, {"c", 1}}, wrong[] = {{"a", 1}, {"e", 1}};
	static const struct example preferred[] = {
		{"employees", {"a 50..99", "b 100..199"}, "100..199 by b against a so far"},
		{"employees", {"a 60", "b 50..99", "c ?absent"}, "60 by a"},
		{"employees", {"a 50..99", "c 70"}, "70 by c against a"},
	}, others[] = {{"charges", {"a 50..99", "b 60"}, "60 by b"}};
	struct wn_error error = {0};
	field_id field = dictionary_find(dictionary, WN_STR("employees"));
	size_t count;
	(void)state;
	assert_int_equal(providers_prefer(providers, field, names, COUNT(names), &error), WN_OK);
	const provider_id *ranked = providers_of(providers, field, &count);
	assert_string_equal(names_of(ranked, count), "cbad");
	assert_example(&preferred[1], providers);
	assert_example(&(struct example){"employees", {"a 50..99", "b 100..199"}, "100..199 by b against a so far"}, providers);
	assert_example(&(struct example){"employees", {"a 50..99", "c 70"}, "70 by c"}, providers);
	assert_example(&others[0], providers);
	assert_int_equal(providers_prefer(providers, field, wrong, COUNT(wrong), &error), WN_INVALID);
	assert_string_equal(error.text, "prefer: no step 'e' provides employees");
	ranked = providers_of(providers, field, &count);
	assert_string_equal(names_of(ranked, count), "cbad");
}

static void providers_are_of_fields(void **state)
{
	struct providers *few = providers_new(dictionary);
	size_t count;
	field_id own, name = dictionary_find(dictionary, WN_STR("name"));
	struct wn_error error = {0};
	(void)state;
	assert_null(providers_of(few, name, &count));
	assert_int_equal(count, 0);
	assert_example(&(struct example){"name", {NULL}, "?no_provider"}, few);
	assert_example(&(struct example){"languages", {"a fr,complete"}, "fr by a"}, few);
	provider_id one = providers_add(few, WN_STR("one")), two = providers_add(few, WN_STR("two"));
	assert_int_equal(providers_count(few), 2);
	assert_true(str_is(providers_name(few, two), "two"));
	assert_int_equal(providers_name(few, 2).len, 0);
	providers_provide(few, two, name);
	providers_provide(few, two, name);
	assert_int_equal(providers_of(few, name, &count)[0], two);
	assert_int_equal(count, 1);
	/* A field that was declared after the table was made. */
	assert_int_equal(dictionary_add(dictionary, WN_STR("x_seats"), WN_NUMBER, NULL, &own, &error), WN_OK);
	assert_null(providers_of(few, own, &count));
	providers_provide(few, one, own);
	assert_int_equal(providers_of(few, own, &count)[0], one);
	assert_int_equal(providers_of(few, name, &count)[0], two);
	assert_example(&(struct example){"x_seats", {"a 3"}, "3 by a"}, few);
	assert_example(&(struct example){"name", {"a Acme"}, "?not_asked"}, few);
	providers_free(few);
	providers_free(NULL);
}

/* ---- the sieve, and causes --------------------------------------------------------------------------------- */

static void facts_kept_back_do_not_count(void **state)
{
	static const struct example examples[] = {
		{"name", {"a Acme ~400", "b Beta"}, "Beta by b", 500},
		{"name", {"a Acme ~500", "b Beta"}, "Acme by a against b", 500},
		{"name", {"a Acme", "b Beta"}, "Acme by a against b", 1000},
		{"employees", {"a 50..99", "b 60 ~400"}, "50..99 by a", 500},
		{"employees", {"a 50..99", "b 200 ~400"}, "50..99 by a", 500},
		{"employees", {"a 200 ~400", "b 50..99"}, "50..99 by b", 500},
		{"employees", {"a 200 ~400", "b 50..99", "c 60"}, "60 by c", 500},
		{"name", {"a Acme @100", "b Beta @101"}, "Beta by b", 0, 100},
		{"name", {"a Acme", "b Beta @101"}, "Beta by b", 0, 100},
		{"languages", {"a fr ~400", "b de"}, "de by b", 500},
		{"languages", {"a fr @100", "a de @101", "b en @99"}, "de by a", 0, 100},
	};
	(void)state;
	CHECK(examples);
}

static void causes_are_the_most_telling(void **state)
{
	static const struct example examples[] = {
		{"name", {NULL}, "?not_asked"},
		{"name", {"a ?absent"}, "?not_asked"},
		{"name", {"a ?absent", "b ?absent", "c ?absent", "d ?absent"}, "?absent"},
		{"name", {"a ?absent", "b ?masked", "c ?timeout", "d ?absent"}, "?masked"},
		{"name", {"a ?not_asked", "b ?not_asked", "c ?not_asked", "d ?not_asked"}, "?not_asked"},
		{"name", {"a ?absent", "b ?erased", "c ?budget", "d ?robots"}, "?erased"},
		{"uses", {"a ?absent", "b ?unreachable", "b ?incomplete", "c ?absent", "d ?absent"}, "?unreachable"},
		/* Known, and kept back: too old, or not sure enough, or of no day. */
		{"name", {"a Acme @100", "b ?absent", "c ?absent", "d ?absent"}, "?expired", 0, 100},
		{"name", {"a Acme ~400", "b ?absent", "c ?absent", "d ?absent"}, "?partial", 500},
		{"name", {"a Acme", "b ?absent", "c ?absent", "d ?absent"}, "?partial", 0, 100},
		{"name", {"a Acme ~400", "b Beta @100", "c ?absent", "d ?absent"}, "?expired", 500, 100},
		{"name", {"a Acme ~400"}, "?not_asked", 500},
		{"languages", {"a fr ~400", "b ?absent", "c ?absent", "d ?absent"}, "?partial", 500},
	};
	(void)state;
	CHECK(examples);
}

/* ---- unions ------------------------------------------------------------------------------------------------ */

static void sets_add_up(void **state)
{
	static const struct example examples[] = {
		{"languages", {"a fr"}, "fr by a"},
		{"languages", {"b fr,de"}, "de,fr by b"},
		{"languages", {"a fr", "b de,fr", "a en"}, "de,en,fr by a"},
		{"languages", {"a de,fr", "a fr,de"}, "de,fr by a"},
		{"languages", {"b ?timeout", "b fr", "a ?absent"}, "fr by b"},
		{"languages", {"a fr,complete", "b de,complete", "c fr,complete", "d complete"}, "de,fr,complete by a"},
		{"languages", {"a fr,complete", "b de,complete", "c fr,complete", "d fr"}, "de,fr by a"},
		{"languages", {"a fr,complete", "b de,complete", "c fr,complete"}, "de,fr by a"},
		{"languages", {"a fr,complete", "b ?timeout", "c complete", "d complete"}, "fr by a"},
		{"languages", {"a fr,complete", "a ?timeout", "b complete", "c complete", "d complete"}, "fr,complete by a"},
		{"languages", {"a fr,complete", "b complete", "c complete", "d complete ~400"}, "fr by a", 500},
		{"languages", {"a complete", "b complete", "c complete", "d complete"}, "complete by a"},
	};
	(void)state;
	CHECK(examples);
}

/* Seen by one is there; not seen in a telling way holds when nobody is left to say otherwise. */
static void absent_members(void **state)
{
	static const struct example examples[] = {
		{"languages", {"a fr,!en"}, "fr,!en by a so far"},
		{"languages", {"a fr,!en,!fr"}, "fr,!en by a so far"},
		{"languages", {"a fr,!en", "b ?absent", "c ?absent", "d ?absent"}, "fr,!en by a"},
		{"languages", {"a fr,!en,!de", "b en", "c ?absent", "d !it"}, "en,fr,!de,!it by a"},
		{"languages", {"a fr,!en", "b en ~400", "c ?absent", "d ?absent"}, "fr,!en by a", 500},
		{"languages", {"a !en", "b en"}, "en by a"},
		{"uses", {"a X,!Y,!X"}, "X,!Y by a so far"},
		{"uses", {"a X[version=9],!Y,!Z", "b Y"}, "X[version=9],Y,!Z by a so far"},
		{"uses", {"a !Y", "b Y~400", "c ?absent", "d ?absent"}, "!Y by a", 500},
	};
	(void)state;
	CHECK(examples);
}

static void lists_add_up(void **state)
{
	static const struct example examples[] = {
		{"uses", {"a X"}, "X by a"},
		{"uses", {"a X", "b Y", "c X"}, "X,Y by a"},
		{"uses", {"a X,X,Y"}, "X,Y by a"},
		{"uses", {"a X[version=9]", "b X[version=10]"}, "X[version=9],X[version=10] by a"},
		/* One of the two says all that the other says. */
		{"uses", {"a X", "b X[category=crm]"}, "X[category=crm] by a"},
		{"uses", {"a X[category=crm][version=9]", "b X[version=9]"}, "X[category=crm][version=9] by a"},
		/* Each says something that the other does not: nothing may get lost. */
		{"uses", {"a X[category=crm]", "b X[version=9]"}, "X[category=crm],X[version=9] by a"},
		/* Who tells both tells them apart. */
		{"openings", {"a Seller,Seller[location=Lyon]"}, "Seller,Seller[location=Lyon] by a"},
		{"openings", {"a Seller,Seller[location=Lyon]", "b Seller[location=Lyon]"}, "Seller[location=Lyon],Seller by a"},
		{"openings", {"a Seller", "a Seller", "b Buyer"}, "Buyer,Seller by a"},
		{"uses", {"a complete", "b X,complete", "c complete", "d complete"}, "X,complete by a"},
	};
	(void)state;
	CHECK(examples);
}

static void items_are_sure_on_their_own(void **state)
{
	static const struct example examples[] = {
		{"uses", {"a X~400,Y~900"}, "Y~900 by a", 500},
		{"uses", {"a X~400"}, " by a", 500},
		{"uses", {"a X~400,!Y,complete", "b complete", "c complete", "d complete"}, "!Y,complete by a", 500},
		{"uses", {"a X~400", "b Y"}, "Y by a", 500},
		{"uses", {"a X ~400", "b Y"}, "Y by b", 500},
		/* 0 is that of the fact: beside items of others it must be said. */
		{"uses", {"a X ~600", "b Y"}, "X~600,Y by a"},
		/* Told twice: as sure as the surer. */
		{"uses", {"a X~600", "b X~900"}, "X~900 by a"},
		{"uses", {"a X[version=9]~600", "b X~900"}, "X[version=9]~900 by a"},
		{"uses", {"a X[version=9]~400", "b X~900"}, "X~900 by a", 500},
		{"uses", {"a X~600,X~900"}, "X~900 by a"},
	};
	(void)state;
	CHECK(examples);
}

static void one_event_of_two_sources(void **state)
{
	static const struct example examples[] = {
		{"signal", {"a funding[date=10][amount=5 EUR]", "b funding[date=17][amount=5 EUR]"}, "funding[amount=5 EUR][date=17] by a"},
		{"signal", {"a funding[date=10][amount=5 EUR]", "b funding[date=18][amount=5 EUR]"},
		 "funding[amount=5 EUR][date=10],funding[amount=5 EUR][date=18] by a"},
		{"signal", {"a funding[date=10][amount=5 EUR]", "b funding[date=12][amount=6 EUR]"},
		 "funding[amount=5 EUR][date=10],funding[amount=6 EUR][date=12] by a"},
		{"signal", {"a leadership[date=10][title=CRO]", "b leadership[date=8][title=CRO]"}, "leadership[date=10][title=CRO] by a"},
		{"signal", {"a leadership[date=10][title=CRO]", "b funding[date=10][title=CRO]"},
		 "funding[date=10][title=CRO],leadership[date=10][title=CRO] by a"},
		{"signal", {"a funding[date=10]", "b funding[date=12]"}, "funding[date=10],funding[date=12] by a"},
		/* It has what each of them tells. */
		{"signal", {"a funding[date=12][amount=5 EUR][round=B]", "b funding[date=10][amount=5 EUR][title=Money]"},
		 "funding[amount=5 EUR][date=12][round=B][title=Money] by a"},
		/* One source tells its own events apart. */
		{"signal", {"a visit[date=1][title=Prices],visit[date=2][title=Prices]"}, "visit[date=1][title=Prices],visit[date=2][title=Prices] by a"},
		{"signal", {"a visit[date=1][title=Prices],visit[date=2][title=Prices]", "b visit[date=3][title=Prices]"},
		 "visit[date=2][title=Prices],visit[date=3][title=Prices] by a"},
		/* A chain of days does not grow for ever. */
		{"signal", {"a ipo[date=1][title=T]", "b ipo[date=6][title=T]", "c ipo[date=12][title=T]"}, "ipo[date=6][title=T],ipo[date=12][title=T] by a"},
		{"signal", {"a ipo[date=low..9][title=T]", "b ipo[date=9][title=T]"}, "ipo[date=low..9][title=T],ipo[date=9][title=T] by a"},
		{"signal", {"a ipo[date=low..9][title=T]", "b ipo[date=low..8][title=T]"}, "ipo[date=low..8][title=T],ipo[date=low..9][title=T] by a"},
		{"signal", {"a ipo[title=T]", "b ipo[date=9][title=T]", "c ipo[title=U]"}, "ipo[date=9][title=T],ipo[title=U] by a"},
		{"openings", {"a Seller[date=10]", "b Seller[date=11]"}, "Seller[date=10],Seller[date=11] by a"},
	};
	(void)state;
	CHECK(examples);
}

static void assert_item_of(const struct company *company, field_id field, const struct merged *merged, size_t index, char provider)
{
	const struct fact *fact = company_item_fact(company, field, &merged->value.as.list.at[index]);
	assert_non_null(fact);
	assert_int_equal(fact->provider, provider - 'a');
}

/* Keys need not be texts. */
static void own_items_know_their_facts(void **state)
{
	static const struct attribute seats[] = {{"year", WN_INTEGER}, {"seats", WN_INTEGER}, {NULL}};
	struct company company;
	struct wn_error error = {0};
	field_id field;
	(void)state;
	assert_int_equal(dictionary_add(dictionary, WN_STR("x_seats"), WN_LIST, seats, &field, &error), WN_OK);
	struct fact facts[] = {fact_of("x_seats", "a 2024[seats=9]"), fact_of("x_seats", "b 2025[seats=9],!2026")};
	company_init(&company, arena, dictionary);
	company_add(&company, &facts[0]);
	company_add(&company, &facts[1]);
	struct merged merged = company_merge(&company, providers, field, (struct sieve){0, ANY_AGE}, arena);
	assert_string_equal(show(dictionary_field(dictionary, field), &merged), "2024[seats=9],2025[seats=9],!2026 by a");
	assert_item_of(&company, field, &merged, 0, 'a');
	assert_item_of(&company, field, &merged, 1, 'b');
}

static void items_know_their_facts(void **state)
{
	static const char *const said[] = {"a ipo[date=1][title=T]", "b ?timeout", "b funding[date=10][amount=5 EUR][round=B]",
		"c funding[date=12][amount=5 EUR][title=Money]", "d ipo[date=90][title=T],funding[date=50]"};
	field_id field = dictionary_find(dictionary, WN_STR("signal"));
	struct company company;
	(void)state;
	company_init(&company, arena, dictionary);
	for (size_t i = 0; i < COUNT(said); i++) {
		struct fact fact = fact_of("signal", said[i]);
		company_add(&company, &fact);
	}
	struct merged merged = company_merge(&company, providers, field, (struct sieve){0, ANY_AGE}, arena);
	assert_string_equal(show(dictionary_field(dictionary, field), &merged),
	                    "funding[amount=5 EUR][date=12][round=B][title=Money],ipo[date=1][title=T],funding[date=50],ipo[date=90][title=T] by a");
	assert_item_of(&company, field, &merged, 0, 'c');
	assert_item_of(&company, field, &merged, 1, 'a');
	assert_item_of(&company, field, &merged, 2, 'd');
	assert_item_of(&company, field, &merged, 3, 'd');
	struct fact stranger = fact_of("signal", "a funding[date=12]");
	assert_null(company_item_fact(&company, field, &stranger.value.as.list.at[0]));
}

/* ---- facts of a company ------------------------------------------------------------------------------------ */

static void facts_stand_in_order(void **state)
{
	static const char *const said[][2] = {{"uses", "b X"}, {"name", "c Gamma"}, {"uses", "a Y"}, {"name", "a Acme"}, {"uses", "a X"},
		{"uses", "a X"}, {"lei", "a ?absent"}};
	struct company company;
	size_t count;
	(void)state;
	company_init(&company, arena, dictionary);
	assert_null(company_facts(&company, 0, &count));
	assert_int_equal(count, 0);
	for (size_t i = 0; i < COUNT(said); i++) {
		struct fact fact = fact_of(said[i][0], said[i][1]);
		company_add(&company, &fact);
	}
	assert_int_equal(company.fact_count, 6);
	const struct fact *facts = company_facts(&company, dictionary_find(dictionary, WN_STR("uses")), &count);
	assert_int_equal(count, 3);
	assert_int_equal(facts[0].provider, 0);
	assert_int_equal(facts[1].provider, 0);
	assert_int_equal(facts[2].provider, 1);
	assert_null(company_facts(&company, dictionary_find(dictionary, WN_STR("country")), &count));
	company_facts(&company, dictionary_find(dictionary, WN_STR("lei")), &count);
	assert_int_equal(count, 1);
}

static void a_fact_is_copied_deeply(void **state)
{
	char name[] = "Acme", where[] = "file:1";
	struct fact fact = {.value = value_of_text(str_of(name)), .evidence = {.where = str_of(where), .day = WN_NO_DAY}};
	struct company company;
	(void)state;
	company_init(&company, arena, dictionary);
	company_add(&company, &fact);
	name[0] = where[0] = '?';
	assert_true(str_is(company.facts[0].value.as.text, "Acme"));
	assert_true(str_is(company.facts[0].evidence.where, "file:1"));
}

static void keys_are_one_per_scheme(void **state)
{
	struct company company;
	(void)state;
	company_init(&company, arena, dictionary);
	company_add_key(&company, WN_STR("lei"), WN_STR("L"));
	company_add_key(&company, WN_STR("domain"), WN_STR("acme.fr"));
	company_add_key(&company, WN_STR("lei"), WN_STR("M"));
	company_add_key(&company, WN_STR("vat"), WN_STR("V"));
	assert_int_equal(company.key_count, 3);
	assert_true(str_is(company.keys[0].scheme, "domain") && str_is(company.keys[1].value, "L") && str_is(company.keys[2].scheme, "vat"));
}

/* ---- for all facts ----------------------------------------------------------------------------------------- */

#define ROUNDS 10000
#define MOST_FACTS 10

static const char *const fields[] = {"name", "industry", "employees", "revenue", "languages", "uses", "signal"};

/* A few values of each field, so that they meet. */
static const char *random_content(struct dice *dice, const char *field)
{
	static const char *const names[] = {"Acme", "Beta", "Gamma"}, *const codes[] = {"naf 62.01Z", "naf 62.02A", "sic 62012"};
	static const char *const items[] = {"X", "X[version=9]", "X[version=10]", "X[category=crm]", "X[category=crm][version=9]", "Y", "Y~300", "X~700"};
	static const char *const events[] = {"funding[date=%u][amount=5 EUR]", "funding[date=%u][amount=6 EUR]", "funding[date=%u]", "ipo[date=%u][title=T]",
		"funding[date=%u][amount=5 EUR]~600", "funding[amount=5 EUR]"};
	unsigned low = (unsigned)dice_below(dice, 6), high = low + (unsigned)dice_below(dice, 6);
	struct buf out = {0};
	if (strcmp(field, "name") == 0)
		return names[dice_below(dice, COUNT(names))];
	if (strcmp(field, "industry") == 0)
		return codes[dice_below(dice, COUNT(codes))];
	if (strcmp(field, "employees") == 0 || strcmp(field, "revenue") == 0)
		return arena_printf(arena, "%u..%u%s", low, high, field[0] == 'e' ? "" : dice_below(dice, 4) ? " EUR" : " USD").ptr;
	for (size_t i = 0; i < 3 && dice_below(dice, 3); i++) {
		separate(&out, 0);
		if (field[0] == 'l')
			buf_printf(&out, "%s%c", dice_below(dice, 3) ? "" : "!", (char)('p' + dice_below(dice, 4)));
		else if (field[0] == 'u')
			buf_text(&out, dice_below(dice, 5) ? items[dice_below(dice, COUNT(items))] : dice_below(dice, 2) ? "!X" : "!Y");
		else {
			struct wn_str event = str_of(events[dice_below(dice, COUNT(events))]), before = next(&event, "%u");
			buf_str(&out, before);
			if (event.len)
				buf_printf(&out, "%u%.*s", (unsigned)dice_below(dice, 30), STR_ARG(event));
		}
	}
	separate(&out, dice_below(dice, 2) ? 0 : out.len);
	if (!out.len || out.data[out.len - 1] == ',')
		buf_text(&out, "complete");
	const char *kept = arena_str(arena, buf_as_str(&out)).ptr;
	buf_free(&out);
	return kept;
}

static struct fact random_fact(struct dice *dice, const char *field, provider_id provider)
{
	static const char *const causes[] = {"?absent", "?timeout", "?budget"};
	const char *content = dice_below(dice, 5) ? random_content(dice, field) : causes[dice_below(dice, COUNT(causes))];
	char sure[16] = "", day[16] = "";
	if (dice_below(dice, 2))
		snprintf(sure, sizeof sure, " ~%u", 300 * (unsigned)(1 + dice_below(dice, 3)));
	if (dice_below(dice, 2))
		snprintf(day, sizeof day, " @%u", 10 * (unsigned)(1 + dice_below(dice, 3)));
	struct fact fact = fact_of(field, arena_printf(arena, "%c %s%s%s", 'a' + provider, content, sure, day).ptr);
	fact.evidence.where = dice_below(dice, 2) ? WN_STR("file:1") : WN_STR("file:2");
	return fact;
}

static struct sieve random_sieve(struct dice *dice)
{
	return (struct sieve){dice_below(dice, 2) ? 500 : 0, dice_below(dice, 3) ? ANY_AGE : 10};
}

static struct company company_of(const struct fact *facts, const size_t *order, size_t count)
{
	struct company company;
	company_init(&company, arena, dictionary);
	for (size_t i = 0; i < count; i++)
		company_add(&company, &facts[order[i]]);
	return company;
}

static void shuffle(struct dice *dice, size_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t other = dice_below(dice, i), kept = order[i - 1];
		order[i - 1] = order[other];
		order[other] = kept;
	}
}

static struct wn_str packed(const struct company *company)
{
	struct buf bytes = {0};
	company_pack(&bytes, company);
	struct wn_str kept = arena_str(arena, buf_as_str(&bytes));
	buf_free(&bytes);
	return kept;
}

/* And neither does packing in between. */
static void order_of_adding_plays_no_part(void **state)
{
	struct dice dice = dice_new();
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct fact facts[MOST_FACTS];
		size_t order[MOST_FACTS], other[MOST_FACTS], count = dice_below(&dice, MOST_FACTS + 1);
		struct sieve sieve = random_sieve(&dice);
		struct company unpacked;
		struct wn_error error = {0};
		for (size_t i = 0; i < count; i++)
			facts[i] = random_fact(&dice, fields[dice_below(&dice, COUNT(fields))], (provider_id)dice_below(&dice, 3));
		shuffle(&dice, order, count);
		shuffle(&dice, other, count);
		struct company one = company_of(facts, order, count), two = company_of(facts, other, count);
		assert_true(str_equal(packed(&one), packed(&two)));
		assert_int_equal(company_unpack(&unpacked, arena, dictionary, packed(&one), &error), WN_OK);
		for (size_t i = 0; i < COUNT(fields); i++) {
			field_id field = dictionary_find(dictionary, str_of(fields[i]));
			const char *view = view_of(&one, providers, field, sieve);
			assert_string_equal(view, view_of(&two, providers, field, sieve));
			assert_string_equal(view, view_of(&unpacked, providers, field, sieve));
		}
		arena_clear(arena);
	}
}

static bool has_text(const struct wn_value *set, struct wn_str text)
{
	for (size_t i = 0; i < set->as.set.count; i++)
		if (str_equal(set->as.set.at[i], text))
			return true;
	return false;
}

static const struct wn_value *attribute_of(const struct wn_item *item, struct wn_str name)
{
	for (size_t i = 0; i < item->count; i++)
		if (str_equal(item->attributes[i].name, name))
			return &item->attributes[i].value;
	return NULL;
}

/* Everything the old item said; of an event the day may have moved by a week. Not as surely: an item may have been as sure
 * as another that is told apart from it now. */
static bool still_says(const struct wn_item *item, const struct wn_item *old)
{
	for (size_t i = 0; i < old->count; i++) {
		const struct wn_value *before = &old->attributes[i].value, *value = attribute_of(item, old->attributes[i].name);
		if (!value)
			return false;
		if (before->type == WN_DATE ? llabs(value->as.range.low - before->as.range.low) > 7 : value_compare(value, before) != 0)
			return false;
	}
	return true;
}

static void assert_members_stay(const struct field *field, const struct merged *before, const struct merged *after)
{
	const struct wn_value *old = &before->value, *new = &after->value;
	for (size_t i = 0; old->type == WN_SET && i < old->as.set.count; i++)
		assert_true(has_text(new, old->as.set.at[i]));
	for (size_t i = 0; old->type == WN_LIST && i < old->as.list.count; i++) {
		const struct wn_item *item = &old->as.list.at[i];
		bool found = false;
		for (size_t j = 0; j < new->as.list.count && !found; j++)
			found = still_says(&new->as.list.at[j], item);
		if (!found)
			fail_msg("after '%s' came '%s'", show(field, before), show(field, after));
	}
}

static void assert_only_narrowed(const struct wn_value *before, const struct wn_value *after)
{
	bool money = before->type == WN_MONEY;
	struct wn_range old = money ? before->as.money.range : before->as.range, new = money ? after->as.money.range : after->as.range;
	assert_true(new.low >= old.low && new.high <= old.high);
	if (money)
		assert_string_equal(before->as.money.currency, after->as.money.currency);
}

/* `before` is without one provider that was silent. */
static void assert_monotone(const struct field *field, const struct merged *before, const struct merged *after)
{
	if (before->cause != WN_KNOWN)
		return;
	assert_int_equal(after->cause, WN_KNOWN);
	if (field->merge == MERGE_UNION) {
		size_t absent = field->type == WN_SET ? before->value.as.set.absent_count : before->value.as.list.absent_count;
		assert_false(before->value.complete);
		assert_true(!before->firm == (absent > 0));
		assert_members_stay(field, before, after);
	} else if (before->firm && field->merge == MERGE_REFINE) {
		assert_only_narrowed(&before->value, &after->value);
	} else if (before->firm) {
		assert_true(after->firm);
		assert_int_equal(value_compare(&before->value, &after->value), 0);
	}
}

static void more_facts_only_add(void **state)
{
	struct dice dice = dice_new();
	(void)state;
	for (int round = 0; round < 4 * ROUNDS; round++) {
		const char *name = fields[dice_below(&dice, COUNT(fields))];
		field_id field = dictionary_find(dictionary, str_of(name));
		provider_id silent = (provider_id)dice_below(&dice, PROVIDERS);
		struct sieve sieve = random_sieve(&dice);
		struct company company;
		company_init(&company, arena, dictionary);
		for (size_t i = dice_below(&dice, 5); i > 0; i--) {
			struct fact fact = random_fact(&dice, name, (provider_id)dice_below(&dice, PROVIDERS));
			if (fact.provider != silent)
				company_add(&company, &fact);
		}
		/* Views point at facts, so the company must keep its own before it grows. */
		struct company grown = company_of(company.facts, (size_t[]){0, 1, 2, 3, 4}, company.fact_count);
		for (size_t i = 1 + dice_below(&dice, 2); i > 0; i--) {
			struct fact fact = random_fact(&dice, name, silent);
			company_add(&grown, &fact);
		}
		struct merged before = company_merge(&company, providers, field, sieve, arena);
		struct merged after = company_merge(&grown, providers, field, sieve, arena);
		assert_monotone(dictionary_field(dictionary, field), &before, &after);
		arena_clear(arena);
	}
}

/* Counted afresh: a member is in the view if and only if a fact that passes says so, absent if one says so and none says otherwise. */
static void sets_are_what_passing_facts_say(void **state)
{
	struct dice dice = dice_new();
	field_id field = dictionary_find(dictionary, WN_STR("languages"));
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct fact facts[4];
		struct sieve sieve = random_sieve(&dice);
		struct company company;
		size_t count = 1 + dice_below(&dice, COUNT(facts));
		company_init(&company, arena, dictionary);
		for (size_t i = 0; i < count; i++) {
			facts[i] = random_fact(&dice, "languages", (provider_id)dice_below(&dice, PROVIDERS));
			company_add(&company, &facts[i]);
		}
		struct merged merged = company_merge(&company, providers, field, sieve, arena);
		for (char letter = 'p'; merged.cause == WN_KNOWN && letter < 't'; letter++) {
			struct wn_str text = {&letter, 1};
			bool seen = false, missed = false, absent = false;
			for (size_t i = 0; i < count; i++) {
				uint32_t sure = facts[i].evidence.sure ? facts[i].evidence.sure : 1000;
				if (facts[i].cause != WN_KNOWN || sure < sieve.sure_least || (sieve.oldest != ANY_AGE && facts[i].evidence.day <= sieve.oldest))
					continue;
				seen |= has_text(&facts[i].value, text);
				for (size_t j = 0; j < facts[i].value.as.set.absent_count; j++)
					missed |= str_equal(facts[i].value.as.set.absent[j], text);
			}
			for (size_t j = 0; j < merged.value.as.set.absent_count; j++)
				absent |= str_equal(merged.value.as.set.absent[j], text);
			assert_int_equal(has_text(&merged.value, text), seen);
			assert_int_equal(absent, missed && !seen);
		}
		arena_clear(arena);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_provider_holds),
		TEST(the_better_fact_of_one_provider_holds),
		TEST(ranges_are_refined),
		TEST(conflicts_are_with_the_value_in_the_end),
		TEST(what_narrowed_is_firm_only_when_all_before_it_spoke),
		TEST(nobody_waits_for_a_silent_source),
		TEST(amounts_are_refined_in_one_currency),
		TEST(preferred_providers_come_first),
		TEST(providers_are_of_fields),
		TEST(facts_kept_back_do_not_count),
		TEST(causes_are_the_most_telling),
		TEST(sets_add_up),
		TEST(absent_members),
		TEST(lists_add_up),
		TEST(items_are_sure_on_their_own),
		TEST(one_event_of_two_sources),
		TEST(items_know_their_facts),
		TEST(own_items_know_their_facts),
		TEST(facts_stand_in_order),
		TEST(a_fact_is_copied_deeply),
		TEST(keys_are_one_per_scheme),
		TEST(order_of_adding_plays_no_part),
		TEST(more_facts_only_add),
		TEST(sets_are_what_passing_facts_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
