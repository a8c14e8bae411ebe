/* trace.h - what `why` wants to know of its one company, and `test` and `tap` of all; does nothing in other runs. */
#ifndef CORE_RUN_TRACE_H
#define CORE_RUN_TRACE_H

#include "run/enrich.h"

struct trace {
	bool opted_out;           /* an objection: nothing else may be said */
	bool seen;                /* some source has it */
	struct candidate company; /* as it was when its fate was settled; owns its packed bytes */
	const char *phase;        /* in which it left the funnel, or null */
	enum probed *probes;      /* of each step in run->probes */
	int32_t last_list;        /* as-of day of the last list; WN_NO_DAY: there is none */
	uint32_t beside_place;    /* the account of that list that it is named beside; 0: none */
	struct wn_str beside_id;
	uint32_t *quota_listed;   /* accounts of that list that each quota counts */
};

/* Before the scan: makes run->trace, for run->only. */
void trace_begin(struct run *run);
void trace_end(struct run *run);
void trace_fate(struct run *run, const struct candidate *candidate, const char *phase);
void trace_probe(struct run *run, const struct step *step, enum probed probed);

#endif
