/* report.h - what a run says when it is done: the funnel, and the best accounts with their reasons. */
#ifndef CORE_CLI_REPORT_H
#define CORE_CLI_REPORT_H

#include <stdio.h>

#include "run/run.h"

void report_text(struct run *run, FILE *out);
void report_json(struct run *run, FILE *out);

#endif
