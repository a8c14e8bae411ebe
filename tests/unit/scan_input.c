/* scan_input.c - packed files: the same rows as unpacked ones, or an error that names the file; never a part of them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "scan/input.h"
#include "scan/rows.h"
#include "unit/scan_support.h"
#include "unit/support_packed.h"

static const struct zip_shape shapes[] = {
	{0}, {.stored = true}, {.zip64 = true}, {.stored = true, .zip64 = true}, {.descriptor = true}, {.descriptor = true, .zip64 = true},
	{.comment = "made by hand, PK\005\006 included"},
};
#define SHAPES (sizeof shapes / sizeof *shapes)

static const char rows[] = "siren,name\n552100554,Peugeot\n443061841,\"Goo,gle\"\n732829320,Third\n";
#define ROWS {rows, sizeof rows - 1}

/* Some kilobytes that do not pack to nothing. */
static void long_rows(struct buf *out)
{
	struct dice dice = dice_new();

	buf_text(out, "siren,name\n");
	for (int i = 0; i < 20000; i++)
		buf_printf(out, "552100554,name %u of %d\n", (unsigned)dice_below(&dice, 1000000), i);
}

static struct wn_str zip_of(struct buf *out, const struct zip_shape *shape, const char *name, struct wn_str content)
{
	struct zip_file file = {name, content};

	buf_clear(out);
	pack_zip(out, shape, &file, 1);
	return buf_as_str(out);
}

static struct wn_str gzip_of(struct buf *out, struct wn_str content)
{
	buf_clear(out);
	pack_gzip(out, content);
	return buf_as_str(out);
}

/* ---- scanned ---- */

/* The transcript of a scan of this file; to be freed. */
static char *transcript(const char *name, struct wn_str bytes, size_t window, const char *member)
{
	struct wn_dialect dialect = {.size = sizeof dialect, .member = member ? str_of(member) : (struct wn_str){0}};
	struct bench bench;
	char *text;

	bench_open(&bench);
	bench.options.window = window;
	assert_int_equal(mapping_id(bench.mapping, WN_STR("fr-siren"), WN_STR("siren"), &bench.error), WN_OK);
	bench_plain(&bench, "name", WN_CONV_TEXT, "name");
	bench_file(&bench, name, bytes, &dialect);
	if (bench_scan(&bench) < 0)
		fail_msg("%s: %s", name, bench.error.text);
	text = strdup(bench.out.data ? bench.out.data : "");
	bench_close(&bench);
	return text;
}

static void same(const char *name, struct wn_str bytes, const char *member, const char *wanted)
{
	static const size_t windows[] = {1, 16, 4096, 0};

	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		char *text = transcript(name, bytes, windows[i], member);

		assert_string_equal(text, wanted);
		free(text);
	}
}

static void packed_rows_are_the_rows(void **state)
{
	struct wn_str content = ROWS;
	char *wanted = transcript("stock.csv", content, 0, NULL);
	struct buf out = {0};

	(void)state;
	assert_non_null(strstr(wanted, "company stock.csv#443061841"));
	same("stock.csv.gz", gzip_of(&out, content), NULL, wanted);
	same("stock.csv", gzip_of(&out, content), NULL, wanted); /* what it is, not what it is called */
	for (size_t i = 0; i < SHAPES; i++) {
		same("any.zip", zip_of(&out, &shapes[i], "stock.csv", content), NULL, wanted);
		same("any", zip_of(&out, &shapes[i], "a folder/in it/stock.csv", content), NULL, wanted);
	}
	buf_free(&out);
	free(wanted);
}

static void long_files_too(void **state)
{
	struct buf content = {0}, out = {0};
	char *wanted, *text;

	(void)state;
	long_rows(&content);
	wanted = transcript("stock.csv", buf_as_str(&content), 0, NULL);
	text = transcript("stock.csv.gz", gzip_of(&out, buf_as_str(&content)), 0, NULL);
	assert_string_equal(text, wanted);
	free(text);
	for (size_t i = 0; i < SHAPES; i++) {
		text = transcript("s.zip", zip_of(&out, &shapes[i], "stock.csv", buf_as_str(&content)), 4096, NULL);
		assert_string_equal(text, wanted);
		free(text);
	}
	free(wanted);
	buf_free(&content);
	buf_free(&out);
}

static void gzip_members_follow_each_other(void **state)
{
	struct wn_str content = ROWS;
	char *wanted = transcript("stock.csv", content, 0, NULL);
	struct buf out = {0};

	(void)state;
	for (size_t cut = 0; cut <= content.len; cut++) {
		char *text;

		buf_clear(&out);
		pack_gzip(&out, str_first(content, cut));
		pack_gzip(&out, str_from(content, cut));
		text = transcript("stock.csv.gz", buf_as_str(&out), 16, NULL);
		assert_string_equal(text, wanted);
		free(text);
	}
	buf_free(&out);
	free(wanted);
}

static void the_member_that_is_meant(void **state)
{
	struct zip_file files[] = {{"docs/", WN_STR("")}, {"__MACOSX/._stock.csv", WN_STR("x")}, {"stock.csv", ROWS}, {"docs/read me.txt", WN_STR("no")}};
	char *wanted = transcript("stock.csv", files[2].content, 0, NULL);
	struct buf out = {0};

	(void)state;
	pack_zip(&out, &shapes[0], files, 3);
	same("s.zip", buf_as_str(&out), NULL, wanted);
	buf_clear(&out);
	pack_zip(&out, &shapes[2], files, 4);
	same("s.zip", buf_as_str(&out), "stock.csv", wanted);
	buf_free(&out);
	free(wanted);
}

/* A name in an old code page is none that evidence could show. */
static void names_that_are_no_text(void **state)
{
	struct wn_str content = ROWS;
	char *wanted = transcript("stock", content, 0, NULL);
	struct buf out = {0};

	(void)state;
	same("stock.zip", zip_of(&out, &shapes[0], "donn\x82" "es.csv", content), NULL, wanted);
	same("stock.zip", zip_of(&out, &shapes[0], "two\nlines.csv", content), NULL, wanted);
	buf_free(&out);
	free(wanted);
}

/* ---- refused ---- */

struct trial {
	char *folder;
	struct wn_arena *arena;
	struct wn_error error;
	struct wn_str content;
};

static void trial_open(struct trial *trial)
{
	*trial = (struct trial){.folder = folder_make(), .arena = arena_new()};
}

static void trial_close(struct trial *trial)
{
	folder_remove(trial->folder);
	arena_free(trial->arena);
}

static int read_it(struct trial *trial, const char *name, struct wn_str bytes)
{
	FILE *file = fopen(folder_path(trial->folder, name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	fclose(file);
	trial->error = (struct wn_error){0};
	arena_clear(trial->arena);
	return input_whole(trial->arena, str_of(folder_path(trial->folder, name)), (size_t)1 << 20, &trial->content, &trial->error);
}

static void refused(struct trial *trial, const char *name, struct wn_str bytes, const char *text)
{
	assert_true(read_it(trial, name, bytes) < 0);
	assert_non_null(strstr(trial->error.text, name));
	if (!strstr(trial->error.text, text))
		fail_msg("\"%s\" is not in: %s", text, trial->error.text);
}

static void every_truncation(struct trial *trial, const char *name, struct wn_str bytes)
{
	for (size_t len = 0; len < bytes.len; len++) {
		if (read_it(trial, name, str_first(bytes, len)) >= 0)
			fail_msg("%s: %zu of %zu bytes pass", name, len, bytes.len);
		assert_non_null(strstr(trial->error.text, name));
	}
	assert_int_equal(read_it(trial, name, bytes), WN_OK);
	assert_true(str_is(trial->content, rows));
}

static void what_is_cut_off_is_an_error(void **state)
{
	struct wn_str content = ROWS;
	struct buf out = {0};
	struct trial trial;

	(void)state;
	trial_open(&trial);
	every_truncation(&trial, "s.csv.gz", gzip_of(&out, content));
	for (size_t i = 0; i < SHAPES; i++)
		every_truncation(&trial, "s.zip", zip_of(&out, &shapes[i], "stock.csv", content));
	trial_close(&trial);
	buf_free(&out);
}

/* One bit turned anywhere is found, or lies where nothing depends on it: what is read is never something else. */
static void every_flip(struct trial *trial, const char *name, struct wn_str bytes)
{
	char *copy = malloc(bytes.len);
	size_t found = 0;

	for (size_t at = 0; at < bytes.len; at++) {
		memcpy(copy, bytes.ptr, bytes.len);
		copy[at] = (char)(copy[at] ^ (1 << at % 8));
		if (read_it(trial, name, (struct wn_str){copy, bytes.len}) < 0)
			found++;
		else if (!str_is(trial->content, rows))
			fail_msg("%s: byte %zu was changed, and other bytes came out", name, at);
	}
	assert_true(found * 2 > bytes.len);
	free(copy);
}

static void what_is_damaged_is_an_error(void **state)
{
	struct wn_str content = ROWS;
	struct buf out = {0};
	struct trial trial;

	(void)state;
	trial_open(&trial);
	every_flip(&trial, "s.csv.gz", gzip_of(&out, content));
	for (size_t i = 0; i < SHAPES; i++)
		every_flip(&trial, "s.zip", zip_of(&out, &shapes[i], "s", content));
	trial_close(&trial);
	buf_free(&out);
}

static void broken_gzip(struct trial *trial, struct buf *out)
{
	struct wn_str content = ROWS;

	gzip_of(out, content);
	buf_byte(out, 0);
	refused(trial, "a.gz", buf_as_str(out), "what stands behind its end is no gzip, or cut off");
	gzip_of(out, content);
	buf_text(out, "siren,name\n");
	refused(trial, "a.gz", buf_as_str(out), "what stands behind its end is no gzip, or cut off");
	gzip_of(out, content);
	buf_byte(out, 0x1f);
	refused(trial, "a.gz", buf_as_str(out), "what stands behind its end is no gzip, or cut off");
	gzip_of(out, content);
	pack_gzip(out, content);
	out->len -= 9;
	refused(trial, "a.gz", buf_as_str(out), "it ends early");
	gzip_of(out, content);
	out->data[out->len - 8] ^= 1;
	refused(trial, "a.gz", buf_as_str(out), "incorrect data check");
	refused(trial, "a.gz", content, "is no gzip archive, whatever its name says");
}

static void broken_zip(struct trial *trial, struct buf *out)
{
	struct wn_str content = ROWS;
	struct zip_shape crc = {.crc_off = 1}, stored_crc = {.stored = true, .crc_off = 1}, size = {.size_off = 1}, smaller = {.size_off = -1u},
		encrypted = {.flags = 1}, method = {.method = 12}, stored_size = {.stored = true, .size_off = 1};
	struct zip_file two[] = {{"a.csv", ROWS}, {"b\033.csv", ROWS}};

	refused(trial, "a.zip", zip_of(out, &crc, "s.csv", content), "its checksum is wrong");
	refused(trial, "a.zip", zip_of(out, &stored_crc, "s.csv", content), "its checksum is wrong");
	refused(trial, "a.zip", zip_of(out, &size, "s.csv", content), "not the length that it says");
	refused(trial, "a.zip", zip_of(out, &smaller, "s.csv", content), "longer than it says");
	refused(trial, "a.zip", zip_of(out, &stored_size, "s.csv", content), "its sizes contradict each other");
	refused(trial, "a.zip", zip_of(out, &encrypted, "s.csv", content), "is encrypted");
	refused(trial, "a.zip", zip_of(out, &method, "s.csv", content), "is packed by method 12");
	zip_of(out, &shapes[0], "s.csv", content);
	buf_byte(out, '\n');
	refused(trial, "a.zip", buf_as_str(out), "its end record is missing");
	buf_clear(out);
	pack_zip(out, &shapes[0], two, 0);
	refused(trial, "a.zip", buf_as_str(out), "holds no file");
	buf_clear(out);
	pack_zip(out, &shapes[0], two, 2);
	refused(trial, "a.zip", buf_as_str(out), "holds 2 files (a.csv, b\\x1B.csv): which is meant?");
	refused(trial, "a.zip", content, "is no zip archive, whatever its name says");
	refused(trial, "a.zip", WN_STR(""), "is no zip archive, whatever its name says");
}

static void each_fault_has_its_words(void **state)
{
	struct buf out = {0};
	struct trial trial;

	(void)state;
	trial_open(&trial);
	broken_gzip(&trial, &out);
	broken_zip(&trial, &out);
	trial_close(&trial);
	buf_free(&out);
}

static void a_member_that_is_not_there(void **state)
{
	struct wn_str content = ROWS;
	struct buf out = {0};
	struct trial trial;
	struct input *input;

	(void)state;
	trial_open(&trial);
	refused(&trial, "a.zip", str_first(zip_of(&out, &shapes[0], "s.csv", content), 10), "a.zip");
	assert_int_equal(read_it(&trial, "b.zip", zip_of(&out, &shapes[0], "s.csv", content)), WN_OK);
	assert_int_equal(input_open(&input, str_of(folder_path(trial.folder, "b.zip")), WN_STR("t.csv"), &trial.error), WN_INVALID);
	assert_null(input);
	assert_non_null(strstr(trial.error.text, "b.zip holds no \"t.csv\", but s.csv"));
	trial_close(&trial);
	buf_free(&out);
}

/* An archive that fails at its end fails the scan, though its rows were read by then. */
static void a_scan_of_a_broken_archive_fails(void **state)
{
	struct buf content = {0}, out = {0};
	struct bench bench;

	(void)state;
	long_rows(&content);
	gzip_of(&out, buf_as_str(&content));
	out.data[out.len - 8] ^= 1;
	for (unsigned threads = 1; threads <= 4; threads += 3) {
		bench_open(&bench);
		bench.options.threads = threads;
		bench.options.window = 4096;
		bench_plain(&bench, "name", WN_CONV_TEXT, "name");
		bench_file(&bench, "stock.csv.gz", buf_as_str(&out), NULL);
		assert_true(bench_scan(&bench) < 0);
		assert_non_null(strstr(bench.error.text, "stock.csv.gz is a damaged gzip archive: incorrect data check"));
		assert_true(bench.counts.rows > 0);
		bench_close(&bench);
	}
	buf_clear(&out);
	pack_gzip(&out, WN_STR("PK\003\004"));
	bench_open(&bench);
	bench_plain(&bench, "name", WN_CONV_TEXT, "name");
	bench_file(&bench, "a.gz", buf_as_str(&out), NULL);
	assert_true(bench_scan(&bench) < 0);
	assert_non_null(strstr(bench.error.text, "is an archive within an archive"));
	bench_close(&bench);
	buf_free(&content);
	buf_free(&out);
}

/* ---- from a pipe, and small tables ---- */

static void a_zip_needs_its_end_first(void **state)
{
	struct trial trial;
	struct wn_str content = ROWS;
	struct buf out = {0};
	struct input *input;
	int ends[2];
	char path[64], byte;
	size_t got, total = 0;

	(void)state;
	trial_open(&trial);
	zip_of(&out, &shapes[0], "s.csv", content);
	for (int gzip = 0; gzip < 2; gzip++) {
		if (gzip)
			gzip_of(&out, content);
		assert_int_equal(pipe(ends), 0);
		assert_int_equal(write(ends[1], out.data, out.len), (ssize_t)out.len);
		close(ends[1]);
		snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
		assert_int_equal(input_open(&input, str_of(path), (struct wn_str){0}, &trial.error), gzip ? WN_OK : WN_INVALID);
		close(ends[0]);
	}
	assert_non_null(strstr(trial.error.text, "cannot be read from a pipe"));
	while (input_read(input, &byte, 1, &got, &trial.error) == WN_OK && got > 0)
		assert_int_equal(byte, rows[total++]);
	assert_int_equal(total, content.len);
	input_close(input);
	trial_close(&trial);
	buf_free(&out);
}

static void small_tables_are_unpacked_too(void **state)
{
	struct wn_str content = ROWS;
	struct buf out = {0};
	struct trial trial;

	(void)state;
	trial_open(&trial);
	for (int zip = 0; zip < 2; zip++) {
		struct wn_rows *table;
		struct wn_row row;

		read_it(&trial, "t", zip ? zip_of(&out, &shapes[0], "s.csv", content) : gzip_of(&out, content));
		assert_int_equal(rows_open(str_of(folder_path(trial.folder, "t")), &table, &trial.error), WN_OK);
		assert_int_equal(rows_next(table, &row, &trial.error), WN_OK);
		assert_int_equal(rows_next(table, &row, &trial.error), WN_OK);
		assert_true(str_is(row.cells[1], "Goo,gle"));
		rows_close(table);
	}
	gzip_of(&out, content);
	refused(&trial, "t", str_first(buf_as_str(&out), out.len - 1), "it ends early");
	trial_close(&trial);
	buf_free(&out);
}

static void a_limit_holds_for_what_is_unpacked(void **state)
{
	char *zeros = calloc(1, (size_t)2 << 20);
	struct buf out = {0};
	struct trial trial;

	(void)state;
	trial_open(&trial);
	gzip_of(&out, (struct wn_str){zeros, (size_t)2 << 20});
	assert_true(out.len < 4096);
	refused(&trial, "a.gz", buf_as_str(&out), "larger than 1048576 bytes");
	trial_close(&trial);
	buf_free(&out);
	free(zeros);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_rows_are_the_rows),
		cmocka_unit_test(long_files_too),
		cmocka_unit_test(gzip_members_follow_each_other),
		cmocka_unit_test(the_member_that_is_meant),
		cmocka_unit_test(names_that_are_no_text),
		cmocka_unit_test(what_is_cut_off_is_an_error),
		cmocka_unit_test(what_is_damaged_is_an_error),
		cmocka_unit_test(each_fault_has_its_words),
		cmocka_unit_test(a_member_that_is_not_there),
		cmocka_unit_test(a_scan_of_a_broken_archive_fails),
		cmocka_unit_test(a_zip_needs_its_end_first),
		cmocka_unit_test(small_tables_are_unpacked_too),
		cmocka_unit_test(a_limit_holds_for_what_is_unpacked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
