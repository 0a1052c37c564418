# make run: the desk on this machine · make test: the suite · make bench: the measurements · make fuzz: endless input, longer · make check: what CI runs
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check

.PHONY: setup run test test-fast lint types check bench faults clean

setup: $(VENV)/.runtime

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what NightDesk runs on (once)…"
	@$(PIP) -r requirements.txt
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true
	@touch $@

$(VENV)/.tests: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need (once)…"
	@$(PIP) -r requirements-dev.txt
	@touch $@

run: $(VENV)/.runtime
	@exec $(BIN)/python -m nightdesk.run

test: $(VENV)/.tests
	@$(BIN)/python -m pytest

test-fast: $(VENV)/.tests
	@$(BIN)/python -m pytest -m "not slow"

lint: $(VENV)/.tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run

types: $(VENV)/.tests
	@$(BIN)/mypy .

check: test lint types

bench: $(VENV)/.tests
	@$(BIN)/python -m benchmarks

# make faults N=1000 SEED=7 · make faults WHAT=load
faults: $(VENV)/.tests
	@$(BIN)/python -m faults $(WHAT) $(if $(N),-n $(N)) $(if $(SEED),--seed $(SEED))

fuzz: $(VENV)/.tests
	@$(BIN)/python -m pytest --hypothesis-profile=long nightdesk/tests/test_fuzz_api.py nightdesk/tests/test_fuzz_webhooks.py

clean:
	@rm -rf $(VENV) var staticfiles
