/* lua_script.c - scripts behind the vtable, driven by a host of the test's own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "company/date.h"
#include "company/field.h"
#include "company/money.h"
#include "company/value.h"
#include "plugin/script.h"

/* ---- a host that writes down what it is told ---- */

struct fixture {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct buf said;   /* what was said to the host, one thing after the other */
	struct buf output; /* what a sink wrote */
	char folder[40], path[80];
	const struct wn_plugin *plugin;
	void *config, *state, *worker;
	struct wn_error error;
	struct wn_task task;
	const struct wn_answer *answers; /* of the turn */
	size_t answer_count, asked;
	struct wn_str cursor;
};

static struct fixture fx;
static const struct wn_host host;

static int host_fail(struct wn_error *error, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfail(error, code, format, args);
	va_end(args);
	return code;
}

static void host_say(enum wn_level level, struct wn_str who, const char *format, ...)
{
	va_list args;

	buf_printf(&fx.said, "say%d(%.*s):", (int)level, STR_ARG(who));
	va_start(args, format);
	buf_vprintf(&fx.said, format, args);
	va_end(args);
	buf_text(&fx.said, "\n");
}

static struct wn_str host_text(struct wn_arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	struct wn_str text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

static int host_need(struct wn_needs *needs, struct wn_str field)
{
	(void)needs;
	buf_printf(&fx.said, "need %.*s\n", STR_ARG(field));
	return WN_OK;
}

static int host_want(struct wn_needs *needs, struct wn_str field)
{
	(void)needs;
	buf_printf(&fx.said, "want %.*s\n", STR_ARG(field));
	return WN_OK;
}

static int host_provide(struct wn_needs *needs, struct wn_str field)
{
	(void)needs;
	buf_printf(&fx.said, "provide %.*s\n", STR_ARG(field));
	return WN_OK;
}

static int host_cost(struct wn_needs *needs, uint32_t requests, uint32_t credits)
{
	(void)needs;
	buf_printf(&fx.said, "cost %u %u\n", requests, credits);
	return WN_OK;
}

/* A company whose fields show every type. */
static int host_get(struct wn_task *task, struct wn_str field, struct wn_fact *fact)
{
	static const struct wn_str set[] = {{"de", 2}, {"fr", 2}};
	static const struct wn_code codes[] = {{{"naf", 3}, {"62.01Z", 6}, {NULL, 0}}};
	static const struct wn_attribute attributes[] = {
		{{"name", 4}, {.type = WN_TEXT, .as.text = {"SAP", 3}}}, {{"version", 7}, {.type = WN_VERSION, .as.text = {"9.1", 3}}}};
	static const struct wn_item items[] = {{attributes, 2, {NULL, 0}, 0}};

	*fact = (struct wn_fact){.evidence = {.where = WN_STR("file:2"), .day = 20000, .sure = 800}, .provider = WN_STR("sirene")};
	if (str_is(field, "name"))
		fact->value = value_of_text(WN_STR("ACME"));
	else if (str_is(field, "employees"))
		fact->value = value_of_range(WN_INTEGER, 50, 99);
	else if (str_is(field, "group_employees"))
		fact->value = value_of_range(WN_INTEGER, 10000, WN_OPEN_HIGH);
	else if (str_is(field, "growth"))
		fact->value = value_of_range(WN_NUMBER, 1500000, 2000000);
	else if (str_is(field, "revenue"))
		fact->value = (struct wn_value){.type = WN_MONEY, .as.money = {{123450, 200000}, "EUR", 19722}};
	else if (str_is(field, "founded"))
		fact->value = value_of_range(WN_DATE, day_of(2023, 1, 1), day_of(2023, 12, 31));
	else if (str_is(field, "listed"))
		fact->value = value_of_flag(true);
	else if (str_is(field, "languages"))
		fact->value = (struct wn_value){.type = WN_SET, .complete = 1, .as.set = {set, 2}};
	else if (str_is(field, "industry"))
		fact->value = (struct wn_value){.type = WN_CODE, .as.codes = {codes, 1}};
	else if (str_is(field, "uses"))
		fact->value = (struct wn_value){.type = WN_LIST, .as.list = {items, 1}};
	else if (str_is(field, "city"))
		fact->cause = WN_MASKED;
	else
		return host_fail(task->error, WN_REFUSED, "'%.*s' was not declared", STR_ARG(field));
	return WN_OK;
}

static struct wn_str host_company_id(struct wn_task *task)
{
	(void)task;
	return WN_STR("fr-siren:552100554");
}

static int host_request(struct wn_task *task, const struct wn_request *request)
{
	if (str_begins(request->url, WN_STR("ftp:")))
		return host_fail(task->error, WN_REFUSED, "'%.*s' is no http address", STR_ARG(request->url));
	buf_printf(&fx.said, "%.*s %.*s", STR_ARG(request->method.len ? request->method : WN_STR("GET")), STR_ARG(request->url));
	for (size_t i = 0; i < request->header_count; i++)
		buf_printf(&fx.said, " [%.*s: %.*s]", STR_ARG(request->headers[i].name), STR_ARG(request->headers[i].value));
	buf_printf(&fx.said, " %.*s credits %u\n", STR_ARG(request->body), request->credits);
	return (int)fx.asked++;
}

static const struct wn_answer *host_answer(struct wn_task *task, uint32_t index)
{
	(void)task;
	return index < fx.answer_count ? &fx.answers[index] : NULL;
}

static const struct field *field_of(struct wn_str name)
{
	field_id id = dictionary_find(fx.dictionary, name);

	return id == NO_FIELD ? NULL : dictionary_field(fx.dictionary, id);
}

static int host_fact(struct wn_task *task, struct wn_str name, const struct wn_value *value, const struct wn_evidence *evidence)
{
	const struct field *field = field_of(name);

	if (!field)
		return host_fail(task->error, WN_REFUSED, "'%.*s' is no field", STR_ARG(name));
	if (value_check(field, value, task->error) < 0)
		return WN_INVALID;
	buf_printf(&fx.said, "%.*s = %.*s", STR_ARG(name), STR_ARG(value_text(fx.arena, field, value)));
	if (value->complete)
		buf_text(&fx.said, " complete");
	for (size_t i = 0; value->type == WN_SET && i < value->as.set.absent_count; i++)
		buf_printf(&fx.said, " without %.*s", STR_ARG(value->as.set.absent[i]));
	if (evidence->where.len)
		buf_printf(&fx.said, " @ %.*s", STR_ARG(evidence->where));
	if (evidence->day != WN_NO_DAY)
		buf_printf(&fx.said, " on %.*s", STR_ARG(day_text(fx.arena, evidence->day)));
	if (evidence->sure)
		buf_printf(&fx.said, " sure %u", evidence->sure);
	buf_text(&fx.said, "\n");
	return WN_OK;
}

static int host_unknown(struct wn_task *task, struct wn_str field, enum wn_cause cause)
{
	(void)task;
	buf_printf(&fx.said, "%.*s unknown %s\n", STR_ARG(field), cause_name(cause));
	return WN_OK;
}

static int host_row(struct wn_task *task, struct wn_str scheme, struct wn_str id, struct wn_str where)
{
	if (id.len != 9 && scheme.len)
		return host_fail(task->error, WN_INVALID, "an id is no %.*s", STR_ARG(scheme));
	buf_printf(&fx.said, "row %.*s:%.*s @ %.*s\n", STR_ARG(scheme), STR_ARG(id), STR_ARG(where));
	return WN_OK;
}

static int host_opt_out(struct wn_task *task, struct wn_str scheme, struct wn_str id)
{
	(void)task;
	buf_printf(&fx.said, "opt_out %.*s:%.*s\n", STR_ARG(scheme), STR_ARG(id));
	return WN_OK;
}

static int host_cursor(struct wn_task *task, const void *bytes, size_t size)
{
	(void)task;
	fx.cursor = arena_str(fx.arena, (struct wn_str){bytes, size});
	return WN_OK;
}

static int host_bad_row(struct wn_task *task, struct wn_str kind, struct wn_str where)
{
	(void)task;
	buf_printf(&fx.said, "bad row %.*s @ %.*s\n", STR_ARG(kind), STR_ARG(where));
	return WN_OK;
}

static struct wn_str host_cell(struct wn_task *task, struct wn_str field)
{
	struct wn_fact fact;

	if (host_get(task, field, &fact) < 0 || fact.cause) {
		*task->error = (struct wn_error){0};
		return WN_STR("");
	}
	return value_text(task->arena, field_of(field), &fact.value);
}

static const char *host_field_at(struct wn_task *task, size_t index)
{
	static const char *const names[] = {"name", "employees", NULL};
	(void)task;

	return index < 2 ? names[index] : NULL;
}

static int host_stage_open(struct wn_task *task, struct wn_str path)
{
	(void)task;
	buf_printf(&fx.said, "open %.*s\n", STR_ARG(path_name(path)));
	return WN_OK;
}

static int host_stage_write(struct wn_task *task, const void *bytes, size_t size)
{
	(void)task;
	buf_add(&fx.output, bytes, size);
	return WN_OK;
}

static int host_stage_prepare(struct wn_task *task, struct wn_str *token)
{
	(void)task;
	*token = WN_STR("token");
	return WN_OK;
}

static int host_stage_end(struct wn_task *task, struct wn_str token)
{
	(void)task;
	buf_printf(&fx.said, "end %.*s\n", STR_ARG(token));
	return WN_OK;
}

static int host_read_file(struct wn_arena *arena, struct wn_str path, struct wn_str *content, struct wn_error *error)
{
	return file_read(arena, path, 1 << 20, content, error);
}

/* Three rows of two columns, for a file whose name does not end in "none". */
struct wn_rows {
	int at;
};
static int open_rows;

static int host_rows_open(struct wn_str path, struct wn_rows **rows, struct wn_error *error)
{
	if (str_ends(path, WN_STR("none")))
		return host_fail(error, WN_FAIL, "no such file");
	*rows = xmalloc(sizeof **rows);
	(*rows)->at = 0;
	open_rows++;
	return WN_OK;
}

static int host_rows_column(const struct wn_rows *rows, struct wn_str name)
{
	(void)rows;
	return str_is(name, "siren") ? 0 : str_is(name, "Name") ? 1 : WN_NONE;
}

static int host_rows_next(struct wn_rows *rows, struct wn_row *row, struct wn_error *error)
{
	static const struct wn_str cells[][2] = {{{"552100554", 9}, {"ACME", 4}}, {{"12", 2}, {"BAD", 3}}, {{"732829320", 9}, {"", 0}}};
	(void)error;

	if (rows->at == 3)
		return WN_NONE;
	*row = (struct wn_row){.number = (uint64_t)rows->at + 2, .cells = cells[rows->at], .count = 2};
	rows->at++;
	return WN_OK;
}

static void host_rows_close(struct wn_rows *rows)
{
	open_rows--;
	free(rows);
}

static struct wn_str host_fold(struct wn_arena *arena, struct wn_str text)
{
	struct wn_str copy = arena_str(arena, text);

	for (size_t i = 0; i < copy.len; i++)
		if (copy.ptr[i] >= 'A' && copy.ptr[i] <= 'Z')
			((char *)copy.ptr)[i] += 32;
	return copy;
}

static struct wn_str host_domain(struct wn_arena *arena, struct wn_str text)
{
	(void)arena;
	return str_ends(text, WN_STR("acme.fr")) ? WN_STR("acme.fr") : WN_STR("");
}

static int host_id_check(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *canonical)
{
	(void)scheme;
	*canonical = arena_str(arena, text);
	return text.len == 9 ? WN_OK : WN_INVALID;
}

static int host_parse_day(struct wn_str text, int32_t *day)
{
	return day_parse(text, day) ? WN_OK : WN_INVALID;
}

static int host_parse_money(struct wn_str text, struct wn_str currency, int64_t *minor)
{
	return money_parse(text, currency, minor) ? WN_OK : WN_INVALID;
}

static const struct wn_host host = {
	.size = sizeof host, .fail = host_fail, .say = host_say, .alloc = arena_alloc, .text = host_text, .need = host_need, .want = host_want,
	.provide = host_provide, .cost = host_cost, .get = host_get, .company_id = host_company_id, .request = host_request, .answer = host_answer,
	.fact = host_fact, .unknown = host_unknown, .row = host_row, .opt_out = host_opt_out, .cursor = host_cursor, .bad_row = host_bad_row,
	.cell = host_cell, .field_at = host_field_at, .stage_open = host_stage_open, .stage_write = host_stage_write,
	.stage_prepare = host_stage_prepare, .stage_commit = host_stage_end, .stage_abort = host_stage_end, .read_file = host_read_file,
	.rows_open = host_rows_open, .rows_column = host_rows_column, .rows_next = host_rows_next, .rows_close = host_rows_close,
	.fold = host_fold, .domain = host_domain, .id_check = host_id_check, .parse_day = host_parse_day, .format_day = day_text,
	.parse_money = host_parse_money,
};

/* ---- a script under test ---- */

static int setup(void **state)
{
	(void)state;
	fx = (struct fixture){.arena = arena_new(), .dictionary = dictionary_new()};
	snprintf(fx.folder, sizeof fx.folder, "/tmp/winnow-script-XXXXXX");
	assert_non_null(mkdtemp(fx.folder));
	snprintf(fx.path, sizeof fx.path, "%s/probe.lua", fx.folder);
	return 0;
}

static void leave_script(void)
{
	if (fx.worker)
		fx.plugin->leave(fx.worker);
	free(fx.config);
	fx.worker = fx.config = NULL;
}

static int teardown(void **state)
{
	(void)state;
	leave_script();
	assert_int_equal(open_rows, 0);
	buf_free(&fx.said);
	buf_free(&fx.output);
	dictionary_free(fx.dictionary);
	arena_free(fx.arena);
	unlink(fx.path);
	rmdir(fx.folder);
	return 0;
}

/* Scripts are loaded for good: a leak checker wants to see that somebody knows them. */
static const struct wn_plugin *loaded[1000];
static size_t loaded_count;

static int load_text(const char *text)
{
	FILE *file = fopen(fx.path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	fx.error = (struct wn_error){0};
	int result = script_load(str_of(fx.path), &fx.plugin, &fx.error);
	if (result == WN_OK && loaded_count < sizeof loaded / sizeof *loaded)
		loaded[loaded_count++] = fx.plugin;
	return result;
}

static void *option_at(const char *name)
{
	for (const struct wn_option *option = fx.plugin->options; option->name; option++)
		if (strcmp(option->name, name) == 0)
			return (char *)fx.config + option->offset;
	fail_msg("no option %s", name);
	return NULL;
}

/* Loads the script and gives its options zeros. */
static void load(const char *text)
{
	if (load_text(text) < 0)
		fail_msg("%s", fx.error.text);
	leave_script();
	fx.config = calloc(1, fx.plugin->config_size);
	script_config_bind(fx.config, fx.plugin);
}

static void enter(void)
{
	struct wn_open open = {sizeof open, &host, fx.arena, fx.config, WN_STR("step"), NULL, 20000};

	assert_int_equal(fx.plugin->open(&open, &fx.state, &fx.error), WN_OK);
	if (fx.plugin->enter(fx.state, &fx.worker, &fx.error) < 0)
		fail_msg("%s", fx.error.text);
}

static struct wn_task *new_task(void)
{
	fx.error = (struct wn_error){0};
	fx.task = (struct wn_task){.size = sizeof fx.task, .host = &host, .arena = fx.arena, .error = &fx.error, .state = fx.state, .worker = fx.worker, .as_of = 20000};
	fx.asked = 0;
	buf_clear(&fx.said);
	return &fx.task;
}

static const char *said(void)
{
	return fx.said.len ? fx.said.data : "";
}

/* A script of one kind around a function. */
static const char *script_of(const char *kind, const char *rest)
{
	return arena_printf(fx.arena, "return { kind = '%s', name = 'probe', summary = 's', version = '1', %s }", kind, rest).ptr;
}

static void load_enricher(const char *body)
{
	load(script_of("enricher", arena_printf(fx.arena, "enrich = function(company, options) %s end", body).ptr));
	enter();
}

static int step(void)
{
	return ((const struct wn_enricher_ops *)fx.plugin->ops)->step(&fx.task);
}

static void expect_step(const char *body, const char *wanted)
{
	load_enricher(body);
	new_task();
	if (step() != WN_OK)
		fail_msg("%s: %s", body, fx.error.text);
	assert_string_equal(said(), wanted);
	assert_int_equal(fx.error.code, 0);
}

static void expect_failure(const char *body, const char *words)
{
	load_enricher(body);
	new_task();
	assert_int_equal(step(), WN_FAIL);
	if (!strstr(fx.error.text, words))
		fail_msg("%s: %s", body, fx.error.text);
}

/* ---- loading ---- */

static void test_descriptor(void **state)
{
	(void)state;
	load("return { kind = 'enricher', name = 'probe', summary = 'a probe', version = '3', fresh_days = 30,\n"
	     "options = { { name = 'max', type = 'integer', default = 6, min = 1, max = 20, help = 'h' },\n"
	     "  { name = 'share', type = 'number', default = 0.5, min = 0, max = 1, help = 'h' },\n"
	     "  { name = 'on', type = 'flag', default = true, help = 'h' },\n"
	     "  { name = 'mode', type = 'choice', choices = { 'a', 'b' }, default = 'b', help = 'h' },\n"
	     "  { name = 'texts', type = 'list', default = { 'x', 'y z' }, help = 'h' },\n"
	     "  { name = 'old', type = 'text', gone = true, help = 'write max' },\n"
	     "  { name = 'file', type = 'file', required = true, help = 'h' } },\n"
	     "needs = { 'siren' }, wants = function(options) return { options.mode == 'b' and 'name' or 'city' } end, provides = { 'region' },\n"
	     "cost = { requests = 1, credits = 2 }, enrich = function() end }");
	const struct wn_option *options = fx.plugin->options;

	assert_int_equal(fx.plugin->kind, WN_ENRICHER);
	assert_string_equal(fx.plugin->name, "probe");
	assert_string_equal(fx.plugin->version, "3");
	assert_int_equal(fx.plugin->fresh_days, 30);
	assert_string_equal(options[0].default_text, "6");
	assert_int_equal(options[0].flags, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX);
	assert_int_equal(options[0].max, 20);
	assert_int_equal(options[1].max, 1000);
	assert_string_equal(options[2].default_text, "true");
	assert_string_equal(options[3].choices[1], "b");
	assert_string_equal(options[4].default_text, "{ \"x\", \"y z\" }");
	assert_int_equal(options[5].flags, WN_OPT_GONE);
	assert_int_equal(options[6].flags, WN_OPT_REQUIRED);
	assert_null(options[7].name);
	assert_true(options[0].offset >= sizeof(void *));

	*(int *)option_at("mode") = 1;
	struct wn_needs needs = {sizeof needs, &host};
	assert_int_equal(fx.plugin->describe(fx.config, &needs, &fx.error), WN_OK);
	assert_string_equal(said(), "need siren\nwant name\nprovide region\ncost 1 2\n");
}

/* needs that run for ever fail, and the next question is answered all the same. */
static void test_describe_limits(void **state)
{
	struct wn_needs needs = {sizeof needs, &host};
	(void)state;

	load(script_of("enricher", "enrich = print, options = { { name = 'on', type = 'flag', help = 'h' } },\n"
	               "needs = function(options) while options.on do end return { 'name' } end"));
	*(int *)option_at("on") = 1;
	assert_int_equal(fx.plugin->describe(fx.config, &needs, &fx.error), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "ran too long"));
	*(int *)option_at("on") = 0;
	assert_int_equal(fx.plugin->describe(fx.config, &needs, &fx.error), WN_OK);
	assert_string_equal(said(), "need name\n");
}

static void expect_refused(const char *text, const char *words)
{
	assert_true(load_text(text) < 0);
	if (!strstr(fx.error.text, words))
		fail_msg("%s: %s", text, fx.error.text);
	assert_non_null(strstr(fx.error.text, "probe.lua"));
}

static void test_refused(void **state)
{
	static const struct {
		const char *rest, *words;
	} rests[] = {
		{"enrich = 5", "'enrich' is a function, not a number"},
		{"", "the function 'enrich' is missing"},
		{"enrich = print, judge = print", "has no 'judge'"},
		{"enrich = print, need = {}", "did you mean 'needs'?"},
		{"enrich = print, fresh_days = 1.5", "'fresh_days' is a whole number"},
		{"enrich = print, options = { 5 }", "an option is a table"},
		{"enrich = print, options = { { name = 'a', type = 'tree', help = 'h' } }", "'tree' is no type of options"},
		{"enrich = print, options = { { name = 'a', type = 'text' } }", "'help' is missing"},
		{"enrich = print, options = { { name = 'a', type = 'text', help = 'h', defualt = 1 } }", "did you mean 'default'?"},
		{"enrich = print, options = { { name = 'a', type = 'integer', default = 'x', help = 'h' } }", "default"},
		{"enrich = print, options = { { name = 'a', type = 'text', help = 'h' }, { name = 'a', type = 'text', help = 'h' } }", "twice"},
		{"enrich = print, options = { { name = 'A', type = 'text', help = 'h' } }", "bad name"},
		{"enrich = print, mode = 'outbox'", "'mode' is for sinks"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++)
		expect_refused(script_of("enricher", rests[i].rest), rests[i].words);
	expect_refused("return { kind = 'enrich' }", "'kind' is \"source\", \"enricher\", \"filter\" or \"sink\"");
	expect_refused("return { kind = 'enricher', name = 'other', summary = 's', version = '1', enrich = print }", "calls itself 'other'");
	expect_refused("local x = 1", "it gives no table");
	expect_refused("return {", "probe.lua:1:");
	expect_refused("error('no')", "probe.lua:1: no");
	expect_refused("http.get('x')", "cannot be used while the script is loaded");
	expect_refused("while true do end", "ran too long");
	expect_refused("x = 1", "write local x");
	assert_true(script_load(WN_STR("/nonexistent/probe.lua"), &fx.plugin, &fx.error) < 0);
}

/* ---- companies and facts ---- */

static void test_company(void **state)
{
	(void)state;
	expect_step("log.info(company.id, company.name, company.employees.low, company.employees.high)", "say2(step):fr-siren:552100554 ACME 50 99\n");
	expect_step("log.info(company.group_employees.high, company.growth.low, company.growth.high)", "say2(step):inf 1.5 2\n");
	expect_step("local r = company.revenue log.info(r.low, r.high, r.currency, r.date)", "say2(step):1234.5 2000 EUR 2023-12-31\n");
	expect_step("log.info(company.founded.first, company.founded.last, company.listed, company.city, company:why('city'), company:why('name'))",
	            "say2(step):2023-01-01 2023-12-31 true nil masked nil\n");
	expect_step("log.info(#company.languages, company.languages[2], company:complete('languages'), company:complete('uses'))", "say2(step):2 fr true false\n");
	expect_step("log.info(company.industry[1].scheme, company.industry[1].code, company.uses[1].name, company.uses[1].version)",
	            "say2(step):naf 62.01Z SAP 9.1\n");
	expect_step("local e = company:evidence('name') log.info(e.where, e.sure, e.provider, e.date)", "say2(step):file:2 0.8 sirene 2024-10-04\n");
	expect_failure("return company.phone", "probe.lua:1: company: 'phone' was not declared");
	expect_failure("company.name = 'x'", "cannot be changed");
	expect_failure("return company.why('name')", "colon");
	expect_failure("for k in pairs(company) do end", "table expected, got company");
}

static void test_company_that_is_gone(void **state)
{
	(void)state;
	load("local kept\nreturn { kind = 'enricher', name = 'probe', summary = 's', version = '1',\n"
	     "enrich = function(company) if kept then return kept.name end kept = company end }");
	enter();
	new_task();
	assert_int_equal(step(), WN_OK);
	new_task();
	assert_int_equal(step(), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "no longer at hand"));
}

/* The collector takes an argument that nobody holds; the end of the call writes into it all the same (seen by a sanitizer). */
static void test_company_that_nobody_holds(void **state)
{
	(void)state;
	load("return { kind = 'enricher', name = 'probe', summary = 's', version = '1', provides = { 'region' },\n"
	     "enrich = function() local t for i = 1, 100000 do t = { i } end fact('region', 'FR-69') end }");
	enter();
	for (int i = 0; i < 3; i++) {
		new_task();
		assert_int_equal(step(), WN_OK);
	}
	load_enricher("company = nil local t for i = 1, 100000 do t = { i } end error('left')");
	new_task();
	assert_int_equal(step(), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "left"));
}

/* Kept outside of the state: counted for each call and, of facts, for each row. */
static void test_what_the_host_keeps(void **state)
{
	struct wn_list list = {.size = sizeof list, .pipeline = WN_STR("pipe"), .icp = WN_STR("icp"), .as_of = 20000, .json = WN_STR("{}")};
	(void)state;

	load(script_of("sink", "begin = function() local s = ('12345678'):rep(1 << 17) for i = 1, 64 do write(s) end end,\n"
	                       "account = function() end, finish = function() local s = ('12345678'):rep(1 << 17) for i = 1, 65 do write(s) end end"));
	enter();
	const struct wn_sink_ops *sink = fx.plugin->ops;
	struct wn_str token;
	struct wn_task *task = new_task();
	assert_int_equal(sink->begin(task, &list), WN_OK);
	assert_int_equal(fx.output.len, 64 << 20);
	assert_int_equal(sink->prepare(task, &token), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "write: one call can hand over 64 MiB"));

	load(script_of("source", "page = function() for i = 1, 3 do row { id = { 'fr-siren', '552100554' } }\n"
	                         "for j = 1, 9000 do fact('name', 'A') end end for j = 1, 1001 do fact('name', 'A') end end"));
	enter();
	assert_int_equal(((const struct wn_source_ops *)fx.plugin->ops)->page(new_task()), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "10000 facts about one company"));
	load(script_of("source", "page = function() local s = ('12345678'):rep(1 << 17)\nfor i = 1, 70 do bad_row('cell', s) end end"));
	enter();
	assert_int_equal(((const struct wn_source_ops *)fx.plugin->ops)->page(new_task()), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "bad_row: one call can hand over 64 MiB"));
}

static void test_facts(void **state)
{
	(void)state;
	expect_step("fact('name', 'A', { where = 'u', date = '2026-01-31', sure = 0.9 })", "name = A @ u on 2026-01-31 sure 900\n");
	expect_step("fact('employees', 50) fact('employees', {50, 99}) fact('employees', {low = 10000}) fact('employees', {low = 1, high = 2})",
	            "employees = 50\nemployees = 50-99\nemployees = 10000-\nemployees = 1-2\n");
	expect_step("fact('employees', {10000, math.huge})", "employees = 10000-\n");
	expect_step("fact('growth', 1.5)", "growth = 1.5\n");
	expect_step("fact('revenue', {2000000, 'EUR'}) fact('revenue', {1e6, 2e6, 'JPY'}) fact('revenue', {low = 1.5, high = 2, currency = 'USD', date = '2025-12-31'})",
	            "revenue = 2000000 EUR\nrevenue = 1000000-2000000 JPY\nrevenue = 1.50-2 USD\n");
	expect_step("fact('founded', '2023') fact('founded', '2023-12') fact('founded', '2024-02-29') fact('founded', company.founded)",
	            "founded = 2023\nfounded = 2023-12\nfounded = 2024-02-29\nfounded = 2023\n");
	expect_step("fact('listed', false)", "listed = no\n");
	expect_step("fact('languages', {'fr', 'de'}, { complete = true, absent = {'en'} }) fact('languages', 'fr')",
	            "languages = fr; de complete without en\nlanguages = fr\n");
	expect_step("fact('industry', { scheme = 'naf', code = '62.01Z' })", "industry = naf 62.01Z\n");
	expect_step("fact('uses', { { name = 'SAP', version = '9', since = '2020', x_own = 5, where = 'u', sure = 0.5 } })", "uses = SAP\n");
	expect_step("unknown('city') unknown('name', 'malformed')", "city unknown absent\nname unknown malformed\n");
	expect_failure("fact('employees', 'many')", "fact: 'employees' wants a number");
	expect_failure("fact('employees', 1.5)", "wants a whole number");
	expect_failure("fact('employees', {9, 1})", "smaller end first");
	expect_failure("fact('employees', 0/0)", "wants");
	expect_failure("fact('revenue', 5)", "wants an amount with its currency");
	expect_failure("fact('revenue', {5, 'EURO'})", "wants an amount with its currency");
	expect_failure("fact('founded', '2023-02-30')", "wants a date");
	expect_failure("fact('name', nil)", "has no value; say unknown");
	expect_failure("fact('name', 'x', { wher = 'u' })", "there is no 'wher'");
	expect_failure("fact('name', 'x', { sure = 2 })", "sure is a number above 0");
	expect_failure("fact('name', 'x', { complete = true })", "wants no complete");
	expect_failure("unknown('city', 'lost')", "'lost' is no cause");
	expect_failure("fact('x_none', 'x')", "'x_none' is no field");
	expect_failure("row { name = 'x' }", "row is not for plugins of kind enricher");
	expect_failure("write('x')", "write is not for plugins of kind enricher");
}

/* A field of the user's own is known to the host alone: what is meant is found by asking. */
static void test_own_field(void **state)
{
	struct wn_error error = {0};
	field_id id;
	(void)state;

	assert_int_equal(dictionary_add(fx.dictionary, WN_STR("x_seats"), WN_NUMBER, NULL, &id, &error), WN_OK);
	assert_int_equal(dictionary_add(fx.dictionary, WN_STR("x_day"), WN_DATE, NULL, &id, &error), WN_OK);
	expect_step("fact('x_seats', 5) fact('x_day', '2026-01-31')", "x_seats = 5\nx_day = 2026-01-31\n");
	expect_failure("fact('x_day', 5)", "x_day");
}

/* ---- requests ---- */

static int go_on(struct wn_answer *answers, size_t count)
{
	fx.answers = answers;
	fx.answer_count = count;
	fx.asked = 0;
	fx.task.turn++;
	return step();
}

static void test_requests(void **state)
{
	struct wn_header headers[] = {{WN_STR("Content-Type"), WN_STR("text/plain")}, {WN_STR("X-A"), WN_STR("1")}, {WN_STR("x-a"), WN_STR("2")}};
	struct wn_answer answer = {.status = 200, .url = WN_STR("https://a.fr/"), .headers = headers, .header_count = 3, .body = WN_STR("{\"a\":[1]}"), .day = 20000};
	struct wn_answer failed = {.cause = WN_OFFLINE};
	struct wn_answer both[] = {answer, failed};
	(void)state;

	load_enricher("local a = http.get('https://a.fr', { headers = { b = '2', a = '1' }, credits = 3 })\n"
	              "log.info(a.status, a.url, a.headers['content-type'], a.headers['x-a'], json.decode(a.body).a[1], a.date)\n"
	              "local b, cause = http.request { method = 'POST', url = 'https://b.fr', body = 'x' }\n"
	              "log.info(b, cause)\n"
	              "local list = http.all { { url = 'https://c.fr' }, { url = 'https://d.fr' } }\n"
	              "log.info(#list, list[1].status, list[2].cause, company.name)\n"
	              "unknown('city', cause)");
	new_task();
	assert_int_equal(step(), WN_WAIT);
	assert_string_equal(said(), "GET https://a.fr [a: 1] [b: 2]  credits 3\n");
	buf_clear(&fx.said);
	assert_int_equal(go_on(&answer, 1), WN_WAIT);
	assert_string_equal(said(), "say2(step):200 https://a.fr/ text/plain 1, 2 1 2024-10-04\nPOST https://b.fr x credits 0\n");
	buf_clear(&fx.said);
	assert_int_equal(go_on(&failed, 1), WN_WAIT);
	assert_string_equal(said(), "say2(step):nil offline\nGET https://c.fr  credits 0\nGET https://d.fr  credits 0\n");
	buf_clear(&fx.said);
	assert_int_equal(go_on(both, 2), WN_OK);
	assert_string_equal(said(), "say2(step):2 200 offline ACME\ncity unknown offline\n");

	expect_failure("http.get('ftp://x')", "probe.lua:1: http: 'ftp://x' is no http address");
	expect_failure("http.get(5)", "probe.lua:1: http.get needs a URL, not a number");
	expect_failure("http.request { link = 'x' }", "a request has no 'link'");
	expect_failure("table.sort({ 1, 2 }, function() return http.get('https://a.fr') end)", "cannot be used here");
	expect_failure("('a'):gsub('a', function() return http.get('https://a.fr').body end)", "cannot be used here");
}

/* Two companies at a time in one state; the first fails behind its answer, with the place in its own error. */
static void test_several_at_a_time(void **state)
{
	struct wn_answer answer = {.status = 200, .day = WN_NO_DAY}, bad = {.status = 500, .day = WN_NO_DAY};
	(void)state;

	load_enricher("local a = http.get('https://a.fr')\nif a.status ~= 200 then error('status ' .. a.status) end\nlog.info(company.name)");
	struct wn_error first_error = {0};
	new_task();
	struct wn_task first = fx.task;
	first.error = &first_error;
	const struct wn_enricher_ops *ops = fx.plugin->ops;
	assert_int_equal(ops->step(&first), WN_WAIT);
	new_task();
	assert_int_equal(step(), WN_WAIT);
	assert_int_equal(go_on(&answer, 1), WN_OK);
	assert_non_null(strstr(said(), "ACME"));
	fx.answers = &bad;
	first.turn++;
	assert_int_equal(ops->step(&first), WN_FAIL);
	assert_non_null(strstr(first_error.text, "probe.lua:2: status 500"));
}

static void test_pcall_around_a_request(void **state)
{
	struct wn_answer answer = {.status = 200, .body = WN_STR("x"), .day = WN_NO_DAY};
	(void)state;

	load_enricher("local ok, a = pcall(http.get, 'https://a.fr') log.info(ok, a.body)\n"
	              "local ok, text = xpcall(function() http.get('https://a.fr') error('no', 0) end, function(m) return m .. '!' end) log.info(ok, text)");
	new_task();
	assert_int_equal(step(), WN_WAIT);
	assert_int_equal(go_on(&answer, 1), WN_WAIT);
	assert_int_equal(go_on(&answer, 1), WN_OK);
	assert_non_null(strstr(said(), "say2(step):true x\n"));
	assert_non_null(strstr(said(), "say2(step):false no!\n"));
}

/* A request without end is ended. A state in which a limit was reached is replaced. */
static void test_limits(void **state)
{
	struct wn_answer answer = {.status = 200, .day = WN_NO_DAY};
	int result = WN_WAIT, turns = 0;
	(void)state;

	load_enricher("while true do pcall(http.get, 'https://a.fr') end");
	new_task();
	for (result = step(); result == WN_WAIT && turns < 5000; turns++)
		result = go_on(&answer, 1);
	assert_int_equal(result, WN_FAIL);
	assert_non_null(strstr(fx.error.text, "times in a row"));

	load("local calls = 0\nreturn { kind = 'enricher', name = 'probe', summary = 's', version = '1',\n"
	     "enrich = function(company) calls = calls + 1 log.info(calls) if calls == 2 then local t = {} while true do t[#t + 1] = {} end end end }");
	enter();
	for (int i = 0; i < 3; i++) {
		new_task();
		assert_int_equal(step(), i == 1 ? WN_FAIL : WN_OK);
		assert_string_equal(said(), i == 1 ? "say2(step):2\n" : "say2(step):1\n");
	}
	expect_failure("while true do end", "ran too long");
}

/* ---- helpers ---- */

static void test_json(void **state)
{
	(void)state;
	expect_step("local function again(t) log.info(json.encode((json.decode(t)))) end\n"
	            "again('{\"b\":[],\"a\":{},\"c\":[{}],\"d\":null,\"e\":9007199254740993,\"f\":1.0,\"g\":0.1,\"h\":[1,[2]],\"i\":\"\\\\u20ac\\\\n\\\\u0000\"}')\n"
	            "again('null') again('[]') again('3') again('\"x\"') again('-0.0') again('1e300')",
	            "say2(step):{\"a\":{},\"b\":[],\"c\":[{}],\"d\":null,\"e\":9007199254740993,\"f\":1.0,\"g\":0.1,\"h\":[1,[2]],\"i\":\"\xe2\x82\xac\\n\\u0000\"}\n"
	            "say2(step):null\nsay2(step):[]\nsay2(step):3\nsay2(step):\"x\"\nsay2(step):-0.0\nsay2(step):1e+300\n");
	expect_step("log.info(json.encode({}), json.encode(json.array()), json.encode({1, 2}), json.encode({ b = json.null, a = true }), json.null)",
	            "say2(step):{} [] [1,2] {\"a\":true,\"b\":null} null\n");
	expect_step("local t = json.decode('[1]') table.remove(t) log.info(json.encode(t), math.type(json.decode('5')), json.decode('null') == json.null)",
	            "say2(step):[] integer true\n");
	expect_step("log.info(json.decode('{\"a\":}'))", "say2(step):nil line 1, column 6: unexpected token near '}'\n");
	expect_step("log.info(json.decode(''))", "say2(step):nil line 1, column 0: unexpected token near end of file\n");
	expect_step("local v, m = json.decode(('['):rep(300) .. (']'):rep(300)) log.info(v, m)", "say2(step):nil nested more than 200 deep\n");
	expect_step("local v, m = json.decode('[' .. ('1,'):rep(600000) .. '1]') log.info(v, m)", "say2(step):nil more than 500000 values\n");
	expect_step("log.info((json.decode('99999999999999999999')))", "say2(step):nil\n");
	expect_failure("json.encode({ 1, a = 2 })", "a table is a list or has texts as keys");
	expect_failure("json.encode(0/0)", "0/0");
	expect_failure("json.encode(print)", "no word for a function");
	expect_failure("local t = {} t.t = t json.encode(t)", "contains itself");
	expect_failure("local t = { 1 } for i = 1, 60 do t = { t, t } end json.encode(t)", "ran too long");
	expect_failure("json.encode('\\xff')", "not UTF-8");
	expect_failure("json.decode(5)", "json.decode needs a text");
	expect_failure("json.null.x = 1", "");
}

static void test_helpers(void **state)
{
	(void)state;
	expect_step("log.info(date.parse('1970-01-02'), date.format(31), date.add('2026-01-31', 1, 'months'), date.add('2024-02-29', -1, 'years'),"
	            " date.add('2026-01-01', -1), date.add('2026-01-01', 2, 'weeks'), date.add('2025-12-31', 2, 'months'), date.as_of())",
	            "say2(step):1 1970-02-01 2026-02-28 2023-02-28 2025-12-31 2026-01-15 2026-02-28 2024-10-04\n");
	expect_step("log.info(date.parse('2026-02-30')) log.info(date.parse('x'))", "say2(step):nil no day as YYYY-MM-DD\nsay2(step):nil no day as YYYY-MM-DD\n");
	expect_step("log.info(text.fold('ACME'), text.trim(' \\t a b\\n '), text.trim(' '), text.domain('www.acme.fr'), (text.domain('x')))",
	            "say2(step):acme a b  acme.fr nil\n");
	expect_step("log.info(id.check('siren', '552100554'), (id.check('siren', '1')))", "say2(step):552100554 nil\n");
	expect_step("log.debug('a', nil, {}) log.warning('b') print('c', 1)", "say1(step):a nil table\nsay3(step):b\nsay2(step):c 1\n");
	expect_failure("date.add('2026-01-31', 1, 'moons')", "probe.lua:1: date.add: the unit is days, weeks, months or years");
	expect_failure("date.add('9999-12-31', 1)", "outside of the years");
	expect_failure("date.format(1 << 40)", "outside of the years");
	expect_failure("text.fold(nil)", "text.fold needs a text, not a nil");
	expect_failure("text.fold = nil", "read-only");
	expect_failure("fact = nil", "set without local");
}

/* ---- filters ---- */

static int judge(const char *body, struct wn_judgement *judgement)
{
	load(script_of("filter", arena_printf(fx.arena, "judge = function(company, options) %s end", body).ptr));
	enter();
	*judgement = (struct wn_judgement){0};
	return ((const struct wn_filter_ops *)fx.plugin->ops)->judge(new_task(), judgement);
}

static void test_filter(void **state)
{
	static const char *const nonsense[] = {"return true", "return false", "return 'maybe'", "return 1", "return {}", "return 'drop'", "return 'drop', 5",
		"return 'drop', ''", "return 'KEEP'", "return http.get('https://a.fr')", "error('x')", "fact('name', 'x') return 'keep'", "return company.phone"};
	struct wn_judgement judgement;
	(void)state;

	assert_int_equal(judge("return company.employees.low >= 50 and 'keep' or nil", &judgement), WN_OK);
	assert_int_equal(judgement.verdict, WN_KEEP);
	assert_int_equal(judge("return 'drop', 'called ' .. company.name, 'name'", &judgement), WN_OK);
	assert_int_equal(judgement.verdict, WN_DROP);
	assert_true(str_is(judgement.reason, "called ACME") && str_is(judgement.field, "name"));
	assert_int_equal(judge("return nil", &judgement), WN_OK);
	assert_int_equal(judgement.verdict, WN_UNDECIDED);
	assert_int_equal(judge("", &judgement), WN_OK);
	assert_int_equal(judgement.verdict, WN_UNDECIDED);
	for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
		assert_int_equal(judge(nonsense[i], &judgement), WN_FAIL);
		assert_true(fx.error.text[0] != '\0');
	}
	assert_int_equal(judge("return http.get('https://a.fr')", &judgement), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "a filter cannot ask the world"));
}

/* ---- sources ---- */

static void test_source(void **state)
{
	(void)state;
	load(script_of("source", "options = { { name = 'file', type = 'file', required = true, help = 'h' } },\n"
	               "page = function(cursor, options)\n"
	               "  if cursor then log.info(json.encode(cursor)) return nil end\n"
	               "  for line, number in rows(options.file) do\n"
	               "    local ok, why = row { id = { 'fr-siren', line.siren }, where = 'f:' .. number, sure = 0.5, name = line.Name, city = line.City,\n"
	               "      employees = { 50, 99 }, country = number == 4 and 'Francia' or 'FR' }\n"
	               "    if not ok then log.info(why) end\n"
	               "  end\n"
	               "  bad_row('wrong shape', 'f:9') opt_out('fr-siren', '552100554')\n"
	               "  return { at = 3, list = { 1 } }\n"
	               "end"));
	*(struct wn_str *)option_at("file") = WN_STR("/data/x.csv");
	enter();
	const struct wn_source_ops *ops = fx.plugin->ops;
	if (ops->page(new_task()) != WN_MORE)
		fail_msg("%s", fx.error.text);
	assert_non_null(strstr(said(), "row fr-siren:552100554 @ f:2\ncountry = FR @ f:2 sure 500\nemployees = 50-99 @ f:2 sure 500\nname = ACME @ f:2 sure 500\n"
	                               "say2(step):an id is no fr-siren\n"));
	assert_non_null(strstr(said(), "country = FR @ f:2"));
	assert_non_null(strstr(said(), "bad row wrong shape @ f:9\nopt_out fr-siren:552100554\n"));
	struct wn_task *task = new_task();
	task->data = (void *)fx.cursor.ptr;
	assert_int_equal(ops->page(task), WN_OK);
	assert_string_equal(said(), "say2(step):{\"at\":3,\"list\":[1]}\n");
}

static void expect_page_failure(const char *body, const char *words)
{
	load(script_of("source", arena_printf(fx.arena, "options = { { name = 'file', type = 'file', help = 'h' } }, page = function(cursor, options) %s end", body).ptr));
	*(struct wn_str *)option_at("file") = WN_STR("/data/none");
	enter();
	assert_int_equal(((const struct wn_source_ops *)fx.plugin->ops)->page(new_task()), WN_FAIL);
	if (!strstr(fx.error.text, words))
		fail_msg("%s: %s", body, fx.error.text);
}

static void test_source_failures(void **state)
{
	(void)state;
	expect_page_failure("return print", "a cursor that cannot be kept");
	expect_page_failure("for r in rows('/etc/passwd') do end", "only what a user names can be read");
	expect_page_failure("local c = read_file('/etc/passwd')", "only what a user names can be read");
	expect_page_failure("for r in rows(options.file) do end", "rows: no such file");
	expect_page_failure("row { id = 5 }", "id is a scheme and a text");
	expect_page_failure("row { id = { 'fr-siren', '552100554' } } fact('name', 5)", "fact: 'name' wants a text");
	expect_page_failure("local c, why = read_file(options.file) error(why, 0)", "none");
	expect_page_failure("output(options.file)", "output is not for plugins of kind source");
}

/* ---- sinks ---- */

static const struct wn_account an_account = {.size = sizeof an_account, .place = 1, .id = {"fr-siren:552100554", 18}, .winnow_id = {"w1", 2}, .tier = {"A", 1},
	.heat = {"-", 1}, .fit = {"83.3", 4}, .timing = {"0.0", 3}, .undecided = 2, .reasons = {"because", 7}, .json = {"{}", 2}};

static void test_sink(void **state)
{
	struct wn_list list = {.size = sizeof list, .pipeline = WN_STR("pipe"), .icp = WN_STR("icp"), .as_of = 20000, .count = 1, .cap = 10, .json = WN_STR("{}")};
	struct wn_str token = {0};
	(void)state;

	load(script_of("sink", "options = { { name = 'path', type = 'file', output = true, required = true, help = 'h' } },\n"
	               "begin = function(list, options) output(options.path) write(list.pipeline, ' ', list.as_of, ' ', list.count, '\\n') end,\n"
	               "account = function(account, options) write(account.place, account.tier, account.fit, account.id, account.name, account:cell('employees'),\n"
	               "  '[', account:cell('city'), ']', table.concat(account:fields(), ','), account.undecided, account.employees.low, '\\n') end,\n"
	               "finish = function(list) write('end ', list.cap) end"));
	*(struct wn_str *)option_at("path") = WN_STR("/out/x.txt");
	enter();
	const struct wn_sink_ops *ops = fx.plugin->ops;
	struct wn_task *task = new_task();
	assert_int_equal(ops->mode, WN_TRANSACTIONAL);
	if (ops->begin(task, &list) < 0 || ops->account(task, &an_account) < 0 || ops->prepare(task, &token) < 0)
		fail_msg("%s", fx.error.text);
	assert_string_equal(fx.output.data, "pipe 2024-10-04 1\n1A83.3fr-siren:552100554ACME50-99[]name,employees250\nend 10");
	assert_true(str_is(token, "token"));
	assert_int_equal(ops->commit(task, token), WN_OK);
	assert_int_equal(ops->abort(task, token), WN_OK);
	assert_string_equal(said(), "open x.txt\nend token\nend token\n");

	load(script_of("sink", "account = function(account) http.get('https://a.fr') end"));
	enter();
	assert_int_equal(((const struct wn_sink_ops *)fx.plugin->ops)->account(new_task(), &an_account), WN_FAIL);
	load(script_of("sink", "account = function(account) output('/etc/passwd') end"));
	enter();
	assert_int_equal(((const struct wn_sink_ops *)fx.plugin->ops)->account(new_task(), &an_account), WN_FAIL);
	assert_non_null(strstr(fx.error.text, "only what a user names can be written"));
}

static void expect_send(const char *body, uint32_t status, int result)
{
	struct wn_answer answer = {.status = status, .day = WN_NO_DAY};

	load(script_of("sink", arena_printf(fx.arena, "mode = 'outbox', send = function(account, options) %s end", body).ptr));
	enter();
	const struct wn_sink_ops *ops = fx.plugin->ops;
	assert_int_equal(ops->mode, WN_OUTBOX);
	struct wn_task *task = new_task();
	assert_int_equal(ops->send(task, &an_account), WN_WAIT);
	assert_string_equal(said(), "PUT https://a.fr/w1 {} credits 0\n");
	fx.answers = &answer;
	fx.answer_count = 1;
	task->turn++;
	assert_int_equal(ops->send(task, &an_account), result);
}

static void test_outbox(void **state)
{
	static const char put[] = "local a, cause = http.request { method = 'PUT', url = 'https://a.fr/' .. account.winnow_id, body = account.json } "
	                          "if a.status == 200 then return true end return nil, 'status ' .. a.status";
	(void)state;

	expect_send(put, 200, WN_OK);
	expect_send(put, 500, WN_FAIL);
	assert_non_null(strstr(fx.error.text, "not acknowledged: status 500"));
	expect_send("http.request { method = 'PUT', url = 'https://a.fr/w1', body = '{}' } return 'yes'", 200, WN_FAIL);
}

/* ---- speed ---- */

/* Far above what it takes, so that a slow machine passes: a call must not cost a new state or a new table. */
static void test_calls_are_cheap(void **state)
{
	struct wn_judgement judgement;
	(void)state;

	assert_int_equal(judge("return company.listed and company.name == 'ACME' and 'keep'", &judgement), WN_OK);
	const struct wn_filter_ops *ops = fx.plugin->ops;
	struct wn_task *task = new_task();
	clock_t start = clock(); /* processor time: the machine may have other work */
	for (int i = 0; i < 20000; i++)
		assert_int_equal(ops->judge(task, &judgement), WN_OK);
	assert_true(clock() - start < 4 * CLOCKS_PER_SEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_descriptor, setup, teardown), cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_describe_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_company, setup, teardown), cmocka_unit_test_setup_teardown(test_company_that_is_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_company_that_nobody_holds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_the_host_keeps, setup, teardown),
		cmocka_unit_test_setup_teardown(test_facts, setup, teardown), cmocka_unit_test_setup_teardown(test_own_field, setup, teardown),
		cmocka_unit_test_setup_teardown(test_requests, setup, teardown), cmocka_unit_test_setup_teardown(test_several_at_a_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pcall_around_a_request, setup, teardown), cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json, setup, teardown), cmocka_unit_test_setup_teardown(test_helpers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_filter, setup, teardown), cmocka_unit_test_setup_teardown(test_source, setup, teardown),
		cmocka_unit_test_setup_teardown(test_source_failures, setup, teardown), cmocka_unit_test_setup_teardown(test_sink, setup, teardown),
		cmocka_unit_test_setup_teardown(test_outbox, setup, teardown), cmocka_unit_test_setup_teardown(test_calls_are_cheap, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
