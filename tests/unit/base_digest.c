/* base_digest.c - known digests, random bytes, and the clock. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/str.h"

static void assert_hex(const uint8_t digest[DIGEST_SIZE], const char *expected)
{
	char hex[DIGEST_HEX];

	digest_hex(digest, hex);
	assert_string_equal(hex, expected);
}

/* FIPS 180 and RFC 4231 examples. */
static void known_digests(void **state)
{
	char key[131];
	uint8_t digest[DIGEST_SIZE];

	(void)state;
	digest_bytes(WN_STR("abc"), digest);
	assert_hex(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_bytes((struct wn_str){0}, digest);
	assert_hex(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hmac_bytes(WN_STR("Jefe"), WN_STR("what do ya want for nothing?"), digest);
	assert_hex(digest, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	hmac_bytes((struct wn_str){0}, (struct wn_str){0}, digest);
	assert_hex(digest, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
	memset(key, 'k', sizeof key);
	hmac_bytes((struct wn_str){key, sizeof key}, WN_STR("x"), digest);
	assert_hex(digest, "5e7df641fef282dee7244c5dd15b5bd8cf84ca3483ca5685fc31cef5dd361622");
}

static void pieces_make_the_same_digest(void **state)
{
	struct wn_str text = WN_STR("The quick brown fox jumps over the lazy dog, twice, so that it is longer than one block.");
	uint8_t whole[DIGEST_SIZE], pieces[DIGEST_SIZE];
	size_t cut;

	(void)state;
	digest_bytes(text, whole);
	for (cut = 0; cut <= text.len; cut++) {
		struct digest_state *digest = digest_new();

		digest_add(digest, text.ptr, cut);
		digest_add(digest, NULL, 0);
		digest_add(digest, text.ptr + cut, text.len - cut);
		digest_end(digest, pieces);
		assert_memory_equal(pieces, whole, DIGEST_SIZE);
	}
}

static void random_bytes_fill_all(void **state)
{
	uint8_t bytes[1000], seen[1000] = {0};
	size_t round, i;

	(void)state;
	for (round = 0; round < 20; round++) {
		memset(bytes, 0, sizeof bytes);
		random_bytes(bytes, sizeof bytes - 1);
		for (i = 0; i < sizeof bytes; i++)
			seen[i] |= bytes[i];
	}
	for (i = 0; i < sizeof bytes - 1; i++)
		assert_int_not_equal(seen[i], 0);
	assert_int_equal(bytes[sizeof bytes - 1], 0);
	random_bytes(bytes, 0);
}

static void the_clock_can_be_set(void **state)
{
	(void)state;
	clock_set(INT64_C(1709164799999999)); /* the last microsecond of 2024-02-28 */
	assert_true(clock_now() == INT64_C(1709164799999999));
	assert_true(clock_monotonic() == INT64_C(1709164799999999));
	assert_int_equal(clock_today(), 19781);
	clock_set(INT64_C(1709164800000000));
	assert_int_equal(clock_today(), 19782);
	clock_set(-1);
	assert_int_equal(clock_today(), -1);
	clock_set(INT64_C(-86400000000));
	assert_int_equal(clock_today(), -1);
	clock_set(INT64_C(-86400000001));
	assert_int_equal(clock_today(), -2);
	clock_set(0);
}

static void the_clock_runs(void **state)
{
	int64_t before = (int64_t)time(NULL) * 1000000, now = clock_now(), start = clock_monotonic();

	(void)state;
	assert_true(now >= before - 1000000 && now < before + 60000000);
	while (clock_monotonic() == start)
		;
	assert_true(clock_monotonic() > start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_digests),
		cmocka_unit_test(pieces_make_the_same_digest),
		cmocka_unit_test(random_bytes_fill_all),
		cmocka_unit_test(the_clock_can_be_set),
		cmocka_unit_test(the_clock_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
