/* progress.c - how far a run is, and being interrupted. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/cli.h"

#define TERMINAL_EVERY 100000    /* microseconds between two lines on a terminal */
#define PLAIN_EVERY 30000000     /* and elsewhere */

static volatile sig_atomic_t stopped;
/* One run per process: the state of its one line. */
static struct {
	int64_t begun, told;
	char phase[128]; /* with the file */
	bool terminal, line_open;
} shown;

static void on_signal(int signal)
{
	stopped = signal;
}

bool interrupted(void)
{
	return stopped != 0;
}

static void rate_text(char text[64], const struct progress *progress, int64_t elapsed)
{
	double rate = elapsed > 0 ? (double)progress->done * 1e6 / (double)elapsed : 0;
	if (rate >= 1e6)
		snprintf(text, 64, ", %.1f M/s", rate / 1e6);
	else if (rate >= 1)
		snprintf(text, 64, ", %.0f/s", rate);
	else
		text[0] = 0;
}

static void rest_text(char text[64], const struct progress *progress, int64_t elapsed)
{
	text[0] = 0;
	if (!progress->total || !progress->done)
		return;
	double rest = (double)elapsed / 1e6 * (double)(progress->total - progress->done) / (double)progress->done;
	snprintf(text, 64, " of %llu, %.0f s left", (unsigned long long)progress->total, rest);
}

static void print_line(const struct progress *progress, int64_t elapsed)
{
	char rate[64], rest[64];
	rate_text(rate, progress, elapsed);
	rest_text(rest, progress, elapsed);
	fprintf(stderr, "%s%s: %llu %s%s%s%s", shown.terminal ? "\r\033[K" : "", shown.phase, (unsigned long long)progress->done, progress->unit,
	        rest, rate, shown.terminal ? "" : "\n");
	fflush(stderr);
	shown.line_open = shown.terminal;
}

/* A file's name comes from outside: what a terminal would obey is shown as a question mark. */
static bool is_new_phase(const struct progress *progress)
{
	char phase[sizeof shown.phase];
	int prefix = snprintf(phase, sizeof phase, "%s%s", progress->phase, progress->file.len ? " " : "");
	snprintf(phase + prefix, sizeof phase - (size_t)prefix, "%.*s", (int)progress->file.len, progress->file.len ? progress->file.ptr : "");
	for (char *at = phase; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 127)
			*at = '?';
	if (strcmp(phase, shown.phase) == 0)
		return false;
	memcpy(shown.phase, phase, sizeof phase);
	return true;
}

static bool tell(void *context, const struct progress *progress)
{
	int64_t now = clock_monotonic();
	(void)context;
	if (is_new_phase(progress)) {
		shown.begun = shown.told = now;
	}
	if (now - shown.told >= (shown.terminal ? TERMINAL_EVERY : PLAIN_EVERY)) {
		print_line(progress, now - shown.begun);
		shown.told = now;
	}
	return !stopped;
}

void progress_begin(struct run_options *options)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND}, before;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* The terminal went away; but whoever started us under nohup wants to be left alone. */
	if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
	shown.terminal = isatty(STDERR_FILENO);
	options->progress = tell;
}

void progress_end(void)
{
	if (shown.line_open)
		fputs("\r\033[K", stderr);
	shown.line_open = false;
}

int interrupted_by(void)
{
	return stopped;
}
