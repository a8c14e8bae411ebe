/* support_plugin.c - a step with options, a company, a task. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "company/date.h"
#include "unit/support_plugin.h"

void bench_init(struct bench *bench)
{
	*bench = (struct bench){.arena = arena_new(), .dictionary = dictionary_new(), .diags = diags_new()};
	bench->providers = providers_new(bench->dictionary);
	bench->source = providers_add(bench->providers, WN_STR("source"));
	providers_sources_end(bench->providers);
	company_init(&bench->company, bench->arena, bench->dictionary);
	bench->step = (struct step){.provider = providers_add(bench->providers, WN_STR("step")), .place = {"pipe.lua", 1, 1}};
	bench->table = node_table(bench);
	bench->step.table = bench->table;
}

void bench_free(struct bench *bench)
{
	task_end(&bench->task);
	step_close(&bench->step);
	providers_free(bench->providers);
	diags_free(bench->diags);
	dictionary_free(bench->dictionary);
	arena_free(bench->arena);
}

static struct wn_tree *node(struct bench *bench, enum wn_tree_kind kind)
{
	struct place place = {"pipe.lua", 1 + bench->table_line++, 3};

	return tree_new(bench->arena, kind, place);
}

struct wn_tree *node_text(struct bench *bench, const char *text)
{
	struct wn_tree *tree = node(bench, WN_TREE_TEXT);

	tree->as.text = arena_str(bench->arena, str_of(text));
	return tree;
}

struct wn_tree *node_integer(struct bench *bench, int64_t integer)
{
	struct wn_tree *tree = node(bench, WN_TREE_INTEGER);

	tree->as.integer = integer;
	return tree;
}

struct wn_tree *node_number(struct bench *bench, double number)
{
	struct wn_tree *tree = node(bench, WN_TREE_NUMBER);

	tree->as.number = number;
	return tree;
}

struct wn_tree *node_flag(struct bench *bench, bool flag)
{
	struct wn_tree *tree = node(bench, WN_TREE_FLAG);

	tree->as.flag = flag;
	return tree;
}

struct wn_tree *node_table(struct bench *bench)
{
	return node(bench, WN_TREE_TABLE);
}

struct wn_tree *node_call(struct bench *bench, const char *word, struct wn_tree *argument)
{
	struct wn_tree *tree = node(bench, WN_TREE_CALL);

	tree->as.text = str_of(word);
	if (argument)
		node_add(bench, tree, "", argument);
	return tree;
}

void node_add(struct bench *bench, struct wn_tree *table, const char *key, struct wn_tree *value)
{
	tree_add(bench->arena, table, arena_str(bench->arena, str_of(key)), value->place, value);
}

void option_add(struct bench *bench, const char *key, struct wn_tree *value)
{
	node_add(bench, bench->table, key, value);
}

void option_text(struct bench *bench, const char *key, const char *text)
{
	option_add(bench, key, node_text(bench, text));
}

const char *built(const char *below)
{
	static _Thread_local char path[4][4096];
	static _Thread_local unsigned next;
	const char *build = getenv("BUILD");
	char *to = path[next++ % 4];

	snprintf(to, sizeof path[0], "%s/%s", build && *build ? build : "build", below);
	return to;
}

void bench_load(struct bench *bench, const char *below)
{
	if (plugin_load_file(str_of(built(below)), &bench->step.plugin, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	bench->step.kind = (enum wn_kind)bench->step.plugin->vtable->kind;
}

void bench_use(struct bench *bench, const struct wn_plugin *vtable)
{
	struct plugin *plugin = arena_alloc(bench->arena, sizeof *plugin);

	*plugin = (struct plugin){.vtable = vtable, .path = WN_STR("linked in")};
	bench->step.plugin = plugin;
	bench->step.kind = (enum wn_kind)vtable->kind;
}

const char *bench_mistakes(struct bench *bench)
{
	struct buf out = {0};
	const struct diag *diag;
	struct wn_str text;
	size_t i;

	for (i = 0; (diag = diags_at(bench->diags, i)); i++)
		buf_printf(&out, "%s%u: %.*s", i ? "\n" : "", diag->place.line, STR_ARG(diag->text));
	text = arena_str(bench->arena, buf_as_str(&out));
	buf_free(&out);
	return text.ptr;
}

void bench_open(struct bench *bench)
{
	struct option_context context = {bench->arena, WN_STR("/pipelines/pipe.lua"), bench->dictionary, bench->diags};
	size_t i;

	if (step_describe(&bench->step, &context) < 0)
		fail_msg("%s", bench_mistakes(bench));
	for (i = 0; i < bench->step.said.provide_count; i++)
		providers_provide(bench->providers, bench->step.provider, bench->step.said.provides[i]);
	if (step_open(&bench->step, day_of(2026, 11, 1), &bench->error) < 0)
		fail_msg("%s", bench->error.text);
}

void bench_fact(struct bench *bench, const char *field, struct wn_value value)
{
	struct fact fact = {.field = dictionary_find(bench->dictionary, str_of(field)), .provider = bench->source, .value = value,
	                    .evidence = {.where = WN_STR("register:2"), .day = WN_NO_DAY, .sure = 1000}};

	assert_int_not_equal(fact.field, NO_FIELD);
	providers_provide(bench->providers, bench->source, fact.field);
	company_add(&bench->company, &fact);
}

void bench_text(struct bench *bench, const char *field, const char *text)
{
	bench_fact(bench, field, value_of_text(str_of(text)));
}

struct wn_task *bench_task(struct bench *bench, bool with_company)
{
	task_end(&bench->task);
	bench->error = (struct wn_error){0};
	task_init(&bench->task, &bench->step, NULL, with_company ? &bench->company : NULL, bench->providers, bench->arena, &bench->error,
	          day_of(2026, 11, 1));
	return &bench->task.public;
}

static void print_fact(struct bench *bench, struct buf *out, const struct fact *fact)
{
	struct wn_str text;

	if (fact->cause != WN_KNOWN) {
		buf_printf(out, "unknown %s", cause_name((enum wn_cause)fact->cause));
		return;
	}
	text = value_text(bench->arena, dictionary_field(bench->dictionary, fact->field), &fact->value);
	buf_printf(out, "%.*s", STR_ARG(text));
	if (fact->value.type == WN_SET && fact->value.as.set.absent_count)
		buf_printf(out, "not %.*s", STR_ARG(fact->value.as.set.absent[0]));
	if (fact->value.complete)
		buf_text(out, " complete");
	buf_printf(out, " @ %.*s sure %u", STR_ARG(fact->evidence.where), fact->evidence.sure);
	if (fact->evidence.day != WN_NO_DAY)
		buf_printf(out, " day %s", day_text(bench->arena, fact->evidence.day).ptr);
}

const char *bench_said(struct bench *bench, const char *field)
{
	field_id id = dictionary_find(bench->dictionary, str_of(field));
	struct buf out = {0};
	struct wn_str text;
	size_t i;

	for (i = 0; i < bench->task.fact_count; i++)
		if (bench->task.facts[i].field == id) {
			if (out.len)
				buf_text(&out, "; ");
			print_fact(bench, &out, &bench->task.facts[i]);
		}
	text = arena_str(bench->arena, buf_as_str(&out));
	buf_free(&out);
	return text.ptr;
}
