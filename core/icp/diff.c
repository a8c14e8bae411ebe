/* diff.c - what changed between two versions of a profile: lines by id and by the hash of their meaning. */
#include "base/arena.h"
#include "base/str.h"
#include "icp/icp.h"

static const struct line *line_by_id(const struct icp *icp, struct wn_str id)
{
	for (size_t i = 0; i < icp->line_count; i++)
		if (str_equal(icp->lines[i].id, id))
			return &icp->lines[i];
	return NULL;
}

struct pairing {
	const struct icp *from, *to;
	const struct line **partner; /* of each line of `to`; null: none yet */
	bool *taken;                 /* each line of `from` */
};

static void pair(struct pairing *pairing, size_t from, size_t to)
{
	pairing->partner[to] = &pairing->from->lines[from];
	pairing->taken[from] = true;
}

static void pair_ids(struct pairing *pairing)
{
	for (size_t i = 0; i < pairing->to->line_count; i++) {
		const struct line *other = line_by_id(pairing->from, pairing->to->lines[i].id);

		if (other)
			pair(pairing, (size_t)(other - pairing->from->lines), i);
	}
}

/* What has no namesake may have been renamed: the first line of the same meaning that is left. */
static void pair_meanings(struct pairing *pairing)
{
	for (size_t i = 0; i < pairing->to->line_count; i++)
		for (size_t j = 0; !pairing->partner[i] && j < pairing->from->line_count; j++)
			if (!pairing->taken[j] && strcmp(pairing->to->lines[i].meaning, pairing->from->lines[j].meaning) == 0)
				pair(pairing, j, i);
}

static enum change change_of(const struct line *from, const struct line *to)
{
	if (!from)
		return CHANGE_ADDED;
	if (!str_equal(from->id, to->id))
		return CHANGE_RENAMED;
	return strcmp(from->meaning, to->meaning) == 0 ? CHANGE_NONE : CHANGE_CHANGED;
}

struct line_change *icp_diff(struct wn_arena *arena, const struct icp *from, const struct icp *to, size_t *count)
{
	struct pairing pairing = {from, to, arena_array(arena, to->line_count + 1, sizeof(struct line *)), arena_array(arena, from->line_count + 1, 1)};
	struct line_change *changes = arena_array(arena, from->line_count + to->line_count + 1, sizeof *changes);

	*count = 0;
	pair_ids(&pairing);
	pair_meanings(&pairing);
	for (size_t i = 0; i < to->line_count; i++)
		changes[(*count)++] = (struct line_change){change_of(pairing.partner[i], &to->lines[i]), pairing.partner[i], &to->lines[i]};
	for (size_t i = 0; i < from->line_count; i++)
		if (!pairing.taken[i])
			changes[(*count)++] = (struct line_change){CHANGE_REMOVED, &from->lines[i], NULL};
	return changes;
}

const char *change_name(enum change change)
{
	static const char *const names[] = {"unchanged", "changed", "renamed", "added", "removed"};

	return names[change];
}
