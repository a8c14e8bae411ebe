/* window.c - reading a file so that no row is torn, and one that never ends costs bounded memory. */
#include "scan/window.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "scan/marks.h"

static void room_for(char **bytes, size_t *room, size_t wanted)
{
	if (*room >= wanted)
		return;
	*bytes = xrealloc(*bytes, wanted + MARKS_REACH);
	memset(*bytes + wanted, 0, MARKS_REACH);
	*room = wanted;
}

/* Reads until the window holds `wanted` bytes or the file ends. */
static int fill(struct feed *feed, struct window *window, size_t wanted, struct wn_error *error)
{
	room_for(&window->bytes, &window->room, wanted);
	while (!feed->last && window->len < wanted) {
		size_t got;

		if (input_read(feed->input, window->bytes + window->len, wanted - window->len, &got, error) < 0)
			return WN_FAIL;
		if (got == 0)
			feed->last = true;
		window->len += got;
		feed->taken = input_taken(feed->input);
	}
	return WN_OK;
}

static void take_rest(struct feed *feed, struct window *window)
{
	window->len = feed->rest_len;
	room_for(&window->bytes, &window->room, feed->rest_len);
	if (feed->rest_len > 0)
		memcpy(window->bytes, feed->rest, feed->rest_len);
	feed->rest_len = 0;
}

/* Keeps what stands behind `from` for the next window. */
static void leave_rest(struct feed *feed, struct window *window, size_t from)
{
	size_t len = window->len - from;

	room_for(&feed->rest, &feed->rest_room, len);
	if (len > 0)
		memcpy(feed->rest, window->bytes + from, len);
	feed->rest_len = len;
	window->len = from;
}

int feed_open(struct feed *feed, struct wn_str path, struct wn_str member, size_t size, struct wn_error *error)
{
	*feed = (struct feed){.size = size, .path = path, .line = 1};
	return input_open(&feed->input, path, member, error);
}

void feed_close(struct feed *feed)
{
	input_close(feed->input);
	feed->input = NULL;
	free(feed->rest);
	feed->rest = NULL;
}

/* What is plainly no delimited text gets a message that helps. */
static int check_kind(const struct feed *feed, struct wn_str bytes, struct wn_error *error)
{
	if (bytes.len == 0)
		return fail(error, WN_INVALID, "%.*s is empty: there is no header line", STR_ARG(feed->path));
	if (str_begins(bytes, WN_STR("PK\003\004")) || str_begins(bytes, WN_STR("\037\213")))
		return fail(error, WN_INVALID, "%.*s is an archive within an archive: unpack it once", STR_ARG(feed->path));
	if (str_begins(bytes, WN_STR("\050\265\057\375")) || str_begins(bytes, WN_STR("\3757zXZ")) || str_begins(bytes, WN_STR("BZh")))
		return fail(error, WN_INVALID, "%.*s is compressed in a way that is not read: make it .gz or .zip, or unpack it", STR_ARG(feed->path));
	if (str_begins(bytes, WN_STR("\377\376")) || str_begins(bytes, WN_STR("\376\377")))
		return fail(error, WN_INVALID, "%.*s is UTF-16: save it as UTF-8", STR_ARG(feed->path));
	return WN_OK;
}

static int check_header(const struct feed *feed, struct row_span span, struct wn_str header, struct wn_error *error)
{
	if (span.state != ROW_WHOLE)
		return fail(error, WN_INVALID, "%.*s:1: %s", STR_ARG(feed->path),
		            span.quote == CSV_NOWHERE ? "the header line is too long" : "a quote in the header line is not closed");
	if (memchr(header.ptr, 0, header.len))
		return fail(error, WN_INVALID, "%.*s:1: the header line holds NUL bytes: this is no text file", STR_ARG(feed->path));
	if (memchr(header.ptr, '\r', header.len))
		return fail(error, WN_INVALID, "%.*s:1: lines end in bare carriage returns: save it with line feeds", STR_ARG(feed->path));
	if (str_trim(header).len == 0)
		return fail(error, WN_INVALID, "%.*s:1: the first line is empty: there is no header line", STR_ARG(feed->path));
	return WN_OK;
}

/* Reads until the first line end is there, or as much as a row may have. */
static int read_line(struct feed *feed, struct window *window, struct wn_error *error)
{
	size_t wanted = feed->size > 4 ? feed->size : 4;

	for (;; wanted *= 2) {
		if (fill(feed, window, wanted, error) < 0)
			return WN_FAIL;
		if (feed->last || window->len > feed->csv.limit || memchr(window->bytes, '\n', window->len))
			return WN_OK;
	}
}

/* The row of the header, with line ends in quoted names where need be. */
static int header_row(struct feed *feed, struct window *window, struct row_span *span, size_t *mark, struct wn_error *error)
{
	struct wn_str bytes = {window->bytes, window->len};

	if (check_kind(feed, bytes, error) < 0)
		return WN_INVALID;
	*mark = str_begins(bytes, WN_STR("\xef\xbb\xbf")) ? 3 : 0;
	if (!feed->csv.delimiter)
		feed->csv.delimiter = csv_delimiter(str_from(bytes, *mark), feed->csv.quote);
	while ((*span = csv_row(&feed->csv, str_from(bytes, *mark), feed->last)).state == ROW_MORE) {
		if (fill(feed, window, 2 * window->len, error) < 0)
			return WN_FAIL;
		bytes = (struct wn_str){window->bytes, window->len};
	}
	return WN_OK;
}

int feed_header(struct feed *feed, struct wn_arena *arena, struct wn_str *header, struct wn_error *error)
{
	struct window window = {0};
	struct row_span span;
	size_t mark;
	int result = read_line(feed, &window, error);

	if (result == WN_OK)
		result = header_row(feed, &window, &span, &mark, error);
	if (result == WN_OK) {
		size_t end = span.state == ROW_WHOLE ? span.end : 0;

		*header = csv_line(arena_str(arena, (struct wn_str){window.bytes + mark, end}));
		result = check_header(feed, span, *header, error);
		if (result == WN_OK) {
			feed->line += csv_lines((struct wn_str){window.bytes, mark + end});
			leave_rest(feed, &window, 0);
			feed->rest_len -= mark + end;
			memmove(feed->rest, feed->rest + mark + end, feed->rest_len);
		}
	}
	window_free(&window);
	return result;
}

/* Of the declaration that XML begins with: the encoding, where it is given. */
static struct wn_str declared_encoding(struct wn_str bytes)
{
	struct wn_str word = WN_STR("encoding");
	const char *end = str_begins(bytes, WN_STR("<?xml")) ? memmem(bytes.ptr, bytes.len, "?>", 2) : NULL;
	const char *at = end ? memmem(bytes.ptr, (size_t)(end - bytes.ptr), word.ptr, word.len) : NULL;
	const char *close;

	if (!at)
		return (struct wn_str){0};
	for (at += word.len; at < end && *at != '"' && *at != '\'';)
		at++;
	close = at < end ? memchr(at + 1, *at, (size_t)(end - at - 1)) : NULL;
	return close ? (struct wn_str){at + 1, (size_t)(close - at - 1)} : (struct wn_str){0};
}

static bool is_utf8_name(struct wn_str name)
{
	return name.len == 0 || (name.len == 5 && strncasecmp(name.ptr, "utf-8", 5) == 0) || (name.len == 8 && strncasecmp(name.ptr, "us-ascii", 8) == 0);
}

static int check_xml(const struct feed *feed, struct wn_str bytes, struct wn_error *error)
{
	struct wn_str encoding = declared_encoding(bytes);

	if (str_trim(bytes).len == 0)
		return fail(error, WN_INVALID, "%.*s is empty: there is no XML in it", STR_ARG(feed->path));
	if (!is_utf8_name(encoding))
		return fail(error, WN_INVALID, "%.*s is written in %.*s: XML is read as UTF-8 alone", STR_ARG(feed->path), STR_ARG(encoding));
	return WN_OK;
}

/* What there is to say of the first bytes of a file without a header. */
static int check_begin(struct feed *feed, struct wn_str bytes, struct wn_error *error)
{
	if (bytes.len > 0 && check_kind(feed, bytes, error) < 0)
		return WN_INVALID;
	if (feed->cut.kind == CUT_XML)
		return check_xml(feed, bytes, error);
	if (str_begins(str_trim(bytes), WN_STR("[")))
		feed->cut.kind = CUT_ARRAY;
	return WN_OK;
}

/* Blanks before the first character that says what it is are no reason to look at more than a few kilobytes; a small window is one
 * from the first byte on. */
#define FIRST_LOOK ((size_t)4096)
#define LEAST_LOOK ((size_t)16)

static struct wn_str behind_mark(const struct window *window)
{
	struct wn_str bytes = {window->bytes, window->len};

	return str_begins(bytes, WN_STR("\xef\xbb\xbf")) ? str_from(bytes, 3) : bytes;
}

/* Is enough there to say what the file is? */
static bool says_what(const struct feed *feed, struct wn_str bytes)
{
	if (feed->last || bytes.len >= FIRST_LOOK)
		return true;
	if (feed->cut.kind == CUT_XML && str_begins(bytes, WN_STR("<?xml")))
		return memmem(bytes.ptr, bytes.len, "?>", 2);
	return str_trim(bytes).len > 0;
}

int feed_begin(struct feed *feed, struct wn_error *error)
{
	struct window window = {0};
	size_t wanted = feed->size > LEAST_LOOK ? feed->size : LEAST_LOOK;
	int result = fill(feed, &window, wanted, error);
	struct wn_str bytes;

	while (result == WN_OK && !says_what(feed, behind_mark(&window)))
		result = fill(feed, &window, wanted *= 2, error);
	bytes = behind_mark(&window);
	if (result == WN_OK)
		result = check_begin(feed, bytes, error);
	if (result == WN_OK)
		leave_rest(feed, &window, window.len - bytes.len);
	window_free(&window);
	return result;
}

/* Drops everything up to the next line end, which the broken row before was missing. */
static int skip_line(struct feed *feed, struct window *window, struct wn_error *error)
{
	while (feed->skip) {
		const char *end = window->len ? memchr(window->bytes, '\n', window->len) : NULL;

		if (end) {
			size_t gone = (size_t)(end - window->bytes) + 1;

			memmove(window->bytes, window->bytes + gone, window->len - gone);
			window->len -= gone;
			feed->line++;
			feed->skip = false;
		} else {
			window->len = 0;
			if (feed->last)
				feed->skip = false;
			else if (fill(feed, window, feed->size, error) < 0)
				return WN_FAIL;
		}
	}
	return WN_OK;
}

/* The whole rows at the beginning of the window, and the line ends in them. `span` says why there are no more. */
static size_t whole_rows(const struct feed *feed, const struct window *window, struct row_span *span, uint64_t *lines)
{
	const struct marks_way *way = marks_of((enum marks_path)feed->way);
	size_t at = 0;

	*span = (struct row_span){ROW_WHOLE, 0, CSV_NOWHERE};
	*lines = 0;
	while (at < window->len) {
		struct wn_str rest = {window->bytes + at, window->len - at};
		uint64_t more = 0;
		size_t plain = feed->csv.lines ? 0 : way->rows(&feed->csv, rest, &more);

		at += plain;
		*lines += more;
		rest = str_from(rest, plain);
		if (!rest.len)
			break;
		*span = csv_row(&feed->csv, rest, feed->last);
		if (span->end == CSV_NOWHERE)
			break;
		at += span->end;
		*lines += csv_lines(str_first(rest, span->end));
	}
	return at;
}

/* The window begins with a row that is broken and whose line end is not here: a window of its own. */
static void give_broken(struct feed *feed, struct window *window, struct row_span span)
{
	window->broken = true;
	window->quote = span.quote;
	feed->line += csv_lines((struct wn_str){window->bytes, window->len});
	if (window->len > feed->csv.limit)
		window->len = feed->csv.limit;
	feed->skip = true;
}

/* ---- documents ---- */

static int document_fault(const struct feed *feed, const char *what, struct wn_error *error)
{
	if (feed->cut.records == 0)
		return fail(error, WN_INVALID, "%.*s: %s", STR_ARG(feed->path), what);
	return fail(error, WN_INVALID, "%.*s, at record %llu: %s", STR_ARG(feed->path), (unsigned long long)feed->cut.records, what);
}

static void add_record(struct window *window, size_t from, size_t len, bool too_long)
{
	if (window->record_count == window->record_room) {
		window->record_room = window->record_room ? 2 * window->record_room : 64;
		window->records = xrealloc(window->records, window->record_room * sizeof *window->records);
	}
	window->records[window->record_count++] = (struct record_span){from, len, too_long};
}

/* A record has ended. One that was too long is told already. */
static void take_record(struct feed *feed, struct window *window)
{
	size_t len = (size_t)(feed->cut.at - feed->cut.from);

	if (feed->skip)
		feed->skip = false;
	else if (len > feed->csv.limit)
		add_record(window, 0, 0, true);
	else
		add_record(window, (size_t)(feed->cut.from - feed->base), len, false);
}

/* Looks at what has come since the last time. */
static int cut_window(struct feed *feed, struct window *window, struct wn_error *error)
{
	size_t at = (size_t)(feed->cut.at - feed->base), used;

	while (at < window->len) {
		enum cut_event event = cut_run(&feed->cut, window->bytes + at, window->len - at, &used);

		at += used;
		if (event == CUT_FAULT)
			return document_fault(feed, feed->cut.fault, error);
		if (event == CUT_RECORD)
			take_record(feed, window);
	}
	return WN_OK;
}

/* The record at the end of the window goes on and is too long: its bytes are dropped as they come. */
static void drop_long(struct feed *feed, struct window *window)
{
	if (!feed->cut.keep || feed->cut.at - feed->cut.from <= feed->csv.limit)
		return;
	/* What may be a tag of another element is a name at most, and those are short. */
	if (feed->cut.kind == CUT_XML && !feed->cut.inside)
		return;
	if (!feed->skip)
		add_record(window, 0, 0, true);
	feed->skip = true;
}

/* Of what was looked at the beginning of a record is needed for the next window, if there is one. */
static void leave_record(struct feed *feed, struct window *window)
{
	size_t from = feed->cut.keep && !feed->skip ? (size_t)(feed->cut.from - feed->base) : window->len;

	leave_rest(feed, window, from);
	feed->base += from;
}

static int next_records(struct feed *feed, struct window *window, struct wn_error *error)
{
	const char *what;

	window->broken = false;
	window->record_count = 0;
	window->line = feed->line;
	do {
		take_rest(feed, window);
		/* Of a record that is longer than the window, as much again, so that a long one is not copied often. */
		if (fill(feed, window, window->len + (window->len > feed->size ? window->len : feed->size), error) < 0 || cut_window(feed, window, error) < 0)
			return WN_FAIL;
		drop_long(feed, window);
		leave_record(feed, window);
	} while (window->record_count == 0 && !feed->last);
	feed->line += window->record_count;
	if (window->record_count > 0)
		return WN_OK;
	what = cut_end(&feed->cut);
	return what ? document_fault(feed, what, error) : WN_NONE;
}

int feed_next(struct feed *feed, struct window *window, struct wn_error *error)
{
	size_t wanted = feed->size;

	if (feed->cut.kind != CUT_NONE)
		return next_records(feed, window, error);
	take_rest(feed, window);
	window->broken = false;
	window->record_count = 0;
	if (skip_line(feed, window, error) < 0)
		return WN_FAIL;
	for (;;) {
		struct row_span span;
		uint64_t lines;
		size_t end;

		if (fill(feed, window, wanted, error) < 0)
			return WN_FAIL;
		window->line = feed->line;
		end = whole_rows(feed, window, &span, &lines);
		if (end > 0) {
			leave_rest(feed, window, end);
			feed->line += lines;
			return WN_OK;
		}
		if (window->len == 0)
			return WN_NONE;
		if (span.state == ROW_BROKEN) {
			give_broken(feed, window, span);
			return WN_OK;
		}
		/* One row longer than the window: look at more of it, up to the limit. */
		wanted = 2 * (window->len > wanted ? window->len : wanted);
	}
}

void window_free(struct window *window)
{
	free(window->bytes);
	free(window->records);
	*window = (struct window){0};
}
