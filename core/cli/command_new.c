/* command_new.c - winnow new KIND NAME: a folder with a plugin that works, and its test. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/templates.h"

#define NAME_MOST 63

struct making {
	const char *kind, *name;
	bool in_c;
	struct wn_error error;
};

/* As the loader has it: what is written here must load. */
static bool good_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return len && len <= NAME_MOST && !name[len] && *name >= 'a';
}

static bool good_kind(const char *kind)
{
	for (enum wn_kind known = WN_SOURCE; known <= WN_SINK; known++)
		if (strcmp(kind, kind_name(known)) == 0)
			return true;
	return false;
}

/* @NAME@ and @FILE@ of a template, filled in. */
static void fill(const struct making *making, struct wn_str text, struct buf *out)
{
	static const struct wn_str name = {"@NAME@", 6}, file = {"@FILE@", 6};
	while (text.len) {
		if (str_begins(text, name)) {
			buf_text(out, making->name);
		} else if (str_begins(text, file)) {
			buf_printf(out, "%s.%s", making->name, making->in_c ? "so" : "lua");
		} else {
			buf_byte(out, *text.ptr);
			text = str_from(text, 1);
			continue;
		}
		text = str_from(text, name.len);
	}
}

static int write_new(struct making *making, const char *path, const struct buf *content)
{
	FILE *out = fopen(path, "wx");
	if (!out)
		return fail_errno(&making->error, "%s", path);
	bool good = fwrite(content->data, 1, content->len, out) == content->len;
	good &= fclose(out) == 0;
	return good ? WN_OK : fail_errno(&making->error, "%s", path);
}

/* One file of the template's kind into the new folder, where there is one. */
static int make_file(struct making *making, const char *template_name, const char *suffix)
{
	const struct template *template = template_find(template_name);
	struct buf content = {0}, path = {0};
	if (!template)
		return WN_OK;
	fill(making, template->text, &content);
	buf_printf(&path, "%s/%s", making->name, strcmp(suffix, "Makefile") == 0 ? "" : making->name);
	buf_text(&path, suffix);
	int code = write_new(making, path.data, &content);
	if (code == WN_OK)
		printf("%s\n", path.data);
	buf_free(&content);
	buf_free(&path);
	return code;
}

static int make_files(struct making *making)
{
	char name[64];
	int code = WN_OK;
	if (mkdir(making->name, 0777) != 0)
		return fail_errno(&making->error, "%s/", making->name);
	snprintf(name, sizeof name, "%s.%s", making->kind, making->in_c ? "c" : "lua");
	code = make_file(making, name, making->in_c ? ".c" : ".lua");
	snprintf(name, sizeof name, "%s.test.lua", making->kind);
	if (code == WN_OK)
		code = make_file(making, name, ".test.lua");
	snprintf(name, sizeof name, "%s.sample.csv", making->kind);
	if (code == WN_OK)
		code = make_file(making, name, ".sample.csv");
	if (code == WN_OK && making->in_c)
		code = make_file(making, "Makefile.in", "Makefile");
	return code;
}

int command_new(int argc, char **argv)
{
	struct arguments arguments;
	if (!arguments_read(argc, argv, 2, 2, &arguments))
		return RUN_USAGE;
	struct making making = {.kind = arguments.positional[0], .name = arguments.positional[1], .in_c = arguments.in_c};
	if (!good_kind(making.kind)) {
		complain("'%s' is no kind of plugin: source, enricher, filter or sink", making.kind);
		return RUN_USAGE;
	}
	if (!good_name(making.name)) {
		complain("'%s' is no name for a plugin: small letters, digits and underscores, a letter first, at most %d", making.name, NAME_MOST);
		return RUN_USAGE;
	}
	if (make_files(&making) < 0) {
		complain("%s", making.error.text);
		return RUN_FAILED;
	}
	printf("try it: cd %s && %s\n", making.name, making.in_c ? "make test" : "winnow test *.test.lua");
	return RUN_DONE;
}
