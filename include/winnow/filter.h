/* winnow/filter.h - what a filter implements.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_FILTER_H
#define WINNOW_FILTER_H

#include <winnow/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The verdict of a filter: a closed list. Anything else is a failure, and the company is held. */
enum wn_filter_verdict {
	WN_KEEP = 1,    /* nothing speaks against it */
	WN_DROP = 2,    /* out; the reason is on record */
	WN_UNDECIDED = 3, /* cannot tell: it stays, and is shown as undecided */
};

struct wn_judgement {
	uint32_t verdict;     /* enum wn_filter_verdict */
	struct wn_str reason; /* for WN_DROP: why, in words for people; copied */
	struct wn_str field;  /* WN_DROP: the field that decided, or empty; shown by `why` */
	struct wn_str where;  /* WN_DROP: evidence, file and row of the list, or empty; shown by `why` */
};

/* A filter is a must_not line with code. It cannot ask the world: host->request() refuses. Without `needs` it
 * runs at the end of the scan and sees what sources said; with `needs` it runs when they are settled. A
 * filter whose `wants` gain a fact later is asked again. */
struct wn_filter_ops {
	uint32_t size; /* sizeof(struct wn_filter_ops) */
	/* One company. WN_OK with a verdict, or negative: the company is held. May run on several workers at once. */
	int (*judge)(struct wn_task *task, struct wn_judgement *judgement);
};

#ifdef __cplusplus
}
#endif
#endif
