# Two commands from a fresh clone: `make brief` and `make test`. Both go through one stamp, .venv/.installed.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BRIEF_DIR ?= brief
BRIEF_OF ?= examples/articles/rival-offers.txt
WORKERS ?= 2

# One thread per worker: the engine is batch-first NumPy, and two workers share two cores.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
# Old byte code and a user's own site-packages must not leak into the environment.
export PYTHONNOUSERSITE := 1

PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-input -qq

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# ---- one stamp ------------------------------------------------------------------------------------------------
# The old stamp goes first and the new one comes last, so that an interrupted install leaves none.
$(STAMP): requirements.lock pyproject.toml tools/find_python.sh
	@rm -f $@
	python=$$(bash tools/find_python.sh) && "$$python" -m venv --clear $(VENV)
	$(PIP_INSTALL) --no-deps --require-hashes -r requirements.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	@touch $@

.PHONY: install
install: $(STAMP)  ## make the environment in .venv, from the hashed lock

# ---- what a user wants ----------------------------------------------------------------------------------------
.PHONY: brief
brief: $(STAMP)  ## write the brief on the example article to brief/
	$(BIN)/orecast brief $(BRIEF_OF) -o $(BRIEF_DIR) --force
	@echo "The page is at file://$(abspath $(BRIEF_DIR))/brief.html"

# ---- what a contributor wants ---------------------------------------------------------------------------------
.PHONY: lint types pytest test check
lint: $(STAMP)  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## mypy, strict
	$(BIN)/mypy

pytest: $(STAMP)  ## tests only (architecture, laws, docs, stale generated pages, examples, browser)
	$(BIN)/python -m pytest -n $(WORKERS)

test: lint types  ## everything that must be green: lint, types, then every test
	$(MAKE) --no-print-directory pytest

check: test  ## the same, under the name the contributing guide uses

.PHONY: docs lock bench history news-score browser-deps clean
docs: $(STAMP)  ## write the generated pages of docs/reference again
	$(BIN)/python tools/build_docs.py

lock: $(STAMP)  ## resolve requirements.lock again, for every platform and Python from 3.11
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --all-extras --group pyproject.toml:build pyproject.toml --output-file requirements.lock

bench: $(STAMP)  ## time what is timed, and write the table of solvers into docs/performance.md
	$(BIN)/python benchmarks/stress.py
	$(BIN)/python benchmarks/reference.py
	PYTHONPATH=. $(BIN)/python benchmarks/peers.py --write

history: $(STAMP)  ## run past events and write docs/validation.md and docs/hindcast.md
	$(BIN)/python tools/validation.py
	$(BIN)/python tools/hindcast.py

news-score: $(STAMP)  ## score the reading of the news: the project's own gold set, and the published one where it is there
	PYTHONPATH=. $(BIN)/python tests/gold/scoring.py
	@if [ -f ../shared/reference/news/score.py ]; then $(BIN)/python tools/news_score.py ../shared/reference/news; fi

browser-deps:  ## Debian's Chromium, for the browser tests (asks apt-get only when it is missing)
	@bash tools/browser_deps.sh

clean:  ## remove the environment and everything made in it
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
