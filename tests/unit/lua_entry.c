/* lua_entry.c - where braces and entries end, in texts that make it hard. The place is marked by a caret in the text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "lua/entry.h"

struct marked {
	struct wn_arena *arena;
	struct wn_str text;
	struct place place;
};

static struct marked mark(const char *text)
{
	const char *caret = strchr(text, '^');
	struct marked marked = {.arena = arena_new(), .place = {.path = "a.lua"}};

	marked.text = arena_printf(marked.arena, "%.*s%s", (int)(caret - text), text, caret + 1);
	span_place(marked.text, (size_t)(caret - text), &marked.place.line, &marked.place.column);
	return marked;
}

static void expect(const struct marked *marked, bool found, struct text_span span, const char *want)
{
	struct wn_str got = found ? (struct wn_str){marked->text.ptr + span.from, span.to - span.from} : WN_STR("(none)");

	if (!str_is(got, want))
		fprintf(stderr, "%.*s, not %s\n", STR_ARG(got), want);
	assert_true(str_is(got, want));
}

static void braces(const char *text, const char *want)
{
	struct marked marked = mark(text);
	struct text_span span;
	bool found = span_of_braces(marked.text, marked.place, &span);

	expect(&marked, found, span, want);
	arena_free(marked.arena);
}

static void entry(const char *text, const char *want)
{
	struct marked marked = mark(text);
	struct text_span span;
	bool found = span_of_entry(marked.text, marked.place, &span);

	expect(&marked, found, span, want);
	arena_free(marked.arena);
}

static void key(const char *text, const char *name, const char *want)
{
	struct marked marked = mark(text);
	struct text_span whole, span;
	bool found = span_of_braces(marked.text, marked.place, &whole) && span_of_key(marked.text, whole, name, &span);

	expect(&marked, found, span, want);
	arena_free(marked.arena);
}

static void removed(const char *text, const char *want)
{
	struct marked marked = mark(text);
	struct text_span span;

	assert_true(span_of_braces(marked.text, marked.place, &span));
	span = span_to_remove(marked.text, span);
	struct wn_str left = arena_printf(marked.arena, "%.*s%s", (int)span.from, marked.text.ptr, marked.text.ptr + span.to);
	assert_string_equal(left.ptr, want);
	arena_free(marked.arena);
}

static void test_braces(void **state)
{
	(void)state;
	braces("x = ^{}", "{}");
	braces("x = ^{ {}, { 1 } } }", "{ {}, { 1 } }");
	braces("x = ^{ '}', \"\\\"}\", [[}]], [==[]]}]==] } y", "{ '}', \"\\\"}\", [[}]], [==[]]}]==] }");
	braces("x = ^{ 1, -- }\n 2 --[[ } ]] }", "{ 1, -- }\n 2 --[[ } ]] }");
	braces("x = { 1,\n\t^{ f(function() if a then return { 1 } end end) } }", "{ f(function() if a then return { 1 } end end) }");
	braces("x = ^{ 1", "(none)");
	braces("x = {^ 1 }", "(none)");
	braces("x ^= { 1 }", "(none)");
}

static void test_entries(void **state)
{
	(void)state;
	entry("x = { 1, ^a = between(1, 2), b = 3 }", "a = between(1, 2)");
	entry("x = { ^a = nace { \"1\", \"2\" } }", "a = nace { \"1\", \"2\" }");
	entry("x = { ^a = \"}\" -- so\n, b = 3 }", "a = \"}\"");
	entry("x = { ^a = b; c = d }", "a = b");
	entry("x = { ^when({ \"a\" }, function(a) local b, c = 1, 2 repeat b, c = c, b until b for i, j in d do e, f = 1, 2 end return b end), 5 }",
	      "when({ \"a\" }, function(a) local b, c = 1, 2 repeat b, c = c, b until b for i, j in d do e, f = 1, 2 end return b end)");
	entry("x = { ^a = function() while true do a, b = b, a end end, 5 }", "a = function() while true do a, b = b, a end end");
	entry("x = { ^a = 1", "(none)");
}

static void test_keys(void **state)
{
	(void)state;
	key("x = ^{ \"unknown = 1\", { unknown = 2 }, unknown = \"drop\" }", "unknown", "unknown = \"drop\"");
	key("x = ^{ a = unknown, f(unknown), [unknown] = 1 }", "unknown", "(none)");
	key("x = { ^{ a = 1 }, unknown = 2 }", "unknown", "(none)");
	key("x = ^{ unknown == 1, unknown = 2 }", "unknown", "unknown = 2");
}

static void test_removal(void **state)
{
	(void)state;
	removed("x = {\n\ta,\n\t^{ 1 },\n\tb,\n}", "x = {\n\ta,\n\tb,\n}");
	removed("x = { a, ^{ 1 }, b }", "x = { a,  b }");
	removed("x = { a, ^{ 1 } }", "x = { a,  }");
	removed("x = {\n\t^{ 1 }\n}", "x = {\n}");
	removed("x = {\n\t^{ 1 }, -- why\n}", "x = {\n\t -- why\n}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_braces), cmocka_unit_test(test_entries), cmocka_unit_test(test_keys), cmocka_unit_test(test_removal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
