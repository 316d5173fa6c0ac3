"""How the answers of a sample or variant agree with the student's, call by call.

Owns what agreement is. Must not know rooms, checks or sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..room.student import StudentRaised
from .answers import alike, is_finite, same_error
from .experiments import Trace


@dataclass(frozen=True)
class Agreement:
    """A misconception answers as the student did, except that overflows differ in ``overflows`` of the traces.

    ``verbatim``: whether all errors were the same (`same_error`); ``worded``: whether their messages were. ``answered``:
    whether both returned a finite value for some call of a failed check. ``overflowing``: whether every answer contains NaN or
    infinity.
    """

    overflows: int
    verbatim: bool = True
    answered: bool = True
    worded: bool = True
    overflowing: bool = False

    @property
    def telling(self) -> bool:
        """Whether the agreement is evidence: errors of the same class alone are not, nor is NaN in every answer."""
        return self.answered or (self.verbatim and not self.overflowing)


def compared(answers: Iterable[Iterable[Any]], traces: Sequence[Trace], most: int) -> Agreement | None:
    """How answers agree with the student's; ``None`` if they differ, or if overflows differ in more than ``most`` traces."""
    overflows, verbatim, worded, answered = 0, True, True, False
    finite: list[bool] = []
    for trace, told in zip(traces, answers, strict=False):
        overflowed = False
        for call, got in zip(trace.calls, told, strict=True):
            if call.kind != "read":
                finite.append(is_finite(call.outcome))
            if not alike(got, call.outcome):
                if not trace.failed or (is_finite(got) and is_finite(call.outcome)):
                    return None
                overflowed = True
            elif isinstance(got, StudentRaised):
                verbatim = verbatim and same_error(got, call.outcome)
                worded = worded and got.message == call.outcome.message
            elif trace.failed and call.kind != "read" and got is not None and is_finite(got):
                answered = True
        overflows += overflowed
        if overflows > most:
            return None
    return Agreement(overflows, verbatim, answered, worded, bool(finite) and not any(finite))


def half(traces: Sequence[Trace]) -> int:
    """In how many traces overflows may differ: in half of those that failed."""
    return sum(trace.failed for trace in traces) // 2
