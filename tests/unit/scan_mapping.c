/* scan_mapping.c - the mapping words of a description, and what a mapping refuses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/tree.h"
#include "scan/convert.h"
#include "scan/mapping.h"
#include "unit/scan_tree.h"

struct fixture {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct wn_error error;
};

static int set_up(void **state)
{
	struct fixture *fixture = xmalloc(sizeof *fixture);

	*fixture = (struct fixture){arena_new(), dictionary_new(), {0}};
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

static int columns_of(struct fixture *fixture, const char *text, const struct wn_column **columns, size_t *count)
{
	fixture->error = (struct wn_error){0};
	*count = 0;
	return columns_of_tree(fixture->arena, fixture->dictionary, tree_of(fixture->arena, text), columns, count, &fixture->error);
}

/* Columns as one line each: field converter names | what else. */
static const char *described(struct fixture *fixture, const char *text)
{
	const struct wn_column *columns;
	struct wn_str all = {"", 0};
	size_t count;

	if (columns_of(fixture, text, &columns, &count) < 0)
		fail_msg("%s", fixture->error.text);
	for (size_t i = 0; i < count; i++) {
		const struct wn_column *column = &columns[i];

		assert_int_equal(column->size, sizeof *column);
		all = arena_printf(fixture->arena, "%.*s%s%.*s %s", STR_ARG(all), i ? "; " : "", STR_ARG(column->field), converter_name(column->convert));
		for (size_t k = 0; k < column->column_count; k++)
			all = arena_printf(fixture->arena, "%.*s <%.*s>", STR_ARG(all), STR_ARG(column->columns[k]));
		if (column->constant.len)
			all = arena_printf(fixture->arena, "%.*s const %.*s", STR_ARG(all), STR_ARG(column->constant));
		if (column->separator.len)
			all = arena_printf(fixture->arena, "%.*s at '%.*s'", STR_ARG(all), STR_ARG(column->separator));
		if (column->scheme.len)
			all = arena_printf(fixture->arena, "%.*s in %.*s", STR_ARG(all), STR_ARG(column->scheme));
		for (size_t k = 0; k < column->table_count; k++) {
			struct field field;

			assert_true(mapped_field(fixture->dictionary, column->field, NULL, &field));
			all = arena_printf(fixture->arena, "%.*s %.*s->%.*s", STR_ARG(all), STR_ARG(column->table[k].raw),
			                   STR_ARG(value_text(fixture->arena, &field, &column->table[k].value)));
		}
	}
	return all.ptr;
}

static void words_become_columns(void **state)
{
	static const char *const cases[][2] = {
		{"{ }", ""},
		{"{ name = \"Company\", employees = \"Staff\" }", "name text <Company>; employees integer <Staff>"},
		{"{ founded = \"F\", listed = \"L\", growth = \"G\", domain = \"D\", languages = \"S\", site_text = \"T\" }",
		 "founded date <F>; listed flag <L>; growth number <G>; domain domain <D>; languages text <S>; site_text text <T>"},
		{"{ country = const \"GB\", employees = const 5, listed = const true, growth = const(2.5) }",
		 "country constant const GB; employees constant const 5; listed constant const true; growth constant const 2.500000"},
		{"{ uses = split(\"Technologies\", \", \") }", "uses split <Technologies> at ', '"},
		{"{ status = map(\"CompanyStatus\", { [\"Active\"] = \"active\", [\"In Administration\"] = \"administration\" }) }",
		 "status table <CompanyStatus> Active->active In Administration->administration"},
		{"{ employees = map(\"Band\", { [\"A\"] = \"1-9\", [\"B\"] = 10 }) }", "employees table <Band> A->1-9 B->10"},
		{"{ legal_form = map(\"F\", { [\"SAS\"] = cj \"5710\" }) }", "legal_form table <F> SAS->cj 5710"},
		{"{ industry = sic { \"S1\", \"S2\" } }", "industry code <S1> <S2> in sic"},
		{"{ industry = naf \"APE\" }", "industry code <APE> in naf"},
		{"{ legal_form = \"CompanyCategory\" }", "legal_form text <CompanyCategory>"},
		{"{ revenue = { \"Amount\", \"Currency\" } }", "revenue money <Amount> <Currency>"},
		{"{ revenue = { \"Amount\", const \"EUR\" } }", "revenue money <Amount> const EUR"},
		{"{ signal = { kind = const \"visit\", date = \"day\", amount = { \"a\", \"c\" }, x_own = \"o\" } }",
		 "signal.kind constant const visit; signal.date date <day>; signal.amount money <a> <c>; signal.x_own text <o>"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(described(*state, cases[i][0]), cases[i][1]);
}

static void mistakes_say_where_and_how(void **state)
{
	struct fixture *fixture = *state;
	static const char *const cases[][2] = {
		{"\"x\"", "p.lua:1:1: columns is a table: columns = { name = \"Column\" }"},
		{"{ \"Company\" }", "p.lua:1:3: each column has its field before it: name = \"Company\""},
		{"{ nam = \"Company\" }", "p.lua:1:3: 'nam' is no field; did you mean 'name'?"},
		{"{ headcount_of_robots = \"R\" }", "p.lua:1:3: 'headcount_of_robots' is no field; see winnow fields, or declare your own as x_ in fields of the profile"},
		{"{ nationality = \"N\" }", "p.lua:1:3: 'nationality' is never collected about people and cannot be mapped"},
		{"{ complete = true }", "p.lua:1:3: complete = true stands beside columns, not in it"},
		{"{ name = 5 }", "p.lua:1:10: 'name' needs the name of a column in quotes, not a number"},
		{"{ name = \"  \" }", "p.lua:1:10: the name of the column is empty"},
		{"{ industry = \"SIC\" }", "p.lua:1:14: which classification is in \"SIC\"? write nace { \"SIC\" }, naf, sic, us_sic, naics or isic"},
		{"{ revenue = \"R\" }", "p.lua:1:13: which currency is \"R\" in? write { \"R\", \"Currency column\" } or { \"R\", const \"EUR\" }"},
		{"{ region = sic { \"A\" } }", "p.lua:1:12: 'region' holds text; sic { } is for codes"},
		{"{ industry = sic { } }", "p.lua:1:18: here stand names of columns: there is none"},
		{"{ industry = sic { 5 } }", "p.lua:1:20: here stand names of columns, in quotes"},
		{"{ name = { \"A\", \"B\" } }", "p.lua:1:10: { \"Amount\", \"Currency\" } is for money; 'name' holds text"},
		{"{ revenue = { \"A\" } }", "p.lua:1:13: money is { \"Amount\", \"Currency\" } or { \"Amount\", const \"EUR\" }"},
		{"{ revenue = { \"A\", const \"euro\" } }", "p.lua:1:20: here stands the column of the currency, or const and its code: const \"EUR\""},
		{"{ country = const \"UK\" }", "p.lua:1:13: \"UK\" is no value of 'country', which holds text"},
		{"{ country = const { \"GB\" } }", "p.lua:1:13: const takes one text, number or flag: const \"GB\""},
		{"{ revenue = const 5 }", "p.lua:1:13: 'revenue' holds money, which cannot be a constant"},
		{"{ name = split(\"A\", \",\") }", "p.lua:1:10: split is for sets and lists; 'name' holds text"},
		{"{ uses = split(\"A\") }", "p.lua:1:10: split takes a column and what separates: split(\"Column\", \", \")"},
		{"{ status = map(\"S\") }", "p.lua:1:12: map takes a column and a table: map(\"Column\", { [\"from\"] = \"to\" })"},
		{"{ status = map(\"S\", { \"active\" }) }", "p.lua:1:23: each entry of map says from what to what: [\"from\"] = \"to\""},
		{"{ status = map(\"S\", { [\"A\"] = \"alive\" }) }", "p.lua:1:31: \"alive\" is no value of 'status', which holds text"},
		{"{ status = map(\"S\", { [\"A\"] = { \"active\" } }) }", "p.lua:1:31: 'status' holds text, not a table"},
		{"{ legal_form = map(\"S\", { [\"A\"] = cj \"x\" }) }", "p.lua:1:38: \"x\" is no code of cj"},
		{"{ uses = splitt(\"A\", \",\") }", "p.lua:1:10: 'splitt' is no word for columns (const, split, map, or a classification); did you mean 'split'?"},
		{"{ signal = { kind = const \"visit\", dat = \"day\" } }", "p.lua:1:36: items of 'signal' have no 'dat'; see winnow fields"},
		{"{ signal = { kind = const \"visit\", \"day\" } }", "p.lua:1:36: each attribute of an item has a name: date = \"Column\""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct wn_column *columns;
		size_t count;

		assert_int_equal(columns_of(fixture, cases[i][0], &columns, &count), WN_INVALID);
		assert_string_equal(fixture->error.text, cases[i][1]);
	}
	assert_int_equal(columns_of_tree(fixture->arena, fixture->dictionary, NULL, NULL, NULL, &fixture->error), WN_INVALID);
}

/* ---- mappings ---- */

static struct wn_mapping *new_mapping(struct fixture *fixture)
{
	fixture->error = (struct wn_error){0};
	return mapping_new(fixture->arena, fixture->dictionary, WN_STR("test"));
}

static void refused_column(struct fixture *fixture, struct wn_column column, const char *text)
{
	struct wn_mapping *mapping = new_mapping(fixture);

	column.size = sizeof column;
	assert_int_equal(mapping_column(mapping, &column, &fixture->error), WN_INVALID);
	assert_string_equal(fixture->error.text, text);
	assert_int_equal(mapping->column_count, 0);
}

static void columns_that_make_no_sense_are_refused(void **state)
{
	static const struct wn_str one[] = {{"A", 1}}, three[] = {{"A", 1}, {"B", 1}, {"C", 1}}, blank[] = {{" ", 1}};
	static const struct wn_table_entry twice[] = {{.raw = {"A", 1}, .cause = WN_ABSENT}, {.raw = {"A", 1}, .cause = WN_MASKED}};
	static const struct wn_table_entry numbers[] = {{.raw = {"A", 1}, .value = {.type = WN_INTEGER, .as.range = {1, 1}}}};
	static const struct wn_table_entry causes[] = {{.raw = {"A", 1}, .cause = WN_CAUSE_COUNT}};
#define REFUSED(text, ...) refused_column(*state, (struct wn_column){__VA_ARGS__}, text)
#define ONE .columns = one, .column_count = 1

	REFUSED("'nam' is no field; did you mean 'name'?", .field = WN_STR("nam"), .convert = WN_CONV_TEXT, ONE);
	REFUSED("'gender' is never collected about people and cannot be mapped", .field = WN_STR("gender"), .convert = WN_CONV_TEXT, ONE);
	REFUSED("'signal' has no attribute 'dat'; see winnow fields", .field = WN_STR("signal.dat"), .convert = WN_CONV_TEXT, ONE);
	REFUSED("field 'name': there is no converter number 0", .field = WN_STR("name"), ONE);
	REFUSED("field 'name': it holds text, which converter integer cannot make", .field = WN_STR("name"), .convert = WN_CONV_INTEGER, ONE);
	REFUSED("field 'name': it needs the name of a column", .field = WN_STR("name"), .convert = WN_CONV_TEXT);
	REFUSED("field 'name': the name of its column is empty", .field = WN_STR("name"), .convert = WN_CONV_TEXT, .columns = blank, .column_count = 1);
	REFUSED("field 'uses': split needs a separator", .field = WN_STR("uses"), .convert = WN_CONV_SPLIT, ONE);
	REFUSED("field 'uses': converter split takes 1 column, not 3", .field = WN_STR("uses"), .convert = WN_CONV_SPLIT, .separator = WN_STR(","),
	        .columns = three, .column_count = 3);
	REFUSED("field 'revenue': converter money takes 2 columns, not 3", .field = WN_STR("revenue"), .convert = WN_CONV_MONEY, .columns = three,
	        .column_count = 3);
	REFUSED("field 'revenue': an amount needs its currency: a constant, or a second column", .field = WN_STR("revenue"), .convert = WN_CONV_MONEY, ONE);
	REFUSED("field 'industry': a code needs its scheme", .field = WN_STR("industry"), .convert = WN_CONV_CODE, ONE);
	REFUSED("field 'status': its table is empty", .field = WN_STR("status"), .convert = WN_CONV_TABLE, ONE);
	REFUSED("field 'status': its table has \"A\" twice", .field = WN_STR("status"), .convert = WN_CONV_TABLE, ONE, .table = twice, .table_count = 2);
	REFUSED("field 'status': its table has an unknown cause for \"A\"", .field = WN_STR("status"), .convert = WN_CONV_TABLE, ONE, .table = causes,
	        .table_count = 1);
	REFUSED("field 'industry': its table needs texts: \"A\" has none", .field = WN_STR("industry"), .convert = WN_CONV_CODE, ONE,
	        .scheme = WN_STR("naf"), .table = numbers, .table_count = 1);
	REFUSED("field 'country': \"UK\" is no value of it", .field = WN_STR("country"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("UK"));
	REFUSED("field 'country': a constant has no column", .field = WN_STR("country"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("GB"), ONE);
	REFUSED("field 'country': a constant cannot be empty", .field = WN_STR("country"), .convert = WN_CONV_CONSTANT);
}

static void a_table_holds_values_of_the_field(void **state)
{
	struct fixture *fixture = *state;
	struct wn_mapping *mapping = new_mapping(fixture);
	struct wn_str name = WN_STR("A");
	struct wn_table_entry entry = {.raw = WN_STR("x"), .value = {.type = WN_TEXT, .as.text = WN_STR("alive")}};
	struct wn_column column = {.size = sizeof column, .field = WN_STR("status"), .convert = WN_CONV_TABLE, .columns = &name, .column_count = 1,
		.table = &entry, .table_count = 1};

	assert_int_equal(mapping_column(mapping, &column, &fixture->error), WN_INVALID);
	entry.value.as.text = WN_STR("active");
	assert_int_equal(mapping_column(mapping, &column, &fixture->error), WN_OK);
	column.otherwise = &(struct wn_table_entry){.value = {.type = WN_INTEGER}};
	assert_int_equal(mapping_column(mapping, &column, &fixture->error), WN_INVALID);
}

static void everything_is_copied(void **state)
{
	struct fixture *fixture = *state;
	struct wn_mapping *mapping = new_mapping(fixture);
	char raw[] = "raw", to[] = "active", header[] = " Header ", field[] = "status", path[] = "/tmp/a.csv";
	struct wn_str name = {header, 8};
	struct wn_table_entry entry = {.raw = {raw, 3}, .value = {.type = WN_TEXT, .as.text = {to, 6}}};
	struct wn_column column = {.size = sizeof column, .field = {field, 6}, .convert = WN_CONV_TABLE, .columns = &name, .column_count = 1,
		.table = &entry, .table_count = 1, .otherwise = &entry};

	assert_int_equal(mapping_file(mapping, (struct wn_str){path, 10}, NULL, &fixture->error), WN_OK);
	for (int i = 0; i < 9; i++)
		assert_int_equal(mapping_column(mapping, &column, &fixture->error), WN_OK);
	memset(raw, 'x', 3), memset(to, 'x', 6), memset(header, 'x', 8), memset(field, 'x', 6), memset(path, 'x', 10);
	memset(&entry, 0, sizeof entry), memset(&name, 0, sizeof name);
	assert_int_equal(mapping->column_count, 9);
	for (int i = 0; i < 9; i++) {
		const struct wn_column *copy = &mapping->columns[i];

		assert_true(str_is(copy->field, "status") && str_is(copy->columns[0], "Header") && str_is(copy->table[0].raw, "raw"));
		assert_true(str_is(copy->table[0].value.as.text, "active") && str_is(copy->otherwise->value.as.text, "active"));
		assert_int_equal(mapping->fields[i], dictionary_find(fixture->dictionary, WN_STR("status")));
	}
	assert_string_equal(mapping->files[0].path.ptr, "/tmp/a.csv");
}

static void ids_files_and_the_rest(void **state)
{
	struct fixture *fixture = *state;
	struct wn_mapping *mapping = new_mapping(fixture);
	struct wn_dialect dialect = {.size = sizeof dialect};
	struct wn_error *error = &fixture->error;

	assert_int_equal(mapping_id(mapping, WN_STR("fr_siren"), WN_STR("A"), error), WN_INVALID);
	assert_non_null(strstr(error->text, "did you mean 'fr-siren'?"));
	assert_int_equal(mapping_id(mapping, WN_STR("crn"), WN_STR("A"), error), WN_INVALID);
	assert_string_equal(error->text, "'crn' is a field; its ids are of the scheme \"gb-crn\"");
	assert_int_equal(mapping_id(mapping, WN_STR("gb-crn"), WN_STR(" "), error), WN_INVALID);
	assert_int_equal(mapping_id(mapping, WN_STR("gb-crn"), WN_STR(" CompanyNumber"), error), WN_OK);
	assert_true(str_is(mapping->id_column, "CompanyNumber"));
	assert_int_equal(mapping_id(mapping, WN_STR("gb-crn"), WN_STR("B"), error), WN_INVALID);
	assert_int_equal(mapping_opt_out(mapping, WN_STR("S"), WN_STR(""), error), WN_INVALID);
	assert_int_equal(mapping_opt_out(mapping, WN_STR("S"), WN_STR("O"), error), WN_OK);
	assert_int_equal(mapping_opt_out(mapping, WN_STR("S"), WN_STR("O"), error), WN_INVALID);
	assert_int_equal(mapping_sure(mapping, 1000), WN_OK);
	assert_int_equal(mapping_sure(mapping, 1001), WN_INVALID);
	assert_int_equal(mapping_file(mapping, WN_STR(""), NULL, error), WN_INVALID);
	dialect.encoding = WN_STR("ebcdic");
	assert_int_equal(mapping_file(mapping, WN_STR("a"), &dialect, error), WN_INVALID);
	assert_string_equal(error->text, "there is no encoding \"ebcdic\": write utf-8, latin1 or windows-1252");
	dialect.encoding = WN_STR("latin1");
	dialect.delimiter = '"';
	assert_int_equal(mapping_file(mapping, WN_STR("a"), &dialect, error), WN_INVALID);
	dialect.delimiter = '\n';
	assert_int_equal(mapping_file(mapping, WN_STR("a"), &dialect, error), WN_INVALID);
	dialect.delimiter = ';';
	/* A plugin built before `day` was added says so by its size. */
	dialect.day = 5;
	dialect.size = offsetof(struct wn_dialect, day);
	assert_int_equal(mapping_file(mapping, WN_STR("a"), &dialect, error), WN_OK);
	assert_int_equal(mapping->files[0].dialect.day, 0);
	assert_int_equal(mapping->files[0].dialect.delimiter, ';');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_columns),
		cmocka_unit_test(mistakes_say_where_and_how),
		cmocka_unit_test(columns_that_make_no_sense_are_refused),
		cmocka_unit_test(a_table_holds_values_of_the_field),
		cmocka_unit_test(everything_is_copied),
		cmocka_unit_test(ids_files_and_the_rest),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
