/* icp_print.c - a profile printed in its own language means the same, and the order of keys changes nothing: on profiles written here,
 * on random ones, on those of pipelines/icp and on those that people wrote (WINNOW_EXAMPLES).
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <string.h>

#include "support_random_profile.h"

/* ---- compiling ------------------------------------------------------------------------------------------- */

struct compiled {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct diags *diags;
	struct wn_tree *tree;
	struct icp *icp;
};

static const struct wn_tree *load(void *context, struct wn_str path, struct place place, struct diags *diags)
{
	(void)place;
	return describe_file(context, path, diags);
}

/* `dice`: shuffles all keys first, and values where order has no meaning if `values`. */
static struct compiled compile(struct wn_str path, struct wn_str text, struct dice *dice, bool values)
{
	struct compiled made = {arena_new(), dictionary_new(), diags_new(), NULL, NULL};
	struct icp_loader loader = {load, made.arena};

	made.tree = describe_text(made.arena, arena_str(made.arena, path), arena_str(made.arena, text), made.diags);
	if (made.tree && dice)
		profile_shuffle(made.tree, dice, values);
	if (made.tree)
		made.icp = icp_compile(made.arena, made.dictionary, made.tree, &loader, made.diags);
	if (!made.icp || diags_errors(made.diags)) {
		fprintf(stderr, "%.*s\n", STR_ARG(text));
		diags_print(made.diags, stderr);
		fail_msg("%.*s does not compile", STR_ARG(path));
	}
	return made;
}

static void compiled_free(struct compiled *made)
{
	diags_free(made->diags);
	dictionary_free(made->dictionary);
	arena_free(made->arena);
}

/* ---- the properties -------------------------------------------------------------------------------------- */

static const struct line *line_of_id(const struct icp *icp, struct wn_str id)
{
	for (size_t i = 0; i < icp->line_count; i++)
		if (str_equal(icp->lines[i].id, id))
			return &icp->lines[i];
	return NULL;
}

/* Same ids, each with the same meaning and label, and the same meaning of the whole. */
static void assert_same(const struct compiled *one, const struct compiled *two, const char *text)
{
	bool same = one->icp->line_count == two->icp->line_count && strcmp(one->icp->meaning, two->icp->meaning) == 0;

	for (size_t i = 0; i < one->icp->line_count; i++) {
		const struct line *a = &one->icp->lines[i], *b = line_of_id(two->icp, a->id);

		if (!b || strcmp(a->meaning, b->meaning) != 0 || !str_equal(a->label, b->label) || !str_equal(a->note, b->note)) {
			fprintf(stderr, "line %.*s \"%.*s\" became \"%.*s\"%s\n", STR_ARG(a->id), STR_ARG(a->label), STR_ARG(b ? b->label : (struct wn_str){0}),
			        b && strcmp(a->meaning, b->meaning) != 0 ? " of another meaning" : "");
			same = false;
		}
	}
	if (!same)
		fprintf(stderr, "%s\n", text);
	assert_true(same);
}

/* Printed and compiled it is the same; printed again it is the same text. */
static void check_print(const struct compiled *made, struct wn_str path)
{
	struct buf text = {0}, again = {0};
	struct compiled back;

	icp_print(made->icp, made->dictionary, &text);
	back = compile(path, buf_as_str(&text), NULL, false);
	assert_same(made, &back, text.data);
	icp_print(back.icp, back.dictionary, &again);
	assert_string_equal(text.data, again.data);
	compiled_free(&back);
	buf_free(&text);
	buf_free(&again);
}

static void assert_same_bytes(const struct compiled *one, const struct compiled *two,
                              void (*print)(const struct icp *, const struct dictionary *, struct buf *))
{
	struct buf first = {0}, second = {0};

	print(one->icp, one->dictionary, &first);
	print(two->icp, two->dictionary, &second);
	assert_string_equal(first.data, second.data);
	buf_free(&first);
	buf_free(&second);
}

/* The order of keys shows nowhere; that of values, where it has no meaning, only in what people read. */
static void check_shuffled(const struct compiled *made, struct wn_str path, struct wn_str text, struct dice *dice)
{
	struct compiled keys = compile(path, text, dice, false), values = compile(path, text, dice, true);

	assert_same(made, &keys, text.ptr);
	assert_same_bytes(made, &keys, icp_show);
	assert_same_bytes(made, &keys, icp_show_html);
	assert_same_bytes(made, &keys, icp_print);
	assert_string_equal(made->icp->meaning, values.icp->meaning);
	random_verdicts_equal(made->dictionary, made->icp, values.dictionary, values.icp, dice);
	compiled_free(&keys);
	compiled_free(&values);
}

static void check(struct wn_str path, struct wn_str text, struct dice *dice)
{
	struct compiled made = compile(path, text, NULL, false);

	check_print(&made, path);
	check_shuffled(&made, path, text, dice);
	compiled_free(&made);
}

/* ---- profiles -------------------------------------------------------------------------------------------- */

/* Every word of the language, and what is hard to print. */
static const char *const written[] = {
	"icp { name = 'a \"b\"\\n\\\\', must = { { country = 'FR' } } }",
	"icp { name = 'n', review_by = '2027-02-01', about = 'x', owner = 'y', must_not = { { 'ceased', status = 'ceased', replace = true } } }",
	"icp { name = 'n', without = { 'ceased', 'natural-person' }, must = { { all_of { { uses = 'A' }, { uses = 'B' } } } } }",
	"icp { name = 'n', must = { { any_of { { uses = 'A' }, uses = 'B', none_of { country = 'FR', employees = below(10) } }, country = 'DE' } } }",
	"icp { name = 'n', must = { { 'l', some_of(2, { { country = 'FR', employees = 5 }, city = 'x', all_of { { city = 'y' }, { city = 'z' } } }) } } }",
	"icp { name = 'n', must = { { employees = any_of { between(2.5, 7.5), above(9.5), below(3.5), 4, none_of { at_most(7), at_least(9) } } } } }",
	"icp { name = 'n', must = { { revenue = between(money(1.5, 'EUR'), money(2e6, 'EUR')) }, { arr = above(money(7, 'JPY')) } } }",
	"icp { name = 'n', must = { { founded = { within(days(3)), older_than(weeks(4)), since('2020-02-29'), before('1999-01-01'),"
	" between('2001-01-01', '2001-12-31') } } } }",
	"icp { name = 'n', must = { { uses = { has { 'A', version = below('9.1'), name = mentions { 'a*' } }, has { category = { 'x', 'y' } }, 'B',"
	" count(at_least(2), { 'C' }), count(3) } }, { 'v', uses = has { 'Z', version = '9' } } } }",
	"icp { name = 'n', must = { { teams = some_of(2, { 'a', 'b', count(at_least(2)), known() }) }, { site_text = mentions { 'x y', 'z*' } },"
	" { 'r', site_text = matches { 'RCS [A-Z]', '\\\\d+\\\\.' } }, { domain = known() }, { 'p', city = prefix { 'Saint ' } } } }",
	"icp { name = 'n', must = { { industry = { nace { '62', '63.1' }, naf '62.01Z', sic { '62012' } } }, { legal_form = { cj { '5' }, 'SAS' } } } }",
	"icp { name = 'n', fields = { x_seats = 'number', x_orders = { ref = 'text', ['end'] = 'text', amount = 'money', day = 'date', ok = 'flag' },"
	" x_v = 'flag', x_w = 'set' }, must = { { x_seats = above(2.5) }, { x_orders = has { 'r', ['end'] = 'x', amount = at_least(money(1, 'EUR')),"
	" x_more = 5, x_day = within(days(3)), ok = true } }, { x_v = true, x_w = 'm' } } }",
	"icp { name = 'n', must = { { 'l', when({ 'employees', 'country' }, function(a, b) return a.low > 5 and b == 'FR' end) } } }",
	"icp { name = 'n', fit = { { 5, country = 'FR' }, best_of { { 10, 'a', employees = 5 }, { 3, 'b', city = 'x', id = 'bb' } }, { -2, 'c', listed = true } },"
	" timing = { { 5, 't', signal = has { 'funding', date = within(days(30)) }, half_life = days(10) },"
	" best_of { { 1, 'u', openings = count(at_least(1)) } } },"
	" tiers = { A = 70, B = 45 }, heat = { hot = 50, warm = 20 }, floor = 0, undecided = 'drop', contact = { email = 'blocked', post = 'ok' },"
	" personas = { { 'buyer', titles = { 'CRO' }, max = 2, department = 'sales' } } }",
	"icp { name = 'n', must = { { 'l', country = 'FR', unknown = 'drop', sure = 0.801, fresh = months(30), note = 'why not' } } }",
	"icp { name = 'n', must = { { '\xd0\xb4\xd0\xb0', country = 'FR' }, { industry = known(), employees = known(), revenue = known(),"
	" site_text = known(), is_national_parent = known(), natural_person = known(), subsidiaries = known(), openings = known() } } }",
};

static void written_profiles(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++)
		for (int round = 0; round < 5; round++)
			check(WN_STR("p.lua"), str_of(written[i]), &dice);
}

static void random_profiles(void **state)
{
	struct dice dice = dice_new();
	struct buf text = {0};

	(void)state;
	for (int i = 0; i < 400; i++) {
		buf_clear(&text);
		random_profile(&dice, &text);
		check(WN_STR("p.lua"), buf_as_str(&text), &dice);
	}
	buf_free(&text);
}

static void check_file(const char *path, struct dice *dice)
{
	struct wn_arena *arena = arena_new();
	struct diags *diags = diags_new();
	struct wn_str text;

	assert_non_null(describe_file_text(arena, str_of(path), &text, diags));
	check(str_of(path), text, dice);
	diags_free(diags);
	arena_free(arena);
}

static size_t check_folder(const char *pattern, struct dice *dice)
{
	size_t count = 0;
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0)
		return 0;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (strstr(found.gl_pathv[i], ".test.lua"))
			continue;
		check_file(found.gl_pathv[i], dice);
		count++;
	}
	globfree(&found);
	return count;
}

static void shipped_profiles(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	assert_true(check_folder("pipelines/icp/*.lua", &dice) > 0);
}

static void example_profiles(void **state)
{
	const char *folder = getenv("WINNOW_EXAMPLES");
	struct dice dice = dice_new();
	char pattern[4096];

	(void)state;
	if (!folder || !*folder) {
		puts("# skipped: no examples; set WINNOW_EXAMPLES to the folder that holds icp/");
		return;
	}
	snprintf(pattern, sizeof pattern, "%s/icp/*.lua", folder);
	assert_true(check_folder(pattern, &dice) > 0);
}

/* A printed line as breadth proposes it. */
static void one_line(void **state)
{
	struct profile_world world = world_of_line("employees = between(50, 500), country = { 'FR', 'BE' }, unknown = 'drop'");
	struct buf out = {0};

	(void)state;
	line_print(&world.icp->lines[0], world.dictionary, &out);
	assert_string_equal(out.data, "{ \"l\", country = { \"FR\", \"BE\" }, employees = between(50, 500), unknown = \"drop\" }");
	buf_free(&out);
	world_free(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_profiles), cmocka_unit_test(random_profiles),  cmocka_unit_test(shipped_profiles),
		cmocka_unit_test(example_profiles), cmocka_unit_test(one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
