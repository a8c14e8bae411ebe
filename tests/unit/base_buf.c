/* base_buf.c - growing bytes; numbers and texts of packed companies, good and bad. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "unit/support_random.h"

static void bytes_add_up(void **state)
{
	struct buf buf = {0};
	int i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		buf_byte(&buf, (char)('a' + i % 26));
		assert_int_equal(buf.data[buf.len], 0);
		assert_true(buf.len < buf.room);
	}
	assert_int_equal(buf.len, 10000);
	assert_int_equal(buf.data[9999], 'a' + 9999 % 26);
	buf_clear(&buf);
	assert_int_equal(buf.len, 0);
	assert_int_equal(buf.data[0], 0);
	buf_text(&buf, "x");
	buf_str(&buf, WN_STR("yz"));
	buf_add(&buf, NULL, 0);
	buf_str(&buf, (struct wn_str){0});
	assert_string_equal(buf.data, "xyz");
	buf_free(&buf);
	assert_null(buf.data);
}

static void nothing_added_is_still_a_c_string(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_clear(&buf);
	buf_text(&buf, "");
	assert_string_equal(buf.data, "");
	buf_free(&buf);
}

static void formats_of_every_length_fit(void **state)
{
	int len;

	(void)state;
	for (len = 1; len < 300; len++) {
		struct buf buf = {0};

		buf_printf(&buf, "%s", "ab");
		buf_printf(&buf, "%0*d", len, 5);
		assert_int_equal(buf.len, len + 2);
		assert_int_equal(strlen(buf.data), len + 2);
		assert_int_equal(buf.data[len + 1], '5');
		buf_free(&buf);
	}
}

static void visible_text_stays_on_its_line(void **state)
{
	static const struct {
		struct wn_str text;
		const char *also, *shown;
	} cases[] = {
		{WN_STR("plain \xC3\xA9"), "", "plain \xC3\xA9"},
		{WN_STR("a\nb\tc\rd\x1B[1m\x7F"), "", "a\\nb\\tc\\rd\\x1B[1m\\x7F"},
		{WN_STR("nul\0."), "", "nul\\x00."},
		{WN_STR("bad \xC3( \xC3\xA9"), "", "bad \\xC3( \\xC3\\xA9"},
		{WN_STR("csi \xC2\x9B, nbsp \xC2\xA0, \xC5\x93"), "", "csi \\xC2\\x9B, nbsp \xC2\xA0, \xC5\x93"},
		{WN_STR("turned \xE2\x80\xAEtxt\xE2\x81\xA9 \xD8\x9C"), "", "turned \\xE2\\x80\\xAEtxt\\xE2\\x81\\xA9 \\xD8\\x9C"},
		{WN_STR("joined \xE2\x80\x8D, dash \xE2\x80\x93, \xD8\xA7"), "", "joined \xE2\x80\x8D, dash \xE2\x80\x93, \xD8\xA7"},
		{WN_STR("say \"a\\b\""), "\"\\", "say \\\"a\\\\b\\\""},
		{WN_STR(""), "", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf buf = {0};

		buf_text(&buf, "");
		buf_visible(&buf, cases[i].text, cases[i].also);
		assert_string_equal(buf.data, cases[i].shown);
		buf_free(&buf);
	}
}

static struct reader reader_of(const struct buf *buf)
{
	const uint8_t *bytes = (const uint8_t *)buf->data;

	return (struct reader){bytes, bytes + buf->len, 0};
}

static void numbers_come_back(void **state)
{
	static const int64_t edges[] = {0, 1, -1, 63, 64, -64, -65, 127, 128, 16383, 16384, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
	struct dice dice = dice_new();
	int64_t numbers[5000];
	struct buf buf = {0};
	struct reader reader;
	size_t i, edge_count = sizeof edges / sizeof *edges;

	(void)state;
	for (i = 0; i < 5000; i++) {
		numbers[i] = i < edge_count ? edges[i] : (int64_t)(dice_bits(&dice) >> dice_below(&dice, 64));
		buf_varint(&buf, (uint64_t)numbers[i]);
		buf_signed(&buf, numbers[i]);
		buf_signed(&buf, (int64_t)(0 - (uint64_t)numbers[i]));
	}
	reader = reader_of(&buf);
	for (i = 0; i < 5000; i++) {
		assert_true(read_varint(&reader) == (uint64_t)numbers[i]);
		assert_true(read_signed(&reader) == numbers[i]);
		assert_true(read_signed(&reader) == (int64_t)(0 - (uint64_t)numbers[i]));
	}
	assert_false(reader.bad);
	assert_ptr_equal(reader.at, reader.end);
	buf_free(&buf);
}

static void small_numbers_are_short(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_varint(&buf, 127);
	assert_int_equal(buf.len, 1);
	buf_signed(&buf, -64);
	assert_int_equal(buf.len, 2);
	buf_varint(&buf, 300);
	assert_memory_equal(buf.data + 2, "\xAC\x02", 2);
	buf_clear(&buf);
	buf_varint(&buf, UINT64_MAX);
	assert_int_equal(buf.len, 10);
	buf_free(&buf);
}

static void bad_numbers_are_refused(void **state)
{
	static const struct wn_str bad[] = {
		WN_STR(""),
		WN_STR("\x80"),
		WN_STR("\xFF\xFF"),
		WN_STR("\x80\x00"),                                  /* 0 spelled long */
		WN_STR("\xFF\x80\x00"),
		WN_STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"),      /* 65 bits */
		WN_STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"),  /* eleven bytes */
		WN_STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		const uint8_t *bytes = (const uint8_t *)bad[i].ptr;
		struct reader reader = {bytes, bytes + bad[i].len, 0};

		assert_true(read_varint(&reader) == 0);
		assert_true(reader.bad);
		assert_true(read_varint(&reader) == 0);
		assert_true(read_signed(&reader) == 0);
		assert_int_equal(read_packed_str(&reader).len, 0);
		assert_true(reader.bad);
	}
}

static void texts_come_back(void **state)
{
	struct buf buf = {0};
	struct reader reader;
	struct wn_str text;

	(void)state;
	buf_packed_str(&buf, WN_STR("soci\xC3\xA9t\xC3\xA9"));
	buf_packed_str(&buf, (struct wn_str){0});
	buf_packed_str(&buf, WN_STR("a\0b"));
	reader = reader_of(&buf);
	text = read_packed_str(&reader);
	assert_true(str_is(text, "soci\xC3\xA9t\xC3\xA9"));
	assert_true(text.ptr > buf.data && text.ptr < buf.data + buf.len);
	assert_int_equal(read_packed_str(&reader).len, 0);
	assert_true(str_equal(read_packed_str(&reader), WN_STR("a\0b")));
	assert_false(reader.bad);
	buf_free(&buf);
}

static void a_length_beyond_the_end_is_refused(void **state)
{
	static const uint64_t lengths[] = {4, 5, 1000, UINT32_MAX, UINT64_MAX, UINT64_MAX - 3};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct buf buf = {0};
		struct reader reader;

		buf_varint(&buf, lengths[i]);
		buf_text(&buf, "abc");
		reader = reader_of(&buf);
		assert_int_equal(read_packed_str(&reader).len, 0);
		assert_true(reader.bad);
		buf_free(&buf);
	}
}

/* Whatever the bytes are: reading ends, stays inside, and what is read without complaint is spelled the same again. */
static void random_bytes_are_read_safely(void **state)
{
	struct dice dice = dice_new();
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		struct buf in = {0}, out = {0};
		size_t len = dice_below(&dice, 24);
		struct reader reader;
		uint64_t number;

		buf_text(&in, "");
		while (in.len < len)
			buf_byte(&in, (char)(dice_bits(&dice) & (dice_below(&dice, 2) ? 0xFF : 0x83)));
		for (reader = reader_of(&in); !reader.bad && reader.at < reader.end;) {
			const uint8_t *from = reader.at;

			number = read_varint(&reader);
			assert_true(reader.at > from && reader.at <= reader.end);
			buf_clear(&out);
			buf_varint(&out, number);
			if (!reader.bad) {
				assert_int_equal(out.len, reader.at - from);
				assert_memory_equal(out.data, from, out.len);
			}
		}
		buf_free(&in);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_add_up),
		cmocka_unit_test(nothing_added_is_still_a_c_string),
		cmocka_unit_test(formats_of_every_length_fit),
		cmocka_unit_test(visible_text_stays_on_its_line),
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(small_numbers_are_short),
		cmocka_unit_test(bad_numbers_are_refused),
		cmocka_unit_test(texts_come_back),
		cmocka_unit_test(a_length_beyond_the_end_is_refused),
		cmocka_unit_test(random_bytes_are_read_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
