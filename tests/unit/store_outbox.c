/* store_outbox.c - sent until acknowledged, and again only when the content changed. */
#include "store_support.h"

static struct outbox_row row_of(const char *step, const char *winnow_id, const char *hash)
{
	return (struct outbox_row){.step = str_of(step), .winnow_id = str_of(winnow_id), .hash = str_of(hash), .json = str_of(hash), .place = 3};
}

static void decide_rows(struct place_of_test *test, struct store *store, const struct outbox_row *rows, size_t count)
{
	struct list list = list_of(test->arena, "/p.lua", 1, 1);
	struct decision decision = {.list = &list, .outbox = rows, .outbox_count = count};

	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
}

static size_t waiting(struct place_of_test *test, struct store *store, const char *step, struct outbox_row **rows)
{
	size_t count = 99;

	assert_int_equal(store_outbox(store, test->arena, str_of(step), rows, &count, NULL), WN_OK);
	return count;
}

static void waits_until_acknowledged(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct outbox_row given[] = {row_of("crm", "w_b", "h1"), row_of("crm", "w_a", "h2"), row_of("mail", "w_a", "h2")}, *rows;

	assert_int_equal(waiting(test, store, "crm", &rows), 0);
	decide_rows(test, store, given, 3);
	store_close(store);

	store = open_store(test);
	assert_int_equal(waiting(test, store, "crm", &rows), 2);
	assert_true(str_is(rows[0].winnow_id, "w_b") && str_is(rows[0].hash, "h1") && str_is(rows[0].json, "h1"));
	assert_true(str_is(rows[0].step, "crm"));
	assert_int_equal(rows[0].place, 3);
	assert_int_equal(store_outbox_acknowledge(store, rows[0].id, NULL), WN_OK);
	assert_int_equal(store_outbox_acknowledge(store, rows[0].id, NULL), WN_NONE);
	assert_int_equal(waiting(test, store, "crm", &rows), 1);
	assert_true(str_is(rows[0].winnow_id, "w_a"));
	assert_int_equal(waiting(test, store, "mail", &rows), 1);
	store_close(store);
}

static void goes_out_again_only_when_changed(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct outbox_row old = row_of("crm", "w_a", "h1"), new = row_of("crm", "w_a", "h2"), *rows;

	decide_rows(test, store, &old, 1);
	assert_int_equal(waiting(test, store, "crm", &rows), 1);
	assert_int_equal(store_outbox_acknowledge(store, rows[0].id, NULL), WN_OK);
	decide_rows(test, store, &old, 1);
	assert_int_equal(waiting(test, store, "crm", &rows), 0);
	decide_rows(test, store, &new, 1);
	assert_int_equal(waiting(test, store, "crm", &rows), 1);
	assert_true(str_is(rows[0].hash, "h2"));
	assert_int_equal(store_outbox_acknowledge(store, rows[0].id, NULL), WN_OK);
	decide_rows(test, store, &new, 1);
	assert_int_equal(waiting(test, store, "crm", &rows), 0);
	store_close(store);
}

/* h2 may have reached the receiver without an answer, so going back to h1 has to be told. */
static void goes_out_again_when_the_receiver_may_have_more(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct outbox_row first = row_of("crm", "w_a", "h1"), second = row_of("crm", "w_a", "h2"), *rows;
	int64_t lost;

	decide_rows(test, store, &first, 1);
	waiting(test, store, "crm", &rows);
	assert_int_equal(store_outbox_acknowledge(store, rows[0].id, NULL), WN_OK);
	decide_rows(test, store, &second, 1);
	assert_int_equal(waiting(test, store, "crm", &rows), 1);
	lost = rows[0].id;
	decide_rows(test, store, &first, 1);
	assert_int_equal(waiting(test, store, "crm", &rows), 1);
	assert_true(str_is(rows[0].hash, "h1"));
	/* A late answer to h2 acknowledges nothing. */
	assert_int_equal(store_outbox_acknowledge(store, lost, NULL), WN_NONE);
	assert_int_equal(waiting(test, store, "crm", &rows), 1);
	store_close(store);
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

enum { ACCOUNTS = 6 };

/* What the receiver has, in the order in which sends arrive; a kill may lose the answer, never the send. */
static void send_some(struct place_of_test *test, struct store *store, unsigned *seed, unsigned has[ACCOUNTS], bool all)
{
	struct outbox_row *rows;
	size_t i, count = waiting(test, store, "crm", &rows);

	for (i = 0; i < count && (all || next_random(seed) % 5); i++) {
		has[rows[i].winnow_id.ptr[2] - 'a'] = (unsigned)(rows[i].hash.ptr[0] - '0');
		if (all || next_random(seed) % 3)
			assert_int_equal(store_outbox_acknowledge(store, rows[i].id, NULL), WN_OK);
	}
}

/* Whatever is lost on the way: once a command sends all, the receiver has exactly what was decided last. */
static void the_receiver_ends_with_the_last_decision(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	unsigned seed = 4711, has[ACCOUNTS] = {0}, wants[ACCOUNTS] = {0};
	int round;

	for (round = 0; round < 60; round++) {
		struct outbox_row rows[ACCOUNTS];
		unsigned i;

		for (i = 0; i < ACCOUNTS; i++) {
			wants[i] = 1 + next_random(&seed) % 3;
			rows[i] = row_of("crm", "", "");
			rows[i].winnow_id = arena_printf(test->arena, "w_%c", 'a' + (int)i);
			rows[i].hash = rows[i].json = arena_printf(test->arena, "%u", wants[i]);
		}
		decide_rows(test, store, rows, ACCOUNTS);
		send_some(test, store, &seed, has, round % 6 == 5);
		if (round % 6 == 5 && memcmp(has, wants, sizeof has) != 0)
			fail_msg("seed 4711, round %d: the receiver has something else", round);
	}
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(waits_until_acknowledged),
		IN_FOLDER(goes_out_again_only_when_changed),
		IN_FOLDER(goes_out_again_when_the_receiver_may_have_more),
		IN_FOLDER(the_receiver_ends_with_the_last_decision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
