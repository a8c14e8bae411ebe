/* log.h - talk for the operator, on stderr: plain lines on a terminal, JSON lines elsewhere when asked. */
#ifndef CORE_BASE_LOG_H
#define CORE_BASE_LOG_H

#include <stdarg.h>
#include <stdbool.h>

#include <winnow/host.h>

void log_set(enum wn_level least, bool json); /* default WN_WARNING, plain; call before threads start */
/* `who` is the step or room, may be empty. Thread-safe, one write per line. Secrets registered with
 * log_hide are replaced by ***, wherever they appear, as they are or percent-encoded as in a URL. errno is kept. */
void log_say(enum wn_level level, struct wn_str who, const char *format, ...) WN_PRINTF(3, 4);
void log_vsay(enum wn_level level, struct wn_str who, const char *format, va_list args);
void log_hide(struct wn_str secret);
/* `text` with the same replacements, for messages that go another way than the log. */
struct buf;
void log_mask(struct buf *out, struct wn_str text);
/* Does a secret stand in it? Those under eight bytes are not looked for: they stand in texts by chance. */
bool log_tells_secret(struct wn_str text);

#define log_debug(...) log_say(WN_DEBUG, (struct wn_str){0}, __VA_ARGS__)
#define log_info(...) log_say(WN_INFO, (struct wn_str){0}, __VA_ARGS__)
#define log_warning(...) log_say(WN_WARNING, (struct wn_str){0}, __VA_ARGS__)
#define log_error(...) log_say(WN_ERROR, (struct wn_str){0}, __VA_ARGS__)

#endif
