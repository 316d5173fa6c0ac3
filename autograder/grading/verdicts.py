"""Turns one check's pytest outcome into a verdict, title, message, hint and picture.

Must not know other checks, cells, points or rooms.
"""

from __future__ import annotations

import zlib

import hypothesis
import pytest

from autograder.checking import ResultFirst
from autograder.model import MAX_WEIGHT, Cause, Verdict

from ..gpu.device import hint_of
from ..room.student import StudentRaised


class StudentUndefined(StudentRaised):
    """The submission does not define the function under test."""

    def __init__(self, function: str, cause: Cause) -> None:
        self.message = self.summary = f"{function} is not defined: {cause.words}"
        Exception.__init__(self, self.summary)
        self.name, self.where = "NameError", ""
        self.cause = cause


def verdict(outcome: BaseException | None, item: pytest.Item) -> tuple[Verdict, str]:
    """The verdict for the exception that ended a check (``None``: it passed), and the message that students read."""
    hidden = is_hidden(item)
    match outcome:
        case None:
            return Verdict.PASSED, ""
        case pytest.skip.Exception():
            return Verdict.SKIPPED, str(outcome)
        case StudentRaised():
            return Verdict.RAISED, f"{_rationale(item)}\n\n{outcome.summary}".strip() if hidden else str(outcome)
        case hypothesis.errors.Flaky():
            return Verdict.FAILED, _rationale(
                item
            ) if hidden else "The result differs from call to call for the same input."
        case ResultFirst():
            return Verdict.FAILED, str(outcome)
        case AssertionError() | pytest.fail.Exception():
            return Verdict.FAILED, _rationale(item) if hidden else str(outcome)
    return Verdict.BROKEN, f"{type(outcome).__name__}: {outcome}"


def cause(outcome: BaseException | None) -> Cause | None:
    """Why a check *raised*: see `CheckResult`."""
    return outcome.cause if isinstance(outcome, StudentRaised) else None


def hints(item: pytest.Item, verdict: Verdict, outcome: BaseException | None) -> tuple[str, ...]:
    """What to try next, step by step: a hint about the device if that caused the error, otherwise the check's own hints."""
    other = hint_of(outcome.message) if isinstance(outcome, StudentRaised) else None
    if other:
        return (other,)
    mark = item.get_closest_marker("hint")
    return tuple(map(str, mark.args)) if mark and _may_need_hint(verdict, outcome) else ()


def _may_need_hint(verdict: Verdict, outcome: BaseException | None) -> bool:
    """Whether a check's own hints can help: they are about wrong values.

    They do not help if the function is missing, died or ran out of time, or if the error has an explanation already.
    """
    if isinstance(outcome, StudentRaised):
        return outcome.cause is None and not outcome.explained and outcome.name != NameError.__name__
    return verdict is Verdict.FAILED and not isinstance(outcome, ResultFirst)


def title(item: pytest.Item) -> str:
    """The first line of the check's docstring, and the id of its parameters, if it has any."""
    spec = getattr(item, "callspec", None)
    return _doc(item)[0].strip().rstrip(".") + (f" [{spec.id}]" if spec else "")


def _rationale(item: pytest.Item) -> str:
    return " ".join(line.strip() for line in _doc(item)[1:]).strip()


def _doc(item: pytest.Item) -> list[str]:
    function = getattr(item, "function", None)
    return (getattr(function, "__doc__", None) or "").strip().splitlines() or [item.name]


def cell(item: pytest.Item) -> str:
    """The graded cell that a check belongs to: ``relu`` for ``test_relu.py`` and ``test_relu_hidden.py``."""
    return item.path.stem.removeprefix("test_").removesuffix("_hidden")


def is_hidden(item: pytest.Item) -> bool:
    return item.path.stem.endswith("_hidden")


def is_own_chain(item: pytest.Item) -> bool:
    return item.get_closest_marker("own_chain") is not None


def number(item: pytest.Item) -> int:
    """A number that depends on the check's name only, for seeds."""
    return zlib.crc32(f"{item.path.name}::{item.name}".encode())


def weight(item: pytest.Item) -> float:
    """The check's share within its cell, 1 by default. Raises ValueError if the mark is malformed."""
    mark = item.get_closest_marker("weight")
    if mark is None:
        return 1.0
    weight = mark.args[0] if len(mark.args) == 1 and not mark.kwargs else None
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= MAX_WEIGHT:
        given = ", ".join([*map(repr, mark.args), *(f"{name}={value!r}" for name, value in mark.kwargs.items())])
        raise ValueError(f"expected pytest.mark.weight(NUMBER), from 0 to {MAX_WEIGHT:g}, got weight({given})")
    return float(weight)


def picture(outcome: BaseException | None) -> str | None:
    """The PNG that an assertion carries, base64-encoded; ``None`` if there is none."""
    import base64

    picture = getattr(outcome, "picture", None)
    return base64.b64encode(picture).decode("ascii") if isinstance(picture, bytes) else None
