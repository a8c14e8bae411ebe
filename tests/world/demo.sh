#!/bin/sh
# What `make demo` runs: the demo's pipeline on the small world, offline. From the root of the repository.
set -e
: "${BUILD:=build}"
"$BUILD/winnow" run pipelines/demo.lua --plugin-path scripts --replay tests/world/answers --as-of 2026-11-01
echo
echo "The list is in out/demo.csv, with every reason and its proof in out/demo.jsonl. Who is who: tests/world/README.md"
