/* cut_xml.c - the elements of one name, whatever their prefix, in a stream of XML. */
#include "scan/cut.h"

#include <string.h>

#include "base/str.h"

enum { OUTSIDE, OPENED, NAME, TAG, QUOTED, CLOSE_NAME, CLOSE_REST, BANG, COMMENT, CDATA, INSTRUCTION };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static enum cut_event fault(struct cut *cut, const char *what)
{
	cut->fault = what;
	return CUT_FAULT;
}

/* ---- names ---- */

static void add_char(struct cut_name *name, char c)
{
	if (name->len < sizeof name->at)
		name->at[name->len] = c;
	name->len++;
}

static struct wn_str whole_name(const struct cut_name *name)
{
	return (struct wn_str){name->at, name->len < sizeof name->at ? name->len : sizeof name->at};
}

static bool same_name(const struct cut_name *a, const struct cut_name *b)
{
	return a->len == b->len && str_equal(whole_name(a), whole_name(b));
}

static struct wn_str local_name(const struct cut_name *name)
{
	struct wn_str whole = whole_name(name);
	const char *colon = memchr(whole.ptr, ':', whole.len);

	return colon ? str_from(whole, (size_t)(colon - whole.ptr) + 1) : whole;
}

/* ---- tags ---- */

static enum cut_event to_text(struct cut *cut)
{
	cut->state = OUTSIDE;
	cut->keep = cut->inside;
	return CUT_MORE;
}

static enum cut_event record_ended(struct cut *cut)
{
	cut->inside = false;
	to_text(cut);
	cut->done = cut->roots == 0;
	return CUT_RECORD;
}

/* The name of a start tag is complete. */
static enum cut_event named(struct cut *cut)
{
	if (cut->name.len == 0)
		return fault(cut, "a < begins no tag");
	cut->state = TAG;
	cut->last = 0;
	if (cut->inside) {
		cut->nested += same_name(&cut->name, &cut->own);
		return CUT_MORE;
	}
	if (cut->done)
		return fault(cut, "something stands behind the end of its first element");
	if (str_equal(local_name(&cut->name), cut->record)) {
		cut->inside = cut->keep = true;
		cut->own = cut->name;
		cut->nested = 1;
		cut->records++;
		return CUT_MORE;
	}
	cut->keep = false;
	if (cut->roots == 0)
		cut->root = cut->name;
	cut->roots += same_name(&cut->name, &cut->root);
	return CUT_MORE;
}

/* An element ends, by its end tag or because it is empty. */
static enum cut_event element_ended(struct cut *cut)
{
	if (cut->inside) {
		if (same_name(&cut->name, &cut->own) && --cut->nested == 0)
			return record_ended(cut);
	} else if (cut->roots > 0 && same_name(&cut->name, &cut->root)) {
		cut->done = --cut->roots == 0;
	} else if (cut->roots == 0) {
		return fault(cut, "an end tag closes nothing");
	}
	return to_text(cut);
}

static enum cut_event in_tag(struct cut *cut, char c)
{
	bool empty = cut->last == '/';

	cut->last = c;
	if (c == '"' || c == '\'') {
		cut->quote = c;
		cut->state = QUOTED;
	} else if (c == '<') {
		return fault(cut, "a tag begins within a tag");
	} else if (c == '>') {
		return empty ? element_ended(cut) : to_text(cut);
	}
	return CUT_MORE;
}

static enum cut_event in_name(struct cut *cut, char c)
{
	if (c == '<')
		return fault(cut, "a tag begins within a tag");
	if (!is_blank(c) && c != '>' && c != '/') {
		add_char(&cut->name, c);
		return cut->name.len > sizeof cut->name.at ? fault(cut, "the name of an element is too long") : CUT_MORE;
	}
	return named(cut) == CUT_FAULT ? CUT_FAULT : in_tag(cut, c);
}

static enum cut_event in_close(struct cut *cut, char c)
{
	if (c == '>')
		return element_ended(cut);
	if (is_blank(c))
		cut->state = CLOSE_REST;
	else if (cut->state == CLOSE_REST || c == '<')
		return fault(cut, "an end tag is not closed");
	else
		add_char(&cut->name, c);
	return CUT_MORE;
}

/* ---- markup that is no tag ---- */

static enum cut_event opened(struct cut *cut, char c)
{
	cut->name.len = cut->matched = 0;
	/* Of what is no start tag nothing is needed outside a record. */
	if (c == '/' || c == '?' || c == '!')
		cut->keep = cut->inside;
	if (c == '/')
		cut->state = CLOSE_NAME;
	else if (c == '?')
		cut->state = INSTRUCTION;
	else if (c == '!')
		cut->state = BANG;
	else {
		cut->state = NAME;
		return in_name(cut, c);
	}
	return CUT_MORE;
}

/* "<!--", "<![CDATA[" or what is not read. */
static enum cut_event after_bang(struct cut *cut, char c)
{
	static const char cdata[] = "[CDATA[";

	cut->bang[cut->matched++] = c;
	if (cut->matched <= 2 && memcmp(cut->bang, "--", cut->matched) == 0)
		cut->state = cut->matched == 2 ? COMMENT : BANG;
	else if (memcmp(cut->bang, cdata, cut->matched) == 0)
		cut->state = cut->matched == 7 ? CDATA : BANG;
	else
		return fault(cut, "it has a document type declaration, which is not read: entities and the like are no data");
	if (cut->state == CDATA && !cut->inside && cut->roots == 0)
		return fault(cut, "text stands outside its first element");
	if (cut->state != BANG)
		cut->matched = 0;
	return CUT_MORE;
}

/* Until these characters have come; of several that are equal the last ones count, as in "--->". */
static enum cut_event until(struct cut *cut, char c, const char *end)
{
	size_t len = strlen(end);

	if (c == end[cut->matched])
		cut->matched++;
	else if (!(cut->matched == len - 1 && len == 3 && c == end[0]))
		cut->matched = c == end[0];
	return cut->matched == len ? to_text(cut) : CUT_MORE;
}

static enum cut_event in_text(struct cut *cut, char c)
{
	if (c == '<') {
		cut->state = OPENED;
		if (!cut->inside)
			cut->from = cut->at - 1;
		cut->keep = true;
		return CUT_MORE;
	}
	if (!cut->inside && cut->roots == 0 && !is_blank(c))
		return fault(cut, cut->done ? "something stands behind the end of its first element" : "it is no XML");
	return CUT_MORE;
}

static enum cut_event one(struct cut *cut, char c)
{
	switch (cut->state) {
	case OPENED:
		return opened(cut, c);
	case NAME:
		return in_name(cut, c);
	case TAG:
		return in_tag(cut, c);
	case QUOTED:
		if (c == cut->quote)
			cut->state = TAG;
		return CUT_MORE;
	case CLOSE_NAME:
	case CLOSE_REST:
		return in_close(cut, c);
	case BANG:
		return after_bang(cut, c);
	case COMMENT:
		return until(cut, c, "-->");
	case CDATA:
		return until(cut, c, "]]>");
	case INSTRUCTION:
		return until(cut, c, "?>");
	}
	return in_text(cut, c);
}

/* The end of a tag within a record that is neither the record's own nor in need of a closer look; 0: it may be. */
static size_t plain_tag(const struct cut *cut, const char *bytes, size_t at, size_t len)
{
	const char *close = memchr(bytes + at, '>', len - at);
	size_t end = close ? (size_t)(close - bytes) : 0, from = at + 1;

	if (!close || end == from || bytes[from] == '!' || bytes[from] == '?' || end - from > CUT_NAME)
		return 0;
	from += bytes[from] == '/';
	if (end - from >= cut->own.len && memcmp(bytes + from, cut->own.at, cut->own.len) == 0)
		return 0;
	for (size_t i = at + 1; i < end; i++)
		if (bytes[i] == '"' || bytes[i] == '\'' || bytes[i] == '<' || (is_blank(bytes[i]) && bytes[at + 1] == '/') || (i == from && is_blank(bytes[i])))
			return 0;
	return end == from ? 0 : end + 1;
}

/* Most bytes of a record are text between tags, and tags of its children, which are passed over at once. */
enum cut_event cut_run_xml(struct cut *cut, const char *bytes, size_t len, size_t *used)
{
	uint64_t start = cut->at;
	enum cut_event event = CUT_MORE;

	while (event == CUT_MORE && cut->at - start < len) {
		size_t at = (size_t)(cut->at - start);

		if (cut->state == OUTSIDE && cut->inside) {
			const char *next = memchr(bytes + at, '<', len - at);
			size_t end = next ? plain_tag(cut, bytes, (size_t)(next - bytes), len) : len;

			cut->at = start + (end ? end : (size_t)(next - bytes));
			if (end)
				continue;
			at = (size_t)(next - bytes);
		}
		cut->at++;
		event = one(cut, bytes[at]);
	}
	*used = (size_t)(cut->at - start);
	return event;
}
