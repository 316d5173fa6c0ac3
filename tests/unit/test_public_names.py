"""The public names of the package are listed here, so that none is added or removed by accident."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import autograder
from autograder import errors

NAMES = [
    "AssignmentError",
    "AutograderError",
    "BrokenError",
    "CellReport",
    "CheckResult",
    "DataError",
    "GradebookError",
    "Report",
    "SandboxError",
    "SubmissionError",
    "UsageError",
    "Verdict",
    "check",
    "grade",
]


def test_the_public_names_are_those_listed() -> None:
    assert autograder.__all__ == NAMES
    assert all(getattr(autograder, name) is not None for name in NAMES)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="grades"):
        autograder.grades  # noqa: B018


def test_grade_has_the_documented_parameters() -> None:
    parameters = inspect.signature(autograder.grade).parameters
    assert list(parameters)[:4] == ["assignment", "notebook", "seed", "only"]
    assert all(parameters[name].kind is inspect.Parameter.KEYWORD_ONLY for name in ("seed", "only"))
    assert parameters["seed"].default is None and parameters["only"].default is None


def test_check_takes_an_assignment_and_cells() -> None:
    assert [str(parameter) for parameter in inspect.signature(autograder.check).parameters.values()] == [
        "assignment: 'str'",
        "*cells: 'str'",
    ]


def test_public_names_have_docstrings() -> None:
    for name in ("check", "grade", "CellReport", "CheckResult", "Report", "Verdict"):
        assert inspect.getdoc(getattr(autograder, name))


def test_every_error_derives_from_autograder_error_and_has_its_exit_status() -> None:
    statuses = {
        name: value.exit_status
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.AutograderError)
    }
    assert statuses == {
        "AutograderError": 3,
        "UsageError": 2,
        "AssignmentError": 2,
        "SubmissionError": 1,
        "DataError": 2,
        "BrokenError": 3,
        "SandboxError": 3,
        "GradebookError": 3,
    }
    assert all(name in errors.__doc__ for name in statuses)


def test_importing_the_package_imports_neither_pytest_nor_mxnet() -> None:
    script = "import sys, autograder; print(sorted({'pytest', 'mxnet', 'numpy', 'nbgrader'} & set(sys.modules)))"
    kit = Path(autograder.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(kit)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "[]\n"
