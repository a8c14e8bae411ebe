/* company.c - the facts and keys of one company. */
#include "company/union.h"

#include <string.h>

#include "base/str.h"

void company_init(struct company *company, struct wn_arena *arena, const struct dictionary *dictionary)
{
	*company = (struct company){.arena = arena, .dictionary = dictionary};
}

/* ---- the order of facts ---- */

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

int fact_order(const struct fact *a, const struct fact *b)
{
	int order;
	if ((a->cause == WN_KNOWN) != (b->cause == WN_KNOWN))
		return a->cause == WN_KNOWN ? -1 : 1;
	if (a->cause == WN_KNOWN)
		order = ORDER(evidence_sure(&b->evidence), evidence_sure(&a->evidence));
	else
		order = ORDER(cause_weight((enum wn_cause)b->cause), cause_weight((enum wn_cause)a->cause));
	if (!order)
		order = ORDER(b->evidence.day, a->evidence.day);
	if (!order && a->cause == WN_KNOWN)
		order = value_compare(&a->value, &b->value);
	if (!order)
		order = str_compare(a->evidence.where, b->evidence.where);
	return order ? order : ORDER(a->evidence.sure, b->evidence.sure);
}

static int slot_order(const struct fact *a, const struct fact *b)
{
	return a->field != b->field ? ORDER(a->field, b->field) : ORDER(a->provider, b->provider);
}

static int whole_order(const struct fact *a, const struct fact *b)
{
	int order = slot_order(a, b);
	return order ? order : fact_order(a, b);
}

/* The first fact that does not come before this one. Most come in order, so the end is looked at first. */
static size_t find_place(const struct company *company, const struct fact *fact, int (*compare)(const struct fact *, const struct fact *))
{
	size_t low = 0, high = company->fact_count;
	if (high && compare(&company->facts[high - 1], fact) < 0)
		return high;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (compare(&company->facts[middle], fact) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- adding ---- */

static struct fact *make_room(struct company *company, size_t place)
{
	if (company->fact_count == company->fact_room) {
		size_t room = company->fact_room ? company->fact_room * 2 : 16;
		struct fact *facts = arena_array(company->arena, room, sizeof *facts);
		if (company->fact_count)
			memcpy(facts, company->facts, company->fact_count * sizeof *facts);
		company->facts = facts;
		company->fact_room = room;
	}
	memmove(&company->facts[place + 1], &company->facts[place], (company->fact_count - place) * sizeof *company->facts);
	company->fact_count++;
	return &company->facts[place];
}

/* As it is kept. Facts are compared in this form alone: a set given in another order is the same set. */
static struct fact copy_fact(struct wn_arena *arena, const struct field *field, const struct fact *fact)
{
	struct fact copy = *fact;
	copy.value = (struct wn_value){0};
	if (fact->cause == WN_KNOWN)
		copy.value = value_copy(arena, &fact->value);
	copy.evidence.where = arena_str(arena, fact->evidence.where);
	if (fact->cause == WN_KNOWN && field->merge == MERGE_UNION)
		union_tidy(field, &copy, arena);
	return copy;
}

void company_add(struct company *company, const struct fact *fact)
{
	const struct field *field = dictionary_field(company->dictionary, fact->field);
	struct fact copy = copy_fact(company->arena, field, fact);
	bool adds_up = field->merge == MERGE_UNION;
	size_t place = find_place(company, &copy, adds_up ? whole_order : slot_order);
	bool there = place < company->fact_count && slot_order(&company->facts[place], &copy) == 0;
	if (!there || (adds_up && fact_order(&company->facts[place], &copy) != 0))
		*make_room(company, place) = copy;
	else if (!adds_up && fact_order(&copy, &company->facts[place]) < 0)
		company->facts[place] = copy;
}

void company_add_key(struct company *company, struct wn_str scheme, struct wn_str value)
{
	size_t place = 0, count = company->key_count;
	while (place < count && str_compare(company->keys[place].scheme, scheme) < 0)
		place++;
	if (place < count && str_equal(company->keys[place].scheme, scheme))
		return;
	struct key *keys = arena_array(company->arena, count + 1, sizeof *keys);
	for (size_t i = 0; i < count; i++)
		keys[i < place ? i : i + 1] = company->keys[i];
	keys[place] = (struct key){arena_str(company->arena, scheme), arena_str(company->arena, value)};
	company->keys = keys;
	company->key_count++;
}

/* ---- asking ---- */

const struct fact *company_facts(const struct company *company, field_id field, size_t *count)
{
	size_t low = 0, high = company->fact_count, to;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (company->facts[middle].field < field)
			low = middle + 1;
		else
			high = middle;
	}
	for (to = low; to < company->fact_count && company->facts[to].field == field;)
		to++;
	*count = to - low;
	return *count ? &company->facts[low] : NULL;
}
