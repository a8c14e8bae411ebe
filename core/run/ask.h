/* ask.h - driving a task to its end: call, answer what it asked, call again. */
#ifndef CORE_RUN_ASK_H
#define CORE_RUN_ASK_H

#include "run/run.h"

/* Calls `turn` until it stops waiting. Returns its last code; a task that never stops asking fails. */
int task_run(struct net *net, struct task *task, int (*turn)(struct wn_task *task));

#endif
