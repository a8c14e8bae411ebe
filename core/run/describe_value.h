/* describe_value.h - facts written in a description (tests of plugins): a value as people write it becomes a
 * typed one. */
#ifndef CORE_RUN_DESCRIBE_VALUE_H
#define CORE_RUN_DESCRIBE_VALUE_H

#include "base/diag.h"
#include "base/tree.h"
#include "company/company.h"

/* text "x"; numbers 120 or { 50, 99 }; dates "2026-11-01", "2026-11" or "2026"; flags; money { 1500000, "EUR" } in
 * major units or { low, high, "EUR" }; codes naf "62.01Z" or { naf "62.01Z", ... }; sets { "a", "b" } and lists { { name = "x" }, ... },
 * both with complete = true if all is there. False: said in `diags`. */
bool value_of_tree(struct wn_arena *arena, const struct field *field, const struct wn_tree *tree, struct wn_value *value,
                   struct diags *diags);
/* A table of fields to facts of one provider; `unknown "cause"` for a field that is not known. */
bool facts_of_tree(struct company *company, provider_id provider, const struct wn_tree *table, struct diags *diags);

#endif
