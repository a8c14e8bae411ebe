/* base.c - base profiles: whose lines come first, what replaces or removes them, and the two built-in lines. */
#include "base/file.h"
#include "icp/compile.h"

/* ---- loading --------------------------------------------------------------------------------------------- */

static bool base_load(struct compiler *compiler, const struct profile *profile, const struct wn_tree *node, struct profile *base)
{
	const struct wn_tree *file;

	if (node->kind != WN_TREE_TEXT || node->as.text.len == 0) {
		diag_error(compiler->diags, node->place, "base is a path or a list of paths, not %s", tree_kind_name(node));
		return false;
	}
	if (!compiler->loader) {
		diag_error(compiler->diags, node->place, "base profiles cannot be read here");
		return false;
	}
	*base = (struct profile){.path = path_beside(compiler->arena, profile->path, node->as.text)};
	if (str_equal(base->path, path_clean(compiler->arena, profile->path))) {
		diag_error(compiler->diags, node->place, "a profile cannot be its own base");
		return false;
	}
	file = compiler->loader->load(compiler->loader->context, base->path, node->place, compiler->diags);
	return file && profile_read(compiler, file, base, true);
}

void bases_load(struct compiler *compiler, struct profile *profile)
{
	const struct wn_tree *value = profile->base ? profile->base->value : NULL;
	size_t count = !value ? 0 : value->kind == WN_TREE_TABLE ? value->count : 1;

	profile->bases = arena_array(compiler->arena, count, sizeof *profile->bases);
	for (size_t i = 0; i < count; i++) {
		const struct wn_tree *node = value->kind == WN_TREE_TABLE ? value->entries[i].value : value;

		profile->base_count += base_load(compiler, profile, node, &profile->bases[profile->base_count]);
	}
}

/* ---- the built-in lines ---------------------------------------------------------------------------------- */

/* Made of the same words that a user would write. */
static void add_built_in(struct compiler *compiler, struct profile *into, const char *id, const char *label, const char *field, struct wn_tree *value)
{
	struct wn_tree *section = tree_new(compiler->arena, WN_TREE_TABLE, value->place), *line = tree_new(compiler->arena, WN_TREE_TABLE, value->place);
	struct wn_tree *text = tree_new(compiler->arena, WN_TREE_TEXT, value->place), *name = tree_new(compiler->arena, WN_TREE_TEXT, value->place);
	struct entry entry = {.value = section};
	struct draft **at = into->last;

	if (dictionary_find(compiler->dictionary, str_of(field)) == NO_FIELD)
		return;
	text->as.text = str_of(label);
	name->as.text = str_of(id);
	tree_add(compiler->arena, line, (struct wn_str){0}, value->place, text);
	tree_add(compiler->arena, line, WN_STR("id"), value->place, name);
	tree_add(compiler->arena, line, str_of(field), value->place, value);
	tree_add(compiler->arena, section, (struct wn_str){0}, value->place, line);
	section_compile(compiler, into, SECTION_MUST_NOT, &entry);
	if (*at)
		(*at)->line.built_in = true;
}

static void built_in_lines(struct compiler *compiler, struct profile *into, struct place place)
{
	struct wn_tree *ceased = tree_new(compiler->arena, WN_TREE_TEXT, place), *person = tree_new(compiler->arena, WN_TREE_FLAG, place);

	into->last = &into->first;
	ceased->as.text = WN_STR("ceased");
	person->as.flag = true;
	add_built_in(compiler, into, "ceased", "ceased", "status", ceased);
	add_built_in(compiler, into, "natural-person", "sole trader", "natural_person", person);
}

/* ---- merging --------------------------------------------------------------------------------------------- */

/* All lines of one profile with its bases: bases in order, then its own, then the built-in ones. */
struct merging {
	struct compiler *compiler;
	struct profile *profile;
	struct profile built_in;
	struct draft *first, **last;
};

static void take_lines(struct merging *merge, struct profile *from, struct wn_str name, uint32_t first_group)
{
	for (struct draft *draft = from->first, *next; draft; draft = next) {
		next = draft->next;
		draft->next = NULL;
		draft->line.from = name;
		if (draft->line.group)
			draft->line.group += first_group;
		*merge->last = draft;
		merge->last = &draft->next;
	}
}

static struct draft *find(struct draft *from, struct wn_str id, const struct draft *until)
{
	for (; from && from != until; from = from->next)
		if (!from->removed && str_equal(from->line.id, id))
			return from;
	return NULL;
}

/* Ids of the lines there are, for "did you mean". */
static const char *const *ids_of(struct merging *merge)
{
	const char **ids;
	size_t count = 0;

	for (struct draft *draft = merge->first; draft; draft = draft->next)
		count++;
	ids = arena_array(merge->compiler->arena, count + 1, sizeof *ids);
	count = 0;
	for (struct draft *draft = merge->first; draft; draft = draft->next)
		ids[count++] = arena_str(merge->compiler->arena, draft->line.id).ptr;
	return ids;
}

static void leave_out(struct merging *merge, const struct wn_tree *node)
{
	struct draft *draft;
	char hint[128];

	if (node->kind != WN_TREE_TEXT) {
		diag_error(merge->compiler->diags, node->place, "without lists ids of lines in quotes, not %s", tree_kind_name(node));
		return;
	}
	if (!find(merge->first, node->as.text, NULL)) {
		diag_error(merge->compiler->diags, node->place, "without: no line '%.*s' in the base%s", STR_ARG(node->as.text),
		           did_you_mean(hint, node->as.text, ids_of(merge)));
		return;
	}
	while ((draft = find(merge->first, node->as.text, NULL)))
		draft->removed = true;
}

static void leave_out_all(struct merging *merge)
{
	const struct wn_tree *value = merge->profile->without ? merge->profile->without->value : NULL;

	if (value && value->kind != WN_TREE_TABLE)
		leave_out(merge, value);
	for (size_t i = 0; value && value->kind == WN_TREE_TABLE && i < value->count; i++)
		leave_out(merge, value->entries[i].value);
}

/* The line takes the place of the one it replaces; one of another section stands where its own section ends. */
static void put_in_place(struct merging *merge, struct draft *old, struct draft *line)
{
	struct draft **at = &merge->first;

	if (old->line.section != line->line.section) {
		old->removed = true;
		*merge->last = line;
		merge->last = &line->next;
		return;
	}
	while (*at != old)
		at = &(*at)->next;
	if (!line->line.group)
		line->line.group = old->line.group;
	line->next = old->next;
	*at = line;
	if (merge->last == &old->next)
		merge->last = &line->next;
}

static void complain_of_second(struct merging *merge, const struct draft *first, const struct draft *second)
{
	struct diags *diags = merge->compiler->diags;
	struct wn_str id = second->line.id;

	if (first->line.built_in)
		diag_error(diags, second->place, "line '%.*s' is built in: leave that one out by without = { \"%.*s\" }, or give yours another id",
		           STR_ARG(id), STR_ARG(id));
	else if (second->line.from.len > 0 && !str_equal(first->line.from, second->line.from))
		diag_error(diags, second->place, "line '%.*s' is in two bases, '%.*s' and '%.*s': give one another id", STR_ARG(id),
		           STR_ARG(first->line.from), STR_ARG(second->line.from));
	else if (first->line.from.len > 0 && !str_equal(first->line.from, second->line.from))
		diag_error(diags, second->place, "line '%.*s' is already in the base '%.*s': add replace = true, or give it another id", STR_ARG(id),
		           STR_ARG(first->line.from));
	else
		diag_error(diags, second->place, "two lines are called '%.*s' (first on line %u): give one a label or an id", STR_ARG(id),
		           first->place.line);
}

/* A profile's own line among those that are there. */
static void add_own(struct merging *merge, struct draft *draft)
{
	struct draft *old = find(merge->first, draft->line.id, NULL);
	char hint[128];

	draft->next = NULL;
	if (draft->replace && old && (old->line.from.len > 0 || old->line.built_in)) {
		put_in_place(merge, old, draft);
		return;
	}
	if (draft->replace)
		diag_error(merge->compiler->diags, draft->place, "replace: no line '%.*s' in the base%s", STR_ARG(draft->line.id),
		           did_you_mean(hint, draft->line.id, ids_of(merge)));
	else if (old)
		complain_of_second(merge, old, draft);
	*merge->last = draft;
	merge->last = &draft->next;
}

/* Two bases may not have one id; a line that says replace in a base has nothing to replace. */
static void check_bases(struct merging *merge)
{
	for (struct draft *draft = merge->first; draft; draft = draft->next) {
		const struct draft *first = find(merge->first, draft->line.id, draft);

		if (first && !draft->removed)
			complain_of_second(merge, first, draft);
		if (draft->replace)
			diag_error(merge->compiler->diags, draft->place, "replace: a base has no base of its own");
	}
}

static void copy_lines(struct merging *merge, struct icp *icp)
{
	size_t count = 0;

	for (struct draft *draft = merge->first; draft; draft = draft->next)
		count += !draft->removed;
	icp->lines = arena_array(merge->compiler->arena, count, sizeof *icp->lines);
	for (enum section section = SECTION_MUST; section < SECTION_COUNT; section++)
		for (int built_in = 0; built_in < 2; built_in++)
			for (struct draft *draft = merge->first; draft; draft = draft->next)
				if (!draft->removed && draft->line.section == section && draft->line.built_in == (built_in == 1))
					icp->lines[icp->line_count++] = draft->line;
}

void lines_merge(struct compiler *compiler, struct profile *profile, struct icp *icp)
{
	struct merging merge = {.compiler = compiler, .profile = profile};
	struct draft *own = profile->first;

	merge.last = &merge.first;
	for (size_t i = 0; i < profile->base_count; i++) {
		take_lines(&merge, &profile->bases[i], profile->bases[i].settings.name, icp->group_count);
		icp->group_count += profile->bases[i].groups;
	}
	built_in_lines(compiler, &merge.built_in, (struct place){.path = profile->tree->place.path});
	take_lines(&merge, &merge.built_in, (struct wn_str){0}, 0);
	leave_out_all(&merge);
	check_bases(&merge);
	while (own) {
		struct draft *next = own->next;

		if (own->line.group)
			own->line.group += icp->group_count;
		add_own(&merge, own);
		own = next;
	}
	icp->group_count += profile->groups;
	copy_lines(&merge, icp);
}
