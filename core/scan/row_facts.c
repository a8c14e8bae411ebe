/* row_facts.c - cells to facts. */
#include "scan/row_facts.h"

#include <string.h>

#include "base/str.h"
#include "company/identity.h"
#include "company/text.h"

/* ---- cells ---- */

struct wn_str row_cell(const struct row *row, uint32_t number)
{
	const struct scan_plan *plan = row->plan;
	struct wn_str text;

	if (number == NO_CELL || number >= row->count)
		return (struct wn_str){0};
	text = csv_text(row->worker->arena, &plan->csv, &row->worker->cells[number]);
	if (plan->encoding.len > 0 && !text_decode(row->worker->arena, plan->encoding, text, &text))
		return (struct wn_str){0};
	return text;
}

/* ---- conversion ---- */

void row_convert(const struct row *row, size_t number)
{
	const struct bound *bound = &row->plan->bounds[number];
	struct row_worker *worker = row->worker;
	struct wn_fact *fact = &worker->converted[number];
	struct wn_str few[8], *cells = few;

	if (worker->done[number])
		return;
	worker->done[number] = true;
	if (row->masked) {
		*fact = (struct wn_fact){.cause = WN_MASKED, .evidence.day = WN_NO_DAY};
		return;
	}
	if (bound->lacking) {
		*fact = (struct wn_fact){.cause = WN_ABSENT, .evidence.day = WN_NO_DAY};
		return;
	}
	if (bound->cell_count > sizeof few / sizeof *few)
		cells = arena_array(worker->arena, bound->cell_count, sizeof *cells);
	for (size_t i = 0; i < bound->cell_count; i++)
		cells[i] = row_cell(row, bound->cells[i]);
	convert_cells(worker->arena, &bound->field, bound->column, &bound->lookup, cells, bound->cell_count, fact);
}

bool row_read_days(const struct row *row, size_t *bad_cell)
{
	const struct scan_plan *plan = row->plan;
	struct row_worker *worker = row->worker;

	for (size_t i = 0; i < plan->bound_count; i++) {
		const struct bound *bound = &plan->bounds[i];

		worker->done[i] = false;
		worker->days[i] = WN_NO_DAY;
		if (bound->column->convert == WN_CONV_DATE) {
			row_convert(row, i);
			*bad_cell = bound->cells[0];
			if (worker->converted[i].cause == WN_MALFORMED)
				return false;
		}
		if (bound->observed == NO_CELL)
			continue;
		*bad_cell = bound->observed;
		if (observed_day(bound->column, row_cell(row, bound->observed), &worker->days[i]) == WN_INVALID)
			return false;
	}
	return true;
}

/* ---- facts ---- */

static void add_fact(const struct row *row, struct facts *facts, const struct bound_group *group, size_t bound, uint32_t cause,
                     const struct wn_value *value)
{
	const struct scan_plan *plan = row->plan;
	struct fact *fact = &facts->at[facts->count++];
	int32_t day = bound == SIZE_MAX ? WN_NO_DAY : row->worker->days[bound];

	*fact = (struct fact){.field = group->id, .provider = plan->provider, .cause = (uint16_t)cause};
	if (value)
		fact->value = *value;
	fact->evidence.day = day == WN_NO_DAY || day > plan->day ? plan->day : day;
	fact->evidence.sure = plan->mapping->sure;
}

/* Of the causes why no column gave a value, the one that says most. */
static uint32_t cause_of_group(const struct row *row, const struct bound_group *group)
{
	uint32_t cause = WN_ABSENT;

	for (size_t i = group->first; i < group->first + group->count; i++) {
		uint32_t other = row->worker->converted[i].cause;

		if (other == WN_MASKED || (other != WN_KNOWN && cause == WN_ABSENT))
			cause = other;
	}
	return cause;
}

static size_t first_known(const struct row *row, const struct bound_group *group)
{
	for (size_t i = group->first; i < group->first + group->count; i++)
		if (row->worker->converted[i].cause == WN_KNOWN)
			return i;
	return SIZE_MAX;
}

/* Codes of all columns in one value. */
static void add_codes(const struct row *row, struct facts *facts, const struct bound_group *group, size_t first)
{
	struct wn_fact *converted = row->worker->converted;
	struct wn_value value = {.type = WN_CODE};
	struct wn_code *codes;
	size_t count = 0;

	for (size_t i = group->first; i < group->first + group->count; i++)
		if (converted[i].cause == WN_KNOWN)
			count += converted[i].value.as.codes.count;
	codes = arena_array(row->worker->arena, count, sizeof *codes);
	for (size_t i = group->first; i < group->first + group->count; i++) {
		if (converted[i].cause != WN_KNOWN)
			continue;
		memcpy(&codes[value.as.codes.count], converted[i].value.as.codes.at, converted[i].value.as.codes.count * sizeof *codes);
		value.as.codes.count += converted[i].value.as.codes.count;
	}
	value.as.codes.at = codes;
	value = value_copy(row->worker->arena, &value);
	add_fact(row, facts, group, first, WN_KNOWN, &value);
}

/* The attributes that are known make one item; without its key there is none. */
static bool make_item(const struct row *row, const struct bound_group *group, struct wn_value *value)
{
	struct wn_arena *arena = row->worker->arena;
	struct wn_attribute *attributes = arena_array(arena, group->count, sizeof *attributes);
	struct wn_item *item = arena_alloc(arena, sizeof *item);
	bool has_key = false;
	size_t count = 0;

	for (size_t i = group->first; i < group->first + group->count; i++) {
		const struct wn_fact *fact = &row->worker->converted[i];
		struct wn_str name = row->plan->bounds[i].attribute;
		bool seen = false;

		for (size_t k = 0; k < count; k++)
			seen |= str_equal(attributes[k].name, name);
		if (name.len == 0 || fact->cause != WN_KNOWN || seen)
			continue;
		attributes[count++] = (struct wn_attribute){name, fact->value};
		has_key |= str_is(name, group->field->attributes[0].name);
	}
	if (!has_key)
		return false;
	*item = (struct wn_item){.attributes = attributes, .count = count};
	*value = (struct wn_value){.type = WN_LIST};
	value->as.list.at = item;
	value->as.list.count = 1;
	return true;
}

/* Sets and lists: each column's own fact; company_add and the merge add them up. */
static void add_each(const struct row *row, struct facts *facts, const struct bound_group *group)
{
	size_t before = facts->count;
	struct wn_value value;

	for (size_t i = group->first; i < group->first + group->count; i++) {
		if (row->worker->converted[i].cause != WN_KNOWN || row->plan->bounds[i].attribute.len > 0)
			continue;
		value = value_copy(row->worker->arena, &row->worker->converted[i].value);
		add_fact(row, facts, group, i, WN_KNOWN, &value);
	}
	if (group->field->type == WN_LIST && make_item(row, group, &value)) {
		value = value_copy(row->worker->arena, &value);
		add_fact(row, facts, group, SIZE_MAX, WN_KNOWN, &value);
	}
	if (facts->count == before)
		add_fact(row, facts, group, SIZE_MAX, cause_of_group(row, group), NULL);
}

/* Every mapped field gets an answer, if only that there is nothing: whoever waits for this source would wait for ever. */
void row_add_group(const struct row *row, struct facts *facts, const struct bound_group *group)
{
	struct wn_value value;
	size_t known;

	if (group->is_id) {
		value = value_of_text(row->id);
		add_fact(row, facts, group, SIZE_MAX, WN_KNOWN, &value);
		return;
	}
	for (size_t i = group->first; i < group->first + group->count; i++)
		row_convert(row, i);
	if (group->field->type == WN_SET || group->field->type == WN_LIST) {
		add_each(row, facts, group);
		return;
	}
	known = first_known(row, group);
	if (known == SIZE_MAX)
		add_fact(row, facts, group, group->count == 1 ? group->first : SIZE_MAX, cause_of_group(row, group), NULL);
	else if (group->field->type == WN_CODE)
		add_codes(row, facts, group, known);
	else
		add_fact(row, facts, group, known, WN_KNOWN, &row->worker->converted[known].value);
}

static void add_key(struct company *company, struct key key)
{
	for (size_t i = 0; i < company->key_count; i++)
		if (str_equal(company->keys[i].scheme, key.scheme))
			return;
	company->keys[company->key_count++] = key;
}

void row_add_keys(const struct row *row, struct company *company)
{
	const struct scan_plan *plan = row->plan;
	struct wn_arena *arena = row->worker->arena;

	company->keys = arena_array(arena, plan->group_count + 1, sizeof *company->keys);
	if (plan->id_cell != NO_CELL)
		add_key(company, key_for(arena, plan->mapping->id_scheme, row->id));
	for (size_t i = 0; i < company->fact_count; i++) {
		const struct field *field = dictionary_field(plan->dictionary, company->facts[i].field);
		struct key key;
		if (key_of_fact(arena, field, &company->facts[i], plan->id_cell != NO_CELL, &key))
			add_key(company, key);
	}
}

struct facts row_gather(const struct row *row, bool all)
{
	const struct scan_plan *plan = row->plan;
	struct facts facts = {row->worker->facts, 0};

	for (size_t i = 0; i < plan->group_count; i++)
		if (all || plan->groups[i].early)
			row_add_group(row, &facts, &plan->groups[i]);
	return facts;
}

