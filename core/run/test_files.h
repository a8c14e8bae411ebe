/* test_files.h - files of a pipeline that a test brings along: files = { ["../crm/customers.csv"] = [[...]] }. */
#ifndef CORE_RUN_TEST_FILES_H
#define CORE_RUN_TEST_FILES_H

#include "run/testing.h"

/* Writes the texts into a folder of their own, and makes the run read them in the stead of those the pipeline names. */
struct test_files;
int files_write(struct testing *testing, const struct wn_tree *files, struct test_files **written);
/* Reports each that the pipeline does not name. */
void files_check(struct testing *testing, const struct test_files *written);
void files_remove(struct test_files *written); /* null is allowed */
/* For `load`: every text in the pipeline that is such a path becomes the path of the test's own. */
void files_replace(struct run *run, const struct wn_tree *table);

#endif
