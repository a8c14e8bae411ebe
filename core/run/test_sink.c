/* test_sink.c - a test of a sink: accounts in, what it writes or sends out.
 *
 *     test "one line each" {
 *       plugin   = "letters.lua",
 *       options  = { path = "letters.md" },         -- staged there and taken back: a test leaves nothing
 *       accounts = { { name = "ACME" } },
 *       expect   = { output = [[...]] },
 *     }
 *
 * An outbox sink sends: answers = { [[PUT https://...]] } say what the receiver answers, and expect = { requests = { { method = "PUT",
 * url = "...", body = [[...]] } }, unsent = 0 } what it is sent. An answer without body-sha256 answers any body.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "run/account.h"
#include "run/ask.h"
#include "run/test_plugin.h"

/* An account of a list that no profile has judged: its facts are real, what stands around them is made up, and always the same. */
static int account_of(struct plugin_test *test, const struct wn_tree *table, uint32_t place, struct account *account)
{
	struct testing *testing = test->testing;
	if (!read_company(testing, table, WN_NO_DAY, &account->company))
		return WN_FAIL;
	account->candidate = arena_alloc(testing->arena, sizeof *account->candidate);
	account->points = arena_alloc(testing->arena, sizeof *account->points);
	*account->points = (struct points){{.earned = 20000, .possible = 25000}, {.earned = 5000, .possible = 25000}};
	account->shown = (struct wn_account){
		.size = sizeof(struct wn_account), .place = place, .id = account->company.id,
		.winnow_id = arena_printf(testing->arena, "w_test%u", place), .tier = WN_STR("A"), .heat = WN_STR("-"),
		.fit = WN_STR("80.0"), .timing = WN_STR("20.0"), .reasons = WN_STR("20 of 25: a reason"), .hash = WN_STR("0")};
	account->shown.json = account_json(testing->run, account);
	return WN_OK;
}

static int write_account(struct plugin_test *test, const struct wn_tree *table, uint32_t place)
{
	const struct wn_sink_ops *ops = test->step.plugin->vtable->ops;
	struct account account = {0};
	if (account_of(test, table, place, &account) < 0)
		return WN_FAIL;
	test->task.company = &account.company;
	return ops->account(&test->task.public, &account.shown);
}

static struct wn_list *list_of(struct testing *testing, size_t count)
{
	struct wn_list *list = arena_alloc(testing->arena, sizeof *list);
	*list = (struct wn_list){.size = sizeof *list, .pipeline = WN_STR("test"), .icp = WN_STR("test"), .as_of = testing->day,
	                         .count = (uint32_t)count, .cap = 499, .json = WN_STR("{}"), .icp_count = 1};
	return list;
}

/* ---- sinks that write a file ---- */

static int write_list(struct plugin_test *test, const struct wn_tree *accounts, struct wn_str *token)
{
	const struct wn_sink_ops *ops = test->step.plugin->vtable->ops;
	size_t count = accounts ? accounts->count : 0;
	int code = ops->begin(&test->task.public, list_of(test->testing, count));
	for (size_t i = 0; code == WN_OK && i < count; i++)
		code = write_account(test, accounts->entries[i].value, (uint32_t)i + 1);
	return code == WN_OK ? ops->prepare(&test->task.public, token) : code;
}

/* The file that the token names is read before it becomes visible, then taken back: a test leaves nothing. */
static void compare_output(struct testing *testing, struct wn_str token)
{
	struct wn_str rest = token, staged, content;
	str_cut(&rest, (struct wn_str)WN_STR("\n"), &staged);
	str_cut(&rest, (struct wn_str)WN_STR("\n"), &staged);
	if (file_read(testing->arena, staged, 1 << 24, &content, &testing->error) < 0)
		expected(testing, "%s", testing->error.text);
	else
		expect_text(testing, testing->expect, testing->now, "output", content);
}

static void test_file(struct plugin_test *test, const struct wn_tree *accounts)
{
	static const char *const keys[] = {"output", "error", NULL};
	const struct wn_sink_ops *ops = test->step.plugin->vtable->ops;
	struct wn_str token = {0};
	if (!only_keys(test->testing, test->testing->expect, "what is expected of a sink that writes a file", keys))
		return;
	if (write_list(test, accounts, &token) < 0)
		failed(test->testing);
	else if (!should_have_failed(test->testing))
		compare_output(test->testing, token);
	ops->abort(&test->task.public, token);
}

/* ---- sinks that send ---- */

static struct wn_tree *request_tree(struct testing *testing, const struct wn_request *request)
{
	struct wn_tree *tree = new_table(testing);
	add_named(testing, tree, "method", tree_text(testing->arena, request->method.len ? arena_str(testing->arena, request->method) : (struct wn_str)WN_STR("GET")));
	add_named(testing, tree, "url", tree_text(testing->arena, arena_str(testing->arena, request->url)));
	if (request->body.len)
		add_named(testing, tree, "body", tree_text(testing->arena, arena_str(testing->arena, request->body)));
	return tree;
}

/* As recorded; else by its address alone, so that nobody has to hash a body by hand. */
static void answer_one(struct plugin_test *test, const struct wn_request *request, struct wn_answer *answer)
{
	struct wn_request without = *request;
	without.body = (struct wn_str){0};
	net_watch(test->net, !request->body.len);
	net_ask(test->net, request, test->testing->arena, answer);
	net_watch(test->net, true);
	if (answer->cause == WN_OFFLINE && request->body.len)
		net_ask(test->net, &without, test->testing->arena, answer);
}

/* One account until it is acknowledged, or not. */
static int send_account(struct plugin_test *test, struct task *task, const struct wn_account *account, struct wn_tree *requests)
{
	const struct wn_sink_ops *ops = test->step.plugin->vtable->ops;
	struct testing *testing = test->testing;
	for (int turn = 0; turn < 1000; turn++) {
		int code = ops->send(&task->public, account);
		if (code != WN_WAIT)
			return code;
		struct wn_answer *answers = arena_array(testing->arena, task->request_count + 1, sizeof *answers);
		for (size_t i = 0; i < task->request_count; i++) {
			tree_add(testing->arena, requests, (struct wn_str){0}, requests->place, request_tree(testing, &task->requests[i]));
			answer_one(test, &task->requests[i], &answers[i]);
		}
		task_next_turn(task, answers, task->request_count);
	}
	return fail(&testing->error, WN_FAIL, "it has asked in 1000 turns and is not done: a loop");
}

static bool send_one(struct plugin_test *test, const struct wn_tree *table, uint32_t place, struct wn_tree *requests)
{
	struct testing *testing = test->testing;
	struct account account = {0};
	struct task task;
	if (account_of(test, table, place, &account) < 0)
		return false;
	testing->error = (struct wn_error){0};
	task_init(&task, &test->step, test->worker, NULL, NULL, testing->arena, &testing->error, testing->day);
	task.account = &account.shown;
	int code = send_account(test, &task, &account.shown, requests);
	task_end(&task);
	return code == WN_OK;
}

static void compare_requests(struct testing *testing, const struct wn_tree *requests)
{
	static const char *const keys[] = {"method", "url", "body", NULL};
	const struct wn_tree *wanted = table_of(testing, testing->expect, "requests");
	if (wanted && wanted->count != requests->count)
		differs(testing, wanted, requests, "requests: expected %zu, got %zu: %.*s", wanted->count, requests->count, STR_ARG(tree_print(testing->arena, requests)));
	for (size_t i = 0; wanted && i < wanted->count; i++) {
		const struct wn_tree *one = wanted->entries[i].value;
		if (one->kind != WN_TREE_TABLE) {
			diag_error(testing->run->diags, one->place, "a request is { method = \"PUT\", url = \"...\", body = [[...]] }, not %s", tree_kind_name(one));
			continue;
		}
		only_keys(testing, one, "a request", keys);
		for (const char *const *key = keys; *key && i < requests->count; key++) {
			const struct wn_tree *is = tree_value(requests->entries[i].value, *key);
			expect_text(testing, one, NULL, *key, is ? is->as.text : (struct wn_str){0});
		}
	}
}

static void test_outbox(struct plugin_test *test, const struct wn_tree *accounts)
{
	static const char *const keys[] = {"requests", "unsent", "error", NULL};
	struct testing *testing = test->testing;
	struct wn_tree *requests = new_table(testing);
	uint64_t unsent = 0;
	if (!only_keys(testing, testing->expect, "what is expected of a sink that sends", keys))
		return;
	for (size_t i = 0; accounts && i < accounts->count; i++)
		unsent += !send_one(test, accounts->entries[i].value, (uint32_t)i + 1, requests);
	add_named(testing, testing->now, "requests", requests);
	if (unsent && tree_entry(testing->expect, "error"))
		failed(testing);
	else
		should_have_failed(testing);
	size_t before = testing->failure.len;
	compare_requests(testing, requests);
	expect_count(testing, testing->expect, testing->now, "unsent", unsent);
	if (testing->failure.len > before && unsent)
		expected(testing, "an account was not acknowledged: %s", testing->error.code ? testing->error.text : "it did not say why");
}

/* ---- the whole ---- */

/* Every field that an account states: what else there is would be empty columns and unknowns without end. */
static void choose_fields(struct plugin_test *test, const struct wn_tree *accounts)
{
	struct run *run = test->testing->run;
	run->profiles = arena_alloc(run->arena, sizeof *run->profiles); /* one, without lines */
	run->profiles[0].icp = arena_alloc(run->arena, sizeof *run->profiles[0].icp);
	run->profile_count = 1;
	run->list_fields = arena_array(run->arena, dictionary_count(run->dictionary), sizeof *run->list_fields);
	for (size_t i = 0; i < dictionary_count(run->dictionary); i++) {
		bool stated = false;
		for (size_t j = 0; accounts && j < accounts->count; j++)
			stated |= accounts->entries[j].value->kind == WN_TREE_TABLE &&
			          tree_entry(accounts->entries[j].value, dictionary_field(run->dictionary, (field_id)i)->name);
		if (stated)
			run->list_fields[run->list_field_count++] = (field_id)i;
	}
}

void test_sink(struct plugin_test *test)
{
	struct testing *testing = test->testing;
	const struct wn_sink_ops *ops = test->step.plugin->vtable->ops;
	const struct wn_tree *accounts = table_of(testing, testing->table, "accounts");
	field_id *fields = arena_array(testing->arena, dictionary_count(testing->run->dictionary), sizeof *fields);
	for (size_t i = 0; i < dictionary_count(testing->run->dictionary); i++)
		fields[i] = (field_id)i;
	choose_fields(test, accounts);
	test->task.sees_all = true;
	test->task.list_fields = fields;
	test->task.list_field_count = dictionary_count(testing->run->dictionary);
	if (ops->mode == WN_TRANSACTIONAL)
		test_file(test, accounts);
	else
		test_outbox(test, accounts);
}
