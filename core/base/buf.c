/* buf.c - growing bytes, and the numbers and texts of packed companies written into them and read back. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"

void buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = 0;
}

/* Room for `more` bytes and the NUL behind them. */
void buf_reserve(struct buf *buf, size_t more)
{
	size_t need, room = buf->room < 64 ? 64 : buf->room;

	if (__builtin_add_overflow(buf->len, more, &need) || need >= PTRDIFF_MAX)
		out_of_memory(more);
	if (need < buf->room)
		return;
	while (room <= need)
		room = room > PTRDIFF_MAX / 2 ? PTRDIFF_MAX : room * 2;
	buf->data = xrealloc(buf->data, room);
	buf->room = room;
	buf->data[buf->len] = 0;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	buf_reserve(buf, len);
	if (len > 0)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = 0;
}

void buf_str(struct buf *buf, struct wn_str text)
{
	buf_add(buf, text.ptr, text.len);
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_byte(struct buf *buf, char byte)
{
	buf_add(buf, &byte, 1);
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
	va_list again;
	int len;

	buf_reserve(buf, 64);
	va_copy(again, args);
	len = vsnprintf(buf->data + buf->len, buf->room - buf->len, format, again);
	va_end(again);
	if (len < 0)
		out_of_memory(SIZE_MAX);
	if ((size_t)len >= buf->room - buf->len) {
		buf_reserve(buf, (size_t)len);
		vsnprintf(buf->data + buf->len, (size_t)len + 1, format, args);
	}
	buf->len += (size_t)len;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(buf, format, args);
	va_end(args);
}

static void add_escape(struct buf *buf, unsigned char byte)
{
	const char *found = memchr("\n\t\r", byte, 3);

	if (found)
		buf_printf(buf, "\\%c", "ntr"[*found == '\t' ? 1 : *found == '\r' ? 2 : 0]);
	else
		buf_printf(buf, "\\x%02X", byte);
}

/* U+0080 to U+009F: controls too, for some terminals the beginning of a command. `text` is UTF-8. */
static bool is_late_control(struct wn_str text, size_t at)
{
	const unsigned char *bytes = (const unsigned char *)text.ptr;

	if (bytes[at] >= 0x80 && bytes[at] < 0xA0 && at > 0 && bytes[at - 1] == 0xC2)
		return true;
	return bytes[at] == 0xC2 && bytes[at + 1] < 0xA0;
}

/* Signs without a shape that turn or break a line: U+061C, U+200E and U+200F, U+2028 to U+202E, U+2066 to U+2069. A name that holds one
 * would show the text behind it backwards. Their length in bytes, or 0. `text` is UTF-8. */
static size_t turning_sign(struct wn_str text, size_t at)
{
	const unsigned char *bytes = (const unsigned char *)text.ptr + at;

	if (bytes[0] == 0xD8)
		return bytes[1] == 0x9C ? 2 : 0;
	if (bytes[0] != 0xE2)
		return 0;
	if (bytes[1] == 0x80)
		return bytes[2] == 0x8E || bytes[2] == 0x8F || (bytes[2] >= 0xA8 && bytes[2] <= 0xAE) ? 3 : 0;
	return bytes[1] == 0x81 && bytes[2] >= 0xA6 && bytes[2] <= 0xA9 ? 3 : 0;
}

void buf_visible(struct buf *buf, struct wn_str text, const char *also)
{
	bool utf8 = str_is_utf8(text);
	size_t turning = 0;
	size_t i;

	for (i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (utf8 && turning == 0)
			turning = turning_sign(text, i);
		if (turning > 0) {
			add_escape(buf, byte);
			turning--;
		} else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && (!utf8 || is_late_control(text, i))))
			add_escape(buf, byte);
		else if (strchr(also, byte))
			buf_printf(buf, "\\%c", byte);
		else
			buf_byte(buf, (char)byte);
	}
}

void buf_varint(struct buf *buf, uint64_t number)
{
	char bytes[10];
	size_t len = 0;

	for (; number >= 0x80; number >>= 7)
		bytes[len++] = (char)(0x80 | (number & 0x7F));
	bytes[len++] = (char)number;
	buf_add(buf, bytes, len);
}

void buf_signed(struct buf *buf, int64_t number)
{
	uint64_t bits = (uint64_t)number;

	buf_varint(buf, number < 0 ? ~(bits << 1) : bits << 1);
}

void buf_packed_str(struct buf *buf, struct wn_str text)
{
	buf_varint(buf, text.len);
	buf_str(buf, text);
}

static uint64_t go_bad(struct reader *reader)
{
	reader->bad = 1;
	reader->at = reader->end;
	return 0;
}

/* Each number has one spelling: a last byte of zero behind others, or bits beyond the 64th, are nonsense. */
uint64_t read_varint(struct reader *reader)
{
	uint64_t number = 0;
	unsigned shift;

	for (shift = 0; shift < 64 && !reader->bad && reader->at < reader->end; shift += 7) {
		uint8_t byte = *reader->at++;

		if (shift == 63 && byte > 1)
			break;
		number |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return byte == 0 && shift > 0 ? go_bad(reader) : number;
	}
	return go_bad(reader);
}

int64_t read_signed(struct reader *reader)
{
	uint64_t bits = read_varint(reader);

	return (int64_t)(bits & 1 ? ~(bits >> 1) : bits >> 1);
}

struct wn_str read_packed_str(struct reader *reader)
{
	uint64_t len = read_varint(reader);
	const uint8_t *text = reader->at;

	if (reader->bad || len > (size_t)(reader->end - reader->at)) {
		go_bad(reader);
		return (struct wn_str){0};
	}
	reader->at += len;
	return (struct wn_str){(const char *)text, (size_t)len};
}
