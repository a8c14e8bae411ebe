/* input.h - the bytes of a file, whether it is plain, .gz or .zip: unpacked while they are read, never to disk.
 *
 * What it is follows from its first bytes; a name that ends in .gz or .zip must hold what it says. An archive
 * that is cut off, damaged or followed by something else is an error, and nobody sees its end before all of it was
 * checked: so no list is ever made from a part. Of a plain file as many bytes are read as it had when it was opened; one that was
 * written to or replaced before its end was reached is an error too.
 */
#ifndef CORE_SCAN_INPUT_H
#define CORE_SCAN_INPUT_H

#include <stdbool.h>

#include "base/arena.h"

struct input;

/* `member`: the file of a zip archive that is meant; empty: the only one. */
int input_open(struct input **input, struct wn_str path, struct wn_str member, struct wn_error *error);
/* At least one byte, or *got = 0 at the end. */
int input_read(struct input *input, void *bytes, size_t room, size_t *got, struct wn_error *error);
/* What the file is called, for evidence: that within the archive, without folders, so that it is the same packed or not. */
struct wn_str input_name(const struct input *input);
uint64_t input_taken(const struct input *input); /* bytes of the file itself */
int input_fd(const struct input *input);
void input_close(struct input *input); /* may be null */

/* All of it, in the arena; more than `limit` is an error that says so. */
int input_whole(struct wn_arena *arena, struct wn_str path, size_t limit, struct wn_str *content, struct wn_error *error);

#endif
