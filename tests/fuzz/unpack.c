/* unpack.c - any bytes as a packed company: refused, or a company that packs to the same bytes and can be merged and printed. */
#include <string.h>

#include "company/pack.h"
#include "fuzz/support_bytes.h"

static void use(const struct company *company, const struct dictionary *dictionary)
{
	struct wn_arena *arena = arena_new();
	struct providers *providers = providers_new(dictionary);
	struct sieve sieve = {.sure_least = 500, .oldest = WN_NO_DAY};

	for (size_t i = 0; i < company->fact_count; i++)
		if (company->facts[i].cause == WN_KNOWN)
			value_text(arena, dictionary_field(dictionary, company->facts[i].field), &company->facts[i].value);
	/* What a run unpacks was checked by its own dictionary and providers; these are any. */
	for (int i = 0; i < 4; i++)
		providers_add(providers, arena_printf(arena, "p%d", i));
	for (size_t id = 0; id < dictionary_count(dictionary); id++)
		for (provider_id i = 0; i < 4; i++)
			providers_provide(providers, i, (field_id)id);
	for (size_t id = 0; id < dictionary_count(dictionary); id++)
		company_merge(company, providers, (field_id)id, sieve, arena);
	providers_free(providers);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct dictionary *dictionary = dictionary_new();
	struct company company;
	struct wn_error error = {0};
	struct buf again = {0};

	if (company_unpack(&company, arena, dictionary, bytes_rest(data, size), &error) == WN_OK) {
		company_pack(&again, &company);
		MUST(again.len == size && memcmp(again.data, data, size) == 0);
		use(&company, dictionary);
	} else {
		MUST(error.text[0]);
	}
	buf_free(&again);
	dictionary_free(dictionary);
	arena_free(arena);
	return 0;
}
