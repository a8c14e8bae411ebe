/* charset.c - encodings as browsers guess them, and the C library's converter for all but the two that nearly everybody uses. */
#include "lua/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#define LOOKED_AT 4096 /* bytes in which a meta element may say the encoding */
#define REPLACEMENT "\xef\xbf\xbd"

/* ---- labels ---- */

/* What browsers take a label for (encoding.spec.whatwg.org). Latin 1 is windows-1252 there. */
static const struct {
	const char *label, *name;
} labels[] = {
	{"utf-8", "UTF-8"}, {"utf8", "UTF-8"}, {"unicode-1-1-utf-8", "UTF-8"},
	{"windows-1252", "CP1252"}, {"cp1252", "CP1252"}, {"x-cp1252", "CP1252"}, {"iso-8859-1", "CP1252"}, {"iso8859-1", "CP1252"},
	{"iso_8859-1", "CP1252"}, {"latin1", "CP1252"}, {"l1", "CP1252"}, {"us-ascii", "CP1252"}, {"ascii", "CP1252"},
	{"iso-8859-2", "ISO-8859-2"}, {"latin2", "ISO-8859-2"}, {"iso-8859-3", "ISO-8859-3"}, {"iso-8859-4", "ISO-8859-4"},
	{"iso-8859-5", "ISO-8859-5"}, {"iso-8859-6", "ISO-8859-6"}, {"iso-8859-7", "ISO-8859-7"}, {"iso-8859-8", "ISO-8859-8"},
	{"iso-8859-9", "CP1254"}, {"latin5", "CP1254"}, {"iso-8859-10", "ISO-8859-10"}, {"iso-8859-13", "ISO-8859-13"},
	{"iso-8859-14", "ISO-8859-14"}, {"iso-8859-15", "ISO-8859-15"}, {"latin9", "ISO-8859-15"}, {"iso-8859-16", "ISO-8859-16"},
	{"windows-1250", "CP1250"}, {"windows-1251", "CP1251"}, {"windows-1253", "CP1253"}, {"windows-1254", "CP1254"}, {"windows-1255", "CP1255"},
	{"windows-1256", "CP1256"}, {"windows-1257", "CP1257"}, {"windows-1258", "CP1258"}, {"koi8-r", "KOI8-R"}, {"koi8-u", "KOI8-U"},
	{"macintosh", "MACINTOSH"}, {"gbk", "GB18030"}, {"gb2312", "GB18030"}, {"gb18030", "GB18030"}, {"big5", "BIG5-HKSCS"},
	{"shift_jis", "CP932"}, {"shift-jis", "CP932"}, {"sjis", "CP932"}, {"x-sjis", "CP932"}, {"windows-31j", "CP932"}, {"euc-jp", "EUC-JP"},
	{"iso-2022-jp", "ISO-2022-JP"}, {"euc-kr", "CP949"}, {"ks_c_5601-1987", "CP949"}, {"utf-16", "UTF-16LE"}, {"utf-16le", "UTF-16LE"},
	{"utf-16be", "UTF-16BE"},
};

static const char *name_of_label(struct wn_str label)
{
	label = str_trim(label);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strlen(labels[i].label) == label.len && strncasecmp(labels[i].label, label.ptr, label.len) == 0)
			return labels[i].name;
	return NULL;
}

bool charset_is_known(struct wn_str label)
{
	return name_of_label(label);
}

static size_t find_word(struct wn_str text, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++)
		if (strncasecmp(text.ptr + i, word, len) == 0)
			return i;
	return SIZE_MAX;
}

/* The value behind the word: blanks, '=', a quote or none. */
static struct wn_str value_behind(struct wn_str text, const char *word)
{
	size_t at = find_word(text, word), end;

	if (at == SIZE_MAX)
		return (struct wn_str){0};
	text = str_trim(str_from(text, at + strlen(word)));
	if (!text.len || *text.ptr != '=')
		return (struct wn_str){0};
	text = str_trim(str_from(text, 1));
	if (text.len && (*text.ptr == '"' || *text.ptr == '\''))
		text = str_from(text, 1);
	for (end = 0; end < text.len && !strchr("\"'; \t\r\n/>?", text.ptr[end]); end++)
		;
	return str_first(text, end);
}

struct wn_str charset_of_type(struct wn_str type)
{
	return value_behind(type, "charset");
}

/* As the document's own beginning says. */
static struct wn_str own_label(struct wn_str bytes, bool html)
{
	struct wn_str head = str_first(bytes, LOOKED_AT);

	if (!html) {
		const char *end = str_begins(head, WN_STR("<?xml")) ? memmem(head.ptr, head.len, "?>", 2) : NULL;
		return end ? value_behind(str_first(head, (size_t)(end - head.ptr)), "encoding") : (struct wn_str){0};
	}
	for (size_t at; (at = find_word(head, "<meta")) != SIZE_MAX;) {
		head = str_from(head, at + 5);
		const char *end = head.len ? memchr(head.ptr, '>', head.len) : NULL;
		struct wn_str label = value_behind(str_first(head, end ? (size_t)(end - head.ptr) : head.len), "charset");
		if (label.len)
			return label;
	}
	return (struct wn_str){0};
}

/* ---- marks ---- */

static const char *cut_mark(struct wn_str *bytes, bool html)
{
	static const struct {
		struct wn_str mark;
		const char *name;
		bool keep;
	} marks[] = {
		{{"\xef\xbb\xbf", 3}, "UTF-8", false}, {{"\xff\xfe", 2}, "UTF-16LE", false}, {{"\xfe\xff", 2}, "UTF-16BE", false},
		{{"<\0?\0", 4}, "UTF-16LE", true}, {{"\0<\0?", 4}, "UTF-16BE", true},
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if ((!marks[i].keep || !html) && str_begins(*bytes, marks[i].mark)) {
			*bytes = str_from(*bytes, marks[i].keep ? 0 : marks[i].mark.len);
			return marks[i].name;
		}
	return NULL;
}

/* ---- UTF-8 ---- */

/* Bytes of the character that begins here, or 0: it is none. */
static size_t good_length(struct wn_str text)
{
	unsigned char lead = (unsigned char)*text.ptr;
	size_t len = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;

	return len && len <= text.len && str_is_utf8(str_first(text, len)) ? len : 0;
}

static struct wn_str mend(struct wn_arena *arena, struct wn_str text, bool zeros)
{
	char *copy = arena_alloc(arena, 3 * text.len + 1);
	size_t len = 0;

	while (text.len) {
		size_t good = good_length(text);
		if (zeros && *text.ptr == '\0')
			good = 0;
		memcpy(copy + len, good ? text.ptr : REPLACEMENT, good ? good : 3);
		len += good ? good : 3;
		text = str_from(text, good ? good : 1);
	}
	return (struct wn_str){copy, len};
}

struct wn_str charset_mend(struct wn_arena *arena, struct wn_str text)
{
	return str_is_utf8(text) ? text : mend(arena, text, false);
}

/* ---- converting ---- */

static bool convert(struct wn_arena *arena, const char *name, struct wn_str bytes, bool strict, struct wn_str *text)
{
	iconv_t converter = iconv_open("UTF-8", name);
	size_t room = 4 * bytes.len + 16, left = room;
	char *copy = arena_alloc(arena, room), *at = copy, *from = (char *)bytes.ptr;
	bool good = true;

	if (converter == (iconv_t)-1)
		return false;
	while (bytes.len && good) {
		if (iconv(converter, &from, &bytes.len, &at, &left) != (size_t)-1 || left < 3)
			break;
		good = !strict && (errno == EILSEQ || errno == EINVAL);
		memcpy(at, REPLACEMENT, 3); /* one byte in is up to four out, so there is room */
		at += 3;
		left -= 3;
		from++;
		bytes.len--;
	}
	iconv_close(converter);
	*text = (struct wn_str){copy, (size_t)(at - copy)};
	return good;
}

static bool finish(struct wn_arena *arena, struct wn_str found, bool html, struct wn_str *text, const char **why)
{
	bool zeros = found.len && memchr(found.ptr, '\0', found.len), good = str_is_utf8(found);

	*text = found;
	*why = zeros ? "it holds a NUL byte" : "it is not in the encoding that it says, or is to say one (UTF-8 where nothing is said)";
	if (html && (zeros || !good))
		*text = mend(arena, found, true);
	return html || (good && !zeros);
}

bool charset_decode(struct wn_arena *arena, struct wn_str bytes, struct wn_str label, bool html, struct wn_str *text, const char **why)
{
	const char *name = cut_mark(&bytes, html);

	if (!name)
		name = name_of_label(label);
	if (!name && (name = name_of_label(own_label(bytes, html))) && strncmp(name, "UTF-16", 6) == 0)
		name = "UTF-8"; /* whoever could read that word did not read UTF-16 */
	if (!name)
		name = str_is_utf8(bytes) || !html ? "UTF-8" : "CP1252";
	if (strcmp(name, "UTF-8") == 0)
		return finish(arena, bytes, html, text, why);
	if (convert(arena, name, bytes, !html, text))
		return finish(arena, *text, html, text, why);
	*why = "it is not in the encoding that it says";
	return false;
}
