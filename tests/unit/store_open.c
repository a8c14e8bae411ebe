/* store_open.c - opening: a new file, the lock, and all that is refused without being touched. */
#include "store_support.h"

#include "store/schema.h"

static struct wn_str pragma(struct wn_arena *arena, struct store *store, const char *sql)
{
	struct wn_str value = {0};
	struct statement ask;

	statement_open(&ask, store, sql, NULL);
	if (statement_next(&ask))
		value = row_str(&ask, arena);
	assert_int_equal(statement_end(&ask), WN_OK);
	return value;
}

static void makes_a_new_file(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);

	assert_true(str_is(pragma(test->arena, store, "PRAGMA journal_mode"), "wal"));
	assert_true(str_is(pragma(test->arena, store, "PRAGMA synchronous"), "2"));
	assert_true(str_is(pragma(test->arena, store, "PRAGMA secure_delete"), "1"));
	assert_true(str_is(pragma(test->arena, store, "PRAGMA foreign_keys"), "1"));
	assert_true(str_is(pragma(test->arena, store, "PRAGMA user_version"), "1"));
	assert_true(str_is(pragma(test->arena, store, "PRAGMA application_id"), "2003398254"));
	store_close(store);
	assert_false(is_beside(test, ".new"));
	assert_false(is_beside(test, "-wal"));
	store_close(open_store(test));
	store_close(NULL);
}

static void a_reader_makes_nothing(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = (struct store *)test;

	assert_int_equal(store_open(test->path, true, &store, NULL), WN_NONE);
	assert_null(store);
	assert_false(is_beside(test, ""));
	assert_false(store_knows(NULL, WN_STR("fr-siren:1")));
}

static void a_reader_reads_beside_a_writer_and_writes_nothing(void **state)
{
	struct place_of_test *test = *state;
	struct store *writer = open_store(test), *reader;
	struct list list = list_of(test->arena, "/p.lua", 1, 3), read;
	struct decision decision = {.list = &list};
	struct wn_error error = {0};

	decide_list(writer, &list);
	assert_int_equal(store_open(test->path, true, &reader, &error), WN_OK);
	assert_int_equal(store_last_list(reader, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	assert_int_equal(read.count, 3);
	assert_int_equal(store_decide(reader, &decision, &error), WN_REFUSED);
	assert_non_null(strstr(error.text, "for reading only"));
	store_close(reader);
	store_close(writer);
}

static void an_unfinished_new_file_is_no_obstacle(void **state)
{
	struct place_of_test *test = *state;
	char name[PATH_MAX];
	FILE *file;

	assert_int_equal(make_folders(path_folder(test->arena, test->path), NULL), WN_OK);
	snprintf(name, sizeof name, "%s.new", test->path.ptr);
	file = fopen(name, "w");
	assert_non_null(file);
	fputs("half of something", file);
	fclose(file);
	store_close(open_store(test));
	assert_false(is_beside(test, ".new"));
}

/* ---- the lock ---- */

static void one_writer_in_a_process(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test), *second = store;
	struct wn_error error = {0};
	char holder[64];

	assert_int_equal(store_open(test->path, false, &second, &error), WN_REFUSED);
	assert_null(second);
	snprintf(holder, sizeof holder, "process %ld, since 20", (long)getpid());
	assert_non_null(strstr(error.text, holder));
	assert_non_null(strstr(error.text, "store_open")); /* the command */
	store_close(store);
	store_close(open_store(test));
}

static void one_writer_among_processes_until_it_dies(void **state)
{
	struct place_of_test *test = *state;
	struct wn_error error = {0};
	struct store *store;
	char holder[64], byte;
	int ready[2], status;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		open_store(test);
		if (write(ready[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(store_open(test->path, false, &store, &error), WN_REFUSED);
	snprintf(holder, sizeof holder, "process %ld,", (long)child);
	assert_non_null(strstr(error.text, holder));
	assert_non_null(strstr(error.text, ".lock'"));
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	store_close(open_store(test));
	close(ready[0]);
}

/* ---- refusals ---- */

static void spoil(struct place_of_test *test, long at, const void *bytes, size_t size)
{
	FILE *file = fopen(test->path.ptr, "r+");

	assert_non_null(file);
	assert_int_equal(fseek(file, at, SEEK_SET), 0);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* For writing and for reading alike: refused with path and words, the bytes as before, nothing left beside. */
static void expect_refusal(struct place_of_test *test, const char *words)
{
	struct wn_str before = bytes_of(test->arena, test->path);
	int read_only;

	for (read_only = 0; read_only < 2; read_only++) {
		struct wn_error error = {0};
		struct store *store = (struct store *)test;

		assert_int_equal(store_open(test->path, read_only, &store, &error), WN_REFUSED);
		assert_null(store);
		if (!strstr(error.text, words) || !strstr(error.text, test->path.ptr))
			fail_msg("'%s' does not say '%s'", error.text, words);
		assert_true(strstr(error.text, "move it away") || strstr(error.text, "name another file"));
		assert_true(str_equal(before, bytes_of(test->arena, test->path)));
		assert_false(is_beside(test, ".new"));
		if (!read_only)
			assert_false(is_beside(test, "-wal"));
	}
}

static void a_newer_file_is_refused(void **state)
{
	struct place_of_test *test = *state;

	store_close(open_store(test));
	spoil(test, 60, "\0\0\0\2", 4);
	expect_refusal(test, "a newer winnow (version 2, this one knows 1)");
}

static void a_foreign_database_is_refused(void **state)
{
	struct place_of_test *test = *state;

	store_close(open_store(test));
	spoil(test, 68, "\0\0\0\0", 4);
	expect_refusal(test, "a database of another program");
}

static void a_file_without_version_is_refused(void **state)
{
	struct place_of_test *test = *state;

	store_close(open_store(test));
	spoil(test, 60, "\0\0\0\0", 4);
	expect_refusal(test, "it has no version");
}

static void what_is_no_database_is_refused(void **state)
{
	struct place_of_test *test = *state;

	store_close(open_store(test));
	assert_int_equal(truncate(test->path.ptr, 0), 0);
	expect_refusal(test, "no store of winnow");
	spoil(test, 0, "siren,nom\n552100554,PEUGEOT\n", 28);
	expect_refusal(test, "no store of winnow");
}

static void a_folder_is_refused(void **state)
{
	struct place_of_test *test = *state;
	struct wn_error error = {0};
	struct store *store;

	assert_int_equal(make_folders(test->path, NULL), WN_OK);
	assert_int_equal(store_open(test->path, false, &store, &error), WN_FAIL);
	assert_non_null(strstr(error.text, test->path.ptr));
}

static void fill(struct place_of_test *test)
{
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/p.lua", 1, 400);

	decide_list(store, &list);
	store_close(store);
}

static void a_cut_file_is_refused(void **state)
{
	struct place_of_test *test = *state;

	fill(test);
	assert_int_equal(truncate(test->path.ptr, (off_t)bytes_of(test->arena, test->path).len / 2 / 4096 * 4096), 0);
	expect_refusal(test, "is damaged");
}

/* Damage anywhere in the file is refused or, where it hit what no page uses, changes nothing that is read. */
static void spoiled_pages_are_refused(void **state)
{
	struct place_of_test *test = *state;
	size_t size, refused = 0, page;

	fill(test);
	size = bytes_of(test->arena, test->path).len;
	for (page = 1; page < size / 4096; page++) {
		struct wn_str before = bytes_of(test->arena, test->path);
		struct store *store;

		spoil(test, (long)page * 4096, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16);
		if (store_open(test->path, true, &store, NULL) == WN_REFUSED)
			refused++;
		else
			store_close(store);
		spoil(test, (long)page * 4096, before.ptr + page * 4096, 16);
	}
	assert_true(refused + 1 >= size / 4096);
	store_close(open_store(test));
	spoil(test, 4096, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	expect_refusal(test, "is damaged");
}

static void raise_version(struct place_of_test *test, int version)
{
	struct store *store = open_store(test);
	char sql[64];

	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version);
	if (store_run(store, sql, NULL) != WN_OK)
		_exit(1);
}

/* A newer winnow was killed before its log came into the file: the file alone looks like ours. */
static void a_newer_log_is_refused_and_kept(void **state)
{
	struct place_of_test *test = *state;
	struct wn_str wal = arena_printf(test->arena, "%s-wal", test->path.ptr), file, log;
	struct wn_error error = {0};
	struct store *store;

	store_close(open_store(test));
	in_killed_child(raise_version, test, 7);
	file = bytes_of(test->arena, test->path);
	log = bytes_of(test->arena, wal);
	assert_int_equal(file.ptr[63], 1);
	assert_true(log.len > 0);
	assert_int_equal(store_open(test->path, false, &store, &error), WN_REFUSED);
	assert_non_null(strstr(error.text, "newer winnow (version 7"));
	assert_true(str_equal(file, bytes_of(test->arena, test->path)));
	assert_true(str_equal(log, bytes_of(test->arena, wal)));
}

/* Characters that mean something in SQLite's file names. */
static void odd_paths_are_paths(void **state)
{
	struct place_of_test *test = *state;

	test->path = path_join(test->arena, test->folder, WN_STR("a?mode=memory#%41 \xc3\xa9.db"));
	store_close(open_store(test));
	assert_true(is_beside(test, ""));
}

static void a_path_has_to_be_one(void **state)
{
	struct store *store;
	struct wn_error error = {0};
	char name[PATH_MAX];

	(void)state;
	assert_int_equal(store_open(WN_STR(""), false, &store, &error), WN_INVALID);
	memset(name, 'a', sizeof name);
	assert_int_equal(store_open((struct wn_str){name, PATH_MAX - 2}, false, &store, &error), WN_INVALID);
	assert_non_null(strstr(error.text, "too long"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(makes_a_new_file),
		IN_FOLDER(a_reader_makes_nothing),
		IN_FOLDER(a_reader_reads_beside_a_writer_and_writes_nothing),
		IN_FOLDER(an_unfinished_new_file_is_no_obstacle),
		IN_FOLDER(one_writer_in_a_process),
		IN_FOLDER(one_writer_among_processes_until_it_dies),
		IN_FOLDER(a_newer_file_is_refused),
		IN_FOLDER(a_foreign_database_is_refused),
		IN_FOLDER(a_file_without_version_is_refused),
		IN_FOLDER(what_is_no_database_is_refused),
		IN_FOLDER(a_folder_is_refused),
		IN_FOLDER(a_cut_file_is_refused),
		IN_FOLDER(spoiled_pages_are_refused),
		IN_FOLDER(a_newer_log_is_refused_and_kept),
		IN_FOLDER(odd_paths_are_paths),
		cmocka_unit_test(a_path_has_to_be_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
