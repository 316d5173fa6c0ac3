"""The parts of a grade: what has changed, and what follows from points and weights alone."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.batch.parts import changed, parts_of, rescaled, with_submission
from autograder.course.assignment import Course, load_assignment


@pytest.fixture
def course(make_tiny):
    return Course(make_tiny().root)


def parts(course):
    return with_submission(parts_of(load_assignment("tiny", course), "machine"), b"{}")


def edit(course, name, old, new):
    path = course.suite("tiny") / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("test_relu.py", "weight(2)", "weight(3)", {"weights test_relu.py"}),
        ("test_relu.py", "@pytest.mark.weight(2)\n", "", {"weights test_relu.py"}),
        ("test_relu.py", "worst == 0", "worst == 1", {"check test_relu.py"}),
        ("test_relu.py", "import numpy as np", "import numpy as np  # a comment\n\n", set()),
        ("test_relu.py", "weight(2)", "weight(1 + 1)", {"check test_relu.py"}),
        ("test_relu.py", "def test_values", "def test_values(:", {"check test_relu.py"}),
        ("test_relu.py", "Negative numbers become 0.", "Another title", {"check test_relu.py"}),
        ("driver.py", "double", "twice", {"suite driver.py"}),
    ],
)
def test_a_change_is_found_in_its_part(course, name, old, new, expected):
    before = parts(course)
    edit(course, name, old, new)
    assert changed(before, parts(course)) == expected


def test_points_solutions_and_other_cells_are_different_parts(course):
    before = parts(course)
    path = course.root / "source" / "tiny" / "tiny.ipynb"
    text = path.read_text("utf-8")
    for old, new, expected in (
        ('"points": 4.0', '"points": 5.0', {"points relu"}),
        ('"points": 3.0', '"points": 5.0', {"points question"}),
        ("# instructor's relu", "# another relu", {"solution relu"}),
        ("from mxnet import autograd, nd", "from mxnet import nd", {"notebook"}),
    ):
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        assert changed(before, parts(course)) == expected
    path.write_text(text, "utf-8")
    assert changed(before, {**parts(course), "submission": "other", "machine": "other"}) == {"submission", "machine"}


def test_a_report_follows_points_and_weights_only(course, tiny):
    report = tiny.run(tiny.submission(relu="def relu(X):\n    return nd.abs(X)"))
    before = parts(course)
    edit(course, "test_relu.py", "weight(2)", "weight(5)")
    assignment = load_assignment("tiny", course)
    found = rescaled(report, assignment, changed(before, parts(course)))
    weights = {check.name: check.weight for cell in found.cells for check in cell.checks}
    assert weights["test_relu.py::test_values"] == 5.0 and weights["test_relu.py::test_property"] == 1.0
    assert dataclasses.replace(found, cells=report.cells) == report
    assert rescaled(report, assignment, {"check test_relu.py"}) is None
    edit(course, "test_relu.py", "weight(5)", "weight(0)")
    assert rescaled(report, load_assignment("tiny", course), {"weights test_relu.py"}) is None
    assert rescaled(dataclasses.replace(report, cells=report.cells[1:]), assignment, set()) is None
