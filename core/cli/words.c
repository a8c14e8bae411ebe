/* words.c - what a shell offers for each word of a usage. */
#include "cli/words.h"

#include "base/str.h"

/* A word that is not here, such as DAY or ID, is the user's alone. */
static const struct {
	const char *word, *offer;
} words[] = {
	{"PIPELINE", "_winnow_lua"},
	{"FILE", "_winnow_lua"},
	{"OLD", "_winnow_lua"},
	{"NEW", "_winnow_lua"},
	{"DIR", "_winnow_folders"},
	{"PATH", "_winnow_folders"},
	{"PLUGIN", "_winnow_plugins"},
	{"KIND", "_winnow_words source enricher filter sink"},
	{"PHASE", "_winnow_words scan probe select finish"},
	{"LEVEL", "_winnow_words debug info warning error"},
	{"SHELL", "_winnow_words bash zsh fish"},
};

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

bool word_offer(struct buf *out, struct wn_str word)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i].word)) {
			buf_text(out, words[i].offer);
			return true;
		}
	if (!word.len || is_capital(word.ptr[0]))
		return false;
	buf_text(out, "_winnow_words ");
	buf_str(out, word);
	return true;
}
