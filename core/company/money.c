/* money.c - decimal numbers as people and registers write them, exactly, in the smallest unit; currencies and countries. */
#include "company/money.h"

#include <stdlib.h>

#include "base/str.h"

static const struct currency {
	char code[4];
	int decimals;
} currencies[] = {
#define CURRENCY(code, decimals) {code, decimals},
#include "company/currencies.def"
#undef CURRENCY
};

static const char countries[][3] = {
#define COUNTRY(code) code,
#include "company/countries.def"
#undef COUNTRY
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int compare_currency(const void *text, const void *currency)
{
	return memcmp(text, ((const struct currency *)currency)->code, 3);
}

static int compare_country(const void *text, const void *country)
{
	return memcmp(text, country, 2);
}

static const struct currency *find_currency(struct wn_str text)
{
	if (text.len != 3)
		return NULL;
	return bsearch(text.ptr, currencies, COUNT(currencies), sizeof(currencies[0]), compare_currency);
}

bool currency_valid(struct wn_str currency)
{
	return find_currency(currency) != NULL;
}

int currency_decimals(struct wn_str currency)
{
	const struct currency *found = find_currency(currency);

	return found ? found->decimals : 2;
}

bool country_valid(struct wn_str country)
{
	return country.len == 2 && bsearch(country.ptr, countries, COUNT(countries), sizeof(countries[0]), compare_country);
}

/* ---- reading --------------------------------------------------------------------------------------------- */

#define MOST_MARKS 16

/* A number taken apart: its digits without anything between them, and what stood between them and where. */
struct written {
	char digits[64];
	size_t digit_count;
	struct {
		char what; /* '.', ',', '\'' or ' ' for blanks of all kinds */
		size_t at; /* so many digits stand before it */
	} marks[MOST_MARKS];
	size_t mark_count;
	bool negative;
};

/* The mark at the beginning of the text and its length in bytes; 0: none. No-break blanks are what French and German
 * programs write between thousands. */
static size_t mark_at(struct wn_str text, char *what)
{
	static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};

	*what = ' ';
	for (size_t i = 0; i < COUNT(blanks); i++)
		if (str_begins(text, str_of(blanks[i])))
			return strlen(blanks[i]);
	*what = text.ptr[0];
	return *what == '.' || *what == ',' || *what == '\'';
}

static bool take_mark(struct written *written, struct wn_str text, size_t *len)
{
	char what;

	*len = mark_at(text, &what);
	if (*len == 0 || written->mark_count == MOST_MARKS)
		return false;
	written->marks[written->mark_count].what = what;
	written->marks[written->mark_count++].at = written->digit_count;
	return true;
}

static bool take_apart(struct wn_str text, struct written *written)
{
	size_t len;

	text = str_trim(text);
	*written = (struct written){.negative = text.len > 0 && text.ptr[0] == '-'};
	for (text = str_from(text, written->negative); text.len > 0; text = str_from(text, len)) {
		len = 1;
		if (text.ptr[0] < '0' || text.ptr[0] > '9') {
			if (!take_mark(written, text, &len))
				return false;
		} else if (written->digit_count == sizeof(written->digits)) {
			return false;
		} else {
			written->digits[written->digit_count++] = text.ptr[0];
		}
	}
	return written->digit_count > 0;
}

/* The last mark is the decimal one if it is a dot or a comma that stands there once. So "1,234,567" is in thousands,
 * "1,234.5" has a decimal dot, and "1,234" a decimal comma: whoever meant thousands has too many decimals, and is told. */
static bool has_decimal_mark(const struct written *written)
{
	char what;

	if (written->mark_count == 0)
		return false;
	what = written->marks[written->mark_count - 1].what;
	if (what != '.' && what != ',')
		return false;
	return written->mark_count == 1 || written->marks[written->mark_count - 2].what != what;
}

/* Before the decimals there may be one kind of mark, and it parts thousands. */
static bool in_thousands(const struct written *written, size_t marks, size_t whole)
{
	for (size_t i = 0; i < marks; i++) {
		size_t next = i + 1 < marks ? written->marks[i + 1].at : whole;

		if (written->marks[i].what != written->marks[0].what || next - written->marks[i].at != 3)
			return false;
	}
	return marks == 0 || (written->marks[0].at >= 1 && written->marks[0].at <= 3);
}

static bool append_digit(int64_t *number, int digit)
{
	return !__builtin_mul_overflow(*number, 10, number) && !__builtin_add_overflow(*number, digit, number);
}

static bool decimal_parse(struct wn_str text, size_t decimals, int64_t *number)
{
	struct written written;
	size_t whole, marks;
	int64_t sum = 0;

	if (!take_apart(text, &written))
		return false;
	marks = written.mark_count - has_decimal_mark(&written);
	whole = marks < written.mark_count ? written.marks[marks].at : written.digit_count;
	if (whole == 0 || written.digit_count - whole > decimals || !in_thousands(&written, marks, whole))
		return false;
	if (marks < written.mark_count && whole == written.digit_count)
		return false;
	for (size_t i = 0; i < whole + decimals; i++)
		if (!append_digit(&sum, i < written.digit_count ? written.digits[i] - '0' : 0))
			return false;
	if (sum == WN_OPEN_HIGH)
		return false;
	*number = written.negative ? -sum : sum;
	return true;
}

bool money_parse(struct wn_str text, struct wn_str currency, int64_t *minor)
{
	return decimal_parse(text, (size_t)currency_decimals(currency), minor);
}

bool number_parse(struct wn_str text, int64_t *millionths)
{
	return decimal_parse(text, 6, millionths);
}

/* ---- writing --------------------------------------------------------------------------------------------- */

static uint64_t power_of_ten(int exponent)
{
	uint64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

static struct wn_str decimal_text(struct wn_arena *arena, int64_t number, int decimals)
{
	uint64_t unit = power_of_ten(decimals);
	uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
	const char *sign = number < 0 ? "-" : "";

	if (size % unit == 0)
		return arena_printf(arena, "%s%llu", sign, (unsigned long long)(size / unit));
	return arena_printf(arena, "%s%llu.%0*llu", sign, (unsigned long long)(size / unit), decimals, (unsigned long long)(size % unit));
}

struct wn_str money_text(struct wn_arena *arena, int64_t minor, struct wn_str currency)
{
	return decimal_text(arena, minor, currency_decimals(currency));
}

struct wn_str number_text(struct wn_arena *arena, int64_t millionths)
{
	int decimals = 6;

	for (; decimals > 0 && millionths % 10 == 0; decimals--)
		millionths /= 10;
	return decimal_text(arena, millionths, decimals);
}
