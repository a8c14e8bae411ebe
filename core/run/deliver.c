/* deliver.c - phase seven: decided once, rolled forward after a crash.
 *
 * Every transactional sink prepares; the store records list and decision in one transaction; commits follow,
 * then the outbox. What a sink may leave behind is recorded as soon as it exists, so the next command finds it
 * whatever happened.
 */
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "run/account.h"
#include "run/opt_out.h"
#include "run/profiles.h"
#include "run/sinks.h"

#define TOKEN_MOST 4096 /* as sink.h says */

/* One transactional sink on its way. */
struct prepared {
	struct step *step;
	struct delivery delivery;
};

/* ---- prepare ---- */

static struct wn_list list_shown(struct run *run)
{
	return (struct wn_list){.size = sizeof(struct wn_list), .pipeline = run->settings.name, .icp = profiles_title(run), .as_of = run->options.as_of,
	                        .count = (uint32_t)run->account_count, .cap = run->settings.cap,
	                        .json = list_json(run), .icp_count = (uint32_t)run->profile_count, .one_per = one_per_word(run)};
}

static int write_accounts(struct run *run, struct task *task, const struct wn_sink_ops *ops)
{
	struct wn_list *list = arena_alloc(task->public.arena, sizeof *list); /* a sink may keep it until it has prepared */
	*list = list_shown(run);
	int code = sink_told(ops->begin(&task->public, list), &run->error);
	for (size_t i = 0; code == WN_OK && i < run->account_count; i++) {
		task->company = &run->accounts[i].company;
		code = sink_told(ops->account(&task->public, &run->accounts[i].shown), &run->error);
	}
	return code;
}

struct intention {
	struct run *run;
	struct prepared *prepared;
};

static int record_intention(void *context, struct wn_str token, struct wn_error *error)
{
	struct intention *intention = context;
	if (token.len > TOKEN_MOST)
		return fail(error, WN_FAIL, "its token is %zu bytes long, and at most %d are kept", token.len, TOKEN_MOST);
	intention->prepared->delivery.token = arena_str(intention->run->arena, token);
	return store_delivery_token(intention->run->store, intention->prepared->delivery.id, token, error);
}

static int prepare_sink(struct run *run, struct prepared *prepared, void *worker)
{
	const struct wn_sink_ops *ops = sink_ops(prepared->step);
	struct intention intention = {run, prepared};
	struct wn_arena *arena = arena_new();
	struct wn_str token = {0};
	struct task task;
	sink_task(run, &task, prepared->step, worker, arena);
	task.intend = record_intention;
	task.intend_context = &intention;
	int code = write_accounts(run, &task, ops);
	if (code == WN_OK)
		code = sink_told(ops->prepare(&task.public, &token), &run->error);
	if (code == WN_OK)
		code = record_intention(&intention, token, &run->error);
	task_end(&task);
	arena_free(arena);
	return code;
}

/* The step as it is written, so that it can be opened again after a crash whatever the pipeline says then. */
static struct wn_str step_text(struct run *run, const struct step *step)
{
	struct wn_str options = step->table ? tree_print(run->arena, step->table) : (struct wn_str)WN_STR("{}");
	return arena_printf(run->arena, "sink \"%s\" %.*s", step->plugin->vtable->name, STR_ARG(options));
}

static int begin_delivery(struct run *run, struct prepared *prepared)
{
	struct step *step = prepared->step;
	void *worker = NULL;
	prepared->delivery = (struct delivery){.pipeline = run->settings.path, .step = step->name, .plugin = str_of(step->plugin->vtable->name),
	                                       .options = step_text(run, step), .state = DELIVERY_INTENDED};
	int code = store_delivery_intend(run->store, &prepared->delivery, &run->error);
	if (code == WN_OK)
		code = step_enter(step, &worker, &run->error);
	if (code < 0)
		return code;
	code = prepare_sink(run, prepared, worker);
	step_leave(step, worker);
	return code < 0 ? fail_in(&run->error, "sink \"%.*s\"", STR_ARG(step->name)) : WN_OK;
}

/* ---- take back, or make visible ---- */

static void take_back(struct run *run, struct prepared *prepared, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct wn_error error = {0};
		if (!prepared[i].delivery.id)
			continue;
		if (sink_settle(run, prepared[i].step, prepared[i].delivery.token, false, &error) == WN_OK)
			store_delivery_done(run->store, prepared[i].delivery.id, &error);
		if (error.code)
			log_warning("sink \"%.*s\": %s; the next command tries again", STR_ARG(prepared[i].step->name), error.text);
	}
}

static int commit_all(struct run *run, struct prepared *prepared, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int code = sink_settle(run, prepared[i].step, prepared[i].delivery.token, true, &run->error);
		if (code == WN_OK)
			code = store_delivery_done(run->store, prepared[i].delivery.id, &run->error);
		if (code < 0)
			return fail_in(&run->error, "the list is decided, and the next command on this pipeline will deliver it; sink \"%.*s\"",
			               STR_ARG(prepared[i].step->name));
	}
	return WN_OK;
}

/* ---- the decision ---- */

static struct list *list_of_run(struct run *run)
{
	struct list *list = arena_alloc(run->arena, sizeof *list);
	*list = (struct list){.pipeline = run->settings.path, .as_of = run->options.as_of, .manifest = list_json(run), .count = run->account_count};
	list->rows = arena_array(run->arena, run->account_count + 1, sizeof *list->rows);
	for (size_t i = 0; i < run->account_count; i++) {
		const struct wn_account *shown = &run->accounts[i].shown;
		list->rows[i] = (struct list_row){.place = shown->place, .id = shown->id, .winnow_id = shown->winnow_id, .tier = shown->tier,
		                                  .heat = shown->heat, .fit = shown->fit, .timing = shown->timing, .undecided = shown->undecided,
		                                  .json = shown->json};
	}
	return list;
}

static size_t add_aliases(struct run *run, const struct account *account, struct alias *aliases)
{
	struct wn_str id = account->company.id;
	size_t count = 0;
	aliases[count++] = (struct alias){id, account->shown.winnow_id};
	for (size_t i = 0; i < account->company.key_count; i++) {
		struct wn_str name = key_name(run->arena, &account->company.keys[i]);
		if (!str_equal(name, id))
			aliases[count++] = (struct alias){name, account->shown.winnow_id};
	}
	return count;
}

static void collect_aliases(struct run *run, struct decision *decision)
{
	size_t room = 0;
	for (size_t i = 0; i < run->account_count; i++) {
		room += 1 + run->accounts[i].company.key_count;
		for (size_t j = 0; j < run->accounts[i].other_count; j++)
			room += 1 + run->accounts[i].others[j].company.key_count;
	}
	struct alias *aliases = arena_array(run->arena, room + 1, sizeof *aliases);
	decision->aliases = aliases;
	/* Names move to whom the newest list says: those of its accounts come last. */
	for (size_t i = 0; i < run->account_count; i++)
		for (size_t j = 0; j < run->accounts[i].other_count; j++)
			decision->alias_count += add_aliases(run, &run->accounts[i].others[j], &aliases[decision->alias_count]);
	for (size_t i = 0; i < run->account_count; i++)
		decision->alias_count += add_aliases(run, &run->accounts[i], &aliases[decision->alias_count]);
}

static void collect_outbox(struct run *run, struct decision *decision)
{
	size_t from = 0, sinks = 0;
	while (run_next_step(run, WN_SINK, &from))
		sinks++;
	struct outbox_row *rows = arena_array(run->arena, sinks * run->account_count + 1, sizeof *rows);
	decision->outbox = rows;
	from = 0;
	for (struct step *step; (step = run_next_step(run, WN_SINK, &from));)
		for (size_t i = 0; sink_ops(step)->mode == WN_OUTBOX && i < run->account_count; i++) {
			const struct wn_account *shown = &run->accounts[i].shown;
			rows[decision->outbox_count++] = (struct outbox_row){.step = outbox_name(run, step), .winnow_id = shown->winnow_id, .hash = shown->hash,
			                                                     .json = shown->json, .place = shown->place};
		}
}

static int decide(struct run *run, struct prepared *prepared, size_t count)
{
	struct decision decision = {.list = list_of_run(run)};
	struct tombstone *tombstones;
	int64_t *deliveries = arena_array(run->arena, count + 1, sizeof *deliveries);
	for (size_t i = 0; i < count; i++)
		deliveries[i] = prepared[i].delivery.id;
	decision.deliveries = deliveries;
	decision.delivery_count = count;
	collect_aliases(run, &decision);
	collect_outbox(run, &decision);
	int code = opt_out_tombstones(run, &tombstones, &decision.tombstone_count);
	decision.tombstones = tombstones;
	return code < 0 ? code : store_decide(run->store, &decision, &run->error);
}

int run_deliver(struct run *run)
{
	struct prepared *prepared = arena_array(run->arena, run->step_count + 1, sizeof *prepared);
	size_t count = 0, from = 0;
	int code = WN_OK;
	for (struct step *step; code == WN_OK && (step = run_next_step(run, WN_SINK, &from));) {
		if (sink_ops(step)->mode != WN_TRANSACTIONAL)
			continue;
		prepared[count].step = step;
		code = begin_delivery(run, &prepared[count++]);
		if (code == WN_OK && !run_progress(run, "deliver", "sinks", count, 0))
			code = fail(&run->error, WN_FAIL, "interrupted");
	}
	if (code == WN_OK)
		code = decide(run, prepared, count);
	if (code < 0) {
		take_back(run, prepared, count);
		return code;
	}
	run->decided = true;
	code = commit_all(run, prepared, count);
	return code == WN_OK ? outbox_send(run) : code;
}
