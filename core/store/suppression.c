/* suppression.c - the key under which tombstones are hashed: a file of its own, readable by its owner alone. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

enum { KEY_SIZE = 32 };

/* The folder itself is closed to others; folders above it are made as usual. */
static int make_folder(struct wn_arena *arena, struct wn_str folder, struct wn_error *error)
{
	char name[PATH_MAX];
	int result = path_chars(folder, name, error);

	if (result == WN_OK)
		result = make_folders(path_folder(arena, folder), error);
	if (result == WN_OK && mkdir(name, 0700) != 0 && errno != EEXIST)
		result = fail_errno(error, "cannot make the folder '%s'", name);
	return result;
}

static int read_key(const char *path, int fd, uint8_t key[KEY_SIZE], struct wn_error *error)
{
	struct stat status;
	uint8_t bytes[KEY_SIZE];

	if (fstat(fd, &status) != 0)
		return fail_errno(error, "cannot read '%s'", path);
	if (!S_ISREG(status.st_mode) || status.st_size != KEY_SIZE)
		return fail(error, WN_REFUSED, "'%s' is no key of winnow (it has %lld bytes, a key has %d): restore it from a copy; without it "
		            "companies that opted out are not recognised", path, (long long)status.st_size, KEY_SIZE);
	if (status.st_mode & 077)
		return fail(error, WN_REFUSED, "'%s' can be read or written by others (mode %03o): chmod 600 '%s'", path,
		            (unsigned)(status.st_mode & 0777), path);
	if (read(fd, bytes, KEY_SIZE) != KEY_SIZE)
		return fail_errno(error, "cannot read '%s'", path);
	for (size_t i = 0; i < KEY_SIZE; i++)
		key[i] = bytes[i];
	return WN_OK;
}

static int write_key(const char *path, struct wn_error *error)
{
	uint8_t bytes[KEY_SIZE];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int result = WN_OK;

	if (fd < 0)
		return fail_errno(error, "cannot make '%s'", path);
	random_bytes(bytes, sizeof bytes);
	if (write(fd, bytes, sizeof bytes) != KEY_SIZE || fsync(fd) != 0)
		result = fail_errno(error, "cannot write '%s'", path);
	if (close(fd) != 0 && result == WN_OK)
		result = fail_errno(error, "cannot write '%s'", path);
	return result;
}

/* Written under a name of its own, then linked: a crash leaves no half key, and of two processes that do this at
 * once the second finds the first one's. */
static int make_key(struct wn_arena *arena, const char *path, struct wn_error *error)
{
	uint64_t number;
	struct wn_str fresh;
	int result;

	random_bytes(&number, sizeof number);
	fresh = arena_printf(arena, "%s.%016llx", path, (unsigned long long)number);
	result = write_key(fresh.ptr, error);
	if (result == WN_OK && link(fresh.ptr, path) != 0 && errno != EEXIST)
		result = fail_errno(error, "cannot make '%s'", path);
	unlink(fresh.ptr);
	return result;
}

static int key_in(struct wn_arena *arena, struct wn_str folder, uint8_t key[KEY_SIZE], struct wn_error *error)
{
	char path[PATH_MAX];
	int fd, result = make_folder(arena, folder, error);

	if (result == WN_OK)
		result = path_chars(path_join(arena, folder, WN_STR("suppress.key")), path, error);
	if (result < 0)
		return result;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		result = make_key(arena, path, error);
		if (result < 0)
			return result;
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (fd < 0)
		return fail_errno(error, "cannot open '%s'", path);
	result = read_key(path, fd, key, error);
	close(fd);
	return result;
}

int suppression_key(struct wn_str folder, uint8_t key[32], struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	int result = key_in(arena, folder, key, error);

	arena_free(arena);
	return result;
}
