/* company_pack.c - packed companies: what goes in comes out, and no bytes whatever do harm. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/pack.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MOST_PROVIDERS 5
/* What memory a byte may ask for at most: an attribute of 64 bytes and more is coded in three. */
#define PER_BYTE 200
#define AT_LEAST 20000

static struct wn_arena *arena;
static struct dictionary *dictionary;

static int set_up(void **state)
{
	static const struct attribute order[] = {{"when", WN_DATE}, {"amount", WN_MONEY}, {"version", WN_VERSION}, {"paid", WN_FLAG}, {NULL}};
	(void)state;
	arena = arena_new();
	dictionary = dictionary_new();
	assert_int_equal(dictionary_add(dictionary, WN_STR("x_version"), WN_VERSION, NULL, NULL, NULL), WN_OK);
	assert_int_equal(dictionary_add(dictionary, WN_STR("x_orders"), WN_LIST, order, NULL, NULL), WN_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dictionary_free(dictionary);
	arena_free(arena);
	return 0;
}

/* ---- random companies -------------------------------------------------------------------------------------- */

static struct wn_str random_text(struct dice *dice)
{
	static const char *const words[] = {"", "a", "Acme", "Société", "https://acme.example/a?b=c", "9.10", "0009"};
	struct buf text = {0};
	buf_text(&text, words[dice_below(dice, COUNT(words))]);
	for (size_t i = dice_below(dice, 50) ? 0 : dice_below(dice, 400); i > 0; i--)
		buf_byte(&text, (char)('a' + dice_below(dice, 26)));
	struct wn_str kept = arena_str(arena, buf_as_str(&text));
	buf_free(&text);
	return kept;
}

static int64_t random_number(struct dice *dice)
{
	static const int64_t edges[] = {0, 1, -1, 127, 128, -64, -65, INT32_MAX, INT32_MIN, WN_OPEN_LOW, WN_OPEN_HIGH};
	return dice_below(dice, 3) ? (int64_t)dice_below(dice, 1000) - 100 : dice_below(dice, 2) ? edges[dice_below(dice, COUNT(edges))] : (int64_t)dice_bits(dice);
}

static struct wn_range random_range(struct dice *dice)
{
	int64_t a = random_number(dice), b = dice_below(dice, 2) ? a : random_number(dice);
	return (struct wn_range){a < b ? a : b, a < b ? b : a};
}

static const struct wn_str *random_texts(struct dice *dice, size_t *count)
{
	struct wn_str *texts = arena_array(arena, 4, sizeof *texts);
	*count = dice_below(dice, 5);
	for (size_t i = 0; i < *count; i++)
		texts[i] = random_text(dice);
	return texts;
}

static struct wn_value random_value(struct dice *dice, const struct field *field, enum wn_type type);

static struct wn_item random_item(struct dice *dice, const struct field *field)
{
	struct wn_attribute *attributes = arena_array(arena, 16, sizeof *attributes);
	struct wn_item item = {.attributes = attributes, .sure = (uint32_t)dice_below(dice, 1001)};
	for (size_t i = 0; field->attributes[i].name; i++)
		if (i == 0 || !dice_below(dice, 3))
			attributes[item.count++] = (struct wn_attribute){str_of(field->attributes[i].name), random_value(dice, field, field->attributes[i].type)};
	if (dice_below(dice, 2))
		item.where = random_text(dice);
	return item;
}

static struct wn_value random_list(struct dice *dice, const struct field *field)
{
	struct wn_value value = {.type = WN_LIST, .complete = (uint32_t)dice_below(dice, 2)};
	struct wn_item *items = arena_array(arena, 4, sizeof *items);
	value.as.list.count = dice_below(dice, 5);
	for (size_t i = 0; i < value.as.list.count; i++)
		items[i] = random_item(dice, field);
	value.as.list.at = items;
	value.as.list.absent = random_texts(dice, &value.as.list.absent_count);
	return value;
}

static struct wn_value random_codes(struct dice *dice)
{
	struct wn_value value = {.type = WN_CODE, .as.codes.count = 1 + dice_below(dice, 3)};
	struct wn_code *codes = arena_array(arena, value.as.codes.count, sizeof *codes);
	for (size_t i = 0; i < value.as.codes.count; i++)
		codes[i] = (struct wn_code){random_text(dice), random_text(dice), random_text(dice)};
	value.as.codes.at = codes;
	return value;
}

static struct wn_value random_value(struct dice *dice, const struct field *field, enum wn_type type)
{
	struct wn_value value = {.type = type};
	switch (type) {
	case WN_TEXT:
	case WN_VERSION:
		value.as.text = random_text(dice);
		break;
	case WN_BODY:
		value.complete = (uint32_t)dice_below(dice, 2);
		value.as.text = random_text(dice);
		break;
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_DATE:
		value.as.range = random_range(dice);
		break;
	case WN_MONEY:
		value.as.money = (struct wn_money){random_range(dice), "EUR", dice_below(dice, 2) ? WN_NO_DAY : (int32_t)dice_below(dice, 30000)};
		break;
	case WN_FLAG:
		value.as.flag = (uint32_t)dice_below(dice, 2);
		break;
	case WN_CODE:
		return random_codes(dice);
	case WN_SET:
		value.complete = (uint32_t)dice_below(dice, 2);
		value.as.set.at = random_texts(dice, &value.as.set.count);
		value.as.set.absent = random_texts(dice, &value.as.set.absent_count);
		break;
	case WN_LIST:
		return random_list(dice, field);
	}
	return value;
}

static struct fact random_fact(struct dice *dice)
{
	struct fact fact = {.field = (field_id)dice_below(dice, dictionary_count(dictionary)), .provider = (provider_id)dice_below(dice, MOST_PROVIDERS)};
	const struct field *field = dictionary_field(dictionary, fact.field);
	fact.evidence.day = dice_below(dice, 2) ? WN_NO_DAY : (int32_t)dice_below(dice, 30000) - 5000;
	fact.evidence.sure = dice_below(dice, 2) ? 0 : (uint32_t)dice_below(dice, 1001);
	fact.evidence.where = dice_below(dice, 2) ? WN_STR("sirene.csv:17") : random_text(dice);
	if (dice_below(dice, 4) == 0)
		fact.cause = (uint16_t)(1 + dice_below(dice, WN_CAUSE_COUNT - 1));
	else
		fact.value = random_value(dice, field, field->type);
	return fact;
}

static struct company random_company(struct dice *dice)
{
	static const char *const schemes[] = {"fr-siren", "lei", "domain", "vat", "gb-crn"};
	struct company company;
	company_init(&company, arena, dictionary);
	company.id = random_text(dice);
	for (size_t i = dice_below(dice, 4); i > 0; i--)
		company_add_key(&company, str_of(schemes[dice_below(dice, COUNT(schemes))]), random_text(dice));
	for (size_t i = dice_below(dice, 25); i > 0; i--) {
		struct fact fact = random_fact(dice);
		company_add(&company, &fact);
	}
	return company;
}

static struct wn_str packed(const struct company *company)
{
	struct buf bytes = {0};
	company_pack(&bytes, company);
	struct wn_str kept = arena_str(arena, buf_as_str(&bytes));
	buf_free(&bytes);
	return kept;
}

/* ---- round trip -------------------------------------------------------------------------------------------- */

static void assert_same_fact(const struct fact *a, const struct fact *b)
{
	assert_int_equal(a->field, b->field);
	assert_int_equal(a->provider, b->provider);
	assert_int_equal(a->cause, b->cause);
	if (a->cause == WN_KNOWN)
		assert_int_equal(value_compare(&a->value, &b->value), 0);
	assert_int_equal(a->evidence.day, b->evidence.day);
	assert_int_equal(a->evidence.sure, b->evidence.sure);
	assert_true(str_equal(a->evidence.where, b->evidence.where));
}

static void assert_same(const struct company *a, const struct company *b)
{
	assert_true(str_equal(a->id, b->id));
	assert_int_equal(a->key_count, b->key_count);
	for (size_t i = 0; i < a->key_count; i++)
		assert_true(str_equal(a->keys[i].scheme, b->keys[i].scheme) && str_equal(a->keys[i].value, b->keys[i].value));
	assert_int_equal(a->fact_count, b->fact_count);
	for (size_t i = 0; i < a->fact_count; i++)
		assert_same_fact(&a->facts[i], &b->facts[i]);
}

/* What settling does with rows: facts and keys of one go into another. */
static struct company added_again(const struct company *from)
{
	struct company company;
	company_init(&company, arena, dictionary);
	company.id = from->id;
	for (size_t i = from->key_count; i > 0; i--)
		company_add_key(&company, from->keys[i - 1].scheme, from->keys[i - 1].value);
	for (size_t i = from->fact_count; i > 0; i--)
		company_add(&company, &from->facts[i - 1]);
	return company;
}

static void what_goes_in_comes_out(void **state)
{
	struct dice dice = dice_new();
	struct wn_error error = {0};
	(void)state;
	for (int round = 0; round < 5000; round++) {
		struct company company = random_company(&dice), back;
		struct wn_str bytes = packed(&company);
		assert_int_equal(company_unpack(&back, arena, dictionary, bytes, &error), WN_OK);
		assert_same(&company, &back);
		assert_true(str_equal(packed(&back), bytes));
		struct company again = added_again(&back);
		assert_true(str_equal(packed(&again), bytes));
		arena_clear(arena);
	}
}

static void what_comes_out_can_grow(void **state)
{
	struct dice dice = dice_new();
	struct wn_error error = {0};
	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct company company = random_company(&dice), back;
		assert_int_equal(company_unpack(&back, arena, dictionary, packed(&company), &error), WN_OK);
		for (int i = 0; i < 3; i++) {
			struct fact fact = random_fact(&dice);
			company_add(&company, &fact);
			company_add(&back, &fact);
		}
		assert_same(&company, &back);
		arena_clear(arena);
	}
}

/* Texts are not copied. */
static void texts_point_into_the_bytes(void **state)
{
	struct company company, back;
	struct wn_error error = {0};
	struct fact fact = {.value = value_of_text(WN_STR("Acme")), .evidence = {.where = WN_STR("a:1"), .day = 3}};
	(void)state;
	company_init(&company, arena, dictionary);
	company_add(&company, &fact);
	struct wn_str bytes = packed(&company);
	assert_int_equal(company_unpack(&back, arena, dictionary, bytes, &error), WN_OK);
	const char *name = back.facts[0].value.as.text.ptr, *where = back.facts[0].evidence.where.ptr;
	assert_true(name > bytes.ptr && name < bytes.ptr + bytes.len);
	assert_true(where > bytes.ptr && where < bytes.ptr + bytes.len);
}

/* Evidence of one row is there once. */
static void a_row_is_small(void **state)
{
	static const char *const names[] = {"name", "country", "postcode", "city", "address", "size_class", "status", "siren"};
	struct company company;
	(void)state;
	company_init(&company, arena, dictionary);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct fact fact = {.field = dictionary_find(dictionary, str_of(names[i])), .value = value_of_text(WN_STR("1234")),
		                    .evidence = {.where = WN_STR("StockUniteLegale_utf8.csv:12345678"), .day = 20000}};
		company_add(&company, &fact);
	}
	/* Version, id, two counts; of each fact four numbers and the text; once the evidence. */
	assert_int_equal(packed(&company).len, 4 + COUNT(names) * (4 + 4) + 1 + 34 + 3 + 1);
}

static void an_empty_company(void **state)
{
	struct company company, back;
	struct wn_error error = {0};
	(void)state;
	company_init(&company, arena, dictionary);
	struct wn_str bytes = packed(&company);
	assert_int_equal(bytes.len, 4);
	assert_int_equal(company_unpack(&back, arena, dictionary, bytes, &error), WN_OK);
	assert_same(&company, &back);
	struct fact fact = {.value = value_of_text(WN_STR("Acme"))};
	company_add(&back, &fact);
	assert_int_equal(back.fact_count, 1);
}

/* ---- damage ------------------------------------------------------------------------------------------------ */

static void assert_refused(struct wn_str bytes, const char *message)
{
	struct company company;
	struct wn_error error = {0};
	assert_int_equal(company_unpack(&company, arena, dictionary, bytes, &error), WN_INVALID);
	assert_string_equal(error.text, message);
	assert_int_equal(company.fact_count, 0);
	assert_int_equal(company.key_count, 0);
	assert_int_equal(company.id.len, 0);
}

#define DAMAGED "a packed company is damaged"

static struct wn_str packed_as_is(struct fact *facts, size_t fact_count, struct key *keys, size_t key_count)
{
	struct company company = {.arena = arena, .dictionary = dictionary, .facts = facts, .fact_count = fact_count, .keys = keys, .key_count = key_count};
	return packed(&company);
}

static struct fact plain(const char *field, provider_id provider, const char *text)
{
	struct fact fact = {.field = dictionary_find(dictionary, str_of(field)), .provider = provider, .evidence = {.day = WN_NO_DAY}};
	if (text)
		fact.value = value_of_text(str_of(text));
	else
		fact.cause = WN_ABSENT;
	return fact;
}

static void what_is_never_written_is_refused(void **state)
{
	struct fact right[] = {plain("name", 0, "Acme"), plain("name", 1, "Acme")};
	struct fact turned[] = {plain("name", 1, "Acme"), plain("name", 0, "Acme")};
	struct fact twice[] = {plain("name", 0, "Acme"), plain("name", 0, "Beta")};
	struct fact equal[] = {plain("uses", 0, NULL), plain("uses", 0, NULL)};
	struct fact nobody[] = {plain("name", NO_PROVIDER, "Acme")}, strange[] = {plain("name", 0, NULL)};
	struct fact back[] = {plain("country", 0, "FR"), plain("name", 1, "Acme")};
	struct key keys[] = {{WN_STR("lei"), WN_STR("L")}, {WN_STR("domain"), WN_STR("a.fr")}}, same[] = {keys[0], keys[0]};
	struct company company;
	struct wn_error error = {0};
	(void)state;
	assert_int_equal(company_unpack(&company, arena, dictionary, packed_as_is(right, 2, NULL, 0), &error), WN_OK);
	assert_refused(packed_as_is(turned, 2, NULL, 0), DAMAGED);
	assert_refused(packed_as_is(twice, 2, NULL, 0), DAMAGED);
	assert_refused(packed_as_is(equal, 2, NULL, 0), DAMAGED);
	assert_refused(packed_as_is(nobody, 1, NULL, 0), DAMAGED);
	assert_refused(packed_as_is(back, 2, NULL, 0), DAMAGED); /* a distance that wraps round */
	assert_refused(packed_as_is(NULL, 0, keys, 2), DAMAGED);
	assert_refused(packed_as_is(NULL, 0, same, 2), DAMAGED);
	strange[0].cause = WN_CAUSE_COUNT;
	assert_refused(packed_as_is(strange, 1, NULL, 0), DAMAGED);
	strange[0] = plain("name", 0, "Acme");
	strange[0].evidence.sure = 1001;
	assert_refused(packed_as_is(strange, 1, NULL, 0), DAMAGED);
	strange[0] = plain("name", 0, NULL);
	strange[0].field = (field_id)dictionary_count(dictionary);
	assert_refused(packed_as_is(strange, 1, NULL, 0), DAMAGED);
}

static void other_bytes_are_refused(void **state)
{
	(void)state;
	assert_refused((struct wn_str){NULL, 0}, "these bytes are no packed company of this version");
	assert_refused(WN_STR("\x01"), "these bytes are no packed company of this version");
	assert_refused(WN_STR("{}"), "these bytes are no packed company of this version");
	assert_refused(WN_STR("\x02"), DAMAGED);
	/* Counts beyond what the bytes hold. */
	assert_refused(WN_STR("\x02\x00\xff\xff\xff\xff\x0f"), DAMAGED);
	assert_refused(WN_STR("\x02\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), DAMAGED);
	/* Evidence of the fact before the first; said again although the same. */
	assert_refused(WN_STR("\x02\x00\x00\x01\x00\x00\x07"), DAMAGED);
	assert_refused(WN_STR("\x02\x00\x00\x02\x00\x00\x06\x00\x00\x00\x00\x01\x06\x00\x00\x00"), DAMAGED);
}

static void parts_are_refused(void **state)
{
	struct dice dice = dice_new();
	struct buf longer = {0};
	(void)state;
	for (int round = 0; round < 30; round++) {
		struct company company = random_company(&dice);
		struct wn_str bytes = packed(&company);
		for (size_t len = 1; len < bytes.len; len++)
			assert_refused(str_first(bytes, len), DAMAGED);
		buf_clear(&longer);
		buf_str(&longer, bytes);
		buf_byte(&longer, 0);
		assert_refused(buf_as_str(&longer), DAMAGED);
		arena_clear(arena);
	}
	buf_free(&longer);
}

/* ---- bytes of all kinds ------------------------------------------------------------------------------------ */

static struct providers *everybody(void)
{
	struct providers *providers = providers_new(dictionary);
	for (char name = 'a'; name < 'a' + MOST_PROVIDERS; name++) {
		provider_id provider = providers_add(providers, (struct wn_str){&name, 1});
		for (size_t i = 0; i < dictionary_count(dictionary); i++)
			providers_provide(providers, provider, (field_id)i);
	}
	return providers;
}

/* Whatever is accepted was spelt in the one way there is, and can be merged. */
static void use(struct company *company, const struct providers *providers, struct wn_str bytes)
{
	struct sieve sieves[] = {{0, WN_NO_DAY}, {500, 1000}};
	struct buf again = {0};
	company_pack(&again, company);
	assert_true(str_equal(buf_as_str(&again), bytes));
	buf_free(&again);
	for (size_t i = 0; i < dictionary_count(dictionary); i++)
		for (size_t j = 0; j < COUNT(sieves); j++) {
			struct merged merged = company_merge(company, providers, (field_id)i, sieves[j], company->arena);
			assert_true((merged.cause == WN_KNOWN) == (merged.fact != NULL));
		}
	added_again(company);
}

/* In memory of just this size, so that the sanitizer sees a byte too many. Says whether they were accepted. */
static bool try_bytes(const struct providers *providers, const char *bytes, size_t len)
{
	struct company company;
	struct wn_error error = {0};
	struct wn_arena *fresh = arena_new();
	char *exact = xmalloc(len);
	if (len)
		memcpy(exact, bytes, len);
	int code = company_unpack(&company, fresh, dictionary, (struct wn_str){exact, len}, &error);
	assert_true(code == WN_OK || code == WN_INVALID);
	assert_true(arena_size(fresh) <= AT_LEAST + PER_BYTE * len);
	if (code == WN_OK)
		use(&company, providers, (struct wn_str){exact, len});
	arena_free(fresh);
	arena_clear(arena);
	free(exact);
	return code == WN_OK;
}

static void mutate(struct dice *dice, struct buf *bytes)
{
	size_t at = bytes->len ? dice_below(dice, bytes->len) : 0;
	switch (bytes->len ? dice_below(dice, 5) : 4) {
	case 0:
		bytes->data[at] = (char)dice_bits(dice);
		break;
	case 1:
		bytes->data[at] ^= (char)(1 << dice_below(dice, 8));
		break;
	case 2:
		bytes->data[at] = (char)(bytes->data[at] + (dice_below(dice, 2) ? 1 : -1));
		break;
	case 3: {
		size_t gone = 1 + dice_below(dice, bytes->len - at);
		memmove(&bytes->data[at], &bytes->data[at + gone], bytes->len - at - gone);
		bytes->len -= gone;
		break;
	}
	default:
		buf_byte(bytes, (char)dice_bits(dice));
	}
}

static void mutated_companies(void **state)
{
	struct dice dice = dice_new();
	struct providers *providers = everybody();
	struct buf bytes = {0};
	size_t accepted = 0;
	(void)state;
	for (int company_number = 0; company_number < 500; company_number++) {
		struct company company = random_company(&dice);
		struct buf whole = {0};
		company_pack(&whole, &company);
		for (int round = 0; round < 100; round++) {
			buf_clear(&bytes);
			buf_str(&bytes, buf_as_str(&whole));
			for (size_t i = 1 + dice_below(&dice, 3); i > 0; i--)
				mutate(&dice, &bytes);
			accepted += try_bytes(providers, bytes.data, bytes.len);
		}
		buf_free(&whole);
	}
	/* Many a change is one of a letter or a number: else this would try nothing but refusals. */
	assert_true(accepted > 2000);
	buf_free(&bytes);
	providers_free(providers);
}

static void random_bytes(void **state)
{
	struct dice dice = dice_new();
	struct providers *providers = everybody();
	char bytes[200];
	(void)state;
	for (int round = 0; round < 50000; round++) {
		size_t len = dice_below(&dice, sizeof bytes);
		bool small = dice_below(&dice, 2);
		for (size_t i = 0; i < len; i++)
			bytes[i] = (char)(small ? dice_below(&dice, 12) : dice_bits(&dice));
		/* Through the gate at least. */
		if (len > 3 && dice_below(&dice, 4))
			memcpy(bytes, "\x02\x00\x00", 3);
		try_bytes(providers, bytes, len);
	}
	providers_free(providers);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_goes_in_comes_out),
		TEST(what_comes_out_can_grow),
		TEST(texts_point_into_the_bytes),
		TEST(a_row_is_small),
		TEST(an_empty_company),
		TEST(what_is_never_written_is_refused),
		TEST(other_bytes_are_refused),
		TEST(parts_are_refused),
		TEST(mutated_companies),
		TEST(random_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
