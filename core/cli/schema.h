/* schema.h - all settings and options as a program that edits descriptions wants them. */
#ifndef CORE_CLI_SCHEMA_H
#define CORE_CLI_SCHEMA_H

#include <stdio.h>

#include "run/run.h"

/* JSON Schema (draft 2020-12) of pipelines and profiles, written as JSON so: a call is an object with the word as its one key and the
 * argument, or an array of several, as its value; bare values of a table are the array under "[]". */
void schema_print(struct run *run, const struct found_plugin *found, size_t count, FILE *out);
/* The same as Lua annotations for lua-language-server. */
void luals_print(struct run *run, const struct found_plugin *found, size_t count, FILE *out);

#endif
