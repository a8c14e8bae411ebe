/* str.c - comparing, cutting, checking and guessing texts. */
#include "base/str.h"

#define LONGEST 64 /* bytes, of texts whose distance is asked */

int str_compare(struct wn_str a, struct wn_str b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order = shared > 0 ? memcmp(a.ptr, b.ptr, shared) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct wn_str str_trim(struct wn_str text)
{
	while (text.len > 0 && is_blank(text.ptr[0]))
		text = str_from(text, 1);
	while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

bool str_cut(struct wn_str *rest, struct wn_str separator, struct wn_str *part)
{
	const char *found = NULL;

	if (rest->len == 0)
		return false;
	if (separator.len > 0)
		found = memmem(rest->ptr, rest->len, separator.ptr, separator.len);
	if (found) {
		*part = str_first(*rest, (size_t)(found - rest->ptr));
		*rest = str_from(*rest, part->len + separator.len);
	} else {
		*part = *rest;
		*rest = (struct wn_str){rest->ptr + rest->len, 0};
	}
	return true;
}

bool str_is_digits(struct wn_str text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len > 0;
}

/* Counts downwards, because the smallest number has no positive twin. */
bool str_to_int(struct wn_str text, int64_t *number)
{
	bool negative = text.len > 0 && text.ptr[0] == '-';
	int64_t result = 0;
	size_t i;

	if (negative)
		text = str_from(text, 1);
	if (!str_is_digits(text))
		return false;
	for (i = 0; i < text.len; i++)
		if (__builtin_mul_overflow(result, 10, &result) || __builtin_sub_overflow(result, text.ptr[i] - '0', &result))
			return false;
	if (!negative && __builtin_sub_overflow(0, result, &result))
		return false;
	*number = result;
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* cost[i + 1][j + 1] is the distance of the first i and j bytes; row and column 0 hold a bound that never
 * wins. `seen[c]` is the last row whose byte is c, so that a swap may have letters put between. */
size_t str_distance(struct wn_str a, struct wn_str b)
{
	uint8_t cost[LONGEST + 2][LONGEST + 2], seen[256] = {0};
	size_t i, j;

	if (a.len > LONGEST || b.len > LONGEST)
		return SIZE_MAX;
	for (i = 0; i <= a.len + 1; i++)
		cost[i][0] = (uint8_t)(a.len + b.len), cost[i][1] = (uint8_t)(i ? i - 1 : a.len + b.len);
	for (j = 0; j <= b.len + 1; j++)
		cost[0][j] = (uint8_t)(a.len + b.len), cost[1][j] = (uint8_t)(j ? j - 1 : a.len + b.len);
	for (i = 1; i <= a.len; i++) {
		size_t same_column = 0;

		for (j = 1; j <= b.len; j++) {
			size_t row = seen[(uint8_t)b.ptr[j - 1]], column = same_column;
			bool same = a.ptr[i - 1] == b.ptr[j - 1];
			size_t best = cost[i][j] + !same;

			best = least(best, least(cost[i + 1][j], cost[i][j + 1]) + 1u);
			best = least(best, cost[row][column] + (i - row - 1) + 1 + (j - column - 1));
			cost[i + 1][j + 1] = (uint8_t)best;
			if (same)
				same_column = j;
		}
		seen[(uint8_t)a.ptr[i - 1]] = (uint8_t)i;
	}
	return cost[a.len + 1][b.len + 1];
}

const char *str_nearest(struct wn_str text, const char *const *words)
{
	const char *nearest = NULL;
	size_t nearest_distance = SIZE_MAX;

	if (!words)
		return NULL;
	for (; *words; words++) {
		struct wn_str word = str_of(*words);
		size_t distance = str_distance(text, word);
		size_t longer = text.len > word.len ? text.len : word.len;

		if (distance <= longer / 3 && distance < nearest_distance) {
			nearest = *words;
			nearest_distance = distance;
		}
	}
	return nearest;
}

/* Length of the sequence that begins at `at`, 0 where it is not allowed (Unicode, table 3-7). */
static size_t sequence(const unsigned char *at, size_t left)
{
	unsigned char lead = at[0], low = 0x80, high = 0xBF;
	size_t len = lead < 0x80 ? 1 : lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
	size_t i;

	if (len == 0 || len > left)
		return 0;
	if (lead == 0xE0)
		low = 0xA0; /* overlong */
	else if (lead == 0xED)
		high = 0x9F; /* surrogates */
	else if (lead == 0xF0)
		low = 0x90; /* overlong */
	else if (lead == 0xF4)
		high = 0x8F; /* beyond U+10FFFF */
	for (i = 1; i < len; i++, low = 0x80, high = 0xBF)
		if (at[i] < low || at[i] > high)
			return 0;
	return len;
}

bool str_is_utf8(struct wn_str text)
{
	const unsigned char *at = (const unsigned char *)text.ptr;
	size_t i = 0, len;

	while (i < text.len) {
		uint64_t eight;

		/* Eight bytes of ASCII at once, which most are. */
		if (text.len - i >= sizeof eight && (memcpy(&eight, at + i, sizeof eight), (eight & 0x8080808080808080u) == 0)) {
			i += sizeof eight;
			continue;
		}
		len = sequence(at + i, text.len - i);
		if (len == 0)
			return false;
		i += len;
	}
	return true;
}
