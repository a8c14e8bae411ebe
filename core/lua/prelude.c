/* prelude.c - prelude.lua, compiled in as bytes. */
#include "lua/bind.h"

static const unsigned char bytes[] = {
#include "prelude.h"
	0,
};

struct wn_str prelude_text(void)
{
	return (struct wn_str){(const char *)bytes, sizeof bytes - 1};
}
