/* quota.c - quota = { { n, "label", condition }, ... } of a pipeline: lines with a number in front. */
#include "icp/compile.h"

/* The funnel counts by label, so two quotas need two. */
static void check_twins(struct compiler *compiler, const struct draft *first, const struct draft *draft)
{
	for (const struct draft *other = first; other != draft; other = other->next)
		if (str_equal(other->line.id, draft->line.id) || str_equal(other->line.label, draft->line.label))
			diag_error(compiler->diags, draft->place, "two quotas are called '%.*s' (first on line %u): give one a label of its own",
			           STR_ARG(draft->line.label), other->place.line);
}

struct line *quotas_compile(struct wn_arena *arena, struct dictionary *dictionary, const struct entry *entry, struct diags *diags, size_t *count)
{
	struct compiler compiler = {.arena = arena, .dictionary = dictionary, .diags = diags};
	struct profile read = {.last = &read.first};
	struct line *lines;

	*count = 0;
	section_compile(&compiler, &read, SECTION_QUOTA, entry);
	if (entry->value->kind == WN_TREE_TABLE && entry->value->count == 0)
		diag_error(diags, entry->value->place, "quota is empty: it would limit nothing");
	for (const struct draft *draft = read.first; draft; draft = draft->next)
		++*count;
	lines = arena_array(arena, *count + 1, sizeof *lines);
	*count = 0;
	for (const struct draft *draft = read.first; draft; draft = draft->next) {
		check_twins(&compiler, read.first, draft);
		lines[*count] = draft->line;
		line_meaning(&lines[(*count)++], dictionary);
	}
	return lines;
}
