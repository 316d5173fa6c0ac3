"""Measurements that checks take: which are taken, what is refused, and where they end up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.grading.measures import MOST_MEASURES, Measures
from autograder.model import Measure, Verdict

CHECKS = """
import numpy as np
import pytest

def test_passes(student, measure):
    measure("test accuracy", right=8734, total=10000)
    measure("top two", right=np.int64(9), total=np.int32(10))

@pytest.mark.weight(0)
def test_fails(student, measure):
    measure("test accuracy", right=0, total=1)
    assert False

def test_raises(student, measure):
    measure("before", right=1, total=1)
    student.relu("not an array")

def test_measures_nothing(student):
    pass
"""


def test_measurements_are_kept_in_order_as_plain_integers() -> None:
    measure = Measures()
    measure("a", right=1, total=2)
    measure("b", right=np.int64(0), total=np.uint8(3))
    assert measure.taken == (Measure("a", 1, 2), Measure("b", 0, 3))
    assert type(measure.taken[1].total) is int
    assert measure.taken[0].share == 0.5


@pytest.mark.parametrize(("right", "total"), [(-1, 2), (3, 2), (0, 0), (0, -1), (-1, -1)])
def test_counts_that_cannot_be_are_refused(right: int, total: int) -> None:
    with pytest.raises(ValueError, match=rf"measure 'm': expected whole numbers.*got right={right}, total={total}"):
        Measures()("m", right=right, total=total)


@pytest.mark.parametrize("value", [1.0, True, "1", None, np.float32(1), np.bool_(True)])
def test_numbers_that_are_not_whole_are_refused(value: Any) -> None:
    for numbers in ({"right": value, "total": 2}, {"right": 0, "total": value}):
        with pytest.raises(TypeError, match="measure 'm': expected a whole number, got"):
            Measures()("m", **numbers)


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "\x1b[2J", "x" * 81, 5])
def test_names_that_cannot_be_shown_are_refused(name: Any) -> None:
    with pytest.raises(ValueError, match="measure: expected a name"):
        Measures()(name, right=1, total=2)


def test_a_second_measurement_of_one_name_is_refused() -> None:
    measure = Measures()
    measure("m", right=1, total=2)
    with pytest.raises(ValueError, match="expected one measurement of that name"):
        measure("m", right=1, total=2)
    assert len(measure.taken) == 1


def test_a_ninth_measurement_is_refused() -> None:
    measure = Measures()
    for number in range(MOST_MEASURES):
        measure(str(number), right=1, total=2)
    with pytest.raises(ValueError, match="expected at most 8 measurements"):
        measure("more", right=1, total=2)
    assert len(measure.taken) == 8


def test_measurements_stand_beside_any_verdict_and_at_any_weight(make_tiny: Any, check_of: Any) -> None:
    report = make_tiny({"test_relu.py": CHECKS, "test_relu_hidden.py": None}).run()

    def found(name: str) -> Any:
        check = check_of(report, f"test_relu.py::{name}")
        return check.verdict, check.weight, check.measures

    accuracy = Measure("test accuracy", 8734, 10_000)
    assert found("test_passes") == (Verdict.PASSED, 1, (accuracy, Measure("top two", 9, 10)))
    assert found("test_fails") == (Verdict.FAILED, 0, (Measure("test accuracy", 0, 1),))
    assert found("test_raises") == (Verdict.RAISED, 1, (Measure("before", 1, 1),))
    assert found("test_measures_nothing") == (Verdict.PASSED, 1, ())
    assert check_of(report, "test_double.py::test_values").measures == ()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('measure("m", right=2, total=1)', "ValueError: measure 'm': expected whole numbers"),
        ('measure("m", right=0.5, total=1)', "TypeError: measure 'm': expected a whole number, got 0.5"),
        ('[measure("m", right=1, total=1) for _ in range(2)]', "ValueError: measure 'm': expected one measurement"),
    ],
)
def test_a_wrong_measurement_is_our_own_fault(make_tiny: Any, check_of: Any, call: str, words: str) -> None:
    text = f"def test_m(student, measure):\n    {call}\n"
    report = make_tiny({"test_relu.py": text, "test_relu_hidden.py": None}).run()
    check = check_of(report, "test_relu.py::test_m")
    assert check.verdict is Verdict.BROKEN and words in check.message
    assert not report.complete
