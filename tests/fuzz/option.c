/* option.c - any tree as the options of a step with an option of every type: a config or messages, and what is accepted is in range. */
#include <stddef.h>

#include "company/field.h"
#include "fuzz/support_bytes.h"
#include "plugin/option.h"

struct config {
	struct wn_str text, file, folder, secret, field;
	int64_t pages, age, size;
	double share;
	int flag, profile;
	int32_t since;
	struct wn_list_value words, files;
	const struct wn_tree *tree;
};

#define AT(member) .offset = offsetof(struct config, member)

static const char *const profiles[] = {"machine", "excel", NULL};

static const struct wn_option options[] = {
	{"text", WN_OPT_TEXT, .help = "a text", AT(text)},
	{"pages", WN_OPT_INTEGER, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, "6", 1, 20, .help = "how many pages", AT(pages)},
	{"share", WN_OPT_NUMBER, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, "0.5", 0, 1000, .help = "how large a share", AT(share)},
	{"flag", WN_OPT_FLAG, 0, "true", .help = "whether", AT(flag)},
	{"profile", WN_OPT_CHOICE, 0, "excel", .choices = profiles, .help = "for whom", AT(profile)},
	{"age", WN_OPT_DURATION, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, "days(30)", 86400, 365 * 86400, .help = "how old", AT(age)},
	{"size", WN_OPT_BYTES, WN_OPT_HAS_MIN, "10MB", 1000, .help = "how large", AT(size)},
	{"since", WN_OPT_DATE, .help = "since when", AT(since)},
	{"file", WN_OPT_FILE, .help = "which file", AT(file)},
	{"folder", WN_OPT_FOLDER, WN_OPT_OUTPUT, .help = "which folder", AT(folder)},
	{"secret", WN_OPT_SECRET, .help = "the key", AT(secret)},
	{"words", WN_OPT_LIST, 0, "{ \"a\", \"b\" }", .help = "which words", AT(words)},
	{"files", WN_OPT_FILES, .help = "which files", AT(files)},
	{"field", WN_OPT_FIELD, 0, "employees", .help = "which field", AT(field)},
	{"tree", WN_OPT_TREE, .help = "what else", AT(tree)},
	{"max_pages", WN_OPT_INTEGER, WN_OPT_GONE, .help = "write pages"},
	{0},
};

static void count_file(void *context, const struct wn_option *option, struct wn_str path)
{
	(void)option;
	MUST(path.len > 0 && path.ptr[0] == '/');
	++*(size_t *)context;
}

static void check_config(const struct config *config)
{
	size_t files = 0;

	MUST(config->pages >= 1 && config->pages <= 20 && config->share >= 0 && config->share <= 1);
	MUST(config->flag == 0 || config->flag == 1);
	MUST(config->profile == 0 || config->profile == 1);
	MUST(config->age >= 86400 && config->age <= 365 * 86400 && config->size >= 1000);
	MUST(config->secret.len == 0 && config->field.len > 0);
	options_each_file(options, config, count_file, &files);
	MUST(files <= 2 + config->files.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct diags *diags = diags_new();
	struct dictionary *dictionary = dictionary_new();
	struct bytes bytes = {data, size};
	struct wn_tree *table = bytes_tree(arena, &bytes, 6);
	struct option_context context = {arena, WN_STR("/pipelines/pipe.lua"), dictionary, diags};
	struct config config = {0};
	int code;

	/* What a step has is a table or nothing. */
	if (table->kind == WN_TREE_CALL)
		table->kind = WN_TREE_TABLE;
	code = options_parse(options, table->kind == WN_TREE_TABLE ? table : NULL, table->place, &context, &config);
	MUST((code == WN_OK) == (diags_errors(diags) == 0));
	if (code == WN_OK)
		check_config(&config);
	dictionary_free(dictionary);
	diags_free(diags);
	arena_free(arena);
	return 0;
}
