#!/bin/sh
# What needs no test run: style, types, import contracts, the knowledge base.
set -eu
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache
.venv/bin/kneewise knowledge check
