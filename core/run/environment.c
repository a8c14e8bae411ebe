/* environment.c - check --env: the steps, the store and the suppression folder, against the machine they will run on. */
#include "run/environment.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "scan/mapping.h"
#include "store/store.h"

#define MB ((uint64_t)1000000)
#define LIST_ROOM (16 * MB)  /* 499 accounts with all their reasons, staged beside the old list */
#define STORE_ROOM (64 * MB) /* a new store, or the log of one */

struct looking {
	struct run *run;
	struct diags *problems;
	struct environment_counts *counts;
	const struct step *step;
	const struct wn_option *option; /* the last one looked at, */
	size_t index;                   /* and how many paths it has had */
};

/* ---- where an option stands ---- */

static struct place place_of(const struct step *step, const struct wn_option *option, size_t index)
{
	const struct wn_tree *value = step->table ? tree_value(step->table, option->name) : NULL;

	if (value && value->kind == WN_TREE_TABLE && index < value->count)
		value = value->entries[index].value;
	return value && value->place.line ? value->place : step->place;
}

static struct place setting_place(const struct run *run, const char *name)
{
	const struct wn_tree *value = run->settings.table ? tree_value(run->settings.table, name) : NULL;

	return value ? value->place : (struct place){.path = run->options.path.ptr};
}

/* ---- steps ---- */

static void look_at_path(void *context, const struct wn_option *option, struct wn_str path)
{
	struct looking *looking = context;
	bool folder = option->type == WN_OPT_FOLDER;
	struct place place;

	looking->index = option == looking->option ? looking->index + 1 : 0;
	looking->option = option;
	place = place_of(looking->step, option, looking->index);
	if (option->flags & WN_OPT_OUTPUT) {
		looking->counts->outputs++;
		environment_output(looking->problems, place, option->name, path, folder, LIST_ROOM);
	} else {
		looking->counts->inputs++;
		environment_input(looking->problems, place, option->name, path, folder);
	}
}

/* One at a time, so that all that are missing are named. */
static void look_at_secrets(struct looking *looking)
{
	const struct step *step = looking->step;
	const struct wn_option *option = step->plugin->vtable->options;

	for (; option && option->name; option++) {
		struct wn_option alone[2] = {*option, {.name = NULL}};
		struct wn_error error = {0};

		if (option->type != WN_OPT_SECRET || option->flags & WN_OPT_GONE || !step->table || !tree_value(step->table, option->name))
			continue;
		looking->counts->secrets++;
		if (options_resolve_secrets(alone, step->table, looking->run->arena, step->config, &error) < 0)
			diag_error(looking->problems, place_of(step, option, 0), "%s", error.text);
	}
}

static void look_at_header(struct looking *looking, const struct step *step, const struct wn_mapping *mapping)
{
	for (size_t i = 0; i < mapping->file_count; i++) {
		struct wn_error error = {0};

		if (scan_look(mapping, i, &error) < 0)
			diag_error(looking->problems, step->place, "%s \"%.*s\": %s", kind_word(step->kind), STR_ARG(step->name), error.text);
	}
}

/* Of joined files too: a column that is gone would only be missed when the first file has been read. */
static void look_at_headers(struct looking *looking, const struct step *step)
{
	if (!step->mapping)
		return;
	look_at_header(looking, step, step->mapping);
	for (size_t i = 0; i < step->mapping->join_count; i++)
		look_at_header(looking, step, step->mapping->joins[i]);
}

/* Opening reads tables and finds columns; what a step lacks was said before, and its opening would only say it again. */
static void open_step(struct looking *looking, struct step *step)
{
	struct wn_error error = {0};

	if (step_open(step, looking->run->options.as_of, &error) < 0)
		diag_error(looking->problems, step->place, "%s", error.text);
	else
		look_at_headers(looking, step);
	step_close(step);
}

static void look_at_step(struct looking *looking, struct step *step)
{
	size_t before = diags_errors(looking->problems);

	looking->step = step;
	looking->option = NULL;
	looking->counts->steps++;
	look_at_secrets(looking);
	options_each_file(step->plugin->vtable->options, step->config, look_at_path, looking);
	if (diags_errors(looking->problems) == before && !diags_errors(looking->run->diags))
		open_step(looking, step);
}

/* ---- store and suppression ---- */

static uint64_t store_room(struct wn_str path)
{
	char chars[PATH_MAX];
	struct stat status;

	/* Its log may grow to the size of the file. */
	if (path_chars(path, chars, NULL) == WN_OK && stat(chars, &status) == 0 && (uint64_t)status.st_size > STORE_ROOM)
		return (uint64_t)status.st_size;
	return STORE_ROOM;
}

static bool look_at_store(struct looking *looking)
{
	const struct run *run = looking->run;
	struct place place = setting_place(run, "store");
	struct wn_error error = {0};
	bool tombstones = false;
	int result = store_look(run->settings.store_path, &tombstones, &error);

	looking->counts->outputs++;
	if (result < 0 && result != WN_NONE)
		diag_error(looking->problems, place, "%s", error.text);
	else
		environment_output(looking->problems, place, "store", run->settings.store_path, false, store_room(run->settings.store_path));
	return tombstones;
}

static void look_at_folder(struct looking *looking, struct place place, const char *chars, const struct stat *status)
{
	if (!S_ISDIR(status->st_mode))
		diag_error(looking->problems, place, "'suppression': '%s' is no folder: name a folder", chars);
	else if (status->st_mode & (S_IWGRP | S_IWOTH))
		diag_error(looking->problems, place, "'suppression': the folder '%s' can be written by others: chmod 700 '%s'", chars, chars);
}

static void look_at_key(struct looking *looking, struct place place, bool tombstones)
{
	struct wn_str folder = looking->run->settings.suppression_folder;
	struct wn_str file = path_join(looking->run->arena, folder, WN_STR("suppress.key"));
	struct wn_error error = {0};
	uint8_t key[32];

	if (file_exists(file) && suppression_key(folder, key, &error) < 0)
		diag_error(looking->problems, place, "%s", error.text);
	else if (!file_exists(file) && tombstones)
		diag_error(looking->problems, place, "%.*s is gone, and the store remembers companies that opted out: bring it back from your backup", STR_ARG(file));
	memset(key, 0, sizeof key);
}

static void look_at_suppression(struct looking *looking, bool tombstones)
{
	struct place place = setting_place(looking->run, "suppression");
	struct wn_str folder = looking->run->settings.suppression_folder;
	char chars[PATH_MAX];
	struct stat status;

	if (path_chars(folder, chars, NULL) == WN_OK && stat(chars, &status) == 0)
		look_at_folder(looking, place, chars, &status);
	else
		environment_output(looking->problems, place, "suppression", folder, true, 0);
	look_at_key(looking, place, tombstones);
}

void environment_check(struct run *run, struct diags *problems, struct environment_counts *counts)
{
	struct looking looking = {.run = run, .problems = problems, .counts = counts};

	if (run->options.replay.len && environment_input(problems, (struct place){.path = "--replay"}, "replay", run->options.replay, true))
		counts->inputs++;
	if (run->settings.rates_path.len && environment_input(problems, setting_place(run, "rates"), "rates", run->settings.rates_path, false))
		counts->inputs++;
	for (size_t i = 0; i < run->step_count; i++)
		if (run->steps[i].plugin && run->steps[i].config)
			look_at_step(&looking, &run->steps[i]);
	if (run->settings.store_path.len)
		look_at_suppression(&looking, look_at_store(&looking));
	environment_limits(run, problems);
}
