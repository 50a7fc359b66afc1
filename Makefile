# What people do here. `make help` lists it.

PYTHON ?= python3
# Programs of .venv come first, for what is run by what we run (nbgrader calls alembic).
IN = PATH="$(CURDIR)/.venv/bin:$$PATH"

# Brings .venv up to date, in a moment if it is. TORCH=cpu leaves CUDA out, TORCH=system uses the
# machine's own torch, TORCH=default is PyPI's; the choice is remembered.
SET_UP = $(PYTHON) -m tools.bootstrap $(if $(TORCH),--torch $(TORCH)) \
	$(if $(filter file,$(origin PYTHON)),,--python-chosen)

# What ruff looks at: not what a student fetches into the course's folder.
CODE = grading notebooks solutions tests tools torchcourse

# Of several runs of pytest, not each has tests that ARGS choose.
ANY = $(if $(ARGS),|| [ $$? = 5 ])

.DEFAULT_GOAL = help
.PHONY: help set-up lab test test-unit test-notebooks test-browser test-cuda test-setup lint format \
	release collect grade feedback demo bench execute lock clean

help: ## list what make can do
	@echo 'Options: ARGS="..." is passed on, TORCH=cpu chooses torch without CUDA, PYTHON=python3.12.'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-20s%s\n", "make " $$1, $$2}' $(MAKEFILE_LIST)

set-up: ## bring .venv up to date (every target below begins with it)
	@$(SET_UP)

lab: set-up ## open the course in JupyterLab (ARGS="--no-browser --port 8899")
	@$(IN) exec jupyter lab $(ARGS)

test: lint test-unit test-notebooks ## run every check but those in a browser

test-unit: set-up ## run the tests of the code (ARGS="-k name")
	@# One thread in each: more would wait for each other.
	$(IN) OMP_NUM_THREADS=1 python -m pytest -m "not browser and not install" -n auto --maxprocesses 4 --dist loadfile $(ARGS)

test-notebooks: set-up ## run lessons and solutions, compare with their stored outputs
	$(IN) python -m tools.notebooks check
	$(IN) python -m tools.notebooks validate $(ARGS)

test-browser: set-up ## use the course in a headless Chromium
	@# Most of the time they wait for a browser: three keep two cores busy. What measures a time
	@# runs afterwards, alone. Status 5: ARGS leave no test.
	$(IN) python -m pytest tests/browser -m "not timing" -n 3 --dist loadfile $(ARGS) $(ANY)
	$(IN) python -m pytest tests/browser -m timing $(ARGS) $(ANY)

test-cuda: set-up ## run the course on a CUDA GPU and measure it (ARGS=--record, TORCH=system)
	$(IN) python -m tools.cuda $(ARGS)

test-setup: set-up ## set the course up anew in a temporary clone (minutes, network)
	$(IN) python -m pytest tests/setup $(ARGS)

lint: set-up ## check code and notebooks with ruff
	$(IN) ruff check $(CODE)
	$(IN) ruff format --check $(CODE)

format: set-up ## format code and notebooks with ruff
	$(IN) ruff format $(CODE)
	$(IN) python -m tools.notebooks format
	$(IN) ruff check --fix $(CODE)

release: set-up ## make exercises/ from solutions/
	$(IN) python -m grading release $(ARGS)

collect: set-up ## fetch what students submitted (ARGS="--zip export.zip" for an LMS)
	$(IN) python -m grading collect $(ARGS)

grade: set-up ## grade grading/submitted/, write feedback and grades.csv
	$(IN) python -m grading grade $(ARGS)

feedback: set-up ## give pages and points back to an LMS (ARGS="02_optimizers --zip export.zip")
	$(IN) python -m grading feedback $(ARGS)

demo: set-up ## grade a sample class and show the table
	$(IN) python -m grading demo $(ARGS)

bench: set-up ## measure grading against nbgrader and Otter, nbval against ours (ARGS="--sizes 3")
	$(IN) python -m tools.bench $(ARGS)

execute: set-up ## run lessons and solutions and store their outputs
	$(IN) python -m tools.notebooks execute $(ARGS)

lock: set-up ## pin the versions anew (ARGS=--upgrade for the newest)
	$(IN) python -m tools.lock $(ARGS)

clean: ## remove .venv and caches; submissions and grades stay
	rm -rf .venv .bootstrap.lock .pytest_cache .ruff_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
