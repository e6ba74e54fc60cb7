#!/bin/sh
set -eu
for script in benchmarks/b*.py; do
    echo "== $script"
    .venv/bin/python "$script"
done
exec .venv/bin/python -m pytest -m prove
