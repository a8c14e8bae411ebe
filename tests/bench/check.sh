#!/bin/sh
# Start-up: the check of a small pipeline.
set -eu
perl tests/bench/time.pl check 21 "'$BUILD/winnow' check pipelines/demo.lua --plugin-path scripts"
