/* company_join.c - rows become companies: what joins, what is refused, and that the order of rows plays no part. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/str.h"
#include "company/identity.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MOST_ROWS 24
#define MOST_KEYS 4
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A row: keys as "scheme:value", ends with null. */
struct row {
	const char *keys[MOST_KEYS + 1];
};

static struct key key_of(const char *text)
{
	size_t len = (size_t)(strchr(text, ':') - text);
	return (struct key){{text, len}, str_of(text + len + 1)};
}

static size_t count_keys(const struct row *row)
{
	size_t count = 0;
	while (row->keys[count])
		count++;
	return count;
}

static void add_row(struct joiner *joiner, size_t number, const struct row *row)
{
	struct key keys[MOST_KEYS];
	for (size_t i = 0; i < count_keys(row); i++)
		keys[i] = key_of(row->keys[i]);
	joiner_add(joiner, number, keys, count_keys(row));
}

static struct joiner *settle(const struct row *rows, size_t count, size_t *group)
{
	struct joiner *joiner = joiner_new();
	for (size_t i = 0; i < count; i++)
		add_row(joiner, i, &rows[i]);
	joiner_settle(joiner, group, count);
	return joiner;
}

static void assert_str(struct wn_str text, const char *expected)
{
	char copy[128] = "";
	assert_true(text.len < sizeof copy);
	if (text.len)
		memcpy(copy, text.ptr, text.len);
	assert_string_equal(copy, expected);
}

static void assert_refusal(const struct refusal *refusal, const char *key, const char *first, const char *second)
{
	struct key expected = key_of(key);
	assert_true(str_equal(refusal->key.scheme, expected.scheme));
	assert_true(str_equal(refusal->key.value, expected.value));
	assert_str(refusal->first, first);
	assert_str(refusal->second, second);
}

static void assert_groups(const size_t *group, const size_t *expected, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_int_equal(group[i], expected[i]);
}

/* ---- examples ---- */

static void rows_with_a_key_in_common_join(void **state)
{
	static const struct row rows[] = {
		{{"domain:acme.fr"}}, {{"fr-siren:1", "lei:L"}}, {{"lei:L", "vat:V"}}, {{NULL}}, {{"vat:V", "domain:acme.fr"}}, {{"fr-siren:2"}}, {{NULL}},
	};
	static const size_t expected[] = {0, 0, 0, 3, 0, 5, 6};
	size_t group[COUNT(rows)], refused;
	(void)state;
	struct joiner *joiner = settle(rows, COUNT(rows), group);
	assert_groups(group, expected, COUNT(rows));
	joiner_refusals(joiner, &refused);
	assert_int_equal(refused, 0);
	joiner_free(joiner);
}

static void equal_values_of_two_schemes_do_not_join(void **state)
{
	static const struct row rows[] = {{{"fr-siren:1"}}, {{"no-orgnr:1"}}, {{"own:1"}}, {{"own:1"}}};
	static const size_t expected[] = {0, 1, 2, 3};
	size_t group[COUNT(rows)];
	(void)state;
	joiner_free(settle(rows, COUNT(rows), group));
	assert_groups(group, expected, COUNT(rows));
}

static void two_ids_of_one_scheme_stay_apart(void **state)
{
	static const struct row rows[] = {{{"fr-siren:2", "domain:x.fr"}}, {{"fr-siren:1", "domain:x.fr"}}, {{"fr-siren:2", "domain:x.fr"}}};
	static const size_t expected[] = {0, 1, 0};
	size_t group[COUNT(rows)], refused;
	(void)state;
	struct joiner *joiner = settle(rows, COUNT(rows), group);
	const struct refusal *refusals = joiner_refusals(joiner, &refused);
	assert_groups(group, expected, COUNT(rows));
	assert_int_equal(refused, 1);
	assert_refusal(&refusals[0], "domain:x.fr", "fr-siren:1", "fr-siren:2");
	joiner_free(joiner);
}

static void a_row_without_stronger_id_joins_the_least(void **state)
{
	static const struct row rows[] = {{{"domain:x.fr"}}, {{"fr-siren:3", "domain:x.fr"}}, {{"fr-siren:1", "domain:x.fr"}}, {{"fr-siren:2", "domain:x.fr"}}};
	static const size_t expected[] = {0, 1, 0, 3};
	size_t group[COUNT(rows)], refused;
	(void)state;
	struct joiner *joiner = settle(rows, COUNT(rows), group);
	const struct refusal *refusals = joiner_refusals(joiner, &refused);
	assert_groups(group, expected, COUNT(rows));
	assert_int_equal(refused, 2);
	assert_refusal(&refusals[0], "domain:x.fr", "fr-siren:1", "fr-siren:2");
	assert_refusal(&refusals[1], "domain:x.fr", "fr-siren:1", "fr-siren:3");
	joiner_free(joiner);
}

/* Else one id would stand for two companies. */
static void weaker_ids_do_not_part_one_registry_id(void **state)
{
	static const struct row rows[] = {{{"fr-siren:1", "lei:L", "domain:x.fr"}}, {{"fr-siren:1", "lei:M", "domain:y.fr"}}, {{"lei:M"}}};
	static const size_t expected[] = {0, 0, 0};
	size_t group[COUNT(rows)], refused;
	(void)state;
	struct joiner *joiner = settle(rows, COUNT(rows), group);
	assert_groups(group, expected, COUNT(rows));
	joiner_refusals(joiner, &refused);
	assert_int_equal(refused, 0);
	joiner_free(joiner);
}

/* A chain of weak keys cannot bring together what strong ones part; the ids shown are those at the end. */
static void a_chain_is_cut_where_ids_differ(void **state)
{
	static const struct row rows[] = {{{"fr-siren:1", "lei:L"}}, {{"lei:L", "vat:V"}}, {{"lei:M", "vat:V"}}, {{"lei:M", "fr-siren:2"}}, {{"lei:N", "vat:V"}},
		{{"lei:N", "domain:z.fr"}}, {{"gb-crn:7", "domain:z.fr"}}};
	static const size_t expected[] = {0, 0, 2, 2, 4, 4, 4};
	size_t group[COUNT(rows)], refused;
	(void)state;
	struct joiner *joiner = settle(rows, COUNT(rows), group);
	const struct refusal *refusals = joiner_refusals(joiner, &refused);
	assert_groups(group, expected, COUNT(rows));
	assert_int_equal(refused, 2);
	assert_refusal(&refusals[0], "vat:V", "fr-siren:1", "fr-siren:2");
	assert_refusal(&refusals[1], "vat:V", "fr-siren:1", "gb-crn:7");
	joiner_free(joiner);
}

static void the_first_key_of_a_scheme_holds(void **state)
{
	static const struct row rows[] = {{{"lei:L", "lei:M"}}, {{"lei:M"}}, {{"lei:L"}}};
	static const size_t expected[] = {0, 1, 0};
	size_t group[COUNT(rows)];
	(void)state;
	joiner_free(settle(rows, COUNT(rows), group));
	assert_groups(group, expected, COUNT(rows));
}

static void nothing_settles_to_nothing(void **state)
{
	static const struct row stranger = {{"lei:L"}};
	struct joiner *joiner = joiner_new();
	size_t group[1] = {7}, refused;
	(void)state;
	joiner_settle(joiner, group, 0);
	joiner_refusals(joiner, &refused);
	assert_int_equal(refused, 0);
	add_row(joiner, 1, &stranger); /* past the end */
	joiner_settle(joiner, group, 1);
	assert_int_equal(group[0], 0);
	joiner_free(joiner);
	joiner_free(NULL);
}

/* ---- properties ---- */

static const char *const pool[][4] = {
	{"fr-siren:1", "fr-siren:2", "fr-siren:3", "fr-siren:4"}, {"gb-crn:1", "gb-crn:2", "gb-crn:3", "gb-crn:4"},
	{"lei:A", "lei:B", "lei:C", "lei:D"},                     {"vat:A", "vat:B", "vat:C", "vat:D"},
	{"domain:a.fr", "domain:b.fr", "domain:c.fr", "domain:d.fr"},
};

static void random_row(struct dice *dice, struct row *row)
{
	size_t count = 0;
	*row = (struct row){{NULL}};
	for (size_t scheme = 0; scheme < COUNT(pool) && count < MOST_KEYS; scheme++)
		if (dice_below(dice, 5) < 2)
			row->keys[count++] = pool[scheme][dice_below(dice, 4)];
}

static void shuffle(struct dice *dice, size_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t other = dice_below(dice, i), kept = order[i - 1];
		order[i - 1] = order[other];
		order[other] = kept;
	}
}

static void assert_same_refusals(const struct joiner *a, const struct joiner *b)
{
	size_t count_a, count_b;
	const struct refusal *x = joiner_refusals(a, &count_a), *y = joiner_refusals(b, &count_b);
	assert_int_equal(count_a, count_b);
	for (size_t i = 0; i < count_a; i++) {
		assert_true(str_equal(x[i].key.scheme, y[i].key.scheme) && str_equal(x[i].key.value, y[i].key.value));
		assert_true(str_equal(x[i].first, y[i].first) && str_equal(x[i].second, y[i].second));
	}
}

static void order_of_rows_plays_no_part(void **state)
{
	struct dice dice = dice_new();
	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct row rows[MOST_ROWS], moved[MOST_ROWS];
		size_t order[MOST_ROWS], group[MOST_ROWS], moved_group[MOST_ROWS], count = 1 + dice_below(&dice, MOST_ROWS);
		for (size_t i = 0; i < count; i++)
			random_row(&dice, &rows[i]);
		shuffle(&dice, order, count);
		for (size_t i = 0; i < count; i++)
			moved[order[i]] = rows[i];
		struct joiner *one = settle(rows, count, group), *other = settle(moved, count, moved_group);
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; j < count; j++)
				assert_int_equal(group[i] == group[j], moved_group[order[i]] == moved_group[order[j]]);
		assert_same_refusals(one, other);
		joiner_free(one);
		joiner_free(other);
	}
}

static bool has_key(const struct row *row, const char *key)
{
	for (size_t i = 0; row->keys[i]; i++)
		if (row->keys[i] == key)
			return true;
	return false;
}

/* The strongest key of a group, by its rows; null: none has a key. */
static const char *id_of(const struct row *rows, const size_t *group, size_t count, size_t top)
{
	for (size_t scheme = 0; scheme < COUNT(pool); scheme++)
		for (size_t value = 0; value < 4; value++)
			for (size_t i = 0; i < count; i++)
				if (group[i] == top && has_key(&rows[i], pool[scheme][value]))
					return pool[scheme][value];
	return NULL;
}

/* A top is the smallest row; nobody joins without a key in common with another of the group. */
static void check_tops(const struct row *rows, const size_t *group, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool linked = group[i] == i && count_keys(&rows[i]) == 0;
		assert_true(group[i] <= i);
		assert_int_equal(group[group[i]], group[i]);
		for (size_t j = 0; j < count && !linked; j++)
			for (size_t k = 0; rows[i].keys[k] && !linked; k++)
				linked = j != i && group[j] == group[i] && has_key(&rows[j], rows[i].keys[k]);
		for (size_t j = 0; j < count && !linked; j++)
			assert_true(j == i || group[j] != group[i]);
	}
}

/* An id stands for one company, and a company has one id of its strongest scheme. */
static void check_ids(const struct row *rows, const size_t *group, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *id = id_of(rows, group, count, group[i]);
		size_t scheme_len = id ? (size_t)(strchr(id, ':') - id) + 1 : 0;
		for (size_t k = 0; rows[i].keys[k]; k++)
			if (strncmp(rows[i].keys[k], id, scheme_len) == 0)
				assert_string_equal(rows[i].keys[k], id);
		for (size_t j = 0; j < count && id; j++) {
			const char *other = id_of(rows, group, count, group[j]);
			assert_true(group[i] == group[j] || id != other);
		}
	}
}

/* Two with one key that are not one company were refused, for a scheme stronger than the key. */
static void check_refused(const struct joiner *joiner, const struct row *rows, const size_t *group, size_t count)
{
	size_t refused;
	const struct refusal *refusals = joiner_refusals(joiner, &refused);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			for (size_t k = 0; rows[i].keys[k] && group[i] != group[j]; k++) {
				bool shown = !has_key(&rows[j], rows[i].keys[k]);
				struct key key = key_of(rows[i].keys[k]);
				struct wn_str a = str_of(id_of(rows, group, count, group[i])), b = str_of(id_of(rows, group, count, group[j]));
				for (size_t r = 0; r < refused && !shown; r++) {
					bool named = str_equal(refusals[r].first, a) || str_equal(refusals[r].first, b) ||
					             str_equal(refusals[r].second, a) || str_equal(refusals[r].second, b);
					shown = named && str_equal(refusals[r].key.scheme, key.scheme) && str_equal(refusals[r].key.value, key.value);
				}
				assert_true(shown);
			}
		}
	}
	for (size_t r = 0; r < refused; r++)
		assert_true(str_compare(refusals[r].first, refusals[r].second) < 0);
}

static void every_id_is_one_company(void **state)
{
	struct dice dice = dice_new();
	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct row rows[MOST_ROWS];
		size_t group[MOST_ROWS], count = 1 + dice_below(&dice, MOST_ROWS);
		for (size_t i = 0; i < count; i++)
			random_row(&dice, &rows[i]);
		struct joiner *joiner = settle(rows, count, group);
		check_tops(rows, group, count);
		check_ids(rows, group, count);
		check_refused(joiner, rows, group, count);
		joiner_free(joiner);
	}
}

/* One portal's domain on many companies, and a long chain of pairs that each differ from the next: neither may take
 * square time. */
static void many_rows_settle(void **state)
{
	enum { ROWS = 100000 };
	struct joiner *joiner = joiner_new();
	size_t *group = xmalloc(ROWS * sizeof *group), refused, tops = 0;
	char here[32], next[32];
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		bool portal = i < ROWS / 2;
		snprintf(here, sizeof here, "%zu", i / (portal ? 1 : 2));
		snprintf(next, sizeof next, "%zu", (i + 1) / 2);
		struct key of_portal[] = {{WN_STR("fr-siren"), str_of(here)}, {WN_STR("domain"), WN_STR("portal.fr")}};
		struct key of_chain[] = {{WN_STR("lei"), str_of(here)}, {WN_STR("vat"), str_of(next)}};
		joiner_add(joiner, i, portal ? of_portal : of_chain, 2);
	}
	joiner_settle(joiner, group, ROWS);
	joiner_refusals(joiner, &refused);
	assert_int_equal(refused, (ROWS / 2 - 1) + (ROWS / 4 - 1));
	for (size_t i = 0; i < ROWS; i++)
		tops += group[i] == i;
	assert_int_equal(tops, ROWS / 2 + ROWS / 4);
	free(group);
	joiner_free(joiner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_with_a_key_in_common_join),
		cmocka_unit_test(equal_values_of_two_schemes_do_not_join),
		cmocka_unit_test(two_ids_of_one_scheme_stay_apart),
		cmocka_unit_test(a_row_without_stronger_id_joins_the_least),
		cmocka_unit_test(weaker_ids_do_not_part_one_registry_id),
		cmocka_unit_test(a_chain_is_cut_where_ids_differ),
		cmocka_unit_test(the_first_key_of_a_scheme_holds),
		cmocka_unit_test(nothing_settles_to_nothing),
		cmocka_unit_test(order_of_rows_plays_no_part),
		cmocka_unit_test(every_id_is_one_company),
		cmocka_unit_test(many_rows_settle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
