"""Hostile submission folders in one batch with honest ones: each is graded or named, and no honest grade suffers.

A file in ``folders/`` has a docstring, a function ``hand_in(folder, notebook, world)`` that makes the submission out of an
honest notebook worth 4 points, and the outcome that the batch must report: ``STATE``, ``SCORE`` and ``SAYS``.
"""

from __future__ import annotations

import json
import os
import runpy
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from autograder.batch.job import Options
from autograder.batch.kept import load_report
from autograder.batch.run import BatchResult, grade_all
from autograder.course.assignment import Course, load_assignment
from autograder.course.samples import blank, exchange
from autograder.model import Report
from autograder.room.limits import LIMITS

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
FILES = sorted((HERE / "folders").glob("*.py"))
HONEST = ("ada", "mia", "zoe")  # graded before, between and after the hostile ones
RELU = "def relu(X):\n    return nd.maximum(X, 0)"


@dataclass(frozen=True)
class Graded:
    """The result of the batch, and the contents of the world before and after it."""

    course: Course
    result: BatchResult
    before: dict[str, Any]
    after: dict[str, Any]
    secret: str
    left: list[str]

    def outcome(self, student: str) -> Any:
        return next(outcome for outcome in self.result.outcomes if outcome.student == student)


@pytest.fixture(scope="module")
def graded(lab: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    root = tmp_path_factory.mktemp("attacked")
    (root / "source").mkdir()
    shutil.copytree(CHECKOUT / "source" / "mlp-mnist", root / "source" / "mlp-mnist")
    shutil.copy(CHECKOUT / "nbgrader_config.py", root)
    course = Course(root)
    shutil.copytree(CHECKOUT / "autograder" / "suites" / "mlp-mnist", course.suite("mlp-mnist"))
    assignment = load_assignment("mlp-mnist", course)
    notebook = exchange(blank(assignment), {"relu": RELU})
    notebook.nbformat_minor = 5
    with lab.new_world() as world:
        for student in (*HONEST, *(path.stem for path in FILES)):
            folder = root / "submitted" / student / "mlp-mnist"
            folder.mkdir(parents=True)
            if student in HONEST:
                nbformat.write(notebook, folder / "mlp-mnist.ipynb")
            else:
                names = runpy.run_path(str(HERE / "folders" / f"{student}.py"))
                names["hand_in"](folder, nbformat.from_dict(json.loads(json.dumps(notebook))), world.path)
        before = world.contents()
        result = grade_all(assignment, course, Options(jobs=2))
        yield Graded(course, result, before, world.contents(), world.secret, lab.leftovers(world.path, world.scratch))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_hostile_folder_is_graded_or_named_as_expected(path: Path, graded: Graded) -> None:
    expected = runpy.run_path(str(path))
    outcome = graded.outcome(path.stem)
    assert outcome.state == expected["STATE"], outcome
    assert (None if outcome.facts is None else outcome.facts.score) == expected.get("SCORE"), outcome
    assert expected.get("SAYS", "") in " ".join((outcome.message, *outcome.notes)), outcome


@pytest.mark.parametrize("student", HONEST)
def test_honest_submissions_get_their_grades_in_time(student: str, graded: Graded) -> None:
    outcome = graded.outcome(student)
    assert (outcome.state, outcome.facts.score) == ("graded", 4.0)
    assert load_report(graded.course, "mlp-mnist", student).report.seconds < LIMITS.start_seconds


def test_no_grade_is_broken(graded: Graded) -> None:
    assert graded.result.exit_status in (0, 1)
    assert not [outcome for outcome in graded.result.outcomes if outcome.state == "broken"]


def test_no_file_outside_is_changed_and_no_secret_is_copied(graded: Graded) -> None:
    assert graded.after == graded.before
    assert graded.left == []
    for folder in ("autograded", ".autograder"):
        for path in (graded.course.root / folder).rglob("*"):
            assert not path.is_symlink(), path
            if path.is_file():
                assert graded.secret.encode() not in path.read_bytes(), path


def test_reports_stay_small(graded: Graded) -> None:
    for path in (graded.course.root / ".autograder" / "reports").rglob("*.json"):
        assert path.stat().st_size < 2_000_000, path
        assert Report.from_dict(json.loads(path.read_text())["report"]).score <= 47


def test_only_graded_students_have_an_autograded_folder(graded: Graded) -> None:
    students = set(os.listdir(graded.course.root / "autograded"))
    assert students == {outcome.student for outcome in graded.result.outcomes if outcome.state == "graded"}
