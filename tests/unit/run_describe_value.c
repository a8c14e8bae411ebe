/* run_describe_value.c - a value that a test describes, written down again and read back, is the same value. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "company/date.h"
#include "lua/lua.h"
#include "run/describe_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct reading {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct diags *diags;
};

static bool read_fact(struct reading *reading, const char *written, struct fact *fact)
{
	struct wn_str text = arena_printf(reading->arena, "company { %s }", written);
	const struct wn_tree *file = describe_text(reading->arena, (struct wn_str)WN_STR("t.lua"), text, reading->diags);
	*fact = (struct fact){.evidence = {.day = WN_NO_DAY}};
	if (!file || file->count != 1)
		return false;
	const struct wn_tree *table = tree_bare(file->entries[0].value, 0);
	return table->count == 1 && fact_of_entry(reading->arena, reading->dictionary, &table->entries[0], fact, reading->diags);
}

static int begin(void **state)
{
	struct reading *reading = calloc(1, sizeof *reading);
	reading->arena = arena_new();
	reading->dictionary = dictionary_new();
	reading->diags = diags_new();
	*state = reading;
	return 0;
}

static int end(void **state)
{
	struct reading *reading = *state;
	diags_free(reading->diags);
	dictionary_free(reading->dictionary);
	arena_free(reading->arena);
	free(reading);
	return 0;
}

static void test_there_and_back(void **state)
{
	static const char *const facts[] = {
		"name = 'ACME \"& Co\" \\\\ \\n'", "city = 'Zürich\\t'", "employees = 0", "employees = { 50, 99 }", "employees = at_least(10000)",
		"employees = at_most(9)", "employees = between(1, 2)", "revenue = { 1.5, 'EUR' }", "revenue = { -3, 4, 'JPY' }",
		"revenue = { at_least(7), 'KWD', day = '2025-12-31' }", "founded = '2020'", "founded = '2020-02'", "founded = '2020-02-29'",
		"founded = { '2020-02-03', '2021' }", "listed = true", "listed = false", "industry = naf '62.01Z'",
		"industry = { naf '62.01Z', sic '62012', us_sic '7372' }", "legal_form = cj('5710', 'SAS')", "legal_form = 'Private limited company'",
		"languages = {}", "languages = { 'fr', 'de', complete = true }", "uses = {}", "uses = { 'SAP', { 'Slack', version = '4.1', since = '2020-05' } }",
		"uses = { { name = 'X', x_seats = 12, x_paid = true, x_price = { 5, 'EUR' }, x_since = '2021', x_share = 0.5 }, complete = true }",
		"signal = { { 'funding', date = '2026-10-01', amount = { 1000000, 2000000, 'USD' }, ratio = 0.25 } }", "site_text = 'We export'",
		"city = unknown 'masked'",
	};
	struct reading *reading = *state;
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		struct fact first, second;
		if (!read_fact(reading, facts[i], &first))
			fail_msg("%s: %s", facts[i], diags_at(reading->diags, 0) ? diags_at(reading->diags, 0)->text.ptr : "not read");
		const struct field *field = dictionary_field(reading->dictionary, first.field);
		struct wn_str text = tree_print(reading->arena, tree_of_fact(reading->arena, field, &first));
		struct wn_str again = arena_printf(reading->arena, "%s = %.*s", field->name, STR_ARG(text));
		if (!read_fact(reading, again.ptr, &second))
			fail_msg("%s: written as %s, which cannot be read", facts[i], again.ptr);
		struct wn_value a = value_copy(reading->arena, &first.value), b = value_copy(reading->arena, &second.value);
		if (first.cause != second.cause || (first.cause == WN_KNOWN && value_compare(&a, &b) != 0))
			fail_msg("%s: written as %s, which is another value", facts[i], again.ptr);
	}
}

static void test_evidence(void **state)
{
	struct reading *reading = *state;
	struct fact fact;
	assert_true(read_fact(reading, "employees = fact { { 20, 30 }, sure = 0.6, date = '2026-03-01', where = 'https://a.example/' }", &fact));
	assert_int_equal(fact.value.as.range.low, 20);
	assert_int_equal(fact.evidence.sure, 600);
	assert_true(str_is(day_text(reading->arena, fact.evidence.day), "2026-03-01"));
	assert_true(str_is(fact.evidence.where, "https://a.example/"));
	assert_true(read_fact(reading, "languages = { 'fr', absent = { 'de', 'en' } }", &fact));
	assert_int_equal(fact.value.as.set.absent_count, 2);
	assert_true(read_fact(reading, "uses = { { 'SAP', sure = 0.5, where = 'p' }, absent = { 'Slack' } }", &fact));
	assert_int_equal(fact.value.as.list.at[0].sure, 500);
	assert_int_equal(fact.value.as.list.absent_count, 1);
	assert_true(read_fact(reading, "site_text = { 'x', complete = true }", &fact));
	assert_true(fact.value.complete);
	assert_int_equal(diags_errors(reading->diags), 0);
}

/* ---- where a value stands in its text ---- */

/* The first value of `x { a = VALUE }`, as it stands in the text; plain or not. */
static void check_span(struct reading *reading, const char *file, const char *wanted, bool plain)
{
	struct wn_str text = str_of(file);
	const struct wn_tree *tree = describe_text(reading->arena, (struct wn_str)WN_STR("t.lua"), text, reading->diags);
	const struct wn_tree *call = tree->entries[tree->count - 1].value;
	const struct wn_tree *value = tree_value(tree_bare(call, 0), "a");
	struct span_of_text span = {0};
	bool found = value_span(text, value, &span);
	if (found != (wanted != NULL) || (found && span.plain != plain))
		fail_msg("%s: %s, %s", file, found ? "found" : "not found", span.plain ? "plain" : "computed");
	if (found && !str_equal((struct wn_str){file + span.from, span.to - span.from}, str_of(wanted)))
		fail_msg("%s: found %.*s", file, (int)(span.to - span.from), file + span.from);
}

static void test_spans(void **state)
{
	struct reading *reading = *state;
	check_span(reading, "x { a = 'b' }", "'b'", true);
	check_span(reading, "-- a\nx {\n  b = 1, a --[[ a ]] = --[=[ x ]=] [==[ ] ]] ]=] ]==] -- c\n}", "[==[ ] ]] ]=] ]==]", true);
	check_span(reading, "x { a = -5, }", "-5", true);
	check_span(reading, "x { a = true; }", "true", true);
	check_span(reading, "x { a = { 1, b = 'c', ['d e'] = { unknown 'f' }, g(1, 2), } , h = 1 }", "{ 1, b = 'c', ['d e'] = { unknown 'f' }, g(1, 2), }", true);
	check_span(reading, "x { a = unknown \"absent\" }", "unknown \"absent\"", true);
	check_span(reading, "x { a = {} }", "{}", true);
	check_span(reading, "x { a = 'b' .. 'c' }", "'b'", false);
	check_span(reading, "x { a = 4 - 3 }", "4", false);
	check_span(reading, "local y = 'b' x { a = y }", NULL, false);
	check_span(reading, "local y = 'b' x { a = { y, '}' } }", "{ y, '}' }", false);
	check_span(reading, "local t = { a = 'b' } x(t)", "'b'", true);
	check_span(reading, "local t = {} t.a = 'b' x(t)", NULL, false);
	check_span(reading, "x { a = ('b'):upper() }", NULL, false);
	assert_int_equal(diags_errors(reading->diags), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_there_and_back, begin, end),
		cmocka_unit_test_setup_teardown(test_evidence, begin, end),
		cmocka_unit_test_setup_teardown(test_spans, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
