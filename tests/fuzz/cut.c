/* cut.c - any bytes as one JSON array ("a...", or "A..." where a record may have few bytes) or as records of XML ("x...", "X..."): in windows
 * of any size the same records or the same error, and of a document that a parser takes as many as the parser sees. */
#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "fuzz/support_file.h"
#include "scan/window.h"
#include "scan/xml.h"

#define FEW ((size_t)40)

struct found {
	struct buf records; /* each behind its length */
	uint64_t count;
	bool too_long;
	int code;
	struct wn_error error;
};

/* ---- our way ---- */

/* What is read at a glance is what the parser gives. */
static void look_closer(struct wn_str record)
{
	atomic_bool seen[5] = {false};
	struct json_column at[] = {{.path = WN_STR("a")}, {.path = WN_STR("a.b")}, {.path = WN_STR("a.2")}, {.path = WN_STR("c")}};
	struct json_columns columns = {at, 4, seen};
	struct wn_arena *arena = arena_new();
	struct xml_reader *reader = xml_reader_new(&columns);
	struct cell glanced[4], parsed[4];

	if (xml_glance(reader, arena, record, glanced) && xml_row(reader, arena, record, parsed) == JSON_FINE)
		for (int i = 0; i < 4; i++)
			MUST(glanced[i].len == parsed[i].len && memcmp(glanced[i].ptr, parsed[i].ptr, parsed[i].len) == 0);
	xml_reader_free(reader);
	arena_free(arena);
}

static void add_record(struct found *found, const struct feed *feed, const struct window *window, const struct record_span *span)
{
	struct wn_str record = {window->bytes + span->from, span->len};
	uint64_t len = span->too_long ? UINT64_MAX : span->len;

	found->count++;
	found->too_long |= span->too_long;
	buf_add(&found->records, &len, sizeof len);
	if (span->too_long)
		return;
	MUST(span->from + span->len <= window->len && span->len > 0 && span->len <= feed->csv.limit);
	buf_str(&found->records, record);
	if (feed->cut.kind == CUT_XML && feed->size > FEW)
		look_closer(record);
}

static bool cut_all(const char *path, bool is_xml, size_t limit, size_t size, struct found *found)
{
	struct feed feed;
	struct window window = {0};
	bool cuts = false;

	*found = (struct found){0};
	found->code = feed_open(&feed, str_of(path), (struct wn_str){0}, size, &found->error);
	if (found->code == WN_OK) {
		feed.csv = (struct csv){',', '"', limit, true};
		if (is_xml)
			feed.cut = (struct cut){.kind = CUT_XML, .record = WN_STR("R")};
		found->code = feed_begin(&feed, &found->error);
		cuts = feed.cut.kind != CUT_NONE;
		while (cuts && found->code == WN_OK) {
			uint64_t before = found->count + 1;

			found->code = feed_next(&feed, &window, &found->error);
			MUST(found->code != WN_OK || (window.line == before && window.record_count > 0));
			for (size_t i = 0; found->code == WN_OK && i < window.record_count; i++)
				add_record(found, &feed, &window, &window.records[i]);
		}
		feed_close(&feed);
		window_free(&window);
	}
	MUST(!cuts || found->code == WN_NONE || found->error.text[0]);
	return cuts;
}

static bool begins(const struct found *all, const struct found *some)
{
	return some->records.len <= all->records.len && (!some->records.len || memcmp(all->records.data, some->records.data, some->records.len) == 0);
}

/* ---- the parsers' way ---- */

struct seen {
	uint64_t records, inside;
	bool declared;
};

static void on_start(void *context, const xmlChar *name, const xmlChar **given)
{
	struct seen *seen = context;
	const char *colon = strchr((const char *)name, ':');

	(void)given;
	if (seen->inside > 0 || strcmp(colon ? colon + 1 : (const char *)name, "R") == 0)
		seen->records += seen->inside++ == 0;
}

static void on_end(void *context, const xmlChar *name)
{
	struct seen *seen = context;

	(void)name;
	seen->inside -= seen->inside > 0;
}

static void on_type(void *context, const xmlChar *name, const xmlChar *outer, const xmlChar *system)
{
	((struct seen *)context)->declared = true;
	(void)name, (void)outer, (void)system;
}

static void on_error(void *context, const char *format, ...)
{
	(void)context, (void)format;
}

/* What there is to say of a document beyond its being sound: a name may not be of any length. */
static bool is_sound_xml(struct wn_str text, struct seen *seen)
{
	xmlSAXHandler handler = {.startElement = on_start, .endElement = on_end, .internalSubset = on_type, .warning = on_error, .error = on_error,
		.fatalError = on_error, .initialized = 1};
	xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&handler, seen, NULL, 0, NULL);
	bool sound;

	MUST(context);
	MUST(xmlCtxtResetPush(context, NULL, 0, NULL, "UTF-8") == 0);
	sound = xmlParseChunk(context, text.ptr, (int)text.len, 1) == 0 && context->wellFormed && !seen->declared;
	xmlFreeParserCtxt(context);
	return sound;
}

static void same_as_parser(bool is_xml, struct wn_str text, const struct found *found)
{
	if (str_begins(text, WN_STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	if (is_xml) {
		struct seen seen = {0};

		if (is_sound_xml(text, &seen) && !strstr(found->error.text, "XML is read as UTF-8 alone") && !strstr(found->error.text, "name of an element is too long"))
			MUST(found->code == WN_NONE && found->count == seen.records);
		return;
	}
	json_error_t error;
	json_t *array = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, &error);

	if (array && json_is_array(array) && !strstr(found->error.text, "nested too deep"))
		MUST(found->code == WN_NONE && found->count == json_array_size(array));
	json_decref(array);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t sizes[] = {1, 2, 3, 7, 31};
	struct bytes bytes = {data, size};
	uint8_t kind = bytes_one(&bytes);
	bool is_xml = (kind | 32) == 'x';
	size_t limit = kind & 32 ? (size_t)1 << 20 : FEW;
	struct wn_str text = bytes_take(&bytes, size);
	struct memory_file file = memory_file_new(text);
	struct found whole, part;

	if (cut_all(file.path, is_xml, limit, (size_t)1 << 16, &whole)) {
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			MUST(cut_all(file.path, is_xml, limit, sizes[i], &part));
			MUST(part.code == whole.code && strcmp(part.error.text, whole.error.text) == 0);
			/* Before an error small windows give out what a large one keeps. */
			MUST(begins(&part, &whole) && (part.code != WN_NONE || part.records.len == whole.records.len));
			buf_free(&part.records);
		}
		if (text.len > 0 && memcmp(text.ptr, "\x1f\x8b", 2 < text.len ? 2 : text.len) != 0)
			same_as_parser(is_xml, text, &whole);
	}
	buf_free(&whole.records);
	memory_file_close(&file);
	return 0;
}
