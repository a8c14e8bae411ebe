/* store_lists.c - lists as they were decided, whole or not at all. */
#include "store_support.h"

static void expect_row(const struct list_row *a, const struct list_row *b)
{
	assert_int_equal(a->place, b->place);
	assert_int_equal(a->undecided, b->undecided);
	assert_true(str_equal(a->id, b->id) && str_equal(a->winnow_id, b->winnow_id));
	assert_true(str_equal(a->tier, b->tier) && str_equal(a->heat, b->heat));
	assert_true(str_equal(a->fit, b->fit) && str_equal(a->timing, b->timing));
	assert_true(str_equal(a->json, b->json));
}

static void expect_list(const struct list *a, const struct list *b)
{
	size_t i;

	assert_int_equal(a->id, b->id);
	assert_int_equal(a->as_of, b->as_of);
	assert_true(str_equal(a->pipeline, b->pipeline) && str_equal(a->manifest, b->manifest));
	assert_int_equal(a->count, b->count);
	for (i = 0; i < a->count; i++)
		expect_row(&a->rows[i], &b->rows[i]);
}

static void a_list_comes_back_as_it_was(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/data/p\xc3\xa9.lua", 100, 499), read;

	list.as_of = -3;
	list.rows[7].tier = (struct wn_str){0};
	list.rows[8].json = WN_STR("");
	list.rows[9].undecided = 4000000000u;
	assert_int_equal(store_last_list(store, test->arena, list.pipeline, &read, NULL), WN_NONE);
	decide_list(store, &list);
	assert_int_equal(store_last_list(store, test->arena, list.pipeline, &read, NULL), WN_OK);
	expect_list(&list, &read);
	store_close(store);

	assert_int_equal(store_open(test->path, true, &store, NULL), WN_OK);
	assert_int_equal(store_last_list(store, test->arena, list.pipeline, &read, NULL), WN_OK);
	expect_list(&list, &read);
	store_close(store);
}

static void an_empty_list_is_a_list(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/p.lua", 1, 0), read;

	decide_list(store, &list);
	assert_int_equal(store_last_list(store, test->arena, list.pipeline, &read, NULL), WN_OK);
	expect_list(&list, &read);
	store_close(store);
}

static void pipelines_share_a_store(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list a = list_of(test->arena, "/a.lua", 1, 4), b = list_of(test->arena, "/b.lua", 3, 5), read;

	decide_list(store, &a);
	decide_list(store, &b);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/a.lua"), &read, NULL), WN_OK);
	expect_list(&a, &read);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/b.lua"), &read, NULL), WN_OK);
	expect_list(&b, &read);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/c.lua"), &read, NULL), WN_NONE);
	store_close(store);
}

static void rows_of_the_last_two_lists_are_kept(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list lists[4], other = list_of(test->arena, "/other.lua", 1, 2), read;
	int i;

	decide_list(store, &other);
	for (i = 0; i < 4; i++) {
		lists[i] = list_of(test->arena, "/p.lua", 10 * i, 3);
		decide_list(store, &lists[i]);
	}
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	expect_list(&lists[3], &read);
	assert_int_equal(store_list_before(store, test->arena, WN_STR("/p.lua"), read.id, &read, NULL), WN_OK);
	expect_list(&lists[2], &read);
	lists[1].count = 0;
	assert_int_equal(store_list_before(store, test->arena, WN_STR("/p.lua"), read.id, &read, NULL), WN_OK);
	expect_list(&lists[1], &read);
	assert_int_equal(store_list_before(store, test->arena, WN_STR("/p.lua"), lists[0].id, &read, NULL), WN_NONE);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/other.lua"), &read, NULL), WN_OK);
	expect_list(&other, &read);
	assert_int_equal(count_of(store, "list_row"), 2 * 3 + 2);
	/* Dropped rows are still known by name. */
	assert_true(store_knows(store, lists[0].rows[0].id));
	store_close(store);
}

/* Everything of a decision that fails is as if it had never been. */
static void a_decision_that_fails_changes_nothing(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list first = list_of(test->arena, "/p.lua", 1, 3), second = list_of(test->arena, "/p.lua", 100, 5), read;
	int64_t missing = 77;
	struct alias alias = {WN_STR("domain:acme.fr"), WN_STR("w_1")};
	struct outbox_row row = {.step = WN_STR("crm"), .winnow_id = WN_STR("w_1"), .hash = WN_STR("h"), .json = WN_STR("{}"), .place = 1};
	struct tombstone tombstone = {.hash = {1}, .reason = WN_STR("opted out"), .id = first.rows[0].id};
	struct decision decision = {.list = &second, .deliveries = &missing, .delivery_count = 1, .aliases = &alias, .alias_count = 1,
	                            .outbox = &row, .outbox_count = 1, .tombstones = &tombstone, .tombstone_count = 1};
	struct wn_error error = {0};

	decide_list(store, &first);
	assert_true(store_decide(store, &decision, &error) < 0);
	assert_non_null(strstr(error.text, "delivery 77"));
	assert_int_equal(second.id, 0);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	expect_list(&first, &read);
	assert_false(store_knows(store, second.rows[0].id));
	assert_false(store_knows(store, alias.name));
	assert_true(store_knows(store, first.rows[0].id));
	assert_false(store_is_tombstoned(store, tombstone.hash));
	assert_int_equal(count_of(store, "outbox"), 0);
	decision.delivery_count = 0;
	assert_int_equal(store_decide(store, &decision, &error), WN_OK);
	assert_int_equal(count_of(store, "outbox"), 1);
	store_close(store);
}

static void a_full_disk_changes_nothing(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list first = list_of(test->arena, "/p.lua", 1, 3), second = list_of(test->arena, "/p.lua", 100, 499), read;
	struct decision decision = {.list = &second};
	struct wn_error error = {0};

	decide_list(store, &first);
	assert_int_equal(store_run(store, "PRAGMA max_page_count = 24", NULL), WN_OK);
	assert_int_equal(store_decide(store, &decision, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "the disk is full"));
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	expect_list(&first, &read);
	assert_int_equal(store_run(store, "PRAGMA max_page_count = 100000", NULL), WN_OK);
	assert_int_equal(store_decide(store, &decision, &error), WN_OK);
	store_close(store);
	store = open_store(test);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	expect_list(&second, &read);
	store_close(store);
}

static void names_lead_to_the_winnow_id(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/p.lua", 1, 1);
	struct alias aliases[] = {{WN_STR("domain:acme.fr"), list.rows[0].winnow_id}, {WN_STR("lei:5493"), list.rows[0].winnow_id}};
	struct decision decision = {.list = &list, .aliases = aliases, .alias_count = 2};
	struct wn_str found;

	assert_int_equal(store_winnow_id(store, test->arena, WN_STR("lei:5493"), &found, NULL), WN_NONE);
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	assert_int_equal(store_winnow_id(store, test->arena, WN_STR("lei:5493"), &found, NULL), WN_OK);
	assert_true(str_equal(found, list.rows[0].winnow_id));
	assert_int_equal(store_winnow_id(store, test->arena, list.rows[0].id, &found, NULL), WN_OK);
	assert_true(str_equal(found, list.rows[0].winnow_id));
	assert_true(store_knows(store, WN_STR("domain:acme.fr")));
	assert_false(store_knows(store, WN_STR("domain:acme.f")));
	/* The domain was sold. */
	aliases[0].winnow_id = WN_STR("w_other");
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	assert_int_equal(store_winnow_id(store, test->arena, WN_STR("domain:acme.fr"), &found, NULL), WN_OK);
	assert_true(str_is(found, "w_other"));
	store_close(store);
}

/* 100 bits of SHA-256, five at a time; computed elsewhere. */
static void winnow_ids_are_what_they_are(void **state)
{
	struct place_of_test *test = *state;

	assert_true(str_is(winnow_id_new(test->arena, WN_STR("fr-siren:552100554")), "w_9cxy9h68q2pkhjt23egq"));
	assert_true(str_is(winnow_id_new(test->arena, WN_STR("")), "w_werc8gmrzge196qvyk49"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_list_comes_back_as_it_was),
		IN_FOLDER(an_empty_list_is_a_list),
		IN_FOLDER(pipelines_share_a_store),
		IN_FOLDER(rows_of_the_last_two_lists_are_kept),
		IN_FOLDER(a_decision_that_fails_changes_nothing),
		IN_FOLDER(a_full_disk_changes_nothing),
		IN_FOLDER(names_lead_to_the_winnow_id),
		IN_FOLDER(winnow_ids_are_what_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
