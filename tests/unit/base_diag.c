/* base_diag.c - mistakes: order, repetition, form, the limit of fifty. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/str.h"

static char *printed(struct diags *diags)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	diags_print(diags, out);
	fclose(out);
	return text;
}

static void assert_printed(struct diags *diags, const char *expected)
{
	char *text = printed(diags);

	assert_string_equal(text, expected);
	free(text);
}

static void mistakes_are_printed_in_file_order(void **state)
{
	struct diags *diags = diags_new();

	(void)state;
	assert_null(diags_at(diags, 0));
	assert_printed(diags, "");
	diag_error(diags, (struct place){"b.lua", 1, 1}, "last");
	diag_warning(diags, (struct place){"a.lua", 1, 1}, "seldom %s", "useful");
	diag_error(diags, (struct place){"a.lua", 10, 2}, "third");
	diag_error(diags, (struct place){"a.lua", 9, 20}, "second");
	diag_error(diags, (struct place){"a.lua", 9, 3}, "first");
	diag_error(diags, (struct place){"a.lua", 9, 3}, "first too");
	assert_int_equal(diags_errors(diags), 5);
	assert_int_equal(diags_warnings(diags), 1);
	assert_true(str_is(diags_at(diags, 0)->text, "seldom useful"));
	assert_true(str_is(diags_at(diags, 5)->text, "last"));
	assert_null(diags_at(diags, 6));
	assert_printed(diags, "a.lua:9:3: first\na.lua:9:3: first too\na.lua:9:20: second\na.lua:10:2: third\nb.lua:1:1: last\n"
		"a.lua:1:1: warning: seldom useful\n");
	diag_error(diags, (struct place){"a.lua", 2, 2}, "added later");
	assert_true(str_is(diags_at(diags, 1)->text, "added later"));
	diags_free(diags);
	diags_free(NULL);
}

static void a_repeated_mistake_counts_once(void **state)
{
	struct diags *diags = diags_new();
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		diag_error(diags, (struct place){"a", 1, 1}, "same");
	diag_error(diags, (struct place){"a", 1, 2}, "same");
	diag_error(diags, (struct place){"a", 11, 0}, "2:same");
	diag_error(diags, (struct place){"a", 1, 1}, "other");
	diag_warning(diags, (struct place){"a", 1, 1}, "same");
	assert_int_equal(diags_errors(diags), 4);
	assert_int_equal(diags_warnings(diags), 0);
	diag_warning(diags, (struct place){"a", 5, 1}, "grows worse");
	assert_int_equal(diags_warnings(diags), 1);
	diag_error(diags, (struct place){"a", 5, 1}, "grows worse");
	assert_int_equal(diags_warnings(diags), 0);
	assert_int_equal(diags_errors(diags), 5);
	diags_free(diags);
}

static void unknown_places_are_left_out(void **state)
{
	struct diags *diags = diags_new();

	(void)state;
	diag_error(diags, (struct place){0}, "nowhere");
	diag_error(diags, (struct place){"a.lua", 0, 0}, "in the file");
	diag_error(diags, (struct place){"a.lua", 4, 0}, "on the line");
	diag_warning(diags, (struct place){0}, "hm");
	assert_printed(diags, "nowhere\na.lua: in the file\na.lua:4: on the line\nwarning: hm\n");
	diags_free(diags);
}

static void each_mistake_is_one_line(void **state)
{
	struct diags *diags = diags_new();

	(void)state;
	diag_error(diags, (struct place){"a\nb.lua", 1, 1}, "key '%s'", "x\n\x1B[2Jy");
	assert_printed(diags, "a\\nb.lua:1:1: key 'x\\n\\x1B[2Jy'\n");
	diags_free(diags);
}

static void after_fifty_only_the_number(void **state)
{
	struct diags *diags = diags_new();
	char *text;
	uint32_t i;

	(void)state;
	for (i = 1; i <= 60; i++)
		diag_warning(diags, (struct place){"a.lua", i, 1}, "soft");
	for (i = 1; i <= 45; i++)
		diag_error(diags, (struct place){"a.lua", 100 + i, 1}, "hard");
	text = printed(diags);
	assert_true(str_begins(str_of(text), WN_STR("a.lua:101:1: hard\n")));
	assert_non_null(strstr(text, "a.lua:145:1: hard\na.lua:1:1: warning: soft\n"));
	assert_true(str_ends(str_of(text), WN_STR("a.lua:5:1: warning: soft\nand 55 more\n")));
	free(text);
	diags_free(diags);
}

static void paths_and_texts_are_its_own(void **state)
{
	struct diags *diags = diags_new();
	char path[] = "a.lua", word[] = "word";

	(void)state;
	diag_error(diags, (struct place){path, 1, 1}, "%s", word);
	memset(path, 'x', sizeof path - 1);
	memset(word, 'x', sizeof word - 1);
	assert_printed(diags, "a.lua:1:1: word\n");
	diags_free(diags);
}

static void near_words_are_offered(void **state)
{
	static const char *const words[] = {"must", "must_not", "fit", NULL};
	char buffer[128], long_text[300];

	(void)state;
	assert_string_equal(did_you_mean(buffer, WN_STR("mustnot"), words), "; did you mean 'must_not'?");
	assert_ptr_equal(did_you_mean(buffer, WN_STR("zebra"), words), buffer);
	assert_string_equal(buffer, "");
	memset(long_text, 'm', sizeof long_text);
	assert_string_equal(did_you_mean(buffer, (struct wn_str){long_text, sizeof long_text}, words), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_are_printed_in_file_order),
		cmocka_unit_test(a_repeated_mistake_counts_once),
		cmocka_unit_test(unknown_places_are_left_out),
		cmocka_unit_test(each_mistake_is_one_line),
		cmocka_unit_test(after_fifty_only_the_number),
		cmocka_unit_test(paths_and_texts_are_its_own),
		cmocka_unit_test(near_words_are_offered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
