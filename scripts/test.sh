#!/bin/sh
set -eu
sh scripts/check.sh
exec .venv/bin/python -m pytest -n auto "$@"
