/* ask.c - driving a task to its end. */
#include "run/ask.h"

#include "base/error.h"

/* A probe of a company has no use for more turns than this; a loop would otherwise never end. */
#define TURNS_MOST 10000

static void answer_all(struct net *net, struct task *task)
{
	struct wn_arena *arena = task->public.arena;
	struct wn_answer *answers = arena_array(arena, task->request_count + 1, sizeof *answers);
	for (size_t i = 0; i < task->request_count; i++)
		net_ask(net, &task->requests[i], arena, &answers[i]);
	task_next_turn(task, answers, task->request_count);
}

int task_run(struct net *net, struct task *task, int (*turn)(struct wn_task *task))
{
	for (uint32_t turns = 0; turns < TURNS_MOST; turns++) {
		int code = turn(&task->public);
		if (code != WN_WAIT)
			return code;
		if (!task->request_count)
			return fail(task->public.error, WN_FAIL, "it waits without having asked anything");
		answer_all(net, task);
	}
	return fail(task->public.error, WN_FAIL, "it has asked in %d turns and is not done: a loop", TURNS_MOST);
}
