#!/usr/bin/env bash
# Makes what the benchmarks read: three CSV files where FOLDER has none, and a tape of each.
# Usage: Tools/bench-data.sh FOLDER. A new set takes a minute and 620 MB, and needs NumPy.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly DATA=$1
readonly TAPES=.build/bench-tapes
readonly PYTHONS=(.venv/bin/python .build/peers/peers/bin/python python3)

write_files() {
  local python
  for python in "${PYTHONS[@]}"; do
    "$python" -c 'import numpy' 2>/dev/null || continue
    echo "bench: writing l2.csv, trades.csv and bars.csv into $DATA" >&2
    "$python" Benchmarks/peers/gen.py "$DATA" >&2
    return 0
  done
  echo "bench: $DATA lacks l2.csv, trades.csv or bars.csv, and no Python here has NumPy to write" >&2
  echo "bench: them. Run make setup-test, or name a folder that has them: BENCH_DATA=folder" >&2
  exit 66
}

# Imports a file once; the tape is as good as the CSV is old.
tape() {
  local format=$1 file=$2
  [ "$TAPES/$file/metadata.json" -nt "$DATA/$file.csv" ] && return 0
  rm -rf "${TAPES:?}/$file"
  .build/release/tidemark import "$format" "$DATA/$file.csv" --venue bench --symbol BTCUSDT \
    --to "$TAPES/$file" >&2
}

for file in l2 trades bars; do
  [ -f "$DATA/$file.csv" ] || { write_files; break; }
done
tape plain-l2 l2
tape plain-trades trades
tape plain-bars bars
