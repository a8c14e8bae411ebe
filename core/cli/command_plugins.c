/* command_plugins.c - winnow plugins [NAME]: what is there; one plugin's options, needs, provides. */
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/schema.h"
#include "run/config.h"

static void print_found(const struct found_plugin *found)
{
	if (found->plugin)
		printf("%-9s %-24.*s %s\n", kind_name(found->kind), STR_ARG(found->name), found->plugin->vtable->summary);
	else
		printf("%-9s %-24.*s refused: %.*s\n", kind_name(found->kind), STR_ARG(found->name), STR_ARG(found->refusal));
}

static void print_fields(const struct dictionary *dictionary, const char *what, const field_id *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s%s", i ? ", " : what, dictionary_field(dictionary, fields[i])->name);
	if (count)
		putchar('\n');
}

/* Needs depend on the options; those of an empty table are shown where the plugin can do without any. */
static void print_needs(struct run *run, const struct plugin *plugin)
{
	struct diags *diags = diags_new();
	struct step step = {.plugin = plugin, .kind = plugin->vtable->kind, .dictionary = run->dictionary, .place = {"./x", 1, 1}};
	struct option_context context = {.arena = run->arena, .file = WN_STR("./x"), .dictionary = run->dictionary, .diags = diags};
	if (step_describe(&step, &context) == WN_OK) {
		print_fields(run->dictionary, "needs: ", step.said.needs, step.said.need_count);
		print_fields(run->dictionary, "wants: ", step.said.wants, step.said.want_count);
		print_fields(run->dictionary, "brings: ", step.said.provides, step.said.provide_count);
	} else {
		puts("needs and brings: depends on its options");
	}
	diags_free(diags);
}

static void print_plugin(struct run *run, const struct found_plugin *found)
{
	const struct wn_plugin *vtable = found->plugin->vtable;
	struct buf options = {0};
	printf("%s \"%s\"\n%s\nversion %s, %.*s\n", kind_word(found->kind), vtable->name, vtable->summary, vtable->version, STR_ARG(found->path));
	print_needs(run, found->plugin);
	if (vtable->options)
		options_print(vtable->options, &options);
	if (options.len)
		printf("options:\n%s", options.data);
	buf_free(&options);
}

static int print_named(struct run *run, const struct found_plugin *found, size_t count, struct wn_str name)
{
	size_t shown = 0;
	for (size_t i = 0; i < count; i++) {
		if (!str_equal(found[i].name, name))
			continue;
		if (shown++)
			putchar('\n');
		if (found[i].plugin)
			print_plugin(run, &found[i]);
		else
			print_found(&found[i]);
	}
	if (shown)
		return RUN_DONE;
	const char **names = arena_array(run->arena, count + 1, sizeof *names);
	char near[128];
	for (size_t i = 0; i < count; i++)
		names[i] = arena_str(run->arena, found[i].name).ptr;
	complain("no plugin '%.*s'%s; winnow plugins lists them", STR_ARG(name), did_you_mean(near, name, names));
	return RUN_USAGE;
}

int command_plugins(int argc, char **argv)
{
	struct arguments arguments;
	struct found_plugin *found;
	if (!arguments_read(argc, argv, 0, 1, &arguments))
		return RUN_USAGE;
	if (arguments.schema + arguments.luals + arguments.positional_count > 1) {
		complain("one of --schema, --luals and the name of a plugin");
		return RUN_USAGE;
	}
	struct run *run = run_new(&arguments.run);
	int code = run_paths(run) == WN_OK ? RUN_DONE : RUN_USAGE;
	print_diags(run);
	size_t count = plugin_list(run->arena, &run->paths, &found);
	if (code == RUN_DONE && (arguments.schema || arguments.luals)) {
		(arguments.schema ? schema_print : luals_print)(run, found, count, stdout);
		run_free(run);
		return code;
	}
	if (code == RUN_DONE && arguments.positional_count)
		code = print_named(run, found, count, arguments.run.path);
	for (size_t i = 0; code == RUN_DONE && !arguments.positional_count && i < count; i++)
		print_found(&found[i]);
	run_free(run);
	return code;
}
