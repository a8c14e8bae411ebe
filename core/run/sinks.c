/* sinks.c - what deliver and recover do with a sink. */
#include "run/sinks.h"

#include <jansson.h>

#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "run/account.h"
#include "run/ask.h"

const struct wn_sink_ops *sink_ops(const struct step *step)
{
	return step->plugin->vtable->ops;
}

void sink_task(struct run *run, struct task *task, struct step *step, void *worker, struct wn_arena *arena)
{
	task_init(task, step, worker, NULL, run->providers, arena, &run->error, run->options.as_of);
	task->sees_all = true;
	task->list_fields = run->list_fields;
	task->list_field_count = run->list_field_count;
}

int sink_told(int code, struct wn_error *error)
{
	if (code > 0)
		return fail(error, WN_FAIL, "a transactional sink cannot wait: make it an outbox");
	if (code < 0 && !error->code)
		fail(error, WN_FAIL, "it failed and did not say why");
	return code;
}

int sink_settle(struct run *run, struct step *step, struct wn_str token, bool commit, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct task task;
	void *worker = NULL;
	int code = step_enter(step, &worker, error);
	if (code == WN_OK) {
		sink_task(run, &task, step, worker, arena);
		task.public.error = error;
		code = sink_told(commit ? sink_ops(step)->commit(&task.public, token) : sink_ops(step)->abort(&task.public, token), error);
		task_end(&task);
		step_leave(step, worker);
	}
	arena_free(arena);
	return code;
}

/* ---- outbox ---- */

static struct wn_str member(json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);
	return json_is_string(value) ? (struct wn_str){json_string_value(value), json_string_length(value)} : (struct wn_str){0};
}

static struct wn_str score_member(json_t *object, const char *name)
{
	return member(json_object_get(object, name), "score");
}

static struct wn_str others_member(struct wn_arena *arena, json_t *object)
{
	json_t *others = json_object_get(object, "others");
	struct buf out = {0};
	for (size_t i = 0; i < json_array_size(others); i++)
		other_add(&out, member(json_array_get(others, i), "name"), member(json_array_get(others, i), "id"));
	struct wn_str text = arena_str(arena, buf_as_str(&out));
	buf_free(&out);
	return text;
}

/* An account as it was when its list was decided: the stored JSON is all that is needed, and all there is. */
static struct wn_account account_of_row(struct wn_arena *arena, const struct outbox_row *row, json_t *object)
{
	return (struct wn_account){.size = sizeof(struct wn_account), .place = row->place, .id = member(object, "id"), .winnow_id = row->winnow_id,
	                           .tier = member(object, "tier"), .heat = member(object, "heat"), .fit = score_member(object, "fit"),
	                           .timing = score_member(object, "timing"),
	                           .undecided = (uint32_t)json_integer_value(json_object_get(object, "undecided")),
	                           .reasons = member(object, "reasons"), .json = row->json, .hash = row->hash,
	                           .icp = member(object, "icp"), .others = others_member(arena, object)};
}

static int send_turn(struct wn_task *public)
{
	const struct task *task = (const struct task *)public;
	return sink_ops(task->step)->send(public, task->account);
}

static int send_row(struct run *run, struct step *step, void *worker, const struct outbox_row *row)
{
	json_t *object = json_loadb(row->json.ptr, row->json.len, 0, NULL);
	struct wn_arena *arena = arena_new();
	struct wn_account account = account_of_row(arena, row, object);
	struct task task;
	struct wn_error error = {0};
	sink_task(run, &task, step, worker, arena);
	task.public.error = &error;
	task.account = &account;
	int code = task_run(run->net, &task, send_turn);
	task_end(&task);
	if (code == WN_OK)
		code = store_outbox_acknowledge(run->store, row->id, &error);
	if (code != WN_OK)
		log_warning("sink \"%.*s\": %.*s was not acknowledged: %s; the next run sends it again", STR_ARG(step->name), STR_ARG(row->winnow_id),
		            error.code ? error.text : "it did not say why");
	arena_free(arena);
	json_decref(object);
	return code;
}

struct wn_str outbox_name(struct run *run, const struct step *step)
{
	return arena_printf(run->arena, "%.*s#%.*s", STR_ARG(run->settings.path), STR_ARG(step->name));
}

/* An account may wait since an earlier list, and not be on this one: it is not sent any more. */
static int withdraw_gone(struct run *run, struct outbox_row *rows, size_t *count)
{
	struct map *listed = map_new();
	size_t kept = 0;
	int code = WN_OK;
	for (size_t i = 0; i < run->account_count; i++)
		map_put(listed, run->accounts[i].shown.winnow_id, run);
	for (size_t i = 0; code == WN_OK && i < *count; i++)
		if (map_has(listed, rows[i].winnow_id))
			rows[kept++] = rows[i];
		else
			code = store_outbox_withdraw(run->store, rows[i].id, &run->error);
	map_free(listed);
	*count = kept;
	return code;
}

/* Who interrupts loses nothing: what is left waits for the next run. */
static void send_rows(struct run *run, struct step *step, void *worker, const struct outbox_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!run_progress(run, "send", "accounts", i, count) || send_row(run, step, worker, &rows[i]) != WN_OK)
			run->funnel.unsent++;
}

static int send_step(struct run *run, struct step *step)
{
	struct outbox_row *rows;
	size_t count;
	void *worker = NULL;
	int code = store_outbox(run->store, run->arena, outbox_name(run, step), &rows, &count, &run->error);
	if (code == WN_OK)
		code = withdraw_gone(run, rows, &count);
	if (code < 0 || !count)
		return code;
	code = step_enter(step, &worker, &run->error);
	if (code < 0)
		return code;
	send_rows(run, step, worker, rows, count);
	step_leave(step, worker);
	return WN_OK;
}

int outbox_send(struct run *run)
{
	size_t from = 0;
	int code = WN_OK;
	for (struct step *step; code == WN_OK && (step = run_next_step(run, WN_SINK, &from));)
		if (sink_ops(step)->mode == WN_OUTBOX)
			code = send_step(run, step);
	return code;
}
