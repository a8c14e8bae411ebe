/* union.h - what the files about facts share: their order, which of them count, and how unions add up. Inside the room. */
#ifndef CORE_COMPANY_UNION_H
#define CORE_COMPANY_UNION_H

#include "company/company.h"

static inline uint32_t evidence_sure(const struct wn_evidence *evidence)
{
	return evidence->sure ? evidence->sure : 1000;
}

/* Among facts of one field and provider: known before unknown, then the surer, the newer, and whatever makes the order
 * total, so that the order in which they came plays no part. 0: the same fact. */
int fact_order(const struct fact *a, const struct fact *b);
/* How much a cause says about why nothing is known: of several the one with the highest number is shown. */
int cause_weight(enum wn_cause cause);

/* Does the fact hold a value that the sieve lets through? */
bool fact_passes(const struct fact *fact, struct sieve sieve);
/* `facts` are those of the field, sorted by provider. cause is WN_KNOWN if there is one fact at least. */
struct merged merge_union(const struct field *field, const struct fact *facts, size_t count, const struct providers *all,
                          const provider_id *providers, size_t provider_count, struct sieve sieve, struct wn_arena *arena);
/* One fact of a union as it is kept: the same item once, and nothing both in it and not there. With this done when a
 * fact is added, a single fact is its own union. The value's arrays are in the arena already and sorted. */
void union_tidy(const struct field *field, struct fact *fact, struct wn_arena *arena);

#endif
