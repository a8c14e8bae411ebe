/* concordance.c - the index over concordance.def, and the one question that is asked of it. */
#include "company/concordance.h"

#include <pthread.h>

#define CLASSES 10000 /* four digits */

static const struct {
	char rev2[6], rev21[6];
} pairs[] = {
#define CONCORDANCE(rev2, rev21) {rev2, rev21},
#define UNMAPPED21(rev21)
#include "company/concordance.def"
#undef CONCORDANCE
#undef UNMAPPED21
};

static const char unmapped[][6] = {
#define CONCORDANCE(rev2, rev21)
#define UNMAPPED21(rev21) rev21,
#include "company/concordance.def"
#undef CONCORDANCE
#undef UNMAPPED21
};

#define PAIRS (sizeof(pairs) / sizeof(pairs[0]))

/* The targets of class c are targets[first[c]] to targets[first[c + 1] - 1]. */
struct direction {
	uint16_t first[CLASSES + 1];
	uint16_t targets[PAIRS];
	bool exists[CLASSES];
};

static struct direction to_new, to_old;
static pthread_once_t built = PTHREAD_ONCE_INIT;

static unsigned number(const char code[6])
{
	return (unsigned)((code[0] - '0') * 1000 + (code[1] - '0') * 100 + (code[3] - '0') * 10 + (code[4] - '0'));
}

/* A counting sort: `first` counts, then sums up, then moves back to the beginnings as the targets are laid down. */
static void build_direction(struct direction *direction, bool to_rev21)
{
	for (size_t i = 0; i < PAIRS; i++) {
		unsigned from = number(to_rev21 ? pairs[i].rev2 : pairs[i].rev21);
		direction->exists[from] = true;
		direction->first[from]++;
	}
	for (size_t c = 1; c <= CLASSES; c++)
		direction->first[c] = (uint16_t)(direction->first[c] + direction->first[c - 1]);
	for (size_t i = PAIRS; i-- > 0;) {
		unsigned from = number(to_rev21 ? pairs[i].rev2 : pairs[i].rev21);
		unsigned to = number(to_rev21 ? pairs[i].rev21 : pairs[i].rev2);
		direction->targets[--direction->first[from]] = (uint16_t)to;
	}
}

static void build(void)
{
	build_direction(&to_new, true);
	build_direction(&to_old, false);
	for (size_t i = 0; i < sizeof(unmapped) / sizeof(unmapped[0]); i++)
		to_old.exists[number(unmapped[i])] = true;
}

enum verdict concordance_test(bool to_rev21, struct span from, struct span want)
{
	size_t inside = 0, outside = 0;

	pthread_once(&built, build);
	const struct direction *direction = to_rev21 ? &to_new : &to_old;
	for (unsigned c = from.low; c <= from.high && c < CLASSES; c++) {
		if (!direction->exists[c])
			continue;
		if (direction->first[c] == direction->first[c + 1])
			return VERDICT_UNKNOWN;
		for (unsigned t = direction->first[c]; t < direction->first[c + 1]; t++) {
			bool in = direction->targets[t] >= want.low && direction->targets[t] <= want.high;
			inside += in;
			outside += !in;
		}
	}
	if (inside && !outside)
		return VERDICT_MATCH;
	return outside && !inside ? VERDICT_MISS : VERDICT_UNKNOWN;
}
