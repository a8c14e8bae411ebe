/* identity.c - schemes and their order, the canonical id of a company, and ids as people type them. */
#include "company/identity.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "company/text.h"

#define HASH_HEX 16 /* characters of the digest in an id of last resort */

/* Strongest first. */
static const struct {
	struct wn_str name;
	const char *form; /* for messages */
} schemes[] = {
	{{"fr-siren", 8}, "nine digits, the last a check digit"},
	{{"gb-crn", 6}, "eight digits, or two letters of a known kind and six digits"},
	{{"no-orgnr", 8}, "nine digits that begin with 8 or 9, the last a check digit"},
	{{"be-kbo", 6}, "ten digits that begin with 0 or 1, the last two check digits"},
	{{"lei", 3}, "eighteen letters and digits, then two check digits"},
	{{"vat", 3}, "a country's two letters and its number, such as FR64443061841"},
	{{"domain", 6}, "a name under a public suffix, such as acme.fr"},
};
#define SCHEMES (sizeof schemes / sizeof *schemes)

int scheme_rank(struct wn_str scheme)
{
	for (size_t i = 0; i < SCHEMES; i++)
		if (str_equal(schemes[i].name, scheme))
			return (int)i;
	return -1;
}

struct wn_str scheme_name(int rank)
{
	return schemes[rank].name;
}

/* ---- ids inside ids ---- */

bool id_of_vat(struct wn_arena *arena, struct wn_str vat, struct key *key)
{
	static const struct {
		struct wn_str country, scheme;
		size_t digits;
	} inside[] = {{{"FR", 2}, {"fr-siren", 8}, 9}, {{"BE", 2}, {"be-kbo", 6}, 10}, {{"NO", 2}, {"no-orgnr", 8}, 9}};
	struct wn_str whole;
	if (id_check(arena, WN_STR("vat"), vat, &whole) != WN_OK)
		return false;
	for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
		if (!str_begins(whole, inside[i].country))
			continue;
		/* The French number has a key of two characters first. */
		struct wn_str id = str_first(str_from(whole, i == 0 ? 4 : 2), inside[i].digits);
		key->scheme = inside[i].scheme;
		return id_check(arena, key->scheme, id, &key->value) == WN_OK; /* Monaco's are no SIREN */
	}
	return false;
}

struct wn_str vat_of_siren(struct wn_arena *arena, struct wn_str siren)
{
	struct wn_str id;
	int64_t number;
	if (id_check(arena, schemes[0].name, siren, &id) != WN_OK || !str_to_int(id, &number))
		return (struct wn_str){"", 0};
	return arena_printf(arena, "FR%02d%.*s", (int)((12 + 3 * (number % 97)) % 97), STR_ARG(id));
}

/* ---- canonical id ---- */

static const struct key *strongest_key(const struct company *company)
{
	const struct key *best = NULL;
	int best_rank = -1;
	for (size_t i = 0; i < company->key_count; i++) {
		const struct key *key = &company->keys[i];
		int rank = scheme_rank(key->scheme);
		if (rank < 0 || (best && rank > best_rank))
			continue;
		if (best && rank == best_rank && str_compare(key->value, best->value) >= 0)
			continue;
		best = key;
		best_rank = rank;
	}
	return best;
}

/* The first known text of a field, in order of provider, folded. */
static struct wn_str folded_fact(struct wn_arena *arena, const struct company *company, struct wn_str name)
{
	size_t count = 0;
	field_id field = dictionary_find(company->dictionary, name);
	const struct fact *facts = field == NO_FIELD ? NULL : company_facts(company, field, &count);
	for (size_t i = 0; i < count; i++)
		if (facts[i].cause == WN_KNOWN && facts[i].value.type == WN_TEXT)
			return text_key(arena, facts[i].value.as.text);
	return (struct wn_str){"", 0};
}

static struct wn_str hashed_id(struct wn_arena *arena, const struct company *company)
{
	struct wn_str name = folded_fact(arena, company, WN_STR("name"));
	if (!name.len)
		return (struct wn_str){"", 0};
	struct wn_str country = folded_fact(arena, company, WN_STR("country"));
	struct wn_str postcode = folded_fact(arena, company, WN_STR("postcode"));
	struct wn_str all = arena_printf(arena, "%.*s\x1f%.*s\x1f%.*s", STR_ARG(name), STR_ARG(country), STR_ARG(postcode));
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX];
	digest_bytes(all, digest);
	digest_hex(digest, hex);
	return arena_printf(arena, "name:%.*s", HASH_HEX, hex);
}

struct wn_str key_name(struct wn_arena *arena, const struct key *key)
{
	return arena_printf(arena, "%.*s:%.*s", STR_ARG(key->scheme), STR_ARG(key->value));
}

struct wn_str key_spell(char name[KEY_NAME_ROOM], const struct key *key)
{
	int len = snprintf(name, KEY_NAME_ROOM, "%.*s:%.*s", STR_ARG(key->scheme), STR_ARG(key->value));
	return (struct wn_str){name, len < KEY_NAME_ROOM ? (size_t)len : KEY_NAME_ROOM - 1};
}

struct wn_str canonical_id(struct wn_arena *arena, const struct company *company)
{
	const struct key *key = strongest_key(company);
	return key ? key_name(arena, key) : hashed_id(arena, company);
}

/* ---- ids as people type them ---- */

/* Reads the text as an id of a scheme or field; a SIRET is its company's SIREN, a VAT number the id inside it. */
static bool read_as(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct key *key)
{
	static const char *const fields[][2] = {{"siren", "fr-siren"}, {"siret", "fr-siren"}, {"crn", "gb-crn"}, {"orgnr", "no-orgnr"}, {"kbo", "be-kbo"}};
	struct wn_str value;
	if (id_check(arena, scheme, text, &value) != WN_OK)
		return false;
	if (str_is(scheme, "vat") && id_of_vat(arena, value, key))
		return true;
	if (str_is(scheme, "siret"))
		value = arena_str(arena, str_first(value, 9));
	*key = (struct key){scheme, value};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (str_is(scheme, fields[i][0]))
			key->scheme = str_of(fields[i][1]);
	int rank = scheme_rank(key->scheme);
	if (rank >= 0)
		key->scheme = schemes[rank].name; /* outlives the text */
	return true;
}

/* A number without its scheme: the forms differ, but for nine digits, which are a SIREN if they can be one. */
static bool read_bare(struct wn_arena *arena, struct wn_str text, struct key *key)
{
	static const char *const order[] = {"siren", "siret", "orgnr", "kbo", "lei", "vat", "domain"};
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (read_as(arena, str_of(order[i]), text, key))
			return true;
	/* Shorter numbers are padded where the scheme is said; here they would make any number an id. */
	return read_as(arena, WN_STR("crn"), text, key) && key->value.len == text.len;
}

static bool read_hash(struct wn_arena *arena, struct wn_str text, struct key *key)
{
	if (text.len != HASH_HEX)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!memchr("0123456789abcdef", text.ptr[i], 16))
			return false;
	*key = (struct key){WN_STR("name"), arena_str(arena, text)};
	return true;
}

static const char *form_of(struct wn_str scheme)
{
	static const char *const fields[][2] = {{"siren", "fr-siren"}, {"crn", "gb-crn"}, {"orgnr", "no-orgnr"}, {"kbo", "be-kbo"}};
	if (str_is(scheme, "siret"))
		return "fourteen digits, a SIREN first and a check digit last";
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (str_is(scheme, fields[i][0]))
			scheme = str_of(fields[i][1]);
	int rank = scheme_rank(scheme);
	return rank < 0 ? NULL : schemes[rank].form;
}

static int refuse(struct wn_error *error, struct wn_str text, struct wn_str scheme, const char *form)
{
	struct buf visible = {0};
	buf_visible(&visible, str_first(text, 100), "'");
	struct wn_str shown = buf_as_str(&visible);
	int code = form ? fail(error, WN_INVALID, "'%.*s' is no %.*s: expected %s", STR_ARG(shown), STR_ARG(scheme), form)
	                : fail(error, WN_INVALID,
	                       "'%.*s' is no id of a company: write scheme:value with fr-siren, gb-crn, no-orgnr, be-kbo, lei, vat or "
	                       "domain, or a SIREN, SIRET, LEI, VAT number or domain alone", STR_ARG(shown));
	buf_free(&visible);
	return code;
}

int id_parse(struct wn_arena *arena, struct wn_str text, struct key *key, struct wn_error *error)
{
	text = str_trim(text);
	const char *colon = text.len ? memchr(text.ptr, ':', text.len) : NULL;
	struct wn_str scheme = str_first(text, colon ? (size_t)(colon - text.ptr) : 0);
	struct wn_str value = colon ? str_from(text, scheme.len + 1) : text;
	if (str_is(scheme, "name"))
		return read_hash(arena, value, key) ? WN_OK : refuse(error, value, scheme, "sixteen small hexadecimal digits");
	const char *form = scheme.len ? form_of(scheme) : NULL;
	if (form)
		return read_as(arena, scheme, value, key) ? WN_OK : refuse(error, value, scheme, form);
	return read_bare(arena, text, key) ? WN_OK : refuse(error, text, scheme, NULL);
}

struct key key_for(struct wn_arena *arena, struct wn_str scheme, struct wn_str value)
{
	struct key key;
	if (str_is(scheme, "vat") && id_of_vat(arena, value, &key))
		return key;
	return (struct key){scheme, value};
}

bool key_of_fact(struct wn_arena *arena, const struct field *field, const struct fact *fact, bool has_id, struct key *key)
{
	bool is_domain = strcmp(field->scheme, "domain") == 0;
	struct wn_str value = fact->value.as.text;
	if (!*field->scheme || fact->cause != WN_KNOWN || fact->value.type != WN_TEXT || (is_domain && has_id))
		return false;
	if (is_domain && id_check(arena, str_of("domain"), value, &value) < 0)
		return false;
	*key = key_for(arena, str_of(field->scheme), value);
	return true;
}
