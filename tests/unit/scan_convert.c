/* scan_convert.c - every converter on good cells, odd ones and nonsense. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/str.h"
#include "scan/convert.h"
#include "scan/numbers.h"

struct fixture {
	struct wn_arena *arena;
	struct dictionary *dictionary;
};

static int set_up(void **state)
{
	struct fixture *fixture = xmalloc(sizeof *fixture);

	*fixture = (struct fixture){arena_new(), dictionary_new()};
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	dictionary_free(fixture->dictionary);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

/* As value_text, with the labels of codes. */
static struct wn_str with_labels(struct wn_arena *arena, const struct wn_value *value)
{
	struct wn_str text = {0};

	for (size_t i = 0; i < value->as.codes.count; i++) {
		const struct wn_code *code = &value->as.codes.at[i];

		text = arena_printf(arena, "%.*s%s%.*s %.*s%s%.*s", STR_ARG(text), i ? "; " : "", STR_ARG(code->scheme), STR_ARG(code->code),
		                    code->label.len ? " " : "", STR_ARG(code->label));
	}
	return str_trim(text);
}

/* The value as text, or "?cause". */
static const char *converted(struct fixture *fixture, struct wn_column column, const char *const *cells)
{
	struct wn_str names[8], texts[8];
	struct wn_fact fact;
	struct field field;
	size_t count = 0, extra = (column.scheme_column.len > 0) + (column.observed.len > 0);

	for (; cells && cells[count]; count++) {
		names[count] = WN_STR("c");
		texts[count] = str_of(cells[count]);
	}
	column.size = sizeof column;
	column.columns = names;
	column.column_count = column.convert == WN_CONV_CONSTANT ? 0 : count - extra;
	assert_true(mapped_field(fixture->dictionary, column.field, NULL, &field));
	assert_int_equal(convert_named(fixture->arena, fixture->dictionary, &column, texts, count, &fact), WN_OK);
	if (fact.cause != WN_KNOWN)
		return arena_printf(fixture->arena, "?%s", cause_name((enum wn_cause)fact.cause)).ptr;
	assert_int_equal(fact.value.type, field.type);
	if (field.type == WN_CODE)
		return arena_str(fixture->arena, with_labels(fixture->arena, &fact.value)).ptr;
	return arena_str(fixture->arena, value_text(fixture->arena, &field, &fact.value)).ptr;
}

#define C(...) ((const char *const[]){__VA_ARGS__, NULL})
#define IS(expected, cells, ...) assert_string_equal(converted(*state, (struct wn_column){__VA_ARGS__}, cells), expected)
#define FIELD(name) .field = WN_STR(name)

static void texts(void **state)
{
	IS("Acme", C("  Acme "), FIELD("name"), .convert = WN_CONV_TEXT);
	IS("Acme", C("", "\t", "Acme", "Other"), FIELD("name"), .convert = WN_CONV_TEXT);
	IS("?absent", C(""), FIELD("name"), .convert = WN_CONV_TEXT);
	IS("?absent", C("   "), FIELD("name"), .convert = WN_CONV_TEXT);
	/* e and a combining accent become one letter. */
	IS("Caf\xc3\xa9", C("Cafe\xcc\x81"), FIELD("name"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("Caf\xe9"), FIELD("name"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("\xed\xa0\x80"), FIELD("name"), .convert = WN_CONV_TEXT);
	IS("Acme", C("Caf\xe9", "Acme"), FIELD("name"), .convert = WN_CONV_TEXT);
	IS("?masked", C("[ND]"), FIELD("name"), .convert = WN_CONV_TEXT, .masked = WN_STR("[ND]"));
	IS("?masked", C("", "[ND]", "\xff"), FIELD("name"), .convert = WN_CONV_TEXT, .masked = WN_STR("[ND]"));
	IS("Acme", C("[ND]", "Acme"), FIELD("name"), .convert = WN_CONV_TEXT, .masked = WN_STR("[ND]"));
	IS("[ND] AND CO", C("[ND] AND CO"), FIELD("name"), .convert = WN_CONV_TEXT, .masked = WN_STR("[ND]"));
}

static void texts_of_a_field_with_rules(void **state)
{
	IS("FR", C("FR"), FIELD("country"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("France"), FIELD("country"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("fr"), FIELD("country"), .convert = WN_CONV_TEXT);
	IS("FR-69", C("FR-69"), FIELD("region"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("Rh\xc3\xb4ne"), FIELD("region"), .convert = WN_CONV_TEXT);
	IS("PME", C("PME"), FIELD("size_class"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("TPE"), FIELD("size_class"), .convert = WN_CONV_TEXT);
	IS("552100554", C("552 100 554"), FIELD("siren"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("552100555"), FIELD("siren"), .convert = WN_CONV_TEXT);
	IS("?malformed", C("55210055400014"), FIELD("siret"), .convert = WN_CONV_TEXT);
	/* A legal form in words is a label without code. */
	IS("Private Limited Company", C("Private Limited Company"), FIELD("legal_form"), .convert = WN_CONV_TEXT);
}

static void joined_and_split(void **state)
{
	IS("JEAN MARTIN", C("JEAN", "MARTIN"), FIELD("name"), .convert = WN_CONV_JOIN, .separator = WN_STR(" "));
	IS("JEANMARTIN", C("JEAN", "MARTIN"), FIELD("name"), .convert = WN_CONV_JOIN);
	IS("?absent", C("JEAN", ""), FIELD("name"), .convert = WN_CONV_JOIN, .separator = WN_STR(" "));
	IS("?masked", C("[ND]", "MARTIN"), FIELD("name"), .convert = WN_CONV_JOIN, .separator = WN_STR(" "), .masked = WN_STR("[ND]"));
	IS("?malformed", C("JEAN", "\xff"), FIELD("name"), .convert = WN_CONV_JOIN);
	IS("de; en; fr", C("fr, de ,, en, fr"), FIELD("languages"), .convert = WN_CONV_SPLIT, .separator = WN_STR(","));
	IS("?absent", C(", ,"), FIELD("languages"), .convert = WN_CONV_SPLIT, .separator = WN_STR(","));
	IS("?absent", C(""), FIELD("languages"), .convert = WN_CONV_SPLIT, .separator = WN_STR(","));
	IS("PHP; SAP", C("SAP|PHP"), FIELD("uses"), .convert = WN_CONV_SPLIT, .separator = WN_STR("|"));
	IS("fr", C("fr"), FIELD("languages"), .convert = WN_CONV_TEXT);
}

static void whole_numbers(void **state)
{
	static const char *const good[][2] = {{"0", "0"}, {"50", "50"}, {"050", "50"}, {"50-99", "50-99"}, {"50 - 99", "50-99"},
		{"10000-", "10000-"}, {"10000+", "10000-"}, {"1,234", "1234"}, {"1 234", "1234"}, {"1\xc2\xa0""234", "1234"},
		{"1\xe2\x80\xaf""234\xe2\x80\xaf""567", "1234567"}, {"1,000-4,999", "1000-4999"}, {"11\xe2\x80\x93""50", "11-50"},
		{"12,345,678", "12345678"}, {"5-5", "5"}, {"9223372036854775807", "9223372036854775807"}};
	static const char *const bad[] = {"x", "-9", "12,34", "1,2345", "1,234 567", "1,,234", ",234", "1234,567", "99-50", "5-6-7", "1.5", "5 6",
		"9223372036854775808", "1e3", "+5", "-", "50 people", "5-x"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		IS(good[i][1], C(good[i][0]), FIELD("employees"), .convert = WN_CONV_INTEGER);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *got = converted(*state, (struct wn_column){FIELD("employees"), .convert = WN_CONV_INTEGER}, C(bad[i]));

		if (strcmp(got, "?malformed") != 0)
			fail_msg("%s is read as %s", bad[i], got);
	}
	IS("?absent", C(""), FIELD("employees"), .convert = WN_CONV_INTEGER);
}

static void numbers_money_dates(void **state)
{
	IS("12.5", C("12.5"), FIELD("growth"), .convert = WN_CONV_NUMBER);
	IS("-3", C("-3"), FIELD("growth"), .convert = WN_CONV_NUMBER);
	IS("?malformed", C("12%"), FIELD("growth"), .convert = WN_CONV_NUMBER);
	IS("1500000 EUR", C("1500000"), FIELD("revenue"), .convert = WN_CONV_MONEY, .constant = WN_STR("EUR"));
	IS("1500.50 USD", C("1500.5", " USD "), FIELD("revenue"), .convert = WN_CONV_MONEY);
	IS("?malformed", C("1500.5", "XYZ"), FIELD("revenue"), .convert = WN_CONV_MONEY);
	IS("?malformed", C("much", "EUR"), FIELD("revenue"), .convert = WN_CONV_MONEY);
	IS("?absent", C("", "EUR"), FIELD("revenue"), .convert = WN_CONV_MONEY);
	IS("?absent", C("5", ""), FIELD("revenue"), .convert = WN_CONV_MONEY);
	IS("2023-11-02", C("2023-11-02"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("2023-11-02", C("2023-11-02T10:00:00"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("2023-11-02", C("20231102"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("2023-11-02", C("02/11/2023"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("2023-11", C("2023-11"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("2023", C("2023"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("?malformed", C("2023-02-30"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("?malformed", C("soon"), FIELD("founded"), .convert = WN_CONV_DATE);
	IS("?absent", C("1900-01-01"), FIELD("founded"), .convert = WN_CONV_DATE, .sentinel = WN_STR("1900-01-01"));
	IS("1900-01-02", C("1900-01-02"), FIELD("founded"), .convert = WN_CONV_DATE, .sentinel = WN_STR("1900-01-01"));
}

static void flags(void **state)
{
	static const char *const yes[] = {"true", "TRUE", "1", "O", "yes", "Yes", "Y", "y"}, *const no[] = {"false", "0", "N", "no", "n"};
	bool flag;

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		assert_true(flag_parse(str_of(yes[i]), &flag) && flag);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_true(flag_parse(str_of(no[i]), &flag) && !flag);
	assert_false(flag_parse(WN_STR("maybe"), &flag));
	assert_false(flag_parse(WN_STR("2"), &flag));
	assert_false(flag_parse(WN_STR("t"), &flag));
	IS("yes", C("O"), FIELD("listed"), .convert = WN_CONV_FLAG);
	IS("?malformed", C("perhaps"), FIELD("listed"), .convert = WN_CONV_FLAG);
}

static void codes(void **state)
{
	IS("sic 62012 Business and domestic software development",
	   C("62012 - Business and domestic software development"), FIELD("industry"), .convert = WN_CONV_CODE, .scheme = WN_STR("sic"));
	IS("naf 62.01Z", C("6201Z"), FIELD("industry"), .convert = WN_CONV_CODE, .scheme = WN_STR("naf"));
	IS("?malformed", C("None Supplied"), FIELD("industry"), .convert = WN_CONV_CODE, .scheme = WN_STR("sic"));
	IS("?absent", C("", ""), FIELD("industry"), .convert = WN_CONV_CODE, .scheme = WN_STR("sic"));
	IS("sic 62012; sic 70229 Management", C("62012", "", "70229 Management", "None Supplied"), FIELD("industry"), .convert = WN_CONV_CODE,
	   .scheme = WN_STR("sic"));
	IS("kved 62.01", C("62.01"), FIELD("industry"), .convert = WN_CONV_CODE, .scheme = WN_STR("kved"));
}

static void codes_with_a_scheme_of_the_row(void **state)
{
	static const struct wn_table_entry words[] = {{.raw = {"NAFRev2", 7}, .value = {.type = WN_TEXT, .as.text = {"naf", 3}}},
		{.raw = {"NAP", 3}, .value = {.type = WN_TEXT, .as.text = {"nap", 3}}}};
#define ROW(expected, code, scheme_) IS(expected, C(code, scheme_), FIELD("industry"), .convert = WN_CONV_CODE, .scheme_column = WN_STR("n"), \
		.table = words, .table_count = 2)

	ROW("naf 62.01Z", "62.01Z", "NAFRev2");
	ROW("nap 22.02", "22.02", "NAP");
	ROW("?malformed", "20.1A", "NAFRev2");
	/* A nomenclature that nobody knows yet is kept and compares with nothing. */
	ROW("NAFRev9 22.02", "22.02", "NAFRev9");
	ROW("?malformed", "62.01Z", "");
	ROW("?absent", "", "NAFRev2");
	ROW("?malformed", "62.01Z", "\xff");
	IS("naf 62.01Z", C("62.01Z", ""), FIELD("industry"), .convert = WN_CONV_CODE, .scheme = WN_STR("naf"), .scheme_column = WN_STR("n"));
}

static void labels_of_codes(void **state)
{
	static const struct wn_table_entry labels[] = {{.raw = {"5710", 4}, .value = {.type = WN_TEXT, .as.text = {"SAS", 3}}}};

	IS("cj 5710 SAS", C("5710"), FIELD("legal_form"), .convert = WN_CONV_CODE, .scheme = WN_STR("cj"), .table = labels, .table_count = 1);
	IS("cj 5499", C("5499"), FIELD("legal_form"), .convert = WN_CONV_CODE, .scheme = WN_STR("cj"), .table = labels, .table_count = 1);
}

static void tables(void **state)
{
	static const struct wn_table_entry bands[] = {{.raw = {"11", 2}, .value = {.type = WN_INTEGER, .as.range = {10, 19}}},
		{.raw = {"53", 2}, .value = {.type = WN_INTEGER, .as.range = {10000, WN_OPEN_HIGH}}}, {.raw = {"NN", 2}, .cause = WN_ABSENT}};
	static const struct wn_table_entry other = {.value = {.type = WN_INTEGER, .as.range = {1, 9}}};
#define BAND(expected, cell, ...) IS(expected, C(cell), FIELD("employees"), .convert = WN_CONV_TABLE, .table = bands, .table_count = 3, __VA_ARGS__)

	BAND("10-19", "11", 0);
	BAND("10000-", "53", 0);
	BAND("?absent", "NN", 0);
	BAND("?absent", "", 0);
	BAND("?malformed", "99", 0);
	/* Exact bytes: a blank makes another text. */
	BAND("?malformed", "11 ", 0);
	BAND("?masked", "[ND]", .masked = WN_STR("[ND]"));
	BAND("1-9", "99", .otherwise = &other);
	BAND("?absent", "", .otherwise = &other);
	/* Bytes that are no text are not "everything else". */
	BAND("?malformed", "\xff", .otherwise = &other);
}

static void hashed_tables_find_what_plain_ones_find(void **state)
{
	struct fixture *fixture = *state;
	struct wn_table_entry table[300];
	struct wn_str name = WN_STR("c");
	struct wn_column column = {.size = sizeof column, FIELD("employees"), .convert = WN_CONV_TABLE, .columns = &name, .column_count = 1,
		.table = table, .table_count = 300};
	struct lookup lookup;
	struct field field;

	for (int i = 0; i < 300; i++) {
		table[i] = (struct wn_table_entry){.raw = arena_printf(fixture->arena, "%d", i * 7), .value = {.type = WN_INTEGER}};
		table[i].value.as.range = (struct wn_range){i, i};
	}
	lookup_init(&lookup, fixture->arena, &column);
	assert_non_null(lookup.slots);
	assert_true(mapped_field(fixture->dictionary, column.field, NULL, &field));
	for (int i = 0; i < 2200; i++) {
		struct wn_str cell = arena_printf(fixture->arena, "%d", i);
		struct wn_fact plain, hashed;

		convert_cells(fixture->arena, &field, &column, NULL, &cell, 1, &plain);
		convert_cells(fixture->arena, &field, &column, &lookup, &cell, 1, &hashed);
		assert_int_equal(plain.cause, i % 7 == 0 && i < 2100 ? WN_KNOWN : WN_MALFORMED);
		assert_int_equal(plain.cause, hashed.cause);
		assert_int_equal(plain.value.as.range.low, hashed.value.as.range.low);
	}
}

static void constants_and_domains(void **state)
{
	IS("GB", NULL, FIELD("country"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("GB"));
	IS("?malformed", NULL, FIELD("country"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("UK"));
	IS("5-9", NULL, FIELD("employees"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("5-9"));
	IS("2020-01-31", NULL, FIELD("founded"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("2020-01-31"));
	IS("naf 62.01Z", NULL, FIELD("industry"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("62.01Z"), .scheme = WN_STR("naf"));
	IS("lost deals", NULL, FIELD("on_list"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("lost deals"));
	IS("acme.co.uk", C("https://www.shop.acme.co.uk/a?b"), FIELD("domain"), .convert = WN_CONV_DOMAIN);
	IS("acme.fr", C("jean@acme.fr"), FIELD("domain"), .convert = WN_CONV_DOMAIN);
	IS("?malformed", C("none"), FIELD("domain"), .convert = WN_CONV_DOMAIN);
	/* Other fields keep the host. */
	IS("shop.acme.co.uk", C("https://www.shop.acme.co.uk/a?b"), FIELD("website"), .convert = WN_CONV_DOMAIN);
}

static void attributes_of_items(void **state)
{
	struct fixture *fixture = *state;
	struct field field;
	field_id list;

	IS("2023-11-02", C("2023-11-02"), FIELD("signal.date"), .convert = WN_CONV_DATE);
	IS("visit", NULL, FIELD("signal.kind"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("visit"));
	IS("anything", C("anything"), FIELD("signal.x_own"), .convert = WN_CONV_TEXT);
	assert_true(mapped_field(fixture->dictionary, WN_STR("signal.amount"), &list, &field));
	assert_int_equal(list, dictionary_find(fixture->dictionary, WN_STR("signal")));
	assert_int_equal(field.type, WN_MONEY);
	assert_false(mapped_field(fixture->dictionary, WN_STR("signal.dat"), &list, &field));
	assert_false(mapped_field(fixture->dictionary, WN_STR("signal."), &list, &field));
	assert_false(mapped_field(fixture->dictionary, WN_STR("signal.x_age"), &list, &field));
	assert_false(mapped_field(fixture->dictionary, WN_STR("name.date"), &list, &field));
	assert_false(mapped_field(fixture->dictionary, WN_STR("nobody"), &list, &field));
	assert_false(mapped_field(fixture->dictionary, WN_STR(""), &list, &field));
}

static void what_does_not_fit_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct wn_str name = WN_STR("c"), cell = WN_STR("5");
	struct wn_column column = {.size = sizeof column, FIELD("name"), .convert = WN_CONV_INTEGER, .columns = &name, .column_count = 1};
	struct wn_fact fact;

	assert_int_equal(convert_named(fixture->arena, fixture->dictionary, &column, &cell, 1, &fact), WN_INVALID);
	column.convert = 99;
	assert_int_equal(convert_named(fixture->arena, fixture->dictionary, &column, &cell, 1, &fact), WN_INVALID);
	column.field = WN_STR("seats");
	assert_int_equal(convert_named(fixture->arena, fixture->dictionary, &column, &cell, 1, &fact), WN_REFUSED);
	assert_null(converter_name(0));
	assert_null(converter_name(99));
}

static void the_fact_does_not_need_the_cells(void **state)
{
	struct fixture *fixture = *state;
	char bytes[] = "Acme";
	struct wn_str name = WN_STR("c"), cells[] = {{bytes, 4}, WN_STR("2023")};
	struct wn_column column = {.size = sizeof column, FIELD("name"), .convert = WN_CONV_TEXT, .columns = &name, .column_count = 1,
		.observed = WN_STR("year")};
	struct wn_fact fact;

	assert_int_equal(convert_named(fixture->arena, fixture->dictionary, &column, cells, 2, &fact), WN_OK);
	memset(bytes, 'x', 4);
	assert_true(str_is(fact.value.as.text, "Acme"));
	assert_int_equal(fact.evidence.day, 19722); /* 2023-12-31 */
	assert_int_equal(convert_named(fixture->arena, fixture->dictionary, &column, cells, 1, &fact), WN_OK);
	assert_int_equal(fact.evidence.day, WN_NO_DAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(texts_of_a_field_with_rules),
		cmocka_unit_test(joined_and_split),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(numbers_money_dates),
		cmocka_unit_test(flags),
		cmocka_unit_test(codes),
		cmocka_unit_test(codes_with_a_scheme_of_the_row),
		cmocka_unit_test(labels_of_codes),
		cmocka_unit_test(tables),
		cmocka_unit_test(hashed_tables_find_what_plain_ones_find),
		cmocka_unit_test(constants_and_domains),
		cmocka_unit_test(attributes_of_items),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(the_fact_does_not_need_the_cells),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
