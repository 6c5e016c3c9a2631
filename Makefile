# Everything runs from here: `make run` to see it, `make test` before any change lands.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.DEFAULT_GOAL := run
.PHONY: setup run test lint types bench grade train

setup: .venv/ready

.venv/ready: requirements.txt tests/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -r tests/requirements.txt
	@touch $@

run: setup
	$(BIN)/python manage.py demo --if-empty
	$(BIN)/python manage.py judge
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

test: lint types
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile -rs

bench: setup
	$(BIN)/python tests/bench/run.py

grade: setup
	@echo "Cases that were read while the rules were written:"
	@$(BIN)/python manage.py grade tests/graded/*.jsonl
	@echo "Cases by other hands that nobody read:"
	@$(BIN)/python manage.py grade tests/graded/unseen/*.jsonl

train: setup
	$(BIN)/python -m practices.learned.train tests/graded/D*.jsonl tests/graded/open/*.jsonl
