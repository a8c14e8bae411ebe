/* host_sink.c - what sinks are given: cells, the columns of the list, and the staged file. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "plugin/host.h"

struct wn_str host_cell(struct wn_task *public, struct wn_str name)
{
	struct task *task = (struct task *)public;
	struct wn_fact fact;
	field_id field;

	if (host_get(public, name, &fact) < 0 || fact.cause != WN_KNOWN)
		return (struct wn_str){"", 0};
	field = dictionary_find(task->dictionary, name);
	return value_text(public->arena, dictionary_field(task->dictionary, field), &fact.value);
}

const char *host_field_at(struct wn_task *public, size_t index)
{
	const struct task *task = (const struct task *)public;

	return index < task->list_field_count ? dictionary_field(task->dictionary, task->list_fields[index])->name : NULL;
}

static int must_be_sink(struct task *task)
{
	if (task->step->kind == WN_SINK)
		return WN_OK;
	return fail(task->public.error, WN_REFUSED, "a staged file is for sinks, not for a %s", kind_name(task->step->kind));
}

int host_stage_open(struct wn_task *public, struct wn_str path)
{
	struct task *task = (struct task *)public;
	int result = must_be_sink(task);

	if (result == WN_OK && task->staged)
		return fail(public->error, WN_REFUSED, "a task has one staged file, and this one has it already");
	if (result == WN_OK)
		result = make_folders(path_folder(public->arena, path), public->error);
	if (result == WN_OK)
		result = staged_plan(path, &task->staged, public->error);
	/* Whoever delivers records the name before there is such a file: a crash at any moment leaves nothing unknown behind. */
	if (result == WN_OK && task->intend)
		result = task->intend(task->intend_context, staged_token(task->staged, public->arena), public->error);
	if (result == WN_OK)
		result = staged_create(task->staged, public->error);
	if (result < 0 && task->staged) {
		staged_free(task->staged);
		task->staged = NULL;
	}
	return result;
}

static int must_be_open(struct task *task)
{
	return task->staged ? WN_OK : fail(task->public.error, WN_REFUSED, "no file is open: open it first, with output(path) in Lua, stage_open() in C");
}

int host_stage_write(struct wn_task *public, const void *bytes, size_t size)
{
	struct task *task = (struct task *)public;
	int result = must_be_open(task);

	return result < 0 ? result : staged_write(task->staged, bytes, size, public->error);
}

int host_stage_prepare(struct wn_task *public, struct wn_str *token)
{
	struct task *task = (struct task *)public;
	int result = must_be_open(task);

	return result < 0 ? result : staged_prepare(task->staged, public->arena, token, public->error);
}

int host_stage_commit(struct wn_task *public, struct wn_str token)
{
	int result = must_be_sink((struct task *)public);

	return result < 0 ? result : staged_commit(token, public->error);
}

/* An empty token: what this task has open, if anything. */
int host_stage_abort(struct wn_task *public, struct wn_str token)
{
	struct task *task = (struct task *)public;
	int result = must_be_sink(task);

	if (result < 0)
		return result;
	staged_free(task->staged);
	task->staged = NULL;
	return token.len > 0 ? staged_abort(token, public->error) : WN_OK;
}
