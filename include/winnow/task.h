/* winnow/task.h - the one handle for whoever asks the world.
 *
 * An enricher's step, a driven source's page and a sink's send are tasks. A task asks with host->request() as
 * often as it likes, returns WN_WAIT, and is called again when all requests of that turn are answered, in the
 * order asked. It never blocks and owns no socket. It is not saved: after a crash it starts again and the
 * same answers come from the journal, so what it does may depend on the company, its options and the answers
 * alone: no clock, no random numbers, no state kept between companies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_TASK_H
#define WINNOW_TASK_H

#include <winnow/base.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wn_host;

/* Given to every callback that works on one company, page or list. Valid until the callback returns, and,
 * for the same task, again in its next turn. Grows only at its end; the host fills `size`. */
struct wn_task {
	uint32_t size;
	uint32_t turn;              /* 0 in the first call, then counted up with every WN_WAIT */
	const struct wn_host *host;
	struct wn_arena *arena;     /* the task's memory: free when it ends */
	struct wn_error *error;     /* host->fail(task->error, ...) before a negative return */
	void *state;                /* what `open` gave; shared by all workers, read-only */
	void *worker;               /* what `enter` gave, or null */
	void *data;                 /* the plugin's own, null in turn 0; point it into `arena` */
	int32_t as_of;              /* the day of the run, days since 1970-01-01 */
};

/* A header of a request or an answer. Names are compared without case. */
struct wn_header {
	struct wn_str name, value;
};

/* What to ask. Everything is copied by host->request(). */
struct wn_request {
	struct wn_str method; /* empty: GET */
	struct wn_str url;    /* absolute, http or https */
	const struct wn_header *headers;
	size_t header_count;
	struct wn_str body;
	uint32_t credits;     /* what the provider will charge; 0: free */
};

/* An answer. `cause` other than WN_KNOWN: there is none, and that is why; a status of 400 or more is an
 * answer. Lives as long as the task. */
struct wn_answer {
	uint32_t cause;       /* enum wn_cause */
	uint32_t status;      /* HTTP status */
	struct wn_str url;    /* after redirects */
	const struct wn_header *headers;
	size_t header_count;
	struct wn_str body;   /* decoded bytes, any encoding */
	int32_t day;          /* when it was fetched */
};

#ifdef __cplusplus
}
#endif
#endif
