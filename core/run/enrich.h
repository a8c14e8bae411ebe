/* enrich.h - one enricher on one company, as probe and finish run it. */
#ifndef CORE_RUN_ENRICH_H
#define CORE_RUN_ENRICH_H

#include "run/judge.h"

enum probed { PROBE_NOT_DUE, PROBE_DONE, PROBE_FAILED };

/* Adds what the step finds to the company, and counts the probe; a step that fails leaves its fields unknown, cause plugin_error. */
enum probed enrich_company(struct judge *judge, struct step *step, struct company *company, struct candidate *candidate);
/* Moves what was counted since the last time to the funnel. */
void count_probes(struct run *run, struct candidate *candidate);
/* Packs the company anew, with the facts that were found. */
void candidate_repack(struct candidate *candidate, const struct company *company);
/* Adds a candidate's fate to the funnel. */
void count_fate(struct run *run, const struct candidate *candidate);

#endif
