#!/bin/bash
# Builds the fuzz targets with sanitizers in a folder of their own, and runs each for SECONDS.
# usage: Tools/fuzz.sh SECONDS [TARGET...]
#
# What is found stands in .build-fuzz/found/TARGET; the corpus grows in .build-fuzz/corpus/TARGET.
# FUZZ_BUILD may name a program to put before `swift build`, such as a lock; FUZZ_LOG a folder for
# the output of each target.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
scratch=.build-fuzz
export TIDEMARK_FUZZ=1 SWIFT_BACKTRACE=enable=no
coverage=edge,inline-8bit-counters,pc-table,trace-cmp
resources=$(clang -print-resource-dir)
library=$(find "$resources/lib" -name 'libclang_rt.fuzzer_no_main*.a' | grep "$(uname -m)\|/linux/" |
  head -n 1)
${FUZZ_BUILD:-} swift build --scratch-path "$scratch" --configuration release \
  --product tidemark-fuzz \
  --sanitize address -Xswiftc -sanitize-coverage=$coverage -Xcc -fsanitize-coverage=$coverage \
  -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined \
  -Xlinker "$library" -Xlinker -lstdc++
program=$(swift build --scratch-path "$scratch" --configuration release --show-bin-path)/tidemark-fuzz
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for folder in Tests/FuzzTests/Seeds/*/; do targets+=("$(basename "$folder")"); done
fi
failed=()
for target in "${targets[@]}"; do
  corpus=$scratch/corpus/$target
  found=$scratch/found/$target
  mkdir -p "$corpus" "$found" "${FUZZ_LOG:=$scratch/log}"
  echo "fuzzing $target for $seconds s; the log is $FUZZ_LOG/$target.log"
  ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 \
    "$program" --target="$target" "$corpus" "Tests/FuzzTests/Seeds/$target" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -max_len=8192 \
    -artifact_prefix="$found/" -print_final_stats=1 \
    >"$FUZZ_LOG/$target.log" 2>&1 || failed+=("$target")
  grep -a 'DONE\|ERROR\|SUMMARY\|number_of_executed_units' "$FUZZ_LOG/$target.log" || true
done
if [ ${#failed[@]} != 0 ]; then
  echo "found something in: ${failed[*]}; see $scratch/found" >&2
  exit 1
fi
