/* scan_csv.c - rows and cells against an obvious splitter, alone and through the scan with tiny windows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scan/csv.h"
#include "unit/scan_support.h"

/* ---- the obvious splitter: one character after the other ---- */

#define CELLS_MOST 64
#define NEVER SIZE_MAX

struct plain_row {
	bool broken;
	size_t cells;        /* broken: number of the cell where it broke, 0: too long */
	struct wn_str text[CELLS_MOST];
	size_t next;         /* where the next row begins */
};

static size_t behind_line_end(struct wn_str all, size_t from)
{
	for (; from < all.len; from++)
		if (all.ptr[from] == '\n')
			return from + 1;
	return all.len;
}

static void broke(struct plain_row *row, struct wn_str all, size_t from, size_t cell)
{
	row->broken = true;
	row->cells = cell;
	row->next = behind_line_end(all, from);
}

static void plain_split(struct wn_arena *arena, struct wn_str all, size_t start, size_t limit, char delimiter, struct plain_row *row)
{
	char *cell = arena_alloc(arena, all.len - start + 1);
	size_t len = 0, i = start, opened = NEVER;
	size_t wall = all.len - start > limit ? start + limit : NEVER; /* nothing from here on may be needed */
	bool fresh = true;

	*row = (struct plain_row){0};
	for (;; i++) {
		char c = i < all.len ? all.ptr[i] : '\n';

		if (i == wall) {
			broke(row, all, opened == NEVER ? wall : opened, opened == NEVER ? 0 : row->cells + 1);
			return;
		}
		if (opened != NEVER) {
			if (i >= all.len) {
				broke(row, all, opened, row->cells + 1);
				return;
			}
			if (c != '"') {
				cell[len++] = c;
				continue;
			}
			if (i + 1 < all.len && i + 1 != wall && all.ptr[i + 1] == '"') {
				cell[len++] = '"';
				i++;
				continue;
			}
			if (i + 1 == wall) {
				broke(row, all, opened, row->cells + 1);
				return;
			}
			/* Closed: now a delimiter or the line end. */
			if (i + 1 < all.len && all.ptr[i + 1] == '\r' && i + 2 == wall) {
				broke(row, all, opened, row->cells + 1);
				return;
			}
			if (i + 1 < all.len && all.ptr[i + 1] != delimiter && all.ptr[i + 1] != '\n' &&
			    !(all.ptr[i + 1] == '\r' && (i + 2 == all.len || all.ptr[i + 2] == '\n'))) {
				broke(row, all, opened, row->cells + 1);
				return;
			}
			opened = NEVER;
			fresh = false;
			continue;
		}
		if (c == '"' && fresh) {
			opened = i;
			continue;
		}
		fresh = false;
		if (c == '\r' && (i + 1 >= all.len || all.ptr[i + 1] == '\n') && i + 1 != wall)
			continue;
		if (c == delimiter || c == '\n') {
			row->text[row->cells++] = arena_str(arena, (struct wn_str){cell, len});
			len = 0;
			fresh = true;
			assert_true(row->cells < CELLS_MOST);
			if (c == '\n') {
				row->next = i < all.len ? i + 1 : all.len;
				return;
			}
			continue;
		}
		cell[len++] = c;
	}
}

/* ---- random files ---- */

static struct wn_str random_text(struct wn_arena *arena, struct dice *dice, size_t most)
{
	static const char *const pieces[] = {"a", "bc", "x", ",", ",", ",", "\n", "\n", "\r\n", "\"", ",\"", "\",", "\"\"", "\"q\"", ",\"r\"\"s\",",
		"\"\n", "\r", " ", ",\"t\nu\",", ";", "\"\r\n"};
	struct buf buf = {0};
	struct wn_str text;
	size_t wanted = dice_below(dice, most);

	while (buf.len < wanted)
		buf_text(&buf, pieces[dice_below(dice, sizeof pieces / sizeof *pieces)]);
	text = arena_str(arena, buf_as_str(&buf));
	buf_free(&buf);
	return text;
}

static void same_rows(struct wn_str all, size_t limit)
{
	struct wn_arena *arena = arena_new();
	struct csv csv = {',', '"', limit};
	size_t at = 0;

	while (at < all.len) {
		struct plain_row plain;
		struct row_span span = csv_row(&csv, str_from(all, at), true);

		plain_split(arena, all, at, limit, ',', &plain);
		assert_int_equal(span.state, plain.broken ? ROW_BROKEN : ROW_WHOLE);
		assert_int_equal(at + span.end, plain.next);
		if (!plain.broken) {
			struct cell cells[CELLS_MOST];
			size_t count = csv_split(&csv, csv_line(str_first(str_from(all, at), span.end)), cells, CELLS_MOST);

			assert_int_equal(count, plain.cells);
			for (size_t i = 0; i < count; i++) {
				struct wn_str text = csv_text(arena, &csv, &cells[i]);

				assert_int_equal(text.len, plain.text[i].len);
				assert_memory_equal(text.len ? text.ptr : "", plain.text[i].ptr, text.len);
			}
		}
		at = plain.next;
	}
	arena_free(arena);
}

static void rows_are_those_of_the_obvious_splitter(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct wn_arena *arena = arena_new();

		same_rows(random_text(arena, &dice, 200), i % 2 ? CSV_LIMIT : 1 + dice_below(&dice, 40));
		arena_free(arena);
	}
}

/* What is told from fewer bytes is what all bytes tell. */
static void a_verdict_on_a_part_is_final(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct wn_arena *arena = arena_new();
		struct wn_str all = random_text(arena, &dice, 80);
		struct csv csv = {',', '"', 1 + dice_below(&dice, 60)};
		struct row_span full = csv_row(&csv, all, true);

		for (size_t len = 0; len < all.len; len++) {
			struct row_span part = csv_row(&csv, str_first(all, len), false);

			if (part.state == ROW_MORE) {
				assert_true(len < csv.limit);
				continue;
			}
			assert_int_equal(part.state, full.state);
			assert_int_equal(part.quote, full.quote);
			if (part.end != CSV_NOWHERE)
				assert_int_equal(part.end, full.end);
			else
				assert_true(full.end > len || full.end == all.len);
		}
		arena_free(arena);
	}
}

/* ---- through the scan ---- */

static struct wn_str plain_transcript(struct wn_arena *arena, struct wn_str all, size_t from, size_t limit)
{
	struct buf buf = {0};
	struct wn_str text;
	size_t line = 2;

	while (from < all.len) {
		struct plain_row row;

		plain_split(arena, all, from, limit, ',', &row);
		if (row.broken)
			buf_printf(&buf, "bad t.csv:%zu:%zu %s\n", line, row.cells < 4 ? row.cells : 4, row.cells ? "unclosed quote" : "row too long");
		else if (csv_line(str_first(str_from(all, from), row.next - from)).len == 0)
			;
		else if (row.cells != 3)
			buf_printf(&buf, "bad t.csv:%zu:0 wrong number of columns\n", line);
		else {
			buf_printf(&buf, "company t.csv:%zu", line);
			for (size_t i = 0; i < 3; i++)
				if (str_trim(row.text[i]).len > 0)
					buf_printf(&buf, " x_%c=%.*s", (char)('a' + i), STR_ARG(str_trim(row.text[i])));
			buf_byte(&buf, '\n');
		}
		line += csv_lines((struct wn_str){all.ptr + from, row.next - from});
		from = row.next;
	}
	buf_text(&buf, "");
	text = arena_str(arena, buf_as_str(&buf));
	buf_free(&buf);
	return text;
}

static void map_three(struct bench *bench)
{
	field_id id;

	for (int i = 0; i < 3; i++) {
		char field[] = {'x', '_', (char)('a' + i), 0}, column[] = {(char)('a' + i), 0};

		assert_int_equal(dictionary_add(bench->dictionary, str_of(field), WN_TEXT, NULL, &id, &bench->error), WN_OK);
		bench_plain(bench, field, WN_CONV_TEXT, column);
	}
}

static void the_scan_gives_what_the_obvious_splitter_gives(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 250; i++) {
		struct bench bench;
		struct buf content = {0};
		size_t limit = i % 3 ? 20 + dice_below(&dice, 60) : CSV_LIMIT;

		bench_open(&bench);
		map_three(&bench);
		buf_text(&content, i % 5 == 0 ? "\xef\xbb\xbf" "a,b,c\n" : i % 7 == 0 ? "a,\"b\",c\r\n" : "a,b,c\n");
		size_t header = content.len;
		buf_str(&content, random_text(bench.arena, &dice, 600));
		bench_file(&bench, "t.csv", buf_as_str(&content), &(struct wn_dialect){.size = sizeof(struct wn_dialect), .delimiter = ','});
		struct wn_str expected = plain_transcript(bench.arena, buf_as_str(&content), header, limit);
		bench.options.row_limit = limit;
		for (int k = 0; k < 3; k++) {
			bench.options.window = k == 2 ? 0 : 1 + dice_below(&dice, 90);
			bench.options.threads = 1 + (unsigned)dice_below(&dice, 4);
			bench_expect(&bench, expected.ptr);
		}
		buf_free(&content);
		bench_close(&bench);
	}
}

static void a_row_without_end_costs_bounded_memory_and_one_line(void **state)
{
	struct bench bench;
	struct buf content = {0};

	(void)state;
	bench_open(&bench);
	map_three(&bench);
	buf_text(&content, "a,b,c\n1,2,3\n1,\"never closed,3\n4,5,6\n");
	for (int i = 0; i < 3000000 / 6; i++)
		buf_text(&content, "7,8,9\n");
	/* A line longer than anything may be, and one behind it. */
	for (int i = 0; i < 6000000; i++)
		buf_byte(&content, 'z');
	buf_text(&content, "\n10,11,12\n");
	bench_file(&bench, "t.csv", buf_as_str(&content), NULL);
	assert_true(bench_scan(&bench) == WN_OK);
	assert_int_equal(bench.counts.bad[BAD_QUOTE], 1);
	assert_int_equal(bench.counts.bad[BAD_LONG], 1);
	assert_int_equal(bench.counts.kept, 3 + 3000000 / 6);
	assert_non_null(strstr(bench.out.data, "bad t.csv:3:2 unclosed quote\ncompany t.csv:4 x_a=4 x_b=5 x_c=6\n"));
	assert_non_null(strstr(bench.out.data, "bad t.csv:500005:0 row too long\ncompany t.csv:500006 x_a=10"));
	buf_free(&content);
	bench_close(&bench);
}

static void delimiters_are_found_in_the_first_line(void **state)
{
	(void)state;
	assert_int_equal(csv_delimiter(WN_STR("a,b,c\n1;2;3;4;5\n"), '"'), ',');
	assert_int_equal(csv_delimiter(WN_STR("a;b;\"x,y,z,w\"\n"), '"'), ';');
	assert_int_equal(csv_delimiter(WN_STR("a\tb"), '"'), '\t');
	assert_int_equal(csv_delimiter(WN_STR("a|b|c"), '"'), '|');
	assert_int_equal(csv_delimiter(WN_STR("alone"), '"'), ',');
	assert_int_equal(csv_delimiter(WN_STR(""), '"'), ',');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_those_of_the_obvious_splitter),
		cmocka_unit_test(a_verdict_on_a_part_is_final),
		cmocka_unit_test(the_scan_gives_what_the_obvious_splitter_gives),
		cmocka_unit_test(a_row_without_end_costs_bounded_memory_and_one_line),
		cmocka_unit_test(delimiters_are_found_in_the_first_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
