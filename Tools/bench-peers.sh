#!/usr/bin/env bash
# Our benchmarks beside those of other engines, on the same files (docs/benchmarks.md).
# Usage: Tools/bench-peers.sh FOLDER [option of Benchmarks/peers/run.py]...
#
# Engines that are missing are installed from PyPI into .build/peers; one that cannot be had is
# named, and the rest goes on. PEERS_PYTHON names the Python to install them for.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly DATA=$1
shift
readonly HOME_OF_PEERS=.build/peers
readonly SOURCE=Benchmarks/peers

say() { echo "bench-peers: $*" >&2; }

# The pinned versions were measured with Python 3.13; they may have no wheel for another.
find_python() {
  local version python
  for version in 3.13 3.12 3.11; do
    for python in "python$version" "$HOME/.pyenv/versions/$version".*/bin/python3; do
      "$python" -c 'import venv, ensurepip' 2>/dev/null && { echo "$python"; return; }
    done
  done
}

# Installs PACKAGE of a pinned list into a venv once; says so where it cannot.
need_peer() {
  local venv=$HOME_OF_PEERS/$1 list=$SOURCE/$2 package=$3
  [ -f "$venv/has-$package" ] && return 0
  "$venv/bin/python" -c 'import pip' 2>/dev/null || "$PYTHON" -m venv --clear "$venv" || {
    say "no Python 3.11 to 3.13 that makes a venv, so no $package"
    return 0
  }
  say "installing $package for $("$venv/bin/python" --version)"
  if "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --retries 1 --only-binary :all: --constraint "$list" "$(grep -i "^$package==" "$list")" \
    >"$venv/pip.log" 2>&1; then
    touch "$venv/has-$package"
  else
    say "$package could not be had, so it is left out: $(tail -n 1 "$venv/pip.log")"
  fi
}

need_floor() {
  [ "$HOME_OF_PEERS/floor" -nt "$SOURCE/floor.c" ] && return 0
  command -v gcc >/dev/null || { say "no gcc, so no plain C"; return 0; }
  gcc -O2 -march=native -DHAVE_LIBCSV "$SOURCE/floor.c" -lcsv -o "$HOME_OF_PEERS/floor"
}

mkdir -p "$HOME_OF_PEERS"
readonly PYTHON=${PEERS_PYTHON:-$(find_python)}
for package in numpy hftbacktest lrvx vectorbt backtesting backtrader nautilus_trader; do
  need_peer peers requirements.txt "$package"
done
need_peer nautilus2 requirements-nautilus2.txt numpy
need_peer nautilus2 requirements-nautilus2.txt nautilus_trader
need_floor
Tools/bench-data.sh "$DATA"
python3 "$SOURCE/run.py" --data "$DATA" --tapes .build/bench-tapes --bin .build/release \
  --home "$HOME_OF_PEERS" --out "$HOME_OF_PEERS/results.jsonl" "$@"
