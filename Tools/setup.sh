#!/usr/bin/env bash
# Installs what Tidemark needs and is not there yet. Usage: Tools/setup.sh [run|test]
#   run   Debian packages, and Plotly in .venv
#   test  the same, then Chromium and NumPy
# When everything is there it touches no network and ends at once.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly PACKAGES=(
  libcsv-dev libgsl-dev liblua5.4-dev libsqlite3-dev zlib1g-dev libzstd-dev libssl-dev
  pkg-config python3-venv
)
readonly PYTHON=${PYTHON:-/usr/bin/python3} # Debian's own: the pinned hashes are for it
readonly VENV=.venv

stop() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

check_swift() {
  local version
  command -v swift >/dev/null || stop "Swift 6.3 is not on the PATH." \
    "Install it from swift.org/install, open a new shell and try again."
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
  [ "$(printf '%s\n' 6.3 "$version" | sort -V | head -n 1)" = 6.3 ] ||
    stop "Swift 6.3 or later is needed; this is ${version:-an unknown version}."
}

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs the packages among the arguments that are missing; without the right to, says how.
need_packages() {
  local missing=() as_root=() package
  command -v dpkg-query >/dev/null || stop "this set-up is written for Debian 12." \
    "Elsewhere install the equivalents of: $*"
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
      stop "some packages are missing; the line above, run as root, installs them."
    }
    as_root=(sudo)
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get)
  echo "setup: installing ${missing[*]}" >&2
  "${as_root[@]}" -q update >&2
  "${as_root[@]}" -q install -y --no-install-recommends "${missing[@]}" >&2
}

need_venv() {
  "$VENV/bin/python" -c 'import pip' 2>/dev/null || "$PYTHON" -m venv --clear "$VENV"
}

# Installs a pinned list once: the copy kept in .venv says which list is in.
need_wheels() {
  local list=$1 stamp
  stamp=$VENV/installed-$(basename "$list")
  cmp -s "$list" "$stamp" && return 0
  need_venv
  echo "setup: installing $list into $VENV" >&2
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --no-deps --only-binary :all: --requirement "$list"
  cp "$list" "$stamp"
}

# The one place where the program finds Plotly, whatever Python's folder is called.
link_plotly() {
  local script
  [ ! -s "$VENV/plotly.min.js" ] || return 0
  script=$(cd "$VENV" && ls lib/python3*/site-packages/plotly/package_data/plotly.min.js) ||
    stop "the plotly wheel holds no plotly.min.js; remove $VENV and run make setup again."
  ln -sfn "$script" "$VENV/plotly.min.js"
}

has_chromium() {
  command -v chromium chromium-browser google-chrome >/dev/null
}

check_swift
need_packages "${PACKAGES[@]}"
need_wheels Tools/requirements.txt
link_plotly
case ${1:-run} in
  run) ;;
  test)
    has_chromium || need_packages chromium
    need_wheels Tools/requirements-test.txt
    ;;
  *) stop "unknown argument '$1'; use run or test." ;;
esac
