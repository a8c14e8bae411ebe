/* buf.h - growing bytes. */
#ifndef CORE_BASE_BUF_H
#define CORE_BASE_BUF_H

#include <stdarg.h>

#include <winnow/base.h>
#include <winnow/host.h>

/* Zero-initialise; free with buf_free. `data[len]` is always 0 once anything was added. */
struct buf {
	char *data;
	size_t len, room;
};

void buf_free(struct buf *buf);
void buf_clear(struct buf *buf); /* length 0, memory kept */
void buf_reserve(struct buf *buf, size_t more);
void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_str(struct buf *buf, struct wn_str text);
void buf_text(struct buf *buf, const char *text);
void buf_byte(struct buf *buf, char byte);
void buf_printf(struct buf *buf, const char *format, ...) WN_PRINTF(2, 3);
void buf_vprintf(struct buf *buf, const char *format, va_list args);
/* The text as it may be shown on one line of a terminal: control characters (of both sets) as \n, \t, \r, \xHH, so too
 * signs that turn the direction or break the line, byte for byte; and where
 * it is not UTF-8 all bytes from 0x80 on as \xHH. ASCII characters in `also` get a backslash. */
void buf_visible(struct buf *buf, struct wn_str text, const char *also);

/* LEB128 numbers and length-prefixed texts: the coding of packed companies. */
void buf_varint(struct buf *buf, uint64_t number);
void buf_signed(struct buf *buf, int64_t number); /* zigzag */
void buf_packed_str(struct buf *buf, struct wn_str text);

/* Reads the same back. A reader that runs out of bytes or meets nonsense sets `bad` and gives zeros
 * from then on. Each number has one spelling: a longer one is nonsense. */
struct reader {
	const uint8_t *at, *end;
	int bad;
};
uint64_t read_varint(struct reader *reader);
int64_t read_signed(struct reader *reader);
struct wn_str read_packed_str(struct reader *reader); /* points into the packed bytes */

static inline struct wn_str buf_as_str(const struct buf *buf)
{
	return (struct wn_str){buf->data, buf->len};
}

#endif
