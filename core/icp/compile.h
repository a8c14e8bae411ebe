/* compile.h - what the files that compile a profile share: its words, and where mistakes go. */
#ifndef CORE_ICP_COMPILE_H
#define CORE_ICP_COMPILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "icp/condition.h"
#include "icp/words.h"

struct compiler {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct diags *diags;
	const struct icp_loader *loader;
};

/* ---- words of the language (words.c) ---- */

const struct word *word_find(struct wn_str name);
bool word_is_scheme(struct wn_str name);
/* Says that a call is no word of the language, with the nearest. */
void word_unknown(struct compiler *compiler, const struct wn_tree *call);
/* A junction word with its list of entries; null after a message. */
const struct wn_tree *junction_entries(struct compiler *compiler, const struct wn_tree *call, enum junction *word, size_t *need);
const char *junction_name(enum junction word);

/* ---- readers of settings (setting.c) ---- */

bool read_text(struct compiler *compiler, const struct entry *entry, struct wn_str *text);
bool read_whole(struct compiler *compiler, const struct entry *entry, int64_t low, int64_t high, int64_t *number);
bool read_flag(struct compiler *compiler, const struct entry *entry, bool *flag);
/* A length of time; false without a message where the node is none. */
bool read_span(struct compiler *compiler, const struct wn_tree *node, struct span *span, bool *wrong);
bool tree_is_number(const struct wn_tree *tree);
/* The number of a node in millionths, exactly; false where it has more decimals or is too large. */
bool tree_millionths(const struct wn_tree *tree, int64_t *millionths);

/* ---- settings of a profile (setting.c) ---- */

struct settings {
	struct wn_str name, about, owner;
	int32_t review_by;
	struct tier *tiers, *heats;
	size_t tier_count, heat_count;
	bool has_tiers, has_heat, has_floor, has_undecided, undecided_drops;
	int32_t floor;
	struct place tiers_place;
	const struct wn_tree *personas, *contact;
};
/* True if the key is one of these settings. */
bool setting_read(struct compiler *compiler, const struct entry *entry, struct settings *settings);

/* ---- own fields (own_field.c) ---- */

void own_fields_declare(struct compiler *compiler, const struct entry *entry);
/* "number": how a type is declared. */
const char *own_type_word(enum wn_type type);

/* ---- lines (line.c) ---- */

/* A line on its way into the profile. */
struct draft {
	struct line line;
	struct place place;
	bool replace, removed;
	struct draft *next;
};

/* One file: its settings and its lines, before bases are joined. */
struct profile {
	struct settings settings;
	const struct wn_tree *tree; /* the table behind icp */
	struct wn_str path;
	struct draft *first, **last;
	uint32_t groups;
	const struct entry *base, *without;
	struct profile *bases;
	size_t base_count;
};

void section_compile(struct compiler *compiler, struct profile *profile, enum section section, const struct entry *entry);
/* Whether somebody may write it as an id; those made from names of fields may be longer. */
bool line_id_valid(struct wn_str id);

/* ---- conditions and matchers ---- */

/* What stands before the equals sign. */
struct target {
	struct wn_str name;
	enum wn_type type; /* 0: an own attribute, whose type nobody declared */
	const char *const *words;
	const struct field *field; /* the field itself; of an attribute: the list */
	bool attribute;
};

struct target target_of_field(const struct field *field);
/* "text", "a number", ... */
const char *target_holds(const struct target *target);

struct condition *condition_field(struct compiler *compiler, const struct entry *entry, const struct wn_tree *line);
/* A junction of conditions or a `when`. */
struct condition *condition_call(struct compiler *compiler, const struct wn_tree *call);
struct condition *condition_join(struct compiler *compiler, enum junction word, size_t need, struct condition **items, size_t count,
                                 struct place place);
/* Conditions of one pair of braces, in an order that does not depend on that of the keys. */
void conditions_order(struct condition **items, size_t count);

/* Null after a message. */
struct matcher *matcher_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *value);
struct matcher *matcher_new(struct compiler *compiler, enum matcher_kind kind, enum wn_type type);
/* The words of ranges, dates and versions (range.c). */
struct matcher *range_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call);
struct matcher *range_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value);
struct matcher *version_literal(struct compiler *compiler, const struct wn_tree *value);
struct matcher *date_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call);
/* Bare values and words on texts, codes, bodies (text.c). */
struct matcher *text_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value);
struct matcher *text_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call);
struct matcher *code_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call);
/* has, count, known and bare texts on lists (item.c). */
struct matcher *item_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call);
struct matcher *item_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value);

/* ---- bases (base.c) ---- */

void bases_load(struct compiler *compiler, struct profile *profile);
/* All lines of bases, profile and the built-in ones into icp->lines, checked. */
void lines_merge(struct compiler *compiler, struct profile *profile, struct icp *icp);
/* Reads one profile's table; `base`: it is one. Null where there is no icp in the file. */
bool profile_read(struct compiler *compiler, const struct wn_tree *file, struct profile *profile, bool base);

/* ---- warnings (warning.c) ---- */

/* Identical conditions, points that everybody gets, minus lines that forbid, tiers that no sum reaches. */
void profile_warn(struct compiler *compiler, const struct icp *icp, struct place tiers);

#endif
