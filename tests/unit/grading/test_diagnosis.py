"""Diagnosis: when two answers count as the same, which calls are compared, and which misconception is named."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from autograder.course.assignment import load_assignment
from autograder.course.samples import Sample, blank
from autograder.grading.agreement import Agreement, compared
from autograder.grading.answers import alike, is_finite, same_error
from autograder.grading.diagnosis import Diagnostician, Diagnosticians, _Evidence
from autograder.grading.experiments import Trace
from autograder.grading.reference import Reference
from autograder.grading.standard import Standards
from autograder.guest.wire import Opaque, Scalar, Tensor
from autograder.room.student import Call, StudentRaised


def tensor(*values: float, kind: str = "ndarray") -> Tensor:
    return Tensor(np.array(values, np.float32), kind)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (tensor(1, 2), tensor(1, 2.0001)),
        (tensor(0), tensor(1e-6)),
        (tensor(np.nan, np.inf), tensor(np.nan, np.inf)),
        (0.5, Scalar(0.5, "np.float32")),
        (3, 3.0),
        ([tensor(1), None], [tensor(1), None]),
        ({"a": (True,)}, {"a": (True,)}),
        (Opaque("Symbol"), Opaque("Symbol")),
        (StudentRaised("f", "ValueError", "one text", ""), StudentRaised("f", "ValueError", "another", "")),
    ],
)
def test_alike(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (tensor(1, 2), tensor(1, 2.1)),
        (tensor(1, 2), tensor(1, 2, kind="numpy")),
        (tensor(1), tensor(1, 1)),
        (tensor(np.nan), tensor(1)),
        (tensor(-np.inf), tensor(np.inf)),
        (1, True),
        (1.0, "1.0"),
        (None, 0.0),
        ([1], [1, 2]),
        ({"a": 1}, {"b": 1}),
        (Opaque("Symbol"), Opaque("Block")),
        (StudentRaised("f", "ValueError", "", ""), StudentRaised("f", "TypeError", "", "")),
        (StudentRaised("f", "ValueError", "", ""), None),
    ],
)
def test_not_alike(one, other):
    assert not alike(one, other)


@pytest.fixture
def asked(tiny, monkeypatch):
    """Ask a fake diagnostician for a name; returns the traces that it would compare."""
    seen: list[list[Trace]] = []
    monkeypatch.setattr(Reference, "trials", lambda self, sample, traces, seed: seen.append(list(traces)))

    def ask(*traces: Trace) -> list[Trace] | None:
        assert Diagnostician(tiny.assignment).name("relu", traces, 1, lambda experiments: []) is None
        return seen[0] if seen else None

    return ask


CALL = Call("call", "relu", (), None)


def test_calls_of_a_loose_check_count_only_where_no_other_failed(asked):
    exact, loose = Trace(1, (CALL,), failed=True), Trace(2, (CALL,), failed=True, loose=True)
    assert asked(exact, loose) == [exact]


def test_a_loose_check_that_failed_alone_is_asked(asked):
    exact, loose = Trace(1, (CALL,), failed=False), Trace(2, (CALL,), failed=True, loose=True)
    assert asked(exact, loose) == [exact, loose]


def test_nothing_is_asked_where_nothing_failed(asked):
    assert asked(Trace(1, (CALL,), failed=False)) is None


@pytest.fixture
def named(tiny, monkeypatch):
    """Which sample is named, given for each in how many of nine traces (eight of them failed) its overflows differ."""

    def name(parts: dict[str, int | None], other_words: str = "") -> str | None:
        samples = [Sample("relu", f"wrong_{id}", False, ".", "", id, 1) for id in parts]

        def count(self, sample, traces, seed, *, most, afresh=True):
            overflows = 0 if traces[1:] and not afresh else parts[sample.id]  # the first traces rule none out
            return None if overflows is None or overflows > most else Agreement(overflows, sample.id not in other_words)

        monkeypatch.setattr(Diagnostician, "_agreement", count)
        monkeypatch.setattr(Standards, "like", lambda self, function, others, first: others)  # rules none out
        diagnostician = Diagnostician(tiny.assignment)
        diagnostician._known = samples
        traces = [Trace(number, (CALL,), failed=number > 0) for number in range(9)]
        found = {sample.id for sample in diagnostician._candidates(_Evidence("relu", traces, 1, []))}
        return found.pop() if len(found) == 1 else None

    return name


def test_one_that_agrees_in_everything_is_named(named):
    assert named({"a": 0, "b": None, "c": 1}) == "a"


def test_one_that_parts_only_where_numbers_overflow_is_named_where_none_agrees_in_everything(named):
    assert named({"a": 4, "b": None}) == "a"


def test_one_that_overflows_in_most_checks_is_not_named(named):
    assert named({"a": 5, "b": None}) is None


def test_two_that_agree_are_ambiguous(named):
    assert named({"a": 0, "b": 0}) is None
    assert named({"a": 1, "b": 2}) is None
    assert named({"a": 1, "b": 4}) is None


def test_two_that_agree_are_told_apart_by_the_words_of_their_errors(named):
    assert named({"a": 0, "b": 0}, other_words="b") == "a"
    assert named({"a": 0, "b": 0}, other_words="ab") is None
    assert named({"a": 0}, other_words="a") == "a", "a message may contain names from the student's code"


def raised(message: str, where: str) -> StudentRaised:
    return StudentRaised("net", "MXNetError", message, where)


def test_errors_are_the_same_only_if_line_and_message_agree():
    one = raised("operator dot: shapes", "in net, line 3: h = nd.dot(X, W1) + b1")
    assert same_error(one, raised("operator dot: shapes", "in net, line 9: out = nd.dot(images, weight) + bias"))
    assert not same_error(one, raised("operator dot: shapes", "in net, line 3: h = nd.dot(W1, X.T) + b1"))
    assert not same_error(one, raised("operator add: shapes", "in net, line 3: h = nd.dot(X, W1) + b1"))


def test_errors_alone_name_a_mistake_by_their_words_and_not_by_their_classes():
    assert Agreement(0, verbatim=True, answered=False).telling
    assert not Agreement(0, verbatim=False, answered=False).telling
    assert Agreement(0, verbatim=False, answered=True).telling, "a message may contain names from the student's code"


def test_that_both_are_nan_in_every_answer_names_no_mistake():
    def agreement(*outcomes):
        """The first outcome is that of a check that passed."""
        traces = [
            Trace(number, (Call("call", "softmax", (), outcome),), failed=number > 0)
            for number, outcome in enumerate(outcomes)
        ]
        return compared([[outcome] for outcome in outcomes], traces, 0)

    assert not agreement(tensor(np.nan), tensor(np.inf)).telling
    assert agreement(tensor(np.nan), tensor(2)).telling
    assert agreement(tensor(2), tensor(np.nan)).telling, "right for some inputs, as the other is"
    assert agreement(None, None).telling, "a function that returns nothing"
    error = raised("operator dot: shapes", "line 3: h = nd.dot(X, W1)")
    assert agreement(error, error).telling


@pytest.mark.parametrize(
    ("answer", "finite"),
    [
        (tensor(1, 2), True),
        (tensor(1, np.nan), False),
        ([1.0, tensor(-np.inf)], False),
        ({"a": math.inf}, False),
        (Scalar(math.nan, "np.float64"), False),
        ((1, None, "inf", True), True),
    ],
)
def test_what_is_finite(answer, finite):
    assert is_finite(answer) is finite


def test_the_room_of_one_assignment_is_closed_before_that_of_another_opens(tiny, make_tiny):
    closed = []
    diagnosticians = Diagnosticians()
    first = diagnosticians.of(tiny.assignment)
    first._reference._stack.callback(closed.append, "first")
    assert diagnosticians.of(tiny.assignment) is first and not closed
    diagnosticians.of(make_tiny().assignment)
    assert closed == ["first"]


@pytest.mark.parametrize("name", ["mlp-mnist", "mlp-fashion", "mxnet-symbol"])
def test_a_sentence_names_nothing_of_the_solution_that_students_do_not_see(name):
    assignment = load_assignment(name)
    handed_out = "\n".join(cell.source for cell in blank(assignment).cells)
    with Diagnostician(assignment) as diagnostician:
        used = {word for function in assignment.solutions for word in diagnostician._reference.used(function)}
    assert used and [word for word in used if not re.search(rf"\b{word}\b", handed_out)] == []
