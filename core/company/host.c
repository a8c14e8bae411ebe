/* host.c - the host in a URL, host name or e-mail address, and its registrable domain. */
#include "company/identity.h"

#include <idn2.h>
#include <libpsl.h>

#include "base/str.h"

#define HOST_MOST 253  /* of a name in the DNS, without the final dot */
#define LABEL_MOST 63

static const struct wn_str nothing = {"", 0};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- out of the text ---- */

/* Without "https://", "//" or "mailto:". */
static struct wn_str without_scheme(struct wn_str text)
{
	size_t len = 0;
	while (len < text.len && (is_letter(text.ptr[len]) || is_digit(text.ptr[len]) || memchr("+-.", text.ptr[len], 3)))
		len++;
	struct wn_str rest = str_from(text, len);
	if (str_begins(rest, WN_STR("://")))
		return str_from(rest, 3);
	if (len == 0 && str_begins(rest, WN_STR("//")))
		return str_from(rest, 2);
	if (len == 6 && strncasecmp(text.ptr, "mailto:", 7 < text.len ? 7 : text.len) == 0)
		return str_from(rest, 1);
	return text;
}

/* Up to the path. A backslash ends it as in browsers, else "evil.example\@acme.fr" would be acme.fr here and evil.example there. */
static struct wn_str authority_of(struct wn_str text)
{
	size_t len = 0;
	while (len < text.len && !memchr("/?#\\", text.ptr[len], 4))
		len++;
	return str_first(text, len);
}

/* Two addresses, or a sentence with one in it, are no address. */
static bool is_one_word(struct wn_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] <= ' ' || memchr(",;<>\"\x7f", text.ptr[i], 6))
			return false;
	return true;
}

/* Cuts a port off; false: what stands behind the colon is none. */
static bool cut_port(struct wn_str *host)
{
	const char *colon = host->len ? memchr(host->ptr, ':', host->len) : NULL;
	if (!colon)
		return true;
	size_t len = (size_t)(colon - host->ptr);
	struct wn_str port = str_from(*host, len + 1);
	*host = str_first(*host, len);
	return port.len == 0 || (port.len <= 5 && str_is_digits(port));
}

static struct wn_str raw_host(struct wn_str text)
{
	struct wn_str host = authority_of(without_scheme(str_trim(text)));
	if (!is_one_word(host))
		return nothing;
	for (size_t i = host.len; i > 0; i--)
		if (host.ptr[i - 1] == '@') {
			host = str_from(host, i);
			break;
		}
	return cut_port(&host) ? host : nothing;
}

/* ---- one spelling ---- */

static bool good_label(struct wn_str label)
{
	if (!label.len || label.len > LABEL_MOST || label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!is_letter(label.ptr[i]) && !is_digit(label.ptr[i]) && label.ptr[i] != '-' && label.ptr[i] != '_')
			return false;
	return true;
}

/* Two labels at least, and a last one that begins with a letter, as all top-level domains do and no IP address does. */
static bool good_host(struct wn_str host)
{
	struct wn_str rest = host, label = nothing;
	size_t labels = 0;
	if (!host.len || host.len > HOST_MOST || host.ptr[host.len - 1] == '.')
		return false;
	while (str_cut(&rest, WN_STR("."), &label)) {
		if (!good_label(label))
			return false;
		labels++;
	}
	return labels > 1 && is_letter(label.ptr[0]);
}

/* Letters beyond ASCII, or the coding of some, which may be wrong. */
static bool is_international(struct wn_str host)
{
	for (size_t i = 0; i < host.len; i++)
		if ((unsigned char)host.ptr[i] >= 0x80 || (host.len - i >= 4 && strncasecmp(&host.ptr[i], "xn--", 4) == 0))
			return true;
	return false;
}

struct wn_str host_to_ascii(struct wn_arena *arena, struct wn_str host)
{
	uint8_t *ascii = NULL;
	struct wn_str text = arena_str(arena, host); /* with a NUL behind it */
	if (idn2_lookup_u8((const uint8_t *)text.ptr, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return nothing;
	struct wn_str copy = arena_str(arena, str_of((const char *)ascii));
	idn2_free(ascii);
	return copy;
}

static struct wn_str to_lower(struct wn_arena *arena, struct wn_str host)
{
	struct wn_str copy = arena_str(arena, host);
	char *at = (char *)copy.ptr;
	for (size_t i = 0; i < copy.len; i++)
		if (at[i] >= 'A' && at[i] <= 'Z')
			at[i] = (char)(at[i] - 'A' + 'a');
	return copy;
}

/* The host with its www. */
static struct wn_str full_host(struct wn_arena *arena, struct wn_str text)
{
	struct wn_str host = raw_host(text);
	if (!host.len || host.len > 4 * HOST_MOST)
		return nothing;
	if (host.ptr[host.len - 1] == '.')
		host.len--;
	if (is_international(host))
		host = host_to_ascii(arena, host);
	return good_host(host) ? to_lower(arena, host) : nothing;
}

struct wn_str host_of(struct wn_arena *arena, struct wn_str text)
{
	struct wn_str host = full_host(arena, text);
	struct wn_str rest = str_from(host, 4);
	if (str_begins(host, WN_STR("www.")) && memchr(rest.ptr, '.', rest.len))
		return rest;
	return host;
}

/* Of the host with its www: www.ck is a domain, and so is www.co.uk, while ck and co.uk are none. */
struct wn_str registrable_domain(struct wn_arena *arena, struct wn_str text)
{
	struct wn_str host = full_host(arena, text);
	const char *domain = host.len ? psl_registrable_domain(psl_builtin(), host.ptr) : NULL;
	return domain ? str_of(domain) : nothing;
}
