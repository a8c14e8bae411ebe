/* plugin_sinks.c - sink "csv" and sink "jsonl": the bytes that they write. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "unit/support_folder.h"
#include "unit/support_plugin.h"

static struct wn_account sample(void)
{
	return (struct wn_account){.size = sizeof(struct wn_account), .place = 1, .id = WN_STR("fr-siren:552100554"), .winnow_id = WN_STR("w-1"),
	                           .tier = WN_STR("A"), .heat = WN_STR("-"), .fit = WN_STR("83.3"), .timing = WN_STR("0.0"), .undecided = 2,
	                           .reasons = WN_STR("software; 50 to 500 people, \"B2B\""), .json = WN_STR("{\"id\":\"x\"}"), .hash = WN_STR("")};
}

/* Writes one account with these columns and commits. The content is to be freed. */
static char *deliver(struct bench *bench, const char *plugin, const char *profile, const char *const *columns)
{
	struct wn_list list = {.size = sizeof list};
	struct wn_account account = sample();
	field_id fields[8];
	const struct wn_sink_ops *ops;
	char *folder = folder_make(), *content;
	struct wn_str token;
	struct wn_task *task;
	size_t count;

	bench_load(bench, plugin);
	option_text(bench, "path", folder_path(folder, "new/list.out"));
	if (profile)
		option_text(bench, "profile", profile);
	bench_open(bench);
	ops = bench->step.plugin->vtable->ops;
	task = bench_task(bench, true);
	for (count = 0; columns[count]; count++)
		fields[count] = dictionary_find(bench->dictionary, str_of(columns[count]));
	bench->task.list_fields = fields;
	bench->task.list_field_count = count;
	if (ops->begin(task, &list) < 0 || ops->account(task, &account) < 0 || ops->prepare(task, &token) < 0 || ops->commit(task, token) < 0)
		fail_msg("%s", bench->error.text);
	content = folder_read(folder, "new/list.out");
	assert_non_null(content);
	assert_int_equal(folder_count(folder_path(folder, "new")), 1);
	folder_remove(folder);
	return content;
}

static void fill(struct bench *bench)
{
	static const struct wn_str languages[] = {{"fr", 2}, {"de", 2}};

	bench_init(bench);
	bench_text(bench, "name", "=Acme, \"The\" Company");
	bench_text(bench, "phone", "+33 1 23 45 67 89");
	bench_fact(bench, "employees", value_of_range(WN_INTEGER, 50, 99));
	bench_fact(bench, "languages", (struct wn_value){.type = WN_SET, .as.set = {languages, 2, NULL, 0}});
}

static const char *const columns[] = {"name", "city", "employees", "phone", "languages", NULL};

static void csv_for_machines(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/csv.so", NULL, columns);
	assert_string_equal(content, "name,city,employees,phone,languages,tier,fit,timing,undecided,reasons,winnow_id\n"
	                             "\"=Acme, \"\"The\"\" Company\",,50-99,+33 1 23 45 67 89,de; fr,A,83.3,0.0,2,"
	                             "\"software; 50 to 500 people, \"\"B2B\"\"\",w-1\n");
	free(content);
	bench_free(&bench);
}

static void csv_for_excel(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/csv.so", "excel", columns);
	assert_string_equal(content, "\xef\xbb\xbf" "name,city,employees,phone,languages,tier,fit,timing,undecided,reasons,winnow_id\n"
	                             "\"'=Acme, \"\"The\"\" Company\",,50-99,'+33 1 23 45 67 89,de; fr,A,83.3,0.0,2,"
	                             "\"software; 50 to 500 people, \"\"B2B\"\"\",w-1\n");
	free(content);
	bench_free(&bench);
}

static void csv_without_columns(void **state)
{
	static const char *const none[] = {NULL};
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/csv.so", "machine", none);
	assert_string_equal(content, "tier,fit,timing,undecided,reasons,winnow_id\nA,83.3,0.0,2,\"software; 50 to 500 people, \"\"B2B\"\"\",w-1\n");
	free(content);
	bench_free(&bench);
}

static void json_lines(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/jsonl.so", NULL, columns);
	assert_string_equal(content, "{\"id\":\"x\"}\n");
	free(content);
	bench_free(&bench);
}

static void braces_are_refused(void **state)
{
	static const char *const plugins[] = {"plugins/sink/csv.so", "plugins/sink/jsonl.so"};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct bench bench;
		struct option_context context;

		bench_init(&bench);
		bench_load(&bench, plugins[i]);
		option_text(&bench, "path", "out/{country}.csv");
		context = (struct option_context){bench.arena, WN_STR("/pipelines/pipe.lua"), bench.dictionary, bench.diags};
		assert_int_equal(step_describe(&bench.step, &context), WN_FAIL);
		assert_non_null(strstr(bench_mistakes(&bench), "path holds braces, and there is nothing to put in their place"));
		bench_free(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_for_machines),
		cmocka_unit_test(csv_for_excel),
		cmocka_unit_test(csv_without_columns),
		cmocka_unit_test(json_lines),
		cmocka_unit_test(braces_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
