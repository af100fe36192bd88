# Two commands: `make run` opens the chat, `make test` runs the tests. Both set up what they need, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint gate check bench clean

run: $(VENV)/.installed
	$(BIN)/relevo serve

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the assistant reached on the evaluation questions must not be lost.
gate: $(VENV)/.installed-dev
	RELEVO_DATA_DIR=$$(mktemp -d) $(BIN)/relevo eval gate --quiet

check: lint gate test

bench: $(VENV)/.installed-bench
	$(BIN)/python -m evals.benchmarks

clean:
	rm -rf $(VENV) .relevo

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Relevo necesita Python 3.11 o superior: make run PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Instalando Relevo (unos minutos la primera vez)…"
	$(PIP) --editable .
	@touch $@

# pip, not uv: on Linux it can be pointed at a CPU build of torch, which saves gigabytes.
$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Instalando lo necesario para las pruebas (unos minutos la primera vez)…"
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	$(PIP) --editable '.[bench]'
	@touch $@
