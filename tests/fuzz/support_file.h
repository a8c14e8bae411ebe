/* support_file.h - an input as a file, in memory. */
#ifndef TESTS_FUZZ_SUPPORT_FILE_H
#define TESTS_FUZZ_SUPPORT_FILE_H

#include "fuzz/support_bytes.h"

struct memory_file {
	int fd;
	char path[64];
};

struct memory_file memory_file_new(struct wn_str bytes);
void memory_file_close(struct memory_file *file);

#endif
