/* value_print.c - values as the list prints them. */
#include "base/str.h"
#include "company/date.h"
#include "company/money.h"
#include "company/value.h"

/* How one end of a range is written; `context` is the currency of an amount. */
typedef struct wn_str write_end(struct wn_arena *arena, int64_t end, struct wn_str context);

static struct wn_str write_whole(struct wn_arena *arena, int64_t end, struct wn_str context)
{
	(void)context;
	return arena_printf(arena, "%lld", (long long)end);
}

static struct wn_str write_number(struct wn_arena *arena, int64_t end, struct wn_str context)
{
	(void)context;
	return number_text(arena, end);
}

static struct wn_str write_day(struct wn_arena *arena, int64_t end, struct wn_str context)
{
	(void)context;
	return day_text(arena, (int32_t)end);
}

/* `least` and `most` stand for open ends. */
static void print_ends(struct buf *out, struct wn_range range, write_end *write, struct wn_str context, const char *between,
                       const char *least, const char *most)
{
	struct wn_arena *arena = arena_new();

	if (range.low == range.high) {
		buf_str(out, write(arena, range.low, context));
	} else {
		buf_str(out, range.low == WN_OPEN_LOW ? str_of(least) : write(arena, range.low, context));
		buf_text(out, between);
		buf_str(out, range.high == WN_OPEN_HIGH ? str_of(most) : write(arena, range.high, context));
	}
	arena_free(arena);
}

static bool has_minus(struct wn_range range)
{
	return (range.low < 0 && range.low != WN_OPEN_LOW) || range.high < 0;
}

/* 50-99; two dots where a hyphen could be taken for a minus: -5..3, and "..9" for a number that may well be negative. */
static void print_range(struct buf *out, struct wn_range range, bool counts, write_end *write, struct wn_str context)
{
	bool hyphen = !has_minus(range) && (counts || range.low != WN_OPEN_LOW);

	print_ends(out, range, write, context, hyphen ? "-" : "..", "", "");
}

static void print_money(struct buf *out, const struct wn_money *money)
{
	struct wn_str currency = {money->currency, 3};

	print_range(out, money->range, false, money_text, currency);
	buf_byte(out, ' ');
	buf_str(out, currency);
}

/* 2023, 2023-11 and 2023-11-02 where the days are just these; else both ends. */
static void print_days(struct buf *out, struct wn_range days)
{
	int low_year, low_month, low_day, year, month, day;

	if (days.low >= INT32_MIN && days.high < INT32_MAX) {
		day_split((int32_t)days.low, &low_year, &low_month, &low_day);
		/* The day behind the last: a month or year is whole if that is the first of another. */
		day_split((int32_t)days.high + 1, &year, &month, &day);
		if (low_day == 1 && day == 1 && low_month == 1 && month == 1 && year == low_year + 1) {
			buf_printf(out, "%04d", low_year);
			return;
		}
		if (low_day == 1 && day == 1 && year * 12 + month == low_year * 12 + low_month + 1) {
			buf_printf(out, "%04d-%02d", low_year, low_month);
			return;
		}
	}
	print_ends(out, days, write_day, WN_STR(""), "/", "..", "..");
}

static void print_codes(struct buf *out, const struct wn_code *codes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_text(out, "; ");
		if (codes[i].code.len == 0) {
			buf_str(out, codes[i].label);
			continue;
		}
		if (codes[i].scheme.len > 0) {
			buf_str(out, codes[i].scheme);
			buf_byte(out, ' ');
		}
		buf_str(out, codes[i].code);
	}
}

static void print_texts(struct buf *out, const struct wn_str *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_text(out, "; ");
		buf_str(out, texts[i]);
	}
}

static const struct wn_value *attribute_of(const struct wn_item *item, const char *name)
{
	for (size_t i = 0; i < item->count; i++)
		if (str_is(item->attributes[i].name, name))
			return &item->attributes[i].value;
	return NULL;
}

/* The keys, each once: ten visits are "visit". */
static void print_keys(struct buf *out, const struct field *field, const struct wn_value *value)
{
	struct wn_arena *arena = arena_new();
	struct wn_value keys = {.type = WN_SET};
	struct wn_str *texts = arena_array(arena, value->as.list.count, sizeof(*texts));

	for (size_t i = 0; field->attributes && i < value->as.list.count; i++) {
		const struct wn_value *key = attribute_of(&value->as.list.at[i], field->attributes[0].name);

		if (key)
			texts[keys.as.set.count++] = value_text(arena, field, key);
	}
	keys.as.set.at = texts;
	keys = value_copy(arena, &keys);
	print_texts(out, keys.as.set.at, keys.as.set.count);
	arena_free(arena);
}

void value_print(struct buf *out, const struct field *field, const struct wn_value *value)
{
	switch ((enum wn_type)value->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		buf_str(out, value->as.text);
		break;
	case WN_INTEGER:
		print_range(out, value->as.range, true, write_whole, WN_STR(""));
		break;
	case WN_NUMBER:
		print_range(out, value->as.range, false, write_number, WN_STR(""));
		break;
	case WN_DATE:
		print_days(out, value->as.range);
		break;
	case WN_MONEY:
		print_money(out, &value->as.money);
		break;
	case WN_FLAG:
		buf_text(out, value->as.flag ? "yes" : "no");
		break;
	case WN_CODE:
		print_codes(out, value->as.codes.at, value->as.codes.count);
		break;
	case WN_SET:
		print_texts(out, value->as.set.at, value->as.set.count);
		break;
	case WN_LIST:
		print_keys(out, field, value);
		break;
	}
}

struct wn_str value_text(struct wn_arena *arena, const struct field *field, const struct wn_value *value)
{
	struct buf buf = {0};
	struct wn_str text;

	value_print(&buf, field, value);
	text = arena_str(arena, buf_as_str(&buf));
	buf_free(&buf);
	return text;
}
