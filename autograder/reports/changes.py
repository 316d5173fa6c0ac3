"""What a second grading of a class changes: by student, function and check, with the reason.

Owns the comparison of two reports, and its table and page for the instructor. Must not know how anything was graded, or why
something changed: the caller says it.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.model import CellReport, CheckResult, Report
from autograder.plaintext import NAME, NOTE, TITLE, one_line
from autograder.reports.cells import counted, number
from autograder.reports.html import render_page

Why = Callable[
    [str, str], str
]  # takes a cell's name and a check's name (empty: the cell's points), and says what changed
_ADDED, _GONE = "not there", "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One row: a check with another verdict or weight, or a cell with other points.

    ``check`` is its title, or says that it is about the cell's points. ``before`` and ``after`` are in words.
    """

    cell: str
    check: str
    hidden: bool
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Regraded:
    """One submission graded again. ``before`` and ``after``: points from grading, without those of a person.

    ``changes``: empty if its points in every cell stay. ``held``: the second grading gives fewer points, and the first counts.
    ``problem``: why there is no second grading; then nothing changes.
    """

    student: str
    before: float = 0.0
    after: float = 0.0
    changes: tuple[Change, ...] = ()
    held: bool = False
    problem: str = ""


@dataclass(frozen=True)
class RegradeFigures:
    """The class: the number of grades compared, of those that rise, fall and are held, the means, and the maximum."""

    compared: int
    up: int
    down: int
    held: int
    before: float
    after: float
    max_score: float

    @classmethod
    def of(cls, results: Iterable[Regraded], max_score: float) -> RegradeFigures:
        both = [each for each in results if not each.problem]
        return cls(
            len(both),
            sum(each.after > each.before for each in both),
            sum(each.after < each.before for each in both),
            sum(each.held for each in both),
            statistics.fmean([each.before for each in both] or [0.0]),
            statistics.fmean([each.after for each in both] or [0.0]),
            max_score,
        )

    @property
    def sentence(self) -> str:
        """The figures in one line."""
        held = f"; {self.held} would fall, and stay" if self.held else ""
        return (
            f"{counted(self.compared, 'grade')}: {self.up} up, {self.down} down, "
            f"{self.compared - self.up - self.down} as before{held}; mean {number(self.before)} before, "
            f"{number(self.after)} after, of {counted(self.max_score, 'point')}"
        )


def compared(before: Report, after: Report, why: Why) -> tuple[Change, ...]:
    """What differs in the cells whose points differ: their checks with another verdict or weight, or else their points."""
    old, new = ({cell.cell: cell for cell in report.cells} for report in (before, after))
    return tuple(
        change
        for name in {**old, **new}
        if _earned(old.get(name)) != _earned(new.get(name))
        for change in _of_cell(name, old.get(name), new.get(name), why)
    )


def _earned(cell: CellReport | None) -> tuple[float, float] | None:
    return (cell.points, cell.max_points) if cell else None


def _of_cell(name: str, old: CellReport | None, new: CellReport | None, why: Why) -> Iterator[Change]:
    # The checks of a cell that only one of the two has are not listed.
    before, after = (
        {check.name: check for check in cell.checks} if old and new and cell else {} for cell in (old, new)
    )
    found = 0
    for check, shown in {**before, **after}.items():
        words = _words(before.get(check), after.get(check))
        if words is not None:
            found += 1
            yield Change(_safe(name), _safe(shown.title or check), shown.hidden, *words, why(name, check))
    if not found or (old and new and old.max_points != new.max_points):
        yield Change(
            _safe(name), "all checks together", False, _points(old, _ADDED), _points(new, _GONE), why(name, "")
        )


def _points(cell: CellReport | None, otherwise: str) -> str:
    return f"{number(cell.points)} of {number(cell.max_points)}" if cell else otherwise


def _words(was: CheckResult | None, now: CheckResult | None) -> tuple[str, str] | None:
    """A check's verdicts, or weights, before and after; ``None`` if neither differs."""
    if was is None or now is None:
        return (was.verdict.value if was else _ADDED), (now.verdict.value if now else _GONE)
    if was.verdict is not now.verdict:
        return was.verdict.value, now.verdict.value
    if was.weight != now.weight:
        return f"weight {number(was.weight)}", f"weight {number(now.weight)}"
    return None


def _safe(text: str) -> str:
    return one_line(text, TITLE)


def regrade_table(results: Sequence[Regraded], figures: RegradeFigures) -> RenderableType:
    """The result for the terminal: a row for each change, those without a second grading, and the figures."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold")
    for heading in ("Student", "Points", "Function", "Check", "Before", "After", "Because of"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "Points" else "left")
    for each in results:
        points = f"{number(each.before)} → {number(each.after)}" + (" (stays)" if each.held else "")
        for place, change in enumerate(each.changes):
            first = place == 0
            title = Text(change.check + ("  (hidden check)" if change.hidden else ""))
            table.add_row(
                Text(one_line(each.student, NAME) if first else ""),
                Text(points if first else "", _style(each)),
                Text(change.cell, "bold"),
                title,
                *map(Text, (change.before, change.after, change.why)),
            )
    problems = [Text(f"{one_line(each.student, NAME)}: {each.problem}", "magenta") for each in results if each.problem]
    return Group(*([table] if table.row_count else []), *problems, Text(figures.sentence))


def _style(each: Regraded) -> str:
    return "green" if each.after > each.before else "red" if each.after < each.before else ""


def regrade_html(results: Sequence[Regraded], figures: RegradeFigures, *, assignment: str, applied: bool) -> str:
    """The same as a page: an HTML document that needs no other file, no network and no JavaScript."""
    return render_page(
        "regrade.html.j2",
        assignment=one_line(assignment, NAME),
        applied=applied,
        figures=figures,
        number=number,
        rows=[(one_line(each.student, NAME), each) for each in results if each.changes],
        problems=[(one_line(each.student, NAME), one_line(each.problem, NOTE)) for each in results if each.problem],
    )
