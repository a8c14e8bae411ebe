/* regex_program.h - what a pattern is compiled to; shared by regex.c and regex_search.c. */
#ifndef CORE_ICP_REGEX_PROGRAM_H
#define CORE_ICP_REGEX_PROGRAM_H

#include "icp/regex.h"

enum op {
	OP_CHARACTER,
	OP_ANY,
	OP_CLASS,
	/* These read nothing. */
	OP_BEGIN,
	OP_END,
	OP_WORD_EDGE,
	OP_NO_WORD_EDGE,
	OP_SPLIT, /* go on at `next` and at `other` */
	OP_JUMP,
	OP_FOUND,
};

enum { KIND_DIGIT = 1, KIND_WORD = 2, KIND_BLANK = 4, KIND_NO_DIGIT = 8, KIND_NO_WORD = 16, KIND_NO_BLANK = 32 };

struct char_range {
	int32_t low, high;
};

struct char_class {
	bool negative;
	unsigned kinds;
	struct char_range *at;
	size_t count;
};

struct step {
	enum op op;
	int32_t character;
	uint32_t next, other;
	const struct char_class *class;
};

struct regex {
	bool fold;
	struct step *steps; /* begins with the first */
	uint32_t count;
};

/* The character at text.ptr[*at], which moves behind it; a byte that is no UTF-8 is U+FFFD. *at is inside the text. */
int32_t regex_character(struct wn_str text, size_t *at);
/* One character for all that differ by case only. */
int32_t regex_fold(int32_t character);

#endif
