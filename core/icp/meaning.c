/* meaning.c - one spelling for conditions that mean the same, and hashes over it. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/str.h"
#include "icp/condition.h"

/* ---- pieces in any order --------------------------------------------------------------------------------- */

/* Spellings that are put out sorted. */
struct pieces {
	struct buf *at;
	size_t count;
};

static struct pieces pieces_new(size_t count)
{
	struct pieces pieces = {xmalloc((count ? count : 1) * sizeof(struct buf)), count};

	for (size_t i = 0; i < count; i++)
		pieces.at[i] = (struct buf){0};
	return pieces;
}

static int by_bytes(const void *left, const void *right)
{
	return str_compare(buf_as_str(left), buf_as_str(right));
}

static void pieces_end(struct pieces *pieces, struct buf *out)
{
	qsort(pieces->at, pieces->count, sizeof *pieces->at, by_bytes);
	for (size_t i = 0; i < pieces->count; i++) {
		buf_text(out, i ? "," : "");
		buf_str(out, buf_as_str(&pieces->at[i]));
		buf_free(&pieces->at[i]);
	}
	free(pieces->at);
}

/* ---- leaves ---------------------------------------------------------------------------------------------- */

/* A text that cannot be taken for anything else. */
static void spell_text(struct buf *out, struct wn_str text)
{
	buf_printf(out, "%zu:", text.len);
	buf_str(out, text);
}

static void spell_terms(struct buf *out, const char *word, const struct term *terms, size_t count, bool code)
{
	struct pieces pieces = pieces_new(count);

	buf_printf(out, "%s{", word);
	for (size_t i = 0; i < count; i++) {
		spell_text(&pieces.at[i], code ? terms[i].text : terms[i].key);
		buf_text(&pieces.at[i], terms[i].stem ? "*" : "");
	}
	pieces_end(&pieces, out);
	buf_byte(out, '}');
}

static void spell_limit(struct buf *out, const struct limit *limit)
{
	if (limit->moving)
		buf_printf(out, "~%d*%lld+%lld", (int)limit->span.unit, (long long)limit->span.count, (long long)limit->shift);
	else if (limit->value == WN_OPEN_LOW || limit->value == WN_OPEN_HIGH)
		buf_text(out, "*");
	else
		buf_printf(out, "%lld", (long long)limit->value);
}

static void spell_matcher(struct buf *out, const struct matcher *matcher);

static void spell_junction(struct buf *out, const struct matcher *matcher)
{
	static const char *const words[] = {"all", "any", "none", "some"};
	struct pieces pieces;

	/* Of one entry, any_of and all_of are the entry. */
	if (matcher->as.junction.count == 1 && matcher->as.junction.word != JUNCTION_NONE) {
		spell_matcher(out, matcher->as.junction.items[0]);
		return;
	}
	pieces = pieces_new(matcher->as.junction.count);
	buf_text(out, words[matcher->as.junction.word]);
	if (matcher->as.junction.word == JUNCTION_SOME)
		buf_printf(out, "%zu", matcher->as.junction.need);
	buf_byte(out, '{');
	for (size_t i = 0; i < matcher->as.junction.count; i++)
		spell_matcher(&pieces.at[i], matcher->as.junction.items[i]);
	pieces_end(&pieces, out);
	buf_byte(out, '}');
}

static void spell_items(struct buf *out, const struct matcher *matcher)
{
	const struct filter *filter = &matcher->as.items.filter;
	struct pieces pieces = pieces_new(filter->count);

	if (matcher->as.items.count) {
		buf_text(out, "count(");
		spell_matcher(out, matcher->as.items.count);
		buf_text(out, ")");
	}
	buf_text(out, "has{");
	for (size_t i = 0; i < filter->count; i++) {
		buf_str(&pieces.at[i], filter->tests[i].attribute);
		buf_byte(&pieces.at[i], '=');
		spell_matcher(&pieces.at[i], filter->tests[i].matcher);
	}
	pieces_end(&pieces, out);
	buf_byte(out, '}');
}

static void spell_interval(struct buf *out, const struct matcher *matcher)
{
	buf_printf(out, "%s[", matcher->as.interval.currency);
	spell_limit(out, &matcher->as.interval.low);
	buf_text(out, "..");
	spell_limit(out, &matcher->as.interval.high);
	buf_byte(out, ']');
}

static void spell_matcher(struct buf *out, const struct matcher *matcher)
{
	switch (matcher->kind) {
	case MATCHER_JUNCTION:
		spell_junction(out, matcher);
		break;
	case MATCHER_TEXT:
	case MATCHER_MEMBER:
		spell_terms(out, "", matcher->as.terms.at, matcher->as.terms.count, false);
		break;
	case MATCHER_FLAG:
		buf_text(out, matcher->as.flag ? "true" : "false");
		break;
	case MATCHER_KNOWN:
		buf_text(out, "known");
		break;
	case MATCHER_INTERVAL:
		spell_interval(out, matcher);
		break;
	case MATCHER_VERSION:
		buf_printf(out, "version%d", (int)matcher->as.version.word);
		spell_text(out, matcher->as.version.text);
		break;
	case MATCHER_PREFIX:
		spell_terms(out, "prefix", matcher->as.terms.at, matcher->as.terms.count, false);
		break;
	case MATCHER_MENTIONS:
		spell_terms(out, "mentions", matcher->as.terms.at, matcher->as.terms.count, false);
		break;
	case MATCHER_MATCHES:
		spell_terms(out, "matches", matcher->as.terms.at, matcher->as.terms.count, false);
		break;
	case MATCHER_CODE:
		buf_str(out, matcher->as.code.scheme);
		spell_terms(out, "", matcher->as.code.at, matcher->as.code.count, true);
		break;
	case MATCHER_HAS:
	case MATCHER_COUNT:
		spell_items(out, matcher);
		break;
	case MATCHER_RANGES: /* only what was written has a spelling, not what it was folded into */
	case MATCHER_MOVING:
		break;
	}
}

/* ---- conditions ------------------------------------------------------------------------------------------ */

static void spell_conditions(struct buf *out, const struct dictionary *dictionary, const struct condition *condition)
{
	static const char *const words[] = {"ALL", "ANY", "NONE", "SOME"};
	size_t count = condition->as.junction.count;
	struct pieces pieces;

	if (count == 1 && condition->as.junction.word != JUNCTION_NONE) {
		condition_spell(out, dictionary, condition->as.junction.items[0]);
		return;
	}
	pieces = pieces_new(count);
	buf_text(out, words[condition->as.junction.word]);
	if (condition->as.junction.word == JUNCTION_SOME)
		buf_printf(out, "%zu", condition->as.junction.need);
	buf_byte(out, '(');
	for (size_t i = 0; i < count; i++)
		condition_spell(&pieces.at[i], dictionary, condition->as.junction.items[i]);
	pieces_end(&pieces, out);
	buf_byte(out, ')');
}

void condition_spell(struct buf *out, const struct dictionary *dictionary, const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_JUNCTION:
		spell_conditions(out, dictionary, condition);
		break;
	case CONDITION_FIELD:
		buf_printf(out, "%s=", dictionary_field(dictionary, condition->as.field.id)->name);
		spell_matcher(out, condition->as.field.matcher);
		break;
	case CONDITION_WHEN:
		buf_text(out, "when(");
		for (size_t i = 0; i < condition->as.when.count; i++)
			buf_printf(out, "%s,", dictionary_field(dictionary, condition->as.when.fields[i])->name);
		spell_text(out, condition->as.when.code->as.text);
		buf_byte(out, ')');
		break;
	}
}

/* ---- hashes ---------------------------------------------------------------------------------------------- */

static void hash(const struct buf *text, char hex[65])
{
	uint8_t digest[DIGEST_SIZE];

	digest_bytes(buf_as_str(text), digest);
	digest_hex(digest, hex);
}

static void spell_span(struct buf *out, const char *name, bool given, struct span span)
{
	if (given)
		buf_printf(out, "\n%s %d*%lld", name, (int)span.unit, (long long)span.count);
}

void line_meaning(struct line *line, const struct dictionary *dictionary)
{
	struct buf out = {0};

	buf_printf(&out, "%s %d %s\n", section_name(line->section), (int)line->points, line->group ? "best_of" : "");
	condition_spell(&out, dictionary, line->condition);
	buf_printf(&out, "\nsure %u %s", line->sieve.sure_least, line->unknown_drops ? "drop" : "keep");
	spell_span(&out, "fresh", line->has_fresh, line->fresh);
	spell_span(&out, "half_life", line->has_half_life, line->half_life);
	hash(&out, line->meaning);
	buf_free(&out);
}

/* ---- lines with those that share their best_of --------------------------------------------------------------
 *
 * Which line stands with which is part of the meaning of the whole. The spelling of a line is its own meaning, a blank, and the sorted
 * meanings of its group behind one comma for every other line of the profile: that is bytes in the square of the lines, so they
 * go into the hash as they come, and no line looks at all others.
 */

static int compare_groups(const struct line *a, const struct line *b)
{
	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return 0;
}

/* Members of a group side by side, by meaning. */
static int by_group(const void *left, const void *right)
{
	const struct line *a = *(const struct line *const *)left, *b = *(const struct line *const *)right;
	int order = compare_groups(a, b);

	return order ? order : strcmp(a->meaning, b->meaning);
}

/* A line and where its group stands among the sorted ones. */
struct member {
	const struct line *line;
	const struct line *const *group;
	size_t count;
};

/* Equal meanings in groups of other company: what comes behind the commas decides, and fewer commas come later. */
static int by_spelling(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	int order = strcmp(a->line->meaning, b->line->meaning);

	if (order || a->count != b->count)
		return order ? order : a->count < b->count ? -1 : 1;
	for (size_t i = 0; !order && i < a->count; i++)
		order = strcmp(a->group[i]->meaning, b->group[i]->meaning);
	return order;
}

static struct member *members_of(const struct icp *icp, const struct line **sorted)
{
	struct member *members = xmalloc((icp->line_count + 1) * sizeof *members);
	size_t end;

	for (size_t i = 0; i < icp->line_count; i++)
		sorted[i] = &icp->lines[i];
	qsort(sorted, icp->line_count, sizeof *sorted, by_group);
	for (size_t i = 0; i < icp->line_count; i = end) {
		for (end = i + 1; sorted[i]->group && end < icp->line_count && compare_groups(sorted[i], sorted[end]) == 0;)
			end++;
		for (size_t j = i; j < end; j++)
			members[j] = (struct member){sorted[j], sorted + i, end - i};
	}
	qsort(members, icp->line_count, sizeof *members, by_spelling);
	return members;
}

static void hash_text(struct digest_state *digest, const char *text)
{
	digest_add(digest, text, strlen(text));
}

static void hash_commas(struct digest_state *digest, size_t count)
{
	static const char commas[] = ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,";

	for (; count >= sizeof commas - 1; count -= sizeof commas - 1)
		digest_add(digest, commas, sizeof commas - 1);
	digest_add(digest, commas, count);
}

static void hash_lines(struct digest_state *digest, const struct icp *icp)
{
	const struct line **sorted = xmalloc((icp->line_count + 1) * sizeof *sorted);
	struct member *members = members_of(icp, sorted);

	for (size_t i = 0; i < icp->line_count; i++) {
		hash_text(digest, i ? "," : "");
		hash_text(digest, members[i].line->meaning);
		hash_text(digest, " ");
		hash_commas(digest, icp->line_count - members[i].count);
		for (size_t j = 0; j < members[i].count; j++) {
			hash_text(digest, j ? "," : "");
			hash_text(digest, members[i].group[j]->meaning);
		}
	}
	free(members);
	free(sorted);
}

static void spell_tiers(struct buf *out, const char *name, const struct tier *tiers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "\n%s %.*s %d", name, STR_ARG(tiers[i].name), (int)tiers[i].threshold);
}

static void spell_tree(struct buf *out, const char *name, const struct wn_tree *tree)
{
	struct wn_arena *arena = arena_new();

	if (tree) {
		buf_printf(out, "\n%s ", name);
		spell_text(out, tree_print(arena, tree));
	}
	arena_free(arena);
}

void icp_meaning(struct icp *icp)
{
	struct digest_state *digest = digest_new();
	uint8_t bytes[DIGEST_SIZE];
	struct buf out = {0};

	hash_lines(digest, icp);
	spell_tiers(&out, "tier", icp->tiers, icp->tier_count);
	spell_tiers(&out, "heat", icp->heats, icp->heat_count);
	if (icp->has_floor)
		buf_printf(&out, "\nfloor %d", (int)icp->floor);
	buf_printf(&out, "\nundecided %s", icp->undecided_drops ? "drop" : "keep");
	spell_tree(&out, "personas", icp->personas);
	spell_tree(&out, "contact", icp->contact);
	digest_add(digest, out.data, out.len);
	digest_end(digest, bytes);
	digest_hex(bytes, icp->meaning);
	buf_free(&out);
}
