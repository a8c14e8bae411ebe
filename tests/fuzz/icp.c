/* icp.c - any bytes as a profile: messages or a profile, whose documents are texts and which, printed, means the same. */
#include <string.h>

#include "company/field.h"
#include "fuzz/support_bytes.h"
#include "icp/icp.h"
#include "lua/lua.h"

static const char *const loops[] = {"while", "repeat", "for ", "goto", "rep", "gsub", "sort", "concat", NULL};

/* Loops take fifty million instructions before the sandbox ends them; what Lua computes is the business of other targets. */
static bool may_loop(struct wn_str text)
{
	for (size_t i = 0; loops[i]; i++)
		if (memmem(text.ptr, text.len, loops[i], strlen(loops[i])))
			return true;
	return false;
}

static const struct wn_tree *no_base(void *context, struct wn_str path, struct place place, struct diags *diags)
{
	(void)context;
	diag_error(diags, place, "%.*s: no such file", STR_ARG(path));
	return NULL;
}

static struct icp *compile(struct wn_arena *arena, struct dictionary *dictionary, struct wn_str text, struct diags *diags)
{
	struct icp_loader loader = {no_base, NULL};
	const struct wn_tree *tree = describe_text(arena, WN_STR("input.lua"), text, diags);

	return tree ? icp_compile(arena, dictionary, tree, &loader, diags) : NULL;
}

static void check_documents(const struct icp *icp, const struct dictionary *dictionary)
{
	struct buf markdown = {0}, html = {0};

	icp_show(icp, dictionary, &markdown);
	icp_show_html(icp, dictionary, &html);
	MUST(str_begins(buf_as_str(&markdown), WN_STR("# ")) && str_ends(buf_as_str(&html), WN_STR("</html>\n")));
	buf_free(&markdown);
	buf_free(&html);
}

/* Functions may use what the file around them defines; only their text goes along. */
static void check_print(struct wn_arena *arena, const struct icp *icp, const struct dictionary *dictionary)
{
	struct dictionary *fresh = dictionary_new();
	struct diags *diags = diags_new();
	struct buf text = {0};
	struct icp *again;

	icp_print(icp, dictionary, &text);
	again = compile(arena, fresh, arena_str(arena, buf_as_str(&text)), diags);
	if (!again || strcmp(again->meaning, icp->meaning) != 0) {
		fprintf(stderr, "%s\n", text.data);
		diags_print(diags, stderr);
		MUST(!"a printed profile means the same");
	}
	buf_free(&text);
	diags_free(diags);
	dictionary_free(fresh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct diags *diags = diags_new();
	struct dictionary *dictionary = dictionary_new();
	struct wn_str text = arena_str(arena, bytes_rest(data, size));
	struct icp *icp;

	if (!may_loop(text)) {
		icp = compile(arena, dictionary, text, diags);
		MUST((icp != NULL) == (diags_errors(diags) == 0));
		if (icp) {
			check_documents(icp, dictionary);
			icp_offer(arena, &(const struct icp *){icp}, 1, dictionary, &(size_t){0});
			check_print(arena, icp, dictionary);
		}
	}
	dictionary_free(dictionary);
	diags_free(diags);
	arena_free(arena);
	return 0;
}
