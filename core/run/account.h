/* account.h - what sinks, store and report are shown of an account. */
#ifndef CORE_RUN_ACCOUNT_H
#define CORE_RUN_ACCOUNT_H

#include "run/run.h"

/* Evaluates every account once more with proofs and fills run->accounts[i].shown. */
int accounts_show(struct run *run);
/* One company under every profile: results with proofs, scores. Memory is the run's arena. */
int account_evaluate(struct run *run, struct account *account, bool final);
/* After that, of a company that has not been ranked: its standing under one profile, as it would be now. */
void account_stand(struct run *run, struct account *account, size_t profile);
/* What one profile makes of an account, as it is printed. */
struct grade {
	struct wn_str tier, heat, fit, timing;
};
struct grade account_grade(struct run *run, const struct account *account, size_t profile);
/* Gives each its winnow_id: the one that the store knows it by, else a new one. No two of them share one. */
int accounts_name(struct run *run, struct account *const *accounts, size_t count);
/* After that: everything in account->shown but json and hash. */
void account_describe(struct run *run, struct account *account, uint32_t place);
/* "25 of 30: marketing automation next to the CRM; open: ..." in the arena. */
struct wn_str account_reasons(struct run *run, const struct account *account);
/* One JSON object on one line, keys sorted: facts, evidence, lines with what each earned and on which proof. */
struct wn_str account_json(struct run *run, const struct account *account);
/* The same without its place, which others move: what the hash is of. */
struct wn_str account_content(struct run *run, const struct account *account);
/* The same for `why`, with the place on the last list (null: none) and where it left the funnel. */
struct wn_str why_json(struct run *run, const struct account *account);
/* The same for `tap`, with the phase that it leaves. */
struct wn_str tap_json(struct run *run, const struct account *account, const char *phase);
/* The list as a whole with its funnel, the same way. It names no company: the store keeps it, where who opts out must not stay. */
struct wn_str list_json(struct run *run);
/* The same for people, with the companies that are held. */
struct wn_str report_of_list(struct run *run);
/* The name of a company, or its id where it has none. */
struct wn_str account_name(struct run *run, const struct account *account);
/* One more to "NAME (ID); NAME (ID)", as sinks are shown those beside an account. */
void other_add(struct buf *out, struct wn_str name, struct wn_str id);
/* Points as people read them: thousandths cut to what is needed, "12.5". */
struct wn_str points_text(struct wn_arena *arena, int64_t thousandths);

#endif
