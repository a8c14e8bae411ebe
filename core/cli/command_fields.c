/* command_fields.c - winnow fields: the dictionary. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "cli/cli.h"

static void print_words(const char *const *words)
{
	fputs("              one of:", stdout);
	for (; *words; words++)
		printf(" %s", *words);
	putchar('\n');
}

static void print_attributes(const struct attribute *attributes)
{
	fputs("              items:", stdout);
	for (size_t i = 0; attributes[i].name; i++)
		printf("%s %s (%s)", i ? "," : "", attributes[i].name, type_name(attributes[i].type));
	putchar('\n');
}

static void print_field(const struct field *field)
{
	printf("%-18s %-8s %-7s %s", field->name, type_name(field->type), merge_name(field->merge), field->help);
	if (*field->unit)
		printf(" (%s)", field->unit);
	putchar('\n');
	if (field->words)
		print_words(field->words);
	if (field->attributes)
		print_attributes(field->attributes);
}

static json_t *attributes_json(const struct attribute *attributes)
{
	json_t *object = json_object();
	for (size_t i = 0; attributes && attributes[i].name; i++)
		json_object_set_new(object, attributes[i].name, json_string(type_name(attributes[i].type)));
	return object;
}

static json_t *field_json(const struct field *field)
{
	json_t *words = json_array();
	for (const char *const *word = field->words; word && *word; word++)
		json_array_append_new(words, json_string(*word));
	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:o}", "name", field->name, "type", type_name(field->type), "merge", merge_name(field->merge),
	                 "unit", field->unit, "help", field->help, "words", words, "attributes", attributes_json(field->attributes));
}

int command_fields(int argc, char **argv)
{
	struct arguments arguments;
	if (!arguments_read(argc, argv, 0, 0, &arguments))
		return RUN_USAGE;
	struct dictionary *dictionary = dictionary_new();
	json_t *all = json_array();
	for (size_t i = 0; i < dictionary_count(dictionary); i++) {
		const struct field *field = dictionary_field(dictionary, (field_id)i);
		if (arguments.json)
			json_array_append_new(all, field_json(field));
		else
			print_field(field);
	}
	if (arguments.json) {
		json_dumpf(all, stdout, JSON_SORT_KEYS | JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(all);
	dictionary_free(dictionary);
	return RUN_DONE;
}
