"""The claims of verify hold for a sound assignment, and fail for unsound ones."""

from __future__ import annotations

import pytest

from autograder.authoring.verification import verify
from autograder.course.assignment import Course
from autograder.errors import AssignmentError, BrokenError

pytestmark = pytest.mark.slow

CONSTANT = '"""Always the same."""\ndef shift(X):\n    return 0 * X\n'
OTHER_WAY = '"""The other way round."""\ndef shift(X):\n    return 1 + X\n'


def sample(tiny, name, text):
    function, name = name.split("/")
    bank = tiny.assignment.suite / "samples" / f"{function}.py"
    bank.parent.mkdir(exist_ok=True)
    with bank.open("a") as file:
        file.write(f"# %% {name}\n{text}\n")


def run(tiny):
    return verify(tiny.assignment, Course(tiny.root), seed=3, jobs=1)


def failed(seen):
    return {finding.claim: finding.detail for finding in seen.findings if not finding.held}


def test_a_sound_assignment_holds_in_everything(make_tiny):
    swapped = '[equivalent]\nrelu = ["line 2: nd.maximum(X, 0): arguments swapped"]\n'
    tiny = make_tiny({"samples/bank.toml": swapped})
    sample(tiny, "shift/wrong_constant", CONSTANT)
    sample(tiny, "shift/right_other_way", OTHER_WAY)
    seen = run(tiny)
    assert failed(seen) == {}
    assert seen.held
    row = next(row for row in seen.rows if row.function == "shift")
    assert (row.caught, row.wrong, row.accepted, row.right) == (1, 1, 1, 1)
    assert row.killed == row.mutants > 0
    assert seen.score == 1.0
    assert sum(row.equivalent for row in seen.rows) == 1


def test_checks_that_ask_nothing_are_found_out(make_tiny):
    free = 'def test_free(student):\n    """Nothing"""\n    student.shift(1)\n'
    tiny = make_tiny({"test_shift_hidden.py": free})
    sample(tiny, "shift/wrong_constant", CONSTANT)
    seen = run(tiny)
    assert not seen.held
    assert (
        "samples/shift.py:1 wrong_constant: no check failed"
        in failed(seen)["every wrong sample loses points of its own function, and of no other"]
    )
    assert any("; shift: line 2: X + 1: operator becomes Sub" in detail for detail in failed(seen).values())


def test_a_right_sample_that_is_refused_is_named_with_the_check(make_tiny):
    tiny = make_tiny({})
    sample(tiny, "shift/right_it_says", CONSTANT)
    detail = failed(run(tiny))["every right sample earns every point"]
    assert detail.startswith("samples/shift.py:1 right_it_says: test_shift_hidden.py::test_values failed")


def test_a_wrong_sample_that_costs_another_functions_points_is_named(make_tiny):
    tiny = make_tiny({})
    sample(
        tiny,
        "relu/wrong_spoils",
        '"""Sums are off."""\ndef relu(X):\n    return X\n\nnd.NDArray.__add__ = lambda a, b: a\n',
    )
    detail = failed(run(tiny))["every wrong sample loses points of its own function, and of no other"]
    assert detail.startswith(
        "samples/relu.py:1 wrong_spoils: shift lost points too: test_shift_hidden.py::test_values failed"
    )


def test_a_wrong_solution_is_named(make_tiny):
    solutions = {"relu": "def relu(X):\n    return X", "double": "def double(X):\n    return 2 * relu(X)"}
    tiny = make_tiny({"test_shift_hidden.py": None}, solutions)
    assert "test_relu.py::test_values failed" in failed(run(tiny))["the instructor's solution earns every point"]


def test_a_broken_check_stops_everything(make_tiny):
    tiny = make_tiny({"test_double.py": "def test_oops(student):\n    raise RuntimeError('the machinery')\n"})
    with pytest.raises(BrokenError, match=r"test_double.py::test_oops broken: RuntimeError: the machinery"):
        run(tiny)


MEASURING = """
def test_shift(student, measure):
    measure("right answers", right=int(student.shift(1) == 2), total=1)
    assert student.shift(1) == 2
"""
BOARD = '[leaderboard]\ncell = "shift"\nmeasure = "{}"\ntitle = "Shifts"\n'


@pytest.mark.parametrize(
    ("measure", "detail"),
    [("right answers", None), ("right answer", "no check of shift measured 'right answer'")],
)
def test_a_leaderboard_is_of_a_measurement_that_is_taken(make_tiny, measure, detail):
    tiny = make_tiny({"test_shift_hidden.py": MEASURING, "suite.toml": BOARD.format(measure)})
    claim = "a check of the instructor's solution takes the leaderboard's measurement"
    seen = run(tiny)
    assert claim in [finding.claim for finding in seen.findings]
    assert failed(seen).get(claim) == detail


def test_a_malformed_leaderboard_is_refused_before_anything_is_tried(make_tiny):
    tiny = make_tiny({"suite.toml": BOARD.format("")})
    with pytest.raises(AssignmentError, match=r"\[leaderboard\] measure: expected a text"):
        run(tiny)
