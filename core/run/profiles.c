/* profiles.c - the profiles of a pipeline: which there are, and which of them a company is listed under. */
#include "run/profiles.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/str.h"
#include "company/text.h"
#include "run/code.h"
#include "run/config.h"

/* ---- reading one ---- */

static const struct wn_tree *load_file(struct run *run, struct wn_str path, struct place place, struct diags *diags, bool base)
{
	if (!file_exists(path)) {
		diag_error(diags, place, "no such file: %.*s", STR_ARG(path));
		return NULL;
	}
	struct profile_file *remembered = arena_alloc(run->arena, sizeof *remembered);
	*remembered = (struct profile_file){.path = arena_str(run->arena, path), .base = base, .next = run->profile_files};
	run->profile_files = remembered;
	return code_describe(run, path);
}

static const struct wn_tree *load_base(void *context, struct wn_str path, struct place place, struct diags *diags)
{
	return load_file(context, path, place, diags, true);
}

static void add_profile(struct run *run, const struct profile *profile)
{
	struct profile *profiles = arena_array(run->arena, run->profile_count + 1, sizeof *profiles);
	for (size_t i = 0; i < run->profile_count; i++)
		profiles[i] = run->profiles[i];
	profiles[run->profile_count++] = *profile;
	run->profiles = profiles;
	run->line_count += profile->icp->line_count;
}

int run_load_icp(struct run *run, struct wn_str path, struct place place)
{
	struct profile profile = {.path = path, .name = path_stem(path_name(path)), .place = place, .first_line = run->line_count};
	const struct wn_tree *file = load_file(run, path, place, run->diags, false);
	if (!file)
		return WN_FAIL;
	struct icp_loader loader = {.load = load_base, .context = run};
	profile.icp = icp_compile(run->arena, run->dictionary, file, &loader, run->diags);
	if (profile.icp)
		add_profile(run, &profile);
	return profile.icp && !diags_errors(run->diags) ? WN_OK : WN_FAIL;
}

/* ---- the setting ---- */

/* A place in the list of profiles. */
struct named {
	struct wn_str path, name;
	struct place place;
};

static bool same_file(struct wn_str a, struct wn_str b)
{
	char chars[PATH_MAX];
	struct stat first, second;
	if (str_equal(a, b))
		return true;
	return path_chars(a, chars, NULL) == WN_OK && stat(chars, &first) == 0 && path_chars(b, chars, NULL) == WN_OK && stat(chars, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* What the file is called is all that the list, its column and a quota say of a profile; and a quota compares it as texts are compared,
 * so names that differ in capitals or accents alone are one for it. */
static bool is_another(struct run *run, const struct named *named, size_t count)
{
	const struct named *last = &named[count];
	struct wn_str key = text_key(run->arena, last->name);
	for (size_t i = 0; i < count; i++) {
		if (same_file(named[i].path, last->path))
			diag_error(run->diags, last->place, "icp names %.*s twice (first on line %u)", STR_ARG(last->path), named[i].place.line);
		else if (str_equal(text_key(run->arena, named[i].name), key))
			diag_error(run->diags, last->place, "two profiles are called '%.*s' (the first on line %u), and the list tells them apart by this: rename"
			           " one of the files", STR_ARG(last->name), named[i].place.line);
		else
			continue;
		return false;
	}
	return true;
}

static bool read_named(struct run *run, const struct entry *entry, struct named *named)
{
	const struct wn_tree *value = entry->value;
	if (entry->key.len) {
		diag_error(run->diags, entry->place, "icp lists paths alone, without '%.*s =': { \"icp/A.lua\", \"icp/B.lua\" }", STR_ARG(entry->key));
		return false;
	}
	if (value->kind != WN_TREE_TEXT || !value->as.text.len) {
		diag_error(run->diags, value->place, "icp is a path in quotes, or a list of them, { \"icp/A.lua\", \"icp/B.lua\" }, not %s",
		           value->kind == WN_TREE_TEXT ? "an empty text" : tree_kind_name(value));
		return false;
	}
	named->path = path_beside(run->arena, run->options.path, value->as.text); /* as messages show it */
	named->name = path_stem(path_name(named->path));
	named->place = value->place;
	return true;
}

static void load_named(struct run *run, const struct named *named, size_t count)
{
	const char **names = arena_array(run->arena, count + 1, sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = arena_str(run->arena, named[i].name).ptr;
	run->icp_names = names;
	for (size_t i = 0; i < count; i++)
		run_load_icp(run, named[i].path, named[i].place);
}

static void load_list(struct run *run, const struct wn_tree *list)
{
	struct named *named = arena_array(run->arena, list->count + 1, sizeof *named);
	size_t count = 0;
	if (!list->count)
		diag_error(run->diags, list->place, "icp is an empty list: name a profile, icp = { \"icp/NAME.lua\" }");
	for (size_t i = 0; i < list->count; i++)
		if (read_named(run, &list->entries[i], &named[count]) && is_another(run, named, count))
			count++;
	load_named(run, named, count);
}

void load_profiles(struct run *run, const struct entry *entry)
{
	struct named named;
	struct entry alone = {.place = entry->place, .value = entry->value};
	if (entry->value->kind == WN_TREE_TABLE)
		load_list(run, entry->value);
	else if (read_named(run, &alone, &named)) {
		named.place = entry->place;
		load_named(run, &named, 1);
	}
}

void keep_profile(struct run *run, size_t index)
{
	run->profiles += index;
	run->profiles->first_line = 0;
	run->profile_count = 1;
	run->line_count = run->profiles->icp->line_count;
}

struct wn_str profiles_title(struct run *run)
{
	struct buf out = {0};
	for (size_t i = 0; i < run->profile_count; i++)
		buf_printf(&out, "%s%.*s", i ? " + " : "", STR_ARG(run->profiles[i].icp->name));
	struct wn_str title = arena_str(run->arena, buf_as_str(&out));
	buf_free(&out);
	return title;
}

/* ---- the choice ---- */

size_t tier_place(const struct icp *icp, struct score fit)
{
	size_t tier = icp_tier(icp, fit, 0);
	return tier < icp->tier_count ? tier : NO_TIER;
}

void choose_profile(struct candidate *candidate, size_t profile_count)
{
	const struct standing *best = NULL;
	for (size_t i = 0; i < profile_count; i++) {
		const struct standing *standing = &candidate->standings[i];
		if (standing->fate == FATE_CANDIDATE && (!best || standing->tier < best->tier))
			best = standing;
	}
	if (best)
		candidate->profile = (size_t)(best - candidate->standings);
}
