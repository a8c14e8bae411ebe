/* idcheck.c - form and check digits of ids, and the one spelling of each. */
#include "company/identity.h"

#include "base/str.h"

/* An id without its blanks, letters up. No id is longer than this: a LEI has twenty characters. */
struct spelling {
	char at[32];
	size_t len;
};

/* ---- characters ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool all_digits(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_digit(at[i]))
			return false;
	return len > 0;
}

static bool all_zeros(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] != '0')
			return false;
	return true;
}

/* Bytes of a blank or dot at the start of the text, or 0. Registers and legal pages write narrow and fixed blanks. */
static size_t filler(struct wn_str text)
{
	const unsigned char *at = (const unsigned char *)text.ptr;
	if (at[0] == ' ' || at[0] == '.' || (at[0] >= '\t' && at[0] <= '\r'))
		return 1;
	if (text.len >= 2 && at[0] == 0xc2 && at[1] == 0xa0)
		return 2;
	if (text.len >= 3 && at[0] == 0xe2 && at[1] == 0x80 && ((at[2] >= 0x80 && at[2] <= 0x8b) || at[2] == 0xaf))
		return 3;
	return 0;
}

static bool clean(struct wn_str text, bool hyphens_too, struct spelling *id)
{
	id->len = 0;
	while (text.len) {
		size_t skip = hyphens_too && text.ptr[0] == '-' ? 1 : filler(text);
		if (!skip) {
			if (id->len == sizeof id->at)
				return false;
			id->at[id->len++] = capital(text.ptr[0]);
			skip = 1;
		}
		text = str_from(text, skip);
	}
	return id->len > 0;
}

/* Puts `count` characters `filling` in at `place`. */
static bool pad(struct spelling *id, size_t place, size_t count, char filling)
{
	if (id->len + count > sizeof id->at)
		return false;
	memmove(&id->at[place + count], &id->at[place], id->len - place);
	memset(&id->at[place], filling, count);
	id->len += count;
	return true;
}

/* ---- sums ---- */

static bool luhn(const char *digits, size_t len)
{
	static const unsigned char twice[] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
	unsigned sum = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)(digits[len - 1 - i] - '0');
		sum += i & 1 ? twice[digit] : digit;
	}
	return sum % 10 == 0;
}

static unsigned weighted(const char *digits, const char *weights)
{
	unsigned sum = 0;
	for (size_t i = 0; weights[i]; i++)
		sum += (unsigned)(digits[i] - '0') * (unsigned)(weights[i] - '0');
	return sum;
}

static unsigned long number(const char *digits, size_t len)
{
	unsigned long value = 0;
	for (size_t i = 0; i < len; i++)
		value = value * 10 + (unsigned long)(digits[i] - '0');
	return value;
}

/* ISO 7064: digits and letters (10 to 35) as one long number, modulo 97. */
static unsigned mod_97(const char *at, size_t len)
{
	unsigned rest = 0;
	for (size_t i = 0; i < len; i++)
		rest = is_digit(at[i]) ? (rest * 10 + (unsigned)(at[i] - '0')) % 97 : (rest * 100 + (unsigned)(at[i] - 'A') + 10) % 97;
	return rest;
}

/* ISO 7064 mod 11,10: the German tax number. */
static bool mod_11_10(const char *digits, size_t len)
{
	unsigned product = 10;
	for (size_t i = 0; i + 1 < len; i++) {
		unsigned sum = (product + (unsigned)(digits[i] - '0')) % 10;
		product = (sum ? sum : 10) * 2 % 11;
	}
	return (11 - product) % 10 == (unsigned)(digits[len - 1] - '0');
}

/* ---- registries ---- */

/* Asked of every row of a register of thirty million: all digits at once, then their sum. */
static bool good_siren(const char *at, size_t len)
{
	unsigned odd = 0, sum = 0;
	if (len != 9)
		return false;
	for (int i = 0; i < 9; i++)
		odd |= (unsigned)(unsigned char)(at[i] - '0') > 9;
	for (int i = 0; i < 9 && !odd; i += 2)
		sum += (unsigned)(at[i] - '0');
	for (int i = 1; i < 9 && !odd; i += 2)
		sum += 2 * (unsigned)(at[i] - '0') - (at[i] >= '5' ? 9 : 0);
	return !odd && sum && sum % 10 == 0;
}

static bool spell_siren(struct spelling *id)
{
	return good_siren(id->at, id->len);
}

/* La Poste has more establishments than Luhn has numbers for: there the plain sum is a multiple of five. */
static bool spell_siret(struct spelling *id)
{
	if (id->len != 14 || !all_digits(id->at, 14) || !good_siren(id->at, 9))
		return false;
	if (luhn(id->at, 14))
		return true;
	return memcmp(id->at, "356000000", 9) == 0 && weighted(id->at, "11111111111111") % 5 == 0;
}

/* The kinds of UK numbers that begin with two letters (R0: Northern Ireland before 1971). */
static bool is_crn_prefix(const char *at)
{
	static const char known[] = "AC BR CE CS EN ES FC FE GE GN GS IC IP LP NA NC NF NI NL NO NP NR NV NZ OC OE PC R0 RC RS "
				    "SA SC SE SF SG SI SL SO SP SR SZ ZC ";
	for (size_t i = 0; i + 3 < sizeof known; i += 3)
		if (memcmp(&known[i], at, 2) == 0)
			return true;
	return false;
}

/* Industrial and provident societies: IP12345R, SP1234RS. */
static bool is_society(const struct spelling *id)
{
	if (id->len != 8 || id->at[1] != 'P' || !memchr("INS", id->at[0], 3))
		return false;
	size_t digits = id->at[7] == 'R' ? 5 : id->at[6] == 'R' && id->at[7] == 'S' ? 4 : 0;
	return all_digits(&id->at[2], digits);
}

static bool spell_crn(struct spelling *id)
{
	size_t prefix = all_digits(id->at, id->len) ? 0 : 2;
	if (id->len > 8 || id->len <= prefix || (prefix && !is_crn_prefix(id->at)))
		return false;
	if (prefix && is_society(id))
		return true;
	if (!all_digits(&id->at[prefix], id->len - prefix) || all_zeros(&id->at[prefix], id->len - prefix))
		return false;
	return pad(id, prefix, 8 - id->len, '0');
}

static bool good_orgnr(const char *at, size_t len)
{
	if (len != 9 || !all_digits(at, 9) || (at[0] != '8' && at[0] != '9'))
		return false;
	unsigned rest = weighted(at, "32765432") % 11;
	unsigned check = rest ? 11 - rest : 0;
	return check == (unsigned)(at[8] - '0'); /* a check of ten is no digit */
}

static bool spell_orgnr(struct spelling *id)
{
	return good_orgnr(id->at, id->len);
}

static bool good_kbo(const char *at, size_t len)
{
	if (len != 10 || !all_digits(at, 10) || at[0] > '1')
		return false;
	return number(at + 8, 2) == 97 - number(at, 8) % 97 && !all_zeros(at, 8);
}

/* Before 2005 the number had nine digits; the VAT prefix is part of it on paper. */
static bool spell_kbo(struct spelling *id)
{
	if (id->len > 2 && id->at[0] == 'B' && id->at[1] == 'E') {
		id->len -= 2;
		memmove(id->at, &id->at[2], id->len);
	}
	return (id->len != 9 || pad(id, 0, 1, '0')) && good_kbo(id->at, id->len);
}

static bool spell_lei(struct spelling *id)
{
	if (id->len != 20 || !all_digits(&id->at[18], 2))
		return false;
	for (size_t i = 0; i < 18; i++)
		if (!is_digit(id->at[i]) && !is_capital(id->at[i]))
			return false;
	return mod_97(id->at, 20) == 1;
}

/* ---- VAT ---- */

/* Place of a character in the alphabet of the newer French keys, which has no I and no O. */
static unsigned french_letter(char c)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	const char *found = c ? strchr(alphabet, c) : NULL;
	return found ? (unsigned)(found - alphabet) : 34;
}

static bool french_key(const char *key, unsigned long siren)
{
	unsigned first = french_letter(key[0]), second = french_letter(key[1]);
	if (first == 34 || second == 34)
		return false;
	if (all_digits(key, 2))
		return number(key, 2) == (12 + 3 * (siren % 97)) % 97;
	unsigned long check = is_digit(key[0]) ? first * 24 + second - 10 : first * 34 + second - 100;
	return (siren + 1 + check / 11) % 11 == check % 11;
}

/* Monaco has French numbers whose last nine digits begin with 000 and are no SIREN. */
static bool vat_fr(struct spelling *id)
{
	const char *siren = &id->at[4];
	if (id->len != 13 || !all_digits(siren, 9) || all_zeros(siren, 9))
		return false;
	return (all_zeros(siren, 3) || luhn(siren, 9)) && french_key(&id->at[2], number(siren, 9));
}

static bool vat_be(struct spelling *id)
{
	return (id->len != 11 || pad(id, 2, 1, '0')) && good_kbo(&id->at[2], id->len - 2);
}

/* Nine digits, twelve with a branch; GD and HA are government and health. */
static bool vat_gb(struct spelling *id)
{
	const char *digits = &id->at[2];
	if (id->len == 7 && (memcmp(digits, "GD", 2) == 0 || memcmp(digits, "HA", 2) == 0))
		return all_digits(&digits[2], 3);
	if ((id->len != 11 && id->len != 14) || !all_digits(digits, id->len - 2) || all_zeros(digits, 9))
		return false;
	unsigned total = weighted(digits, "8765432") + (unsigned)number(&digits[7], 2);
	return total % 97 == 0 || (total + 55) % 97 == 0;
}

static bool vat_no(struct spelling *id)
{
	if (id->len == 11)
		pad(id, 11, 3, ' ');
	else if (id->len != 14 || memcmp(&id->at[11], "MVA", 3) != 0)
		return false;
	memcpy(&id->at[11], "MVA", 3);
	return good_orgnr(&id->at[2], 9);
}

static bool vat_de(struct spelling *id)
{
	return id->len == 11 && all_digits(&id->at[2], 9) && id->at[2] != '0' && mod_11_10(&id->at[2], 9);
}

/* Companies: the eleven test on the nine digits. Sole traders, since 2020: all of it modulo 97. */
static bool vat_nl(struct spelling *id)
{
	const char *digits = &id->at[2];
	if (id->len != 14 || !all_digits(digits, 9) || id->at[11] != 'B' || !all_digits(&id->at[12], 2) || all_zeros(digits, 9))
		return false;
	return weighted(digits, "98765432") % 11 == (unsigned)(digits[8] - '0') || mod_97(id->at, 14) == 1;
}

/* The Swiss UID, with or without the word for VAT in one of three languages. */
static bool vat_ch(struct spelling *id)
{
	struct wn_str rest = {&id->at[12], id->len > 12 ? id->len - 12 : 0};
	if (id->len < 12 || id->at[2] != 'E' || !all_digits(&id->at[3], 9))
		return false;
	if (rest.len && !str_is(rest, "MWST") && !str_is(rest, "TVA") && !str_is(rest, "IVA"))
		return false;
	id->len = 12;
	unsigned sum = weighted(&id->at[3], "54327654") % 11;
	return (sum ? 11 - sum : 0) == (unsigned)(id->at[11] - '0') && !all_zeros(&id->at[3], 9);
}

/* Form alone: 9 is a digit, @ a letter, ? either, & a letter or one of + and *; all else stands for itself. `less`
 * characters may be missing at the end. */
static const struct {
	char country[3];
	unsigned char less;
	const char *form;
} forms[] = {
	{"AT", 0, "U99999999"},   {"BG", 1, "9999999999"}, {"CY", 0, "99999999@"},   {"CZ", 2, "9999999999"}, {"DK", 0, "99999999"},
	{"EE", 0, "999999999"},   {"EL", 0, "999999999"},  {"ES", 0, "@9999999?"},   {"ES", 0, "99999999@"},  {"FI", 0, "99999999"},
	{"HR", 0, "99999999999"}, {"HU", 0, "99999999"},   {"IE", 1, "9999999@@"},   {"IE", 0, "9&99999@"},   {"IT", 0, "99999999999"},
	{"LT", 0, "999999999"},   {"LT", 0, "999999999999"}, {"LU", 0, "99999999"},  {"LV", 0, "99999999999"}, {"MT", 0, "99999999"},
	{"PL", 0, "9999999999"},  {"PT", 0, "999999999"},  {"RO", 8, "9999999999"},  {"SE", 0, "999999999999"}, {"SI", 0, "99999999"},
	{"SK", 0, "9999999999"},
};

static bool fits_character(char form, char c)
{
	switch (form) {
	case '9':
		return is_digit(c);
	case '@':
		return is_capital(c);
	case '?':
		return is_digit(c) || is_capital(c);
	case '&':
		return is_capital(c) || c == '+' || c == '*';
	default:
		return form == c;
	}
}

static bool fits_form(const char *form, unsigned less, const char *at, size_t len)
{
	size_t full = strlen(form);
	if (len > full || len + less < full)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!fits_character(form[i], at[i]))
			return false;
	return true;
}

static bool vat_elsewhere(struct spelling *id)
{
	if (memcmp(id->at, "GR", 2) == 0)
		memcpy(id->at, "EL", 2);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (memcmp(forms[i].country, id->at, 2) == 0 && fits_form(forms[i].form, forms[i].less, &id->at[2], id->len - 2))
			return !all_zeros(&id->at[2], id->len - 2);
	return false;
}

static bool spell_vat(struct spelling *id)
{
	static const struct {
		char country[3];
		bool (*check)(struct spelling *id);
	} checked[] = {{"FR", vat_fr}, {"DE", vat_de}, {"GB", vat_gb}, {"XI", vat_gb}, {"BE", vat_be}, {"NL", vat_nl}, {"NO", vat_no}, {"CH", vat_ch}};
	if (id->len < 4)
		return false;
	for (size_t i = 0; i < sizeof checked / sizeof *checked; i++)
		if (memcmp(checked[i].country, id->at, 2) == 0)
			return checked[i].check(id);
	return vat_elsewhere(id);
}

/* ---- the door ---- */

static const struct rule {
	struct wn_str name;
	bool (*spell)(struct spelling *id);
	bool hyphens; /* are fillers too */
} rules[] = {
	{{"fr-siren", 8}, spell_siren, false}, {{"siren", 5}, spell_siren, false},    {{"siret", 5}, spell_siret, false},
	{{"gb-crn", 6}, spell_crn, false},     {{"crn", 3}, spell_crn, false},        {{"no-orgnr", 8}, spell_orgnr, false},
	{{"orgnr", 5}, spell_orgnr, false},    {{"be-kbo", 6}, spell_kbo, true},      {{"kbo", 3}, spell_kbo, true},
	{{"lei", 3}, spell_lei, false},        {{"vat", 3}, spell_vat, true},
};

static int check_domain(struct wn_arena *arena, struct wn_str text, struct wn_str *canonical)
{
	struct wn_str domain = registrable_domain(arena, text);
	if (!domain.len)
		return WN_INVALID;
	*canonical = domain;
	return WN_OK;
}

/* Called for every row of a register, before anything else is known of it. */
bool id_is_plain(struct wn_str scheme, struct wn_str text)
{
	struct spelling id = {.len = text.len};
	if (!text.len || text.len > sizeof id.at)
		return false;
	memcpy(id.at, text.ptr, text.len);
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(id.at[i]) && !is_capital(id.at[i]))
			return false;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (str_equal(rules[i].name, scheme))
			return rules[i].spell(&id) && str_equal((struct wn_str){id.at, id.len}, text);
	return false;
}

/* Called for every row of a register: nothing is allocated but the result. */
int id_check(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *canonical)
{
	struct spelling id;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		if (!str_equal(rules[i].name, scheme))
			continue;
		if (!clean(text, rules[i].hyphens, &id) || !rules[i].spell(&id))
			return WN_INVALID;
		*canonical = arena_str(arena, (struct wn_str){id.at, id.len});
		return WN_OK;
	}
	return str_is(scheme, "domain") ? check_domain(arena, text, canonical) : WN_INVALID;
}
