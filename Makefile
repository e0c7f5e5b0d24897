# Everything one does with this checkout. `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Tests start the product hundreds of times. Some machines forbid Python to keep what it compiled, and each start then takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
# One test process more than there are cores: a good part of the tests waits for a browser, a server or a lock.
WORKERS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal

.PHONY: help
help: ## This list
	@printf 'Plumbline keeps a sales team'"'"'s process true.\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@printf '\nBegin with: make run. Then sign in as one of the people on the sign-in page.\n'
	@printf 'Settings come from the environment (README.md, Settings): make run PLUMBLINE_PORT=8100\n'

.PHONY: run
run: ## Make the environment, fill a small demonstration once, serve it and print its address
	@.ci/environment requirements.lock
	@$(BIN)/plumbline serve --demo

.PHONY: test
test: ## Everything: set-up, lint, types, and all tests on both databases and in a real browser
	@$(MAKE) -j2 machine environment
	@$(MAKE) -j3 --output-sync=target tools check read
	@$(PYTEST)

.PHONY: test-long
test-long: machine environment tools check ## The same with the full grids and rounds; takes long
	@$(PYTEST) --long

.PHONY: check
check: environment lint types templates ## The fast part: lint, format, types, templates

.PHONY: format
format: environment ## Put the code in its form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

.PHONY: words
words: ## Bring the translations up to date with what the pages say
	@.ci/environment requirements.lock
	@$(BIN)/plumbline words

.PHONY: bench
bench: ## Measure the pages of this machine against the budgets
	@.ci/environment requirements.lock
	@$(BIN)/plumbline bench

.PHONY: lighthouse
lighthouse: ## Open the six main pages as a phone does, by Lighthouse; needs the network
	@.ci/environment requirements.lock
	@$(BIN)/python .ci/lighthouse.py

.PHONY: audit
audit: ## Ask a public list whether a pinned version has a known fault; needs the network
	@.ci/audit

.PHONY: evaluation
evaluation: ## Install what `plumbline gaps evaluate` computes with
	@.ci/environment requirements-evaluate.lock

.PHONY: clean
clean: ## Remove what make made; the data stay
	@rm -rf .venv tests/tools/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The parts of the above.

.PHONY: machine environment tools lint types templates read

machine:
	@.ci/machine

environment:
	@.ci/environment requirements.lock requirements-test.lock

tools: tests/tools/node_modules/.package-lock.json

tests/tools/node_modules/.package-lock.json: tests/tools/package-lock.json
	@if command -v npm >/dev/null; then cd tests/tools && npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules/.package-lock.json; fi

lint:
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

# A build server keeps nothing of what was found for another time.
types:
	@$(BIN)/mypy --no-error-summary $(if $(CI),--cache-dir=/dev/null)

templates:
	@$(BIN)/djlint templates --lint --quiet

# Reads all tests once, so that their processes need not each compile them; a core has time for it while types are checked. What is wrong
# with them is told when they run.
read:
	@$(BIN)/pytest --collect-only -qq >/dev/null || true
