#!/usr/bin/env bash
# One run, one journal hash: a debug and a release build replay the same scenario in different time
# zones, locales, home folders, checkouts and (when root runs this) as different users.
# Usage: Tools/same-hash.sh [SCENARIO]
set -euo pipefail
cd "$(dirname "$0")/.."

readonly SCENARIO=${1:-scenarios/three-venues.yaml}
readonly INPUTS=(datasets instruments rulebooks scenarios strategies)
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

build() {
  swift build --explicit-target-dependency-import-check error --configuration "$1" \
    --product tidemark >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
}

# A second checkout with the files a run reads and the release binary, open to every user.
copy_checkout() {
  local input
  mkdir -p "$work/another checkout/bin" "$work/home" "$work/out"
  for input in "${INPUTS[@]}"; do
    [ ! -d "$input" ] || cp -R "$input" "$work/another checkout/"
  done
  cp -RL .build/release/tidemark "$work/another checkout/bin/"
  find -L .build/release -maxdepth 1 -name '*.resources' -exec \
    cp -RL {} "$work/another checkout/bin/" \;
  chmod -R a+rX "$work"
  chmod a+rwx "$work/home" "$work/out"
}

# Prints the command that makes the next one run as another user, nothing where that cannot be.
another_user() {
  local switch="setpriv --reuid=65534 --regid=65534 --clear-groups"
  if [ "$(id -u)" -eq 0 ] && $switch "$work/another checkout/bin/tidemark" --help \
    >/dev/null 2>&1; then
    echo "$switch"
  fi
}

# replay NAME FOLDER COMMAND...: runs the scenario and prints the journal hash of its summary.
replay() {
  local name=$1 folder=$2 hash
  shift 2
  (cd "$folder" && "$@" run "$SCENARIO" --out "$work/out/$name" --no-report) \
    >"$work/$name.log" 2>&1 || {
    echo "same-hash: the $name run failed:" >&2
    cat "$work/$name.log" >&2
    exit 1
  }
  hash=$(sed -n 's/.*"journal_hash" *: *"\([0-9a-f]\{64\}\)".*/\1/p' \
    "$work/out/$name/summary.json")
  [ -n "$hash" ] || { echo "same-hash: $name: no journal_hash in summary.json" >&2; exit 1; }
  echo "$hash"
}

build debug
build release
copy_checkout
debug=$PWD/.build/debug/tidemark
switch=$(another_user)

echo "debug    TZ=Asia/Kathmandu LC_ALL=C           $(id -un)"
first=$(replay debug "$PWD" env TZ=Asia/Kathmandu LC_ALL=C "$debug")
echo "release  TZ=America/St_Johns LC_ALL=tr_TR.UTF-8 ${switch:+nobody, }another checkout"
# shellcheck disable=SC2086 # the switch is words, or nothing
second=$(replay release "$work/another checkout" $switch env TZ=America/St_Johns \
  LC_ALL=tr_TR.UTF-8 HOME="$work/home" USER=nobody LOGNAME=nobody ./bin/tidemark)

if [ "$first" != "$second" ]; then
  echo "same-hash: the journals differ: debug $first, release $second" >&2
  exit 1
fi
echo "one journal hash: $first"
