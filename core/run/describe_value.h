/* describe_value.h - facts written in a description (tests of plugins, profiles and pipelines): a value as people write it
 * becomes a typed one, and back. */
#ifndef CORE_RUN_DESCRIBE_VALUE_H
#define CORE_RUN_DESCRIBE_VALUE_H

#include "base/diag.h"
#include "base/tree.h"
#include "company/company.h"

/* text "x"; numbers 120, { 50, 99 }, at_least(10000), at_most(9); dates "2026-11-01", "2026-11", "2026" or { first, last };
 * flags; money { 1500000, "EUR" } in major units or { low, high, "EUR" }, with day = "2025-12-31"; codes naf "62.01Z" or
 * { naf "62.01Z", ... }, cj("5710", "SAS") with words beside it; sets { "a", "b" }; lists { { name = "x" }, "y", ... }; both
 * with complete = true if all is there, and absent = { "c" } for what was looked for in a telling way; long texts "x" or
 * { "x", complete = true }. False: said in `diags`. */
bool value_of_tree(struct wn_arena *arena, const struct field *field, const struct wn_tree *tree, struct wn_value *value,
                   struct diags *diags);
/* field = VALUE, field = fact { VALUE, sure =, date =, where = }, or field = unknown "cause". `fact` comes with its
 * provider and the evidence that holds where nothing is said. */
bool fact_of_entry(struct wn_arena *arena, const struct dictionary *dictionary, const struct entry *entry, struct fact *fact, struct diags *diags);
/* A table of such entries as the facts of one provider, observed on `day` (or WN_NO_DAY) where they do not say. */
bool facts_of_tree(struct company *company, provider_id provider, const struct wn_tree *table, int32_t day, struct diags *diags);

/* The way back: what value_of_tree reads as this value, without what is not written of a fact in `expect`. */
struct wn_tree *tree_of_value(struct wn_arena *arena, const struct field *field, const struct wn_value *value);
struct wn_tree *tree_of_fact(struct wn_arena *arena, const struct field *field, const struct fact *fact);

#endif
