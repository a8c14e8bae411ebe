/* value_tree.c - a value as somebody would write it in a test: the way back of describe_value.c. */
#include "run/describe_value.h"

#include "base/str.h"
#include "company/date.h"
#include "company/money.h"

static void add(struct wn_arena *arena, struct wn_tree *table, struct wn_tree *value)
{
	tree_add(arena, table, (struct wn_str){0}, table->place, value);
}

static void add_key(struct wn_arena *arena, struct wn_tree *table, const char *key, struct wn_tree *value)
{
	tree_add(arena, table, str_of(key), table->place, value);
}

/* A whole number stays one: 1.0 would read as something that was measured. */
static struct wn_tree *number(struct wn_arena *arena, int64_t amount, int64_t unit)
{
	return amount % unit ? tree_number(arena, (double)amount / (double)unit) : tree_integer(arena, amount / unit);
}

static struct wn_tree *limit(struct wn_arena *arena, const char *word, struct wn_tree *at)
{
	struct wn_tree *call = tree_new(arena, WN_TREE_CALL, (struct place){0});
	call->as.text = str_of(word);
	add(arena, call, at);
	return call;
}

static struct wn_tree *range_tree(struct wn_arena *arena, struct wn_range range, int64_t unit)
{
	if (range.high == WN_OPEN_HIGH && range.low != WN_OPEN_LOW)
		return limit(arena, "at_least", number(arena, range.low, unit));
	if (range.low == WN_OPEN_LOW)
		return limit(arena, "at_most", number(arena, range.high, unit));
	if (range.low == range.high)
		return number(arena, range.low, unit);
	struct wn_tree *table = tree_new(arena, WN_TREE_TABLE, (struct place){0});
	add(arena, table, number(arena, range.low, unit));
	add(arena, table, number(arena, range.high, unit));
	return table;
}

static struct wn_tree *date_tree(struct wn_arena *arena, const struct field *field, const struct wn_value *value)
{
	struct wn_str rest = value_text(arena, field, value), first;
	if (!memchr(rest.ptr, '/', rest.len))
		return tree_text(arena, rest);
	str_cut(&rest, (struct wn_str)WN_STR("/"), &first);
	struct wn_tree *table = tree_new(arena, WN_TREE_TABLE, (struct place){0});
	add(arena, table, tree_text(arena, first));
	add(arena, table, tree_text(arena, rest));
	return table;
}

static struct wn_tree *money_tree(struct wn_arena *arena, const struct wn_money *money)
{
	struct wn_tree *table = tree_new(arena, WN_TREE_TABLE, (struct place){0});
	struct wn_str currency = arena_str(arena, (struct wn_str){money->currency, 3});
	int64_t unit = 1;
	for (int i = currency_decimals(currency); i > 0; i--)
		unit *= 10;
	struct wn_tree *amount = range_tree(arena, money->range, unit);
	if (amount->kind == WN_TREE_TABLE)
		for (size_t i = 0; i < amount->count; i++)
			add(arena, table, amount->entries[i].value);
	else
		add(arena, table, amount);
	add(arena, table, tree_text(arena, currency));
	if (money->day != WN_NO_DAY)
		add_key(arena, table, "day", tree_text(arena, day_text(arena, money->day)));
	return table;
}

static struct wn_tree *code_tree(struct wn_arena *arena, const struct wn_code *code)
{
	if (!code->code.len)
		return tree_text(arena, code->label);
	struct wn_tree *call = tree_new(arena, WN_TREE_CALL, (struct place){0});
	call->as.text = code->scheme;
	add(arena, call, tree_text(arena, code->code));
	if (code->label.len)
		add(arena, call, tree_text(arena, code->label));
	return call;
}

static struct wn_tree *codes_tree(struct wn_arena *arena, const struct wn_code *codes, size_t count)
{
	if (count == 1)
		return code_tree(arena, codes);
	struct wn_tree *table = tree_new(arena, WN_TREE_TABLE, (struct place){0});
	for (size_t i = 0; i < count; i++)
		add(arena, table, code_tree(arena, &codes[i]));
	return table;
}

static struct wn_tree *set_tree(struct wn_arena *arena, const struct wn_value *value)
{
	struct wn_tree *table = tree_new(arena, WN_TREE_TABLE, (struct place){0});
	for (size_t i = 0; i < value->as.set.count; i++)
		add(arena, table, tree_text(arena, value->as.set.at[i]));
	if (value->complete)
		add_key(arena, table, "complete", tree_flag(arena, true));
	return table;
}

static struct wn_tree *list_tree(struct wn_arena *arena, const struct field *field, const struct wn_value *value)
{
	struct wn_tree *table = tree_new(arena, WN_TREE_TABLE, (struct place){0});
	for (size_t i = 0; i < value->as.list.count; i++) {
		const struct wn_item *item = &value->as.list.at[i];
		struct wn_tree *attributes = tree_new(arena, WN_TREE_TABLE, (struct place){0});
		for (size_t j = 0; j < item->count; j++)
			tree_add(arena, attributes, item->attributes[j].name, table->place, tree_of_value(arena, field, &item->attributes[j].value));
		add(arena, table, attributes);
	}
	if (value->complete)
		add_key(arena, table, "complete", tree_flag(arena, true));
	return table;
}

struct wn_tree *tree_of_value(struct wn_arena *arena, const struct field *field, const struct wn_value *value)
{
	switch ((enum wn_type)value->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		return tree_text(arena, value->as.text);
	case WN_FLAG:
		return tree_flag(arena, value->as.flag);
	case WN_INTEGER:
		return range_tree(arena, value->as.range, 1);
	case WN_NUMBER:
		return range_tree(arena, value->as.range, WN_NUMBER_UNIT);
	case WN_DATE:
		return date_tree(arena, field, value);
	case WN_MONEY:
		return money_tree(arena, &value->as.money);
	case WN_CODE:
		return codes_tree(arena, value->as.codes.at, value->as.codes.count);
	case WN_SET:
		return set_tree(arena, value);
	case WN_LIST:
		return list_tree(arena, field, value);
	}
	return tree_new(arena, WN_TREE_NONE, (struct place){0});
}

struct wn_tree *tree_of_fact(struct wn_arena *arena, const struct field *field, const struct fact *fact)
{
	if (fact->cause == WN_KNOWN)
		return tree_of_value(arena, field, &fact->value);
	struct wn_tree *call = tree_new(arena, WN_TREE_CALL, (struct place){0});
	call->as.text = WN_STR("unknown");
	add(arena, call, tree_text(arena, str_of(cause_name(fact->cause))));
	return call;
}
