# Every command starts here; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PORT ?= 8000
PYTHON_HERE := .venv/bin/python

# What is printed appears at once, in a pipe too.
export PYTHONUNBUFFERED := 1

.PHONY: help setup run demo test bench lint lock pictures

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: ## install what running needs; what is already right is left alone
	@adoption_reviews/bin/install

run: setup ## start web server and worker with the demo hub (PORT=8000), until Ctrl-C
	@exec $(PYTHON_HERE) manage.py serve --port $(PORT)

demo: setup ## build every demo trust's report and list the PDFs
	@exec $(PYTHON_HERE) manage.py serve --no-web --until build_demo_reports

test: ## run all tests on all cores, browser included (ARGS="tests/core -q" for a part)
	@adoption_reviews/bin/install --dev
	@exec .venv/bin/pytest $(ARGS)

bench: setup ## measure, one line a benchmark (ARGS=saving for one)
	@exec $(PYTHON_HERE) manage.py bench $(ARGS)

lint: ## style, import directions, migrations that are missing
	@adoption_reviews/bin/install system dev_packages data
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/lint-imports
	@$(PYTHON_HERE) manage.py makemigrations --check --dry-run

pictures: ## make the README's pictures anew
	@adoption_reviews/bin/install --dev
	@$(PYTHON_HERE) -m tests.pictures.make

lock: ## write the lock files anew
	@adoption_reviews/bin/install tools
	@adoption_reviews/bin/lock
