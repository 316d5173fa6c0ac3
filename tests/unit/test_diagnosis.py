"""When two answers count as the same, and which calls tell mistakes apart."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.diagnosis import Diagnostician, Trace, alike
from autograder.guest.wire import Opaque, Scalar, Tensor
from autograder.student import Call, StudentRaised


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
    """What a diagnostician puts to its samples, instead of putting it."""
    seen: list[list[Trace]] = []

    def remember(self, sample, traces, seed, *, afresh=True):
        if afresh:
            seen.append(list(traces))
        return True

    monkeypatch.setattr(Diagnostician, "_agrees", remember)

    def ask(*traces: Trace) -> list[Trace] | None:
        diagnostician = Diagnostician(tiny.assignment)
        diagnostician._known = [type("Sample", (), {"function": "relu", "id": "relu-it"})()]
        diagnostician.name("relu", traces, 1)
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
