/* environment_place.c - files, folders and limits of this machine, looked at and left alone. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "run/environment.h"

#define MB ((uint64_t)1000000)
#define FILES_LEAST 256         /* descriptors: inputs, store, threads, and room for what plugins open */
#define MEMORY_LEAST (256 * MB) /* what a large scan takes, see docs/operations.md */
#define FILE_SIZE_LEAST (64 * MB)

static const char *kind_of_file(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a folder";
	if (S_ISREG(mode))
		return "a file";
	return S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

static bool may(const char *path, int how)
{
	return faccessat(AT_FDCWD, path, how, AT_EACCESS) == 0;
}

/* ---- inputs ---- */

static bool problem(struct diags *problems, struct place place, const char *name, const char *path, const char *text)
{
	diag_error(problems, place, "'%s': '%s' %s", name, path, text);
	return false;
}

static bool missing(struct diags *problems, struct place place, const char *name, const char *path)
{
	if (errno == ENOENT)
		return problem(problems, place, name, path, "is not there: put it there, or correct the path, which is relative to the description");
	diag_error(problems, place, "'%s': '%s' cannot be looked at: %s", name, path, strerror(errno));
	return false;
}

bool environment_input(struct diags *problems, struct place place, const char *name, struct wn_str path, bool folder)
{
	char chars[PATH_MAX];
	struct stat status;

	if (path_chars(path, chars, NULL) < 0)
		return problem(problems, place, name, "the path", "is empty or too long");
	if (stat(chars, &status) < 0)
		return missing(problems, place, name, chars);
	if (folder ? !S_ISDIR(status.st_mode) : !S_ISREG(status.st_mode)) {
		diag_error(problems, place, "'%s': '%s' is %s: name a %s", name, chars, kind_of_file(status.st_mode), folder ? "folder" : "plain file");
		return false;
	}
	if (!may(chars, folder ? R_OK | X_OK : R_OK)) {
		diag_error(problems, place, "'%s': '%s' may not be read by user %u: chmod it, or run as its owner (user %u)", name, chars, (unsigned)geteuid(),
		           (unsigned)status.st_uid);
		return false;
	}
	if (!folder && status.st_size == 0)
		return problem(problems, place, name, chars, "is empty: was it copied whole?");
	return true;
}

/* ---- outputs ---- */

/* The folder itself, or the nearest above it that is there. False: none could be looked at. */
static bool nearest_folder(struct wn_arena *arena, struct wn_str folder, char chars[PATH_MAX], struct stat *status)
{
	for (;;) {
		struct wn_str above = path_folder(arena, folder);

		if (path_chars(folder, chars, NULL) < 0)
			return false;
		if (stat(chars, status) == 0)
			return true;
		if ((errno != ENOENT && errno != ENOTDIR) || above.len >= folder.len)
			return false;
		folder = above;
	}
}

static bool check_room(struct diags *problems, struct place place, const char *name, const char *folder, uint64_t room)
{
	struct statvfs system;
	uint64_t left;

	if (statvfs(folder, &system) < 0)
		return true; /* a file system that does not say */
	left = (uint64_t)system.f_bavail * system.f_frsize;
	if (system.f_flag & ST_RDONLY)
		return problem(problems, place, name, folder, "lies on a file system that is mounted read-only: name another place");
	if (left < room) {
		diag_error(problems, place, "'%s': '%s' has %.1f MB left, and %.0f MB should be free: make room, or name another place", name, folder,
		           (double)left / (double)MB, (double)room / (double)MB);
		return false;
	}
	if (system.f_files > 0 && system.f_favail == 0)
		return problem(problems, place, name, folder, "is on a file system that can hold no more files: remove some");
	return true;
}

/* A link is followed: what it points at is replaced. */
static struct wn_str final_folder(struct wn_arena *arena, struct wn_str path, bool folder)
{
	char chars[PATH_MAX], real[PATH_MAX];

	if (path_chars(path, chars, NULL) == WN_OK && realpath(chars, real))
		path = arena_str(arena, str_of(real));
	return folder ? path : path_folder(arena, path);
}

bool environment_output(struct diags *problems, struct place place, const char *name, struct wn_str path, bool folder, uint64_t room)
{
	struct wn_arena *arena = arena_new();
	char chars[PATH_MAX] = "";
	struct stat status;
	bool good = false;

	if (!nearest_folder(arena, final_folder(arena, path, folder), chars, &status))
		diag_error(problems, place, "'%s': the folder of '%.*s' cannot be looked at: %s", name, STR_ARG(path), strerror(errno));
	else if (!S_ISDIR(status.st_mode))
		diag_error(problems, place, "'%s': '%s' is %s, so no folder can be there: name another place", name, chars, kind_of_file(status.st_mode));
	else if (!may(chars, W_OK | X_OK))
		diag_error(problems, place, "'%s': user %u may not write in '%s': chmod it, run as its owner (user %u), or name another place", name,
		           (unsigned)geteuid(), chars, (unsigned)status.st_uid);
	else
		good = check_room(problems, place, name, chars, room);
	arena_free(arena);
	return good;
}

/* ---- limits ---- */

static void check_limit(struct diags *problems, struct place place, int resource, uint64_t least, uint64_t unit, const char *text)
{
	struct rlimit limit;

	if (getrlimit((__rlimit_resource_t)resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < least)
		diag_error(problems, place, text, (unsigned long long)(limit.rlim_cur / unit), (unsigned long long)(least / unit));
}

/* The number behind `name` in a file of the kernel, or UINT64_MAX. An empty name: the file is the number. */
static uint64_t kernel_number(const char *path, const char *name)
{
	FILE *file = fopen(path, "re");
	unsigned long long number = UINT64_MAX;
	char line[256];

	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, name, strlen(name)) == 0 && sscanf(line + strlen(name), "%llu", &number) == 1)
			break;
	if (file)
		fclose(file);
	return number;
}

static void check_memory(struct diags *problems, struct place place)
{
	uint64_t kilobytes = kernel_number("/proc/meminfo", "MemAvailable:");
	uint64_t group = kernel_number("/sys/fs/cgroup/memory.max", "");
	uint64_t left = kilobytes == UINT64_MAX ? kilobytes : kilobytes * 1024;

	if (group < left)
		left = group;
	if (left < MEMORY_LEAST)
		diag_error(problems, place, "%llu MB of memory are free, and %llu MB should be: end something, or raise the limit of the container",
		           (unsigned long long)(left / MB), (unsigned long long)(MEMORY_LEAST / MB));
}

void environment_limits(const struct run *run, struct diags *problems)
{
	struct place place = {.path = run->options.path.ptr};

	check_limit(problems, place, RLIMIT_NOFILE, FILES_LEAST, 1, "%llu files may be open at a time, and %llu should be: ulimit -n 1024, or LimitNOFILE=1024");
	check_limit(problems, place, RLIMIT_AS, MEMORY_LEAST, MB, "%llu MB of memory are allowed, and %llu MB should be: ulimit -v unlimited");
	check_limit(problems, place, RLIMIT_FSIZE, FILE_SIZE_LEAST, MB, "files may have %llu MB, and %llu MB should be allowed: ulimit -f unlimited");
	check_memory(problems, place);
}
