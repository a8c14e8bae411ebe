/* support_random_profile.c - see support_random_profile.h */
#include "support_random_profile.h"

static bool chance(struct dice *dice, size_t of)
{
	return dice_below(dice, of) == 0;
}

#define PICK(dice, array) ((array)[dice_below((dice), sizeof(array) / sizeof((array)[0]))])

/* ---- values ---------------------------------------------------------------------------------------------- */

static const char *const countries[] = {"FR", "BE", "DE", "GB", "US"};
static const char *const regions[] = {"FR-69", "FR-75C", "DE-BY", "GB-LND"};
static const char *const texts[] = {"Lyon", "saint denis", "n0", "n1", "N2", "c0", "Caf\xc3\xa9 \\\"x\\\"", "a.b-c"};
static const char *const currencies[] = {"EUR", "USD", "JPY", "KWD"};
static const char *const versions[] = {"1", "2.5", "9.1", "10"};
static const char *const days[] = {"2026-10-30", "2026-09-15", "2026-01-31", "2025-02-28", "2020-02-29", "2026-11-01"};
static const char *const codes[][2] = {{"nace", "62"}, {"nace", "62.01"}, {"naf", "62.01Z"}, {"sic", "62012"}, {"us_sic", "7372"}, {"naics", "5132"},
	{"isic", "6201"}, {"nace21", "62.1"}, {"naf25", "62.10Y"}};

/* What profiles and companies are made of. */
static const char *const pool[] = {"country", "region", "city", "legal_form", "industry", "founded", "accounts_date", "employees", "charges", "status",
	"stage", "listed", "natural_person", "revenue", "arr", "growth", "languages", "teams", "site_text", "uses", "signal", "openings",
	"subsidiaries", "x_n", "x_m", "x_d", "x_f", "x_s", "x_l"};

#define OWN_FIELDS \
	"fields = { x_n = \"number\", x_m = \"money\", x_d = \"date\", x_f = \"flag\", x_s = \"set\", " \
	"x_l = { ref = \"text\", day = \"date\", amount = \"money\", v = \"version\", ok = \"flag\", n = \"number\" } }"

static const char *word_of(struct dice *dice, const char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return words[dice_below(dice, count)];
}

static const char *text_of(struct dice *dice, const char *name, const char *const *words)
{
	if (words)
		return word_of(dice, words);
	if (strcmp(name, "country") == 0)
		return PICK(dice, countries);
	if (strcmp(name, "region") == 0)
		return PICK(dice, regions);
	return PICK(dice, texts);
}

static struct wn_range range_near(struct dice *dice, int64_t from, int64_t width)
{
	int64_t low = from + (int64_t)dice_below(dice, (size_t)width), high = low + (int64_t)dice_below(dice, (size_t)width);

	if (chance(dice, 8))
		return (struct wn_range){WN_OPEN_LOW, high};
	return (struct wn_range){low, chance(dice, 8) ? WN_OPEN_HIGH : chance(dice, 2) ? low : high};
}

static struct wn_value a_random_set(struct dice *dice, struct wn_arena *arena)
{
	struct wn_value value = {.type = WN_SET, .complete = chance(dice, 2)};

	struct wn_str *at = arena_array(arena, 3, sizeof *at), *absent = arena_array(arena, 2, sizeof *absent);

	value.as.set.at = at;
	value.as.set.absent = absent;
	for (size_t i = dice_below(dice, 4); i > 0; i--)
		at[value.as.set.count++] = str_of(PICK(dice, texts));
	for (size_t i = dice_below(dice, 3); i > 0; i--)
		absent[value.as.set.absent_count++] = str_of(PICK(dice, texts));
	return value;
}

static struct wn_value typed_value(struct dice *dice, struct wn_arena *arena, const char *name, enum wn_type type, const char *const *words)
{
	struct wn_value value = {.type = type};
	struct wn_range range;
	size_t code;

	switch (type) {
	case WN_INTEGER:
		range = range_near(dice, 0, 12);
		return value_of_range(type, range.low, range.high);
	case WN_NUMBER:
		range = range_near(dice, 0, strcmp(name, "sure") == 0 ? WN_NUMBER_UNIT / 2 : 12 * WN_NUMBER_UNIT);
		if (strcmp(name, "sure") == 0) /* a share, of which no end is open */
			range = (struct wn_range){range.low < 0 ? 0 : range.low, range.high > WN_NUMBER_UNIT ? WN_NUMBER_UNIT : range.high};
		return value_of_range(type, range.low, range.high);
	case WN_DATE:
		range = range_near(dice, day_of(2026, 11, 1) - 400, 420);
		return value_of_range(type, range.low, range.high);
	case WN_MONEY:
		value = a_money(0, 0, PICK(dice, currencies));
		value.as.money.range = range_near(dice, 0, 1200);
		return value;
	case WN_FLAG:
		return value_of_flag(chance(dice, 2));
	case WN_CODE:
		if (strcmp(name, "legal_form") == 0)
			return value_of_code(arena, WN_STR("cj"), WN_STR("5710"), WN_STR("SAS"));
		code = dice_below(dice, sizeof(codes) / sizeof(codes[0]));
		return value_of_code(arena, str_of(codes[code][0]), str_of(codes[code][1]), (struct wn_str){0});
	case WN_SET:
		return a_random_set(dice, arena);
	case WN_VERSION:
		value.as.text = str_of(PICK(dice, versions));
		return value;
	case WN_BODY:
		return a_body(PICK(dice, texts), chance(dice, 2));
	default:
		return a_text(text_of(dice, name, words));
	}
}

static struct wn_item random_item(struct dice *dice, struct wn_arena *arena, const struct field *field)
{
	struct wn_item item = {.sure = chance(dice, 3) ? 300 + (uint32_t)dice_below(dice, 700) : 0};
	struct wn_attribute *attributes;
	size_t count = 0;

	while (field->attributes[count].name)
		count++;
	attributes = arena_array(arena, count, sizeof *attributes);
	for (size_t i = 0; i < count; i++) {
		const struct attribute *at = &field->attributes[i];

		if (i == 0 || chance(dice, 2))
			attributes[item.count++] =
				(struct wn_attribute){str_of(at->name), typed_value(dice, arena, at->name, at->type, at->words)};
	}
	item.attributes = attributes;
	return item;
}

struct wn_value random_value(struct dice *dice, struct wn_arena *arena, const struct field *field)
{
	struct wn_value value = {.type = WN_LIST, .complete = chance(dice, 2)};
	struct wn_item *items;
	struct wn_error error = {0};

	if (field->type != WN_LIST) {
		value = typed_value(dice, arena, field->name, field->type, field->words);
	} else {
		items = arena_array(arena, 4, sizeof *items);
		for (size_t i = dice_below(dice, 4); i > 0; i--)
			items[value.as.list.count++] = random_item(dice, arena, field);
		value.as.list.at = items;
	}
	if (value_check(field, &value, &error) < 0) {
		fprintf(stderr, "%s\n", error.text);
		abort();
	}
	return value;
}

/* ---- matchers as text ------------------------------------------------------------------------------------ */

struct writer {
	struct dice *dice;
	struct buf *out;
	const struct dictionary *dictionary;
	unsigned next_id;
};

static void write_text(struct writer *w, const char *text)
{
	buf_printf(w->out, "\"%s\"", text);
}

static void write_number(struct writer *w, int whole, bool decimals)
{
	buf_printf(w->out, decimals && chance(w->dice, 2) ? "%d.%02d" : "%d", whole, 25);
}

static void write_span(struct writer *w)
{
	static const char *const units[] = {"days", "weeks", "months", "years"};

	buf_printf(w->out, "%s(%zu)", PICK(w->dice, units), 1 + dice_below(w->dice, 40));
}

static void write_amount(struct writer *w, enum wn_type type, const char *currency, int whole)
{
	if (type != WN_MONEY) {
		write_number(w, whole, true);
		return;
	}
	buf_text(w->out, "money(");
	write_number(w, whole, strcmp(currency, "JPY") != 0);
	buf_printf(w->out, ", \"%s\")", currency);
}

static void write_range(struct writer *w, enum wn_type type)
{
	static const char *const limits[] = {"at_least", "at_most", "above", "below"};
	const char *currency = PICK(w->dice, currencies);
	int low = (int)dice_below(w->dice, 9);

	if (type != WN_MONEY && chance(w->dice, 4)) {
		write_number(w, low, type == WN_NUMBER);
	} else if (chance(w->dice, 3)) {
		buf_text(w->out, "between(");
		write_amount(w, type, currency, low);
		buf_text(w->out, ", ");
		write_amount(w, type, currency, low + 2);
		buf_text(w->out, ")");
	} else {
		buf_printf(w->out, "%s(", PICK(w->dice, limits));
		write_amount(w, type, currency, low);
		buf_text(w->out, ")");
	}
}

static void write_date(struct writer *w)
{
	size_t word = dice_below(w->dice, 5);

	if (word < 2) {
		buf_text(w->out, word ? "within(" : "older_than(");
		write_span(w);
		buf_text(w->out, ")");
	} else if (word < 4) {
		buf_printf(w->out, "%s(\"%s\")", word == 2 ? "since" : "before", PICK(w->dice, days));
	} else {
		buf_printf(w->out, "between(\"2025-0%zu-01\", \"2026-0%zu-28\")", 1 + dice_below(w->dice, 9), 1 + dice_below(w->dice, 9));
	}
}

static void write_list_of_texts(struct writer *w, const char *word, const char *after)
{
	buf_printf(w->out, "%s { ", word);
	for (size_t i = 1 + dice_below(w->dice, 3); i > 0; i--)
		buf_printf(w->out, "\"%s%s\"%s", PICK(w->dice, texts), after, i > 1 ? ", " : "");
	buf_text(w->out, " }");
}

static void write_words(struct writer *w)
{
	switch (dice_below(w->dice, 3)) {
	case 0:
		write_list_of_texts(w, "mentions", chance(w->dice, 2) ? "*" : "");
		break;
	case 1:
		write_list_of_texts(w, "matches", "[a-z]+|\\\\d");
		break;
	default:
		buf_text(w->out, "matches \"(?i)n[0-9]\"");
	}
}

static void write_value(struct writer *w, const struct field *list, const char *name, enum wn_type type, const char *const *words, int depth);

/* The braces of has and count. */
static void write_filter(struct writer *w, const struct field *list)
{
	bool any = false;

	buf_text(w->out, "{ ");
	if (list->attributes->type == WN_TEXT && chance(w->dice, 2)) {
		write_text(w, text_of(w->dice, list->attributes->name, list->attributes->words));
		any = true;
	}
	for (const struct attribute *at = list->attributes; at->name; at++) {
		if (!chance(w->dice, 3))
			continue;
		buf_printf(w->out, "%s%s = ", any ? ", " : "", at->name);
		write_value(w, NULL, at->name, at->type, at->words, 1);
		any = true;
	}
	if (chance(w->dice, 5) || !any)
		buf_printf(w->out, "%sx_more = %s", any ? ", " : "", chance(w->dice, 2) ? "at_least(3)" : "\"y\"");
	buf_text(w->out, " }");
}

static void write_leaf(struct writer *w, const struct field *field, const char *name, enum wn_type type, const char *const *words)
{
	size_t code = dice_below(w->dice, sizeof(codes) / sizeof(codes[0]));

	switch (type) {
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_MONEY:
		write_range(w, type);
		break;
	case WN_DATE:
		write_date(w);
		break;
	case WN_FLAG:
		buf_text(w->out, chance(w->dice, 2) ? "true" : "false");
		break;
	case WN_CODE:
		if (strcmp(name, "legal_form") == 0)
			buf_text(w->out, chance(w->dice, 2) ? "cj { \"5\", \"65\" }" : "\"SAS\"");
		else
			buf_printf(w->out, chance(w->dice, 2) ? "%s \"%s\"" : "%s { \"%s\" }", codes[code][0], codes[code][1]);
		break;
	case WN_BODY:
		write_words(w);
		break;
	case WN_VERSION:
		buf_printf(w->out, chance(w->dice, 3) ? "\"%s\"" : chance(w->dice, 2) ? "below(\"%s\")" : "at_least(\"%s\")", PICK(w->dice, versions));
		break;
	case WN_SET:
		if (chance(w->dice, 4))
			buf_printf(w->out, "count(%s(%zu))", chance(w->dice, 2) ? "at_least" : "at_most", 1 + dice_below(w->dice, 3));
		else
			write_text(w, PICK(w->dice, texts));
		break;
	case WN_LIST:
		if (chance(w->dice, 3)) {
			buf_printf(w->out, "count(%s(%zu), ", chance(w->dice, 2) ? "at_least" : "at_most", 1 + dice_below(w->dice, 3));
			write_filter(w, field);
			buf_text(w->out, ")");
		} else {
			buf_text(w->out, "has ");
			write_filter(w, field);
		}
		break;
	default:
		if (!words && strcmp(name, "country") != 0 && strcmp(name, "region") != 0 && chance(w->dice, 3))
			write_words(w);
		else if (chance(w->dice, 6))
			write_list_of_texts(w, "prefix", "");
		else
			write_text(w, text_of(w->dice, name, words));
	}
}

static void write_junction_word(struct writer *w, size_t count, bool bare)
{
	static const char *const names[] = {"any_of", "all_of", "none_of"};

	if (bare && chance(w->dice, 3))
		return;
	if (chance(w->dice, 4))
		buf_printf(w->out, "some_of(%zu, ", 1 + dice_below(w->dice, count));
	else
		buf_printf(w->out, "%s ", PICK(w->dice, names));
}

/* Behind `field =`. */
static void write_value(struct writer *w, const struct field *field, const char *name, enum wn_type type, const char *const *words, int depth)
{
	size_t count = 1 + dice_below(w->dice, 3), before;
	bool open;

	if (chance(w->dice, 12)) {
		buf_text(w->out, "known()");
		return;
	}
	if (depth == 0 || chance(w->dice, 2)) {
		write_leaf(w, field, name, type, words);
		return;
	}
	before = w->out->len;
	write_junction_word(w, count, true);
	open = w->out->len > before && w->out->data[w->out->len - 2] == ',';
	buf_text(w->out, "{ ");
	for (size_t i = 0; i < count; i++) {
		buf_text(w->out, i ? ", " : "");
		write_value(w, field, name, type, words, depth - 1);
	}
	buf_text(w->out, open ? " })" : " }");
}

/* ---- conditions and lines -------------------------------------------------------------------------------- */

#define POOL (sizeof(pool) / sizeof(pool[0]))

static void write_field(struct writer *w, const char *name)
{
	const struct field *field = dictionary_field(w->dictionary, dictionary_find(w->dictionary, str_of(name)));

	buf_printf(w->out, "%s = ", name);
	write_value(w, field, name, field->type, field->words, 2);
}

static void write_junction(struct writer *w, int depth);

/* What stands in one pair of braces; no field twice. */
static void write_entries(struct writer *w, size_t count, int depth, bool braces)
{
	bool used[POOL] = {false};

	for (size_t i = 0; i < count; i++) {
		size_t at = dice_below(w->dice, POOL);

		buf_text(w->out, i ? ", " : "");
		if (depth > 0 && chance(w->dice, 4)) {
			write_junction(w, depth - 1);
		} else if (braces && (used[at] || chance(w->dice, 3))) {
			buf_text(w->out, "{ ");
			write_entries(w, 1 + dice_below(w->dice, 2), 0, true);
			buf_text(w->out, " }");
		} else {
			while (used[at])
				at = (at + 1) % POOL;
			used[at] = true;
			write_field(w, pool[at]);
		}
	}
}

static void write_junction(struct writer *w, int depth)
{
	size_t count = 1 + dice_below(w->dice, 3);
	bool open;

	write_junction_word(w, count, false);
	open = w->out->data[w->out->len - 2] == ',';
	buf_text(w->out, "{ ");
	write_entries(w, count, depth, true);
	buf_text(w->out, open ? " })" : " }");
}

static void write_options(struct writer *w, enum section section)
{
	if (chance(w->dice, 4))
		buf_printf(w->out, ", sure = 0.%zu", 1 + dice_below(w->dice, 999));
	if (chance(w->dice, 5)) {
		buf_text(w->out, ", fresh = ");
		write_span(w);
	}
	if (section <= SECTION_MUST_NOT && chance(w->dice, 4))
		buf_printf(w->out, ", unknown = \"%s\"", chance(w->dice, 2) ? "drop" : "keep");
	if (chance(w->dice, 6))
		buf_text(w->out, ", note = \"because \\\"so\\\"\\n\"");
}

/* Label, id, or one of both. */
static void write_name(struct writer *w)
{
	size_t which = dice_below(w->dice, 3);

	w->next_id++;
	if (which != 0)
		buf_printf(w->out, "\"Label %u\", ", w->next_id);
	if (which != 1)
		buf_printf(w->out, "id = \"id-%u\", ", w->next_id);
}

static void write_line(struct writer *w, enum section section)
{
	buf_text(w->out, "{ ");
	if (section == SECTION_FIT || section == SECTION_TIMING)
		buf_printf(w->out, "%s%zu, ", section == SECTION_FIT && chance(w->dice, 5) ? "-" : "", 1 + dice_below(w->dice, 50));
	write_name(w);
	if (section == SECTION_TIMING && chance(w->dice, 2)) {
		write_field(w, chance(w->dice, 2) ? "signal" : "openings");
		buf_text(w->out, ", half_life = ");
		write_span(w);
	} else {
		write_entries(w, 1 + dice_below(w->dice, 3), 2, false);
	}
	write_options(w, section);
	buf_text(w->out, " },\n");
}

static void write_section(struct writer *w, enum section section)
{
	size_t lines = dice_below(w->dice, 4);

	if (section == SECTION_FIT) /* something for tiers to reach */
		lines++;
	buf_printf(w->out, "%s = {\n", section_name(section));
	for (size_t i = 0; i < lines; i++) {
		bool group = section >= SECTION_FIT && chance(w->dice, 4);

		buf_text(w->out, group ? "best_of { " : "");
		for (size_t j = group ? 1 + dice_below(w->dice, 3) : 1; j > 0; j--)
			write_line(w, section);
		buf_text(w->out, group ? "},\n" : "");
	}
	if (section == SECTION_FIT)
		buf_text(w->out, "{ 7, \"always\", country = known() },\n");
	buf_text(w->out, "},\n");
}

/* The dictionary with the own fields of all random profiles. */
static struct dictionary *dictionary_of_pool(void)
{
	struct profile_world world = world_new("icp { name = \"n\", " OWN_FIELDS " }");
	struct dictionary *dictionary = world.dictionary;

	if (diags_errors(world.diags))
		abort();
	world.dictionary = dictionary_new();
	world_free(&world);
	return dictionary;
}

void random_profile(struct dice *dice, struct buf *out)
{
	struct dictionary *dictionary = dictionary_of_pool();
	struct writer w = {dice, out, dictionary, 0};

	buf_text(out, "icp { name = \"random\", about = \"\\\\ and \\\"\", " OWN_FIELDS ",\n");
	for (enum section section = SECTION_MUST; section < SECTION_COUNT; section++)
		write_section(&w, section);
	if (chance(dice, 2))
		buf_text(out, "without = { \"ceased\" }, ");
	if (chance(dice, 2))
		buf_text(out, "tiers = { B = 30, A = 70 }, heat = { warm = 20, hot = 50 }, ");
	if (chance(dice, 2))
		buf_text(out, "floor = 5, undecided = \"drop\", contact = { phone = \"ok\", email = \"blocked\" }, ");
	if (chance(dice, 2))
		buf_text(out, "personas = { { \"p\", titles = { \"a\", \"b\" }, max = 2 }, { seniority = \"head\", \"q\" } }, ");
	buf_text(out, "review_by = \"2027-01-01\" }\n");
	dictionary_free(dictionary);
}

/* ---- shuffling ------------------------------------------------------------------------------------------- */

static void swap(struct wn_tree *table, size_t a, size_t b)
{
	struct entry entry = table->entries[a];

	table->entries[a] = table->entries[b];
	table->entries[b] = entry;
}

/* Random places for all entries; with `values` off, those without a key are put back in the order they had. */
static void shuffle_table(struct wn_tree *table, struct dice *dice, bool values)
{
	struct entry *bare = calloc(table->count + 1, sizeof *bare);
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		if (table->entries[i].key.len == 0)
			bare[count++] = table->entries[i];
	for (size_t i = table->count; i > 1; i--)
		swap(table, i - 1, dice_below(dice, i));
	count = 0;
	for (size_t i = 0; !values && i < table->count; i++)
		if (table->entries[i].key.len == 0)
			table->entries[i] = bare[count++];
	free(bare);
}

static bool keeps_order(struct wn_str key)
{
	return str_is(key, "personas") || str_is(key, "base");
}

static void shuffle(struct wn_tree *tree, struct dice *dice, bool values, int fields)
{
	if (!tree || tree_is_call(tree, "when") || fields > 1)
		return;
	if (tree->kind == WN_TREE_TABLE)
		shuffle_table(tree, dice, values);
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		shuffle(entry->value, dice, values && !keeps_order(entry->key), fields || str_is(entry->key, "fields") ? fields + 1 : 0);
	}
}

void profile_shuffle(struct wn_tree *file, struct dice *dice, bool values)
{
	for (size_t i = 0; i < file->count; i++)
		shuffle(file->entries[i].value, dice, values, 0);
}

/* ---- verdicts -------------------------------------------------------------------------------------------- */

struct judge {
	struct company company;
	struct providers *providers;
	struct subject subject;
	struct wn_arena *arena, *scratch;
	struct result *results;
};

static struct judge judge_new(const struct dictionary *dictionary, const struct icp *icp)
{
	struct judge judge = {.arena = arena_new(), .scratch = arena_new(), .providers = providers_new(dictionary)};
	provider_id all = providers_add(judge.providers, WN_STR("test"));

	for (size_t i = 0; i < dictionary_count(dictionary); i++)
		providers_provide(judge.providers, all, (field_id)i);
	company_init(&judge.company, judge.arena, dictionary);
	judge.results = arena_array(judge.arena, icp->line_count, sizeof *judge.results);
	return judge;
}

static void judge_all(struct judge *judge, const struct icp *icp)
{
	judge->subject = (struct subject){.providers = judge->providers, .as_of = day_of(2026, 11, 1), .final = true, .scratch = judge->scratch};
	subject_begin(&judge->subject, &judge->company);
	icp_evaluate(icp, &judge->subject, false, judge->results);
}

static void judge_free(struct judge *judge)
{
	providers_free(judge->providers);
	arena_free(judge->scratch);
	arena_free(judge->arena);
}

static void tell(struct judge *judge, const struct field *field, struct wn_value value, uint32_t sure)
{
	struct fact fact = {.field = dictionary_find(judge->company.dictionary, str_of(field->name)), .value = value,
		.evidence = {.day = day_of(2026, 1, 1), .sure = sure}};

	company_add(&judge->company, &fact);
}

static void tell_both(struct judge *one, struct judge *two, const struct dictionary *dictionary, struct dice *dice)
{
	for (size_t i = 0; i < POOL; i++) {
		field_id id = dictionary_find(dictionary, str_of(pool[i]));

		if (id == NO_FIELD || chance(dice, 3))
			continue;
		const struct field *field = dictionary_field(dictionary, id);
		struct wn_value value = random_value(dice, one->arena, field);
		uint32_t sure = 1 + (uint32_t)dice_below(dice, 1000);

		tell(one, field, value, sure);
		tell(two, field, value, sure);
	}
}

static void compare(const struct judge *one, const struct icp *icp, const struct judge *two, const struct icp *other)
{
	for (size_t i = 0; i < icp->line_count; i++)
		for (size_t j = 0; j < other->line_count; j++) {
			const struct result *a = &one->results[i], *b = &two->results[j];

			if (!str_equal(icp->lines[i].id, other->lines[j].id) || (a->verdict == b->verdict && a->earned == b->earned && a->event_day == b->event_day))
				continue;
			fprintf(stderr, "line %.*s: %s, then %s\n", STR_ARG(icp->lines[i].id), verdict_letter(a->verdict), verdict_letter(b->verdict));
			abort();
		}
}

void random_verdicts_equal(const struct dictionary *dictionary, const struct icp *one, const struct dictionary *other_dictionary,
                           const struct icp *other, struct dice *dice)
{
	for (int i = 0; i < 3; i++) {
		struct judge first = judge_new(dictionary, one), second = judge_new(other_dictionary, other);

		tell_both(&first, &second, dictionary, dice);
		judge_all(&first, one);
		judge_all(&second, other);
		compare(&first, one, &second, other);
		judge_free(&first);
		judge_free(&second);
	}
}
