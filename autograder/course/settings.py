"""Settings of the leaderboard and of late work in a suite's ``suite.toml``, read and validated.

Must not know how a leaderboard is made, or who was late.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AssignmentError
from autograder.model import Measure, Report

_KEYS = ("cell", "measure", "title")
_DAY = 86_400  # seconds
_LATE: Mapping[str, tuple[float, str]] = {  # key -> the largest value, and what is expected
    "per_day": (1.0, "a share from 0 to 1"),
    "cap": (1.0, "a share from 0 to 1"),
    "grace_minutes": (math.inf, "minutes, 0 or more"),
}


@dataclass(frozen=True)
class LeaderboardSettings:
    """The leaderboard of a suite: it ranks by ``measure``, a measurement that checks of ``cell`` take, under ``title``."""

    cell: str
    measure: str
    title: str

    @classmethod
    def read(cls, settings: Mapping[str, Any], cells: Collection[str], where: Path) -> LeaderboardSettings | None:
        """Read ``[leaderboard]`` of a suite's settings; ``None`` if there is none.

        Parameters
        ----------
        settings
            The content of ``suite.toml``.
        cells
            Names of the assignment's graded cells.
        where
            The file, for messages.

        Raises
        ------
        AssignmentError
            A key is missing or unknown, its value is not text or is empty, or there is no such cell.
        """
        table = _table(settings, "leaderboard", _KEYS, where)
        if table is None:
            return None
        for key in _KEYS:
            value = table.get(key)
            if not isinstance(value, str) or not value.strip():
                got = repr(value) if key in table else "nothing"
                raise AssignmentError(f"{where}: [leaderboard] {key}: expected a text that is not empty, got {got}")
        if table["cell"] not in cells:
            known = ", ".join(cells)
            raise AssignmentError(
                f"{where}: [leaderboard] cell: expected a graded cell ({known}), got {table['cell']!r}"
            )
        return cls(table["cell"], table["measure"], table["title"])

    def measured(self, report: Report) -> Measure | None:
        """The first measurement of that name in a report; ``None`` if no check of the cell took one."""
        found = (
            measure
            for cell in report.cells
            if cell.cell == self.cell
            for check in cell.checks
            for measure in check.measures
            if measure.name == self.measure
        )
        return next(found, None)


@dataclass(frozen=True)
class LateSettings:
    """What late work costs: a table ``[late]``.

    Each day begun after the due date and ``grace_minutes`` costs the share ``per_day`` of the points earned; all days together
    cost at most the share ``cap``.
    """

    per_day: float
    cap: float = 1.0
    grace_minutes: float = 0.0

    @classmethod
    def read(cls, settings: Mapping[str, Any], where: Path) -> LateSettings | None:
        """Read ``[late]`` of a suite's settings; ``None`` if there is none: late work costs nothing.

        Parameters
        ----------
        settings
            The content of ``suite.toml``.
        where
            The file, for messages.

        Raises
        ------
        AssignmentError
            ``per_day`` is missing, a key is unknown, or a value is not a number in its range.
        """
        table = _table(settings, "late", _LATE, where)
        if table is None:
            return None
        if "per_day" not in table:
            raise AssignmentError(f"{where}: [late] per_day: expected {_LATE['per_day'][1]}, got nothing")
        for key, value in table.items():
            most, expected = _LATE[key]
            if type(value) not in (int, float) or not 0 <= value <= most or not math.isfinite(value):
                raise AssignmentError(f"{where}: [late] {key}: expected {expected}, got {value!r}")
        return cls(**table)

    def share(self, seconds_late: float) -> float:
        """The share of the points earned, 0 to 1, that a delay in seconds costs."""
        days = math.ceil(max(0.0, seconds_late - 60 * self.grace_minutes) / _DAY)
        return min(self.per_day * days, self.cap)

    def penalty(self, score: float, seconds_late: float) -> float:
        """The points that a delay in seconds costs, at most ``score``, rounded to 2 decimals."""
        return min(round(score * self.share(seconds_late), 2), score)

    def __str__(self) -> str:
        """The rule in one sentence without a full stop, for students."""
        grace = f", after {self.grace_minutes:g} minutes of grace," if self.grace_minutes else ""
        cap = f", at most {100 * self.cap:g} %" if self.cap < 1 else ""
        return f"each day begun{grace} costs {100 * self.per_day:g} % of the points earned{cap}"


def _table(settings: Mapping[str, Any], name: str, keys: Collection[str], where: Path) -> dict[str, Any] | None:
    """The table of that name, with no keys but these; ``None`` if there is none. Raises `AssignmentError`."""
    if name not in settings:
        return None
    table = settings[name]
    if not isinstance(table, dict):
        raise AssignmentError(f"{where}: {name}: expected a table [{name}], got {table!r}")
    unknown = sorted(set(table) - set(keys))
    if unknown:
        raise AssignmentError(f"{where}: [{name}]: expected {', '.join(keys)}, got {unknown[0]!r}")
    return table
