/* item.c - matchers on lists and sets: a bare name, has { }, count(n, { }). */
#include "icp/compile.h"

const struct attribute *field_dated(const struct field *field)
{
	const struct attribute *attribute = field->attributes;

	for (; attribute && attribute->name; attribute++)
		if (attribute->type == WN_DATE)
			return attribute;
	return NULL;
}

static struct target target_of_attribute(const struct field *list, struct wn_str name, const struct attribute *attribute)
{
	return (struct target){name, attribute ? attribute->type : 0, attribute ? attribute->words : NULL, list, true};
}

static struct matcher *items_new(struct compiler *compiler, enum matcher_kind kind, const struct target *target, size_t room)
{
	struct matcher *matcher = matcher_new(compiler, kind, target->type);
	const struct attribute *dated = target->type == WN_LIST ? field_dated(target->field) : NULL;

	matcher->as.items.filter.tests = arena_array(compiler->arena, room, sizeof(struct test));
	if (dated)
		matcher->as.items.dated = str_of(dated->name);
	return matcher;
}

static bool add_test(struct matcher *matcher, struct wn_str attribute, bool key, struct matcher *value)
{
	struct filter *filter = &matcher->as.items.filter;

	if (value)
		filter->tests[filter->count++] = (struct test){attribute, key, value};
	return value != NULL;
}

/* The bare value of has is the key attribute. */
static bool add_key(struct compiler *compiler, const struct target *target, struct matcher *matcher, const struct wn_tree *value)
{
	const struct attribute *key = target->field->attributes;
	struct target inner = target_of_attribute(target->field, str_of(key->name), key);

	return add_test(matcher, inner.name, true, matcher_compile(compiler, &inner, value));
}

static void complain_of_attribute(struct compiler *compiler, const struct target *target, const struct entry *entry)
{
	const struct attribute *at = target->field->attributes;
	const char *names[64] = {NULL};
	char hint[128];

	for (size_t i = 0; at && at[i].name && i < 63; i++)
		names[i] = at[i].name;
	if (field_is_forbidden(entry->key)) {
		diag_error(compiler->diags, entry->place, "'%.*s' is never collected about people and cannot be asked for", STR_ARG(entry->key));
		return;
	}
	diag_error(compiler->diags, entry->place, "items of '%.*s' have no '%.*s'%s", STR_ARG(target->name), STR_ARG(entry->key),
	           did_you_mean(hint, entry->key, names));
}

static bool add_attribute(struct compiler *compiler, const struct target *target, struct matcher *matcher, const struct entry *entry)
{
	const struct attribute *attribute = field_attribute(target->field, entry->key);
	struct target inner = target_of_attribute(target->field, entry->key, attribute);

	if (!attribute && !str_begins(entry->key, WN_STR("x_"))) {
		complain_of_attribute(compiler, target, entry);
		return false;
	}
	return add_test(matcher, entry->key, attribute && attribute == target->field->attributes, matcher_compile(compiler, &inner, entry->value));
}

static bool read_bare(struct compiler *compiler, const struct target *target, struct matcher *matcher, const struct entry *entry, bool first)
{
	const char *key = target->field->attributes->name;
	const struct word *word = entry->value->kind == WN_TREE_CALL ? word_find(entry->value->as.text) : NULL;

	if (entry->value->kind == WN_TREE_CALL && !word) {
		word_unknown(compiler, entry->value);
	} else if (word) {
		diag_error(compiler->diags, entry->place, "inside has and count, %s belongs to an attribute: %s = %.*s", word->name, key,
		           STR_ARG(tree_print(compiler->arena, entry->value)));
	} else if (entry->value->kind == WN_TREE_TABLE) {
		diag_error(compiler->diags, entry->place, "has takes one bare value, its name; for several write %s = { \"a\", \"b\" }", key);
	} else if (!first) {
		diag_error(compiler->diags, entry->place, "has takes one bare value, its name; for several write %s = { \"a\", \"b\" }", key);
	} else {
		return add_key(compiler, target, matcher, entry->value);
	}
	return false;
}

/* Keys have no order: the key of the list first, then its attributes as the dictionary has them, then own ones by name. */
static size_t rank_of(const struct target *target, const struct test *test)
{
	const struct attribute *attribute = field_attribute(target->field, test->attribute);

	return attribute ? (size_t)(attribute - target->field->attributes) : SIZE_MAX;
}

static void order_tests(const struct target *target, struct filter *filter)
{
	for (size_t i = 1; i < filter->count; i++)
		for (size_t j = i; j > 0; j--) {
			struct test *one = &filter->tests[j - 1], *other = &filter->tests[j], swapped = *one;
			size_t first = rank_of(target, one), second = rank_of(target, other);

			if (first < second || (first == second && str_compare(one->attribute, other->attribute) <= 0))
				break;
			*one = *other;
			*other = swapped;
		}
}

static bool read_filter(struct compiler *compiler, const struct target *target, struct matcher *matcher, const struct wn_tree *table)
{
	bool good = true, first = true;

	for (size_t i = 0; i < table->count; i++)
		if (table->entries[i].key.len == 0) {
			good &= read_bare(compiler, target, matcher, &table->entries[i], first);
			first = false;
		}
	for (size_t i = 0; i < table->count; i++)
		if (table->entries[i].key.len > 0)
			good &= add_attribute(compiler, target, matcher, &table->entries[i]);
	order_tests(target, &matcher->as.items.filter);
	return good;
}

static struct matcher *has_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	const struct wn_tree *first = tree_bare(call, 0);
	bool table = call->count == 1 && first->kind == WN_TREE_TABLE;
	struct matcher *matcher = items_new(compiler, MATCHER_HAS, target, table ? first->count : 1);

	if (table && first->count > 0)
		return read_filter(compiler, target, matcher, first) ? matcher : NULL;
	if (call->count == 1 && first->kind == WN_TREE_TEXT)
		return add_key(compiler, target, matcher, first) ? matcher : NULL;
	if (call->count > 1)
		diag_error(compiler->diags, call->place, "has takes one bare value, its name; for several write %s = { \"a\", \"b\" }",
		           target->field->attributes->name);
	else
		diag_error(compiler->diags, call->place, "has is empty: write '%.*s = known()' for any item", STR_ARG(target->name));
	return NULL;
}

static struct matcher *count_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	const struct wn_tree *limit = tree_bare(call, 0), *filter = tree_bare(call, 1);
	struct target number = {.name = WN_STR("count"), .type = WN_INTEGER};
	struct matcher *matcher;
	bool good = true;

	if (call->count < 1 || call->count > 2 || (filter && filter->kind != WN_TREE_TABLE)) {
		diag_error(compiler->diags, call->place, "count takes how many, and which: count(at_least(2), { ... })");
		return NULL;
	}
	if (filter && target->type == WN_SET) {
		diag_error(compiler->diags, filter->place, "'%.*s' is a set of texts: its count takes no second part", STR_ARG(target->name));
		return NULL;
	}
	matcher = items_new(compiler, MATCHER_COUNT, target, filter ? filter->count : 0);
	if (filter)
		good = read_filter(compiler, target, matcher, filter);
	matcher->as.items.count = matcher_compile(compiler, &number, limit);
	return good && matcher->as.items.count ? matcher : NULL;
}

struct matcher *item_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	return str_is(call->as.text, "has") ? has_compile(compiler, target, call) : count_compile(compiler, target, call);
}

static struct matcher *member_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	struct target text = *target;
	struct matcher *matcher;

	text.type = WN_TEXT;
	matcher = text_literal(compiler, &text, value);
	if (matcher) {
		matcher->kind = MATCHER_MEMBER;
		matcher->type = WN_SET;
	}
	return matcher;
}

struct matcher *item_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	struct matcher *matcher;

	if (target->type == WN_SET) {
		if (value->kind == WN_TREE_TEXT)
			return member_literal(compiler, target, value);
		diag_error(compiler->diags, value->place, "'%.*s' is a set of texts: %.*s is none; how many there are is count(at_least(2))",
		           STR_ARG(target->name), STR_ARG(tree_print(compiler->arena, value)));
		return NULL;
	}
	if (value->kind != WN_TREE_TEXT) {
		diag_error(compiler->diags, value->place, "'%.*s' is a list: write count(%.*s), or has { ... }", STR_ARG(target->name),
		           STR_ARG(tree_print(compiler->arena, value)));
		return NULL;
	}
	matcher = items_new(compiler, MATCHER_HAS, target, 1);
	return add_key(compiler, target, matcher, value) ? matcher : NULL;
}
