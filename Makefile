# The project's commands. `make demo` and `make test` need Linux and Python 3.11; they bring the rest themselves.

# The build of MXNet, by its lock file; the one that is installed where nothing else is asked for.
DEVICE ?= $(shell cat .venv/.device 2>/dev/null || echo cpu)
ASSIGNMENTS ?= $(patsubst source/%/,%,$(wildcard source/*/))
# Tests open sandboxes that may use gigabytes each: one worker a core, four at most.
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores > 4 ? 4 : cores)))
UV := 0.13.9

# nbgrader looks for alembic on the path.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHON
unexport PYTHONHOME PYTHONPATH

.PHONY: help setup demo test test-fast check release lock clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo      grade sample submissions, start to finish'
	@echo 'make test      all tests'
	@echo 'make test-fast only tests/unit: for the loop at the desk'
	@echo 'make check     format, lint and types; and that release/ and CONTRIBUTING.md are fresh'
	@echo 'make release   verify the assignments, then source/ -> release/'
	@echo 'make setup     .venv with the pinned packages, and bubblewrap (the others do this first)'
	@echo 'make lock      resolve the dependencies anew and write the lock file'
	@echo '... DEVICE=cu112  with MXNet for NVIDIA GPUs (the first time; later it is the one that is installed)'
	@echo 'make clean     remove .venv and what tools left; never grades or submissions'

setup:
	@bash requirements/setup.sh $(DEVICE)

demo: setup
	@.venv/bin/autograder demo

test: check
	LD_LIBRARY_PATH=$$(.venv/bin/python -m autograder.gpu.libraries) OMP_NUM_THREADS=1 .venv/bin/python -m pytest -n $(WORKERS) --dist loadgroup

test-fast: setup
	LD_LIBRARY_PATH=$$(.venv/bin/python -m autograder.gpu.libraries) OMP_NUM_THREADS=1 .venv/bin/python -m pytest -q -n $(WORKERS) --dist loadgroup tests/unit

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python docs/rooms.py --check
	.venv/bin/autograder release --check $(ASSIGNMENTS)

release: setup
	.venv/bin/autograder release $(ASSIGNMENTS)

# For 3.11.0, so that any Python 3.11 can install it, and a C library as old as glibc 2.28. uv reads none of pip's
# configuration (mirrors, folders of local builds): the hashes are those of the packages as published, and the lock names no
# host. Versions stay as they are where they can; UPGRADE=--upgrade moves them all.
lock:
	python3 -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv==$(UV)
	.venv-lock/bin/uv pip compile --quiet --no-config $(UPGRADE) --generate-hashes --only-binary :all: \
	    --python-version 3.11.0 --python-platform x86_64-manylinux_2_28 --custom-compile-command 'make lock' \
	    --extra $(DEVICE) --extra dev -o requirements/$(DEVICE).lock pyproject.toml
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-cu112 .venv-lock .setup.lock .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find autograder tests -name __pycache__ -type d -prune -exec rm -rf {} +
