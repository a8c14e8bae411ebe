/* document.c - libxml2 behind a fence.
 *
 * The text goes in by pieces of a few thousand bytes, and the handlers of elements are ours and call libxml2's own:
 * both count what the tree takes and what the work costs (libxml2 looks through all open elements, namespaces in scope
 * and attributes of a tag), and stop the parser where it is too much. So a document costs what its text and shape say,
 * the same on each machine.
 */
#include "lua/document.h"

#include "base/arena.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define PIECE 4000         /* bytes that the parser gets at once */
#define NODE_BYTES 144     /* of an element or a text, with what malloc adds */
#define ATTRIBUTE_BYTES 272 /* with its text */

struct reading_state {
	xmlParserCtxt *parser;
	struct wn_str rest;
	const struct document_bounds *bounds;
	size_t bytes;
	uint64_t work;
	bool html;
	const char *stopped; /* why we gave up, or null */
	int line;            /* of it */
	char said[160];      /* the parser's first complaint that is fatal */
	int said_line;
};

static struct reading_state *state_of(void *context)
{
	return ((xmlParserCtxt *)context)->_private;
}

/* ---- bounds ---- */

static void stop(struct reading_state *state, const char *why)
{
	if (state->stopped)
		return;
	state->stopped = why;
	state->line = state->parser->input ? state->parser->input->line : 0;
	xmlStopParser(state->parser);
}

static void count(struct reading_state *state, size_t bytes, uint64_t work)
{
	state->bytes += bytes;
	state->work += work;
	if (state->bytes > state->bounds->bytes)
		stop(state, "it needs more memory than the script has left");
	else if (state->work > state->bounds->work)
		stop(state, "it is too much work for what the script has left");
}

/* The open elements, and for XML the namespaces in scope: what the parser may look through for each tag. */
static uint64_t scope(const struct reading_state *state)
{
	return (uint64_t)(state->parser->nodeNr > 0 ? state->parser->nodeNr : 0) / 16 + (uint64_t)(state->parser->nsNr > 0 ? state->parser->nsNr : 0) / 8;
}

/* The parser's pieces. Its array of attributes says how many a tag has so far, of which each is compared with each. */
static int give(void *context, char *to, int room)
{
	struct reading_state *state = context;
	size_t len = state->rest.len < PIECE ? state->rest.len : PIECE;
	int most = DOCUMENT_ATTRIBUTES * (state->html ? 2 : 5) * 2;

	if (state->html)
		state->parser->options |= XML_PARSE_HUGE; /* the depth is bounded by us */
	if (len > (size_t)room)
		len = (size_t)room;
	if (state->parser->maxatts > most && !state->stopped) {
		state->stopped = "an element has too many attributes";
		state->line = state->parser->input ? state->parser->input->line : 0;
	}
	state->work += len * (1 + scope(state)) + (uint64_t)state->parser->maxatts;
	if (state->stopped || state->work > state->bounds->work)
		return 0;
	memcpy(to, state->rest.ptr, len);
	state->rest = str_from(state->rest, len);
	return (int)len;
}

static int given(void *context)
{
	(void)context;
	return 0;
}

/* ---- handlers ---- */

static void deepen(struct reading_state *state)
{
	if (state->parser->nodeNr > (state->html ? DOCUMENT_DEPTH_HTML : DOCUMENT_DEPTH_XML) - 1)
		stop(state, state->html ? "it is nested more than 512 deep" : "it is nested more than 256 deep");
}

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
	struct reading_state *state = state_of(context);
	size_t bytes = NODE_BYTES, number = 0;

	for (; attributes && attributes[2 * number]; number++)
		bytes += ATTRIBUTE_BYTES + (attributes[2 * number + 1] ? strlen((const char *)attributes[2 * number + 1]) : 0);
	count(state, bytes, 10 + 4 * number);
	if (number > DOCUMENT_ATTRIBUTES)
		stop(state, "an element has too many attributes");
	if (!state->stopped)
		xmlSAX2StartElement(context, name, attributes);
	deepen(state);
}

/* Five pointers for each attribute: name, prefix, address, value and its end. */
static void start_element_ns(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address, int namespaces,
                             const xmlChar **declared, int number, int defaulted, const xmlChar **attributes)
{
	struct reading_state *state = state_of(context);
	size_t bytes = NODE_BYTES + (size_t)namespaces * NODE_BYTES;

	for (int i = 0; i < namespaces; i++)
		bytes += declared[2 * i + 1] ? strlen((const char *)declared[2 * i + 1]) : 0;
	for (int i = 0; i < number; i++)
		bytes += ATTRIBUTE_BYTES + (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]);
	count(state, bytes, (uint64_t)(1 + number + namespaces) * (10 + 4 * scope(state)));
	if (number + namespaces > DOCUMENT_ATTRIBUTES)
		stop(state, "an element has too many attributes");
	if (!state->stopped)
		xmlSAX2StartElementNs(context, name, prefix, address, namespaces, declared, number, defaulted, attributes);
	deepen(state);
}

/* A text that grows is doubled. */
static void characters(void *context, const xmlChar *text, int len)
{
	struct reading_state *state = state_of(context);
	const xmlNode *open = state->parser->node, *last = open ? open->last : NULL;

	count(state, (last && last->type == XML_TEXT_NODE ? 0 : NODE_BYTES) + 2 * (size_t)len, 4);
	if (!state->stopped)
		xmlSAX2Characters(context, text, len);
}

static void cdata(void *context, const xmlChar *text, int len)
{
	struct reading_state *state = state_of(context);

	count(state, NODE_BYTES + 2 * (size_t)len, 4);
	if (!state->stopped && state->html)
		xmlSAX2CDataBlock(context, text, len);
	else if (!state->stopped)
		xmlSAX2Characters(context, text, len); /* XPath knows texts alone */
}

static void comment(void *context, const xmlChar *text)
{
	struct reading_state *state = state_of(context);

	count(state, NODE_BYTES + strlen((const char *)text), 4);
	if (!state->stopped)
		xmlSAX2Comment(context, text);
}

static void instruction(void *context, const xmlChar *target, const xmlChar *data)
{
	struct reading_state *state = state_of(context);

	count(state, NODE_BYTES + strlen((const char *)target) + (data ? strlen((const char *)data) : 0), 4);
	if (!state->stopped)
		xmlSAX2ProcessingInstruction(context, target, data);
}

/* ---- XML's own dangers ---- */

static xmlEntityPtr known_entity(void *context, const xmlChar *name)
{
	(void)context;
	return xmlGetPredefinedEntity(name);
}

/* A document that names a DTD may use the entities of HTML, as feeds do; others stay as they are written. */
static void reference(void *context, const xmlChar *name)
{
	const htmlEntityDesc *entity = htmlEntityLookup(name);
	char text[80];
	int len = 0;

	if (entity)
		len = xmlCopyCharMultiByte((xmlChar *)text, (int)entity->value);
	else
		len = snprintf(text, sizeof text, "&%.70s;", (const char *)name);
	characters(context, (const xmlChar *)text, len);
}

static void refuse(void *context)
{
	stop(state_of(context), "it declares entities, attributes or elements of its own, which are not read");
}

static void refuse_entity(void *context, const xmlChar *name, int type, const xmlChar *public, const xmlChar *system, xmlChar *content)
{
	(void)name, (void)type, (void)public, (void)system, (void)content;
	refuse(context);
}

static void refuse_attribute(void *context, const xmlChar *element, const xmlChar *name, int type, int use, const xmlChar *value,
                             xmlEnumerationPtr tree)
{
	(void)element, (void)name, (void)type, (void)use, (void)value;
	xmlFreeEnumeration(tree); /* the handler owns it */
	refuse(context);
}

static void refuse_element(void *context, const xmlChar *name, int type, xmlElementContentPtr content)
{
	(void)name, (void)type, (void)content;
	refuse(context);
}

static void refuse_notation(void *context, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
	(void)name, (void)public, (void)system;
	refuse(context);
}

static void refuse_unparsed(void *context, const xmlChar *name, const xmlChar *public, const xmlChar *system, const xmlChar *notation)
{
	(void)name, (void)public, (void)system, (void)notation;
	refuse(context);
}

static void no_subset(void *context, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
	(void)context, (void)name, (void)public, (void)system;
}

static xmlParserInputPtr no_input(void *context, const xmlChar *public, const xmlChar *system)
{
	(void)context, (void)public, (void)system;
	return NULL;
}

static void set_handlers(struct reading_state *state)
{
	xmlSAXHandler *sax = state->parser->sax;

	sax->characters = sax->ignorableWhitespace = characters;
	sax->cdataBlock = cdata;
	sax->comment = comment;
	sax->processingInstruction = instruction;
	sax->externalSubset = no_subset;
	sax->resolveEntity = no_input;
	if (state->html) {
		sax->startElement = start_element;
		return;
	}
	sax->startElementNs = start_element_ns;
	sax->getEntity = sax->getParameterEntity = known_entity;
	sax->reference = reference;
	sax->entityDecl = refuse_entity;
	sax->attributeDecl = refuse_attribute;
	sax->elementDecl = refuse_element;
	sax->notationDecl = refuse_notation;
	sax->unparsedEntityDecl = refuse_unparsed;
}

/* ---- messages ---- */

/* Of this thread while we read: libxml2 would write to stderr. The first one that ends the reading is kept. */
static void hear(void *context, xmlErrorPtr error)
{
	struct reading_state *state = context;

	if (*state->said || !error->message || error->level < XML_ERR_FATAL)
		return;
	snprintf(state->said, sizeof state->said, "%s", error->message);
	state->said[strcspn(state->said, "\r\n")] = '\0';
	state->said_line = error->line;
}

static void tell(const struct reading_state *state, char why[200])
{
	const char *words = state->stopped ? state->stopped : *state->said ? state->said : "there is nothing in it";
	int line = state->stopped ? state->line : state->said_line;

	if (line > 0)
		snprintf(why, 200, "line %d: %s", line, words);
	else
		snprintf(why, 200, "%s", words);
}

/* ---- reading ---- */

static pthread_once_t prepared = PTHREAD_ONCE_INIT;

/* Numbers in document order, where questions find them. */
static void number_nodes(xmlDoc *tree)
{
	uintptr_t place = 1;
	xmlNode *node = (xmlNode *)tree;

	node->_private = (void *)place++;
	for (node = tree->children; node;) {
		node->_private = (void *)place++;
		for (xmlAttr *attribute = node->type == XML_ELEMENT_NODE ? node->properties : NULL; attribute; attribute = attribute->next)
			attribute->_private = (void *)place++;
		if (node->type == XML_ELEMENT_NODE && node->children) {
			node = node->children;
			continue;
		}
		while (node && !node->next)
			node = node->parent == (xmlNode *)tree ? NULL : node->parent;
		if (node)
			node = node->next;
	}
}

static xmlDoc *read_text(struct reading_state *state)
{
	int options = HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;

	if (state->html)
		return htmlCtxtReadIO(state->parser, give, given, state, NULL, "UTF-8", options | HTML_PARSE_RECOVER | HTML_PARSE_IGNORE_ENC);
	return xmlCtxtReadIO(state->parser, give, given, state, NULL, "UTF-8", options | XML_PARSE_IGNORE_ENC);
}

/* What the parser made belongs to us, also where it failed. */
static bool keep_tree(struct reading_state *state, xmlDoc *tree, struct document *document)
{
	bool good = tree && !state->stopped && state->work <= state->bounds->work && xmlDocGetRootElement(tree);

	if (!good) {
		if (!state->stopped && state->work > state->bounds->work)
			state->stopped = "it is too much work for what the script has left";
		xmlFreeDoc(tree);
		return false;
	}
	number_nodes(tree);
	*document = (struct document){tree, state->html, state->bytes};
	return true;
}

bool document_read(struct wn_str text, bool html, const struct document_bounds *bounds, struct document *document, uint64_t *work,
                   char why[200])
{
	struct reading_state state = {.rest = text, .bounds = bounds, .html = html, .bytes = text.len + 4096};

	*document = (struct document){0};
	*work = 1000;
	if (text.len > DOCUMENT_LONGEST || state.bytes > bounds->bytes) {
		snprintf(why, 200, text.len > DOCUMENT_LONGEST ? "it is longer than 8 MiB" : "it needs more memory than the script has left");
		return false;
	}
	pthread_once(&prepared, xmlInitParser);
	state.parser = html ? htmlNewParserCtxt() : xmlNewParserCtxt();
	if (!state.parser)
		out_of_memory(sizeof *state.parser);
	state.parser->_private = &state;
	set_handlers(&state);
	xmlSetStructuredErrorFunc(&state, hear);
	xmlDoc *tree = read_text(&state);
	xmlSetStructuredErrorFunc(NULL, NULL);
	xmlResetLastError();
	*work += state.work;
	if (html)
		htmlFreeParserCtxt(state.parser);
	else
		xmlFreeParserCtxt(state.parser);
	if (keep_tree(&state, tree, document))
		return true;
	tell(&state, why);
	return false;
}

void document_free(struct document *document)
{
	if (document->tree)
		xmlFreeDoc(document->tree);
	document->tree = NULL;
}
