"""Names the known misconception that answers every call as the student's wrong function did.

The calls of the checks are repeated, with the same inputs and seeds, on the suite's misconceptions. These run in a room of
their own, with the instructor's notebook and no student code. Must not know checks, points or reports.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from ..course.assignment import Assignment
from ..course.samples import Sample, read_samples, solved
from ..errors import SandboxError
from ..guest import wire
from ..room.limits import LIMITS, Limits
from ..room.opening import open_room
from ..room.process import Room, RoomDied
from ..room.student import Call, StudentRaised, describe
from ..submission.rebuild import Step, read_submission
from . import steps

# Two float32 implementations of one mistake differ by rounding: after a sum over a few hundred terms and an exponential, by
# about 1e-4 of the largest entry. Two mistakes differ by far more on at least one of the random inputs.
_TOLERANCE = 1e-3
_NOTHING = 1e-5  # absolute rounding error of a result that is 0
# Names of two more places that a session can go back to, beside the check cells.
_START, _OWN = "start of the notebook", "own cell"
_FIRST_TRACES = 3
_FIRST_CALLS = 12  # kept of one check: a property-based one makes hundreds while it searches for the smallest input


@dataclass(frozen=True)
class Trace:
    """One check's calls in order, and the seed of the guest's random generators before the first.

    ``loose``: the check accepts more than one answer, so two implementations of one mistake may answer differently.
    """

    seed: int
    calls: tuple[Call, ...]
    failed: bool
    loose: bool = False

    @classmethod
    def of(cls, seed: int, calls: Sequence[Call], *, failed: bool, loose: bool = False) -> Trace:
        return cls(seed, tuple(calls[:_FIRST_CALLS]), failed, loose)


@dataclass(frozen=True)
class Agreement:
    """A misconception answers as the student did, except that overflows differ in ``overflows`` of the traces.

    ``verbatim``: whether all errors had the same messages. ``answered``: whether both returned a value for some call.
    """

    overflows: int
    verbatim: bool = True
    answered: bool = True

    @property
    def telling(self) -> bool:
        """Whether the agreement is evidence: errors of the same class alone are not."""
        return self.answered or self.verbatim


class Diagnostician:
    """Names misconceptions of one assignment.

    It opens its room and reads the samples only when first needed; the room then stays open until `close`.
    """

    def __init__(self, assignment: Assignment, limits: Limits = LIMITS, *, walled: bool = True) -> None:
        self._assignment = assignment
        self._limits = limits
        self._walled = walled
        self._stack = contextlib.ExitStack()
        self._room: Room | None = None
        self._running = False
        self._prepared: tuple[str, int] | None = None  # the function and seed whose cells ran before its own

    @functools.cached_property
    def _known(self) -> list[Sample]:
        return [sample for sample in read_samples(self._assignment) if not sample.right]

    @functools.cached_property
    def _steps(self) -> tuple[Step, ...]:
        return read_submission(self._assignment, solved(self._assignment)).steps

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its room."""
        self._stack.close()

    def name(self, function: str, traces: Sequence[Trace], seed: int) -> Sample | None:
        """The misconception of ``function`` that answers every call in ``traces`` as the student did.

        If no sample does, the one that differs only in overflows: there, two implementations of one mistake can differ.
        ``None`` if no sample matches, or if several misconceptions do. ``seed`` must be the one that the student's session
        started with, so that the notebook draws the same random numbers.

        Raises
        ------
        SandboxError
            The room could not be opened.
        """
        exact = [trace for trace in traces if not trace.loose]
        if any(trace.failed for trace in exact):
            traces = exact
        if not any(trace.failed and trace.calls for trace in traces):
            return None
        # The traces keep the order of the checks: some mistakes carry state from one call to the next.
        candidates = [sample for sample in self._known if sample.function == function]
        # A few checks rule most samples out; for these, only the sample's own cell is run again, not the whole notebook.
        likely = [
            sample
            for sample in candidates
            if self._agreement(sample, traces[:_FIRST_TRACES], seed, most=1, afresh=False) is not None
        ]
        most = sum(trace.failed for trace in traces) // 2
        found = {sample: self._agreement(sample, traces, seed, most=most) for sample in likely}
        agreements = {
            sample: agreement for sample, agreement in found.items() if agreement is not None and agreement.telling
        }
        # If several mistakes match except on overflow, name none.
        closest = [sample for sample, agreement in agreements.items() if agreement.overflows == 0] or list(agreements)
        if len({sample.id for sample in closest}) > 1:  # if several raise at every call, their messages may differ
            closest = [sample for sample in closest if agreements[sample].verbatim]
        return closest[0] if len({sample.id for sample in closest}) == 1 else None

    def _agreement(
        self, sample: Sample, traces: Sequence[Trace], seed: int, *, most: int, afresh: bool = True
    ) -> Agreement | None:
        """How a sample agrees; ``None`` if its answers differ, or if overflows differ in more than ``most`` of the traces."""
        overflows, verbatim, answered = 0, True, False
        try:
            room = self._with(sample, seed, afresh=afresh)
            for trace in traces:
                steps.go_back(room, sample.function, trace.seed)
                overflowed = False
                for call in trace.calls:
                    body = {"function": call.function, "args": list(call.args)}
                    answer = room.request(call.kind, body, self._limits.call_seconds)
                    raised = answer.kind == "error"
                    got = StudentRaised(call.function, *describe(answer.body)) if raised else answer.body
                    if not alike(got, call.outcome):
                        if not trace.failed or (is_finite(got) and is_finite(call.outcome)):
                            return None
                        overflowed = True
                    elif raised:
                        verbatim = verbatim and got.message == call.outcome.message
                    else:
                        answered = True
                overflows += overflowed
                if overflows > most:
                    return None
        except RoomDied:
            self._running, self._prepared = False, None
            return None
        except SandboxError:
            self._running, self._prepared = False, None
            raise
        return Agreement(overflows, verbatim, answered)

    def _with(self, sample: Sample, seed: int, *, afresh: bool) -> Room:
        """The room after running the instructor's notebook, with this sample in it, up to the function's check cell.

        ``afresh``: run all cells again, and not only the sample's.
        """
        if self._room is None:
            self._room = self._stack.enter_context(open_room(limits=self._limits, walled=self._walled))
        if not self._running:
            steps.start(self._room, self._assignment.driver, seed)
            self._run(Step("check", _START, ""))
            self._running = True
        names = [(step.kind, step.name) for step in self._steps]
        own, check = names.index(("solution", sample.function)), names.index(("check", sample.function))
        # All samples share one session: a session for each would cost a fork and an IPython shell.
        if afresh or self._prepared != (sample.function, seed):
            steps.go_back(self._room, _START, seed, cells=True)
            for step in self._steps[:own]:
                self._run(step)
            self._run(Step("check", _OWN, ""))
            self._prepared = (sample.function, seed)
        else:
            steps.go_back(self._room, _OWN, seed, cells=True)
        self._run(replace(self._steps[own], source=sample.source))
        for step in self._steps[own + 1 : check + 1]:
            self._run(step)
        return self._room

    def _run(self, step: Step) -> None:
        assert self._room is not None
        steps.run(self._room, step, self._limits.cell_seconds)


class Diagnosticians:
    """The diagnostician of the last assignment, whose room stays open; for a process that grades many submissions."""

    def __init__(self) -> None:
        self._key: tuple[Path, bool] | None = None
        self._last: Diagnostician | None = None

    def of(self, assignment: Assignment, *, walled: bool = True) -> Diagnostician:
        key = assignment.path, walled
        if self._last is None or self._key != key:
            self.close()  # a worker of a cluster may outlive many bundles, each with a path of its own
            self._key, self._last = key, Diagnostician(assignment, walled=walled)
        return self._last

    def close(self) -> None:
        """Close its room."""
        if self._last is not None:
            self._last.close()
        self._last = None


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are equal up to rounding: same structure, types and shapes. Errors are alike by their class."""
    if isinstance(one, StudentRaised) or isinstance(other, StudentRaised):
        return isinstance(one, StudentRaised) and isinstance(other, StudentRaised) and one.name == other.name
    if isinstance(one, wire.Tensor) and isinstance(other, wire.Tensor):
        return one.kind == other.kind and one.values.dtype == other.values.dtype and _close(one.values, other.values)
    one, other = _number(one), _number(other)  # a Python number equals a NumPy number
    if isinstance(one, float) and isinstance(other, float):
        return _close(one, other)
    if isinstance(one, bool | str | None) or type(one) is not type(other):
        return type(one) is type(other) and bool(one == other)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return bool(one == other)


def is_finite(answer: Any) -> bool:
    """Whether all numbers in an answer are finite."""
    if isinstance(answer, wire.Tensor):
        return bool(np.isfinite(answer.values.astype(np.float64)).all())
    if isinstance(answer, list | tuple):
        return all(map(is_finite, answer))
    if isinstance(answer, dict):
        return all(map(is_finite, answer.values()))
    number = _number(answer)
    return not isinstance(number, float) or math.isfinite(number)


def _number(answer: Any) -> Any:
    value = answer.value if isinstance(answer, wire.Scalar) else answer
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else answer


def _close(one: Any, other: Any) -> bool:
    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if first.shape != second.shape:
        return False
    finite = np.isfinite(second)
    scale = np.abs(second[finite]).max(initial=0.0)
    return np.allclose(first, second, rtol=_TOLERANCE, atol=max(_TOLERANCE * 1e-2 * scale, _NOTHING), equal_nan=True)
