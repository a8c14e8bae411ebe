/* scan_rows.c - small files row by row: CSV and JSON Lines. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "scan/rows.h"
#include "unit/support_folder.h"

/* Header and rows as text, or the error. */
static void expect(const char *content, size_t len, const char *expected)
{
	char *folder = folder_make();
	struct wn_error error = {0};
	struct buf out = {0}, file = {0};
	struct wn_rows *rows;
	struct wn_row row;
	FILE *stream = fopen(folder_path(folder, "r.txt"), "wb");
	int result;

	assert_non_null(stream);
	fwrite(content, 1, len, stream);
	fclose(stream);
	buf_text(&out, "");
	result = rows_open(str_of(folder_path(folder, "r.txt")), &rows, &error);
	for (size_t i = 0; result == WN_OK && i < rows_columns(rows); i++) {
		struct wn_str name = rows_name(rows, i);

		buf_printf(&out, "<%.*s>", STR_ARG(name));
		assert_int_equal(rows_column(rows, name), i);
	}
	while (result == WN_OK && (result = rows_next(rows, &row, &error)) == WN_OK) {
		assert_int_equal(row.count, rows_columns(rows));
		buf_printf(&out, " %llu:", (unsigned long long)row.number);
		for (size_t i = 0; i < row.count; i++)
			buf_printf(&out, "%s%.*s", i ? "|" : "", STR_ARG(row.cells[i]));
	}
	if (result != WN_NONE) {
		const char *name = strstr(error.text, "r.txt");

		assert_non_null(name);
		buf_printf(&out, " %s", name);
	}
	rows_close(rows);
	assert_string_equal(out.data, expected);
	buf_free(&out);
	buf_free(&file);
	folder_remove(folder);
}

#define EXPECT(content, expected) expect(content, sizeof content - 1, expected)

static void delimited_rows(void **state)
{
	(void)state;
	EXPECT("a, b\n1,2\n\n3,4", "<a><b> 2:1|2 4:3|4");
	EXPECT("\xef\xbb\xbf" "a;b\r\n\"x;\"\"y\"\"\r\nz\";\r\n1;2\r\n", "<a><b> 2:x;\"y\"\r\nz| 4:1|2");
	EXPECT("a\tb\n1\t2\n", "<a><b> 2:1|2");
	EXPECT("\"a,1\",b\n5,6\n", "<a,1><b> 2:5|6");
	EXPECT("a,b\nCafe\xcc\x81,2\n", "<a><b> 2:Caf\xc3\xa9|2");
	EXPECT("a\n", "<a>");
}

static void bad_delimited_rows_fail_with_their_line(void **state)
{
	(void)state;
	EXPECT("", " r.txt is empty: there is no header line");
	EXPECT("a,b\n1,2\n1,2,3\n", "<a><b> 2:1|2 r.txt:3: wrong number of columns");
	EXPECT("a,b\n1\n", "<a><b> r.txt:2: wrong number of columns");
	EXPECT("a,b\n1,\"2\n", "<a><b> r.txt:2: unclosed quote");
	EXPECT("a,b\n1,\"2\"x\n", "<a><b> r.txt:2: unclosed quote");
	EXPECT("a,b\n1,\xff\n", "<a><b> r.txt:2: bad UTF-8");
	EXPECT("a,b\n1,\0\n", "<a><b> r.txt:2: NUL byte");
}

static void json_lines(void **state)
{
	(void)state;
	EXPECT("{\"a\":\"x\",\"b\":1}\n\n{\"b\":true,\"c\":{\"z\":1,\"y\":[1, 2]}}\n{\"a\":null,\"b\":1.5}",
	       "<a><b><c> 1:x|1| 3:|true|{\"y\":[1,2],\"z\":1} 4:|1.5|");
	EXPECT("  \n{\"a\":\"e\\u0301\"}\n", "<a> 2:\xc3\xa9");
}

static void bad_json_lines_fail_with_their_line(void **state)
{
	(void)state;
	EXPECT("{\"a\":1}\n{\"a\":\n", " r.txt:2: this line is not valid JSON (bad syntax, at byte 5)");
	EXPECT("{\"a\":1}\n[1]\n", " r.txt:2: this line is no JSON object: each line is one, as {\"name\": \"...\"}");
	EXPECT("{\"a\":1,\"a\":2}\n", " r.txt:1: this line is not valid JSON (a key twice, at byte 10)");
	EXPECT("{\"a\":\"\xff\"}\n", " r.txt:1: this line is not valid JSON (bad UTF-8, at byte 6)");
}

/* A key that comes after the first thousand rows is no column; a line that is wrong there is still found. */
static void keys_come_from_the_first_thousand_rows(void **state)
{
	struct buf content = {0}, path = {0};
	char *folder = folder_make();
	struct wn_error error = {0};
	struct wn_rows *rows;
	struct wn_row row;
	int result, count = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_text(&content, i == 999 ? "{\"a\":1,\"b\":2}\n" : "{\"a\":1}\n");
	buf_text(&content, "{\"a\":5,\"c\":3}\n{oops}\n");
	folder_write(folder, "r.txt", content.data);
	assert_int_equal(rows_open(str_of(folder_path(folder, "r.txt")), &rows, &error), WN_OK);
	assert_int_equal(rows_columns(rows), 2);
	assert_int_equal(rows_column(rows, WN_STR("c")), WN_NONE);
	while ((result = rows_next(rows, &row, &error)) == WN_OK)
		count++;
	assert_int_equal(count, 1001);
	assert_int_equal(result, WN_INVALID);
	assert_non_null(strstr(error.text, "r.txt:1002: this line is not valid JSON"));
	rows_close(rows);
	buf_free(&content);
	buf_free(&path);
	folder_remove(folder);
}

static void a_file_that_is_not_there(void **state)
{
	struct wn_error error = {0};
	struct wn_rows *rows;

	(void)state;
	assert_true(rows_open(WN_STR("/nowhere/at/all.csv"), &rows, &error) < 0);
	assert_null(rows);
	assert_non_null(strstr(error.text, "/nowhere/at/all.csv"));
	rows_close(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delimited_rows),
		cmocka_unit_test(bad_delimited_rows_fail_with_their_line),
		cmocka_unit_test(json_lines),
		cmocka_unit_test(bad_json_lines_fail_with_their_line),
		cmocka_unit_test(keys_come_from_the_first_thousand_rows),
		cmocka_unit_test(a_file_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
