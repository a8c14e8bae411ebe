/* regex_search.c - a regular expression on a text: all places in the program at once, one character after the other. */
#include "icp/regex_program.h"

#include <string.h>
#include <utf8proc.h>

int32_t regex_character(struct wn_str text, size_t *at)
{
	unsigned char first = (unsigned char)text.ptr[*at];
	utf8proc_int32_t character;
	utf8proc_ssize_t len;

	if (first < 0x80) {
		++*at;
		return first;
	}
	len = utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + *at, (utf8proc_ssize_t)(text.len - *at), &character);
	*at += len > 0 ? (size_t)len : 1;
	return len > 0 ? character : 0xFFFD;
}

int32_t regex_fold(int32_t character)
{
	if (character < 0x80)
		return character >= 'A' && character <= 'Z' ? character + 32 : character;
	return utf8proc_tolower(utf8proc_toupper(character));
}

static bool is_word(int32_t character)
{
	if (character < 0)
		return false;
	if (character < 0x80)
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9') ||
		       character == '_';
	switch (utf8proc_category(character)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
		return true;
	default:
		return false;
	}
}

static bool is_blank(int32_t character)
{
	if (character < 0x80)
		return character == ' ' || (character >= '\t' && character <= '\r');
	switch (utf8proc_category(character)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return false;
	}
}

/* ---- classes --------------------------------------------------------------------------------------------- */

static bool of_kind(unsigned kinds, int32_t character)
{
	bool digit = character >= '0' && character <= '9';

	return (kinds & (digit ? KIND_DIGIT : KIND_NO_DIGIT)) || ((kinds & (KIND_WORD | KIND_NO_WORD)) && (kinds & (is_word(character) ? KIND_WORD : KIND_NO_WORD))) ||
	       ((kinds & (KIND_BLANK | KIND_NO_BLANK)) && (kinds & (is_blank(character) ? KIND_BLANK : KIND_NO_BLANK)));
}

static bool class_has(const struct char_class *class, int32_t character)
{
	for (size_t i = 0; i < class->count; i++)
		if (character >= class->at[i].low && character <= class->at[i].high)
			return true;
	return class->kinds && of_kind(class->kinds, character);
}

/* [a-z] under (?i) has a character if it has one that differs from it by case only. */
static bool class_accepts(const struct char_class *class, bool fold, int32_t character)
{
	bool has = class_has(class, character);

	if (!has && fold)
		has = class_has(class, regex_fold(character)) || class_has(class, utf8proc_toupper(character)) || class_has(class, utf8proc_tolower(character));
	return has != class->negative;
}

static bool step_accepts(const struct regex *regex, const struct step *step, int32_t character)
{
	switch (step->op) {
	case OP_CHARACTER:
		return step->character == (regex->fold ? regex_fold(character) : character);
	case OP_ANY:
		return character != '\n';
	case OP_CLASS:
		return class_accepts(step->class, regex->fold, character);
	default:
		return false;
	}
}

/* ---- sets of places -------------------------------------------------------------------------------------- */

/* Places in the program, each once: seen[place] says in which round it was added. */
struct places {
	uint32_t *at, *seen;
	uint32_t count, round;
};

struct search {
	const struct regex *regex;
	uint32_t *stack;
	int32_t before, after; /* the characters around where the search stands; -1: none */
};

static struct places places_new(const struct regex *regex, struct wn_arena *scratch)
{
	return (struct places){arena_array(scratch, regex->count, sizeof(uint32_t)), arena_array(scratch, regex->count, sizeof(uint32_t)), 0, 1};
}

static void push(struct places *places, uint32_t *stack, uint32_t *height, uint32_t place)
{
	if (places->seen[place] == places->round)
		return;
	places->seen[place] = places->round;
	stack[(*height)++] = place;
}

static bool holds(const struct search *search, enum op op)
{
	if (op == OP_BEGIN)
		return search->before < 0;
	if (op == OP_END)
		return search->after < 0;
	return (is_word(search->before) != is_word(search->after)) == (op == OP_WORD_EDGE);
}

/* Adds a place and all that are reached from it without reading; true: the end of the program is among them. */
static bool add(const struct search *search, struct places *places, uint32_t place)
{
	uint32_t height = 0;

	push(places, search->stack, &height, place);
	while (height > 0) {
		const struct step *step;

		place = search->stack[--height];
		step = &search->regex->steps[place];
		switch (step->op) {
		case OP_FOUND:
			return true;
		case OP_SPLIT:
			push(places, search->stack, &height, step->other);
			push(places, search->stack, &height, step->next);
			break;
		case OP_JUMP:
			push(places, search->stack, &height, step->next);
			break;
		case OP_BEGIN:
		case OP_END:
		case OP_WORD_EDGE:
		case OP_NO_WORD_EDGE:
			if (holds(search, step->op))
				push(places, search->stack, &height, place + 1);
			break;
		default:
			places->at[places->count++] = place;
		}
	}
	return false;
}

/* Reads one character from each place of `now` into `next`. */
static bool read_one(const struct search *search, const struct places *now, struct places *next, int32_t character)
{
	for (uint32_t i = 0; i < now->count; i++)
		if (step_accepts(search->regex, &search->regex->steps[now->at[i]], character) && add(search, next, now->at[i] + 1))
			return true;
	return false;
}

bool regex_search(const struct regex *regex, struct wn_str text, struct wn_arena *scratch)
{
	struct places places[2] = {places_new(regex, scratch), places_new(regex, scratch)}, *now = &places[0], *next = &places[1];
	struct search search = {.regex = regex, .stack = arena_array(scratch, regex->count, sizeof(uint32_t)), .before = -1};
	size_t at = 0;

	search.after = text.len > 0 ? regex_character(text, &at) : -1;
	for (;;) {
		struct places *swap = now;
		int32_t character = search.after;

		if (add(&search, now, 0)) /* it may begin anywhere */
			return true;
		if (character < 0)
			return false;
		search.before = character;
		search.after = at < text.len ? regex_character(text, &at) : -1;
		if (read_one(&search, now, next, character))
			return true;
		now->count = 0;
		now->round++;
		now = next;
		next = swap;
	}
}
