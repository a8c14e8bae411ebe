/* describe_value.c - facts written in a description. */
#include "run/describe_value.h"

#include <math.h>

#include "base/error.h"
#include "base/str.h"
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

static bool read_range(struct reading *reading, const struct wn_tree *tree, enum wn_type type, int64_t unit, struct wn_value *value)
{
	int64_t low, high;
	if (tree->kind != WN_TREE_TABLE) {
		if (!read_number(reading, tree, unit, &low))
			return false;
		high = low;
	} else if (tree_bare_count(tree) != 2 || !read_number(reading, tree_bare(tree, 0), unit, &low) ||
	           !read_number(reading, tree_bare(tree, 1), unit, &high)) {
		return wrong(reading, tree, "a number or { low, high }");
	}
	*value = value_of_range(type, low, high);
	return true;
}

static bool read_date(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	value->type = WN_DATE;
	if (tree->kind == WN_TREE_TEXT && days_parse(tree->as.text, &value->as.range))
		return true;
	return wrong(reading, tree, "a date such as \"2026-11-01\"");
}

static bool read_money(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	size_t count = tree->kind == WN_TREE_TABLE ? tree_bare_count(tree) : 0;
	const struct wn_tree *currency = count ? tree_bare(tree, count - 1) : NULL;
	int64_t unit = 1;
	if (count < 2 || count > 3 || currency->kind != WN_TREE_TEXT || !currency_valid(currency->as.text))
		return wrong(reading, tree, "{ amount, \"EUR\" }");
	for (int i = currency_decimals(currency->as.text); i > 0; i--)
		unit *= 10;
	value->type = WN_MONEY;
	value->as.money.day = WN_NO_DAY;
	memcpy(value->as.money.currency, currency->as.text.ptr, 3);
	return read_number(reading, tree_bare(tree, 0), unit, &value->as.money.range.low) &&
	       read_number(reading, tree_bare(tree, count - 2), unit, &value->as.money.range.high);
}

/* ---- several in one ---- */

static bool read_code(struct reading *reading, const struct wn_tree *tree, struct wn_code *code)
{
	const struct wn_tree *text = tree->kind == WN_TREE_CALL ? tree_bare(tree, 0) : NULL;
	if (!text || text->kind != WN_TREE_TEXT)
		return wrong(reading, tree, "a code such as naf \"62.01Z\"");
	*code = (struct wn_code){.scheme = tree->as.text, .code = text->as.text};
	return true;
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

static bool read_complete(const struct wn_tree *tree)
{
	const struct wn_tree *complete = tree_value(tree, "complete");
	return complete && complete->kind == WN_TREE_FLAG && complete->as.flag;
}

static bool read_set(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	if (tree->kind != WN_TREE_TABLE)
		return wrong(reading, tree, "a set such as { \"a\", \"b\" }");
	size_t count = tree_bare_count(tree);
	struct wn_str *texts = arena_array(reading->arena, count, sizeof *texts);
	for (size_t i = 0; i < count; i++) {
		if (tree_bare(tree, i)->kind != WN_TREE_TEXT)
			return wrong(reading, tree_bare(tree, i), "a set of texts");
		texts[i] = tree_bare(tree, i)->as.text;
	}
	value->type = WN_SET;
	value->complete = read_complete(tree);
	value->as.set.at = texts;
	value->as.set.count = count;
	return true;
}

static bool read_single(struct reading *reading, const struct wn_tree *tree, enum wn_type type, struct wn_value *value);

static bool read_item(struct reading *reading, const struct wn_tree *tree, struct wn_item *item)
{
	if (tree->kind != WN_TREE_TABLE)
		return wrong(reading, tree, "a list of items such as { name = \"x\" }");
	struct wn_attribute *attributes = arena_array(reading->arena, tree->count, sizeof *attributes);
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];
		const struct attribute *attribute = field_attribute(reading->field, entry->key);
		attributes[i].name = entry->key;
		if (!read_single(reading, entry->value, attribute ? attribute->type : WN_TEXT, &attributes[i].value))
			return false;
	}
	*item = (struct wn_item){.attributes = attributes, .count = tree->count};
	return true;
}

static bool read_list(struct reading *reading, const struct wn_tree *tree, struct wn_value *value)
{
	if (tree->kind != WN_TREE_TABLE)
		return wrong(reading, tree, "a list such as { { name = \"x\" } }");
	size_t count = tree_bare_count(tree);
	struct wn_item *items = arena_array(reading->arena, count, sizeof *items);
	for (size_t i = 0; i < count; i++)
		if (!read_item(reading, tree_bare(tree, i), &items[i]))
			return false;
	value->type = WN_LIST;
	value->complete = read_complete(tree);
	value->as.list.at = items;
	value->as.list.count = count;
	return true;
}

static bool read_single(struct reading *reading, const struct wn_tree *tree, enum wn_type type, struct wn_value *value)
{
	*value = (struct wn_value){.type = type};
	switch (type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		return read_text(reading, tree, type, value);
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

static bool add_entry(struct company *company, provider_id provider, const struct entry *entry, struct diags *diags)
{
	field_id field = dictionary_find(company->dictionary, entry->key);
	struct fact fact = {.field = field, .provider = provider, .evidence = {.where = WN_STR("test"), .day = WN_NO_DAY}};
	char near[128];
	if (field == NO_FIELD) {
		diag_error(diags, entry->place, "'%.*s' is no field%s", STR_ARG(entry->key),
		           did_you_mean(near, entry->key, dictionary_names(company->dictionary)));
		return false;
	}
	const struct wn_tree *cause = tree_is_call(entry->value, "unknown") ? tree_bare(entry->value, 0) : NULL;
	if (cause) {
		fact.cause = (uint16_t)cause_of(cause->kind == WN_TREE_TEXT ? cause->as.text : (struct wn_str){0});
		if (fact.cause == WN_CAUSE_COUNT)
			diag_error(diags, cause->place, "unknown takes a cause, such as unknown \"absent\"");
	} else if (!value_of_tree(company->arena, dictionary_field(company->dictionary, field), entry->value, &fact.value, diags)) {
		return false;
	}
	if (fact.cause < WN_CAUSE_COUNT)
		company_add(company, &fact);
	return fact.cause < WN_CAUSE_COUNT;
}

bool facts_of_tree(struct company *company, provider_id provider, const struct wn_tree *table, struct diags *diags)
{
	bool good = true;
	for (size_t i = 0; table && i < table->count; i++)
		good &= add_entry(company, provider, &table->entries[i], diags);
	return good;
}
