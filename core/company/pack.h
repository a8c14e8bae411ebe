/* pack.h - packed companies: the one coding that serves memory, store and part files. */
#ifndef CORE_COMPANY_PACK_H
#define CORE_COMPANY_PACK_H

#include "company/company.h"

/* Appends the company: id, keys, facts in dictionary order with evidence. Own fields are coded by their
 * number in the dictionary, so both ends need the same declarations. Equal companies give equal bytes. */
void company_pack(struct buf *out, const struct company *company);
/* Texts point into `bytes`, which must outlive the company. WN_INVALID for anything that company_pack cannot have written. */
int company_unpack(struct company *company, struct wn_arena *arena, const struct dictionary *dictionary,
                   struct wn_str bytes, struct wn_error *error);

#endif
