/* concordance.h - NACE rev 2 against NACE rev 2.1, class by class, in both directions.
 *
 * The table (concordance.def) is turned into an index once, on first use; after that it is read-only, from any thread.
 */
#ifndef CORE_COMPANY_CONCORDANCE_H
#define CORE_COMPANY_CONCORDANCE_H

#include "company/code.h"

/* Classes as numbers: 62.01 is 6201, the group 62.0 is 6200 to 6209, the division 62 is 6200 to 6299. */
struct span {
	unsigned low, high;
};

/* An activity lies somewhere in `from` of one revision (rev 2 if `to_rev21`, else rev 2.1): does it lie in `want` of the other?
 * All targets of all classes inside: match. None inside: miss. Some, no class there, or one without a known target: unknown. */
enum verdict concordance_test(bool to_rev21, struct span from, struct span want);

#endif
