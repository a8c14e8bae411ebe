/* code.c - codes of classifications: how they are written, and whether one begins with another. */
#include "company/code.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "company/concordance.h"

/* Schemes of one family agree down to the class, four digits; below it each has its own detail. */
enum family { NACE2, NACE21, AMERICAN_SIC, NAICS, ISIC, LEGAL_FORM };

#define DIGITS(n) (1u << (n))
#define CLASS_DIGITS 4

struct scheme {
	const char *word, *article, *name, *form;
	enum family family;
	unsigned prefix_lengths, data_lengths; /* sets of DIGITS */
	const char *letters;                   /* what may follow the four digits of a class */
	char whole;                            /* the letter or fifth digit of a class that is not subdivided */
	bool section;                          /* data may put the letter of the section before it: J62.01 */
	bool dotted;
};

#define TWO_TO_FOUR (DIGITS(2) | DIGITS(3) | DIGITS(4))
#define TWO_TO_SIX (TWO_TO_FOUR | DIGITS(5) | DIGITS(6))
#define UK_LENGTHS (DIGITS(2) | DIGITS(3) | DIGITS(5))
#define CJ_LENGTHS (DIGITS(1) | DIGITS(2) | DIGITS(4))

/* The letters of NAF and NAF 2025 were chosen apart, so that no code can be taken for one of the other revision. */
static const struct scheme schemes[] = {
	{"nace", "a", "NACE", "it has two to four digits, such as \"62\" or \"62.01\"", NACE2, TWO_TO_FOUR, TWO_TO_SIX,
	 "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0, true, true},
	{"nace21", "a", "NACE rev 2.1", "it has two to four digits, such as \"62\" or \"62.10\"", NACE21, TWO_TO_FOUR, TWO_TO_SIX,
	 "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0, true, true},
	{"naf", "a", "NAF", "it has two to four digits, or four and a letter, such as \"62\" or \"62.02A\"", NACE2, TWO_TO_FOUR, TWO_TO_FOUR,
	 "ABCDEFZ", 'Z', false, true},
	{"naf25", "a", "NAF 2025", "it has two to four digits, or four and a letter, such as \"62\" or \"62.10Y\"", NACE21, TWO_TO_FOUR,
	 TWO_TO_FOUR, "GHIJKLMNOPQRSTUVWXY", 'Y', false, true},
	{"sic", "a", "UK SIC", "it has two, three or five digits, such as \"62\" or \"62020\"", NACE2, UK_LENGTHS, UK_LENGTHS, "", '0', false,
	 false},
	{"us_sic", "an", "American SIC", "it has two to four digits, such as \"73\" or \"7372\"", AMERICAN_SIC, TWO_TO_FOUR, TWO_TO_FOUR, "", 0,
	 false, false},
	{"naics", "a", "NAICS", "it has two to six digits, such as \"5415\" or \"541511\"", NAICS, TWO_TO_SIX, TWO_TO_SIX, "", 0, false, false},
	{"isic", "an", "ISIC", "it has two to four digits, such as \"62\" or \"6201\"", ISIC, TWO_TO_FOUR, TWO_TO_FOUR, "", 0, true, false},
	{"cj", "a", "French legal category", "it has one, two or four digits, such as \"57\" or \"5710\"", LEGAL_FORM, CJ_LENGTHS, CJ_LENGTHS,
	 "", 0, false, false},
};

#define SCHEMES (sizeof(schemes) / sizeof(schemes[0]))

/* What is left of a code without dots and blanks: digits, then perhaps a letter. */
struct shape {
	char text[8];
	size_t len, digits;
};

static const struct scheme *find(struct wn_str word)
{
	for (size_t i = 0; i < SCHEMES; i++)
		if (str_is(word, schemes[i].word))
			return &schemes[i];
	return NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool shape_of(struct wn_str text, struct shape *shape)
{
	*shape = (struct shape){.len = 0};
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '.' || c == ' ')
			continue;
		if (shape->len > shape->digits || shape->len + 1 == sizeof(shape->text))
			return false;
		if (!is_digit(c) && !is_letter(c))
			return false;
		shape->digits += is_digit(c);
		shape->text[shape->len++] = (char)(c >= 'a' ? c - 'a' + 'A' : c);
	}
	return shape->digits > 0;
}

static bool has_revision(const struct scheme *scheme)
{
	return scheme->family == NACE2 || scheme->family == NACE21;
}

static bool is_uk(const struct scheme *scheme)
{
	return scheme->whole == '0';
}

static bool fits(const struct scheme *scheme, const struct shape *shape, unsigned lengths)
{
	if (!(lengths & DIGITS(shape->digits)))
		return false;
	if (has_revision(scheme) && memcmp(shape->text, "00", 2) == 0)
		return false;
	if (shape->len == shape->digits)
		return true;
	return shape->digits == CLASS_DIGITS && strchr(scheme->letters, shape->text[CLASS_DIGITS]) != NULL;
}

static struct wn_str spell(struct wn_arena *arena, const struct scheme *scheme, const struct shape *shape)
{
	if (scheme->dotted && shape->len > 2)
		return arena_printf(arena, "%.2s.%s", shape->text, shape->text + 2);
	return arena_printf(arena, "%s", shape->text);
}

bool code_scheme_known(struct wn_str scheme)
{
	return find(scheme) != NULL;
}

/* ---- what a user writes ---------------------------------------------------------------------------------- */

/* A national code, complete with its letter or fifth digit, that was put into the wrong braces. */
static const struct scheme *meant(const struct scheme *scheme, const struct shape *shape)
{
	static const char *const national[] = {"naf", "naf25", "sic"};

	if (!has_revision(scheme) || shape->len != CLASS_DIGITS + 1)
		return NULL;
	for (size_t i = 0; i < sizeof(national) / sizeof(national[0]); i++) {
		const struct scheme *other = find(str_of(national[i]));
		if (other != scheme && fits(other, shape, other->prefix_lengths))
			return other;
	}
	return NULL;
}

static int refuse(struct wn_arena *arena, const struct scheme *scheme, const struct shape *shape, struct wn_str text, struct wn_error *error)
{
	const struct scheme *other = meant(scheme, shape);

	if (other) {
		struct wn_str code = spell(arena, other, shape);
		return fail(error, WN_INVALID, "\"%.*s\" is not %s %s code; %s is %s: %s { \"%s\" }", STR_ARG(text), scheme->article, scheme->name,
			    code.ptr, other->name, other->word, code.ptr);
	}
	if (is_uk(scheme) && shape->len == CLASS_DIGITS && shape->digits == CLASS_DIGITS)
		return fail(error, WN_INVALID,
			    "\"%.*s\" has four digits: UK SIC 2007 has five; for American SIC write us_sic; "
			    "for a British class write nace \"%.2s.%s\"",
			    STR_ARG(text), shape->text, shape->text + 2);
	return fail(error, WN_INVALID, "\"%.*s\" is not %s %s code: %s", STR_ARG(text), scheme->article, scheme->name, scheme->form);
}

int code_prefix(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *digits, struct wn_error *error)
{
	const struct scheme *found = find(scheme);
	struct shape shape;

	if (!found)
		return fail(error, WN_INVALID, "'%.*s' is no classification; write nace, nace21, naf, naf25, sic, us_sic, naics, isic or cj",
			    STR_ARG(scheme));
	if (!shape_of(text, &shape)) {
		shape = (struct shape){.len = 0};
		return refuse(arena, found, &shape, text, error);
	}
	/* Data may carry national detail below a NACE class; a user who writes it means another scheme. */
	bool plain = found->whole || shape.len == shape.digits;
	if (!plain || !fits(found, &shape, found->prefix_lengths))
		return refuse(arena, found, &shape, text, error);
	*digits = arena_str(arena, (struct wn_str){shape.text, shape.len});
	return WN_OK;
}

/* ---- what data says -------------------------------------------------------------------------------------- */

/* Companies House writes "62020 - Information technology consultancy activities". */
static struct wn_str without_label(struct wn_str text)
{
	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.ptr[i] == ' ' && text.ptr[i + 1] == '-')
			return str_first(text, i);
	return text;
}

static struct wn_str without_section(struct wn_str text)
{
	if (text.len > 2 && is_letter(text.ptr[0]) && (is_digit(text.ptr[1]) || text.ptr[1] == '.'))
		return str_from(text, 1);
	return text;
}

bool code_normal(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *normal)
{
	const struct scheme *found = find(scheme);
	struct shape shape;

	text = str_trim(text);
	if (!found) {
		*normal = arena_str(arena, text);
		return text.len > 0;
	}
	if (is_uk(found))
		text = without_label(text);
	if (found->section)
		text = without_section(text);
	if (!shape_of(text, &shape) || !fits(found, &shape, found->data_lengths))
		return false;
	/* National codes that come as NACE (62.020, 62.02.Z) are cut to the class. */
	if (has_revision(found) && !found->whole && shape.len > CLASS_DIGITS)
		shape.text[shape.len = CLASS_DIGITS] = 0;
	*normal = spell(arena, found, &shape);
	return true;
}

/* ---- does a fact begin with a prefix? -------------------------------------------------------------------- */

struct aim {
	const struct scheme *scheme;
	struct shape shape;
	bool below;       /* it asks for a part of a class */
	bool no_class;    /* a UK code that stands for no NACE class; then: */
	enum verdict own; /* the verdict under all other schemes */
};

static struct wn_str as_str(const struct shape *shape, size_t most)
{
	return (struct wn_str){shape->text, shape->len < most ? shape->len : most};
}

static enum verdict begins(struct wn_str fact, struct wn_str prefix)
{
	if (str_begins(fact, prefix))
		return VERDICT_MATCH;
	return str_begins(prefix, fact) ? VERDICT_UNKNOWN : VERDICT_MISS;
}

/* The UK added three codes that are no class of NACE. Dormant and non-trading companies have no activity, so they are in
 * no class; the management of residents' property is an activity whose class is not known from the code. */
static bool no_class(const struct scheme *scheme, const struct shape *shape, enum verdict *verdict)
{
	if (!is_uk(scheme))
		return false;
	if (strcmp(shape->text, "99999") == 0 || strcmp(shape->text, "74990") == 0)
		return *verdict = VERDICT_MISS, true;
	if (strcmp(shape->text, "98000") == 0)
		return *verdict = VERDICT_UNKNOWN, true;
	return false;
}

static bool aim_at(struct aim *aim, struct wn_str scheme, struct wn_str prefix)
{
	*aim = (struct aim){.scheme = find(scheme)};
	if (!aim->scheme || !shape_of(prefix, &aim->shape))
		return false;
	aim->no_class = no_class(aim->scheme, &aim->shape, &aim->own);
	/* 62.01Z is all of 62.01. */
	struct shape *shape = &aim->shape;
	if (aim->scheme->whole && shape->len == CLASS_DIGITS + 1 && shape->text[CLASS_DIGITS] == aim->scheme->whole)
		shape->text[shape->len = CLASS_DIGITS] = 0;
	aim->below = has_revision(aim->scheme) && shape->len > CLASS_DIGITS;
	return true;
}

static struct span span_of(const struct shape *shape)
{
	unsigned low = 0, width = 1;

	for (size_t i = 0; i < CLASS_DIGITS; i++) {
		bool given = i < shape->len;
		low = low * 10 + (given ? (unsigned)(shape->text[i] - '0') : 0);
		width *= given ? 1 : 10;
	}
	return (struct span){low, low + width - 1};
}

/* Of another scheme, in the same revision or the other one: the class is the most that can be compared. */
static enum verdict compare_class(const struct aim *aim, const struct scheme *scheme, const struct shape *fact)
{
	enum verdict verdict;

	if (no_class(scheme, fact, &verdict))
		return verdict;
	if (aim->no_class)
		return aim->own;
	if (scheme->family == aim->scheme->family)
		verdict = begins(as_str(fact, CLASS_DIGITS), as_str(&aim->shape, CLASS_DIGITS));
	else
		verdict = concordance_test(aim->scheme->family == NACE21, span_of(fact), span_of(&aim->shape));
	return verdict == VERDICT_MATCH && aim->below ? VERDICT_UNKNOWN : verdict;
}

static enum verdict compare(const struct aim *aim, const struct scheme *scheme, const struct shape *fact)
{
	if (scheme == aim->scheme)
		return begins(as_str(fact, SIZE_MAX), as_str(&aim->shape, SIZE_MAX));
	return compare_class(aim, scheme, fact);
}

/* The best verdict over all codes of the family; false if there are none. */
static bool test_family(const struct wn_code *codes, size_t count, const struct aim *aim, enum family family, enum verdict *verdict)
{
	bool any = false;

	*verdict = VERDICT_MISS;
	for (size_t i = 0; i < count && *verdict != VERDICT_MATCH; i++) {
		const struct scheme *scheme = find(codes[i].scheme);
		struct shape fact;
		if (!scheme || scheme->family != family || !shape_of(codes[i].code, &fact))
			continue;
		enum verdict one = compare(aim, scheme, &fact);
		*verdict = one > *verdict ? one : *verdict;
		any = true;
	}
	return any;
}

const char *verdict_name(enum verdict verdict)
{
	return verdict == VERDICT_MATCH ? "match" : verdict == VERDICT_MISS ? "miss" : "unknown";
}

enum verdict code_test(const struct wn_code *codes, size_t count, struct wn_str scheme, struct wn_str prefix)
{
	struct aim aim;
	enum verdict verdict;

	if (!aim_at(&aim, scheme, prefix))
		return VERDICT_UNKNOWN;
	if (test_family(codes, count, &aim, aim.scheme->family, &verdict))
		return verdict;
	enum family other = aim.scheme->family == NACE2 ? NACE21 : NACE2;
	if (has_revision(aim.scheme) && test_family(codes, count, &aim, other, &verdict))
		return verdict;
	return VERDICT_UNKNOWN;
}
