/* error.h - one failure, described where it happened, owned by the caller. */
#ifndef CORE_BASE_ERROR_H
#define CORE_BASE_ERROR_H

#include <stdarg.h>

#include <winnow/base.h>
#include <winnow/host.h>

/* The public opaque struct wn_error is this one. Zero-initialise. A text longer than the room ends in "...". */
struct wn_error {
	int code; /* 0: nothing failed */
	char text[1024];
};

/* Writes code and text, returns code. `error` may be null: then only the code is returned. The texts may quote
 * error->text. (In parentheses because cmocka has a macro of this name; unit tests that call it write (fail)(...).) */
int (fail)(struct wn_error *error, int code, const char *format, ...) WN_PRINTF(3, 4);
int vfail(struct wn_error *error, int code, const char *format, va_list args);
/* Puts "format: " before the text that is there, and returns the code (WN_FAIL where there is none). */
int fail_in(struct wn_error *error, const char *format, ...) WN_PRINTF(2, 3);
/* fail() with WN_FAIL, ": " and the words of errno. */
int fail_errno(struct wn_error *error, const char *format, ...) WN_PRINTF(2, 3);

#endif
