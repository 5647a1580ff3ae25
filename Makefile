# Two commands on a fresh machine: `make demo` and `make test`.

PYTHON ?= python3
# What trains encoders; a build without CUDA will do for the tests.
TORCH ?= torch==2.13.0
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint train bench clean

demo: $(VENV)/.installed
	$(BIN)/stance predict seeds/articles --format table
	@echo
	@echo "How good is it? The seed articles' sentences are labelled, and no model has seen them:"
	$(BIN)/stance evaluate seeds/sentences.jsonl

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/stance corpus check training/corpus seeds/sentences.jsonl

train: $(VENV)/.installed
	$(BIN)/stance train training/fast.toml --force

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf $(VENV)

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Stance needs Python 3.11, 3.12 or 3.13; name one: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV) || \
		{ echo "$(PYTHON) cannot make environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

$(VENV)/.installed: $(VENV)/.venv pyproject.toml
	@echo "Installing into $(VENV); this takes a minute."
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet $(TORCH)
	$(BIN)/python -m pip install --quiet --editable ".[all]" --group dev
	@touch $@
