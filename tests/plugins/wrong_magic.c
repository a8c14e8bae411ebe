/* wrong_magic.c - exports something else under the name of a descriptor. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {0xfeedfaceu, WN_ABI_MAJOR, WN_ABI_MINOR, sizeof(struct wn_plugin), MINIMAL_FILTER("wrong_magic")};
