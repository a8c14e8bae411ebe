/* range.c - numbers, money, days and versions: between, at_least, within and the like become intervals. */
#include "base/error.h"
#include "company/money.h"
#include "icp/compile.h"

/* An amount between two steps of its type: 2.5 people lies above 2 and below 3. */
struct amount {
	int64_t floor, ceil;
	char currency[4];
};

#define LARGEST 4000000000000000000LL

static struct matcher *interval(struct compiler *compiler, enum wn_type type, enum range_word word, int64_t low, int64_t high)
{
	struct matcher *matcher = matcher_new(compiler, MATCHER_INTERVAL, type);

	matcher->as.interval.word = word;
	matcher->as.interval.low = (struct limit){.value = low};
	matcher->as.interval.high = (struct limit){.value = high};
	return matcher;
}

/* ---- reading amounts ------------------------------------------------------------------------------------- */

static bool read_number(struct compiler *compiler, const struct target *target, const struct wn_tree *node, struct amount *amount)
{
	int64_t millionths;

	if (!tree_millionths(node, &millionths) || millionths > LARGEST || millionths < -LARGEST) {
		diag_error(compiler->diags, node->place, "%.*s is too large or has more than six decimals", STR_ARG(tree_print(compiler->arena, node)));
		return false;
	}
	*amount = (struct amount){.floor = millionths, .ceil = millionths};
	if (target->type == WN_INTEGER) {
		amount->floor = millionths / WN_NUMBER_UNIT - (millionths % WN_NUMBER_UNIT < 0);
		amount->ceil = millionths / WN_NUMBER_UNIT + (millionths % WN_NUMBER_UNIT > 0);
	}
	return true;
}

/* money(2e6, "EUR"). */
static bool read_money(struct compiler *compiler, const struct wn_tree *node, struct amount *amount)
{
	const struct wn_tree *number = tree_bare(node, 0), *currency = tree_bare(node, 1);
	int64_t millionths, unit = WN_NUMBER_UNIT;

	if (node->count != 2 || !tree_is_number(number) || currency->kind != WN_TREE_TEXT) {
		diag_error(compiler->diags, node->place, "money needs an amount and a currency: money(2000000, \"EUR\")");
		return false;
	}
	if (!currency_valid(currency->as.text)) {
		diag_error(compiler->diags, currency->place, "\"%.*s\" is not a currency; write its ISO 4217 code, such as \"EUR\"",
		           STR_ARG(currency->as.text));
		return false;
	}
	for (int i = currency_decimals(currency->as.text); i > 0; i--)
		unit /= 10;
	if (!tree_millionths(number, &millionths) || millionths > LARGEST || millionths < -LARGEST || millionths % unit != 0) {
		diag_error(compiler->diags, number->place, "%.*s is no amount of %.*s: it is too large or has too many decimals",
		           STR_ARG(tree_print(compiler->arena, number)), STR_ARG(currency->as.text));
		return false;
	}
	amount->floor = amount->ceil = millionths / unit;
	memcpy(amount->currency, currency->as.text.ptr, 3);
	amount->currency[3] = 0;
	return true;
}

/* How the call would read with money, for messages. */
static struct wn_str with_money(struct compiler *compiler, const struct wn_tree *call)
{
	struct buf out = {0};
	struct wn_str text;

	buf_printf(&out, "%.*s(", STR_ARG(call->as.text));
	for (size_t i = 0; i < call->count; i++) {
		const struct wn_tree *node = call->entries[i].value;
		bool whole = node->kind == WN_TREE_NUMBER && node->as.number > -1e15 && node->as.number < 1e15 && node->as.number == (double)(int64_t)node->as.number;

		buf_text(&out, i ? ", " : "");
		if (whole)
			buf_printf(&out, "money(%lld, \"EUR\")", (long long)node->as.number);
		else
			buf_printf(&out, "money(%.*s, \"EUR\")", STR_ARG(tree_print(compiler->arena, node)));
	}
	buf_byte(&out, ')');
	text = arena_str(compiler->arena, buf_as_str(&out));
	buf_free(&out);
	return text;
}

static bool read_amount(struct compiler *compiler, const struct target *target, const struct wn_tree *call, const struct wn_tree *node,
                        struct amount *amount)
{
	struct wn_str name = target->name;

	if (tree_is_call(node, "money")) {
		if (target->type == WN_MONEY)
			return read_money(compiler, node, amount);
		diag_error(compiler->diags, node->place, "'%.*s' is a number, not money", STR_ARG(name));
	} else if (tree_is_number(node)) {
		if (target->type != WN_MONEY)
			return read_number(compiler, target, node, amount);
		diag_error(compiler->diags, call->place, "'%.*s' is money: write %.*s", STR_ARG(name), STR_ARG(with_money(compiler, call)));
	} else if (node->kind == WN_TREE_CALL && !word_find(node->as.text)) {
		word_unknown(compiler, node);
	} else {
		diag_error(compiler->diags, node->place, "%.*s needs %s, not %.*s", STR_ARG(call->as.text),
		           target->type == WN_MONEY ? "an amount such as money(2000000, \"EUR\")" : "a number",
		           STR_ARG(tree_print(compiler->arena, node)));
	}
	return false;
}

/* ---- between, at_least, at_most, above, below ------------------------------------------------------------- */

static enum range_word range_word_of(struct wn_str name)
{
	static const struct {
		const char *name;
		enum range_word word;
	} names[] = {
		{"between", RANGE_BETWEEN}, {"at_least", RANGE_AT_LEAST}, {"at_most", RANGE_AT_MOST}, {"above", RANGE_ABOVE}, {"below", RANGE_BELOW},
		{"within", RANGE_WITHIN}, {"older_than", RANGE_OLDER_THAN}, {"since", RANGE_SINCE}, {"before", RANGE_BEFORE},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i].name))
			return names[i].word;
	return RANGE_IS;
}

static bool count_is(struct compiler *compiler, const struct wn_tree *call, size_t count, const char *form)
{
	if (call->count == count)
		return true;
	diag_error(compiler->diags, call->place, "%.*s takes %s: %s", STR_ARG(call->as.text), count == 1 ? "one limit" : "two limits", form);
	return false;
}

static struct matcher *between(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	const struct wn_tree *first = tree_bare(call, 0), *second = tree_bare(call, 1);
	struct amount low, high;
	struct matcher *matcher;
	bool good;

	if (!count_is(compiler, call, 2, "between(50, 500)"))
		return NULL;
	good = read_amount(compiler, target, call, first, &low);
	good &= read_amount(compiler, target, call, second, &high);
	if (!good)
		return NULL;
	if (target->type == WN_MONEY && strcmp(low.currency, high.currency) != 0) {
		diag_error(compiler->diags, call->place, "between needs two amounts of one currency, not %s and %s", low.currency, high.currency);
		return NULL;
	}
	if (low.floor > high.floor || low.ceil > high.ceil) {
		diag_error(compiler->diags, call->place, "between(%.*s, %.*s): the smaller limit comes first", STR_ARG(tree_print(compiler->arena, first)),
		           STR_ARG(tree_print(compiler->arena, second)));
		return NULL;
	}
	if (low.ceil > high.floor) {
		diag_error(compiler->diags, call->place, "between(%.*s, %.*s) holds no whole number", STR_ARG(tree_print(compiler->arena, first)),
		           STR_ARG(tree_print(compiler->arena, second)));
		return NULL;
	}
	matcher = interval(compiler, target->type, RANGE_BETWEEN, low.ceil, high.floor);
	if (target->type == WN_MONEY)
		memcpy(matcher->as.interval.currency, low.currency, 4);
	return matcher;
}

static bool is_below(const struct wn_tree *limit, int64_t bound)
{
	return limit->kind == WN_TREE_INTEGER ? limit->as.integer < bound : limit->kind == WN_TREE_NUMBER && limit->as.number < (double)bound;
}

/* Whole numbers of the dictionary and of count() are never below 0, so such a limit lets everybody pass, or nobody. Own fields may be. */
static void warn_of_limit(struct compiler *compiler, const struct target *target, const struct wn_tree *call, const struct wn_tree *limit)
{
	bool counting = !target->field && !target->attribute && target->type == WN_INTEGER;
	bool counts = counting || (target->field && !target->attribute && target->type == WN_INTEGER && !str_begins(target->name, WN_STR("x_")));

	if (counting && str_is(call->as.text, "at_least") && is_below(limit, 1))
		diag_warning(compiler->diags, call->place, "%.*s holds for every count: it decides nothing", STR_ARG(tree_print(compiler->arena, call)));
	else if (counts && is_below(limit, 0))
		diag_warning(compiler->diags, call->place, "'%.*s' is never below 0: %.*s decides nothing", STR_ARG(target->name),
		             STR_ARG(tree_print(compiler->arena, call)));
}

static struct matcher *one_limit(struct compiler *compiler, const struct target *target, const struct wn_tree *call, enum range_word word)
{
	struct matcher *matcher;
	struct amount at;

	if (!read_amount(compiler, target, call, tree_bare(call, 0), &at))
		return NULL;
	warn_of_limit(compiler, target, call, tree_bare(call, 0));
	matcher = interval(compiler, target->type, word, WN_OPEN_LOW, WN_OPEN_HIGH);
	if (word == RANGE_AT_LEAST || word == RANGE_ABOVE)
		matcher->as.interval.low.value = word == RANGE_AT_LEAST ? at.ceil : at.floor + 1;
	else
		matcher->as.interval.high.value = word == RANGE_AT_MOST ? at.floor : at.ceil - 1;
	if (target->type == WN_MONEY)
		memcpy(matcher->as.interval.currency, at.currency, 4);
	return matcher;
}

/* Numbers with dots; a letter v before them is allowed. */
static bool is_version(struct wn_str text)
{
	bool digit = false;

	for (size_t i = 0; i < text.len; i++) {
		bool now = text.ptr[i] >= '0' && text.ptr[i] <= '9';

		if (!now && !(digit && text.ptr[i] == '.' && i + 1 < text.len))
			return false;
		digit = now;
	}
	return digit && text.len < 64;
}

static struct matcher *version_limit(struct compiler *compiler, const struct wn_tree *call, const struct wn_tree *node, enum range_word word)
{
	struct matcher *matcher = matcher_new(compiler, MATCHER_VERSION, WN_VERSION);

	if (node->kind != WN_TREE_TEXT || !is_version(node->as.text)) {
		diag_error(compiler->diags, node->place, "a version is a text of numbers and dots, such as %s%s\"9.1\"%s, not %.*s",
		           call ? range_word_of(call->as.text) == RANGE_BELOW ? "below" : "at_least" : "", call ? "(" : "", call ? ")" : "",
		           STR_ARG(tree_print(compiler->arena, node)));
		return NULL;
	}
	matcher->as.version.word = word;
	matcher->as.version.text = node->as.text;
	return matcher;
}

struct matcher *version_literal(struct compiler *compiler, const struct wn_tree *value)
{
	return version_limit(compiler, NULL, value, RANGE_IS);
}

static enum wn_type type_of_limit(const struct wn_tree *node)
{
	if (tree_is_call(node, "money"))
		return WN_MONEY;
	return node && node->kind == WN_TREE_TEXT ? WN_VERSION : WN_NUMBER;
}

static struct matcher *between_days(struct compiler *compiler, const struct wn_tree *call);

struct matcher *range_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	enum range_word word = range_word_of(call->as.text);
	const struct wn_tree *first = tree_bare(call, 0);
	struct target typed = *target;
	char form[64];

	if (typed.type == 0)
		typed.type = type_of_limit(first);
	if (word == RANGE_BETWEEN)
		return typed.type == WN_DATE || (target->type == 0 && typed.type == WN_VERSION) ? between_days(compiler, call) : between(compiler, &typed, call);
	snprintf(form, sizeof form, typed.type == WN_MONEY ? "%.*s(money(2000000, \"EUR\"))" : "%.*s(50)", STR_ARG(call->as.text));
	if (!count_is(compiler, call, 1, form))
		return NULL;
	if (typed.type == WN_VERSION)
		return version_limit(compiler, call, first, word);
	return one_limit(compiler, &typed, call, word);
}

/* ---- bare values ----------------------------------------------------------------------------------------- */

/* "50-500" written as a text: what was meant. */
static struct wn_str guess_of_range(struct compiler *compiler, struct wn_str text)
{
	struct wn_str rest = text, low, high;
	int64_t a, b;

	if (str_cut(&rest, WN_STR("-"), &low) && str_cut(&rest, WN_STR("-"), &high) && rest.len == 0 && str_to_int(str_trim(low), &a) &&
	    str_to_int(str_trim(high), &b))
		return arena_printf(compiler->arena, "between(%lld, %lld)", (long long)a, (long long)b);
	if (str_to_int(str_trim(text), &a))
		return arena_printf(compiler->arena, "%lld without quotes", (long long)a);
	return WN_STR("between(50, 500) or at_least(50)");
}

static struct matcher *number_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	struct amount at;

	if (!tree_is_number(value)) {
		diag_error(compiler->diags, value->place, "'%.*s' is a number: write %.*s", STR_ARG(target->name),
		           STR_ARG(guess_of_range(compiler, value->kind == WN_TREE_TEXT ? value->as.text : WN_STR(""))));
		return NULL;
	}
	if (!read_number(compiler, target, value, &at))
		return NULL;
	if (at.floor != at.ceil) {
		diag_error(compiler->diags, value->place, "'%.*s' counts in whole numbers: it is never %.*s", STR_ARG(target->name),
		           STR_ARG(tree_print(compiler->arena, value)));
		return NULL;
	}
	return interval(compiler, target->type, RANGE_IS, at.floor, at.floor);
}

struct matcher *range_literal(struct compiler *compiler, const struct target *target, const struct wn_tree *value)
{
	if (target->type == WN_INTEGER || target->type == WN_NUMBER)
		return number_literal(compiler, target, value);
	if (target->type == WN_DATE)
		diag_error(compiler->diags, value->place, "'%.*s' needs a matcher: within(years(3)), older_than(years(3)), since(\"2020-01-01\")",
		           STR_ARG(target->name));
	else
		diag_error(compiler->diags, value->place, "'%.*s' is money: write at_least(money(%.*s, \"EUR\"))", STR_ARG(target->name),
		           STR_ARG(tree_is_number(value) ? tree_print(compiler->arena, value) : WN_STR("2000000")));
	return NULL;
}

/* ---- days ------------------------------------------------------------------------------------------------ */

static bool read_day(struct compiler *compiler, const struct wn_tree *call, const struct wn_tree *node, int32_t *day)
{
	if (node->kind == WN_TREE_TEXT && day_parse(node->as.text, day))
		return true;
	diag_error(compiler->diags, node->place, "%.*s needs a day such as \"2020-01-01\", not %.*s", STR_ARG(call->as.text),
	           STR_ARG(tree_print(compiler->arena, node)));
	return false;
}

static struct matcher *between_days(struct compiler *compiler, const struct wn_tree *call)
{
	int32_t low, high;
	bool good;

	if (!count_is(compiler, call, 2, "between(\"2020-01-01\", \"2020-12-31\")"))
		return NULL;
	good = read_day(compiler, call, tree_bare(call, 0), &low);
	good &= read_day(compiler, call, tree_bare(call, 1), &high);
	if (good && low > high) {
		diag_error(compiler->diags, call->place, "between(%.*s, %.*s): the earlier day comes first",
		           STR_ARG(tree_print(compiler->arena, tree_bare(call, 0))), STR_ARG(tree_print(compiler->arena, tree_bare(call, 1))));
		good = false;
	}
	return good ? interval(compiler, WN_DATE, RANGE_BETWEEN, low, high) : NULL;
}

static struct matcher *by_span(struct compiler *compiler, const struct wn_tree *call, bool within)
{
	const struct wn_tree *node = tree_bare(call, 0);
	struct matcher *matcher = interval(compiler, WN_DATE, within ? RANGE_WITHIN : RANGE_OLDER_THAN, WN_OPEN_LOW, WN_OPEN_HIGH);
	struct span span;
	bool wrong;

	if (!read_span(compiler, node, &span, &wrong)) {
		struct wn_str text = tree_print(compiler->arena, node);

		if (!wrong && tree_is_number(node))
			diag_error(compiler->diags, node->place, "%.*s needs a length of time: %.*s(days(%.*s))", STR_ARG(call->as.text),
			           STR_ARG(call->as.text), STR_ARG(text));
		else if (!wrong && node->kind == WN_TREE_TEXT)
			diag_error(compiler->diags, node->place, "%.*s needs a length of time; for a day write %s(\"%.*s%s\")", STR_ARG(call->as.text),
			           within ? "since" : "before", STR_ARG(node->as.text), node->as.text.len == 4 ? "-01-01" : "");
		else if (!wrong)
			diag_error(compiler->diags, node->place, "%.*s needs a length of time such as days(30), not %.*s", STR_ARG(call->as.text), STR_ARG(text));
		return NULL;
	}
	if (within) {
		matcher->as.interval.low = (struct limit){.moving = true, .span = span, .shift = 1};
		matcher->as.interval.high = (struct limit){.moving = true};
	} else {
		matcher->as.interval.high = (struct limit){.moving = true, .span = span};
	}
	return matcher;
}

struct matcher *date_compile(struct compiler *compiler, const struct target *target, const struct wn_tree *call)
{
	enum range_word word = range_word_of(call->as.text);
	int32_t day;

	(void)target;
	if (word == RANGE_WITHIN || word == RANGE_OLDER_THAN)
		return count_is(compiler, call, 1, word == RANGE_WITHIN ? "within(days(30))" : "older_than(years(3))") ? by_span(compiler, call, word == RANGE_WITHIN) : NULL;
	if (!count_is(compiler, call, 1, word == RANGE_SINCE ? "since(\"2020-01-01\")" : "before(\"2020-01-01\")") ||
	    !read_day(compiler, call, tree_bare(call, 0), &day))
		return NULL;
	return word == RANGE_SINCE ? interval(compiler, WN_DATE, word, day, WN_OPEN_HIGH) : interval(compiler, WN_DATE, word, WN_OPEN_LOW, day - 1);
}
