#!/usr/bin/env bash
# What `npm run conformance -- PATH [pytest arguments]` runs: irctest, the conformance suite of IRC servers, from a
# checkout of it at PATH. What it found is in conformance/irctest/last-run.txt, with the talk of every failed test.
set -eu
from=${INIT_CWD:-$PWD}
cd "$(dirname "$0")/.."
repository=$PWD
results=$repository/conformance/irctest/last-run.txt
python=${PYTHON:-python3}

if [ $# -lt 1 ]; then
  echo "usage: npm run conformance -- PATH [pytest arguments]" >&2
  echo "PATH is a checkout: git clone https://github.com/progval/irctest" >&2
  exit 64
fi
irctest=$(cd "$from" && realpath -m -- "$1")
shift
if ! [ -f "$irctest/irctest/basecontrollers.py" ] || ! [ -d "$irctest/irctest/server_tests" ]; then
  echo "$irctest is not a checkout of irctest: git clone https://github.com/progval/irctest" >&2
  exit 66
fi

"$python" - <<'PYTHON'
import importlib, sys

NEEDED = {
    "pytest": ("python3-pytest", (8, 3)),
    "pluggy": ("python3-pluggy", (1, 5)),
    "websockets": ("python3-websockets", (11,)),
    "defusedxml": ("python3-defusedxml", None),
    "ecdsa": ("python3-ecdsa", None),
    "filelock": ("python3-filelock", None),
    "xdist": ("python3-pytest-xdist", None),
    "pytest_timeout": ("python3-pytest-timeout", None),
}
missing = []
for module, (package, least) in NEEDED.items():
    try:
        found = importlib.import_module(module)
    except ImportError:
        missing.append(package)
        continue
    if least and tuple(int(part) for part in found.__version__.split(".")[: len(least)]) < least:
        missing.append(f"{package} (at least {'.'.join(map(str, least))}, not {found.__version__})")
if missing:
    print(f"irctest needs these packages (names as in Debian 13): {', '.join(missing)}", file=sys.stderr)
    print("On Debian 13 apt-get installs them. On an older one, unpack the packages of 13 into a folder", file=sys.stderr)
    print("(apt-get download NAME; dpkg -x NAME.deb FOLDER), and say where, before the command:", file=sys.stderr)
    print("PYTHONPATH=FOLDER/usr/lib/python3/dist-packages", file=sys.stderr)
    sys.exit(69)
PYTHON
command -v faketime >/dev/null || echo "Without faketime two tests of LIST are skipped: apt-get install faketime" >&2

"$repository/node_modules/.bin/tsc" -b

# Most of a test is waiting, so there are more at a time than cores.
echo "running irctest; this takes a minute or two"
cd "$irctest"
status=0
PYTHONPATH=$irctest:$repository/conformance/irctest${PYTHONPATH:+:$PYTHONPATH} PYTHONDONTWRITEBYTECODE=1 COLUMNS=240 \
  "$python" -m pytest irctest/server_tests --controller parley -p no:cacheprovider -n $(($(nproc) + 2)) --timeout 60 \
  -m 'not implementation-specific and not deprecated' \
  -q --tb=short --color=no --no-fold-skipped -rfEsxXp "$@" >"$results" 2>&1 || status=$?
tail -n 1 "$results"
echo "every result is in ${results#"$repository"/}"
exit "$status"
