/* base_log.c - levels, both forms, hidden secrets, whole lines from many threads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "unit/support_folder.h"

static char *folder;
static int real_stderr;

static int set_up(void **state)
{
	int fd;

	(void)state;
	folder = folder_make();
	real_stderr = dup(STDERR_FILENO);
	fd = open(folder_path(folder, "log"), O_CREAT | O_WRONLY | O_APPEND, 0600);
	dup2(fd, STDERR_FILENO);
	close(fd);
	clock_set(INT64_C(1709164799000123));
	return 0;
}

/* What was logged, to be freed; stderr is the real one again. */
static char *logged(void)
{
	dup2(real_stderr, STDERR_FILENO);
	return folder_read(folder, "log");
}

static int tear_down(void **state)
{
	(void)state;
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	folder_remove(folder);
	log_set(WN_WARNING, false);
	clock_set(0);
	return 0;
}

static void assert_logged(const char *expected)
{
	char *text = logged();

	assert_string_equal(text, expected);
	free(text);
}

static void the_default_is_warnings_plain(void **state)
{
	(void)state;
	log_debug("no");
	log_info("no");
	log_warning("%d companies", 3);
	log_error("end");
	log_say(WN_ERROR, WN_STR("sirene"), "row %d", 7);
	assert_logged("23:59:59Z warning: 3 companies\n23:59:59Z error: end\n23:59:59Z error: sirene: row 7\n");
}

static void the_level_can_be_lowered(void **state)
{
	(void)state;
	log_set(WN_DEBUG, false);
	log_debug("a");
	log_info("b");
	log_set(WN_ERROR, false);
	log_warning("c");
	log_error("d");
	assert_logged("23:59:59Z debug: a\n23:59:59Z info: b\n23:59:59Z error: d\n");
}

static void a_line_is_one_line(void **state)
{
	(void)state;
	log_say(WN_ERROR, WN_STR("a\nb"), "x\ny\x1B[31m %s", "\xFF");
	assert_logged("23:59:59Z error: a\\nb: x\\ny\\x1B[31m \\xFF\n");
}

static void json_lines_are_json(void **state)
{
	char *text, *second;
	json_error_t error;
	json_t *line;

	(void)state;
	log_set(WN_INFO, true);
	log_say(WN_INFO, WN_STR("st\"ep"), "quote \" back \\ tab \t line \n caf\xC3\xA9 \x01");
	log_error("bad \xFF byte");
	text = logged();
	second = strchr(text, '\n');
	assert_non_null(second);
	*second++ = 0;
	line = json_loads(text, 0, &error);
	assert_non_null(line);
	assert_string_equal(json_string_value(json_object_get(line, "time")), "2024-02-28T23:59:59.000123Z");
	assert_string_equal(json_string_value(json_object_get(line, "level")), "info");
	assert_string_equal(json_string_value(json_object_get(line, "step")), "st\"ep");
	assert_string_equal(json_string_value(json_object_get(line, "text")), "quote \" back \\ tab \t line \n caf\xC3\xA9 \x01");
	json_decref(line);
	line = json_loads(second, 0, &error);
	assert_non_null(line);
	assert_null(json_object_get(line, "step"));
	assert_string_equal(json_string_value(json_object_get(line, "text")), "bad \\xFF byte");
	json_decref(line);
	free(text);
}

/* Registered secrets stay for the whole process: this one uses words that no other test does. */
static void secrets_are_hidden_everywhere(void **state)
{
	struct buf masked = {0};
	char key[] = "Tok\"en+1";

	(void)state;
	log_hide(WN_STR(""));
	log_hide(WN_STR("hunter2"));
	log_hide(WN_STR("hunter2long"));
	log_hide(WN_STR("hunter2"));
	log_hide(str_of(key));
	memset(key, 'x', sizeof key - 1);
	log_say(WN_ERROR, WN_STR("a-hunter2"), "hunter2, hunter2long and hunter2hunter2");
	log_error("GET https://api.example/?k=Tok%%22en%%2B1&x=1");
	log_set(WN_ERROR, true);
	log_error("k: Tok\"en+1");
	log_mask(&masked, WN_STR("<hunter2>\0Tok\"en+1"));
	assert_int_equal(masked.len, 9);
	assert_memory_equal(masked.data, "<***>\0***", 9);
	buf_free(&masked);
	assert_logged("23:59:59Z error: a-***: ***, *** and ******\n23:59:59Z error: GET https://api.example/?k=***&x=1\n"
		"{\"time\":\"2024-02-28T23:59:59.000123Z\",\"level\":\"error\",\"text\":\"k: ***\"}\n");
}

static void errno_is_kept(void **state)
{
	(void)state;
	close(STDERR_FILENO);
	errno = ENOSPC;
	log_error("nobody hears this");
	assert_int_equal(errno, ENOSPC);
	assert_logged("");
}

#define THREADS 4
#define LINES 500

static void *say_lines(void *name)
{
	int i;

	for (i = 0; i < LINES; i++)
		log_say(WN_ERROR, str_of(name), "line %d %0*d", i, 200, 0);
	return NULL;
}

static void threads_write_whole_lines(void **state)
{
	static char names[THREADS][2] = {"a", "b", "c", "d"};
	int next[THREADS] = {0};
	pthread_t threads[THREADS];
	char *text, *at, *line;
	int i;

	(void)state;
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, say_lines, names[i]), 0);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	text = at = logged();
	while ((line = strsep(&at, "\n")) && *line) {
		char expected[300];
		int who = line[strlen("23:59:59Z error: ")] - 'a';

		assert_in_range(who, 0, THREADS - 1);
		snprintf(expected, sizeof expected, "23:59:59Z error: %s: line %d %0*d", names[who], next[who], 200, 0);
		assert_string_equal(line, expected);
		next[who]++;
	}
	for (i = 0; i < THREADS; i++)
		assert_int_equal(next[i], LINES);
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_default_is_warnings_plain),
		TEST(the_level_can_be_lowered),
		TEST(a_line_is_one_line),
		TEST(json_lines_are_json),
		TEST(secrets_are_hidden_everywhere),
		TEST(errno_is_kept),
		TEST(threads_write_whole_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
