/* report.h - what a run says when it is done: the funnel, and the best accounts with their reasons. */
#ifndef CORE_CLI_REPORT_H
#define CORE_CLI_REPORT_H

#include <stdio.h>

#include "run/breadth.h"

/* `edits`: with those that would make fewer candidates, where the list is too broad. */
void report_text(struct run *run, bool edits, FILE *out);
void report_json(struct run *run, FILE *out);
/* Rows read, and why some are no companies. */
void report_rows(const struct run *run, FILE *out);
/* The edits that help most, each with its number. */
void print_proposals(const struct breadth *breadth, FILE *out);

/* Where there are far too many candidates: those, or why there are none. */
void report_edits(const struct run *run, FILE *out);

#endif
