/* recover.c - deliveries of earlier runs: decided ones are rolled forward, undecided ones back. */
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "lua/lua.h"
#include "run/sinks.h"

/* The sink as it was written then; the pipeline may say something else today. */
static int reopen_sink(struct run *run, const struct delivery *delivery, struct step *step)
{
	struct diags *diags = diags_new();
	struct wn_tree *tree = describe_text(run->arena, run->settings.path, delivery->options, diags);
	const struct wn_tree *call = tree ? tree_bare(tree, 0) : NULL;
	struct option_context context = {.arena = run->arena, .file = run->settings.path, .dictionary = run->dictionary, .diags = diags};
	int code = WN_FAIL;
	*step = (struct step){.kind = WN_SINK, .name = delivery->step, .dictionary = run->dictionary, .provider = NO_PROVIDER};
	if (call)
		step->table = tree_bare(call, 1);
	if (call && plugin_load(&run->paths, WN_SINK, delivery->plugin, &step->plugin, &run->error) == WN_OK)
		code = step_describe(step, &context);
	if (code == WN_OK)
		code = step_open(step, run->options.as_of, &run->error);
	if (code < 0 && !run->error.code)
		fail(&run->error, WN_FAIL, "its options as recorded no longer fit the plugin");
	diags_free(diags);
	return code;
}

static int roll(struct run *run, const struct delivery *delivery)
{
	bool forward = delivery->state == DELIVERY_DECIDED;
	struct step step;
	int code = reopen_sink(run, delivery, &step);
	if (code == WN_OK) {
		code = sink_settle(run, &step, delivery->token, forward, &run->error);
		step_close(&step);
	}
	if (code == WN_OK)
		code = store_delivery_done(run->store, delivery->id, &run->error);
	if (code == WN_OK)
		log_info("sink \"%.*s\": an interrupted delivery was %s", STR_ARG(delivery->step), forward ? "completed" : "taken back");
	else
		fail_in(&run->error, "an interrupted delivery of sink \"%.*s\" could not be %s", STR_ARG(delivery->step), forward ? "completed" : "taken back");
	return code;
}

static int roll_all(struct run *run)
{
	struct delivery *deliveries;
	size_t count;
	int code = store_deliveries(run->store, run->arena, run->settings.path, &deliveries, &count, &run->error);
	for (size_t i = 0; code == WN_OK && i < count; i++)
		code = roll(run, &deliveries[i]);
	return code;
}

int run_resume(struct run *run)
{
	return file_exists(run->settings.store_path) ? run_recover(run) : WN_OK;
}

int run_recover(struct run *run)
{
	if (run->store)
		return WN_OK;
	int code = store_open(run->settings.store_path, false, &run->store, &run->error);
	return code == WN_OK ? roll_all(run) : code;
}

static int pending(struct run *run, size_t *count)
{
	struct delivery *deliveries;
	return store_deliveries(run->store, run->arena, run->settings.path, &deliveries, count, &run->error);
}

/* Commands that only look: a store that is not there is not made, and one with nothing pending is not written. */
int run_look(struct run *run)
{
	size_t count = 0;
	int code = store_open(run->settings.store_path, true, &run->store, &run->error);
	if (code == WN_NONE)
		return WN_OK;
	if (code == WN_OK)
		code = pending(run, &count);
	if (code < 0 || !count)
		return code;
	store_close(run->store);
	run->store = NULL;
	return run_recover(run);
}
