/* scan_marks.c - rows found 64 bytes at a time are those that are found byte by byte, on each set of instructions. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "scan/marks.h"
#include "unit/support_random.h"

#include <cmocka.h>

#define ROOM 300

static const struct csv comma = {',', '"', 4096, false};

/* Bytes that must not be read beyond are those of another buffer. */
static char *padded(const char *bytes, size_t len)
{
	char *copy = xmalloc(len + MARKS_REACH);

	memcpy(copy, bytes, len);
	memset(copy + len, '\n', MARKS_REACH); /* as misleading as can be */
	return copy;
}

/* Every row that a path calls plain has the end and the cells that csv.h finds. Returns how many there were. */
static size_t check_rows(const struct csv *csv, const struct marks_way *way, const char *bytes, size_t len)
{
	struct cell cells[ROOM];
	uint32_t ends[ROOM + MARKS_SPARE];
	struct marks marks = {.ends = ends, .room = ROOM};
	size_t plain = 0;

	for (size_t at = 0; at < len;) {
		struct wn_str rest = {bytes + at, len - at};
		struct row_span span = csv_row(csv, rest, true);

		if (way->row(csv, rest, &marks)) {
			struct wn_str row = csv_line((struct wn_str){rest.ptr, span.end});
			size_t count = csv_split(csv, row, cells, ROOM);

			plain++;
			assert_int_equal(span.state, ROW_WHOLE);
			assert_int_equal(marks.next, span.end);
			assert_int_equal(marks.count, count);
			for (size_t i = 0; i < count; i++) {
				struct cell cell = marks_cell(csv, rest.ptr, &marks, i);

				assert_false(cells[i].doubled);
				assert_int_equal(cell.len, cells[i].len);
				assert_memory_equal(cell.ptr, cells[i].ptr, cell.len);
			}
		}
		at += span.end == CSV_NOWHERE ? len : span.end;
	}
	return plain;
}

/* Where rows() stops is the end of a row, and the line ends up to there are counted. */
static size_t check_span(const struct csv *csv, const struct marks_way *way, const char *bytes, size_t len)
{
	uint64_t lines = 12345;
	size_t end = way->rows(csv, (struct wn_str){bytes, len}, &lines), at = 0;

	assert_true(end <= len);
	while (at < end) {
		struct row_span span = csv_row(csv, (struct wn_str){bytes + at, len - at}, true);

		assert_int_equal(span.state, ROW_WHOLE);
		at += span.end;
	}
	assert_int_equal(at, end);
	assert_int_equal(lines, csv_lines((struct wn_str){bytes, end}));
	return end;
}

static void check_all(const struct csv *csv, const char *bytes, size_t len)
{
	for (int path = MARKS_PORTABLE; path < MARKS_PATH_COUNT; path++) {
		const struct marks_way *way = marks_of((enum marks_path)path);
		char *copy = padded(bytes, len);

		if (way) {
			check_rows(csv, way, copy, len);
			check_span(csv, way, copy, len);
		}
		free(copy);
	}
}

/* ---- by hand ---- */

static void plain_rows_are_plain(void **state)
{
	static const struct {
		const char *bytes;
		size_t plain;
	} cases[] = {
		{"a,b,c\n", 1},
		{"a,b,c\r\nd,e,f\r\n", 2},
		{",,\n", 1},
		{"\"a\",\"b,c\",\"d\ne\"\n", 1},
		{"\"a\",\"\"\r\n", 1},
		{"a\n\nb\n", 2},                  /* the empty line is no row */
		{"a,b", 0},                        /* without its line end it is looked at closely */
		{"\"a\"\"b\",c\n", 0},
		{"a \"b\",c\n", 0},
		{"\"a\"b,c\n", 0},
		{"\"a\"\rb,c\n", 0},
		{"\"a\n", 0},
	};

	(void)state;
	for (int path = MARKS_PORTABLE; path < MARKS_PATH_COUNT; path++)
		for (size_t i = 0; marks_of((enum marks_path)path) && i < sizeof cases / sizeof *cases; i++) {
			char *copy = padded(cases[i].bytes, strlen(cases[i].bytes));

			assert_int_equal(check_rows(&comma, marks_of((enum marks_path)path), copy, strlen(cases[i].bytes)), cases[i].plain);
			free(copy);
		}
}

static void a_nul_byte_is_not_plain(void **state)
{
	static const char bytes[] = "a,\0,c\nd,e,f\n";
	char *copy = padded(bytes, sizeof bytes - 1);

	(void)state;
	for (int path = MARKS_PORTABLE; path < MARKS_PATH_COUNT; path++)
		if (marks_of((enum marks_path)path))
			assert_int_equal(check_rows(&comma, marks_of((enum marks_path)path), copy, sizeof bytes - 1), 1);
	free(copy);
}

/* At each place of a block and across its border. */
static void every_offset(void **state)
{
	static const char *const tails[] = {"\"q\"\n", "\"q,\n\",r\n", "\"\"\r\n", "\"q\"\r\n", "\"q\"\"\"\n", "x\"\n", "\"q\"\rx\n", "\"q"};
	char bytes[400];

	(void)state;
	for (size_t lead = 0; lead < 200; lead++)
		for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
			memset(bytes, 'x', lead);
			if (lead)
				bytes[lead - 1] = ',';
			memcpy(bytes + lead, tails[i], strlen(tails[i]));
			memcpy(bytes + lead + strlen(tails[i]), "1,2\n\"3\",4\n", 10);
			check_all(&comma, bytes, lead + strlen(tails[i]) + 10);
		}
}

static void a_row_longer_than_the_limit_is_not_plain(void **state)
{
	static const struct csv tight = {',', '"', 100, false};
	char bytes[302];

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	for (size_t len = 90; len < 110; len++) {
		bytes[len] = '\n';
		bytes[len + 1] = 'a';
		bytes[len + 2] = '\n';
		check_all(&tight, bytes, len + 3);
		memset(bytes, 'x', sizeof bytes);
	}
}

static void no_more_cells_than_there_is_room_for(void **state)
{
	uint32_t ends[3 + MARKS_SPARE];
	struct marks marks = {.ends = ends, .room = 3};
	char *copy = padded("a,b,c\nd,e,f,g\n", 14);

	(void)state;
	for (int path = MARKS_PORTABLE; path < MARKS_PATH_COUNT; path++) {
		const struct marks_way *way = marks_of((enum marks_path)path);

		if (!way)
			continue;
		assert_true(way->row(&comma, (struct wn_str){copy, 14}, &marks));
		assert_false(way->row(&comma, (struct wn_str){copy + 6, 8}, &marks));
	}
	free(copy);
}

/* ---- at random ---- */

static void random_bytes(void **state)
{
	static const char letters[] = {',', ',', ';', '"', '"', '\n', '\n', '\r', 'a', 'b', 'c', ' ', 0, (char)0xe9};
	static const char quotes[] = {'"', '\'', '"', '"'}, delimiters[] = {',', ';', '\t', ','};
	struct dice dice = dice_new();

	(void)state;
	for (int turn = 0; turn < 3000; turn++) {
		char bytes[600];
		size_t len = dice_below(&dice, sizeof bytes), plain = dice_below(&dice, 8);
		struct csv csv = {delimiters[turn % 4], quotes[turn % 4], 20 + dice_below(&dice, 500), false};

		/* From mostly letters, where rows are long and plain, to mostly trouble. */
		for (size_t i = 0; i < len; i++)
			bytes[i] = dice_below(&dice, 8) < plain ? 'x' : letters[dice_below(&dice, sizeof letters)];
		check_all(&csv, bytes, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_rows_are_plain),
		cmocka_unit_test(a_nul_byte_is_not_plain),
		cmocka_unit_test(every_offset),
		cmocka_unit_test(a_row_longer_than_the_limit_is_not_plain),
		cmocka_unit_test(no_more_cells_than_there_is_room_for),
		cmocka_unit_test(random_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
