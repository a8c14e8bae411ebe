/* environment.h - what a described pipeline will meet on this machine: asked beforehand, and nothing made or changed. */
#ifndef CORE_RUN_ENVIRONMENT_H
#define CORE_RUN_ENVIRONMENT_H

#include "run/run.h"

/* How much was looked at. */
struct environment_counts {
	size_t secrets, inputs, outputs, steps;
};

/* After run_describe, whatever it found; a profile or a test has nothing but limits: secrets, inputs and their headers, outputs, store, suppression folder, limits. Every problem becomes an error in
 * `problems`, at the option of the step that asks for it, with what to do. */
void environment_check(struct run *run, struct diags *problems, struct environment_counts *counts);

/* ---- parts ---- */

/* An input that a step opens, or with `folder` a folder that it reads. */
bool environment_input(struct diags *problems, struct place place, const char *name, struct wn_str path, bool folder);
/* A file, or with `folder` a folder, that will be made at `path`, if need be with the folders above it: may it be written, and are there
 * `room` bytes left? */
bool environment_output(struct diags *problems, struct place place, const char *name, struct wn_str path, bool folder, uint64_t room);
/* Open files, memory, and the size that files may have. */
void environment_limits(const struct run *run, struct diags *problems);

#endif
