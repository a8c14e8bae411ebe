/* digest.c - SHA-256 and HMAC from nettle, random bytes from the kernel. */
#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include <nettle/hmac.h>
#include <nettle/sha2.h>

#include "base/arena.h"
#include "base/error.h"

_Static_assert(DIGEST_SIZE == SHA256_DIGEST_SIZE, "SHA-256");

struct digest_state {
	struct sha256_ctx sha;
};

struct digest_state *digest_new(void)
{
	struct digest_state *state = xmalloc(sizeof *state);

	sha256_init(&state->sha);
	return state;
}

void digest_add(struct digest_state *state, const void *bytes, size_t len)
{
	if (len > 0)
		sha256_update(&state->sha, len, bytes);
}

void digest_end(struct digest_state *state, uint8_t digest[DIGEST_SIZE])
{
	sha256_digest(&state->sha, DIGEST_SIZE, digest);
	free(state);
}

void digest_bytes(struct wn_str data, uint8_t digest[DIGEST_SIZE])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	if (data.len > 0)
		sha256_update(&sha, data.len, (const uint8_t *)data.ptr);
	sha256_digest(&sha, DIGEST_SIZE, digest);
}

void digest_hex(const uint8_t digest[DIGEST_SIZE], char hex[DIGEST_HEX])
{
	size_t i;

	for (i = 0; i < DIGEST_SIZE; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	hex[2 * DIGEST_SIZE] = 0;
}

void hmac_bytes(struct wn_str key, struct wn_str data, uint8_t digest[DIGEST_SIZE])
{
	struct hmac_sha256_ctx hmac;

	hmac_sha256_set_key(&hmac, key.len, (const uint8_t *)(key.len ? key.ptr : ""));
	if (data.len > 0)
		hmac_sha256_update(&hmac, data.len, (const uint8_t *)data.ptr);
	hmac_sha256_digest(&hmac, DIGEST_SIZE, digest);
}

static int digest_descriptor(int fd, uint8_t digest[DIGEST_SIZE])
{
	struct sha256_ctx sha;
	uint8_t bytes[65536];
	ssize_t got;

	sha256_init(&sha);
	while ((got = read(fd, bytes, sizeof bytes)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		sha256_update(&sha, (size_t)got, bytes);
	}
	sha256_digest(&sha, DIGEST_SIZE, digest);
	return 0;
}

int digest_file(const char *path, uint8_t digest[DIGEST_SIZE], struct wn_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = 0;

	if (fd < 0)
		return fail_errno(error, "cannot open '%s'", path);
	if (digest_descriptor(fd, digest) < 0)
		result = fail_errno(error, "cannot read '%s'", path);
	close(fd);
	return result;
}

void random_bytes(void *bytes, size_t len)
{
	static const char text[] = "winnow: the system gives no random bytes\n";
	uint8_t *at = bytes;

	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);

		if (got < 0 && errno != EINTR) {
			ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);

			(void)written;
			_exit(2);
		}
		if (got > 0) {
			at += got;
			len -= (size_t)got;
		}
	}
}
