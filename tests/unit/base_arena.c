/* base_arena.c - alignment, reuse, destructors, and the end when there is no more memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "unit/support_random.h"

static void pieces_are_aligned_zeroed_and_apart(void **state)
{
	struct dice dice = dice_new();
	struct wn_arena *arena = arena_new();
	struct {
		unsigned char *at;
		size_t size;
	} pieces[2000];
	size_t i, j;

	(void)state;
	for (i = 0; i < 2000; i++) {
		pieces[i].size = dice_below(&dice, i % 100 == 0 ? 100000 : 200);
		pieces[i].at = arena_alloc(arena, pieces[i].size);
		assert_non_null(pieces[i].at);
		assert_int_equal((uintptr_t)pieces[i].at % _Alignof(max_align_t), 0);
		for (j = 0; j < pieces[i].size; j++)
			assert_int_equal(pieces[i].at[j], 0);
		memset(pieces[i].at, (int)(i % 251) + 1, pieces[i].size);
	}
	for (i = 0; i < 2000; i++)
		for (j = 0; j < pieces[i].size; j++)
			assert_int_equal(pieces[i].at[j], i % 251 + 1);
	arena_free(arena);
}

static void odd_texts_do_not_spoil_alignment(void **state)
{
	struct wn_arena *arena = arena_new();
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		struct wn_str text = arena_str(arena, str_first(WN_STR("0123456789abcdef"), (size_t)i % 16));

		assert_int_equal(text.ptr[text.len], 0);
		assert_int_equal((uintptr_t)arena_alloc(arena, 8) % _Alignof(max_align_t), 0);
	}
	arena_free(arena);
}

static void clear_gives_zeroed_memory_again(void **state)
{
	struct wn_arena *arena = arena_new();
	size_t fresh = arena_size(arena), i;
	int round;

	(void)state;
	for (round = 0; round < 3; round++) {
		unsigned char *small = arena_alloc(arena, 1000);

		for (i = 0; i < 1000; i++)
			assert_int_equal(small[i], 0);
		memset(small, 0xEE, 1000);
		memset(arena_alloc(arena, 3000000), 0xEE, 3000000);
		memset(arena_alloc(arena, 1000), 0xEE, 1000);
		assert_true(arena_size(arena) > 3000000);
		arena_clear(arena);
		assert_int_equal(arena_size(arena), fresh);
	}
	arena_free(arena);
}

static void a_large_piece_leaves_the_block_in_use(void **state)
{
	struct wn_arena *arena = arena_new();
	size_t before;

	(void)state;
	arena_alloc(arena, 1);
	arena_alloc(arena, 1000000);
	before = arena_size(arena);
	arena_alloc(arena, 100);
	assert_int_equal(arena_size(arena), before);
	arena_free(arena);
}

static char order[16];

static void note(void *object)
{
	strncat(order, object, 1);
}

struct nested {
	struct wn_arena *arena;
	const char *name;
};

static void defer_again(void *object)
{
	struct nested *nested = object;

	arena_alloc(nested->arena, 10000);
	arena_defer(nested->arena, note, (void *)nested->name);
}

static void destructors_run_newest_first_and_once(void **state)
{
	struct wn_arena *arena = arena_new();
	struct nested nested = {arena, "n"};

	(void)state;
	order[0] = 0;
	arena_defer(arena, note, "a");
	arena_defer(arena, defer_again, &nested);
	arena_defer(arena, note, "b");
	arena_clear(arena);
	assert_string_equal(order, "bna");
	arena_defer(arena, note, "c");
	arena_free(arena);
	assert_string_equal(order, "bnac");
	arena_free(NULL);
	assert_string_equal(order, "bnac");
}

static void texts_are_formatted_at_any_length(void **state)
{
	struct wn_arena *arena = arena_new();
	int len;

	(void)state;
	for (len = 0; len < 600; len++) {
		struct wn_str text = arena_printf(arena, "%0*d|", len, 7);

		assert_int_equal(text.len, (len ? len : 1) + 1);
		assert_int_equal(text.ptr[text.len - 1], '|');
		assert_int_equal(text.ptr[text.len], 0);
	}
	assert_int_equal(arena_printf(arena, "%s", "").len, 0);
	arena_free(arena);
}

static void too_many(void)
{
	arena_array(arena_new(), SIZE_MAX / 4, 8);
}

static void too_large(void)
{
	arena_alloc(arena_new(), SIZE_MAX - 8);
}

static void too_large_for_malloc(void)
{
	xmalloc((size_t)PTRDIFF_MAX + 1);
}

static void too_long_a_text(void)
{
	arena_str(arena_new(), (struct wn_str){"x", SIZE_MAX});
}

/* What the child says on stderr, cut. */
static void ends_with_2(void (*act)(void), char said[256])
{
	int pipes[2], status;
	ssize_t len;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		dup2(pipes[1], STDERR_FILENO);
		act();
		_exit(0);
	}
	close(pipes[1]);
	len = read(pipes[0], said, 255);
	said[len > 0 ? len : 0] = 0;
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
}

static void impossible_sizes_end_the_process(void **state)
{
	void (*const acts[])(void) = {too_many, too_large, too_large_for_malloc, too_long_a_text};
	char said[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof acts / sizeof *acts; i++) {
		ends_with_2(acts[i], said);
		assert_non_null(strstr(said, "winnow: out of memory"));
	}
}

static void xrealloc_keeps_content(void **state)
{
	char *text = xmalloc(0);

	(void)state;
	assert_non_null(text);
	text = xrealloc(text, 4);
	memcpy(text, "abc", 4);
	text = xrealloc(text, 100000);
	assert_string_equal(text, "abc");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_aligned_zeroed_and_apart),
		cmocka_unit_test(odd_texts_do_not_spoil_alignment),
		cmocka_unit_test(clear_gives_zeroed_memory_again),
		cmocka_unit_test(a_large_piece_leaves_the_block_in_use),
		cmocka_unit_test(destructors_run_newest_first_and_once),
		cmocka_unit_test(texts_are_formatted_at_any_length),
		cmocka_unit_test(impossible_sizes_end_the_process),
		cmocka_unit_test(xrealloc_keeps_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
