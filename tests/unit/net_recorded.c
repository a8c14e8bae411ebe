/* net_recorded.c - the recorded format: what is written is read back, and what is no such file says where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/date.h"
#include "net/net.h"
#include "net/recorded.h"
#include <winnow/value.h>

static int parse(struct wn_arena *arena, const char *text, struct wn_str *key, struct wn_answer *answer, struct wn_error *error)
{
	return recorded_parse(arena, WN_STR("a.http"), str_of(text), key, answer, error);
}

/* The example of the header. */
static void a_file_written_by_hand(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_answer answer;
	struct wn_str key;

	(void)state;
	assert_int_equal(parse(arena,
	                       "GET https://example.com/path?q=1\n"
	                       "accept: application/json\n"
	                       "\n"
	                       "HTTP 200\n"
	                       "date-recorded: 2026-11-01\n"
	                       "Content-Type:   application/json  \n"
	                       "\n"
	                       "{\"body\": \"to the end\"}\n\nHTTP 404\n", &key, &answer, NULL), WN_OK);
	assert_true(str_is(key, "GET https://example.com/path?q=1"));
	assert_int_equal(answer.cause, WN_KNOWN);
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.day, day_of(2026, 11, 1));
	assert_true(str_is(answer.url, "https://example.com/path?q=1"));
	assert_int_equal(answer.header_count, 1);
	assert_true(str_is(answer.headers[0].name, "content-type") && str_is(answer.headers[0].value, "application/json"));
	assert_true(str_is(answer.body, "{\"body\": \"to the end\"}\n\nHTTP 404\n"));
	arena_free(arena);
}

static void short_files_and_foreign_line_ends(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_answer answer;
	struct wn_str key;

	(void)state;
	assert_int_equal(parse(arena, "HEAD http://h.fr\r\n\r\nHTTP 301 Moved Permanently\r\nlocation: /x\r\n\r\nline\r\n", &key, &answer, NULL), WN_OK);
	assert_true(str_is(key, "HEAD http://h.fr/"));
	assert_int_equal(answer.status, 301);
	assert_true(str_is(answer.headers[0].value, "/x"));
	assert_true(str_is(answer.body, "line\r\n"));
	assert_int_equal(answer.day, WN_NO_DAY);
	assert_int_equal(parse(arena, "GET http://h.fr/\n\nHTTP 204", &key, &answer, NULL), WN_OK);
	assert_int_equal(answer.body.len, 0);
	assert_int_equal(parse(arena, "GET http://h.fr/\n\nHTTP 0\ncause: unreachable\n", &key, &answer, NULL), WN_OK);
	assert_int_equal(answer.cause, WN_UNREACHABLE);
	assert_int_equal(answer.status, 0);
	assert_int_equal(parse(arena, "GET http://h.fr/\n\nHTTP 200\nurl-recorded: https://www.h.fr/fr/\n\n", &key, &answer, NULL), WN_OK);
	assert_true(str_is(answer.url, "https://www.h.fr/fr/"));
	assert_int_equal(answer.header_count, 0);
	arena_free(arena);
}

/* Each with the line at which it is wrong, and a word of what was expected. */
static void what_is_wrong_is_said_with_its_line(void **state)
{
	static const struct {
		const char *text, *where, *words;
	} wrong[] = {
		{"", "a.http:1: ", "empty"},
		{"\n", "a.http:1: ", "method and the URL"},
		{"GET\n\nHTTP 200\n\n", "a.http:1: ", "http"},
		{"get https://a.fr/\n\nHTTP 200\n\n", "a.http:1: ", "'get'"},
		{"GET /path\n\nHTTP 200\n\n", "a.http:1: ", "'https://'"},
		{"GET ftp://a.fr/\n\nHTTP 200\n\n", "a.http:1: ", "'ftp://a.fr/'"},
		{"GET https://a.fr/ HTTP/1.1\n\nHTTP 200\n\n", "a.http:1: ", "0x20"},
		{"GET https://a.fr/\n", "a.http:2: ", "empty line"},
		{"GET https://a.fr/\naccept\n\nHTTP 200\n\n", "a.http:2: ", "name: value"},
		{"GET https://a.fr/\naccept : x\n\nHTTP 200\n\n", "a.http:2: ", "no name of a header"},
		{"GET https://a.fr/\naccept: x\nb: \x01\n\nHTTP 200\n\n", "a.http:3: ", "0x01"},
		{"POST https://a.fr/\nbody-sha256: abc\n\nHTTP 200\n\n", "a.http:2: ", "64 hex"},
		{"POST https://a.fr/\n"
		 "body-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
		 "body-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\nHTTP 200\n\n", "a.http:3: ", "one 'body-sha256'"},
		{"GET https://a.fr/\n\n", "a.http:3: ", "HTTP 200"},
		{"GET https://a.fr/\n\n200 OK\n\n", "a.http:3: ", "HTTP 200"},
		{"GET https://a.fr/\n\nHTTP/1.1 200\n\n", "a.http:3: ", "HTTP 200"},
		{"GET https://a.fr/\n\nHTTP abc\n\n", "a.http:3: ", "HTTP 200"},
		{"GET https://a.fr/\n\nHTTP 100\n\n", "a.http:3: ", "between 200 and 999"},
		{"GET https://a.fr/\n\nHTTP 99999999999999999999\n\n", "a.http:3: ", "status"},
		{"GET https://a.fr/\n\nHTTP 200\ndate-recorded: 2026-02-30\n\n", "a.http:4: ", "YYYY-MM-DD"},
		{"GET https://a.fr/\n\nHTTP 200\nx: 1\ncause: timeout\n\n", "a.http:5: ", "HTTP 0"},
		{"GET https://a.fr/\n\nHTTP 0\ncause: tired\n\n", "a.http:4: ", "no such cause"},
		{"GET https://a.fr/\n\nHTTP 0\ncause: known\n\n", "a.http:4: ", "no such cause"},
		{"GET https://a.fr/\n\nHTTP 0\n\n", "a.http:4: ", "cause: unreachable"},
		{"GET https://a.fr/\n\nHTTP 0\ncause: timeout\n\nbody", "a.http:6: ", "no answer"},
		{"GET https://a.fr/\n\nHTTP 200\nurl-recorded: /x\n\n", "a.http:4: ", "'https://'"},
		{"GET https://a.fr/\n\nHTTP 200\n<html>\n", "a.http:4: ", "empty line"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct wn_arena *arena = arena_new();
		struct wn_error error = {0};
		struct wn_answer answer;
		struct wn_str key;

		assert_int_equal(parse(arena, wrong[i].text, &key, &answer, NULL), WN_INVALID);
		assert_int_equal(parse(arena, wrong[i].text, &key, &answer, &error), WN_INVALID);
		if (strncmp(error.text, wrong[i].where, strlen(wrong[i].where)) != 0 || !strstr(error.text, wrong[i].words))
			fail_msg("%zu: '%s' lacks '%s' or '%s'", i, error.text, wrong[i].where, wrong[i].words);
		arena_free(arena);
	}
}

/* A file that holds a NUL, and every beginning of a good one: an answer or a message, never a crash. */
static void every_beginning_of_a_file(void **state)
{
	static const char whole[] = "POST https://a.fr/x?y#z\nbody-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\n"
	                            "HTTP 200\ndate-recorded: 2026-11-01\na: b\n\nbody \0 with a NUL";
	size_t len, good = 0;

	(void)state;
	for (len = 0; len < sizeof whole; len++) {
		struct wn_arena *arena = arena_new();
		struct wn_error error = {0};
		struct wn_answer answer;
		struct wn_str key;
		char *copy = malloc(len + 1); /* exactly as long, so that a sanitizer sees any step beyond */

		memcpy(copy, whole, len);
		if (recorded_parse(arena, WN_STR("n"), (struct wn_str){copy, len}, &key, &answer, &error) == WN_OK)
			good++;
		else
			assert_true(str_begins(str_of(error.text), WN_STR("n:")));
		free(copy);
		arena_free(arena);
	}
	assert_true(good > 20 && good < sizeof whole - 100);
}

/* ---- round trip ---- */

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static struct wn_str random_bytes_of(struct wn_arena *arena, unsigned *seed, size_t most)
{
	size_t i, len = next_random(seed) % (most + 1);
	char *bytes = arena_alloc(arena, len + 1);

	for (i = 0; i < len; i++)
		bytes[i] = next_random(seed) % 5 ? (char)next_random(seed) : "\n\r: H"[next_random(seed) % 5];
	return (struct wn_str){bytes, len};
}

static struct wn_str random_value(struct wn_arena *arena, unsigned *seed)
{
	size_t i, len = next_random(seed) % 12;
	char *bytes = arena_alloc(arena, len + 1);

	for (i = 0; i < len; i++)
		bytes[i] = (char)(' ' + 1 + next_random(seed) % 94);
	return (struct wn_str){bytes, len};
}

static struct wn_answer random_answer(struct wn_arena *arena, unsigned *seed, struct wn_str url)
{
	struct wn_answer answer = {.url = url, .day = next_random(seed) % 4 ? (int32_t)(next_random(seed) % 30000) : WN_NO_DAY};
	struct wn_header *headers = arena_array(arena, 40, sizeof *headers);

	if (next_random(seed) % 4 == 0) {
		answer.cause = 1 + next_random(seed) % (WN_CAUSE_COUNT - 1);
		return answer;
	}
	answer.status = 200 + next_random(seed) % 400;
	answer.header_count = next_random(seed) % 40;
	for (size_t i = 0; i < answer.header_count; i++) {
		headers[i].name = arena_printf(arena, "x-%u", next_random(seed) % 50);
		headers[i].value = random_value(arena, seed);
	}
	answer.headers = headers;
	answer.body = random_bytes_of(arena, seed, 300);
	if (next_random(seed) % 3 == 0)
		answer.url = WN_STR("https://elsewhere.example/after/redirects");
	return answer;
}

static bool same_answer(const struct wn_answer *a, const struct wn_answer *b)
{
	size_t i;

	if (a->cause != b->cause || a->status != b->status || a->day != b->day || a->header_count != b->header_count)
		return false;
	for (i = 0; i < a->header_count; i++)
		if (!str_equal(a->headers[i].name, b->headers[i].name) || !str_equal(a->headers[i].value, b->headers[i].value))
			return false;
	return str_equal(a->url, b->url) && str_equal(a->body, b->body);
}

static void what_is_written_is_read_back(void **state)
{
	unsigned seed = 1, round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		unsigned random = seed = round * 2654435761u + 1;
		struct wn_arena *arena = arena_new();
		struct wn_request request = {.url = arena_printf(arena, "https://host%u.fr/p?q=%u", next_random(&random) % 9, round)};
		struct wn_answer answer, read;
		struct buf out = {0};
		struct wn_error error = {0};
		struct wn_str key;

		if (next_random(&random) % 2) {
			request.method = WN_STR("POST");
			request.body = random_bytes_of(arena, &random, 50);
		}
		answer = random_answer(arena, &random, request.url);
		recorded_write(&out, &request, &answer);
		if (recorded_parse(arena, WN_STR("w"), buf_as_str(&out), &key, &read, &error) != WN_OK || !same_answer(&answer, &read) ||
		    !str_equal(key, request_key(arena, &request)))
			fail_msg("seed %u: %s", seed, error.text);
		buf_free(&out);
		arena_free(arena);
	}
}

static void no_secret_is_written(void **state)
{
	static const struct wn_header asked[] = {
		{{"Authorization", 13}, {"Bearer SECRET", 13}}, {{"X-Api-Key", 9}, {"SECRET", 6}}, {{"Cookie", 6}, {"s=SECRET", 8}},
		{{"Accept", 6}, {"text/html", 9}},
	};
	static const struct wn_header got[] = {
		{{"Set-Cookie", 10}, {"s=SECRET", 8}}, {{"Date-Recorded", 13}, {"never", 5}}, {{"bad name", 8}, {"x", 1}},
		{{"x", 1}, {"two\nlines", 9}}, {{"Server", 6}, {"nginx", 5}},
	};
	struct wn_arena *arena = arena_new();
	struct wn_request request = {.url = WN_STR("https://a.fr/"), .headers = asked, .header_count = 4};
	struct wn_answer answer = {.status = 200, .headers = got, .header_count = 5, .day = 0, .url = WN_STR("https://a.fr/"), .body = WN_STR("b")};
	struct buf out = {0};

	(void)state;
	recorded_write(&out, &request, &answer);
	assert_string_equal(out.data, "GET https://a.fr/\naccept: text/html\n\nHTTP 200\ndate-recorded: 1970-01-01\nserver: nginx\n\nb");
	buf_free(&out);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_written_by_hand),
		cmocka_unit_test(short_files_and_foreign_line_ends),
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
		cmocka_unit_test(every_beginning_of_a_file),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(no_secret_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
