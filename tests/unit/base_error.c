/* base_error.c - texts of failures: quoting themselves, cut at a character, with the words of errno. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"

static void a_failure_has_code_and_text(void **state)
{
	struct wn_error error = {0};

	(void)state;
	assert_int_equal((fail)(&error, WN_INVALID, "%s is %d", "x", 7), WN_INVALID);
	assert_int_equal(error.code, WN_INVALID);
	assert_string_equal(error.text, "x is 7");
	assert_int_equal((fail)(&error, WN_REFUSED, "later"), WN_REFUSED);
	assert_string_equal(error.text, "later");
	assert_int_equal((fail)(NULL, WN_REFUSED, "%s", "nobody listens"), WN_REFUSED);
}

static void a_failure_may_quote_itself(void **state)
{
	struct wn_error error = {0};

	(void)state;
	(fail)(&error, WN_FAIL, "inner");
	(fail)(&error, WN_FAIL, "outer (%s)", error.text);
	assert_string_equal(error.text, "outer (inner)");
	assert_int_equal(fail_in(&error, "step '%s' [%s]", "csv", error.text), WN_FAIL);
	assert_string_equal(error.text, "step 'csv' [outer (inner)]: outer (inner)");
}

static void where_it_failed_goes_in_front(void **state)
{
	struct wn_error error = {0};

	(void)state;
	(fail)(&error, WN_INVALID, "no such column");
	assert_int_equal(fail_in(&error, "%s:%d", "a.csv", 3), WN_INVALID);
	assert_string_equal(error.text, "a.csv:3: no such column");
	assert_int_equal(fail_in(NULL, "x"), WN_FAIL);
	error = (struct wn_error){0};
	assert_int_equal(fail_in(&error, "nobody said why"), WN_FAIL);
	assert_string_equal(error.text, "nobody said why");
	assert_int_equal(error.code, WN_FAIL);
}

static void errno_is_put_in_words(void **state)
{
	struct wn_error error = {0};

	(void)state;
	errno = ENOSPC;
	assert_int_equal(fail_errno(&error, "cannot write '%s'", "x"), WN_FAIL);
	assert_string_equal(error.text, "cannot write 'x': No space left on device");
	errno = EACCES;
	fail_errno(&error, "cannot open '%s'", "x");
	assert_true(str_begins(str_of(error.text), WN_STR("cannot open 'x': Permission denied for user ")));
	assert_true(str_ends(str_of(error.text), WN_STR(": chmod it, or run as its owner")));
	errno = 99999;
	fail_errno(&error, "odd");
	assert_string_equal(error.text, "odd: Unknown error 99999");
	assert_int_equal(fail_errno(NULL, "x"), WN_FAIL);
}

static void long_texts_end_in_dots_on_a_whole_character(void **state)
{
	char long_text[3000];
	size_t shift, i;

	(void)state;
	for (i = 0; i < sizeof long_text - 1; i++)
		long_text[i] = i % 3 == 0 ? '\xE2' : i % 3 == 1 ? '\x82' : '\xAC';
	long_text[sizeof long_text - 1] = 0;
	for (shift = 0; shift < 3; shift++) {
		struct wn_error error = {0};
		struct wn_str text;

		(fail)(&error, WN_FAIL, "%.*s%s", (int)shift, "xxx", long_text);
		text = str_of(error.text);
		assert_in_range(text.len, 1020, 1023);
		assert_true(str_is_utf8(text));
		assert_true(str_ends(text, WN_STR("\xAC...")));
		errno = ENOENT;
		fail_errno(&error, "%.*s%s", (int)shift, "xxx", long_text);
		text = str_of(error.text);
		assert_true(text.len < sizeof error.text);
		assert_true(str_is_utf8(text));
		assert_true(str_ends(text, WN_STR("...: No such file or directory")));
		fail_in(&error, "%s", "front");
		assert_true(str_begins(str_of(error.text), WN_STR("front: ")));
		assert_true(str_is_utf8(str_of(error.text)));
	}
}

static void a_text_that_just_fits_is_whole(void **state)
{
	struct wn_error error = {0};

	(void)state;
	(fail)(&error, WN_FAIL, "%01023d", 5);
	assert_int_equal(strlen(error.text), 1023);
	assert_int_equal(error.text[1022], '5');
	(fail)(&error, WN_FAIL, "%01024d", 5);
	assert_int_equal(strlen(error.text), 1023);
	assert_string_equal(error.text + 1020, "...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_has_code_and_text),
		cmocka_unit_test(a_failure_may_quote_itself),
		cmocka_unit_test(where_it_failed_goes_in_front),
		cmocka_unit_test(errno_is_put_in_words),
		cmocka_unit_test(long_texts_end_in_dots_on_a_whole_character),
		cmocka_unit_test(a_text_that_just_fits_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
