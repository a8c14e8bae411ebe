/* describe_value.c - facts written in a description. */
#include "run/describe_value.h"

#include <math.h>

#include "base/error.h"
#include "base/str.h"
#include "company/code.h"
#include "company/date.h"
#include "company/money.h"

struct reading {
	struct wn_arena *arena;
	const struct field *field;
	struct diags *diags;
};

static bool wrong(struct reading *reading, const struct wn_tree *tree, const char *wanted)
{
	diag_error(reading->diags, tree->place, "'%s' is %s, not %s", reading->field->name, wanted, tree_kind_name(tree));
	return false;
}

/* ---- single values ---- */

static bool read_text(struct reading *reading, const struct wn_tree *tree, enum wn_type type, struct wn_value *value)
{
	if (tree->kind != WN_TREE_TEXT)
		return wrong(reading, tree, "a text");
	value->type = type;
	value->as.text = tree->as.text;
	return true;
}

static bool read_flag(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	if (tree->kind != WN_TREE_FLAG)
		return wrong(reading, tree, "true or false");
	*value = value_of_flag(tree->as.flag);
	return true;
}

static bool read_number(struct reading *reading, const struct wn_tree *tree, int64_t unit, int64_t *number)
{
	if (tree->kind != WN_TREE_INTEGER && tree->kind != WN_TREE_NUMBER)
		return wrong(reading, tree, "a number");
	double exact = tree->kind == WN_TREE_INTEGER ? (double)tree->as.integer : tree->as.number;
	if (fabs(exact) > 9e15 / (double)unit)
		return wrong(reading, tree, "a number of this size");
	*number = tree->kind == WN_TREE_INTEGER ? tree->as.integer * unit : (int64_t)llround(exact * (double)unit);
	return true;
}

/* at_least(10000), at_most(9), between(20, 30): as the profile language writes a range. False: it is none of these. */
static bool read_limits(struct reading *reading, const struct wn_tree *tree, int64_t unit, struct wn_range *range, bool *good)
{
	bool least = tree_is_call(tree, "at_least"), most = tree_is_call(tree, "at_most"), between = tree_is_call(tree, "between");
	if (!(least || most || between) || tree_bare_count(tree) != (between ? 2 : 1))
		return false;
	*range = (struct wn_range){WN_OPEN_LOW, WN_OPEN_HIGH};
	*good = most || read_number(reading, tree_bare(tree, 0), unit, &range->low);
	*good = *good && (least || read_number(reading, tree_bare(tree, between ? 1 : 0), unit, &range->high));
	return true;
}

static bool read_range(struct reading *reading, const struct wn_tree *tree, enum wn_type type, int64_t unit, struct wn_value *value)
{
	static const char form[] = "a number, { low, high }, at_least(n) or at_most(n)";
	struct wn_range range;
	bool good = true;
	if (tree->kind == WN_TREE_INTEGER || tree->kind == WN_TREE_NUMBER) {
		good = read_number(reading, tree, unit, &range.low);
		range.high = range.low;
	} else if (tree->kind == WN_TREE_TABLE && tree_bare_count(tree) == 2) {
		good = read_number(reading, tree_bare(tree, 0), unit, &range.low) && read_number(reading, tree_bare(tree, 1), unit, &range.high);
	} else if (!read_limits(reading, tree, unit, &range, &good)) {
		return wrong(reading, tree, form);
	}
	if (good)
		*value = value_of_range(type, range.low, range.high);
	return good;
}

static bool read_days(struct reading *reading, const struct wn_tree *tree, struct wn_range *days)
{
	if (tree->kind == WN_TREE_TEXT && days_parse(tree->as.text, days))
		return true;
	return wrong(reading, tree, "a date such as \"2026-11-01\", \"2026-11\" or \"2026\", or { first, last }");
}

static bool read_date(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	struct wn_range first, last;
	bool span = tree->kind == WN_TREE_TABLE && tree_bare_count(tree) == 2;
	if (!read_days(reading, span ? tree_bare(tree, 0) : tree, &first) || !read_days(reading, span ? tree_bare(tree, 1) : tree, &last))
		return false;
	*value = value_of_range(WN_DATE, first.low, last.high);
	return true;
}

static bool read_money(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	static const char form[] = "{ amount, \"EUR\" } or { low, high, \"EUR\" }, with day = \"2025-12-31\" where that matters";
	size_t count = tree->kind == WN_TREE_TABLE ? tree_bare_count(tree) : 0;
	const struct wn_tree *currency = count ? tree_bare(tree, count - 1) : NULL;
	const struct wn_tree *day = tree->kind == WN_TREE_TABLE ? tree_value(tree, "day") : NULL;
	int64_t unit = 1;
	if (count < 2 || count > 3 || tree->count > count + (day != NULL) || currency->kind != WN_TREE_TEXT || !currency_valid(currency->as.text))
		return wrong(reading, tree, form);
	for (int i = currency_decimals(currency->as.text); i > 0; i--)
		unit *= 10;
	value->type = WN_MONEY;
	value->as.money.day = WN_NO_DAY;
	if (day && (day->kind != WN_TREE_TEXT || !day_parse(day->as.text, &value->as.money.day)))
		return wrong(reading, day, form);
	memcpy(value->as.money.currency, currency->as.text.ptr, 3);
	struct wn_value range;
	if (!read_range(reading, tree_bare(tree, 0), WN_INTEGER, unit, &range))
		return false;
	value->as.money.range = range.as.range;
	return count == 2 || read_number(reading, tree_bare(tree, 1), unit, &value->as.money.range.high);
}

/* ---- several in one ---- */

static const char *const schemes[] = {"nace", "nace21", "naf", "naf25", "sic", "us_sic", "naics", "isic", "cj", NULL};

/* naf "62.01Z"; cj("5710", "SAS") with the words of the register beside it; "SAS": the words alone. */
static bool read_code(struct reading *reading, const struct wn_tree *tree, struct wn_code *code)
{
	const struct wn_tree *text = tree->kind == WN_TREE_CALL ? tree_bare(tree, 0) : NULL;
	const struct wn_tree *label = tree->kind == WN_TREE_CALL ? tree_bare(tree, 1) : NULL;
	char near[128];
	if (tree->kind == WN_TREE_TEXT) {
		*code = (struct wn_code){.label = tree->as.text};
		return true;
	}
	if (!text || text->kind != WN_TREE_TEXT || (label && label->kind != WN_TREE_TEXT))
		return wrong(reading, tree, "a code such as naf \"62.01Z\"");
	*code = (struct wn_code){.scheme = tree->as.text, .label = label ? label->as.text : (struct wn_str){0}};
	if (!code_scheme_known(tree->as.text))
		diag_error(reading->diags, tree->place, "'%.*s' is no classification%s", STR_ARG(tree->as.text), did_you_mean(near, tree->as.text, schemes));
	else if (!code_normal(reading->arena, tree->as.text, text->as.text, &code->code))
		diag_error(reading->diags, text->place, "\"%.*s\" is no code of %.*s", STR_ARG(text->as.text), STR_ARG(tree->as.text));
	return code->code.len > 0;
}

static bool read_codes(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	size_t count = tree->kind == WN_TREE_TABLE ? tree_bare_count(tree) : 1;
	struct wn_code *codes = arena_array(reading->arena, count, sizeof *codes);
	for (size_t i = 0; i < count; i++)
		if (!read_code(reading, tree->kind == WN_TREE_TABLE ? tree_bare(tree, i) : tree, &codes[i]))
			return false;
	value->type = WN_CODE;
	value->as.codes.at = codes;
	value->as.codes.count = count;
	return true;
}

static bool read_texts(struct reading *reading, const struct wn_tree *tree, const struct wn_str **at, size_t *count)
{
	size_t room = tree->kind == WN_TREE_TABLE ? tree_bare_count(tree) : 0;
	struct wn_str *texts = arena_array(reading->arena, room, sizeof *texts);
	if (tree->kind != WN_TREE_TABLE)
		return wrong(reading, tree, "{ \"a\", \"b\" }");
	for (size_t i = 0; i < room; i++) {
		if (tree_bare(tree, i)->kind != WN_TREE_TEXT)
			return wrong(reading, tree_bare(tree, i), "{ \"a\", \"b\" }");
		texts[i] = tree_bare(tree, i)->as.text;
	}
	*at = texts;
	*count = room;
	return true;
}

/* What stands among the members: complete = true, everything there is; absent = { }, looked for in a telling way and not there. */
static bool read_reach(struct reading *reading, const struct wn_tree *tree, struct wn_value *value, const struct wn_str **absent, size_t *absent_count)
{
	bool good = true;
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];
		if (str_is(entry->key, "complete") && entry->value->kind == WN_TREE_FLAG)
			value->complete = entry->value->as.flag;
		else if (str_is(entry->key, "absent") && absent)
			good &= read_texts(reading, entry->value, absent, absent_count);
		else if (entry->key.len) {
			diag_error(reading->diags, entry->place, "beside what '%s' holds stand complete = true%s and nothing else", reading->field->name,
			           absent ? ", absent = { ... }" : "");
			good = false;
		}
	}
	return good;
}

static bool read_set(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	value->type = WN_SET;
	return read_texts(reading, tree, &value->as.set.at, &value->as.set.count) &&
	       read_reach(reading, tree, value, &value->as.set.absent, &value->as.set.absent_count);
}

static bool read_body(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	bool table = tree->kind == WN_TREE_TABLE && tree_bare_count(tree) == 1;
	if (!read_text(reading, table ? tree_bare(tree, 0) : tree, WN_BODY, value))
		return false;
	return !table || read_reach(reading, tree, value, NULL, NULL);
}

static bool read_single(struct reading *reading, const struct wn_tree *tree, enum wn_type type, struct wn_value *value);

/* ---- items of a list ---- */

/* An attribute of the user's own is what it looks like. */
static enum wn_type guess_type(const struct wn_tree *tree)
{
	struct wn_range days;
	switch (tree->kind) {
	case WN_TREE_INTEGER:
		return WN_INTEGER;
	case WN_TREE_NUMBER:
		return WN_NUMBER;
	case WN_TREE_FLAG:
		return WN_FLAG;
	case WN_TREE_TABLE:
		return WN_MONEY;
	default:
		return tree->kind == WN_TREE_TEXT && days_parse(tree->as.text, &days) ? WN_DATE : WN_TEXT;
	}
}

static bool unknown_attribute(struct reading *reading, const struct entry *entry)
{
	const char *names[32] = {NULL};
	char near[128];
	for (size_t i = 0; i < 31 && reading->field->attributes[i].name; i++)
		names[i] = reading->field->attributes[i].name;
	diag_error(reading->diags, entry->place, "items of '%s' have no '%.*s'%s", reading->field->name, STR_ARG(entry->key), did_you_mean(near, entry->key, names));
	return false;
}

static bool read_attribute(struct reading *reading, const struct entry *entry, struct wn_attribute *attribute)
{
	struct wn_str name = entry->key.len ? entry->key : str_of(reading->field->attributes[0].name);
	const struct attribute *known = field_attribute(reading->field, name);
	if (!known && !str_begins(name, WN_STR("x_")))
		return unknown_attribute(reading, entry);
	attribute->name = name;
	return read_single(reading, entry->value, known ? known->type : guess_type(entry->value), &attribute->value);
}

static bool read_sure(struct reading *reading, const struct wn_tree *tree, uint32_t *sure)
{
	double share = tree->kind == WN_TREE_NUMBER ? tree->as.number : tree->kind == WN_TREE_INTEGER ? (double)tree->as.integer : 0;
	*sure = (uint32_t)lround(share * 1000);
	if (share >= 0.001 && share <= 1)
		return true;
	diag_error(reading->diags, tree->place, "sure is a number above 0, at most 1");
	return false;
}

static bool read_where(struct reading *reading, const struct wn_tree *tree, struct wn_str *where)
{
	if (tree->kind != WN_TREE_TEXT)
		diag_error(reading->diags, tree->place, "where is a text: an address, or file and row");
	else
		*where = tree->as.text;
	return tree->kind == WN_TREE_TEXT;
}

static bool read_entry(struct reading *reading, const struct entry *entry, struct wn_item *item, struct wn_attribute *attribute)
{
	if (str_is(entry->key, "where"))
		return read_where(reading, entry->value, &item->where);
	if (str_is(entry->key, "sure"))
		return read_sure(reading, entry->value, &item->sure);
	item->count++;
	return read_attribute(reading, entry, attribute);
}

/* { name = "x", ... }; the bare value is the key, and a text alone is an item with nothing but that. */
static bool read_item(struct reading *reading, const struct wn_tree *tree, struct wn_item *item)
{
	struct entry alone = {.place = tree->place, .value = (struct wn_tree *)tree};
	const struct entry *entries = tree->kind == WN_TREE_TEXT ? &alone : tree->entries;
	size_t count = tree->kind == WN_TREE_TEXT ? 1 : tree->count;
	if (tree->kind != WN_TREE_TEXT && tree->kind != WN_TREE_TABLE)
		return wrong(reading, tree, "a list of items such as { name = \"x\" }");
	struct wn_attribute *attributes = arena_array(reading->arena, count, sizeof *attributes);
	bool good = true;
	*item = (struct wn_item){.attributes = attributes};
	for (size_t i = 0; i < count; i++)
		good &= read_entry(reading, &entries[i], item, &attributes[item->count]);
	return good;
}

static bool read_list(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	if (tree->kind != WN_TREE_TABLE)
		return wrong(reading, tree, "a list such as { { name = \"x\" } }");
	size_t count = tree_bare_count(tree);
	struct wn_item *items = arena_array(reading->arena, count, sizeof *items);
	bool good = true;
	for (size_t i = 0; i < count; i++)
		good &= read_item(reading, tree_bare(tree, i), &items[i]);
	value->type = WN_LIST;
	value->as.list.at = items;
	value->as.list.count = count;
	return good && read_reach(reading, tree, value, &value->as.list.absent, &value->as.list.absent_count);
}

/* ---- values and facts ---- */

static bool read_single(struct reading *reading, const struct wn_tree *tree, enum wn_type type, struct wn_value *value)
{
	*value = (struct wn_value){.type = type};
	switch (type) {
	case WN_TEXT:
	case WN_VERSION:
		return read_text(reading, tree, type, value);
	case WN_BODY:
		return read_body(reading, tree, value);
	case WN_FLAG:
		return read_flag(reading, tree, value);
	case WN_INTEGER:
		return read_range(reading, tree, type, 1, value);
	case WN_NUMBER:
		return read_range(reading, tree, type, WN_NUMBER_UNIT, value);
	case WN_DATE:
		return read_date(reading, tree, value);
	case WN_MONEY:
		return read_money(reading, tree, value);
	case WN_CODE:
		return read_codes(reading, tree, value);
	case WN_SET:
		return read_set(reading, tree, value);
	case WN_LIST:
		return read_list(reading, tree, value);
	}
	return false;
}

bool value_of_tree(struct wn_arena *arena, const struct field *field, const struct wn_tree *tree, struct wn_value *value, struct diags *diags)
{
	struct reading reading = {arena, field, diags};
	struct wn_error error = {0};
	if (!read_single(&reading, tree, field->type, value))
		return false;
	if (value_check(field, value, &error) == WN_OK)
		return true;
	diag_error(diags, tree->place, "%s", error.text);
	return false;
}

/* fact { VALUE, sure = 0.6, date = "2026-03-01", where = "https://..." }: a value and what speaks for it. */
static const struct wn_tree *read_evidence(struct reading *reading, const struct wn_tree *tree, struct wn_evidence *evidence)
{
	const struct wn_tree *table = tree_bare(tree, 0);
	if (tree->count != 1 || table->kind != WN_TREE_TABLE || tree_bare_count(table) != 1) {
		diag_error(reading->diags, tree->place, "write fact { VALUE, sure = 0.6, date = \"2026-03-01\", where = \"https://...\" }");
		return NULL;
	}
	bool good = true;
	for (size_t i = 0; i < table->count; i++) {
		const struct entry *entry = &table->entries[i];
		if (str_is(entry->key, "sure")) {
			good &= read_sure(reading, entry->value, &evidence->sure);
		} else if (str_is(entry->key, "where")) {
			good &= read_where(reading, entry->value, &evidence->where);
		} else if (str_is(entry->key, "date")) {
			if (entry->value->kind == WN_TREE_TEXT && day_parse(entry->value->as.text, &evidence->day))
				continue;
			diag_error(reading->diags, entry->value->place, "date is the day of observation, such as \"2026-03-01\"");
			good = false;
		} else if (entry->key.len) {
			diag_error(reading->diags, entry->place, "beside a value stand sure, date and where, not '%.*s'", STR_ARG(entry->key));
			good = false;
		}
	}
	return good ? tree_bare(table, 0) : NULL;
}

static bool read_cause(const struct wn_tree *tree, struct fact *fact, struct diags *diags)
{
	const struct wn_tree *cause = tree_bare(tree, 0);
	fact->cause = (uint16_t)cause_of(cause && cause->kind == WN_TREE_TEXT ? cause->as.text : (struct wn_str){0});
	if (fact->cause != WN_CAUSE_COUNT && fact->cause != WN_KNOWN)
		return true;
	diag_error(diags, cause ? cause->place : tree->place, "unknown takes a cause, such as unknown \"absent\"");
	return false;
}

bool fact_of_entry(struct wn_arena *arena, const struct dictionary *dictionary, const struct entry *entry, struct fact *fact, struct diags *diags)
{
	field_id field = dictionary_find(dictionary, entry->key);
	char near[128];
	if (!entry->key.len || field == NO_FIELD) {
		if (!entry->key.len)
			diag_error(diags, entry->place, "a value without a field: write field = value");
		else if (field_is_forbidden(entry->key))
			diag_error(diags, entry->place, "'%.*s' is never collected about people", STR_ARG(entry->key));
		else if (str_begins(entry->key, WN_STR("x_")))
			diag_error(diags, entry->place, "'%.*s' is not declared: write fields = { %.*s = \"number\" }%s", STR_ARG(entry->key), STR_ARG(entry->key),
			           did_you_mean(near, entry->key, dictionary_names(dictionary)));
		else
			diag_error(diags, entry->place, "'%.*s' is no field%s", STR_ARG(entry->key), did_you_mean(near, entry->key, dictionary_names(dictionary)));
		return false;
	}
	fact->field = field;
	if (tree_is_call(entry->value, "unknown"))
		return read_cause(entry->value, fact, diags);
	struct reading reading = {arena, dictionary_field(dictionary, field), diags};
	const struct wn_tree *value = entry->value;
	if (tree_is_call(value, "fact"))
		value = read_evidence(&reading, value, &fact->evidence);
	return value && value_of_tree(arena, reading.field, value, &fact->value, diags);
}

bool facts_of_tree(struct company *company, provider_id provider, const struct wn_tree *table, int32_t day, struct diags *diags)
{
	bool good = true;
	for (size_t i = 0; table && i < table->count; i++) {
		struct fact fact = {.provider = provider, .evidence = {.where = WN_STR("test"), .day = day}};
		if (fact_of_entry(company->arena, company->dictionary, &table->entries[i], &fact, diags))
			company_add(company, &fact);
		else
			good = false;
	}
	return good;
}
