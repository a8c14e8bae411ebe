/* scan_changed.c - a file that changes while it is scanned makes no list; one that changes afterwards does no harm. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scan/input.h"
#include "unit/scan_support.h"

#define ROWS 200
#define ROW "443061841,Anybody,2001-02-03\n"

struct change {
	struct bench bench;
	void (*act)(const char *path);
	char *path;
	unsigned told;
};

/* ---- what may happen to a file ---- */

static void write_at(const char *path, int flags, off_t at, const char *bytes)
{
	int fd = open(path, O_WRONLY | flags);

	assert_true(fd >= 0);
	assert_true(lseek(fd, at, flags & O_APPEND ? SEEK_END : SEEK_SET) >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	assert_int_equal(close(fd), 0);
}

static void append_row(const char *path)
{
	write_at(path, O_APPEND, 0, ROW);
}

static void write_over(const char *path)
{
	write_at(path, 0, 40, "9");
}

static void write_anew(const char *path)
{
	write_at(path, O_TRUNC, 0, "siren,name,founded\n");
}

static void cut_off(const char *path)
{
	assert_int_equal(truncate(path, 1000), 0);
}

static void put_another_in_place(const char *path)
{
	char other[PATH_MAX];
	struct stat status;
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {0}};
	struct wn_arena *arena = arena_new();
	struct wn_error error = {0};
	struct wn_str content;
	FILE *file;

	snprintf(other, sizeof other, "%s.new", path);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(file_read(arena, str_of(path), 1 << 20, &content, &error), WN_OK);
	file = fopen(other, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(content.ptr, 1, content.len, file), content.len);
	assert_int_equal(fclose(file), 0);
	times[1] = status.st_mtim;
	assert_int_equal(utimensat(AT_FDCWD, other, times, 0), 0);
	assert_int_equal(rename(other, path), 0);
	arena_free(arena);
}

static void take_away(const char *path)
{
	assert_int_equal(unlink(path), 0);
}

static void leave_alone(const char *path)
{
	assert_int_equal(access(path, F_OK), 0);
}

/* ---- scanning meanwhile ---- */

static void on_company(void *context, struct wn_str packed)
{
	(void)context;
	assert_true(packed.len > 0);
}

static bool on_progress(void *context, struct wn_str file, uint64_t rows, uint64_t bytes, uint64_t total)
{
	struct change *change = context;

	(void)file, (void)rows, (void)bytes, (void)total;
	if (change->told++ == 0)
		change->act(change->path);
	return true;
}

/* `window` 0: the file fits into the first one, and its end is known before the first row is told. */
static int scan_while(struct change *change, void (*act)(const char *path), size_t window)
{
	static const struct timespec long_ago[2] = {{1000000000, 0}, {1000000000, 0}};
	struct bench *bench = &change->bench;
	struct scan_sink sink = {.context = change, .company = on_company, .progress = on_progress};
	struct buf content = {0};

	bench_open(bench);
	assert_int_equal(mapping_id(bench->mapping, WN_STR("fr-siren"), WN_STR("siren"), &bench->error), WN_OK);
	bench_plain(bench, "name", WN_CONV_TEXT, "name");
	buf_text(&content, "siren,name,founded\n");
	for (int i = 0; i < ROWS; i++)
		buf_text(&content, ROW);
	bench_file(bench, "a.csv", buf_as_str(&content), NULL);
	buf_free(&content);
	change->path = strdup(folder_path(bench->folder, "a.csv"));
	/* Clocks of file systems tick slowly. */
	assert_int_equal(utimensat(AT_FDCWD, change->path, long_ago, 0), 0);
	change->act = act;
	change->told = 0;
	bench->options.window = window;
	return scan_files(bench->mapping, &bench->options, NULL, &sink, &bench->counts, &bench->error);
}

static void scan_end(struct change *change)
{
	free(change->path);
	bench_close(&change->bench);
}

static void (*const acts[])(const char *path) = {append_row, write_over, write_anew, cut_off, put_another_in_place, take_away};

static void a_change_before_the_end_is_an_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		struct change change;
		char wanted[PATH_MAX + 100];

		if (scan_while(&change, acts[i], 64) != WN_FAIL)
			fail_msg("change %zu went unnoticed: %llu rows", i, (unsigned long long)change.bench.counts.rows);
		snprintf(wanted, sizeof wanted, "%s changed while it was read; nothing was changed: run again when it is whole", change.path);
		assert_string_equal(change.bench.error.text, wanted);
		assert_true(change.told > 0);
		scan_end(&change);
	}
}

static void a_change_after_the_end_is_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		struct change change;

		if (scan_while(&change, acts[i], 0) != WN_OK)
			fail_msg("change %zu: %s", i, change.bench.error.text);
		assert_int_equal(change.bench.counts.rows, ROWS);
		scan_end(&change);
	}
}

static void no_change_is_none(void **state)
{
	struct change change;

	(void)state;
	if (scan_while(&change, leave_alone, 64) != WN_OK)
		fail_msg("%s", change.bench.error.text);
	assert_int_equal(change.bench.counts.rows, ROWS);
	assert_true(change.told > 1);
	scan_end(&change);
}

/* What was appended is not read, not even by who does not care how it ends. */
static void no_more_is_read_than_there_was(void **state)
{
	struct bench bench;
	struct input *input;
	char bytes[64];
	size_t got;

	(void)state;
	bench_open(&bench);
	bench_bytes(&bench, "a.txt", WN_STR("five!"));
	assert_int_equal(input_open(&input, str_of(folder_path(bench.folder, "a.txt")), (struct wn_str){0}, &bench.error), WN_OK);
	append_row(folder_path(bench.folder, "a.txt"));
	assert_int_equal(input_read(input, bytes, sizeof bytes, &got, &bench.error), WN_OK);
	assert_int_equal(got, 5);
	assert_int_equal(input_read(input, bytes, sizeof bytes, &got, &bench.error), WN_FAIL);
	assert_non_null(strstr(bench.error.text, "a.txt changed while it was read"));
	input_close(input);
	bench_close(&bench);
}

/* A file that the kernel makes says that it is empty. */
static void a_file_without_a_length_is_read(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_error error = {0};
	struct wn_str content;

	(void)state;
	if (access("/proc/self/status", R_OK) != 0)
		skip();
	assert_int_equal(input_whole(arena, WN_STR("/proc/self/status"), 1 << 20, &content, &error), WN_OK);
	assert_true(content.len > 0);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_before_the_end_is_an_error),
		cmocka_unit_test(a_change_after_the_end_is_none),
		cmocka_unit_test(no_change_is_none),
		cmocka_unit_test(no_more_is_read_than_there_was),
		cmocka_unit_test(a_file_without_a_length_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
