/* test_expect.c - what a test expects against what came, and the reading of what tests have in common. */
#include "run/testing.h"

#include "base/str.h"
#include "company/date.h"
#include "company/identity.h"
#include "run/describe_value.h"

/* ---- what did not come ---- */

static void say(struct testing *testing, const char *format, va_list args)
{
	if (testing->failure.len)
		buf_text(&testing->failure, "; ");
	buf_vprintf(&testing->failure, format, args);
}

void expected(struct testing *testing, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(testing, format, args);
	va_end(args);
}

static const struct wn_tree *wanted_error(struct testing *testing)
{
	const struct wn_tree *wanted = testing->expect ? tree_value(testing->expect, "error") : NULL;
	if (!wanted || (wanted->kind == WN_TREE_TEXT && wanted->as.text.len))
		return wanted;
	diag_error(testing->run->diags, wanted->place, "error is a part of the message that should come, not %s",
	           wanted->kind == WN_TREE_TEXT ? "an empty text" : tree_kind_name(wanted));
	return NULL;
}

void failed(struct testing *testing)
{
	const struct wn_tree *wanted = wanted_error(testing);
	if (!wanted)
		expected(testing, "it failed: %s", testing->error.text);
	else if (!strstr(testing->error.text, wanted->as.text.ptr))
		expected(testing, "error: expected \"%.*s\" in it, got: %s", STR_ARG(wanted->as.text), testing->error.text);
}

bool should_have_failed(struct testing *testing)
{
	if (!tree_entry(testing->expect, "error"))
		return false;
	if (wanted_error(testing))
		expected(testing, "error: it should have failed, and did not");
	return true;
}

void differs(struct testing *testing, const struct wn_tree *old, const struct wn_tree *now, const char *format, ...)
{
	struct difference *difference = arena_alloc(testing->arena, sizeof *difference);
	struct buf text = {0};
	va_list args;
	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	*difference = (struct difference){.test = testing->place, .old = old, .now = tree_print(testing->arena, now),
	                                  .undated = !tree_entry(testing->table, "as_of"),
	                                  .text = arena_str(testing->arena, buf_as_str(&text)), .next = testing->differences};
	if (now->kind == WN_TREE_TEXT)
		difference->raw = now->as.text;
	testing->differences = difference;
	expected(testing, "%.*s", STR_ARG(difference->text));
	buf_free(&text);
}

/* key = value, as it stands in a table of its own. */
static struct wn_str print_entry(struct testing *testing, const struct entry *entry)
{
	struct wn_tree one = {.kind = WN_TREE_TABLE};
	tree_add(testing->arena, &one, entry->key, one.place, entry->value);
	struct wn_str text = tree_print(testing->arena, &one); /* { key = value } */
	return (struct wn_str){text.ptr + 2, text.len - 4};
}

static bool holds_tables(const struct wn_tree *tree)
{
	return tree->kind == WN_TREE_TABLE && tree->count && !tree->entries[0].key.len && tree->entries[0].value->kind == WN_TREE_TABLE;
}

/* One key a line, in the order in which they came; of a list of tables each has its own. */
static struct wn_str print_lines(struct testing *testing, const struct wn_tree *now)
{
	struct buf lines = {0};
	for (size_t i = 0; i < now->count; i++) {
		const struct entry *entry = &now->entries[i];
		bool several = holds_tables(entry->value);
		if (several)
			buf_printf(&lines, "%.*s = {\n", STR_ARG(entry->key));
		for (size_t j = 0; several && j < entry->value->count; j++)
			buf_printf(&lines, "  %.*s,\n", STR_ARG(tree_print(testing->arena, entry->value->entries[j].value)));
		if (several)
			buf_text(&lines, "},\n");
		else
			buf_printf(&lines, "%.*s,\n", STR_ARG(print_entry(testing, entry)));
	}
	struct wn_str text = arena_str(testing->arena, buf_as_str(&lines));
	buf_free(&lines);
	return text;
}

void expects_nothing(struct testing *testing)
{
	struct wn_str all = tree_print(testing->arena, testing->now);
	differs(testing, testing->expect, testing->now, "nothing is expected; winnow test --update writes down what came: %.*s", STR_ARG(all));
	testing->differences->fill = true;
	testing->differences->now = print_lines(testing, testing->now);
}

struct wn_tree *new_table(struct testing *testing)
{
	return tree_new(testing->arena, WN_TREE_TABLE, (struct place){0});
}

void add_named(struct testing *testing, struct wn_tree *table, const char *key, struct wn_tree *value)
{
	tree_add(testing->arena, table, str_of(key), table->place, value);
}

void expect_value(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const char *key, struct wn_tree *value)
{
	const struct wn_tree *old = wanted ? tree_value(wanted, key) : NULL;
	if (now)
		add_named(testing, now, key, value);
	if (!old)
		return;
	struct wn_str should = tree_print(testing->arena, old), is = tree_print(testing->arena, value);
	if (!str_equal(should, is))
		differs(testing, old, value, "%s: expected %.*s, got %.*s", key, STR_ARG(should), STR_ARG(is));
}

static bool is_kind(struct testing *testing, const struct wn_tree *wanted, const char *key, enum wn_tree_kind kind, const char *form)
{
	const struct wn_tree *old = wanted ? tree_value(wanted, key) : NULL;
	if (!old || old->kind == kind)
		return true;
	diag_error(testing->run->diags, old->place, "%s is %s, not %s", key, form, tree_kind_name(old));
	return false;
}

void expect_text(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const char *key, struct wn_str text)
{
	if (is_kind(testing, wanted, key, WN_TREE_TEXT, "a text"))
		expect_value(testing, wanted, now, key, tree_text(testing->arena, arena_str(testing->arena, text)));
}

void expect_count(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const char *key, uint64_t count)
{
	if (is_kind(testing, wanted, key, WN_TREE_INTEGER, "a whole number"))
		expect_value(testing, wanted, now, key, tree_integer(testing->arena, (int64_t)count));
}

/* ---- facts ---- */

static const struct fact *said_of(const struct fact *facts, size_t count, field_id field)
{
	for (size_t i = 0; i < count; i++)
		if (facts[i].field == field)
			return &facts[i];
	return NULL;
}

/* What a test can write down: members and attributes, not where each was seen, nor what was looked for in vain. */
static struct wn_value as_written(struct wn_arena *arena, const struct wn_value *value)
{
	struct wn_value copy = value_copy(arena, value);
	if (copy.type == WN_SET)
		copy.as.set.absent_count = 0;
	else if (copy.type == WN_BODY)
		copy.complete = 0;
	if (copy.type != WN_LIST)
		return copy;
	struct wn_item *items = arena_array(arena, copy.as.list.count, sizeof *items);
	for (size_t i = 0; i < copy.as.list.count; i++)
		items[i] = (struct wn_item){.attributes = copy.as.list.at[i].attributes, .count = copy.as.list.at[i].count};
	copy.as.list.at = items;
	copy.as.list.absent_count = 0;
	return value_copy(arena, &copy); /* items are sorted by all that they hold */
}

/* As people read it, with what the printed form leaves out. */
static struct wn_str fact_text(struct testing *testing, const struct fact *fact)
{
	const struct field *field = dictionary_field(testing->run->dictionary, fact->field);
	if (fact->cause != WN_KNOWN)
		return arena_printf(testing->arena, "unknown \"%s\"", cause_name(fact->cause));
	struct wn_str text = value_text(testing->arena, field, &fact->value);
	bool several = fact->value.type == WN_SET || fact->value.type == WN_LIST;
	return several ? arena_printf(testing->arena, "%.*s (%s)", STR_ARG(text), fact->value.complete ? "complete" : "not complete") : text;
}

/* Where and how sure counts only where the test says it. */
static bool same_evidence(const struct fact *wanted, const struct fact *came)
{
	const struct wn_evidence *a = &wanted->evidence, *b = &came->evidence;
	return (!a->where.len || str_equal(a->where, b->where)) && (a->day == WN_NO_DAY || a->day == b->day) &&
	       (!a->sure || a->sure == (b->sure ? b->sure : 1000));
}

static void compare_fact(struct testing *testing, const struct wn_tree *old, const struct fact *wanted, const struct fact *came)
{
	const struct field *field = dictionary_field(testing->run->dictionary, wanted->field);
	bool same = wanted->cause == came->cause;
	if (same && wanted->cause == WN_KNOWN) {
		struct wn_value should = as_written(testing->arena, &wanted->value), is = as_written(testing->arena, &came->value);
		same = value_compare(&should, &is) == 0;
	}
	struct wn_str should = fact_text(testing, wanted), is = fact_text(testing, came);
	if (!same)
		differs(testing, old, tree_of_fact(testing->arena, field, came), "%s: expected %.*s, got %.*s", field->name, STR_ARG(should), STR_ARG(is));
	else if (!same_evidence(wanted, came))
		expected(testing, "%s: the value came with other evidence: %.*s, sure %.3f%s%s", field->name, STR_ARG(came->evidence.where),
		         (came->evidence.sure ? came->evidence.sure : 1000) / 1000.0, came->evidence.day == WN_NO_DAY ? "" : ", ",
		         came->evidence.day == WN_NO_DAY ? "" : day_text(testing->arena, came->evidence.day).ptr);
}

static void show_facts(struct testing *testing, struct wn_tree *now, const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct field *field = dictionary_field(testing->run->dictionary, facts[i].field);
		if (!tree_entry(now, field->name))
			add_named(testing, now, field->name, tree_of_fact(testing->arena, field, &facts[i]));
	}
}

void expect_facts(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const struct fact *facts, size_t count)
{
	for (size_t i = 0; wanted && i < wanted->count; i++) {
		struct fact fact = {.evidence = {.day = WN_NO_DAY}};
		if (!fact_of_entry(testing->arena, testing->run->dictionary, &wanted->entries[i], &fact, testing->run->diags))
			continue;
		struct fact nothing = {.field = fact.field, .cause = WN_ABSENT, .evidence = {.day = WN_NO_DAY}};
		const struct fact *came = said_of(facts, count, fact.field);
		compare_fact(testing, wanted->entries[i].value, &fact, came ? came : &nothing);
	}
	if (now)
		show_facts(testing, now, facts, count);
}

/* ---- reading a test ---- */

bool only_keys(struct testing *testing, const struct wn_tree *table, const char *what, const char *const *known)
{
	bool good = true; /* a count of mistakes would not do: one that was said before is not counted again */
	for (size_t i = 0; i < table->count; i++) {
		const struct entry *entry = &table->entries[i];
		bool found = false;
		char near[128];
		for (const char *const *key = known; *key; key++)
			found |= str_is(entry->key, *key);
		good &= found;
		if (!found && entry->key.len)
			diag_error(testing->run->diags, entry->place, "'%.*s' is no part of %s%s", STR_ARG(entry->key), what, did_you_mean(near, entry->key, known));
		else if (!found)
			diag_error(testing->run->diags, entry->place, "%s among the keys of %s: write key = value", tree_kind_name(entry->value), what);
	}
	return good;
}

const struct wn_tree *table_of(struct testing *testing, const struct wn_tree *table, const char *key)
{
	const struct wn_tree *value = tree_value(table, key);
	if (!value || value->kind == WN_TREE_TABLE)
		return value;
	diag_error(testing->run->diags, value->place, "%s is a table, not %s", key, tree_kind_name(value));
	return NULL;
}

struct wn_str text_of(struct testing *testing, const struct wn_tree *table, const char *key)
{
	const struct wn_tree *value = tree_value(table, key);
	if (value && (value->kind != WN_TREE_TEXT || !value->as.text.len))
		diag_error(testing->run->diags, value->place, "%s is a text, not %s", key, value->kind == WN_TREE_TEXT ? "an empty one" : tree_kind_name(value));
	return value && value->kind == WN_TREE_TEXT ? value->as.text : (struct wn_str){0};
}

bool one_word(struct testing *testing, const struct wn_tree *table, const char *key, const char *const *words)
{
	const struct wn_tree *value = tree_value(table, key);
	struct buf all = {0};
	char near[128];
	bool found = !value;
	for (const char *const *word = words; *word; word++) {
		found |= value && value->kind == WN_TREE_TEXT && str_is(value->as.text, *word);
		buf_printf(&all, "%s\"%s\"", all.len ? ", " : "", *word);
	}
	if (!found && value->kind == WN_TREE_TEXT)
		diag_error(testing->run->diags, value->place, "%s is one of %s, not \"%.*s\"%s", key, all.data, STR_ARG(value->as.text),
		           did_you_mean(near, value->as.text, words));
	else if (!found)
		diag_error(testing->run->diags, value->place, "%s is one of %s, not %s", key, all.data, tree_kind_name(value));
	buf_free(&all);
	return found;
}

int add_answers(struct testing *testing, struct net *net)
{
	const struct wn_tree *answers = table_of(testing, testing->table, "answers");
	for (size_t i = 0; answers && i < answers->count; i++) {
		const struct wn_tree *answer = answers->entries[i].value;
		struct wn_str name = arena_printf(testing->arena, "%s:%u: answer", answer->place.path, answer->place.line);
		if (answer->kind != WN_TREE_TEXT)
			diag_error(testing->run->diags, answer->place, "an answer is a text in the format of recorded answers, not %s", tree_kind_name(answer));
		else if (net_add(net, name, answer->as.text, &testing->error) < 0)
			diag_error(testing->run->diags, answer->place, "%s", testing->error.text);
	}
	return diags_errors(testing->run->diags) ? WN_FAIL : WN_OK;
}

void settle_company(struct testing *testing, struct company *company)
{
	for (size_t i = 0; i < company->fact_count; i++) {
		const struct field *field = dictionary_field(testing->run->dictionary, company->facts[i].field);
		if (*field->scheme && company->facts[i].cause == WN_KNOWN)
			company_add_key(company, str_of(field->scheme), company->facts[i].value.as.text);
	}
	company->id = canonical_id(testing->arena, company);
}

bool read_company(struct testing *testing, const struct wn_tree *table, int32_t day, struct company *company)
{
	company_init(company, testing->arena, testing->run->dictionary);
	if (!facts_of_tree(company, 0, table, day, testing->run->diags))
		return false;
	settle_company(testing, company);
	return true;
}
