/* store.h - NAME.db: what must outlive a run. Lists with their rows, the delivery decision, aliases,
 * opt-out tombstones. One writer at a time, by a lock that dies with its owner.
 *
 * Deleted bytes are overwritten (secure_delete), the file is written anew after something was forgotten, and the
 * write-ahead log is emptied, all on close, because an opted-out company must leave no trace but its tombstone.
 *
 * Of every list the header is kept (pipeline, day, manifest); rows of the last STORE_LISTS_KEPT lists of a pipeline.
 */
#ifndef CORE_STORE_STORE_H
#define CORE_STORE_STORE_H

#include "company/company.h"
#include "company/identity.h"

struct store;

enum { STORE_LISTS_KEPT = 2 };

/* Makes the file and its folder if needed and takes the lock (NAME.db.lock; the message names who holds it),
 * migrates forward. A newer user_version, a file that is no store or a damaged one is refused and never touched.
 * `read_only`: no lock, no migration, *store is null with WN_NONE where the file does not exist.
 * SQLite lets a reader leave an empty log (-wal) and its index (-shm) behind; the next writer removes them.
 * WN_REFUSED: held by another, newer, foreign or damaged; WN_FAIL: the system did not let us. */
int store_open(struct wn_str path, bool read_only, struct store **store, struct wn_error *error);
/* Would store_open succeed? Makes and changes nothing, takes no lock. WN_NONE: no file yet. `tombstones`: has anybody opted out; false
 * where a log beside the file would have to be read for it. */
int store_look(struct wn_str path, bool *tombstones, struct wn_error *error);
void store_close(struct store *store); /* null is allowed */

/* ---- deliveries: decided once, rolled forward after a crash ---- */

enum delivery_state {
	DELIVERY_INTENDED = 1, /* a staged output may exist: take it back */
	DELIVERY_DECIDED = 2,  /* part of a recorded list: make it visible */
	DELIVERY_DONE = 3,     /* forgotten with the next decision */
};
struct delivery {
	int64_t id;
	struct wn_str pipeline; /* absolute path of the pipeline file */
	struct wn_str step;     /* the sink's name in the pipeline */
	struct wn_str plugin;   /* its plugin */
	struct wn_str options;  /* the step as tree_print gives it, so that it can be opened again */
	struct wn_str token;
	enum delivery_state state;
};
/* One transaction each. */
int store_delivery_intend(struct store *store, struct delivery *delivery, struct wn_error *error); /* sets id */
int store_delivery_token(struct store *store, int64_t id, struct wn_str token, struct wn_error *error);
int store_delivery_done(struct store *store, int64_t id, struct wn_error *error);
/* All that are not done, oldest first, of this pipeline. */
int store_deliveries(struct store *store, struct wn_arena *arena, struct wn_str pipeline, struct delivery **deliveries,
                     size_t *count, struct wn_error *error);

/* ---- lists ---- */

struct list_row {
	uint32_t place;
	struct wn_str id, winnow_id;
	struct wn_str tier, heat, fit, timing;
	uint32_t undecided;
	struct wn_str json; /* the account, as the sink "jsonl" writes it */
};
struct list {
	int64_t id;             /* set by store_decide */
	struct wn_str pipeline;
	int32_t as_of;
	struct wn_str manifest; /* JSON: hashes, funnel, previous list; names no account (a forgotten one is blotted out) */
	struct list_row *rows;
	size_t count;
};
/* An account to be sent by an outbox sink. `step` tells receivers apart in this file, which several pipelines may
 * share: the caller puts the pipeline into it where that matters. */
struct outbox_row {
	int64_t id;
	struct wn_str step, winnow_id, hash, json;
	uint32_t place;
};
struct tombstone {
	uint8_t hash[32]; /* HMAC of "scheme:value" under the suppression key */
	int32_t day;
	struct wn_str reason;
	struct wn_str id; /* what has to go: every row of it is removed from all tables */
};
/* The decision, in one transaction: the list with its rows and aliases, tombstones with what they remove,
 * deliveries intended -> decided (each must be an intended one of the list's pipeline), outbox rows whose hash
 * differs from the last acknowledged one. An outbox row takes the place of one that still waits for the same account
 * and step, whatever its hash: that one may have arrived unanswered. The id of every listed row becomes an alias.
 * Tombstones come last and remove the company under all its names, from this very list too. */
struct decision {
	struct list *list;
	const int64_t *deliveries;
	size_t delivery_count;
	const struct outbox_row *outbox;
	size_t outbox_count;
	const struct tombstone *tombstones;
	size_t tombstone_count;
	const struct alias *aliases;
	size_t alias_count;
};
int store_decide(struct store *store, struct decision *decision, struct wn_error *error);
/* The newest list of a pipeline; WN_NONE where there is none. */
int store_last_list(struct store *store, struct wn_arena *arena, struct wn_str pipeline, struct list *list, struct wn_error *error);
/* The newest one older than list `id`: with the id of the last list, what it is compared with. */
int store_list_before(struct store *store, struct wn_arena *arena, struct wn_str pipeline, int64_t id, struct list *list,
                      struct wn_error *error);
/* What waits to be sent by a step, oldest first. */
int store_outbox(struct store *store, struct wn_arena *arena, struct wn_str step, struct outbox_row **rows, size_t *count,
                 struct wn_error *error);
/* The row has arrived. WN_NONE: it no longer waits, or newer content took its place and still does. */
int store_outbox_acknowledge(struct store *store, int64_t id, struct wn_error *error);
/* Takes a row out unsent: its account is no longer on the list. */
int store_outbox_withdraw(struct store *store, int64_t id, struct wn_error *error);

/* ---- aliases and opt-outs ---- */

/* One name of a company that was listed: any key of it, as "scheme:value", to its winnow_id. */
struct alias {
	struct wn_str name, winnow_id;
};
/* WN_NONE where unknown. */
int store_winnow_id(struct store *store, struct wn_arena *arena, struct wn_str name, struct wn_str *winnow_id, struct wn_error *error);
/* A new winnow_id for a company: "w_" and 20 letters and digits, from its canonical id. */
struct wn_str winnow_id_new(struct wn_arena *arena, struct wn_str id);
/* Is anything but a tombstone kept under this name ("fr-siren:552100554")? Both answer from memory, which store_open
 * and store_decide fill: fast, and from any thread while nothing is being decided. A null store knows nothing. */
bool store_knows(struct store *store, struct wn_str name);
/* Is there any tombstone at all? Without suppress.key none of them could be recognised. */
bool store_has_tombstones(struct store *store);
bool store_is_tombstoned(struct store *store, const uint8_t hash[32]);

/* The key of tombstone hashes: suppress.key (mode 0600) in `folder` (made with mode 0700), made at the first call.
 * WN_REFUSED: others can read it, or it has not the size of a key. */
int suppression_key(struct wn_str folder, uint8_t key[32], struct wn_error *error);

#endif
