/* icp_completions.c - what icp_property.c proves of numbers, sets and texts, for the harder kinds of facts: money in other currencies, codes
 * known in part, texts read in part, versions, days that are ranges, items and facts that nobody is sure of. A line's verdict is what
 * trying everything that may still be true says; where it asks a fact twice it is never a match or a miss that this contradicts.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "company/rates.h"
#include "support_profile.h"
#include "support_random.h"

enum fact_kind { REVENUE, INDUSTRY, SITE, USES, SIGNAL, FACTS };
static const char *const field_names[] = {"revenue", "industry", "site_text", "uses", "signal"};

#define UNIT 100000 /* a thousand, in minor units */
#define MOST (12 * UNIT)
#define NAMES 3     /* of items; lines ask about the first two, and one more is named by nobody */
#define VALUES 7    /* of an item's version or day */
#define ITEMS 4
#define AS_OF day_of(2026, 11, 1)

/* In each division there is one that no line asks about, as there is always another. */
static const char *const codes[] = {"62.01", "62.02", "62.09", "62.10", "63.11", "47.11", "47.91", "70.22"};
#define CODES ((int)(sizeof(codes) / sizeof(codes[0])))
static const char *const asked_codes[] = {"62", "62.0", "62.01", "62.02", "63", "47.1"};

/* A version is 8, 8.5 and so on to 10.5, in tenths; who says "9" may mean 9.5. A day is so many days before the day after as-of: 0 lies in the future. */
struct item {
	int name, low, high; /* low < 0: the version or day is not known */
	bool doubtful;
};

struct truth {
	int64_t euros;
	int code;
	unsigned words;
	struct item items[2][ITEMS];
	int count[2];
};

struct knowledge {
	bool known[FACTS], sure[FACTS];
	const char *currency;
	int64_t low, high;   /* in that currency */
	size_t code_len;
	bool complete[FACTS];
	unsigned words;
	struct item items[2][ITEMS];
	int count[2];
	unsigned names_out[2];
	struct truth truth;
};

static bool chance(struct dice *dice, size_t of)
{
	return dice_below(dice, of) == 0;
}

/* ---- what is true, and what is known of it ------------------------------------------------------------------ */

static int random_attribute(struct dice *dice, int list)
{
	return list == 0 ? 80 + 5 * (int)dice_below(dice, 6) : (int)dice_below(dice, VALUES);
}

static struct truth truth_new(struct dice *dice)
{
	struct truth truth = {.euros = (int64_t)dice_below(dice, 11) * UNIT, .code = (int)dice_below(dice, CODES), .words = (unsigned)dice_below(dice, 4)};

	for (int list = 0; list < 2; list++) {
		truth.count[list] = (int)dice_below(dice, 3);
		for (int i = 0; i < truth.count[list]; i++) {
			int at = random_attribute(dice, list);

			truth.items[list][i] = (struct item){(int)dice_below(dice, NAMES), at, at, false};
		}
	}
	return truth;
}

static struct knowledge ignorance(struct truth truth)
{
	return (struct knowledge){.truth = truth};
}

/* A dollar is half a euro at least and eight tenths at most; of pounds nobody knows. */
static void learn_revenue(struct knowledge *k, struct dice *dice)
{
	int64_t euros = k->truth.euros;

	if (!k->known[REVENUE]) {
		static const char *const currencies[] = {"EUR", "EUR", "USD", "GBP"};

		k->currency = currencies[dice_below(dice, 4)];
		k->low = chance(dice, 4) ? WN_OPEN_LOW : str_is(str_of(k->currency), "USD") ? euros * 5 / 4 : euros;
		k->high = chance(dice, 4) ? WN_OPEN_HIGH : str_is(str_of(k->currency), "USD") ? euros * 2 : euros;
		if (k->low != WN_OPEN_LOW && chance(dice, 2))
			k->low -= (int64_t)dice_below(dice, 4) * UNIT;
		if (k->high != WN_OPEN_HIGH && chance(dice, 2))
			k->high += (int64_t)dice_below(dice, 4) * UNIT;
		if (k->low == WN_OPEN_LOW && k->high == WN_OPEN_HIGH)
			k->high = MOST * 2;
	}
	k->known[REVENUE] = true;
}

static void learn_item(struct item *item, const struct item *truth, int list, struct dice *dice, bool first)
{
	int at = truth->low;

	if (first)
		*item = (struct item){truth->name, -1, -1, chance(dice, 4)};
	else if (chance(dice, 2))
		item->doubtful = false;
	/* An event of which nobody knows when it was has been; one that is to come says so. */
	if (item->low < 0 && (chance(dice, 2) || (list == 1 && at == 0))) {
		item->low = list == 0 ? at - at % 10 : at ? at - (int)dice_below(dice, (size_t)at) : 0;
		item->high = list == 1 ? at + (int)dice_below(dice, (size_t)(VALUES - at)) : at - at % 10 + 5;
	} else if (item->low >= 0 && list == 1 && chance(dice, 2)) {
		item->low = item->high = at;
	}
}

static void learn_list(struct knowledge *k, struct dice *dice, int list)
{
	const struct truth *truth = &k->truth;
	enum fact_kind kind = list ? SIGNAL : USES;

	k->known[kind] = true;
	for (int i = 0; i < k->count[list]; i++)
		learn_item(&k->items[list][i], &truth->items[list][i], list, dice, false);
	for (; k->count[list] < truth->count[list] && chance(dice, 2); k->count[list]++)
		learn_item(&k->items[list][k->count[list]], &truth->items[list][k->count[list]], list, dice, true);
	for (int name = 0; name < NAMES; name++) {
		bool there = false;

		for (int i = 0; i < truth->count[list]; i++)
			there |= truth->items[list][i].name == name;
		if (!there && chance(dice, 4))
			k->names_out[list] |= 1u << name;
	}
	k->complete[kind] |= k->count[list] == truth->count[list] && chance(dice, 3);
}

static void learn(struct knowledge *k, struct dice *dice)
{
	for (int kind = 0; kind < FACTS; kind++)
		k->sure[kind] |= chance(dice, 2);
	if (chance(dice, 2))
		learn_revenue(k, dice);
	if (chance(dice, 2)) {
		static const size_t lens[] = {0, 2, 4, 5};
		size_t len = lens[dice_below(dice, 4)];

		k->code_len = len > k->code_len ? len : k->code_len;
		k->known[INDUSTRY] = k->code_len > 0;
	}
	if (chance(dice, 2)) {
		k->known[SITE] = true;
		k->words |= k->truth.words & (unsigned)dice_below(dice, 4);
		if (k->words == k->truth.words && chance(dice, 3))
			k->complete[SITE] = true;
	}
	for (int list = 0; list < 2; list++)
		if (chance(dice, 2))
			learn_list(k, dice, list);
}

/* What the sieve lets pass. */
static bool is_known(const struct knowledge *k, enum fact_kind kind)
{
	return k->known[kind] && k->sure[kind];
}

/* ---- lines as trees ----------------------------------------------------------------------------------------- */

enum node_kind { NODE_JUNCTION, NODE_LEAF };
enum { ALL, ANY, NONE, SOME };
enum { IS, BETWEEN, AT_LEAST, AT_MOST, ABOVE, BELOW };

struct node {
	enum node_kind kind;
	enum fact_kind fact;
	int word, need, count;
	struct node *items[4];
	bool condition; /* a junction of conditions, not of values */
	bool field;     /* a value, with its field before it */
	int op, a, b;   /* money; of an item: how many, or has where op is -1 */
	int name, value_op, value; /* of an item: name < 0 any, value_op < 0 any */
	unsigned mask;  /* codes, words */
};

struct maker {
	struct wn_arena *arena;
	struct dice *dice;
	bool once, used[FACTS];
	unsigned words_used;
};

static struct node *node_new(struct maker *maker, enum node_kind kind, enum fact_kind fact)
{
	struct node *node = arena_alloc(maker->arena, sizeof *node);

	node->kind = kind;
	node->fact = fact;
	return node;
}

static struct node *make_item(struct maker *maker, enum fact_kind fact)
{
	struct node *node = node_new(maker, NODE_LEAF, fact);
	static const int counts[] = {-1, -1, IS, AT_LEAST, AT_MOST};

	node->op = counts[dice_below(maker->dice, 5)];
	/* Two items that nobody has seen are tried, so lines count no further. */
	node->a = node->op == AT_LEAST ? 1 + (int)dice_below(maker->dice, 2) : (int)dice_below(maker->dice, 2);
	node->name = (int)dice_below(maker->dice, 3) - 1;
	node->value_op = chance(maker->dice, 3) ? -1 : AT_LEAST + (int)dice_below(maker->dice, 4);
	node->value = fact == USES ? 9 : 1 + (int)dice_below(maker->dice, 4);
	if (node->name < 0 && node->value_op < 0)
		node->name = 0;
	return node;
}

static struct node *make_leaf(struct maker *maker, enum fact_kind fact)
{
	struct node *node = node_new(maker, NODE_LEAF, fact);

	switch (fact) {
	case REVENUE:
		node->op = BETWEEN + (int)dice_below(maker->dice, 5);
		node->a = 1 + (int)dice_below(maker->dice, 8);
		node->b = node->a + (int)dice_below(maker->dice, 3);
		return node;
	case INDUSTRY:
		node->mask = 1 + (unsigned)dice_below(maker->dice, 63);
		return node;
	case SITE:
		node->mask = 1 + (unsigned)dice_below(maker->dice, 3);
		if (maker->once && maker->words_used & node->mask)
			return NULL;
		maker->words_used |= node->mask;
		return node;
	default:
		return make_item(maker, fact);
	}
}

static struct node *make(struct maker *maker, enum fact_kind fact, int depth, bool condition);

static struct node *make_junction(struct maker *maker, enum fact_kind fact, int depth, bool condition)
{
	struct node *node = node_new(maker, NODE_JUNCTION, fact);

	node->word = (int)dice_below(maker->dice, 4);
	node->count = 1 + (int)dice_below(maker->dice, 3);
	node->condition = condition;
	for (int i = 0; i < node->count; i++) {
		node->items[i] = make(maker, fact, depth - 1, condition);
		if (!node->items[i])
			node->count = i;
	}
	node->need = node->word == SOME && node->count ? 1 + (int)dice_below(maker->dice, (size_t)node->count) : 1;
	return node->count ? node : NULL;
}

/* Money folds however it nests; of the others each leaf asks the fact again. */
static struct node *make_value(struct maker *maker, enum fact_kind fact, int depth)
{
	bool may = !maker->once || fact == REVENUE || fact == SITE;

	if (depth > 0 && may && chance(maker->dice, 2))
		return make_junction(maker, fact, depth, false);
	return make_leaf(maker, fact);
}

static struct node *make(struct maker *maker, enum fact_kind fact, int depth, bool condition)
{
	struct node *node;

	if (!condition)
		return make_value(maker, fact, depth);
	if (depth > 0 && chance(maker->dice, 2))
		return make_junction(maker, fact, depth, true);
	fact = (enum fact_kind)dice_below(maker->dice, FACTS);
	if (maker->once && maker->used[fact])
		return NULL;
	maker->used[fact] = true;
	node = make_value(maker, fact, 2);
	if (node)
		node->field = true;
	return node;
}

/* ---- as text ------------------------------------------------------------------------------------------------ */

static const char *const operator_names[] = {"", "between", "at_least", "at_most", "above", "below"};

static void print_masked(struct buf *out, const char *word, const char *const *texts, unsigned mask)
{
	buf_printf(out, "%s { ", word);
	for (unsigned i = 0; mask >> i; i++)
		if (mask >> i & 1)
			buf_printf(out, "\"%s\"%s", texts[i], mask >> i > 1 ? ", " : "");
	buf_text(out, " }");
}

/* Day number n lies n - 1 days before as-of. */
static void print_attribute(struct buf *out, const struct node *node)
{
	struct wn_arena *arena = arena_new();

	if (node->fact == USES)
		buf_printf(out, "version = %s(\"%d\")", operator_names[node->value_op], node->value);
	else if (node->value_op == AT_LEAST || node->value_op == AT_MOST)
		buf_printf(out, "date = %s(days(%d))", node->value_op == AT_LEAST ? "older_than" : "within", node->value);
	else
		buf_printf(out, "date = %s(\"%.*s\")", node->value_op == ABOVE ? "before" : "since", STR_ARG(day_text(arena, AS_OF + 1 - node->value)));
	arena_free(arena);
}

static void print_item(struct buf *out, const struct node *node)
{
	if (node->op < 0)
		buf_text(out, "has { ");
	else if (node->op == IS)
		buf_printf(out, "count(%d, { ", node->a);
	else
		buf_printf(out, "count(%s(%d), { ", operator_names[node->op], node->a);
	if (node->name >= 0)
		buf_printf(out, "\"n%d\"%s", node->name, node->value_op >= 0 ? ", " : "");
	if (node->value_op >= 0)
		print_attribute(out, node);
	buf_text(out, node->op < 0 ? " }" : " })");
}

static void print_leaf(struct buf *out, const struct node *node)
{
	static const char *const words[] = {"w0", "w1*"};

	switch (node->fact) {
	case REVENUE:
		if (node->op == BETWEEN)
			buf_printf(out, "between(money(%d000, \"EUR\"), money(%d000, \"EUR\"))", node->a, node->b);
		else
			buf_printf(out, "%s(money(%d000, \"EUR\"))", operator_names[node->op], node->a);
		break;
	case INDUSTRY:
		print_masked(out, "nace", asked_codes, node->mask);
		break;
	case SITE:
		print_masked(out, "mentions", words, node->mask);
		break;
	default:
		print_item(out, node);
	}
}

static void print(struct buf *out, const struct node *node)
{
	static const char *const names[] = {"all_of", "any_of", "none_of", "some_of"};

	if (node->field)
		buf_printf(out, "%s = ", field_names[node->fact]);
	if (node->kind == NODE_LEAF) {
		print_leaf(out, node);
		return;
	}
	if (node->word == SOME)
		buf_printf(out, "some_of(%d, { ", node->need);
	else
		buf_printf(out, "%s { ", names[node->word]);
	for (int i = 0; i < node->count; i++) {
		buf_text(out, i ? ", " : "");
		buf_text(out, node->condition ? "{ " : "");
		print(out, node->items[i]);
		buf_text(out, node->condition ? " }" : "");
	}
	buf_text(out, node->word == SOME ? " })" : " }");
}

/* ---- as truth ----------------------------------------------------------------------------------------------- */

static bool compare(int op, int64_t value, int64_t a, int64_t b)
{
	switch (op) {
	case IS:
		return value == a;
	case BETWEEN:
		return value >= a && value <= b;
	case AT_LEAST:
		return value >= a;
	case AT_MOST:
		return value <= a;
	case ABOVE:
		return value > a;
	}
	return value < a;
}

/* older_than counts from as-of, which is number 1, and includes its limit; within does not; since and before are of the day itself. */
static bool day_holds(const struct node *node, int number)
{
	switch (node->value_op) {
	case AT_LEAST:
		return number - 1 >= node->value;
	case AT_MOST:
		return number - 1 < node->value;
	case ABOVE:
		return number > node->value;
	}
	return number <= node->value;
}

static int count_items(const struct node *node, const struct truth *truth)
{
	int list = node->fact == SIGNAL, count = 0;

	for (int i = 0; i < truth->count[list]; i++) {
		const struct item *item = &truth->items[list][i];

		if ((list == 1 && item->low == 0) || (node->name >= 0 && item->name != node->name))
			continue;
		count += node->value_op < 0 || (list == 0 ? compare(node->value_op, item->low, node->value * 10, 0) : day_holds(node, item->low));
	}
	return count;
}

static bool code_holds(unsigned mask, const char *code)
{
	for (unsigned i = 0; mask >> i; i++)
		if (mask >> i & 1 && strncmp(code, asked_codes[i], strlen(asked_codes[i])) == 0)
			return true;
	return false;
}

static bool holds(const struct node *node, const struct truth *truth)
{
	int holding = 0;

	if (node->kind == NODE_JUNCTION) {
		for (int i = 0; i < node->count; i++)
			holding += holds(node->items[i], truth);
		return node->word == ALL ? holding == node->count : node->word == NONE ? holding == 0 : holding >= node->need;
	}
	switch (node->fact) {
	case REVENUE:
		return compare(node->op, truth->euros, (int64_t)node->a * UNIT, (int64_t)node->b * UNIT);
	case INDUSTRY:
		return code_holds(node->mask, codes[truth->code]);
	case SITE:
		return truth->words & node->mask;
	default:
		holding = count_items(node, truth);
		return node->op < 0 ? holding > 0 : compare(node->op, holding, node->a, 0);
	}
}

static void mark_facts(const struct node *node, bool *facts)
{
	if (node->kind == NODE_LEAF)
		facts[node->fact] = true;
	for (int i = 0; node->kind == NODE_JUNCTION && i < node->count; i++)
		mark_facts(node->items[i], facts);
}

/* ---- everything that may be true ----------------------------------------------------------------------------- */

struct search {
	const struct node *node;
	const struct knowledge *k;
	bool facts[FACTS], yes, no;
};

static void try_kind(struct search *search, struct truth *truth, int kind);

/* The euros that the amount may have been worth; false: any. */
static bool euros_of(const struct knowledge *k, int64_t *low, int64_t *high)
{
	*low = -MOST;
	*high = 3 * MOST;
	if (!is_known(k, REVENUE) || str_is(str_of(k->currency), "GBP"))
		return false;
	if (k->low != WN_OPEN_LOW)
		*low = str_is(str_of(k->currency), "USD") ? (k->low < 0 ? k->low * 4 / 5 : k->low / 2) : k->low;
	if (k->high != WN_OPEN_HIGH)
		*high = str_is(str_of(k->currency), "USD") ? (k->high < 0 ? k->high / 2 : k->high * 4 / 5) : k->high;
	return true;
}

/* Both ends, and each thousand with its neighbours: nothing changes between them. */
static void try_revenue(struct search *search, struct truth *truth)
{
	int64_t low, high;

	euros_of(search->k, &low, &high);
	for (int64_t thousand = -1; thousand <= 12; thousand++)
		for (int64_t step = -1; step <= 1; step++) {
			int64_t at = thousand * UNIT + step;

			truth->euros = at < low ? low : at > high ? high : at;
			try_kind(search, truth, REVENUE + 1);
		}
}

static void try_items(struct search *search, struct truth *truth, int list, int at);

/* One more item from `at` on, with every version, or every day that it may have. */
static void try_item(struct search *search, struct truth *truth, int list, int seen, const struct item *item)
{
	int low = item->low >= 0 ? item->low : list ? 1 : 80, high = item->low >= 0 ? item->high : list ? VALUES - 1 : 105;

	for (int value = low; value <= high; value += list ? 1 : 5) {
		truth->items[list][truth->count[list]++] = (struct item){item->name, value, value, false};
		try_items(search, truth, list, seen);
		truth->count[list]--;
	}
}

/* The items from number `at` of those seen; then up to two that nobody has seen. */
static void try_items(struct search *search, struct truth *truth, int list, int at)
{
	const struct knowledge *k = search->k;
	enum fact_kind kind = list ? SIGNAL : USES;
	int seen = is_known(k, kind) ? k->count[list] : 0;

	if (at < seen) {
		try_item(search, truth, list, at + 1, &k->items[list][at]);
		if (k->items[list][at].doubtful)
			try_items(search, truth, list, at + 1);
		return;
	}
	try_kind(search, truth, kind + 1);
	if ((is_known(k, kind) && k->complete[kind]) || at >= seen + 2 || truth->count[list] == ITEMS)
		return;
	for (int name = 0; name <= NAMES; name++)
		if (!is_known(k, kind) || !(k->names_out[list] >> name & 1))
			try_item(search, truth, list, at + 1, &(struct item){name, -1, -1, false});
}

static void try_kind(struct search *search, struct truth *truth, int kind)
{
	const struct knowledge *k = search->k;

	if (kind == FACTS) {
		*(holds(search->node, truth) ? &search->yes : &search->no) = true;
		return;
	}
	if (!search->facts[kind]) {
		try_kind(search, truth, kind + 1);
		return;
	}
	switch (kind) {
	case REVENUE:
		try_revenue(search, truth);
		break;
	case INDUSTRY:
		for (truth->code = 0; truth->code < CODES; truth->code++)
			if (!is_known(k, INDUSTRY) || strncmp(codes[truth->code], codes[k->truth.code], k->code_len) == 0)
				try_kind(search, truth, kind + 1);
		break;
	case SITE:
		for (unsigned words = 0; words < 4; words++)
			if (!is_known(k, SITE) || ((words & k->words) == k->words && (!k->complete[SITE] || words == k->words))) {
				truth->words = words;
				try_kind(search, truth, kind + 1);
			}
		break;
	default:
		truth->count[kind == SIGNAL] = 0;
		try_items(search, truth, kind == SIGNAL, 0);
	}
}

static enum verdict brute_force(const struct node *node, const struct knowledge *k)
{
	struct search search = {.node = node, .k = k};
	struct truth truth = k->truth;

	mark_facts(node, search.facts);
	try_kind(&search, &truth, REVENUE);
	return search.yes && search.no ? VERDICT_UNKNOWN : search.yes ? VERDICT_MATCH : VERDICT_MISS;
}

/* Both lists at once would take minutes. */
static bool is_small(const struct node *node)
{
	bool facts[FACTS] = {false};

	mark_facts(node, facts);
	return !(facts[USES] && facts[SIGNAL]) && !(facts[SIGNAL] && facts[REVENUE] && facts[INDUSTRY]);
}

/* ---- as a company -------------------------------------------------------------------------------------------- */

static void tell(struct profile_world *world, const struct knowledge *k, enum fact_kind kind, struct wn_value value)
{
	struct fact fact = world_make(world, field_names[kind], value);

	fact.evidence.sure = k->sure[kind] ? 900 : 300;
	company_add(&world->company, &fact);
}

static void tell_revenue(struct profile_world *world, const struct knowledge *k)
{
	struct wn_value value = a_money(k->low, k->high, k->currency);

	value.as.money.day = day_of(2026, 6, 1);
	tell(world, k, REVENUE, value);
}

static void tell_site(struct profile_world *world, const struct knowledge *k)
{
	static const char *const texts[] = {"of nothing", "of W0, too", "of w1-x and", "w1ab w0"};

	tell(world, k, SITE, a_body(texts[k->words], k->complete[SITE]));
}

/* No two items are alike, so that none of them is taken for another. */
static void add_item(struct buf *out, const struct item *item, int list, int number)
{
	buf_printf(out, list ? "kind=N%d,text=%d" : "name=N%d,seen_at=%d", item->name, number);
	if (item->low >= 0 && list == 0)
		buf_printf(out, ",version=%d", item->low / 10);
	if (item->doubtful)
		buf_text(out, ",@sure=300");
	buf_text(out, ";");
}

/* Days are ranges, which the short form of items has no words for. */
static void set_days(struct profile_world *world, struct wn_value *value, const struct knowledge *k)
{
	struct wn_item *items = arena_array(world->arena, value->as.list.count, sizeof *items);

	for (size_t i = 0; i < value->as.list.count; i++) {
		const struct item *known = &k->items[1][i];
		struct wn_attribute *attributes = arena_array(world->arena, value->as.list.at[i].count + 1, sizeof *attributes);

		items[i] = value->as.list.at[i];
		memcpy(attributes, items[i].attributes, items[i].count * sizeof *attributes);
		if (known->low >= 0)
			attributes[items[i].count++] =
				(struct wn_attribute){WN_STR("date"), value_of_range(WN_DATE, AS_OF + 1 - known->high, AS_OF + 1 - known->low)};
		items[i].attributes = attributes;
	}
	value->as.list.at = items;
}

static void tell_list(struct profile_world *world, const struct knowledge *k, int list)
{
	enum fact_kind kind = list ? SIGNAL : USES;
	struct buf items = {0}, out = {0};
	struct wn_value value;

	for (int i = 0; i < k->count[list]; i++)
		add_item(&items, &k->items[list][i], list, i);
	for (int name = 0; name < NAMES; name++)
		if (k->names_out[list] >> name & 1)
			buf_printf(&out, "n%d,", name);
	value = a_list(world, field_names[kind], items.data ? items.data : "", out.data ? out.data : "", k->complete[kind]);
	if (list)
		set_days(world, &value, k);
	tell(world, k, kind, value);
	buf_free(&items);
	buf_free(&out);
}

static enum verdict verdict_on(struct profile_world *world, const struct knowledge *k)
{
	company_init(&world->company, world->arena, world->dictionary);
	if (k->known[REVENUE])
		tell_revenue(world, k);
	if (k->known[INDUSTRY])
		tell(world, k, INDUSTRY, a_code(world, "nace", arena_str(world->arena, str_first(str_of(codes[k->truth.code]), k->code_len)).ptr, ""));
	if (k->known[SITE])
		tell_site(world, k);
	for (int list = 0; list < 2; list++)
		if (k->known[USES + list])
			tell_list(world, k, list);
	return world_verdict(world);
}

/* ---- the properties ------------------------------------------------------------------------------------------ */

/* An amount of which nothing is known is unknown to a line that every amount satisfies. */
static bool amount_known(const struct node *node, const struct knowledge *k)
{
	bool facts[FACTS] = {false};
	int64_t low, high;

	mark_facts(node, facts);
	return !facts[REVENUE] || euros_of(k, &low, &high);
}

static void check(struct profile_world *world, const struct node *node, const struct knowledge *k, bool once, const char *text)
{
	enum verdict said = verdict_on(world, k), brute = brute_force(node, k);
	bool good = said == brute || (said == VERDICT_UNKNOWN && !(once && amount_known(node, k)));

	if (!good)
		fprintf(stderr, "{ %s }: %s, by brute force %s\n", text, verdict_letter(said), verdict_letter(brute));
	assert_true(good);
}

static void check_company(struct profile_world *world, const struct node *node, struct dice *dice, bool once, const char *text)
{
	struct knowledge k = ignorance(truth_new(dice));
	enum verdict before = VERDICT_UNKNOWN;

	for (int step = 0; step < 6; step++) {
		enum verdict now = verdict_on(world, &k);

		if (before != VERDICT_UNKNOWN && now != before)
			fprintf(stderr, "{ %s }: %s, then %s\n", text, verdict_letter(before), verdict_letter(now));
		assert_true(before == VERDICT_UNKNOWN || now == before);
		before = now;
		if (is_small(node))
			check(world, node, &k, once, text);
		learn(&k, dice);
	}
}

static void random_line(struct dice *dice, bool once)
{
	struct maker maker = {.arena = arena_new(), .dice = dice, .once = once};
	struct buf text = {0};
	struct profile_world world;
	struct node *node = NULL;
	struct wn_error error = {0};
	struct rates *rates;

	while (!node) {
		memset(maker.used, 0, sizeof maker.used);
		maker.words_used = 0;
		node = make(&maker, REVENUE, 2, true);
	}
	print(&text, node);
	world = world_of_line(text.data);
	rates = rates_new(world.arena);
	assert_int_equal(rates_add(rates, 2026, WN_STR("USD"), 1250000, 2000000, &error), WN_OK);
	world.subject.rates = rates;
	for (int company = 0; company < 4; company++)
		check_company(&world, node, dice, once, text.data);
	world_free(&world);
	buf_free(&text);
	arena_free(maker.arena);
}

static void facts_asked_once_are_exact(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 100; i++)
		random_line(&dice, true);
}

static void no_verdict_contradicts_what_may_be(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 100; i++)
		random_line(&dice, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_asked_once_are_exact), cmocka_unit_test(no_verdict_contradicts_what_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
