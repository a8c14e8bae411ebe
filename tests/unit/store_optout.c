/* store_optout.c - a forgotten company leaves a keyed hash and nothing else, in no byte of any file. */
#include "store_support.h"

#include "base/digest.h"

static struct tombstone tombstone_of(struct wn_str id)
{
	struct tombstone tombstone = {.day = 20500, .reason = WN_STR("opted out of re-use"), .id = id};

	hmac_bytes(WN_STR("key of this test"), id, tombstone.hash);
	return tombstone;
}

static void forget(struct place_of_test *test, struct store *store, const struct tombstone *tombstones, size_t count)
{
	struct list list = list_of(test->arena, "/p.lua", 900000, 2);
	struct decision decision = {.list = &list, .tombstones = tombstones, .tombstone_count = count};
	struct wn_error error = {0};

	if (store_decide(store, &decision, &error) != WN_OK)
		fail_msg("%s", error.text);
}

/* Account 5 of a list, under three names, in every table, also in a manifest that should not name it. */
static void remember(struct place_of_test *test, struct store *store, struct list *list)
{
	struct alias aliases[2];
	struct outbox_row rows[2] = {0};
	struct decision decision = {.list = list, .aliases = aliases, .alias_count = 2, .outbox = rows, .outbox_count = 2};
	struct wn_str w = list->rows[5].winnow_id;
	struct outbox_row *waiting;
	size_t count;

	list->rows[5].json = WN_STR("{\"name\":\"MARKER-ACCOUNT\"}");
	list->manifest = WN_STR("{\"seen\":\"fr-siren:000000015\"}");
	aliases[0] = (struct alias){WN_STR("domain:marker-domain.fr"), w};
	aliases[1] = (struct alias){WN_STR("lei:MARKERLEI"), w};
	rows[0] = (struct outbox_row){.step = WN_STR("crm"), .winnow_id = w, .hash = WN_STR("h"), .json = WN_STR("MARKER-OUTBOX")};
	rows[1] = (struct outbox_row){.step = WN_STR("mail"), .winnow_id = w, .hash = WN_STR("h"), .json = WN_STR("MARKER-OUTBOX")};
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	assert_int_equal(store_outbox(store, test->arena, WN_STR("mail"), &waiting, &count, NULL), WN_OK);
	assert_int_equal(count, 1);
	assert_int_equal(store_outbox_acknowledge(store, waiting[0].id, NULL), WN_OK);
}

static void forgotten_is_gone_from_every_byte(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/p.lua", 10, 40), read;
	struct wn_str id = list.rows[5].id, w = list.rows[5].winnow_id;
	/* By a name that is not the id under which it was listed. */
	struct tombstone tombstone = tombstone_of(WN_STR("domain:marker-domain.fr"));

	remember(test, store, &list);
	assert_true(store_knows(store, id) && store_knows(store, tombstone.id));
	assert_false(store_is_tombstoned(store, tombstone.hash));
	store_close(store);
	assert_true(anywhere(test, "MARKER-ACCOUNT") && anywhere(test, "MARKER-OUTBOX") && anywhere(test, "MARKERLEI"));

	store = open_store(test);
	forget(test, store, &tombstone, 1);
	assert_false(store_knows(store, id) || store_knows(store, tombstone.id) || store_knows(store, WN_STR("lei:MARKERLEI")));
	assert_true(store_is_tombstoned(store, tombstone.hash));
	assert_true(store_knows(store, list.rows[6].id));
	assert_int_equal(count_of(store, "outbox"), 0);
	assert_int_equal(count_of(store, "acknowledged"), 0);
	store_close(store);
	assert_false(anywhere(test, "MARKER") || anywhere(test, "marker-domain"));
	assert_false(anywhere(test, id.ptr) || anywhere(test, w.ptr));
	assert_true(anywhere(test, list.rows[6].id.ptr));

	store = open_store(test);
	assert_true(store_is_tombstoned(store, tombstone.hash));
	assert_false(store_knows(store, id));
	/* The place stays empty; the others keep theirs. */
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	assert_int_equal(store_list_before(store, test->arena, WN_STR("/p.lua"), read.id, &read, NULL), WN_OK);
	assert_int_equal(read.count, 39);
	assert_int_equal(read.rows[5].place, 7);
	assert_true(str_is(read.manifest, "{\"seen\":\"erased\"}"));
	store_close(store);
}

/* An account that stands for a company names it, in the list and in what waits to be sent; the others stay named. */
static void nobody_stands_for_who_is_forgotten(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/p.lua", 10, 3), read;
	struct alias alias = {WN_STR("fr-siren:111111111"), WN_STR("w_marker")};
	struct outbox_row row = {.step = WN_STR("crm"), .winnow_id = list.rows[1].winnow_id, .hash = WN_STR("h")}, *waiting;
	struct decision decision = {.list = &list, .aliases = &alias, .alias_count = 1, .outbox = &row, .outbox_count = 1};
	struct tombstone tombstone = tombstone_of(alias.name);
	static const char rest[] = "{\"fit\":{\"score\":\"70.0\"},\"others\":[{\"id\":\"fr-siren:222222222\",\"name\":\"KEPT\"}],\"sure\":1.0}";
	size_t count;

	row.json = list.rows[1].json = WN_STR("{\"fit\":{\"score\":\"70.0\"},\"others\":[{\"id\":\"fr-siren:111111111\",\"name\":\"MARKER\"},"
	                                      "{\"id\":\"fr-siren:222222222\",\"name\":\"KEPT\"}],\"sure\":1.0}");
	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	forget(test, store, &tombstone, 1);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	assert_int_equal(store_list_before(store, test->arena, WN_STR("/p.lua"), read.id, &read, NULL), WN_OK);
	assert_int_equal(read.count, 3);
	assert_string_equal(read.rows[1].json.ptr, rest);
	assert_int_equal(store_outbox(store, test->arena, WN_STR("crm"), &waiting, &count, NULL), WN_OK);
	assert_int_equal(count, 1);
	assert_string_equal(waiting[0].json.ptr, rest);
	store_close(store);
	assert_false(anywhere(test, "MARKER") || anywhere(test, "111111111"));
	assert_true(anywhere(test, "KEPT"));
}

/* Its own decision brings the company in and takes it out. */
static void a_tombstone_wins_over_its_own_list(void **state)
{
	struct place_of_test *test = *state;
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/p.lua", 1, 3), read;
	struct tombstone tombstone = tombstone_of(list.rows[1].id);
	struct decision decision = {.list = &list, .tombstones = &tombstone, .tombstone_count = 1};

	assert_int_equal(store_decide(store, &decision, NULL), WN_OK);
	assert_int_equal(store_last_list(store, test->arena, WN_STR("/p.lua"), &read, NULL), WN_OK);
	assert_int_equal(read.count, 2);
	assert_false(store_knows(store, tombstone.id));
	/* Again, with another reason: the first holds. */
	tombstone.reason = WN_STR("another reason");
	forget(test, store, &tombstone, 1);
	assert_int_equal(count_of(store, "tombstone WHERE reason = 'opted out of re-use'"), 1);
	assert_int_equal(count_of(store, "tombstone"), 1);
	store_close(store);
}

static void remember_and_forget(struct place_of_test *test, int first)
{
	struct store *store = open_store(test);
	struct list list = list_of(test->arena, "/p.lua", first, 40);
	struct tombstone tombstone = tombstone_of(list.rows[5].id);

	remember(test, store, &list);
	forget(test, store, &tombstone, 1);
}

/* Killed before the file was rewritten: the next command that closes the store does it. */
static void a_kill_only_delays_forgetting(void **state)
{
	struct place_of_test *test = *state;

	in_killed_child(remember_and_forget, test, 10);
	assert_true(anywhere(test, "MARKER-ACCOUNT")); /* in the log: otherwise this shows nothing */
	store_close(open_store(test));
	assert_false(anywhere(test, "MARKER") || anywhere(test, "fr-siren:000000015"));
}

/* With a reader about, the log is not removed on close; it has to be emptied. */
static void a_reader_keeps_no_log_alive(void **state)
{
	struct place_of_test *test = *state;
	struct store *writer = open_store(test), *reader;
	struct list list = list_of(test->arena, "/p.lua", 10, 40);
	struct tombstone tombstone = tombstone_of(list.rows[5].id);

	remember(test, writer, &list);
	assert_int_equal(store_open(test->path, true, &reader, NULL), WN_OK);
	forget(test, writer, &tombstone, 1);
	store_close(writer);
	assert_true(is_beside(test, "-wal"));
	assert_false(anywhere(test, "MARKER") || anywhere(test, "fr-siren:000000015"));
	store_close(reader);
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* Rows of many sizes, so that SQLite shifts them between pages, which leaves copies in their slack. */
static void vary(struct wn_arena *arena, unsigned *seed, struct list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		struct list_row *row = &list->rows[i];

		row->json = arena_printf(arena, "%s|%0*d", row->json.ptr, 1 + (int)(next_random(seed) % (i % 7 ? 300 : 6000)), 0);
	}
}

static void no_slack_remembers(void **state)
{
	struct place_of_test *test = *state;
	unsigned seed, round;

	for (seed = 1; seed <= 3; seed++) {
		struct store *store;
		struct tombstone gone[60];
		size_t i, count = 0;

		test->path = arena_printf(test->arena, "%s/%u/test.db", test->folder.ptr, seed);
		store = open_store(test);
		for (round = 0; round < 4; round++) {
			unsigned random = seed * 100 + round;
			struct list list = list_of(test->arena, round % 2 ? "/p.lua" : "/q.lua", (int)round * 40 + 1, 120);

			vary(test->arena, &random, &list);
			decide_list(store, &list);
			for (i = 0; i < 15; i++)
				gone[count++] = tombstone_of(list.rows[next_random(&random) % 120].id);
		}
		forget(test, store, gone, count);
		store_close(store);
		for (i = 0; i < count; i++)
			if (anywhere(test, gone[i].id.ptr))
				fail_msg("seed %u: %s is still in a file", seed, gone[i].id.ptr);
	}
}

/* ---- the key ---- */

static void the_key_is_made_once(void **state)
{
	struct place_of_test *test = *state;
	struct wn_str folder = path_join(test->arena, test->folder, WN_STR("a/suppress"));
	struct wn_str file = path_join(test->arena, folder, WN_STR("suppress.key"));
	uint8_t first[32] = {0}, second[32] = {0}, none[32] = {0};
	struct wn_error error = {0};
	struct stat status;

	if (suppression_key(folder, first, &error) != WN_OK)
		fail_msg("%s", error.text);
	assert_int_equal(suppression_key(folder, second, NULL), WN_OK);
	assert_memory_equal(first, second, 32);
	assert_memory_not_equal(first, none, 32);
	assert_int_equal(stat(file.ptr, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(stat(folder.ptr, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	/* Nothing but the key is left in the folder: ".", ".." and one file. */
	assert_int_equal(status.st_nlink, 2);
}

static void an_open_or_damaged_key_is_refused(void **state)
{
	struct place_of_test *test = *state;
	struct wn_str folder = path_join(test->arena, test->folder, WN_STR("suppress"));
	struct wn_str file = path_join(test->arena, folder, WN_STR("suppress.key"));
	uint8_t key[32];
	struct wn_error error = {0};

	assert_int_equal(suppression_key(folder, key, NULL), WN_OK);
	assert_int_equal(chmod(file.ptr, 0640), 0);
	assert_int_equal(suppression_key(folder, key, &error), WN_REFUSED);
	assert_non_null(strstr(error.text, "chmod 600"));
	assert_int_equal(chmod(file.ptr, 0600), 0);
	assert_int_equal(truncate(file.ptr, 31), 0);
	assert_int_equal(suppression_key(folder, key, &error), WN_REFUSED);
	assert_non_null(strstr(error.text, "it has 31 bytes, a key has 32"));
	assert_int_equal(bytes_of(test->arena, file).len, 31);
	assert_int_equal(unlink(file.ptr), 0);
	assert_int_equal(mkdir(file.ptr, 0700), 0);
	assert_int_equal(suppression_key(folder, key, &error), WN_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(forgotten_is_gone_from_every_byte), IN_FOLDER(nobody_stands_for_who_is_forgotten),
		IN_FOLDER(a_tombstone_wins_over_its_own_list),
		IN_FOLDER(a_kill_only_delays_forgetting),
		IN_FOLDER(a_reader_keeps_no_log_alive),
		IN_FOLDER(no_slack_remembers),
		IN_FOLDER(the_key_is_made_once),
		IN_FOLDER(an_open_or_damaged_key_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
