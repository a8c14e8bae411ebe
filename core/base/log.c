/* log.c - one line, one write, no secrets. */
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

static atomic_int least_level = WN_WARNING;
static atomic_bool as_json;

/* Longest first, so that a secret that holds another is hidden whole. Lives as long as the process. */
static struct {
	pthread_mutex_t lock;
	struct wn_str *secrets;
	size_t count;
} hidden = {PTHREAD_MUTEX_INITIALIZER, NULL, 0};

void log_set(enum wn_level least, bool json)
{
	atomic_store(&least_level, (int)least);
	atomic_store(&as_json, json);
}

/* ---- secrets --------------------------------------------------------------------------------------------- */

static void keep_secret(struct wn_str secret)
{
	char *copy;
	size_t at = 0;

	while (at < hidden.count && hidden.secrets[at].len >= secret.len)
		if (str_equal(hidden.secrets[at++], secret))
			return;
	copy = xmalloc(secret.len);
	memcpy(copy, secret.ptr, secret.len);
	hidden.secrets = xrealloc(hidden.secrets, (hidden.count + 1) * sizeof *hidden.secrets);
	memmove(hidden.secrets + at + 1, hidden.secrets + at, (hidden.count++ - at) * sizeof *hidden.secrets);
	hidden.secrets[at] = (struct wn_str){copy, secret.len};
}

static void percent_encode(struct buf *out, struct wn_str text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
		    (byte && strchr("-._~", byte)))
			buf_byte(out, (char)byte);
		else
			buf_printf(out, "%%%02X", byte);
	}
}

void log_hide(struct wn_str secret)
{
	struct buf encoded = {0};

	if (secret.len == 0)
		return;
	percent_encode(&encoded, secret);
	pthread_mutex_lock(&hidden.lock);
	keep_secret(secret);
	keep_secret(buf_as_str(&encoded));
	pthread_mutex_unlock(&hidden.lock);
	buf_free(&encoded);
}

/* Length of the secret that `text` begins with, or 0. */
static size_t secret_at(struct wn_str text)
{
	size_t i;

	for (i = 0; i < hidden.count; i++)
		if (str_begins(text, hidden.secrets[i]))
			return hidden.secrets[i].len;
	return 0;
}

void log_mask(struct buf *out, struct wn_str text)
{
	size_t at = 0, len;

	pthread_mutex_lock(&hidden.lock);
	while (at < text.len) {
		len = secret_at(str_from(text, at));
		if (len > 0)
			buf_text(out, "***");
		else
			buf_byte(out, text.ptr[at]);
		at += len > 0 ? len : 1;
	}
	pthread_mutex_unlock(&hidden.lock);
}

bool log_tells_secret(struct wn_str text)
{
	bool tells = false;

	pthread_mutex_lock(&hidden.lock);
	for (size_t i = 0; i < hidden.count && !tells; i++)
		tells = hidden.secrets[i].len >= 8 && text.len > 0 && memmem(text.ptr, text.len, hidden.secrets[i].ptr, hidden.secrets[i].len);
	pthread_mutex_unlock(&hidden.lock);
	return tells;
}

/* ---- lines ----------------------------------------------------------------------------------------------- */

static const char *level_name(enum wn_level level)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};

	return names[level < WN_DEBUG ? 0 : level > WN_ERROR ? 3 : level - WN_DEBUG];
}

static void add_time(struct buf *line, const char *format, bool with_micros)
{
	int64_t now = clock_now();
	time_t seconds = (time_t)(now / 1000000);
	char text[64];
	struct tm parts;

	gmtime_r(&seconds, &parts);
	strftime(text, sizeof text, format, &parts);
	buf_text(line, text);
	if (with_micros)
		buf_printf(line, ".%06dZ", (int)(now % 1000000));
}

/* A JSON string. Bytes that are not UTF-8 are shown as \xHH, so that the line is JSON whatever is in it. */
static void add_json(struct buf *line, struct wn_str text)
{
	struct buf shown = {0};
	size_t i;

	if (!str_is_utf8(text)) {
		buf_visible(&shown, text, "");
		text = buf_as_str(&shown);
	}
	buf_byte(line, '"');
	for (i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (byte < 0x20)
			buf_printf(line, "\\u%04x", byte);
		else if (byte == '"' || byte == '\\')
			buf_printf(line, "\\%c", byte);
		else
			buf_byte(line, (char)byte);
	}
	buf_byte(line, '"');
	buf_free(&shown);
}

static void json_line(struct buf *line, enum wn_level level, struct wn_str who, struct wn_str text)
{
	buf_text(line, "{\"time\":\"");
	add_time(line, "%Y-%m-%dT%H:%M:%S", true);
	buf_printf(line, "\",\"level\":\"%s\",", level_name(level));
	if (who.len > 0) {
		buf_text(line, "\"step\":");
		add_json(line, who);
		buf_byte(line, ',');
	}
	buf_text(line, "\"text\":");
	add_json(line, text);
	buf_text(line, "}\n");
}

static void plain_line(struct buf *line, enum wn_level level, struct wn_str who, struct wn_str text)
{
	add_time(line, "%H:%M:%SZ", false);
	buf_printf(line, " %s: ", level_name(level));
	if (who.len > 0) {
		buf_visible(line, who, "");
		buf_text(line, ": ");
	}
	buf_visible(line, text, "");
	buf_byte(line, '\n');
}

/* One write as a rule; a pipe that takes less gets the rest, and one that is full or broken loses it. */
static void write_line(struct wn_str line)
{
	while (line.len > 0) {
		ssize_t written = write(STDERR_FILENO, line.ptr, line.len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			break;
		line = str_from(line, (size_t)written);
	}
}

void log_vsay(enum wn_level level, struct wn_str who, const char *format, va_list args)
{
	struct buf text = {0}, masked = {0}, shown_who = {0}, line = {0};
	int number = errno;

	if ((int)level < atomic_load(&least_level))
		return;
	buf_vprintf(&text, format, args);
	log_mask(&masked, buf_as_str(&text));
	log_mask(&shown_who, who);
	if (atomic_load(&as_json))
		json_line(&line, level, buf_as_str(&shown_who), buf_as_str(&masked));
	else
		plain_line(&line, level, buf_as_str(&shown_who), buf_as_str(&masked));
	write_line(buf_as_str(&line));
	buf_free(&text);
	buf_free(&masked);
	buf_free(&shown_who);
	buf_free(&line);
	errno = number;
}

void log_say(enum wn_level level, struct wn_str who, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_vsay(level, who, format, args);
	va_end(args);
}
