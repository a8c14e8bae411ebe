/* matcher.c - what stands behind `field =`: bare values, lists, and the words that test a value. */
#include "icp/compile.h"

struct target target_of_field(const struct field *field)
{
	return (struct target){str_of(field->name), field->type, field->words, field, false};
}

const char *target_holds(const struct target *target)
{
	switch (target->type) {
	case WN_TEXT:
		return "holds text";
	case WN_CODE:
		return "holds codes";
	case WN_INTEGER:
	case WN_NUMBER:
		return "is a number";
	case WN_MONEY:
		return "is money";
	case WN_DATE:
		return "is a date";
	case WN_FLAG:
		return "is true or false";
	case WN_SET:
		return "is a set";
	case WN_LIST:
		return "is a list";
	case WN_BODY:
		return "is a whole text";
	case WN_VERSION:
		return "is a version";
	}
	return "is your own";
}

struct matcher *matcher_new(struct compiler *compiler, enum matcher_kind kind, enum wn_type type)
{
	struct matcher *matcher = arena_alloc(compiler->arena, sizeof *matcher);

	matcher->kind = kind;
	matcher->type = type;
	return matcher;
}

/* ---- junctions of values --------------------------------------------------------------------------------- */

static void complain_of_key(struct compiler *compiler, const struct target *target, const char *word, const struct entry *entry)
{
	if (target->type == WN_LIST && !str_is(entry->key, target->field->name))
		diag_error(compiler->diags, entry->place, "'%.*s' belongs inside has: %.*s = has { \"...\", %.*s = ... }", STR_ARG(entry->key),
		           STR_ARG(target->name), STR_ARG(entry->key));
	else
		diag_error(compiler->diags, entry->place, "after '%.*s =', %s lists values or matchers; '%.*s = ...' is a condition and belongs outside",
		           STR_ARG(target->name), word, STR_ARG(entry->key));
}

static bool has_keys(const struct wn_tree *table)
{
	return tree_bare_count(table) < table->count;
}

static struct matcher *junction_of_entries(struct compiler *compiler, const struct target *target, const struct wn_tree *list, const char *name,
                                           enum junction word, size_t need)
{
	struct matcher *matcher = matcher_new(compiler, MATCHER_JUNCTION, target->type), **items;
	bool good = true;

	items = arena_array(compiler->arena, list->count, sizeof(struct matcher *));
	for (size_t i = 0; i < list->count; i++) {
		const struct entry *entry = &list->entries[i];

		if (entry->key.len > 0)
			complain_of_key(compiler, target, name, entry);
		else if (entry->value->kind == WN_TREE_TABLE && has_keys(entry->value))
			diag_error(compiler->diags, entry->place,
			           "after '%.*s =', %s lists values or matchers; braces inside it are a condition and belong outside",
			           STR_ARG(target->name), name);
		else
			items[i] = matcher_compile(compiler, target, entry->value);
		good &= items[i] != NULL;
	}
	matcher->as.junction.word = word;
	matcher->as.junction.need = need;
	matcher->as.junction.items = items;
	matcher->as.junction.count = list->count;
	return good ? matcher : NULL;
}

static struct matcher *junction_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	enum junction word;
	size_t need = 0;
	const struct wn_tree *list = junction_entries(compiler, call, &word, &need);

	return list ? junction_of_entries(compiler, target, list, junction_name(word), word, need) : NULL;
}

static struct matcher *bare_list(struct compiler *compiler, const struct target *target, const struct wn_tree *table)
{
	if (table->count == 0) {
		diag_error(compiler->diags, table->place, "the list after '%.*s =' is empty: it would decide nothing", STR_ARG(target->name));
		return NULL;
	}
	return junction_of_entries(compiler, target, table, "a bare list", JUNCTION_ANY, 1);
}

/* ---- words that do not fit ------------------------------------------------------------------------------- */

static struct matcher *misfit(struct compiler *compiler, const struct target *target, const struct wn_tree *call, const struct word *word)
{
	struct wn_str name = target->name;

	if (target->type == WN_LIST && word_find(call->as.text)->kind == WORD_VALUE)
		diag_error(compiler->diags, call->place, "'%.*s' is a list: write count(%.*s), or has { ... }", STR_ARG(name),
		           STR_ARG(str_is(call->as.text, "mentions") || str_is(call->as.text, "matches") || word_is_scheme(call->as.text) ? WN_STR("at_least(1)") : tree_print(compiler->arena, call)));
	else if (target->type == WN_SET && (word->types & (1u << WN_INTEGER)))
		diag_error(compiler->diags, call->place, "'%.*s' is a set: write count(%.*s)", STR_ARG(name), STR_ARG(tree_print(compiler->arena, call)));
	else if (target->type == WN_DATE && (word->types & (1u << WN_INTEGER)))
		diag_error(compiler->diags, call->place, "'%.*s' is a date: write since(\"2020-01-01\"), before(\"2020-01-01\") or within(years(3))",
		           STR_ARG(name));
	else if (target->type == WN_BODY)
		diag_error(compiler->diags, call->place, "'%.*s' is a whole text: write mentions { ... }", STR_ARG(name));
	else
		diag_error(compiler->diags, call->place, "'%.*s' %s; %s is for %s", STR_ARG(name), target_holds(target), word->sample, word->what_for);
	return NULL;
}

static bool fits(const struct target *target, const struct word *word)
{
	/* An own attribute takes the type of what it is compared with. */
	if (target->type == 0)
		return word->types & ~((1u << WN_CODE) | (1u << WN_LIST) | (1u << WN_SET));
	return word->types & (1u << target->type);
}

static struct matcher *no_matcher(struct compiler *compiler, const struct target *target, const struct wn_tree *call, const struct word *word)
{
	if (str_is(call->as.text, "money") && target->type == WN_MONEY) {
		diag_error(compiler->diags, call->place, "'%.*s' is a range: write at_least(%.*s), or between two amounts", STR_ARG(target->name),
		           STR_ARG(tree_print(compiler->arena, call)));
	} else if (word->kind == WORD_INNER && target->type == WN_DATE && !str_is(call->as.text, "money")) {
		struct wn_str length = tree_print(compiler->arena, call);

		diag_error(compiler->diags, call->place, "'%.*s' needs a matcher: within(%.*s) or older_than(%.*s)", STR_ARG(target->name), STR_ARG(length),
		           STR_ARG(length));
	} else if (word->kind == WORD_INNER) {
		diag_error(compiler->diags, call->place, "'%.*s' %s; %s is %s", STR_ARG(target->name), target_holds(target), word->sample, word->what_for);
	} else {
		diag_error(compiler->diags, call->place, "%s does not stand behind '%.*s =': it is for %s", word->sample, STR_ARG(target->name), word->what_for);
	}
	return NULL;
}

/* ---- dispatch -------------------------------------------------------------------------------------------- */

static struct matcher *known_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	struct matcher *matcher = matcher_new(compiler, MATCHER_KNOWN, target->type);

	if (call->count > 0) {
		diag_error(compiler->diags, call->place, "known() takes nothing");
		return NULL;
	}
	if (target->type == WN_LIST && field_dated(target->field))
		matcher->as.items.dated = str_of(field_dated(target->field)->name);
	return matcher;
}

static struct matcher *call_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	const struct word *word = word_find(call->as.text);

	if (!word) {
		word_unknown(compiler, call);
		return NULL;
	}
	if (word->kind == WORD_JUNCTION)
		return junction_compile(compiler, target, call);
	if (word->kind == WORD_VALUE) {
		if (!fits(target, word))
			return misfit(compiler, target, call, word);
		if (str_is(call->as.text, "known"))
			return known_compile(compiler, target, call);
		if (word->types & ((1u << WN_LIST) | (1u << WN_SET)))
			return item_compile(compiler, target, call);
		if (word->types == 1u << WN_CODE)
			return code_compile(compiler, target, call);
		if (word->types & (1u << WN_TEXT))
			return text_compile(compiler, target, call);
		return word->types == 1u << WN_DATE ? date_compile(compiler, target, call) : range_compile(compiler, target, call);
	}
	return no_matcher(compiler, target, call, word);
}

static struct matcher *flag_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	struct matcher *matcher = matcher_new(compiler, MATCHER_FLAG, WN_FLAG);

	if (value->kind != WN_TREE_FLAG) {
		diag_error(compiler->diags, value->place, "'%.*s' is true or false", STR_ARG(target->name));
		return NULL;
	}
	matcher->as.flag = value->as.flag;
	return matcher;
}

static enum wn_type type_of_literal(const struct target *target, const struct wn_tree *value)
{
	if (target->type != 0)
		return target->type;
	if (value->kind == WN_TREE_FLAG)
		return WN_FLAG;
	return tree_is_number(value) ? WN_NUMBER : WN_TEXT;
}

static struct matcher *literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	struct target typed = *target;

	typed.type = type_of_literal(target, value);
	switch (typed.type) {
	case WN_FLAG:
		return flag_literal(compiler, &typed, value);
	case WN_LIST:
	case WN_SET:
		return item_literal(compiler, &typed, value);
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_MONEY:
	case WN_DATE:
		return range_literal(compiler, &typed, value);
	case WN_TEXT:
	case WN_CODE:
	case WN_BODY:
	case WN_VERSION:
		break;
	}
	return text_literal(compiler, &typed, value);
}

struct matcher *matcher_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	switch (value->kind) {
	case WN_TREE_TABLE:
		return bare_list(compiler, target, value);
	case WN_TREE_CALL:
		return call_compile(compiler, target, value);
	case WN_TREE_NONE:
	case WN_TREE_CODE:
		diag_error(compiler->diags, value->place, "'%.*s' is compared with a value or a word, not with %s", STR_ARG(target->name),
		           tree_kind_name(value));
		return NULL;
	case WN_TREE_FLAG:
	case WN_TREE_INTEGER:
	case WN_TREE_NUMBER:
	case WN_TREE_TEXT:
		break;
	}
	return literal(compiler, target, value);
}
