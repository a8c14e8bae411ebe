/* store_support.h - what the tests of the store share: a folder of their own, lists to record, raw bytes of files. */
#ifndef TESTS_UNIT_STORE_SUPPORT_H
#define TESTS_UNIT_STORE_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "store/statement.h"

/* One per test: a folder, and the path of a store in it. */
struct place_of_test {
	struct wn_arena *arena;
	struct wn_str folder, path;
};

static inline int set_up(void **state)
{
	struct place_of_test *test = malloc(sizeof *test);
	const char *base = getenv("TMPDIR");
	char *folder;

	test->arena = arena_new();
	folder = (char *)arena_printf(test->arena, "%s/winnow-store-XXXXXX", base && *base ? base : "/tmp").ptr;
	if (!mkdtemp(folder))
		return -1;
	test->folder = str_of(folder);
	test->path = path_join(test->arena, test->folder, WN_STR("deep/er/test.db"));
	*state = test;
	return 0;
}

static inline int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
	(void)status, (void)kind, (void)at;
	return remove(path);
}

static inline int tear_down(void **state)
{
	struct place_of_test *test = *state;

	nftw(test->folder.ptr, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(test->arena);
	free(test);
	return 0;
}

#define IN_FOLDER(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static inline struct store *open_store(const struct place_of_test *test)
{
	struct wn_error error = {0};
	struct store *store;

	if (store_open(test->path, false, &store, &error) != WN_OK)
		fail_msg("%s", error.text);
	return store;
}

static inline struct wn_str bytes_of(struct wn_arena *arena, struct wn_str path)
{
	struct wn_str content = {0};

	assert_int_equal(file_read(arena, path, 64 << 20, &content, NULL), WN_OK);
	return content;
}

static inline bool holds(struct wn_str bytes, const char *text)
{
	return bytes.len > 0 && memmem(bytes.ptr, bytes.len, text, strlen(text)) != NULL;
}

/* Does any file beside the store hold these bytes? */
static inline bool anywhere(struct place_of_test *test, const char *text)
{
	struct wn_str folder = path_folder(test->arena, test->path);
	DIR *open = opendir(folder.ptr);
	struct dirent *entry;
	bool found = false;

	assert_non_null(open);
	while ((entry = readdir(open)))
		if (entry->d_name[0] != '.')
			found |= holds(bytes_of(test->arena, path_join(test->arena, folder, str_of(entry->d_name))), text);
	closedir(open);
	return found;
}

static inline bool is_beside(struct place_of_test *test, const char *end)
{
	return file_exists(arena_printf(test->arena, "%s%s", test->path.ptr, end));
}

/* A list of `count` accounts: id "fr-siren:FIRST", FIRST + 1, ... */
static inline struct list list_of(struct wn_arena *arena, const char *pipeline, int first, size_t count)
{
	struct list list = {.pipeline = str_of(pipeline), .as_of = 20000, .manifest = WN_STR("{\"funnel\":[3,2,1]}"), .count = count};
	size_t i;

	list.rows = arena_array(arena, count, sizeof *list.rows);
	for (i = 0; i < count; i++) {
		struct list_row *row = &list.rows[i];

		row->place = (uint32_t)i + 1;
		row->id = arena_printf(arena, "fr-siren:%09d", first + (int)i);
		row->winnow_id = winnow_id_new(arena, row->id);
		row->tier = WN_STR("A");
		row->heat = WN_STR("-");
		row->fit = WN_STR("83.3");
		row->timing = WN_STR("0.0");
		row->undecided = (uint32_t)(i % 3);
		row->json = arena_printf(arena, "{\"id\":\"%s\",\"name\":\"SOCI\xc3\x89T\xc3\x89 %zu\"}", row->id.ptr, i);
	}
	return list;
}

static inline void decide_list(struct store *store, struct list *list)
{
	struct decision decision = {.list = list};
	struct wn_error error = {0};

	if (store_decide(store, &decision, &error) != WN_OK)
		fail_msg("%s", error.text);
	assert_true(list->id > 0);
}

static inline int64_t count_of(struct store *store, const char *table)
{
	char sql[128];
	struct statement ask;
	int64_t count = -1;

	snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
	statement_open(&ask, store, sql, NULL);
	if (statement_next(&ask))
		count = row_int(&ask);
	assert_int_equal(statement_end(&ask), WN_OK);
	return count;
}

/* Runs `work` in a child that ends by kill -9 at the latest when `work` returns. */
static inline void in_killed_child(void (*work)(struct place_of_test *, int), struct place_of_test *test, int argument)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		work(test, argument);
		raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

#endif
