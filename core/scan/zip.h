/* zip.h - the directory of a zip archive: where the one member that is wanted lies. */
#ifndef CORE_SCAN_ZIP_H
#define CORE_SCAN_ZIP_H

#include "base/arena.h"

#define ZIP_STORED 0
#define ZIP_DEFLATED 8

struct zip_member {
	struct wn_str name; /* as it stands in the archive: any bytes */
	uint64_t at;        /* where its packed bytes begin */
	uint64_t packed, size;
	uint32_t crc;
	uint16_t method;    /* ZIP_STORED or ZIP_DEFLATED */
};

/* The member named `wanted`; where that is empty, the only one that is a file (folders, and what macOS keeps in __MACOSX/,
 * are none). What does not look exactly as it should is an error: an archive that is cut off has lost its end
 * record. The member is in the arena. */
int zip_find(struct wn_arena *arena, int fd, struct wn_str path, struct wn_str wanted, struct zip_member *member, struct wn_error *error);

#endif
