# Everything a person or CI runs. Needs Python 3.11 or later and make; everything else is set up in .venv.
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Python compiles a module when it is first imported; pip would compile twenty thousand, of which a few are.
# And it is brought up to date first: the one in a Python may be years old, and takes twice the time for the rest.
INSTALL := PYTHONWARNINGS='ignore:Editable installation' $(PIP) install --no-compile --constraint constraints.txt
unexport PYTHONDONTWRITEBYTECODE # else that would be done again by every process

.PHONY: demo test lint bench model clean

demo: $(VENV)/.ready-demo ## the real bot against a local stand-in for Discord; ARGS="--headless --batches 12"
	@$(BIN)/catbandit demo $(ARGS)

test: lint ## style, types and tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.ready-bench ## the figures of docs/benchmarks.md, side by side in one run
	$(BIN)/python -m benchmarks $(ARGS)

model: $(VENV)/.ready-demo ## train the bundled model again (hours on a CPU)
	$(BIN)/python -m training --out bot/kitten --work .kitten-work $(ARGS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "catbandit needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + ": try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --quiet --upgrade pip

$(VENV)/.ready-demo: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Setting up in $(VENV), once: PyTorch and its companions are large, this takes some minutes."
	@$(INSTALL) --editable '.[paint]' # not quiet: whoever waits may see what for
	@touch $@

$(VENV)/.ready-test: $(VENV)/bin/python pyproject.toml constraints.txt
	$(INSTALL) --quiet --editable '.[paint,dev]'
	@touch $(VENV)/.ready-demo $@

$(VENV)/.ready-bench: $(VENV)/bin/python pyproject.toml constraints.txt
	$(INSTALL) --quiet --editable '.[paint,dev,bench]'
	@touch $(VENV)/.ready-demo $(VENV)/.ready-test $@

clean: ## forget the set-up and the demo
	rm -rf $(VENV) .demo
