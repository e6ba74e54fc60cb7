# Two commands matter: `make run` and `make test`. Each sets itself up.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: run test check prove likeness lock clean
.DELETE_ON_ERROR:

run: .venv/run.stamp
	@sh scripts/run.sh

test: .venv/dev.stamp
	@sh scripts/test.sh

check: .venv/dev.stamp
	@sh scripts/check.sh

prove: .venv/prove.stamp
	@sh scripts/prove.sh

.venv/run.stamp: requirements.lock pyproject.toml scripts/setup.sh
	@PYTHON=$(PYTHON) sh scripts/setup.sh requirements.lock $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml scripts/setup.sh
	@PYTHON=$(PYTHON) sh scripts/setup.sh requirements-dev.lock $@

.venv/prove.stamp: requirements-prove.lock pyproject.toml scripts/setup.sh
	@PYTHON=$(PYTHON) sh scripts/setup.sh requirements-prove.lock $@

likeness: .venv/prove.stamp
	@.venv/bin/python scripts/train_likeness.py

lock:
	@sh scripts/lock.sh

clean:
	rm -rf .venv build src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
