/* command_check.c - winnow check FILE: all that can be checked of a description, and with --env of the machine that it will run on. */
#include <jansson.h>
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"
#include "run/config.h"
#include "run/description.h"
#include "run/environment.h"
#include "run/test.h"

static int check_plugin(struct run *run)
{
	const struct plugin *plugin;
	struct wn_error error = {0};
	if (plugin_load_file(run->options.path, &plugin, &error) < 0)
		diag_error(run->diags, (struct place){.path = run->options.path.ptr}, "%s", error.text);
	return diags_errors(run->diags) ? WN_FAIL : WN_OK;
}

static int check(struct run *run, enum description kind)
{
	switch (kind) {
	case DESCRIPTION_PROFILE:
		return run_load_icp(run, run->options.path, (struct place){.path = run->options.path.ptr, .line = 1, .column = 1});
	case DESCRIPTION_TESTS:
		return run_tests_check(run);
	case DESCRIPTION_PLUGIN:
		return check_plugin(run);
	default: /* what is none of these was meant to be a pipeline */
		return run_describe(run);
	}
}

/* ---- what is said ---- */

static void add_json(json_t *all, struct diags *diags, const char *about)
{
	const struct diag *diag;
	for (size_t i = 0; (diag = diags_at(diags, i)); i++) {
		bool error = diag->severity == SEVERITY_ERROR;
		json_t *one = json_pack("{s:s,s:s,s:s,s:o}", "about", about, "severity", error ? "error" : "warning", "file", diag->place.path ? diag->place.path : "",
		                        "text", json_stringn(diag->text.ptr, diag->text.len));
		if (diag->place.line)
			json_object_set_new(one, "line", json_integer(diag->place.line));
		if (diag->place.column)
			json_object_set_new(one, "column", json_integer(diag->place.column));
		json_array_append_new(all, one);
	}
}

static void print_json(const struct run *run, enum description kind, struct diags *problems, enum run_exit code)
{
	static const char *const kinds[] = {"icp", "pipeline", "test", "plugin", "pipeline"};
	json_t *found = json_array();
	add_json(found, run->diags, "description");
	add_json(found, problems, "environment");
	json_t *all = json_pack("{s:o,s:s,s:b,s:i,s:o}", "file", json_stringn(run->options.path.ptr, run->options.path.len), "kind", kinds[kind], "ok",
	                        code == RUN_DONE, "exit_code", (int)code, "found", found);
	char *text = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS);
	puts(text ? text : "{}");
	free(text);
	json_decref(all);
}

static void print_ok(const struct run *run, const struct environment_counts *counts, bool env)
{
	printf("%.*s: ok", STR_ARG(run->options.path));
	if (env)
		printf(", and on this machine too (steps: %zu, inputs: %zu, outputs: %zu, secrets: %zu)", counts->steps, counts->inputs, counts->outputs,
		       counts->secrets);
	putchar('\n');
}

int command_check(int argc, char **argv)
{
	struct arguments arguments;
	struct environment_counts counts = {0};
	if (!arguments_read(argc, argv, 1, 1, &arguments))
		return RUN_USAGE;
	struct run *run = run_new(&arguments.run);
	struct diags *problems = diags_new();
	enum description kind = description_of(arguments.run.path);
	int code = check(run, kind) == WN_OK ? RUN_DONE : RUN_USAGE;
	if (arguments.env)
		environment_check(run, problems, &counts);
	if (code == RUN_DONE && diags_errors(problems))
		code = RUN_FAILED;
	if (arguments.json)
		print_json(run, kind, problems, code);
	else
		diags_print(run->diags, stderr), diags_print(problems, stderr);
	if (code == RUN_DONE && !arguments.json)
		print_ok(run, &counts, arguments.env && kind == DESCRIPTION_PIPELINE);
	diags_free(problems);
	run_free(run);
	return code;
}
