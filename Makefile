# `make help` lists the targets. Everything is set up on the first run; later runs start at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTANCE ?= instance
# A file's tests stay in one process: what they share is made once. Files begin in the order of
# tests/conftest.py, the longest first, and not those of many tests first.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
SETUP := pyproject.toml hatch_build.py assistant/__init__.py
# Containers often set it: each process of the tests, each gateway too, would compile all anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help serve demo test check test-system bench score score-rag soak lock clean

help: ## List the targets.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1 \2/' | awk '{ n = $$1; $$1 = ""; printf "  make %-12s%s\n", n, $$0 }'

serve: $(VENV)/.runtime ## Set everything up in ./instance and start the gateway.
	@test -e $(INSTANCE)/data/assistant.db || $(BIN)/assistant init $(INSTANCE)
	@cd $(INSTANCE) && exec ../$(BIN)/assistant serve

demo: $(VENV)/.runtime ## Play a short day against a gateway of its own and print it.
	@$(BIN)/python -m assistant demo

test: $(VENV)/.development ## Run every test that needs only Python.
	$(BIN)/python -m pytest $(PARALLEL)

check: $(VENV)/.development ## Check format, lint, types, import contracts and installed versions.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pip check

test-system: $(VENV)/.development ## Run the tests that need Debian's PostgreSQL, chromium and LibreOffice.
	@tests/system/install-packages
	$(BIN)/python -m pytest $(PARALLEL) --database postgresql
	$(BIN)/python -m pytest $(PARALLEL) tests/system

bench: $(VENV)/.development ## Run the benchmarks; each prints a ratio against its baseline.
	$(BIN)/python bench/ledger.py
	$(BIN)/python bench/filter.py
	$(BIN)/python -m bench.notice
	$(BIN)/python bench/rag.py

score: $(VENV)/.development ## Score the filter on the corpus: recall, false blocks, pairs, places.
	$(BIN)/python -m tests.corpus.report $(ARGS)

score-rag: $(VENV)/.development ## Score retrieval on the gold questions, and what the citation check catches.
	$(BIN)/python -m tests.rag.score
	$(BIN)/python -m tests.rag.bad_model

soak: $(VENV)/.development ## Kill the gateway 500 times, race for the last tokens 50 times; check all books.
	$(BIN)/python -m tests.faults.soak

lock: $(VENV)/.development ## Resolve the dependencies anew into the lock and constraints files.
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-annotate --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet \
	  --output-file requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --no-header --no-emit-index-url --no-annotate --quiet --output-file constraints.txt

clean: ## Remove the environment and caches; the installation in ./instance stays.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.runtime: requirements.lock $(SETUP)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing; the first time takes some minutes (about 1.2 GB)."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@
