#!/usr/bin/env bash
# What `npm test` runs. The tests talk to Parley with real programs; those that are missing are installed where apt and
# the right to use it are there, and named where not. Nothing is skipped.
set -eu
cd "$(dirname "$0")/.."

declare -A package=(
  [prlimit]=util-linux [python3]=python3 [nc]=netcat-openbsd [irssi]=irssi [weechat]=weechat-curses [ii]=ii [tmux]=tmux
  [chromium]=chromium [ip]=iproute2
)
missing=()
for tool in "${!package[@]}"; do
  command -v "$tool" >/dev/null || missing+=("${package[$tool]}")
done
if [ "${#missing[@]}" -gt 0 ]; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "installing for the tests: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "The tests need these packages (names as in Debian): ${missing[*]}" >&2
    echo "Install them, for example with: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi
scripts/nats-server.sh >/dev/null

biome check
tsc -b
tsc -p tsconfig.test.json
tsc -p src/web/tsconfig.test.json
vite build --logLevel warn
vitest run --project unit --project contract --project e2e --project apart "$@"
