/* url.c - any bytes as a URL: its parts lie in it, and one spelling of it is the spelling of that. */
#include "fuzz/support_bytes.h"
#include "net/url.h"

static bool lies_in(struct wn_str part, struct wn_str whole)
{
	return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct wn_str text = bytes_rest(data, size), normal;
	struct url url, again;
	struct wn_error error = {0};

	if (url_split(text, &url, &error) == WN_OK) {
		MUST(lies_in(url.scheme, text) && lies_in(url.host, text) && lies_in(url.port, text) && lies_in(url.rest, text));
		MUST(url.host.len > 0);
		normal = url_normal(arena, &url);
		MUST(url_split(normal, &again, &error) == WN_OK);
		MUST(str_equal(url_normal(arena, &again), normal));
	} else {
		MUST(error.text[0]);
	}
	arena_free(arena);
	return 0;
}
