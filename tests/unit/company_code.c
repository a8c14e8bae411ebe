/* company_code.c - spelling of codes, verdicts on prefixes, and the concordance of NACE rev 2 and rev 2.1. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/code.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define M VERDICT_MATCH
#define U VERDICT_UNKNOWN
#define X VERDICT_MISS

static const struct {
	const char *rev2, *rev21;
} pairs[] = {
#define CONCORDANCE(rev2, rev21) {rev2, rev21},
#define UNMAPPED21(rev21)
#include "company/concordance.def"
#undef CONCORDANCE
#undef UNMAPPED21
};

static const char *const unmapped[] = {
#define CONCORDANCE(rev2, rev21)
#define UNMAPPED21(rev21) rev21,
#include "company/concordance.def"
#undef CONCORDANCE
#undef UNMAPPED21
};

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

/* ---- spelling -------------------------------------------------------------------------------------------- */

static void test_schemes(void **state)
{
	static const char *const words[] = {"nace", "nace21", "naf", "naf25", "sic", "us_sic", "naics", "isic", "cj"};

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++)
		assert_true(code_scheme_known(str_of(words[i])));
	assert_false(code_scheme_known(WN_STR("NACE")));
	assert_false(code_scheme_known(WN_STR("nace2")));
	assert_false(code_scheme_known(WN_STR("")));
}

static void test_prefixes(void **state)
{
	static const struct {
		const char *scheme, *text, *digits;
	} rows[] = {
		{"nace", "62", "62"},         {"nace", "62.0", "620"},      {"nace", "62.01", "6201"},  {"nace", "6201", "6201"},
		{"nace", " 62 01 ", "6201"},  {"nace21", "62.10", "6210"},  {"naf", "62.02A", "6202A"}, {"naf", "6202a", "6202A"},
		{"naf", "62.0", "620"},       {"naf", "62.01Z", "6201Z"},   {"naf25", "62.10Y", "6210Y"}, {"naf25", "46.71G", "4671G"},
		{"sic", "62", "62"},          {"sic", "620", "620"},        {"sic", "62020", "62020"},  {"sic", "62.02.0", "62020"},
		{"us_sic", "73", "73"},       {"us_sic", "7372", "7372"},   {"naics", "54", "54"},      {"naics", "541511", "541511"},
		{"isic", "62", "62"},         {"isic", "6201", "6201"},     {"cj", "5", "5"},           {"cj", "57", "57"},
		{"cj", "5710", "5710"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wn_error error = {0};
		struct wn_str digits = {0};
		assert_int_equal(code_prefix(arena, str_of(rows[i].scheme), str_of(rows[i].text), &digits, &error), WN_OK);
		assert_string_equal(digits.ptr, rows[i].digits);
	}
}

static void test_refused_prefixes(void **state)
{
	static const struct {
		const char *scheme, *text, *message;
	} rows[] = {
		/* The two rows of the profile language. */
		{"nace", "6201Z", "\"6201Z\" is not a NACE code; 62.01Z is NAF: naf { \"62.01Z\" }"},
		{"sic", "7372", "\"7372\" has four digits: UK SIC 2007 has five; for American SIC write us_sic; "
				"for a British class write nace \"73.72\""},
		{"sic", "62.02", "\"62.02\" has four digits: UK SIC 2007 has five; for American SIC write us_sic; "
				 "for a British class write nace \"62.02\""},
		/* The same mistake in the other classifications. */
		{"nace", "62.10Y", "\"62.10Y\" is not a NACE code; 62.10Y is NAF 2025: naf25 { \"62.10Y\" }"},
		{"nace", "62020", "\"62020\" is not a NACE code; 62020 is UK SIC: sic { \"62020\" }"},
		{"nace21", "6210y", "\"6210y\" is not a NACE rev 2.1 code; 62.10Y is NAF 2025: naf25 { \"62.10Y\" }"},
		{"naf", "62.10Y", "\"62.10Y\" is not a NAF code; 62.10Y is NAF 2025: naf25 { \"62.10Y\" }"},
		{"naf25", "62.01Z", "\"62.01Z\" is not a NAF 2025 code; 62.01Z is NAF: naf { \"62.01Z\" }"},
		{"naf", "62020", "\"62020\" is not a NAF code; 62020 is UK SIC: sic { \"62020\" }"},
		{"sic", "6201Z", "\"6201Z\" is not a UK SIC code; 62.01Z is NAF: naf { \"62.01Z\" }"},
		/* Forms. */
		{"nace", "6", "\"6\" is not a NACE code: it has two to four digits, such as \"62\" or \"62.01\""},
		{"nace", "J", "\"J\" is not a NACE code: it has two to four digits, such as \"62\" or \"62.01\""},
		{"nace", "", "\"\" is not a NACE code: it has two to four digits, such as \"62\" or \"62.01\""},
		{"nace", "00.11", "\"00.11\" is not a NACE code: it has two to four digits, such as \"62\" or \"62.01\""},
		{"nace", "62-01", "\"62-01\" is not a NACE code: it has two to four digits, such as \"62\" or \"62.01\""},
		{"nace", "620Z", "\"620Z\" is not a NACE code: it has two to four digits, such as \"62\" or \"62.01\""},
		{"naf", "62.0A", "\"62.0A\" is not a NAF code: it has two to four digits, or four and a letter, such as \"62\" or \"62.02A\""},
		{"sic", "6", "\"6\" is not a UK SIC code: it has two, three or five digits, such as \"62\" or \"62020\""},
		{"us_sic", "73721", "\"73721\" is not an American SIC code: it has two to four digits, such as \"73\" or \"7372\""},
		{"naics", "5415111", "\"5415111\" is not a NAICS code: it has two to six digits, such as \"5415\" or \"541511\""},
		{"isic", "6201Z", "\"6201Z\" is not an ISIC code: it has two to four digits, such as \"62\" or \"6201\""},
		{"cj", "571", "\"571\" is not a French legal category code: it has one, two or four digits, such as \"57\" or \"5710\""},
		{"ape", "62", "'ape' is no classification; write nace, nace21, naf, naf25, sic, us_sic, naics, isic or cj"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wn_error error = {0};
		struct wn_str digits = {0};
		assert_int_equal(code_prefix(arena, str_of(rows[i].scheme), str_of(rows[i].text), &digits, &error), WN_INVALID);
		assert_string_equal(error.text, rows[i].message);
		assert_int_equal(error.code, WN_INVALID);
		assert_int_equal(digits.len, 0);
	}
}

static void test_normal(void **state)
{
	static const struct {
		const char *scheme, *text, *normal; /* null: no code of the scheme */
	} rows[] = {
		{"naf", "6201Z", "62.01Z"},
		{"naf", "62.01Z", "62.01Z"},
		{"naf", " 62.01z ", "62.01Z"},
		{"naf", "62.01", "62.01"},
		{"naf", "62", "62"},
		{"naf", "00.00Z", NULL}, /* SIRENE: not known */
		{"naf", "52.4A", NULL},  /* the classification of 1993 */
		{"naf", "62.10Y", NULL},
		{"naf", "", NULL},
		{"naf25", "62.10Y", "62.10Y"},
		{"naf25", "4671G", "46.71G"},
		{"naf25", "62.01Z", NULL},
		{"sic", "62020", "62020"},
		{"sic", "62020 - Information technology consultancy activities", "62020"},
		{"sic", "99999 - Dormant Company", "99999"},
		{"sic", "7220", NULL}, /* SIC 2003 */
		{"sic", "None Supplied", NULL},
		{"nace", "J62.01", "62.01"},
		{"nace", "J.62.01", "62.01"},
		{"nace", "62.020", "62.02"},  /* Norway */
		{"nace", "62.02.Z", "62.02"}, /* Poland */
		{"nace", "620200", "62.02"},  /* Denmark */
		{"nace", "620", "62.0"},
		{"nace", "J", NULL},
		{"nace", "6", NULL},
		{"nace", "62.01-62.09", NULL},
		{"nace21", "62.10", "62.10"},
		{"us_sic", "7372", "7372"},
		{"us_sic", "73.72", "7372"},
		{"us_sic", "73721", NULL},
		{"naics", "541511", "541511"},
		{"naics", "31-33", NULL},
		{"isic", "J6201", "6201"},
		{"cj", "5710", "5710"},
		{"cj", "571", NULL},
		{"sbi", " 62.01.9 ", "62.01.9"}, /* other schemes stay as they are */
		{"sbi", "  ", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wn_str normal = {0};
		bool is = code_normal(arena, str_of(rows[i].scheme), str_of(rows[i].text), &normal);
		assert_int_equal(is, rows[i].normal != NULL);
		if (is)
			assert_string_equal(normal.ptr, rows[i].normal);
	}
}

/* ---- verdicts -------------------------------------------------------------------------------------------- */

static enum verdict ask(const char *fact_scheme, const char *fact, const char *scheme, const char *text)
{
	struct wn_error error = {0};
	struct wn_code code = {.scheme = str_of(fact_scheme), .code = str_of(fact)};
	struct wn_str prefix;

	if (code_prefix(arena, str_of(scheme), str_of(text), &prefix, &error) != WN_OK)
		fail_msg("%s", error.text);
	return code_test(&code, 1, str_of(scheme), prefix);
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *fact_scheme, *fact, *scheme, *prefix;
		enum verdict verdict;
	} rows[] = {
		/* The rows of the profile language. */
		{"naf", "62.01Z", "nace", "62.01", M},
		{"nace", "62", "nace", "62.01", U},
		{"naf", "46.19A", "naf", "46", M},
		{"naf", "46.19A", "naf", "46.1", M},
		/* One scheme. */
		{"nace", "62.01", "nace", "62", M},
		{"nace", "62.01", "nace", "62.0", M},
		{"nace", "62.01", "nace", "62.02", X},
		{"nace", "62", "nace", "63.1", X},
		{"naf", "62.02A", "naf", "62.02A", M},
		{"naf", "62.02A", "naf", "62.02B", X},
		{"naf", "62.02", "naf", "62.02A", U},
		{"sic", "62020", "sic", "62020", M},
		{"sic", "62020", "sic", "620", M},
		{"sic", "62020", "sic", "62012", X},
		{"us_sic", "7372", "us_sic", "73", M},
		{"us_sic", "7372", "us_sic", "7373", X},
		{"naics", "541511", "naics", "5415", M},
		{"naics", "5415", "naics", "541511", U},
		{"isic", "6201", "isic", "62", M},
		{"cj", "5710", "cj", "5", M},
		{"cj", "5710", "cj", "57", M},
		{"cj", "5710", "cj", "54", X},
		/* One family: the class is common, what is below it is not. */
		{"sic", "62020", "nace", "62.02", M},
		{"sic", "62020", "nace", "62.01", X},
		{"sic", "62020", "naf", "62.02", M},
		{"naf", "62.02A", "sic", "620", M},
		{"sic", "62020", "naf", "62.02A", U},
		{"sic", "62012", "naf", "62.02A", X},
		{"nace", "62.02", "naf", "62.02A", U},
		{"nace", "62", "naf", "62.02A", U},
		{"nace", "63", "naf", "62.02A", X},
		{"naf", "62.01Z", "sic", "62012", U},
		/* The letter or digit of a class that is not subdivided stands for the class. */
		{"nace", "62.01", "naf", "62.01Z", M},
		{"sic", "62012", "naf", "62.01Z", M},
		{"sic", "62012", "naf", "62.03Z", X},
		{"nace", "62", "naf", "62.01Z", U},
		{"nace", "62.02", "sic", "62020", M},
		{"naf", "62.02A", "sic", "62020", M},
		{"naf", "62.01", "naf", "62.01Z", M},
		{"nace21", "62.10", "naf25", "62.10Y", M},
		/* Codes that only the UK has stand for no class of NACE. */
		{"sic", "99999", "nace", "62", X},
		{"sic", "99999", "nace", "99", X},
		{"sic", "74990", "nace", "74", X},
		{"sic", "74990", "sic", "74", M},
		{"sic", "98000", "nace", "98", U},
		{"sic", "98000", "nace", "62", U},
		{"sic", "98000", "sic", "98000", M},
		{"sic", "99999", "nace21", "62", X},
		{"nace", "98.10", "sic", "98000", U},
		{"nace", "62.01", "sic", "99999", X},
		/* Between the revisions. */
		{"naf", "62.01Z", "nace21", "62.10", M},
		{"naf", "62.01Z", "nace21", "62", M},
		{"naf", "62.01Z", "nace21", "62.20", X},
		{"naf", "62.02A", "naf25", "62.20", M},
		{"naf", "62.02A", "naf25", "62.20G", U},
		{"naf", "62.02A", "naf25", "62.10Y", X},
		{"naf", "62.01Z", "naf25", "62.10Y", M},
		{"naf25", "62.10Y", "nace", "62.01", M},
		{"naf25", "62.10Y", "naf", "62.01Z", M},
		{"naf25", "62.20G", "nace", "62", M},
		{"naf25", "62.20G", "nace", "62.02", U}, /* 62.02 or 62.03 */
		{"naf25", "62.20G", "sic", "62020", U},
		{"naf", "63.11Z", "nace21", "63", U}, /* 60.20, 60.39 or 63.10 */
		{"naf", "63.11Z", "nace21", "62", X},
		{"naf", "45.20A", "nace21", "95", M},
		{"sic", "45200", "nace21", "45", X},
		{"nace", "62", "nace21", "62", M}, /* all four classes stay */
		{"nace", "63", "nace21", "62", X},
		{"nace", "63", "nace21", "63", U},
		{"nace21", "46.89", "nace", "46", U}, /* no predecessor is known */
		{"nace21", "46.8", "nace", "46", U},
		{"nace", "62.77", "nace21", "62", U}, /* no such class */
		{"nace", "41", "nace21", "41", U},
		/* Nothing to compare. */
		{"naics", "541511", "nace", "62", U},
		{"us_sic", "7372", "sic", "620", U},
		{"isic", "6201", "nace", "62", U},
		{"nace", "62.01", "naics", "5415", U},
		{"nace", "62.01", "cj", "57", U},
		{"nace", "", "nace", "62", U},
		{"", "62.01", "nace", "62", U},
		{"sbi", "62.01", "nace", "62", U},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum verdict got = ask(rows[i].fact_scheme, rows[i].fact, rows[i].scheme, rows[i].prefix);
		if (got != rows[i].verdict)
			fail_msg("%s %s on %s %s: %d, not %d", rows[i].scheme, rows[i].prefix, rows[i].fact_scheme, rows[i].fact, got,
				 rows[i].verdict);
	}
}

#define CODE(scheme_, code_) {.scheme = WN_STR(scheme_), .code = WN_STR(code_)}

static void test_several_codes(void **state)
{
	const struct wn_code two[] = {CODE("sic", "62020"), CODE("sic", "70229")};
	const struct wn_code mixed[] = {CODE("nace", "62"), CODE("naf", "62.01Z")};
	const struct wn_code short_one[] = {CODE("sic", "70229"), CODE("nace", "62")};
	const struct wn_code both[] = {CODE("naf25", "62.20G"), CODE("naf", "62.02A")};
	const struct wn_code words_only[] = {CODE("nace", ""), CODE("naf25", "62.10Y")};

	(void)state;
	assert_int_equal(code_test(two, 2, WN_STR("nace"), WN_STR("7022")), M);
	assert_int_equal(code_test(two, 2, WN_STR("nace"), WN_STR("6202")), M);
	assert_int_equal(code_test(two, 2, WN_STR("nace"), WN_STR("6201")), X);
	assert_int_equal(code_test(mixed, 2, WN_STR("nace"), WN_STR("6201")), M);
	assert_int_equal(code_test(short_one, 2, WN_STR("nace"), WN_STR("6201")), U);
	assert_int_equal(code_test(short_one, 2, WN_STR("nace"), WN_STR("6301")), X);
	/* Where the company has a code in the revision that is asked for, the concordance is not. */
	assert_int_equal(code_test(both, 2, WN_STR("nace"), WN_STR("6202")), M);
	assert_int_equal(code_test(both, 2, WN_STR("nace"), WN_STR("6203")), X);
	assert_int_equal(code_test(both, 2, WN_STR("naf25"), WN_STR("6220H")), X);
	/* A register that gives words only gives no code. */
	assert_int_equal(code_test(words_only, 2, WN_STR("nace"), WN_STR("6201")), M);
	assert_int_equal(code_test(NULL, 0, WN_STR("nace"), WN_STR("62")), U);
	assert_int_equal(code_test(two, 2, WN_STR("ape"), WN_STR("62")), U);
	assert_int_equal(code_test(two, 2, WN_STR("nace"), WN_STR("")), U);
}

/* ---- the concordance ------------------------------------------------------------------------------------- */

static bool is_class(const char *code)
{
	return strlen(code) == 5 && code[2] == '.' && strspn(code, "0123456789") == 2 && strspn(code + 3, "0123456789") == 2;
}

static void test_table(void **state)
{
	size_t old = 0, new = 0;

	(void)state;
	assert_int_equal(COUNT(pairs), 993);
	for (size_t i = 0; i < COUNT(pairs); i++) {
		bool seen = false;
		assert_true(is_class(pairs[i].rev2) && is_class(pairs[i].rev21));
		if (i > 0) {
			int order = strcmp(pairs[i - 1].rev2, pairs[i].rev2);
			assert_true(order < 0 || (order == 0 && strcmp(pairs[i - 1].rev21, pairs[i].rev21) < 0));
		}
		old += i == 0 || strcmp(pairs[i - 1].rev2, pairs[i].rev2) != 0;
		for (size_t j = 0; j < i && !seen; j++)
			seen = strcmp(pairs[j].rev21, pairs[i].rev21) == 0;
		new += !seen;
		for (size_t j = 0; j < COUNT(unmapped); j++)
			assert_string_not_equal(pairs[i].rev21, unmapped[j]);
	}
	assert_int_equal(old, 615);
	assert_int_equal(new + COUNT(unmapped), 651);
}

static void test_every_pair_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		size_t targets = 0, sources = 0;
		for (size_t j = 0; j < COUNT(pairs); j++) {
			targets += strcmp(pairs[j].rev2, pairs[i].rev2) == 0;
			sources += strcmp(pairs[j].rev21, pairs[i].rev21) == 0;
		}
		assert_int_equal(ask("nace", pairs[i].rev2, "nace21", pairs[i].rev21), targets == 1 ? M : U);
		assert_int_equal(ask("nace21", pairs[i].rev21, "nace", pairs[i].rev2), sources == 1 ? M : U);
		arena_clear(arena);
	}
}

/* ---- no verdict where the completions differ --------------------------------------------------------------- */

/* A fact names a set of complete activities, each a class of rev 2 with one of rev 2.1 that holds it. An activity lies
 * under a prefix if its class of that revision does; below the class nothing can be said from another scheme. */
struct tally {
	size_t in, out;
};

static bool under(const char *class, const char *digits)
{
	char plain[5] = {class[0], class[1], class[3], class[4], 0};
	size_t len = strlen(digits);

	return strncmp(plain, digits, len < 4 ? len : 4) == 0;
}

static struct tally tally(bool fact_new, const char *fact, bool aim_new, const char *aim)
{
	struct tally tally = {0};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		if (!under(fact_new ? pairs[i].rev21 : pairs[i].rev2, fact))
			continue;
		bool in = under(aim_new ? pairs[i].rev21 : pairs[i].rev2, aim);
		tally.in += in;
		tally.out += !in;
	}
	return tally;
}

static bool has_unmapped(bool new, const char *fact)
{
	for (size_t i = 0; new && i < COUNT(unmapped); i++)
		if (under(unmapped[i], fact))
			return true;
	return false;
}

/* Two to four digits of a class of the table; mostly one that is near `other`, so that prefixes meet. */
static void draw(struct dice *dice, bool new, const char *near, char digits[5])
{
	const char *class;

	do {
		size_t i = dice_below(dice, COUNT(pairs));
		class = new ? pairs[i].rev21 : pairs[i].rev2;
	} while (near && strncmp(class, near, 1) != 0 && dice_below(dice, 50));
	memcpy(digits, (char[5]){class[0], class[1], class[3], class[4], 0}, 5);
	digits[2 + dice_below(dice, 3)] = 0;
}

static void check_against_completions(struct dice *dice)
{
	static const char *const words[2] = {"nace", "nace21"};
	bool fact_new = dice_below(dice, 2), aim_new = dice_below(dice, 2);
	char fact[5], aim[5];

	draw(dice, fact_new, NULL, fact);
	draw(dice, aim_new, fact, aim);
	enum verdict got = ask(words[fact_new], fact, words[aim_new], aim);
	struct tally real = tally(fact_new, fact, aim_new, aim);
	if (got == M && (real.out || (fact_new != aim_new && has_unmapped(fact_new, fact))))
		fail_msg("%s %s on %s %s matches, though a completion does not", words[aim_new], aim, words[fact_new], fact);
	if (got == X && (real.in || (fact_new != aim_new && has_unmapped(fact_new, fact))))
		fail_msg("%s %s on %s %s misses, though a completion does not", words[aim_new], aim, words[fact_new], fact);
	/* And it decides wherever the whole class is known. */
	if (got == U && strlen(fact) == 4 && !(real.in && real.out))
		fail_msg("%s %s on %s %s is unknown, though all completions agree", words[aim_new], aim, words[fact_new], fact);
}

static void test_completions(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 20000; i++) {
		check_against_completions(&dice);
		if (i % 1000 == 0)
			arena_clear(arena);
	}
}

/* More digits, or the letter, can only turn unknown into a verdict. */
static void test_more_knowledge(void **state)
{
	static const char *const schemes[] = {"nace", "naf", "sic", "nace21", "naf25"};
	static const char letters[] = "Z0AY1";
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t scheme = dice_below(&dice, COUNT(schemes)), with = dice_below(&dice, COUNT(schemes));
		char aim[5], fact[5], longer[7];
		draw(&dice, with >= 3, NULL, aim);
		draw(&dice, scheme >= 3, aim, fact);
		memcpy(longer, fact, 5);
		for (size_t len = strlen(fact); len < 4; len++)
			memcpy(longer + len, (char[2]){(char)('0' + dice_below(&dice, 10)), 0}, 2);
		memcpy(longer + 4, (char[2]){letters[dice_below(&dice, 5)], 0}, 2);
		struct wn_code less = {.scheme = str_of(schemes[scheme]), .code = str_of(fact)};
		struct wn_code more = {.scheme = str_of(schemes[scheme]), .code = str_of(longer)};
		struct wn_str word = str_of(schemes[with]), prefix = str_of(aim);
		enum verdict before = code_test(&less, 1, word, prefix), after = code_test(&more, 1, word, prefix);
		/* Not so for UK codes that stand for no class: dormant is not a kind of extraterritorial body. */
		if (before != U && after != U && before != after && strcmp(schemes[scheme], "sic") != 0)
			fail_msg("%s %s: %s is %d, %s is %d", schemes[with], aim, fact, before, longer, after);
	}
}

/* Whatever bytes come, a normal code is normal, and begins with itself. */
static void test_any_bytes(void **state)
{
	static const char *const schemes[] = {"nace", "nace21", "naf", "naf25", "sic", "us_sic", "naics", "isic", "cj"};
	static const char bytes[] = "0123456789012345 ..-AZYGz\xc3\xa9/";
	struct dice dice = dice_new();
	size_t codes = 0;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		char text[8];
		size_t len = dice_below(&dice, sizeof text + 1);
		struct wn_str scheme = str_of(schemes[dice_below(&dice, COUNT(schemes))]), normal, again, digits;
		for (size_t k = 0; k < len; k++)
			text[k] = bytes[dice_below(&dice, sizeof bytes)]; /* the NUL too */
		code_prefix(arena, scheme, (struct wn_str){text, len}, &digits, NULL);
		if (!code_normal(arena, scheme, (struct wn_str){text, len}, &normal))
			continue;
		codes++;
		assert_true(code_normal(arena, scheme, normal, &again));
		assert_true(str_equal(normal, again));
		assert_int_equal(code_prefix(arena, scheme, normal, &digits, NULL), WN_OK);
		assert_int_equal(code_test(&(struct wn_code){.scheme = scheme, .code = normal}, 1, scheme, digits), M);
		if (i % 1000 == 0)
			arena_clear(arena);
	}
	assert_true(codes > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_schemes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_prefixes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused_prefixes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_normal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_verdicts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_several_codes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_table, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_every_pair_both_ways, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_completions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_more_knowledge, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_any_bytes, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
