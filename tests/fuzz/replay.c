/* replay.c - a main for fuzz targets where no fuzzer is: every input of tests/fuzz/corpus/TARGET, whole and cut off, with
 * any compiler and sanitizer. TAP.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/support_bytes.h"

static unsigned char *whole(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes;
	long length;

	if (!file || fseek(file, 0, SEEK_END) < 0 || (length = ftell(file)) < 0) {
		perror(path);
		exit(1);
	}
	rewind(file);
	bytes = malloc((size_t)length + 1);
	if (!bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length) {
		perror(path);
		exit(1);
	}
	fclose(file);
	*size = (size_t)length;
	return bytes;
}

/* A copy of its own size, so that a sanitizer sees each byte read behind it. */
static void give(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size + (size == 0));

	if (!copy)
		exit(1);
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void replay(const char *path)
{
	size_t size;
	unsigned char *bytes = whole(path, &size);

	give(bytes, size);
	for (size_t cut = 0; cut < size; cut += 1 + size / 9)
		give(bytes, cut);
	free(bytes);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	struct dirent **entries;
	char folder[256], path[1024];
	int count;

	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc > 1)
		return 0;
	snprintf(folder, sizeof folder, "tests/fuzz/corpus/%.*s", (int)strcspn(name, "."), name);
	count = scandir(folder, &entries, is_input, alphasort);
	if (count <= 0) {
		fprintf(stderr, "no corpus in %s\n", folder);
		return 1;
	}
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		replay(path);
		printf("ok %d - %s\n", i + 1, entries[i]->d_name);
		fflush(stdout);
		free(entries[i]);
	}
	free(entries);
	return 0;
}
