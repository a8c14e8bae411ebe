/* host_ask.c - requests of one turn, copied; answers of the turn before. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "net/net.h"
#include "plugin/host.h"

#define MOST 1000 /* requests of one turn */

static int may_ask(struct task *task)
{
	const struct wn_plugin *plugin = task->step->plugin->vtable;

	if (plugin->kind == WN_FILTER)
		return fail(task->public.error, WN_REFUSED, "a filter cannot ask the world: make it an enricher that brings a field");
	if (plugin->kind == WN_SINK && ((const struct wn_sink_ops *)plugin->ops)->mode != WN_OUTBOX)
		return fail(task->public.error, WN_REFUSED, "a transactional sink cannot ask the world: make it an outbox");
	if (task->request_count >= MOST)
		return fail(task->public.error, WN_REFUSED, "more than %d requests in one turn: wait for answers in between", MOST);
	return WN_OK;
}

static void copy_request(struct wn_arena *arena, struct wn_request *copy, const struct wn_request *request)
{
	struct wn_header *headers = arena_array(arena, request->header_count, sizeof *headers);
	size_t i;

	for (i = 0; i < request->header_count; i++)
		headers[i] = (struct wn_header){arena_str(arena, request->headers[i].name), arena_str(arena, request->headers[i].value)};
	*copy = *request;
	copy->method = arena_str(arena, request->method);
	copy->url = arena_str(arena, request->url);
	copy->headers = headers;
	copy->body = arena_str(arena, request->body);
}

int host_request(struct wn_task *public, const struct wn_request *request)
{
	struct task *task = (struct task *)public;
	int result = may_ask(task);

	if (result == WN_OK)
		result = request_check(request, public->error);
	if (result < 0)
		return result;
	task->requests = task_grow(task, task->requests, task->request_count, &task->request_room, sizeof *task->requests);
	copy_request(public->arena, &task->requests[task->request_count], request);
	return (int)task->request_count++;
}

const struct wn_answer *host_answer(struct wn_task *public, uint32_t index)
{
	const struct task *task = (const struct task *)public;

	return index < task->answer_count ? &task->answers[index] : NULL;
}
