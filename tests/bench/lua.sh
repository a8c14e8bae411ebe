#!/bin/sh
# What scripts cost: a filter call that reads three fields, a request's round trip, a new state.
set -eu
"$BUILD/tests/bench/lua_bench"
