/* lua_describe.c - descriptions: the tree, its order and places, and every kind of mistake. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "lua/lexer.h"
#include "lua/lua.h"

struct fixture {
	struct wn_arena *arena;
	struct diags *diags;
	struct wn_tree *tree;
};

static struct fixture describe(const char *text)
{
	struct fixture f = {arena_new(), diags_new(), NULL};

	f.tree = describe_text(f.arena, WN_STR("a.lua"), str_of(text), f.diags);
	return f;
}

static void done(struct fixture *f)
{
	diags_free(f->diags);
	arena_free(f->arena);
}

/* The whole tree in the canonical spelling. */
static void expect(const char *text, const char *spelling)
{
	struct fixture f = describe(text);

	if (diags_errors(f.diags))
		diags_print(f.diags, stderr);
	assert_int_equal(diags_errors(f.diags), 0);
	assert_non_null(f.tree);
	assert_string_equal(tree_print(f.arena, f.tree).ptr, spelling);
	done(&f);
}

/* One mistake, at line:column (column 0: any) and with these words in it. */
static void expect_mistake(const char *text, uint32_t line, uint32_t column, const char *words)
{
	struct fixture f = describe(text);

	assert_true(diags_errors(f.diags) >= 1);
	const struct diag *diag = diags_at(f.diags, 0);
	if (!strstr(diag->text.ptr, words) || diag->place.line != line || (column && diag->place.column != column))
		diags_print(f.diags, stderr);
	assert_non_null(strstr(diag->text.ptr, words));
	assert_int_equal(diag->place.line, line);
	if (column)
		assert_int_equal(diag->place.column, column);
	assert_string_equal(diag->place.path, "a.lua");
	done(&f);
}

static const struct wn_tree *at(const struct wn_tree *tree, size_t index)
{
	assert_non_null(tree);
	assert_true(index < tree->count);
	return tree->entries[index].value;
}

static void expect_place(const struct wn_tree *tree, uint32_t line, uint32_t column)
{
	assert_non_null(tree);
	assert_int_equal(tree->place.line, line);
	assert_int_equal(tree->place.column, column);
}

static void test_order_and_places(void **state)
{
	(void)state;
	struct fixture f = describe("-- a profile\n"
	                            "icp {\n"
	                            "  zeta = 1, alpha = \"x\",\n"
	                            "  must = {\n"
	                            "    { 20, \"label\", employees = between(50, 500), id = 'a' },\n"
	                            "  },\n"
	                            "}\n");
	const struct wn_tree *icp = at(f.tree, 0), *table = at(icp, 0);

	assert_int_equal(diags_errors(f.diags), 0);
	assert_int_equal(f.tree->count, 1);
	assert_true(tree_is_call(icp, "icp"));
	expect_place(icp, 2, 1);
	expect_place(table, 2, 5);
	assert_true(str_is(table->entries[0].key, "zeta"));
	assert_true(str_is(table->entries[1].key, "alpha"));
	assert_true(str_is(table->entries[2].key, "must"));
	assert_int_equal(table->entries[1].place.column, 13);
	expect_place(at(table, 1), 3, 21);
	const struct wn_tree *line = at(at(table, 2), 0);
	expect_place(line, 5, 5);
	assert_int_equal(line->count, 4);
	expect_place(at(line, 0), 5, 7);
	expect_place(at(line, 1), 5, 11);
	assert_int_equal(line->entries[2].place.column, 20);
	expect_place(at(line, 2), 5, 32);
	assert_true(tree_is_call(at(line, 2), "between"));
	expect_place(at(at(line, 2), 0), 5, 32);
	assert_int_equal(at(at(line, 2), 1)->as.integer, 500);
	expect_place(at(line, 3), 5, 55);
	done(&f);
}

static void test_values(void **state)
{
	(void)state;
	struct fixture f = describe("p { a = 3, b = 2.5, c = true, d = 2e6, e = 9007199254740993, f = -4, g = nil, h = [==[\nx]]]==], i = FR, j = {} }");
	const struct wn_tree *table = at(at(f.tree, 0), 0);

	assert_int_equal(diags_errors(f.diags), 0);
	assert_int_equal(tree_value(table, "a")->kind, WN_TREE_INTEGER);
	assert_int_equal(tree_value(table, "b")->kind, WN_TREE_NUMBER);
	assert_int_equal(tree_value(table, "c")->kind, WN_TREE_FLAG);
	assert_int_equal(tree_value(table, "d")->kind, WN_TREE_NUMBER);
	assert_true(tree_value(table, "e")->as.integer == 9007199254740993);
	assert_int_equal(tree_value(table, "f")->as.integer, -4);
	assert_null(tree_value(table, "g"));
	assert_string_equal(tree_value(table, "h")->as.text.ptr, "x]]");
	assert_true(tree_is_call(tree_value(table, "i"), "FR"));
	assert_int_equal(tree_value(table, "i")->count, 0);
	assert_int_equal(tree_value(table, "j")->kind, WN_TREE_TABLE);
	done(&f);
}

static void test_calls(void **state)
{
	(void)state;
	expect("pipeline { source \"x\" { file = \"a\" }, enrich \"domain\", sink \"csv\" {} }",
	       "{ pipeline { source \"x\" { file = \"a\" }, enrich \"domain\", sink \"csv\" {} } }");
	expect("test \"one\" { a = 1 }\ntest \"two\" { a = 2 }", "{ test \"one\" { a = 1 }, test \"two\" { a = 2 } }");
	expect("x(known())", "{ x(known()) }");
	expect("local s = source \"x\"\np { s { a = 1 }, s { a = 2 } }", "{ p { source \"x\" { a = 1 }, source \"x\" { a = 2 } } }");
	expect("", "{}");
	expect("\xef\xbb\xbf#!/usr/bin/env winnow\np {}", "{ p {} }");
}

static void test_computed(void **state)
{
	(void)state;
	expect("local t = {}\nfor i = 1, 3 do t[i] = i end\nt.b = 1 t.a = 2\np { list = t }", "{ p { list = { 1, 2, 3, a = 2, b = 1 } } }");
	expect("local function line(n) return { n, label = \"n\" .. n } end\np { line(1), line(2) }",
	       "{ p { { 1, label = \"n1\" }, { 2, label = \"n2\" } } }");
	expect("p { [\"a b\"] = 1, [\"x\" .. \"y\"] = 2, [1] = \"one\" }", "{ p { \"one\", [\"a b\"] = 1, xy = 2 } }");
	expect("local function two() return 1, 2 end\np { two() }", "{ p { 1, 2 } }");
	expect("p { 1, nil, 3 }", "{ p { 1, 3 } }");
	struct fixture f = describe("local t = {}\nt.z = 1\nt.y = {}\nq {\n  list = t }");
	const struct wn_tree *list = tree_value(at(at(f.tree, 0), 0), "list");
	expect_place(list, 1, 11);
	assert_true(str_is(list->entries[0].key, "y"));
	expect_place(at(list, 1), 1, 11);
	done(&f);
}

static void test_functions(void **state)
{
	(void)state;
	struct fixture f = describe("local function named(a)\n  return a\nend\n"
	                            "p { when({ \"a\" }, function(a) return { a, b = 2 } end),\n"
	                            "    named, function() end, named }");
	const struct wn_tree *table = at(at(f.tree, 0), 0), *code = at(at(table, 0), 1);

	assert_int_equal(diags_errors(f.diags), 0);
	assert_int_equal(code->kind, WN_TREE_CODE);
	assert_string_equal(code->as.text.ptr, "function(a) return { a, b = 2 } end");
	expect_place(code, 4, 19);
	assert_int_equal(code->code, 0);
	assert_string_equal(at(table, 1)->as.text.ptr, "function named(a)\n  return a\nend");
	assert_int_equal(at(table, 1)->code, 1);
	assert_int_equal(at(table, 2)->code, 2);
	assert_int_equal(at(table, 3)->code, 1);
	done(&f);
	/* one text, two functions: they see different values, so they are two */
	f = describe("local t = {}\nfor i = 1, 2 do t[i] = function() return i end end\np(t)");
	assert_int_equal(at(at(at(f.tree, 0), 0), 0)->code, 0);
	assert_int_equal(at(at(at(f.tree, 0), 0), 1)->code, 1);
	done(&f);
}

static void test_twice(void **state)
{
	(void)state;
	expect_mistake("icp {\n must = {\n  { employees = a,\n    employees = b } } }", 4, 5,
	               "'employees' is given twice in the same braces (first on line 3): Lua would keep only one; write all_of { ... }");
	expect_mistake("icp { must = { { any_of { uses = \"A\", uses = \"B\" } } } }", 1, 39,
	               "write uses = any_of { \"A\", \"B\" }");
	expect_mistake("p { cap = 1, [\"c\\97p\"] = 2 }", 1, 14, "'cap' is given twice in the same braces (first on line 1): Lua would keep only one; leave one out");
	expect_mistake("icp { fit = { { 1, id = \"a\", id = \"b\" } } }", 1, 30, "leave one out");
	/* the tree is there all the same, so that other mistakes are found in the same run */
	struct fixture f = describe("p { a = 1, a = 2, b = 3 }");
	assert_int_equal(diags_errors(f.diags), 1);
	assert_non_null(f.tree);
	assert_int_equal(at(at(f.tree, 0), 0)->count, 2);
	done(&f);
}

static void test_errors_of_lua(void **state)
{
	(void)state;
	expect_mistake("p {\n a = 1\n b = 2 }", 3, 0, "'}' expected (to close '{' at line 1) near 'b'");
	expect_mistake("p { a = 'x }", 1, 0, "unfinished string");
	expect_mistake("\n\nlocal x = nil\np { a = x.y }", 4, 0, "attempt to index a nil value (local 'x')");
	expect_mistake("local function f()\n error('bad thing')\nend\nf()", 2, 0, "bad thing");
	expect_mistake("\nerror({})", 2, 0, "an error that is no text");
	expect_mistake("cap = 400", 1, 0, "'cap' is set outside of all braces");
	expect_mistake("p { a = employes + 1 }", 1, 0, "'employes' is not defined in Lua, which makes it a word of the description: it cannot be reckoned with");
	expect_mistake("p { a = 1 + f(2) }", 1, 0, "f(...) is a part of the description");
	expect_mistake("p { strng.rep('x', 2) }", 1, 0, "'strng' is not defined in Lua, which makes it a word of the description: it has no 'rep'");
	expect_mistake("p { a = 'x' .. known }", 1, 0, "cannot be joined to a text");
	expect_mistake("require 'x'", 1, 0, "a description stands alone");
	expect_mistake("\x1bLua", 0, 0, "compiled Lua");
	expect_mistake("local __literal = 1 p {}", 1, 7, "__literal is taken");
}

static void test_values_that_cannot_stand(void **state)
{
	(void)state;
	expect_mistake("p {\n a = 0/0 }", 2, 6, "no number");
	expect_mistake("p { a = math.huge }", 1, 9, "infinite");
	expect_mistake("p { [true] = 1 }", 1, 3, "a key must be a text or a whole number, not a boolean");
	expect_mistake("p { [''] = 1 }", 1, 3, "must not be empty");
	expect_mistake("p { a = string.rep }", 1, 9, "a function of Lua's own");
	expect_mistake("p { a = \"\\xff\" }", 1, 9, "not UTF-8");
	expect_mistake("p { a = \"x\\0y\" }", 1, 9, "not UTF-8");
	expect_mistake("\nlocal t = {}\nt.t = t\np(t)", 2, 11, "contains itself");
	expect_mistake("local t = {}\nlocal c = f(t)\nt.c = c\np(c)", 1, 11, "contains itself");
}

static void test_limits(void **state)
{
	(void)state;
	expect_mistake("\nwhile true do end", 2, 0, "ran too long");
	expect_mistake("local function f() return f() end\n\nwhile true do pcall(f) end", 3, 0, "ran too long");
	expect_mistake("local t = {}\nfor i = 1, 1e9 do t[i] = { i } end", 2, 0, "not enough memory");
	expect_mistake("local s = string.rep('x', 1000000)\nlocal t = s:rep(1000)", 2, 0, "too large");
	expect_mistake("local t = {}\nfor i = 1, 300 do t = { t } end\np(t)", 2, 0, "200 deep");
	expect_mistake("local t = {1, 2}\nfor i = 1, 60 do t = { t, t } end\np(t)", 1, 0, "too large");
	expect_mistake("for i = 1, 1e9 do x(i) end", 1, 0, "not enough memory");
}

static void test_nesting_in_the_text(void **state)
{
	char text[1024] = "p ";
	(void)state;

	for (int depth = 1; depth <= 300; depth *= 2) {
		size_t len = 2;
		memset(text + len, '{', (size_t)depth);
		memset(text + len + depth, '}', (size_t)depth);
		text[len + 2 * (size_t)depth] = '\0';
		struct fixture f = describe(text);
		assert_true(depth > 64 ? diags_errors(f.diags) == 1 : diags_errors(f.diags) == 0);
		done(&f);
	}
}

static void test_files(void **state)
{
	(void)state;
	struct fixture f = {arena_new(), diags_new(), NULL};

	assert_null(describe_file(f.arena, WN_STR("/nonexistent/a.lua"), f.diags));
	assert_int_equal(diags_errors(f.diags), 1);
	done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_and_places), cmocka_unit_test(test_values), cmocka_unit_test(test_calls),
		cmocka_unit_test(test_computed), cmocka_unit_test(test_functions), cmocka_unit_test(test_twice),
		cmocka_unit_test(test_errors_of_lua), cmocka_unit_test(test_values_that_cannot_stand), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_nesting_in_the_text), cmocka_unit_test(test_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
