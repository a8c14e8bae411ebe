/* script.c - wraps a script into the vtable: one state per worker, one coroutine per task. */
#include "plugin/script.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "lua/vm.h"
#include "plugin/native.h"

#define SCRIPT_LIMIT ((size_t)1 << 20)

/* A loaded script. Begins with its vtable, so that the pointer in a config is one to both. */
struct script {
	struct wn_plugin vtable;
	struct wn_arena *arena;
	struct wn_str path, text;
	struct vm *vm;        /* for describe */
	pthread_mutex_t lock; /* of vm */
};

/* One step of a pipeline: what `open` gives. */
struct instance {
	const struct script *script;
	struct vm_setting setting;
};

/* A state and how many tasks have a coroutine in it. */
struct seat {
	struct vm *vm;
	size_t tasks;
	struct seat *next;
};

/* One worker: the state for new tasks, and worn ones that tasks may still wait in. */
struct worker {
	const struct instance *instance;
	struct seat *seat, *worn;
};

/* What a task remembers between turns. */
struct errand {
	struct worker *worker;
	struct seat *seat;
	struct vm_call call;
};

/* ---- states ---- */

static const struct script *script_of(const void *config)
{
	return *(const struct script *const *)config;
}

static struct vm *new_vm(const struct instance *instance, struct wn_error *error)
{
	const struct script *script = instance->script;
	struct vm *vm = vm_open(script->path, script->text, error);

	if (vm && vm_bind(vm, &instance->setting, error) < 0) {
		vm_close(vm);
		return NULL;
	}
	return vm;
}

static struct seat *new_seat(const struct instance *instance, struct wn_error *error)
{
	struct vm *vm = new_vm(instance, error);
	struct seat *seat;

	if (!vm)
		return NULL;
	seat = xmalloc(sizeof *seat);
	*seat = (struct seat){.vm = vm};
	return seat;
}

static void free_seats(struct seat *seat)
{
	while (seat) {
		struct seat *next = seat->next;
		vm_close(seat->vm);
		free(seat);
		seat = next;
	}
}

/* Worn states go when no task waits in them any more. */
static void clear_worn(struct worker *worker)
{
	struct seat **at = &worker->worn;

	while (*at) {
		struct seat *seat = *at;
		if (seat->tasks > 0) {
			at = &seat->next;
			continue;
		}
		*at = seat->next;
		vm_close(seat->vm);
		free(seat);
	}
}

/* A state for a new task: the present one, or a fresh one where a limit was reached in it. Null with a text. */
static struct seat *take_seat(struct wn_task *task)
{
	struct worker *worker = task->worker;

	if (!worker) {
		fail(task->error, WN_FAIL, "internal error: a script is called outside of a worker");
		return NULL;
	}
	if (worker->seat && vm_is_worn(worker->seat->vm)) {
		worker->seat->next = worker->worn;
		worker->worn = worker->seat;
		worker->seat = NULL;
		clear_worn(worker);
	}
	if (!worker->seat)
		worker->seat = new_seat(worker->instance, task->error);
	return worker->seat;
}

/* ---- calls ---- */

/* Begins a function in turn 0, goes on with it in later ones. The call's coroutine stays until it is given back with
 * end_errand, unless it failed. */
static int run_errand(struct wn_task *task, struct errand **errand, const char *function, const struct wn_account *account)
{
	const char *cursor = task->turn == 0 ? task->data : NULL;
	int result;

	if (task->turn > 0) {
		*errand = task->data;
		if ((*errand)->worker != task->worker)
			return fail(task->error, WN_FAIL, "internal error: a script's task has changed its worker");
		result = vm_go_on((*errand)->seat->vm, &(*errand)->call, task);
	} else {
		struct seat *seat = take_seat(task);
		if (!seat)
			return WN_FAIL;
		*errand = arena_alloc(task->arena, sizeof **errand);
		**errand = (struct errand){.worker = task->worker, .seat = seat};
		seat->tasks++;
		result = vm_begin(seat->vm, &(*errand)->call, task, function, NULL, account, cursor);
	}
	task->data = *errand;
	if (result < 0)
		(*errand)->seat->tasks--;
	return result;
}

static void end_errand(struct errand *errand)
{
	vm_end(errand->seat->vm, &errand->call);
	errand->seat->tasks--;
}

static int enrich(struct wn_task *task)
{
	struct errand *errand;
	int result = run_errand(task, &errand, "enrich", NULL);

	if (result == WN_OK)
		end_errand(errand);
	return result;
}

static int page(struct wn_task *task)
{
	struct errand *errand;
	const char *cursor;
	int result = run_errand(task, &errand, "page", NULL);

	if (result != WN_OK)
		return result;
	result = vm_cursor(errand->seat->vm, &errand->call, task, &cursor);
	end_errand(errand);
	if (result < 0 || !cursor)
		return result;
	/* with its NUL: the next page is given the bytes without their number */
	result = task->host->cursor(task, cursor, strlen(cursor) + 1);
	return result < 0 ? result : WN_MORE;
}

static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	struct seat *seat = take_seat(task);

	return seat ? vm_judge(seat->vm, task, judgement) : WN_FAIL;
}

/* ---- sinks ---- */

static int deliver(struct wn_task *task, const char *function, const struct wn_list *list, const struct wn_account *account)
{
	struct seat *seat = take_seat(task);
	struct vm_call call = {0};

	if (!seat)
		return WN_FAIL;
	int result = vm_begin(seat->vm, &call, task, function, list, account, NULL);
	if (result == WN_WAIT)
		result = fail(task->error, WN_FAIL, "a sink that writes a file cannot ask the world");
	vm_end(seat->vm, &call);
	return result;
}

/* The list is shown to `finish` again. */
static int begin(struct wn_task *task, const struct wn_list *list)
{
	task->data = (void *)list;
	return deliver(task, "begin", list, NULL);
}

static int account(struct wn_task *task, const struct wn_account *given)
{
	return deliver(task, "account", NULL, given);
}

static int prepare(struct wn_task *task, struct wn_str *token)
{
	int result = deliver(task, "finish", task->data, NULL);

	return result < 0 ? result : task->host->stage_prepare(task, token);
}

/* Possibly in another process, after a crash: the token alone counts, and no script is asked. */
static int commit(struct wn_task *task, struct wn_str token)
{
	return task->host->stage_commit(task, token);
}

static int abort_staged(struct wn_task *task, struct wn_str token)
{
	return task->host->stage_abort(task, token);
}

static int send(struct wn_task *task, const struct wn_account *given)
{
	struct errand *errand;
	int result = run_errand(task, &errand, "send", given);

	if (result != WN_OK)
		return result;
	result = vm_acknowledged(errand->seat->vm, &errand->call, task);
	end_errand(errand);
	return result;
}

static const struct wn_source_ops source_ops = {.size = sizeof source_ops, .page = page};
static const struct wn_enricher_ops enricher_ops = {.size = sizeof enricher_ops, .step = enrich};
static const struct wn_filter_ops filter_ops = {.size = sizeof filter_ops, .judge = judge};
static const struct wn_sink_ops sink_ops = {
	.size = sizeof sink_ops,
	.mode = WN_TRANSACTIONAL,
	.begin = begin,
	.account = account,
	.prepare = prepare,
	.commit = commit,
	.abort = abort_staged,
};
static const struct wn_sink_ops outbox_ops = {.size = sizeof outbox_ops, .mode = WN_OUTBOX, .send = send};

/* ---- the vtable ---- */

/* A state in which a limit was reached is replaced. Null with a text. */
static struct vm *sound_vm(struct script *script, struct wn_error *error)
{
	if (script->vm && vm_is_worn(script->vm)) {
		vm_close(script->vm);
		script->vm = NULL;
	}
	if (!script->vm)
		script->vm = vm_open(script->path, script->text, error);
	return script->vm;
}

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	struct script *script = (struct script *)script_of(config);
	struct vm_setting setting = {needs->host, script->vtable.options, config, str_of(script->vtable.name), script->vtable.kind};
	int result = WN_FAIL;

	pthread_mutex_lock(&script->lock);
	if (sound_vm(script, error))
		result = vm_bind(script->vm, &setting, error);
	if (result == WN_OK)
		result = vm_describe(script->vm, needs, error);
	pthread_mutex_unlock(&script->lock);
	return result;
}

static int open_step(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct script *script = script_of(open->config);
	struct instance *instance = arena_alloc(open->arena, sizeof *instance);
	(void)error;

	instance->script = script;
	instance->setting = (struct vm_setting){open->host, script->vtable.options, open->config, arena_str(open->arena, open->name), script->vtable.kind};
	*state = instance;
	return WN_OK;
}

static int enter(void *state, void **worker, struct wn_error *error)
{
	struct worker *mine = xmalloc(sizeof *mine);

	*mine = (struct worker){.instance = state};
	mine->seat = new_seat(mine->instance, error);
	if (!mine->seat) {
		free(mine);
		return WN_FAIL;
	}
	*worker = mine;
	return WN_OK;
}

static void leave(void *worker)
{
	struct worker *mine = worker;

	if (!mine)
		return;
	free_seats(mine->seat);
	free_seats(mine->worn);
	free(mine);
}

static const void *ops_of(const struct vm_says *says)
{
	switch (says->kind) {
	case WN_SOURCE:
		return &source_ops;
	case WN_ENRICHER:
		return &enricher_ops;
	case WN_FILTER:
		return &filter_ops;
	default:
		return says->outbox ? &outbox_ops : &sink_ops;
	}
}

static void fill_vtable(struct wn_plugin *vtable, const struct vm_says *says)
{
	*vtable = (struct wn_plugin){
		WN_PLUGIN_HEAD,
		.kind = says->kind,
		.fresh_days = says->fresh_days,
		.name = says->name,
		.summary = says->summary,
		.version = says->version,
		.options = says->options,
		.config_size = says->config_size,
		.describe = describe,
		.open = open_step,
		.enter = enter,
		.leave = leave,
		.ops = ops_of(says),
	};
}

/* ---- loading ---- */

static void free_script(struct script *script)
{
	vm_close(script->vm);
	pthread_mutex_destroy(&script->lock);
	arena_free(script->arena);
	free(script);
}

static int read_script(struct script *script, struct wn_error *error)
{
	struct vm_says says;

	if (file_read(script->arena, script->path, SCRIPT_LIMIT, &script->text, error) < 0)
		return WN_FAIL;
	script->vm = vm_open(script->path, script->text, error);
	if (!script->vm)
		return WN_FAIL;
	if (vm_read(script->vm, script->arena, &says, error) < 0)
		return fail_in(error, "%.*s", STR_ARG(script->path));
	fill_vtable(&script->vtable, &says);
	if (descriptor_check(&script->vtable, 0, path_stem(script->path), 0, &host_abi, error) < 0)
		return fail_in(error, "%.*s", STR_ARG(script->path));
	return WN_OK;
}

int script_load(struct wn_str path, const struct wn_plugin **vtable, struct wn_error *error)
{
	struct script *script = xmalloc(sizeof *script);

	*script = (struct script){.arena = arena_new()};
	pthread_mutex_init(&script->lock, NULL);
	script->path = arena_str(script->arena, path);
	if (read_script(script, error) < 0) {
		free_script(script);
		return WN_FAIL;
	}
	*vtable = &script->vtable;
	return WN_OK;
}
