/* base_str.c - cutting, numbers, UTF-8 strictness, distances and nearest words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "unit/support_random.h"

static void texts_compare_by_bytes(void **state)
{
	(void)state;
	assert_true(str_compare(WN_STR("a"), WN_STR("b")) < 0);
	assert_true(str_compare(WN_STR("a"), WN_STR("aa")) < 0);
	assert_true(str_compare(WN_STR("b"), WN_STR("aa")) > 0);
	assert_true(str_compare(WN_STR("\xC3\xA9"), WN_STR("z")) > 0);
	assert_true(str_compare((struct wn_str){0}, WN_STR("a")) < 0);
	assert_int_equal(str_compare((struct wn_str){0}, WN_STR("")), 0);
	assert_true(str_compare(WN_STR("a\0b"), WN_STR("a\0c")) < 0);
	assert_true(str_equal((struct wn_str){0}, WN_STR("")));
	assert_true(str_begins(WN_STR("abc"), WN_STR("ab")) && !str_begins(WN_STR("a"), WN_STR("ab")));
	assert_true(str_ends(WN_STR("abc"), WN_STR("bc")) && !str_ends(WN_STR("c"), WN_STR("bc")));
	assert_true(str_is(str_from(WN_STR("abc"), 1), "bc") && str_from(WN_STR("abc"), 9).len == 0);
	assert_true(str_is(str_first(WN_STR("abc"), 2), "ab") && str_is(str_first(WN_STR("abc"), 9), "abc"));
}

static void blanks_go_at_both_ends(void **state)
{
	(void)state;
	assert_true(str_is(str_trim(WN_STR(" \t\r\n\v\f a b \n")), "a b"));
	assert_int_equal(str_trim(WN_STR(" \n ")).len, 0);
	assert_int_equal(str_trim((struct wn_str){0}).len, 0);
	assert_true(str_is(str_trim(WN_STR("\xC2\xA0x")), "\xC2\xA0x"));
}

static size_t cut(const char *text, const char *separator, const char *expected[])
{
	struct wn_str rest = str_of(text), part;
	size_t count = 0;

	while (str_cut(&rest, str_of(separator), &part)) {
		assert_non_null(expected[count]);
		assert_true(str_is(part, expected[count]));
		count++;
	}
	assert_null(expected[count]);
	return count;
}

static void texts_are_cut(void **state)
{
	(void)state;
	assert_int_equal(cut("a,,b", ",", (const char *[]){"a", "", "b", NULL}), 3);
	assert_int_equal(cut("a,", ",", (const char *[]){"a", NULL}), 1);
	assert_int_equal(cut(",a", ",", (const char *[]){"", "a", NULL}), 2);
	assert_int_equal(cut("", ",", (const char *[]){NULL}), 0);
	assert_int_equal(cut("a; b; c;d", "; ", (const char *[]){"a", "b", "c;d", NULL}), 3);
	assert_int_equal(cut("abc", "", (const char *[]){"abc", NULL}), 1);
}

static void integers_are_read_exactly(void **state)
{
	static const struct {
		const char *text;
		int64_t number;
	} good[] = {{"0", 0}, {"-0", 0}, {"7", 7}, {"-7", -7}, {"007", 7}, {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN}};
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "--1", "1-", "a", "9223372036854775808", "-9223372036854775809",
		"99999999999999999999", "92233720368547758070", "\xD9\xA1"};
	int64_t number;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(str_to_int(str_of(good[i].text), &number));
		assert_true(number == good[i].number);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		number = 42;
		assert_false(str_to_int(str_of(bad[i]), &number));
		assert_int_equal(number, 42);
	}
	assert_false(str_to_int(WN_STR("1\0"), &number));
	assert_false(str_is_digits(WN_STR("")) || str_is_digits(WN_STR("-1")));
	assert_true(str_is_digits(WN_STR("0123456789")));
}

/* ---- distance against a search through the edits themselves ---------------------------------------------- */

#define LETTERS 3
#define LONGEST_WORD 5
#define WORDS 364 /* of up to 5 of 3 letters: 1 + 3 + 9 + 27 + 81 + 243 */

struct word {
	unsigned char len, letters[LONGEST_WORD + 1];
};

static size_t word_index(const struct word *word)
{
	size_t index = 0, i;

	for (i = 0; i < word->len; i++)
		index = index * LETTERS + word->letters[i] + 1;
	return index;
}

static struct word word_at(size_t index)
{
	struct word word = {0};
	unsigned char turned[LONGEST_WORD + 1];
	size_t i;

	for (; index > 0; index = (index - 1) / LETTERS)
		turned[word.len++] = (unsigned char)((index - 1) % LETTERS);
	for (i = 0; i < word.len; i++)
		word.letters[i] = turned[word.len - 1 - i];
	return word;
}

struct search {
	unsigned char distance[WORDS];
	size_t queue[WORDS], head, tail;
};

static void reach(struct search *search, const struct word *word, unsigned char distance)
{
	size_t index;

	if (word->len > LONGEST_WORD)
		return;
	index = word_index(word);
	if (search->distance[index] != 0xFF)
		return;
	search->distance[index] = distance;
	search->queue[search->tail++] = index;
}

static struct word edited(struct word word, size_t at, int remove, int letter)
{
	struct word out = {0};
	size_t i;

	for (i = 0; i < at; i++)
		out.letters[out.len++] = word.letters[i];
	if (letter >= 0)
		out.letters[out.len++] = (unsigned char)letter;
	for (i = at + (size_t)remove; i < word.len && out.len <= LONGEST_WORD; i++)
		out.letters[out.len++] = word.letters[i];
	if (i < word.len)
		out.len = LONGEST_WORD + 1;
	return out;
}

static void reach_neighbours(struct search *search, struct word word, unsigned char distance)
{
	struct word next;
	size_t at;
	int letter;

	for (at = 0; at <= word.len; at++) {
		for (letter = 0; letter < LETTERS && word.len < LONGEST_WORD; letter++) {
			next = edited(word, at, 0, letter);
			reach(search, &next, distance);
		}
		if (at == word.len)
			break;
		for (letter = -1; letter < LETTERS; letter++) {
			next = edited(word, at, 1, letter);
			reach(search, &next, distance);
		}
		if (at + 1 < word.len) {
			next = word;
			next.letters[at] = word.letters[at + 1];
			next.letters[at + 1] = word.letters[at];
			reach(search, &next, distance);
		}
	}
}

static struct wn_str text_of(struct word word, char text[LONGEST_WORD])
{
	size_t i;

	for (i = 0; i < word.len; i++)
		text[i] = (char)('a' + word.letters[i]);
	return (struct wn_str){text, word.len};
}

static void distance_is_the_least_number_of_edits(void **state)
{
	static struct search search;
	char from[LONGEST_WORD], to[LONGEST_WORD];
	size_t source, target;

	(void)state;
	for (source = 0; source < 121; source++) {
		struct word start = word_at(source);

		search.head = search.tail = 0;
		memset(search.distance, 0xFF, sizeof search.distance);
		reach(&search, &start, 0);
		while (search.head < search.tail) {
			size_t index = search.queue[search.head++];

			reach_neighbours(&search, word_at(index), (unsigned char)(search.distance[index] + 1));
		}
		assert_int_equal(search.tail, WORDS);
		for (target = 0; target < 121; target++)
			assert_int_equal(str_distance(text_of(start, from), text_of(word_at(target), to)), search.distance[target]);
	}
}

static void distances_have_their_limits(void **state)
{
	char long_one[65], other[65];

	(void)state;
	memset(long_one, 'a', 65);
	memset(other, 'b', 65);
	assert_int_equal(str_distance((struct wn_str){long_one, 64}, (struct wn_str){other, 64}), 64);
	assert_int_equal(str_distance((struct wn_str){long_one, 64}, WN_STR("")), 64);
	assert_true(str_distance((struct wn_str){long_one, 65}, WN_STR("a")) == SIZE_MAX);
	assert_true(str_distance(WN_STR("a"), (struct wn_str){long_one, 65}) == SIZE_MAX);
	assert_int_equal(str_distance(WN_STR("ca"), WN_STR("abc")), 2);
	assert_int_equal(str_distance(WN_STR(""), WN_STR("")), 0);
}

static void near_words_are_found(void **state)
{
	static const char *const words[] = {"must", "must_not", "fit", "timing", "industry", "revenue", "at_least", "date", "too-small", "series_a", "abcd", "abce", NULL};
	static const char *const none[] = {NULL};
	static const struct {
		const char *text, *word;
	} cases[] = {{"mustnot", "must_not"}, {"industri", "industry"}, {"revenu", "revenue"}, {"atleast", "at_least"}, {"dat", "date"},
		{"too-smal", "too-small"}, {"series A", "series_a"}, {"timign", "timing"}, {"must", "must"}, {"abcf", "abcd"},
		{"seats", NULL}, {"x", NULL}, {"", NULL}, {"nationality", NULL}, {"ft", "fit"}, {"if", NULL}};
	char long_one[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *found = str_nearest(str_of(cases[i].text), words);

		if (cases[i].word)
			assert_string_equal(found, cases[i].word);
		else
			assert_null(found);
	}
	memset(long_one, 'm', sizeof long_one);
	assert_null(str_nearest((struct wn_str){long_one, sizeof long_one}, words));
	assert_null(str_nearest(WN_STR("must"), none));
	assert_null(str_nearest(WN_STR("must"), NULL));
}

/* ---- UTF-8 ----------------------------------------------------------------------------------------------- */

/* `point` in `len` bytes, whether or not that is allowed. */
static struct wn_str spell(uint32_t point, size_t len, char bytes[4])
{
	static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t i;

	for (i = len; i-- > 1; point >>= 6)
		bytes[i] = (char)(0x80 | (point & 0x3F));
	bytes[0] = (char)(leads[len] | point);
	return (struct wn_str){bytes, len};
}

static size_t shortest(uint32_t point)
{
	return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

static void every_code_point_in_every_spelling(void **state)
{
	static const uint32_t limits[] = {0, 0x80, 0x800, 0x10000, 0x200000};
	char bytes[4];
	uint32_t point;
	size_t len;

	(void)state;
	for (len = 1; len <= 4; len++)
		for (point = 0; point < limits[len]; point++) {
			bool allowed = len == shortest(point) && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);

			if (str_is_utf8(spell(point, len, bytes)) != allowed)
				fail_msg("U+%04X in %zu bytes", point, len);
		}
}

static void torn_and_stray_bytes_are_refused(void **state)
{
	static const struct wn_str bad[] = {WN_STR("\x80"), WN_STR("\xBF"), WN_STR("\xC3"), WN_STR("\xE2\x82"), WN_STR("\xF0\x9F\x98"),
		WN_STR("\xC3\x28"), WN_STR("a\xE2\x28\xA1"), WN_STR("\xFE"), WN_STR("\xFF"), WN_STR("\xF8\x88\x80\x80\x80"), WN_STR("ok\xC3\xA9\xC3"),
		WN_STR("\xED\xA0\xBD\xED\xB8\x80"), WN_STR("\xC0\x80")};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(str_is_utf8(bad[i]));
	assert_true(str_is_utf8((struct wn_str){0}));
	assert_true(str_is_utf8(WN_STR("a\0b \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80")));
}

/* Any allowed texts put together are allowed; the same with one byte cut out of a longer sequence is not. */
static void random_texts(void **state)
{
	struct dice dice = dice_new();
	int round;

	(void)state;
	for (round = 0; round < 5000; round++) {
		char text[64];
		size_t len = 0, torn = SIZE_MAX;

		while (len < 56) {
			uint32_t point = (uint32_t)dice_below(&dice, 0x110000) >> dice_below(&dice, 14);
			struct wn_str one;
			char bytes[4];

			if (point >= 0xD800 && point <= 0xDFFF)
				continue;
			one = spell(point, shortest(point), bytes);
			memcpy(text + len, one.ptr, one.len);
			if (one.len > 1)
				torn = len + dice_below(&dice, one.len);
			len += one.len;
		}
		assert_true(str_is_utf8((struct wn_str){text, len}));
		if (torn == SIZE_MAX)
			continue;
		memmove(text + torn, text + torn + 1, len - torn - 1);
		assert_false(str_is_utf8((struct wn_str){text, len - 1}));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_compare_by_bytes),
		cmocka_unit_test(blanks_go_at_both_ends),
		cmocka_unit_test(texts_are_cut),
		cmocka_unit_test(integers_are_read_exactly),
		cmocka_unit_test(distance_is_the_least_number_of_edits),
		cmocka_unit_test(distances_have_their_limits),
		cmocka_unit_test(near_words_are_found),
		cmocka_unit_test(every_code_point_in_every_spelling),
		cmocka_unit_test(torn_and_stray_bytes_are_refused),
		cmocka_unit_test(random_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
