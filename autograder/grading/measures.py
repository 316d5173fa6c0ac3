"""The fixture ``measure``: counts that a check reports beside its verdict.

Owns how many measurements a check may report. Must not know pytest, or how measurements are used.
"""

from __future__ import annotations

import numbers
from typing import SupportsIndex

from ..model import Measure

MOST_MEASURES = 8


class Measures:
    """Collects one check's measurements; the check calls it.

    Wrong use is the suite's fault, not the student's: `ValueError` or `TypeError` makes the check *broken*.
    """

    def __init__(self) -> None:
        self._taken: list[Measure] = []

    @property
    def taken(self) -> tuple[Measure, ...]:
        return tuple(self._taken)

    def __call__(self, name: str, *, right: SupportsIndex, total: SupportsIndex) -> None:
        """Report ``right`` successes out of ``total`` trials, as integers of Python or NumPy.

        Raises
        ------
        ValueError
            Not 0 <= right <= total > 0, an invalid name, a name already used in this check, or more than 8 measurements.
        TypeError
            A number is not an integer.
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
    # NumPy's integers are Integral, its booleans are not.
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"measure {name!r}: expected a whole number, got {value!r}")
    return int(value)
