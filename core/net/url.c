/* url.c - taking an http or https URL apart, strictly: what is odd is refused, not guessed at. */
#include "net/url.h"

#include "base/error.h"
#include "base/str.h"

enum { URL_LONGEST = 8192, HOST_LONGEST = 253, LABEL_LONGEST = 63 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

static size_t find(struct wn_str text, const char *any)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (strchr(any, text.ptr[i]))
			break;
	return i;
}

/* What may be shown of it: secrets stand in queries, and user names in front of hosts. */
static struct wn_str shown(struct wn_str text)
{
	return str_first(text, find(str_first(text, 80), "?#@"));
}

static int check_bytes(struct wn_str text, struct wn_error *error)
{
	size_t i;

	if (text.len > URL_LONGEST)
		return fail(error, WN_REFUSED, "the URL is too long: %zu bytes, %d are possible", text.len, URL_LONGEST);
	for (i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c))
			return fail(error, WN_REFUSED, "byte %zu of the URL is 0x%02x, which has to be written as %%%02X", i + 1, c, c);
	}
	return WN_OK;
}

static int cut_scheme(struct wn_str *text, struct wn_str *scheme, struct wn_error *error)
{
	static const struct wn_str schemes[] = {{"http://", 7}, {"https://", 8}};
	size_t i, at;

	for (i = 0; i < 2; i++) {
		for (at = 0; at < schemes[i].len && at < text->len && lower(text->ptr[at]) == schemes[i].ptr[at]; at++)
			;
		if (at == schemes[i].len) {
			*scheme = str_first(*text, at - 3);
			*text = str_from(*text, at);
			return WN_OK;
		}
	}
	return fail(error, WN_REFUSED, "'%.*s' is no absolute http or https URL: it has to begin with 'https://' or 'http://'",
	            STR_ARG(shown(*text)));
}

static bool is_label(struct wn_str label)
{
	size_t i;

	if (label.len == 0 || label.len > LABEL_LONGEST)
		return false;
	for (i = 0; i < label.len; i++)
		if (!is_alnum(label.ptr[i]) && (label.ptr[i] != '-' || i == 0 || i + 1 == label.len) && label.ptr[i] != '_')
			return false;
	return true;
}

static bool is_name(struct wn_str host)
{
	struct wn_str label;

	if (host.len == 0 || host.len > HOST_LONGEST || host.ptr[host.len - 1] == '.')
		return false;
	while (str_cut(&host, WN_STR("."), &label))
		if (!is_label(label))
			return false;
	return true;
}

/* [::1]: the address itself is judged by whoever connects. */
static bool is_bracketed(struct wn_str host)
{
	size_t i, colons = 0;

	if (host.len < 4 || host.ptr[0] != '[' || host.ptr[host.len - 1] != ']')
		return false;
	for (i = 1; i + 1 < host.len; i++) {
		colons += host.ptr[i] == ':';
		if (!strchr("0123456789abcdef:.", lower(host.ptr[i])))
			return false;
	}
	return colons >= 2;
}

static bool is_port(struct wn_str port)
{
	int64_t number = 0;

	return str_is_digits(port) && port.len <= 5 && str_to_int(port, &number) && number > 0 && number < 65536;
}

static int split_authority(struct wn_str authority, struct url *url, struct wn_error *error)
{
	size_t bracket = authority.len > 0 && authority.ptr[0] == '[' ? find(authority, "]") : 0;
	size_t colon = bracket + find(str_from(authority, bracket), ":");

	if (find(authority, "@") < authority.len)
		return fail(error, WN_REFUSED, "the URL has a user name or password in it: use a header");
	url->host = str_first(authority, colon);
	url->port = str_from(authority, colon + 1);
	if (!is_name(url->host) && !is_bracketed(url->host))
		return fail(error, WN_REFUSED, "the URL has no valid host: '%.*s'", STR_ARG(shown(url->host)));
	if (colon < authority.len && !is_port(url->port))
		return fail(error, WN_REFUSED, "the URL has no valid port behind '%.*s:'", STR_ARG(url->host));
	return WN_OK;
}

int url_split(struct wn_str text, struct url *url, struct wn_error *error)
{
	size_t authority;
	int result = check_bytes(text, error);

	*url = (struct url){0};
	if (result == WN_OK)
		result = cut_scheme(&text, &url->scheme, error);
	if (result < 0)
		return result;
	authority = find(text, "/?#");
	url->rest = str_from(text, authority);
	url->rest = str_first(url->rest, find(url->rest, "#"));
	return split_authority(str_first(text, authority), url, error);
}

static bool is_default_port(const struct url *url)
{
	int64_t number = 0;

	return str_to_int(url->port, &number) && number == (url->scheme.len == 5 ? 443 : 80);
}

struct wn_str url_normal(struct wn_arena *arena, const struct url *url)
{
	bool port = url->port.len > 0 && !is_default_port(url);
	bool path = url->rest.len > 0 && url->rest.ptr[0] == '/';
	struct wn_str text = arena_printf(arena, "%.*s://%.*s%s%.*s%s%.*s", STR_ARG(url->scheme), STR_ARG(url->host),
	                                  port ? ":" : "", port ? (int)url->port.len : 0, url->port.len ? url->port.ptr : "",
	                                  path ? "" : "/", STR_ARG(url->rest));
	char *bytes = (char *)text.ptr;
	size_t i;

	for (i = 0; i < url->scheme.len + 3 + url->host.len; i++)
		bytes[i] = lower(bytes[i]);
	return text;
}
