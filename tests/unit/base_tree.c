/* base_tree.c - description trees: asking them, and their one canonical spelling. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/tree.h"
#include "unit/support_random.h"

static struct wn_arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct wn_tree *node(enum wn_tree_kind kind)
{
	return tree_new(arena, kind, (struct place){"t.lua", 1, 2});
}

static struct wn_tree *integer(int64_t value)
{
	struct wn_tree *tree = node(WN_TREE_INTEGER);

	tree->as.integer = value;
	return tree;
}

static struct wn_tree *number(double value)
{
	struct wn_tree *tree = node(WN_TREE_NUMBER);

	tree->as.number = value;
	return tree;
}

static struct wn_tree *texts(enum wn_tree_kind kind, const char *value)
{
	struct wn_tree *tree = node(kind);

	tree->as.text = str_of(value);
	return tree;
}

static struct wn_tree *text(const char *value)
{
	return texts(WN_TREE_TEXT, value);
}

static struct wn_tree *flag(bool value)
{
	struct wn_tree *tree = node(WN_TREE_FLAG);

	tree->as.flag = value;
	return tree;
}

static void add(struct wn_tree *table, const char *key, struct wn_tree *value)
{
	tree_add(arena, table, str_of(key), (struct place){"t.lua", 3, 4}, value);
}

static void assert_prints(const struct wn_tree *tree, const char *expected)
{
	assert_string_equal(tree_print(arena, tree).ptr, expected);
}

static void a_table_is_asked(void **state)
{
	struct wn_tree *table = node(WN_TREE_TABLE), *call = texts(WN_TREE_CALL, "source");

	(void)state;
	add(table, "", integer(20));
	add(table, "b", text("x"));
	add(table, "", text("label"));
	add(table, "a", table);
	add(table, "b", text("y"));
	assert_int_equal(table->count, 5);
	assert_int_equal(tree_bare_count(table), 2);
	assert_int_equal(tree_bare(table, 0)->as.integer, 20);
	assert_true(str_is(tree_bare(table, 1)->as.text, "label"));
	assert_null(tree_bare(table, 2));
	assert_true(str_is(tree_value(table, "b")->as.text, "x"));
	assert_int_equal(tree_entry(table, "b")->place.line, 3);
	assert_ptr_equal(tree_value(table, "a"), table);
	assert_null(tree_value(table, "c"));
	assert_null(tree_value(table, ""));
	assert_int_equal(table->place.column, 2);
	add(call, "", text("csv"));
	assert_true(tree_is_call(call, "source"));
	assert_false(tree_is_call(call, "sourc") || tree_is_call(table, "source") || tree_is_call(NULL, "source"));
	assert_true(str_is(tree_bare(call, 0)->as.text, "csv"));
}

static void nothing_may_be_asked(void **state)
{
	(void)state;
	assert_null(tree_value(NULL, "a"));
	assert_null(tree_entry(NULL, "a"));
	assert_null(tree_bare(NULL, 0));
	assert_int_equal(tree_bare_count(NULL), 0);
	assert_null(tree_value(integer(5), "a"));
	assert_string_equal(tree_kind_name(NULL), "nothing");
	assert_prints(NULL, "nil");
}

static void many_entries_keep_their_order(void **state)
{
	struct wn_tree *table = node(WN_TREE_TABLE);
	int i;

	(void)state;
	for (i = 0; i < 5000; i++)
		add(table, "", integer(i));
	assert_int_equal(table->count, 5000);
	for (i = 0; i < 5000; i++)
		assert_int_equal(table->entries[i].value->as.integer, i);
}

static void kinds_have_names(void **state)
{
	const char *between, *days;

	(void)state;
	assert_string_equal(tree_kind_name(text("x")), "a text");
	assert_string_equal(tree_kind_name(integer(1)), "a number");
	assert_string_equal(tree_kind_name(number(1.5)), "a number");
	assert_string_equal(tree_kind_name(flag(true)), "a flag");
	assert_string_equal(tree_kind_name(node(WN_TREE_TABLE)), "a table");
	assert_string_equal(tree_kind_name(texts(WN_TREE_CODE, "function() end")), "a function");
	assert_string_equal(tree_kind_name(node(WN_TREE_CALL)), "(...)");
	between = tree_kind_name(texts(WN_TREE_CALL, "between"));
	days = tree_kind_name(texts(WN_TREE_CALL, "days"));
	assert_string_equal(between, "between(...)");
	assert_string_equal(days, "days(...)");
}

static void values_print_as_written(void **state)
{
	(void)state;
	assert_prints(integer(INT64_MIN), "-9223372036854775808");
	assert_prints(flag(true), "true");
	assert_prints(flag(false), "false");
	assert_prints(number(2.5), "2.5");
	assert_prints(number(1), "1.0");
	assert_prints(number(-0.0), "-0.0");
	assert_prints(number(1500000), "1500000.0");
	assert_prints(number(0.1), "0.1");
	assert_prints(number(1e300), "1e+300");
	assert_prints(number(1.0 / 3), "0.3333333333333333");
	assert_prints(number((double)INFINITY), "inf");
	assert_prints(number(-(double)INFINITY), "-inf");
	assert_prints(number((double)NAN), "nan");
	assert_prints(text("caf\xC3\xA9 \"x\" \\ \n"), "\"caf\xC3\xA9 \\\"x\\\" \\\\ \\n\"");
	assert_prints(text("\xFF"), "\"\\xFF\"");
	assert_prints(texts(WN_TREE_CODE, "function(c) return 1 end"), "function(c) return 1 end");
	assert_prints(node(WN_TREE_TABLE), "{}");
}

static void keys_print_sorted_behind_bare_values(void **state)
{
	struct wn_tree *table = node(WN_TREE_TABLE);

	(void)state;
	add(table, "unknown", text("drop"));
	add(table, "", integer(20));
	add(table, "country", text("FR"));
	add(table, "", text("label"));
	add(table, "end", integer(1));
	add(table, "x y", integer(2));
	add(table, "_1", integer(3));
	add(table, "1st", integer(4));
	add(table, "caf\xC3\xA9", integer(5));
	assert_prints(table, "{ 20, \"label\", [\"1st\"] = 4, _1 = 3, [\"caf\xC3\xA9\"] = 5, country = \"FR\", [\"end\"] = 1, unknown = \"drop\", [\"x y\"] = 2 }");
}

static void a_key_written_twice_keeps_its_order(void **state)
{
	struct wn_tree *table = node(WN_TREE_TABLE);
	int i;

	(void)state;
	for (i = 0; i < 5; i++)
		add(table, "b", integer(i));
	add(table, "a", integer(9));
	assert_prints(table, "{ a = 9, b = 0, b = 1, b = 2, b = 3, b = 4 }");
}

static struct wn_tree *call(const char *word, struct wn_tree *first, struct wn_tree *second)
{
	struct wn_tree *tree = texts(WN_TREE_CALL, word);

	if (first)
		add(tree, "", first);
	if (second)
		add(tree, "", second);
	return tree;
}

static void calls_print_as_people_write_them(void **state)
{
	struct wn_tree *table = node(WN_TREE_TABLE);

	(void)state;
	add(table, "path", text("out.csv"));
	assert_prints(call("between", integer(50), integer(500)), "between(50, 500)");
	assert_prints(call("nace", text("62"), NULL), "nace \"62\"");
	assert_prints(call("has", table, NULL), "has { path = \"out.csv\" }");
	assert_prints(call("sink", text("csv"), table), "sink \"csv\" { path = \"out.csv\" }");
	assert_prints(call("money", text("1"), text("EUR")), "money(\"1\", \"EUR\")");
	assert_prints(call("some_of", integer(2), table), "some_of(2, { path = \"out.csv\" })");
	assert_prints(call("when", table, texts(WN_TREE_CODE, "function() end")), "when({ path = \"out.csv\" }, function() end)");
	assert_prints(call("now", NULL, NULL), "now()");
	assert_prints(call("within", call("days", integer(365), NULL), NULL), "within(days(365))");
}

static struct wn_tree *random_tree(struct dice *dice, int depth)
{
	static const char *const words[] = {"a", "b", "a b", "1", "true", "end", "\"", "\\", "\n", "n", "\\n", ", ", "} {", "\xC3\xA9", "\xC3", "\\xC3"};
	const char *word = words[dice_below(dice, sizeof words / sizeof *words)];
	struct wn_tree *tree;
	size_t left = dice_below(dice, 4);

	switch (dice_below(dice, depth > 0 ? 8 : 4)) {
	case 0:
		return integer((int64_t)dice_below(dice, 3) - 1);
	case 1:
		return number((double)dice_below(dice, 5) / 2);
	case 2:
		return flag(dice_below(dice, 2));
	case 3:
		return text(word);
	case 4:
	case 5:
		tree = texts(WN_TREE_CALL, dice_below(dice, 2) ? "f" : "g");
		while (left-- > 0)
			add(tree, "", random_tree(dice, depth - 1));
		return tree;
	default:
		tree = node(WN_TREE_TABLE);
		while (left-- > 0)
			add(tree, dice_below(dice, 2) ? word : "", random_tree(dice, depth - 1));
		return tree;
	}
}

static bool same(const struct wn_tree *a, const struct wn_tree *b);

/* Bare values in order; keyed ones in order among those of the same key. */
static bool same_entries(const struct wn_tree *a, const struct wn_tree *b)
{
	size_t i, j, nth, k;

	if (a->count != b->count)
		return false;
	for (i = 0; i < a->count; i++) {
		for (nth = 0, k = 0; k < i; k++)
			nth += str_equal(a->entries[k].key, a->entries[i].key);
		for (j = 0; j < b->count; j++)
			if (str_equal(b->entries[j].key, a->entries[i].key) && nth-- == 0)
				break;
		if (j == b->count || !same(a->entries[i].value, b->entries[j].value))
			return false;
	}
	return true;
}

static bool same(const struct wn_tree *a, const struct wn_tree *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case WN_TREE_FLAG:
		return a->as.flag == b->as.flag;
	case WN_TREE_INTEGER:
		return a->as.integer == b->as.integer;
	case WN_TREE_NUMBER:
		return memcmp(&a->as.number, &b->as.number, sizeof a->as.number) == 0;
	case WN_TREE_TEXT:
		return str_equal(a->as.text, b->as.text);
	case WN_TREE_CALL:
		return str_equal(a->as.text, b->as.text) && same_entries(a, b);
	default:
		return same_entries(a, b);
	}
}

/* Small trees often coincide: they print alike just when they are alike. */
static void equal_spelling_means_equal_trees(void **state)
{
	struct dice dice = dice_new();
	struct wn_tree *trees[600];
	struct wn_str printed[600];
	size_t i, j, equal = 0;

	(void)state;
	for (i = 0; i < 600; i++) {
		trees[i] = random_tree(&dice, 2);
		printed[i] = tree_print(arena, trees[i]);
		for (j = 0; j < i; j++) {
			if (same(trees[i], trees[j]) != str_equal(printed[i], printed[j]))
				fail_msg("%s | %s", printed[i].ptr, printed[j].ptr);
			equal += str_equal(printed[i], printed[j]);
		}
	}
	assert_true(equal > 0);
}

static void numbers_read_back(void **state)
{
	struct dice dice = dice_new();
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		uint64_t bits = dice_bits(&dice);
		double value, back;
		struct wn_str printed;

		memcpy(&value, &bits, sizeof value);
		if (i % 2)
			value = (double)(int64_t)bits / 1000;
		if (!isfinite(value))
			continue;
		printed = tree_print(arena, number(value));
		back = strtod(printed.ptr, NULL);
		assert_memory_equal(&back, &value, sizeof value);
		assert_non_null(strpbrk(printed.ptr, ".e"));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_table_is_asked),
		TEST(nothing_may_be_asked),
		TEST(many_entries_keep_their_order),
		TEST(kinds_have_names),
		TEST(values_print_as_written),
		TEST(keys_print_sorted_behind_bare_values),
		TEST(a_key_written_twice_keeps_its_order),
		TEST(calls_print_as_people_write_them),
		TEST(equal_spelling_means_equal_trees),
		TEST(numbers_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
