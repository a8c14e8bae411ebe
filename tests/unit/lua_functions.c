/* lua_functions.c - functions of a description: found by number in another state, called with values, failing within bounds. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/date.h"
#include "lua/functions.h"
#include "lua/lua.h"
#include "plugin/task.h"

struct fixture {
	struct wn_arena *arena;
	struct diags *diags;
	struct wn_tree *tree;
	struct functions *functions;
	struct wn_error error;
	enum verdict verdict;
};

/* `text` holds calls f(function ...); each call's first argument is a function that can be called here. */
static void begin(struct fixture *f, const char *text)
{
	*f = (struct fixture){.arena = arena_new(), .diags = diags_new()};
	f->tree = describe_text(f->arena, WN_STR("d.lua"), str_of(text), f->diags);
	assert_non_null(f->tree);
	assert_int_equal(diags_errors(f->diags), 0);
	f->functions = functions_open(WN_STR("d.lua"), str_of(text), &host_table, &f->error);
	if (!f->functions)
		fail_msg("%s", f->error.text);
}

static void end(struct fixture *f)
{
	functions_close(f->functions);
	diags_free(f->diags);
	arena_free(f->arena);
}

static const struct wn_tree *code(const struct fixture *f, size_t index)
{
	return tree_bare(tree_bare(f->tree, index), 0);
}

static int call(struct fixture *f, size_t index, const struct wn_value *values, size_t count)
{
	const struct wn_value *pointers[16];

	for (size_t i = 0; i < count; i++)
		pointers[i] = &values[i];
	f->error = (struct wn_error){0};
	return functions_test(f->functions, code(f, index), pointers, count, &f->verdict, &f->error);
}

/* ---- values ---- */

static void test_values(void **state)
{
	static const struct wn_str set[] = {{"de", 2}, {"fr", 2}};
	static const struct wn_code codes[] = {{{"naf", 3}, {"62.01Z", 6}, {NULL, 0}}};
	static const struct wn_attribute attributes[] = {{{"name", 4}, {.type = WN_TEXT, .as.text = {"SAP", 3}}}};
	static const struct wn_item items[] = {{attributes, 1, {NULL, 0}, 0}};
	const struct wn_value values[] = {
		value_of_range(WN_INTEGER, 50, WN_OPEN_HIGH),
		value_of_range(WN_NUMBER, WN_OPEN_LOW, 1500000),
		{.type = WN_MONEY, .as.money = {{123450, WN_OPEN_HIGH}, "EUR", 19722}},
		{.type = WN_MONEY, .as.money = {{500, 500}, "USD", WN_NO_DAY}},
		value_of_range(WN_DATE, day_of(2023, 1, 1), day_of(2023, 12, 31)),
		value_of_text(WN_STR("ACME")),
		value_of_flag(true),
		{.type = WN_SET, .as.set = {set, 2}},
		{.type = WN_CODE, .as.codes = {codes, 1}},
		{.type = WN_LIST, .as.list = {items, 1}},
	};
	struct fixture f;
	(void)state;

	begin(&f, "f(function(integer, number, euro, dollar, date, text, flag, set, code, list)\n"
	          "assert(integer.low == 50 and integer.high == math.huge and math.type(integer.low) == 'integer')\n"
	          "assert(number.low == -math.huge and number.high == 1.5)\n"
	          "assert(euro.low == 1234.5 and euro.low_eur == 1234.5 and euro.high_eur == math.huge)\n"
	          "assert(dollar.low == 5 and dollar.low_eur == nil)\n"
	          "assert(date.first == '2023-01-01' and date.last == '2023-12-31')\n"
	          "assert(text == 'ACME' and flag == true and #set == 2 and set[2] == 'fr')\n"
	          "assert(code[1].code == '62.01Z' and #list == 1 and list[1].name == 'SAP')\n"
	          "return true end)");
	if (call(&f, 0, values, sizeof values / sizeof *values) < 0)
		fail_msg("%s", f.error.text);
	assert_int_equal(f.verdict, VERDICT_MATCH);
	end(&f);
}

static void test_answers(void **state)
{
	const struct wn_value value = value_of_text(WN_STR("x"));
	static const char *const failing[] = {"0", "''", "'true'", "{}", "function() end"};
	struct fixture f;
	char text[200];
	(void)state;

	begin(&f, "f(function() return true end)\nf(function() return false end)\nf(function() return nil end)\nf(function() end)\nf(function(x) return x == 'x', 5 end)");
	static const enum verdict wanted[] = {VERDICT_MATCH, VERDICT_MISS, VERDICT_UNKNOWN, VERDICT_UNKNOWN, VERDICT_MATCH};
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(call(&f, i, &value, 1), WN_OK);
		assert_int_equal(f.verdict, wanted[i]);
	}
	end(&f);
	for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
		snprintf(text, sizeof text, "\nf(function() return %s end)", failing[i]);
		begin(&f, text);
		assert_true(call(&f, 0, &value, 1) < 0);
		assert_non_null(strstr(f.error.text, "d.lua:2: the function answered with a "));
		end(&f);
	}
}

/* ---- failures ---- */

static void expect_failure(const char *body, const char *words)
{
	const struct wn_value value = value_of_text(WN_STR("x"));
	struct fixture f;
	char text[1000];

	snprintf(text, sizeof text, "f(function(x)\n%s\nend)\nf(function() return true end)", body);
	begin(&f, text);
	assert_true(call(&f, 0, &value, 1) < 0);
	if (!strstr(f.error.text, words) || !strstr(f.error.text, "d.lua:") || !strstr(f.error.text, " (") || strchr(f.error.text, '\n'))
		fail_msg("%s: %s", body, f.error.text);
	if (!functions_are_worn(f.functions))
		assert_int_equal(call(&f, 1, &value, 1), WN_OK);
	end(&f);
}

static void test_failures(void **state)
{
	(void)state;
	expect_failure("error('no')", "d.lua:2: no");
	expect_failure("return x.y.z", "attempt to index");
	expect_failure("while true do pcall(function() while true do end end) end", "limit on instructions");
	expect_failure("local t = {} for i = 1, 1e8 do t[i] = i end", "d.lua:2: not enough memory");
	expect_failure("return between(1, 2)", "'between' is a word of the description");
	expect_failure("return os.time()", "has no 'time'");
	expect_failure("y = 1", "'y' is set outside");
	expect_failure("local a = http.get('https://a.fr')", "d.lua:2: a filter cannot ask the world");
	expect_failure("fact('name', 'x')", "fact");
	expect_failure("error({})", "d.lua:2: an error that is no text");
	expect_failure("return require('x')", "stands alone");
}

/* Its own frame is gone: it is named by the place where it stands. */
static void test_tail_call(void **state)
{
	const struct wn_value value = value_of_text(WN_STR("x"));
	struct fixture f;
	(void)state;

	begin(&f, "\nf(function(x) return http.get('https://a.fr') end)");
	assert_true(call(&f, 0, &value, 1) < 0);
	assert_non_null(strstr(f.error.text, "d.lua:2: a filter cannot ask the world"));
	end(&f);
}

static void test_wear(void **state)
{
	const struct wn_value value = value_of_text(WN_STR("x"));
	struct fixture f;
	(void)state;

	begin(&f, "f(function() error('no') end)\nf(function() while true do end end)");
	assert_true(call(&f, 0, &value, 1) < 0);
	assert_false(functions_are_worn(f.functions));
	assert_true(call(&f, 1, &value, 1) < 0);
	assert_true(functions_are_worn(f.functions));
	end(&f);
}

/* ---- numbers ---- */

/* Another text under the same name: the function of that number is another one. */
static void test_another_function(void **state)
{
	static const char *const others[] = {
		"f(function() return false end)", "\nf(function() return true end)", " f(function() return true end)", "f(5)",
	};
	const struct wn_value value = value_of_text(WN_STR("x"));
	(void)state;

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct fixture f;
		begin(&f, "f(function() return true end)");
		functions_close(f.functions);
		f.functions = functions_open(WN_STR("d.lua"), str_of(others[i]), &host_table, &f.error);
		assert_non_null(f.functions);
		assert_true(call(&f, 0, &value, 1) < 0);
		assert_non_null(strstr(f.error.text, "internal error: function 0 of d.lua is another one"));
		end(&f);
	}
}

/* One text, several functions: each with the values it was made with. */
static void test_closures(void **state)
{
	const struct wn_value value = value_of_range(WN_INTEGER, 10, 10);
	struct fixture f;
	(void)state;

	begin(&f, "local function least(n) return function(x) return x.low >= n end end\nf(least(5))\nf(least(10))\nf(least(11))\nlocal same = least(12) f(same) f(same)");
	static const enum verdict wanted[] = {VERDICT_MATCH, VERDICT_MATCH, VERDICT_MISS, VERDICT_MISS, VERDICT_MISS};
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(call(&f, i, &value, 1), WN_OK);
		assert_int_equal(f.verdict, wanted[i]);
	}
	assert_int_equal(code(&f, 3)->code, code(&f, 4)->code);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_answers), cmocka_unit_test(test_failures), cmocka_unit_test(test_wear),
		cmocka_unit_test(test_tail_call),
		cmocka_unit_test(test_another_function), cmocka_unit_test(test_closures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
