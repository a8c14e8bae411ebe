/* error.c - the text of a failure: formatted apart, then put in place, so that it may quote itself. */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ROOM sizeof(((struct wn_error *)0)->text)

/* Where a text of `len` bytes may be cut so that no UTF-8 sequence is torn. */
static size_t cut_at(const char *text, size_t len)
{
	while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
		len--;
	return len;
}

/* `wanted` is what snprintf returned for `text`. */
static void mark_cut(char text[ROOM], int wanted)
{
	size_t end;

	if (wanted >= 0 && (size_t)wanted < ROOM)
		return;
	if (wanted < 0)
		text[0] = 0;
	end = cut_at(text, strnlen(text, ROOM - 4));
	memcpy(text + end, "...", 4);
}

int vfail(struct wn_error *error, int code, const char *format, va_list args)
{
	char text[ROOM];

	if (!error)
		return code;
	mark_cut(text, vsnprintf(text, sizeof text, format, args));
	error->code = code;
	memcpy(error->text, text, strlen(text) + 1);
	return code;
}

int fail(struct wn_error *error, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfail(error, code, format, args);
	va_end(args);
	return code;
}

int fail_in(struct wn_error *error, const char *format, ...)
{
	struct wn_error outer = {0};
	char text[ROOM];
	va_list args;

	if (!error)
		return WN_FAIL;
	va_start(args, format);
	vfail(&outer, WN_FAIL, format, args);
	va_end(args);
	mark_cut(text, snprintf(text, sizeof text, "%s%s%s", outer.text, error->text[0] ? ": " : "", error->text));
	memcpy(error->text, text, strlen(text) + 1);
	/* Whoever comes here failed, even if nobody has said so. */
	if (error->code == 0)
		error->code = WN_FAIL;
	return error->code;
}

int fail_errno(struct wn_error *error, const char *format, ...)
{
	int number = errno;
	char room[128], text[ROOM];
	const char *words = strerror_r(number, room, sizeof room);
	char denied[sizeof room];

	/* The one cause whose remedy is always the same, in the words of check --env. */
	if (number == EACCES) {
		snprintf(denied, sizeof denied, "%.50s for user %u: chmod it, or run as its owner", words, (unsigned)geteuid());
		words = denied;
	}
	size_t left = ROOM - sizeof ": ..." - strnlen(words, sizeof room), len;
	va_list args;

	if (!error)
		return WN_FAIL;
	va_start(args, format);
	vfail(error, WN_FAIL, format, args);
	va_end(args);
	/* A long path must not push the words out. */
	len = strlen(error->text);
	snprintf(text, sizeof text, "%.*s%s: %.127s", (int)(len > left ? cut_at(error->text, left) : len), error->text,
		len > left ? "..." : "", words);
	memcpy(error->text, text, strlen(text) + 1);
	return WN_FAIL;
}
