/* compile.c - from a description tree to a profile: one `icp`, its keys, its bases, and what spans lines. */
#include "icp/compile.h"

/* ---- keys ------------------------------------------------------------------------------------------------ */

static enum section section_of(struct wn_str name)
{
	enum section section = SECTION_MUST;

	while (section < SECTION_COUNT && !str_is(name, section_name(section)))
		section++;
	return section;
}

static void complain_of_all(struct compiler *compiler, const struct entry *entry, const char *const *keys)
{
	struct buf list = {0};

	for (size_t i = 0; keys[i]; i++)
		buf_printf(&list, "%s%s", i == 0 ? "" : keys[i + 1] ? ", " : " and ", keys[i]);
	diag_error(compiler->diags, entry->place, "'%.*s' is not a key of a profile; those are %s", STR_ARG(entry->key), list.data);
	buf_free(&list);
}

static void complain_of_key(struct compiler *compiler, const struct entry *entry)
{
	const char *const *keys = icp_setting_names(compiler->arena);
	const char *near = str_nearest(entry->key, keys);
	bool section = near && section_of(str_of(near)) < SECTION_COUNT;
	char hint[128];

	did_you_mean(hint, entry->key, keys);
	if (hint[0])
		diag_error(compiler->diags, entry->place, "'%.*s' is not a %s of a profile%s", STR_ARG(entry->key), section ? "section" : "key", hint);
	else
		complain_of_all(compiler, entry, keys);
}

static void complain_of_bare(struct compiler *compiler, const struct entry *entry)
{
	const struct wn_tree *value = entry->value;

	if (value->kind == WN_TREE_CALL && section_of(value->as.text) < SECTION_COUNT)
		diag_error(compiler->diags, value->place, "%.*s is a section, not a call: %.*s = { ... }", STR_ARG(value->as.text), STR_ARG(value->as.text));
	else if (value->kind == WN_TREE_CALL && !word_find(value->as.text))
		word_unknown(compiler, value);
	else
		diag_error(compiler->diags, entry->place, "%s stands alone among the keys of a profile: write key = value", tree_kind_name(value));
}

static void read_key(struct compiler *compiler, struct profile *profile, const struct entry *entry)
{
	enum section section = section_of(entry->key);

	if (entry->key.len == 0)
		complain_of_bare(compiler, entry);
	else if (section < SECTION_COUNT)
		section_compile(compiler, profile, section, entry);
	else if (str_is(entry->key, "base"))
		profile->base = entry;
	else if (str_is(entry->key, "without"))
		profile->without = entry;
	else if (!str_is(entry->key, "fields") && !setting_read(compiler, entry, &profile->settings))
		complain_of_key(compiler, entry);
}

/* ---- one file -------------------------------------------------------------------------------------------- */

static const struct wn_tree *find_icp(struct compiler *compiler, const struct wn_tree *file)
{
	const struct wn_tree *found = NULL;
	size_t before = diags_errors(compiler->diags);

	for (size_t i = 0; i < file->count; i++) {
		const struct wn_tree *call = file->entries[i].value;
		bool good;

		if (tree_is_test(call, compiler->diags, &good))
			continue;
		/* A value that went nowhere: computed and not used, or overwritten by a key written twice, which was said. */
		if (call->kind == WN_TREE_CALL && word_find(call->as.text))
			continue;
		if (!tree_is_call(call, "icp"))
			diag_error(compiler->diags, call->place, "%s does not belong in a profile, which is one icp { ... } and its tests", tree_kind_name(call));
		else if (found)
			diag_error(compiler->diags, call->place, "one icp a file; the first is on line %u", found->place.line);
		else if (call->count != 1 || tree_bare(call, 0)->kind != WN_TREE_TABLE)
			diag_error(compiler->diags, call->place, "icp needs braces: icp { name = \"...\", must = { ... } }");
		else
			found = call;
	}
	if (!found && diags_errors(compiler->diags) == before)
		diag_error(compiler->diags, file->place, "there is no profile in this file: icp { name = \"...\", must = { ... } }");
	return found;
}

static void check_base(struct compiler *compiler, const struct profile *profile)
{
	if (profile->base)
		diag_error(compiler->diags, profile->base->place, "a base has no base of its own: name all bases in the profile");
}

bool profile_read(struct compiler *compiler, const struct wn_tree *file, struct profile *profile, bool base)
{
	const struct wn_tree *call = find_icp(compiler, file);
	const struct entry *fields;

	if (!call)
		return false;
	profile->tree = tree_bare(call, 0);
	profile->last = &profile->first;
	profile->settings.review_by = WN_NO_DAY;
	/* Own fields and bases are known before any line is read, wherever in the file they stand. */
	fields = tree_entry(profile->tree, "fields");
	if (fields)
		own_fields_declare(compiler, fields);
	profile->base = tree_entry(profile->tree, "base");
	if (base)
		check_base(compiler, profile);
	else
		bases_load(compiler, profile);
	for (size_t i = 0; i < profile->tree->count; i++)
		read_key(compiler, profile, &profile->tree->entries[i]);
	if (!tree_entry(profile->tree, "name"))
		diag_error(compiler->diags, call->place, "a profile needs a name: name = \"...\"");
	return true;
}

/* ---- settings of bases and profile ------------------------------------------------------------------------ */

static void inherit(struct settings *into, const struct settings *from)
{
	if (from->has_tiers) {
		into->tiers = from->tiers;
		into->tier_count = from->tier_count;
		into->tiers_place = from->tiers_place;
		into->has_tiers = true;
	}
	if (from->has_heat) {
		into->heats = from->heats;
		into->heat_count = from->heat_count;
		into->has_heat = true;
	}
	if (from->has_floor) {
		into->floor = from->floor;
		into->has_floor = true;
	}
	if (from->has_undecided) {
		into->undecided_drops = from->undecided_drops;
		into->has_undecided = true;
	}
	if (from->personas)
		into->personas = from->personas;
	if (from->contact)
		into->contact = from->contact;
}

static void settle(const struct profile *profile, struct icp *icp, struct settings *merged)
{
	*merged = (struct settings){.review_by = WN_NO_DAY};
	for (size_t i = 0; i < profile->base_count; i++)
		inherit(merged, &profile->bases[i].settings);
	inherit(merged, &profile->settings);
	icp->name = profile->settings.name;
	icp->about = profile->settings.about;
	icp->owner = profile->settings.owner;
	icp->review_by = profile->settings.review_by;
	icp->path = profile->path;
	icp->tiers = merged->tiers;
	icp->tier_count = merged->tier_count;
	icp->heats = merged->heats;
	icp->heat_count = merged->heat_count;
	icp->has_floor = merged->has_floor;
	icp->floor = merged->floor;
	icp->undecided_drops = merged->undecided_drops;
	icp->personas = merged->personas;
	icp->contact = merged->contact;
}

/* ---- what spans lines ------------------------------------------------------------------------------------ */

static void check_tiers(struct compiler *compiler, const struct icp *icp, const struct settings *settings)
{
	if (icp_score(icp, SECTION_FIT, NULL, NULL).possible == 0 && icp->tier_count > 0)
		diag_error(compiler->diags, settings->tiers_place, "tiers need something to reach: fit has no line with points above 0");
}

struct icp *icp_compile(struct wn_arena *arena, struct dictionary *dictionary, const struct wn_tree *file, const struct icp_loader *loader,
                        struct diags *diags)
{
	struct compiler compiler = {arena, dictionary, diags, loader};
	struct icp *icp = arena_alloc(arena, sizeof *icp);
	struct profile profile = {.path = str_of(file->place.path)};
	struct settings settings;

	if (!profile_read(&compiler, file, &profile, false))
		return NULL;
	lines_merge(&compiler, &profile, icp);
	settle(&profile, icp, &settings);
	check_tiers(&compiler, icp, &settings);
	profile_warn(&compiler, icp, settings.tiers_place);
	/* Also of what the reading of the file said, such as a key written twice. */
	if (diags_errors(diags) > 0)
		return NULL;
	for (size_t i = 0; i < icp->line_count; i++)
		line_meaning(&icp->lines[i], dictionary);
	icp_meaning(icp);
	return icp;
}
