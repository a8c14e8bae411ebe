/* wrong_major.c - made for another major of the contract. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_MAGIC, WN_ABI_MAJOR + 1, 0, sizeof(struct wn_plugin), MINIMAL_FILTER("wrong_major")};
