/* support_packed.h - archives made by hand for tests: gzip and zip, sound or broken in one place. */
#ifndef TESTS_UNIT_SUPPORT_PACKED_H
#define TESTS_UNIT_SUPPORT_PACKED_H

#include <stdbool.h>

#include "base/buf.h"

struct zip_file {
	const char *name;
	struct wn_str content;
};

struct zip_shape {
	bool stored;      /* else deflated */
	bool zip64;       /* all sizes and places in the 64-bit fields */
	bool descriptor;  /* sum and sizes stand behind the file, as in a stream */
	const char *comment;
	uint16_t flags;   /* besides */
	uint16_t method;  /* other than 0: instead */
	uint32_t crc_off, size_off; /* added to what is right */
};

/* One more gzip member. */
void pack_gzip(struct buf *out, struct wn_str content);
/* A whole archive. */
void pack_zip(struct buf *out, const struct zip_shape *shape, const struct zip_file *files, size_t count);

#endif
