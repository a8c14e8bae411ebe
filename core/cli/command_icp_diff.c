/* command_icp_diff.c - winnow icp diff OLD NEW: which lines of a profile changed, by id and meaning. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "icp/condition.h"
#include "run/config.h"

/* Two profiles, each with a dictionary of its own: own fields may differ. */
struct versions {
	struct run *from, *to;
	struct line_change *changes;
	size_t count;
};

static const struct icp *only_icp(const struct run *run)
{
	return run->profiles[0].icp;
}

/* ---- settings -------------------------------------------------------------------------------------------- */

static void add_tiers(struct buf *out, const struct tier *tiers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s%.*s %d", i ? ", " : "", STR_ARG(tiers[i].name), (int)tiers[i].threshold);
}

static void add_tree(struct buf *out, struct run *run, const struct wn_tree *tree)
{
	if (tree)
		buf_str(out, tree_print(run->arena, tree));
}

/* How each setting reads; empty where it is not given. In the order of `settings`. */
static const char *const settings[] = {"name", "tiers", "heat", "floor", "undecided", "personas", "contact"};
#define SETTINGS (sizeof settings / sizeof *settings)

static struct wn_str setting_words(struct run *run, size_t index)
{
	const struct icp *icp = only_icp(run);
	struct buf out = {0};
	switch (index) {
	case 0:
		buf_str(&out, icp->name);
		break;
	case 1:
		add_tiers(&out, icp->tiers, icp->tier_count);
		break;
	case 2:
		add_tiers(&out, icp->heats, icp->heat_count);
		break;
	case 3:
		if (icp->has_floor)
			buf_printf(&out, "%d", (int)icp->floor);
		break;
	case 4:
		buf_text(&out, icp->undecided_drops ? "drop" : "keep");
		break;
	case 5:
		add_tree(&out, run, icp->personas);
		break;
	default:
		add_tree(&out, run, icp->contact);
	}
	struct wn_str words = arena_str(run->arena, buf_as_str(&out));
	buf_free(&out);
	return words;
}

/* ---- text ------------------------------------------------------------------------------------------------ */

static void print_side(struct run *run, const char *mark, const struct line *line)
{
	printf("    %s ", mark);
	if (line->points)
		printf("%d points, ", (int)line->points);
	struct wn_str words = line_words(run->arena, run->dictionary, line);
	printf("%.*s%s", STR_ARG(words), line->unknown_drops ? "; not known means out" : "");
	if (line->sieve.sure_least != 500)
		printf("; sure from %g", line->sieve.sure_least / 1000.0);
	if (line->has_fresh)
		printf("; only facts of the last %s", span_words(run->arena, line->fresh).ptr);
	if (line->has_half_life)
		printf("; worth half after %s", span_words(run->arena, line->half_life).ptr);
	putchar('\n');
}

static void print_change(const struct versions *versions, const struct line_change *change)
{
	const struct line *line = change->to ? change->to : change->from;
	printf("%-9s %-8s %.*s", change_name(change->change), section_name(line->section), STR_ARG(line->id));
	if (change->change == CHANGE_RENAMED)
		printf(" (was %.*s)", STR_ARG(change->from->id));
	putchar('\n');
	if (change->change == CHANGE_CHANGED || change->change == CHANGE_REMOVED)
		print_side(versions->from, "-", change->from);
	if (change->change == CHANGE_CHANGED || change->change == CHANGE_ADDED)
		print_side(versions->to, "+", change->to);
}

static void print_text(const struct versions *versions)
{
	size_t unchanged = 0, settings_changed = 0;
	for (size_t i = 0; i < versions->count; i++) {
		unchanged += versions->changes[i].change == CHANGE_NONE;
		if (versions->changes[i].change != CHANGE_NONE)
			print_change(versions, &versions->changes[i]);
	}
	for (size_t i = 0; i < SETTINGS; i++) {
		struct wn_str from = setting_words(versions->from, i), to = setting_words(versions->to, i);
		if (str_equal(from, to))
			continue;
		printf("changed   setting  %s\n    - %.*s\n    + %.*s\n", settings[i], STR_ARG(from), STR_ARG(to));
		settings_changed++;
	}
	bool same = strcmp(only_icp(versions->from)->meaning, only_icp(versions->to)->meaning) == 0;
	if (unchanged == versions->count && !settings_changed)
		printf(same ? "no line and no setting differs\n" : "changed   best_of: other lines stand together\n");
	else
		printf("%zu line%s unchanged\n", unchanged, unchanged == 1 ? "" : "s");
}

/* ---- JSON ------------------------------------------------------------------------------------------------ */

static json_t *text(struct wn_str value)
{
	return json_stringn(value.ptr ? value.ptr : "", value.len);
}

static json_t *side_json(struct run *run, const struct line *line)
{
	if (!line)
		return json_null();
	json_t *object = json_pack("{s:o,s:o,s:s,s:s,s:o}", "id", text(line->id), "label", text(line->label), "section", section_name(line->section),
	                           "meaning", line->meaning, "words", text(line_words(run->arena, run->dictionary, line)));
	if (line->points)
		json_object_set_new(object, "points", json_integer(line->points));
	return object;
}

static void print_json(const struct versions *versions)
{
	json_t *lines = json_array(), *changed = json_object();
	for (size_t i = 0; i < versions->count; i++)
		json_array_append_new(lines, json_pack("{s:s,s:o,s:o}", "change", change_name(versions->changes[i].change), "from",
		                                       side_json(versions->from, versions->changes[i].from), "to",
		                                       side_json(versions->to, versions->changes[i].to)));
	for (size_t i = 0; i < SETTINGS; i++) {
		struct wn_str from = setting_words(versions->from, i), to = setting_words(versions->to, i);
		if (!str_equal(from, to))
			json_object_set_new(changed, settings[i], json_pack("{s:o,s:o}", "from", text(from), "to", text(to)));
	}
	json_t *object = json_pack("{s:b,s:o,s:o}", "same", strcmp(only_icp(versions->from)->meaning, only_icp(versions->to)->meaning) == 0, "lines", lines,
	                           "settings", changed);
	char *dump = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
	puts(dump);
	free(dump);
	json_decref(object);
}

/* ---- the command ----------------------------------------------------------------------------------------- */

static struct run *load(const struct arguments *arguments, const char *path, bool *good)
{
	struct run_options options = arguments->run;
	options.path = str_of(path);
	struct run *run = run_new(&options);
	*good &= run_load_icp(run, options.path, (struct place){.path = path, .line = 1, .column = 1}) == WN_OK;
	print_diags(run);
	return run;
}

int command_icp_diff(const struct arguments *arguments)
{
	bool good = true;
	struct versions versions = {0};
	versions.from = load(arguments, arguments->positional[1], &good);
	versions.to = load(arguments, arguments->positional[2], &good);
	if (good) {
		versions.changes = icp_diff(versions.to->arena, only_icp(versions.from), only_icp(versions.to), &versions.count);
		if (arguments->json)
			print_json(&versions);
		else
			print_text(&versions);
	}
	run_free(versions.from);
	run_free(versions.to);
	return good ? RUN_DONE : RUN_USAGE;
}
