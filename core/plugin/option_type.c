/* option_type.c - reads each type of option from a description tree into the plugin's config. */
#include "plugin/option_type.h"

#include <limits.h>
#include <math.h>
#include <stdalign.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "company/date.h"
#include "company/text.h"

#define DAY 86400
#define SHOWN_MOST 60 /* bytes of a wrong value that a message repeats */

static const struct {
	const char *word;
	int64_t seconds;
} spans[] = {
	{"seconds", 1}, {"minutes", 60}, {"hours", 3600}, {"days", DAY},
	{"weeks", 7 * DAY}, {"months", 30 * DAY}, {"years", 365 * DAY},
};

static const struct {
	const char *word;
	int64_t bytes;
} units[] = {
	{"", 1}, {"B", 1}, {"kB", 1000}, {"MB", 1000000}, {"GB", 1000000000},
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- messages ---- */

static struct wn_str shown(const struct option_value *value)
{
	struct wn_str text = tree_print(value->context->arena, value->tree);

	return text.len <= SHOWN_MOST ? text : str_of(tree_kind_name(value->tree));
}

static int wrong(const struct option_value *value)
{
	const struct wn_option *option = value->option;
	struct wn_str text = shown(value);

	diag_error(value->context->diags, value->place, "'%s' needs %s, not %.*s", option->name, option_type(option->type)->needs, STR_ARG(text));
	return WN_FAIL;
}

static int wrong_choice(const struct option_value *value, struct wn_str text)
{
	struct buf list = {0};
	char near[128];
	size_t i;

	for (i = 0; value->option->choices[i]; i++)
		buf_printf(&list, "%s\"%s\"", i ? ", " : "", value->option->choices[i]);
	diag_error(value->context->diags, value->place, "'%s' is never \"%.*s\": it is one of %s%s", value->option->name,
	           STR_ARG(str_first(text, SHOWN_MOST)), list.data, did_you_mean(near, text, value->option->choices));
	buf_free(&list);
	return WN_FAIL;
}

struct wn_str option_bound(struct wn_arena *arena, const struct wn_option *option, int64_t bound)
{
	size_t i;

	switch (option->type) {
	case WN_OPT_NUMBER:
		return arena_printf(arena, "%g", (double)bound / 1000);
	case WN_OPT_DATE:
		return day_text(arena, (int32_t)bound);
	case WN_OPT_DURATION:
		for (i = 3; i > 0 && bound % spans[i].seconds != 0;)
			i--;
		return arena_printf(arena, "%s(%lld)", spans[i].word, (long long)(bound / spans[i].seconds));
	case WN_OPT_BYTES:
		for (i = 4; i > 0 && (bound == 0 || bound % units[i].bytes != 0);)
			i--;
		return arena_printf(arena, i > 1 ? "\"%lld%s\"" : "%lld%s", (long long)(bound / units[i].bytes), i > 1 ? units[i].word : "");
	default:
		return arena_printf(arena, "%lld", (long long)bound);
	}
}

struct wn_str option_range(struct wn_arena *arena, const struct wn_option *option)
{
	bool has_min = option->flags & WN_OPT_HAS_MIN, has_max = option->flags & WN_OPT_HAS_MAX;
	struct wn_str min = has_min ? option_bound(arena, option, option->min) : (struct wn_str){0};
	struct wn_str max = has_max ? option_bound(arena, option, option->max) : (struct wn_str){0};

	if (has_min && has_max)
		return arena_printf(arena, "between %s and %s", min.ptr, max.ptr);
	if (has_min)
		return arena_printf(arena, "at least %s", min.ptr);
	return has_max ? arena_printf(arena, "at most %s", max.ptr) : (struct wn_str){"", 0};
}

static int out_of_range(const struct option_value *value)
{
	struct wn_str range = option_range(value->context->arena, value->option), text = shown(value);

	diag_error(value->context->diags, value->place, "'%s' must be %.*s, not %.*s", value->option->name, STR_ARG(range), STR_ARG(text));
	return WN_FAIL;
}

static int in_range(const struct option_value *value, int64_t number)
{
	const struct wn_option *option = value->option;

	if ((option->flags & WN_OPT_HAS_MIN && number < option->min) || (option->flags & WN_OPT_HAS_MAX && number > option->max))
		return out_of_range(value);
	return WN_OK;
}

/* ---- reading ---- */

/* A whole number, also where Lua made it a float: 2e6. */
static bool whole(const struct wn_tree *tree, int64_t *number)
{
	if (tree && tree->kind == WN_TREE_NUMBER && fabs(tree->as.number) <= 9007199254740992.0 && trunc(tree->as.number) == tree->as.number)
		*number = (int64_t)tree->as.number;
	else if (tree && tree->kind == WN_TREE_INTEGER)
		*number = tree->as.integer;
	else
		return false;
	return true;
}

static int put_text(const struct option_value *value, struct wn_str text)
{
	*(struct wn_str *)value->at = text;
	return WN_OK;
}

/* Text as the contract promises it: UTF-8, NFC, no NUL. */
static int clean_text(const struct option_value *value, const struct wn_tree *tree, struct wn_str *text)
{
	if (tree->kind != WN_TREE_TEXT)
		return wrong(value);
	if (text_nfc(value->context->arena, tree->as.text, text))
		return WN_OK;
	diag_error(value->context->diags, value->place, "'%s' is not UTF-8 text: write it without NUL and other bytes that are no characters", value->option->name);
	return WN_FAIL;
}

static int read_text(const struct option_value *value)
{
	struct wn_str text;

	return clean_text(value, value->tree, &text) < 0 ? WN_FAIL : put_text(value, text);
}

static int read_integer(const struct option_value *value)
{
	int64_t number;

	if (!whole(value->tree, &number))
		return wrong(value);
	*(int64_t *)value->at = number;
	return in_range(value, number);
}

static int read_number(const struct option_value *value)
{
	const struct wn_option *option = value->option;
	double number;

	if (value->tree->kind == WN_TREE_INTEGER)
		number = (double)value->tree->as.integer;
	else if (value->tree->kind == WN_TREE_NUMBER && isfinite(value->tree->as.number))
		number = value->tree->as.number;
	else
		return wrong(value);
	if ((option->flags & WN_OPT_HAS_MIN && number < (double)option->min / 1000)
	    || (option->flags & WN_OPT_HAS_MAX && number > (double)option->max / 1000))
		return out_of_range(value);
	*(double *)value->at = number;
	return WN_OK;
}

static int read_flag(const struct option_value *value)
{
	if (value->tree->kind != WN_TREE_FLAG)
		return wrong(value);
	*(int *)value->at = value->tree->as.flag;
	return WN_OK;
}

static int read_choice(const struct option_value *value)
{
	int i;

	if (value->tree->kind != WN_TREE_TEXT)
		return wrong(value);
	for (i = 0; value->option->choices[i]; i++)
		if (str_is(value->tree->as.text, value->option->choices[i])) {
			*(int *)value->at = i;
			return WN_OK;
		}
	return wrong_choice(value, value->tree->as.text);
}

static int read_duration(const struct option_value *value)
{
	int64_t count, seconds;
	size_t i;

	for (i = 0; i < COUNT(spans); i++)
		if (tree_is_call(value->tree, spans[i].word))
			break;
	if (i == COUNT(spans) || value->tree->count != 1 || !whole(tree_bare(value->tree, 0), &count) || count < 0
	    || __builtin_mul_overflow(count, spans[i].seconds, &seconds))
		return wrong(value);
	*(int64_t *)value->at = seconds;
	return in_range(value, seconds);
}

static bool bytes_of(struct wn_str text, int64_t *bytes)
{
	size_t digits = 0, i;
	struct wn_str unit;
	int64_t number;

	while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
		digits++;
	unit = str_trim(str_from(text, digits));
	if (!str_to_int(str_first(text, digits), &number))
		return false;
	for (i = 0; i < COUNT(units); i++)
		if (str_is(unit, units[i].word))
			return !__builtin_mul_overflow(number, units[i].bytes, bytes);
	return false;
}

static int read_bytes(const struct option_value *value)
{
	int64_t bytes = -1;

	if (value->tree->kind == WN_TREE_TEXT ? !bytes_of(value->tree->as.text, &bytes) : !whole(value->tree, &bytes) || bytes < 0)
		return wrong(value);
	*(int64_t *)value->at = bytes;
	return in_range(value, bytes);
}

static int read_date(const struct option_value *value)
{
	int32_t day;

	if (value->tree->kind != WN_TREE_TEXT || !day_parse(value->tree->as.text, &day))
		return wrong(value);
	*(int32_t *)value->at = day;
	return in_range(value, day);
}

/* Paths are relative to the description, which may itself be named relative to the working folder. */
static struct wn_str absolute(const struct option_context *context, struct wn_str path)
{
	struct wn_str beside = context->file;
	char here[PATH_MAX];

	if ((beside.len == 0 || beside.ptr[0] != '/') && getcwd(here, sizeof here))
		beside = arena_printf(context->arena, "%s/%.*s", here, STR_ARG(beside));
	return path_beside(context->arena, beside, path);
}

static int check_path(const struct option_value *value, struct wn_str path)
{
	if (path.len > 0 && !memchr(path.ptr, 0, path.len))
		return WN_OK;
	diag_error(value->context->diags, value->place, "'%s' is no path: it %s", value->option->name, path.len ? "holds a NUL byte" : "is empty");
	return WN_FAIL;
}

static int read_path(const struct option_value *value)
{
	struct wn_str path = value->tree->as.text;

	if (value->tree->kind != WN_TREE_TEXT)
		return wrong(value);
	return check_path(value, path) < 0 ? WN_FAIL : put_text(value, absolute(value->context, path));
}

struct wn_str option_secret_name(const struct wn_tree *tree)
{
	const struct wn_tree *name = tree_is_call(tree, "secret") && tree->count == 1 ? tree_bare(tree, 0) : NULL;
	struct wn_str text = name && name->kind == WN_TREE_TEXT ? name->as.text : (struct wn_str){0};
	size_t i;

	for (i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (i > 0 && (c == '-' || c == '.'))))
			return (struct wn_str){0};
	}
	return text;
}

/* The text comes in `open`. The message never repeats what was written: it may be the secret itself. */
static int read_secret(const struct option_value *value)
{
	const char *name = value->option->name;

	if (option_secret_name(value->tree).len > 0)
		return WN_OK;
	if (tree_is_call(value->tree, "secret"))
		diag_error(value->context->diags, value->place, "secret needs one name of letters, digits and _, such as %s = secret \"NAME\"", name);
	else
		diag_error(value->context->diags, value->place, "'%s' is a secret: write %s = secret \"NAME\"", name, name);
	return WN_FAIL;
}

static int read_list(const struct option_value *value)
{
	const struct wn_tree *tree = value->tree;
	struct wn_list_value *list = value->at;
	size_t count = tree->kind == WN_TREE_TABLE ? tree->count : 1, i;
	struct wn_str *texts = arena_array(value->context->arena, count, sizeof *texts);

	if (tree->kind != WN_TREE_TABLE && tree->kind != WN_TREE_TEXT)
		return wrong(value);
	for (i = 0; i < count; i++) {
		if (tree->kind == WN_TREE_TABLE && tree->entries[i].key.len > 0)
			return wrong(value);
		if (clean_text(value, tree->kind == WN_TREE_TABLE ? tree->entries[i].value : tree, &texts[i]) < 0)
			return WN_FAIL;
	}
	*list = (struct wn_list_value){texts, count};
	return WN_OK;
}

static int read_paths(const struct option_value *value)
{
	struct wn_list_value *list = value->at;
	struct wn_str *paths;
	size_t i;

	if (read_list(value) < 0)
		return WN_FAIL;
	paths = arena_array(value->context->arena, list->count, sizeof *paths);
	for (i = 0; i < list->count; i++) {
		if (check_path(value, list->at[i]) < 0)
			return WN_FAIL;
		paths[i] = absolute(value->context, list->at[i]);
	}
	list->at = paths;
	return WN_OK;
}

static int read_field(const struct option_value *value)
{
	const struct dictionary *dictionary = value->context->dictionary;
	struct wn_str name = value->tree->as.text;
	char near[128];
	field_id id;

	if (value->tree->kind != WN_TREE_TEXT)
		return wrong(value);
	id = dictionary_find(dictionary, name);
	if (id != NO_FIELD)
		return put_text(value, str_of(dictionary_field(dictionary, id)->name));
	diag_error(value->context->diags, value->place, "'%s': \"%.*s\" is no field (winnow fields lists them)%s", value->option->name,
	           STR_ARG(str_first(name, SHOWN_MOST)), did_you_mean(near, name, dictionary_names(dictionary)));
	return WN_FAIL;
}

static int read_tree(const struct option_value *value)
{
	*(const struct wn_tree **)value->at = value->tree;
	return WN_OK;
}

#define FITS(type) sizeof(type), alignof(type)

static const struct option_type types[] = {
	[WN_OPT_TEXT] = {"text", "a text in quotes", FITS(struct wn_str), false, read_text},
	[WN_OPT_INTEGER] = {"whole number", "a whole number", FITS(int64_t), true, read_integer},
	[WN_OPT_NUMBER] = {"number", "a number", FITS(double), true, read_number},
	[WN_OPT_FLAG] = {"true or false", "true or false", FITS(int), false, read_flag},
	[WN_OPT_CHOICE] = {"one of", "a word in quotes", FITS(int), false, read_choice},
	[WN_OPT_DURATION] = {"length of time", "a length of time, such as days(30)", FITS(int64_t), true, read_duration},
	[WN_OPT_BYTES] = {"number of bytes", "a number of bytes, such as \"10MB\"", FITS(int64_t), true, read_bytes},
	[WN_OPT_DATE] = {"day", "a day that exists, such as \"2026-11-01\"", FITS(int32_t), true, read_date},
	[WN_OPT_FILE] = {"file", "the path of a file in quotes", FITS(struct wn_str), false, read_path},
	[WN_OPT_FOLDER] = {"folder", "the path of a folder in quotes", FITS(struct wn_str), false, read_path},
	[WN_OPT_SECRET] = {"secret", "a secret", FITS(struct wn_str), false, read_secret},
	[WN_OPT_LIST] = {"list of texts", "a text or a list of texts, such as { \"a\", \"b\" }", FITS(struct wn_list_value), false, read_list},
	[WN_OPT_FIELD] = {"field", "the name of a field in quotes", FITS(struct wn_str), false, read_field},
	[WN_OPT_TREE] = {"table", "a table", FITS(const struct wn_tree *), false, read_tree},
	[WN_OPT_FILES] = {"list of files", "the path of a file or a list of them, such as { \"a\", \"b\" }", FITS(struct wn_list_value), false, read_paths},
};

const struct option_type *option_type(uint32_t type)
{
	return type >= WN_OPT_TEXT && type <= WN_OPT_FILES ? &types[type] : NULL;
}
