/* words.c - the mapping words of a description: columns = { field = "Column", ... }. */
#include "base/error.h"
#include "base/str.h"
#include "company/code.h"
#include "company/money.h"
#include "scan/convert.h"
#include "scan/mapping.h"

/* The columns under construction. */
struct words {
	struct wn_arena *arena;
	const struct dictionary *dictionary;
	struct wn_column *columns;
	size_t count, room;
	struct wn_error *error;
};

static int wrong(struct words *words, struct place place, const char *format, ...) WN_PRINTF(3, 4);
static int wrong(struct words *words, struct place place, const char *format, ...)
{
	struct wn_error text = {0};
	va_list args;

	va_start(args, format);
	vfail(&text, WN_INVALID, format, args);
	va_end(args);
	if (!place.path)
		return fail(words->error, WN_INVALID, "%s", text.text);
	return fail(words->error, WN_INVALID, "%s:%u:%u: %s", place.path, place.line, place.column, text.text);
}

static void add(struct words *words, const struct wn_column *column)
{
	if (words->count == words->room) {
		struct wn_column *fresh = arena_array(words->arena, words->room ? 2 * words->room : 16, sizeof *fresh);

		if (words->count > 0)
			memcpy(fresh, words->columns, words->count * sizeof *fresh);
		words->columns = fresh;
		words->room = words->room ? 2 * words->room : 16;
	}
	words->columns[words->count] = *column;
	words->columns[words->count++].size = sizeof *column;
}

static bool is_text(const struct wn_tree *tree)
{
	return tree && tree->kind == WN_TREE_TEXT && str_trim(tree->as.text).len > 0;
}

/* The only argument, where there is one: const "GB". */
static const struct wn_tree *only_argument(const struct wn_tree *call)
{
	return call->count == 1 ? tree_bare(call, 0) : NULL;
}

static struct wn_str *one_name(struct words *words, struct wn_str name)
{
	struct wn_str *names = arena_alloc(words->arena, sizeof *names);

	*names = name;
	return names;
}

/* The texts of a table, or of the arguments of a call, or of the one table among them. */
static int names_of(struct words *words, const struct wn_tree *tree, const struct wn_str **names, size_t *count)
{
	const struct wn_tree *inner = tree->kind == WN_TREE_CALL ? only_argument(tree) : NULL;
	struct wn_str *list;

	if (inner && inner->kind == WN_TREE_TABLE)
		tree = inner;
	list = arena_array(words->arena, tree->count, sizeof *list);
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->entries[i].key.len > 0 || !is_text(tree->entries[i].value))
			return wrong(words, tree->entries[i].place, "here stand names of columns, in quotes");
		list[i] = tree->entries[i].value->as.text;
	}
	if (tree->count == 0)
		return wrong(words, tree->place, "here stand names of columns: there is none");
	*names = list;
	*count = tree->count;
	return WN_OK;
}

/* ---- "Column" ---- */

static uint32_t converter_of(const struct field *field)
{
	switch (field->type) {
	case WN_INTEGER:
		return WN_CONV_INTEGER;
	case WN_NUMBER:
		return WN_CONV_NUMBER;
	case WN_MONEY:
		return WN_CONV_MONEY;
	case WN_DATE:
		return WN_CONV_DATE;
	case WN_FLAG:
		return WN_CONV_FLAG;
	default:
		return strcmp(field->scheme, "domain") == 0 ? WN_CONV_DOMAIN : WN_CONV_TEXT;
	}
}

static int plain_column(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	struct wn_str name = tree->as.text;

	if (str_trim(name).len == 0)
		return wrong(words, tree->place, "the name of the column is empty");
	if (field->type == WN_MONEY)
		return wrong(words, tree->place, "which currency is \"%.*s\" in? write { \"%.*s\", \"Currency column\" } or { \"%.*s\", const \"EUR\" }",
		             STR_ARG(name), STR_ARG(name), STR_ARG(name));
	if (field->type == WN_CODE && strcmp(field->name, "legal_form") != 0)
		return wrong(words, tree->place, "which classification is in \"%.*s\"? write nace { \"%.*s\" }, naf, sic, us_sic, naics or isic",
		             STR_ARG(name), STR_ARG(name));
	column->convert = converter_of(field);
	column->columns = one_name(words, name);
	column->column_count = 1;
	return WN_OK;
}

/* ---- const ---- */

static bool constant_text(struct words *words, const struct wn_tree *tree, struct wn_str *text)
{
	if (!tree)
		return false;
	switch (tree->kind) {
	case WN_TREE_TEXT:
		*text = tree->as.text;
		return text->len > 0;
	case WN_TREE_FLAG:
		*text = tree->as.flag ? WN_STR("true") : WN_STR("false");
		return true;
	case WN_TREE_INTEGER:
		*text = arena_printf(words->arena, "%lld", (long long)tree->as.integer);
		return true;
	case WN_TREE_NUMBER:
		*text = arena_printf(words->arena, "%.6f", tree->as.number);
		return true;
	default:
		return false;
	}
}

static int constant(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	struct wn_fact fact;

	if (!constant_text(words, only_argument(tree), &column->constant))
		return wrong(words, tree->place, "const takes one text, number or flag: const \"GB\"");
	column->convert = WN_CONV_CONSTANT;
	if (strcmp(field->name, "industry") == 0)
		return wrong(words, tree->place, "which classification is \"%.*s\"? a code comes from a column: naf { \"Column\" }, nace, sic, us_sic, naics or isic",
		             STR_ARG(column->constant));
	if (!converter_fits(field, WN_CONV_CONSTANT))
		return wrong(words, tree->place, "'%.*s' holds %s, which cannot be a constant", STR_ARG(column->field), type_name(field->type));
	convert_cells(words->arena, field, column, NULL, NULL, 0, &fact);
	if (fact.cause != WN_KNOWN)
		return wrong(words, tree->place, "\"%.*s\" is no value of '%.*s', which holds %s", STR_ARG(column->constant),
		             STR_ARG(column->field), type_name(field->type));
	return WN_OK;
}

/* ---- split ---- */

static int split(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	const struct wn_tree *name = tree_bare(tree, 0), *separator = tree_bare(tree, 1);

	if (tree->count != 2 || !is_text(name) || !separator || separator->kind != WN_TREE_TEXT || separator->as.text.len == 0)
		return wrong(words, tree->place, "split takes a column and what separates: split(\"Column\", \", \")");
	if (!converter_fits(field, WN_CONV_SPLIT))
		return wrong(words, tree->place, "split is for sets and lists; '%.*s' holds %s", STR_ARG(column->field), type_name(field->type));
	column->convert = WN_CONV_SPLIT;
	column->columns = one_name(words, name->as.text);
	column->column_count = 1;
	column->separator = separator->as.text;
	return WN_OK;
}

/* ---- map ---- */

/* A code in a map: cj "5710". */
static int map_code(struct words *words, const struct wn_tree *tree, struct wn_value *value)
{
	const struct wn_tree *code = only_argument(tree);
	struct wn_str normal;

	if (!code_scheme_known(tree->as.text) || !is_text(code))
		return wrong(words, tree->place, "map gives texts, or a code as naf \"62.01Z\"; this is %s", tree_kind_name(tree));
	if (!code_normal(words->arena, tree->as.text, code->as.text, &normal))
		return wrong(words, code->place, "\"%.*s\" is no code of %.*s", STR_ARG(code->as.text), STR_ARG(tree->as.text));
	*value = value_of_code(words->arena, tree->as.text, normal, (struct wn_str){0});
	return WN_OK;
}

static int map_value(struct words *words, const struct field *field, struct wn_str name, const struct wn_tree *tree, struct wn_value *value)
{
	struct wn_column column = {.size = sizeof column, .convert = WN_CONV_CONSTANT, .field = name};
	struct wn_fact fact;

	if (field->type == WN_CODE && tree->kind == WN_TREE_CALL)
		return map_code(words, tree, value);
	if (!constant_text(words, tree, &column.constant) || !converter_fits(field, WN_CONV_CONSTANT))
		return wrong(words, tree->place, "'%.*s' holds %s, not %s", STR_ARG(name), type_name(field->type), tree_kind_name(tree));
	convert_cells(words->arena, field, &column, NULL, NULL, 0, &fact);
	if (fact.cause != WN_KNOWN)
		return wrong(words, tree->place, "\"%.*s\" is no value of '%.*s', which holds %s", STR_ARG(column.constant), STR_ARG(name),
		             type_name(field->type));
	*value = value_copy(words->arena, &fact.value);
	return WN_OK;
}

static int map_table(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	struct wn_table_entry *table = arena_array(words->arena, tree->count, sizeof *table);

	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (entry->key.len == 0)
			return wrong(words, entry->place, "each entry of map says from what to what: [\"from\"] = \"to\"");
		table[i].raw = entry->key;
		if (map_value(words, field, column->field, entry->value, &table[i].value) < 0)
			return WN_INVALID;
	}
	column->table = table;
	column->table_count = tree->count;
	return WN_OK;
}

static int mapped(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	const struct wn_tree *name = tree_bare(tree, 0), *table = tree_bare(tree, 1);

	if (tree->count != 2 || !is_text(name) || !table || table->kind != WN_TREE_TABLE || table->count == 0)
		return wrong(words, tree->place, "map takes a column and a table: map(\"Column\", { [\"from\"] = \"to\" })");
	column->convert = WN_CONV_TABLE;
	column->columns = one_name(words, name->as.text);
	column->column_count = 1;
	return map_table(words, field, table, column);
}

/* ---- classifications, money, items ---- */

static int classification(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	if (field->type != WN_CODE)
		return wrong(words, tree->place, "'%.*s' holds %s; %.*s { } is for codes", STR_ARG(column->field), type_name(field->type),
		             STR_ARG(tree->as.text));
	column->convert = WN_CONV_CODE;
	column->scheme = tree->as.text;
	return names_of(words, tree, &column->columns, &column->column_count);
}

static int money(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	const struct wn_tree *amount = tree_bare(tree, 0), *currency = tree_bare(tree, 1);

	if (field->type != WN_MONEY)
		return wrong(words, tree->place, "{ \"Amount\", \"Currency\" } is for money; '%.*s' holds %s", STR_ARG(column->field),
		             type_name(field->type));
	if (tree->count != 2 || !is_text(amount) || !currency)
		return wrong(words, tree->place, "money is { \"Amount\", \"Currency\" } or { \"Amount\", const \"EUR\" }");
	column->convert = WN_CONV_MONEY;
	if (is_text(currency))
		return names_of(words, tree, &column->columns, &column->column_count);
	if (!tree_is_call(currency, "const") || !constant_text(words, only_argument(currency), &column->constant) ||
	    !currency_valid(column->constant))
		return wrong(words, currency->place, "here stands the column of the currency, or const and its code: const \"EUR\"");
	column->columns = one_name(words, amount->as.text);
	column->column_count = 1;
	return WN_OK;
}

static int one_mapping(struct words *words, struct wn_str name, struct place place, const struct wn_tree *tree);

/* signal = { kind = const "visit", date = "day" }: a row is an item. */
static int item(struct words *words, struct wn_str list, const struct wn_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];
		struct wn_str name;

		if (entry->key.len == 0)
			return wrong(words, entry->place, "each attribute of an item has a name: date = \"Column\"");
		name = arena_printf(words->arena, "%.*s.%.*s", STR_ARG(list), STR_ARG(entry->key));
		if (one_mapping(words, name, entry->place, entry->value) < 0)
			return WN_INVALID;
	}
	return WN_OK;
}

/* ---- all of them ---- */

static int call(struct words *words, const struct field *field, const struct wn_tree *tree, struct wn_column *column)
{
	static const char *const known[] = {"const", "split", "map", "nace", "nace21", "naf", "naf25", "sic", "us_sic", "naics", "isic",
		"cj", NULL};
	char near[128];

	if (tree_is_call(tree, "const"))
		return constant(words, field, tree, column);
	if (tree_is_call(tree, "split"))
		return split(words, field, tree, column);
	if (tree_is_call(tree, "map"))
		return mapped(words, field, tree, column);
	if (code_scheme_known(tree->as.text))
		return classification(words, field, tree, column);
	return wrong(words, tree->place, "'%.*s' is no word for columns (const, split, map, or a classification)%s", STR_ARG(tree->as.text),
	             did_you_mean(near, tree->as.text, known));
}

static int no_field(struct words *words, struct wn_str name, struct place place)
{
	struct wn_str rest = name, base;
	char near[128];
	const char *const *names = dictionary_names(words->dictionary);

	if (str_is(name, "complete"))
		return wrong(words, place, "complete = true stands beside columns, not in it");
	if (field_is_forbidden(name))
		return wrong(words, place, "'%.*s' is never collected about people and cannot be mapped", STR_ARG(name));
	if (str_cut(&rest, WN_STR("."), &base) && base.len < name.len && dictionary_find(words->dictionary, base) != NO_FIELD)
		return wrong(words, place, "items of '%.*s' have no '%.*s'; see winnow fields", STR_ARG(base), STR_ARG(rest));
	did_you_mean(near, name, names);
	return wrong(words, place, "'%.*s' is no field%s", STR_ARG(name),
	             near[0] ? near : "; see winnow fields, or declare your own as x_ in fields of the profile");
}

static bool is_item(const struct field *field, const struct wn_tree *tree)
{
	return field->type == WN_LIST && tree->kind == WN_TREE_TABLE && tree->count > 0 && tree->entries[0].key.len > 0;
}

static int one_mapping(struct words *words, struct wn_str name, struct place place, const struct wn_tree *tree)
{
	struct wn_column column = {.field = name};
	struct field field;
	int result;

	if (!mapped_field(words->dictionary, name, NULL, &field))
		return no_field(words, name, place);
	if (is_item(&field, tree))
		return item(words, name, tree);
	if (tree->kind == WN_TREE_TEXT)
		result = plain_column(words, &field, tree, &column);
	else if (tree->kind == WN_TREE_CALL)
		result = call(words, &field, tree, &column);
	else if (tree->kind == WN_TREE_TABLE)
		result = money(words, &field, tree, &column);
	else
		result = wrong(words, tree->place, "'%.*s' needs the name of a column in quotes, not %s", STR_ARG(name), tree_kind_name(tree));
	if (result == WN_OK)
		add(words, &column);
	return result;
}

int columns_of_tree(struct wn_arena *arena, const struct dictionary *dictionary, const struct wn_tree *tree,
                    const struct wn_column **columns, size_t *count, struct wn_error *error)
{
	struct words words = {.arena = arena, .dictionary = dictionary, .error = error};

	if (!tree || tree->kind != WN_TREE_TABLE)
		return wrong(&words, tree ? tree->place : (struct place){0}, "columns is a table: columns = { name = \"Column\" }");
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (entry->key.len == 0)
			return wrong(&words, entry->place, "each column has its field before it: name = %s",
			             entry->value->kind == WN_TREE_TEXT ? tree_print(arena, entry->value).ptr : "\"Column\"");
		if (one_mapping(&words, entry->key, entry->place, entry->value) < 0)
			return WN_INVALID;
	}
	*columns = words.columns;
	*count = words.count;
	return WN_OK;
}
