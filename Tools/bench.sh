#!/usr/bin/env bash
# Runs every benchmark of tidemark-bench on the peers' files, one JSON object a line.
# Usage: Tools/bench.sh FOLDER, the folder of l2.csv, trades.csv and bars.csv.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly DATA=$1
readonly TAPES=.build/bench-tapes

Tools/bench-data.sh "$DATA"

bench() { .build/release/tidemark-bench "$@" --json; }

bench ingest "$DATA/l2.csv"
bench ingest "$DATA/l2.csv" --cores 2
bench merge "$TAPES/l2" "$TAPES/trades" "$TAPES/bars"
bench book-alone "$TAPES/l2"
bench book "$TAPES/l2"
bench book-timer "$TAPES/l2"
bench book-lua "$TAPES/l2"
bench trades "$TAPES/trades"
bench bars "$TAPES/bars" --strategy native
bench bars "$TAPES/bars" --strategy lua
