/* plugin_host.c - steps and tasks: what a plugin may describe, read, say, ask and stage, and what the host refuses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "company/date.h"
#include "scan/mapping.h"
#include "unit/support_folder.h"
#include "unit/support_plugin.h"

static int setup(void **state)
{
	struct bench *bench = malloc(sizeof *bench);

	bench_init(bench);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	bench_free(*state);
	free(*state);
	return 0;
}

static int describe(struct bench *bench)
{
	struct option_context context = {bench->arena, WN_STR("/pipelines/pipe.lua"), bench->dictionary, bench->diags};

	return step_describe(&bench->step, &context);
}

/* ---- steps ---- */

static void describe_collects(void **state)
{
	struct bench *bench = *state;

	bench_load(bench, "tests/plugins/asks.so");
	assert_int_equal(describe(bench), WN_OK);
	assert_true(str_is(bench->step.name, "asks"));
	assert_int_equal(bench->step.said.need_count, 1);
	assert_int_equal(bench->step.said.needs[0], dictionary_find(bench->dictionary, WN_STR("domain")));
	assert_int_equal(bench->step.said.provide_count, 2);
	assert_int_equal(bench->step.said.want_count, 0);
	assert_int_equal(bench->step.said.requests, 2);
	assert_int_equal(bench->step.said.credits, 1);
}

static void describe_mistakes_have_a_place(void **state)
{
	struct bench *bench = *state;

	bench->step.place.line = 7;
	bench->step.name = WN_STR("my filter");
	bench_load(bench, "tests/plugins/unknown_field.so");
	assert_int_equal(describe(bench), WN_FAIL);
	assert_string_equal(bench_mistakes(bench), "7: filter \"my filter\": 'emploees' is no field (winnow fields lists them); did you mean 'employees'?");
}

static void failing_describe_is_reported(void **state)
{
	struct bench *bench = *state;

	bench_load(bench, "tests/plugins/failing.so");
	option_text(bench, "where", "describe");
	assert_int_equal(describe(bench), WN_FAIL);
	assert_string_equal(bench_mistakes(bench), "1: filter \"failing\": describe failed as it was told");
}

static void failing_open_is_reported(void **state)
{
	struct bench *bench = *state;

	bench_load(bench, "tests/plugins/failing.so");
	option_text(bench, "where", "open");
	assert_int_equal(describe(bench), WN_OK);
	assert_int_equal(step_open(&bench->step, 0, &bench->error), WN_FAIL);
	assert_string_equal(bench->error.text, "filter \"failing\": open failed as it was told");
	assert_false(bench->step.open);
	assert_null(bench->step.arena);
}

static void silent_failures_get_words(void **state)
{
	struct bench *bench = *state;
	void *worker = bench;

	bench_load(bench, "tests/plugins/failing.so");
	option_text(bench, "where", "enter");
	option_add(bench, "silent", node_flag(bench, true));
	bench_open(bench);
	assert_int_equal(step_enter(&bench->step, &worker, &bench->error), WN_FAIL);
	assert_string_equal(bench->error.text, "filter \"failing\": it failed and did not say why");
}

static void workers_enter_and_leave(void **state)
{
	struct bench *bench = *state;
	void *worker = NULL;

	bench_load(bench, "tests/plugins/failing.so");
	bench_open(bench);
	assert_int_equal(step_enter(&bench->step, &worker, &bench->error), WN_OK);
	assert_ptr_equal(worker, bench->step.state);
	step_leave(&bench->step, worker);
}

static void secrets_are_there_from_open_on(void **state)
{
	struct bench *bench = *state;

	bench_load(bench, "tests/plugins/asks.so");
	option_add(bench, "token", node_call(bench, "secret", node_text(bench, "WINNOW_TEST_TOKEN")));
	unsetenv("WINNOW_TEST_TOKEN");
	assert_int_equal(describe(bench), WN_OK);
	assert_int_equal(step_open(&bench->step, 0, &bench->error), WN_FAIL);
	assert_non_null(strstr(bench->error.text, "enrich \"asks\": 'token' wants the secret WINNOW_TEST_TOKEN"));
	setenv("WINNOW_TEST_TOKEN", "hush", 1);
	bench->error = (struct wn_error){0};
	assert_int_equal(step_open(&bench->step, 0, &bench->error), WN_OK);
	assert_true(str_is(*(struct wn_str *)bench->step.config, "hush"));
	unsetenv("WINNOW_TEST_TOKEN");
}

static void declared_sources_fill_a_mapping(void **state)
{
	struct bench *bench = *state;

	bench_load(bench, "tests/plugins/declares.so");
	option_text(bench, "file", "register.csv");
	bench_open(bench);
	assert_non_null(bench->step.mapping);
	assert_int_equal(bench->step.mapping->file_count, 1);
	assert_true(str_is(bench->step.mapping->files[0].path, "/pipelines/register.csv"));
	assert_true(str_is(bench->step.mapping->id_scheme, "fr-siren"));
	assert_int_equal(bench->step.mapping->column_count, 1);
}

static void declared_sources_need_a_file(void **state)
{
	struct bench *bench = *state;

	bench_load(bench, "tests/plugins/declares.so");
	assert_int_equal(describe(bench), WN_OK);
	assert_int_equal(step_open(&bench->step, 0, &bench->error), WN_FAIL);
	assert_string_equal(bench->error.text, "source \"declares\": it has no pages, and names no file to read either");
}

/* ---- facts ---- */

static void undeclared_fields_are_refused(void **state)
{
	struct bench *bench = *state;
	struct wn_task *task;

	bench_load(bench, "tests/plugins/undeclared.so");
	bench_text(bench, "domain", "acme.fr");
	bench_open(bench);
	task = bench_task(bench, true);
	assert_int_equal(((const struct wn_enricher_ops *)bench->step.plugin->vtable->ops)->step(task), WN_REFUSED);
	assert_string_equal(bench->error.text, "'employees' was not declared: it must be among the plugin's needs or wants");
	assert_int_equal(bench->task.fact_count, 0);
}

static void undeclared_facts_are_refused(void **state)
{
	struct bench *bench = *state;
	struct wn_task *task;

	bench_load(bench, "tests/plugins/undeclared.so");
	option_text(bench, "reads", "country"); /* wanted, not there: a cause and no refusal */
	bench_open(bench);
	task = bench_task(bench, true);
	assert_int_equal(((const struct wn_enricher_ops *)bench->step.plugin->vtable->ops)->step(task), WN_REFUSED);
	assert_string_equal(bench->error.text, "'phone' is not among what it provides: declare it there");
	assert_int_equal(bench->task.fact_count, 0);
}

/* A task of asks.so, which provides employees and languages. */
static struct wn_task *asking(struct bench *bench)
{
	bench_load(bench, "tests/plugins/asks.so");
	bench_text(bench, "domain", "acme.fr");
	bench_open(bench);
	return bench_task(bench, true);
}

static void values_are_checked(void **state)
{
	struct bench *bench = *state;
	struct wn_task *task = asking(bench);
	struct wn_str latin = WN_STR("fran\xe7""ais");
	struct wn_value backwards = value_of_range(WN_INTEGER, 9, 5), text = value_of_text(WN_STR("nine")), good = value_of_range(WN_INTEGER, 5, 9);
	struct wn_value bad_set = {.type = WN_SET, .as.set = {&latin, 1, NULL, 0}}, no_array = {.type = WN_SET, .as.set = {NULL, 3, NULL, 0}};
	struct wn_evidence too_sure = {.day = WN_NO_DAY, .sure = 1001};

	assert_int_equal(task->host->fact(task, WN_STR("employees"), &backwards, NULL), WN_INVALID);
	assert_int_equal(task->host->fact(task, WN_STR("employees"), &text, NULL), WN_INVALID);
	assert_int_equal(task->host->fact(task, WN_STR("employees"), NULL, NULL), WN_INVALID);
	assert_int_equal(task->host->fact(task, WN_STR("employees"), &(struct wn_value){.type = 99}, NULL), WN_INVALID);
	assert_int_equal(task->host->fact(task, WN_STR("languages"), &bad_set, NULL), WN_INVALID);
	assert_int_equal(task->host->fact(task, WN_STR("languages"), &no_array, NULL), WN_INVALID);
	assert_int_equal(task->host->fact(task, WN_STR("employees"), &good, &too_sure), WN_INVALID);
	assert_int_equal(task->host->fact(task, WN_STR("emploees"), &good, NULL), WN_REFUSED);
	assert_int_equal(task->host->unknown(task, WN_STR("employees"), WN_KNOWN), WN_INVALID);
	assert_int_equal(task->host->unknown(task, WN_STR("employees"), WN_CAUSE_COUNT), WN_INVALID);
	assert_int_equal(task->host->unknown(task, WN_STR("phone"), WN_ABSENT), WN_REFUSED);
	assert_int_equal(bench->task.fact_count, 0);
	assert_int_equal(task->host->fact(task, WN_STR("employees"), &good, NULL), WN_OK);
	assert_int_equal(task->host->unknown(task, WN_STR("languages"), WN_MASKED), WN_OK);
	assert_string_equal(bench_said(bench, "employees"), "5-9 @  sure 1000");
	assert_string_equal(bench_said(bench, "languages"), "unknown masked");
}

static void facts_are_shown_with_evidence(void **state)
{
	struct bench *bench = *state;
	struct wn_task *task = asking(bench);
	struct wn_fact fact;

	assert_int_equal(task->host->get(task, WN_STR("domain"), &fact), WN_OK);
	assert_int_equal(fact.cause, WN_KNOWN);
	assert_true(str_is(fact.value.as.text, "acme.fr"));
	assert_true(str_is(fact.evidence.where, "register:2"));
	assert_true(str_is(fact.provider, "source"));
	assert_int_equal(task->host->get(task, WN_STR("nothing"), &fact), WN_REFUSED);
	assert_true(str_is(task->host->company_id(task), ""));
	bench->company.id = WN_STR("domain:acme.fr");
	assert_true(str_is(task->host->company_id(task), "domain:acme.fr"));
}

static provider_id add_enricher(struct bench *bench)
{
	provider_id other = providers_add(bench->providers, WN_STR("other enricher"));

	for (size_t i = 0; i < dictionary_count(bench->dictionary); i++)
		providers_provide(bench->providers, other, (field_id)i);
	return other;
}

/* What is wanted is seen as sources gave it; what is needed, whoever brought it. */
static void wants_come_from_sources(void **state)
{
	struct bench *bench = *state;
	struct fact city = {.field = dictionary_find(bench->dictionary, WN_STR("country")), .value = value_of_text(WN_STR("FR")), .evidence = {.day = WN_NO_DAY}};
	struct fact domain = {.field = dictionary_find(bench->dictionary, WN_STR("domain")), .value = value_of_text(WN_STR("acme.fr")), .evidence = {.day = WN_NO_DAY}};
	struct wn_task *task;
	struct wn_fact fact;

	bench_load(bench, "tests/plugins/undeclared.so"); /* needs domain, wants country */
	bench_open(bench);
	city.provider = domain.provider = add_enricher(bench);
	company_add(&bench->company, &city);
	company_add(&bench->company, &domain);
	task = bench_task(bench, true);
	assert_int_equal(task->host->get(task, WN_STR("domain"), &fact), WN_OK);
	assert_int_equal(fact.cause, WN_KNOWN);
	assert_int_equal(task->host->get(task, WN_STR("country"), &fact), WN_OK);
	assert_int_equal(fact.cause, WN_NOT_ASKED);
	bench_text(bench, "country", "BE");
	assert_int_equal(task->host->get(task, WN_STR("country"), &fact), WN_OK);
	assert_true(str_is(fact.value.as.text, "BE"));
}

/* ---- asking ---- */

static struct wn_answer answer(const char *body, int32_t day)
{
	return (struct wn_answer){.status = 200, .url = WN_STR("https://acme.fr/x"), .body = str_of(body), .day = day};
}

static void turns_are_taken(void **state)
{
	struct bench *bench = *state;
	struct wn_task *task = asking(bench);
	const struct wn_enricher_ops *ops = bench->step.plugin->vtable->ops;
	struct wn_answer first = answer("250", day_of(2026, 10, 30)), second = answer("fr", day_of(2026, 10, 31));

	assert_int_equal(ops->step(task), WN_WAIT);
	assert_int_equal(bench->task.request_count, 1);
	assert_true(str_is(bench->task.requests[0].url, "https://acme.fr/employees"));
	task_next_turn(&bench->task, &first, 1);
	assert_int_equal(task->turn, 1);
	assert_int_equal(bench->task.request_count, 0);
	assert_int_equal(ops->step(task), WN_WAIT);
	assert_true(str_is(bench->task.requests[0].url, "https://acme.fr/languages"));
	task_next_turn(&bench->task, &second, 1);
	assert_null(task->host->answer(task, 1));
	assert_int_equal(ops->step(task), WN_OK);
	assert_string_equal(bench_said(bench, "employees"), "250 @ https://acme.fr/x sure 800 day 2026-10-30");
	assert_string_equal(bench_said(bench, "languages"), "fr complete @  sure 1000 day 2026-10-31");
}

static void causes_are_passed_on(void **state)
{
	struct bench *bench = *state;
	struct wn_task *task = asking(bench);
	const struct wn_enricher_ops *ops = bench->step.plugin->vtable->ops;
	struct wn_answer none = {.cause = WN_OFFLINE, .day = WN_NO_DAY};

	assert_int_equal(ops->step(task), WN_WAIT);
	task_next_turn(&bench->task, &none, 1);
	assert_int_equal(ops->step(task), WN_WAIT);
	assert_string_equal(bench_said(bench, "employees"), "unknown offline");
}

static void requests_are_copied_and_checked(void **state)
{
	struct bench *bench = *state;
	struct wn_task *task = asking(bench);
	char url[] = "https://acme.fr/", value[] = "x";
	struct wn_header header = {WN_STR("accept"), {value, 1}};
	struct wn_request request = {.url = {url, sizeof url - 1}, .headers = &header, .header_count = 1}, bad = {.url = WN_STR("file:///etc/passwd")};

	assert_int_equal(task->host->request(task, &request), 0);
	assert_int_equal(task->host->request(task, &request), 1);
	memset(url, 'x', sizeof url - 1);
	value[0] = 'y';
	assert_true(str_is(bench->task.requests[1].url, "https://acme.fr/"));
	assert_true(str_is(bench->task.requests[1].headers[0].value, "x"));
	assert_true(task->host->request(task, &bad) < 0);
	assert_int_equal(bench->task.request_count, 2);
}

static void filters_and_files_ask_nobody(void **state)
{
	struct bench *bench = *state;
	struct wn_judgement judgement = {0};
	struct wn_task *task;

	bench_load(bench, "tests/plugins/nonsense.so");
	bench_open(bench);
	task = bench_task(bench, true);
	assert_int_equal(((const struct wn_filter_ops *)bench->step.plugin->vtable->ops)->judge(task, &judgement), WN_OK);
	assert_int_equal(judgement.verdict, 77); /* every call was refused; the verdict is for the engine to refuse */
	assert_int_equal(bench->task.request_count + bench->task.fact_count + bench->task.row_count, 0);
}

static void transactional_sinks_do_not_ask(void **state)
{
	struct bench *bench = *state;
	struct wn_request request = {.url = WN_STR("https://acme.fr/")};
	struct wn_task *task;

	bench_load(bench, "tests/plugins/lines.so");
	option_text(bench, "path", "x.txt");
	bench_open(bench);
	task = bench_task(bench, true);
	assert_int_equal(task->host->request(task, &request), WN_REFUSED);
	assert_string_equal(bench->error.text, "a transactional sink cannot ask the world: make it an outbox");
}

static void outboxes_send(void **state)
{
	struct bench *bench = *state;
	struct wn_account account = {.size = sizeof account, .winnow_id = WN_STR("w1"), .json = WN_STR("{}")};
	const struct wn_sink_ops *ops;
	struct wn_answer yes = {.status = 204}, no = {.status = 500};
	struct wn_task *task;

	bench_load(bench, "tests/plugins/outbox.so");
	option_text(bench, "url", "https://crm.example.com/in");
	bench_open(bench);
	ops = bench->step.plugin->vtable->ops;
	task = bench_task(bench, true);
	assert_int_equal(ops->send(task, &account), WN_WAIT);
	assert_true(str_is(bench->task.requests[0].method, "POST"));
	assert_true(str_is(bench->task.requests[0].body, "{}"));
	assert_true(str_is(bench->task.requests[0].headers[0].value, "w1"));
	task_next_turn(&bench->task, &yes, 1);
	assert_int_equal(ops->send(task, &account), WN_OK);
	task = bench_task(bench, true);
	assert_int_equal(ops->send(task, &account), WN_WAIT);
	task_next_turn(&bench->task, &no, 1);
	assert_int_equal(ops->send(task, &account), WN_FAIL);
	assert_string_equal(bench->error.text, "the receiver did not take it: status 500");
}

/* ---- sources ---- */

static void pages_emit_rows(void **state)
{
	struct bench *bench = *state;
	const struct wn_source_ops *ops;
	struct wn_task *task;
	size_t count;

	bench_load(bench, "tests/plugins/pages.so");
	bench_open(bench);
	ops = bench->step.plugin->vtable->ops;
	task = bench_task(bench, false);
	assert_int_equal(ops->page(task), WN_MORE);
	assert_int_equal(bench->task.row_count, 2);
	assert_int_equal(bench->task.rows[0].company.key_count, 1);
	assert_true(str_is(bench->task.rows[0].company.keys[0].value, "552100554"));
	/* What was said behind the bad id went nowhere. */
	assert_non_null(company_facts(&bench->task.rows[0].company, dictionary_find(bench->dictionary, WN_STR("name")), &count));
	assert_int_equal(count, 1);
	assert_int_equal(bench->task.rows[0].company.fact_count, 2);
	assert_true(bench->task.rows[1].opt_out);
	assert_true(str_is(bench->task.rows[1].key.value, "443061841"));
	assert_int_equal(bench->task.bad_count, 2);
	assert_int_equal(bench->task.bad[0].kind, BAD_ID);
	assert_true(str_is(bench->task.bad[0].file, "page 1"));
	assert_int_equal(bench->task.bad[0].line, 2);
	assert_int_equal(bench->task.bad[1].kind, BAD_COLUMNS);
	assert_int_equal(bench->task.cursor.len, 2);
	task = bench_task(bench, false);
	task->data = arena_alloc(bench->arena, 2);
	assert_int_equal(ops->page(task), WN_OK);
	assert_int_equal(bench->task.row_count, 1);
	assert_int_equal(bench->task.rows[0].company.key_count, 0);
	assert_int_equal(bench->task.rows[0].company.fact_count, 2);
}

static void sources_read_no_company(void **state)
{
	struct bench *bench = *state;
	struct wn_value name = value_of_text(WN_STR("Acme"));
	struct wn_mapping *none = NULL;
	struct wn_fact fact;
	struct wn_task *task;

	bench_load(bench, "tests/plugins/pages.so");
	bench_open(bench);
	task = bench_task(bench, false);
	assert_int_equal(task->host->get(task, WN_STR("name"), &fact), WN_REFUSED);
	assert_int_equal(task->host->fact(task, WN_STR("name"), &name, NULL), WN_REFUSED);
	assert_int_equal(task->host->row(task, WN_STR("us-ein"), WN_STR("1"), WN_STR("x")), WN_REFUSED);
	assert_int_equal(task->host->row(task, WN_STR("lei"), WN_STR("1"), WN_STR("x")), WN_INVALID);
	assert_int_equal(task->host->map_file(none, WN_STR("/x"), NULL, task->error), WN_REFUSED);
	assert_int_equal(task->host->map_sure(none, 5), WN_REFUSED);
	assert_int_equal(bench->task.row_count, 0);
	assert_int_equal(bench->task.bad_count, 1);
	assert_int_equal(task->host->bad_row(task, WN_STR("no company at all"), WN_STR("page 1:7")), WN_OK);
	assert_int_equal(bench->task.bad[1].kind, BAD_OTHER);
	assert_int_equal(bench->task.bad[1].line, 7);
}

/* ---- sinks ---- */

static void files_are_staged(void **state)
{
	struct bench *bench = *state;
	struct wn_account account = {.size = sizeof account, .id = WN_STR("fr-siren:552100554")};
	struct wn_list list = {.size = sizeof list};
	const struct wn_sink_ops *ops;
	char *folder = folder_make(), *content;
	struct wn_str token;
	struct wn_task *task;

	bench_load(bench, "tests/plugins/lines.so");
	option_text(bench, "path", folder_path(folder, "deep/er/out.txt"));
	bench_open(bench);
	ops = bench->step.plugin->vtable->ops;
	task = bench_task(bench, true);
	assert_int_equal(task->host->stage_write(task, "x", 1), WN_REFUSED);
	assert_int_equal(ops->begin(task, &list), WN_OK);
	assert_int_equal(task->host->stage_open(task, WN_STR("/tmp/another")), WN_REFUSED);
	assert_int_equal(ops->account(task, &account), WN_OK);
	assert_int_equal(ops->prepare(task, &token), WN_OK);
	assert_null(folder_read(folder, "deep/er/out.txt"));
	token = arena_str(bench->arena, token);
	task = bench_task(bench, true);
	assert_int_equal(ops->commit(task, token), WN_OK);
	assert_int_equal(ops->commit(task, token), WN_OK);
	content = folder_read(folder, "deep/er/out.txt");
	assert_string_equal(content, "fr-siren:552100554\n");
	free(content);
	folder_remove(folder);
}

struct told {
	const char *folder;
	struct wn_str token;
	int files, code;
};

static int intend(void *context, struct wn_str token, struct wn_error *error)
{
	struct told *told = context;

	told->token = token;
	told->files = (int)folder_count(told->folder);
	return told->code < 0 ? (fail)(error, told->code, "cannot note it") : WN_OK;
}

/* Who is told of a file before there is one can take it back after any crash. */
static void the_intention_comes_before_the_file(void **state)
{
	struct bench *bench = *state;
	struct wn_list list = {.size = sizeof list};
	const struct wn_sink_ops *ops;
	char *folder = folder_make();
	struct told told = {.folder = folder, .files = -1};
	struct wn_task *task;

	bench_load(bench, "tests/plugins/lines.so");
	option_text(bench, "path", folder_path(folder, "out.txt"));
	bench_open(bench);
	ops = bench->step.plugin->vtable->ops;
	task = bench_task(bench, true);
	bench->task.intend = intend;
	bench->task.intend_context = &told;
	assert_int_equal(ops->begin(task, &list), WN_OK);
	assert_int_equal(told.files, 0);
	assert_int_equal(folder_count(folder), 1);
	assert_int_equal(ops->abort(task, told.token), WN_OK);
	assert_int_equal(folder_count(folder), 0);
	told.code = WN_FAIL;
	assert_int_equal(ops->begin(task, &list), WN_FAIL);
	assert_int_equal(folder_count(folder), 0);
	assert_string_equal(bench->error.text, "cannot note it");
	folder_remove(folder);
}

static void failed_sinks_leave_nothing(void **state)
{
	struct bench *bench = *state;
	struct wn_list list = {.size = sizeof list};
	const struct wn_sink_ops *ops;
	char *folder = folder_make();
	struct wn_str token;
	struct wn_task *task;

	bench_load(bench, "tests/plugins/lines.so");
	option_text(bench, "path", folder_path(folder, "out.txt"));
	bench_open(bench);
	ops = bench->step.plugin->vtable->ops;
	task = bench_task(bench, true);
	assert_int_equal(ops->begin(task, &list), WN_OK);
	assert_int_equal(folder_count(folder), 1);
	assert_int_equal(ops->abort(task, (struct wn_str){0}), WN_OK);
	assert_int_equal(folder_count(folder), 0);
	assert_int_equal(ops->begin(task, &list), WN_OK);
	task_end(&bench->task); /* no abort at all */
	assert_int_equal(folder_count(folder), 0);
	assert_int_equal(ops->begin(task, &list), WN_OK);
	assert_int_equal(ops->prepare(task, &token), WN_OK);
	assert_int_equal(ops->abort(task, token), WN_OK);
	assert_int_equal(ops->abort(task, token), WN_OK);
	assert_int_equal(folder_count(folder), 0);
	folder_remove(folder);
}

static void sinks_see_everything(void **state)
{
	struct bench *bench = *state;
	field_id columns[2];
	struct wn_task *task;
	struct wn_fact fact;

	bench_load(bench, "tests/plugins/lines.so");
	option_text(bench, "path", "x.txt");
	bench_text(bench, "domain", "acme.fr");
	bench_fact(bench, "employees", value_of_range(WN_INTEGER, 50, 99));
	bench_open(bench);
	task = bench_task(bench, true);
	columns[0] = dictionary_find(bench->dictionary, WN_STR("employees"));
	columns[1] = dictionary_find(bench->dictionary, WN_STR("domain"));
	bench->task.list_fields = columns;
	bench->task.list_field_count = 2;
	assert_int_equal(task->host->get(task, WN_STR("employees"), &fact), WN_OK);
	assert_true(str_is(task->host->cell(task, WN_STR("employees")), "50-99"));
	assert_true(str_is(task->host->cell(task, WN_STR("city")), ""));
	assert_string_equal(task->host->field_at(task, 0), "employees");
	assert_string_equal(task->host->field_at(task, 1), "domain");
	assert_null(task->host->field_at(task, 2));
}

/* ---- descriptions, texts, ids, days ---- */

static void trees_are_read(void **state)
{
	struct bench *bench = *state;
	const struct wn_host *host = &host_table;
	struct wn_tree *table = node_table(bench), *call = node_call(bench, "const", node_text(bench, "GB"));

	node_add(bench, table, "a", node_integer(bench, 3));
	node_add(bench, table, "", call);
	assert_int_equal(host->tree_kind(NULL), WN_TREE_NONE);
	assert_int_equal(host->tree_kind(table), WN_TREE_TABLE);
	assert_int_equal(host->tree_count(table), 2);
	assert_true(str_is(host->tree_key(table, 0), "a"));
	assert_int_equal(host->tree_integer(host->tree_get(table, WN_STR("a"))), 3);
	assert_true(host->tree_number(host->tree_at(table, 0)) == 3.0);
	assert_null(host->tree_get(table, WN_STR("b")));
	assert_null(host->tree_at(table, 2));
	assert_true(str_is(host->tree_text(host->tree_at(table, 1)), "const"));
	assert_true(str_is(host->tree_text(host->tree_at(call, 0)), "GB"));
	assert_int_equal(host->tree_fail(&bench->error, call, "no %s", "good"), WN_FAIL);
	assert_string_equal(bench->error.text, "pipe.lua:4:3: no good");
	assert_int_equal(host->tree_fail(&bench->error, call, "no\ngood"), WN_FAIL);
	assert_string_equal(bench->error.text, "pipe.lua:4:3: no good");
}

static void small_services_answer(void **state)
{
	struct bench *bench = *state;
	const struct wn_host *host = &host_table;
	struct wn_str id;
	uint8_t digest[32];
	int64_t minor;
	int32_t day;

	assert_int_equal(host->size, sizeof(struct wn_host));
	assert_true(str_is(host->fold(bench->arena, WN_STR("  \xc3\x89lan  VITAL ")), "elan vital"));
	assert_true(str_is(host->domain(bench->arena, WN_STR("https://www.acme.co.uk/x")), "acme.co.uk"));
	assert_int_equal(host->id_check(bench->arena, WN_STR("siren"), WN_STR("552 100 554"), &id), WN_OK);
	assert_true(str_is(id, "552100554"));
	assert_int_equal(host->id_check(bench->arena, WN_STR("siren"), WN_STR("552100555"), &id), WN_INVALID);
	assert_int_equal(host->parse_day(WN_STR("2026-02-29"), &day), WN_INVALID);
	assert_int_equal(host->parse_day(WN_STR("2026-02-28"), &day), WN_OK);
	assert_true(str_is(host->format_day(bench->arena, day), "2026-02-28"));
	assert_int_equal(host->parse_money(WN_STR("12.34"), WN_STR("EUR"), &minor), WN_OK);
	assert_int_equal(minor, 1234);
	assert_int_equal(host->parse_money(WN_STR("12"), WN_STR("XXQ"), &minor), WN_INVALID);
	host->hmac(WN_STR("key"), WN_STR("The quick brown fox jumps over the lazy dog"), digest);
	assert_int_equal(digest[0], 0xf7);
	assert_int_equal(digest[31], 0xd8);
	assert_int_equal((host->fail)(&bench->error, WN_INVALID, "two\nlines"), WN_INVALID);
	assert_string_equal(bench->error.text, "two lines");
	assert_true(str_is(host->text(bench->arena, "%d", 5), "5"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(describe_collects),
		TEST(describe_mistakes_have_a_place),
		TEST(failing_describe_is_reported),
		TEST(failing_open_is_reported),
		TEST(silent_failures_get_words),
		TEST(workers_enter_and_leave),
		TEST(secrets_are_there_from_open_on),
		TEST(declared_sources_fill_a_mapping),
		TEST(declared_sources_need_a_file),
		TEST(undeclared_fields_are_refused),
		TEST(wants_come_from_sources),
		TEST(undeclared_facts_are_refused),
		TEST(values_are_checked),
		TEST(facts_are_shown_with_evidence),
		TEST(turns_are_taken),
		TEST(causes_are_passed_on),
		TEST(requests_are_copied_and_checked),
		TEST(filters_and_files_ask_nobody),
		TEST(transactional_sinks_do_not_ask),
		TEST(outboxes_send),
		TEST(pages_emit_rows),
		TEST(sources_read_no_company),
		TEST(files_are_staged),
		TEST(the_intention_comes_before_the_file),
		TEST(failed_sinks_leave_nothing),
		TEST(sinks_see_everything),
		TEST(trees_are_read),
		TEST(small_services_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
