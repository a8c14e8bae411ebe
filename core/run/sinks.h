/* sinks.h - what deliver and recover do with a sink. */
#ifndef CORE_RUN_SINKS_H
#define CORE_RUN_SINKS_H

#include "run/run.h"

const struct wn_sink_ops *sink_ops(const struct step *step);
/* A task that sees every field of the account it is given. */
void sink_task(struct run *run, struct task *task, struct step *step, void *worker, struct wn_arena *arena);
/* The code of a callback of a transactional sink: none of them may wait, and a failure has a text. */
int sink_told(int code, struct wn_error *error);
/* Makes visible (commit) or takes back what the token names. Safe to repeat. */
int sink_settle(struct run *run, struct step *step, struct wn_str token, bool commit, struct wn_error *error);
/* The name under which the outbox keeps a step: pipelines may share a store. */
struct wn_str outbox_name(struct run *run, const struct step *step);
/* Sends what the outbox holds for the outbox sinks of this pipeline; what is not acknowledged stays for the
 * next command. WN_OK even then: run->funnel says how many wait. */
int outbox_send(struct run *run);

#endif
