/* schema.h - the tables, version by version, and what marks a file as a store. */
#ifndef CORE_STORE_SCHEMA_H
#define CORE_STORE_SCHEMA_H

#include "store/statement.h"

enum {
	STORE_APPLICATION = 0x77696e6e, /* "winn", in the header of the file */
	STORE_VERSION = 1,
};

/* From `version` to STORE_VERSION; each step is one transaction. */
int schema_migrate(struct store *store, int version, struct wn_error *error);

#endif
