/* condition.c - conditions of a line: `field = matcher`, any_of and its kin, when. */
#include "icp/compile.h"

static struct condition *condition_new(struct compiler *compiler, enum condition_kind kind, struct place place)
{
	struct condition *condition = arena_alloc(compiler->arena, sizeof *condition);

	condition->kind = kind;
	condition->place = place;
	return condition;
}

struct condition *condition_join(struct compiler *compiler, enum junction word, size_t need, struct condition **items, size_t count,
                                 struct place place)
{
	struct condition *condition = condition_new(compiler, CONDITION_JUNCTION, place);

	condition->as.junction.word = word;
	condition->as.junction.need = need;
	condition->as.junction.items = items;
	condition->as.junction.count = count;
	return condition;
}

/* Keys have no order in the language: fields come in that of the dictionary, then what stands without a key, as it was written. */
static bool comes_before(const struct condition *one, const struct condition *other)
{
	if (one->kind != CONDITION_FIELD || other->kind != CONDITION_FIELD)
		return one->kind == CONDITION_FIELD && other->kind != CONDITION_FIELD;
	return one->as.field.id < other->as.field.id;
}

void conditions_order(struct condition **items, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && comes_before(items[j], items[j - 1]); j--) {
			struct condition *item = items[j];

			items[j] = items[j - 1];
			items[j - 1] = item;
		}
}

/* ---- keys that are no field ------------------------------------------------------------------------------ */

/* The list field of the same braces whose items have this attribute, or, for a word on dates, a date. */
static const struct entry *list_beside(struct compiler *compiler, const struct wn_tree *braces, struct wn_str key, const char **attribute)
{
	const struct word *word = word_find(key);
	bool dates = word && word->types == 1u << WN_DATE;

	for (size_t i = 0; i < braces->count; i++) {
		field_id id = dictionary_find(compiler->dictionary, braces->entries[i].key);
		const struct field *field = id == NO_FIELD ? NULL : dictionary_field(compiler->dictionary, id);
		const struct attribute *found;

		if (!field || field->type != WN_LIST)
			continue;
		found = dates ? field_dated(field) : field_attribute(field, key);
		if (found) {
			*attribute = found->name;
			return &braces->entries[i];
		}
	}
	return NULL;
}

static void complain_of_stray(struct compiler *compiler, const struct entry *entry, const struct entry *list, const char *attribute)
{
	struct wn_str value = tree_print(compiler->arena, entry->value), key = entry->key;
	struct wn_str name = list->value->kind == WN_TREE_TEXT ? tree_print(compiler->arena, list->value) : WN_STR("...");
	bool is_word = !str_is(key, attribute);

	if (is_word)
		value = arena_printf(compiler->arena, "%.*s(%.*s)", STR_ARG(key), STR_ARG(value));
	diag_error(compiler->diags, entry->place, "'%.*s' is no field: it goes inside, %.*s = has { %.*s, %s = %.*s }", STR_ARG(key),
	           STR_ARG(list->key), STR_ARG(name), attribute, STR_ARG(value));
}

/* Half a dozen letters are near to too many of the fields: here a slip is one letter, or one in four. */
static bool is_near(struct compiler *compiler, struct wn_str name)
{
	const char *near = str_nearest(name, dictionary_names(compiler->dictionary));
	size_t distance = near ? str_distance(name, str_of(near)) : 0;

	return near && (distance <= 1 || 4 * distance <= name.len);
}

static void complain_of_field(struct compiler *compiler, const struct entry *entry, const struct wn_tree *braces)
{
	const struct word *word = word_find(entry->key);
	const char *attribute = NULL;
	const struct entry *list = list_beside(compiler, braces, entry->key, &attribute);
	char hint[128];

	if (field_is_forbidden(entry->key))
		diag_error(compiler->diags, entry->place, "'%.*s' is never collected about people and cannot be asked for", STR_ARG(entry->key));
	else if (list)
		complain_of_stray(compiler, entry, list, attribute);
	else if (word && (word->kind == WORD_JUNCTION || word->kind == WORD_CONDITION))
		diag_error(compiler->diags, entry->place, "%s is a call, not a key: %s", word->name,
		           word->kind == WORD_JUNCTION ? "write it without the equals sign, any_of { ... }" : word->sample);
	else if (word)
		diag_error(compiler->diags, entry->place, "'%s' is no field: it stands behind one, field = %s", word->name, word->sample);
	else if (is_near(compiler, entry->key))
		diag_error(compiler->diags, entry->place, "'%.*s' is no field%s", STR_ARG(entry->key),
		           did_you_mean(hint, entry->key, dictionary_names(compiler->dictionary)));
	else if (str_begins(entry->key, WN_STR("x_")))
		diag_error(compiler->diags, entry->place, "'%.*s' is no field; declare it in fields = { %.*s = \"number\" }", STR_ARG(entry->key),
		           STR_ARG(entry->key));
	else
		diag_error(compiler->diags, entry->place, "'%.*s' is no field; see winnow fields, or declare it in fields = { x_%.*s = ... }",
		           STR_ARG(entry->key), STR_ARG(entry->key));
}

struct condition *condition_field(struct compiler *compiler, const struct entry *entry, const struct wn_tree *braces)
{
	field_id id = dictionary_find(compiler->dictionary, entry->key);
	struct condition *condition;
	struct target target;

	if (id == NO_FIELD) {
		complain_of_field(compiler, entry, braces);
		return NULL;
	}
	target = target_of_field(dictionary_field(compiler->dictionary, id));
	target.name = entry->key; /* the dictionary may move when it grows, the tree stays */
	condition = condition_new(compiler, CONDITION_FIELD, entry->place);
	condition->as.field.id = id;
	condition->as.field.matcher = matcher_compile(compiler, &target, entry->value);
	return condition->as.field.matcher ? condition : NULL;
}

/* ---- any_of { } of conditions ---------------------------------------------------------------------------- */

/* Braces inside a junction: all of it. */
static struct condition *braces_condition(struct compiler *compiler, const struct wn_tree *braces, const char *word);

static void complain_of_value(struct compiler *compiler, const struct entry *entry, const char *word)
{
	struct wn_str text = tree_print(compiler->arena, entry->value);
	bool country = entry->value->kind == WN_TREE_TEXT && entry->value->as.text.len == 2;

	diag_error(compiler->diags, entry->place, "%s here lists conditions; %.*s is a value: write %s = %s { ... }", word, STR_ARG(text),
	           country ? "country" : "field", word);
}

static struct condition *bare_call(struct compiler *compiler, const struct wn_tree *call)
{
	const struct word *word = word_find(call->as.text);

	if (word && (word->kind == WORD_JUNCTION || str_is(call->as.text, "when")))
		return condition_call(compiler, call);
	if (!word)
		word_unknown(compiler, call);
	else if (str_is(call->as.text, "best_of"))
		diag_error(compiler->diags, call->place, "best_of stands in place of a line of fit or timing, not inside one");
	else if (word->kind == WORD_INNER)
		diag_error(compiler->diags, call->place, "%s stands alone here: it is %s", word->name, word->what_for);
	else
		diag_error(compiler->diags, call->place, "%s needs a field before it: %s = %s%s", word->name,
		           word->types == 1u << WN_LIST ? "signal" : word_is_scheme(call->as.text) ? (str_is(call->as.text, "cj") ? "legal_form" : "industry") : "field",
		           word->name, word->types == 1u << WN_LIST || word_is_scheme(call->as.text) ? " { ... }" : strchr(word->sample, '{') ? " { ... }" : "(...)");
	return NULL;
}

/* Of several values in one any_of the first is named. */
static bool is_first_value(const struct wn_tree *braces, const struct entry *entry)
{
	for (const struct entry *before = braces->entries; before < entry; before++)
		if (before->key.len == 0 && before->value->kind != WN_TREE_TABLE && before->value->kind != WN_TREE_CALL)
			return false;
	return true;
}

static struct condition *entry_condition(struct compiler *compiler, const struct entry *entry, const struct wn_tree *braces, const char *word)
{
	const struct wn_tree *value = entry->value;

	if (entry->key.len > 0)
		return condition_field(compiler, entry, braces);
	if (value->kind == WN_TREE_TABLE)
		return braces_condition(compiler, value, word);
	if (value->kind != WN_TREE_CALL) {
		if (is_first_value(braces, entry))
			complain_of_value(compiler, entry, word);
		return NULL;
	}
	if (str_is(value->as.text, "when")) {
		diag_error(compiler->diags, value->place, "when stands alone in a line, not inside %s", word);
		return NULL;
	}
	return bare_call(compiler, value);
}

static struct condition *join_entries(struct compiler *compiler, const struct wn_tree *list, enum junction junction, size_t need,
                                      struct place place, const char *word)
{
	struct condition **items = arena_array(compiler->arena, list->count, sizeof(struct condition *));
	bool good = true;

	for (size_t i = 0; i < list->count; i++) {
		items[i] = entry_condition(compiler, &list->entries[i], list, word);
		good &= items[i] != NULL;
	}
	if (good)
		conditions_order(items, list->count);
	return good ? condition_join(compiler, junction, need, items, list->count, place) : NULL;
}

static struct condition *braces_condition(struct compiler *compiler, const struct wn_tree *braces, const char *word)
{
	if (braces->count == 0) {
		diag_error(compiler->diags, braces->place, "these braces in %s are empty: they would decide nothing", word);
		return NULL;
	}
	return join_entries(compiler, braces, JUNCTION_ALL, braces->count, braces->place, word);
}

/* ---- when ------------------------------------------------------------------------------------------------ */

static bool when_field(struct compiler *compiler, const struct entry *entry, field_id *id)
{
	const struct wn_tree *value = entry->value;
	char hint[128];

	if (entry->key.len > 0 || value->kind != WN_TREE_TEXT) {
		diag_error(compiler->diags, entry->place, "when lists names of fields in quotes: when({ \"revenue\" }, function(revenue) ... end)");
		return false;
	}
	*id = dictionary_find(compiler->dictionary, value->as.text);
	if (*id != NO_FIELD)
		return true;
	if (field_is_forbidden(value->as.text))
		diag_error(compiler->diags, value->place, "'%.*s' is never collected about people and cannot be asked for", STR_ARG(value->as.text));
	else
		diag_error(compiler->diags, value->place, "'%.*s' is no field%s", STR_ARG(value->as.text),
		           did_you_mean(hint, value->as.text, dictionary_names(compiler->dictionary)));
	return false;
}

static struct condition *when_compile(struct compiler *compiler, const struct wn_tree *call)
{
	const struct wn_tree *fields = tree_bare(call, 0), *code = tree_bare(call, 1);
	struct condition *condition = condition_new(compiler, CONDITION_WHEN, call->place);
	bool good = true;

	if (call->count != 2 || fields->kind != WN_TREE_TABLE || fields->count == 0 || code->kind != WN_TREE_CODE) {
		diag_error(compiler->diags, call->place, "when needs names of fields and a function: when({ \"revenue\" }, function(revenue) ... end)");
		return NULL;
	}
	condition->as.when.code = code;
	condition->as.when.count = fields->count;
	condition->as.when.fields = arena_array(compiler->arena, fields->count, sizeof(field_id));
	for (size_t i = 0; i < fields->count; i++)
		good &= when_field(compiler, &fields->entries[i], &condition->as.when.fields[i]);
	return good ? condition : NULL;
}

struct condition *condition_call(struct compiler *compiler, const struct wn_tree *call)
{
	const struct word *word = word_find(call->as.text);
	const struct wn_tree *list;
	enum junction junction;
	size_t need = 0;

	if (word && str_is(call->as.text, "when"))
		return when_compile(compiler, call);
	if (!word || word->kind != WORD_JUNCTION)
		return bare_call(compiler, call);
	list = junction_entries(compiler, call, &junction, &need);
	return list ? join_entries(compiler, list, junction, need, call->place, word->name) : NULL;
}
