/* input.c - plain, gzip and zip files as one stream of bytes. */
#include "scan/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "scan/zip.h"

#define PACKED_ROOM ((size_t)256 << 10)
#define MOST_AT_ONCE ((size_t)1 << 30) /* zlib counts in unsigned int */

struct input {
	struct wn_arena *arena;
	struct wn_str path, name;
	int fd;
	struct stat opened; /* the file as it was then */
	uint64_t taken;
	/* Bytes of the file that were read and not used yet. */
	unsigned char *packed;
	size_t at, len;
	bool ended; /* the file, or of a zip archive the member, has no more */
	bool gzip, zip;
	/* Unpacking. */
	z_stream stream;
	bool has_stream, in_member, done;
	struct zip_member member;
	uint64_t left; /* of the member's packed bytes */
	uint64_t given;
	uint32_t crc;
};

static int damaged(const struct input *input, const char *what, struct wn_error *error)
{
	return fail(error, WN_INVALID, "%.*s is a damaged %s archive: %s; fetch it again", STR_ARG(input->path), input->zip ? "zip" : "gzip", what);
}

/* ---- bytes of the file ---- */

/* A pipe or a device has no length, nor has a file that the kernel makes up (it says 0). */
static bool has_length(const struct input *input)
{
	return S_ISREG(input->opened.st_mode) && input->opened.st_size > 0;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Written to, cut off, or replaced by another file of that name since it was opened: what was read may be a part of each. */
static bool has_changed(const struct input *input)
{
	struct stat open, named;
	char chars[PATH_MAX];

	if (!S_ISREG(input->opened.st_mode))
		return false;
	if (path_chars(input->path, chars, NULL) < 0 || fstat(input->fd, &open) < 0 || stat(chars, &named) < 0)
		return true;
	return !same_file(&input->opened, &open) || !same_file(&input->opened, &named);
}

static int read_bytes(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error)
{
	ssize_t result;

	if (input->zip && room > input->left)
		room = (size_t)input->left;
	/* What is appended meanwhile may be half a row. */
	if (!input->zip && has_length(input) && room > (uint64_t)input->opened.st_size - input->taken)
		room = (size_t)((uint64_t)input->opened.st_size - input->taken);
	do
		result = input->zip ? pread(input->fd, bytes, room, (off_t)(input->member.at + input->member.packed - input->left))
		                    : read(input->fd, bytes, room);
	while (result < 0 && errno == EINTR);
	if (result < 0)
		return fail_errno(error, "cannot read %.*s", STR_ARG(input->path));
	*got = (size_t)result;
	if (input->zip && *got == 0 && input->left > 0)
		return damaged(input, "it became shorter while it was read", error);
	if (input->zip)
		input->left -= *got;
	input->taken += *got;
	return WN_OK;
}

static int refill(struct input *input, struct wn_error *error)
{
	input->at = 0;
	if (read_bytes(input, input->packed, PACKED_ROOM, &input->len, error) < 0)
		return WN_FAIL;
	input->ended = input->len == 0;
	return WN_OK;
}

/* ---- plain and stored ---- */

static int read_plain(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error)
{
	if (input->at == input->len)
		return read_bytes(input, bytes, room, got, error);
	*got = input->len - input->at < room ? input->len - input->at : room;
	memcpy(bytes, input->packed + input->at, *got);
	input->at += *got;
	return WN_OK;
}

/* What came out of a zip archive is as long as it says, with the same sum. */
static int check_member(struct input *input, struct wn_error *error)
{
	if (input->given != input->member.size)
		return damaged(input, "its file has not the length that it says", error);
	return input->crc == input->member.crc ? WN_OK : damaged(input, "its checksum is wrong", error);
}

static void account(struct input *input, const void *bytes, size_t len)
{
	input->given += len;
	input->crc = (uint32_t)crc32(input->crc, bytes, (uInt)len);
}

static int read_stored(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error)
{
	if (read_bytes(input, bytes, room, got, error) < 0)
		return WN_FAIL;
	account(input, bytes, *got);
	return *got == 0 ? check_member(input, error) : WN_OK;
}

/* ---- packed ---- */

/* One call of zlib: from what is there to what there is room for. */
static int inflate_some(struct input *input, void *bytes, size_t room, size_t *got)
{
	z_stream *stream = &input->stream;
	int result;

	stream->next_in = input->packed + input->at;
	stream->avail_in = (uInt)(input->len - input->at);
	stream->next_out = bytes;
	stream->avail_out = (uInt)room;
	result = inflate(stream, Z_NO_FLUSH);
	input->at = input->len - stream->avail_in;
	*got = room - stream->avail_out;
	if (result == Z_MEM_ERROR)
		out_of_memory(0);
	return result;
}

/* Members of a gzip file follow each other; the sums are checked by zlib. */
static int read_gzip(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error)
{
	for (*got = 0; *got == 0;) {
		int result;

		if (input->at == input->len && !input->ended && refill(input, error) < 0)
			return WN_FAIL;
		if (input->at == input->len) {
			if (input->in_member)
				return damaged(input, input->done && input->stream.total_out == 0 ? "what stands behind its end is no gzip, or cut off"
				                                                                  : "it ends early", error);
			return WN_OK;
		}
		if (!input->in_member) {
			inflateReset(&input->stream);
			input->in_member = true;
		}
		result = inflate_some(input, bytes, room, got);
		if (result == Z_STREAM_END) {
			input->in_member = false;
			input->done = true;
		} else if (result != Z_OK && result != Z_BUF_ERROR) {
			return damaged(input, input->done && input->stream.total_out == 0 ? "what stands behind its end is no gzip, or cut off" :
			               input->stream.msg ? input->stream.msg : "its bytes make no sense", error);
		}
	}
	return WN_OK;
}

static int read_deflated(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error)
{
	for (*got = 0; *got == 0 && !input->done;) {
		int result;

		if (input->at == input->len && input->left > 0 && refill(input, error) < 0)
			return WN_FAIL;
		result = inflate_some(input, bytes, room, got);
		if (result == Z_STREAM_END)
			input->done = true;
		else if (result == Z_BUF_ERROR && input->at == input->len && input->left == 0)
			return damaged(input, "its file ends early", error);
		else if (result != Z_OK && result != Z_BUF_ERROR)
			return damaged(input, input->stream.msg ? input->stream.msg : "its bytes make no sense", error);
		account(input, bytes, *got);
		if (input->given > input->member.size)
			return damaged(input, "its file is longer than it says", error);
	}
	if (*got > 0)
		return WN_OK;
	if (input->at < input->len || input->left > 0)
		return damaged(input, "something stands behind the end of its file", error);
	return check_member(input, error);
}

static int read_some(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error)
{
	if (room > MOST_AT_ONCE)
		room = MOST_AT_ONCE;
	if (input->gzip)
		return read_gzip(input, bytes, room, got, error);
	if (!input->zip)
		return read_plain(input, bytes, room, got, error);
	return input->member.method == ZIP_STORED ? read_stored(input, bytes, room, got, error)
	                                          : read_deflated(input, bytes, room, got, error);
}

static int changed(const struct input *input, struct wn_error *error)
{
	return fail(error, WN_FAIL, "%.*s changed while it was read; nothing was changed: run again when it is whole", STR_ARG(input->path));
}

/* At the end all bytes have been read: what changes later is of no account. An archive that was written over looks damaged. */
int input_read(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error)
{
	int result = read_some(input, bytes, room, got, error);
	bool at_end = result == WN_INVALID || (result == WN_OK && *got == 0);

	return at_end && has_changed(input) ? changed(input, error) : result;
}

/* ---- opening ---- */

static bool ends_in(struct wn_str name, const char *ending)
{
	size_t len = strlen(ending);

	return name.len > len && strncasecmp(name.ptr + name.len - len, ending, len) == 0;
}

static int begin_stream(struct input *input, int bits, struct wn_error *error)
{
	int result = inflateInit2(&input->stream, bits);

	if (result == Z_MEM_ERROR)
		out_of_memory(0);
	input->has_stream = result == Z_OK;
	return input->has_stream ? WN_OK : fail(error, WN_FAIL, "cannot unpack %.*s: zlib refuses", STR_ARG(input->path));
}

static bool is_plain_text(struct wn_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7f)
			return false;
	return name.len > 0 && str_is_utf8(name);
}

static int open_zip(struct input *input, struct wn_str member, struct wn_error *error)
{
	if (zip_find(input->arena, input->fd, input->path, member, &input->member, error) < 0)
		return WN_INVALID;
	input->zip = true;
	input->at = input->len = 0;
	input->taken = 0;
	input->left = input->member.packed;
	/* A name in an old code page cannot be told; the archive's own does as well. */
	input->name = path_name(input->member.name);
	if (!is_plain_text(input->name))
		input->name = path_stem(input->path);
	return input->member.method == ZIP_DEFLATED ? begin_stream(input, -MAX_WBITS, error) : WN_OK;
}

static int open_gzip(struct input *input, struct wn_error *error)
{
	input->gzip = true;
	if (ends_in(input->name, ".gz"))
		input->name = str_first(input->name, input->name.len - 3);
	return begin_stream(input, MAX_WBITS + 16, error);
}

static int find_kind(struct input *input, struct wn_str member, struct wn_error *error)
{
	struct wn_str bytes;

	if (refill(input, error) < 0)
		return WN_FAIL;
	/* A pipe may give less than was asked for. */
	while (input->len > 0 && input->len < 4) {
		size_t got;

		if (read_bytes(input, input->packed + input->len, PACKED_ROOM - input->len, &got, error) < 0)
			return WN_FAIL;
		if (got == 0)
			break;
		input->len += got;
	}
	bytes = (struct wn_str){(char *)input->packed, input->len};
	if (str_begins(bytes, WN_STR("PK\003\004")) || str_begins(bytes, WN_STR("PK\005\006")))
		return open_zip(input, member, error);
	if (str_begins(bytes, WN_STR("\037\213")))
		return open_gzip(input, error);
	if (ends_in(input->name, ".zip") || ends_in(input->name, ".gz"))
		return fail(error, WN_INVALID, "%.*s is no %s archive, whatever its name says: it is cut off, or something else", STR_ARG(input->path),
		            ends_in(input->name, ".zip") ? "zip" : "gzip");
	return WN_OK;
}

static int open_file(struct input *input, struct wn_error *error)
{
	char chars[PATH_MAX];

	if (path_chars(input->path, chars, error) < 0)
		return WN_INVALID;
	input->fd = open(chars, O_RDONLY | O_CLOEXEC);
	if (input->fd < 0)
		return fail_errno(error, "cannot open %.*s", STR_ARG(input->path));
	if (fstat(input->fd, &input->opened) < 0)
		return fail_errno(error, "cannot read %.*s", STR_ARG(input->path));
	if (S_ISDIR(input->opened.st_mode))
		return fail(error, WN_FAIL, "%.*s is a folder, not a file", STR_ARG(input->path));
	posix_fadvise(input->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return WN_OK;
}

int input_open(struct input **opened, struct wn_str path, struct wn_str member, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct input *input = arena_alloc(arena, sizeof *input);
	int result;

	*input = (struct input){.arena = arena, .fd = -1, .path = arena_str(arena, path)};
	input->name = path_name(input->path);
	input->packed = xmalloc(PACKED_ROOM);
	result = open_file(input, error);
	if (result == WN_OK)
		result = find_kind(input, member, error);
	if (result < 0) {
		input_close(input);
		input = NULL;
	}
	*opened = input;
	return result;
}

struct wn_str input_name(const struct input *input)
{
	return input->name;
}

uint64_t input_taken(const struct input *input)
{
	return input->taken;
}

int input_fd(const struct input *input)
{
	return input->fd;
}

void input_close(struct input *input)
{
	if (!input)
		return;
	if (input->has_stream)
		inflateEnd(&input->stream);
	if (input->fd >= 0)
		close(input->fd);
	free(input->packed);
	arena_free(input->arena);
}

static int read_whole(struct input *input, size_t limit, struct buf *bytes, struct wn_error *error)
{
	for (;;) {
		size_t got;

		buf_reserve(bytes, PACKED_ROOM);
		if (input_read(input, bytes->data + bytes->len, PACKED_ROOM, &got, error) < 0)
			return WN_FAIL;
		if (got == 0)
			return WN_OK;
		bytes->len += got;
		if (bytes->len > limit)
			return fail(error, WN_FAIL, "%.*s is larger than %zu bytes", STR_ARG(input->path), limit);
	}
}

int input_whole(struct wn_arena *arena, struct wn_str path, size_t limit, struct wn_str *content, struct wn_error *error)
{
	struct input *input;
	struct buf bytes = {0};
	int result = input_open(&input, path, (struct wn_str){0}, error);

	if (result == WN_OK)
		result = read_whole(input, limit, &bytes, error);
	if (result == WN_OK)
		*content = arena_str(arena, buf_as_str(&bytes));
	buf_free(&bytes);
	input_close(input);
	return result;
}
