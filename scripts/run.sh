#!/bin/sh
# The main job: the interview where a person sits at a terminal, else the examples.
set -eu
if [ -t 0 ] && [ -t 1 ]; then
    exec .venv/bin/kneewise ask
fi
exec .venv/bin/kneewise examples examples
