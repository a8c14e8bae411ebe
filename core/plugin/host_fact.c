/* host_fact.c - facts: which a task may read, and which it may say. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/text.h"
#include "plugin/host.h"

#define STR_SHORT(s) STR_ARG(str_first(s, 60))

void *task_grow(struct task *task, void *at, size_t count, size_t *room, size_t size)
{
	void *grown;

	if (count < *room)
		return at;
	*room = *room ? 2 * *room : 8;
	grown = arena_array(task->public.arena, *room, size);
	if (count > 0)
		memcpy(grown, at, count * size);
	return grown;
}

/* ---- reading ---- */

static int may_read(struct task *task, field_id field)
{
	const struct needs_said *said = &task->step->said;

	if (!task->company)
		return fail(task->public.error, WN_REFUSED, "there is no company here to read '%s' of", dictionary_field(task->dictionary, field)->name);
	if (task->sees_all || field_among(said->needs, said->need_count, field) || field_among(said->wants, said->want_count, field))
		return WN_OK;
	return fail(task->public.error, WN_REFUSED, "'%s' was not declared: it must be among the plugin's needs or wants", dictionary_field(task->dictionary, field)->name);
}

/* What an enricher merely wants it sees as sources gave it: else its answer would hang on who was asked before it. */
static struct company seen_by(struct task *task, field_id field)
{
	const struct needs_said *said = &task->step->said;
	struct company seen = *task->company;
	size_t i;

	if (task->step->kind != WN_ENRICHER || task->sees_all || field_among(said->needs, said->need_count, field))
		return seen;
	seen.facts = arena_array(task->public.arena, seen.fact_count, sizeof *seen.facts);
	seen.fact_count = 0;
	for (i = 0; i < task->company->fact_count; i++)
		if (providers_is_source(task->providers, task->company->facts[i].provider))
			seen.facts[seen.fact_count++] = task->company->facts[i];
	return seen;
}

static void put_fact(const struct task *task, const struct fact *said, struct wn_fact *fact)
{
	fact->evidence = said->evidence;
	fact->provider = providers_name(task->providers, said->provider);
}

/* Most fields of most companies have one fact: it is the answer as it stands. */
static bool get_only(const struct task *task, field_id field, struct wn_fact *fact)
{
	const struct fact *only = task->step->kind != WN_ENRICHER ? company_only_fact(task->company, task->providers, field) : NULL;

	if (!only)
		return false;
	fact->cause = WN_KNOWN;
	fact->value = only->value;
	put_fact(task, only, fact);
	return true;
}

int host_get(struct wn_task *public, struct wn_str name, struct wn_fact *fact)
{
	struct task *task = (struct task *)public;
	struct company seen;
	struct merged merged;
	field_id field;
	int result = host_field(task->dictionary, name, &field, public->error);

	if (result == WN_OK)
		result = may_read(task, field);
	if (result < 0) {
		*fact = (struct wn_fact){.cause = WN_NO_PROVIDER};
		return result;
	}
	if (get_only(task, field, fact))
		return WN_OK;
	seen = seen_by(task, field);
	merged = company_merge(&seen, task->providers, field, (struct sieve){0, WN_NO_DAY}, public->arena);
	*fact = (struct wn_fact){.cause = merged.cause, .value = merged.value, .evidence = {.day = WN_NO_DAY}};
	if (merged.fact)
		put_fact(task, merged.fact, fact);
	return WN_OK;
}

struct wn_str host_company_id(struct wn_task *public)
{
	const struct company *company = ((struct task *)public)->company;

	return company ? company->id : (struct wn_str){"", 0};
}

/* ---- texts of a value: UTF-8, NFC, no NUL, whatever the plugin was given ---- */

static bool clean(struct wn_arena *arena, struct wn_str *text)
{
	return text->len == 0 || (text->ptr && text_nfc(arena, *text, text));
}

static struct wn_str *clean_texts(struct wn_arena *arena, const struct wn_str *at, size_t count)
{
	struct wn_str *texts = arena_array(arena, count, sizeof *texts);
	size_t i;

	if (count > 0 && !at)
		return NULL;
	for (i = 0; i < count; i++) {
		texts[i] = at[i];
		if (!clean(arena, &texts[i]))
			return NULL;
	}
	return texts;
}

static bool clean_value(struct wn_arena *arena, struct wn_value *value);

static bool clean_codes(struct wn_arena *arena, struct wn_value *value)
{
	struct wn_code *codes = arena_array(arena, value->as.codes.count, sizeof *codes);
	size_t i;

	if (value->as.codes.count > 0 && !value->as.codes.at)
		return false;
	for (i = 0; i < value->as.codes.count; i++) {
		codes[i] = value->as.codes.at[i];
		if (!clean(arena, &codes[i].scheme) || !clean(arena, &codes[i].code) || !clean(arena, &codes[i].label))
			return false;
	}
	value->as.codes.at = codes;
	return true;
}

static bool clean_item(struct wn_arena *arena, struct wn_item *item)
{
	struct wn_attribute *attributes = arena_array(arena, item->count, sizeof *attributes);
	size_t i;

	if ((item->count > 0 && !item->attributes) || item->sure > 1000 || !clean(arena, &item->where))
		return false;
	for (i = 0; i < item->count; i++) {
		uint32_t type = item->attributes[i].value.type;

		attributes[i] = item->attributes[i];
		if (type == WN_SET || type == WN_LIST || type == WN_BODY || !clean(arena, &attributes[i].name)
		    || !clean_value(arena, &attributes[i].value))
			return false;
	}
	item->attributes = attributes;
	return true;
}

static bool clean_list(struct wn_arena *arena, struct wn_value *value)
{
	struct wn_item *items = arena_array(arena, value->as.list.count, sizeof *items);
	size_t i;

	if (value->as.list.count > 0 && !value->as.list.at)
		return false;
	for (i = 0; i < value->as.list.count; i++) {
		items[i] = value->as.list.at[i];
		if (!clean_item(arena, &items[i]))
			return false;
	}
	value->as.list.at = items;
	value->as.list.absent = clean_texts(arena, value->as.list.absent, value->as.list.absent_count);
	return value->as.list.absent;
}

static bool clean_set(struct wn_arena *arena, struct wn_value *value)
{
	value->as.set.at = clean_texts(arena, value->as.set.at, value->as.set.count);
	value->as.set.absent = clean_texts(arena, value->as.set.absent, value->as.set.absent_count);
	return value->as.set.at && value->as.set.absent;
}

static bool clean_value(struct wn_arena *arena, struct wn_value *value)
{
	switch (value->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		return clean(arena, &value->as.text);
	case WN_CODE:
		return clean_codes(arena, value);
	case WN_SET:
		return clean_set(arena, value);
	case WN_LIST:
		return clean_list(arena, value);
	case WN_MONEY:
		return memchr(value->as.money.currency, 0, sizeof value->as.money.currency);
	default:
		return true;
	}
}

/* ---- saying ---- */

/* Where a fact of this task goes: the row that was begun, or the company's own facts. */
static int keep(struct task *task, const struct fact *fact)
{
	if (task->step->kind == WN_SOURCE) {
		if (!task->row_open)
			return fail(task->public.error, WN_REFUSED, "a fact belongs to a company: call row() first, and again after one that was refused");
		company_add(&task->rows[task->row_count - 1].company, fact);
		return WN_OK;
	}
	task->facts = task_grow(task, task->facts, task->fact_count, &task->fact_room, sizeof *task->facts);
	task->facts[task->fact_count++] = *fact;
	return WN_OK;
}

static int may_say(struct task *task, struct wn_str name, field_id *field)
{
	const struct needs_said *said = &task->step->said;
	int result = host_field(task->dictionary, name, field, task->public.error);

	if (result < 0 || field_among(said->provides, said->provide_count, *field))
		return result;
	return fail(task->public.error, WN_REFUSED, "'%s' is not among what it provides: declare it there", dictionary_field(task->dictionary, *field)->name);
}

static int complete_evidence(struct task *task, const struct wn_evidence *said, struct wn_evidence *evidence)
{
	*evidence = said ? *said : (struct wn_evidence){.day = WN_NO_DAY};
	if (evidence->sure > 1000)
		return fail(task->public.error, WN_INVALID, "sure is %u: it goes from 1 to 1000 thousandths", evidence->sure);
	if (!clean(task->public.arena, &evidence->where))
		return fail(task->public.error, WN_INVALID, "where a fact comes from is no UTF-8 text");
	evidence->where = arena_str(task->public.arena, evidence->where);
	if (evidence->sure == 0)
		evidence->sure = 1000;
	if (evidence->day == WN_NO_DAY)
		evidence->day = task->answer_day;
	return WN_OK;
}

int host_fact(struct wn_task *public, struct wn_str name, const struct wn_value *value, const struct wn_evidence *evidence)
{
	struct task *task = (struct task *)public;
	struct fact fact = {.provider = task->step->provider, .cause = WN_KNOWN};
	int result = may_say(task, name, &fact.field);

	if (result == WN_OK)
		result = complete_evidence(task, evidence, &fact.evidence);
	if (result < 0)
		return result;
	if (!value || value->type < WN_TEXT || value->type > WN_VERSION)
		return fail(public->error, WN_INVALID, "a fact of '%.*s' has no value", STR_SHORT(name));
	fact.value = *value;
	if (!clean_value(public->arena, &fact.value))
		return fail(public->error, WN_INVALID, "a value of '%.*s' holds bytes that are no UTF-8 text", STR_SHORT(name));
	if (value_check(dictionary_field(task->dictionary, fact.field), &fact.value, public->error) < 0)
		return WN_INVALID;
	fact.value = value_copy(public->arena, &fact.value);
	return keep(task, &fact);
}

int host_unknown(struct wn_task *public, struct wn_str name, enum wn_cause cause)
{
	struct task *task = (struct task *)public;
	struct fact fact = {.provider = task->step->provider, .cause = (uint16_t)cause, .evidence = {.day = task->answer_day}};
	int result = may_say(task, name, &fact.field);

	if (result < 0)
		return result;
	if ((unsigned)cause <= WN_KNOWN || (unsigned)cause >= WN_CAUSE_COUNT)
		return fail(public->error, WN_INVALID, "%u is no cause why '%.*s' is unknown", (unsigned)cause, STR_SHORT(name));
	return keep(task, &fact);
}
