/* plugin_load.c - the loader: what is refused, in which words, and that the host lives through all of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "plugin/native.h"
#include "unit/support_folder.h"
#include "unit/support_plugin.h"

static const struct plugin *loaded;

/* Loads, or returns the message. */
static const char *load(const char *path)
{
	static struct wn_error error;

	error = (struct wn_error){0};
	loaded = NULL;
	return plugin_load_file(str_of(path), &loaded, &error) < 0 ? error.text : NULL;
}

static void assert_says(const char *said, const char *part)
{
	assert_non_null(said);
	if (!strstr(said, part))
		fail_msg("\"%s\" does not say \"%s\"", said, part);
}

/* The bytes of a file, in memory of the test. */
static struct wn_str bytes_of(struct wn_arena *arena, const char *path)
{
	struct wn_str content = {0};
	struct wn_error error = {0};

	if (file_read(arena, str_of(path), 64 << 20, &content, &error) < 0)
		fail_msg("%s", error.text);
	return content;
}

static void write_bytes(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void good_ones_load(void **state)
{
	static const char *const names[] = {"keeps", "failing", "pages", "declares", "asks", "outbox", "lines", "nonsense", "undeclared", NULL};
	char below[128];
	size_t i;

	(void)state;
	for (i = 0; names[i]; i++) {
		snprintf(below, sizeof below, "tests/plugins/%s.so", names[i]);
		assert_null(load(built(below)));
		assert_string_equal(loaded->vtable->name, names[i]);
		assert_int_equal(strlen(loaded->digest), 64);
		assert_false(loaded->is_script);
	}
}

static void one_file_is_loaded_once(void **state)
{
	const struct plugin *first;

	(void)state;
	assert_null(load(built("tests/plugins/keeps.so")));
	first = loaded;
	assert_null(load(built("tests/plugins/keeps.so")));
	assert_ptr_equal(first, loaded);
}

static void bad_ones_are_refused(void **state)
{
	static const char *const cases[][2] = {
		{"wrong_major", "it is made for plugin contract 2.0, this winnow has 1.1: compile it again"},
		{"newer_minor", "it is made for plugin contract 1.8, newer than 1.1 of this winnow: update winnow"},
		{"wrong_magic", "its magic number is feedface, not 574e4f57; begin it with WN_PLUGIN_HEAD"},
		{"wrong_size", "its descriptor says that it is 24 bytes long, which cannot be"},
		{"too_long", "bytes long, which cannot be"},
		{"no_symbol", "undefined symbol: winnow_plugin; it must export: WN_EXPORT const struct wn_plugin winnow_plugin"},
		{"no_function", "undefined symbol: a_function_that_nobody_has"},
		{"wrong_name", "it calls itself 'right_name', and its file 'wrong_name': the two must be equal"},
		{"wrong_kind", "its kind is 9: write WN_SOURCE, WN_ENRICHER, WN_FILTER or WN_SINK"},
		{"no_callback", "its callback 'prepare' is missing"},
		{"bad_options", "option 'pages' does not lie within the config"},
	};
	char below[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *said;

		snprintf(below, sizeof below, "tests/plugins/%s.so", cases[i][0]);
		said = load(built(below));
		assert_says(said, cases[i][1]);
		assert_says(said, cases[i][0]);
		assert_null(strchr(said, '\n'));
	}
	/* A refusal is not remembered as a success. */
	assert_says(load(built("tests/plugins/wrong_major.so")), "compile it again");
}

static void a_symbol_too_short_is_not_read(void **state)
{
	const char *said = load(built("tests/plugins/tiny.so"));

	(void)state;
	/* A sanitizer may lay bytes around it; what stands there is no magic number either. */
	assert_says(said, "descriptor");
}

static void files_of_other_kinds_are_refused(void **state)
{
	char *folder = folder_make();

	(void)state;
	folder_write(folder, "text.so", "this is no ELF file, but it is long enough to hold the header of one, which is sixty-four bytes");
	folder_write(folder, "empty.so", "");
	folder_write(folder, "plugin.txt", "");
	assert_says(load(folder_path(folder, "text.so")), "is no shared object: it does not begin as one");
	assert_says(load(folder_path(folder, "empty.so")), "is no shared object: it does not begin as one");
	assert_says(load(folder_path(folder, "plugin.txt")), "a plugin is a file that ends in .so or .lua");
	assert_says(load(folder_path(folder, "missing.so")), "No such file or directory");
	assert_int_equal(mkdir(folder_path(folder, "folder.so"), 0755), 0);
	assert_says(load(folder_path(folder, "folder.so")), "is no file");
	/* A program is no plugin. */
	assert_int_equal(symlink("/proc/self/exe", folder_path(folder, "self.so")), 0);
	assert_non_null(load(folder_path(folder, "self.so")));
	folder_remove(folder);
}

/* Writes a good plugin with one byte changed, and gives the refusal. */
static const char *with_byte(const char *folder, struct wn_str good, size_t at, char byte)
{
	char *copy = malloc(good.len);
	const char *said;

	memcpy(copy, good.ptr, good.len);
	copy[at] = byte;
	write_bytes(folder_path(folder, "keeps.so"), copy, good.len);
	free(copy);
	said = load(folder_path(folder, "keeps.so"));
	assert_int_equal(unlink(folder_path(folder, "keeps.so")), 0);
	return said;
}

static void foreign_machines_are_refused(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_str good = bytes_of(arena, built("tests/plugins/keeps.so"));
	char *folder = folder_make();

	(void)state;
	assert_says(with_byte(folder, good, 4, good.ptr[4] == 2 ? 1 : 2), "is made for another kind of machine");
	assert_says(with_byte(folder, good, 5, good.ptr[5] == 2 ? 1 : 2), "is made for another kind of machine");
	assert_says(with_byte(folder, good, 18, 8), "is made for another machine (ELF machine ");
	assert_says(with_byte(folder, good, 16, 2), "is no shared object but a program or an object file");
	folder_remove(folder);
	arena_free(arena);
}

/* In a child, because what goes wrong here kills. 0: refused with a text; 1: loaded; other: the host died. */
static int load_in_child(const char *path)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		const char *said = load(path);

		_exit(said ? said[0] == 0 || strchr(said, '\n') != NULL ? 9 : 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void cut_files_never_kill_the_host(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_str good = bytes_of(arena, built("tests/plugins/keeps.so"));
	char *folder = folder_make();
	const char *path = strdup(folder_path(folder, "keeps.so"));
	int i, refused = 0;

	(void)state;
	for (i = 0; i < 64; i++) {
		size_t length = good.len * (size_t)i / 64;
		int result;

		write_bytes(path, good.ptr, length);
		result = load_in_child(path);
		assert_in_range(result, 0, 1);
		refused += result == 0;
		/* What the loader needs lies in front of the names of sections and what serves debuggers. */
		if (i < 8)
			assert_int_equal(result, 0);
	}
	assert_true(refused >= 8);
	write_bytes(path, good.ptr, good.len);
	assert_int_equal(load_in_child(path), 1);
	free((char *)path);
	folder_remove(folder);
	arena_free(arena);
}

static void files_that_others_write_are_refused(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_str good = bytes_of(arena, built("tests/plugins/keeps.so"));
	char *folder = folder_make();
	const char *path = strdup(folder_path(folder, "keeps.so"));

	(void)state;
	write_bytes(path, good.ptr, good.len);
	assert_int_equal(chmod(path, 0666), 0);
	assert_says(load(path), "others may write '");
	assert_says(load(path), "chmod go-w '");
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_says(load(path), "others may write the folder '");
	assert_int_equal(chmod(folder, 01777), 0); /* sticky, like /tmp */
	assert_null(load(path));
	assert_int_equal(chmod(folder, 0755), 0);
	folder_write(folder, "script.lua", "return 1");
	assert_int_equal(chmod(folder_path(folder, "script.lua"), 0646), 0);
	assert_says(load(folder_path(folder, "script.lua")), "others may write '");
	free((char *)path);
	folder_remove(folder);
	arena_free(arena);
}

/* ---- descriptors that no compiler here can make ---- */

static int describe_nothing(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)needs, (void)error;
	return WN_OK;
}

static int open_nothing(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)open, (void)state, (void)error;
	return WN_OK;
}

static int step_nothing(struct wn_task *task)
{
	(void)task;
	return WN_OK;
}

static const struct wn_enricher_ops enricher_ops = {sizeof enricher_ops, step_nothing};
static const struct wn_enricher_ops short_ops = {4, step_nothing};
static const struct wn_enricher_ops empty_ops = {sizeof empty_ops, NULL};
static const struct wn_sink_ops no_mode = {.size = sizeof no_mode};
static const struct wn_sink_ops no_send = {.size = sizeof no_send, .mode = WN_OUTBOX};

static struct wn_plugin good_descriptor(void)
{
	return (struct wn_plugin){WN_PLUGIN_HEAD, .kind = WN_ENRICHER, .name = "x", .summary = "x", .version = "1", .describe = describe_nothing,
	                          .open = open_nothing, .ops = &enricher_ops};
}

static const char *check(const struct wn_plugin *plugin, const struct abi *abi)
{
	static struct wn_error error;

	error = (struct wn_error){0};
	return descriptor_check(plugin, sizeof *plugin, WN_STR("x"), 0, abi, &error) < 0 ? error.text : NULL;
}

static void older_minors_are_accepted(void **state)
{
	struct wn_plugin plugin = good_descriptor();

	(void)state;
	assert_null(check(&plugin, &(struct abi){WN_ABI_MAJOR, WN_ABI_MINOR + 3}));
	assert_null(check(&plugin, &host_abi));
	plugin.abi_minor++;
	assert_says(check(&plugin, &host_abi), "newer than");
}

static void descriptors_are_checked(void **state)
{
	struct wn_plugin plugin = good_descriptor();
	struct wn_error error = {0};

	(void)state;
	assert_int_equal(descriptor_check(&plugin, 8, WN_STR("x"), 0, &host_abi, &error), WN_FAIL);
	assert_says(error.text, "is 8 bytes long and no descriptor");
	assert_int_equal(descriptor_check(&plugin, sizeof plugin, WN_STR("x"), WN_SINK, &host_abi, &error), WN_FAIL);
	assert_says(error.text, "it is of kind enricher, and lies in the folder of kind sink: move it");
#define BROKEN(change, message)                          \
	do {                                             \
		plugin = good_descriptor();              \
		change;                                  \
		assert_says(check(&plugin, &host_abi), message); \
	} while (0)
	BROKEN(plugin.size = 100000, "which cannot be");
	BROKEN(plugin.name = NULL, "its name is missing or none");
	BROKEN(plugin.name = "X", "its name is missing or none");
	BROKEN(plugin.name = "", "its name is missing or none");
	BROKEN(plugin.summary = NULL, "its summary or version is missing");
	BROKEN(plugin.version = "", "its summary or version is missing");
	BROKEN(plugin.describe = NULL, "its callback 'describe' is missing");
	BROKEN(plugin.open = NULL, "its callback 'open' is missing");
	BROKEN(plugin.leave = (void (*)(void *))free, "it has 'leave' without 'enter'");
	BROKEN(plugin.config_size = (size_t)1 << 40, "its config is");
	BROKEN(plugin.ops = NULL, "its ops are missing");
	BROKEN(plugin.ops = &short_ops, "its ops say that they are 4 bytes long");
	BROKEN(plugin.ops = &empty_ops, "its callback 'step' is missing");
	BROKEN((plugin.kind = WN_SINK, plugin.ops = &no_mode), "its mode is 0: write WN_TRANSACTIONAL or WN_OUTBOX");
	BROKEN((plugin.kind = WN_SINK, plugin.ops = &no_send), "its callback 'send' is missing");
#undef BROKEN
}

/* ---- by name ---- */

/* A folder of plugins: filter/keeps.so and lines.so beside the kinds. */
static char *make_path(struct wn_arena *arena)
{
	char *folder = folder_make();
	struct wn_str keeps = bytes_of(arena, built("tests/plugins/keeps.so")), lines = bytes_of(arena, built("tests/plugins/lines.so"));

	assert_int_equal(mkdir(folder_path(folder, "filter"), 0755), 0);
	write_bytes(folder_path(folder, "filter/keeps.so"), keeps.ptr, keeps.len);
	write_bytes(folder_path(folder, "lines.so"), lines.ptr, lines.len);
	folder_write(folder, "filter/notes.txt", "no plugin");
	folder_write(folder, "filter/broken.so", "no ELF");
	return folder;
}

static int by_name(const char *folder, enum wn_kind kind, const char *name, struct wn_error *error)
{
	struct wn_str folders[] = {str_of(folder)};
	struct plugin_paths paths = {folders, 1};

	*error = (struct wn_error){0};
	return plugin_load(&paths, kind, str_of(name), &loaded, error);
}

static void names_are_looked_for(void **state)
{
	struct wn_arena *arena = arena_new();
	char *folder = make_path(arena), wanted[4300];
	struct wn_error error;

	(void)state;
	assert_int_equal(by_name(folder, WN_FILTER, "keeps", &error), WN_OK);
	assert_string_equal(loaded->vtable->name, "keeps");
	assert_int_equal(by_name(folder, WN_SINK, "lines", &error), WN_OK);
	assert_int_equal(by_name(folder, WN_FILTER, "broken", &error), WN_FAIL);
	assert_says(error.text, "is no shared object");
	assert_null(loaded);
	assert_int_equal(by_name(folder, WN_FILTER, "keep", &error), WN_NONE);
	snprintf(wanted, sizeof wanted, "no plugin keep: no filter of that name in %s; did you mean 'keeps'?", folder);
	assert_string_equal(error.text, wanted);
	assert_int_equal(by_name(folder, WN_SOURCE, "keeps", &error), WN_NONE);
	assert_string_equal(error.text, "there is no source \"keeps\"; 'keeps' is a filter: write filter \"keeps\"");
	assert_int_equal(by_name(folder, WN_SOURCE, "lines", &error), WN_NONE);
	assert_int_equal(by_name(folder, WN_FILTER, "../filter/keeps", &error), WN_NONE);
	assert_int_equal(by_name("/nowhere", WN_FILTER, "", &error), WN_NONE);
	assert_string_equal(error.text, "no plugin : no filter of that name in /nowhere; winnow plugins lists what there is, --plugin-path adds a folder");
	folder_remove(folder);
	arena_free(arena);
}

static void everything_is_listed(void **state)
{
	struct wn_arena *arena = arena_new();
	char *folder = make_path(arena);
	struct wn_str folders[] = {WN_STR("/nowhere"), str_of(folder), str_of(folder)};
	struct plugin_paths paths = {folders, 3};
	struct found_plugin *found;
	size_t count = plugin_list(arena, &paths, &found);

	(void)state;
	assert_int_equal(count, 3);
	assert_int_equal(found[0].kind, WN_FILTER);
	assert_true(str_is(found[0].name, "broken"));
	assert_null(found[0].plugin);
	assert_says(found[0].refusal.ptr, "is no shared object");
	assert_true(str_is(found[1].name, "keeps"));
	assert_non_null(found[1].plugin);
	assert_int_equal(found[2].kind, WN_SINK);
	assert_true(str_is(found[2].name, "lines"));
	folder_remove(folder);
	arena_free(arena);
}

static void paths_are_in_order(void **state)
{
	struct wn_arena *arena = arena_new();
	struct plugin_paths paths;

	(void)state;
	setenv("WINNOW_PLUGIN_PATH", "/second:/first:/third/../third", 1);
	paths = plugin_paths_find(arena, WN_STR("/first"));
	unsetenv("WINNOW_PLUGIN_PATH");
	assert_true(paths.count >= 3);
	assert_true(str_is(paths.folders[0], "/first"));
	assert_true(str_is(paths.folders[1], "/second"));
	assert_true(str_is(paths.folders[2], "/third"));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones_load),
		cmocka_unit_test(one_file_is_loaded_once),
		cmocka_unit_test(bad_ones_are_refused),
		cmocka_unit_test(a_symbol_too_short_is_not_read),
		cmocka_unit_test(files_of_other_kinds_are_refused),
		cmocka_unit_test(foreign_machines_are_refused),
		cmocka_unit_test(cut_files_never_kill_the_host),
		cmocka_unit_test(files_that_others_write_are_refused),
		cmocka_unit_test(older_minors_are_accepted),
		cmocka_unit_test(descriptors_are_checked),
		cmocka_unit_test(names_are_looked_for),
		cmocka_unit_test(everything_is_listed),
		cmocka_unit_test(paths_are_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
