/* text.c - folding by utf8proc: keys under which texts are equal, words, slugs; and the two old encodings. */
#include "company/text.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/str.h"

#define REPLACEMENT 0xFFFD
#define SLUG_LENGTH 40

/* ---- plain ASCII, which is most of what comes, without utf8proc -------------------------------------------- */

static bool is_ascii(struct wn_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static bool is_ascii_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static struct wn_str ascii_key(struct wn_arena *arena, struct wn_str text, bool words)
{
	char *key = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = lower(text.ptr[i]);

		if (!is_ascii_blank(c) && (!words || is_ascii_word(c)))
			key[len++] = c;
		else if (len > 0 && key[len - 1] != ' ')
			key[len++] = ' ';
	}
	if (len > 0 && key[len - 1] == ' ')
		len--;
	key[len] = 0;
	return (struct wn_str){key, len};
}

/* ---- everything else --------------------------------------------------------------------------------------- */

static void add_character(struct buf *buf, utf8proc_int32_t character)
{
	utf8proc_uint8_t bytes[4];

	buf_add(buf, bytes, (size_t)utf8proc_encode_char(character, bytes));
}

static size_t next_character(struct wn_str text, size_t at, utf8proc_int32_t *character)
{
	utf8proc_ssize_t len =
		utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + at, (utf8proc_ssize_t)(text.len - at), character);

	if (len > 0)
		return (size_t)len;
	*character = REPLACEMENT;
	return 1;
}

static bool is_blank(utf8proc_int32_t character)
{
	utf8proc_category_t category;

	if (character < 0x80)
		return is_ascii_blank((char)character);
	category = utf8proc_category(character);
	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP || character == 0x85;
}

/* Letters, marks and numbers of all scripts. Categories are numbered in that order. */
static bool is_word(utf8proc_int32_t character)
{
	utf8proc_category_t category = utf8proc_category(character);

	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/* Format characters, such as the soft hyphen, stand inside words. */
static bool is_invisible(utf8proc_int32_t character)
{
	return utf8proc_category(character) == UTF8PROC_CATEGORY_CF;
}

/* Before NFKC, which would make "TM" of a trade mark sign and glue it to the word before it. */
static utf8proc_int32_t blank_symbols(utf8proc_int32_t character, void *unused)
{
	(void)unused;
	return is_word(character) || is_invisible(character) ? character : ' ';
}

/* Letters with a stroke and ligatures have no decomposition in Unicode; people leave the stroke out all the same. */
static const char *plain_letter(utf8proc_int32_t character)
{
	switch (character) {
	case 0x00E6: return "ae";
	case 0x00F8: return "o";
	case 0x0111: return "d";
	case 0x0127: return "h";
	case 0x0131: return "i";
	case 0x0142: return "l";
	case 0x0153: return "oe";
	case 0x0167: return "t";
	default: return NULL;
	}
}

/* UTF-8 again, whatever came in. */
static void repair(struct buf *buf, struct wn_str text)
{
	utf8proc_int32_t character;

	for (size_t at = 0; at < text.len;) {
		at += next_character(text, at, &character);
		add_character(buf, character);
	}
}

/* The text is UTF-8; the result is malloc'ed. */
static struct wn_str map(struct wn_str text, int options, utf8proc_custom_func custom)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t len = utf8proc_map_custom((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &out,
	                                           (utf8proc_option_t)options, custom, NULL);

	if (len < 0)
		out_of_memory(text.len);
	return (struct wn_str){(const char *)out, (size_t)len};
}

/* Trims and collapses blanks, and with `words` everything that is no word. */
static void squeeze(struct buf *buf, struct wn_str text, bool words)
{
	utf8proc_int32_t character;
	bool gap = false;

	for (size_t at = 0; at < text.len;) {
		const char *plain;

		at += next_character(text, at, &character);
		if (is_blank(character) || (words && !is_word(character))) {
			gap = buf->len > 0;
			continue;
		}
		if (gap)
			buf_byte(buf, ' ');
		gap = false;
		plain = plain_letter(character);
		if (plain)
			buf_text(buf, plain);
		else
			add_character(buf, character);
	}
}

#define FOLDING (UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE)

static struct wn_str fold(struct wn_arena *arena, struct wn_str text, bool words)
{
	struct buf repaired = {0}, key = {0};
	struct wn_str folded, result;

	if (is_ascii(text))
		return ascii_key(arena, text, words);
	repair(&repaired, text);
	folded = map(buf_as_str(&repaired), FOLDING, words ? blank_symbols : NULL);
	squeeze(&key, folded, words);
	result = arena_str(arena, buf_as_str(&key));
	free((char *)folded.ptr);
	buf_free(&repaired);
	buf_free(&key);
	return result;
}

struct wn_str text_key(struct wn_arena *arena, struct wn_str text)
{
	return fold(arena, text, false);
}

struct wn_str text_words(struct wn_arena *arena, struct wn_str text)
{
	return fold(arena, text, true);
}

struct wn_str text_slug(struct wn_arena *arena, struct wn_str text)
{
	struct wn_str words = text_words(arena, text);
	char slug[SLUG_LENGTH];
	size_t len = 0;

	for (size_t i = 0; i < words.len && len < SLUG_LENGTH; i++)
		if (is_ascii_word(words.ptr[i]))
			slug[len++] = words.ptr[i];
		else if (len > 0 && slug[len - 1] != '-')
			slug[len++] = '-';
	if (len > 0 && slug[len - 1] == '-')
		len--;
	return arena_str(arena, (struct wn_str){slug, len});
}

bool text_nfc(struct wn_arena *arena, struct wn_str text, struct wn_str *nfc)
{
	struct wn_str composed;

	if (text.len > 0 && memchr(text.ptr, 0, text.len))
		return false;
	if (is_ascii(text)) {
		*nfc = arena_str(arena, text);
		return true;
	}
	if (!str_is_utf8(text))
		return false;
	composed = map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE, NULL);
	*nfc = arena_str(arena, composed);
	free((char *)composed.ptr);
	return true;
}

/* ---- old encodings ----------------------------------------------------------------------------------------- */

/* What windows-1252 has at 0x80 to 0x9F; five places are empty. */
static const uint16_t windows_1252[32] = {
	0x20AC, REPLACEMENT, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, REPLACEMENT, 0x017D,
	REPLACEMENT, REPLACEMENT, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
	REPLACEMENT, 0x017E, 0x0178,
};

static bool is_one_of(struct wn_str word, const char *const *words)
{
	for (; *words; words++)
		if (word.len == strlen(*words) && strncasecmp(word.ptr, *words, word.len) == 0)
			return true;
	return false;
}

bool text_decode(struct wn_arena *arena, struct wn_str encoding, struct wn_str bytes, struct wn_str *text)
{
	static const char *const latin[] = {"latin1", "latin-1", "iso-8859-1", NULL};
	static const char *const windows[] = {"windows-1252", "cp1252", NULL};
	bool is_windows = is_one_of(encoding, windows);
	struct buf buf = {0};

	if (!is_windows && !is_one_of(encoding, latin))
		return false;
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.ptr[i];

		add_character(&buf, is_windows && byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
	}
	*text = arena_str(arena, buf_as_str(&buf));
	buf_free(&buf);
	return true;
}
