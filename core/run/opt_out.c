/* opt_out.c - companies that object to re-use. */
#include "run/opt_out.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "run/scan.h"
#include "scan/mapping.h"

/* ---- the key of tombstones: read once ---- */

static int suppress_key(struct run *run)
{
	if (run->suppress_key)
		return WN_OK;
	uint8_t *key = arena_alloc(run->arena, DIGEST_SIZE);
	int code = suppression_key(run->settings.suppression_folder, key, &run->error);
	if (code == WN_OK)
		run->suppress_key = key;
	return code;
}

static void tombstone_hash(const struct run *run, struct wn_str name, uint8_t hash[DIGEST_SIZE])
{
	hmac_bytes((struct wn_str){(const char *)run->suppress_key, DIGEST_SIZE}, name, hash);
}

/* Without a key there never was a tombstone, and to look must not make one. */
int opt_out_recall(struct run *run)
{
	struct wn_str file = path_join(run->arena, run->settings.suppression_folder, (struct wn_str)WN_STR("suppress.key"));
	if (run->store && file_exists(file))
		return suppress_key(run);
	if (!store_has_tombstones(run->store))
		return WN_OK;
	return fail(&run->error, WN_FAIL, "%.*s is gone, and the store remembers companies that opted out: without it they cannot be kept out; bring it back from your backup",
	            STR_ARG(file));
}

/* ---- who objects ---- */

bool opt_out_today(const struct run *run, const struct company *company)
{
	for (size_t i = 0; i < company->key_count; i++)
		if (key_is_in(run->opted_out, &company->keys[i]))
			return true;
	return false;
}

bool opt_out_remembered(const struct run *run, const struct key *key)
{
	uint8_t hash[DIGEST_SIZE];
	char name[KEY_NAME_ROOM];
	if (!run->suppress_key)
		return false;
	tombstone_hash(run, key_spell(name, key), hash);
	return store_is_tombstoned(run->store, hash);
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

static bool covers(const struct run *run, const struct company *company)
{
	if (opt_out_today(run, company))
		return true;
	for (size_t i = 0; i < company->key_count; i++)
		if (opt_out_remembered(run, &company->keys[i]))
			return !seen_openly(run, company);
	return false;
}

bool opt_out_covers(struct run *run, const struct company *company)
{
	char name[KEY_NAME_ROOM];
	if (!covers(run, company))
		return false;
	for (size_t i = 0; i < company->key_count; i++)
		map_put(run->objecting, key_spell(name, &company->keys[i]), run);
	return true;
}

/* ---- tombstones ---- */

static int add_tombstones(struct run *run, const struct map *names, struct tombstone *tombstones, size_t *count)
{
	struct wn_str name;
	void *value;
	for (size_t i = 0; map_at(names, i, &name, &value); i++) {
		if (!store_knows(run->store, name))
			continue;
		if (suppress_key(run) < 0)
			return run->error.code;
		struct tombstone *tombstone = &tombstones[(*count)++];
		*tombstone = (struct tombstone){.day = run->options.as_of, .reason = WN_STR("opted out of re-use"), .id = name};
		tombstone_hash(run, name, tombstone->hash);
	}
	return WN_OK;
}

static size_t known(const struct run *run, const struct map *names)
{
	struct wn_str name;
	void *value;
	size_t count = 0;
	for (size_t i = 0; map_at(names, i, &name, &value); i++)
		count += store_knows(run->store, name);
	return count;
}

int opt_out_tombstones(struct run *run, struct tombstone **tombstones, size_t *count)
{
	*tombstones = arena_array(run->arena, known(run, run->opted_out) + known(run, run->objecting) + 1, sizeof **tombstones);
	*count = 0;
	int code = add_tombstones(run, run->opted_out, *tombstones, count);
	return code == WN_OK ? add_tombstones(run, run->objecting, *tombstones, count) : code;
}
