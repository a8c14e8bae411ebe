/* newer_minor.c - made for a minor that does not exist yet, with a descriptor that has grown. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_MAGIC, WN_ABI_MAJOR, WN_ABI_MINOR + 7, sizeof(struct wn_plugin), MINIMAL_FILTER("newer_minor")};
