/* cut.c - a document to records. */
#include "scan/cut.h"

/* ---- JSON ---- */

enum { BEFORE_ARRAY, FIRST, VALUE, SCALAR, NESTED, TEXT, TOP_TEXT, AFTER, BEHIND };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static enum cut_event fault(struct cut *cut, const char *what)
{
	cut->fault = what;
	return CUT_FAULT;
}

static enum cut_event ended(struct cut *cut, int state)
{
	cut->state = state;
	cut->keep = false;
	return CUT_RECORD;
}

static enum cut_event push(struct cut *cut, char bracket)
{
	uint8_t bit = (uint8_t)(1u << cut->depth % 8);

	if (cut->depth == CUT_DEEPEST)
		return fault(cut, "it is nested too deep");
	cut->open[cut->depth / 8] = (uint8_t)(bracket == '{' ? cut->open[cut->depth / 8] | bit : cut->open[cut->depth / 8] & ~bit);
	cut->depth++;
	cut->state = NESTED;
	return CUT_MORE;
}

static enum cut_event pop(struct cut *cut, char bracket)
{
	bool object;

	cut->depth--;
	object = cut->open[cut->depth / 8] & 1u << cut->depth % 8;
	if (object != (bracket == '}'))
		return fault(cut, object ? "an object is closed by ]" : "an array is closed by }");
	return cut->depth == 0 ? ended(cut, AFTER) : CUT_MORE;
}

static enum cut_event begin(struct cut *cut, char c)
{
	cut->keep = true;
	cut->from = cut->at - 1;
	cut->records++;
	cut->state = SCALAR;
	if (c == '{' || c == '[')
		return push(cut, c);
	if (c == '"')
		cut->state = TOP_TEXT;
	return CUT_MORE;
}

static enum cut_event between(struct cut *cut, char c)
{
	if (is_blank(c))
		return CUT_MORE;
	if (cut->state == BEFORE_ARRAY && c == '[')
		cut->state = FIRST;
	else if (cut->state == AFTER && c == ',')
		cut->state = VALUE;
	else if (c == ']' && (cut->state == FIRST || cut->state == AFTER))
		cut->state = BEHIND, cut->done = true;
	else if (cut->state == BEFORE_ARRAY)
		return fault(cut, "it is no array");
	else if (cut->state == BEHIND)
		return fault(cut, "something stands behind the end of the array");
	else if (cut->state == AFTER)
		return fault(cut, "neither a comma nor ] stands behind an element");
	else if (c == ',' || c == ']' || c == '}' || c == ':')
		return fault(cut, "an element is missing");
	else
		return begin(cut, c);
	return CUT_MORE;
}

static enum cut_event in_text(struct cut *cut, char c)
{
	if (cut->escaped)
		cut->escaped = false;
	else if (c == '\\')
		cut->escaped = true;
	else if (c == '"')
		return cut->state == TOP_TEXT ? ended(cut, AFTER) : (cut->state = NESTED, CUT_MORE);
	else if (c == '\n')
		return fault(cut, "a line ends within a text: its quote is not closed");
	return CUT_MORE;
}

static enum cut_event nested(struct cut *cut, char c)
{
	if (c == '"')
		cut->state = TEXT;
	else if (c == '{' || c == '[')
		return push(cut, c);
	else if (c == '}' || c == ']')
		return pop(cut, c);
	return CUT_MORE;
}

/* A number or word ends where something else begins, which is looked at again. */
static enum cut_event scalar(struct cut *cut, char c)
{
	if (!is_blank(c) && c != ',' && c != ']' && c != '}')
		return CUT_MORE;
	cut->at--;
	return ended(cut, AFTER);
}

enum cut_event cut_run_array(struct cut *cut, const char *bytes, size_t len, size_t *used)
{
	uint64_t start = cut->at;
	enum cut_event event = CUT_MORE;

	while (event == CUT_MORE && cut->at - start < len) {
		char c = bytes[cut->at++ - start];

		if (cut->state == NESTED)
			event = nested(cut, c);
		else if (cut->state == TEXT || cut->state == TOP_TEXT)
			event = in_text(cut, c);
		else if (cut->state == SCALAR)
			event = scalar(cut, c);
		else
			event = between(cut, c);
	}
	*used = (size_t)(cut->at - start);
	return event;
}

/* ---- both ---- */

enum cut_event cut_run(struct cut *cut, const char *bytes, size_t len, size_t *used)
{
	return cut->kind == CUT_XML ? cut_run_xml(cut, bytes, len, used) : cut_run_array(cut, bytes, len, used);
}

const char *cut_end(const struct cut *cut)
{
	/* The end of a document may stand before a comment, or what was to be one. */
	if (cut->done && (cut->kind != CUT_XML || cut->state == 0))
		return NULL;
	if (cut->done)
		return "it ends within a tag or comment: it is cut off, fetch it again";
	return cut->kind == CUT_XML ? "it ends before its first element is closed: it is cut off, fetch it again"
	                            : "it ends before its array is closed: it is cut off, fetch it again";
}
