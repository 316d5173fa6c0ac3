"""Many reports -> one class: light summaries, and the figures drawn from them.

Owns what is kept of a report when there are thousands, and the statistics. Must not know HTML or terminals.
"""

from __future__ import annotations

import math
import statistics
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.model import Report, Verdict
from autograder.reports.plaintext import NAME, NOTE, TITLE, one_line
from autograder.reports.view import stand_in

MOST_FAILED = 10


@dataclass(frozen=True, slots=True)
class CellSummary:
    """Points of one cell."""

    cell: str
    points: float
    max_points: float


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that one or more submissions did not pass."""

    cell: str
    name: str
    title: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What the class page keeps of one submission; its strings are fit to be shown.

    ``problem`` says why there is no grade: a broken check, or a file that could not be read. It is empty for a grade.
    ``manual_score`` is ``None`` while a person's points are still to come; ``score`` includes them afterwards.
    """

    assignment: str
    student: str | None
    score: float
    max_score: float
    cells: tuple[CellSummary, ...] = ()
    failures: tuple[FailedCheck, ...] = ()
    manual_points: float = 0.0
    manual_score: float | None = None
    problem: str = ""
    data_note: str = ""

    @property
    def graded(self) -> bool:
        """Whether ``score`` is a grade."""
        return not self.problem

    @classmethod
    def of(cls, report: Report, *, manual_score: float | None = None) -> Summary:
        """Keep of a report what the class page needs.

        Parameters
        ----------
        report
            What grading produced; it may be let go afterwards.
        manual_score
            Points that a person has given, ``None`` while they are still to come.
        """
        broken = [
            f"{cell.cell}: {check.title or check.name}: {check.message}"
            for cell in report.cells
            for check in cell.checks
            if check.verdict is Verdict.BROKEN
        ]
        return cls(
            assignment=report.assignment,
            student=report.student,
            score=round(report.score + (manual_score or 0.0), 2),
            max_score=report.max_score,
            cells=tuple(CellSummary(_shared(cell.cell), cell.points, cell.max_points) for cell in report.cells),
            failures=tuple(
                FailedCheck(_shared(cell.cell), _shared(check.name), _shared(check.title or check.name), check.hidden)
                for cell in report.cells
                for check in cell.checks
                if check.weight and check.verdict in (Verdict.FAILED, Verdict.RAISED)
            ),
            manual_points=report.manual_points,
            manual_score=manual_score,
            problem=f"broken: {one_line(broken[0], NOTE)}" if broken else "",
            data_note=stand_in(report),
        )

    @classmethod
    def ungraded(cls, assignment: str, student: str | None, problem: str) -> Summary:
        """Stand for a submission without a report: ``problem`` is the one line that says why."""
        return cls(assignment, student, 0.0, 0.0, problem=one_line(problem, NOTE) or "not graded")


def _shared(text: str) -> str:
    """Return the text fit to be shown, as one string for all summaries."""
    return sys.intern(one_line(text, TITLE))


def page_path(assignment: str, student: str) -> PurePosixPath:
    """Return where a student's page stands, relative to the class page: ``<student>/<assignment>.html``.

    Raises
    ------
    ValueError
        A name is not one plain folder or file name.
    """
    for name in (assignment, student):
        if name in ("", ".", "..") or any(char in name for char in "/\\\0"):
            raise ValueError(f"page of a student: expected a plain name, got {name!r}")
    return PurePosixPath(student, f"{assignment}.html")


@dataclass(frozen=True)
class Success:
    """How a class did on one function: mean earned share (0 to 1), and how many earned all and nothing."""

    cell: str
    max_points: float
    share: float
    full: int
    nothing: int


@dataclass(frozen=True)
class Bin:
    """One column of the histogram: scores from ``low`` up to, in the last bin including, ``high``."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class ClassFigures:
    """The statistics of a class; ``mean`` and ``median`` are over graded submissions, ``None`` without any."""

    graded: int
    mean: float | None
    median: float | None
    best: float | None
    max_score: float
    waiting: int
    bins: tuple[Bin, ...]
    successes: tuple[Success, ...]
    most_failed: tuple[tuple[FailedCheck, int], ...]
    ungraded: tuple[Summary, ...]
    stand_ins: Counter[str]


def class_figures(summaries: Iterable[Summary]) -> ClassFigures:
    """Draw the figures of a class from its summaries, in one pass."""
    scores: list[float] = []
    shares: dict[str, list[float]] = {}
    points: dict[str, float] = {}
    failures: Counter[FailedCheck] = Counter()
    stand_ins: Counter[str] = Counter()
    ungraded: list[Summary] = []
    top, waiting = 0.0, 0
    for summary in summaries:
        if summary.data_note:
            stand_ins[summary.data_note] += 1
        if not summary.graded:
            ungraded.append(summary)
            continue
        scores.append(summary.score)
        top = max(top, summary.max_score)
        waiting += bool(summary.manual_points) and summary.manual_score is None
        failures.update(summary.failures)
        for cell in summary.cells:
            points[cell.cell] = max(points.get(cell.cell, 0.0), cell.max_points)
            shares.setdefault(cell.cell, []).append(cell.points / cell.max_points if cell.max_points else 0.0)
    return ClassFigures(
        graded=len(scores),
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        best=max(scores) if scores else None,
        max_score=top,
        waiting=waiting,
        bins=_bins(scores, top),
        successes=tuple(
            Success(cell, points[cell], statistics.fmean(each), sum(s >= 1 for s in each), sum(s <= 0 for s in each))
            for cell, each in shares.items()
        ),
        most_failed=tuple(failures.most_common(MOST_FAILED)),
        ungraded=tuple(ungraded),
        stand_ins=stand_ins,
    )


def _bins(scores: list[float], top: float, wanted: int = 10) -> tuple[Bin, ...]:
    """Return about ``wanted`` bins of a round width that cover 0 to ``top``."""
    if not scores or top <= 0:
        return ()
    raw = top / wanted
    scale = 10.0 ** math.floor(math.log10(raw))
    width = next(scale * step for step in (1, 2, 2.5, 5, 10) if scale * step >= raw * 0.999)
    count = math.ceil(top / width - 1e-9)
    counts = Counter(min(max(int(score / width + 1e-9), 0), count - 1) for score in scores)
    return tuple(Bin(index * width, min((index + 1) * width, top), counts[index]) for index in range(count))


def shown_student(summary: Summary) -> str:
    """Return the student's name fit to be shown."""
    return one_line(summary.student, NAME) if summary.student else "–"
