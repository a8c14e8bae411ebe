/* settings.c - the keys of a profile and of its lines, as tables of options: what they are called, hold and mean. The readers of setting.c
 * and line.c go by these names; editors are told of them by `winnow plugins --schema`.
 */
#include "icp/compile.h"

static const char *const keep_or_drop[] = {"keep", "drop", NULL};

const struct wn_option icp_settings[] = {
	{.name = "name", .type = WN_OPT_TEXT, .flags = WN_OPT_REQUIRED, .help = "what the profile is called, in a few words"},
	{.name = "about", .type = WN_OPT_TEXT, .help = "one sentence for those who sell: whom it is after, and why"},
	{.name = "owner", .type = WN_OPT_TEXT, .help = "who answers for it"},
	{.name = "review_by", .type = WN_OPT_DATE, .help = "the day by which somebody should look at it again"},
	{.name = "base", .type = WN_OPT_FILES, .help = "profiles whose lines and settings come first"},
	{.name = "without", .type = WN_OPT_LIST, .help = "ids of lines of bases, or built in, that are left out"},
	{.name = "fields", .type = WN_OPT_TREE, .help = "fields of your own, each with its type: x_seats = \"number\""},
	{.name = "must", .type = WN_OPT_TREE, .help = "lines that have to hold; what is unknown stays open"},
	{.name = "must_not", .type = WN_OPT_TREE, .help = "lines that keep a company off the list"},
	{.name = "fit", .type = WN_OPT_TREE, .help = "lines with points: what makes a company a better customer"},
	{.name = "timing", .type = WN_OPT_TREE, .help = "lines with points: why now"},
	{.name = "tiers", .type = WN_OPT_TREE, .help = "letters and the percent of fit from which they are given: { A = 70, B = 45 }"},
	{.name = "heat", .type = WN_OPT_TREE, .help = "the same of timing: { hot = 50, warm = 20 }"},
	{.name = "floor", .type = WN_OPT_INTEGER, .flags = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, .min = 0, .max = 100,
	 .help = "percent of fit below which a company is not listed"},
	{.name = "personas", .type = WN_OPT_TREE, .help = "whom to talk to: { { \"label\", titles = { ... }, max = 1 } }"},
	{.name = "contact", .type = WN_OPT_TREE, .help = "channels and how far they may be used: { email = \"blocked\" }"},
	{.name = "undecided", .type = WN_OPT_CHOICE, .choices = keep_or_drop, .help = "what becomes of a company of which a must or must_not line is open"},
	{.name = NULL},
};

const struct wn_option line_settings[] = {
	{.name = "id", .type = WN_OPT_TEXT, .help = "the name of the line, which stays when its label changes: small letters, digits, hyphens"},
	{.name = "note", .type = WN_OPT_TEXT, .help = "why the line is there; not shown to others"},
	{.name = "unknown", .type = WN_OPT_CHOICE, .choices = keep_or_drop, .help = "must and must_not: what becomes of a company of which it stays open"},
	{.name = "sure", .type = WN_OPT_NUMBER, .flags = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, .min = 1, .max = 1000, .help = "only facts that are at least so sure"},
	{.name = "fresh", .type = WN_OPT_DURATION, .help = "only facts that are not older"},
	{.name = "half_life", .type = WN_OPT_DURATION, .help = "timing: after this time the points are worth half"},
	{.name = "replace", .type = WN_OPT_FLAG, .help = "takes the place of the line of a base with the same id"},
	{.name = NULL},
};

const char *const *icp_setting_names(struct wn_arena *arena)
{
	size_t count = sizeof icp_settings / sizeof *icp_settings;
	const char **names = arena_array(arena, count, sizeof *names);

	for (size_t i = 0; i < count; i++)
		names[i] = icp_settings[i].name;
	return names;
}
