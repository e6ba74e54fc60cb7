#!/bin/sh
set -eu
sh scripts/check.sh
.venv/bin/python -W ignore tests/import_table.py
exec .venv/bin/python -m pytest -n auto "$@"
