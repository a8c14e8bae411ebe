/* document.h - HTML and XML to a tree, whatever the text does: no network, no entities or DTD of its own, and bounds on size, depth,
 * attributes and work. libxml2 reads; nothing of it writes to stderr or calls back into Lua.
 */
#ifndef CORE_LUA_DOCUMENT_H
#define CORE_LUA_DOCUMENT_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/str.h"

#define DOCUMENT_LONGEST ((size_t)8 << 20) /* bytes of UTF-8 */
#define DOCUMENT_DEPTH_HTML 512
#define DOCUMENT_DEPTH_XML 256
#define DOCUMENT_ATTRIBUTES 4000 /* of one element */

struct document {
	xmlDoc *tree;  /* every node's _private is its place in document order, see document_place */
	bool html;
	size_t bytes;  /* that the tree takes, about */
};

struct document_bounds {
	size_t bytes;  /* that the tree may take */
	uint64_t work; /* in instructions */
};

/* Reads UTF-8. False: `why` says it, with the line, and there is no tree. `*work` in any case: what it cost; beyond
 * bounds->work the reading was given up. */
bool document_read(struct wn_str text, bool html, const struct document_bounds *bounds, struct document *document, uint64_t *work,
                   char why[200]);
void document_free(struct document *document);

/* The same node in every question has the same place; attributes stand behind their element. */
static inline uint32_t document_place(const xmlNode *node)
{
	return (uint32_t)(uintptr_t)node->_private;
}

#endif
