/* value_pack.c - the coding of values in memory, store and part files.
 *
 * A range is its low end and its width, so an exact value costs one byte more than itself. Attributes of items carry
 * their type, because the user's own have no entry in the dictionary.
 */
#include <string.h>

#include "company/value.h"

/* ---- writing ----------------------------------------------------------------------------------------------- */

static void pack_range(struct buf *out, struct wn_range range)
{
	buf_signed(out, range.low);
	buf_varint(out, (uint64_t)range.high - (uint64_t)range.low);
}

static void pack_money(struct buf *out, const struct wn_money *money)
{
	pack_range(out, money->range);
	buf_add(out, money->currency, 3);
	buf_signed(out, money->day);
}

static void pack_texts(struct buf *out, const struct wn_str *texts, size_t count)
{
	buf_varint(out, count);
	for (size_t i = 0; i < count; i++)
		buf_packed_str(out, texts[i]);
}

static void pack_codes(struct buf *out, const struct wn_code *codes, size_t count)
{
	buf_varint(out, count);
	for (size_t i = 0; i < count; i++) {
		buf_packed_str(out, codes[i].scheme);
		buf_packed_str(out, codes[i].code);
		buf_packed_str(out, codes[i].label);
	}
}

static void pack_item(struct buf *out, const struct wn_item *item)
{
	buf_varint(out, item->count);
	for (size_t i = 0; i < item->count; i++) {
		buf_packed_str(out, item->attributes[i].name);
		buf_varint(out, item->attributes[i].value.type);
		value_pack(out, &item->attributes[i].value);
	}
	buf_packed_str(out, item->where);
	buf_varint(out, item->sure);
}

static void pack_list(struct buf *out, const struct wn_value *value)
{
	buf_varint(out, value->complete != 0);
	buf_varint(out, value->as.list.count);
	for (size_t i = 0; i < value->as.list.count; i++)
		pack_item(out, &value->as.list.at[i]);
	pack_texts(out, value->as.list.absent, value->as.list.absent_count);
}

void value_pack(struct buf *out, const struct wn_value *value)
{
	switch ((enum wn_type)value->type) {
	case WN_BODY:
		buf_varint(out, value->complete != 0);
		buf_packed_str(out, value->as.text);
		break;
	case WN_TEXT:
	case WN_VERSION:
		buf_packed_str(out, value->as.text);
		break;
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_DATE:
		pack_range(out, value->as.range);
		break;
	case WN_MONEY:
		pack_money(out, &value->as.money);
		break;
	case WN_FLAG:
		buf_varint(out, value->as.flag != 0);
		break;
	case WN_CODE:
		pack_codes(out, value->as.codes.at, value->as.codes.count);
		break;
	case WN_SET:
		buf_varint(out, value->complete != 0);
		pack_texts(out, value->as.set.at, value->as.set.count);
		pack_texts(out, value->as.set.absent, value->as.set.absent_count);
		break;
	case WN_LIST:
		pack_list(out, value);
		break;
	}
}

/* ---- reading ----------------------------------------------------------------------------------------------- */

static void nonsense(struct reader *in)
{
	in->bad = 1;
	in->at = in->end;
}

static uint64_t read_at_most(struct reader *in, uint64_t most)
{
	uint64_t number = read_varint(in);

	if (number <= most)
		return number;
	nonsense(in);
	return 0;
}

/* A count of things of at least `least` bytes each: more than the bytes can hold is nonsense, and asks for no memory. */
static size_t read_count(struct reader *in, size_t least)
{
	return (size_t)read_at_most(in, (uint64_t)(in->end - in->at) / least);
}

static struct wn_range read_range(struct reader *in)
{
	struct wn_range range = {.low = read_signed(in)};
	uint64_t width = read_at_most(in, (uint64_t)INT64_MAX - (uint64_t)range.low);

	range.high = (int64_t)((uint64_t)range.low + width);
	return range;
}

static struct wn_money read_money(struct reader *in)
{
	struct wn_money money = {.range = read_range(in)};
	int64_t day;

	for (size_t i = 0; i < 3; i++) {
		if (in->at == in->end || *in->at < 'A' || *in->at > 'Z') {
			nonsense(in);
			return (struct wn_money){.day = WN_NO_DAY};
		}
		money.currency[i] = (char)*in->at++;
	}
	day = read_signed(in);
	if (day < INT32_MIN || day > INT32_MAX)
		nonsense(in);
	money.day = (int32_t)day;
	return money;
}

static const struct wn_str *read_texts(struct wn_arena *arena, struct reader *in, size_t *count)
{
	struct wn_str *texts;

	*count = read_count(in, 1);
	texts = arena_array(arena, *count, sizeof(*texts));
	for (size_t i = 0; i < *count; i++)
		texts[i] = read_packed_str(in);
	return texts;
}

static const struct wn_code *read_codes(struct wn_arena *arena, struct reader *in, size_t *count)
{
	struct wn_code *codes;

	*count = read_count(in, 3);
	codes = arena_array(arena, *count, sizeof(*codes));
	for (size_t i = 0; i < *count; i++) {
		codes[i].scheme = read_packed_str(in);
		codes[i].code = read_packed_str(in);
		codes[i].label = read_packed_str(in);
	}
	return codes;
}

/* Attributes hold single values, so this goes no deeper than one level. */
static void read_attribute(struct wn_arena *arena, struct reader *in, struct wn_attribute *attribute)
{
	enum wn_type type;

	attribute->name = read_packed_str(in);
	type = (enum wn_type)read_at_most(in, WN_VERSION);
	if (type == WN_SET || type == WN_LIST || type == WN_BODY)
		nonsense(in);
	else
		value_unpack(arena, in, type, &attribute->value);
}

static struct wn_item read_item(struct wn_arena *arena, struct reader *in)
{
	struct wn_item item = {.count = read_count(in, 3)};
	struct wn_attribute *attributes = arena_array(arena, item.count, sizeof(*attributes));

	for (size_t i = 0; i < item.count && !in->bad; i++)
		read_attribute(arena, in, &attributes[i]);
	item.attributes = attributes;
	item.where = read_packed_str(in);
	item.sure = (uint32_t)read_at_most(in, 1000);
	return item;
}

static const struct wn_item *read_items(struct wn_arena *arena, struct reader *in, size_t *count)
{
	struct wn_item *items;

	*count = read_count(in, 3);
	items = arena_array(arena, *count, sizeof(*items));
	for (size_t i = 0; i < *count && !in->bad; i++)
		items[i] = read_item(arena, in);
	return items;
}

static void read_contents(struct wn_arena *arena, struct reader *in, struct wn_value *value)
{
	switch ((enum wn_type)value->type) {
	case WN_BODY:
	case WN_TEXT:
	case WN_VERSION:
		value->as.text = read_packed_str(in);
		return;
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_DATE:
		value->as.range = read_range(in);
		return;
	case WN_MONEY:
		value->as.money = read_money(in);
		return;
	case WN_FLAG:
		value->as.flag = (uint32_t)read_at_most(in, 1);
		return;
	case WN_CODE:
		value->as.codes.at = read_codes(arena, in, &value->as.codes.count);
		return;
	case WN_SET:
		value->as.set.at = read_texts(arena, in, &value->as.set.count);
		value->as.set.absent = read_texts(arena, in, &value->as.set.absent_count);
		return;
	case WN_LIST:
		value->as.list.at = read_items(arena, in, &value->as.list.count);
		value->as.list.absent = read_texts(arena, in, &value->as.list.absent_count);
		return;
	}
	nonsense(in);
}

bool value_unpack(struct wn_arena *arena, struct reader *in, enum wn_type type, struct wn_value *value)
{
	*value = (struct wn_value){.type = type};
	if (type == WN_SET || type == WN_LIST || type == WN_BODY)
		value->complete = (uint32_t)read_at_most(in, 1);
	read_contents(arena, in, value);
	return !in->bad;
}
