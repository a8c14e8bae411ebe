/* winnow/base.h - strings, results and the opaque handles that every other header of the contract leans on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_BASE_H
#define WINNOW_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Text or bytes: pointer and length. Text is UTF-8 in NFC and holds no NUL byte; it is not NUL-terminated.
 * An empty string may have a null pointer. Who owns the bytes, and how long they live, is said beside each
 * use; where nothing is said they live as long as the structure that points at them. */
struct wn_str {
	const char *ptr;
	size_t len; /* in bytes */
};

/* A wn_str from a string literal. */
#define WN_STR(literal) ((struct wn_str){"" literal, sizeof("" literal) - 1})

/* What a callback or host function returns: 0 or a positive state, or one of these negative codes.
 * A negative code from a callback comes with a text in the error object; the host adds who and where. */
enum wn_result {
	WN_OK = 0,
	WN_WAIT = 1,     /* a task asked the world: call it again when its requests are answered */
	WN_MORE = 2,     /* a source's page is done, another follows */
	WN_FAIL = -1,    /* failed; the error object says why */
	WN_NONE = -2,    /* there is no such fact, row or entry: expected, carries no error text */
	WN_REFUSED = -3, /* the host refuses: an undeclared field, a request from a filter, a wrong type */
	WN_INVALID = -4, /* the input is not what it claims to be: a bad check digit, a date that does not exist */
};

/* Memory that is given back all at once. A task's arena lives as long as the task, an open plugin's arena
 * until `close` returns. Allocation never returns null: the host ends the process when memory is exhausted,
 * which by the design of `deliver` loses nothing. */
struct wn_arena;

/* Where a failure is described. Written with host->fail(); only the last text counts. Never null. */
struct wn_error;

/* A value of a description (what the user wrote in a pipeline), with its place in the file. Read-only,
 * lives as long as the run. */
struct wn_tree;

#ifdef __cplusplus
}
#endif
#endif
