/* company_identity.c - check digits of every scheme, hosts and domains, canonical ids, ids as people type them. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/identity.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HASH_OF_CAFE "99a5f8e9055ef9a0"

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

/* ---- check digits ---- */

/* `spelling` is null where the id cannot be. */
struct sample {
	const char *scheme, *text, *spelling;
};

static void check_samples(const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct wn_str spelling = WN_STR("untouched");
		int code = id_check(arena, str_of(samples[i].scheme), str_of(samples[i].text), &spelling);
		const char *expected = samples[i].spelling ? samples[i].spelling : "untouched";
		if (code != (samples[i].spelling ? WN_OK : WN_INVALID) || !str_is(spelling, expected))
			fail_msg("%s '%s': code %d, '%.*s', expected '%s'", samples[i].scheme, samples[i].text, code, STR_ARG(spelling), expected);
	}
}

static void french_numbers(void **state)
{
	static const struct sample samples[] = {
		{"fr-siren", "552100554", "552100554"},
		{"siren", " 552 100 554 ", "552100554"},
		{"siren", "443.061.841", "443061841"},
		{"siren", "552\xc2\xa0" "100\xe2\x80\xaf" "554", "552100554"},
		{"siren", "356000000", "356000000"},
		{"siren", "552100555", NULL},
		{"siren", "525100554", NULL},
		{"siren", "000000000", NULL},
		{"siren", "55210055", NULL},
		{"siren", "5521005540", NULL},
		{"siren", "55210055A", NULL},
		{"siren", "552-100-554", NULL},
		{"siren", "", NULL},
		{"siren", "   ", NULL},
		{"siren", "5521005545521005545521005545521005545521005", NULL},
		{"siret", "55210055400013", "55210055400013"},
		{"siret", "552 032 534 00646", "55203253400646"},
		{"siret", "55210055400014", NULL},
		{"siret", "5521005540001", NULL},
		{"siret", "35600000000048", "35600000000048"},
		{"siret", "35600000000051", "35600000000051"}, /* no Luhn; the sum is 20 */
		{"siret", "35600000012345", NULL}, /* neither */
		{"siret", "55210055400003", NULL}, /* the rule is La Poste's alone */
		{"siret", "552100555" "00013", NULL},
	};
	(void)state;
	check_samples(samples, COUNT(samples));
}

static void british_numbers(void **state)
{
	static const struct sample samples[] = {
		{"gb-crn", "00445790", "00445790"}, {"crn", "445790", "00445790"},     {"crn", "sc 095237", "SC095237"}, {"crn", "SC95237", "SC095237"},
		{"crn", "NI000001", "NI000001"},    {"crn", "R0000012", "R0000012"},   {"crn", "OC301540", "OC301540"},  {"crn", "IP12345R", "IP12345R"},
		{"crn", "SP1234RS", "SP1234RS"},    {"crn", "123456789", NULL},        {"crn", "QQ123456", NULL},        {"crn", "SC1234567", NULL},
		{"crn", "00000000", NULL},          {"crn", "SC", NULL},               {"crn", "SC12345A", NULL},        {"crn", "SC1234RS", NULL},
		{"crn", "SC000000", NULL},          {"crn", "A", NULL},                {"crn", "", NULL},
	};
	(void)state;
	check_samples(samples, COUNT(samples));
}

static void other_registries(void **state)
{
	static const struct sample samples[] = {
		{"no-orgnr", "923609016", "923609016"}, {"orgnr", "974 760 673", "974760673"}, {"orgnr", "923609017", NULL}, {"orgnr", "932609016", NULL},
		{"orgnr", "123456785", NULL},           {"orgnr", "800000010", NULL},          {"orgnr", "92360901", NULL},
		{"be-kbo", "0403.170.701", "0403170701"}, {"kbo", "403170701", "0403170701"},  {"kbo", "BE 0403.170.701", "0403170701"},
		{"kbo", "0403-170-701", "0403170701"},  {"kbo", "0403170702", NULL},           {"kbo", "2403170701", NULL}, {"kbo", "0000000097", NULL},
		{"kbo", "BE", NULL},                    {"kbo", "04031707011", NULL},
		{"lei", "HWUPKR0MPOU8FGXBT394", "HWUPKR0MPOU8FGXBT394"}, {"lei", "969500ksv493xwy0ps33", "969500KSV493XWY0PS33"},
		{"lei", "HWUPKR0MPOU8FGXBT395", NULL},  {"lei", "HWUPKR0MPOU8FGXBT3", NULL},   {"lei", "HWUPKR0MPOU8FGXB394T", NULL},
		{"lei", "HWUPKR0MPO\xc3\xa9" "8FGXBT394", NULL},
		{"rna", "W751234567", NULL},            {"", "552100554", NULL},
	};
	(void)state;
	check_samples(samples, COUNT(samples));
}

static void vat_with_check_digits(void **state)
{
	static const struct sample samples[] = {
		{"vat", "FR64443061841", "FR64443061841"},   {"vat", "fr 96 552 100 554", "FR96552100554"}, {"vat", "FR65443061841", NULL},
		{"vat", "FR64443061842", NULL},              {"vat", "FRK7399859412", "FRK7399859412"},     {"vat", "FR4Z123456782", "FR4Z123456782"},
		{"vat", "FRK8399859412", NULL},              {"vat", "FRIO399859412", NULL},                {"vat", "FR6444306184", NULL},
		{"vat", "64443061841", NULL},                {"vat", "FR12000000000", NULL},                {"vat", "FR", NULL},
		{"vat", "BE0403170701", "BE0403170701"},     {"vat", "BE 403.170.701", "BE0403170701"},     {"vat", "BE0403170711", NULL},
		{"vat", "GB980780684", "GB980780684"},       {"vat", "GB 220 4302 31", "GB220430231"},      {"vat", "GB340804329", "GB340804329"},
		{"vat", "GB980780684001", "GB980780684001"}, {"vat", "GBGD001", "GBGD001"},                 {"vat", "XI980780684", "XI980780684"},
		{"vat", "GB232178781", NULL},                {"vat", "GB98078068", NULL},                   {"vat", "GB000000000", NULL},
		{"vat", "NO 923 609 016 MVA", "NO923609016MVA"}, {"vat", "NO923609016", "NO923609016MVA"},  {"vat", "NO923609017MVA", NULL},
		{"vat", "NO923609016ABC", NULL},             {"vat", "DE136695976", "DE136695976"},         {"vat", "DE 129 273 398", "DE129273398"},
		{"vat", "DE136695977", NULL},                {"vat", "DE36695976", NULL},                   {"vat", "NL004495445B01", "NL004495445B01"},
		{"vat", "NL 1234.56.789.B13", "NL123456789B13"}, {"vat", "NL123456789B14", NULL},           {"vat", "NL004495445A01", NULL},
		{"vat", "CHE-107.787.577 MWST", "CHE107787577"}, {"vat", "CHE116281710", "CHE116281710"},   {"vat", "CHE107787578", NULL},
		{"vat", "CHE107787577XX", NULL},
	};
	(void)state;
	check_samples(samples, COUNT(samples));
}

static void vat_by_form(void **state)
{
	static const struct sample samples[] = {
		{"vat", "ATU12345678", "ATU12345678"},   {"vat", "AT12345678", NULL},             {"vat", "BG123456789", "BG123456789"},
		{"vat", "BG12345678", NULL},             {"vat", "CY12345678L", "CY12345678L"},   {"vat", "CZ12345678", "CZ12345678"},
		{"vat", "DK 12 34 56 78", "DK12345678"}, {"vat", "DK1234567", NULL},              {"vat", "EE123456789", "EE123456789"},
		{"vat", "GR123456789", "EL123456789"},   {"vat", "ESA12345678", "ESA12345678"},   {"vat", "ESX1234567X", "ESX1234567X"},
		{"vat", "ES123456789", NULL},            {"vat", "FI12345678", "FI12345678"},     {"vat", "HR12345678901", "HR12345678901"},
		{"vat", "HU12345678", "HU12345678"},     {"vat", "IE1234567WA", "IE1234567WA"},   {"vat", "IE1234567T", "IE1234567T"},
		{"vat", "IE8+12345T", "IE8+12345T"},     {"vat", "IE12345678", NULL},             {"vat", "IT12345678901", "IT12345678901"},
		{"vat", "LT123456789", "LT123456789"},   {"vat", "LT123456789012", "LT123456789012"}, {"vat", "LT1234567890", NULL},
		{"vat", "LU12345678", "LU12345678"},     {"vat", "LV12345678901", "LV12345678901"}, {"vat", "MT12345678", "MT12345678"},
		{"vat", "PL1234567890", "PL1234567890"}, {"vat", "PT123456789", "PT123456789"},   {"vat", "RO12", "RO12"},
		{"vat", "RO1", NULL},                    {"vat", "SE123456789001", "SE123456789001"}, {"vat", "SI12345678", "SI12345678"},
		{"vat", "SK1234567890", "SK1234567890"}, {"vat", "SK12345678901", NULL},          {"vat", "US123456789", NULL},
		{"vat", "PT000000000", NULL},
	};
	(void)state;
	check_samples(samples, COUNT(samples));
}

/* One wrong digit is never taken: Luhn, mod 97, mod 11 and mod 11,10 all promise it. */
static void one_wrong_digit_is_found(void **state)
{
	static const struct sample samples[] = {
		{"siren", "552100554", NULL}, {"siret", "55210055400013", NULL}, {"orgnr", "923609016", NULL},  {"kbo", "0403170701", NULL},
		{"lei", "HWUPKR0MPOU8FGXBT394", NULL}, {"vat", "DE136695976", NULL}, {"vat", "FR64443061841", NULL}, {"vat", "BE0403170701", NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct wn_str text = arena_str(arena, str_of(samples[i].text)), spelling;
		char *at = (char *)text.ptr;
		for (size_t k = 0; k < text.len; k++) {
			char kept = at[k];
			for (char digit = '0'; kept >= '0' && kept <= '9' && digit <= '9'; digit++) {
				at[k] = digit;
				assert_int_equal(id_check(arena, str_of(samples[i].scheme), text, &spelling), digit == kept ? WN_OK : WN_INVALID);
			}
			at[k] = kept;
		}
	}
}

/* Every spelling is its own spelling, whatever bytes come in; and text and result may be one variable. */
static void spelling_is_settled(void **state)
{
	static const char *const names[] = {"siren", "siret", "crn", "orgnr", "kbo", "lei", "vat", "domain"};
	static const char letters[] = "0123456789000111 .-ABEFGRNOLSCIPUM\xc2\xa0\xe2\x80\xaf\xff";
	struct dice dice = dice_new();
	size_t valid = 0;
	(void)state;
	for (int round = 0; round < 200000; round++) {
		char bytes[24];
		size_t len = dice_below(&dice, sizeof bytes + 1);
		struct wn_str scheme = str_of(names[dice_below(&dice, COUNT(names))]), text = {bytes, len}, again;
		for (size_t i = 0; i < len; i++)
			bytes[i] = letters[dice_below(&dice, sizeof letters - 1)];
		if (id_check(arena, scheme, text, &text) != WN_OK)
			continue;
		valid++;
		assert_int_equal(id_check(arena, scheme, text, &again), WN_OK);
		assert_true(str_equal(text, again));
		arena_clear(arena);
	}
	assert_true(valid > 0);
}

/* ---- hosts and domains ---- */

static void hosts(void **state)
{
	static const struct {
		const char *text, *host;
	} samples[] = {
		{"https://www.acme.fr/contact?a=b#c", "acme.fr"}, {"http://shop.ACME.co.uk:8080", "shop.acme.co.uk"}, {"acme.fr", "acme.fr"},
		{"  WWW.Acme.FR  ", "acme.fr"},                   {"//cdn.acme.fr/x.js", "cdn.acme.fr"},              {"acme.fr/about@us", "acme.fr"},
		{"https://user:word@acme.fr:443/", "acme.fr"},    {"info@acme.fr", "acme.fr"},                        {"mailto:info@www.acme.fr?subject=x", "acme.fr"},
		{"acme.fr.", "acme.fr"},                          {"www.fr", "www.fr"},                               {"wwww.acme.fr", "wwww.acme.fr"},
		{"acme.fr:", "acme.fr"},                          {"https://evil.example\\@acme.fr", "evil.example"}, {"my_shop.acme.fr", "my_shop.acme.fr"},
		{"https://M\xc3\xbcller.de/", "xn--mller-kva.de"}, {"M\xc3\x9cLLER.DE", "xn--mller-kva.de"},          {"mu\xcc\x88ller.de", "xn--mller-kva.de"},
		{"XN--MLLER-KVA.de", "xn--mller-kva.de"},         {"info@caf\xc3\xa9.fr", "xn--caf-dma.fr"},          {"stra\xc3\x9f" "e.de", "xn--strae-oqa.de"},
		{"", ""},             {"   ", ""},          {"n/a", ""},            {"none", ""},            {"localhost", ""},        {"http://", ""},
		{"192.168.1.1", ""},  {"http://10.0.0.1:80/", ""}, {"http://[::1]/", ""}, {"[2001:db8::1]:443", ""}, {"2001:db8::1", ""}, {"0x7f.0x0.0.0x1", ""},
		{"1.2.3.4.", ""},     {"user@127.0.0.1", ""}, {"acme.fr:http", ""}, {"acme.fr:123456", ""},  {"acme..fr", ""},         {".acme.fr", ""},
		{"acme.fr..", ""},    {"-acme.fr", ""},     {"acme-.fr", ""},       {"ac me.fr", ""},        {"a@x.fr, b@y.fr", ""},   {"Acme <info@acme.fr>", ""},
		{"acme%2efr", ""},    {"caf\xe9.fr", ""},   {"xn--\xc3\xbc.de", ""}, {"tel:+33.140", ""},    {"https://https://acme.fr", ""}, {"@", ""},
		{"a234567890123456789012345678901234567890123456789012345678901234.fr", ""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct wn_str host = host_of(arena, str_of(samples[i].text));
		if (!str_is(host, samples[i].host))
			fail_msg("host of '%s' is '%.*s', expected '%s'", samples[i].text, STR_ARG(host), samples[i].host);
	}
	assert_int_equal(host_of(arena, (struct wn_str){"acme.fr\0.example.com", 20}).len, 0);
	assert_int_equal(host_of(arena, (struct wn_str){NULL, 0}).len, 0);
}

static void a_long_host_is_none(void **state)
{
	char text[2000];
	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 10 == 9 ? '.' : 'a';
	assert_int_equal(host_of(arena, (struct wn_str){text, 248}).len, 248);
	assert_int_equal(host_of(arena, (struct wn_str){text, 253}).len, 253);
	assert_int_equal(host_of(arena, (struct wn_str){text, 254}).len, 0);
	assert_int_equal(host_of(arena, (struct wn_str){text, 1999}).len, 0);
}

static void domains(void **state)
{
	static const struct {
		const char *text, *domain;
	} samples[] = {
		{"https://www.acme.fr/", "acme.fr"},       {"shop.eu.acme.fr", "acme.fr"},        {"shop.acme.co.uk", "acme.co.uk"},
		{"jo@mail.acme.com.au", "acme.com.au"},    {"acme.github.io", "acme.github.io"},  {"www.acme.github.io", "acme.github.io"},
		{"x.acme.myshopify.com", "acme.myshopify.com"}, {"github.io", ""},                {"co.uk", ""},
		{"fr", ""},                                {"www.ck", "www.ck"},                  {"acme.ck", ""},
		{"www.co.uk", "www.co.uk"},                {"www.m\xc3\xbcller.de", "xn--mller-kva.de"}, {"http://8.8.8.8/", ""},
		{"[::1]", ""},                             {"", ""},                              {"acme", ""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct wn_str domain = registrable_domain(arena, str_of(samples[i].text)), checked = WN_STR("");
		if (!str_is(domain, samples[i].domain))
			fail_msg("domain of '%s' is '%.*s', expected '%s'", samples[i].text, STR_ARG(domain), samples[i].domain);
		assert_int_equal(id_check(arena, WN_STR("domain"), str_of(samples[i].text), &checked), domain.len ? WN_OK : WN_INVALID);
		assert_true(str_equal(checked, domain));
	}
}

/* ---- ids inside ids ---- */

static void vat_holds_registry_ids(void **state)
{
	static const struct {
		const char *vat, *scheme, *value;
	} samples[] = {
		{"FR64443061841", "fr-siren", "443061841"}, {"FR 96 552 100 554", "fr-siren", "552100554"}, {"FRK7399859412", "fr-siren", "399859412"},
		{"BE0403170701", "be-kbo", "0403170701"},   {"NO923609016MVA", "no-orgnr", "923609016"},    {"DE136695976", NULL, NULL},
		{"GB980780684", NULL, NULL},                {"FR65443061841", NULL, NULL},                  {"", NULL, NULL},
		{"FR09000000001", NULL, NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct key key = {0};
		assert_int_equal(id_of_vat(arena, str_of(samples[i].vat), &key), samples[i].value != NULL);
		if (samples[i].value)
			assert_true(str_is(key.scheme, samples[i].scheme) && str_is(key.value, samples[i].value));
	}
}

static void a_siren_has_one_vat_number(void **state)
{
	struct wn_str number;
	struct key key;
	(void)state;
	assert_true(str_is(vat_of_siren(arena, WN_STR("443061841")), "FR64443061841"));
	assert_true(str_is(vat_of_siren(arena, WN_STR("399859412")), "FR06399859412"));
	assert_int_equal(vat_of_siren(arena, WN_STR("443061842")).len, 0);
	for (int siren = 552100000; siren < 552101000; siren++) {
		number = arena_printf(arena, "%d", siren);
		if (id_check(arena, WN_STR("siren"), number, &number) != WN_OK)
			continue;
		assert_true(id_of_vat(arena, vat_of_siren(arena, number), &key));
		assert_true(str_equal(key.value, number));
	}
}

static void monaco_has_vat_without_siren(void **state)
{
	struct wn_str spelling;
	struct key key;
	(void)state;
	/* 12 + 3 * 2 = 18; 000000002 fails Luhn. */
	assert_int_equal(id_check(arena, WN_STR("vat"), WN_STR("FR18000000002"), &spelling), WN_OK);
	assert_false(id_of_vat(arena, spelling, &key));
}

static void ranks(void **state)
{
	static const char *const order[] = {"fr-siren", "gb-crn", "no-orgnr", "be-kbo", "lei", "vat", "domain"};
	(void)state;
	for (size_t i = 0; i < COUNT(order); i++) {
		assert_int_equal(scheme_rank(str_of(order[i])), i);
		assert_true(str_is(scheme_name((int)i), order[i]));
	}
	assert_int_equal(scheme_rank(WN_STR("siren")), -1);
	assert_int_equal(scheme_rank(WN_STR("name")), -1);
	assert_int_equal(scheme_rank(WN_STR("")), -1);
}

/* ---- canonical ids ---- */

static void add_text(struct company *company, const char *field, provider_id provider, const char *text)
{
	struct fact fact = {.field = dictionary_find(company->dictionary, str_of(field)), .provider = provider};
	if (text)
		fact.value = (struct wn_value){.type = WN_TEXT, .as.text = str_of(text)};
	else
		fact.cause = WN_ABSENT;
	company_add(company, &fact);
}

static void the_strongest_key_is_the_id(void **state)
{
	struct dictionary *dictionary = dictionary_new();
	struct company company;
	(void)state;
	company_init(&company, arena, dictionary);
	add_text(&company, "name", 0, "Acme");
	company_add_key(&company, WN_STR("x_own"), WN_STR("1"));
	assert_true(str_begins(canonical_id(arena, &company), WN_STR("name:")));
	company_add_key(&company, WN_STR("domain"), WN_STR("acme.fr"));
	assert_true(str_is(canonical_id(arena, &company), "domain:acme.fr"));
	company_add_key(&company, WN_STR("fr-siren"), WN_STR("552100554"));
	company_add_key(&company, WN_STR("lei"), WN_STR("HWUPKR0MPOU8FGXBT394"));
	assert_true(str_is(canonical_id(arena, &company), "fr-siren:552100554"));
	dictionary_free(dictionary);
}

static struct wn_str id_by_name(const struct dictionary *dictionary, const char *name, const char *country, const char *postcode)
{
	struct company company;
	company_init(&company, arena, dictionary);
	add_text(&company, "name", 0, NULL);
	add_text(&company, "name", 2, "Later");
	add_text(&company, "name", 1, name);
	if (country)
		add_text(&company, "country", 0, country);
	if (postcode)
		add_text(&company, "postcode", 3, postcode);
	return canonical_id(arena, &company);
}

static void the_last_resort_is_a_hash(void **state)
{
	struct dictionary *dictionary = dictionary_new();
	struct company nobody;
	(void)state;
	/* printf 'cafe acme\037fr\03775002' | sha256sum */
	assert_true(str_is(id_by_name(dictionary, "Caf\xc3\xa9  ACME", "FR", "75002"), "name:" HASH_OF_CAFE));
	assert_true(str_is(id_by_name(dictionary, " cafe acme ", "fr", "75002"), "name:" HASH_OF_CAFE));
	assert_false(str_equal(id_by_name(dictionary, "cafe acme", "FR", NULL), id_by_name(dictionary, "cafe acme", NULL, "FR")));
	assert_false(str_equal(id_by_name(dictionary, "cafe acme", "FR", "75002"), id_by_name(dictionary, "cafe acme", "FR", "75003")));
	company_init(&nobody, arena, dictionary);
	assert_int_equal(canonical_id(arena, &nobody).len, 0);
	add_text(&nobody, "country", 0, "FR");
	add_text(&nobody, "name", 0, "  ");
	assert_int_equal(canonical_id(arena, &nobody).len, 0);
	dictionary_free(dictionary);
}

/* ---- as people type them ---- */

static void typed_ids(void **state)
{
	static const struct {
		const char *text, *scheme, *value;
	} samples[] = {
		{"fr-siren:552100554", "fr-siren", "552100554"},    {"fr-siren:552 100 554", "fr-siren", "552100554"}, {"siren:552100554", "fr-siren", "552100554"},
		{"552100554", "fr-siren", "552100554"},             {" 552 100 554 ", "fr-siren", "552100554"},        {"55210055400013", "fr-siren", "552100554"},
		{"siret:55210055400013", "fr-siren", "552100554"},  {"crn:445790", "gb-crn", "00445790"},              {"00445790", "gb-crn", "00445790"},
		{"SC095237", "gb-crn", "SC095237"},                 {"923609016", "no-orgnr", "923609016"},            {"0403.170.701", "be-kbo", "0403170701"},
		{"HWUPKR0MPOU8FGXBT394", "lei", "HWUPKR0MPOU8FGXBT394"}, {"vat:FR64443061841", "fr-siren", "443061841"}, {"FR64443061841", "fr-siren", "443061841"},
		{"DE136695976", "vat", "DE136695976"},              {"acme.fr", "domain", "acme.fr"},                  {"domain:www.acme.fr", "domain", "acme.fr"},
		{"https://www.acme.fr:443/x", "domain", "acme.fr"}, {"acme.fr:443", "domain", "acme.fr"},              {"name:0123456789abcdef", "name", "0123456789abcdef"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct wn_error error = {0};
		struct key key = {0};
		if (id_parse(arena, str_of(samples[i].text), &key, &error) != WN_OK || !str_is(key.scheme, samples[i].scheme) || !str_is(key.value, samples[i].value))
			fail_msg("'%s' gives %.*s:%.*s (%s)", samples[i].text, STR_ARG(key.scheme), STR_ARG(key.value), error.text);
	}
}

static void typed_mistakes(void **state)
{
	static const struct {
		const char *text, *words;
	} samples[] = {
		{"552100555", "is no id of a company"}, {"", "is no id of a company"},             {"445790", "is no id of a company"},
		{"foo:bar", "is no id of a company"},   {":", "is no id of a company"},            {"fr-siren:552100555", "is no fr-siren: expected nine digits"},
		{"siret:1", "is no siret: expected fourteen digits"}, {"kbo:1", "is no kbo: expected ten digits"}, {"domain:co.uk", "is no domain: expected a name"},
		{"lei:", "is no lei"},                  {"vat:US1", "is no vat"},                  {"name:0123456789ABCDEF", "is no name"},
		{"name:1", "is no name"},               {"a\x1b[2Jb", "\\x1B"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct wn_error error = {0};
		struct key key;
		assert_int_equal(id_parse(arena, str_of(samples[i].text), &key, &error), WN_INVALID);
		if (!strstr(error.text, samples[i].words))
			fail_msg("'%s': '%s' does not say '%s'", samples[i].text, error.text, samples[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(french_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(british_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_registries, set_up, tear_down),
		cmocka_unit_test_setup_teardown(vat_with_check_digits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(vat_by_form, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_wrong_digit_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(spelling_is_settled, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hosts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_long_host_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(domains, set_up, tear_down),
		cmocka_unit_test_setup_teardown(vat_holds_registry_ids, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_siren_has_one_vat_number, set_up, tear_down),
		cmocka_unit_test_setup_teardown(monaco_has_vat_without_siren, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ranks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_strongest_key_is_the_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_resort_is_a_hash, set_up, tear_down),
		cmocka_unit_test_setup_teardown(typed_ids, set_up, tear_down),
		cmocka_unit_test_setup_teardown(typed_mistakes, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
