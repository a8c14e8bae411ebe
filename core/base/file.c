/* file.c - whole files, and folders that must be there. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* Up to `limit` bytes and one more, by which the caller sees that there is more. */
static int read_up_to(int fd, size_t limit, struct buf *buf)
{
	while (buf->len <= limit) {
		size_t want = buf->len < 65536 ? 65536 : buf->len;
		ssize_t got;

		if (want > limit - buf->len)
			want = limit - buf->len + (limit < SIZE_MAX);
		buf_reserve(buf, want);
		got = read(fd, buf->data + buf->len, want);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (int)got;
		buf->len += (size_t)got;
		buf->data[buf->len] = 0;
	}
	return 0;
}

/* A pipe would be waited for, and a device has no end. */
static int check_plain(int fd, const char *name, struct wn_error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return fail_errno(error, "cannot look at '%s'", name);
	if (S_ISREG(status.st_mode))
		return WN_OK;
	return fail(error, WN_FAIL, "'%s' is %s: name a plain file", name,
	            S_ISDIR(status.st_mode) ? "a folder" : S_ISFIFO(status.st_mode) ? "a pipe" : S_ISSOCK(status.st_mode) ? "a socket" : "a device");
}

int file_read(struct wn_arena *arena, struct wn_str path, size_t limit, struct wn_str *content, struct wn_error *error)
{
	char name[PATH_MAX];
	struct buf buf = {0};
	int fd, result = path_chars(path, name, error);

	if (result < 0)
		return result;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return fail_errno(error, "cannot open '%s'", name);
	result = check_plain(fd, name, error);
	if (result < 0) {
		close(fd);
		return result;
	}
	if (read_up_to(fd, limit, &buf) < 0)
		result = fail_errno(error, "cannot read '%s'", name);
	else if (buf.len > limit)
		result = fail(error, WN_FAIL, "'%s' is too large: more than %zu bytes", name, limit);
	else
		*content = arena_str(arena, buf_as_str(&buf));
	buf_free(&buf);
	close(fd);
	return result;
}

bool file_exists(struct wn_str path)
{
	char name[PATH_MAX];

	return path_chars(path, name, NULL) == WN_OK && access(name, F_OK) == 0;
}

static int make_folder(const char *name, struct wn_error *error)
{
	struct stat status;
	int number;

	if (mkdir(name, 0777) == 0)
		return WN_OK;
	number = errno;
	if (stat(name, &status) == 0 && S_ISDIR(status.st_mode))
		return WN_OK;
	errno = number == EEXIST ? ENOTDIR : number;
	return fail_errno(error, "cannot make the folder '%s'", name);
}

int make_folders(struct wn_str path, struct wn_error *error)
{
	char name[PATH_MAX], *at;
	int result = path_chars(path, name, error);

	for (at = name + 1; result == WN_OK && *at != 0; at++) {
		if (*at != '/' || at[-1] == '/')
			continue;
		*at = 0;
		result = make_folder(name, error);
		*at = '/';
	}
	return result == WN_OK ? make_folder(name, error) : result;
}
