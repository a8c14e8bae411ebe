/* icp.h - an ideal customer profile: compiled from a description tree, evaluated on companies, scored,
 * explained. The language is in docs/icp.md; how a condition looks inside is in icp/condition.h.
 */
#ifndef CORE_ICP_ICP_H
#define CORE_ICP_ICP_H

#include "base/diag.h"
#include "base/tree.h"
#include "company/code.h" /* enum verdict */
#include "company/company.h"
#include "company/date.h"

enum section {
	SECTION_MUST,
	SECTION_MUST_NOT,
	SECTION_FIT,
	SECTION_TIMING,
	SECTION_COUNT,
	SECTION_QUOTA = SECTION_COUNT, /* of a pipeline, and of no profile */
};

struct condition;
struct view;
struct rates;

/* One line of a profile. */
struct line {
	struct wn_str id;
	struct wn_str label;      /* what people read; made from the condition where left out */
	struct wn_str note;
	enum section section;
	struct place place;
	struct wn_str from;       /* name of the base profile it comes from, or empty */
	int32_t points;           /* fit and timing: 1..1000, fit also -1..-1000; gates: 0; quota: so many accounts at most */
	uint32_t group;           /* lines of one best_of share a number from 1; 0: stands alone */
	bool built_in;            /* ceased, natural-person */
	bool unknown_drops;       /* unknown = "drop" */
	bool settled;             /* no enricher brings a field of it, so the scan knows all that there will be; set by plan */
	struct sieve sieve;       /* `sure`, in thousandths (500 where unsaid); `fresh` is resolved against as-of at evaluation */
	bool has_fresh, has_half_life;
	struct span fresh, half_life;
	struct condition *condition;
	field_id *fields;         /* all that it reads, ascending, each once */
	size_t field_count;
	char meaning[65];         /* hash of the meaning, hex */
};

/* must or must_not: a line that decides by itself whether a company stays. */
static inline bool line_is_gate(const struct line *line)
{
	return line->section == SECTION_MUST || line->section == SECTION_MUST_NOT;
}

struct tier {
	struct wn_str name;
	int32_t threshold; /* percent, 0..100 */
};

struct icp {
	struct wn_str name, about, owner;
	struct wn_str path;
	int32_t review_by;       /* a day, or WN_NO_DAY */
	struct line *lines;      /* section by section, in file order */
	size_t line_count;
	uint32_t group_count;
	struct tier *tiers;      /* from the top */
	size_t tier_count;
	struct tier *heats;      /* hot, warm */
	size_t heat_count;
	bool has_floor;
	int32_t floor;           /* percent of fit */
	bool undecided_drops;
	const struct wn_tree *personas, *contact; /* checked; or null */
	char meaning[65];        /* hash over all lines and settings */
};

/* Reads another file of the same kind (a base), path already relative to the working folder; null when it
 * cannot be read, which it has then said in `diags`. */
struct icp_loader {
	const struct wn_tree *(*load)(void *context, struct wn_str path, struct place place, struct diags *diags);
	void *context;
};

/* `file` is the root of a description file: a table of top-level calls, exactly one of them `icp`. Own fields
 * are added to the dictionary. All mistakes go to `diags`; null if there is an error among them. */
struct icp *icp_compile(struct wn_arena *arena, struct dictionary *dictionary, const struct wn_tree *file,
                        const struct icp_loader *loader, struct diags *diags);

/* quota = { { n, "label", condition }, ... } of a pipeline. All mistakes go to `diags`. */
struct line *quotas_compile(struct wn_arena *arena, struct dictionary *dictionary, const struct entry *entry, struct diags *diags,
                            size_t *count);

/* fields = { x_seats = "number", ... } of somebody other than a profile: a test. Added to the dictionary; mistakes go to `diags`. */
void icp_declare_fields(struct wn_arena *arena, struct dictionary *dictionary, const struct entry *fields, struct diags *diags);

/* ---- evaluation ---- */

/* Calls a function of the profile (`when`): the functions live in Lua states that `run` owns. Arguments are
 * the merged facts in the order of its fields. Returns WN_OK with a verdict, or negative: its own code failed. */
struct code_caller {
	int (*call)(void *context, const struct wn_tree *code, const struct merged *arguments, size_t count,
	            enum verdict *verdict, struct wn_error *error);
	void *context;
};

/* A company as lines see it. One per worker, reused: subject_begin clears what was remembered. */
struct subject {
	const struct company *company;
	const struct providers *providers;
	int32_t as_of;
	bool scanned;                      /* all that sources say is here: what is unknown to a settled line stays so */
	bool final;                        /* every provider has had its turn; before, only firm facts decide */
	const struct code_caller *caller;  /* may be null: functions are unknown */
	const struct rates *rates;         /* may be null: amounts in another currency than the limit are unknown */
	const struct fact *given;          /* of a field that no step brings, such as `icp` in a quota; or null */
	struct wn_arena *scratch;          /* cleared by subject_begin; results point into it */
	struct view **views;               /* merged fields of this company, remembered; made by subject_begin */
};
void subject_begin(struct subject *subject, const struct company *company);

/* What a line read: one per field, and per matching item of a list. */
struct proof {
	field_id field;
	const struct fact *fact;  /* null: nothing known, see cause */
	enum wn_cause cause;
	struct wn_value value;    /* the merged value, or a list of the items that matched */
};

struct result {
	enum verdict verdict;
	enum wn_cause cause;      /* of unknown */
	bool failed;              /* the line's own code failed; `error` says how */
	struct wn_str error;
	int64_t earned;           /* thousandths of a point; negative for minus lines */
	int32_t event_day;        /* of the newest matching item where half_life counts, else WN_NO_DAY */
	struct proof *proofs;
	size_t proof_count;
};

/* Evaluates one line. Proofs only if asked for: the scan does without. */
void line_evaluate(const struct line *line, struct subject *subject, bool proofs, struct result *result);
/* All lines, into results[icp->line_count]. */
void icp_evaluate(const struct icp *icp, struct subject *subject, bool proofs, struct result *results);
/* Does its verdict follow from the values of its fields alone? Not where a function decides, or the age of facts. */
bool line_by_value(const struct line *line);
/* The first gate line that drops the company for certain (must: miss, must_not: match; in a final subject, or a
 * scanned one where the line is settled, also unknown where the line says so), or -1. Stops at the first. */
long icp_gate(const struct icp *icp, struct subject *subject);

/* ---- scores: integers, exact ---- */

struct score {
	int64_t earned;   /* thousandths; may be negative in fit */
	int64_t possible; /* thousandths; 0: the section asks for nothing */
	int64_t known;    /* sum of |points| whose verdict is match or miss */
	int64_t weight;   /* sum of |points| */
};
/* `counted[i]` says whether line i is the one of its best_of that counts (true outside of best_of; none counts where
 * none matches). May be null, and so may `results`: then nothing is earned or known. */
struct score icp_score(const struct icp *icp, enum section section, const struct result *results, bool *counted);
/* 100 x earned / possible with one decimal, cut towards minus infinity: "83.3"; fit with nothing possible is
 * "100.0", timing "0.0". */
struct wn_str score_text(struct wn_arena *arena, enum section section, struct score score);
/* Index into tiers (0 is the best), or tier_count for none. Compared by cross-multiplication. `raise` is added to the percentage (keep = n). */
size_t icp_tier(const struct icp *icp, struct score fit, int32_t raise);
size_t icp_heat(const struct icp *icp, struct score timing);
bool icp_floor_reached(const struct icp *icp, struct score fit);
/* <0: a is larger (better). Exact. */
int score_compare(enum section section, struct score a, struct score b);

/* ---- versions ---- */

enum change {
	CHANGE_NONE,
	CHANGE_CHANGED, /* same id, other meaning */
	CHANGE_RENAMED, /* same meaning, other id: its history goes on */
	CHANGE_ADDED,
	CHANGE_REMOVED,
};
struct line_change {
	enum change change;
	const struct line *from, *to; /* null: added, removed */
};
/* All lines of both, those of `to` in its order, then what is gone. The two may come from different dictionaries. */
struct line_change *icp_diff(struct wn_arena *arena, const struct icp *from, const struct icp *to, size_t *count);
const char *change_name(enum change change); /* "unchanged", ... */

/* ---- words for people ---- */

/* "industry is NACE 62 or 63.1": the condition in words. */
struct wn_str line_words(struct wn_arena *arena, const struct dictionary *dictionary, const struct line *line);
/* The one-page document of `winnow icp show`, Markdown. */
void icp_show(const struct icp *icp, const struct dictionary *dictionary, struct buf *out);
/* The same as one HTML page that needs nothing else. */
void icp_show_html(const struct icp *icp, const struct dictionary *dictionary, struct buf *out);
/* The profile in its own language, bases joined: compiled again it has the same meaning. */
void icp_print(const struct icp *icp, const struct dictionary *dictionary, struct buf *out);
/* One line with its braces, as it may stand in its section. */
void line_print(const struct line *line, const struct dictionary *dictionary, struct buf *out);
/* The lines as driven sources are shown them; of several profiles those that all of them have, since a company is out
 * only where all drop it. `values` in the arena. */
struct wn_line *icp_offer(struct wn_arena *arena, const struct icp *const *profiles, size_t profile_count, const struct dictionary *dictionary,
                          size_t *count);
const char *section_name(enum section section); /* "must", ... */

#endif
