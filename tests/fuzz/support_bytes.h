/* support_bytes.h - what fuzz targets share: an input as a source of choices, and a check that ends the process. */
#ifndef TESTS_FUZZ_SUPPORT_BYTES_H
#define TESTS_FUZZ_SUPPORT_BYTES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/error.h"
#include "base/str.h"
#include "base/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a target promises about its room: broken, it is a finding. */
#define MUST(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: assert: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

/* The rest of an input; choices are zeros when nothing is left. */
struct bytes {
	const uint8_t *at;
	size_t left;
};

static inline uint8_t bytes_one(struct bytes *bytes)
{
	if (bytes->left == 0)
		return 0;
	bytes->left--;
	return *bytes->at++;
}

/* 0 to below - 1 */
static inline unsigned bytes_below(struct bytes *bytes, unsigned below)
{
	return bytes_one(bytes) % below;
}

/* At most so many of the bytes that follow. */
static inline struct wn_str bytes_take(struct bytes *bytes, size_t most)
{
	struct wn_str text = {(const char *)bytes->at, most < bytes->left ? most : bytes->left};

	bytes->at += text.len;
	bytes->left -= text.len;
	return text;
}

static inline struct wn_str bytes_rest(const uint8_t *data, size_t size)
{
	return (struct wn_str){(const char *)data, size};
}

/* A description tree as a program could make it: any kinds, any texts, a depth of 6 at most. */
struct wn_tree *bytes_tree(struct wn_arena *arena, struct bytes *bytes, int depth);

#endif
