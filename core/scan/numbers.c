/* numbers.c - whole numbers with grouping and ranges, and the spellings of yes and no. */
#include "scan/numbers.h"

#include <strings.h>

#include "base/str.h"

/* The length of a blank, dash or sign at the beginning of the text, or 0. */
static size_t begins_with(struct wn_str text, const char *const *signs)
{
	for (; *signs; signs++)
		if (str_begins(text, str_of(*signs)))
			return strlen(*signs);
	return 0;
}

static size_t blank(struct wn_str text)
{
	/* Also the no-break spaces that French tables group with. */
	static const char *const blanks[] = {" ", "\xc2\xa0", "\xe2\x80\xaf", NULL};

	return begins_with(text, blanks);
}

static bool is_digit(struct wn_str text)
{
	return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* Takes digits off the text; groups of three behind a comma or blank, one kind in a number. */
static bool take_number(struct wn_str *text, int64_t *number)
{
	struct wn_str rest = *text, group = {0};
	size_t run = 0, groups = 0;

	*number = 0;
	for (;;) {
		size_t gap;

		for (; is_digit(rest); run++, rest = str_from(rest, 1))
			if (__builtin_mul_overflow(*number, 10, number) || __builtin_add_overflow(*number, rest.ptr[0] - '0', number))
				return false;
		if (run == 0 || (groups > 0 && run != 3))
			return false;
		gap = str_begins(rest, WN_STR(",")) ? 1 : blank(rest);
		/* "50 - 99": a blank that no digit follows groups nothing. */
		if (gap == 0 || !is_digit(str_from(rest, gap)))
			break;
		if (run > 3 || (groups > 0 && !str_equal(group, str_first(rest, gap))))
			return false;
		group = str_first(rest, gap);
		rest = str_from(rest, gap);
		groups++;
		run = 0;
	}
	*text = rest;
	return true;
}

static struct wn_str skip_blanks(struct wn_str text)
{
	size_t gap;

	while ((gap = blank(text)) > 0)
		text = str_from(text, gap);
	return text;
}

bool count_parse(struct wn_str text, struct wn_range *range)
{
	static const char *const dashes[] = {"-", "\xe2\x80\x93", NULL};
	struct wn_str rest = skip_blanks(text);
	size_t dash;

	if (!take_number(&rest, &range->low))
		return false;
	range->high = range->low;
	rest = skip_blanks(rest);
	if (rest.len == 0)
		return true;
	if (str_is(rest, "+")) {
		range->high = WN_OPEN_HIGH;
		return true;
	}
	dash = begins_with(rest, dashes);
	if (dash == 0)
		return false;
	rest = skip_blanks(str_from(rest, dash));
	if (rest.len == 0) {
		range->high = WN_OPEN_HIGH;
		return true;
	}
	return take_number(&rest, &range->high) && skip_blanks(rest).len == 0 && range->low <= range->high;
}

bool flag_parse(struct wn_str text, bool *flag)
{
	static const char *const yes[] = {"true", "1", "o", "y", "yes"};
	static const char *const no[] = {"false", "0", "n", "no"};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (strlen(yes[i]) == text.len && strncasecmp(yes[i], text.ptr, text.len) == 0)
			return *flag = true;
	*flag = false;
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (strlen(no[i]) == text.len && strncasecmp(no[i], text.ptr, text.len) == 0)
			return true;
	return false;
}
