/* templates.c - the files that `winnow new` and `winnow completion` write. */
#include "cli/templates.h"

#include <string.h>

/* Made by the Makefile from core/cli/templates/: one array of bytes and one TEMPLATE line for each file. */
#include "template_bytes.h"

#define COUNT (sizeof templates / sizeof *templates)

const struct template *template_find(const char *file)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(templates[i].file, file) == 0)
			return &templates[i];
	return NULL;
}
