/* step.c - one step of a pipeline: options read, described, opened, entered by workers, closed. */
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "plugin/host.h"
#include "plugin/script.h"
#include "scan/mapping.h"

static struct wn_error *named(struct step *step, struct wn_error *error)
{
	if (!error->text[0])
		fail(error, WN_FAIL, "it failed and did not say why");
	fail_in(error, "%s \"%.*s\"", kind_word(step->kind), STR_ARG(step->name));
	return error;
}

/* A script's callbacks find the plugin that they belong to at the beginning of the config. */
static void *config_new(const struct step *step, struct wn_arena *arena)
{
	const struct wn_plugin *vtable = step->plugin->vtable;
	size_t least = step->plugin->is_script ? sizeof vtable : 0;
	void *config = arena_alloc(arena, vtable->config_size > least ? vtable->config_size : least);

	if (step->plugin->is_script)
		script_config_bind(config, vtable);
	return config;
}

static int describe(struct step *step, struct wn_arena *arena, struct wn_error *error)
{
	struct needs needs;
	int result;

	needs_init(&needs, step, arena);
	host_use_dictionary(arena, step->dictionary);
	result = step->plugin->vtable->describe(step->config, &needs.public, error);
	if (needs.error.code && (result >= 0 || !error->text[0]))
		*error = needs.error;
	return result < 0 || needs.error.code ? WN_FAIL : WN_OK;
}

/* tree_fail() puts the place of a mistake in front of the text: then that is its place, not the step's. */
static const char *behind_place(const struct wn_error *error, struct place *place)
{
	size_t path = place->path ? strlen(place->path) : 0;
	unsigned line, column;
	int end = 0;

	if (!path)
		return NULL; /* described without a file, to be shown */
	if (strncmp(error->text, place->path, path) != 0 || sscanf(error->text + path, ":%u:%u: %n", &line, &column, &end) != 2 || !end)
		return NULL;
	place->line = line;
	place->column = column;
	return error->text + path + end;
}

static void report(struct step *step, const struct option_context *context, struct wn_error *error)
{
	struct place place = step->place;
	const char *text = behind_place(error, &place);

	diag_error(context->diags, place, "%s", text ? text : named(step, error)->text);
}

int step_describe(struct step *step, const struct option_context *context)
{
	struct wn_error error = {0};

	if (!step->dictionary)
		step->dictionary = context->dictionary;
	if (!step->name.len)
		step->name = str_of(step->plugin->vtable->name);
	step->config = config_new(step, context->arena);
	if (options_parse(step->plugin->vtable->options, step->table, step->place, context, step->config) < 0)
		return WN_FAIL;
	if (describe(step, context->arena, &error) == WN_OK)
		return WN_OK;
	report(step, context, &error);
	return WN_FAIL;
}

static bool is_declared(const struct step *step)
{
	return step->kind == WN_SOURCE && !((const struct wn_source_ops *)step->plugin->vtable->ops)->page;
}

static int call_open(struct step *step, int32_t as_of, struct wn_error *error)
{
	struct wn_open open = {
		.size = sizeof open,
		.host = &host_table,
		.arena = step->arena,
		.config = step->config,
		.name = step->name,
		.mapping = step->mapping,
		.as_of = as_of,
	};
	int result = step->plugin->vtable->open(&open, &step->state, error);

	if (result < 0)
		return WN_FAIL;
	step->open = true;
	if (step->mapping && step->mapping->file_count == 0)
		return fail(error, WN_FAIL, "it has no pages, and names no file to read either");
	return WN_OK;
}

int step_open(struct step *step, int32_t as_of, struct wn_error *error)
{
	const struct wn_plugin *vtable = step->plugin->vtable;
	int result = WN_OK;

	step->arena = arena_new();
	host_use_dictionary(step->arena, step->dictionary);
	if (step->tested)
		options_stand_in(vtable->options, step->table, step->arena, step->config);
	else
		result = options_resolve_secrets(vtable->options, step->table, step->arena, step->config, error);
	if (result == WN_OK && is_declared(step))
		step->mapping = mapping_new(step->arena, step->dictionary, step->name);
	if (result == WN_OK)
		result = call_open(step, as_of, error);
	if (result == WN_OK)
		return WN_OK;
	named(step, error);
	step_close(step);
	return WN_FAIL;
}

void step_close(struct step *step)
{
	if (step->open && step->plugin->vtable->close)
		step->plugin->vtable->close(step->state);
	step->open = false;
	step->state = NULL;
	step->mapping = NULL;
	arena_free(step->arena);
	step->arena = NULL;
}

int step_enter(struct step *step, void **worker, struct wn_error *error)
{
	const struct wn_plugin *vtable = step->plugin->vtable;

	*worker = NULL;
	if (!vtable->enter || vtable->enter(step->state, worker, error) >= 0)
		return WN_OK;
	named(step, error);
	return WN_FAIL;
}

void step_leave(struct step *step, void *worker)
{
	if (step->plugin->vtable->leave)
		step->plugin->vtable->leave(worker);
}
