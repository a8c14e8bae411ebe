/* test_plugin.h - inside a test of a plugin. */
#ifndef CORE_RUN_TEST_PLUGIN_H
#define CORE_RUN_TEST_PLUGIN_H

#include "company/identity.h"
#include "run/describe_value.h"
#include "run/testing.h"

struct plugin_test {
	struct testing *testing;
	struct step step;
	struct net *net;
	void *worker;
	bool entered;
	struct company company;
	struct task task;
};

/* Accounts in, the file or the requests out. */
void test_sink(struct plugin_test *test);

#endif
