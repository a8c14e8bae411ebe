/* cut.h - records of a file that is one document: the elements of a JSON array, the elements of one name in XML.
 *
 * Bytes go through in pieces of any length; nothing is kept between them but where in the document they are. Only what decides
 * where a record ends is looked at: brackets and texts in JSON; tags, comments and CDATA in XML. Whether the record itself is
 * sound says whoever parses it.
 */
#ifndef CORE_SCAN_CUT_H
#define CORE_SCAN_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include <winnow/base.h>

enum cut_kind { CUT_NONE, CUT_ARRAY, CUT_XML };
enum cut_event {
	CUT_MORE,   /* all bytes are taken */
	CUT_RECORD, /* one has just ended: it is from `from` to `at` */
	CUT_FAULT,  /* no document of this kind: `fault` says why */
};

#define CUT_DEEPEST 512
#define CUT_NAME 200 /* bytes of an element's name */

/* The name of an element as it is written, with its prefix. */
struct cut_name {
	char at[CUT_NAME];
	size_t len;
};

struct cut {
	enum cut_kind kind;
	struct wn_str record;  /* XML: the local name of the elements that are records; of the mapping */
	uint64_t at, from;     /* bytes taken; where the record, or what may be one, began */
	bool keep;             /* the bytes from `from` on are needed still */
	bool done;             /* the document is complete */
	uint64_t records;      /* that have begun */
	const char *fault;
	int state;             /* XML: 0 is between tags */
	/* JSON: open brackets, a bit each: of an object or an array. */
	size_t depth;
	uint8_t open[CUT_DEEPEST / 8];
	bool escaped;
	/* XML. */
	bool inside;           /* a record */
	size_t matched;        /* characters of what ends a comment and the like; of "<!" markup: how many there were */
	char last, quote;
	char bang[8];
	struct cut_name name, root, own; /* of the tag at hand, of the whole, of the record */
	uint64_t nested;       /* records of the same name within the record; of the root within itself */
	uint64_t roots;
};

/* From bytes[0] on until something happens; `*used` of them were taken. */
enum cut_event cut_run(struct cut *cut, const char *bytes, size_t len, size_t *used);
/* There are no more bytes. Null: the document is complete, else what is wrong. */
const char *cut_end(const struct cut *cut);
enum cut_event cut_run_array(struct cut *cut, const char *bytes, size_t len, size_t *used);
enum cut_event cut_run_xml(struct cut *cut, const char *bytes, size_t len, size_t *used);

#endif
