#!/bin/sh
# Make .venv hold exactly what a lock file names (hashes checked), then the package itself. Usage: setup.sh LOCK STAMP
set -eu
lock=$1 stamp=$2 python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Kneewise needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1). Set PYTHON=/path/to/python3.11 and try again." >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    if ! "$python" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        line="apt-get install -y python3-venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "Setting up: $line"
            apt-get update -qq && $line -qq >/dev/null
            "$python" -m venv .venv
        else
            echo "This Python cannot make virtual environments. Type: sudo $line" >&2
            exit 1
        fi
    fi
fi
echo "Setting up from $lock ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch "$stamp"
