"""The score histogram of the class page: bins of equal width, and the columns drawn for them.

Owns the histogram's arithmetic. Must not know HTML: lengths are in per cent of the drawing's width and height, so that
the drawing can have any size.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

_WANTED = 10
_FEWEST, _MOST = 5, 14
_GAP = 0.5  # per cent of the width, on either side of a column


@dataclass(frozen=True)
class Bin:
    """One bin: scores from ``low`` up to but not including ``high``; the last bin includes ``high``."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Column:
    """A drawn column: its rectangle, and the horizontal position of its count (``centre``)."""

    x: str
    y: str
    width: str
    height: str
    centre: str
    count: str


def score_bins(scores: list[float], top: float) -> tuple[Bin, ...]:
    """Return about ten bins of one round width that cover 0 to ``top``.

    The width divides ``top`` if a round width does. Otherwise the last bin extends past ``top``.
    """
    if not scores or top <= 0:
        return ()
    scale = 10.0 ** math.floor(math.log10(top / _WANTED))
    widths = [scale * step for step in (0.5, 1, 2, 2.5, 5, 10)]
    even = [width for width in widths if math.isclose(top / width, round(top / width))]
    fitting = [width for width in even if _FEWEST <= round(top / width) <= _MOST]
    if fitting:
        width = min(fitting, key=lambda each: abs(top / each - _WANTED))
    else:
        width = next(each for each in widths if each >= top / _WANTED * 0.999)
    count = math.ceil(top / width - 1e-9)
    counts = Counter(min(max(int(score / width + 1e-9), 0), count - 1) for score in scores)
    return tuple(Bin(index * width, (index + 1) * width, counts[index]) for index in range(count))


def drawn_columns(bins: tuple[Bin, ...]) -> tuple[Column, ...]:
    """Return the column of each bin; the largest count takes the whole height."""
    if not bins:
        return ()
    step = 100 / len(bins)
    tallest = max(each.count for each in bins) or 1
    return tuple(
        Column(
            x=percent(index * step + _GAP),
            y=percent(100 - 100 * each.count / tallest),
            width=percent(step - 2 * _GAP),
            height=percent(100 * each.count / tallest),
            centre=percent((index + 0.5) * step),
            count=str(each.count) if each.count else "",
        )
        for index, each in enumerate(bins)
    )


def drawn_edges(bins: tuple[Bin, ...]) -> tuple[tuple[str, float], ...]:
    """Return the bins' edges: the position in the drawing, and the points."""
    edges = [each.low for each in bins] + [each.high for each in bins[-1:]]
    return tuple((percent(100 * index / max(len(bins), 1)), edge) for index, edge in enumerate(edges))


def percent(value: float) -> str:
    """Format a length in the drawing."""
    return f"{value:.2f}%"
