# Each chore once; .ci/run calls the same. PYTHON is the virtual environment's interpreter.
PYTHON ?= .venv/bin/python
SHELL := /bin/bash

.PHONY: check test thorough browser wheel demo format constraints

check:
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(dir $(PYTHON))lint-imports --no-logo

test:
	$(PYTHON) -m pytest -n 2 -m "not browser and not thorough"

# What `test` leaves out: every case in every store, every further kill, the planted facts of the whole demo.
thorough:
	$(PYTHON) -m pytest -n 2 -m thorough

browser:
	$(PYTHON) -m pytest -m "browser and not thorough" tests/browser

wheel:
	$(PYTHON) -m pip wheel --quiet --no-deps --wheel-dir dist .

demo:
	$(dir $(PYTHON))tidegauge demo

format:
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

# Public versions only: no address of an index, no path of a machine.
constraints:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --no-header --no-emit-index-url --no-annotate -o constraints.txt
