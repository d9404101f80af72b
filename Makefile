# Lightwell: every command of a working copy. `make help` lists them.
# Needs Python 3.11 or newer and make; everything else is set up in this directory.

.POSIX:
.DEFAULT_GOAL := help
PYTHON = python3
PORT = 8000
BIN = .venv/bin
# Tools that read the settings (types, migrations) do so in a home of their own.
AS_TEST = LIGHTWELL_MODE=test LIGHTWELL_HOME=build/check

.PHONY: help run stop setup test test-fast check format generate pictures bench mutants docs lock clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
	    printf '  make %-10s %s\n' "$$name" "$$what"; done

run: setup ## Serve the demo clinic until Ctrl-C (PORT=8000)
	@mkdir -p var/run
	@sh -c 'echo $$$$ > var/run/demo.pid; exec $(BIN)/lightwell serve --demo --port $(PORT)'

stop: ## End the server that `make run` started here
	@$(PYTHON) tools/stop.py

setup: ## Virtual environment, packages, styles and scripts; nothing when all is there
	@$(PYTHON) tools/setup.py

test: setup ## Every test: SQLite, PostgreSQL, Chromium
	@$(BIN)/python -m tools.run_tests

test-fast: setup ## The tests without browser and PostgreSQL, in under two minutes
	@$(BIN)/python -m tools.run_tests --fast

check: setup ## Format, style, templates, types, imports, knowledge, migrations, generated pages
	@$(AS_TEST) $(BIN)/python -m tools.check

format: setup ## Bring the Python code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

generate: setup ## Rewrite the reference pages from the code and the knowledge
	@$(AS_TEST) $(BIN)/python tools/generate_reference.py

pictures: setup ## Take the pictures of the documents again, from the first path
	@LIGHTWELL_PICTURES=1 $(BIN)/pytest -q tests/browser/test_first_path.py tests/browser/test_first_decision.py tests/browser/test_first_infusion.py

bench: setup ## How long the core's import, scoring and the server's pages take
	@$(BIN)/python -m benchmarks.import_clinical
	@$(BIN)/python -m benchmarks.assess
	@$(BIN)/python -m benchmarks.phq9_scoring
	@$(BIN)/python -m benchmarks.series_booking
	@$(BIN)/python -m benchmarks.server_time
	@$(BIN)/python -m benchmarks.session_time

mutants: setup ## Whether the tests of the clinical core notice small slips in it; takes long
	@$(BIN)/python -m tools.mutants

docs: generate ## The documentation: generated pages, links and examples checked
	@$(BIN)/pytest -q tests/docs

lock: setup ## Lock the newest allowed versions of every Python package, with hashes
	@$(BIN)/python -m tools.lock

clean: ## Remove everything made here, demo data too; never a live database
	@$(PYTHON) tools/stop.py
	rm -rf .venv node_modules build src/lightwell/site/static var/demo var/test var/run
	rm -rf .coverage .coverage.* htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
