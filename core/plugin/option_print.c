/* option_print.c - an option table for people: `winnow plugins NAME`. */
#include "base/arena.h"
#include "base/str.h"
#include "plugin/option_type.h"

static void print_choices(const struct wn_option *option, struct buf *out)
{
	size_t i;

	for (i = 0; option->choices[i]; i++)
		buf_printf(out, "%s\"%s\"", i ? ", " : " ", option->choices[i]);
}

/* As it would be written: words get quotes, numbers and calls none. */
static void print_default(const struct wn_option *option, struct buf *out)
{
	bool bare = option->type == WN_OPT_INTEGER || option->type == WN_OPT_NUMBER || option->type == WN_OPT_FLAG
	            || option->type == WN_OPT_DURATION || option->default_text[0] == '{'
	            || (option->type == WN_OPT_BYTES && str_is_digits(str_of(option->default_text)));

	buf_printf(out, bare ? "; %s where left out" : "; \"%s\" where left out", option->default_text);
}

static void print_option(const struct wn_option *option, struct wn_arena *arena, struct buf *out)
{
	struct wn_str range = option_range(arena, option);

	if (option->flags & WN_OPT_GONE) {
		buf_printf(out, "  %-14s gone: %s\n", option->name, option->help);
		return;
	}
	buf_printf(out, "  %-14s %s\n  %-14s %s", option->name, option->help, "", option_type(option->type)->name);
	if (option->type == WN_OPT_CHOICE)
		print_choices(option, out);
	if (range.len)
		buf_printf(out, " %.*s", STR_ARG(range));
	if (option->flags & WN_OPT_OUTPUT)
		buf_text(out, ", written");
	if (option->flags & WN_OPT_REQUIRED)
		buf_text(out, ", required");
	if (option->default_text)
		print_default(option, out);
	buf_byte(out, '\n');
}

void options_print(const struct wn_option *options, struct buf *out)
{
	struct wn_arena *arena = arena_new();

	for (; options && options->name; options++)
		print_option(options, arena, out);
	arena_free(arena);
}
