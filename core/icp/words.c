/* words.c - the closed vocabulary of the profile language. */
#include "icp/compile.h"

#define ON(type) (1u << (type))
#define NUMBERS (ON(WN_INTEGER) | ON(WN_NUMBER) | ON(WN_MONEY))
#define EVERY (~0u)

static const struct word words[] = {
	{"any_of", WORD_JUNCTION, EVERY, "everything", "any_of { }"},
	{"all_of", WORD_JUNCTION, EVERY, "everything", "all_of { }"},
	{"none_of", WORD_JUNCTION, EVERY, "everything", "none_of { }"},
	{"some_of", WORD_JUNCTION, EVERY, "everything", "some_of(k, { })"},
	{"known", WORD_VALUE, EVERY, "everything", "known()"},
	{"between", WORD_VALUE, NUMBERS | ON(WN_DATE), "numbers, money and dates", "between"},
	{"at_least", WORD_VALUE, NUMBERS | ON(WN_VERSION), "numbers, money and versions", "at_least"},
	{"at_most", WORD_VALUE, NUMBERS | ON(WN_VERSION), "numbers, money and versions", "at_most"},
	{"above", WORD_VALUE, NUMBERS | ON(WN_VERSION), "numbers, money and versions", "above"},
	{"below", WORD_VALUE, NUMBERS | ON(WN_VERSION), "numbers, money and versions", "below"},
	{"within", WORD_VALUE, ON(WN_DATE), "dates", "within"},
	{"older_than", WORD_VALUE, ON(WN_DATE), "dates", "older_than"},
	{"since", WORD_VALUE, ON(WN_DATE), "dates", "since"},
	{"before", WORD_VALUE, ON(WN_DATE), "dates", "before"},
	{"prefix", WORD_VALUE, ON(WN_TEXT), "text", "prefix { }"},
	{"mentions", WORD_VALUE, ON(WN_TEXT) | ON(WN_BODY), "text", "mentions { }"},
	{"matches", WORD_VALUE, ON(WN_TEXT) | ON(WN_BODY), "text", "matches \"...\""},
	{"nace", WORD_VALUE, ON(WN_CODE), "industry", "nace { }"},
	{"nace21", WORD_VALUE, ON(WN_CODE), "industry", "nace21 { }"},
	{"naf", WORD_VALUE, ON(WN_CODE), "industry", "naf { }"},
	{"naf25", WORD_VALUE, ON(WN_CODE), "industry", "naf25 { }"},
	{"sic", WORD_VALUE, ON(WN_CODE), "industry", "sic { }"},
	{"us_sic", WORD_VALUE, ON(WN_CODE), "industry", "us_sic { }"},
	{"naics", WORD_VALUE, ON(WN_CODE), "industry", "naics { }"},
	{"isic", WORD_VALUE, ON(WN_CODE), "industry", "isic { }"},
	{"cj", WORD_VALUE, ON(WN_CODE), "legal_form", "cj { }"},
	{"has", WORD_VALUE, ON(WN_LIST), "lists", "has { }"},
	{"count", WORD_VALUE, ON(WN_LIST) | ON(WN_SET), "lists and sets", "count"},
	{"money", WORD_INNER, 0, "an amount inside at_least, at_most, above, below or between", "money"},
	{"days", WORD_INNER, 0, "a length of time", "days"},
	{"weeks", WORD_INNER, 0, "a length of time", "weeks"},
	{"months", WORD_INNER, 0, "a length of time", "months"},
	{"years", WORD_INNER, 0, "a length of time", "years"},
	{"when", WORD_CONDITION, 0, "lines", "when"},
	{"best_of", WORD_CONDITION, 0, "fit and timing", "best_of { }"},
};

#define WORDS (sizeof(words) / sizeof(words[0]))

const struct word *word_find(struct wn_str name)
{
	for (size_t i = 0; i < WORDS; i++)
		if (str_is(name, words[i].name))
			return &words[i];
	return NULL;
}

const struct word *icp_word_at(size_t index)
{
	return index < WORDS ? &words[index] : NULL;
}

bool word_is_scheme(struct wn_str name)
{
	const struct word *word = word_find(name);

	return word && word->types == ON(WN_CODE);
}

void word_unknown(struct compiler *compiler, const struct wn_tree *call)
{
	const char *names[WORDS + 1] = {NULL};
	char hint[128];

	for (size_t i = 0; i < WORDS; i++)
		names[i] = words[i].name;
	did_you_mean(hint, call->as.text, names);
	if (call->count == 0 && !hint[0])
		diag_error(compiler->diags, call->place, "'%.*s' is not a word of the profile language; a text stands in quotes: \"%.*s\"",
		           STR_ARG(call->as.text), STR_ARG(call->as.text));
	else
		diag_error(compiler->diags, call->place, "'%.*s' is not a word of the profile language%s", STR_ARG(call->as.text), hint);
}

/* ---- junctions ------------------------------------------------------------------------------------------- */

static const char *const junction_names[] = {"all_of", "any_of", "none_of", "some_of"};

const char *junction_name(enum junction word)
{
	return junction_names[word];
}

static enum junction junction_of(struct wn_str name)
{
	enum junction word = JUNCTION_ALL;

	while (word < JUNCTION_SOME && !str_is(name, junction_names[word]))
		word++;
	return word;
}

/* some_of(k, { ... }): k is the first argument. */
static const struct wn_tree *some_of_entries(struct compiler *compiler, const struct wn_tree *call, size_t *need)
{
	const struct wn_tree *k = tree_bare(call, 0), *list = tree_bare(call, 1);

	if (call->count != 2 || k->kind != WN_TREE_INTEGER || k->as.integer < 1 || list->kind != WN_TREE_TABLE) {
		diag_error(compiler->diags, call->place, "some_of needs a whole number from 1 and a list: some_of(2, { ... })");
		return NULL;
	}
	*need = (size_t)k->as.integer;
	if (list->count > 0 && *need > list->count) {
		diag_error(compiler->diags, call->place, "some_of asks for %zu of %zu", *need, list->count);
		return NULL;
	}
	return list;
}

const struct wn_tree *junction_entries(struct compiler *compiler, const struct wn_tree *call, enum junction *word, size_t *need)
{
	const struct wn_tree *list;
	const char *name;

	*word = junction_of(call->as.text);
	name = junction_name(*word);
	if (*word == JUNCTION_SOME) {
		list = some_of_entries(compiler, call, need);
		if (!list)
			return NULL;
	} else {
		list = tree_bare(call, 0);
		if (call->count != 1 || list->kind != WN_TREE_TABLE) {
			diag_error(compiler->diags, call->place, "%s needs braces: %s { ... }", name, name);
			return NULL;
		}
		*need = *word == JUNCTION_ALL ? list->count : 1;
	}
	if (list->count == 0) {
		diag_error(compiler->diags, call->place, "%s is empty: it would decide nothing", name);
		return NULL;
	}
	return list;
}
