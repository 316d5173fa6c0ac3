"""Ranks of a leaderboard, from measured shares and their confidence intervals.

Owns the interval around a share, and the ranks that the intervals allow. Must not know which student a label stands for, nor
how a leaderboard is drawn.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from ..model import Measure

_Z = 1.959963984540054  # 97.5 % of the standard normal distribution lie below: an interval of 95 %


@dataclass(frozen=True)
class Place:
    """One line of a leaderboard.

    ``label`` is a pseudonym, or a name. ``low`` and ``high`` are the ends of the 95 % interval, shares from 0 to 1.
    ``best`` and ``worst`` are the ranks that the intervals allow, 1 for the first.
    """

    label: str
    measure: Measure
    low: float
    high: float
    best: int
    worst: int

    @property
    def rank(self) -> str:
        """The rank, or a range of ranks: ``1–3``."""
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


@dataclass(frozen=True)
class Leaderboard:
    """The places of a class, best share first. ``named``: the labels are the students' names, not pseudonyms."""

    title: str
    measure: str
    places: tuple[Place, ...]
    named: bool = False


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % score interval (Wilson) of a share.

    With p = right / total, n = total and z = 1.96 (more exactly, the 97.5th percentile of the normal distribution)::

        (p + z^2 / 2n  ±  z * sqrt(p * (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)

    Unlike p ± z * sqrt(p * (1 - p) / n) it stays within 0 to 1, and it holds for small n and for p near 0 or 1.

    Parameters
    ----------
    right, total
        Successes and trials: 0 <= right <= total, total > 0.

    Returns
    -------
    tuple of float
        The lower and the upper end, 0 to 1.

    References
    ----------
    E. B. Wilson (1927): Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22, 209-212.
    """
    share, spread = right / total, _Z**2 / total
    centre = share + spread / 2
    half = math.sqrt(spread * share * (1 - share) + spread**2 / 4)
    low = 0.0 if right == 0 else (centre - half) / (1 + spread)  # exact there, but for rounding
    high = 1.0 if right == total else (centre + half) / (1 + spread)
    return low, high


def places(measures: Mapping[str, Measure]) -> tuple[Place, ...]:
    """Rank labels by their measurements, best share first; equal shares by label.

    Best rank: 1 + the number of intervals wholly above the label's own. Worst rank: the number of labels - the number of
    intervals wholly below it. So two labels whose intervals overlap are not ranked against each other.
    """
    intervals = {label: wilson_interval(each.right, each.total) for label, each in measures.items()}
    lows = sorted(low for low, _ in intervals.values())
    highs = sorted(high for _, high in intervals.values())
    count = len(measures)
    found = [
        Place(
            label,
            measure,
            *intervals[label],
            best=1 + count - bisect_right(lows, intervals[label][1]),
            worst=count - bisect_left(highs, intervals[label][0]),
        )
        for label, measure in measures.items()
    ]
    return tuple(sorted(found, key=lambda place: (-place.measure.share, place.label)))
