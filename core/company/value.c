/* value.c - copies, order and short forms of values, and the words for causes. */
#include "company/value.h"

#include <stdlib.h>

#include "base/str.h"

/* ---- order ------------------------------------------------------------------------------------------------- */

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_ranges(struct wn_range a, struct wn_range b)
{
	int order = ORDER(a.low, b.low);

	return order ? order : ORDER(a.high, b.high);
}

static int compare_money(const struct wn_money *a, const struct wn_money *b)
{
	int order = strncmp(a->currency, b->currency, 3);

	if (!order)
		order = compare_ranges(a->range, b->range);
	return order ? order : ORDER(a->day, b->day);
}

/* The number at the beginning without its leading zeros, which may be empty; `*text` moves behind it. */
static struct wn_str cut_number(struct wn_str *text)
{
	struct wn_str number;
	size_t len = 0;

	while (text->len > 0 && text->ptr[0] == '0')
		*text = str_from(*text, 1);
	while (len < text->len && text->ptr[len] >= '0' && text->ptr[len] <= '9')
		len++;
	number = str_first(*text, len);
	*text = str_from(*text, len);
	return number;
}

static bool at_digit(struct wn_str text)
{
	return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* 9.2 < 9.10 < 9.10b: numbers by size, whatever stands between them by bytes; 9.2 and 9.02 only differ by bytes. */
static int compare_versions(struct wn_str a, struct wn_str b)
{
	struct wn_str rest_a = a, rest_b = b;

	while (rest_a.len > 0 && rest_b.len > 0) {
		int order;

		if (at_digit(rest_a) && at_digit(rest_b)) {
			struct wn_str x = cut_number(&rest_a), y = cut_number(&rest_b);

			order = x.len != y.len ? ORDER(x.len, y.len) : str_compare(x, y);
		} else {
			order = ORDER((unsigned char)rest_a.ptr[0], (unsigned char)rest_b.ptr[0]);
			rest_a = str_from(rest_a, 1);
			rest_b = str_from(rest_b, 1);
		}
		if (order)
			return order;
	}
	if (rest_a.len || rest_b.len)
		return ORDER(rest_a.len, rest_b.len);
	return str_compare(a, b);
}

static int compare_codes(const struct wn_value *a, const struct wn_value *b)
{
	int order = 0;

	for (size_t i = 0; !order && i < a->as.codes.count && i < b->as.codes.count; i++) {
		const struct wn_code *x = &a->as.codes.at[i], *y = &b->as.codes.at[i];

		order = str_compare(x->scheme, y->scheme);
		if (!order)
			order = str_compare(x->code, y->code);
		if (!order)
			order = str_compare(x->label, y->label);
	}
	return order ? order : ORDER(a->as.codes.count, b->as.codes.count);
}

static int compare_texts(const struct wn_str *a, size_t a_count, const struct wn_str *b, size_t b_count)
{
	for (size_t i = 0; i < a_count && i < b_count; i++) {
		int order = str_compare(a[i], b[i]);

		if (order)
			return order;
	}
	return ORDER(a_count, b_count);
}

static int compare_sets(const struct wn_value *a, const struct wn_value *b)
{
	int order = compare_texts(a->as.set.at, a->as.set.count, b->as.set.at, b->as.set.count);

	return order ? order : compare_texts(a->as.set.absent, a->as.set.absent_count, b->as.set.absent, b->as.set.absent_count);
}

static int compare_items(const struct wn_item *a, const struct wn_item *b)
{
	int order;

	for (size_t i = 0; i < a->count && i < b->count; i++) {
		order = str_compare(a->attributes[i].name, b->attributes[i].name);
		if (!order)
			order = value_compare(&a->attributes[i].value, &b->attributes[i].value);
		if (order)
			return order;
	}
	order = ORDER(a->count, b->count);
	if (!order)
		order = str_compare(a->where, b->where);
	return order ? order : ORDER(a->sure, b->sure);
}

static int compare_lists(const struct wn_value *a, const struct wn_value *b)
{
	for (size_t i = 0; i < a->as.list.count && i < b->as.list.count; i++) {
		int order = compare_items(&a->as.list.at[i], &b->as.list.at[i]);

		if (order)
			return order;
	}
	if (a->as.list.count != b->as.list.count)
		return ORDER(a->as.list.count, b->as.list.count);
	return compare_texts(a->as.list.absent, a->as.list.absent_count, b->as.list.absent, b->as.list.absent_count);
}

static int compare_contents(const struct wn_value *a, const struct wn_value *b)
{
	switch ((enum wn_type)a->type) {
	case WN_TEXT:
	case WN_BODY:
		return str_compare(a->as.text, b->as.text);
	case WN_VERSION:
		return compare_versions(a->as.text, b->as.text);
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_DATE:
		return compare_ranges(a->as.range, b->as.range);
	case WN_MONEY:
		return compare_money(&a->as.money, &b->as.money);
	case WN_FLAG:
		return ORDER(a->as.flag, b->as.flag);
	case WN_CODE:
		return compare_codes(a, b);
	case WN_SET:
		return compare_sets(a, b);
	case WN_LIST:
		return compare_lists(a, b);
	}
	return 0;
}

static bool can_be_complete(uint32_t type)
{
	return type == WN_SET || type == WN_LIST || type == WN_BODY;
}

int value_compare(const struct wn_value *a, const struct wn_value *b)
{
	int order = ORDER(a->type, b->type);

	if (!order)
		order = compare_contents(a, b);
	if (!order && can_be_complete(a->type))
		order = ORDER(a->complete, b->complete);
	return order;
}

/* ---- copies ------------------------------------------------------------------------------------------------ */

static int order_texts(const void *a, const void *b)
{
	return str_compare(*(const struct wn_str *)a, *(const struct wn_str *)b);
}

/* Sorted, each once. */
static const struct wn_str *copy_texts(struct wn_arena *arena, const struct wn_str *texts, size_t *count)
{
	struct wn_str *copy = arena_array(arena, *count, sizeof(*copy));
	size_t kept = 0;

	if (*count == 0)
		return copy;
	memcpy(copy, texts, *count * sizeof(*copy));
	qsort(copy, *count, sizeof(*copy), order_texts);
	for (size_t i = 0; i < *count; i++)
		if (kept == 0 || !str_equal(copy[kept - 1], copy[i]))
			copy[kept++] = copy[i];
	for (size_t i = 0; i < kept; i++)
		copy[i] = arena_str(arena, copy[i]);
	*count = kept;
	return copy;
}

/* In their order: the first is the main one. */
static const struct wn_code *copy_codes(struct wn_arena *arena, const struct wn_code *codes, size_t count)
{
	struct wn_code *copy = arena_array(arena, count, sizeof(*copy));

	for (size_t i = 0; i < count; i++)
		copy[i] = (struct wn_code){arena_str(arena, codes[i].scheme), arena_str(arena, codes[i].code), arena_str(arena, codes[i].label)};
	return copy;
}

static int order_attributes(const void *a, const void *b)
{
	const struct wn_attribute *x = a, *y = b;
	int order = str_compare(x->name, y->name);

	return order ? order : value_compare(&x->value, &y->value);
}

static struct wn_item copy_item(struct wn_arena *arena, const struct wn_item *item)
{
	struct wn_attribute *attributes = arena_array(arena, item->count, sizeof(*attributes));

	for (size_t i = 0; i < item->count; i++) {
		attributes[i].name = arena_str(arena, item->attributes[i].name);
		attributes[i].value = value_copy(arena, &item->attributes[i].value);
	}
	if (item->count > 1)
		qsort(attributes, item->count, sizeof(*attributes), order_attributes);
	return (struct wn_item){attributes, item->count, arena_str(arena, item->where), item->sure};
}

static void pack_item(struct buf *buf, const struct wn_item *item)
{
	struct wn_value list = {.type = WN_LIST};

	list.as.list.at = item;
	list.as.list.count = 1;
	value_pack(buf, &list);
}

/* An item beside its coding, by which items are sorted. */
struct coded {
	struct wn_item item;
	struct buf coding;
	size_t place; /* keeps the sort stable: equal codings are equal items, but let nothing depend on qsort */
};

static int order_coded(const void *a, const void *b)
{
	const struct coded *x = a, *y = b;
	int order = str_compare(buf_as_str(&x->coding), buf_as_str(&y->coding));

	return order ? order : ORDER(x->place, y->place);
}

static const struct wn_item *copy_items(struct wn_arena *arena, const struct wn_item *items, size_t count)
{
	struct wn_item *copy = arena_array(arena, count, sizeof(*copy));
	struct coded *coded;

	if (count == 0)
		return copy;
	coded = arena_array(arena, count, sizeof(*coded));
	for (size_t i = 0; i < count; i++) {
		coded[i].item = copy_item(arena, &items[i]);
		coded[i].place = i;
		pack_item(&coded[i].coding, &coded[i].item);
	}
	qsort(coded, count, sizeof(*coded), order_coded);
	for (size_t i = 0; i < count; i++) {
		copy[i] = coded[i].item;
		buf_free(&coded[i].coding);
	}
	return copy;
}

static struct wn_money copy_money(const struct wn_money *money)
{
	struct wn_money copy = {.range = money->range, .day = money->day};

	memcpy(copy.currency, money->currency, 3);
	return copy;
}

struct wn_value value_copy(struct wn_arena *arena, const struct wn_value *value)
{
	struct wn_value copy = {.type = value->type, .complete = can_be_complete(value->type) && value->complete};

	switch ((enum wn_type)value->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		copy.as.text = arena_str(arena, value->as.text);
		break;
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_DATE:
		copy.as.range = value->as.range;
		break;
	case WN_MONEY:
		copy.as.money = copy_money(&value->as.money);
		break;
	case WN_FLAG:
		copy.as.flag = value->as.flag != 0;
		break;
	case WN_CODE:
		copy.as.codes.count = value->as.codes.count;
		copy.as.codes.at = copy_codes(arena, value->as.codes.at, value->as.codes.count);
		break;
	case WN_SET:
		copy.as.set = value->as.set;
		copy.as.set.at = copy_texts(arena, value->as.set.at, &copy.as.set.count);
		copy.as.set.absent = copy_texts(arena, value->as.set.absent, &copy.as.set.absent_count);
		break;
	case WN_LIST:
		copy.as.list = value->as.list;
		copy.as.list.at = copy_items(arena, value->as.list.at, value->as.list.count);
		copy.as.list.absent = copy_texts(arena, value->as.list.absent, &copy.as.list.absent_count);
		break;
	}
	return copy;
}

/* ---- short forms ------------------------------------------------------------------------------------------- */

struct wn_value value_of_text(struct wn_str text)
{
	return (struct wn_value){.type = WN_TEXT, .as.text = text};
}

struct wn_value value_of_flag(bool flag)
{
	return (struct wn_value){.type = WN_FLAG, .as.flag = flag};
}

struct wn_value value_of_range(enum wn_type type, int64_t low, int64_t high)
{
	return (struct wn_value){.type = type, .as.range = {low, high}};
}

struct wn_value value_of_code(struct wn_arena *arena, struct wn_str scheme, struct wn_str code, struct wn_str label)
{
	struct wn_value value = {.type = WN_CODE};
	struct wn_code given = {scheme, code, label};

	value.as.codes.at = copy_codes(arena, &given, 1);
	value.as.codes.count = 1;
	return value;
}

/* ---- causes ------------------------------------------------------------------------------------------------ */

/* Failures are asked again after a day; what the world does not say, or forbids, changes more slowly. */
static const struct cause {
	const char *name, *words;
	bool may_help;
	int days;
} causes[WN_CAUSE_COUNT] = {
	[WN_KNOWN] = {"known", "known", false, 0},
	[WN_NOT_ASKED] = {"not_asked", "not asked yet", true, 0},
	[WN_NO_PROVIDER] = {"no_provider", "nothing in this pipeline brings it", false, 0},
	[WN_ABSENT] = {"absent", "looked for, and the source has no value", false, 30},
	[WN_PARTIAL] = {"partial", "known, but too roughly to decide", false, 30},
	[WN_INCOMPLETE] = {"incomplete", "not found, but not everything was read", true, 7},
	[WN_MASKED] = {"masked", "hidden by the source", false, 30},
	[WN_MALFORMED] = {"malformed", "the source's value cannot be read", false, 7},
	[WN_BUDGET] = {"budget", "the budget ran out", true, 1},
	[WN_ROBOTS] = {"robots", "forbidden by robots.txt", false, 7},
	[WN_REFUSED_ADDRESS] = {"refused_address", "the address is refused for safety", false, 7},
	[WN_UNREACHABLE] = {"unreachable", "the server could not be reached", true, 1},
	[WN_TIMEOUT] = {"timeout", "the server was too slow", true, 1},
	[WN_STATUS] = {"status", "the server answered with an error", true, 1},
	[WN_TOO_LARGE] = {"too_large", "the answer was too large", false, 7},
	[WN_LIMIT] = {"limit", "a limit of time, memory or depth was reached", true, 1},
	[WN_PLUGIN_ERROR] = {"plugin_error", "the plugin failed", true, 1},
	[WN_INTERRUPTED] = {"interrupted", "the answer to a paid call was lost", true, 1},
	[WN_OFFLINE] = {"offline", "not in memory, and the network is off", true, 0},
	[WN_EXPIRED] = {"expired", "known once, too old now", true, 0},
	[WN_ERASED] = {"erased", "removed on request", false, 0},
};

static const struct cause *cause_at(enum wn_cause cause)
{
	static const struct cause none = {"", "", false, 0};

	return (unsigned)cause < WN_CAUSE_COUNT ? &causes[cause] : &none;
}

const char *cause_name(enum wn_cause cause)
{
	return cause_at(cause)->name;
}

enum wn_cause cause_of(struct wn_str name)
{
	for (int i = 0; i < WN_CAUSE_COUNT; i++)
		if (str_is(name, causes[i].name))
			return (enum wn_cause)i;
	return WN_CAUSE_COUNT;
}

bool cause_may_help(enum wn_cause cause)
{
	return cause_at(cause)->may_help;
}

int cause_expires_days(enum wn_cause cause)
{
	return cause_at(cause)->days;
}

const char *cause_words(enum wn_cause cause)
{
	return cause_at(cause)->words;
}
