"""No answer of a guest breaks a check: it fails, so that a student cannot void a grade."""

from __future__ import annotations

import contextlib
import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest

from autograder import datasets
from autograder.course.assignment import Course, load_assignment
from autograder.course.samples import solved
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.grade import run_checks
from autograder.grading.plan import Plan
from autograder.guest import wire
from autograder.model import Verdict
from autograder.room import bubblewrap
from autograder.room.process import ProcessRoom
from autograder.submission.rebuild import read_submission

COURSE = Course.find()


class OddRoom:
    """A room whose guest defines every function and gives the same answer to every call."""

    spent = 0.0

    def __init__(self, view, answer):
        self.view = view
        self._answer = answer

    def request(self, kind, body, seconds):
        if kind == "capture":
            return wire.Frame(0, "done", {"defined": True, "redefined": False})
        if kind in ("call", "drive", "read"):
            if isinstance(self._answer, dict) and "raise" in self._answer:
                return wire.Frame(0, "error", self._answer["raise"])
            return wire.Frame(0, "value", self._answer)
        return wire.Frame(0, "done", {})

    def close(self):
        pass


def _array(shape, dtype="float32", kind="ndarray", fill=0.5):
    return wire.Tensor(np.full(shape, fill, dtype), kind)


ODD = {
    "nothing": None,
    "true": True,
    "an integer": 3,
    "a number": 0.5,
    "nan": math.nan,
    "infinity": -math.inf,
    "text": "softmax",
    "an empty list": [],
    "a list of everything": [None, 1, "x", [2.0], {"a": _array((2,))}],
    "a tuple of nothings": (None, None),
    "a tuple of arrays": (_array((2, 3)), _array(())),
    "a tuple of too many": tuple(range(50)),
    "a dictionary": {"gradient": _array((3,)), "values": None},
    "an empty dictionary": {},
    "nested lists": [[[[]]]],
    "an object": wire.Opaque("Anything"),
    "a scalar": wire.Scalar(0.5, "np.float64"),
    "a boolean scalar": wire.Scalar(True, "np.bool_"),
    "an empty array": _array((0,)),
    "no rows": _array((0, 10)),
    "a single number as array": _array(()),
    "one element": _array((1,)),
    "a matrix": _array((4, 10)),
    "five axes": _array((1, 2, 1, 2, 1)),
    "nan everywhere": _array((5, 10), fill=np.nan),
    "infinity everywhere": _array((5, 10), fill=np.inf),
    "integers": _array((5, 10), "int64", fill=3),
    "bytes": _array((5, 10), "uint8", fill=3),
    "booleans": _array((5, 10), "bool", fill=True),
    "half precision": _array((5, 10), "float16"),
    "double precision": _array((5, 10), "float64"),
    "numpy": _array((5, 10), kind="numpy"),
    "mx.np": _array((5, 10), kind="mx.np"),
    "an argument's stand-in": wire.Graded("relu"),
    "a file's stand-in": wire.Shared("/etc/passwd"),
    "a numpy argument": wire.AsNumpy(np.zeros(3)),
    "an error of no shape": {"raise": None},
    "an error of wrong types": {"raise": {"name": 3, "message": ["x"], "where": {"a": 1}}},
    "a huge error": {"raise": {"name": "E" * 10_000, "message": "m" * 100_000, "where": "\x00\x1b[31m" * 1000}},
}


@pytest.fixture(scope="module")
def diagnosticians() -> Iterator[dict[str, Diagnostician]]:
    """One for each assignment: what all its diagnoses share is found once."""
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(Diagnostician(load_assignment(name, COURSE))) for name in COURSE.assignments()}


@pytest.fixture
def view():
    with bubblewrap.new_view() as opened:
        yield opened


@pytest.mark.parametrize("name", COURSE.assignments())
@pytest.mark.parametrize("odd", ODD)
def test_no_odd_answer_breaks_a_check_or_earns_more_than_a_tenth(name, odd, view, diagnosticians):
    assignment = load_assignment(name, COURSE)
    submission = read_submission(assignment, solved(assignment))
    # A diagnosis takes most of the time and treats odd answers alike in every assignment: run it in one of them.
    asked = list(ODD).index(odd) % len(COURSE.assignments()) == COURSE.assignments().index(name)
    diagnostician = diagnosticians[name] if asked else None
    report = run_checks(assignment, submission, OddRoom(view, ODD[odd]), Plan.of(assignment, seed=5), diagnostician)
    broken = [check for cell in report.cells for check in cell.checks if check.verdict is Verdict.BROKEN]
    assert not broken, f"{broken[0].name}: {broken[0].message}"
    assert report.complete
    assert report.score <= 0.1 * report.max_score
    assert report.to_json()


class RememberedRoom:
    """A room that gives an honest guest's answer to each question, with a share of the answers spoilt in one place."""

    spent = 0.0

    def __init__(self, view, answers, rng, share):
        self.view = view
        self._answers, self._rng, self._share = answers, rng, share

    def request(self, kind, body, seconds):
        if kind == "capture":
            return wire.Frame(0, "done", {"defined": True, "redefined": False})
        answer = self._answers.get(wire.encode(wire.Frame(0, kind, body)), wire.Frame(0, "done", {}))
        if answer.kind != "value" or self._rng.random() > self._share:
            return answer
        return wire.Frame(0, "value", _spoilt(answer.body, self._rng))

    def close(self):
        pass


def _spoilt(value, rng):
    """The value with one part, at any depth, replaced by a form that no honest guest sends."""
    several = isinstance(value, list | tuple) and len(value) > 0
    if several and rng.random() < 0.75:
        items = list(value)
        place = rng.randrange(len(items))
        items[place] = _spoilt(items[place], rng)
        return type(value)(items)
    others = [answer for answer in ODD.values() if not (isinstance(answer, dict) and "raise" in answer)]
    if several:
        others += [value[:-1], value + value, value[::-1]] * 5
    if isinstance(value, wire.Tensor):
        same = [np.full_like(value.values, fill) for fill in (0, 1)]
        others += [
            wire.Tensor(array.astype(dtype)) for array in same for dtype in ("float32", "float64", "uint8", "bool")
        ]
        others += [wire.Tensor(value.values[np.newaxis]), value.values.tolist()] * 3
    return rng.choice(others)


@pytest.fixture(scope="module", params=COURSE.assignments())
def remembered(request):
    """An assignment, its solution, and an honest guest's answers to all questions about its functions."""
    assignment = load_assignment(request.param, COURSE)
    submission = read_submission(assignment, solved(assignment))
    answers = {}

    class Room(RecordingRoom):
        def request(self, kind, body, seconds):
            answer = super().request(kind, body, seconds)
            answers[wire.encode(wire.Frame(0, kind, body))] = answer
            return answer

    functions = [function for function in assignment.solutions if function not in LONG]
    with bubblewrap.new_view(datasets.prepare(assignment.dataset).guest) as view, ProcessRoom(view) as room:
        report = run_checks(assignment, submission, Room(room), Plan.of(assignment, seed=5, only=functions))
    # Shared files do not reach this room, so that one cell of one assignment fails and gives no answers.
    assert report.score >= 0.95 * sum(assignment.points[function] for function in functions)
    return assignment, submission, answers


@pytest.mark.parametrize("share", [0.1, 0.4, 1.0])
def test_no_answer_that_is_spoilt_in_one_place_breaks_a_check(remembered, share, view):
    """Checks take answers apart that look right at first sight: no part of them may raise an error in the check."""
    assignment, submission, answers = remembered
    plan = Plan.of(assignment, seed=5, only=list(assignment.solutions))
    for seed in range(4):
        report = run_checks(assignment, submission, RememberedRoom(view, answers, random.Random(seed), share), plan)
        broken = [check for cell in report.cells for check in cell.checks if check.verdict is Verdict.BROKEN]
        assert not broken, f"{broken[0].name} (spoilt by {seed}): {broken[0].message}"
        assert report.to_json()


class RecordingRoom:
    """A room that forwards all requests to another one, and records the answers by kind and function, in their order."""

    spent = 0.0

    def __init__(self, room):
        self._room = room
        self.view = room.view
        self.answers = defaultdict(list)

    def request(self, kind, body, seconds):
        answer = self._room.request(kind, body, seconds)
        if kind in ("call", "drive", "read"):
            self.answers[kind, body["function"]].append(answer.body)
        return answer

    def close(self):
        pass


class ReplayingRoom:
    """A room that replays the answers of another grading, in their order."""

    spent = 0.0

    def __init__(self, view, answers):
        self.view = view
        self._answers = {question: itertools.cycle(rows) for question, rows in answers.items()}

    def request(self, kind, body, seconds):
        if kind == "capture":
            return wire.Frame(0, "done", {"defined": True, "redefined": False})
        if kind in ("call", "drive", "read"):
            return wire.Frame(0, "value", next(self._answers[kind, body["function"]]))
        return wire.Frame(0, "done", {})

    def close(self):
        pass


# Checks whose right answer does not depend on the seed: they look at the names in a graph.
UNDRAWN = {
    "mlp-mnist": set(),
    "mlp-fashion": set(),
    "mxnet-symbol": {
        "test_mlp_symbol.py::test_arguments",
        "test_mlp_symbol.py::test_layers",
        "test_mlp_symbol_hidden.py::test_again",
    },
}
LONG = {"train", "sweep", "sweep_lr", "best_model"}  # they train for many seconds


@pytest.mark.parametrize("name", UNDRAWN)
def test_the_right_answers_of_one_grading_earn_nothing_in_the_next(name, view):
    assignment = load_assignment(name, COURSE)
    submission = read_submission(assignment, solved(assignment))
    functions = [function for function in assignment.solutions if function not in LONG]
    with bubblewrap.new_view(datasets.prepare(assignment.dataset).guest) as own, ProcessRoom(own) as room:
        recording = RecordingRoom(room)
        first = run_checks(assignment, submission, recording, Plan.of(assignment, seed=5, only=functions))
    assert first.score == sum(assignment.points[function] for function in functions)
    replaying = ReplayingRoom(view, recording.answers)
    second = run_checks(assignment, submission, replaying, Plan.of(assignment, seed=6, only=functions))
    checks = [check for cell in second.cells for check in cell.checks]
    assert {check.name for check in checks if check.verdict is Verdict.PASSED} <= UNDRAWN[name]
    replaying = ReplayingRoom(view, recording.answers)
    again = run_checks(assignment, submission, replaying, Plan.of(assignment, seed=5, only=functions))
    assert again.score == first.score, "with the inputs of the first grading its answers are right"
