/* net_replay.c - answering from a folder of recorded answers, alone and from many threads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "net/net.h"
#include "net/recorded.h"
#include <winnow/value.h>

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/winnow-net-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
	(void)status, (void)kind, (void)at;
	return remove(path);
}

static int remove_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *name, const char *text)
{
	struct wn_arena *arena = arena_new();
	struct wn_str path = arena_printf(arena, "%s/%s", folder, name);
	FILE *file;

	assert_int_equal(make_folders(path_folder(arena, path), NULL), WN_OK);
	file = fopen(path.ptr, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	arena_free(arena);
}

static struct wn_answer ask(struct net *net, struct wn_arena *arena, const char *url)
{
	struct wn_answer answer;

	net_ask(net, &(struct wn_request){.url = str_of(url)}, arena, &answer);
	return answer;
}

static struct net *open_net(void)
{
	struct wn_error error = {0};
	struct net *net;

	if (net_open(str_of(folder), &net, &error) != WN_OK)
		fail_msg("%s", error.text);
	return net;
}

/* In order of names, folders below too; the last one stays. */
static void answers_come_in_order_of_file_names(void **state)
{
	struct wn_arena *arena = arena_new();
	struct net *net;

	(void)state;
	put("b.http", "GET https://a.fr/\n\nHTTP 200\n\nsecond");
	put("a.http", "GET https://A.fr#x\n\nHTTP 200\nx: y\n\nfirst");
	put("c/d.http", "GET https://a.fr/\n\nHTTP 0\ncause: timeout\n");
	put("c/other.http", "POST https://a.fr/\n\nHTTP 201\n\n");
	put("c/notes.txt", "no recorded answer");
	put(".hidden.http", "no recorded answer");
	net = open_net();
	assert_true(str_is(ask(net, arena, "https://a.fr/").body, "first"));
	assert_true(str_is(ask(net, arena, "https://a.fr").body, "second"));
	assert_int_equal(ask(net, arena, "https://a.fr/").cause, WN_TIMEOUT);
	assert_int_equal(ask(net, arena, "https://a.fr/#").cause, WN_TIMEOUT);
	assert_int_equal(net_counts(net).asked, 4);
	assert_int_equal(net_counts(net).answered, 4);
	assert_int_equal(net_counts(net).offline, 0);
	net_close(net);
	arena_free(arena);
}

static void what_was_not_recorded_is_offline(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_answer answer;
	struct net *net;

	(void)state;
	put("a.http", "POST https://a.fr/\nbody-sha256: 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n\nHTTP 200\n\nyes");
	net = open_net();
	answer = ask(net, arena, "https://a.fr/");
	assert_int_equal(answer.cause, WN_OFFLINE);
	assert_int_equal(answer.status, 0);
	assert_true(str_is(answer.url, "https://a.fr/"));
	net_ask(net, &(struct wn_request){.method = WN_STR("POST"), .url = WN_STR("https://a.fr/"), .body = WN_STR("{}")}, arena, &answer);
	assert_true(str_is(answer.body, "yes"));
	net_ask(net, &(struct wn_request){.method = WN_STR("POST"), .url = WN_STR("https://a.fr/"), .body = WN_STR("[]")}, arena, &answer);
	assert_int_equal(answer.cause, WN_OFFLINE);
	assert_int_equal(net_counts(net).asked, 3);
	assert_int_equal(net_counts(net).answered, 1);
	assert_int_equal(net_counts(net).offline, 2);
	net_close(net);

	assert_int_equal(net_open((struct wn_str){0}, &net, NULL), WN_OK);
	assert_int_equal(ask(net, arena, "https://a.fr/").cause, WN_OFFLINE);
	net_close(net);
	net_close(NULL);
	arena_free(arena);
}

/* What is answered is in the asker's memory. */
static void answers_outlive_the_net(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_answer answer;
	struct net *net;

	(void)state;
	assert_int_equal(net_open((struct wn_str){0}, &net, NULL), WN_OK);
	assert_int_equal(net_add(net, WN_STR("test"), WN_STR("GET https://a.fr/\n\nHTTP 200\nserver: nginx\n\nbody"), NULL), WN_OK);
	answer = ask(net, arena, "https://a.fr/");
	net_close(net);
	assert_true(str_is(answer.body, "body") && str_is(answer.headers[0].name, "server") && str_is(answer.headers[0].value, "nginx"));
	assert_true(str_is(answer.url, "https://a.fr/"));
	arena_free(arena);
}

static void mistakes_name_the_file(void **state)
{
	struct wn_error error = {0};
	struct net *net = NULL;

	(void)state;
	assert_int_equal(net_open(WN_STR("/nowhere/at/all"), &net, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "'/nowhere/at/all'"));
	assert_null(net);
	put("deep/x.http", "GET https://a.fr/\nnonsense\n");
	assert_int_equal(net_open(str_of(folder), &net, &error), WN_INVALID);
	assert_non_null(strstr(error.text, "/deep/x.http:2: "));
	put("deep/x.http", "GET https://a.fr/\n\nHTTP 200\n\n");
	net_close(open_net());
}

static void a_loop_of_folders_ends(void **state)
{
	struct wn_error error = {0};
	struct net *net;
	char link[128];

	(void)state;
	snprintf(link, sizeof link, "%s/up", folder);
	assert_int_equal(symlink(".", link), 0);
	assert_int_equal(net_open(str_of(folder), &net, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "folders deep"));
}

/* ---- threads ---- */

enum { THREADS = 4, ASKS = 3000, TAPE = 50 };

static struct net *shared;
static _Atomic int seen[TAPE];

static void *ask_much(void *argument)
{
	struct wn_arena *arena = arena_new();
	int i;

	(void)argument;
	for (i = 0; i < ASKS; i++) {
		struct wn_answer answer = ask(shared, arena, i % 2 ? "https://none.fr/" : "https://a.fr/");
		int64_t number = -1;

		if (answer.cause == WN_KNOWN && str_to_int(answer.body, &number) && number >= 0 && number < TAPE)
			atomic_fetch_add(&seen[number], 1);
		arena_clear(arena);
	}
	arena_free(arena);
	return NULL;
}

/* Every answer but the last is given exactly once, whoever asks, and nothing is lost in counting. */
static void many_threads_ask(void **state)
{
	struct wn_arena *arena = arena_new();
	pthread_t threads[THREADS];
	int i;

	(void)state;
	assert_int_equal(net_open((struct wn_str){0}, &shared, NULL), WN_OK);
	for (i = 0; i < TAPE; i++)
		assert_int_equal(net_add(shared, WN_STR("t"), arena_printf(arena, "GET https://a.fr/\n\nHTTP 200\n\n%d", i), NULL), WN_OK);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_much, NULL), 0);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	for (i = 0; i < TAPE - 1; i++)
		assert_int_equal(seen[i], 1);
	assert_int_equal(seen[TAPE - 1], THREADS * ASKS / 2 - (TAPE - 1));
	assert_int_equal(net_counts(shared).asked, THREADS * ASKS);
	assert_int_equal(net_counts(shared).answered, THREADS * ASKS / 2);
	assert_int_equal(net_counts(shared).offline, THREADS * ASKS / 2);
	net_close(shared);
	arena_free(arena);
}

#define IN_FOLDER(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(answers_come_in_order_of_file_names),
		IN_FOLDER(what_was_not_recorded_is_offline),
		cmocka_unit_test(answers_outlive_the_net),
		IN_FOLDER(mistakes_name_the_file),
		IN_FOLDER(a_loop_of_folders_ends),
		cmocka_unit_test(many_threads_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
