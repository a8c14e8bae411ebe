/* request.c - what may be asked, and what makes two requests the same. */
#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "net/net.h"
#include "net/recorded.h"
#include "net/url.h"

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", NULL};
/* These belong to whoever speaks HTTP; a plugin that sets them could smuggle a second request in. */
static const char *const reserved[] = {"host",    "content-length", "transfer-encoding", "connection", "keep-alive", "te",
                                       "trailer", "upgrade",        "expect",            NULL};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(struct wn_str a, const char *word)
{
	size_t i;

	for (i = 0; i < a.len && word[i]; i++)
		if (lower(a.ptr[i]) != word[i])
			return false;
	return i == a.len && word[i] == 0;
}

static bool is_token(struct wn_str name)
{
	size_t i;

	for (i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!(c >= '0' && c <= '9') && !(lower(c) >= 'a' && lower(c) <= 'z') && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return name.len > 0;
}

int header_check(const struct wn_header *header, struct wn_error *error)
{
	struct buf shown = {0};
	size_t i;

	if (!is_token(header->name)) {
		buf_visible(&shown, str_first(header->name, 60), "");
		fail(error, WN_REFUSED, "'%s' is no name of a header", shown.data ? shown.data : "");
		buf_free(&shown);
		return WN_REFUSED;
	}
	for (i = 0; i < header->value.len; i++) {
		unsigned char c = (unsigned char)header->value.ptr[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return fail(error, WN_REFUSED, "the header '%.*s' has the control byte 0x%02x in its value", STR_ARG(header->name), c);
	}
	return WN_OK;
}

static int check_headers(const struct wn_request *request, struct wn_error *error)
{
	int result = WN_OK;
	size_t i, j;

	for (i = 0; result == WN_OK && i < request->header_count; i++) {
		struct wn_str name = request->headers[i].name;

		result = header_check(&request->headers[i], error);
		for (j = 0; result == WN_OK && reserved[j]; j++)
			if (is_word(name, reserved[j]))
				result = fail(error, WN_REFUSED, "the header '%s' is set by winnow: leave it out", reserved[j]);
	}
	return result;
}

static struct wn_str method_of(const struct wn_request *request)
{
	return request->method.len > 0 ? request->method : WN_STR("GET");
}

int request_check(const struct wn_request *request, struct wn_error *error)
{
	struct buf shown = {0};
	struct url url;
	size_t i;
	int result;

	for (i = 0; methods[i] && !str_is(method_of(request), methods[i]); i++)
		;
	if (!methods[i]) {
		buf_visible(&shown, str_first(request->method, 40), "");
		fail(error, WN_REFUSED, "the method '%s' is none of GET, HEAD, POST, PUT, PATCH, DELETE", shown.data ? shown.data : "");
		buf_free(&shown);
		return WN_REFUSED;
	}
	result = url_split(request->url, &url, error);
	return result == WN_OK ? check_headers(request, error) : result;
}

struct wn_str key_of(struct wn_arena *arena, struct wn_str method, struct wn_str url, struct wn_str body_hash)
{
	struct url parts;
	struct wn_str normal = url_split(url, &parts, NULL) == WN_OK ? url_normal(arena, &parts) : url;

	return arena_printf(arena, "%.*s %.*s%s%.*s", STR_ARG(method), STR_ARG(normal), body_hash.len > 0 ? " " : "", STR_ARG(body_hash));
}

struct wn_str request_key(struct wn_arena *arena, const struct wn_request *request)
{
	char hex[DIGEST_HEX] = "";
	uint8_t digest[DIGEST_SIZE];

	if (request->body.len > 0) {
		digest_bytes(request->body, digest);
		digest_hex(digest, hex);
	}
	return key_of(arena, method_of(request), request->url, str_of(hex));
}
