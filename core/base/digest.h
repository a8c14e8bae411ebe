/* digest.h - SHA-256 and HMAC (nettle). */
#ifndef CORE_BASE_DIGEST_H
#define CORE_BASE_DIGEST_H

#include <winnow/base.h>

#define DIGEST_SIZE 32
#define DIGEST_HEX 65 /* with the NUL */

struct digest_state; /* for content that comes in pieces */
struct digest_state *digest_new(void);
void digest_add(struct digest_state *state, const void *bytes, size_t len);
void digest_end(struct digest_state *state, uint8_t digest[DIGEST_SIZE]); /* frees the state */

void digest_bytes(struct wn_str data, uint8_t digest[DIGEST_SIZE]);
void digest_hex(const uint8_t digest[DIGEST_SIZE], char hex[DIGEST_HEX]);
void hmac_bytes(struct wn_str key, struct wn_str data, uint8_t digest[DIGEST_SIZE]);
/* Of a file's content. */
int digest_file(const char *path, uint8_t digest[DIGEST_SIZE], struct wn_error *error);
/* Random bytes from the system, for keys; never fails (ends the process). */
void random_bytes(void *bytes, size_t len);

#endif
