/* opt_out.c - companies that object to re-use. */
#include "run/opt_out.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/str.h"
#include "run/scan.h"
#include "scan/mapping.h"

static int tombstone_hash(struct run *run, struct wn_str name, uint8_t hash[DIGEST_SIZE])
{
	uint8_t key[32];
	int code = suppression_key(run->settings.suppression_folder, key, &run->error);
	if (code == WN_OK)
		hmac_bytes((struct wn_str){(const char *)key, sizeof key}, name, hash);
	return code;
}

int opt_out_tombstones(struct run *run, struct tombstone **tombstones, size_t *count)
{
	struct wn_str name;
	void *value;
	size_t known = 0;
	for (size_t i = 0; map_at(run->opted_out, i, &name, &value); i++)
		known += run->store && store_knows(run->store, name);
	*tombstones = arena_array(run->arena, known + 1, sizeof **tombstones);
	*count = 0;
	for (size_t i = 0; *count < known && map_at(run->opted_out, i, &name, &value); i++) {
		if (!store_knows(run->store, name))
			continue;
		struct tombstone *tombstone = &(*tombstones)[(*count)++];
		*tombstone = (struct tombstone){.day = run->options.as_of, .reason = WN_STR("opted out of re-use"), .id = name};
		if (tombstone_hash(run, name, tombstone->hash) < 0)
			return run->error.code;
	}
	return WN_OK;
}

/* Sources that can say so speak for today; an older objection holds only where none of them has the company. */
static bool seen_openly(const struct run *run, const struct company *company)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));)
		for (size_t i = 0; step->mapping && step->mapping->opt_out_column.len && i < company->fact_count; i++)
			if (company->facts[i].provider == step->provider)
				return true;
	return false;
}

bool opt_out_remembered(struct run *run, const struct key *key)
{
	uint8_t hash[DIGEST_SIZE];
	struct wn_str file = path_join(run->arena, run->settings.suppression_folder, (struct wn_str)WN_STR("suppress.key"));
	if (!run->store || !file_exists(file))
		return false;
	struct wn_str name = arena_printf(run->arena, "%.*s:%.*s", STR_ARG(key->scheme), STR_ARG(key->value));
	return tombstone_hash(run, name, hash) == WN_OK && store_is_tombstoned(run->store, hash);
}

bool opt_out_covers(struct run *run, const struct company *company)
{
	for (size_t i = 0; i < company->key_count; i++)
		if (key_is_in(run->opted_out, &company->keys[i]))
			return true;
	for (size_t i = 0; i < company->key_count; i++)
		if (opt_out_remembered(run, &company->keys[i]))
			return !seen_openly(run, company);
	return false;
}
