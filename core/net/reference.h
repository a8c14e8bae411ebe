/* reference.h - addresses as pages write them: relative, with blanks, backslashes and letters of all scripts. */
#ifndef CORE_NET_REFERENCE_H
#define CORE_NET_REFERENCE_H

#include "base/arena.h"

/* The absolute http or https URL that `reference` means on the page `base` (empty: it has to be absolute), as browsers read it: blanks at the
 * ends, tabs and line ends go, a backslash is a slash, dot segments are resolved, hosts become ASCII and small letters, what cannot
 * stand in a URL is percent-encoded. The result is one that url_split takes, in the spelling of url_normal, without a fragment.
 * WN_REFUSED with the reason: another scheme, a user name, no valid host. `fragment` (may be null): what stood behind the '#'. */
int url_resolve(struct wn_arena *arena, struct wn_str base, struct wn_str reference, struct wn_str *url, struct wn_str *fragment,
                struct wn_error *error);

#endif
