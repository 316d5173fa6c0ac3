"""A leaderboard's table, and a student's own place in it, ready to be shown.

Owns how numbers are written and the lengths in the drawing. Must not know HTML, nor students: it shows the leaderboard's
labels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from autograder.plaintext import NAME, TITLE, one_line
from autograder.reports.histogram import percent
from autograder.reports.ranking import Leaderboard, Place

_MOST_INTERVALS = 5  # between ticks of the axis


@dataclass(frozen=True)
class Line:
    """One row of the table: its texts, and in the drawing the interval (``x``, ``width``) and the share (``dot``)."""

    rank: str
    label: str
    share: str
    interval: str
    x: str
    width: str
    dot: str


@dataclass(frozen=True)
class BoardView:
    """A leaderboard as shown. ``ticks``: position in the drawing, and share in per cent."""

    title: str
    measure: str
    named: bool
    lines: tuple[Line, ...]
    ticks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OwnPlace:
    """A student's place on the leaderboard, as the student's own page shows it."""

    title: str
    measure: str
    named: bool
    label: str
    rank: str
    count: int
    share: str
    interval: str


def board_view(board: Leaderboard) -> BoardView:
    """Return a leaderboard's table."""
    edges = _edges(board.places)
    low, length = (edges[0], edges[-1] - edges[0]) if edges else (0.0, 1.0)

    def x(share: float) -> float:
        return 100 * (share - low) / length

    return BoardView(
        title=one_line(board.title, TITLE),
        measure=one_line(board.measure, NAME),
        named=board.named,
        lines=tuple(
            Line(
                rank=place.rank,
                label=one_line(place.label, NAME),
                share=_share(place),
                interval=_interval(place),
                x=percent(x(place.low)),
                width=percent(x(place.high) - x(place.low)),
                dot=percent(x(place.measure.share)),
            )
            for place in board.places
        ),
        ticks=tuple((percent(x(edge)), f"{round(100 * edge, 6):g}") for edge in edges),
    )


def own_place(board: Leaderboard, place: Place) -> OwnPlace:
    """Return one place of a leaderboard for the page of the student who has it."""
    return OwnPlace(
        title=one_line(board.title, TITLE),
        measure=one_line(board.measure, NAME),
        named=board.named,
        label=one_line(place.label, NAME),
        rank=place.rank,
        count=len(board.places),
        share=_share(place),
        interval=_interval(place),
    )


def _share(place: Place) -> str:
    return f"{100 * place.measure.share:.2f}\u00a0%"


def _interval(place: Place) -> str:
    return f"{100 * place.low:.1f}\u00a0to\u00a0{100 * place.high:.1f}\u00a0%"


def _edges(places: tuple[Place, ...]) -> tuple[float, ...]:
    """The shares at which the drawing has ticks: round numbers; the first and the last enclose all intervals."""
    if not places:
        return ()
    low, high = min(place.low for place in places), max(place.high for place in places)
    least = (high - low) / _MOST_INTERVALS
    scale = 10.0 ** math.floor(math.log10(least))
    step = next(scale * factor for factor in (1, 2, 2.5, 5, 10) if scale * factor >= least)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(number * step for number in range(first, last + 1))
