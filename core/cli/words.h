/* words.h - the words in capitals in the usages of commands and options: what a shell may offer in their place. */
#ifndef CORE_CLI_WORDS_H
#define CORE_CLI_WORDS_H

#include <stdbool.h>

#include "base/buf.h"

/* The call of a helper of the completion scripts that offers what `word` stands for, such as "_winnow_files lua"; a word in small letters
 * stands for itself. False: nothing can be offered. */
bool word_offer(struct buf *out, struct wn_str word);

#endif
