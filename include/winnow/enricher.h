/* winnow/enricher.h - what an enricher implements.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_ENRICHER_H
#define WINNOW_ENRICHER_H

#include <winnow/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An enricher is a function of its `needs` (all of them known and settled before it starts), its `wants` (as far as
 * sources gave them), its options, its version and the answers it gets. It says what it found with
 * host->fact(), and what it looked for in vain with host->unknown(). A provided field about which it says
 * nothing is unknown with cause `absent`. */
struct wn_enricher_ops {
	uint32_t size; /* sizeof(struct wn_enricher_ops) */
	/* One company. WN_OK: done; WN_WAIT: requests are out; negative: failed, its fields are unknown with
	 * cause `plugin_error`. May be called by several workers at once, each with a task of its own. */
	int (*step)(struct wn_task *task);
};

#ifdef __cplusplus
}
#endif
#endif
