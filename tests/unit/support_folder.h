/* support_folder.h - a folder of its own for a test, and what is in it. Fails the test where it cannot. */
#ifndef TESTS_UNIT_SUPPORT_FOLDER_H
#define TESTS_UNIT_SUPPORT_FOLDER_H

#include <stddef.h>

/* A new empty folder, absolute, without links in its path; to be freed with folder_remove. */
char *folder_make(void);
/* Removes it with all that is in it. */
void folder_remove(char *folder);
/* "FOLDER/name" in a buffer of this thread that the eighth next call uses again. */
const char *folder_path(const char *folder, const char *name);
void folder_write(const char *folder, const char *name, const char *content);
/* The content as a C string, to be freed; null where there is no such file. */
char *folder_read(const char *folder, const char *name);
/* Number of entries besides . and .. */
size_t folder_count(const char *folder);

#endif
