/* schema.c - JSON Schema of everything that can be written, from the tables that read it: options of plugins, settings of pipelines and
 * profiles, words of the language, fields of the dictionary.
 */
#include "cli/schema.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "icp/words.h"
#include "plugin/option_type.h"

#define DAY "^\\d{4}-\\d{2}-\\d{2}$"

struct schema {
	struct run *run;
	struct wn_arena *arena;
	json_t *defs;
};

/* ---- small pieces ---- */

static json_t *reference(struct schema *schema, const char *name)
{
	return json_pack("{s:s}", "$ref", arena_printf(schema->arena, "#/$defs/%s", name).ptr);
}

static json_t *of_type(const char *type)
{
	return json_pack("{s:s}", "type", type);
}

static json_t *text_or_list(json_t *item)
{
	json_t *list = json_pack("{s:s,s:O}", "type", "array", "items", item);
	return json_pack("{s:[o,o]}", "anyOf", item, list);
}

static json_t *words_of(const char *const *words)
{
	json_t *array = json_array();
	for (; *words; words++)
		json_array_append_new(array, json_string(*words));
	return json_pack("{s:o}", "enum", array);
}

/* { "word": argument } */
static json_t *call_of(const char *word, json_t *argument)
{
	return json_pack("{s:s,s:{s:o},s:[s],s:b}", "type", "object", "properties", word, argument, "required", word, "additionalProperties", 0);
}

static json_t *closed(json_t *properties, json_t *required)
{
	json_t *object = json_pack("{s:s,s:o,s:b}", "type", "object", "properties", properties, "additionalProperties", 0);
	if (json_array_size(required))
		json_object_set(object, "required", required);
	json_decref(required);
	return object;
}

/* ---- options ---- */

static json_t *tree_json(const struct wn_tree *tree);

static json_t *entries_json(const struct wn_tree *tree)
{
	json_t *bare = json_array(), *object = json_object();
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];
		if (entry->key.len)
			json_object_setn_new(object, entry->key.ptr, entry->key.len, tree_json(entry->value));
		else
			json_array_append_new(bare, tree_json(entry->value));
	}
	if (!json_object_size(object)) {
		json_decref(object);
		return bare;
	}
	json_object_set_new(object, "[]", bare);
	return object;
}

static json_t *call_json(const struct wn_tree *tree)
{
	json_t *arguments = entries_json(tree), *object = json_object();
	json_t *value = json_array_size(arguments) == 1 ? json_incref(json_array_get(arguments, 0)) : json_incref(arguments);
	json_object_setn_new(object, tree->as.text.ptr, tree->as.text.len, value);
	json_decref(arguments);
	return object;
}

static json_t *tree_json(const struct wn_tree *tree)
{
	switch (tree->kind) {
	case WN_TREE_TEXT:
		return json_stringn(tree->as.text.ptr, tree->as.text.len);
	case WN_TREE_INTEGER:
		return json_integer(tree->as.integer);
	case WN_TREE_NUMBER:
		return json_real(tree->as.number);
	case WN_TREE_FLAG:
		return json_boolean(tree->as.flag);
	case WN_TREE_CALL:
		return call_json(tree);
	default:
		return entries_json(tree);
	}
}

static json_t *option_value(struct schema *schema, const struct wn_option *option)
{
	json_t *path = json_pack("{s:s,s:i}", "type", "string", "minLength", 1);
	switch (option->type) {
	case WN_OPT_TEXT:
		break;
	case WN_OPT_INTEGER:
		json_decref(path);
		return of_type("integer");
	case WN_OPT_NUMBER:
		json_decref(path);
		return of_type("number");
	case WN_OPT_FLAG:
		json_decref(path);
		return of_type("boolean");
	case WN_OPT_CHOICE:
		json_decref(path);
		return words_of(option->choices);
	case WN_OPT_FILE:
	case WN_OPT_FOLDER:
		return path;
	case WN_OPT_FILES:
		return text_or_list(path);
	case WN_OPT_LIST:
		json_decref(path);
		return text_or_list(of_type("string"));
	case WN_OPT_DURATION:
	case WN_OPT_BYTES:
	case WN_OPT_DATE:
	case WN_OPT_SECRET:
	case WN_OPT_FIELD: {
		static const char *const names[] = {[WN_OPT_DURATION] = "duration", [WN_OPT_BYTES] = "bytes", [WN_OPT_DATE] = "day", [WN_OPT_SECRET] = "secret",
			[WN_OPT_FIELD] = "field"};
		json_decref(path);
		return reference(schema, names[option->type]);
	}
	default:
		json_decref(path);
		return json_object();
	}
	json_decref(path);
	return of_type("string");
}

static void add_bound(json_t *value, const struct wn_option *option, uint32_t flag, const char *name, int64_t bound)
{
	if (!(option->flags & flag))
		return;
	if (option->type == WN_OPT_INTEGER)
		json_object_set_new(value, name, json_integer(bound));
	else if (option->type == WN_OPT_NUMBER)
		json_object_set_new(value, name, json_real((double)bound / 1000));
}

/* What JSON Schema has no word for, such as a range of lengths of time, stands in the description. */
static json_t *option_schema(struct schema *schema, const struct wn_option *option)
{
	struct wn_str range = option_range(schema->arena, option);
	const struct wn_tree *otherwise = option->default_text ? option_default(option, schema->arena, (struct place){0}) : NULL;
	json_t *value;
	if (option->flags & WN_OPT_GONE)
		return json_pack("{s:{},s:b,s:s}", "not", "deprecated", 1, "description", option->help);
	value = option_value(schema, option);
	add_bound(value, option, WN_OPT_HAS_MIN, "minimum", option->min);
	add_bound(value, option, WN_OPT_HAS_MAX, "maximum", option->max);
	json_object_set_new(value, "description", json_string(arena_printf(schema->arena, "%s%s%.*s", option->help, range.len ? "; " : "", STR_ARG(range)).ptr));
	if (otherwise)
		json_object_set_new(value, "default", tree_json(otherwise));
	return value;
}

static json_t *options_schema(struct schema *schema, const struct wn_option *options, json_t *properties)
{
	json_t *required = json_array();
	for (; options && options->name; options++) {
		json_object_set_new(properties, options->name, option_schema(schema, options));
		if (options->flags & WN_OPT_REQUIRED)
			json_array_append_new(required, json_string(options->name));
	}
	return closed(properties, required);
}

/* ---- steps ---- */

static void add_step(struct schema *schema, json_t *steps, const struct found_plugin *found)
{
	const struct wn_plugin *vtable = found->plugin->vtable;
	const char *word = kind_word(found->kind);
	struct wn_str name = arena_printf(schema->arena, "%s.%s", word, vtable->name);
	json_t *properties = json_pack("{s:{s:s,s:i,s:s}}", "as", "type", "string", "minLength", 1, "description", "the name of the step, where two are of one plugin");
	json_t *options = options_schema(schema, vtable->options, properties);
	json_t *step = json_pack("{s:s,s:[{s:s},o],s:i,s:b}", "type", "array", "prefixItems", "const", vtable->name, reference(schema, name.ptr), "minItems",
	                         option_any_required(vtable->options) ? 2 : 1, "items", 0);
	json_object_set_new(options, "title", json_string(vtable->summary));
	json_object_set_new(schema->defs, name.ptr, options);
	json_array_append_new(steps, call_of(word, step));
}

static json_t *steps_schema(struct schema *schema, const struct found_plugin *found, size_t count)
{
	json_t *steps = json_array();
	for (size_t i = 0; i < count; i++)
		if (found[i].plugin)
			add_step(schema, steps, &found[i]);
	/* A function, with its own table of options: what is in it is Lua. */
	json_array_append_new(steps, call_of("filter", json_pack("{s:s,s:[o],s:i}", "type", "array", "prefixItems", call_of("function", of_type("string")), "maxItems", 2)));
	return json_pack("{s:s,s:{s:o}}", "type", "array", "items", "anyOf", steps);
}

/* ---- conditions ---- */

static const char *type_def(struct schema *schema, const char *before, enum wn_type type)
{
	char *name = (char *)arena_printf(schema->arena, "%s.%s", before, type_name(type)).ptr;
	for (char *c = name; *c; c++)
		if (*c == ' ')
			*c = '_';
	return name;
}

static json_t *junction_items(json_t *entry, bool counted)
{
	json_t *list = json_pack("{s:s,s:i,s:o}", "type", "array", "minItems", 1, "items", entry);
	if (!counted)
		return list;
	return json_pack("{s:s,s:[{s:s,s:i},o],s:i,s:b}", "type", "array", "prefixItems", "type", "integer", "minimum", 1, list, "minItems", 2, "items", 0);
}

/* Words that may stand behind a field of this type; `entry` is what a junction holds. */
static json_t *words_schema(const struct word *word, enum wn_type type, json_t *any, json_t *entry)
{
	json_t *call;
	if (!word->types || !(word->types & 1u << type))
		return any;
	if (word->kind == WORD_JUNCTION)
		call = call_of(word->name, junction_items(json_incref(entry), strcmp(word->name, "some_of") == 0));
	else if (word->kind == WORD_VALUE)
		call = call_of(word->name, json_object());
	else
		return any;
	json_object_set_new(call, "description", json_string(word->sample));
	json_array_append_new(any, call);
	return any;
}

static json_t *literal(enum wn_type type, const char *const *words)
{
	switch (type) {
	case WN_INTEGER:
		return of_type("integer");
	case WN_NUMBER:
		return of_type("number");
	case WN_FLAG:
		return of_type("boolean");
	case WN_TEXT:
	case WN_SET:
	case WN_LIST:
	case WN_VERSION:
		return text_or_list(words ? words_of(words) : of_type("string"));
	default:
		return NULL; /* dates, amounts, codes and long texts need a word */
	}
}

static json_t *value_schema(struct schema *schema, enum wn_type type, const char *const *words)
{
	json_t *any = json_array(), *plain = literal(type, words);
	if (plain)
		json_array_append_new(any, plain);
	json_array_append_new(any, reference(schema, type_def(schema, "words", type)));
	return json_pack("{s:o}", "anyOf", any);
}

static void add_types(struct schema *schema)
{
	const struct word *word;
	for (enum wn_type type = WN_TEXT; type <= WN_VERSION; type++) {
		json_t *any = json_array(), *entry = value_schema(schema, type, NULL);
		for (size_t i = 0; (word = icp_word_at(i)); i++)
			any = words_schema(word, type, any, entry);
		json_decref(entry);
		json_object_set_new(schema->defs, type_def(schema, "words", type), json_pack("{s:o}", "anyOf", any));
	}
}

/* A list field: also its items, by their attributes. */
static json_t *list_schema(struct schema *schema, const struct field *field)
{
	json_t *value = value_schema(schema, WN_LIST, field->attributes[0].words), *properties = json_pack("{s:{}}", "[]");
	for (const struct attribute *at = field->attributes; at->name; at++)
		json_object_set_new(properties, at->name, value_schema(schema, at->type, at->words));
	json_t *item = closed(properties, json_array());
	json_object_set_new(item, "patternProperties", json_pack("{s:{}}", "^x_"));
	json_array_append_new(json_object_get(value, "anyOf"), call_of("has", item));
	return value;
}

static void add_fields(struct schema *schema, json_t *properties)
{
	const struct dictionary *dictionary = schema->run->dictionary;
	for (size_t i = 0; i < dictionary_count(dictionary); i++) {
		const struct field *field = dictionary_field(dictionary, (field_id)i);
		json_t *value = field->type == WN_LIST ? list_schema(schema, field) : value_schema(schema, field->type, field->words);
		json_object_set_new(value, "description", json_string(field->help));
		json_object_set_new(properties, field->name, value);
	}
}

/* ---- profiles ---- */

static void add_line(struct schema *schema)
{
	json_t *properties = json_object(), *line;
	add_fields(schema, properties);
	json_object_set_new(properties, "[]", json_pack("{s:s,s:s}", "type", "array", "description", "points, a label, and conditions that are calls"));
	line = options_schema(schema, line_settings, properties);
	json_object_set_new(line, "patternProperties", json_pack("{s:{}}", "^x_"));
	json_object_set_new(schema->defs, "line", line);
}

static json_t *section_schema(struct schema *schema, enum section section)
{
	json_t *any = json_pack("[o]", reference(schema, "line"));
	if (section == SECTION_FIT || section == SECTION_TIMING)
		json_array_append_new(any, call_of("best_of", json_pack("{s:s,s:o}", "type", "array", "items", reference(schema, "line"))));
	return json_pack("{s:s,s:{s:o}}", "type", "array", "items", "anyOf", any);
}

static json_t *icp_schema(struct schema *schema)
{
	json_t *icp = options_schema(schema, icp_settings, json_object()), *properties = json_object_get(icp, "properties");
	for (enum section section = SECTION_MUST; section < SECTION_COUNT; section++) {
		json_t *value = section_schema(schema, section);
		json_object_set(value, "description", json_object_get(json_object_get(properties, section_name(section)), "description"));
		json_object_set_new(properties, section_name(section), value);
	}
	return icp;
}

/* ---- the whole ---- */

static void add_common(struct schema *schema)
{
	static const char *const spans[] = {"seconds", "minutes", "hours", "days", "weeks", "months", "years"};
	const struct dictionary *dictionary = schema->run->dictionary;
	json_t *any = json_array(), *fields = json_array();
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
		json_array_append_new(any, call_of(spans[i], json_pack("{s:s,s:i}", "type", "integer", "minimum", 0)));
	for (size_t i = 0; i < dictionary_count(dictionary); i++)
		json_array_append_new(fields, json_string(dictionary_field(dictionary, (field_id)i)->name));
	json_object_set_new(schema->defs, "duration", json_pack("{s:o}", "oneOf", any));
	json_object_set_new(schema->defs, "bytes", json_pack("{s:[{s:s,s:i},{s:s,s:s}]}", "anyOf", "type", "integer", "minimum", 0, "type", "string", "pattern",
	                                                     "^[0-9]+ *(B|kB|MB|GB|KiB|MiB|GiB)?$"));
	json_object_set_new(schema->defs, "day", json_pack("{s:s,s:s,s:s}", "type", "string", "format", "date", "pattern", DAY));
	json_object_set_new(schema->defs, "secret", call_of("secret", json_pack("{s:s,s:s}", "type", "string", "pattern", "^[A-Za-z0-9_][A-Za-z0-9_.-]*$")));
	json_object_set_new(schema->defs, "field", json_pack("{s:[{s:o},{s:s,s:s}]}", "anyOf", "enum", fields, "type", "string", "pattern", "^x_[a-z0-9_]+$"));
}

static json_t *whole(struct schema *schema, const struct found_plugin *found, size_t count)
{
	json_t *pipeline, *steps;
	add_common(schema);
	add_types(schema);
	add_line(schema);
	json_object_set_new(schema->defs, "icp", icp_schema(schema));
	pipeline = options_schema(schema, pipeline_settings, json_object());
	steps = steps_schema(schema, found, count);
	json_object_set_new(steps, "description", json_string("the steps, in their order"));
	json_object_set_new(json_object_get(pipeline, "properties"), "[]", steps);
	json_object_set_new(schema->defs, "pipeline", pipeline);
	return json_pack("{s:s,s:s,s:s,s:[o,o],s:O}", "$schema", "https://json-schema.org/draft/2020-12/schema", "title", "winnow: pipelines and profiles",
	                 "description", "A call is an object with its word as the one key, and the argument, or an array of several, as value; bare values of a table "
	                 "are the array under \"[]\".", "oneOf", call_of("pipeline", reference(schema, "pipeline")), call_of("icp", reference(schema, "icp")),
	                 "$defs", schema->defs);
}

void schema_print(struct run *run, const struct found_plugin *found, size_t count, FILE *out)
{
	struct schema schema = {.run = run, .arena = arena_new(), .defs = json_object()};
	json_t *all = whole(&schema, found, count);
	char *text = json_dumps(all, JSON_INDENT(1) | JSON_SORT_KEYS | JSON_REAL_PRECISION(6));
	fprintf(out, "%s\n", text ? text : "{}");
	free(text);
	json_decref(all);
	json_decref(schema.defs);
	arena_free(schema.arena);
}
