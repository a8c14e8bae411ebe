/* providers.c - who brings which field, and who is preferred. */
#include "company/company.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"

/* Providers of one field, best first. */
struct ranking {
	provider_id *at;
	size_t count;
};

struct providers {
	struct wn_arena *arena;
	const struct dictionary *dictionary;
	struct wn_str *names;
	size_t count, source_count;
	struct ranking *fields; /* by field id; own fields may come later, so it grows */
	size_t field_count;
};

struct providers *providers_new(const struct dictionary *dictionary)
{
	struct wn_arena *arena = arena_new();
	struct providers *providers = arena_alloc(arena, sizeof *providers);
	*providers = (struct providers){.arena = arena, .dictionary = dictionary, .field_count = dictionary_count(dictionary)};
	providers->fields = arena_array(arena, providers->field_count, sizeof *providers->fields);
	return providers;
}

void providers_free(struct providers *providers)
{
	if (providers)
		arena_free(providers->arena);
}

provider_id providers_add(struct providers *providers, struct wn_str name)
{
	struct wn_str *names = arena_array(providers->arena, providers->count + 1, sizeof *names);
	if (providers->count)
		memcpy(names, providers->names, providers->count * sizeof *names);
	names[providers->count] = arena_str(providers->arena, name);
	providers->names = names;
	return (provider_id)providers->count++;
}

static void append(struct providers *providers, struct ranking *ranking, provider_id provider)
{
	provider_id *at = arena_array(providers->arena, ranking->count + 1, sizeof *at);
	if (ranking->count)
		memcpy(at, ranking->at, ranking->count * sizeof *at);
	at[ranking->count++] = provider;
	ranking->at = at;
}

static bool is_in(const struct ranking *ranking, provider_id provider)
{
	for (size_t i = 0; i < ranking->count; i++)
		if (ranking->at[i] == provider)
			return true;
	return false;
}

static struct ranking *ranking_of(struct providers *providers, field_id field)
{
	if (field >= providers->field_count) {
		size_t count = dictionary_count(providers->dictionary);
		struct ranking *fields = arena_array(providers->arena, count, sizeof *fields);
		memcpy(fields, providers->fields, providers->field_count * sizeof *fields);
		providers->fields = fields;
		providers->field_count = count;
	}
	return &providers->fields[field];
}

void providers_provide(struct providers *providers, provider_id provider, field_id field)
{
	struct ranking *ranking = ranking_of(providers, field);
	if (!is_in(ranking, provider))
		append(providers, ranking, provider);
}

static int find_named(const struct providers *providers, const struct ranking *ranking, struct wn_str name, provider_id *provider)
{
	for (size_t i = 0; i < ranking->count; i++)
		if (str_equal(providers->names[ranking->at[i]], name)) {
			*provider = ranking->at[i];
			return WN_OK;
		}
	return WN_NONE;
}

int providers_prefer(struct providers *providers, field_id field, const struct wn_str *names, size_t count, struct wn_error *error)
{
	struct ranking *ranking = ranking_of(providers, field), preferred = {0};
	for (size_t i = 0; i < count; i++) {
		provider_id provider;
		if (find_named(providers, ranking, names[i], &provider) < 0)
			return fail(error, WN_INVALID, "prefer: no step '%.*s' provides %s", STR_ARG(names[i]),
			            dictionary_field(providers->dictionary, field)->name);
		if (!is_in(&preferred, provider))
			append(providers, &preferred, provider);
	}
	for (size_t i = 0; i < ranking->count; i++)
		if (!is_in(&preferred, ranking->at[i]))
			append(providers, &preferred, ranking->at[i]);
	*ranking = preferred;
	return WN_OK;
}

void providers_sources_end(struct providers *providers)
{
	providers->source_count = providers->count;
}

bool providers_is_source(const struct providers *providers, provider_id provider)
{
	return provider < providers->source_count;
}

size_t providers_count(const struct providers *providers)
{
	return providers->count;
}

struct wn_str providers_name(const struct providers *providers, provider_id provider)
{
	return provider < providers->count ? providers->names[provider] : (struct wn_str){0};
}

const provider_id *providers_of(const struct providers *providers, field_id field, size_t *count)
{
	*count = field < providers->field_count ? providers->fields[field].count : 0;
	return *count ? providers->fields[field].at : NULL;
}
