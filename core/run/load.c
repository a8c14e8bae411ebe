/* load.c - phase one: pipeline and ICP files become settings, steps and profiles. Every mistake of every
 * file is reported; nothing outside the description files, the file of rates and the plugins is touched. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "plugin/inline.h"
#include "run/code.h"
#include "run/config.h"
#include "run/paths.h"
#include "run/profiles.h"
#include "run/rates.h"
#include "run/run.h"
#include "run/test_files.h"

#define CAP_MOST 499
#define BAD_ROWS_DEFAULT 0.01

static const char *const one_per_words[] = {"group", "domain", NULL};

const struct wn_option pipeline_settings[] = {
	{.name = "icp", .type = WN_OPT_LIST, .flags = WN_OPT_REQUIRED, .help = "the profile, or a list of them"},
	{.name = "cap", .type = WN_OPT_INTEGER, .flags = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, .min = 1, .max = CAP_MOST, .help = "the most accounts of the list"},
	{.name = "keep", .type = WN_OPT_INTEGER, .flags = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, .min = 0, .max = 100,
	 .help = "points by which accounts of the last list rank higher"},
	{.name = "prefer", .type = WN_OPT_TREE, .help = "which step is believed first: { employees = { \"pappers\", \"sirene\" } }"},
	{.name = "store", .type = WN_OPT_FILE, .flags = WN_OPT_OUTPUT, .help = "where lists and what was sent are remembered"},
	{.name = "bad_rows", .type = WN_OPT_NUMBER, .flags = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, .min = 0, .max = 1000,
	 .help = "share of unusable rows above which the run fails"},
	{.name = "suppression", .type = WN_OPT_FOLDER, .flags = WN_OPT_OUTPUT, .help = "the folder of the key under which objections are remembered"},
	{.name = "rates", .type = WN_OPT_FILE, .help = "the file of dated rates between currencies"},
	{.name = "quota", .type = WN_OPT_TREE, .help = "at most so many accounts of a kind: { { 40, \"LABEL\", CONDITION }, ... }"},
	{.name = "one_per", .type = WN_OPT_CHOICE, .choices = one_per_words, .help = "one account of each group of companies, or of each domain"},
	{.name = NULL},
};
#define SETTINGS (sizeof pipeline_settings / sizeof *pipeline_settings)
/* Words of the language that this version does not act on: an error, so that nobody believes they hold. */
static const char *const settings_later[] = {"stop", "budget", "speculate", NULL};
static const char *const step_words[] = {"source", "enrich", "filter", "sink", NULL};

static bool among(struct wn_str word, const char *const *words)
{
	for (; *words; words++)
		if (str_is(word, *words))
			return true;
	return false;
}

/* The one call of `word` among the top-level calls of a file. */
static const struct wn_tree *only_call(struct run *run, const struct wn_tree *file, const char *word)
{
	const struct wn_tree *found = NULL;
	for (size_t i = 0; i < file->count; i++) {
		const struct wn_tree *call = file->entries[i].value;
		bool good;
		if (tree_is_test(call, run->diags, &good))
			continue;
		if (!tree_is_call(call, word)) {
			/* After a key written twice the lost value is left over here too, and was reported already. */
			if (!diags_errors(run->diags))
				diag_error(run->diags, call->place, "a pipeline file holds one %s { ... } and its tests, nothing else", word);
			continue;
		}
		if (found)
			diag_error(run->diags, call->place, "a second %s in one file (the first is on line %u)", word, found->place.line);
		else
			found = call;
	}
	struct place top = {.path = file->place.path, .line = 1, .column = 1};
	if (!found)
		diag_error(run->diags, top, "no %s { ... } in this file", word);
	else if (found->count != 1 || found->entries[0].value->kind != WN_TREE_TABLE)
		diag_error(run->diags, found->place, "write %s { ... }", word);
	else
		return found->entries[0].value;
	return NULL;
}

/* ---- settings ---- */

static bool setting_text(struct run *run, const struct wn_tree *value, const char *name, struct wn_str *text)
{
	if (value->kind == WN_TREE_TEXT && value->as.text.len) {
		*text = value->as.text;
		return true;
	}
	diag_error(run->diags, value->place, "%s is a path in quotes, not %s", name, tree_kind_name(value));
	return false;
}

static void setting_path(struct run *run, const struct wn_tree *value, const char *name, struct wn_str beside, struct wn_str *path)
{
	struct wn_str text;
	if (setting_text(run, value, name, &text))
		*path = path_beside(run->arena, beside, text);
}

static const struct wn_option *setting_of(struct wn_str name)
{
	for (size_t i = 0; i + 1 < SETTINGS; i++)
		if (str_is(name, pipeline_settings[i].name))
			return &pipeline_settings[i];
	return NULL;
}

static const char *setting_near(char near[128], struct wn_str name)
{
	const char *names[SETTINGS];
	for (size_t i = 0; i < SETTINGS; i++)
		names[i] = pipeline_settings[i].name;
	return did_you_mean(near, name, names);
}

static int64_t setting_integer(struct run *run, const struct entry *entry, int64_t otherwise)
{
	const struct wn_tree *value = entry->value;
	const struct wn_option *setting = setting_of(entry->key);
	const char *name = setting->name;
	int64_t low = setting->min, high = setting->max;
	if (value->kind == WN_TREE_INTEGER && value->as.integer >= low && value->as.integer <= high)
		return value->as.integer;
	if (value->kind == WN_TREE_INTEGER)
		diag_error(run->diags, value->place, "%s is from %lld to %lld, not %lld", name, (long long)low, (long long)high,
		           (long long)value->as.integer);
	else
		diag_error(run->diags, value->place, "%s is a whole number from %lld to %lld, not %s", name, (long long)low, (long long)high,
		           tree_kind_name(value));
	return otherwise;
}

static void setting_share(struct run *run, const struct wn_tree *value)
{
	double share = value->kind == WN_TREE_NUMBER ? value->as.number : value->kind == WN_TREE_INTEGER ? (double)value->as.integer : -1;
	if (share >= 0 && share <= 1)
		run->settings.bad_rows = share;
	else
		diag_error(run->diags, value->place, "bad_rows is a share from 0 to 1, such as 0.01");
}

static void setting_one_per(struct run *run, const struct wn_tree *value)
{
	bool is_text = value->kind == WN_TREE_TEXT;
	if (is_text && str_is(value->as.text, "group"))
		run->settings.one_per = ONE_PER_GROUP;
	else if (is_text && str_is(value->as.text, "domain"))
		run->settings.one_per = ONE_PER_DOMAIN;
	else
		diag_error(run->diags, value->place, "one_per is \"group\" or \"domain\", not %.*s", STR_ARG(tree_print(run->arena, value)));
}

static void read_rates(struct run *run, const struct entry *entry)
{
	setting_path(run, entry->value, "rates", run->options.path, &run->settings.rates_path); /* as messages show it */
	if (run->settings.rates_path.len)
		run_load_rates(run, entry->place);
}

static void read_setting(struct run *run, const struct entry *entry)
{
	struct settings *settings = &run->settings;
	const struct wn_tree *value = entry->value;
	if (str_is(entry->key, "cap"))
		settings->cap = (uint32_t)setting_integer(run, entry, CAP_MOST);
	else if (str_is(entry->key, "keep"))
		settings->keep = (int32_t)setting_integer(run, entry, 0);
	else if (str_is(entry->key, "bad_rows"))
		setting_share(run, value);
	else if (str_is(entry->key, "rates"))
		read_rates(run, entry);
	else if (str_is(entry->key, "store"))
		setting_path(run, value, "store", settings->path, &settings->store_path);
	else if (str_is(entry->key, "suppression"))
		setting_path(run, value, "suppression", settings->path, &settings->suppression_folder);
	else if (str_is(entry->key, "quota"))
		settings->quota = entry;
	else if (str_is(entry->key, "one_per"))
		setting_one_per(run, value);
	else if (str_is(entry->key, "prefer"))
		settings->prefer = value;
}

static void check_setting(struct run *run, const struct entry *entry)
{
	char near[128];
	if (setting_of(entry->key))
		read_setting(run, entry);
	else if (among(entry->key, settings_later))
		diag_error(run->diags, entry->place, "'%.*s' is not in this version of winnow yet: take it out", STR_ARG(entry->key));
	else if (among(entry->key, step_words))
		diag_error(run->diags, entry->place, "a step is no setting: write %.*s \"NAME\" { ... }", STR_ARG(entry->key));
	else
		diag_error(run->diags, entry->place, "'%.*s' is no setting of a pipeline%s", STR_ARG(entry->key),
		           setting_near(near, entry->key));
}

/* ---- steps ---- */

static enum wn_kind kind_of(struct wn_str word)
{
	for (enum wn_kind kind = WN_SOURCE; kind <= WN_SINK; kind++)
		if (str_is(word, kind_word(kind)))
			return kind;
	return 0;
}

/* source "x" { } : a call with a name and perhaps a table. */
static bool step_shape(struct run *run, const struct wn_tree *call)
{
	char near[128];
	if (call->kind != WN_TREE_CALL || !kind_of(call->as.text)) {
		if (call->kind == WN_TREE_CALL)
			diag_error(run->diags, call->place, "'%.*s' is no kind of step%s", STR_ARG(call->as.text),
			           did_you_mean(near, call->as.text, step_words));
		else
			diag_error(run->diags, call->place, "%s among the steps: write source \"NAME\" { ... }, or setting = value", tree_kind_name(call));
		return false;
	}
	const struct wn_tree *name = tree_bare(call, 0), *table = tree_bare(call, 1);
	bool code = name && name->kind == WN_TREE_CODE;
	if (code && kind_of(call->as.text) != WN_FILTER)
		diag_error(run->diags, call->place, "a function can be a filter; a %s is a script: write %.*s \"NAME\" { ... }",
		           kind_name(kind_of(call->as.text)), STR_ARG(call->as.text));
	else if (code && (call->count > 2 || (table && table->kind != WN_TREE_TABLE)))
		diag_error(run->diags, call->place, "behind the function stands one table: filter(function(company) ... end, { as = \"...\", needs = { ... } })");
	else if (code)
		return true;
	else if (!name || name->kind != WN_TREE_TEXT)
		diag_error(run->diags, call->place, "which %.*s? write %.*s \"NAME\" { ... }", STR_ARG(call->as.text), STR_ARG(call->as.text));
	else if (call->count > 2 || (table && table->kind != WN_TREE_TABLE))
		diag_error(run->diags, call->place, "behind %.*s \"%.*s\" stands one table of options, in braces", STR_ARG(call->as.text),
		           STR_ARG(name->as.text));
	else
		return true;
	return false;
}

static struct wn_str step_name(struct run *run, const struct wn_tree *table, struct wn_str plugin)
{
	const struct wn_tree *as = table ? tree_value(table, "as") : NULL;
	if (!as)
		return plugin;
	if (as->kind == WN_TREE_TEXT && as->as.text.len)
		return as->as.text;
	diag_error(run->diags, as->place, "as is the step's name, a text");
	return plugin;
}

/* A limit that is read and not held would cost somebody money. What no plugin is there to hold cannot cost any. */
static void refuse_budget(struct run *run, const struct step *step)
{
	const struct entry *budget = step->table ? tree_entry(step->table, "budget") : NULL;
	if (budget)
		diag_error(run->diags, budget->place, "'budget' is not in this version of winnow yet: take it out");
}

static void check_twins(struct run *run, const struct step *step)
{
	for (const struct step *other = run->steps; other < step; other++)
		if (other->kind == step->kind && str_equal(other->name, step->name))
			diag_error(run->diags, step->place, "two %ss are called '%.*s' (the first on line %u): give one a name of its own, as = \"...\"",
			           kind_name(step->kind), STR_ARG(step->name), other->place.line);
}

static void load_step(struct run *run, const struct wn_tree *call)
{
	if (!step_shape(run, call))
		return;
	struct step *step = &run->steps[run->step_count];
	const struct wn_tree *what = tree_bare(call, 0);
	bool code = what->kind == WN_TREE_CODE;
	struct wn_str plugin = code ? (struct wn_str)WN_STR("filter") : what->as.text;
	*step = (struct step){.kind = kind_of(call->as.text), .place = call->place, .table = tree_bare(call, 1),
	                      .dictionary = run->dictionary, .provider = NO_PROVIDER};
	step->name = step_name(run, step->table, plugin);
	check_twins(run, step);
	run->step_count++;
	struct wn_error error = {0};
	if (code) {
		const struct code_file *file = code_file_of(run, what);
		step->plugin = inline_filter(run->arena, file->path, file->text, what);
	} else if (plugin_load(&run->paths, step->kind, plugin, &step->plugin, &error) < 0) {
		diag_error(run->diags, call->place, "%s", error.text);
		return;
	}
	refuse_budget(run, step);
	struct option_context context = {.arena = run->arena, .file = run->settings.path, .dictionary = run->dictionary, .diags = run->diags};
	step_describe(step, &context);
	step->sees_sources = code && step->said.need_count == 0;
}

static void load_steps(struct run *run, const struct wn_tree *table)
{
	run->steps = arena_array(run->arena, table->count + 1, sizeof *run->steps);
	for (size_t i = 0; i < table->count; i++)
		if (!table->entries[i].key.len)
			load_step(run, table->entries[i].value);
	size_t from = 0;
	if (!diags_errors(run->diags) && !run_next_step(run, WN_SOURCE, &from))
		diag_error(run->diags, table->place, "no source: write source \"sirene\" { file = \"...\" }");
}

/* ---- quotas ---- */

/* After all else: only they know the field `icp`. */
static void load_quotas(struct run *run)
{
	size_t count;
	run->icp_field = NO_FIELD;
	if (!run->settings.quota || !run->icp_names)
		return;
	run->icp_field = dictionary_add_pseudo(run->dictionary, (struct wn_str)WN_STR("icp"), run->icp_names, "profile that it is listed under");
	const struct line *lines = quotas_compile(run->arena, run->dictionary, run->settings.quota, run->diags, &count);
	run->quotas = arena_array(run->arena, count + 1, sizeof *run->quotas);
	for (; run->quota_count < count; run->quota_count++) {
		const struct line *line = &lines[run->quota_count];
		run->quotas[run->quota_count] = (struct quota){.line = line, .most = (uint32_t)line->points};
	}
}

/* ---- the whole ---- */

static void default_settings(struct run *run)
{
	struct settings *settings = &run->settings;
	char cwd[4096];
	struct wn_str here = {0};
	if (getcwd(cwd, sizeof cwd))
		here = arena_printf(run->arena, "%s/.", cwd);
	settings->path = path_beside(run->arena, here, run->options.path);
	settings->name = path_stem(path_name(settings->path));
	struct wn_str folder = path_folder(run->arena, settings->path);
	settings->store_path = arena_printf(run->arena, "%.*s/.winnow/%.*s.db", STR_ARG(folder), STR_ARG(settings->name));
	settings->suppression_folder = arena_printf(run->arena, "%.*s/.winnow/suppression", STR_ARG(folder));
	settings->cap = CAP_MOST;
	settings->bad_rows = BAD_ROWS_DEFAULT;
}

static void load_settings(struct run *run, const struct wn_tree *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->entries[i].key.len)
			check_setting(run, &table->entries[i]);
}

int run_load(struct run *run)
{
	default_settings(run);
	struct place top = {.path = run->options.path.ptr, .line = 1, .column = 1};
	if (run_paths(run) < 0)
		return WN_FAIL;
	if (!file_exists(run->options.path)) {
		diag_error(run->diags, (struct place){.path = run->options.path.ptr}, "no such file");
		return WN_FAIL;
	}
	const struct wn_tree *file = code_describe(run, run->options.path);
	const struct wn_tree *table = file ? only_call(run, file, "pipeline") : NULL;
	if (!table)
		return WN_FAIL;
	run->settings.table = table;
	if (run->files)
		files_replace(run, table);
	load_settings(run, table);
	/* The profiles first: they declare the user's own fields, which steps may bring. */
	const struct entry *icp = tree_entry(table, "icp");
	if (icp)
		load_profiles(run, icp);
	else
		diag_error(run->diags, top, "no icp: write icp = \"icp/NAME.lua\"");
	load_steps(run, table);
	load_quotas(run);
	paths_check(run);
	return diags_errors(run->diags) ? WN_FAIL : WN_OK;
}
