"""What one check measures beside its verdict: what is behind the fixture ``measure``.

Owns how many measurements a check may report. Must not know pytest, or what becomes of them.
"""

from __future__ import annotations

import numbers
from typing import SupportsIndex

from ..model import Measure

MOST_MEASURES = 8


class Measures:
    """Takes one check's measurements; called by the check.

    A wrong use is the suite's fault, not the student's: it raises `ValueError` or `TypeError`, which break the check.
    """

    def __init__(self) -> None:
        self._taken: list[Measure] = []

    @property
    def taken(self) -> tuple[Measure, ...]:
        return tuple(self._taken)

    def __call__(self, name: str, *, right: SupportsIndex, total: SupportsIndex) -> None:
        """Report ``right`` successes out of ``total`` trials; Python's or NumPy's whole numbers.

        Raises
        ------
        ValueError
            Not 0 <= right <= total, no trial, a name used before in this check, or more than 8 measurements.
        TypeError
            A number that is not whole.
        """
        measure = Measure(name, _whole(name, right), _whole(name, total))
        if any(each.name == name for each in self._taken):
            raise ValueError(f"measure {name!r}: expected one measurement of that name in a check, got a second")
        if len(self._taken) == MOST_MEASURES:
            raise ValueError(
                f"measure {name!r}: expected at most {MOST_MEASURES} measurements in a check, got one more"
            )
        self._taken.append(measure)


def _whole(name: str, value: SupportsIndex) -> int:
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):  # NumPy's integers are, its truth values not
        raise TypeError(f"measure {name!r}: expected a whole number, got {value!r}")
    return int(value)
