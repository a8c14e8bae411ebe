/* lua_lexer.c - where tables, entries and functions stand, in texts that make it hard. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "lua/lexer.h"

struct fixture {
	struct wn_arena *arena;
	struct diags *diags;
	struct literals literals;
	int result;
};

static struct fixture lex(const char *text)
{
	struct fixture f = {arena_new(), diags_new(), {0}, 0};

	f.result = lex_literals(f.arena, WN_STR("a.lua"), str_of(text), &f.literals, f.diags);
	return f;
}

static void done(struct fixture *f)
{
	diags_free(f->diags);
	arena_free(f->arena);
}

static void expect_marked(const char *text, const char *marked)
{
	struct fixture f = lex(text);

	assert_int_equal(f.result, WN_OK);
	assert_string_equal(f.literals.marked.ptr, marked);
	done(&f);
}

static void test_marks(void **state)
{
	(void)state;
	expect_marked("x = {1}", "x = __literal(0,{1})");
	expect_marked("f{1}", "f(__literal(0,{1}))");
	expect_marked("f \"a\" {1} {2}", "f \"a\" (__literal(0,{1})) (__literal(1,{2}))");
	expect_marked("f [[a]] {}", "f [[a]] (__literal(0,{}))");
	expect_marked("return {{},{}}", "return __literal(0,{__literal(1,{}),__literal(2,{})})");
	expect_marked("t[1]{} (f){} a.b{} a:b{}", "t[1](__literal(0,{})) (f)(__literal(1,{})) a.b(__literal(2,{})) a:b(__literal(3,{}))");
	expect_marked("x = a and {} or not {}", "x = a and __literal(0,{}) or not __literal(1,{})");
	expect_marked("f -- {\n{ --[==[ } ]] ]==] }", "f -- {\n(__literal(0,{ --[==[ } ]] ]==] }))");
	expect_marked("x = { '}', \"\\\"}\", [[}]], [==[]]}]==] }", "x = __literal(0,{ '}', \"\\\"}\", [[}]], [==[]]}]==] })");
	expect_marked("f(function() end)", "f(__function(0,function() end))");
	expect_marked("local function g() return {} end", "local function g() return __literal(0,{}) end");
	expect_marked("#!shebang {\nx = {}", "\nx = __literal(0,{})");
	expect_marked("", "");
}

/* Keys of the first table, joined; bare ones as a dot, computed ones as a star. */
static void expect_entries(const char *text, const char *entries)
{
	struct fixture f = lex(text);
	char joined[256] = "";

	assert_int_equal(f.result, WN_OK);
	for (size_t i = 0; i < f.literals.at[0].count; i++) {
		const struct literal_entry *entry = &f.literals.at[0].entries[i];
		const char *key = entry->computed ? "*" : entry->key.len ? arena_str(f.arena, entry->key).ptr : ".";
		snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i ? " " : "", key);
	}
	assert_string_equal(joined, entries);
	done(&f);
}

static void test_entries(void **state)
{
	(void)state;
	expect_entries("x = {a = 1, 2; b = 3,}", "a . b");
	expect_entries("x = {}", "");
	expect_entries("x = {a == 1, b ~= 2}", ". .");
	expect_entries("x = {[\"a\"] = 1, ['b c'] = 2, [ [[d]] ] = 3, [1] = 4, [f()] = 5}", "a b c d * *");
	expect_entries("x = {function(a, b) local c, d = 1, 2; return {e = 1} end, f = 1}", ". f");
	expect_entries("x = {f(1, 2, 3), (g), t[1], a = {b = 1}}", ". . . a");
	expect_entries("x = {a = function() if x then for i = 1, 2 do while y do repeat local z, w = 1, 2 until z end end end end, b = 1}", "a b");
	expect_entries("x = {a = --[[ b = 1, ]] 2, -- c = 3,\n d = 1}", "a d");
	expect_entries("x = {[\"\\x61\\98\\u{63}\\z  \n d\"] = 1}", "abcd");
}

static void test_long_bracket_key(void **state)
{
	(void)state;
	struct fixture f = lex("x = {[ [[\nlong]] ] = 1, [\"\\u{7FFFFFFF}\\u{20AC}\"] = 2}");

	assert_true(str_is(f.literals.at[0].entries[0].key, "long"));
	assert_true(str_is(f.literals.at[0].entries[1].key, "\xfd\xbf\xbf\xbf\xbf\xbf\xe2\x82\xac"));
	done(&f);
}

static void expect_place(struct place place, uint32_t line, uint32_t column)
{
	assert_int_equal(place.line, line);
	assert_int_equal(place.column, column);
}

static void test_places(void **state)
{
	(void)state;
	struct fixture f = lex("x = {\r\n  a = -5,\n\r  [1] =\n 'b',\r{ }}\n");
	const struct literal *literal = &f.literals.at[0];

	expect_place(literal->place, 1, 5);
	expect_place(literal->entries[0].place, 2, 3);
	expect_place(literal->entries[0].value_place, 2, 7);
	expect_place(literal->entries[1].place, 3, 3);
	expect_place(literal->entries[1].value_place, 4, 2);
	expect_place(literal->entries[2].place, 5, 1);
	expect_place(f.literals.at[1].place, 5, 1);
	done(&f);
	f = lex("local a = function()\n  return 1\nend\nlocal function b() end");
	assert_int_equal(f.literals.function_count, 2);
	expect_place(f.literals.functions[0].place, 1, 11);
	assert_int_equal(f.literals.functions[0].last_line, 3);
	assert_false(f.literals.functions[0].named);
	assert_true(f.literals.functions[1].named);
	assert_true(str_is(f.literals.functions[1].text, "function b() end"));
	done(&f);
}

static void test_twice(void **state)
{
	(void)state;
	struct fixture f = lex("x = { a = 1, b = 2, ['a'] = 3, c = { a = 4 }, a = 5 }");

	assert_int_equal(diags_errors(f.diags), 2);
	expect_place(diags_at(f.diags, 0)->place, 1, 21);
	expect_place(diags_at(f.diags, 1)->place, 1, 47);
	assert_true(f.literals.at[0].entries[2].again);
	assert_false(f.literals.at[0].entries[0].again);
	done(&f);
	f = lex("x = {\n must = {\n  { a = 1,\n    -- a comment\n    a = between(1,\n 2) } } }");
	assert_non_null(strstr(diags_at(f.diags, 0)->text.ptr, "(first on line 3): Lua would keep only one; write all_of { ... }"));
	done(&f);
	f = lex("icp { must = { { none_of { a = between(1, 2), a = at_most(9) } } } }");
	assert_non_null(strstr(diags_at(f.diags, 0)->text.ptr, "write a = none_of { between(1, 2), at_most(9) }"));
	done(&f);
}

/* What is no Lua is refused, and nothing is reported. */
static void test_no_lua(void **state)
{
	static const char *const texts[] = {"x = {", "}", "x = { ]", "x = 'a", "x = [[a", "--[[", "(", "f(}", "end", "until x", "x = { end }", "x = '\n'"};
	(void)state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct fixture f = lex(texts[i]);
		assert_int_equal(f.result, WN_INVALID);
		assert_int_equal(diags_errors(f.diags), 0);
		done(&f);
	}
}

/* ---- whatever Lua accepts, the lexer accepts, and the marked text is Lua again ---- */

static uint64_t seed = 20261101;

static unsigned draw(unsigned below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % below;
}

static bool compiles(const char *text, size_t len)
{
	lua_State *lua = luaL_newstate();
	bool good = luaL_loadbufferx(lua, text, len, "=x", "t") == LUA_OK;

	lua_close(lua);
	return good;
}

static void test_random_texts(void **state)
{
	static const char *const pieces[] = {"{", "}", "{", "}", "(", ")", "[", "]", "=", ",", ";", "a", "b", "'s'", "[[l]]", "1", "..", "function() ", "end ",
		"return ", "local x=", "if a then ", "do ", "\n", "--c\n", "not ", "-", "f", "\"q\\\"\"", "==", "a=", "['k']=", "[1]="};
	int accepted = 0;
	(void)state;

	for (int round = 0; round < 60000; round++) {
		char text[200] = "local x=";
		unsigned count = 1 + draw(9);
		for (unsigned i = 0; i < count; i++)
			strncat(text, pieces[draw(sizeof pieces / sizeof *pieces)], sizeof text - strlen(text) - 1);
		if (!compiles(text, strlen(text)))
			continue;
		accepted++;
		struct fixture f = lex(text);
		if (f.result != WN_OK || !compiles(f.literals.marked.ptr, f.literals.marked.len))
			fail_msg("round %d: %s -> %s", round, text, f.result == WN_OK ? f.literals.marked.ptr : "refused");
		done(&f);
	}
	assert_true(accepted > 300);
}

/* Any bytes: an answer, and no crash. */
static void test_random_bytes(void **state)
{
	static const char letters[] = "{}[]()=,;'\"\\-\n\r zxu1.e#\xef\xbb\xbf";
	(void)state;

	for (int round = 0; round < 20000; round++) {
		char text[40];
		unsigned count = draw(sizeof text - 1);
		for (unsigned i = 0; i < count; i++)
			text[i] = letters[draw(sizeof letters - 1)];
		text[count] = '\0';
		struct fixture f = lex(text);
		assert_true(f.result == WN_OK || f.result == WN_INVALID);
		done(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks), cmocka_unit_test(test_entries), cmocka_unit_test(test_long_bracket_key), cmocka_unit_test(test_places),
		cmocka_unit_test(test_twice), cmocka_unit_test(test_no_lua), cmocka_unit_test(test_random_texts), cmocka_unit_test(test_random_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
