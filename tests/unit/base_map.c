/* base_map.c - the hash, the order of insertion, and a hundred thousand keys. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"
#include "unit/support_random.h"

/* As CPython 3.11 hashes bytes when its hash is not randomised (SipHash-1-3, key 0). */
static void the_hash_is_siphash_1_3(void **state)
{
	static const uint64_t zero[2];
	char counted[63], same[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof counted; i++)
		counted[i] = (char)i;
	memset(same, 'x', sizeof same);
	assert_true(map_hash(zero, WN_STR("a")) == UINT64_C(0x407448d2b89b1813));
	assert_true(map_hash(zero, WN_STR("winnow")) == UINT64_C(0x09928f005799a708));
	assert_true(map_hash(zero, WN_STR("fr-siren")) == UINT64_C(0x1315f4c94f038641));
	assert_true(map_hash(zero, WN_STR("fr-siren:552100554")) == UINT64_C(0xc908b02afb45414d));
	assert_true(map_hash(zero, (struct wn_str){counted, sizeof counted}) == UINT64_C(0x385d3e39e5f37359));
	assert_true(map_hash(zero, (struct wn_str){same, sizeof same}) == UINT64_C(0x2f58903130dc04e4));
	assert_true(map_hash(zero, (struct wn_str){0}) != map_hash((const uint64_t[2]){1, 0}, (struct wn_str){0}));
}

static struct wn_str key_of(int number, char text[32])
{
	return (struct wn_str){text, (size_t)snprintf(text, 32, "fr-siren:%09d", number)};
}

static void many_keys_in_their_order(void **state)
{
	static int values[100000];
	struct map *map = map_new();
	char text[32];
	int i;

	(void)state;
	for (i = 0; i < 100000; i++)
		assert_null(map_put(map, key_of(i * 7919 % 100000, text), &values[i]));
	assert_int_equal(map_count(map), 100000);
	for (i = 0; i < 100000; i++) {
		struct wn_str key;
		void *value;

		assert_true(map_at(map, (size_t)i, &key, &value));
		assert_ptr_equal(value, &values[i]);
		assert_true(str_equal(key, key_of(i * 7919 % 100000, text)));
		assert_int_equal(key.ptr[key.len], 0);
		assert_ptr_equal(map_get(map, key), &values[i]);
	}
	for (i = 100000; i < 200000; i++)
		assert_false(map_has(map, key_of(i, text)));
	assert_false(map_at(map, 100000, NULL, NULL));
	map_free(map);
}

static void a_second_value_keeps_the_first_place(void **state)
{
	struct map *map = map_new();
	struct wn_str key;
	int a, b, c;
	void *value;

	(void)state;
	assert_null(map_put(map, WN_STR("one"), &a));
	assert_null(map_put(map, WN_STR("two"), &b));
	assert_ptr_equal(map_put(map, WN_STR("one"), &c), &a);
	assert_int_equal(map_count(map), 2);
	assert_true(map_at(map, 0, &key, &value));
	assert_true(str_is(key, "one"));
	assert_ptr_equal(value, &c);
	map_free(map);
}

static void keys_are_copied_bytes(void **state)
{
	struct map *map = map_new();
	char key[] = "a\0b";
	int a, b, c;

	(void)state;
	assert_null(map_get(map, WN_STR("")));
	map_put(map, (struct wn_str){key, 3}, &a);
	map_put(map, (struct wn_str){key, 1}, &b);
	map_put(map, (struct wn_str){0}, &c);
	memset(key, 'x', 3);
	assert_ptr_equal(map_get(map, WN_STR("a\0b")), &a);
	assert_ptr_equal(map_get(map, WN_STR("a")), &b);
	assert_ptr_equal(map_get(map, WN_STR("")), &c);
	assert_null(map_get(map, WN_STR("a\0")));
	assert_null(map_get(map, WN_STR("xxx")));
	map_free(map);
	map_free(NULL);
}

/* Against a plain list, with few keys so that most are met again. */
static void random_puts_against_a_list(void **state)
{
	struct dice dice = dice_new();
	struct {
		struct wn_str key;
		void *value;
	} list[4000];
	static char texts[4000][4], marks[20000];
	struct map *map = map_new();
	size_t count = 0, round, i;

	(void)state;
	for (round = 0; round < 20000; round++) {
		char bytes[3] = {(char)dice_below(&dice, 12), (char)dice_below(&dice, 12), (char)dice_below(&dice, 12)};
		struct wn_str key = {bytes, dice_below(&dice, 4)};
		void *before = NULL;

		for (i = 0; i < count && !str_equal(list[i].key, key);)
			i++;
		if (i < count) {
			before = list[i].value;
		} else {
			memcpy(texts[count], bytes, 3);
			list[count++].key = (struct wn_str){texts[i], key.len};
		}
		list[i].value = &marks[round];
		assert_ptr_equal(map_get(map, key), before);
		assert_ptr_equal(map_put(map, key, &marks[round]), before);
	}
	assert_int_equal(map_count(map), count);
	for (i = 0; i < count; i++) {
		struct wn_str key;
		void *value;

		assert_true(map_at(map, i, &key, &value));
		assert_true(str_equal(key, list[i].key));
		assert_ptr_equal(value, list[i].value);
	}
	map_free(map);
}

static void *use_a_map(void *unused)
{
	struct map *map = map_new();
	int value;

	(void)unused;
	map_put(map, WN_STR("key"), &value);
	value = map_get(map, WN_STR("key")) == &value;
	map_free(map);
	return value ? map_new() : NULL;
}

/* The first maps of a process, made at once: all must see the same drawn key. Runs first. */
static void threads_draw_one_key(void **state)
{
	pthread_t threads[8];
	void *result;
	int i;

	(void)state;
	for (i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, use_a_map, NULL), 0);
	for (i = 0; i < 8; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_non_null(result);
		map_free(result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_draw_one_key),
		cmocka_unit_test(the_hash_is_siphash_1_3),
		cmocka_unit_test(many_keys_in_their_order),
		cmocka_unit_test(a_second_value_keeps_the_first_place),
		cmocka_unit_test(keys_are_copied_bytes),
		cmocka_unit_test(random_puts_against_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
