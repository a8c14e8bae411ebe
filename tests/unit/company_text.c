/* company_text.c - folding: which texts are equal, which are words, what comes of bytes that are no text. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/str.h"
#include "company/text.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct wn_arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

struct pair {
	const char *text, *expected;
};

static void assert_all(struct wn_str (*fold)(struct wn_arena *, struct wn_str), const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct wn_str got = fold(arena, str_of(pairs[i].text));

		if (!str_is(got, pairs[i].expected))
			fail_msg("'%s' gives '%s' and not '%s'", pairs[i].text, got.ptr, pairs[i].expected);
	}
}

static void keys(void **state)
{
	static const struct pair pairs[] = {
		{"", ""},
		{"   ", ""},
		{"ACME", "acme"},
		{"  Acme \t\n Corp  ", "acme corp"},
		{"Société Générale", "societe generale"},
		{"Socie\xCC\x81te\xCC\x81 Ge\xCC\x81ne\xCC\x81rale", "societe generale"},
		{"GROẞ & KLEIN", "gross & klein"},
		{"straße", "strasse"},
		{"Ørsted Łódź", "orsted lodz"},
		{"Œuvre Cœur", "oeuvre coeur"},
		{"Müller", "muller"},
		{"ＡＢＣ１２", "abc12"},
		{"ﬁn", "fin"},
		{"a\xC2\xA0\xE2\x80\x89""b", "a b"},
		{"a\xE2\x80\xA8""b", "a b"},
		{"\xC2\xA0 x \xE3\x80\x80", "x"},
		{"ex\xC2\xAD""port", "export"},
		{"L'Oréal S.A.", "l'oreal s.a."},
		{"ΣΊΣΥΦΟΣ", "σισυφοσ"},
		{"σίσυφος", "σισυφοσ"},
	};

	(void)state;
	assert_all(text_key, pairs, COUNT(pairs));
}

static void invalid_bytes_are_replaced(void **state)
{
	static const struct pair pairs[] = {
		{"a\xFF""b", "a\xEF\xBF\xBD""b"},
		{"\xC3", "\xEF\xBF\xBD"},
		{"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"\xC3\xA9\xE9", "e\xEF\xBF\xBD"},
	};

	(void)state;
	assert_all(text_key, pairs, COUNT(pairs));
}

static void words(void **state)
{
	static const struct pair pairs[] = {
		{"", ""},
		{"...", ""},
		{"e-mail", "e mail"},
		{"L'Oréal S.A.", "l oreal s a"},
		{"L’Oréal", "l oreal"},
		{"  (export)  ", "export"},
		{"Salesforce®, SAP™", "salesforce sap"},
		{"a|b/c_d", "a b c d"},
		{"ISO 9001", "iso 9001"},
		{"per month — free", "per month free"},
		{"«Größe»", "grosse"},
		{"12 ½", "12 1 2"},
		{"C++", "c"},
		{"a\xFF""b", "a b"},
		{"ex\xC2\xAD""port", "export"},
	};

	(void)state;
	assert_all(text_words, pairs, COUNT(pairs));
}

static void slugs(void **state)
{
	static const struct pair pairs[] = {
		{"", ""},
		{"Too small!", "too-small"},
		{"gérant or DAF", "gerant-or-daf"},
		{"  --a--b--  ", "a-b"},
		{"50 to 249 people", "50-to-249-people"},
		{"Rhône-Alpes", "rhone-alpes"},
		{"日本", ""},
		{"x 日本 y", "x-y"},
		{"1234567890123456789012345678901234567890z", "1234567890123456789012345678901234567890"},
		{"123456789012345678901234567890123456789 z", "123456789012345678901234567890123456789"},
		{"12345678901234567890123456789012345678 zz", "12345678901234567890123456789012345678-z"},
	};

	(void)state;
	assert_all(text_slug, pairs, COUNT(pairs));
}

static void composition(void **state)
{
	struct wn_str nfc;

	(void)state;
	assert_true(text_nfc(arena, WN_STR("plain"), &nfc) && str_is(nfc, "plain"));
	assert_true(text_nfc(arena, WN_STR("Cafe\xCC\x81"), &nfc) && str_is(nfc, "Caf\xC3\xA9"));
	assert_true(text_nfc(arena, WN_STR("ﬁ É"), &nfc) && str_is(nfc, "ﬁ É"));
	assert_true(text_nfc(arena, (struct wn_str){NULL, 0}, &nfc) && nfc.len == 0);
	assert_false(text_nfc(arena, WN_STR("a\0b"), &nfc));
	assert_false(text_nfc(arena, WN_STR("\xC3\xA9\0"), &nfc));
	assert_false(text_nfc(arena, WN_STR("Caf\xE9"), &nfc));
	assert_false(text_nfc(arena, WN_STR("\xED\xA0\x80"), &nfc));
	assert_false(text_nfc(arena, WN_STR("\xC0\xAF"), &nfc));
}

static void encodings(void **state)
{
	struct wn_str text;

	(void)state;
	assert_true(text_decode(arena, WN_STR("latin1"), WN_STR("Caf\xE9"), &text) && str_is(text, "Café"));
	assert_true(text_decode(arena, WN_STR("ISO-8859-1"), WN_STR("\x80"), &text) && str_is(text, "\xC2\x80"));
	assert_true(text_decode(arena, WN_STR("windows-1252"), WN_STR("\x80 \x9C \xFF"), &text) && str_is(text, "€ œ ÿ"));
	assert_true(text_decode(arena, WN_STR("CP1252"), WN_STR("\x81\x9F"), &text) && str_is(text, "\xEF\xBF\xBDŸ"));
	assert_true(text_decode(arena, WN_STR("latin1"), (struct wn_str){NULL, 0}, &text) && text.len == 0);
	assert_false(text_decode(arena, WN_STR("utf-16"), WN_STR("a"), &text));
	assert_false(text_decode(arena, WN_STR("latin"), WN_STR("a"), &text));
	assert_false(text_decode(arena, WN_STR(""), WN_STR("a"), &text));
}

/* ---- properties -------------------------------------------------------------------------------------------- */

static struct wn_str random_text(struct dice *dice, char bytes[64])
{
	static const char *const pieces[] = {"é", "e\xCC\x81", "ß", "Œ", " ", "\xC2\xA0", "™", "ﬁ", "İ", "ǅ", "Σ", "ς", "한", "㈱", "½", ".", "-",
		"\xFF", "\xC3", "\xE2\x80", "A", "z", "9", "\xCC\x81", "\xE2\x80\x8B", "ͅ", "ΐ", "\xEF\xBC\xA1", "\t", "ŉ", "ᾳ", "'"};
	size_t len = 0;

	while (len < 48 && dice_below(dice, 12) > 0) {
		const char *piece = pieces[dice_below(dice, COUNT(pieces))];

		memcpy(bytes + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return (struct wn_str){bytes, len};
}

static void keys_are_text_and_their_own_keys(void **state)
{
	struct dice dice = dice_new();
	char bytes[64];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct wn_str text = random_text(&dice, bytes), key = text_key(arena, text), word = text_words(arena, text);
		struct wn_str slug = text_slug(arena, text), nfc;

		if (!str_is_utf8(key) || !str_equal(text_key(arena, key), key))
			fail_msg("the key of '%.*s', '%s', has the key '%s'", STR_ARG(text), key.ptr, text_key(arena, key).ptr);
		if (!str_is_utf8(word) || !str_equal(text_words(arena, word), word))
			fail_msg("the words of '%.*s', '%s', have the words '%s'", STR_ARG(text), word.ptr, text_words(arena, word).ptr);
		if (!str_equal(text_slug(arena, slug), slug))
			fail_msg("the slug '%s' has another slug", slug.ptr);
		if (text_nfc(arena, text, &nfc) && !str_equal(text_key(arena, nfc), key))
			fail_msg("'%.*s' has another key in NFC", STR_ARG(text));
		arena_clear(arena);
	}
}

#define LAST_LETTERS 0x32000 /* from here to the tags Unicode is empty */
#define TAGS 0xE0000
#define END_OF_TAGS 0xE0200

/* Any character there is, alone: its key is its own key. */
static void every_character(void **state)
{
	(void)state;
	for (unsigned c = 1; c < END_OF_TAGS; c = c + 1 == LAST_LETTERS ? TAGS : c + 1) {
		char bytes[4];
		struct wn_str text = {bytes, 0}, key;

		if (c >= 0xD800 && c < 0xE000)
			continue;
		if (c < 0x80) {
			bytes[text.len++] = (char)c;
		} else {
			int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

			bytes[text.len++] = (char)((more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0) | c >> (6 * more));
			while (more-- > 0)
				bytes[text.len++] = (char)(0x80 | (c >> (6 * more) & 0x3F));
		}
		key = text_key(arena, text);
		if (!str_is_utf8(key) || !str_equal(text_key(arena, key), key))
			fail_msg("U+%04X has the key '%s', and that '%s'", c, key.ptr, text_key(arena, key).ptr);
		key = text_words(arena, text);
		if (!str_equal(text_words(arena, key), key))
			fail_msg("U+%04X has the words '%s', and they '%s'", c, key.ptr, text_words(arena, key).ptr);
		arena_clear(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(invalid_bytes_are_replaced),
		cmocka_unit_test(words),
		cmocka_unit_test(slugs),
		cmocka_unit_test(composition),
		cmocka_unit_test(encodings),
		cmocka_unit_test(keys_are_text_and_their_own_keys),
		cmocka_unit_test(every_character),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
