/* support_random.h - random numbers for property tests. The seed is printed, and WINNOW_SEED repeats it. */
#ifndef TESTS_UNIT_SUPPORT_RANDOM_H
#define TESTS_UNIT_SUPPORT_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

struct dice {
	uint64_t state;
};

static inline struct dice dice_new(void)
{
	const char *given = getenv("WINNOW_SEED");
	struct dice dice = {0};

	if (given)
		dice.state = strtoull(given, NULL, 10);
	else if (getrandom(&dice.state, sizeof dice.state, 0) != sizeof dice.state)
		dice.state = 1;
	printf("# WINNOW_SEED=%llu\n", (unsigned long long)dice.state);
	return dice;
}

/* 64 random bits (splitmix64). */
static inline uint64_t dice_bits(struct dice *dice)
{
	uint64_t x = dice->state += UINT64_C(0x9E3779B97F4A7C15);

	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return x ^ x >> 31;
}

/* 0 to below - 1. */
static inline size_t dice_below(struct dice *dice, size_t below)
{
	return (size_t)(dice_bits(dice) % below);
}

#endif
