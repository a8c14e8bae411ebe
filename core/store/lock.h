/* lock.h - one writer at a time: a lock of the kernel on a file beside the store, which dies with its owner. */
#ifndef CORE_STORE_LOCK_H
#define CORE_STORE_LOCK_H

#include <winnow/base.h>

/* Takes the lock on `path` and writes into it who holds it. WN_REFUSED where another has it; the message
 * names process, start and command. The file stays behind, empty, when the lock is given back: removing it
 * would let two processes hold locks on two files of one name. */
int lock_take(const char *path, int *lock, struct wn_error *error);
/* Is it free? Writes nothing, and makes no file: WN_OK also where there is none. */
int lock_look(const char *path, struct wn_error *error);
void lock_give(int lock); /* -1 is allowed */

#endif
