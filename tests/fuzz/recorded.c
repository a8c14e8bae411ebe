/* recorded.c - any bytes as a recorded answer; what is read, written and read again is the same answer to the same request. */
#include "fuzz/support_bytes.h"
#include "net/recorded.h"
#include <winnow/value.h>

/* The key is "METHOD URL" and, where the request had a body, its hash. */
static bool request_of(struct wn_str key, struct wn_request *request)
{
	struct wn_str method, url;

	if (!str_cut(&key, WN_STR(" "), &method) || !str_cut(&key, WN_STR(" "), &url) || key.len > 0)
		return false;
	*request = (struct wn_request){.method = method, .url = url};
	return true;
}

static void check_round(struct wn_arena *arena, struct wn_str key, const struct wn_answer *answer)
{
	struct wn_request request;
	struct wn_answer again;
	struct wn_error error = {0};
	struct wn_str key_again;
	struct buf out = {0};

	if (!request_of(key, &request))
		return;
	MUST(str_equal(request_key(arena, &request), key));
	recorded_write(&out, &request, answer);
	if (recorded_parse(arena, WN_STR("again.http"), buf_as_str(&out), &key_again, &again, &error) < 0)
		fprintf(stderr, "%s\n%.*s\n", error.text, STR_ARG(buf_as_str(&out)));
	MUST(error.text[0] == 0);
	MUST(str_equal(key, key_again) && again.status == answer->status && again.cause == answer->cause && str_equal(again.body, answer->body));
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct wn_answer answer;
	struct wn_error error = {0};
	struct wn_str key;

	if (recorded_parse(arena, WN_STR("input.http"), bytes_rest(data, size), &key, &answer, &error) == WN_OK)
		check_round(arena, key, &answer);
	else
		MUST(error.text[0]);
	arena_free(arena);
	return 0;
}
