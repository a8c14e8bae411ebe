/* elf.c - looks at a file before the loader does: a cut or foreign one would end the process, not fail. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "plugin/native.h"

#define MOST_SEGMENTS 128
#define BUILD_AGAIN "build it again: cc -shared -fPIC -o NAME.so NAME.c"

/* Our own header, put here by the linker: what we are is what a plugin must be. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* Group members count as others, unless the group is our own and so is the file. */
static bool others_write(const struct stat *status)
{
	bool our_own = status->st_uid == geteuid() && status->st_gid == getegid();

	return status->st_mode & S_IWOTH || (status->st_mode & S_IWGRP && !our_own);
}

static int check_mode(const char *path, bool folder, struct wn_error *error)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return fail_errno(error, "cannot look at '%s'", path);
	if (folder ? !S_ISDIR(status.st_mode) : !S_ISREG(status.st_mode))
		return fail(error, WN_FAIL, "'%s' is no %s", path, folder ? "folder" : "file");
	/* In a sticky folder nobody can take away what is ours. */
	if (others_write(&status) && !(folder && status.st_mode & S_ISVTX))
		return fail(error, WN_FAIL, "others may write %s'%s': whoever can would run code as you; chmod go-w '%s'", folder ? "the folder " : "", path, path);
	return WN_OK;
}

int native_check_owner(struct wn_str path, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	int result = check_mode(arena_str(arena, path).ptr, false, error);

	if (result == WN_OK)
		result = check_mode(path_folder(arena, path).ptr, true, error);
	arena_free(arena);
	return result;
}

static bool read_at(int fd, void *bytes, size_t size, uint64_t offset)
{
	char *at = bytes;

	while (size > 0) {
		ssize_t got = pread(fd, at, size, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got, size -= (size_t)got, offset += (uint64_t)got;
	}
	return true;
}

static int check_head(const char *path, const ElfW(Ehdr) *head, bool whole, struct wn_error *error)
{
	const unsigned char *ident = head->e_ident;

	if (!whole || memcmp(ident, ELFMAG, SELFMAG) != 0)
		return fail(error, WN_FAIL, "'%s' is no shared object: it does not begin as one; " BUILD_AGAIN, path);
	if (ident[EI_CLASS] != __ehdr_start.e_ident[EI_CLASS] || ident[EI_DATA] != __ehdr_start.e_ident[EI_DATA])
		return fail(error, WN_FAIL, "'%s' is made for another kind of machine (%s bits, not %s): build it here", path,
		            ident[EI_CLASS] == ELFCLASS64 ? "64" : "32", sizeof(void *) == 8 ? "64" : "32");
	if (head->e_machine != __ehdr_start.e_machine)
		return fail(error, WN_FAIL, "'%s' is made for another machine (ELF machine %u, this is %u): build it here", path, head->e_machine,
		            __ehdr_start.e_machine);
	if (head->e_type != ET_DYN)
		return fail(error, WN_FAIL, "'%s' is no shared object but a program or an object file: link it with -shared", path);
	return WN_OK;
}

static int check_segments(int fd, const char *path, const ElfW(Ehdr) *head, uint64_t size, struct wn_error *error)
{
	ElfW(Phdr) segment;
	unsigned i, loaded = 0;

	if (head->e_phentsize != sizeof segment || head->e_phnum == 0 || head->e_phnum > MOST_SEGMENTS)
		return fail(error, WN_FAIL, "'%s' has a damaged list of segments; " BUILD_AGAIN, path);
	for (i = 0; i < head->e_phnum; i++) {
		uint64_t end;

		if (__builtin_add_overflow((uint64_t)head->e_phoff, (uint64_t)i * sizeof segment, &end) || end > size || size - end < sizeof segment
		    || !read_at(fd, &segment, sizeof segment, end))
			return fail(error, WN_FAIL, "'%s' is cut short: it ends within its list of segments; copy or build it again", path);
		if (segment.p_type == PT_NULL)
			continue;
		if (__builtin_add_overflow((uint64_t)segment.p_offset, (uint64_t)segment.p_filesz, &end) || end > size)
			return fail(error, WN_FAIL, "'%s' is cut short: %llu bytes, and segment %u goes on to %llu; copy or build it again", path,
			            (unsigned long long)size, i, (unsigned long long)end);
		loaded += segment.p_type == PT_LOAD;
	}
	if (loaded == 0)
		return fail(error, WN_FAIL, "'%s' has nothing to load; " BUILD_AGAIN, path);
	return WN_OK;
}

static int check_file(int fd, const char *path, struct wn_error *error)
{
	ElfW(Ehdr) head = {0};
	struct stat status;
	int result;

	if (fstat(fd, &status) != 0)
		return fail_errno(error, "cannot look at '%s'", path);
	if (!S_ISREG(status.st_mode))
		return fail(error, WN_FAIL, "'%s' is no file", path);
	result = check_head(path, &head, read_at(fd, &head, sizeof head, 0), error);
	return result < 0 ? result : check_segments(fd, path, &head, (uint64_t)status.st_size, error);
}

int native_check_elf(struct wn_str path, struct wn_error *error)
{
	char name[PATH_MAX];
	int fd, result;

	if (path.len == 0 || path.len >= sizeof name || memchr(path.ptr, 0, path.len))
		return fail(error, WN_FAIL, "the path of a plugin is empty, too long or holds a NUL byte");
	memcpy(name, path.ptr, path.len);
	name[path.len] = 0;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail_errno(error, "cannot open '%s'", name);
	result = check_file(fd, name, error);
	close(fd);
	return result;
}
