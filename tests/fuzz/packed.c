/* packed.c - any bytes as a plain, .gz or .zip file: all of what is in it, in the same bytes however it is read, or an error. */
#include <string.h>

#include "fuzz/support_file.h"
#include "scan/input.h"

#define MOST ((size_t)1 << 20)

/* In pieces of `room`; false: an error, which has a text. */
static bool read_all(const char *path, size_t room, struct buf *out)
{
	struct input *input;
	struct wn_error error = {0};
	char piece[512];
	size_t got = 1;
	int code = input_open(&input, str_of(path), (struct wn_str){0}, &error);

	if (code == WN_OK) {
		MUST(input_name(input).len > 0);
		while (code == WN_OK && got > 0 && out->len < MOST) {
			code = input_read(input, piece, room, &got, &error);
			if (code == WN_OK)
				buf_add(out, piece, got);
		}
		input_close(input);
	}
	MUST(code == WN_OK || error.text[0]);
	return code == WN_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_file file = memory_file_new(bytes_rest(data, size));
	struct buf large = {0}, small = {0};
	bool one = read_all(file.path, 512, &large), other = read_all(file.path, 7, &small);

	MUST(large.len >= MOST || (one == other && (!one || (large.len == small.len && (!large.len || memcmp(large.data, small.data, large.len) == 0)))));
	/* What is no archive comes as it is. */
	if (one && size > 3 && memcmp(data, "\x1f\x8b", 2) != 0 && memcmp(data, "PK", 2) != 0)
		MUST(large.len == size && memcmp(large.data, data, size) == 0);
	buf_free(&large);
	buf_free(&small);
	memory_file_close(&file);
	return 0;
}
