/* arena.h - memory that is given back all at once: per run, per task, per company.
 *
 * Allocation never returns null: when memory is exhausted the process ends with a message (exit 2). `deliver`
 * is built so that this loses nothing. The public struct wn_arena is this one.
 */
#ifndef CORE_BASE_ARENA_H
#define CORE_BASE_ARENA_H

#include <stdarg.h>

#include <winnow/base.h>
#include <winnow/host.h>

struct wn_arena *arena_new(void);
void arena_free(struct wn_arena *arena); /* null is allowed; runs the destructors first, newest first */
void arena_clear(struct wn_arena *arena); /* as free and new, keeping the first block */

/* Zeroed and aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(struct wn_arena *arena, size_t size);
/* As arena_alloc for `count` elements; a product that overflows ends the process. */
void *arena_array(struct wn_arena *arena, size_t count, size_t size);
/* Runs `destroy(object)` when the arena is freed or cleared. */
void arena_defer(struct wn_arena *arena, void (*destroy)(void *), void *object);
/* Copies; the copy is NUL-terminated behind its length, so str.ptr is a C string if the text has no NUL. */
struct wn_str arena_str(struct wn_arena *arena, struct wn_str text);
struct wn_str arena_printf(struct wn_arena *arena, const char *format, ...) WN_PRINTF(2, 3);
struct wn_str arena_vprintf(struct wn_arena *arena, const char *format, va_list args);
/* Whatever the owner wants to find again where only the arena is at hand; null at first, and kept by arena_clear. */
void arena_set_context(struct wn_arena *arena, const void *context);
const void *arena_context(const struct wn_arena *arena);
/* Bytes taken from the system, for limits and tests. */
size_t arena_size(const struct wn_arena *arena);

/* malloc and realloc under the same rule, for the few things that outlive every arena. */
void *xmalloc(size_t size);
void *xrealloc(void *old, size_t size);
/* The end that all of the above come to: message, exit 2. `size` is what was asked for. */
_Noreturn void out_of_memory(size_t size);

#endif
