"""The kit's own processes start quickly, and `import autograder` does not change other programs."""

from __future__ import annotations

import os
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


@pytest.mark.parametrize(
    "start",
    [("-c", "import autograder.cli, nbformat"), ("-m", "autograder.batch.workers", str(os.getpid()))],
    ids=["command", "worker"],
)
def test_commands_and_grading_processes_build_no_parsers_of_addresses(start: tuple[str, ...]) -> None:
    pytest.importorskip("rfc3987_syntax")
    assert PARSERS in imported_by("-c", "import nbformat")
    imported = imported_by(*start)
    assert "nbformat" in imported
    assert PARSERS not in imported
