/* xml.c - elements to cells, by libxml2, one record at a time. */
#include "scan/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define DEEPEST 256 /* as libxml2 itself */
#define NOWHERE ((size_t)-1)

/* An element or attribute that is a column, or leads to one. The first is the record itself. */
struct node {
	struct wn_str name;
	uint32_t index;       /* the how manieth of its name it is to be */
	uint32_t seen;        /* and how many of them there were in the parent at hand */
	size_t child, next;   /* the first child, the next of the same parent; NOWHERE */
	bool wanted;          /* is a column */
	bool there;           /* in the record at hand */
	struct buf text;
};

struct xml_reader {
	const struct json_columns *columns;
	struct wn_arena *arena;
	struct node *nodes;
	size_t count;
	size_t *of; /* each column's node */
	xmlParserCtxtPtr context;
	xmlSAXHandler handler;
	size_t stack[DEEPEST + 1]; /* the node of each open element, or NOWHERE */
	size_t depth;
};

/* ---- columns to nodes ---- */

static size_t new_node(struct xml_reader *reader, struct wn_str name, uint32_t index)
{
	reader->nodes[reader->count] = (struct node){.name = name, .index = index, .child = NOWHERE, .next = NOWHERE};
	return reader->count++;
}

static size_t child_of(struct xml_reader *reader, size_t parent, struct wn_str name, uint32_t index)
{
	size_t at, last = NOWHERE;

	for (at = reader->nodes[parent].child; at != NOWHERE; last = at, at = reader->nodes[at].next)
		if (reader->nodes[at].index == index && str_equal(reader->nodes[at].name, name))
			return at;
	at = new_node(reader, name, index);
	*(last == NOWHERE ? &reader->nodes[parent].child : &reader->nodes[last].next) = at;
	return at;
}

/* A number is which of the elements before it is meant. */
static size_t add_path(struct xml_reader *reader, struct wn_str path)
{
	struct wn_str rest = path, name, following, part;
	size_t at = 0;

	while (str_cut(&rest, WN_STR("."), &name)) {
		unsigned long index = 1;

		following = rest;
		if (str_cut(&following, WN_STR("."), &part) && part.len > 0 && part.len < 6 && str_is_digits(part)) {
			char digits[8] = {0};

			memcpy(digits, part.ptr, part.len);
			index = strtoul(digits, NULL, 10);
			rest = following;
		}
		at = child_of(reader, at, name, (uint32_t)index);
	}
	reader->nodes[at].wanted = true;
	return at;
}

/* ---- what libxml2 tells ---- */

static struct wn_str local_name(const xmlChar *name)
{
	struct wn_str whole = str_of((const char *)name);
	const char *colon = memchr(whole.ptr, ':', whole.len);

	return colon ? str_from(whole, (size_t)(colon - whole.ptr) + 1) : whole;
}

/* The node of this child, of which there were so many before; NOWHERE: no column. */
static size_t enter(struct xml_reader *reader, size_t parent, struct wn_str name)
{
	size_t found = NOWHERE;

	for (size_t at = reader->nodes[parent].child; at != NOWHERE; at = reader->nodes[at].next)
		if (str_equal(reader->nodes[at].name, name) && ++reader->nodes[at].seen == reader->nodes[at].index)
			found = at;
	return found;
}

static void begin_node(struct xml_reader *reader, size_t at)
{
	reader->nodes[at].there = true;
	for (size_t child = reader->nodes[at].child; child != NOWHERE; child = reader->nodes[child].next)
		reader->nodes[child].seen = 0;
}

/* "xml:lang" is called xmllang, as in the tables of those who publish both. */
static struct wn_str attribute_name(char *room, size_t size, const xmlChar *name)
{
	size_t len = 0;

	for (; *name && len < size; name++)
		if (*name != ':')
			room[len++] = (char)*name;
	return (struct wn_str){room, len};
}

static void attributes(struct xml_reader *reader, size_t node, const xmlChar **given)
{
	char room[64];

	for (; given && given[0] && reader->nodes[node].child != NOWHERE; given += 2) {
		size_t at = enter(reader, node, attribute_name(room, sizeof room, given[0]));

		if (at == NOWHERE)
			continue;
		reader->nodes[at].there = true;
		buf_text(&reader->nodes[at].text, given[1] ? (const char *)given[1] : "");
	}
}

static void on_start(void *context, const xmlChar *name, const xmlChar **given)
{
	struct xml_reader *reader = context;
	size_t parent = reader->depth > 0 && reader->depth <= DEEPEST ? reader->stack[reader->depth - 1] : NOWHERE;
	size_t at = reader->depth == 0 ? 0 : parent == NOWHERE ? NOWHERE : enter(reader, parent, local_name(name));

	if (at != NOWHERE) {
		begin_node(reader, at);
		attributes(reader, at, given);
	}
	if (reader->depth < DEEPEST)
		reader->stack[reader->depth] = at;
	reader->depth++;
}

static void on_end(void *context, const xmlChar *name)
{
	struct xml_reader *reader = context;

	(void)name;
	reader->depth--;
}

static void on_text(void *context, const xmlChar *text, int len)
{
	struct xml_reader *reader = context;
	size_t at = reader->depth > 0 && reader->depth <= DEEPEST ? reader->stack[reader->depth - 1] : NOWHERE;

	if (at != NOWHERE && reader->nodes[at].wanted)
		buf_add(&reader->nodes[at].text, text, (size_t)len);
}

/* Whoever reads the file says so in words of his own. */
static void on_error(void *context, const char *format, ...)
{
	(void)context, (void)format;
}

/* ---- rows ---- */

struct xml_reader *xml_reader_new(const struct json_columns *columns)
{
	struct wn_arena *arena = arena_new();
	struct xml_reader *reader = arena_alloc(arena, sizeof *reader);
	size_t most = 1;

	for (size_t i = 0; i < columns->count; i++) {
		most++;
		for (size_t k = 0; k < columns->at[i].path.len; k++)
			most += columns->at[i].path.ptr[k] == '.';
	}
	*reader = (struct xml_reader){.arena = arena, .columns = columns};
	reader->nodes = arena_array(arena, most, sizeof *reader->nodes);
	reader->of = arena_array(arena, columns->count + 1, sizeof *reader->of);
	new_node(reader, (struct wn_str){0}, 1);
	for (size_t i = 0; i < columns->count; i++)
		reader->of[i] = add_path(reader, columns->at[i].path);
	reader->handler = (xmlSAXHandler){.startElement = on_start, .endElement = on_end, .characters = on_text, .cdataBlock = on_text,
		.ignorableWhitespace = on_text, .warning = on_error, .error = on_error, .fatalError = on_error, .initialized = 1};
	xmlInitParser();
	reader->context = xmlCreatePushParserCtxt(&reader->handler, reader, NULL, 0, NULL);
	if (!reader->context)
		out_of_memory(0);
	return reader;
}

void xml_reader_free(struct xml_reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < reader->count; i++)
		buf_free(&reader->nodes[i].text);
	xmlFreeParserCtxt(reader->context);
	arena_free(reader->arena);
}

static void clear(struct xml_reader *reader)
{
	reader->depth = 0;
	for (size_t i = 0; i < reader->count; i++) {
		reader->nodes[i].seen = 0;
		reader->nodes[i].there = false;
		buf_clear(&reader->nodes[i].text);
	}
}

static void reset(struct xml_reader *reader)
{
	clear(reader);
	if (xmlCtxtResetPush(reader->context, NULL, 0, NULL, "UTF-8") != 0)
		out_of_memory(0);
	/* Without a declaration of types no entity is known; no file and no address is ever opened. */
	xmlCtxtUseOptions(reader->context, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

static enum json_fault fault_of(xmlParserCtxtPtr context)
{
	if (context->errNo == XML_ERR_NO_MEMORY)
		out_of_memory(0);
	return context->errNo == XML_ERR_INVALID_ENCODING ? JSON_BAD_UTF8 : JSON_BAD;
}

static void put_cells(const struct xml_reader *reader, struct wn_arena *arena, struct cell *cells)
{
	const struct json_columns *columns = reader->columns;

	json_columns_saw(columns, columns->count);
	for (size_t i = 0; i < columns->count; i++) {
		const struct node *node = &reader->nodes[reader->of[i]];
		struct wn_str text = arena_str(arena, buf_as_str(&node->text));

		if (node->there)
			json_columns_saw(columns, i);
		cells[i] = (struct cell){text.ptr, (uint32_t)text.len, false};
	}
}

enum json_fault xml_row(struct xml_reader *reader, struct wn_arena *arena, struct wn_str record, struct cell *cells)
{
	if (memchr(record.ptr, 0, record.len))
		return JSON_BAD_NUL;
	if (!str_is_utf8(record))
		return JSON_BAD_UTF8;
	reset(reader);
	if (xmlParseChunk(reader->context, record.ptr, (int)record.len, 1) != 0 || !reader->context->wellFormed)
		return fault_of(reader->context);
	put_cells(reader, arena, cells);
	return JSON_FINE;
}

/* ---- at a glance ---- */

static bool takes_text(const struct xml_reader *reader, size_t node)
{
	return node != NOWHERE && reader->nodes[node].wanted;
}

/* The five references of XML itself; others are left to the parser. */
static size_t add_reference(struct buf *out, struct wn_str text)
{
	static const struct {
		struct wn_str name;
		char c;
	} known[] = {{{"&amp;", 5}, '&'}, {{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&quot;", 6}, '"'}, {{"&apos;", 6}, '\''}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_begins(text, known[i].name)) {
			buf_byte(out, known[i].c);
			return known[i].name.len;
		}
	return 0;
}

/* Text without a line end that a parser would change. */
static bool add_plain(struct xml_reader *reader, size_t node, struct wn_str text)
{
	if (!takes_text(reader, node))
		return true;
	if (memchr(text.ptr, '\r', text.len))
		return false;
	while (text.len > 0) {
		const char *mark = memchr(text.ptr, '&', text.len);
		size_t plain = mark ? (size_t)(mark - text.ptr) : text.len, taken;

		buf_str(&reader->nodes[node].text, str_first(text, plain));
		text = str_from(text, plain);
		taken = text.len > 0 ? add_reference(&reader->nodes[node].text, text) : 0;
		if (text.len > 0 && taken == 0)
			return false;
		text = str_from(text, taken);
	}
	return true;
}

static size_t word_length(struct wn_str text)
{
	size_t len = 0;

	for (; len < text.len; len++) {
		char c = text.ptr[len];

		if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '=' || c == '/')
			break;
	}
	return len;
}

/* ` name="value"` again and again. */
static bool glance_attributes(struct xml_reader *reader, size_t node, struct wn_str rest)
{
	char room[64], name[64];

	for (rest = str_trim(rest); rest.len > 0; rest = str_trim(rest)) {
		size_t len = word_length(rest), at;
		const char *close;

		if (len == 0 || len >= sizeof name || rest.len < len + 3 || rest.ptr[len] != '=' || (rest.ptr[len + 1] != '"' && rest.ptr[len + 1] != '\''))
			return false;
		memcpy(name, rest.ptr, len);
		name[len] = 0;
		close = memchr(rest.ptr + len + 2, rest.ptr[len + 1], rest.len - len - 2);
		if (!close)
			return false;
		at = enter(reader, node, attribute_name(room, sizeof room, (const xmlChar *)name));
		for (const char *c = rest.ptr + len + 2; c < close; c++)
			if ((unsigned char)*c < ' ' || *c == '&')
				return false;
		if (at != NOWHERE) {
			reader->nodes[at].there = true;
			buf_add(&reader->nodes[at].text, rest.ptr + len + 2, (size_t)(close - rest.ptr) - len - 2);
		}
		rest = str_from(rest, (size_t)(close - rest.ptr) + 1);
	}
	return true;
}

/* A start tag without its brackets. */
static bool glance_start(struct xml_reader *reader, struct wn_str tag)
{
	size_t parent = reader->depth > 0 ? reader->stack[reader->depth - 1] : NOWHERE, at, len = word_length(tag);
	struct wn_str name = str_first(tag, len);
	const char *colon = memchr(name.ptr, ':', name.len);
	bool empty = tag.len > 0 && tag.ptr[tag.len - 1] == '/';

	if (len == 0 || reader->depth >= DEEPEST)
		return false;
	if (colon)
		name = str_from(name, (size_t)(colon - name.ptr) + 1);
	at = reader->depth == 0 ? 0 : parent == NOWHERE ? NOWHERE : enter(reader, parent, name);
	reader->stack[reader->depth] = at;
	reader->depth += !empty;
	if (at == NOWHERE)
		return true;
	begin_node(reader, at);
	return reader->nodes[at].child == NOWHERE || glance_attributes(reader, at, str_first(str_from(tag, len), tag.len - len - empty));
}

static bool glance_tag(struct xml_reader *reader, struct wn_str tag)
{
	if (tag.len == 0 || tag.ptr[0] == '!' || tag.ptr[0] == '?')
		return false;
	if (tag.ptr[0] != '/')
		return glance_start(reader, tag);
	return reader->depth-- > 0;
}

/* Where the tag that begins at `at` has its bracket; one within quotes does not count. */
static const char *tag_end(const char *at, const char *end)
{
	const char *close = memchr(at, '>', (size_t)(end - at));

	for (const char *c = at; close && c < close; c++) {
		if (*c != '"' && *c != '\'')
			continue;
		c = memchr(c + 1, *c, (size_t)(end - c - 1));
		if (!c)
			return NULL;
		if (c > close)
			close = memchr(c, '>', (size_t)(end - c));
	}
	return close;
}

bool xml_glance(struct xml_reader *reader, struct wn_arena *arena, struct wn_str record, struct cell *cells)
{
	const char *at = record.ptr, *end = record.ptr + record.len;

	if (memchr(record.ptr, 0, record.len) || !str_is_utf8(record))
		return false;
	clear(reader);
	while (at < end) {
		const char *open = memchr(at, '<', (size_t)(end - at)), *close = open ? tag_end(open, end) : NULL;
		size_t node = reader->depth > 0 ? reader->stack[reader->depth - 1] : NOWHERE;

		if (!close || !add_plain(reader, node, (struct wn_str){at, (size_t)(open - at)}) ||
		    !glance_tag(reader, (struct wn_str){open + 1, (size_t)(close - open) - 1}))
			return false;
		at = close + 1;
	}
	if (reader->depth != 0)
		return false;
	put_cells(reader, arena, cells);
	return true;
}
