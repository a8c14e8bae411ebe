/* company.h - one company: its facts with evidence, and how facts of several providers become one view.
 */
#ifndef CORE_COMPANY_COMPANY_H
#define CORE_COMPANY_COMPANY_H

#include "company/field.h"
#include "company/value.h"

/* A provider is a step of the pipeline that brings facts: sources first, then enrichers, in file order. */
typedef uint16_t provider_id;
#define NO_PROVIDER ((provider_id)0xffff)

/* One fact: a value, or the cause why there is none (then value.type is 0). */
struct fact {
	field_id field;
	provider_id provider;
	uint16_t cause; /* enum wn_cause; WN_KNOWN: value holds */
	struct wn_value value;
	struct wn_evidence evidence;
};

/* An identity key: one per scheme. */
struct key {
	struct wn_str scheme, value; /* "fr-siren", "552100554" */
};

/* A company under consideration. Everything lives in its arena. */
struct company {
	struct wn_arena *arena; /* not owned */
	const struct dictionary *dictionary; /* not owned */
	struct wn_str id;       /* canonical id, set by identity_settle; empty before */
	struct key *keys;       /* sorted by scheme */
	size_t key_count;
	struct fact *facts; /* sorted by field, then provider; several of one pair add up (union) or the first holds */
	size_t fact_count, fact_room;
};

void company_init(struct company *company, struct wn_arena *arena, const struct dictionary *dictionary);
/* Deep copies. A second fact of the same field and provider: for union fields both are kept and merged, else the better one
 * holds: known before unknown, then the surer, the newer, the lesser value. So the order of adding plays no part. */
void company_add(struct company *company, const struct fact *fact);
void company_add_key(struct company *company, struct wn_str scheme, struct wn_str value); /* canonical already; the first of a scheme holds */
/* The facts of one field, `*count` of them, or null. */
const struct fact *company_facts(const struct company *company, field_id field, size_t *count);

/* ---- merging ---- */

/* Who brings what, and who is preferred; made by `plan`, fixed for the run. */
struct providers;
struct providers *providers_new(const struct dictionary *dictionary);
void providers_free(struct providers *providers);
/* In order of default preference. `name` is the step's. Of one field, call providers_provide in this order too. */
provider_id providers_add(struct providers *providers, struct wn_str name);
void providers_provide(struct providers *providers, provider_id provider, field_id field);
/* prefer = { employees = { "pappers", "sirene" } }: these first, in this order, then the others. */
int providers_prefer(struct providers *providers, field_id field, const struct wn_str *names, size_t count, struct wn_error *error);
/* All that were added so far are sources. These have spoken before anything is judged, so one that says nothing of a company is
 * not waited for. */
void providers_sources_end(struct providers *providers);
bool providers_is_source(const struct providers *providers, provider_id provider);
size_t providers_count(const struct providers *providers);
struct wn_str providers_name(const struct providers *providers, provider_id provider);
/* Providers of a field, best first. */
const provider_id *providers_of(const struct providers *providers, field_id field, size_t *count);

/* A field as lines see it. `value` is the merged value; for union fields `complete` holds only if every
 * provider of the field said so; it and `absent` say nothing of what the sieve kept back: look at that apart.
 * `fact` is the winning fact, whose evidence counts; for a union, the first known one.
 * `conflict`, if not null, is the best fact that cannot be reconciled with the value: a disjoint range, an amount in
 * another currency, another text, flag, or code of the same scheme. A fact that the sieve kept back is none.
 * cause other than WN_KNOWN: no value, and why (the best cause that any provider gave; not_asked where one
 * has said nothing yet; no_provider where there is none; for facts that the sieve kept back expired, or partial where age
 * is not the reason). */
struct merged {
	enum wn_cause cause;
	struct wn_value value;
	const struct fact *fact;
	const struct fact *conflict;
	/* No enricher that is preferred to the winner is still silent: what a line decides on this value can
	 * not be undone by asking further. A union's members never go away, so they are firm; what it says is not
	 * there may still be found, so with that it is firm only when every enricher has spoken. */
	bool firm;
};

/* What counts as present: facts below `sure_least` (thousandths) or observed on or before `oldest` are left out. */
struct sieve {
	uint32_t sure_least;
	int32_t oldest; /* WN_NO_DAY: any age */
};

/* Arrays of a union are in `arena`. The same item of two facts counts once, as sure as the surer of them. It is the same if one
 * of the two says all that the other says, or if both are one event: of one kind, from two providers, at most seven days
 * apart, of one amount or title; that has the newest day, and the attributes of all who tell it. */
struct merged company_merge(const struct company *company, const struct providers *providers, field_id field,
                            struct sieve sieve, struct wn_arena *arena);
/* The one fact that a field has, where it has but one, which is its merged value as it stands; else null, and company_merge tells. */
const struct fact *company_only_fact(const struct company *company, const struct providers *providers, field_id field);
/* The fact that an item of a merged list comes from; of an event told by several, the newest telling. Null: none. */
const struct fact *company_item_fact(const struct company *company, field_id field, const struct wn_item *item);

#endif
