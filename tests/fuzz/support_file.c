/* support_file.c - see support_file.h */
#include "fuzz/support_file.h"

#include <sys/mman.h>
#include <unistd.h>

struct memory_file memory_file_new(struct wn_str bytes)
{
	struct memory_file file = {.fd = memfd_create("input", MFD_CLOEXEC)};

	MUST(file.fd >= 0);
	for (struct wn_str rest = bytes; rest.len > 0;) {
		ssize_t wrote = write(file.fd, rest.ptr, rest.len);

		MUST(wrote > 0);
		rest = str_from(rest, (size_t)wrote);
	}
	snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.fd);
	return file;
}

void memory_file_close(struct memory_file *file)
{
	close(file->fd);
}
