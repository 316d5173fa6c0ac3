# The project's commands. `make demo` and `make test` need Linux and Python 3.11; they install the rest themselves.

# The build of MXNet, by the name of its lock file. Default: the installed build, else cpu.
DEVICE ?= $(shell cat .venv/.device 2>/dev/null || echo cpu)
ASSIGNMENTS ?= $(patsubst source/%/,%,$(wildcard source/*/))
# Tests wait for a third of their time, so there are more test workers than cores. Each may open sandboxes that use gigabytes:
# four at most.
WORKERS ?= $(shell workers=$$(($$(getconf _NPROCESSORS_ONLN) * 3 / 2)); echo $$((workers > 4 ? 4 : workers)))
# A file's tests share fixtures, so one worker runs them all. The files keep their order: those that take long come first.
PYTEST := LD_LIBRARY_PATH=$$(.venv/bin/python -m autograder.gpu.libraries) OMP_NUM_THREADS=1 \
    .venv/bin/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
UV := 0.13.9

# nbgrader calls alembic by its name, so it must be on the path.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHON
# Without compiled modules on the disk, each of the thousand processes that the tests start would compile the kit again.
unexport PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-fast check release lock clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo      grade sample submissions, start to finish'
	@echo 'make test      all tests'
	@echo 'make test-fast the quick ones of tests/unit'
	@echo 'make check     format, lint and types; and that release/ and CONTRIBUTING.md are up to date'
	@echo 'make release   verify the assignments, then source/ -> release/'
	@echo 'make setup     .venv with the pinned packages, and bubblewrap (the other targets do this first)'
	@echo 'make lock      resolve the dependencies again and write the lock file'
	@echo '... DEVICE=cu112  with MXNet for NVIDIA GPUs (needed once: later the installed build is the default)'
	@echo 'make clean     remove .venv and the caches of tools; never grades or submissions'

setup:
	@bash requirements/setup.sh $(DEVICE)

demo: setup
	@.venv/bin/autograder demo

test: check
	$(PYTEST)

test-fast: setup
	$(PYTEST) -q -m "not slow" tests/unit

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python docs/rooms.py --check
	.venv/bin/autograder release --check $(ASSIGNMENTS)

release: setup
	.venv/bin/autograder release $(ASSIGNMENTS)

# Resolved for Python 3.11.0 and glibc 2.28, so that any Python 3.11 and any later glibc can install it. uv reads none of
# pip's configuration (mirrors, folders of local builds): so the hashes are those of the published packages, and the lock file
# names no host. Versions change only if they must; UPGRADE=--upgrade upgrades all.
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
