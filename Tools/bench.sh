#!/usr/bin/env bash
# Runs tidemark-bench on the peer benchmarks' files, one JSON object a line.
# Usage: Tools/bench.sh FOLDER, the folder that holds l2.csv, trades.csv and bars.csv.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly DATA=$1
readonly TAPES=.build/bench-tapes
readonly BIN=.build/release

for file in l2 trades bars; do
  [ -f "$DATA/$file.csv" ] || {
    echo "bench: $DATA/$file.csv is missing. Write the three files with the peers' gen.py" >&2
    echo "bench: and name their folder: make bench BENCH_DATA=folder" >&2
    exit 66
  }
done

# Imports a file once; the tape is as good as the CSV is old.
tape() {
  local format=$1 file=$2
  [ "$TAPES/$file/metadata.json" -nt "$DATA/$file.csv" ] && return 0
  rm -rf "${TAPES:?}/$file"
  "$BIN/tidemark" import "$format" "$DATA/$file.csv" --venue bench --symbol BTCUSDT \
    --to "$TAPES/$file" >&2
}

tape plain-l2 l2
tape plain-trades trades
tape plain-bars bars

"$BIN/tidemark-bench" ingest "$DATA/l2.csv" --json
"$BIN/tidemark-bench" ingest "$DATA/l2.csv" --cores 2 --json
"$BIN/tidemark-bench" book "$TAPES/l2" --json
"$BIN/tidemark-bench" merge "$TAPES/l2" "$TAPES/trades" "$TAPES/bars" --json
"$BIN/tidemark-bench" bars "$TAPES/bars" --strategy native --json
"$BIN/tidemark-bench" bars "$TAPES/bars" --strategy lua --json
