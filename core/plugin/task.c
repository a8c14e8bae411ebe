/* task.c - the life of a task on the host's side. */
#include "plugin/task.h"

#include "plugin/host.h"

void task_init(struct task *task, struct step *step, void *worker, const struct company *company,
               const struct providers *providers, struct wn_arena *arena, struct wn_error *error, int32_t as_of)
{
	*task = (struct task){
		.public = {
			.size = sizeof task->public,
			.host = &host_table,
			.arena = arena,
			.error = error,
			.state = step->state,
			.worker = worker,
			.as_of = as_of,
		},
		.step = step,
		.dictionary = step->dictionary,
		.company = company,
		.providers = providers,
		.sees_all = step->kind == WN_SINK,
		.answer_day = WN_NO_DAY,
	};
	host_use_dictionary(arena, step->dictionary);
}

void task_next_turn(struct task *task, struct wn_answer *answers, size_t count)
{
	size_t i;

	task->answers = answers;
	task->answer_count = count;
	task->requests = NULL;
	task->request_count = task->request_room = 0;
	task->public.turn++;
	for (i = 0; i < count; i++)
		if (answers[i].day != WN_NO_DAY && answers[i].day > task->answer_day)
			task->answer_day = answers[i].day;
}

void task_end(struct task *task)
{
	staged_free(task->staged);
	task->staged = NULL;
}
