/* option_check.c - is an option table itself well made? Asked once, when its plugin is loaded. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "plugin/option_type.h"

#define MOST 256 /* options of one plugin; a table without an end has more */

static bool good_name(const char *name)
{
	const char *at;

	for (at = name; *at; at++)
		if (!((*at >= 'a' && *at <= 'z') || (*at == '_' && at > name) || (*at >= '0' && *at <= '9' && at > name)) || at - name > 63)
			return false;
	return at > name;
}

static int check_name(const struct wn_option *options, size_t at, struct wn_error *error)
{
	const char *name = options[at].name;
	size_t i;

	if (!good_name(name))
		return fail(error, WN_INVALID, "option number %zu has a bad name: lower case, digits and underscores", at + 1);
	if (option_is_setting(str_of(name)))
		return fail(error, WN_INVALID, "option '%s' has the name of a setting that every step has: give it another", name);
	for (i = 0; i < at; i++)
		if (str_is(str_of(options[i].name), name))
			return fail(error, WN_INVALID, "option '%s' is there twice", name);
	return WN_OK;
}

static int check_place(const struct wn_option *options, size_t at, size_t config_size, struct wn_error *error)
{
	const struct wn_option *option = &options[at];
	const struct option_type *type = option_type(option->type);
	size_t i;

	if (option->offset > config_size || type->size > config_size - option->offset || option->offset % type->align != 0)
		return fail(error, WN_INVALID, "option '%s' does not lie within the config: %zu bytes at offset %zu of %zu", option->name, type->size, option->offset,
		            config_size);
	for (i = 0; i < at; i++) {
		const struct wn_option *other = &options[i];

		if (!(other->flags & WN_OPT_GONE) && option->offset < other->offset + option_type(other->type)->size
		    && other->offset < option->offset + type->size)
			return fail(error, WN_INVALID, "options '%s' and '%s' lie on the same bytes of the config", other->name, option->name);
	}
	return WN_OK;
}

static int check_range(const struct wn_option *option, struct wn_error *error)
{
	uint32_t both = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX;

	if (option->flags & both && !option_type(option->type)->ranged)
		return fail(error, WN_INVALID, "option '%s' is a %s: it has no range", option->name, option_type(option->type)->name);
	if ((option->flags & both) == both && option->min > option->max)
		return fail(error, WN_INVALID, "option '%s' has a range without a value: its min is above its max", option->name);
	return WN_OK;
}

static int check_words(const struct wn_option *option, struct wn_error *error)
{
	const uint32_t known = WN_OPT_REQUIRED | WN_OPT_OUTPUT | WN_OPT_GONE | WN_OPT_HAS_MIN | WN_OPT_HAS_MAX;

	if (!option->help || !option->help[0])
		return fail(error, WN_INVALID, "option '%s' has no help", option->name);
	if (option->flags & ~known)
		return fail(error, WN_INVALID, "option '%s' has flags that this winnow does not know", option->name);
	if (option->type == WN_OPT_CHOICE && (!option->choices || !option->choices[0]))
		return fail(error, WN_INVALID, "option '%s' is a choice without choices", option->name);
	if (option->flags & WN_OPT_OUTPUT && option->type != WN_OPT_FILE && option->type != WN_OPT_FOLDER)
		return fail(error, WN_INVALID, "option '%s' is no file or folder: it cannot be an output", option->name);
	if (option->flags & WN_OPT_REQUIRED && option->default_text)
		return fail(error, WN_INVALID, "option '%s' is required and has a default: one of the two", option->name);
	return WN_OK;
}

/* Reads the default as if a user had written it. */
static int check_default(const struct wn_option *option, struct wn_arena *arena, struct wn_error *error)
{
	const struct option_type *type = option_type(option->type);
	struct place nowhere = {"default", 0, 0};
	struct option_context context = {arena, WN_STR("/default"), dictionary_new(), diags_new()};
	const struct wn_tree *tree = option_default(option, arena, nowhere);
	struct option_value value = {option, tree, nowhere, &context, arena_alloc(arena, type->size)};
	int result = WN_OK;

	if (!tree)
		result = fail(error, WN_INVALID, "option '%s' has the default '%s', which is not %s", option->name, option->default_text, type->needs);
	else if (type->read(&value) < 0)
		result = fail(error, WN_INVALID, "the default of an option is no value of it: %.*s", STR_ARG(diags_at(context.diags, 0)->text));
	dictionary_free((struct dictionary *)context.dictionary);
	diags_free(context.diags);
	return result;
}

static int check_one(const struct wn_option *options, size_t at, size_t config_size, struct wn_arena *arena, struct wn_error *error)
{
	const struct wn_option *option = &options[at];
	int result = check_name(options, at, error);

	if (result == WN_OK && !option_type(option->type))
		result = fail(error, WN_INVALID, "option '%s' is of the unknown type %u", option->name, option->type);
	if (result == WN_OK)
		result = check_words(option, error);
	if (result < 0 || option->flags & WN_OPT_GONE)
		return result;
	result = check_place(options, at, config_size, error);
	if (result == WN_OK)
		result = check_range(option, error);
	if (result == WN_OK && option->default_text)
		result = check_default(option, arena, error);
	return result;
}

int options_check(const struct wn_option *options, size_t config_size, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	int result = WN_OK;
	size_t i;

	for (i = 0; result == WN_OK && options && options[i].name; i++)
		result = i < MOST ? check_one(options, i, config_size, arena, error)
		                  : fail(error, WN_INVALID, "there are more than %d options: does the table end with a null name?", MOST);
	arena_free(arena);
	return result;
}
