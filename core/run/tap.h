/* tap.h - real companies as they pass between two phases. */
#ifndef CORE_RUN_TAP_H
#define CORE_RUN_TAP_H

#include "run/run.h"

enum tap { TAP_SCAN, TAP_PROBE, TAP_SELECT, TAP_FINISH, TAP_COUNT };
extern const char *const tap_names[]; /* of the phases, ends with null */

struct tapped {
	struct account *accounts; /* with results of every line, and `shown`; place 0 before select */
	size_t count;
	uint64_t total;           /* companies that leave the phase; of probe, that enter it */
	const char *left;         /* the one company that was asked for: the phase in which it is out, or null */
	bool opted_out;           /* the same: nothing else may be said */
};

/* After run_describe. Runs the phases up to this one, writes nothing and delivers nothing. Of many, shows `limit`: after scan and
 * probe spread evenly over all, in order of id, and only these are probed; after select and finish the best. `only` may be
 * null. WN_NONE: no source has the one that was asked for. */
int run_tap(struct run *run, enum tap phase, size_t limit, const struct key *only, struct tapped *tapped);

#endif
