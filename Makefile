# The commands of the project. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11

export OMP_NUM_THREADS ?= 1

.PHONY: help setup demo check test live bench bench-rules bench-extract bench-entities docs lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(READY) ## Prepare .venv: the locked packages, then this project

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; PYTHON=… names one"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## Run the whole pipeline on the sample pages (ARGS=--exit leaves by itself)
	@$(BIN)/wirewatch demo $(ARGS)

check: setup ## Format, lint, types, import contracts
	$(BIN)/ruff format --check services shared tests
	$(BIN)/ruff check services shared tests
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup ## Run all tests; those on real servers find them, or are skipped in one line
	$(BIN)/python -m pytest $(ARGS)

live: setup ## Run the tests on real servers and a real browser, the long ones too
	WIREWATCH_TEST_LONG=1 WIREWATCH_REQUIRE_SERVERS=1 $(BIN)/python -m pytest -m live $(ARGS)

bench: setup ## Measure the cost of the framework against the pure chain (ARGS=--kafka adds Kafka)
	$(BIN)/python tests/bench/framework.py $(ARGS)

bench-rules: setup ## Measure matching by number of rules, length, script (ARGS="--sizes 1000000")
	$(BIN)/python tests/bench/matching/bench.py $(ARGS)

bench-extract: setup ## Measure extraction beside the installed peers (DATA=pages.jsonl.xz)
	$(BIN)/python tests/bench/extraction/bench.py --data $(DATA) $(ARGS)

bench-entities: setup ## Measure entities beside the installed peers (DATA=labelled.jsonl.xz)
	$(BIN)/python tests/bench/entities/bench.py --data $(DATA)

docs: setup ## Generate schemas, AsyncAPI and the generated parts of the documentation
	$(BIN)/python -m wirewatch.cli.documents

lock: ## Pin every package with its hashes (needs uv)
	$(COMPILE) --all-extras --group dev -o requirements.lock pyproject.toml
	$(COMPILE) --group data -c requirements.lock -o requirements-data.lock
	$(COMPILE) --extra distributed -c requirements.lock -o deploy/docker/requirements.lock pyproject.toml
	echo hatchling | $(COMPILE) -c requirements.lock -o deploy/docker/build.lock -

clean: ## Remove what the commands made
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
