# Builds fuzz targets with clang and runs each for FUZZ_SECONDS, two at a time. Findings are kept in $BUILD/findings/.
# Usage: BUILD=folder FUZZ_SECONDS=60 sh tests/fuzz/run.sh target...
set -u

probe=$(mktemp)
trap 'rm -f "$probe"' EXIT
if ! printf '#include <stddef.h>\nint LLVMFuzzerTestOneInput(const unsigned char *d, size_t n);\nint LLVMFuzzerTestOneInput(const unsigned char *d, size_t n)\n{ return d && n > 9; }\n' |
	clang -fsanitize=fuzzer,address,undefined -x c -o "$probe" - 2>/dev/null; then
	echo "fuzz: skipped: it needs clang with its fuzzer runtime (Debian: clang and libclang-rt-dev)"
	exit 0
fi

make --no-print-directory -s -j2 BUILD="$BUILD" CC=clang SANITIZE=address,undefined FUZZING=1 CFLAGS='-O1 -g' FUZZ="$*" fuzzers || exit 1
mkdir -p "$BUILD/findings" "$BUILD/log"

# One target: what it learns stays in the build folder, the committed corpus is only read.
one='
	target=$1
	learned=$BUILD/corpus/$target
	mkdir -p "$learned"
	dict=
	[ ! -e tests/fuzz/dict/$target.dict ] || dict=-dict=tests/fuzz/dict/$target.dict
	"$BUILD/tests/fuzz/$target" -max_total_time="$FUZZ_SECONDS" -timeout=20 -rss_limit_mb=3000 -max_len=4096 -print_final_stats=1 \
		-artifact_prefix="$BUILD/findings/$target-" $dict "$learned" "tests/fuzz/corpus/$target" >"$BUILD/log/$target" 2>&1
	code=$?
	runs=$(sed -n "s/^stat::number_of_executed_units: *//p" "$BUILD/log/$target")
	coverage=$(sed -n "s/.* cov: \([0-9]*\) ft: \([0-9]*\).*/\1 edges, \2 features/p" "$BUILD/log/$target" | tail -1)
	[ $code -eq 0 ] && echo "$target: ${runs:-0} runs, $coverage, no finding" && exit 0
	echo "$target: FINDING after ${runs:-?} runs, $coverage"
	grep -aE "ERROR|SUMMARY|runtime error|Test unit written|assert" "$BUILD/log/$target" | sed "s/^/  /"
	echo "  all of it: $BUILD/log/$target"
	exit 1
'
export BUILD FUZZ_SECONDS
ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1} export ASAN_OPTIONS
printf '%s\n' "$@" | xargs -P 2 -n 1 sh -c "$one" fuzz
