/* net_request.c - which requests are refused, and which are the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "net/net.h"
#include "net/recorded.h"

static struct wn_str key_of_url(struct wn_arena *arena, const char *url)
{
	return request_key(arena, &(struct wn_request){.url = str_of(url)});
}

static void urls_have_one_spelling(void **state)
{
	static const char *const same[][2] = {
		{"https://example.com", "https://example.com/"},
		{"HTTPS://Example.COM/", "https://example.com/"},
		{"https://example.com/#top", "https://example.com/"},
		{"https://example.com#top", "https://example.com/"},
		{"https://example.com?q=1", "https://example.com/?q=1"},
		{"https://example.com/a?b#c?d", "https://example.com/a?b"},
		{"https://example.com:443/a", "https://example.com/a"},
		{"http://example.com:80", "http://example.com/"},
		{"http://example.com:080/x", "http://example.com/x"},
		{"http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"},
	};
	static const char *const different[][2] = {
		{"https://example.com/A", "https://example.com/a"},       {"https://example.com/a", "http://example.com/a"},
		{"https://example.com:80/", "https://example.com/"},      {"https://example.com/a", "https://example.com/a/"},
		{"https://example.com/a?", "https://example.com/a"},      {"https://example.com/%41", "https://example.com/A"},
		{"https://example.com/?Q=A", "https://example.com/?q=a"}, {"https://www.example.com/", "https://example.com/"},
	};
	struct wn_arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof same / sizeof *same; i++)
		if (!str_equal(key_of_url(arena, same[i][0]), key_of_url(arena, same[i][1])))
			fail_msg("%s and %s differ: %s", same[i][0], same[i][1], key_of_url(arena, same[i][0]).ptr);
	for (i = 0; i < sizeof different / sizeof *different; i++)
		if (str_equal(key_of_url(arena, different[i][0]), key_of_url(arena, different[i][1])))
			fail_msg("%s and %s are the same", different[i][0], different[i][1]);
	arena_free(arena);
}

static void method_and_body_tell_requests_apart(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_header header = {WN_STR("accept"), WN_STR("x")};
	struct wn_request get = {.url = WN_STR("https://a.fr/")}, named = {.method = WN_STR("GET"), .url = WN_STR("https://a.fr/")},
	                  post = {.method = WN_STR("POST"), .url = WN_STR("https://a.fr/")}, with_body = post, other_body = post, with_header = get;

	(void)state;
	with_body.body = WN_STR("{}");
	other_body.body = WN_STR("{} ");
	with_header.headers = &header;
	with_header.header_count = 1;
	assert_true(str_is(request_key(arena, &get), "GET https://a.fr/"));
	assert_true(str_equal(request_key(arena, &get), request_key(arena, &named)));
	assert_true(str_equal(request_key(arena, &get), request_key(arena, &with_header)));
	assert_false(str_equal(request_key(arena, &get), request_key(arena, &post)));
	assert_false(str_equal(request_key(arena, &post), request_key(arena, &with_body)));
	assert_false(str_equal(request_key(arena, &other_body), request_key(arena, &with_body)));
	assert_true(str_is(request_key(arena, &with_body),
	                   "POST https://a.fr/ 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
	arena_free(arena);
}

static void good_urls_pass(void **state)
{
	static const char *const good[] = {
		"https://example.com",           "http://example.com:8080/a/b?c=d&e=%20#f", "https://a-b.c_d.example/", "https://xn--caf-dma.fr/",
		"https://1.2.3.4/",              "https://[::1]/",                          "https://localhost/",       "HTTP://EXAMPLE.COM",
		"https://example.com/?a@b:c[]=", "https://example.com/~x;y=(1)!*'",         "https://example.com:65535",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof *good; i++) {
		struct wn_error error = {0};

		if (request_check(&(struct wn_request){.url = str_of(good[i])}, &error) != WN_OK)
			fail_msg("%s: %s", good[i], error.text);
	}
}

static void bad_urls_are_refused(void **state)
{
	static const struct {
		const char *url, *words;
	} bad[] = {
		{"", "no absolute"}, {"example.com", "no absolute"}, {"/path", "no absolute"}, {"//example.com/", "no absolute"},
		{"ftp://example.com/", "'ftp://example.com/' is no absolute http or https URL"}, {"file:///etc/passwd", "no absolute"},
		{"javascript:alert(1)", "no absolute"}, {"https:/example.com", "no absolute"}, {"https://", "no valid host: ''"},
		{"https:///path", "no valid host"}, {"https://?q", "no valid host"}, {"https://.example.com/", "no valid host"},
		{"https://example..com/", "no valid host"}, {"https://example.com./", "no valid host"}, {"https://-a.fr/", "no valid host"},
		{"https://a%41.fr/", "no valid host"}, {"https://[]/", "no valid host"}, {"https://[::1/", "no valid host"},
		{"https://[a]/", "no valid host"}, {"https://a.fr:/", "no valid port"}, {"https://a.fr:0/", "no valid port"},
		{"https://a.fr:65536/", "no valid port"}, {"https://a.fr:+80/", "no valid port"}, {"https://a.fr:8080x/", "no valid port"},
		{"https://user@a.fr/", "user name"}, {"https://user:SECRET@a.fr/", "user name"}, {"https://a.fr\\@b.fr/", "0x5c"},
		{"https://a.fr/a b", "%20"}, {"https://a.fr/\t", "0x09"}, {"https://a.fr/\r\nHost: b", "0x0d"}, {"https://caf\xc3\xa9.fr/", "0xc3"},
		{" https://a.fr/", "byte 1"}, {"gopher://a.fr/?token=SECRET", "'gopher://a.fr/'"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct wn_error error = {0};

		assert_int_equal(request_check(&(struct wn_request){.url = str_of(bad[i].url)}, &error), WN_REFUSED);
		if (!strstr(error.text, bad[i].words))
			fail_msg("%s: '%s' lacks '%s'", bad[i].url, error.text, bad[i].words);
		assert_null(strstr(error.text, "SECRET"));
	}
	assert_int_equal(request_check(&(struct wn_request){.url = {"https://a.fr/\0x", 15}}, NULL), WN_REFUSED);
}

static void too_long_is_refused(void **state)
{
	static char url[10000];
	struct wn_error error = {0};

	(void)state;
	memset(url, 'a', sizeof url);
	memcpy(url, "https://a.fr/", 13);
	assert_int_equal(request_check(&(struct wn_request){.url = {url, 8192}}, &error), WN_OK);
	assert_int_equal(request_check(&(struct wn_request){.url = {url, 8193}}, &error), WN_REFUSED);
	assert_non_null(strstr(error.text, "too long"));
	/* A label of 64 letters. */
	memcpy(url, "https://", 8);
	memset(url + 8, 'a', 64);
	memcpy(url + 72, ".fr/", 4);
	assert_int_equal(request_check(&(struct wn_request){.url = {url, 76}}, &error), WN_REFUSED);
}

static int check(const char *method, struct wn_str name, struct wn_str value, struct wn_error *error)
{
	struct wn_header header = {name, value};
	struct wn_request request = {.method = str_of(method), .url = WN_STR("https://a.fr/"), .headers = &header, .header_count = 1};

	return request_check(&request, error);
}

static void methods_and_headers_are_checked(void **state)
{
	static const char *const good[] = {"", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	static const char *const bad[] = {"get", "CONNECT", "TRACE", "G ET", "GET /x HTTP/1.1\r\nHost: b", "GETT"};
	static const char *const names[] = {"", "a b", "a:", "a\r\nb", "caf\xc3\xa9", "Host", "content-LENGTH", "Transfer-Encoding", "connection", "Expect"};
	struct wn_error error = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(check(good[i], WN_STR("Accept"), WN_STR("a\tb \xc3\xa9"), &error), WN_OK);
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(check(bad[i], WN_STR("Accept"), WN_STR("x"), &error), WN_REFUSED);
		assert_null(strchr(error.text, '\n'));
	}
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(check("GET", str_of(names[i]), WN_STR("x"), &error), WN_REFUSED);
		assert_null(strchr(error.text, '\n'));
	}
	assert_int_equal(check("GET", WN_STR("x"), WN_STR("SECRET\r\ny: z"), &error), WN_REFUSED);
	assert_null(strstr(error.text, "SECRET"));
	assert_int_equal(check("GET", WN_STR("x"), WN_STR("a\0b"), &error), WN_REFUSED);
	assert_int_equal(check("GET", WN_STR("x\0"), WN_STR("a"), &error), WN_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_have_one_spelling),       cmocka_unit_test(method_and_body_tell_requests_apart),
		cmocka_unit_test(good_urls_pass),               cmocka_unit_test(bad_urls_are_refused),
		cmocka_unit_test(too_long_is_refused),          cmocka_unit_test(methods_and_headers_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
