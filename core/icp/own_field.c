/* own_field.c - fields = { x_seats = "number", x_orders = { date = "date" } }: the user's own. */
#include <stdlib.h>

#include "base/error.h"
#include "icp/compile.h"

static const struct {
	const char *word;
	enum wn_type type;
	bool field, attribute; /* where it may stand */
} types[] = {
	{"text", WN_TEXT, true, true},  {"number", WN_NUMBER, true, true},     {"money", WN_MONEY, true, true}, {"date", WN_DATE, true, true},
	{"flag", WN_FLAG, true, true},  {"version", WN_VERSION, false, true}, {"set", WN_SET, true, false},
};

static bool type_of(struct compiler *compiler, const struct entry *entry, bool attribute, enum wn_type *type)
{
	const struct wn_tree *value = entry->value;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (value->kind == WN_TREE_TEXT && str_is(value->as.text, types[i].word) && (attribute ? types[i].attribute : types[i].field)) {
			*type = types[i].type;
			return true;
		}
	diag_error(compiler->diags, value->place, "'%.*s' is declared as %s, not %.*s", STR_ARG(entry->key),
	           attribute ? "text, number, money, date, flag or version" : "text, number, money, date, flag or set, or as a list { key = \"text\", ... }",
	           STR_ARG(tree_print(compiler->arena, value)));
	return false;
}

const char *own_type_word(enum wn_type type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			return types[i].word;
	return "text";
}

/* The attributes of an own list, the first is its key; null after a message. */
static struct attribute *attributes_of(struct compiler *compiler, const struct entry *entry)
{
	const struct wn_tree *table = entry->value;
	struct attribute *attributes = arena_array(compiler->arena, table->count + 1, sizeof *attributes);
	bool good = table->count > 0;

	if (!good)
		diag_error(compiler->diags, table->place, "'%.*s' is a list without attributes: { key = \"text\", ... }", STR_ARG(entry->key));
	for (size_t i = 0; i < table->count; i++) {
		const struct entry *at = &table->entries[i];

		if (at->key.len == 0) {
			diag_error(compiler->diags, at->place, "an attribute has a name and a type: { date = \"date\" }");
			good = false;
			continue;
		}
		attributes[i].name = arena_str(compiler->arena, at->key).ptr;
		good &= type_of(compiler, at, true, &attributes[i].type);
	}
	return good ? attributes : NULL;
}

static void declare(struct compiler *compiler, const struct entry *entry)
{
	const struct attribute *attributes = NULL;
	struct wn_error error = {0};
	enum wn_type type = WN_LIST;
	field_id id;

	if (field_is_forbidden(entry->key)) {
		diag_error(compiler->diags, entry->place, "'%.*s' is never collected about people and cannot be asked for", STR_ARG(entry->key));
	} else if (!str_begins(entry->key, WN_STR("x_")) || entry->key.len < 3) {
		diag_error(compiler->diags, entry->place, "field '%.*s' is your own: its name must begin with x_", STR_ARG(entry->key));
	} else if (entry->value->kind == WN_TREE_TABLE ? (attributes = attributes_of(compiler, entry)) != NULL : type_of(compiler, entry, false, &type)) {
		if (dictionary_add(compiler->dictionary, entry->key, type, attributes, &id, &error) < 0)
			diag_error(compiler->diags, entry->place, "%s", error.text);
	}
}

static int by_name(const void *left, const void *right)
{
	return str_compare((*(const struct entry *const *)left)->key, (*(const struct entry *const *)right)->key);
}

/* Keys have no order: own fields come into the dictionary, and so into the columns of a list, by name. */
static const struct entry **in_order(struct compiler *compiler, const struct wn_tree *table)
{
	const struct entry **entries = arena_array(compiler->arena, table->count, sizeof *entries);

	for (size_t i = 0; i < table->count; i++)
		entries[i] = &table->entries[i];
	qsort(entries, table->count, sizeof *entries, by_name);
	return entries;
}

void own_fields_declare(struct compiler *compiler, const struct entry *entry)
{
	const struct wn_tree *table = entry->value;
	const struct entry **entries;

	if (table->kind != WN_TREE_TABLE) {
		diag_error(compiler->diags, table->place, "'fields' is a table: fields = { x_seats = \"number\" }");
		return;
	}
	entries = in_order(compiler, table);
	for (size_t i = 0; i < table->count; i++) {
		if (entries[i]->key.len > 0)
			declare(compiler, entries[i]);
		else
			diag_error(compiler->diags, entries[i]->place, "a field has a name and a type: fields = { x_seats = \"number\" }");
	}
}

void icp_declare_fields(struct wn_arena *arena, struct dictionary *dictionary, const struct entry *fields, struct diags *diags)
{
	struct compiler compiler = {.arena = arena, .dictionary = dictionary, .diags = diags};

	own_fields_declare(&compiler, fields);
}
