/* print.c - a compiled profile in its own language again: bases joined, what was computed written out. Compiling the text gives the same
 * meaning. Lines go through description trees, so quoting and the order of keys are those of tree_print.
 *
 * A function goes along as its source text; what the file around it defined does not.
 */
#include "base/buf.h"
#include "base/str.h"
#include "company/money.h"
#include "company/text.h"
#include "icp/compile.h"

struct printer {
	struct wn_arena *arena;
	const struct dictionary *dictionary;
};

/* ---- nodes ----------------------------------------------------------------------------------------------- */

static struct wn_tree *node(const struct printer *printer, enum wn_tree_kind kind)
{
	return tree_new(printer->arena, kind, (struct place){0});
}

static struct wn_tree *text_node(const struct printer *printer, struct wn_str text)
{
	struct wn_tree *tree = node(printer, WN_TREE_TEXT);

	tree->as.text = text;
	return tree;
}

static struct wn_tree *whole_node(const struct printer *printer, int64_t number)
{
	struct wn_tree *tree = node(printer, WN_TREE_INTEGER);

	tree->as.integer = number;
	return tree;
}

/* A number of so many parts of one: whole where it is, else a decimal. */
static struct wn_tree *number_node(const struct printer *printer, int64_t number, int64_t parts)
{
	struct wn_tree *tree;

	if (number % parts == 0)
		return whole_node(printer, number / parts);
	tree = node(printer, WN_TREE_NUMBER);
	tree->as.number = (double)number / (double)parts;
	return tree;
}

static struct wn_tree *flag_node(const struct printer *printer, bool flag)
{
	struct wn_tree *tree = node(printer, WN_TREE_FLAG);

	tree->as.flag = flag;
	return tree;
}

static struct wn_tree *call_node(const struct printer *printer, const char *word)
{
	struct wn_tree *tree = node(printer, WN_TREE_CALL);

	tree->as.text = str_of(word);
	return tree;
}

static void add(const struct printer *printer, struct wn_tree *table, struct wn_tree *value)
{
	tree_add(printer->arena, table, (struct wn_str){0}, (struct place){0}, value);
}

static void add_key(const struct printer *printer, struct wn_tree *table, struct wn_str key, struct wn_tree *value)
{
	tree_add(printer->arena, table, key, (struct place){0}, value);
}

/* word(value) */
static struct wn_tree *call_of(const struct printer *printer, const char *word, struct wn_tree *value)
{
	struct wn_tree *call = call_node(printer, word);

	add(printer, call, value);
	return call;
}

/* all_of { }, some_of(k, { }): the call, and its braces in `list`. */
static struct wn_tree *junction_node(const struct printer *printer, enum junction word, size_t need, struct wn_tree *list)
{
	struct wn_tree *call = call_node(printer, junction_name(word));

	if (word == JUNCTION_SOME)
		add(printer, call, whole_node(printer, (int64_t)need));
	add(printer, call, list);
	return call;
}

static struct wn_tree *span_node(const struct printer *printer, struct span span)
{
	static const char *const units[] = {"days", "weeks", "months", "years"};

	return call_of(printer, units[span.unit], whole_node(printer, span.count));
}

/* ---- matchers -------------------------------------------------------------------------------------------- */

static struct wn_tree *matcher_node(const struct printer *printer, const struct matcher *matcher);

static struct wn_tree *amount_node(const struct printer *printer, const struct matcher *matcher, int64_t amount)
{
	struct wn_str currency = str_of(matcher->as.interval.currency);
	struct wn_tree *money;
	int64_t unit = 1;

	switch (matcher->type) {
	case WN_MONEY:
		for (int i = currency_decimals(currency); i > 0; i--)
			unit *= 10;
		money = call_of(printer, "money", number_node(printer, amount, unit));
		add(printer, money, text_node(printer, currency));
		return money;
	case WN_DATE:
		return text_node(printer, day_text(printer->arena, (int32_t)amount));
	case WN_NUMBER:
		return number_node(printer, amount, WN_NUMBER_UNIT);
	default:
		return whole_node(printer, amount);
	}
}

static const char *const range_words[] = {[RANGE_IS] = "", [RANGE_BETWEEN] = "between", [RANGE_AT_LEAST] = "at_least",
	[RANGE_AT_MOST] = "at_most", [RANGE_ABOVE] = "above", [RANGE_BELOW] = "below", [RANGE_WITHIN] = "within",
	[RANGE_OLDER_THAN] = "older_than", [RANGE_SINCE] = "since", [RANGE_BEFORE] = "before"};

static struct wn_tree *interval_node(const struct printer *printer, const struct matcher *matcher)
{
	const struct limit *low = &matcher->as.interval.low, *high = &matcher->as.interval.high;
	enum range_word word = matcher->as.interval.word;
	struct wn_tree *call = call_node(printer, range_words[word]);

	switch (word) {
	case RANGE_IS:
		return amount_node(printer, matcher, low->value);
	case RANGE_BETWEEN:
		add(printer, call, amount_node(printer, matcher, low->value));
		add(printer, call, amount_node(printer, matcher, high->value));
		break;
	case RANGE_AT_LEAST:
	case RANGE_SINCE:
		add(printer, call, amount_node(printer, matcher, low->value));
		break;
	case RANGE_ABOVE:
		add(printer, call, amount_node(printer, matcher, low->value - 1));
		break;
	case RANGE_AT_MOST:
		add(printer, call, amount_node(printer, matcher, high->value));
		break;
	case RANGE_BELOW:
	case RANGE_BEFORE:
		add(printer, call, amount_node(printer, matcher, high->value + 1));
		break;
	case RANGE_WITHIN:
		add(printer, call, span_node(printer, low->span));
		break;
	case RANGE_OLDER_THAN:
		add(printer, call, span_node(printer, high->span));
		break;
	}
	return call;
}

static struct wn_tree *version_node(const struct printer *printer, const struct matcher *matcher)
{
	struct wn_tree *text = text_node(printer, matcher->as.version.text);

	return matcher->as.version.word == RANGE_IS ? text : call_of(printer, range_words[matcher->as.version.word], text);
}

/* Behind `field =` a bare list is any_of; nace "62" needs no braces. */
static struct wn_tree *terms_node(const struct printer *printer, const char *word, const struct term *terms, size_t count, bool code)
{
	struct wn_tree *list = node(printer, WN_TREE_TABLE);

	for (size_t i = 0; i < count; i++)
		add(printer, list, text_node(printer, code ? terms[i].key : terms[i].text));
	if (!word)
		return count == 1 ? list->entries[0].value : list;
	return call_of(printer, word, count == 1 && (code || str_is(str_of(word), "matches")) ? list->entries[0].value : list);
}

static struct wn_tree *values_node(const struct printer *printer, const struct matcher *matcher)
{
	struct wn_tree *list = node(printer, WN_TREE_TABLE);

	for (size_t i = 0; i < matcher->as.junction.count; i++)
		add(printer, list, matcher_node(printer, matcher->as.junction.items[i]));
	return matcher->as.junction.word == JUNCTION_ANY ? list : junction_node(printer, matcher->as.junction.word, matcher->as.junction.need, list);
}

/* What stands in the braces of has and count: an attribute may be tested twice, once as the bare value, which is then no call. */
static struct wn_tree *filter_node(const struct printer *printer, const struct filter *filter)
{
	struct wn_tree *table = node(printer, WN_TREE_TABLE);
	bool bare = false;

	for (size_t i = 0; i < filter->count; i++) {
		const struct test *test = &filter->tests[i];
		struct wn_tree *value = matcher_node(printer, test->matcher);

		if (test->key && !bare && value->kind != WN_TREE_CALL && value->kind != WN_TREE_TABLE) {
			add(printer, table, value);
			bare = true;
		} else {
			add_key(printer, table, test->attribute, value);
		}
	}
	return table;
}

static struct wn_tree *items_node(const struct printer *printer, const struct matcher *matcher)
{
	struct wn_tree *filter = filter_node(printer, &matcher->as.items.filter), *call;

	if (matcher->kind == MATCHER_COUNT) {
		call = call_of(printer, "count", matcher_node(printer, matcher->as.items.count));
		if (filter->count > 0)
			add(printer, call, filter);
		return call;
	}
	/* uses = "A" is short for has { "A" }. */
	if (filter->count == 1 && filter->entries[0].key.len == 0 && filter->entries[0].value->kind == WN_TREE_TEXT)
		return filter->entries[0].value;
	return call_of(printer, "has", filter);
}

static struct wn_tree *matcher_node(const struct printer *printer, const struct matcher *matcher)
{
	switch (matcher->kind) {
	case MATCHER_JUNCTION:
		return values_node(printer, matcher);
	case MATCHER_TEXT:
	case MATCHER_MEMBER:
		return terms_node(printer, NULL, matcher->as.terms.at, matcher->as.terms.count, false);
	case MATCHER_FLAG:
		return flag_node(printer, matcher->as.flag);
	case MATCHER_INTERVAL:
		return interval_node(printer, matcher);
	case MATCHER_VERSION:
		return version_node(printer, matcher);
	case MATCHER_PREFIX:
		return terms_node(printer, "prefix", matcher->as.terms.at, matcher->as.terms.count, false);
	case MATCHER_MENTIONS:
		return terms_node(printer, "mentions", matcher->as.terms.at, matcher->as.terms.count, false);
	case MATCHER_MATCHES:
		return terms_node(printer, "matches", matcher->as.terms.at, matcher->as.terms.count, false);
	case MATCHER_CODE:
		return terms_node(printer, arena_str(printer->arena, matcher->as.code.scheme).ptr, matcher->as.code.at, matcher->as.code.count, true);
	case MATCHER_HAS:
	case MATCHER_COUNT:
		return items_node(printer, matcher);
	case MATCHER_KNOWN:
	case MATCHER_RANGES: /* only what was written is printed, not what it was folded into */
	case MATCHER_MOVING:
		break;
	}
	return call_node(printer, "known");
}

/* ---- conditions ------------------------------------------------------------------------------------------ */

static struct wn_tree *when_node(const struct printer *printer, const struct condition *condition)
{
	struct wn_tree *fields = node(printer, WN_TREE_TABLE), *call;

	for (size_t i = 0; i < condition->as.when.count; i++)
		add(printer, fields, text_node(printer, str_of(dictionary_field(printer->dictionary, condition->as.when.fields[i])->name)));
	call = call_of(printer, "when", fields);
	add(printer, call, (struct wn_tree *)(uintptr_t)condition->as.when.code);
	return call;
}

static struct wn_tree *entries_node(const struct printer *printer, const struct condition *junction);

/* A junction of all is braces, except straight in a line; others are calls. */
static struct wn_tree *condition_node(const struct printer *printer, const struct condition *condition)
{
	struct wn_tree *entries;

	if (condition->kind == CONDITION_WHEN)
		return when_node(printer, condition);
	entries = entries_node(printer, condition);
	return condition->as.junction.word == JUNCTION_ALL
	               ? entries
	               : junction_node(printer, condition->as.junction.word, condition->as.junction.need, entries);
}

/* A field that stands in these braces already has braces of its own. */
static void add_condition(const struct printer *printer, struct wn_tree *into, const struct condition *condition)
{
	const struct field *field;
	struct wn_tree *value, *braces;

	if (condition->kind != CONDITION_FIELD) {
		add(printer, into, condition_node(printer, condition));
		return;
	}
	field = dictionary_field(printer->dictionary, condition->as.field.id);
	value = matcher_node(printer, condition->as.field.matcher);
	if (!tree_entry(into, field->name)) {
		add_key(printer, into, str_of(field->name), value);
		return;
	}
	braces = node(printer, WN_TREE_TABLE);
	add_key(printer, braces, str_of(field->name), value);
	add(printer, into, braces);
}

static struct wn_tree *entries_node(const struct printer *printer, const struct condition *junction)
{
	struct wn_tree *list = node(printer, WN_TREE_TABLE);

	for (size_t i = 0; i < junction->as.junction.count; i++)
		add_condition(printer, list, junction->as.junction.items[i]);
	return list;
}

/* Braces without a word have no place straight in a line. */
static bool stands_in_line(const struct wn_tree *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		if (entries->entries[i].key.len == 0 && entries->entries[i].value->kind == WN_TREE_TABLE)
			return false;
	return true;
}

static void add_conditions(const struct printer *printer, struct wn_tree *line, const struct condition *condition)
{
	struct wn_tree *entries;

	if (condition->kind != CONDITION_JUNCTION || condition->as.junction.word != JUNCTION_ALL) {
		add_condition(printer, line, condition);
		return;
	}
	entries = entries_node(printer, condition);
	if (!stands_in_line(entries))
		add(printer, line, junction_node(printer, JUNCTION_ALL, 0, entries));
	for (size_t i = 0; stands_in_line(entries) && i < entries->count; i++)
		add_key(printer, line, entries->entries[i].key, entries->entries[i].value);
}

/* ---- lines ----------------------------------------------------------------------------------------------- */

static bool label_is_made(const struct printer *printer, const struct line *line)
{
	struct buf words = {0};
	bool made;

	condition_words(&words, printer->dictionary, line->condition);
	made = str_equal(buf_as_str(&words), line->label);
	buf_free(&words);
	return made && line->condition->kind != CONDITION_WHEN;
}

/* An id that follows from the label, or from the one field. One that could not be written follows from something as well. */
static bool id_is_made(const struct printer *printer, const struct line *line, bool label)
{
	if (!line_id_valid(line->id))
		return true;
	if (label)
		return str_equal(text_slug(printer->arena, line->label), line->id);
	return line->field_count == 1 && str_is(line->id, dictionary_field(printer->dictionary, line->fields[0])->name);
}

static bool is_built_in_id(struct wn_str id)
{
	return str_is(id, "ceased") || str_is(id, "natural-person");
}

static void add_options(const struct printer *printer, struct wn_tree *table, const struct line *line)
{
	if (is_built_in_id(line->id))
		add_key(printer, table, WN_STR("replace"), flag_node(printer, true));
	if (line->note.len > 0)
		add_key(printer, table, WN_STR("note"), text_node(printer, line->note));
	if (line->unknown_drops)
		add_key(printer, table, WN_STR("unknown"), text_node(printer, WN_STR("drop")));
	if (line->sieve.sure_least != 500)
		add_key(printer, table, WN_STR("sure"), number_node(printer, line->sieve.sure_least, 1000));
	if (line->has_fresh)
		add_key(printer, table, WN_STR("fresh"), span_node(printer, line->fresh));
	if (line->has_half_life)
		add_key(printer, table, WN_STR("half_life"), span_node(printer, line->half_life));
}

static struct wn_tree *line_node(const struct printer *printer, const struct line *line)
{
	struct wn_tree *table = node(printer, WN_TREE_TABLE);
	bool label = !label_is_made(printer, line);

	if (!line_is_gate(line))
		add(printer, table, whole_node(printer, line->points));
	if (label)
		add(printer, table, text_node(printer, line->label));
	add_conditions(printer, table, line->condition);
	if (!id_is_made(printer, line, label))
		add_key(printer, table, WN_STR("id"), text_node(printer, line->id));
	add_options(printer, table, line);
	return table;
}

static void print_line(struct buf *out, const struct printer *printer, const struct line *line, const char *indent)
{
	buf_text(out, indent);
	buf_str(out, tree_print(printer->arena, line_node(printer, line)));
	buf_text(out, ",\n");
}

static void print_entry(struct buf *out, const struct printer *printer, const char *key, struct wn_tree *value)
{
	struct wn_tree *one = node(printer, WN_TREE_TABLE);
	struct wn_str text;

	add_key(printer, one, str_of(key), value);
	text = tree_print(printer->arena, one);
	buf_str(out, (struct wn_str){text.ptr + 2, text.len - 4}); /* without its braces */
}

void field_print(struct buf *out, const struct dictionary *dictionary, field_id field, const struct matcher *matcher)
{
	struct printer printer = {arena_new(), dictionary};

	print_entry(out, &printer, dictionary_field(dictionary, field)->name, matcher_node(&printer, matcher));
	arena_free(printer.arena);
}

void line_print(const struct line *line, const struct dictionary *dictionary, struct buf *out)
{
	struct printer printer = {arena_new(), dictionary};

	buf_str(out, tree_print(printer.arena, line_node(&printer, line)));
	arena_free(printer.arena);
}

/* ---- sections -------------------------------------------------------------------------------------------- */

static bool same_group(const struct line *one, const struct line *other)
{
	return one->section == other->section && one->group == other->group;
}

/* All lines of a best_of stand where the first of them stands. */
static void print_group(struct buf *out, const struct printer *printer, const struct icp *icp, const struct line *first)
{
	for (const struct line *line = icp->lines; line < first; line++)
		if (same_group(line, first))
			return;
	buf_text(out, "\t\tbest_of {\n");
	for (const struct line *line = first; line < icp->lines + icp->line_count; line++)
		if (same_group(line, first))
			print_line(out, printer, line, "\t\t\t");
	buf_text(out, "\t\t},\n");
}

static void print_section(struct buf *out, const struct printer *printer, const struct icp *icp, enum section section)
{
	bool begun = false;

	for (const struct line *line = icp->lines; line < icp->lines + icp->line_count; line++) {
		if (line->section != section || line->built_in)
			continue;
		if (!begun)
			buf_printf(out, "\n\t%s = {\n", section_name(section));
		begun = true;
		if (line->group)
			print_group(out, printer, icp, line);
		else
			print_line(out, printer, line, "\t\t");
	}
	buf_text(out, begun ? "\t},\n" : "");
}

/* ---- settings -------------------------------------------------------------------------------------------- */

static void print_setting(struct buf *out, const struct printer *printer, const char *key, const struct wn_tree *value)
{
	buf_printf(out, "\t%s = ", key);
	buf_str(out, tree_print(printer->arena, value));
	buf_text(out, ",\n");
}

static void print_text(struct buf *out, const struct printer *printer, const char *key, struct wn_str text)
{
	if (text.len > 0)
		print_setting(out, printer, key, text_node(printer, text));
}

static void print_tiers(struct buf *out, const struct printer *printer, const char *key, const struct tier *tiers, size_t count)
{
	struct wn_tree *table = node(printer, WN_TREE_TABLE);

	for (size_t i = 0; i < count; i++)
		add_key(printer, table, tiers[i].name, whole_node(printer, tiers[i].threshold));
	if (count > 0)
		print_setting(out, printer, key, table);
}

/* Built-in lines that the profile left out. */
static void print_without(struct buf *out, const struct printer *printer, const struct icp *icp)
{
	static const char *const built_in[] = {"ceased", "natural-person"};
	struct wn_tree *list = node(printer, WN_TREE_TABLE);

	for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
		bool there = false;

		for (size_t j = 0; j < icp->line_count; j++)
			there |= str_is(icp->lines[j].id, built_in[i]);
		if (!there)
			add(printer, list, text_node(printer, str_of(built_in[i])));
	}
	if (list->count > 0)
		print_setting(out, printer, "without", list);
}

static bool is_read(const struct icp *icp, field_id field)
{
	for (size_t i = 0; i < icp->line_count; i++)
		for (size_t j = 0; j < icp->lines[i].field_count; j++)
			if (icp->lines[i].fields[j] == field)
				return true;
	return false;
}

/* x_seats = "number" */
static void print_declared(struct buf *out, const struct printer *printer, const char *name, enum wn_type type)
{
	print_entry(out, printer, name, text_node(printer, str_of(own_type_word(type))));
}

/* Of an own list the first attribute is the key, so these stay in their order. */
static void print_own_list(struct buf *out, const struct printer *printer, const struct field *field)
{
	buf_printf(out, "%s = { ", field->name);
	for (const struct attribute *at = field->attributes; at && at->name; at++) {
		buf_text(out, at == field->attributes ? "" : ", ");
		print_declared(out, printer, at->name, at->type);
	}
	buf_text(out, " }");
}

static void print_fields(struct buf *out, const struct printer *printer, const struct icp *icp)
{
	bool begun = false;

	for (size_t id = 0; id < dictionary_count(printer->dictionary); id++) {
		const struct field *field = dictionary_field(printer->dictionary, (field_id)id);

		if (!field->own || !is_read(icp, (field_id)id))
			continue;
		buf_text(out, begun ? ", " : "\tfields = { ");
		begun = true;
		if (field->type == WN_LIST)
			print_own_list(out, printer, field);
		else
			print_declared(out, printer, field->name, field->type);
	}
	buf_text(out, begun ? " },\n" : "");
}

static void print_settings(struct buf *out, const struct printer *printer, const struct icp *icp)
{
	print_text(out, printer, "name", icp->name);
	print_text(out, printer, "about", icp->about);
	print_text(out, printer, "owner", icp->owner);
	if (icp->review_by != WN_NO_DAY)
		print_text(out, printer, "review_by", day_text(printer->arena, icp->review_by));
	print_without(out, printer, icp);
	print_fields(out, printer, icp);
}

static void print_consequences(struct buf *out, const struct printer *printer, const struct icp *icp)
{
	size_t before = out->len;

	buf_byte(out, '\n');
	print_tiers(out, printer, "tiers", icp->tiers, icp->tier_count);
	print_tiers(out, printer, "heat", icp->heats, icp->heat_count);
	if (icp->has_floor)
		print_setting(out, printer, "floor", whole_node(printer, icp->floor));
	if (icp->undecided_drops)
		print_text(out, printer, "undecided", WN_STR("drop"));
	if (icp->personas)
		print_setting(out, printer, "personas", icp->personas);
	if (icp->contact)
		print_setting(out, printer, "contact", icp->contact);
	if (out->len == before + 1)
		out->data[out->len = before] = 0;
}

void icp_print(const struct icp *icp, const struct dictionary *dictionary, struct buf *out)
{
	struct printer printer = {arena_new(), dictionary};

	buf_text(out, "icp {\n");
	print_settings(out, &printer, icp);
	for (enum section section = SECTION_MUST; section < SECTION_COUNT; section++)
		print_section(out, &printer, icp, section);
	print_consequences(out, &printer, icp);
	buf_text(out, "}\n");
	arena_free(printer.arena);
}
