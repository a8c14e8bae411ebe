/* setting.c - the settings of a profile beside its lines: name, tiers, heat, floor, personas, contact. */
#include <stdlib.h>

#include "icp/compile.h"

/* ---- readers --------------------------------------------------------------------------------------------- */

bool tree_is_number(const struct wn_tree *tree)
{
	return tree && (tree->kind == WN_TREE_INTEGER || tree->kind == WN_TREE_NUMBER);
}

/* A decimal number that the user wrote has at most six decimals; binary fractions are near one of those. */
bool tree_millionths(const struct wn_tree *tree, int64_t *millionths)
{
	double scaled, gap;

	if (tree->kind == WN_TREE_INTEGER)
		return !__builtin_mul_overflow(tree->as.integer, (int64_t)WN_NUMBER_UNIT, millionths);
	scaled = tree->as.number * WN_NUMBER_UNIT;
	if (!(scaled > -9e18 && scaled < 9e18))
		return false;
	*millionths = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
	gap = scaled - (double)*millionths;
	return gap < 1e-3 && gap > -1e-3;
}

bool read_text(struct compiler *compiler, const struct entry *entry, struct wn_str *text)
{
	if (entry->value->kind == WN_TREE_TEXT && entry->value->as.text.len > 0) {
		*text = entry->value->as.text;
		return true;
	}
	diag_error(compiler->diags, entry->value->place, "'%.*s' is a text in quotes, not %s", STR_ARG(entry->key),
	           entry->value->kind == WN_TREE_TEXT ? "an empty one" : tree_kind_name(entry->value));
	return false;
}

bool read_whole(struct compiler *compiler, const struct entry *entry, int64_t low, int64_t high, int64_t *number)
{
	const struct wn_tree *value = entry->value;

	if (value->kind == WN_TREE_INTEGER && value->as.integer >= low && value->as.integer <= high) {
		*number = value->as.integer;
		return true;
	}
	diag_error(compiler->diags, value->place, "'%.*s' is a whole number from %lld to %lld, not %.*s", STR_ARG(entry->key), (long long)low,
	           (long long)high, STR_ARG(tree_print(compiler->arena, value)));
	return false;
}

bool read_flag(struct compiler *compiler, const struct entry *entry, bool *flag)
{
	if (entry->value->kind == WN_TREE_FLAG) {
		*flag = entry->value->as.flag;
		return true;
	}
	diag_error(compiler->diags, entry->value->place, "'%.*s' is true or false", STR_ARG(entry->key));
	return false;
}

/* No company is older than a thousand years, and longer spans would leave the calendar. */
static const struct {
	const char *name;
	enum span_unit unit;
	int64_t most;
} span_words_table[] = {
	{"days", SPAN_DAYS, 365250},
	{"weeks", SPAN_WEEKS, 52178},
	{"months", SPAN_MONTHS, 12000},
	{"years", SPAN_YEARS, 1000},
};

bool read_span(struct compiler *compiler, const struct wn_tree *node, struct span *span, bool *wrong)
{
	const struct wn_tree *count = tree_bare(node, 0);

	*wrong = false;
	for (size_t i = 0; i < sizeof(span_words_table) / sizeof(span_words_table[0]); i++) {
		const char *name = span_words_table[i].name;

		if (!tree_is_call(node, name))
			continue;
		*span = (struct span){span_words_table[i].unit, 0};
		if (node->count != 1 || count->kind != WN_TREE_INTEGER || count->as.integer < 1 || count->as.integer > span_words_table[i].most) {
			diag_error(compiler->diags, node->place, "%s needs one whole number from 1 to %lld, such as %s(30)", name,
			           (long long)span_words_table[i].most, name);
			*wrong = true;
			return false;
		}
		span->count = count->as.integer;
		return true;
	}
	return false;
}

/* ---- tiers and heat -------------------------------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
	return str_compare(((const struct tier *)left)->name, ((const struct tier *)right)->name);
}

static bool table_or_complain(struct compiler *compiler, const struct entry *entry, const char *form)
{
	if (entry->value->kind == WN_TREE_TABLE)
		return true;
	diag_error(compiler->diags, entry->value->place, "'%.*s' is a table: %s", STR_ARG(entry->key), form);
	return false;
}

/* A = 70, B = 45, or hot = 50, warm = 20: names that `known` accepts, each with a percentage. */
static struct tier *read_thresholds(struct compiler *compiler, const struct entry *entry, bool (*known)(struct wn_str), const char *names,
                                    size_t *count)
{
	const struct wn_tree *table = entry->value;
	struct tier *tiers = arena_array(compiler->arena, table->count, sizeof *tiers);

	*count = 0;
	for (size_t i = 0; i < table->count; i++) {
		const struct entry *at = &table->entries[i];
		int64_t percent;

		if (!known(at->key))
			diag_error(compiler->diags, at->place, "%.*s are %s, not %.*s", STR_ARG(entry->key), names,
			           STR_ARG(at->key.len ? at->key : tree_print(compiler->arena, at->value)));
		else if (read_whole(compiler, at, 0, 100, &percent))
			tiers[(*count)++] = (struct tier){at->key, (int32_t)percent};
	}
	qsort(tiers, *count, sizeof *tiers, by_name);
	return tiers;
}

static bool is_tier(struct wn_str name)
{
	return name.len == 1 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}

static bool is_heat(struct wn_str name)
{
	return str_is(name, "hot") || str_is(name, "warm");
}

static void check_descent(struct compiler *compiler, const struct entry *entry, const struct tier *tiers, size_t count, const char *what)
{
	for (size_t i = 1; i < count; i++)
		if (tiers[i].threshold >= tiers[i - 1].threshold) {
			char key[2] = {tiers[i].name.ptr[0], 0};
			const struct entry *at = tiers[i].name.len == 1 ? tree_entry(entry->value, key) : entry;

			diag_error(compiler->diags, at->place, "%s %.*s must begin below %s %.*s", what, STR_ARG(tiers[i].name), what,
			           STR_ARG(tiers[i - 1].name));
		}
}

static void read_tiers(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	if (!table_or_complain(compiler, entry, "tiers = { A = 70, B = 45 }"))
		return;
	settings->tiers = read_thresholds(compiler, entry, is_tier, "single capital letters, A = 70, B = 45", &settings->tier_count);
	settings->has_tiers = true;
	settings->tiers_place = entry->place;
	check_descent(compiler, entry, settings->tiers, settings->tier_count, "tier");
}

static void read_heat(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	if (!table_or_complain(compiler, entry, "heat = { hot = 50, warm = 20 }"))
		return;
	settings->heats = read_thresholds(compiler, entry, is_heat, "hot and warm, hot = 50, warm = 20", &settings->heat_count);
	settings->has_heat = true;
	check_descent(compiler, entry, settings->heats, settings->heat_count, "heat");
}

/* ---- personas and contact -------------------------------------------------------------------------------- */

static void check_texts(struct compiler *compiler, const struct entry *entry)
{
	const struct wn_tree *value = entry->value;

	if (value->kind == WN_TREE_TEXT && value->as.text.len > 0)
		return;
	if (value->kind != WN_TREE_TABLE || value->count == 0) {
		diag_error(compiler->diags, value->place, "'%.*s' is a text or a list of texts, not %s", STR_ARG(entry->key), tree_kind_name(value));
		return;
	}
	for (size_t i = 0; i < value->count; i++)
		if (value->entries[i].key.len > 0 || value->entries[i].value->kind != WN_TREE_TEXT)
			diag_error(compiler->diags, value->entries[i].place, "'%.*s' is a list of texts", STR_ARG(entry->key));
}

static void check_persona_key(struct compiler *compiler, const struct entry *entry)
{
	static const char *const keys[] = {"titles", "department", "seniority", "max", NULL};
	char hint[128];
	int64_t max;

	if (str_is(entry->key, "max")) {
		read_whole(compiler, entry, 1, 100, &max);
	} else if (str_is(entry->key, "titles") || str_is(entry->key, "department") || str_is(entry->key, "seniority")) {
		check_texts(compiler, entry);
	} else if (field_is_forbidden(entry->key)) {
		diag_error(compiler->diags, entry->place, "'%.*s' is never collected about people and cannot be asked for", STR_ARG(entry->key));
	} else {
		did_you_mean(hint, entry->key, keys);
		diag_error(compiler->diags, entry->place, "a persona has no '%.*s', but titles, department, seniority and max%s", STR_ARG(entry->key), hint);
	}
}

static void check_persona(struct compiler *compiler, const struct entry *persona)
{
	const struct wn_tree *table = persona->value;
	size_t labels = 0;

	if (persona->key.len > 0 || table->kind != WN_TREE_TABLE) {
		diag_error(compiler->diags, persona->place, "a persona has its own braces: { \"label\", titles = { ... }, max = 1 }");
		return;
	}
	for (size_t i = 0; i < table->count; i++) {
		const struct entry *entry = &table->entries[i];

		if (entry->key.len > 0)
			check_persona_key(compiler, entry);
		else if (entry->value->kind != WN_TREE_TEXT || ++labels > 1)
			diag_error(compiler->diags, entry->place, "a persona has one label and keys: { \"label\", titles = { ... }, max = 1 }");
	}
	if (labels == 0)
		diag_error(compiler->diags, persona->place, "a persona begins with its label: { \"label\", titles = { ... } }");
	else if (!tree_entry(table, "titles") && !tree_entry(table, "department") && !tree_entry(table, "seniority"))
		diag_error(compiler->diags, persona->place, "this persona fits everybody: give it titles, department or seniority");
}

static void read_personas(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	if (!table_or_complain(compiler, entry, "personas = { { \"label\", titles = { ... } } }"))
		return;
	for (size_t i = 0; i < entry->value->count; i++)
		check_persona(compiler, &entry->value->entries[i]);
	settings->personas = entry->value;
}

static void check_channel(struct compiler *compiler, const struct entry *entry)
{
	static const char *const channels[] = {"email", "phone", "post", NULL}, *const rules[] = {"ok", "needs_notice", "needs_consent", "blocked", NULL};
	const struct wn_tree *value = entry->value;
	char hint[128];
	size_t i;

	for (i = 0; channels[i] && !str_is(entry->key, channels[i]); i++)
		;
	if (!channels[i]) {
		did_you_mean(hint, entry->key, channels);
		diag_error(compiler->diags, entry->place, "contact has email, phone and post, not '%.*s'%s",
		           STR_ARG(entry->key.len ? entry->key : tree_print(compiler->arena, value)), hint);
		return;
	}
	for (i = 0; rules[i]; i++)
		if (value->kind == WN_TREE_TEXT && str_is(value->as.text, rules[i]))
			return;
	diag_error(compiler->diags, value->place, "contact.%.*s: %.*s is not ok, needs_notice, needs_consent or blocked", STR_ARG(entry->key),
	           STR_ARG(tree_print(compiler->arena, value)));
}

static void read_contact(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	if (!table_or_complain(compiler, entry, "contact = { email = \"blocked\" }"))
		return;
	for (size_t i = 0; i < entry->value->count; i++)
		check_channel(compiler, &entry->value->entries[i]);
	settings->contact = entry->value;
}

/* ---- the rest -------------------------------------------------------------------------------------------- */

static void read_name(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	read_text(compiler, entry, &settings->name);
}

static void read_about(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	read_text(compiler, entry, &settings->about);
}

static void read_owner(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	read_text(compiler, entry, &settings->owner);
}

static void read_review(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	if (entry->value->kind != WN_TREE_TEXT || !day_parse(entry->value->as.text, &settings->review_by))
		diag_error(compiler->diags, entry->value->place, "review_by is a day such as \"2027-02-01\", not %.*s",
		           STR_ARG(tree_print(compiler->arena, entry->value)));
}

static void read_floor(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	int64_t floor;

	settings->has_floor = read_whole(compiler, entry, 0, 100, &floor);
	if (settings->has_floor)
		settings->floor = (int32_t)floor;
}

static void read_undecided(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	const struct wn_tree *value = entry->value;

	settings->has_undecided = true;
	settings->undecided_drops = value->kind == WN_TREE_TEXT && str_is(value->as.text, "drop");
	if (!settings->undecided_drops && !(value->kind == WN_TREE_TEXT && str_is(value->as.text, "keep")))
		diag_error(compiler->diags, value->place, "undecided is \"keep\" or \"drop\", not %.*s", STR_ARG(tree_print(compiler->arena, value)));
}

bool setting_read(struct compiler *compiler, const struct entry *entry, struct settings *settings)
{
	static const struct {
		const char *key;
		void (*read)(struct compiler *, const struct entry *, struct settings *);
	} keys[] = {
		{"name", read_name}, {"about", read_about}, {"owner", read_owner}, {"review_by", read_review}, {"tiers", read_tiers},
		{"heat", read_heat}, {"floor", read_floor}, {"undecided", read_undecided}, {"personas", read_personas}, {"contact", read_contact},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_is(entry->key, keys[i].key)) {
			keys[i].read(compiler, entry, settings);
			return true;
		}
	return false;
}
