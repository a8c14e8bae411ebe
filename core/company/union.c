/* union.c - sets and lists of several providers add up: the same member counts once. */
#include "company/union.h"

#include <stdlib.h>

#include "base/str.h"

#define SAME_EVENT_DAYS 7

/* The facts that the sieve lets through, by provider. */
struct passing {
	const struct fact **at;
	size_t count;
};

static struct passing collect_passing(const struct fact *facts, size_t count, struct sieve sieve, struct wn_arena *arena)
{
	struct passing passing = {.at = arena_array(arena, count, sizeof *passing.at)};
	for (size_t i = 0; i < count; i++)
		if (fact_passes(&facts[i], sieve))
			passing.at[passing.count++] = &facts[i];
	return passing;
}

/* ---- texts: members, and what is not there ---- */

struct texts {
	const struct wn_str *at;
	size_t count;
};

static int by_text(const void *a, const void *b)
{
	return str_compare(*(const struct wn_str *)a, *(const struct wn_str *)b);
}

static struct texts sort_once(struct wn_str *at, size_t count)
{
	size_t kept = 0;
	if (count > 1)
		qsort(at, count, sizeof *at, by_text);
	for (size_t i = 0; i < count; i++)
		if (!kept || !str_equal(at[kept - 1], at[i]))
			at[kept++] = at[i];
	return (struct texts){at, kept};
}

static struct texts texts_of(const struct wn_value *value, bool absent)
{
	if (value->type == WN_SET)
		return absent ? (struct texts){value->as.set.absent, value->as.set.absent_count} : (struct texts){value->as.set.at, value->as.set.count};
	return absent ? (struct texts){value->as.list.absent, value->as.list.absent_count} : (struct texts){0};
}

static struct texts unite_texts(struct passing passing, bool absent, struct wn_arena *arena)
{
	size_t room = 0, count = 0;
	for (size_t i = 0; i < passing.count; i++)
		room += texts_of(&passing.at[i]->value, absent).count;
	struct wn_str *all = arena_array(arena, room, sizeof *all);
	for (size_t i = 0; i < passing.count; i++) {
		struct texts some = texts_of(&passing.at[i]->value, absent);
		if (some.count)
			memcpy(&all[count], some.at, some.count * sizeof *all);
		count += some.count;
	}
	return sort_once(all, count);
}

/* What somebody saw is there. Both are sorted. */
static struct texts without(struct texts absent, struct texts seen, struct wn_arena *arena)
{
	struct wn_str *left = arena_array(arena, absent.count, sizeof *left);
	size_t count = 0;
	for (size_t i = 0, j = 0; i < absent.count; i++) {
		while (j < seen.count && str_compare(seen.at[j], absent.at[i]) < 0)
			j++;
		if (j == seen.count || !str_equal(seen.at[j], absent.at[i]))
			left[count++] = absent.at[i];
	}
	return (struct texts){left, count};
}

static void merge_set(struct wn_value *merged, struct passing passing, struct wn_arena *arena)
{
	struct texts members = unite_texts(passing, false, arena), absent = without(unite_texts(passing, true, arena), members, arena);
	merged->as.set.at = members.at;
	merged->as.set.count = members.count;
	merged->as.set.absent = absent.at;
	merged->as.set.absent_count = absent.count;
}

/* ---- items ---- */

/* An item and who told it. */
struct told {
	struct wn_item item;
	const struct fact *fact;
	uint64_t tellers; /* a bit per provider; where more than 64 share bits, items are kept apart that might be one */
	size_t next;      /* of one event: the member told before this one, plus one */
};

struct items {
	struct told *at;
	size_t count;
};

static const struct wn_value *attribute_of(const struct wn_item *item, struct wn_str name)
{
	for (size_t i = 0; i < item->count; i++)
		if (str_equal(item->attributes[i].name, name))
			return &item->attributes[i].value;
	return NULL;
}

/* Empty where the key is no text: of such keys none is ever said not to be there. */
static struct wn_str key_of(const struct field *field, const struct wn_item *item)
{
	const struct wn_value *key = field->attributes ? attribute_of(item, str_of(field->attributes[0].name)) : NULL;
	return key && (key->type == WN_TEXT || key->type == WN_VERSION) ? key->as.text : (struct wn_str){0};
}

static int compare_said(const struct wn_item *a, const struct wn_item *b)
{
	struct wn_item bare_a = {.attributes = a->attributes, .count = a->count}, bare_b = {.attributes = b->attributes, .count = b->count};
	struct wn_value x = {.type = WN_LIST, .as.list = {.at = &bare_a, .count = 1}}, y = {.type = WN_LIST, .as.list = {.at = &bare_b, .count = 1}};
	return value_compare(&x, &y);
}

/* Who says more first; of those that say the same, the surest. */
static int by_fullness(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	if (x->item.count != y->item.count)
		return x->item.count > y->item.count ? -1 : 1;
	int order = compare_said(&x->item, &y->item);
	if (!order && x->item.sure != y->item.sure)
		order = x->item.sure > y->item.sure ? -1 : 1;
	return order ? order : (x->fact > y->fact) - (x->fact < y->fact);
}

static bool says_all(const struct wn_item *more, const struct wn_item *less)
{
	for (size_t i = 0; i < less->count; i++) {
		const struct wn_value *value = attribute_of(more, less->attributes[i].name);
		if (!value || value_compare(value, &less->attributes[i].value) != 0)
			return false;
	}
	return true;
}

/* Told twice: as sure as the surer telling. */
static void absorb(struct told *into, const struct told *told)
{
	if (told->item.sure > into->item.sure)
		into->item.sure = told->item.sure;
	into->tellers |= told->tellers;
}

/* An item goes only if another says all that it says, so that no line can miss it. Whoever tells both tells them apart,
 * unless they are equal. */
static bool is_contained(const struct items *kept, const struct told *told)
{
	bool contained = false;
	for (size_t i = 0; i < kept->count && kept->at[i].item.count > told->item.count; i++)
		if (!(kept->at[i].tellers & told->tellers) && says_all(&kept->at[i].item, &told->item)) {
			absorb(&kept->at[i], told);
			contained = true;
		}
	return contained;
}

static void fold_items(struct items *items)
{
	struct items kept = {.at = items->at};
	if (items->count > 1)
		qsort(items->at, items->count, sizeof *items->at, by_fullness);
	for (size_t i = 0; i < items->count; i++) {
		struct told told = items->at[i], *last = kept.count ? &kept.at[kept.count - 1] : NULL;
		if (last && last->item.count == told.item.count && compare_said(&last->item, &told.item) == 0)
			absorb(last, &told);
		else
			kept.at[kept.count++] = told;
	}
	items->count = kept.count;
}

static void drop_contained(struct items *items)
{
	struct items kept = {.at = items->at};
	for (size_t i = 0; i < items->count; i++) {
		struct told told = items->at[i];
		if (!is_contained(&kept, &told))
			kept.at[kept.count++] = told;
	}
	items->count = kept.count;
}

/* ---- events: two sources tell one, a few days apart ---- */

static const struct wn_value *date_of(const struct wn_item *item)
{
	const struct wn_value *date = attribute_of(item, WN_STR("date"));
	return date && date->type == WN_DATE ? date : NULL;
}

/* Oldest first, undated ones last; of one day the fullest last. */
static int by_day(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	const struct wn_value *day_x = date_of(&x->item), *day_y = date_of(&y->item);
	if (!day_x != !day_y)
		return day_x ? -1 : 1;
	if (day_x && day_x->as.range.low != day_y->as.range.low)
		return day_x->as.range.low < day_y->as.range.low ? -1 : 1;
	return by_fullness(y, x);
}

static bool both_equal(const struct wn_item *a, const struct wn_item *b, struct wn_str name)
{
	const struct wn_value *x = attribute_of(a, name), *y = attribute_of(b, name);
	return x && y && value_compare(x, y) == 0;
}

static bool is_near(const struct wn_item *before, const struct wn_item *after)
{
	const struct wn_value *x = date_of(before), *y = date_of(after);
	/* Open beginnings are as far apart as can be from anything. */
	return x && y && x->as.range.low != WN_OPEN_LOW && (uint64_t)y->as.range.low - (uint64_t)x->as.range.low <= SAME_EVENT_DAYS;
}

static bool same_event(const struct wn_item *a, const struct wn_item *b)
{
	return both_equal(a, b, WN_STR("kind")) && (both_equal(a, b, WN_STR("amount")) || both_equal(a, b, WN_STR("title")));
}

static int by_name(const void *a, const void *b)
{
	return str_compare(((const struct wn_attribute *)a)->name, ((const struct wn_attribute *)b)->name);
}

/* The newest telling, and what the others say beyond it. */
static struct told join_event(const struct items *items, size_t newest, struct wn_arena *arena)
{
	struct told event = items->at[newest];
	size_t room = 0;
	for (size_t i = newest + 1; i; i = items->at[i - 1].next)
		room += items->at[i - 1].item.count;
	struct wn_attribute *attributes = arena_array(arena, room, sizeof *attributes);
	struct wn_item joined = {.attributes = attributes};
	for (size_t i = newest + 1; i; i = items->at[i - 1].next) {
		const struct told *told = &items->at[i - 1];
		for (size_t j = 0; j < told->item.count; j++)
			if (!attribute_of(&joined, told->item.attributes[j].name))
				attributes[joined.count++] = told->item.attributes[j];
		absorb(&event, told);
	}
	if (joined.count > event.item.count) {
		qsort(attributes, joined.count, sizeof *attributes, by_name);
		event.item.attributes = attributes;
		event.item.count = joined.count;
	}
	event.next = 0;
	return event;
}

/* An event as it is put together: the oldest telling is what others are measured by, so that a chain of days does not
 * grow for ever. */
struct event {
	size_t oldest, newest;
	uint64_t tellers;
};

static void join_events(struct items *items, struct wn_arena *arena)
{
	struct event *events = arena_array(arena, items->count, sizeof *events);
	struct told *joined = arena_array(arena, items->count, sizeof *joined);
	size_t count = 0, open = 0;
	qsort(items->at, items->count, sizeof *items->at, by_day);
	for (size_t i = 0; i < items->count; i++) {
		struct told *told = &items->at[i];
		while (open < count && !is_near(&items->at[events[open].oldest].item, &told->item))
			open++;
		size_t at = open;
		while (at < count && ((events[at].tellers & told->tellers) || !same_event(&items->at[events[at].oldest].item, &told->item)))
			at++;
		if (at == count)
			events[count++] = (struct event){.oldest = i, .newest = i, .tellers = told->tellers};
		else
			told->next = events[at].newest + 1;
		events[at].newest = i;
		events[at].tellers |= told->tellers;
	}
	for (size_t i = 0; i < count; i++)
		joined[i] = join_event(items, events[i].newest, arena);
	*items = (struct items){joined, count};
}

/* ---- lists ---- */

static bool item_passes(const struct wn_item *item, struct sieve sieve)
{
	return !item->sure || item->sure >= sieve.sure_least;
}

static uint32_t item_sure(const struct wn_item *item, const struct fact *fact)
{
	return item->sure ? item->sure : evidence_sure(&fact->evidence);
}

static void tell_items(struct items *items, const struct fact *fact, struct sieve sieve)
{
	for (size_t i = 0; i < fact->value.as.list.count; i++) {
		const struct wn_item *item = &fact->value.as.list.at[i];
		if (!item_passes(item, sieve))
			continue;
		struct told *told = &items->at[items->count++];
		*told = (struct told){.item = *item, .fact = fact, .tellers = UINT64_C(1) << fact->provider % 64};
		/* Beside items of other facts, 0 for "that of the fact" would say nothing. */
		told->item.sure = item_sure(item, fact);
	}
}

static struct items collect_items(struct passing passing, struct sieve sieve, struct wn_arena *arena)
{
	struct items items = {0};
	size_t room = 0;
	for (size_t i = 0; i < passing.count; i++)
		room += passing.at[i]->value.as.list.count;
	items.at = arena_array(arena, room, sizeof *items.at);
	for (size_t i = 0; i < passing.count; i++)
		tell_items(&items, passing.at[i], sieve);
	fold_items(&items);
	return items;
}

static struct texts keys_of(const struct field *field, const struct wn_item *items, size_t count, struct wn_arena *arena)
{
	struct wn_str *keys = arena_array(arena, count, sizeof *keys);
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		struct wn_str key = key_of(field, &items[i]);
		if (key.len)
			keys[found++] = key;
	}
	return sort_once(keys, found);
}

static int by_content(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	int order = compare_said(&x->item, &y->item);
	return order ? order : by_fullness(a, b);
}

static const struct wn_item *items_in_order(struct items items, struct wn_arena *arena)
{
	struct wn_item *sorted = arena_array(arena, items.count, sizeof *sorted);
	if (items.count > 1)
		qsort(items.at, items.count, sizeof *items.at, by_content);
	for (size_t i = 0; i < items.count; i++)
		sorted[i] = items.at[i].item;
	return sorted;
}

static void merge_list(const struct field *field, struct wn_value *merged, struct passing passing, struct sieve sieve, struct wn_arena *arena)
{
	struct items items = collect_items(passing, sieve, arena);
	drop_contained(&items);
	if (!field->own && strcmp(field->name, "signal") == 0 && items.count > 1)
		join_events(&items, arena);
	const struct wn_item *sorted = items_in_order(items, arena);
	struct texts keys = keys_of(field, sorted, items.count, arena), absent = without(unite_texts(passing, true, arena), keys, arena);
	merged->as.list.at = sorted;
	merged->as.list.count = items.count;
	merged->as.list.absent = absent.at;
	merged->as.list.absent_count = absent.count;
}

const struct fact *company_item_fact(const struct company *company, field_id field, const struct wn_item *item)
{
	size_t count;
	const struct fact *facts = company_facts(company, field, &count);
	struct wn_str key = key_of(dictionary_field(company->dictionary, field), item);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; facts[i].cause == WN_KNOWN && j < facts[i].value.as.list.count; j++) {
			const struct wn_item *own = &facts[i].value.as.list.at[j];
			if (own->attributes == item->attributes)
				return &facts[i];
			/* Attributes of a joined event are new, their texts are not: the key is that of the newest telling. */
			if (key.len && key_of(dictionary_field(company->dictionary, field), own).ptr == key.ptr)
				return &facts[i];
		}
	return NULL;
}

/* ---- a fact as it is kept ---- */

/* Items are sorted by their coding, in which where and sure come last: those that say the same stand side by side. */
static void drop_twins(struct fact *fact, struct wn_arena *arena)
{
	const struct wn_value *value = &fact->value;
	struct wn_item *kept = arena_array(arena, value->as.list.count, sizeof *kept);
	size_t count = 0;
	for (size_t i = 0; i < value->as.list.count; i++) {
		const struct wn_item *item = &value->as.list.at[i];
		if (!count || compare_said(&kept[count - 1], item) != 0)
			kept[count++] = *item;
		else if (item_sure(item, fact) > item_sure(&kept[count - 1], fact))
			kept[count - 1] = *item;
	}
	fact->value.as.list.at = kept;
	fact->value.as.list.count = count;
}

void union_tidy(const struct field *field, struct fact *fact, struct wn_arena *arena)
{
	struct wn_value *value = &fact->value;
	if (value->type == WN_LIST && value->as.list.count > 1)
		drop_twins(fact, arena);
	if (value->type == WN_LIST && value->as.list.absent_count) {
		struct texts left = without(texts_of(value, true), keys_of(field, value->as.list.at, value->as.list.count, arena), arena);
		value->as.list.absent = left.at;
		value->as.list.absent_count = left.count;
	} else if (value->type == WN_SET && value->as.set.absent_count) {
		struct texts left = without(texts_of(value, true), texts_of(value, false), arena);
		value->as.set.absent = left.at;
		value->as.set.absent_count = left.count;
	}
}

/* ---- the whole ---- */

static bool has_absent(const struct wn_value *value)
{
	return value->type == WN_SET ? value->as.set.absent_count > 0 : value->type == WN_LIST && value->as.list.absent_count > 0;
}

/* A provider says complete by any one of its facts. */
static bool says_complete(const struct fact *facts, size_t count, provider_id provider, struct sieve sieve)
{
	for (size_t i = 0; i < count; i++)
		if (facts[i].provider == provider && fact_passes(&facts[i], sieve) && facts[i].value.complete)
			return true;
	return false;
}

static bool all_complete(const struct fact *facts, size_t count, const provider_id *providers, size_t provider_count, struct sieve sieve)
{
	for (size_t i = 0; i < provider_count; i++)
		if (!says_complete(facts, count, providers[i], sieve))
			return false;
	return provider_count > 0;
}

static bool all_said(const struct fact *facts, size_t count, const struct providers *all, const provider_id *providers, size_t provider_count)
{
	for (size_t i = 0; i < provider_count; i++) {
		bool said = providers_is_source(all, providers[i]);
		for (size_t j = 0; j < count && !said; j++)
			said = facts[j].provider == providers[i];
		if (!said)
			return false;
	}
	return true;
}

/* A single fact is its own union, see union_tidy, unless the sieve keeps back some of its items. */
static bool stands_alone(const struct fact *fact, struct sieve sieve)
{
	for (size_t i = 0; fact->value.type == WN_LIST && i < fact->value.as.list.count; i++)
		if (!item_passes(&fact->value.as.list.at[i], sieve))
			return false;
	return true;
}

static void add_up(const struct field *field, struct wn_value *merged, const struct fact *facts, size_t count, struct sieve sieve,
                   struct wn_arena *arena)
{
	struct passing passing = collect_passing(facts, count, sieve, arena);
	if (field->type == WN_SET)
		merge_set(merged, passing, arena);
	else
		merge_list(field, merged, passing, sieve, arena);
}

struct merged merge_union(const struct field *field, const struct fact *facts, size_t count, const struct providers *all,
                          const provider_id *providers, size_t provider_count, struct sieve sieve, struct wn_arena *arena)
{
	struct merged merged = {.cause = WN_NO_PROVIDER};
	size_t passing = 0;
	for (size_t i = 0; i < count; i++)
		if (fact_passes(&facts[i], sieve) && !passing++)
			merged.fact = &facts[i];
	if (!passing)
		return merged;
	merged.cause = WN_KNOWN;
	merged.value = merged.fact->value;
	if (passing > 1 || !stands_alone(merged.fact, sieve))
		add_up(field, &merged.value, facts, count, sieve, arena);
	merged.value.complete = all_complete(facts, count, providers, provider_count, sieve);
	merged.firm = !has_absent(&merged.value) || all_said(facts, count, all, providers, provider_count);
	return merged;
}
