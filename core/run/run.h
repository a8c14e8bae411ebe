/* run.h - one run of a pipeline: the seven phases in order, and what they hand on.
 *
 *     load     pipeline and ICP files -> steps and profiles, every mistake reported
 *     plan     providers, preference, order of enrichers
 *     scan     sources -> companies, identity settled -> candidates
 *     probe    candidates -> facts
 *     select   rank, quotas, one of each group, cap
 *     finish   facts for the survivors only
 *     deliver  sinks, list, decision
 *
 * A company travels one way. Each phase reads what the ones before it left in struct run and writes its own
 * part; nothing later writes to something earlier.
 */
#ifndef CORE_RUN_RUN_H
#define CORE_RUN_RUN_H

#include "base/diag.h"
#include "base/error.h"
#include "base/map.h"
#include "icp/icp.h"
#include "net/net.h"
#include "plugin/task.h"
#include "scan/scan.h"
#include "store/store.h"

/* How a command ends; printed in docs/pipelines.md. */
enum run_exit {
	RUN_DONE = 0,
	RUN_USAGE = 1,       /* bad usage or description */
	RUN_FAILED = 2,      /* failed, nothing changed */
	RUN_INCOMPLETE = 3,  /* done, with companies held, facts missing that were due, or a sink still to be delivered to */
	RUN_TOO_BROAD = 4,   /* --strict, and more companies fit than the list may hold: nothing was delivered */
	RUN_INTERRUPTED = 130,
};

/* How far a phase is; `total` 0: not known. */
struct progress {
	const char *phase, *unit;
	uint64_t done, total;
	struct wn_str file; /* that is read just now, or empty */
};

struct run_options {
	struct wn_str path;        /* of the pipeline */
	struct wn_str plugin_path; /* or empty */
	struct wn_str replay;      /* folder of recorded answers, or empty */
	int32_t as_of;
	unsigned threads;          /* 0: one per core */
	bool strict;               /* too broad: nothing is delivered */
	size_t profile;            /* of several profiles this alone, from 1; 0: all */
	/* Called in the caller's thread; false stops the run, which then ends as interrupted. May be null. */
	bool (*progress)(void *context, const struct progress *progress);
	void *context;
};

/* Of which companies only one can be an account. */
enum one_per { ONE_PER_COMPANY, ONE_PER_GROUP, ONE_PER_DOMAIN };

/* What the pipeline file says besides its steps. */
struct settings {
	struct wn_str path;        /* absolute */
	struct wn_str name;        /* file name without .lua */
	struct wn_str store_path, suppression_folder;
	struct wn_str rates_path;  /* or empty */
	uint32_t cap;              /* 1..499 */
	int32_t keep;              /* 0..100 */
	double bad_rows;           /* share of bad rows above which the run fails, 0..1 */
	const struct wn_tree *prefer;
	const struct wn_tree *table; /* what stands in pipeline { } */
	const struct entry *quota;
	enum one_per one_per;
};

/* Its settings, for messages and editors; ends with a null name. */
extern const struct wn_option pipeline_settings[];

/* Where a company stands. */
enum fate {
	FATE_CANDIDATE = 0,
	FATE_LINE,        /* dropped by a line of each profile */
	FATE_FILTER,      /* dropped by step `by` */
	FATE_HELD,        /* the own code of a rule failed */
	FATE_UNDECIDED,   /* undecided = "drop" */
	FATE_FLOOR,       /* fit below the floor */
	FATE_QUOTA,       /* fits, and quota `by` was full when its turn came */
	FATE_BESIDE,      /* fits, and account `by` is the best of its group */
	FATE_CAP,         /* fits, and the list is full */
	FATE_LISTED,
	FATE_OPTED_OUT,
};

#define NO_TIER SIZE_MAX /* below all of them, however many a profile has */

/* Where a company stands under one profile. The last four are all that rank looks at. */
struct standing {
	enum fate fate;           /* what this profile alone says: candidate, line, held, undecided or floor */
	size_t line;              /* of the profile: which one dropped it, or failed */
	bool late;                /* dropped after the scan, by what a probe found */
	bool counted;             /* in the funnel */
	uint32_t undecided;
	size_t tier;              /* by place from the top, or NO_TIER */
	struct score fit, timing; /* raised by `keep` for accounts of the previous list */
};

struct candidate {
	struct wn_str id;
	struct buf packed;
	enum fate fate;
	size_t by;            /* index of the filter, quota or account */
	bool late;            /* the scan is over: what drops it now is what a probe found */
	struct wn_str reason; /* of a filter, or how the rule failed; malloc, or empty */
	struct wn_str proof;  /* of a filter: the field that decided and where it stands; malloc, or empty */
	uint32_t undecided_filters;
	uint32_t probes, failed_probes;
	bool finished;        /* late enrichers have had their turn */
	struct standing *standings; /* one per profile; malloc */
	size_t profile;       /* the one that it is listed under, see choose_profile */
};

/* What happened to how many. Rows are of sources, the rest are companies. */
struct funnel {
	uint64_t rows, opted_out, bad[BAD_KIND_COUNT], bad_rows;
	uint64_t *unread;                   /* of each field: cells that hold what cannot be read; null: no file was read */
	uint64_t *by_line, *by_line_late;   /* dropped by each line of all profiles at the scan, and later */
	uint64_t *by_filter;                /* by each step */
	struct {
		uint64_t rows, bad;             /* read of joined files; of all bad rows those that stand there */
		uint64_t found, without;        /* companies that had a row there, and that had none */
		uint64_t several;               /* rows beyond the one that counts */
	} join;
	uint64_t joined;                    /* rows that became part of a company already there */
	uint64_t refused_joins;
	uint64_t candidates, held, undecided_dropped, below_floor, fitting, listed, undecided_listed;
	uint64_t passed_over, beside, beyond_cap; /* of those that fit: a quota was full, named beside an account, the cap alone keeps it out */
	uint64_t left_late; /* of the list: by what only `finish` found */
	uint64_t probes, failed_probes;
	uint64_t unsent; /* accounts that an outbox sink has not had acknowledged */
};

/* A company set apart because a rule's own code failed: by name, so that somebody can look. */
struct held {
	struct wn_str id, reason;
};

/* What a company earned under one profile, not raised by `keep`. */
struct points {
	struct score fit, timing;
};

/* One account of the list, with everything that sinks, store and report say about it. */
struct account {
	struct candidate *candidate;
	struct company company;
	struct result *results; /* one per line of all profiles */
	bool *counted;          /* the lines whose points count */
	struct points *points;  /* under each profile */
	bool *quotas;           /* of each quota: takes a place of it; null: there are none */
	struct account *others; /* of its group or domain, best first: candidate, company and winnow_id alone */
	size_t other_count;
	struct wn_account shown;
};

/* A profile of the pipeline, and how far companies come under it. */
struct profile {
	struct icp *icp;
	struct wn_str path;  /* as messages show it */
	struct wn_str name;  /* file name without .lua: what `icp` says where there are several */
	struct place place;  /* where the pipeline names it */
	size_t first_line;   /* of its lines in what is counted by line of all profiles */
	uint64_t undecided_dropped, below_floor, fitting, listed;
};

/* A quota of the pipeline: of the accounts that its line may match at most so many. */
struct quota {
	const struct line *line;
	uint32_t most;
	uint32_t listed;
	uint64_t passed_over;
	bool failed; /* its function did, which was said */
};

/* A file that a profile was read from, itself or a base. */
struct profile_file {
	struct wn_str path;
	bool base;
	struct profile_file *next;
};

struct run {
	struct run_options options;
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct diags *diags;
	struct wn_error error;
	bool interrupted;

	/* load */
	struct settings settings;
	struct profile *profiles;  /* in the order of the pipeline; one is the usual case, and then nobody hears of `icp` */
	size_t profile_count;
	size_t line_count;         /* of all profiles */
	const char *const *icp_names; /* of all profiles that the pipeline names, ends with null */
	struct quota *quotas;
	size_t quota_count;
	field_id icp_field;        /* the pseudo-field of quotas; where there are none it is no field */
	struct rates *rates;       /* or null */
	char rates_digest[65];     /* SHA-256 of the file, hex; empty: none */
	struct code_file *code_files; /* descriptions with functions in them, see code.h */
	struct profile_file *profile_files; /* that were read, see paths.h */
	struct code_states *code;     /* of this thread, for accounts; null until needed */
	struct plugin_paths paths;
	struct step *steps; /* in file order, all kinds */
	size_t step_count;

	/* plan */
	struct providers *providers;
	struct step **probes;  /* enrichers in order, before the rank */
	size_t probe_count;
	struct step **late;    /* enrichers that only the list needs */
	size_t late_count;
	field_id *list_fields; /* what this pipeline can bring, dictionary order */
	size_t list_field_count;

	/* scan and probe */
	struct store *store;
	struct net *net;
	struct map *opted_out; /* "scheme:value" of rows that object */
	struct map *objecting; /* of all keys of companies that are out because one of them objects */
	const uint8_t *suppress_key; /* of tombstones; null: not needed yet, or there is none */
	struct candidate *candidates; /* by canonical id */
	size_t candidate_count;
	struct held *held; /* malloc */
	size_t held_count;
	struct funnel funnel;

	/* select, finish */
	struct account *accounts; /* in rank order */
	size_t account_count;

	/* So many companies fit: of the candidates after the scan, where these are far too many, else of the list and those beyond it. */
	uint64_t at_least, at_most;
	bool far;      /* far too many candidates */
	bool too_broad;
	bool withheld; /* too broad and --strict: the run ends here */

	/* deliver */
	bool decided; /* the list is recorded: what fails after this the next command completes */

	/* Told of every company as it leaves a phase, dropped or not, in the caller's thread; null: nobody asks. */
	void (*watch)(void *context, const struct candidate *candidate, const char *phase);
	void *watch_context;
	const struct wn_tree *files; /* for `test`: paths of the pipeline, and those read in their stead; or null */

	/* For `breadth` all lines of all companies are counted, see breadth.h. In a run with far too many candidates it says what these alone
	 * can tell: how to have fewer. Else null. */
	struct breadth *breadth;

	/* for `why`: only this company, everything recorded */
	const struct key *only;
	struct trace *trace;
};

/* Each returns WN_OK or a negative code with run->error (load and plan: mistakes in run->diags). */
struct run *run_new(const struct run_options *options);
void run_free(struct run *run); /* closes everything; null is allowed */
int run_load(struct run *run);
int run_plan(struct run *run);
int run_describe(struct run *run); /* both, with the mistakes of both */
int run_open(struct run *run); /* store, net, plugins: the first that touches the world */
int run_scan(struct run *run);
int run_narrow(struct run *run); /* far too many candidates: what would make them fewer, before anybody is asked */
int run_probe(struct run *run);
int run_select(struct run *run);
int run_finish(struct run *run);
int run_measure(struct run *run); /* how many fit; withholds the list where that is too broad for --strict */
int run_deliver(struct run *run);
/* Opens the store and rolls deliveries of earlier runs forward or back; called by every command before it looks at the list. */
int run_recover(struct run *run);
/* The same before anything else is opened, where there is a store: a pipeline that has lost a file can still complete what it decided. */
int run_resume(struct run *run);
/* The same for commands that only look: makes no store, and writes only where a delivery is pending. */
int run_look(struct run *run);

/* ---- shared by the phases ---- */

/* Tells the progress; false: stop, and run->interrupted is set. */
bool run_tell(struct run *run, const struct progress *progress);
bool run_progress(struct run *run, const char *phase, const char *unit, uint64_t done, uint64_t total);
void candidate_free(struct candidate *candidate); /* what it points at */
/* Under the profile that it is listed under. */
static inline struct standing *candidate_standing(const struct candidate *candidate)
{
	return &candidate->standings[candidate->profile];
}
unsigned run_threads(const struct run *run);
/* Every company that fits asks for a place of its own: there are no quotas, and no groups. */
bool run_lists_all(const struct run *run);
/* "group", "domain" or empty; the field of this name, or NO_FIELD. */
struct wn_str one_per_word(const struct run *run);
field_id one_per_field(const struct run *run);
bool step_provides(const struct step *step, field_id field);
/* Steps of one kind in file order; `from` is the index to begin with; null at the end. */
struct step *run_next_step(const struct run *run, enum wn_kind kind, size_t *from);

#endif
