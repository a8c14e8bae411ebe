/* company_value.c - the dictionary, and values: checks, order, copies, coding, print, causes. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/date.h"
#include "company/field.h"
#include "company/value.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TEXT(literal) {.type = WN_TEXT, .as.text = {"" literal, sizeof("" literal) - 1}}

static struct wn_arena *arena;
static struct dictionary *dictionary;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	dictionary = dictionary_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dictionary_free(dictionary);
	arena_free(arena);
	return 0;
}

static const struct field *field_of(const char *name)
{
	const struct field *field = dictionary_field(dictionary, dictionary_find(dictionary, str_of(name)));

	if (!field)
		fail_msg("there is no field %s", name);
	return field;
}

/* ---- the dictionary ---------------------------------------------------------------------------------------- */

static void fields_in_order(void **state)
{
	static const char *const first[] = {"name", "trade_names", "country", "region", "postcode", "city", "address", "legal_form", "industry"};

	(void)state;
	for (size_t i = 0; i < COUNT(first); i++)
		assert_string_equal(dictionary_field(dictionary, (field_id)i)->name, first[i]);
	assert_int_equal(dictionary_find(dictionary, WN_STR("nothing")), NO_FIELD);
	assert_null(dictionary_field(dictionary, NO_FIELD));
	for (size_t i = 0; i < dictionary_count(dictionary); i++) {
		const struct field *field = dictionary_field(dictionary, (field_id)i);

		assert_int_equal(dictionary_find(dictionary, str_of(field->name)), i);
		assert_string_equal(dictionary_names(dictionary)[i], field->name);
		assert_true((field->type == WN_LIST) == (field->attributes != NULL));
		assert_true((field->type == WN_SET || field->type == WN_LIST) == (field->merge == MERGE_UNION));
		assert_false(field_is_forbidden(str_of(field->name)));
		assert_true(field->help[0] != 0);
	}
	assert_null(dictionary_names(dictionary)[dictionary_count(dictionary)]);
}

static void merge_rules(void **state)
{
	static const char *const refined[] = {"employees", "group_employees", "revenue", "arr", "capital", "founded", "growth", "charges"};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(refined); i++)
		assert_int_equal(field_of(refined[i])->merge, MERGE_REFINE);
	for (size_t i = 0; i < dictionary_count(dictionary); i++)
		count += dictionary_field(dictionary, (field_id)i)->merge == MERGE_REFINE;
	assert_int_equal(count, COUNT(refined));
	assert_string_equal(merge_name(MERGE_UNION), "union");
	assert_string_equal(type_name(WN_INTEGER), "whole number");
}

static void key_fields(void **state)
{
	static const char *const keys[][2] = {{"fr-siren", "siren"}, {"gb-crn", "crn"}, {"no-orgnr", "orgnr"}, {"be-kbo", "kbo"},
		{"vat", "vat"}, {"lei", "lei"}, {"domain", "domain"}};

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++)
		assert_string_equal(dictionary_field(dictionary, dictionary_key_field(dictionary, str_of(keys[i][0])))->name, keys[i][1]);
	assert_int_equal(dictionary_key_field(dictionary, WN_STR("")), NO_FIELD);
	assert_int_equal(dictionary_key_field(dictionary, WN_STR("siret")), NO_FIELD);
}

static void attributes(void **state)
{
	(void)state;
	assert_int_equal(field_attribute(field_of("uses"), WN_STR("version"))->type, WN_VERSION);
	assert_string_equal(field_of("signal")->attributes[0].name, "kind");
	assert_null(field_attribute(field_of("uses"), WN_STR("dat")));
	assert_null(field_attribute(field_of("name"), WN_STR("name")));
}

static void own_fields(void **state)
{
	struct dictionary *own = dictionary_new();
	char name[] = "when";
	struct attribute order[] = {{name, WN_DATE}, {"amount", WN_MONEY}, {NULL}};
	size_t builtin = dictionary_count(own);
	struct wn_error error = {0};
	const struct field *field;
	field_id id, again;

	(void)state;
	assert_int_equal(dictionary_add(own, WN_STR("x_seats"), WN_NUMBER, NULL, &id, &error), WN_OK);
	assert_int_equal(id, builtin);
	field = dictionary_field(own, id);
	assert_int_equal(dictionary_add(own, WN_STR("x_orders"), WN_LIST, order, &id, &error), WN_OK);
	name[0] = 'X';
	assert_int_equal(id, builtin + 1);
	assert_string_equal(dictionary_field(own, id)->attributes[0].name, "when");
	assert_int_equal(dictionary_field(own, id)->merge, MERGE_UNION);
	assert_ptr_equal(dictionary_field(own, (field_id)builtin), field);
	assert_true(field->own);
	assert_int_equal(dictionary_add(own, WN_STR("x_seats"), WN_NUMBER, NULL, &again, &error), WN_OK);
	assert_int_equal(again, builtin);
	assert_string_equal(dictionary_names(own)[builtin + 1], "x_orders");
	assert_null(dictionary_names(own)[builtin + 2]);
	dictionary_free(own);
}

static void assert_refused(struct dictionary *own, const char *name, enum wn_type type, const struct attribute *list, const char *message)
{
	struct wn_error error = {0};
	field_id id = 7;

	assert_int_equal(dictionary_add(own, str_of(name), type, list, &id, &error), WN_INVALID);
	assert_string_equal(error.text, message);
	assert_int_equal(error.code, WN_INVALID);
	assert_int_equal(id, 7);
}

static void own_fields_that_are_refused(void **state)
{
	static const struct attribute twice[] = {{"a", WN_TEXT}, {"a", WN_TEXT}, {NULL}}, deep[] = {{"a", WN_SET}, {NULL}};
	static const struct attribute personal[] = {{"a", WN_TEXT}, {"gender", WN_TEXT}, {NULL}}, none[] = {{NULL}}, one[] = {{"a", WN_TEXT}, {NULL}};
	struct dictionary *own = dictionary_new();
	struct wn_error error = {0};

	(void)state;
	assert_refused(own, "seats", WN_NUMBER, NULL, "field 'seats' is your own: its name must begin with x_");
	assert_refused(own, "employees", WN_NUMBER, NULL, "'employees' is a field already: leave it out of fields");
	assert_refused(own, "nationality", WN_TEXT, NULL, "'nationality' is never collected about people and cannot be asked for");
	assert_refused(own, "x_birthday", WN_DATE, NULL, "'x_birthday' is never collected about people and cannot be asked for");
	assert_refused(own, "x_", WN_TEXT, NULL, "'x_' is no name for a field: write x_ and small letters, digits or _, 64 at most");
	assert_refused(own, "x_A", WN_TEXT, NULL, "'x_A' is no name for a field: write x_ and small letters, digits or _, 64 at most");
	assert_refused(own, "x_a", WN_BODY, NULL, "'x_a' cannot be a body: own fields are text, number, money, date, flag, version, set or a list");
	assert_refused(own, "x_a", (enum wn_type)99, NULL,
	               "'x_a' cannot be a unknown type: own fields are text, number, money, date, flag, version, set or a list");
	assert_refused(own, "x_a", WN_LIST, none, "the list 'x_a' needs attributes, such as { title = \"text\" }");
	assert_refused(own, "x_a", WN_LIST, NULL, "the list 'x_a' needs attributes, such as { title = \"text\" }");
	assert_refused(own, "x_a", WN_LIST, twice, "'x_a' has two attributes 'a'");
	assert_refused(own, "x_a", WN_LIST, deep, "attribute 'a' of 'x_a' cannot be a set: items hold single values");
	assert_refused(own, "x_a", WN_LIST, personal, "'gender' is never collected about people and cannot be asked for");
	assert_int_equal(dictionary_add(own, WN_STR("x_a"), WN_LIST, one, NULL, &error), WN_OK);
	assert_refused(own, "x_a", WN_TEXT, NULL, "'x_a' is declared twice, as list and as text: agree on one");
	assert_refused(own, "x_a", WN_LIST, (struct attribute[]){{"b", WN_TEXT}, {NULL}},
	               "the list 'x_a' is declared twice with different attributes: agree on one");
	dictionary_free(own);
}

/* ---- checks ------------------------------------------------------------------------------------------------ */

static void assert_fits(const char *field, struct wn_value value)
{
	struct wn_error error = {0};

	if (value_check(field_of(field), &value, &error))
		fail_msg("%s", error.text);
}

static void assert_wrong(const char *field, struct wn_value value, const char *message)
{
	struct wn_error error = {0};

	assert_int_equal(value_check(field_of(field), &value, &error), WN_INVALID);
	assert_string_equal(error.text, message);
}

static struct wn_value text(const char *content)
{
	return value_of_text(str_of(content));
}

static struct wn_value amount(int64_t low, int64_t high, const char *currency)
{
	struct wn_value value = {.type = WN_MONEY, .as.money = {.range = {low, high}, .day = WN_NO_DAY}};

	memcpy(value.as.money.currency, currency, strnlen(currency, 4));
	return value;
}

static void texts_that_fit(void **state)
{
	(void)state;
	assert_fits("name", text("Société"));
	assert_fits("country", text("FR"));
	assert_fits("region", text("FR-69"));
	assert_fits("region", text("BE-VAN"));
	assert_fits("status", text("ceased"));
	assert_fits("business_model", text("subscription"));
	assert_wrong("name", text(""), "'name' is empty: leave it out, or say that it is unknown");
	assert_wrong("name", text("\xE9"), "'name' is not UTF-8 without NUL bytes: decode it first");
	assert_wrong("name", value_of_text(WN_STR("a\0b")), "'name' is not UTF-8 without NUL bytes: decode it first");
	assert_wrong("name", value_of_flag(true), "'name' is a text, not a flag");
	assert_wrong("country", text("fr"), "'country' is no country code: write ISO 3166-1 in capitals, such as FR");
	assert_wrong("region", text("69"), "'region' is no region code: write ISO 3166-2, such as FR-69");
	assert_wrong("region", text("XX-69"), "'region' is no region code: write ISO 3166-2, such as FR-69");
	assert_wrong("region", text("FR-6900"), "'region' is no region code: write ISO 3166-2, such as FR-69");
	assert_wrong("stage", text("series A"), "'stage' is none of its words: see winnow fields");
}

static void ranges_that_fit(void **state)
{
	(void)state;
	assert_fits("employees", value_of_range(WN_INTEGER, 50, 99));
	assert_fits("employees", value_of_range(WN_INTEGER, WN_OPEN_LOW, 9));
	assert_fits("employees", value_of_range(WN_INTEGER, 10000, WN_OPEN_HIGH));
	assert_fits("growth", value_of_range(WN_NUMBER, -5, 5));
	assert_fits("founded", value_of_range(WN_DATE, day_of(2023, 1, 1), day_of(2023, 12, 31)));
	assert_fits("revenue", amount(-5, 100, "EUR"));
	assert_fits("listed", value_of_flag(false));
	assert_wrong("employees", value_of_range(WN_INTEGER, 99, 50), "'employees' has its low end above its high end");
	assert_wrong("employees", value_of_range(WN_INTEGER, -1, 50), "'employees' is below zero");
	assert_wrong("employees", value_of_range(WN_INTEGER, WN_OPEN_LOW, -1), "'employees' is below zero");
	assert_wrong("employees", value_of_range(WN_INTEGER, WN_OPEN_LOW, WN_OPEN_HIGH),
	             "'employees' is open at both ends: say that it is unknown");
	assert_wrong("growth", value_of_range(WN_NUMBER, WN_OPEN_HIGH, WN_OPEN_HIGH), "'growth' is beyond all numbers");
	assert_wrong("founded", value_of_range(WN_DATE, 0, 3000000), "'founded' is not within the years 1 to 9999");
	assert_wrong("founded", value_of_range(WN_INTEGER, 0, 3), "'founded' is a date, not a whole number");
	assert_wrong("revenue", amount(1, 2, "eur"), "'revenue' has no currency: write ISO 4217 in capitals, such as EUR");
	assert_wrong("revenue", amount(1, 2, ""), "'revenue' has no currency: write ISO 4217 in capitals, such as EUR");
	assert_wrong("revenue", amount(1, 2, "EURO"), "'revenue' has no currency: write ISO 4217 in capitals, such as EUR");
	assert_wrong("listed", (struct wn_value){.type = WN_FLAG, .as.flag = 2}, "'listed' is neither true nor false");
}

static void codes_and_sets_that_fit(void **state)
{
	static const struct wn_str good[] = {{"fr", 2}, {"de", 2}}, bad[] = {{"fr", 2}, {"", 0}};
	struct wn_value set = {.type = WN_SET, .complete = 1};

	(void)state;
	assert_fits("industry", value_of_code(arena, WN_STR("naf"), WN_STR("62.01Z"), WN_STR("")));
	assert_fits("legal_form", value_of_code(arena, WN_STR(""), WN_STR(""), WN_STR("GmbH")));
	assert_wrong("industry", (struct wn_value){.type = WN_CODE}, "'industry' has no code: say that it is unknown");
	assert_wrong("industry", value_of_code(arena, WN_STR(""), WN_STR("62"), WN_STR("")), "'industry' has a code without its classification");
	assert_wrong("industry", value_of_code(arena, WN_STR("naf"), WN_STR(""), WN_STR("")), "'industry' has neither code nor words");
	assert_fits("languages", set);
	set.as.set.at = good;
	set.as.set.count = 2;
	assert_fits("languages", set);
	set.as.set.absent = bad;
	set.as.set.absent_count = 2;
	assert_wrong("languages", set, "'languages' is empty: leave it out, or say that it is unknown");
}

static struct wn_value one_item(const struct wn_attribute *attributes, size_t count)
{
	struct wn_item *item = arena_alloc(arena, sizeof(*item));
	struct wn_value value = {.type = WN_LIST};

	*item = (struct wn_item){attributes, count, WN_STR("stack.csv:3"), 900};
	value.as.list.at = item;
	value.as.list.count = 1;
	return value;
}

#define ITEM(...) one_item((const struct wn_attribute[]){__VA_ARGS__}, COUNT(((const struct wn_attribute[]){__VA_ARGS__})))
#define NAME {WN_STR("name"), TEXT("SAP")}

static void items_that_fit(void **state)
{
	struct wn_value range = value_of_range(WN_NUMBER, 1500000, 1500000);
	struct wn_value version = {.type = WN_VERSION, .as.text = WN_STR("9.1")};

	(void)state;
	assert_fits("uses", ITEM(NAME, {WN_STR("version"), version}, {WN_STR("x_seats"), range}));
	assert_wrong("uses", ITEM({WN_STR("category"), TEXT("erp")}), "an item of 'uses' has no 'name'");
	assert_wrong("uses", ITEM(NAME, {WN_STR("dat"), TEXT("a")}),
	             "items of 'uses' have no such attribute: see winnow fields; your own begin with x_");
	assert_wrong("uses", ITEM(NAME, {WN_STR("x_age"), TEXT("a")}),
	             "items of 'uses' have no such attribute: see winnow fields; your own begin with x_");
	assert_wrong("uses", ITEM(NAME, {WN_STR("x_a"), {.type = WN_SET}}), "an attribute of your own in 'uses' is no single value");
	assert_wrong("uses", ITEM(NAME, {WN_STR("x_a"), {.type = 0}}), "an attribute of your own in 'uses' is no single value");
	assert_wrong("uses", ITEM(NAME, {WN_STR("version"), TEXT("9")}), "'version' of an item of 'uses' is a version, not a text");
	assert_wrong("uses", ITEM(NAME, {WN_STR("sure"), range}), "'sure' of an item of 'uses' is not between 0 and 1");
	assert_wrong("uses", ITEM(NAME, NAME), "an item of 'uses' has 'name' twice");
	assert_wrong("subsidiaries", ITEM(NAME, {WN_STR("country"), TEXT("UK")}),
	             "'country' of an item of 'subsidiaries' is no country code: write ISO 3166-1 in capitals, such as FR");
}

static void messages_never_hold_the_content(void **state)
{
	static const char *const fields[] = {"country", "region", "stage", "status", "employees", "signal"};
	struct wn_value secret = text("secret");
	struct wn_error error = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(fields); i++) {
		assert_int_equal(value_check(field_of(fields[i]), &secret, &error), WN_INVALID);
		assert_non_null(strstr(error.text, fields[i]));
		assert_null(strstr(error.text, "secret"));
	}
}

/* ---- print ------------------------------------------------------------------------------------------------- */

static void assert_printed(const char *field, struct wn_value value, const char *expected)
{
	assert_string_equal(value_text(arena, field_of(field), &value).ptr, expected);
}

static struct wn_value days(int32_t low, int32_t high)
{
	return value_of_range(WN_DATE, low, high);
}

static void ranges_printed(void **state)
{
	(void)state;
	assert_printed("employees", value_of_range(WN_INTEGER, 50, 99), "50-99");
	assert_printed("employees", value_of_range(WN_INTEGER, 50, 50), "50");
	assert_printed("employees", value_of_range(WN_INTEGER, 10000, WN_OPEN_HIGH), "10000-");
	assert_printed("employees", value_of_range(WN_INTEGER, WN_OPEN_LOW, 9), "-9");
	assert_printed("growth", value_of_range(WN_NUMBER, -5000000, -5000000), "-5");
	assert_printed("growth", value_of_range(WN_NUMBER, WN_OPEN_LOW, 5000000), "..5");
	assert_printed("growth", value_of_range(WN_NUMBER, -5000000, 2500000), "-5..2.5");
	assert_printed("growth", value_of_range(WN_NUMBER, 1500000, 2000000), "1.5-2");
	assert_printed("revenue", amount(150000000, 150000000, "EUR"), "1500000 EUR");
	assert_printed("revenue", amount(150000050, 200000000, "EUR"), "1500000.50-2000000 EUR");
	assert_printed("revenue", amount(1500, WN_OPEN_HIGH, "JPY"), "1500- JPY");
}

static void dates_printed(void **state)
{
	(void)state;
	assert_printed("founded", days(day_of(2023, 11, 2), day_of(2023, 11, 2)), "2023-11-02");
	assert_printed("founded", days(day_of(2023, 11, 1), day_of(2023, 11, 30)), "2023-11");
	assert_printed("founded", days(day_of(2023, 12, 1), day_of(2023, 12, 31)), "2023-12");
	assert_printed("founded", days(day_of(2024, 2, 1), day_of(2024, 2, 28)), "2024-02-01/2024-02-28");
	assert_printed("founded", days(day_of(2024, 2, 1), day_of(2024, 2, 29)), "2024-02");
	assert_printed("founded", days(day_of(2023, 1, 1), day_of(2023, 12, 31)), "2023");
	assert_printed("founded", days(day_of(2022, 1, 1), day_of(2023, 12, 31)), "2022-01-01/2023-12-31");
	assert_printed("founded", value_of_range(WN_DATE, day_of(2022, 1, 1), WN_OPEN_HIGH), "2022-01-01/..");
	assert_printed("founded", value_of_range(WN_DATE, WN_OPEN_LOW, day_of(2022, 1, 31)), "../2022-01-31");
	assert_printed("founded", days(day_of(9999, 1, 1), day_of(9999, 12, 31)), "9999");
}

static void others_printed(void **state)
{
	static const struct wn_str members[] = {{"de", 2}, {"fr", 2}};
	static const struct wn_code codes[] = {{{"naf", 3}, {"62.01Z", 6}, {"", 0}}, {{"", 0}, {"", 0}, {"Software", 8}}};
	struct wn_attribute visit[] = {{WN_STR("kind"), TEXT("visit")}}, funding[] = {{WN_STR("kind"), TEXT("funding")}};
	struct wn_item items[] = {{visit, 1}, {funding, 1}, {visit, 1}};
	struct wn_value set = {.type = WN_SET}, list = {.type = WN_LIST}, code = {.type = WN_CODE};

	(void)state;
	set.as.set.at = members;
	set.as.set.count = 2;
	list.as.list.at = items;
	list.as.list.count = 3;
	code.as.codes.at = codes;
	code.as.codes.count = 2;
	assert_printed("languages", set, "de; fr");
	assert_printed("signal", list, "funding; visit");
	assert_printed("industry", code, "naf 62.01Z; Software");
	assert_printed("listed", value_of_flag(true), "yes");
	assert_printed("name", text("Acme"), "Acme");
}

/* ---- copies, order, coding --------------------------------------------------------------------------------- */

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static void versions_in_order(void **state)
{
	static const char *const order[] = {"", "0", "1", "1.0", "1.1", "1.2", "1.2b", "1.10", "1.10.3", "2", "9.02", "9.2", "10", "99999999999999999999999",
		"100000000000000000000000", "beta"};

	(void)state;
	for (size_t i = 0; i < COUNT(order); i++)
		for (size_t j = 0; j < COUNT(order); j++) {
			struct wn_value a = {.type = WN_VERSION, .as.text = str_of(order[i])}, b = {.type = WN_VERSION, .as.text = str_of(order[j])};

			if (sign(value_compare(&a, &b)) != (i > j) - (i < j))
				fail_msg("'%s' and '%s' are out of order", order[i], order[j]);
		}
}

static int64_t random_end(struct dice *dice)
{
	static const int64_t ends[] = {WN_OPEN_LOW, WN_OPEN_HIGH, 0, 1, -1, 50, 99, INT32_MIN, INT32_MAX};

	return ends[dice_below(dice, COUNT(ends))];
}

static struct wn_range random_range(struct dice *dice)
{
	int64_t a = random_end(dice), b = random_end(dice);

	return a < b ? (struct wn_range){a, b} : (struct wn_range){b, a};
}

static struct wn_str random_text(struct dice *dice)
{
	static const char *const texts[] = {"", "a", "b", "A", "ab", "é", "9.1", "9.10", "a longer text that stands for a label of some kind"};

	return str_of(texts[dice_below(dice, COUNT(texts))]);
}

static struct wn_str *random_texts(struct dice *dice, size_t *count)
{
	struct wn_str *texts = arena_array(arena, *count = dice_below(dice, 4), sizeof(*texts));

	for (size_t i = 0; i < *count; i++)
		texts[i] = random_text(dice);
	return texts;
}

static struct wn_value random_value(struct dice *dice, enum wn_type type);

static enum wn_type random_single(struct dice *dice)
{
	static const enum wn_type types[] = {WN_TEXT, WN_CODE, WN_INTEGER, WN_NUMBER, WN_MONEY, WN_DATE, WN_FLAG, WN_VERSION};

	return types[dice_below(dice, COUNT(types))];
}

static struct wn_item random_item(struct dice *dice)
{
	struct wn_item item = {.count = dice_below(dice, 4), .where = random_text(dice), .sure = (uint32_t)dice_below(dice, 1001)};
	struct wn_attribute *list = arena_array(arena, item.count, sizeof(*list));

	for (size_t i = 0; i < item.count; i++)
		list[i] = (struct wn_attribute){random_text(dice), random_value(dice, random_single(dice))};
	item.attributes = list;
	return item;
}

static struct wn_value random_list(struct dice *dice)
{
	struct wn_value value = {.type = WN_LIST};
	struct wn_item *items;

	value.as.list.count = dice_below(dice, 4);
	items = arena_array(arena, value.as.list.count, sizeof(*items));
	for (size_t i = 0; i < value.as.list.count; i++)
		items[i] = random_item(dice);
	value.as.list.at = items;
	value.as.list.absent = random_texts(dice, &value.as.list.absent_count);
	return value;
}

static struct wn_value random_codes(struct dice *dice)
{
	struct wn_value value = {.type = WN_CODE};
	struct wn_code *codes;

	value.as.codes.count = dice_below(dice, 3);
	codes = arena_array(arena, value.as.codes.count, sizeof(*codes));
	for (size_t i = 0; i < value.as.codes.count; i++)
		codes[i] = (struct wn_code){random_text(dice), random_text(dice), random_text(dice)};
	value.as.codes.at = codes;
	return value;
}

static struct wn_value random_contents(struct dice *dice, enum wn_type type)
{
	struct wn_value value = {.type = type};

	switch (type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		value.as.text = random_text(dice);
		break;
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_DATE:
		value.as.range = random_range(dice);
		break;
	case WN_MONEY:
		value.as.money = (struct wn_money){random_range(dice), {'E', 'U', dice_below(dice, 2) ? 'R' : 'X'}, (int32_t)dice_below(dice, 2) - 1};
		break;
	case WN_FLAG:
		value.as.flag = (uint32_t)dice_below(dice, 2);
		break;
	case WN_CODE:
		return random_codes(dice);
	case WN_SET:
		value.as.set.at = random_texts(dice, &value.as.set.count);
		value.as.set.absent = random_texts(dice, &value.as.set.absent_count);
		break;
	case WN_LIST:
		return random_list(dice);
	}
	return value;
}

static struct wn_value random_value(struct dice *dice, enum wn_type type)
{
	struct wn_value value = random_contents(dice, type);

	value.complete = (uint32_t)dice_below(dice, 2);
	return value;
}

static enum wn_type random_type(struct dice *dice)
{
	return (enum wn_type)(WN_TEXT + dice_below(dice, WN_VERSION));
}

static struct wn_str packed(const struct wn_value *value)
{
	struct buf buf = {0};
	struct wn_str bytes;

	value_pack(&buf, value);
	bytes = arena_str(arena, buf_as_str(&buf));
	buf_free(&buf);
	return bytes;
}

static void packed_and_unpacked(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 20000; i++, arena_clear(arena)) {
		struct wn_value value = random_value(&dice, random_type(&dice)), copy = value_copy(arena, &value), again;
		struct wn_str bytes = packed(&copy);
		struct reader in = {(const uint8_t *)bytes.ptr, (const uint8_t *)bytes.ptr + bytes.len, 0};

		assert_true(value_unpack(arena, &in, (enum wn_type)copy.type, &again));
		assert_ptr_equal(in.at, in.end);
		assert_int_equal(value_compare(&copy, &again), 0);
		assert_true(str_equal(packed(&again), bytes));
		again = value_copy(arena, &copy);
		assert_true(str_equal(packed(&again), bytes));
	}
}

/* Equal exactly where the bytes are equal; antisymmetric; transitive. */
static void order_is_total(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 20000; i++, arena_clear(arena)) {
		enum wn_type type = random_type(&dice);
		struct wn_value v[3];

		for (size_t j = 0; j < 3; j++) {
			struct wn_value value = random_value(&dice, type);

			v[j] = value_copy(arena, &value);
		}
		assert_int_equal(sign(value_compare(&v[0], &v[1])), -sign(value_compare(&v[1], &v[0])));
		assert_int_equal(value_compare(&v[0], &v[1]) == 0, str_equal(packed(&v[0]), packed(&v[1])));
		if (value_compare(&v[0], &v[1]) <= 0 && value_compare(&v[1], &v[2]) <= 0)
			assert_true(value_compare(&v[0], &v[2]) <= 0);
	}
}

/* The order in which a plugin says things leaves no trace. */
static void copies_are_canonical(void **state)
{
	struct wn_attribute ab[] = {{WN_STR("kind"), TEXT("visit")}, {WN_STR("page"), TEXT("/")}};
	struct wn_attribute ba[] = {{WN_STR("page"), TEXT("/")}, {WN_STR("kind"), TEXT("visit")}};
	struct wn_item one[] = {{ab, 2}, {ab, 1}, {ba, 2}}, two[] = {{ba, 1}, {ab, 1}, {ab, 2}};
	struct wn_str set_one[] = {WN_STR("b"), WN_STR("a"), WN_STR("b")}, set_two[] = {WN_STR("a"), WN_STR("b")};
	struct wn_value a = {.type = WN_LIST}, b = {.type = WN_LIST}, c = {.type = WN_SET}, d = {.type = WN_SET};

	(void)state;
	a.as.list.at = one;
	b.as.list.at = two;
	a.as.list.count = b.as.list.count = 3;
	b.as.list.at = (struct wn_item[]){one[2], one[1], one[0]};
	c.as.set.at = set_one;
	c.as.set.count = 3;
	d.as.set.at = set_two;
	d.as.set.count = 2;
	a = value_copy(arena, &a);
	b = value_copy(arena, &b);
	c = value_copy(arena, &c);
	assert_true(str_equal(packed(&a), packed(&b)));
	assert_true(str_equal(packed(&c), packed(&d)));
	b.as.list.at = two;
	b = value_copy(arena, &b);
	assert_false(str_equal(packed(&a), packed(&b)));
}

static void copies_stand_alone(void **state)
{
	char bytes[] = "Acme";
	struct wn_value value = value_of_text((struct wn_str){bytes, 4}), copy = value_copy(arena, &value);

	(void)state;
	bytes[0] = 'X';
	assert_true(str_is(copy.as.text, "Acme"));
}

/* Torn bytes are refused, changed ones are refused or give some value; neither reads beyond the end (the sanitizer looks). */
static void damaged_bytes(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 20000; i++, arena_clear(arena)) {
		struct wn_value value = random_value(&dice, random_type(&dice)), again;
		struct wn_str whole = packed(&value);
		size_t len = dice_below(&dice, whole.len);
		uint8_t *bytes = xmalloc(whole.len);
		struct reader in = {bytes, bytes + len, 0};

		memcpy(bytes, whole.ptr, whole.len);
		assert_false(value_unpack(arena, &in, (enum wn_type)value.type, &again));
		bytes[dice_below(&dice, whole.len)] = (uint8_t)dice_bits(&dice);
		in = (struct reader){bytes, bytes + whole.len, 0};
		if (value_unpack(arena, &in, (enum wn_type)value.type, &again)) {
			struct wn_str read = packed(&again);

			assert_memory_equal(read.ptr, bytes, read.len);
		}
		free(bytes);
	}
}

static void hostile_counts(void **state)
{
	static const uint8_t many[] = {0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0};
	static const uint8_t deep[] = {0, 1, 1, 1, 'a', WN_LIST, 0, 0, 0, 0, 0, 0};
	struct reader in = {many, many + sizeof many, 0};
	struct wn_value value;

	(void)state;
	assert_false(value_unpack(arena, &in, WN_SET, &value));
	in = (struct reader){many, many + sizeof many, 0};
	assert_false(value_unpack(arena, &in, WN_LIST, &value));
	in = (struct reader){deep, deep + sizeof deep, 0};
	assert_false(value_unpack(arena, &in, WN_LIST, &value));
	in = (struct reader){many, many + sizeof many, 0};
	assert_false(value_unpack(arena, &in, (enum wn_type)0, &value));
	assert_true(arena_size(arena) < 1 << 20);
}

/* ---- causes ------------------------------------------------------------------------------------------------ */

static void causes(void **state)
{
	(void)state;
	for (int i = 0; i < WN_CAUSE_COUNT; i++) {
		enum wn_cause cause = (enum wn_cause)i;

		assert_int_equal(cause_of(str_of(cause_name(cause))), cause);
		assert_true(cause_words(cause)[0] != 0);
	}
	assert_int_equal(cause_of(WN_STR("nothing")), WN_CAUSE_COUNT);
	assert_int_equal(cause_of(WN_STR("")), WN_CAUSE_COUNT);
	assert_string_equal(cause_name(WN_NOT_ASKED), "not_asked");
	assert_string_equal(cause_words(WN_NOT_ASKED), "not asked yet");
	assert_true(cause_may_help(WN_TIMEOUT) && !cause_may_help(WN_ERASED) && !cause_may_help(WN_NO_PROVIDER));
	assert_int_equal(cause_expires_days(WN_UNREACHABLE), 1);
	assert_int_equal(cause_expires_days(WN_ERASED), 0);
	assert_string_equal(cause_name(WN_CAUSE_COUNT), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_in_order),
		cmocka_unit_test(merge_rules),
		cmocka_unit_test(key_fields),
		cmocka_unit_test(attributes),
		cmocka_unit_test(own_fields),
		cmocka_unit_test(own_fields_that_are_refused),
		cmocka_unit_test(texts_that_fit),
		cmocka_unit_test(ranges_that_fit),
		cmocka_unit_test(codes_and_sets_that_fit),
		cmocka_unit_test(items_that_fit),
		cmocka_unit_test(messages_never_hold_the_content),
		cmocka_unit_test(ranges_printed),
		cmocka_unit_test(dates_printed),
		cmocka_unit_test(others_printed),
		cmocka_unit_test(versions_in_order),
		cmocka_unit_test(packed_and_unpacked),
		cmocka_unit_test(order_is_total),
		cmocka_unit_test(copies_are_canonical),
		cmocka_unit_test(copies_stand_alone),
		cmocka_unit_test(damaged_bytes),
		cmocka_unit_test(hostile_counts),
		cmocka_unit_test(causes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
