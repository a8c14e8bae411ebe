/* option.c - from the table that a user wrote to the config of a plugin, reporting every mistake on the way. */
#include "plugin/option.h"

#include "base/arena.h"
#include "base/str.h"
#include "plugin/option_type.h"

const char *const step_settings[] = {"as", "budget", NULL};

bool option_is_setting(struct wn_str name)
{
	const char *const *setting;

	for (setting = step_settings; *setting; setting++)
		if (str_is(name, *setting))
			return true;
	return false;
}

static const struct wn_option *find(const struct wn_option *options, struct wn_str name)
{
	for (; options && options->name; options++)
		if (str_is(name, options->name))
			return options;
	return NULL;
}

/* Names of the options that may be written, ends with null. */
static const char **names_of(struct wn_arena *arena, const struct wn_option *options)
{
	size_t count = 0;
	const char **names;

	while (options && options[count].name)
		count++;
	names = arena_array(arena, count + 1, sizeof *names);
	for (count = 0; options && options->name; options++)
		if (!(options->flags & WN_OPT_GONE))
			names[count++] = options->name;
	return names;
}

static void report_unknown(const struct option_context *context, const struct wn_option *options, const struct entry *entry)
{
	const char **names = names_of(context->arena, options), **name;
	struct wn_str key = str_first(entry->key, 60);
	struct buf list = {0};
	char near[128];

	for (name = names; *name; name++)
		buf_printf(&list, "%s%s", name > names ? ", " : "", *name);
	if (list.len)
		diag_error(context->diags, entry->place, "'%.*s' is no option: there are %s%s", STR_ARG(key), list.data, did_you_mean(near, key, names));
	else
		diag_error(context->diags, entry->place, "'%.*s' is no option: there are none here", STR_ARG(key));
	buf_free(&list);
}

static struct place place_of(const struct wn_tree *tree, struct place otherwise)
{
	return tree->place.line ? tree->place : otherwise;
}

/* Entries that belong to no option, or to one that is gone. */
static int check_entries(const struct wn_option *options, const struct wn_tree *table, const struct option_context *context)
{
	int result = WN_OK;
	size_t i;

	for (i = 0; i < table->count; i++) {
		const struct entry *entry = &table->entries[i];
		const struct wn_option *option = find(options, entry->key);

		if (entry->key.len == 0)
			diag_error(context->diags, entry->place, "an option is written name = value; here stands %s alone", tree_kind_name(entry->value));
		else if (option_is_setting(entry->key) || (option && !(option->flags & WN_OPT_GONE)))
			continue;
		else if (option)
			diag_error(context->diags, entry->place, "'%s' is gone: %s", option->name, option->help);
		else
			report_unknown(context, options, entry);
		result = WN_FAIL;
	}
	return result;
}

static int read_option(const struct wn_option *option, const struct wn_tree *table, struct place place,
                       const struct option_context *context, void *config)
{
	const struct option_type *type = option_type(option->type);
	const struct wn_tree *tree = table ? tree_value(table, option->name) : NULL;
	struct option_value value = {option, tree, place, context, (char *)config + option->offset};

	if (option->flags & WN_OPT_GONE)
		return WN_OK;
	if (option->type == WN_OPT_DATE)
		*(int32_t *)value.at = WN_NO_DAY;
	if (tree)
		value.place = place_of(tree, place);
	else if (option->default_text)
		value.tree = option_default(option, context->arena, place);
	if (value.tree)
		return type->read(&value);
	if (!(option->flags & WN_OPT_REQUIRED))
		return WN_OK;
	diag_error(context->diags, place, "'%s' is missing: %s needs %s (%s)", option->name, option->name, type->needs, option->help);
	return WN_FAIL;
}

int options_parse(const struct wn_option *options, const struct wn_tree *table, struct place place,
                  const struct option_context *context, void *config)
{
	int result = WN_OK;

	if (table && table->kind != WN_TREE_TABLE) {
		diag_error(context->diags, place_of(table, place), "options stand in braces, { name = value }; here stands %s", tree_kind_name(table));
		return WN_FAIL;
	}
	if (table) {
		place = place_of(table, place);
		result = check_entries(options, table, context);
	}
	for (; options && options->name; options++)
		if (read_option(options, table, place, context, config) < 0)
			result = WN_FAIL;
	return result;
}

void options_each_file(const struct wn_option *options, const void *config,
                       void (*each)(void *context, const struct wn_option *option, struct wn_str path), void *context)
{
	for (; options && options->name; options++) {
		const void *at = (const char *)config + options->offset;
		const struct wn_str *path = at;
		const struct wn_list_value *paths = at;

		if (options->flags & WN_OPT_GONE)
			continue;
		if ((options->type == WN_OPT_FILE || options->type == WN_OPT_FOLDER) && path->len > 0)
			each(context, options, *path);
		for (size_t i = 0; options->type == WN_OPT_FILES && i < paths->count; i++)
			each(context, options, paths->at[i]);
	}
}

bool option_any_required(const struct wn_option *options)
{
	for (; options && options->name; options++)
		if (options->flags & WN_OPT_REQUIRED)
			return true;
	return false;
}
