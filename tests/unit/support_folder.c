/* support_folder.c - a folder of its own for a test, and what is in it. */
#include "unit/support_folder.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void stop(const char *what, const char *path)
{
	fprintf(stderr, "test folder: %s %s: %s\n", what, path, strerror(errno));
	abort();
}

char *folder_make(void)
{
	const char *base = getenv("TMPDIR");
	char pattern[PATH_MAX], *folder;

	snprintf(pattern, sizeof pattern, "%s/winnow-test-XXXXXX", base ? base : "/tmp");
	if (!mkdtemp(pattern))
		stop("cannot make", pattern);
	folder = realpath(pattern, NULL);
	if (!folder)
		stop("cannot find", pattern);
	return folder;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

void folder_remove(char *folder)
{
	if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
		stop("cannot remove", folder);
	free(folder);
}

const char *folder_path(const char *folder, const char *name)
{
	static _Thread_local char paths[8][2 * PATH_MAX];
	static _Thread_local unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

void folder_write(const char *folder, const char *name, const char *content)
{
	const char *path = folder_path(folder, name);
	FILE *file = fopen(path, "w");

	if (!file || fputs(content, file) < 0 || fclose(file) != 0)
		stop("cannot write", path);
}

char *folder_read(const char *folder, const char *name)
{
	FILE *file = fopen(folder_path(folder, name), "r");
	char *content = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	if (getdelim(&content, &room, 0, file) < 0) {
		free(content);
		content = calloc(1, 1);
	}
	fclose(file);
	return content;
}

size_t folder_count(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t count = 0;

	if (!dir)
		stop("cannot open", folder);
	while ((entry = readdir(dir)))
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return count;
}
