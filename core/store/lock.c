/* lock.c - the lock beside the store, and who holds it. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"

enum { HOLDER_ROOM = 512 };

/* The command line of this process, blanks between the words. */
static void add_command(struct buf *out)
{
	char line[HOLDER_ROOM / 2];
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t i, got = fd < 0 ? 0 : read(fd, line, sizeof line);

	if (fd >= 0)
		close(fd);
	while (got > 0 && line[got - 1] == 0)
		got--;
	for (i = 0; i < got; i++)
		if (line[i] == 0)
			line[i] = ' ';
	if (got > 0)
		buf_add(out, line, (size_t)got);
	else
		buf_text(out, program_invocation_short_name);
}

static int write_holder(int fd)
{
	struct buf text = {0};
	time_t now = (time_t)(clock_now() / 1000000);
	struct tm parts;
	char start[32];
	ssize_t written;

	gmtime_r(&now, &parts);
	strftime(start, sizeof start, "%Y-%m-%dT%H:%M:%SZ", &parts);
	buf_printf(&text, "process %ld, since %s: ", (long)getpid(), start);
	add_command(&text);
	buf_byte(&text, '\n');
	written = ftruncate(fd, 0) == 0 ? pwrite(fd, text.data, text.len, 0) : -1;
	buf_free(&text);
	return written < 0 ? -1 : 0;
}

static int say_holder(const char *path, int fd, struct wn_error *error)
{
	char raw[HOLDER_ROOM];
	struct buf shown = {0};
	ssize_t got = pread(fd, raw, sizeof raw, 0);
	struct wn_str holder = str_trim((struct wn_str){raw, got > 0 ? (size_t)got : 0});

	if (holder.len > 0)
		buf_visible(&shown, holder, "");
	else
		buf_text(&shown, "a process that has not said who it is");
	fail(error, WN_REFUSED, "'%s' is held by another winnow (%s): wait until it has ended", path, shown.data);
	buf_free(&shown);
	return WN_REFUSED;
}

int lock_take(const char *path, int *lock, struct wn_error *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	int result;

	if (fd < 0)
		return fail_errno(error, "cannot open the lock '%s'", path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		result = errno == EWOULDBLOCK ? say_holder(path, fd, error) : fail_errno(error, "cannot lock '%s'", path);
	else
		result = write_holder(fd) == 0 ? WN_OK : fail_errno(error, "cannot write '%s'", path);
	if (result < 0) {
		close(fd);
		return result;
	}
	*lock = fd;
	return WN_OK;
}

int lock_look(const char *path, struct wn_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result = WN_OK;

	if (fd < 0)
		return errno == ENOENT ? WN_OK : fail_errno(error, "cannot open the lock '%s'", path);
	/* Shared, and given back at once: two who only look do not meet, and whoever comes to write hardly ever. */
	if (flock(fd, LOCK_SH | LOCK_NB) != 0)
		result = errno == EWOULDBLOCK ? say_holder(path, fd, error) : fail_errno(error, "cannot lock '%s'", path);
	close(fd);
	return result;
}

void lock_give(int lock)
{
	if (lock < 0)
		return;
	/* An empty lock file tells whoever looks that nobody holds it; the lock itself goes with the descriptor. */
	if (ftruncate(lock, 0) != 0)
		errno = 0;
	close(lock);
}
