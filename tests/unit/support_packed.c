/* support_packed.c - the writers of archives for tests. */
#include "unit/support_packed.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* bits as for deflateInit2: raw or gzip */
static void deflated(struct buf *out, struct wn_str content, int bits)
{
	z_stream stream = {0};
	unsigned char room[4096];
	int result;

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	stream.next_in = (unsigned char *)(uintptr_t)content.ptr;
	stream.avail_in = (uInt)content.len;
	do {
		stream.next_out = room;
		stream.avail_out = sizeof room;
		result = deflate(&stream, Z_FINISH);
		buf_add(out, room, sizeof room - stream.avail_out);
	} while (result == Z_OK);
	deflateEnd(&stream);
}

void pack_gzip(struct buf *out, struct wn_str content)
{
	deflated(out, content, MAX_WBITS + 16);
}

static void put(struct buf *out, uint64_t number, int size)
{
	for (; size > 0; size--, number >>= 8)
		buf_byte(out, (char)(number & 0xff));
}

struct packed {
	uint64_t at, size, packed;
	uint32_t crc;
};

/* Version, flags, method, time, date, sum and sizes: the same in both headers. */
static void put_common(struct buf *out, const struct zip_shape *shape, const struct packed *packed, bool central)
{
	bool later = shape->descriptor && !central;
	uint32_t full = 0xffffffffu;

	put(out, 45, 2);
	put(out, shape->flags | (shape->descriptor ? 8u : 0u), 2);
	put(out, shape->method ? shape->method : shape->stored ? 0 : 8, 2);
	put(out, 0, 4);
	put(out, later ? 0 : packed->crc, 4);
	put(out, later ? 0 : shape->zip64 ? full : packed->packed, 4);
	put(out, later ? 0 : shape->zip64 ? full : packed->size, 4);
}

static void put_file(struct buf *out, const struct zip_shape *shape, const struct zip_file *file, struct packed *packed)
{
	struct buf bytes = {0};

	if (shape->stored)
		buf_str(&bytes, file->content);
	else
		deflated(&bytes, file->content, -MAX_WBITS);
	*packed = (struct packed){.at = out->len, .size = file->content.len + shape->size_off, .packed = bytes.len};
	packed->crc = (uint32_t)crc32(0, (const unsigned char *)file->content.ptr, (uInt)file->content.len) + shape->crc_off;
	buf_add(out, "PK\003\004", 4);
	put_common(out, shape, packed, false);
	put(out, strlen(file->name), 2);
	put(out, shape->zip64 ? 20 : 0, 2);
	buf_text(out, file->name);
	if (shape->zip64) {
		put(out, 1, 2);
		put(out, 16, 2);
		put(out, packed->size, 8);
		put(out, packed->packed, 8);
	}
	buf_str(out, buf_as_str(&bytes));
	if (shape->descriptor) {
		buf_add(out, "PK\007\010", 4);
		put(out, packed->crc, 4);
		put(out, packed->packed, shape->zip64 ? 8 : 4);
		put(out, packed->size, shape->zip64 ? 8 : 4);
	}
	buf_free(&bytes);
}

static void put_entry(struct buf *out, const struct zip_shape *shape, const struct zip_file *file, const struct packed *packed)
{
	buf_add(out, "PK\001\002", 4);
	put(out, 45, 2);
	put_common(out, shape, packed, true);
	put(out, strlen(file->name), 2);
	put(out, shape->zip64 ? 9 + 28 : 0, 2);
	put(out, 0, 2);
	put(out, 0, 2);
	put(out, 0, 2);
	put(out, 0, 4);
	put(out, shape->zip64 ? 0xffffffffu : packed->at, 4);
	buf_text(out, file->name);
	if (shape->zip64) {
		/* Another field stands before it, as other programs do. */
		put(out, 0x5455, 2);
		put(out, 5, 2);
		put(out, 0, 5);
		put(out, 1, 2);
		put(out, 24, 2);
		put(out, packed->size, 8);
		put(out, packed->packed, 8);
		put(out, packed->at, 8);
	}
}

static void put_end64(struct buf *out, uint64_t count, uint64_t at, uint64_t size)
{
	uint64_t here = out->len;

	buf_add(out, "PK\006\006", 4);
	put(out, 44, 8);
	put(out, 45, 2);
	put(out, 45, 2);
	put(out, 0, 8);
	put(out, count, 8);
	put(out, count, 8);
	put(out, size, 8);
	put(out, at, 8);
	buf_add(out, "PK\006\007", 4);
	put(out, 0, 4);
	put(out, here, 8);
	put(out, 1, 4);
}

void pack_zip(struct buf *out, const struct zip_shape *shape, const struct zip_file *files, size_t count)
{
	struct packed *packed = calloc(count + 1, sizeof *packed);
	const char *comment = shape->comment ? shape->comment : "";
	uint64_t at, size;

	for (size_t i = 0; i < count; i++)
		put_file(out, shape, &files[i], &packed[i]);
	at = out->len;
	for (size_t i = 0; i < count; i++)
		put_entry(out, shape, &files[i], &packed[i]);
	size = out->len - at;
	if (shape->zip64)
		put_end64(out, count, at, size);
	buf_add(out, "PK\005\006", 4);
	put(out, 0, 4);
	put(out, shape->zip64 ? 0xffff : count, 2);
	put(out, shape->zip64 ? 0xffff : count, 2);
	put(out, shape->zip64 ? 0xffffffffu : size, 4);
	put(out, shape->zip64 ? 0xffffffffu : at, 4);
	put(out, strlen(comment), 2);
	buf_text(out, comment);
	free(packed);
}
