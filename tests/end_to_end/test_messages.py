"""Messages to students are short and plain, and give away neither hidden checks nor the solution.

Every wrong sample is graded, in notebooks with one of each function (grading replaces a function that failed), and all of its
messages are examined.
"""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

import numpy as np
import pytest

from autograder import datasets
from autograder.checking import ResultFirst
from autograder.checking.pictures import row_sums_picture
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.samples import Sample, exchange, read_samples, solved
from autograder.grading.grade import grade, run_checks
from autograder.grading.plan import Plan
from autograder.model import CheckResult, Report, Verdict
from autograder.room import bubblewrap
from autograder.room.process import ProcessRoom
from autograder.submission.rebuild import read_submission

SEED = 7_100
WIDTH, ROWS = 110, 34  # columns and rows of a screen
ASSIGNMENT = load_assignment("mlp-mnist")
WRONG = [sample for sample in read_samples(ASSIGNMENT) if not sample.right]
BY_FUNCTION = {name: [sample for sample in WRONG if sample.function == name] for name in ASSIGNMENT.solutions}
TEAMS = [list(filter(None, team)) for team in zip_longest(*BY_FUNCTION.values())]
# After a hidden check's rationale a message may say which exception was raised, but not where, or on which input.
RAISED = re.compile(r"(\w+|your code) (raised [A-Za-z_.]+|[a-z ]+)")


@pytest.fixture(scope="module")
def checks_of() -> Iterator[Callable[[list[Sample]], list[tuple[Sample, CheckResult]]]]:
    """A function that grades wrong samples, at most one per function, and returns failed checks with their samples."""
    with bubblewrap.new_view(datasets.prepare("mnist").guest) as view, ProcessRoom(view) as room:

        def failed(team: list[Sample]) -> list[tuple[Sample, CheckResult]]:
            notebook = exchange(solved(ASSIGNMENT), {sample.function: sample.source for sample in team})
            report = run_checks(
                ASSIGNMENT,
                read_submission(ASSIGNMENT, notebook),
                room,
                Plan.of(ASSIGNMENT, seed=SEED, only=list(ASSIGNMENT.solutions)),
            )
            samples = {sample.function: sample for sample in team}
            return [
                (samples[cell.cell], check)
                for cell in report.cells
                for check in cell.checks
                if check.verdict is not Verdict.PASSED and cell.cell in samples
            ]

        yield failed


def rationales(assignment: Assignment) -> dict[str, str]:
    """The rationale of every hidden check, by the check's name in reports: its docstring below the title."""
    found = {}
    for path in assignment.suite.glob("test_*_hidden.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                _, _, rest = (ast.get_docstring(node) or "").partition("\n")
                found[f"{path.name}::{node.name}"] = " ".join(rest.split())
    return found


def solution_lines(assignment: Assignment) -> set[str]:
    """The statements of the instructor's solutions that are longer than 12 characters."""
    lines = set()
    for source in assignment.solutions.values():
        for statement in ast.walk(ast.parse(source)):
            if isinstance(statement, ast.Return | ast.Assign | ast.AugAssign):
                lines.add(ast.unparse(statement).removeprefix("return "))
    return {line for line in lines if len(line) > 12}


@pytest.mark.parametrize("team", TEAMS, ids=range(1, len(TEAMS) + 1))
def test_messages_fit_on_a_screen_and_those_of_hidden_checks_show_only_the_rationale(team, checks_of):
    hidden, lines = rationales(ASSIGNMENT), solution_lines(ASSIGNMENT)
    results = checks_of(team)
    assert {sample.name for sample, _ in results} == {sample.name for sample in team}
    for sample, check in results:
        label = f"{sample.function}/{sample.name}: {check.name}"
        assert check.message, label
        height = sum(1 + max(0, len(line) - 1) // WIDTH for line in check.message.splitlines())
        assert height <= ROWS, f"{label}: {height} rows: {check.message}"
        told = "\n".join([check.message, check.hint or "", *check.further_hints])
        assert not [line for line in lines if line in told], label
        if not check.hidden:
            continue
        assert check.picture is None, label
        if check.message == str(ResultFirst()):  # this message says nothing of the check
            continue
        rest = check.message.removeprefix(hidden[check.name]).strip()
        assert check.message != rest, f"{label}: the rationale is missing"
        assert not rest or (check.verdict is Verdict.RAISED and RAISED.fullmatch(rest)), f"{label}: {rest}"


@pytest.mark.parametrize("sample", WRONG, ids=lambda sample: f"{sample.function}/{sample.name}")
def test_the_explanation_of_a_mistake_is_one_sentence_without_code(sample):
    assert sample.sentence.endswith(".") and len(sample.sentence) <= 165
    code = re.findall(r"[=\[\]{}`@]|\b\w+\.\w+|\w\(|\b(?:keepdims|argmax|asnumpy|lr|param)\b|\*\*", sample.sentence)
    assert not code, f"{code} in {sample.sentence!r}"


def picture_of(report: Report, name: str) -> bytes:
    (check,) = [check for cell in report.cells for check in cell.checks if check.name == name]
    assert check.verdict is Verdict.FAILED and check.picture
    return base64.b64decode(check.picture)


def test_wrong_row_sums_are_drawn():
    (sample,) = [sample for sample in BY_FUNCTION["softmax"] if sample.name == "wrong_axis_0"]
    notebook = exchange(solved(ASSIGNMENT), {"softmax": sample.source})
    report = grade(ASSIGNMENT, notebook, seed=SEED, only=["softmax"])
    picture = picture_of(report, "test_softmax.py::test_rows_sum_to_one")
    assert picture.startswith(b"\x89PNG") and len(picture) < 40_000


def test_a_loss_that_does_not_fall_is_drawn():
    sample = next(sample for sample in BY_FUNCTION["SGD"] if sample.name == "wrong_rebinding")
    notebook = exchange(solved(ASSIGNMENT), {"SGD": sample.source})
    report = grade(ASSIGNMENT, notebook, seed=SEED)
    picture = picture_of(report, "test_training.py::test_own_chain")
    assert picture.startswith(b"\x89PNG") and len(picture) < 40_000


def test_a_picture_of_row_sums_can_be_drawn_with_nan_and_infinity():
    values = np.array([[0.5, 0.5], [np.nan, np.inf]])
    assert row_sums_picture(values, title="softmax", expected=1).startswith(b"\x89PNG")
