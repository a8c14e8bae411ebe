/* reference.c - from what stands in a page to a URL, by the rules of url.spec.whatwg.org for http and https. */
#include "net/reference.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "company/identity.h"
#include "net/url.h"

#define LONGEST 32768

struct parts {
	struct wn_str scheme, authority, path, query, fragment;
	bool has_authority, has_query;
};

static size_t find_any(struct wn_str text, const char *any)
{
	size_t i;

	for (i = 0; i < text.len && (!text.ptr[i] || !strchr(any, text.ptr[i])); i++)
		;
	return i;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Without blanks and control characters at the ends, and without tabs and line ends anywhere. */
static struct wn_str clean(struct wn_arena *arena, struct wn_str text)
{
	char *copy = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	while (text.len && (unsigned char)*text.ptr <= ' ')
		text = str_from(text, 1);
	while (text.len && (unsigned char)text.ptr[text.len - 1] <= ' ')
		text.len--;
	for (size_t i = 0; i < text.len; i++)
		if (!strchr("\t\r\n", text.ptr[i]) || !text.ptr[i])
			copy[len++] = text.ptr[i];
	return (struct wn_str){copy, len};
}

/* "https" of "https:..."; empty where no scheme stands in front. */
static struct wn_str scheme_of(struct wn_str text)
{
	size_t len = 0;

	while (len < text.len && (is_letter(text.ptr[len]) || (len && (strchr("+-.", text.ptr[len]) || (text.ptr[len] >= '0' && text.ptr[len] <= '9')))))
		len++;
	return len && len < text.len && text.ptr[len] == ':' ? str_first(text, len) : (struct wn_str){0};
}

static bool is_slash(struct wn_str text, size_t at)
{
	return at < text.len && (text.ptr[at] == '/' || text.ptr[at] == '\\');
}

static bool same_scheme(struct wn_str a, struct wn_str b)
{
	return a.len == b.len && a.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* What stands behind the scheme. A scheme alone, "https:page", is one of the page's own where both have the same. */
static void split(struct wn_str text, struct wn_str base_scheme, struct parts *parts)
{
	*parts = (struct parts){.scheme = scheme_of(text)};
	if (parts->scheme.len)
		text = str_from(text, parts->scheme.len + 1);
	size_t hash = find_any(text, "#");
	parts->fragment = str_from(text, hash + 1);
	text = str_first(text, hash);
	parts->has_authority = is_slash(text, 0) && is_slash(text, 1);
	if (parts->scheme.len && !parts->has_authority && !same_scheme(parts->scheme, base_scheme))
		parts->has_authority = true;
	if (parts->has_authority) {
		while (is_slash(text, 0))
			text = str_from(text, 1);
		parts->authority = str_first(text, find_any(text, "/\\?"));
		text = str_from(text, parts->authority.len);
	}
	size_t mark = find_any(text, "?");
	parts->has_query = mark < text.len;
	parts->query = str_from(text, mark + 1);
	parts->path = str_first(text, mark);
}

/* ---- pieces of the result ---- */

static void put_escaped(struct buf *out, struct wn_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c))
			buf_printf(out, "%%%02X", c);
		else
			buf_byte(out, (char)c);
	}
}

/* How many dots a segment is, written out or as %2e: 1, 2, or 0 where it is something else. */
static int dots(struct wn_str segment)
{
	int count = 0;

	while (segment.len) {
		bool coded = segment.len >= 3 && strncasecmp(segment.ptr, "%2e", 3) == 0;
		if (*segment.ptr != '.' && !coded)
			return 0;
		segment = str_from(segment, coded ? 3 : 1);
		if (++count > 2)
			return 0;
	}
	return count;
}

static void drop_segment(struct buf *out, size_t start)
{
	while (out->len > start && out->data[out->len - 1] != '/')
		out->len--;
	if (out->len > start)
		out->len--;
}

/* Appends segments to the path that begins at `start` and has no slash at its end. */
static void put_path(struct buf *out, size_t start, struct wn_str path)
{
	for (bool more = true; more;) {
		size_t len = find_any(path, "/\\");
		struct wn_str segment = str_first(path, len);
		more = len < path.len;
		path = str_from(path, len + 1);
		int count = dots(segment);
		if (count == 2)
			drop_segment(out, start);
		if (count == 0 || !more) {
			buf_byte(out, '/');
			if (count == 0)
				put_escaped(out, segment);
		}
	}
}

/* ---- the host ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static struct wn_str unescape(struct wn_arena *arena, struct wn_str text)
{
	char *copy = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		bool coded = text.ptr[i] == '%' && i + 2 < text.len && hex(text.ptr[i + 1]) >= 0 && hex(text.ptr[i + 2]) >= 0;
		copy[len++] = coded ? (char)(16 * hex(text.ptr[i + 1]) + hex(text.ptr[i + 2])) : text.ptr[i];
		i += coded ? 2 : 0;
	}
	return (struct wn_str){copy, len};
}

/* Browsers take 0x7f.1 and 2130706433 for 127.0.0.1. Here an address has four plain numbers, or it is none. */
static bool is_odd_number(struct wn_str host)
{
	struct wn_str rest = host, part = {0};
	int parts = 0, plain = 0;

	while (str_cut(&rest, WN_STR("."), &part)) {
		int64_t number = 0;
		parts++;
		plain += part.len <= 3 && str_to_int(part, &number) && number >= 0 && number <= 255 && (part.len == 1 || *part.ptr != '0');
	}
	bool hexadecimal = part.len >= 2 && part.ptr[0] == '0' && (part.ptr[1] == 'x' || part.ptr[1] == 'X');
	return (hexadecimal || str_is_digits(part)) && (parts != 4 || plain != 4);
}

static bool is_ascii(struct wn_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static int put_authority(struct wn_arena *arena, struct buf *out, struct wn_str authority, struct wn_error *error)
{
	size_t bracket = authority.len && *authority.ptr == '[' ? find_any(authority, "]") : 0;
	size_t colon = bracket + find_any(str_from(authority, bracket), ":");
	struct wn_str host = str_first(authority, colon), port = str_from(authority, colon + 1);

	if (find_any(authority, "@") < authority.len)
		return fail(error, WN_REFUSED, "the URL has a user name or password in it");
	if (!bracket) {
		host = unescape(arena, host);
		if (host.len > 1 && host.ptr[host.len - 1] == '.')
			host.len--;
		if (memchr(host.ptr, '\0', host.len))
			return fail(error, WN_REFUSED, "the URL has no valid host");
		if (!is_ascii(host))
			host = host.len < 1024 ? host_to_ascii(arena, host) : (struct wn_str){0};
		if (host.len == 0 || is_odd_number(host))
			return fail(error, WN_REFUSED, "the URL has no valid host");
	}
	buf_str(out, host);
	if (port.len) {
		buf_byte(out, ':');
		buf_str(out, port);
	}
	return WN_OK;
}

/* ---- all of it ---- */

static bool is_web(struct wn_str scheme)
{
	return (scheme.len == 4 && strncasecmp(scheme.ptr, "http", 4) == 0) || (scheme.len == 5 && strncasecmp(scheme.ptr, "https", 5) == 0);
}

/* The path of the page without its last segment, or all of it, and its query, where the reference has none of its own. */
static void put_rest(struct buf *out, size_t start, const struct parts *mine, const struct parts *base)
{
	bool own = mine->has_authority || mine->path.len, rooted = own && (mine->has_authority || is_slash(mine->path, 0));
	bool query = mine->has_query || own;

	if (!rooted && base->path.len > 1)
		put_path(out, start, str_from(base->path, 1));
	if (!rooted && own)
		drop_segment(out, start);
	if (own)
		put_path(out, start, rooted ? str_from(mine->path, is_slash(mine->path, 0)) : mine->path);
	if (out->len == start)
		buf_byte(out, '/');
	const struct parts *asked = query ? mine : base;
	if (!asked->has_query)
		return;
	buf_byte(out, '?');
	put_escaped(out, asked->query);
}

static int build(struct wn_arena *arena, struct buf *out, const struct parts *mine, const struct parts *base, struct wn_error *error)
{
	int result;

	buf_str(out, mine->scheme.len ? mine->scheme : base->scheme);
	buf_text(out, "://");
	result = put_authority(arena, out, mine->has_authority ? mine->authority : base->authority, error);
	if (result == WN_OK)
		put_rest(out, out->len, mine, base);
	return result;
}

static int spell(struct wn_arena *arena, struct wn_str text, struct wn_str *url, struct wn_error *error)
{
	struct url parts;
	int result = url_split(text, &parts, error);

	if (result == WN_OK)
		*url = url_normal(arena, &parts);
	return result;
}

int url_resolve(struct wn_arena *arena, struct wn_str base, struct wn_str reference, struct wn_str *url, struct wn_str *fragment,
                struct wn_error *error)
{
	struct parts mine, page = {0};
	struct buf out = {0};
	int result;

	*url = (struct wn_str){0};
	if (base.len > LONGEST || reference.len > LONGEST)
		return fail(error, WN_REFUSED, "the URL is too long");
	if (base.len) {
		result = url_resolve(arena, (struct wn_str){0}, base, &base, NULL, error);
		if (result < 0)
			return result;
		split(base, (struct wn_str){0}, &page);
	}
	split(clean(arena, reference), page.scheme, &mine);
	if (fragment)
		*fragment = mine.fragment;
	if (mine.scheme.len ? !is_web(mine.scheme) : !base.len)
		return fail(error, WN_REFUSED, mine.scheme.len ? "this is no http or https URL" : "this is no absolute http or https URL");
	result = build(arena, &out, &mine, &page, error);
	if (result == WN_OK)
		result = spell(arena, buf_as_str(&out), url, error);
	buf_free(&out);
	return result;
}
