/* xpath_functions.c - the functions of XPath 1.0, and what values are as texts, numbers and flags. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/xpath_inside.h"

#define ARGUMENTS const struct xpath_place *place, const struct xpath_value *arguments, size_t count

struct xpath_value xpath_of_text(struct wn_str text)
{
	return (struct xpath_value){.type = XPATH_TEXT, .text = text};
}

struct xpath_value xpath_of_number(double number)
{
	return (struct xpath_value){.type = XPATH_NUMBER, .number = number};
}

struct xpath_value xpath_of_flag(bool flag)
{
	return (struct xpath_value){.type = XPATH_FLAG, .flag = flag};
}

/* ---- from one type to another ---- */

/* Digits, a point, a minus in front, blanks around; everything else is no number. */
double xpath_number_of(struct wn_str text)
{
	double number = 0, scale = 1;
	bool digits = false, point = false;

	text = str_trim(text);
	bool negative = text.len && *text.ptr == '-';
	for (size_t i = negative; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			return NAN;
		digits = true;
		if (point)
			scale *= 10;
		number = number * 10 + (c - '0');
		if (scale > 1e300)
			break;
	}
	return !digits ? NAN : (negative ? -1 : 1) * number / scale;
}

static struct wn_str number_text(struct xpath_host *host, double number)
{
	char text[400];

	if (isnan(number))
		return WN_STR("NaN");
	if (isinf(number))
		return number > 0 ? WN_STR("Infinity") : WN_STR("-Infinity");
	if (number == trunc(number) && fabs(number) < 1e15)
		snprintf(text, sizeof text, "%.0f", number == 0 ? 0 : number);
	else
		snprintf(text, sizeof text, "%.15g", number);
	char *copy = xpath_alloc(host, strlen(text) + 1, 1);
	memcpy(copy, text, strlen(text));
	return (struct wn_str){copy, strlen(text)};
}

struct wn_str xpath_as_text(const struct xpath_place *place, const struct xpath_value *value)
{
	switch (value->type) {
	case XPATH_TEXT:
		return value->text;
	case XPATH_NUMBER:
		return number_text(place->host, value->number);
	case XPATH_FLAG:
		return value->flag ? WN_STR("true") : WN_STR("false");
	default:
		return value->count ? xpath_text(place->host, value->nodes[0]) : WN_STR("");
	}
}

double xpath_as_number(const struct xpath_place *place, const struct xpath_value *value)
{
	if (value->type == XPATH_NUMBER)
		return value->number;
	if (value->type == XPATH_FLAG)
		return value->flag;
	struct wn_str text = xpath_as_text(place, value);
	xpath_pay(place->host, text.len / 2);
	return xpath_number_of(text);
}

bool xpath_as_flag(const struct xpath_value *value)
{
	switch (value->type) {
	case XPATH_TEXT:
		return value->text.len > 0;
	case XPATH_NUMBER:
		return value->number != 0 && !isnan(value->number);
	case XPATH_FLAG:
		return value->flag;
	default:
		return value->count > 0;
	}
}

/* ---- arguments ---- */

/* The text of an argument, or that of the node at hand where it is left out. Paid for: it is walked over once more. */
static struct wn_str text_of(ARGUMENTS, size_t index)
{
	struct wn_str text = index < count ? xpath_as_text(place, &arguments[index]) : xpath_text(place->host, place->node);

	xpath_pay(place->host, text.len / 4 + 2);
	return text;
}
#define TEXT(index) text_of(place, arguments, count, index)

static const struct xpath_value *nodes_of(ARGUMENTS, size_t index)
{
	if (index < count && arguments[index].type != XPATH_NODES)
		xpath_fail(place->host, "an XPath function wants nodes and is given something else");
	return index < count ? &arguments[index] : NULL;
}

static const xmlNode *one_node(ARGUMENTS)
{
	const struct xpath_value *nodes = nodes_of(place, arguments, count, 0);

	return !nodes ? place->node : nodes->count ? nodes->nodes[0] : NULL;
}

/* ---- characters ---- */

static size_t character(struct wn_str text)
{
	unsigned char lead = (unsigned char)*text.ptr;
	size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	return len < text.len ? len : text.len;
}

static size_t characters(struct wn_str text)
{
	size_t number = 0;

	for (size_t i = 0; i < text.len; i++)
		number += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return number;
}

static const char *find(struct wn_str text, struct wn_str part)
{
	return part.len == 0 ? text.ptr : memmem(text.ptr, text.len, part.ptr, part.len);
}

/* ---- nodes ---- */

static struct xpath_value f_last(ARGUMENTS)
{
	(void)arguments, (void)count;
	return xpath_of_number((double)place->last);
}

static struct xpath_value f_position(ARGUMENTS)
{
	(void)arguments, (void)count;
	return xpath_of_number((double)place->position);
}

static struct xpath_value f_count(ARGUMENTS)
{
	return xpath_of_number((double)nodes_of(place, arguments, count, 0)->count);
}

static bool has_name(const xmlNode *node)
{
	return node && (node->type == XML_ELEMENT_NODE || node->type == XML_ATTRIBUTE_NODE || node->type == XML_PI_NODE);
}

static struct xpath_value f_local_name(ARGUMENTS)
{
	const xmlNode *node = one_node(place, arguments, count);

	return xpath_of_text(has_name(node) ? str_of((const char *)node->name) : WN_STR(""));
}

static const xmlNs *space_of(const xmlNode *node)
{
	return has_name(node) && node->type != XML_PI_NODE ? node->ns : NULL;
}

static struct xpath_value f_namespace_uri(ARGUMENTS)
{
	const xmlNs *space = space_of(one_node(place, arguments, count));

	return xpath_of_text(space && space->href ? str_of((const char *)space->href) : WN_STR(""));
}

static struct xpath_value f_name(ARGUMENTS)
{
	const xmlNode *node = one_node(place, arguments, count);
	const xmlNs *space = space_of(node);

	if (!space || !space->prefix)
		return f_local_name(place, arguments, count);
	size_t prefix = strlen((const char *)space->prefix), len = prefix + 1 + strlen((const char *)node->name);
	char *text = xpath_alloc(place->host, len + 1, 1);
	snprintf(text, len + 1, "%s:%s", (const char *)space->prefix, (const char *)node->name);
	return xpath_of_text((struct wn_str){text, len});
}

/* ---- texts ---- */

static struct xpath_value f_string(ARGUMENTS)
{
	return xpath_of_text(TEXT(0));
}

static struct xpath_value f_concat(ARGUMENTS)
{
	struct wn_str parts[XPATH_ARGUMENTS];
	size_t len = 0, at = 0;

	for (size_t i = 0; i < count; i++) {
		parts[i] = TEXT(i);
		len += parts[i].len;
	}
	char *text = xpath_alloc(place->host, len + 1, 1);
	for (size_t i = 0; i < count; at += parts[i++].len)
		memcpy(text + at, parts[i].ptr, parts[i].len);
	return xpath_of_text((struct wn_str){text, len});
}

static struct xpath_value f_starts_with(ARGUMENTS)
{
	struct wn_str text = TEXT(0);

	return xpath_of_flag(str_begins(text, TEXT(1)));
}

static struct xpath_value f_ends_with(ARGUMENTS)
{
	struct wn_str text = TEXT(0);

	return xpath_of_flag(str_ends(text, TEXT(1)));
}

static struct xpath_value f_contains(ARGUMENTS)
{
	struct wn_str text = TEXT(0);

	return xpath_of_flag(find(text, TEXT(1)) != NULL);
}

static struct xpath_value f_substring_before(ARGUMENTS)
{
	struct wn_str text = TEXT(0);
	const char *at = find(text, TEXT(1));

	return xpath_of_text(str_first(text, at ? (size_t)(at - text.ptr) : 0));
}

static struct xpath_value f_substring_after(ARGUMENTS)
{
	struct wn_str text = TEXT(0), part = TEXT(1);
	const char *at = find(text, part);

	return xpath_of_text(at ? str_from(text, (size_t)(at - text.ptr) + part.len) : WN_STR(""));
}

/* Rounded as XPath does: halves go up. */
static double round_up(double number)
{
	return isnan(number) || isinf(number) ? number : floor(number + 0.5);
}

static struct xpath_value f_substring(ARGUMENTS)
{
	struct wn_str text = TEXT(0), rest = text;
	double first = round_up(xpath_as_number(place, &arguments[1]));
	double end = count > 2 ? first + round_up(xpath_as_number(place, &arguments[2])) : INFINITY, at = 1;
	size_t from = SIZE_MAX, to = 0;

	for (; rest.len; rest = str_from(rest, character(rest)), at++)
		if (at >= first && at < end) {
			size_t offset = (size_t)(rest.ptr - text.ptr);
			from = from == SIZE_MAX ? offset : from;
			to = offset + character(rest);
		}
	return xpath_of_text(from == SIZE_MAX ? WN_STR("") : str_first(str_from(text, from), to - from));
}

static struct xpath_value f_string_length(ARGUMENTS)
{
	return xpath_of_number((double)characters(TEXT(0)));
}

static struct xpath_value f_normalize_space(ARGUMENTS)
{
	struct wn_str text = str_trim(TEXT(0));
	char *copy = xpath_alloc(place->host, text.len + 1, 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		bool blank = strchr(" \t\r\n", text.ptr[i]);
		if (!blank)
			copy[len++] = text.ptr[i];
		else if (len && copy[len - 1] != ' ')
			copy[len++] = ' ';
	}
	return xpath_of_text((struct wn_str){copy, len});
}

/* The place of the character in `text` counted in characters, or SIZE_MAX. */
static size_t index_of(struct wn_str text, struct wn_str one)
{
	for (size_t index = 0; text.len; index++, text = str_from(text, character(text)))
		if (str_equal(str_first(text, character(text)), one))
			return index;
	return SIZE_MAX;
}

static struct wn_str character_at(struct wn_str text, size_t index)
{
	for (; text.len && index; index--)
		text = str_from(text, character(text));
	return str_first(text, text.len ? character(text) : 0);
}

static struct xpath_value f_translate(ARGUMENTS)
{
	struct wn_str text = TEXT(0), from = TEXT(1), to = TEXT(2);
	size_t len = 0;

	xpath_pay(place->host, (uint64_t)text.len * (from.len + to.len + 1));
	char *copy = xpath_alloc(place->host, 4 * text.len + 1, 1);
	for (; text.len; text = str_from(text, character(text))) {
		struct wn_str one = str_first(text, character(text));
		size_t index = index_of(from, one);
		if (index != SIZE_MAX)
			one = character_at(to, index);
		memcpy(copy + len, one.ptr, one.len);
		len += one.len;
	}
	return xpath_of_text((struct wn_str){copy, len});
}

static struct xpath_value f_lower_case(ARGUMENTS)
{
	struct wn_str text = TEXT(0);
	char *copy = xpath_alloc(place->host, text.len + 1, 1);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] + 32) : text.ptr[i];
	return xpath_of_text((struct wn_str){copy, text.len});
}

/* ---- flags and numbers ---- */

static struct xpath_value f_boolean(ARGUMENTS)
{
	(void)place, (void)count;
	return xpath_of_flag(xpath_as_flag(&arguments[0]));
}

static struct xpath_value f_not(ARGUMENTS)
{
	(void)place, (void)count;
	return xpath_of_flag(!xpath_as_flag(&arguments[0]));
}

static struct xpath_value f_true(ARGUMENTS)
{
	(void)place, (void)arguments, (void)count;
	return xpath_of_flag(true);
}

static struct xpath_value f_false(ARGUMENTS)
{
	(void)place, (void)arguments, (void)count;
	return xpath_of_flag(false);
}

static struct xpath_value f_number(ARGUMENTS)
{
	return xpath_of_number(count ? xpath_as_number(place, &arguments[0]) : xpath_number_of(TEXT(0)));
}

static struct xpath_value f_sum(ARGUMENTS)
{
	const struct xpath_value *nodes = nodes_of(place, arguments, count, 0);
	double sum = 0;

	for (size_t i = 0; i < nodes->count; i++) {
		struct xpath_value text = xpath_of_text(xpath_text(place->host, nodes->nodes[i]));
		sum += xpath_as_number(place, &text);
	}
	return xpath_of_number(sum);
}

static struct xpath_value f_floor(ARGUMENTS)
{
	(void)count;
	return xpath_of_number(floor(xpath_as_number(place, &arguments[0])));
}

static struct xpath_value f_ceiling(ARGUMENTS)
{
	(void)count;
	return xpath_of_number(ceil(xpath_as_number(place, &arguments[0])));
}

static struct xpath_value f_round(ARGUMENTS)
{
	(void)count;
	return xpath_of_number(round_up(xpath_as_number(place, &arguments[0])));
}

static const struct xpath_function functions[] = {
	{"last", 0, 0, true, f_last}, {"position", 0, 0, true, f_position}, {"count", 1, 1, true, f_count},
	{"local-name", 0, 1, false, f_local_name}, {"namespace-uri", 0, 1, false, f_namespace_uri}, {"name", 0, 1, false, f_name},
	{"string", 0, 1, false, f_string}, {"concat", 2, XPATH_ARGUMENTS, false, f_concat}, {"starts-with", 2, 2, false, f_starts_with},
	{"ends-with", 2, 2, false, f_ends_with}, {"contains", 2, 2, false, f_contains}, {"substring-before", 2, 2, false, f_substring_before},
	{"substring-after", 2, 2, false, f_substring_after}, {"substring", 2, 3, false, f_substring},
	{"string-length", 0, 1, true, f_string_length}, {"normalize-space", 0, 1, false, f_normalize_space},
	{"translate", 3, 3, false, f_translate}, {"lower-case", 0, 1, false, f_lower_case}, {"boolean", 1, 1, false, f_boolean},
	{"not", 1, 1, false, f_not}, {"true", 0, 0, false, f_true}, {"false", 0, 0, false, f_false}, {"number", 0, 1, true, f_number},
	{"sum", 1, 1, true, f_sum}, {"floor", 1, 1, true, f_floor}, {"ceiling", 1, 1, true, f_ceiling}, {"round", 1, 1, true, f_round},
};

const struct xpath_function *xpath_function(struct wn_str name)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (str_is(name, functions[i].name))
			return &functions[i];
	return NULL;
}
