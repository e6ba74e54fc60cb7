#!/bin/sh
# Renew the lock files. They hold versions and hashes, no addresses. Needs uv.
set -eu
command -v uv >/dev/null || { echo "Install uv first: python3 -m pip install uv" >&2; exit 1; }
compile() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"; }
echo 'setuptools>=80' > .lock-build.in
compile pyproject.toml .lock-build.in -o requirements.lock
compile pyproject.toml .lock-build.in --group dev -c requirements.lock -o requirements-dev.lock
compile pyproject.toml .lock-build.in --group dev --group prove -c requirements-dev.lock -o requirements-prove.lock
rm -f .lock-build.in
