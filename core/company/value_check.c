/* value_check.c - whether a value fits its field. The messages name the field, never the content, which may be personal. */
#include "base/error.h"
#include "base/str.h"
#include "company/date.h"
#include "company/money.h"
#include "company/value.h"

/* What is checked: a field, or an attribute of the items of one. */
struct slot {
	const struct field *field;
	struct wn_str attribute; /* empty: the field itself */
	enum wn_type type;
	const char *const *words;
};

static bool is_attribute(const struct slot *slot)
{
	return slot->attribute.len > 0;
}

static int wrong(const struct slot *slot, struct wn_error *error, const char *what)
{
	if (is_attribute(slot))
		return fail(error, WN_INVALID, "'%.*s' of an item of '%s' %s", STR_ARG(slot->attribute), slot->field->name, what);
	return fail(error, WN_INVALID, "'%s' %s", slot->field->name, what);
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* ISO 3166-2: country, hyphen, one to three capitals or digits. */
static bool is_region(struct wn_str text)
{
	if (text.len < 4 || text.len > 6 || text.ptr[2] != '-' || !country_valid(str_first(text, 2)))
		return false;
	for (size_t i = 3; i < text.len; i++)
		if (!is_capital(text.ptr[i]) && (text.ptr[i] < '0' || text.ptr[i] > '9'))
			return false;
	return true;
}

static bool is_text(struct wn_str text)
{
	return (text.len == 0 || !memchr(text.ptr, 0, text.len)) && str_is_utf8(text);
}

static bool is_among(struct wn_str text, const char *const *words)
{
	for (; *words; words++)
		if (str_is(text, *words))
			return true;
	return false;
}

/* A field of ours of this name, or an attribute of a list of ours. */
static bool is_called(const struct slot *slot, const char *name)
{
	struct wn_str own = is_attribute(slot) ? slot->attribute : str_of(slot->field->name);

	return !slot->field->own && str_is(own, name);
}

static int check_text(const struct slot *slot, struct wn_str text, struct wn_error *error)
{
	if (!is_text(text))
		return wrong(slot, error, "is not UTF-8 without NUL bytes: decode it first");
	if (text.len == 0 && slot->type != WN_BODY)
		return wrong(slot, error, "is empty: leave it out, or say that it is unknown");
	if (slot->words && !is_among(text, slot->words))
		return wrong(slot, error, "is none of its words: see winnow fields");
	if (is_called(slot, "country") && !country_valid(text))
		return wrong(slot, error, "is no country code: write ISO 3166-1 in capitals, such as FR");
	if (is_called(slot, "region") && !is_region(text))
		return wrong(slot, error, "is no region code: write ISO 3166-2, such as FR-69");
	return WN_OK;
}

static int check_range(const struct slot *slot, struct wn_range range, struct wn_error *error)
{
	if (range.low > range.high)
		return wrong(slot, error, "has its low end above its high end");
	if (range.low == WN_OPEN_LOW && range.high == WN_OPEN_HIGH)
		return wrong(slot, error, "is open at both ends: say that it is unknown");
	if (range.low == WN_OPEN_HIGH || range.high == WN_OPEN_LOW)
		return wrong(slot, error, "is beyond all numbers");
	return WN_OK;
}

/* Whole numbers of the dictionary are counts. */
static int check_whole(const struct slot *slot, struct wn_range range, struct wn_error *error)
{
	if (check_range(slot, range, error))
		return WN_INVALID;
	if (!slot->field->own && ((range.low < 0 && range.low != WN_OPEN_LOW) || range.high < 0))
		return wrong(slot, error, "is below zero");
	return WN_OK;
}

/* `sure` of an item is a share. */
static int check_number(const struct slot *slot, struct wn_range range, struct wn_error *error)
{
	if (check_range(slot, range, error))
		return WN_INVALID;
	if (is_attribute(slot) && is_called(slot, "sure") && (range.low < 0 || range.high > WN_NUMBER_UNIT))
		return wrong(slot, error, "is not between 0 and 1");
	return WN_OK;
}

static int check_days(const struct slot *slot, struct wn_range days, struct wn_error *error)
{
	int32_t first = day_of(1, 1, 1), last = day_of(9999, 12, 31);

	if (check_range(slot, days, error))
		return WN_INVALID;
	if ((days.low < first && days.low != WN_OPEN_LOW) || (days.high > last && days.high != WN_OPEN_HIGH) || days.high < first ||
	    days.low > last)
		return wrong(slot, error, "is not within the years 1 to 9999");
	return WN_OK;
}

static int check_money(const struct slot *slot, const struct wn_money *money, struct wn_error *error)
{
	const char *c = money->currency;

	if (!is_capital(c[0]) || !is_capital(c[1]) || !is_capital(c[2]) || c[3] != 0)
		return wrong(slot, error, "has no currency: write ISO 4217 in capitals, such as EUR");
	return check_range(slot, money->range, error);
}

static int check_codes(const struct slot *slot, const struct wn_code *codes, size_t count, struct wn_error *error)
{
	if (count == 0)
		return wrong(slot, error, "has no code: say that it is unknown");
	for (size_t i = 0; i < count; i++) {
		if (!is_text(codes[i].scheme) || !is_text(codes[i].code) || !is_text(codes[i].label))
			return wrong(slot, error, "is not UTF-8 without NUL bytes: decode it first");
		if (codes[i].code.len == 0 && codes[i].label.len == 0)
			return wrong(slot, error, "has neither code nor words");
		if (codes[i].code.len > 0 && codes[i].scheme.len == 0)
			return wrong(slot, error, "has a code without its classification");
	}
	return WN_OK;
}

static int check_texts(const struct slot *slot, const struct wn_str *texts, size_t count, struct wn_error *error)
{
	for (size_t i = 0; i < count; i++)
		if (check_text(slot, texts[i], error))
			return WN_INVALID;
	return WN_OK;
}

static int check_slot(const struct slot *slot, const struct wn_value *value, struct wn_error *error);

/* ---- lists ------------------------------------------------------------------------------------------------- */

static bool is_single(uint32_t type)
{
	return type >= WN_TEXT && type <= WN_VERSION && type != WN_SET && type != WN_LIST && type != WN_BODY;
}

static int check_attribute(const struct field *field, const struct wn_attribute *attribute, struct wn_error *error)
{
	const struct attribute *known = field_attribute(field, attribute->name);
	struct slot slot = {field, attribute->name, (enum wn_type)attribute->value.type, NULL};

	if (known) {
		slot.type = known->type;
		slot.words = known->words;
	} else if (!str_begins(attribute->name, WN_STR("x_")) || field_is_forbidden(attribute->name)) {
		return fail(error, WN_INVALID, "items of '%s' have no such attribute: see winnow fields; your own begin with x_", field->name);
	} else if (!is_text(attribute->name) || !is_single(attribute->value.type)) {
		return fail(error, WN_INVALID, "an attribute of your own in '%s' is no single value", field->name);
	}
	return check_slot(&slot, &attribute->value, error);
}

static int check_item(const struct field *field, const struct wn_item *item, struct wn_error *error)
{
	bool key = false;

	for (size_t i = 0; i < item->count; i++) {
		struct wn_str name = item->attributes[i].name;

		if (check_attribute(field, &item->attributes[i], error))
			return WN_INVALID;
		for (size_t j = 0; j < i; j++)
			if (str_equal(item->attributes[j].name, name))
				return fail(error, WN_INVALID, "an item of '%s' has '%.*s' twice", field->name, STR_ARG(name));
		key = key || str_is(name, field->attributes[0].name);
	}
	if (!key)
		return fail(error, WN_INVALID, "an item of '%s' has no '%s'", field->name, field->attributes[0].name);
	if (!is_text(item->where))
		return fail(error, WN_INVALID, "the place of an item of '%s' is not UTF-8", field->name);
	if (item->sure > 1000)
		return fail(error, WN_INVALID, "an item of '%s' is more than sure: thousandths end at 1000", field->name);
	return WN_OK;
}

static int check_list(const struct slot *slot, const struct wn_value *value, struct wn_error *error)
{
	for (size_t i = 0; i < value->as.list.count; i++)
		if (check_item(slot->field, &value->as.list.at[i], error))
			return WN_INVALID;
	return check_texts(slot, value->as.list.absent, value->as.list.absent_count, error);
}

/* ---- all of them ------------------------------------------------------------------------------------------- */

static int check_contents(const struct slot *slot, const struct wn_value *value, struct wn_error *error)
{
	switch (slot->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		return check_text(slot, value->as.text, error);
	case WN_INTEGER:
		return check_whole(slot, value->as.range, error);
	case WN_NUMBER:
		return check_number(slot, value->as.range, error);
	case WN_DATE:
		return check_days(slot, value->as.range, error);
	case WN_MONEY:
		return check_money(slot, &value->as.money, error);
	case WN_FLAG:
		return value->as.flag <= 1 ? WN_OK : wrong(slot, error, "is neither true nor false");
	case WN_CODE:
		return check_codes(slot, value->as.codes.at, value->as.codes.count, error);
	case WN_SET:
		if (check_texts(slot, value->as.set.at, value->as.set.count, error))
			return WN_INVALID;
		return check_texts(slot, value->as.set.absent, value->as.set.absent_count, error);
	case WN_LIST:
		return check_list(slot, value, error);
	}
	return wrong(slot, error, "is of no type there is");
}

static int check_slot(const struct slot *slot, const struct wn_value *value, struct wn_error *error)
{
	if (value->type == (uint32_t)slot->type)
		return check_contents(slot, value, error);
	if (is_attribute(slot))
		return fail(error, WN_INVALID, "'%.*s' of an item of '%s' is a %s, not a %s", STR_ARG(slot->attribute), slot->field->name,
		            type_name(slot->type), type_name((enum wn_type)value->type));
	return fail(error, WN_INVALID, "'%s' is a %s, not a %s", slot->field->name, type_name(slot->type),
	            type_name((enum wn_type)value->type));
}

int value_check(const struct field *field, const struct wn_value *value, struct wn_error *error)
{
	struct slot slot = {field, {0}, field->type, field->words};

	return check_slot(&slot, value, error);
}
