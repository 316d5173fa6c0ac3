"""The first assignment's checks against its samples: wrong code loses the points of its own function and of no other's,
right code loses none, however it is written.

Each sample takes its solution cell's place in the instructor's notebook and is graded in the sandbox. All but a handful
share a room per process, which saves the start of an interpreter each; sessions within it are as separate as ever.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

import nbformat
import pytest

from autograder import datasets, grade, sandbox
from autograder.assignment import Assignment, grade_id, load_assignment
from autograder.grading import run_checks
from autograder.model import Report
from autograder.notebook import read_submission
from autograder.room import ProcessRoom

FUNCTIONS = ("relu", "softmax", "cross_entropy", "softmax_cross_entropy", "net", "SGD", "evaluate_accuracy")
SAMPLES = Path(__file__).resolve().parents[2] / "autograder" / "suites" / "mlp-mnist" / "samples"
WRONG = sorted(SAMPLES.glob("*/wrong_*.py"))
RIGHT = {name: sorted((SAMPLES / name).glob("right_*.py")) for name in FUNCTIONS}
TEAMS = list(zip_longest(*RIGHT.values()))  # one right sample of every function; later teams have gaps
SEED = 20_240
TRAINED = ("net/wrong_relu_on_output", "SGD/wrong_plus", "softmax_cross_entropy/wrong_mean", "relu/wrong_numpy")


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def read_sample(path: Path) -> tuple[str, str]:
    """The sentence that says what the sample is, and its code."""
    text = path.read_text("utf-8")
    module = ast.parse(text)
    sentence, _, _ = (ast.get_docstring(module) or "").partition("\n\n")
    return " ".join(sentence.split()), "\n".join(text.splitlines()[module.body[0].end_lineno :]).strip()


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment("mlp-mnist")


@pytest.fixture(scope="module")
def notebook_with(assignment: Assignment) -> Callable[..., nbformat.NotebookNode]:
    """The instructor's notebook with samples in place of their functions' solutions."""

    def build(*paths: Path) -> nbformat.NotebookNode:
        sources = {path.parent.name: read_sample(path)[1] for path in paths}
        notebook = nbformat.read(assignment.path, as_version=4)
        for cell in notebook.cells:
            cell.source = sources.get(grade_id(cell) or "", cell.source)
        return notebook

    return build


@pytest.fixture(scope="module")
def functions_graded(
    assignment: Assignment, notebook_with: Callable[..., nbformat.NotebookNode]
) -> Iterator[Callable[..., Report]]:
    """Grade the seven functions, but not the training, of the instructor's notebook with samples laid in."""
    with sandbox.new_view(datasets.prepare("mnist").guest) as view, ProcessRoom(view) as room:

        def graded(*paths: Path) -> Report:
            submission = read_submission(assignment, notebook_with(*paths))
            return run_checks(assignment, submission, only=FUNCTIONS, seed=SEED, room=room, diagnose=False)

        yield graded


def lost(report: Report) -> dict[str, list[str]]:
    """For every cell with less than full points: its checks that did not pass."""
    assert report.complete, [check for cell in report.cells for check in cell.checks if check.verdict == "broken"]
    return {
        cell.cell: [f"{check.name}: {check.message}" for check in cell.checks if check.verdict != "passed"]
        for cell in report.cells
        if cell.points < cell.max_points
    }


@pytest.mark.parametrize("path", WRONG, ids=name_of)
def test_a_wrong_sample_loses_points_of_its_own_function_only(path, functions_graded):
    report = functions_graded(path)
    assert set(lost(report)) == {path.parent.name}
    assert {cell.cell for cell in report.cells} == set(FUNCTIONS)


@pytest.mark.parametrize("team", TEAMS, ids=range(1, len(TEAMS) + 1))
def test_right_samples_lose_nothing(team, functions_graded):
    assert lost(functions_graded(*filter(None, team))) == {}


@pytest.mark.parametrize("name", TRAINED)
def test_training_keeps_its_points_when_one_function_is_wrong(name, notebook_with):
    report = grade("mlp-mnist", notebook_with(SAMPLES / f"{name}.py"), seed=SEED)
    assert set(lost(report)) == {Path(name).parent.name}
    own_chain = next(check for check in report.cells[-1].checks if check.name.endswith("::test_own_chain"))
    assert own_chain.weight == 0
    assert own_chain.verdict != "skipped"


@pytest.mark.parametrize("number", [0, 3])
def test_right_samples_train(number, notebook_with):
    report = grade("mlp-mnist", notebook_with(*filter(None, TEAMS[number])), seed=SEED)
    assert lost(report) == {}
    assert report.score == report.max_score - report.manual_points


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_samples(function):
    wrong = [path for path in WRONG if path.parent.name == function]
    assert len(wrong) >= (8 if function in ("relu", "net") else 12)
    assert len(RIGHT[function]) >= 10


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.py")), ids=name_of)
def test_a_sample_says_in_one_sentence_what_it_is(path):
    sentence, code = read_sample(path)
    assert sentence.endswith(".")
    assert f"def {path.parent.name}(" in code
