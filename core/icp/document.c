/* document.c - the one-page document of a profile, in Markdown: what a sales person reads. Same bytes each time. */
#include "base/arena.h"
#include "base/str.h"
#include "icp/condition.h"

struct page {
	const struct icp *icp;
	const struct dictionary *dictionary;
	struct wn_arena *arena;
	struct buf *out;
	bool has_said;       /* while conditions are joined by "or" */
	const char *between; /* before options of a line */
};

/* ---- pieces ---------------------------------------------------------------------------------------------- */

/* On one line: what parts words is a blank, other control characters are shown, not sent. */
static struct wn_str one_line(struct page *page, struct wn_str text)
{
	char *copy = arena_alloc(page->arena, text.len + 1);
	struct buf shown = {0};
	struct wn_str line;

	for (size_t i = 0; i < text.len; i++)
		copy[i] = strchr("\t\n\v\f\r", text.ptr[i]) && text.ptr[i] ? ' ' : text.ptr[i];
	buf_visible(&shown, str_trim((struct wn_str){copy, text.len}), "");
	line = arena_str(page->arena, buf_as_str(&shown));
	buf_free(&shown);
	return line;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* At the beginning of a line also "-", "+", "=" and "12." would be markup. Where in `text` the sign stands, or its length. */
static size_t leading_mark(struct wn_str text)
{
	size_t digits = 0;

	if (text.len > 0 && strchr("-+=", text.ptr[0]))
		return 0;
	while (digits < text.len && is_digit(text.ptr[digits]))
		digits++;
	return digits > 0 && digits < text.len && strchr(".)", text.ptr[digits]) ? digits : text.len;
}

/* Text of the user, which is never markup. */
static void add_text(struct page *page, struct wn_str text)
{
	bool begins = page->out->len == 0 || page->out->data[page->out->len - 1] == '\n';
	size_t mark;

	text = one_line(page, text);
	mark = begins ? leading_mark(text) : text.len;
	for (size_t i = 0; i < text.len; i++) {
		if (i == mark || strchr("\\`*_[]<>|#&~", text.ptr[i]))
			buf_byte(page->out, '\\');
		buf_byte(page->out, text.ptr[i]);
	}
}

/* 33750 thousandths are 33.75 points. */
static void add_points(struct page *page, int64_t thousandths)
{
	int64_t whole = thousandths / 1000, rest = thousandths % 1000;
	int digits = 3;

	buf_printf(page->out, "%lld", (long long)whole);
	if (rest == 0)
		return;
	while (rest % 10 == 0) {
		rest /= 10;
		digits--;
	}
	buf_printf(page->out, ".%0*lld", digits, (long long)rest);
}

static void add_day(struct page *page, int32_t day)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December"};
	int year, month, mday;

	day_split(day, &year, &month, &mday);
	buf_printf(page->out, "%d %s %d", mday, months[month - 1], year);
}

static bool has_own_label(struct page *page, const struct line *line)
{
	return !str_equal(line->label, line_words(page->arena, page->dictionary, line));
}

static void add_options(struct page *page, const struct line *line)
{
	struct buf *out = page->out;

	if (line->sieve.sure_least != 500)
		buf_printf(out, line->sieve.sure_least % 10 ? "%sonly facts at least %u.%u %% sure" : "%sonly facts at least %u %% sure", page->between,
		           line->sieve.sure_least / 10, line->sieve.sure_least % 10);
	if (line->has_fresh)
		buf_printf(out, "%sonly facts of the last %.*s", page->between, STR_ARG(span_words(page->arena, line->fresh)));
	if (line->has_half_life)
		buf_printf(out, "%sworth half after %.*s", page->between, STR_ARG(span_words(page->arena, line->half_life)));
	if (line->unknown_drops)
		buf_printf(out, "%s**not known means out**", page->between);
	if (line->from.len > 0) {
		buf_text(page->out, " *(from ");
		add_text(page, line->from);
		buf_text(page->out, ")*");
	}
}

/* Conditions of which one is enough, the "or" between them in bold; a verb that all share is said once. */
static void add_either(struct page *page, const struct condition *condition)
{
	for (size_t i = 0; i < condition->as.junction.count; i++) {
		const struct condition *item = condition->as.junction.items[i];
		bool braces = item->kind == CONDITION_JUNCTION && item->as.junction.count > 1;
		struct buf words = {0};
		struct wn_str said;

		condition_words(&words, page->dictionary, item);
		said = buf_as_str(&words);
		if (i > 0 && str_begins(said, WN_STR("has ")) && page->has_said)
			said = str_from(said, 4);
		else
			page->has_said = str_begins(said, WN_STR("has "));
		buf_text(page->out, i > 0 ? ", **or** " : "");
		buf_text(page->out, braces ? "(" : "");
		add_text(page, said);
		buf_text(page->out, braces ? ")" : "");
		buf_free(&words);
	}
}

static bool is_either(const struct condition *condition)
{
	return condition->kind == CONDITION_JUNCTION && condition->as.junction.word == JUNCTION_ANY && condition->as.junction.count > 1;
}

/* A line of must: "label: condition", or the condition alone where it is the label. */
static void add_line(struct page *page, const struct line *line)
{
	add_text(page, line->label);
	if (has_own_label(page, line) && line_aside(page->arena, page->dictionary, line, "or").details.len > 0) {
		buf_text(page->out, ": ");
		if (is_either(line->condition))
			add_either(page, line->condition);
		else
			add_text(page, line_words(page->arena, page->dictionary, line));
	}
	add_options(page, line);
}

/* A label that ends in "lately" or "now" gives way to how long ago that is. */
static struct wn_str without_lately(struct wn_str label)
{
	static const char *const words[] = {" lately", " recently", " now"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_ends(label, str_of(words[i])))
			return str_first(label, label.len - strlen(words[i]));
	return label;
}

/* Any other line: "label in the last 90 days (details)". */
static void add_short_line(struct page *page, const struct line *line, const char *conjunction)
{
	struct aside aside = {{0}, {0}};

	if (has_own_label(page, line))
		aside = line_aside(page->arena, page->dictionary, line, conjunction);
	add_text(page, aside.time.len > 0 ? without_lately(line->label) : line->label);
	if (aside.time.len > 0)
		buf_printf(page->out, " %.*s", STR_ARG(aside.time));
	if (aside.details.len > 0) {
		buf_text(page->out, " (");
		if (is_either(line->condition))
			add_either(page, line->condition);
		else
			add_text(page, aside.details);
		buf_byte(page->out, ')');
	}
	add_options(page, line);
}

static size_t count_lines(const struct page *page, enum section section)
{
	size_t count = 0;

	for (size_t i = 0; i < page->icp->line_count; i++)
		count += page->icp->lines[i].section == section;
	return count;
}

/* ---- head and gates -------------------------------------------------------------------------------------- */

static void add_head(struct page *page)
{
	const struct icp *icp = page->icp;

	buf_text(page->out, "# ");
	add_text(page, icp->name);
	buf_byte(page->out, '\n');
	if (icp->about.len > 0) {
		add_text(page, icp->about);
		buf_byte(page->out, '\n');
	}
	if (icp->owner.len == 0 && icp->review_by == WN_NO_DAY)
		return;
	buf_byte(page->out, '*');
	if (icp->owner.len > 0) {
		buf_text(page->out, "Owner: ");
		add_text(page, icp->owner);
		buf_text(page->out, icp->review_by == WN_NO_DAY ? "." : ". ");
	}
	if (icp->review_by != WN_NO_DAY) {
		buf_text(page->out, "Review by ");
		add_day(page, icp->review_by);
		buf_byte(page->out, '.');
	}
	buf_text(page->out, "*\n");
}

static void add_must(struct page *page)
{
	size_t number = 0;

	if (count_lines(page, SECTION_MUST) == 0)
		return;
	buf_printf(page->out, "\n**It is one of ours only if all of this holds.** What we do not know yet %s.\n",
	           page->icp->undecided_drops ? "keeps a company off the list" : "keeps a company in, marked \"open\"");
	for (size_t i = 0; i < page->icp->line_count; i++) {
		const struct line *line = &page->icp->lines[i];

		if (line->section != SECTION_MUST)
			continue;
		buf_printf(page->out, "%zu. ", ++number);
		add_line(page, line);
		buf_byte(page->out, '\n');
	}
}

/* The built-in lines are the last, and share one mark. */
static void add_never(struct page *page)
{
	bool more = false, built_in = false;

	if (count_lines(page, SECTION_MUST_NOT) == 0)
		return;
	buf_text(page->out, "\n**Never, whatever its score:** ");
	for (size_t i = 0; i < page->icp->line_count; i++) {
		const struct line *line = &page->icp->lines[i];

		if (line->section != SECTION_MUST_NOT)
			continue;
		buf_text(page->out, !more ? "" : built_in ? ", " : " · ");
		if (line->built_in)
			add_text(page, line->label);
		else
			add_short_line(page, line, NULL);
		built_in = line->built_in;
		more = true;
	}
	buf_text(page->out, built_in ? " *(built in)*\n" : "\n");
}

/* ---- scores ---------------------------------------------------------------------------------------------- */

static void add_weight(struct page *page, int32_t points)
{
	if (points < 0)
		buf_printf(page->out, "takes away %d", -points);
	else
		buf_printf(page->out, "%d", points);
}

static bool opens_group(const struct icp *icp, size_t index)
{
	return index == 0 || icp->lines[index - 1].section != icp->lines[index].section || icp->lines[index - 1].group != icp->lines[index].group;
}

static bool same_group(const struct line *line, const struct line *first)
{
	return line->section == first->section && line->group == first->group;
}

/* What the lines of a best_of have in common, if all ask for one number or date: "size". */
static struct wn_str common_noun(struct page *page, size_t first)
{
	static const char *const nouns[][2] = {{"employees", "size"}, {"group_employees", "size of the group"}, {"founded", "age"},
		{"arr", "recurring revenue"}};
	const struct icp *icp = page->icp;
	const struct field *field = NULL;

	for (size_t i = first; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];

		if (!same_group(line, &icp->lines[first]))
			continue;
		if (line->condition->kind != CONDITION_FIELD)
			return (struct wn_str){0};
		if (field && field != dictionary_field(page->dictionary, line->condition->as.field.id))
			return (struct wn_str){0};
		field = dictionary_field(page->dictionary, line->condition->as.field.id);
	}
	for (size_t i = 0; field && i < sizeof(nouns) / sizeof(nouns[0]); i++)
		if (strcmp(field->name, nouns[i][0]) == 0)
			return str_of(nouns[i][1]);
	return (struct wn_str){0};
}

/* The lines of a group, each with its points, into `row`; how many there are. */
static size_t add_members(struct page *page, size_t first, bool plain, struct buf *row)
{
	const struct icp *icp = page->icp;
	struct buf *out = page->out;
	size_t count = 0;

	page->out = row;
	page->between = ", ";
	for (size_t i = first; i < icp->line_count; i++) {
		if (!same_group(&icp->lines[i], &icp->lines[first]))
			continue;
		buf_text(row, count++ == 0 ? "" : plain ? ", " : "; ");
		add_short_line(page, &icp->lines[i], "or");
		buf_text(row, plain ? " " : ": ");
		add_weight(page, icp->lines[i].points);
	}
	page->out = out;
	page->between = "; ";
	return count;
}

static size_t count_bytes(const struct buf *row, char byte)
{
	size_t count = 0;

	for (size_t i = 0; i < row->len; i++)
		count += row->data[i] == byte;
	return count;
}

static int32_t best_points(const struct icp *icp, size_t first)
{
	int32_t best = 0;

	for (size_t i = first; i < icp->line_count; i++)
		if (same_group(&icp->lines[i], &icp->lines[first]) && icp->lines[i].points > best)
			best = icp->lines[i].points;
	return best;
}

/* The lines of a best_of stand together: one row, the best one counts. Commas part them where they have none of their own. */
static void add_group(struct page *page, size_t first)
{
	struct wn_str noun = common_noun(page, first);
	struct buf row = {0};
	size_t count = add_members(page, first, true, &row);

	if (count_bytes(&row, ',') >= count) {
		buf_clear(&row);
		add_members(page, first, false, &row);
	}
	buf_printf(page->out, "| %.*s%sthe best one counts: %.*s | %d |\n", STR_ARG(noun), noun.len > 0 ? ", " : "", STR_ARG(buf_as_str(&row)),
	           best_points(page->icp, first));
	buf_free(&row);
}

static bool group_was_shown(const struct icp *icp, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (icp->lines[i].section == icp->lines[index].section && icp->lines[i].group == icp->lines[index].group)
			return true;
	return false;
}

static void add_table(struct page *page, enum section section, const char *title)
{
	const struct icp *icp = page->icp;

	buf_printf(page->out, "\n| %s | points |\n|---|---|\n", title);
	for (size_t i = 0; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];

		if (line->section != section)
			continue;
		if (line->group > 0) {
			if (opens_group(icp, i) && !group_was_shown(icp, i))
				add_group(page, i);
			continue;
		}
		buf_text(page->out, "| ");
		add_short_line(page, line, "or");
		buf_text(page->out, " | ");
		add_weight(page, line->points);
		buf_text(page->out, " |\n");
	}
}

static void add_fit(struct page *page)
{
	const struct icp *icp = page->icp;
	int64_t possible = icp_score(icp, SECTION_FIT, NULL, NULL).possible;

	if (count_lines(page, SECTION_FIT) > 0)
		add_table(page, SECTION_FIT, "What makes it a better fit");
	if (possible > 0)
		buf_printf(page->out, "| **possible** | **%lld** |\n", (long long)possible / 1000);
	if (icp->tier_count > 0)
		buf_byte(page->out, '\n');
	for (size_t i = 0; i < icp->tier_count; i++) {
		buf_printf(page->out, "%.*s from %d %%, that is ", STR_ARG(icp->tiers[i].name), (int)icp->tiers[i].threshold);
		add_points(page, possible * icp->tiers[i].threshold / 100);
		buf_text(page->out, " points. ");
	}
	if (icp->tier_count > 0)
		buf_text(page->out, "Below that: listed after the others, without a letter.\n");
	if (icp->has_floor)
		buf_printf(page->out, "\nA fit below %d %% is not listed.\n", (int)icp->floor);
}

static void add_timing(struct page *page)
{
	const struct icp *icp = page->icp;

	if (count_lines(page, SECTION_TIMING) > 0)
		add_table(page, SECTION_TIMING, "Why now");
	if (icp->heat_count > 0 || count_lines(page, SECTION_TIMING) > 0)
		buf_byte(page->out, '\n');
	for (size_t i = 0; i < icp->heat_count; i++) {
		size_t from = page->out->len;

		buf_printf(page->out, "%s%.*s from %d %%", i ? ", " : "", STR_ARG(icp->heats[i].name), (int)icp->heats[i].threshold);
		if (i == 0 && page->out->data[from] >= 'a' && page->out->data[from] <= 'z')
			page->out->data[from] -= 'a' - 'A';
	}
	if (icp->heat_count > 0)
		buf_text(page->out, count_lines(page, SECTION_TIMING) > 0 ? ". " : ".\n");
	if (count_lines(page, SECTION_TIMING) > 0)
		buf_text(page->out, "Timing orders companies inside a letter; it never lifts a poor fit.\n");
}

/* ---- people ---------------------------------------------------------------------------------------------- */

/* "vp" is VP to those who read the page. */
static void add_word(struct page *page, struct wn_str word)
{
	if (str_is(word, "vp"))
		buf_text(page->out, "VP");
	else
		add_text(page, word);
}

static void add_value(struct page *page, const struct wn_tree *value)
{
	size_t count = value && value->kind == WN_TREE_TABLE ? value->count : 0;

	if (value && value->kind == WN_TREE_TEXT)
		add_word(page, value->as.text);
	for (size_t i = 0; i < count; i++) {
		buf_text(page->out, i == 0 ? "" : i + 1 < count ? ", " : " or ");
		add_word(page, value->entries[i].value->as.text);
	}
}

static void add_persona(struct page *page, const struct wn_tree *persona)
{
	static const char *const keys[] = {"titles", "department", "seniority"};
	const struct wn_tree *max = tree_value(persona, "max");
	bool more = false;

	add_text(page, tree_bare(persona, 0)->as.text);
	buf_text(page->out, " (");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (tree_value(persona, keys[i])) {
			buf_text(page->out, more ? "; " : "");
			add_value(page, tree_value(persona, keys[i]));
			more = true;
		}
	buf_printf(page->out, "; at most %lld)", max ? (long long)max->as.integer : 1);
}

/* What the profile says about one channel, stricter than the law; "ok" asks for nothing. */
static const char *stricter(struct wn_str rule)
{
	static const char *const words[][2] = {{"needs_notice", "only with notice"}, {"needs_consent", "only with consent"}, {"blocked", "never"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(rule, words[i][0]))
			return words[i][1];
	return NULL;
}

static void add_channels(struct page *page)
{
	static const char *const channels[][2] = {{"email", "e-mail"}, {"phone", "telephone"}, {"post", "post"}};
	const struct wn_tree *contact = page->icp->contact;
	bool more = false;

	buf_text(page->out, "**Channels:** as the law of the person's country allows");
	for (size_t i = 0; contact && i < sizeof(channels) / sizeof(channels[0]); i++) {
		const struct wn_tree *rule = tree_value(contact, channels[i][0]);

		if (!rule || !stricter(rule->as.text))
			continue;
		buf_printf(page->out, "%s%s %s", more ? ", " : ", but ", channels[i][1], stricter(rule->as.text));
		more = true;
	}
	buf_text(page->out, ".\n");
}

static void add_people(struct page *page)
{
	const struct wn_tree *personas = page->icp->personas;

	buf_byte(page->out, '\n');
	for (size_t i = 0; personas && i < personas->count; i++) {
		buf_text(page->out, i == 0 ? "**Whom to talk to:** " : " · ");
		add_persona(page, personas->entries[i].value);
	}
	if (personas && personas->count > 0)
		buf_text(page->out, ". ");
	add_channels(page);
}

void icp_show(const struct icp *icp, const struct dictionary *dictionary, struct buf *out)
{
	struct page page = {icp, dictionary, arena_new(), out, false, "; "};

	add_head(&page);
	add_must(&page);
	add_never(&page);
	add_fit(&page);
	add_timing(&page);
	add_people(&page);
	buf_text(out, "\n*Two people who read this page and look at one company should come to the same answer; where they do not, the line is "
	              "at fault: change it, and the change shows up in the next list with its reason.*\n");
	arena_free(page.arena);
}
