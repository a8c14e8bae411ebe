/* field.c - the built-in fields, and the dictionary of one run with the user's own fields behind them. */
#include "company/field.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/str.h"

/* ---- the built-in fields --------------------------------------------------------------------------------- */

static const char *const size_classes[] = {"PME", "ETI", "GE", NULL};
static const char *const statuses[] = {"active", "strike_off", "insolvency", "liquidation", "administration", "ceased", NULL};
static const char *const stages[] = {"pre_seed", "seed", "series_a", "series_b", "series_c", "series_d", "later", NULL};
static const char *const business_models[] = {"subscription", "marketplace", "agency", "ecommerce", "services", "manufacturing",
	"software", "hardware", "wholesale", "retail", NULL};

static const struct attribute subsidiary_attributes[] = {
	{"name", WN_TEXT}, {"country", WN_TEXT}, {"employees", WN_INTEGER}, {NULL},
};
static const struct attribute use_attributes[] = {
	{"name", WN_TEXT}, {"category", WN_TEXT}, {"version", WN_VERSION}, {"since", WN_DATE}, {"sure", WN_NUMBER},
	{"seen_at", WN_TEXT}, {NULL},
};
static const struct attribute signal_attributes[] = {
	{"kind", WN_TEXT}, {"date", WN_DATE}, {"amount", WN_MONEY}, {"round", WN_TEXT}, {"title", WN_TEXT}, {"department", WN_TEXT},
	{"page", WN_TEXT}, {"asset", WN_TEXT}, {"ratio", WN_NUMBER}, {"role", WN_TEXT}, {"text", WN_TEXT}, {"url", WN_TEXT}, {NULL},
};
static const struct attribute opening_attributes[] = {
	{"title", WN_TEXT}, {"department", WN_TEXT}, {"date", WN_DATE}, {"location", WN_TEXT}, {"text", WN_TEXT}, {NULL},
};
static const struct attribute job_board_attributes[] = {{"provider", WN_TEXT}, {"name", WN_TEXT}, {NULL}};

static const struct field builtin[] = {
#define FIELD(name, type, merge, unit, scheme, words, attributes, help) \
	{name, type, merge, unit, help, scheme, words, attributes, false},
#include "company/fields.def"
#undef FIELD
};

#define BUILTIN (sizeof(builtin) / sizeof(builtin[0]))

/* ---- the dictionary -------------------------------------------------------------------------------------- */

/* `fields` points at fields that never move, so that nobody is left with a dead pointer after an add. */
#define QUICK 1024

struct dictionary {
	struct wn_arena *arena;
	struct map *by_name; /* to the place in `fields` that holds the field */
	size_t quick_length[QUICK]; /* of that name */
	field_id quick[QUICK]; /* by a cheap hash of the name, the first that has it: scripts ask by name for every company */
	const struct field *fields[NO_FIELD];
	const char *names[NO_FIELD + 1];
	size_t count;
};

static size_t quick_hash(struct wn_str name)
{
	const unsigned char *at = (const unsigned char *)name.ptr;

	return (name.len * 37 + at[0] * 5u + at[name.len / 2] * 17u + at[name.len - 1] * 3u) % QUICK;
}

static void append(struct dictionary *dictionary, const struct field *field)
{
	const struct field **place = &dictionary->fields[dictionary->count];

	*place = field;
	dictionary->names[dictionary->count++] = field->name;
	dictionary->names[dictionary->count] = NULL;
	map_put(dictionary->by_name, str_of(field->name), place);
	size_t hash = quick_hash(str_of(field->name));
	if (dictionary->quick[hash] != NO_FIELD)
		return;
	dictionary->quick[hash] = (field_id)(dictionary->count - 1);
	dictionary->quick_length[hash] = strlen(field->name);
}

struct dictionary *dictionary_new(void)
{
	struct dictionary *dictionary = xmalloc(sizeof(*dictionary));

	dictionary->arena = arena_new();
	dictionary->by_name = map_new();
	dictionary->count = 0;
	memset(dictionary->quick, 0xff, sizeof dictionary->quick);
	for (size_t i = 0; i < BUILTIN; i++)
		append(dictionary, &builtin[i]);
	return dictionary;
}

void dictionary_free(struct dictionary *dictionary)
{
	if (!dictionary)
		return;
	map_free(dictionary->by_name);
	arena_free(dictionary->arena);
	free(dictionary);
}

size_t dictionary_count(const struct dictionary *dictionary)
{
	return dictionary->count;
}

const struct field *dictionary_field(const struct dictionary *dictionary, field_id id)
{
	return id < dictionary->count ? dictionary->fields[id] : NULL;
}

field_id dictionary_find(const struct dictionary *dictionary, struct wn_str name)
{
	size_t hash = name.len ? quick_hash(name) : 0;
	field_id quick = name.len ? dictionary->quick[hash] : NO_FIELD;
	if (quick != NO_FIELD && name.len == dictionary->quick_length[hash] &&
	    memcmp(name.ptr, dictionary->fields[quick]->name, name.len) == 0)
		return quick;
	const struct field **place = map_get(dictionary->by_name, name);

	return place ? (field_id)(place - (const struct field **)dictionary->fields) : NO_FIELD;
}

const char *const *dictionary_names(const struct dictionary *dictionary)
{
	return dictionary->names;
}

field_id dictionary_key_field(const struct dictionary *dictionary, struct wn_str scheme)
{
	(void)dictionary; /* own fields are never keys */
	for (size_t i = 0; i < BUILTIN; i++)
		if (scheme.len > 0 && str_is(scheme, builtin[i].scheme))
			return (field_id)i;
	return NO_FIELD;
}

/* ---- own fields ------------------------------------------------------------------------------------------ */

static bool is_own_name(struct wn_str name)
{
	return str_begins(name, WN_STR("x_"));
}

bool field_is_forbidden(struct wn_str name)
{
	static const char *const forbidden[] = {"birthday", "birth_date", "date_of_birth", "birth_year", "birthplace", "age", "gender", "sex",
		"nationality", "home_address", "ethnicity", "religion", "health", "marital_status", "sexual_orientation",
		"political_opinion", NULL};
	struct wn_str bare = is_own_name(name) ? str_from(name, 2) : name;

	for (size_t i = 0; forbidden[i]; i++)
		if (str_is(bare, forbidden[i]))
			return true;
	return false;
}

/* A name as Lua writes it: small letters, digits, underscores, a letter first. */
static bool is_word(struct wn_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool letter = c >= 'a' && c <= 'z';

		if (!letter && (i == 0 || (c != '_' && (c < '0' || c > '9'))))
			return false;
	}
	return name.len > 0 && name.len <= 64;
}

static int refuse_forbidden(struct wn_str name, struct wn_error *error)
{
	if (!field_is_forbidden(name))
		return WN_OK;
	return fail(error, WN_INVALID, "'%.*s' is never collected about people and cannot be asked for", STR_ARG(name));
}

static int check_name(const struct dictionary *dictionary, struct wn_str name, struct wn_error *error)
{
	field_id known = dictionary_find(dictionary, name);

	if (refuse_forbidden(name, error))
		return WN_INVALID;
	if (known != NO_FIELD && !dictionary->fields[known]->own)
		return fail(error, WN_INVALID, "'%.*s' is a field already: leave it out of fields", STR_ARG(name));
	if (!is_own_name(name))
		return fail(error, WN_INVALID, "field '%.*s' is your own: its name must begin with x_", STR_ARG(name));
	if (!is_word(name) || name.len == 2)
		return fail(error, WN_INVALID, "'%.*s' is no name for a field: write x_ and small letters, digits or _, 64 at most",
		            STR_ARG(name));
	return WN_OK;
}

static bool is_attribute_type(enum wn_type type)
{
	return type >= WN_TEXT && type <= WN_VERSION && type != WN_SET && type != WN_LIST && type != WN_BODY;
}

static int check_attributes(struct wn_str field, const struct attribute *attributes, struct wn_error *error)
{
	if (!attributes || !attributes[0].name)
		return fail(error, WN_INVALID, "the list '%.*s' needs attributes, such as { title = \"text\" }", STR_ARG(field));
	for (const struct attribute *a = attributes; a->name; a++) {
		if (refuse_forbidden(str_of(a->name), error))
			return WN_INVALID;
		if (!is_word(str_of(a->name)))
			return fail(error, WN_INVALID, "'%s' in '%.*s' is no name for an attribute: write small letters, digits or _", a->name,
			            STR_ARG(field));
		if (!is_attribute_type(a->type))
			return fail(error, WN_INVALID, "attribute '%s' of '%.*s' cannot be a %s: items hold single values", a->name,
			            STR_ARG(field), type_name(a->type));
		for (const struct attribute *b = attributes; b < a; b++)
			if (strcmp(a->name, b->name) == 0)
				return fail(error, WN_INVALID, "'%.*s' has two attributes '%s'", STR_ARG(field), a->name);
	}
	return WN_OK;
}

static int check_type(struct wn_str name, enum wn_type type, const struct attribute *attributes, struct wn_error *error)
{
	if (type == WN_LIST)
		return check_attributes(name, attributes, error);
	if (type < WN_TEXT || type > WN_VERSION || type == WN_CODE || type == WN_BODY)
		return fail(error, WN_INVALID, "'%.*s' cannot be a %s: own fields are text, number, money, date, flag, version, set or a list",
		            STR_ARG(name), type_name(type));
	return WN_OK;
}

static bool same_attributes(const struct attribute *a, const struct attribute *b)
{
	while (a && b && a->name && b->name && a->type == b->type && strcmp(a->name, b->name) == 0)
		a++, b++;
	return (!a || !a->name) && (!b || !b->name);
}

static int declared_again(struct dictionary *dictionary, field_id known, enum wn_type type, const struct attribute *attributes,
                          struct wn_error *error)
{
	const struct field *field = dictionary->fields[known];

	if (field->type != type)
		return fail(error, WN_INVALID, "'%s' is declared twice, as %s and as %s: agree on one", field->name, type_name(field->type),
		            type_name(type));
	if (type == WN_LIST && !same_attributes(field->attributes, attributes))
		return fail(error, WN_INVALID, "the list '%s' is declared twice with different attributes: agree on one", field->name);
	return WN_OK;
}

static const char *const *copy_words(struct wn_arena *arena, const char *const *words)
{
	size_t count = 0;
	const char **copy;

	if (!words)
		return NULL;
	while (words[count])
		count++;
	copy = arena_array(arena, count + 1, sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		copy[i] = arena_str(arena, str_of(words[i])).ptr;
	return copy;
}

static const struct attribute *copy_attributes(struct wn_arena *arena, const struct attribute *attributes)
{
	size_t count = 0;
	struct attribute *copy;

	while (attributes[count].name)
		count++;
	copy = arena_array(arena, count + 1, sizeof(*copy));
	for (size_t i = 0; i < count; i++) {
		copy[i] = attributes[i];
		copy[i].name = arena_str(arena, str_of(attributes[i].name)).ptr;
		copy[i].words = copy_words(arena, attributes[i].words);
	}
	return copy;
}

static const struct field *new_field(struct wn_arena *arena, struct wn_str name, enum wn_type type, const struct attribute *attributes)
{
	struct field *field = arena_alloc(arena, sizeof(*field));

	field->name = arena_str(arena, name).ptr;
	field->type = type;
	field->merge = type == WN_SET || type == WN_LIST ? MERGE_UNION : MERGE_FIRST;
	field->unit = field->scheme = "";
	field->help = "your own";
	field->attributes = type == WN_LIST ? copy_attributes(arena, attributes) : NULL;
	field->own = true;
	return field;
}

int dictionary_add(struct dictionary *dictionary, struct wn_str name, enum wn_type type, const struct attribute *attributes, field_id *id,
                   struct wn_error *error)
{
	field_id known = dictionary_find(dictionary, name);

	if (check_name(dictionary, name, error) || check_type(name, type, attributes, error))
		return WN_INVALID;
	if (known != NO_FIELD && declared_again(dictionary, known, type, attributes, error))
		return WN_INVALID;
	if (known == NO_FIELD && dictionary->count == NO_FIELD)
		return fail(error, WN_INVALID, "more than %d fields", NO_FIELD);
	if (known == NO_FIELD) {
		known = (field_id)dictionary->count;
		append(dictionary, new_field(dictionary->arena, name, type, attributes));
	}
	if (id)
		*id = known;
	return WN_OK;
}

field_id dictionary_add_pseudo(struct dictionary *dictionary, struct wn_str name, const char *const *words, const char *help)
{
	struct field *field = arena_alloc(dictionary->arena, sizeof(*field));

	field->name = arena_str(dictionary->arena, name).ptr;
	field->type = WN_TEXT;
	field->merge = MERGE_FIRST;
	field->unit = field->scheme = "";
	field->help = help;
	field->words = copy_words(dictionary->arena, words);
	append(dictionary, field);
	return (field_id)(dictionary->count - 1);
}

/* ---- words ----------------------------------------------------------------------------------------------- */

const struct attribute *field_attribute(const struct field *field, struct wn_str name)
{
	for (const struct attribute *a = field->attributes; a && a->name; a++)
		if (str_is(name, a->name))
			return a;
	return NULL;
}

const char *type_name(enum wn_type type)
{
	static const char *const names[] = {"unknown type", "text", "code", "whole number", "number", "money", "date", "flag", "set", "list",
		"body", "version"};

	return names[type >= WN_TEXT && type <= WN_VERSION ? type : 0];
}

const char *merge_name(enum merge merge)
{
	static const char *const names[] = {"first", "refine", "union"};

	return names[merge];
}
