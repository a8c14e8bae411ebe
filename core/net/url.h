/* url.h - the parts of an absolute http or https URL. */
#ifndef CORE_NET_URL_H
#define CORE_NET_URL_H

#include "base/arena.h"

struct url {
	struct wn_str scheme, host, port; /* port without the colon, empty where there is none */
	struct wn_str rest;               /* path and query, without the fragment; may be empty */
};

/* Parts of the text, as written. WN_REFUSED with the reason; what stands behind a '?' is never quoted. */
int url_split(struct wn_str text, struct url *url, struct wn_error *error);
/* One spelling: no fragment, scheme and host in lower case, no default port, "/" for an empty path. */
struct wn_str url_normal(struct wn_arena *arena, const struct url *url);

#endif
