/* text.c - matchers on texts, codes and long texts: bare texts, prefix, mentions, nace and its kin. */
#include "base/error.h"
#include "company/identity.h"
#include "company/money.h"
#include "company/text.h"
#include "icp/compile.h"
#include "icp/regex.h"

/* ---- closed vocabularies --------------------------------------------------------------------------------- */

/* What people write for countries, and what ISO 3166-1 writes. */
static const struct {
	const char *written, *code, *name;
} country_habits[] = {
	{"UK", "GB", "the United Kingdom"},         {"EL", "GR", "Greece"},
	{"USA", "US", "the United States"},         {"GBR", "GB", "the United Kingdom"},
	{"FRA", "FR", "France"},                    {"DEU", "DE", "Germany"},
	{"FRANCE", "FR", "France"},                 {"GERMANY", "DE", "Germany"},
	{"UNITED KINGDOM", "GB", "the United Kingdom"}, {"UNITED STATES", "US", "the United States"},
};

static struct wn_str upper(struct compiler *compiler, struct wn_str text)
{
	char *copy = arena_alloc(compiler->arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = (char)(text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? text.ptr[i] - 32 : text.ptr[i]);
	return (struct wn_str){copy, text.len};
}

static bool check_country(struct compiler *compiler, const struct wn_tree *value)
{
	struct wn_str text = value->as.text, capitals = upper(compiler, text);

	if (country_valid(text))
		return true;
	for (size_t i = 0; i < sizeof(country_habits) / sizeof(country_habits[0]); i++)
		if (str_is(capitals, country_habits[i].written)) {
			diag_error(compiler->diags, value->place, "\"%.*s\" is not a country code; %s is \"%s\"", STR_ARG(text), country_habits[i].name,
			           country_habits[i].code);
			return false;
		}
	if (country_valid(capitals))
		diag_error(compiler->diags, value->place, "\"%.*s\" is not a country code; write \"%.*s\"", STR_ARG(text), STR_ARG(capitals));
	else
		diag_error(compiler->diags, value->place, "\"%.*s\" is not a country code; write two capitals of ISO 3166-1, such as \"FR\"",
		           STR_ARG(text));
	return false;
}

static bool is_region(struct wn_str text)
{
	if (text.len < 4 || text.len > 6 || text.ptr[2] != '-' || !country_valid(str_first(text, 2)))
		return false;
	for (size_t i = 3; i < text.len; i++)
		if (!((text.ptr[i] >= '0' && text.ptr[i] <= '9') || (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z')))
			return false;
	return true;
}

static bool check_region(struct compiler *compiler, const struct wn_tree *value)
{
	if (is_region(value->as.text))
		return true;
	diag_error(compiler->diags, value->place, "\"%.*s\" is not a region; write ISO 3166-2, such as \"FR-69\"", STR_ARG(value->as.text));
	return false;
}

static bool check_words(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	struct wn_str text = value->as.text;
	const char *near;

	for (size_t i = 0; target->words[i]; i++)
		if (str_is(text, target->words[i]))
			return true;
	near = str_nearest(text, target->words);
	if (!target->words[0])
		return false; /* whoever made the list of words has said what is wrong with it */
	if (near)
		diag_error(compiler->diags, value->place, "'%.*s' is never \"%.*s\"; did you mean \"%s\"?", STR_ARG(target->name), STR_ARG(text), near);
	else {
		struct buf all = {0};

		for (size_t i = 0; target->words[i]; i++)
			buf_printf(&all, "%s\"%s\"", i ? ", " : "", target->words[i]);
		diag_error(compiler->diags, value->place, "'%.*s' is never \"%.*s\"; it is one of %.*s", STR_ARG(target->name), STR_ARG(text),
		           STR_ARG(buf_as_str(&all)));
		buf_free(&all);
	}
	return false;
}

/* An identity key is compared in its one spelling. */
static bool check_id(struct compiler *compiler, const struct target *target, const struct wn_tree *value, struct wn_str *text)
{
	if (id_check(compiler->arena, target->name, value->as.text, text) == WN_OK)
		return true;
	diag_error(compiler->diags, value->place, "\"%.*s\" is no %.*s: its form or check digits are wrong", STR_ARG(value->as.text),
	           STR_ARG(target->name));
	return false;
}

/* ---- bare texts ------------------------------------------------------------------------------------------ */

static struct matcher *text_equal(struct compiler *compiler, enum wn_type type, struct wn_str text)
{
	struct matcher *matcher = matcher_new(compiler, MATCHER_TEXT, type);

	matcher->as.terms.at = arena_alloc(compiler->arena, sizeof(struct term));
	matcher->as.terms.count = 1;
	matcher->as.terms.at[0] = (struct term){.text = text, .key = text_key(compiler->arena, text)};
	return matcher;
}

static bool check_text(struct compiler *compiler, const struct target *target, const struct wn_tree *value, struct wn_str *text)
{
	*text = value->as.text;
	if (text->len == 0) {
		diag_error(compiler->diags, value->place, "'%.*s' is never empty: write none_of { known() }", STR_ARG(target->name));
		return false;
	}
	if (target->words)
		return check_words(compiler, target, value);
	if (str_is(target->name, "country"))
		return check_country(compiler, value);
	if (str_is(target->name, "region") && !target->attribute)
		return check_region(compiler, value);
	if (target->field && !target->attribute && target->field->scheme && target->field->scheme[0] && !str_is(target->name, "domain"))
		return check_id(compiler, target, value, text);
	return true;
}

struct matcher *text_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	struct wn_str text;

	if (target->type == WN_VERSION)
		return version_literal(compiler, value);
	if (target->type == WN_CODE && !str_is(target->name, "legal_form")) {
		struct wn_str code = tree_print(compiler->arena, value);

		diag_error(compiler->diags, value->place, "which classification is %.*s? write nace \"%.*s\", naf, sic, us_sic, naics or isic",
		           STR_ARG(code), STR_ARG(value->kind == WN_TREE_TEXT ? value->as.text : code));
		return NULL;
	}
	if (value->kind != WN_TREE_TEXT) {
		diag_error(compiler->diags, value->place, "'%.*s' %s: write \"%.*s\" in quotes", STR_ARG(target->name),
		           target->type == WN_BODY ? "is a whole text" : "holds text", STR_ARG(tree_print(compiler->arena, value)));
		return NULL;
	}
	if (target->type == WN_BODY) {
		diag_error(compiler->diags, value->place, "'%.*s' is a whole text: write mentions { %.*s }", STR_ARG(target->name),
		           STR_ARG(tree_print(compiler->arena, value)));
		return NULL;
	}
	return check_text(compiler, target, value, &text) ? text_equal(compiler, target->type, text) : NULL;
}

/* ---- lists of texts behind a word ------------------------------------------------------------------------ */

/* The texts of nace "62", nace { "62", "63" } or nace("62", "63"); null after a message. */
static struct term *texts_of(struct compiler *compiler, const struct wn_tree *call, const char *not_text, size_t *count)
{
	const struct wn_tree *list = call->count == 1 && tree_bare(call, 0)->kind == WN_TREE_TABLE ? tree_bare(call, 0) : call;
	struct term *terms = arena_array(compiler->arena, list->count, sizeof *terms);
	bool good = list->count > 0;

	if (!good)
		diag_error(compiler->diags, call->place, "%.*s is empty: it would decide nothing", STR_ARG(call->as.text));
	for (size_t i = 0; i < list->count; i++) {
		const struct entry *entry = &list->entries[i];

		if (entry->key.len == 0 && entry->value->kind == WN_TREE_TEXT) {
			terms[i].text = entry->value->as.text;
			continue;
		}
		good = false;
		if (entry->key.len == 0 && tree_is_number(entry->value))
			diag_error(compiler->diags, entry->value->place, "%s: write \"%.*s\" in quotes", not_text, STR_ARG(tree_print(compiler->arena, entry->value)));
		else if (entry->key.len == 0 && entry->value->kind == WN_TREE_CALL && !word_find(entry->value->as.text))
			word_unknown(compiler, entry->value);
		else
			diag_error(compiler->diags, entry->place, "%.*s lists texts, not %s", STR_ARG(call->as.text),
			           entry->key.len ? "keys" : tree_kind_name(entry->value));
	}
	*count = list->count;
	return good ? terms : NULL;
}

/* Where the i-th text of a word stands. */
static struct place place_of_text(const struct wn_tree *call, size_t index)
{
	const struct wn_tree *list = tree_bare(call, 0)->kind == WN_TREE_TABLE ? tree_bare(call, 0) : call;

	return list->entries[index].value->place;
}

static bool read_phrase(struct compiler *compiler, struct place place, struct term *term)
{
	struct wn_str text = str_trim(term->text);

	term->stem = text.len > 0 && text.ptr[text.len - 1] == '*';
	if (term->stem)
		text.len--;
	if (text.len > 0 && memchr(text.ptr, '*', text.len)) {
		diag_error(compiler->diags, place, "\"%.*s\": * stands only at the end of a phrase", STR_ARG(term->text));
		return false;
	}
	term->key = text_words(compiler->arena, text);
	if (term->key.len > 0)
		return true;
	diag_error(compiler->diags, place, "\"%.*s\" holds no word to look for", STR_ARG(term->text));
	return false;
}

static bool read_prefix(struct compiler *compiler, struct place place, struct term *term)
{
	if (!text_nfc(compiler->arena, term->text, &term->key)) {
		diag_error(compiler->diags, place, "this text is not UTF-8");
		return false;
	}
	if (term->key.len > 0)
		return true;
	diag_error(compiler->diags, place, "everything begins with \"\": it would decide nothing");
	return false;
}

static bool read_pattern(struct compiler *compiler, struct place place, struct term *term)
{
	struct wn_error error = {0};

	if (!text_nfc(compiler->arena, term->text, &term->key)) {
		diag_error(compiler->diags, place, "this text is not UTF-8");
		return false;
	}
	term->regex = regex_compile(compiler->arena, term->key, &error);
	if (!term->regex)
		diag_error(compiler->diags, place, "matches \"%.*s\": %s", (int)(term->text.len < 80 ? term->text.len : 80), term->text.ptr, error.text);
	return term->regex != NULL;
}

/* The words on texts: what they make, what their texts are called, how one of these is read. */
static const struct text_word {
	const char *name;
	enum matcher_kind kind;
	const char *not_text;
	bool (*read)(struct compiler *compiler, struct place place, struct term *term);
} text_words_known[] = {
	{"prefix", MATCHER_PREFIX, "prefixes are text", read_prefix},
	{"mentions", MATCHER_MENTIONS, "phrases are text", read_phrase},
	{"matches", MATCHER_MATCHES, "patterns are text", read_pattern},
};

struct matcher *text_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	const struct text_word *word = text_words_known;
	struct matcher *matcher;
	struct term *terms;
	bool good = true;

	while (!str_is(call->as.text, word->name)) /* words.c knows no others */
		word++;
	matcher = matcher_new(compiler, word->kind, target->type ? target->type : WN_TEXT);
	terms = texts_of(compiler, call, word->not_text, &matcher->as.terms.count);
	for (size_t i = 0; terms && i < matcher->as.terms.count; i++)
		good &= word->read(compiler, place_of_text(call, i), &terms[i]);
	matcher->as.terms.at = terms;
	return terms && good ? matcher : NULL;
}

/* ---- codes ----------------------------------------------------------------------------------------------- */

static bool read_code(struct compiler *compiler, struct wn_str scheme, struct place place, struct term *term)
{
	struct wn_error error = {0};

	term->key = term->text;
	if (code_prefix(compiler->arena, scheme, term->key, &term->text, &error) == WN_OK)
		return true;
	diag_error(compiler->diags, place, "%s", error.text);
	return false;
}

struct matcher *code_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	bool legal = str_is(target->name, "legal_form"), cj = str_is(call->as.text, "cj"), good = true;
	struct matcher *matcher = matcher_new(compiler, MATCHER_CODE, WN_CODE);
	struct term *terms;

	if (legal != cj) {
		diag_error(compiler->diags, call->place, "'%.*s' holds other codes; %.*s { } is for %s", STR_ARG(target->name), STR_ARG(call->as.text),
		           cj ? "legal_form" : "industry");
		return NULL;
	}
	terms = texts_of(compiler, call, "codes are text", &matcher->as.code.count);
	for (size_t i = 0; terms && i < matcher->as.code.count; i++)
		good &= read_code(compiler, call->as.text, place_of_text(call, i), &terms[i]);
	matcher->as.code.scheme = call->as.text;
	matcher->as.code.at = terms;
	matcher->as.code.country = cj ? dictionary_find(compiler->dictionary, WN_STR("country")) : NO_FIELD;
	return terms && good ? matcher : NULL;
}
