/* store_deliveries.c - intended, decided, done; and kill -9 between any two steps. */
#include "store_support.h"

#define PIPELINE WN_STR("/data/p.lua")

static struct delivery delivery_to(const char *step)
{
	return (struct delivery){.pipeline = PIPELINE, .step = str_of(step), .plugin = WN_STR("csv"),
	                         .options = WN_STR("csv { path = \"out.csv\" }"), .token = WN_STR("")};
}

static size_t open_deliveries(struct place_of_test *test, struct store *store, struct delivery **deliveries)
{
	size_t count = 99;

	assert_int_equal(store_deliveries(store, test->arena, PIPELINE, deliveries, &count, NULL), WN_OK);
	return count;
}

static void states_follow_each_other(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct delivery first = delivery_to("csv"), second = delivery_to("html"), *open;
	struct list list = list_of(test->arena, "/data/p.lua", 1, 2);
	struct decision decision = {.list = &list, .deliveries = &first.id, .delivery_count = 1};

	assert_int_equal(open_deliveries(test, store, &open), 0);
	assert_int_equal(store_delivery_intend(store, &first, NULL), WN_OK);
	assert_int_equal(store_delivery_intend(store, &second, NULL), WN_OK);
	assert_int_equal(first.state, DELIVERY_INTENDED);
	assert_true(first.id > 0 && second.id > first.id);
	assert_int_equal(store_delivery_token(store, first.id, WN_STR("1\n/a\n/b"), NULL), WN_OK);
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);

	assert_int_equal(open_deliveries(test, store, &open), 2);
	assert_int_equal(open[0].id, first.id);
	assert_int_equal(open[0].state, DELIVERY_DECIDED);
	assert_true(str_is(open[0].token, "1\n/a\n/b"));
	assert_true(str_equal(open[0].options, first.options) && str_equal(open[0].plugin, first.plugin));
	assert_true(str_equal(open[0].step, first.step) && str_equal(open[0].pipeline, PIPELINE));
	assert_int_equal(open[1].id, second.id);
	assert_int_equal(open[1].state, DELIVERY_INTENDED);
	assert_int_equal(open[1].token.len, 0);

	assert_int_equal(store_delivery_done(store, first.id, NULL), WN_OK);
	assert_int_equal(store_delivery_done(store, first.id, NULL), WN_OK);
	assert_int_equal(open_deliveries(test, store, &open), 1);
	assert_int_equal(store_delivery_done(store, second.id, NULL), WN_OK);
	assert_int_equal(open_deliveries(test, store, &open), 0);
	store_close(store);
}

static void what_is_done_goes_with_the_next_decision(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct delivery done = delivery_to("csv"), taken_back = delivery_to("html"), waiting = delivery_to("jsonl"), other = delivery_to("csv"), next = delivery_to("csv");
	struct list list = list_of(test->arena, "/data/p.lua", 1, 1), again = list_of(test->arena, "/data/p.lua", 1, 1);
	struct decision decision = {.list = &list, .deliveries = &done.id, .delivery_count = 1};
	struct delivery *open;

	other.pipeline = WN_STR("/data/other.lua");
	assert_int_equal(store_delivery_intend(store, &done, NULL), WN_OK);
	assert_int_equal(store_delivery_intend(store, &taken_back, NULL), WN_OK);
	assert_int_equal(store_delivery_intend(store, &waiting, NULL), WN_OK);
	assert_int_equal(store_delivery_intend(store, &other, NULL), WN_OK);
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	assert_int_equal(store_delivery_done(store, done.id, NULL), WN_OK);
	assert_int_equal(store_delivery_done(store, taken_back.id, NULL), WN_OK);
	assert_int_equal(store_delivery_done(store, other.id, NULL), WN_OK);
	assert_int_equal(count_of(store, "delivery"), 4);

	assert_int_equal(store_delivery_intend(store, &next, NULL), WN_OK);
	decision = (struct decision){.list = &again, .deliveries = &next.id, .delivery_count = 1};
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	assert_int_equal(count_of(store, "delivery"), 3); /* those of other pipelines are theirs */
	assert_int_equal(open_deliveries(test, store, &open), 2);
	assert_int_equal(open[0].id, waiting.id);
	assert_int_equal(open[1].id, next.id);
	store_close(store);
}

static void wrong_steps_are_refused(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct delivery delivery = delivery_to("csv"), other = delivery_to("csv"), *open;
	struct list list = list_of(test->arena, "/data/p.lua", 1, 1);
	struct decision decision = {.list = &list, .deliveries = &delivery.id, .delivery_count = 1};
	struct wn_error error = {0};

	assert_int_equal(store_delivery_done(store, 5, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "delivery 5"));
	assert_int_equal(store_delivery_token(store, 5, WN_STR("t"), &error), WN_FAIL);
	assert_int_equal(store_delivery_intend(store, &delivery, NULL), WN_OK);
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	/* Decided: its token is fixed, and it is decided once. */
	assert_int_equal(store_delivery_token(store, delivery.id, WN_STR("t"), NULL), WN_FAIL);
	assert_int_equal(store_decide(store, &decision, NULL), WN_FAIL);
	assert_int_equal(count_of(store, "list"), 1);
	/* Of another pipeline. */
	other.pipeline = WN_STR("/data/other.lua");
	assert_int_equal(store_delivery_intend(store, &other, NULL), WN_OK);
	decision.deliveries = &other.id;
	assert_int_equal(store_decide(store, &decision, NULL), WN_FAIL);
	assert_int_equal(open_deliveries(test, store, &open), 1);
	store_close(store);
}

/* The steps of one delivery with two sinks; stops after `steps` of them. */
static void deliver(struct place_of_test *test, int steps)
{
	struct store *store = open_store(test);
	struct delivery one = delivery_to("csv"), two = delivery_to("html");
	struct list list = list_of(test->arena, "/data/p.lua", 1, 20);
	struct outbox_row row = {.step = WN_STR("crm"), .winnow_id = list.rows[0].winnow_id, .hash = WN_STR("h"), .json = WN_STR("{}")};
	int64_t ids[2];
	struct decision decision = {.list = &list, .deliveries = ids, .delivery_count = 2, .outbox = &row, .outbox_count = 1};
	int at = 0;

	if (at++ < steps)
		store_delivery_intend(store, &one, NULL);
	if (at++ < steps)
		store_delivery_token(store, one.id, WN_STR("token one"), NULL);
	if (at++ < steps)
		store_delivery_intend(store, &two, NULL);
	if (at++ < steps)
		store_delivery_token(store, two.id, WN_STR("token two"), NULL);
	ids[0] = one.id;
	ids[1] = two.id;
	if (at++ < steps)
		store_decide(store, &decision, NULL);
	if (at++ < steps)
		store_delivery_done(store, one.id, NULL);
	if (at++ < steps)
		store_delivery_done(store, two.id, NULL);
	if (at++ < steps)
		store_close(store);
}

/* What the next command finds after a kill behind each step. */
static void a_kill_between_steps_loses_no_step(void **state)
{
	static const struct {
		size_t open;
		enum delivery_state first;
		int tokens, lists;
	} expected[] = {
		{0, 0, 0, 0}, {1, DELIVERY_INTENDED, 0, 0}, {1, DELIVERY_INTENDED, 1, 0}, {2, DELIVERY_INTENDED, 1, 0}, {2, DELIVERY_INTENDED, 2, 0},
		{2, DELIVERY_DECIDED, 2, 1}, {1, DELIVERY_DECIDED, 1, 1}, {0, 0, 0, 1}, {0, 0, 0, 1},
	};
	struct place_of_test *test = *state;
	int steps;

	for (steps = 0; steps <= 8; steps++) {
		struct delivery *open;
		struct list list;
		struct store *store;
		size_t i, count;
		int tokens = 0;

		test->path = arena_printf(test->arena, "%s/%d/test.db", test->folder.ptr, steps);
		in_killed_child(deliver, test, steps);
		store = open_store(test);
		count = open_deliveries(test, store, &open);
		assert_int_equal(count, expected[steps].open);
		for (i = 0; i < count; i++) {
			assert_int_equal(open[i].state, expected[steps].first);
			tokens += open[i].token.len > 0;
		}
		assert_int_equal(tokens, expected[steps].tokens);
		assert_int_equal(store_last_list(store, test->arena, PIPELINE, &list, NULL), expected[steps].lists ? WN_OK : WN_NONE);
		assert_int_equal(list.count, expected[steps].lists ? 20 : 0);
		assert_int_equal(count_of(store, "outbox"), expected[steps].lists);
		store_close(store);
	}
}

/* Run after run, each rolling forward what the last one left; a byte into the pipe after every step. */
static void run_for_ever(struct place_of_test *test, int progress)
{
	struct store *store = open_store(test);
	int run;

	for (run = 0; run < 200; run++) {
		struct delivery delivery = delivery_to("csv");
		struct list list = list_of(test->arena, "/data/p.lua", run * 7, 30);
		struct decision decision = {.list = &list, .deliveries = &delivery.id, .delivery_count = 1};

		if (store_delivery_intend(store, &delivery, NULL) || write(progress, "i", 1) != 1 ||
		    store_delivery_token(store, delivery.id, list.rows[0].id, NULL) || write(progress, "t", 1) != 1 ||
		    store_decide(store, &decision, NULL) || write(progress, "d", 1) != 1 ||
		    store_delivery_done(store, delivery.id, NULL) || write(progress, "D", 1) != 1)
			_exit(1);
	}
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* A decided delivery belongs to the last list, and the list is whole; an intended one belongs to none. */
static void expect_whole(struct place_of_test *test)
{
	struct store *store = open_store(test);
	struct delivery *open;
	struct list list;
	size_t i, count = open_deliveries(test, store, &open);

	assert_true(count <= 1);
	if (store_last_list(store, test->arena, PIPELINE, &list, NULL) == WN_OK)
		assert_int_equal(list.count, 30);
	for (i = 0; i < count; i++) {
		if (open[i].state == DELIVERY_DECIDED)
			assert_true(str_equal(open[i].token, list.rows[0].id));
		assert_int_equal(store_delivery_done(store, open[i].id, NULL), WN_OK);
	}
	store_close(store);
}

static void a_kill_at_any_time_leaves_all_or_nothing(void **state)
{
	struct place_of_test *test = *state;
	unsigned seed = 20261101, round;

	for (round = 0; round < 12; round++) {
		unsigned steps = next_random(&seed) % 24, spin = next_random(&seed) * 2;
		volatile unsigned turn;
		int progress[2], status;
		char byte;
		pid_t child;

		assert_int_equal(pipe(progress), 0);
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			run_for_ever(test, progress[1]);
			_exit(0);
		}
		close(progress[1]); /* so that a child that ended early is seen */
		while (steps-- > 0)
			assert_int_equal(read(progress[0], &byte, 1), 1);
		for (turn = 0; turn < spin; turn++) /* somewhere inside the next step */
			;
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		close(progress[0]);
		expect_whole(test);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(states_follow_each_other),
		IN_FOLDER(what_is_done_goes_with_the_next_decision),
		IN_FOLDER(wrong_steps_are_refused),
		IN_FOLDER(a_kill_between_steps_loses_no_step),
		IN_FOLDER(a_kill_at_any_time_leaves_all_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
