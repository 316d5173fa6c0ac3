"""The kit's own processes start quickly, and `import autograder` does not change other programs."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

PARSERS = "rfc3987_syntax.syntax_helpers"


def imported_by(*arguments: str) -> set[str]:
    """The modules imported by a Python process started with these arguments."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_importing_the_package_imports_nothing_heavy_and_replaces_nothing() -> None:
    assert not {"numpy", "nbformat", "jsonschema", "pytest", "mxnet"} & imported_by("-c", "import autograder")
    replaced = "import sys, autograder; assert 'rfc3987_syntax' not in sys.modules"
    assert "autograder" in imported_by("-c", replaced)


# A grading process begins with `start`, and only then imports what a job needs. Nothing is printed afterwards.
WORKER = """
import os, sys
output = os.dup(2)
from autograder.batch.start import start
assert not {"numpy", "nbformat"} & set(sys.modules)
start(os.getppid(), None)
os.dup2(output, 2)
assert os.environ["OMP_NUM_THREADS"] == "1"
import autograder.batch.job
"""


@pytest.mark.parametrize("code", ["import autograder.cli, nbformat", WORKER], ids=["command", "worker"])
def test_commands_and_grading_processes_build_no_parsers_of_addresses(code: str) -> None:
    assert PARSERS in imported_by("-c", "import nbformat")
    imported = imported_by("-c", code)
    assert "nbformat" in imported
    assert PARSERS not in imported


def test_the_process_that_hands_out_jobs_imports_neither_the_checks_nor_the_server_of_jupyter() -> None:
    imported = imported_by("-c", "import autograder.cli, autograder.batch.run")
    assert "nbgrader.converters" in imported
    assert not {"pytest", "hypothesis", "jupyter_server.base.handlers"} & imported
    later = (
        "import autograder.cli, nbgrader.server_extensions.formgrader as it; it.load_jupyter_server_extension.__name__"
    )
    assert "nbgrader.server_extensions.formgrader.handlers" in imported_by("-c", later)
