/* join.c - rows that share a key are one company, unless stronger ids say that they are two.
 *
 * Keys are taken strongest scheme first, then by bytes. When a scheme's turn comes, two groups that both have an
 * id of a stronger scheme have different ones (else they would be one group, or were refused for a scheme stronger
 * still), so which schemes a group has is all that must be known of it. Different ids of weaker schemes do not
 * keep rows apart: two rows of one SIREN are one company, whatever else they claim.
 */
#include "company/identity.h"

#include <stdlib.h>

#include "base/str.h"

struct entry {
	struct wn_str value;
	size_t row;
	uint8_t rank;
};

/* What is known of the group at its smallest row. `value` is its only id of its strongest scheme. */
struct group {
	size_t parent;
	struct wn_str value;
	uint8_t rank;
	uint8_t schemes; /* a bit for each rank that the group has */
};

/* One that was refused, until groups are final. */
struct apart {
	struct entry entry;
	size_t first, second; /* rows */
};

struct joiner {
	struct wn_arena *arena; /* of values */
	struct wn_arena *shown; /* of refusals */
	struct entry *entries;
	size_t entry_count, entry_room;
	struct group *groups;
	struct apart *apart;
	size_t apart_count, apart_room;
	struct refusal *refusals;
	size_t refusal_count;
};

struct joiner *joiner_new(void)
{
	struct joiner *joiner = xmalloc(sizeof *joiner);
	*joiner = (struct joiner){.arena = arena_new(), .shown = arena_new()};
	return joiner;
}

void joiner_free(struct joiner *joiner)
{
	if (!joiner)
		return;
	arena_free(joiner->arena);
	arena_free(joiner->shown);
	free(joiner->entries);
	free(joiner->apart);
	free(joiner);
}

/* Room for one more element. */
static void *grown(void *at, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return at;
	*room = *room ? *room * 2 : 64;
	return xrealloc(at, *room * size);
}

void joiner_add(struct joiner *joiner, size_t row, const struct key *keys, size_t count)
{
	unsigned seen = 0;
	for (size_t i = 0; i < count; i++) {
		int rank = scheme_rank(keys[i].scheme);
		if (rank < 0 || seen >> rank & 1)
			continue; /* the first of a scheme holds, as in company_add_key */
		seen |= 1u << rank;
		joiner->entries = grown(joiner->entries, joiner->entry_count, &joiner->entry_room, sizeof *joiner->entries);
		joiner->entries[joiner->entry_count++] = (struct entry){arena_str(joiner->arena, keys[i].value), row, (uint8_t)rank};
	}
}

/* ---- groups ---- */

static size_t find(struct group *groups, size_t row)
{
	while (groups[row].parent != row) {
		groups[row].parent = groups[groups[row].parent].parent;
		row = groups[row].parent;
	}
	return row;
}

static int key_order(uint8_t rank_a, struct wn_str a, uint8_t rank_b, struct wn_str b)
{
	return rank_a != rank_b ? (rank_a < rank_b ? -1 : 1) : str_compare(a, b);
}

/* `a` and `b` are tops of groups; the smaller row stays the top. */
static size_t unite(struct group *groups, size_t a, size_t b)
{
	size_t top = a < b ? a : b, below = a < b ? b : a;
	struct group *keep = &groups[top], *gone = &groups[below];
	if (key_order(gone->rank, gone->value, keep->rank, keep->value) < 0) {
		keep->rank = gone->rank;
		keep->value = gone->value;
	}
	keep->schemes |= gone->schemes;
	gone->parent = top;
	return top;
}

static void start_groups(struct joiner *joiner, size_t rows)
{
	struct group *groups = joiner->groups;
	for (size_t i = 0; i < rows; i++)
		groups[i] = (struct group){.parent = i, .rank = UINT8_MAX};
	for (size_t i = 0; i < joiner->entry_count; i++) {
		const struct entry *entry = &joiner->entries[i];
		struct group *group = &groups[entry->row];
		group->schemes |= (uint8_t)(1u << entry->rank);
		if (entry->rank < group->rank) {
			group->rank = entry->rank;
			group->value = entry->value;
		}
	}
}

/* ---- joining ---- */

static int entry_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = key_order(x->rank, x->value, y->rank, y->value);
	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static int group_order(const void *a, const void *b, void *context)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const struct group *groups = context;
	int order = key_order(groups[x].rank, groups[x].value, groups[y].rank, groups[y].value);
	return order ? order : (x > y) - (x < y);
}

static void keep_apart(struct joiner *joiner, const struct entry *entry, size_t first, size_t second)
{
	joiner->apart = grown(joiner->apart, joiner->apart_count, &joiner->apart_room, sizeof *joiner->apart);
	joiner->apart[joiner->apart_count++] = (struct apart){*entry, first, second};
}

/* The groups that have one key, each once, by their ids. */
static size_t groups_with(struct joiner *joiner, const struct entry *entries, size_t count, size_t *tops)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		tops[i] = find(joiner->groups, entries[i].row);
	qsort_r(tops, count, sizeof *tops, group_order, joiner->groups);
	for (size_t i = 0; i < count; i++)
		if (!kept || tops[kept - 1] != tops[i])
			tops[kept++] = tops[i];
	return kept;
}

/* All that have the key join the first of them. Whoever cannot stays alone: to join it to the next would be a guess. */
static void join_key(struct joiner *joiner, const struct entry *entries, size_t count, size_t *tops)
{
	unsigned stronger = (1u << entries->rank) - 1;
	size_t distinct = groups_with(joiner, entries, count, tops), head = tops[0];
	for (size_t i = 1; i < distinct; i++) {
		if (joiner->groups[head].schemes & joiner->groups[tops[i]].schemes & stronger)
			keep_apart(joiner, entries, head, tops[i]);
		else
			head = unite(joiner->groups, head, tops[i]);
	}
}

static void join_all(struct joiner *joiner)
{
	size_t *tops = xmalloc((joiner->entry_count + 1) * sizeof *tops);
	for (size_t from = 0, to; from < joiner->entry_count; from = to) {
		const struct entry *first = &joiner->entries[from];
		for (to = from + 1; to < joiner->entry_count; to++)
			if (joiner->entries[to].rank != first->rank || !str_equal(joiner->entries[to].value, first->value))
				break;
		if (to - from > 1)
			join_key(joiner, first, to - from, tops);
	}
	free(tops);
}

/* ---- what was refused ---- */

static int refusal_order(const void *a, const void *b)
{
	const struct refusal *x = a, *y = b;
	int order = scheme_rank(x->key.scheme) - scheme_rank(y->key.scheme);
	if (!order)
		order = str_compare(x->key.value, y->key.value);
	if (!order)
		order = str_compare(x->first, y->first);
	return order ? order : str_compare(x->second, y->second);
}

static struct wn_str id_of_row(struct joiner *joiner, size_t row)
{
	const struct group *group = &joiner->groups[find(joiner->groups, row)];
	return arena_printf(joiner->shown, "%.*s:%.*s", STR_ARG(scheme_name(group->rank)), STR_ARG(group->value));
}

/* Only now are ids final: a group may have joined a stronger one's after it was refused. */
static void list_refusals(struct joiner *joiner)
{
	struct refusal *list = arena_array(joiner->shown, joiner->apart_count, sizeof *list);
	size_t kept = 0;
	for (size_t i = 0; i < joiner->apart_count; i++) {
		const struct apart *apart = &joiner->apart[i];
		struct wn_str first = id_of_row(joiner, apart->first), second = id_of_row(joiner, apart->second);
		bool turn = str_compare(first, second) > 0;
		list[i] = (struct refusal){{scheme_name(apart->entry.rank), apart->entry.value}, turn ? second : first, turn ? first : second};
	}
	if (joiner->apart_count)
		qsort(list, joiner->apart_count, sizeof *list, refusal_order);
	for (size_t i = 0; i < joiner->apart_count; i++)
		if (!kept || refusal_order(&list[kept - 1], &list[i]) != 0)
			list[kept++] = list[i];
	joiner->refusals = list;
	joiner->refusal_count = kept;
}

/* Rows past the end belong to nobody. */
static void drop_strangers(struct joiner *joiner, size_t rows)
{
	size_t kept = 0;
	for (size_t i = 0; i < joiner->entry_count; i++)
		if (joiner->entries[i].row < rows)
			joiner->entries[kept++] = joiner->entries[i];
	joiner->entry_count = kept;
}

void joiner_settle(struct joiner *joiner, size_t *group, size_t rows)
{
	arena_clear(joiner->shown);
	joiner->apart_count = 0;
	drop_strangers(joiner, rows);
	joiner->groups = xmalloc((rows + 1) * sizeof *joiner->groups);
	start_groups(joiner, rows);
	if (joiner->entry_count)
		qsort(joiner->entries, joiner->entry_count, sizeof *joiner->entries, entry_order);
	join_all(joiner);
	list_refusals(joiner);
	for (size_t i = 0; i < rows; i++)
		group[i] = find(joiner->groups, i);
	free(joiner->groups);
	joiner->groups = NULL;
}

const struct refusal *joiner_refusals(const struct joiner *joiner, size_t *count)
{
	*count = joiner->refusal_count;
	return joiner->refusals;
}
