/* words.h - what can be written in a profile, as tables: the words of the language, the keys of a profile and of its lines. */
#ifndef CORE_ICP_WORDS_H
#define CORE_ICP_WORDS_H

#include "base/arena.h"
#include <winnow/option.h>

enum word_kind { WORD_JUNCTION, WORD_VALUE, WORD_INNER, WORD_CONDITION };

struct word {
	const char *name;
	enum word_kind kind;
	unsigned types;      /* bits 1 << enum wn_type that it can test */
	const char *what_for; /* "numbers, money and dates" */
	const char *sample;  /* how it is written in messages: "nace { }" */
};

const struct word *icp_word_at(size_t index); /* null behind the last */

/* As tables of options, ending with a null name; of a config they know nothing. */
extern const struct wn_option icp_settings[], line_settings[];
const char *const *icp_setting_names(struct wn_arena *arena); /* ends with null */

#endif
