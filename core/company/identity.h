/* identity.h - which company a row is: schemes, check digits, canonical ids, joining by keys. */
#ifndef CORE_COMPANY_IDENTITY_H
#define CORE_COMPANY_IDENTITY_H

#include "company/company.h"

/* Schemes, strongest first: fr-siren, gb-crn, no-orgnr, be-kbo, lei, vat, domain. */
int scheme_rank(struct wn_str scheme); /* -1: no such scheme */
struct wn_str scheme_name(int rank);   /* of a rank that there is; lives for ever */
/* Checks form and check digits (SIREN and SIRET by Luhn, with La Poste's SIRETs; VAT of FR, BE, GB, NO, DE, NL and form elsewhere;
 * LEI mod 97-10; Companies House numbers; Norwegian mod 11; Belgian mod 97) and gives the one spelling:
 * blanks and dots out, letters up, UK numbers padded to eight. `scheme` is a scheme or a field's name (siren, siret, crn, orgnr, kbo, vat, lei, domain).
 * WN_INVALID where it cannot be. `canonical` is in the arena. */
int id_check(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *canonical);
/* Is the text an id of this scheme as id_check would spell it? Of "domain" never: that is for id_check to say. */
bool id_is_plain(struct wn_str scheme, struct wn_str text);
/* The registry id inside a VAT number (FR -> fr-siren, BE -> be-kbo, NO -> no-orgnr), or false. */
bool id_of_vat(struct wn_arena *arena, struct wn_str vat, struct key *key);
/* The key of a checked id: a VAT number stands for the registry id inside it. */
struct key key_for(struct wn_arena *arena, struct wn_str scheme, struct wn_str value);
/* The key that a fact of a key field is: that of its scheme, or the registry id inside a VAT number. A domain is
 * a key only of a company that has no id (`has_id`). False: no key. */
bool key_of_fact(struct wn_arena *arena, const struct field *field, const struct fact *fact, bool has_id, struct key *key);
/* "fr-siren:552100554": a key as maps and the store name it. key_spell writes it into `name` without allocating; no checked
 * id is too long for it. */
#define KEY_NAME_ROOM 512
struct wn_str key_name(struct wn_arena *arena, const struct key *key);
struct wn_str key_spell(char name[KEY_NAME_ROOM], const struct key *key);
/* The French VAT number of a SIREN. */
struct wn_str vat_of_siren(struct wn_arena *arena, struct wn_str siren);
/* Lower-case ASCII host of a URL, host name or e-mail address, without www.; empty if it is none. */
struct wn_str host_of(struct wn_arena *arena, struct wn_str text);
/* A host with letters beyond ASCII as the network knows it (xn--...); empty if it cannot be one. */
struct wn_str host_to_ascii(struct wn_arena *arena, struct wn_str host);
/* Registrable domain by the public suffix list, private section included; empty if there is none. */
struct wn_str registrable_domain(struct wn_arena *arena, struct wn_str text);

/* "scheme:value" of the strongest key, or the hash of folded name, country and postcode ("name:3f2a...").
 * Empty where there is not even a name. */
struct wn_str canonical_id(struct wn_arena *arena, const struct company *company);
/* "fr-siren:552100554" or a bare SIREN, SIRET, LEI, domain... to the one spelling, for the command line. */
int id_parse(struct wn_arena *arena, struct wn_str text, struct key *key, struct wn_error *error);

/* Joins rows into companies once, at the end of the scan. */
struct joiner;
/* A join that would put two ids of one scheme together: refused, and shown. Only a stronger scheme than that of
 * the key keeps rows apart: two rows of one SIREN are one company, whatever LEI each of them claims. */
struct refusal {
	struct key key;            /* the key that both have */
	struct wn_str first, second; /* canonical ids that stay apart, by bytes */
};
struct joiner *joiner_new(void);
void joiner_free(struct joiner *joiner);
/* Row number `row` (0, 1, ... in canonical order of input) has these keys. */
void joiner_add(struct joiner *joiner, size_t row, const struct key *keys, size_t count);
/* Groups rows: strongest scheme first, then by bytes, so order of rows does not matter. Of several groups with one
 * key that exclude each other, whoever can joins the one with the least id; the others stay alone. group[row] is
 * the smallest row number of its company. */
void joiner_settle(struct joiner *joiner, size_t *group, size_t rows);
/* Each once, sorted by key and ids; until the joiner is settled again or freed. */
const struct refusal *joiner_refusals(const struct joiner *joiner, size_t *count);

#endif
