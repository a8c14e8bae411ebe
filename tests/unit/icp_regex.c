/* icp_regex.c - regular expressions: what they find, what they refuse, that no pattern is slow, and random patterns against a slow
 * and obvious matcher that tries everything.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "base/error.h"
#include "icp/regex.h"
#include "support_profile.h"
#include "support_random.h"

static bool found(const char *pattern, const char *text)
{
	struct wn_arena *arena = arena_new();
	struct wn_error error = {0};
	struct regex *regex = regex_compile(arena, str_of(pattern), &error);
	bool answer;

	if (!regex)
		fail_msg("%s: %s", pattern, error.text);
	answer = regex_search(regex, str_of(text), arena);
	arena_free(arena);
	return answer;
}

/* ---- by example ------------------------------------------------------------------------------------------ */

static const struct {
	const char *pattern, *text;
	bool found;
} examples[] = {
	{"abc", "xxabcxx", true}, {"abc", "xxabxcx", false}, {"a.c", "abc", true}, {"a.c", "a\nc", false}, {"a.c", "a\xC3\xA9" "c", true},
	{"^abc$", "abc", true}, {"^abc$", "abcd", false}, {"^abc", "xabc", false}, {"abc$", "abcx", false}, {"a|b", "xb", true}, {"^(a|b)$", "ab", false},
	{"ab*c", "ac", true}, {"ab*c", "abbbc", true}, {"ab+c", "ac", false}, {"ab?c", "abc", true}, {"^ab?c", "abbc", false}, {"ab*?c", "abbc", true},
	{"^a{2}$", "aa", true}, {"^a{2}$", "aaa", false}, {"^a{2,}$", "aaaa", true}, {"^a{2,}$", "a", false}, {"^a{2,3}$", "aaa", true},
	{"^a{2,3}$", "aaaa", false}, {"^a{0}b$", "b", true}, {"^(ab){2}$", "abab", true}, {"^(?:ab)+$", "abab", true}, {"^a{0,2}$", "", true},
	{"[a-c]x", "bx", true}, {"[a-c]x", "dx", false}, {"[^a-c]x", "dx", true}, {"[^a-c]x", "ax", false}, {"[\\]a]", "]", true}, {"[-a]", "-", true},
	{"[a-]", "-", true}, {"[.]", "x", false}, {"[\\d.]+$", "1.5", true}, {"[^\\d]", "12", false}, {"[\\W]", "a_1", false},
	{"\\d{3}", "a123", true}, {"\\d{3}", "a12", false}, {"^\\w+$", "a_1", true}, {"^\\w+$", "\xC3\xA9t\xC3\xA9", true}, {"^\\w+$", "a-b", false},
	{"^\\W$", "-", true}, {"a\\sb", "a\tb", true}, {"a\\sb", "a\xC2\xA0" "b", true}, {"^\\S+$", "a b", false}, {"^\\D+$", "ab1", false},
	{"\\bcat\\b", "a cat.", true}, {"\\bcat\\b", "concat", false}, {"\\Bcat", "concat", true}, {"\\bcat", "\xC3\xA9" "cat", false}, {"x\\b$", "x", true},
	{"\\.", "a.b", true}, {"\\.", "ab", false}, {"\\(a\\)", "(a)", true}, {"a\\tb", "a\tb", true}, {"a\\\\b", "a\\b", true}, {"\\{", "{", true},
	{"(?i)abc", "xABc", true}, {"abc", "ABC", false}, {"(?i)[a-c]{3}", "ABC", true}, {"(?i)[^a]", "A", false}, {"(?i)\xC3\x89t\xC3\xA9", "\xC3\xA9T\xC3\x89", true},
	{"(?i)\xCF\x83$", "\xCF\x82", true}, {"[\xC3\xA0-\xC3\xBF]", "\xC3\xA9", true}, {"^[^a]$", "\xE2\x82\xAC", true}, {"^.$", "\xF0\x9F\x98\x80", true},
	{"RCS [A-Z]", "RCS Lyon", true}, {"RCS [A-Z]", "rcs Lyon", false}, {"^()$", "", true}, {"^(|a)$", "a", true}, {"(a*)*b", "b", true},
	{"^(a?){3}$", "aa", true}, {"^(a|ab)(c|bcd)$", "abcd", true}, {"]", "]", true}, {"}", "}", true}, {"^^a$$", "a", true}, {"$^", "", true}, {"$^", "a", false},
};

static void test_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
		if (found(examples[i].pattern, examples[i].text) != examples[i].found)
			fail_msg("/%s/ on '%s': expected %s", examples[i].pattern, examples[i].text, examples[i].found ? "found" : "not found");
}

static const struct {
	const char *pattern, *message;
} refused[] = {
	{"", "an empty pattern"}, {"(", "this ( has no ) (character 1"}, {"\xC3\xA9(a", "this ( has no ) (character 2"}, {"a)", "this ) closes nothing (character 2"},
	{"[a", "this [ has no ]"}, {"[]", "there is nothing between [ and ]"}, {"[]a]", "there is nothing between"}, {"[^]", "there is nothing between"},
	{"[z-a]", "from the smaller character to the larger (character 2"}, {"[\\d-z]", "from one character to another"}, {"[a-\\d]", "from one character to another"},
	{"[[:alpha:]]", "[:names:] are not known"}, {"*a", "nothing before this to repeat; write a backslash before it for the sign itself (character 1"}, {"a|*", "nothing before this to repeat"},
	{"(+)", "nothing before this to repeat"}, {"{2}", "nothing before this to repeat"}, {"a**", "repeated already"}, {"a{2}{3}", "repeated already"},
	{"a*+", "repeated already"}, {"a{", "holds how often"}, {"a{x}", "holds how often"}, {"a{,3}", "holds how often"}, {"a{2", "holds how often"},
	{"a{1001}", "more than 1000 repetitions"}, {"a{99999999999999}", "more than 1000"}, {"a{3,2}", "the smaller number comes first"},
	{"\\", "a backslash at the end"}, {"[\\", "a backslash at the end"}, {"(a)\\1", "references to earlier groups (\\1) are not possible in linear time (character 4"},
	{"\\p", "before this letter means nothing"}, {"\\0", "before this letter means nothing"}, {"(?=a)", "looking ahead or behind"}, {"(?!a)", "looking ahead or behind"},
	{"(?<=a)b", "looking ahead or behind"}, {"(?<!a)b", "looking ahead or behind"}, {"(?<n>a)", "there are only (?:"}, {"(?P<n>a)", "there are only (?:"},
	{"a(?i)b", "(?i) stands at the beginning"}, {"(?s)a", "there are only (?:"}, {"(a{1,1000}){1,1000}", "too large"}, {"(((a{9}){99}){99}){99}", "too large"},
	{"\xFF", "UTF-8"}, {"((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))))))))))))", "more than 50 groups"},
};

static void test_refused(void **state)
{
	struct wn_arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct wn_error error = {0};

		if (regex_compile(arena, str_of(refused[i].pattern), &error))
			fail_msg("/%s/ is accepted", refused[i].pattern);
		if (!strstr(error.text, refused[i].message))
			fail_msg("/%s/: '%s' does not say '%s'", refused[i].pattern, error.text, refused[i].message);
	}
	arena_free(arena);
}

/* ---- bounds ---------------------------------------------------------------------------------------------- */

static void test_sizes(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_error error = {0};
	struct regex *regex = regex_compile(arena, WN_STR("a{1,1000}"), &error);
	char *longest = arena_alloc(arena, REGEX_PATTERN + 2);

	(void)state;
	assert_non_null(regex);
	assert_int_equal(regex_size(regex), 2000);
	assert_non_null(regex_compile(arena, WN_STR("(a{40}){40}"), &error));
	assert_non_null(regex_compile(arena, WN_STR("((((){1000}){1000}){1000}){1000}"), &error));
	memset(longest, 'a', REGEX_PATTERN + 1);
	assert_non_null(regex_compile(arena, (struct wn_str){longest, REGEX_PATTERN}, &error));
	assert_null(regex_compile(arena, (struct wn_str){longest, REGEX_PATTERN + 1}, &error));
	assert_string_equal(error.text, "a pattern has at most 1000 bytes, not 1001");
	arena_free(arena);
}

/* Each of these takes a matcher with back-tracking longer than the universe is old; here a text of 20,000 is quick. */
static void test_no_pattern_is_slow(void **state)
{
	static const char *const patterns[] = {"(a*)*b", "(a|aa)+$x", "(a|a)*b", "(a+)+b", "(.*)(.*)(.*)(.*)b", "(a?){30}a{30}b", "((a*)*)*b", "^(([a-z])+.)+[A-Z]$"};
	struct wn_arena *arena = arena_new();
	struct wn_str text = {arena_alloc(arena, 20000), 20000};
	clock_t begin = clock();

	(void)state;
	memset((char *)(uintptr_t)text.ptr, 'a', text.len);
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct wn_error error = {0};
		struct regex *regex = regex_compile(arena, str_of(patterns[i]), &error);

		assert_non_null(regex);
		assert_false(regex_search(regex, text, arena));
	}
	assert_true((clock() - begin) / CLOCKS_PER_SEC < 20);
	assert_true(found("a{1,1000}b", "aaab"));
	assert_false(found("^a{3,1000}$", "aa"));
	arena_free(arena);
}

/* ---- random patterns against one that tries everything --------------------------------------------------- */

/* A pattern as a tree, of which both the text and the slow answer are made. */
enum shape { LETTER, DOT, CLASS, SEQUENCE, CHOICE, REPEAT, BEGIN, END, EDGE };

struct shaped {
	enum shape shape;
	char letter;
	bool negative;
	struct shaped *first, *second;
	int least, most; /* most -1: without end */
};

static struct shaped *shape_new(struct wn_arena *arena, struct dice *dice, int depth)
{
	struct shaped *shaped = arena_alloc(arena, sizeof *shaped);
	size_t roll = dice_below(dice, depth > 0 ? 12 : 6);

	shaped->letter = (char)('a' + dice_below(dice, 3));
	shaped->negative = dice_below(dice, 2);
	shaped->shape = roll < 3 ? LETTER : roll == 3 ? DOT : roll == 4 ? CLASS : roll == 5 ? (enum shape)(BEGIN + dice_below(dice, 3)) : roll < 8 ? SEQUENCE :
	                roll < 10 ? CHOICE : REPEAT;
	if (shaped->shape >= SEQUENCE && shaped->shape <= REPEAT)
		shaped->first = shape_new(arena, dice, depth - 1);
	if (shaped->shape == SEQUENCE || shaped->shape == CHOICE)
		shaped->second = shape_new(arena, dice, depth - 1);
	shaped->least = (int)dice_below(dice, 3);
	shaped->most = dice_below(dice, 2) ? -1 : shaped->least + (int)dice_below(dice, 3);
	return shaped;
}

static void shape_text(struct buf *out, const struct shaped *shaped)
{
	switch (shaped->shape) {
	case LETTER:
		buf_byte(out, shaped->letter);
		break;
	case DOT:
		buf_byte(out, '.');
		break;
	case CLASS:
		buf_printf(out, "[%s%cx]", shaped->negative ? "^" : "", shaped->letter);
		break;
	case SEQUENCE:
		shape_text(out, shaped->first);
		shape_text(out, shaped->second);
		break;
	case CHOICE:
		buf_byte(out, '(');
		shape_text(out, shaped->first);
		buf_byte(out, '|');
		shape_text(out, shaped->second);
		buf_byte(out, ')');
		break;
	case REPEAT:
		buf_text(out, "(?:");
		shape_text(out, shaped->first);
		buf_byte(out, ')');
		if (shaped->most < 0)
			buf_printf(out, "{%d,}", shaped->least);
		else
			buf_printf(out, "{%d,%d}", shaped->least, shaped->most);
		break;
	case BEGIN:
		buf_byte(out, '^');
		break;
	case END:
		buf_byte(out, '$');
		break;
	case EDGE:
		buf_text(out, shaped->negative ? "\\B" : "\\b");
		break;
	}
}

/* All ends that a match of the shape may have, for each of the given beginnings: sets of positions as bits. */
static uint32_t ends_of(const struct shaped *shaped, const char *text, int len, uint32_t from);

static bool stands(const struct shaped *shaped, const char *text, int len, int at)
{
	bool before = at > 0 && text[at - 1] != '-', after = at < len && text[at] != '-';

	if (shaped->shape == BEGIN)
		return at == 0;
	if (shaped->shape == END)
		return at == len;
	return (before != after) != shaped->negative;
}

static bool reads(const struct shaped *shaped, char c)
{
	if (shaped->shape == CLASS)
		return (c == shaped->letter || c == 'x') != shaped->negative;
	return shaped->shape == DOT ? c != '\n' : c == shaped->letter;
}

static uint32_t ends_of_repeat(const struct shaped *shaped, const char *text, int len, uint32_t from)
{
	uint32_t now = from, all;

	for (int i = 0; i < shaped->least; i++)
		now = ends_of(shaped->first, text, len, now);
	all = now;
	for (int i = shaped->least; shaped->most < 0 ? i < shaped->least + 40 : i < shaped->most; i++) {
		now = ends_of(shaped->first, text, len, now);
		all |= now;
	}
	return all;
}

static uint32_t ends_of(const struct shaped *shaped, const char *text, int len, uint32_t from)
{
	uint32_t ends = 0;

	if (shaped->shape == SEQUENCE)
		return ends_of(shaped->second, text, len, ends_of(shaped->first, text, len, from));
	if (shaped->shape == CHOICE)
		return ends_of(shaped->first, text, len, from) | ends_of(shaped->second, text, len, from);
	if (shaped->shape == REPEAT)
		return ends_of_repeat(shaped, text, len, from);
	for (int at = 0; at <= len; at++) {
		if (!(from & (1u << at)))
			continue;
		if (shaped->shape >= BEGIN)
			ends |= stands(shaped, text, len, at) ? 1u << at : 0;
		else if (at < len && reads(shaped, text[at]))
			ends |= 1u << (at + 1);
	}
	return ends;
}

static void test_random_patterns(void **state)
{
	struct wn_arena *arena = arena_new();
	struct dice dice = dice_new();
	size_t hits = 0, rounds = 30000;

	(void)state;
	for (size_t i = 0; i < rounds; i++) {
		struct shaped *shaped = shape_new(arena, &dice, 3);
		struct buf pattern = {0};
		struct wn_error error = {0};
		struct regex *regex;
		char text[9];
		int len = (int)dice_below(&dice, 9);
		bool slow;

		for (int at = 0; at < len; at++)
			text[at] = "abcx-\n"[dice_below(&dice, 6)];
		shape_text(&pattern, shaped);
		regex = regex_compile(arena, buf_as_str(&pattern), &error);
		if (!regex)
			fail_msg("/%s/: %s", pattern.data, error.text);
		/* '\n' is no letter, so edges see it as they see '-'. */
		for (int at = 0; at < len; at++)
			text[at] = text[at] == '\n' ? '-' : text[at];
		slow = ends_of(shaped, text, len, (1u << (len + 1)) - 1) != 0;
		if (regex_search(regex, (struct wn_str){text, (size_t)len}, arena) != slow)
			fail_msg("/%s/ on '%.*s': the slow matcher says %s", pattern.data, len, text, slow ? "found" : "not found");
		hits += slow;
		buf_free(&pattern);
		arena_clear(arena);
	}
	assert_true(hits > rounds / 10 && hits < rounds - rounds / 10);
	arena_free(arena);
}

/* Whatever bytes come, it answers. */
static void test_random_bytes(void **state)
{
	struct wn_arena *arena = arena_new();
	struct dice dice = dice_new();
	size_t good = 0;

	(void)state;
	for (size_t i = 0; i < 50000; i++) {
		static const char signs[] = "ab(|)*+?{}[]^$.\\-,123:=!<idwsbDWSB\xC3\xA9\xFF";
		char pattern[16], text[16];
		struct wn_error error = {0};
		struct regex *regex;
		size_t len = dice_below(&dice, 16);

		for (size_t at = 0; at < 16; at++) {
			pattern[at] = signs[dice_below(&dice, sizeof signs - 1)];
			text[at] = (char)dice_below(&dice, 256);
		}
		regex = regex_compile(arena, (struct wn_str){pattern, len}, &error);
		good += regex != NULL;
		if (regex)
			regex_search(regex, (struct wn_str){text, 16}, arena);
		else
			assert_true(error.text[0] != 0);
		arena_clear(arena);
	}
	assert_true(good > 100);
	arena_free(arena);
}

/* ---- in a profile ---------------------------------------------------------------------------------------- */

static enum verdict verdict_on(const char *line, const char *field, struct wn_value value)
{
	struct profile_world world = world_of_line(line);
	enum verdict verdict;

	if (value.type)
		world_add(&world, field, value);
	verdict = world_verdict(&world);
	world_free(&world);
	return verdict;
}

static void test_in_a_profile(void **state)
{
	(void)state;
	assert_int_equal(verdict_on("name = matches \"^Acme\\\\b\"", "name", a_text("Acme & Co")), VERDICT_MATCH);
	assert_int_equal(verdict_on("name = matches \"^Acme\\\\b\"", "name", a_text("ACME")), VERDICT_MISS);
	assert_int_equal(verdict_on("name = matches \"(?i)^acme\"", "name", a_text("ACME")), VERDICT_MATCH);
	assert_int_equal(verdict_on("name = matches [[^\\w+$]]", "name", a_text("Acme")), VERDICT_MATCH);
	assert_int_equal(verdict_on("name = matches { \"x\", \"y\" }", "name", a_text("my")), VERDICT_MATCH);
	assert_int_equal(verdict_on("name = none_of { matches \"x\" }", "name", a_text("my")), VERDICT_MATCH);
	assert_int_equal(verdict_on("name = matches \"x\"", "name", (struct wn_value){0}), VERDICT_UNKNOWN);
	assert_int_equal(verdict_on("site_text = matches \"RCS [A-Z]\"", "site_text", a_body("... RCS Lyon", false)), VERDICT_MATCH);
	assert_int_equal(verdict_on("site_text = matches \"RCS [A-Z]\"", "site_text", a_body("nothing", false)), VERDICT_UNKNOWN);
	assert_int_equal(verdict_on("site_text = matches \"RCS [A-Z]\"", "site_text", a_body("nothing", true)), VERDICT_MISS);
	/* A pattern that is written in another normal form means the same. */
	assert_int_equal(verdict_on("name = matches \"e\xCC\x81\"", "name", a_text("caf\xC3\xA9")), VERDICT_MATCH);
}

static void test_in_items(void **state)
{
	struct profile_world world = world_of_line("openings = has { title = matches \"^Head of (Sales|Revenue)\" }");

	(void)state;
	world_add(&world, "openings", a_list(&world, "openings", "title=Clerk;title=Head of Revenue", "", false));
	assert_int_equal(world_verdict(&world), VERDICT_MATCH);
	world_free(&world);
}

static void test_meaning(void **state)
{
	struct profile_world one = world_of_line("name = matches \"a+\""), two = world_of_line("name = any_of { matches \"a+\" }"),
	                     other = world_of_line("name = matches \"a*\"");

	(void)state;
	assert_string_equal(one.icp->lines[0].meaning, two.icp->lines[0].meaning);
	assert_string_not_equal(one.icp->lines[0].meaning, other.icp->lines[0].meaning);
	world_free(&one);
	world_free(&two);
	world_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples), cmocka_unit_test(test_refused), cmocka_unit_test(test_sizes), cmocka_unit_test(test_no_pattern_is_slow),
		cmocka_unit_test(test_random_patterns), cmocka_unit_test(test_random_bytes), cmocka_unit_test(test_in_a_profile), cmocka_unit_test(test_in_items),
		cmocka_unit_test(test_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
