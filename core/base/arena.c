/* arena.c - blocks that only grow, and a list of destructors. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Under the address sanitizer what was not handed out is poisoned, and a gap follows each piece. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONING 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define POISONING 1
#endif
#ifdef POISONING
#include <sanitizer/asan_interface.h>
#define GAP 16
static void poison(void *at, size_t size)
{
	ASAN_POISON_MEMORY_REGION(at, size);
}
static void unpoison(void *at, size_t size)
{
	ASAN_UNPOISON_MEMORY_REGION(at, size);
}
#else
#define GAP 0
static void poison(void *at, size_t size)
{
	(void)at, (void)size;
}
static void unpoison(void *at, size_t size)
{
	(void)at, (void)size;
}
#endif

#define FIRST_ROOM (4096 - sizeof(struct block))
#define LARGEST_ROOM ((size_t)1 << 20)

/* `data` is all zero from `used` on. */
struct block {
	struct block *next;
	size_t room, used;
	alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *next;
	void (*destroy)(void *);
	void *object;
};

struct wn_arena {
	struct block *first; /* survives arena_clear */
	struct block *current;
	struct deferred *deferred; /* newest first; in the arena itself */
	size_t size, next_room;
	const void *context;
};

void out_of_memory(size_t size)
{
	char text[96];
	int len = snprintf(text, sizeof text, "winnow: out of memory: no room for %zu bytes more\n", size);
	ssize_t written = write(STDERR_FILENO, text, (size_t)len);

	(void)written;
	_exit(2);
}

void *xmalloc(size_t size)
{
	return xrealloc(NULL, size);
}

void *xrealloc(void *old, size_t size)
{
	void *got = size > PTRDIFF_MAX ? NULL : realloc(old, size ? size : 1);

	if (!got)
		out_of_memory(size);
	return got;
}

static struct block *block_new(struct wn_arena *arena, size_t room)
{
	struct block *block;

	if (room > PTRDIFF_MAX - sizeof *block)
		out_of_memory(room);
	block = calloc(1, sizeof *block + room);
	if (!block)
		out_of_memory(room);
	block->room = room;
	arena->size += sizeof *block + room;
	poison(block->data, room);
	return block;
}

struct wn_arena *arena_new(void)
{
	struct wn_arena *arena = xmalloc(sizeof *arena);

	*arena = (struct wn_arena){.size = sizeof *arena, .next_room = 2 * FIRST_ROOM};
	arena->first = arena->current = block_new(arena, FIRST_ROOM);
	return arena;
}

static void *take(struct wn_arena *arena, size_t size, size_t align)
{
	struct block *block = arena->current;
	size_t start = (block->used + align - 1) & ~(align - 1);

	if (size > PTRDIFF_MAX - GAP)
		out_of_memory(size);
	if (start > block->room || size + GAP > block->room - start) {
		start = 0;
		if (size + GAP > arena->next_room / 4) {
			/* Large things get a block of their own behind the current one, whose rest stays in use. */
			struct block *own = block_new(arena, size + GAP);

			own->next = block->next;
			block->next = own;
			block = own;
		} else {
			struct block *fresh = block_new(arena, arena->next_room);

			fresh->next = block;
			arena->current = block = fresh;
			if (arena->next_room < LARGEST_ROOM)
				arena->next_room *= 2;
		}
	}
	block->used = start + size + GAP;
	unpoison(block->data + start, size);
	return block->data + start;
}

void *arena_alloc(struct wn_arena *arena, size_t size)
{
	return take(arena, size ? size : 1, alignof(max_align_t));
}

void *arena_array(struct wn_arena *arena, size_t count, size_t size)
{
	size_t product;

	if (__builtin_mul_overflow(count, size, &product))
		out_of_memory(SIZE_MAX);
	return arena_alloc(arena, product);
}

void arena_defer(struct wn_arena *arena, void (*destroy)(void *), void *object)
{
	struct deferred *entry = arena_alloc(arena, sizeof *entry);

	*entry = (struct deferred){arena->deferred, destroy, object};
	arena->deferred = entry;
}

struct wn_str arena_str(struct wn_arena *arena, struct wn_str text)
{
	char *copy;

	if (text.len >= PTRDIFF_MAX)
		out_of_memory(text.len);
	copy = take(arena, text.len + 1, 1);
	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	return (struct wn_str){copy, text.len};
}

struct wn_str arena_vprintf(struct wn_arena *arena, const char *format, va_list args)
{
	char small[256], *text;
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(small, sizeof small, format, again);
	va_end(again);
	if (len < 0)
		out_of_memory(SIZE_MAX);
	if ((size_t)len < sizeof small)
		return arena_str(arena, (struct wn_str){small, (size_t)len});
	text = take(arena, (size_t)len + 1, 1);
	vsnprintf(text, (size_t)len + 1, format, args);
	return (struct wn_str){text, (size_t)len};
}

struct wn_str arena_printf(struct wn_arena *arena, const char *format, ...)
{
	struct wn_str text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_set_context(struct wn_arena *arena, const void *context)
{
	arena->context = context;
}

const void *arena_context(const struct wn_arena *arena)
{
	return arena->context;
}

size_t arena_size(const struct wn_arena *arena)
{
	return arena->size;
}

/* A destructor may allocate and defer again: that runs too. */
static void run_deferred(struct wn_arena *arena)
{
	while (arena->deferred) {
		struct deferred *entry = arena->deferred;

		arena->deferred = entry->next;
		entry->destroy(entry->object);
	}
}

/* Frees all blocks but the first. */
static void free_blocks(struct wn_arena *arena)
{
	struct block *block = arena->current, *next;

	for (; block; block = next) {
		next = block->next;
		if (block == arena->first)
			continue;
		unpoison(block->data, block->room);
		free(block);
	}
	unpoison(arena->first->data, arena->first->room);
}

void arena_clear(struct wn_arena *arena)
{
	struct block *first = arena->first;

	run_deferred(arena);
	free_blocks(arena);
	memset(first->data, 0, first->used);
	first->used = 0;
	first->next = NULL;
	poison(first->data, first->room);
	arena->current = first;
	arena->next_room = 2 * FIRST_ROOM;
	arena->size = sizeof *arena + sizeof *first + first->room;
}

void arena_free(struct wn_arena *arena)
{
	if (!arena)
		return;
	run_deferred(arena);
	free_blocks(arena);
	free(arena->first);
	free(arena);
}
