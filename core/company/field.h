/* field.h - the dictionary: every field, its type, its merge rule, and the user's own fields.
 *
 * The fields themselves stand in fields.def, in dictionary order, which is the order of columns in a list.
 */
#ifndef CORE_COMPANY_FIELD_H
#define CORE_COMPANY_FIELD_H

#include <stdbool.h>

#include <winnow/value.h>

/* How facts of several providers become one. */
enum merge {
	MERGE_FIRST,  /* one value: the first in order of preference */
	MERGE_REFINE, /* as first; a later range inside the winner's narrows it, a disjoint one is a conflict */
	MERGE_UNION,  /* facts add up, the same item once */
};

/* An attribute of the items of a list field. */
struct attribute {
	const char *name;
	enum wn_type type;
	const char *const *words; /* closed vocabulary, ends with null; or null */
};

struct field {
	const char *name;
	enum wn_type type;
	enum merge merge;
	const char *unit;             /* "people", "EUR"...; "" where it has none */
	const char *help;             /* one line */
	const char *scheme;           /* an identity key: its scheme (fr-siren, lei, ...); "" otherwise */
	const char *const *words;     /* enumerated text: the words there are, ends with null; or null */
	const struct attribute *attributes; /* of a list: the first is the key; ends with a null name */
	bool own;                     /* declared by the user, x_ */
};

typedef uint16_t field_id;
#define NO_FIELD ((field_id)0xffff)

/* All fields of one run: the built-in ones, then the user's own in order of declaration. */
struct dictionary;
struct dictionary *dictionary_new(void);
void dictionary_free(struct dictionary *dictionary);
size_t dictionary_count(const struct dictionary *dictionary);
const struct field *dictionary_field(const struct dictionary *dictionary, field_id id);
field_id dictionary_find(const struct dictionary *dictionary, struct wn_str name); /* NO_FIELD */
/* Adds x_ field. Own lists have the attributes given (copied); their first is the key. The same name with another type: WN_INVALID. */
int dictionary_add(struct dictionary *dictionary, struct wn_str name, enum wn_type type,
                   const struct attribute *attributes, field_id *id, struct wn_error *error);
/* Adds a field that is neither built in nor the user's: text, one of `words` (copied). Such is `icp`, which only quotas know: it
 * is added when everything else was read. */
field_id dictionary_add_pseudo(struct dictionary *dictionary, struct wn_str name, const char *const *words, const char *help);
/* All names, ends with null, for "did you mean"; lives as long as the dictionary and until the next add. */
const char *const *dictionary_names(const struct dictionary *dictionary);
/* The attribute of a list field, or null. Attributes beginning with x_ are allowed on every list and have no entry. */
const struct attribute *field_attribute(const struct field *field, struct wn_str name);
const char *type_name(enum wn_type type);   /* "text", "code", "whole number", ... as `winnow fields` prints it */
const char *merge_name(enum merge merge);
/* Fields about people beyond their work (birthday, age, gender, nationality, home_address): refused by name. */
bool field_is_forbidden(struct wn_str name);
/* The field of an identity scheme (fr-siren -> siren), or NO_FIELD. */
field_id dictionary_key_field(const struct dictionary *dictionary, struct wn_str scheme);

#endif
