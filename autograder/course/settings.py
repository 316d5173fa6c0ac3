"""Leaderboard settings in a suite's ``suite.toml``, read and validated.

Must not know how a leaderboard is made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AssignmentError
from autograder.model import Measure, Report

_KEYS = ("cell", "measure", "title")


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
        if "leaderboard" not in settings:
            return None
        table = settings["leaderboard"]
        if not isinstance(table, dict):
            raise AssignmentError(f"{where}: leaderboard: expected a table [leaderboard], got {table!r}")
        unknown = sorted(set(table) - set(_KEYS))
        if unknown:
            raise AssignmentError(f"{where}: [leaderboard]: expected {', '.join(_KEYS)}, got {unknown[0]!r}")
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
