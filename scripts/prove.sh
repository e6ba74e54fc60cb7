#!/bin/sh
# The long proofs; what they print becomes docs/safety/figures.md.
set -eu
out=docs/safety/figures.md
{
    echo "# Figures"
    echo
    echo "Printed by \`make prove\`; nothing here is written by hand. The cases are our own, written from published pictures or general clinical knowledge;"
    echo "no clinician has reviewed them. Absolute times belong to the machine named."
} > "$out.new"
for script in benchmarks/b*.py; do
    title=$(sed -n '1s/^"""//;1s/"""$//;1p' "$script")
    echo "== $title"
    { echo; echo "## $title"; echo; echo '```'; } >> "$out.new"
    .venv/bin/python "$script" > .prove.out || { cat .prove.out; rm -f .prove.out "$out.new"; exit 1; }
    cat .prove.out
    cat .prove.out >> "$out.new"
    echo '```' >> "$out.new"
done
rm -f .prove.out
mv "$out.new" "$out"
# Property tests once more, with new random examples.
KNEEWISE_HYPOTHESIS=search .venv/bin/python -m pytest -n auto tests/property tests/spec
