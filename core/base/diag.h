/* diag.h - all mistakes of a description at once: file:line:col: what is wrong, and the remedy. */
#ifndef CORE_BASE_DIAG_H
#define CORE_BASE_DIAG_H

#include <stdio.h>

#include <winnow/base.h>
#include <winnow/host.h>

/* A place in a file the user wrote. `path` as the user gave it; line and column from 1, columns in bytes; 0: unknown. */
struct place {
	const char *path;
	uint32_t line, column;
};

enum severity { SEVERITY_WARNING, SEVERITY_ERROR };

struct diag {
	struct place place;
	enum severity severity;
	struct wn_str text;
};

struct diags; /* owns its texts */

struct diags *diags_new(void);
void diags_free(struct diags *diags);
/* The same text at the same place is kept once, as an error if it was ever one. Paths are copied. */
void diag_error(struct diags *diags, struct place place, const char *format, ...) WN_PRINTF(3, 4);
void diag_warning(struct diags *diags, struct place place, const char *format, ...) WN_PRINTF(3, 4);
size_t diags_errors(const struct diags *diags);
size_t diags_warnings(const struct diags *diags);
/* Sorted by path, line, column; the i-th, or null. Valid until the next one is added. */
const struct diag *diags_at(struct diags *diags, size_t index);
/* One a line, errors first, each in file order, at most 50, then how many more:
 * "file:line:col: text", "file:line:col: warning: text"; what is unknown of the place is left out. */
void diags_print(struct diags *diags, FILE *out);
/* "; did you mean 'x'?" where a near word is known, else "". In `buffer`, which is returned. */
const char *did_you_mean(char buffer[128], struct wn_str text, const char *const *words);

#endif
