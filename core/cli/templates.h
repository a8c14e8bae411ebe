/* templates.h - the files that `winnow new` and `winnow completion` write; their texts lie in templates/ and are compiled in as bytes. */
#ifndef CORE_CLI_TEMPLATES_H
#define CORE_CLI_TEMPLATES_H

#include <winnow/base.h>

struct template {
	const char *file; /* as in templates/, such as "enricher.test.lua" */
	struct wn_str text;
};
/* Null where there is none. */
const struct template *template_find(const char *file);

#endif
