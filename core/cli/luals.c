/* luals.c - the tables of schema.c as annotations for lua-language-server: a file of Lua that only declares. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "cli/schema.h"
#include "icp/words.h"
#include "plugin/option_type.h"

struct luals {
	struct run *run;
	struct wn_arena *arena;
	FILE *out;
};

static const char *type_of_option(struct luals *luals, const struct wn_option *option)
{
	static const char *const types[] = {
		[WN_OPT_TEXT] = "string", [WN_OPT_INTEGER] = "integer", [WN_OPT_NUMBER] = "number", [WN_OPT_FLAG] = "boolean", [WN_OPT_DURATION] = "winnow.span",
		[WN_OPT_BYTES] = "integer|string", [WN_OPT_DATE] = "string", [WN_OPT_FILE] = "string", [WN_OPT_FOLDER] = "string",
		[WN_OPT_SECRET] = "winnow.secret", [WN_OPT_LIST] = "string|string[]", [WN_OPT_FIELD] = "winnow.field|string", [WN_OPT_TREE] = "any",
		[WN_OPT_FILES] = "string|string[]"};
	struct buf words = {0};
	const char *kept;
	if (option->type != WN_OPT_CHOICE)
		return types[option->type];
	for (const char *const *choice = option->choices; *choice; choice++)
		buf_printf(&words, "%s\"%s\"", words.len ? "|" : "", *choice);
	kept = arena_str(luals->arena, buf_as_str(&words)).ptr;
	buf_free(&words);
	return kept;
}

static void print_options(struct luals *luals, const struct wn_option *options)
{
	for (; options && options->name; options++) {
		struct wn_str range = option_range(luals->arena, options);
		if (options->flags & WN_OPT_GONE)
			continue;
		fprintf(luals->out, "---@field %s%s %s %s", options->name, options->flags & WN_OPT_REQUIRED ? "" : "?", type_of_option(luals, options), options->help);
		if (range.len)
			fprintf(luals->out, "; %.*s", STR_ARG(range));
		if (options->default_text)
			fprintf(luals->out, " (default: %s)", options->default_text);
		fputc('\n', luals->out);
	}
}

/* ---- steps ---- */

static void print_kind(struct luals *luals, enum wn_kind kind, const struct found_plugin *found, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!found[i].plugin || found[i].kind != kind)
			continue;
		fprintf(luals->out, "--- %s\n---@class (exact) winnow.%s.%s\n---@field as? string the name of the step, where two are of one plugin\n",
		        found[i].plugin->vtable->summary, kind_word(kind), found[i].plugin->vtable->name);
		print_options(luals, found[i].plugin->vtable->options);
		fputc('\n', luals->out);
	}
	for (size_t i = 0; i < count; i++)
		if (found[i].plugin && found[i].kind == kind)
			fprintf(luals->out, "---@overload fun(name: \"%s\"): fun(options: winnow.%s.%s): winnow.step\n", found[i].plugin->vtable->name, kind_word(kind),
			        found[i].plugin->vtable->name);
	fprintf(luals->out, "---@param name string%s\n---@return fun(options: table): winnow.step\nfunction %s(name) end\n\n",
	        kind == WN_FILTER ? "|fun(company: table): string?" : "", kind_word(kind));
}

/* ---- fields and words ---- */

static const char *type_of_field(struct luals *luals, const struct field *field)
{
	struct buf words = {0};
	const char *kept;
	switch (field->type) {
	case WN_INTEGER:
		return "integer|winnow.word";
	case WN_NUMBER:
		return "number|winnow.word";
	case WN_FLAG:
		return "boolean|winnow.word";
	case WN_DATE:
	case WN_MONEY:
	case WN_CODE:
	case WN_BODY:
		return "winnow.word";
	default:
		break;
	}
	for (const char *const *word = field->words; word && *word; word++)
		buf_printf(&words, "\"%s\"|", *word);
	buf_text(&words, field->words ? "string[]|winnow.word" : "string|string[]|winnow.word");
	kept = arena_str(luals->arena, buf_as_str(&words)).ptr;
	buf_free(&words);
	return kept;
}

static void print_fields(struct luals *luals)
{
	const struct dictionary *dictionary = luals->run->dictionary;
	for (size_t i = 0; i < dictionary_count(dictionary); i++) {
		const struct field *field = dictionary_field(dictionary, (field_id)i);
		fprintf(luals->out, "---@field %s? %s %s\n", field->name, type_of_field(luals, field), field->help);
	}
}

static void print_field_names(struct luals *luals)
{
	const struct dictionary *dictionary = luals->run->dictionary;
	fputs("---@alias winnow.field\n", luals->out);
	for (size_t i = 0; i < dictionary_count(dictionary); i++)
		fprintf(luals->out, "---| \"%s\"\n", dictionary_field(dictionary, (field_id)i)->name);
	fputc('\n', luals->out);
}

static bool is_span(const struct word *word)
{
	return word->kind == WORD_INNER && str_is(str_of(word->name), "money") == false;
}

static void print_words(struct luals *luals)
{
	const struct word *word;
	for (size_t i = 0; (word = icp_word_at(i)); i++)
		fprintf(luals->out, "--- For %s: %s\n---@return winnow.%s\nfunction %s(...) end\n\n", word->what_for, word->sample, is_span(word) ? "span" : "word", word->name);
}

/* ---- the whole ---- */

static void print_profile(struct luals *luals)
{
	fputs("---@class winnow.line\n---@field [integer] integer|string|winnow.word points, a label, conditions that are calls\n", luals->out);
	print_options(luals, line_settings);
	print_fields(luals);
	fputs("\n---@class (exact) winnow.icp\n", luals->out);
	for (const struct wn_option *setting = icp_settings; setting->name; setting++) {
		enum section section = SECTION_MUST;
		struct wn_option one[2] = {*setting, {.name = NULL}};
		while (section < SECTION_COUNT && !str_is(str_of(setting->name), section_name(section)))
			section++;
		if (section < SECTION_COUNT)
			fprintf(luals->out, "---@field %s? (winnow.line|winnow.word)[] %s\n", setting->name, setting->help);
		else
			print_options(luals, one);
	}
	fputs("\n---@param profile winnow.icp\nfunction icp(profile) end\n\n", luals->out);
}

void luals_print(struct run *run, const struct found_plugin *found, size_t count, FILE *out)
{
	struct luals luals = {.run = run, .arena = arena_new(), .out = out};
	fputs("---@meta winnow\n-- Made by `winnow plugins --luals`; for lua-language-server, which completes and checks pipelines and profiles with it.\n\n"
	      "---@class winnow.step\n---@class winnow.word\n---@class winnow.span : winnow.word\n---@class winnow.secret\n\n"
	      "---@param name string of an environment variable, or of a file in the folder of secrets\n---@return winnow.secret\nfunction secret(name) end\n\n", out);
	print_field_names(&luals);
	for (enum wn_kind kind = WN_SOURCE; kind <= WN_SINK; kind++)
		print_kind(&luals, kind, found, count);
	fputs("---@class (exact) winnow.pipeline\n---@field [integer] winnow.step the steps, in their order\n", out);
	print_options(&luals, pipeline_settings);
	fputs("\n---@param settings winnow.pipeline\nfunction pipeline(settings) end\n\n", out);
	print_profile(&luals);
	print_words(&luals);
	arena_free(luals.arena);
}
