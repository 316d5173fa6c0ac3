"""Short summaries of many reports, and the statistics of a class.

Owns which parts of a report are kept when there are thousands, and the statistics. Must not know HTML or terminals.
"""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.model import IN_TIME, Lateness, Report, Verdict
from autograder.plaintext import NAME, NOTE, TITLE, one_line
from autograder.reports import findings
from autograder.reports.histogram import Bin, score_bins
from autograder.reports.view import final_score, missing_layers, stand_in

MOST_FAILED = 10
MOST_FAILED_PER_FUNCTION = 2  # a wrong function fails most of its checks: ten rows about it would say no more than two


@dataclass(frozen=True, slots=True)
class CellSummary:
    """Points of one cell. ``written``: whether the function exists, see `findings.missing`."""

    cell: str
    points: float
    max_points: float
    written: bool = True


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that one or more submissions did not pass."""

    cell: str
    name: str
    title: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was found in a wrong function: its cell, the misconception's name, and a sentence that explains it.

    If none was ``recognised``, the name and the title of the first check that failed.
    """

    cell: str
    name: str
    explanation: str
    recognised: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """The data about one submission that the class page needs: small, so that thousands fit in memory.

    All strings are safe to show. ``problem`` says why there is no grade (a broken check, or a file that could not be read);
    it is empty if there is a grade. ``manual_score`` is ``None`` while a person's points are still to come; ``score``
    includes them afterwards, and the penalty for ``late`` work. ``failures`` leaves out functions that do not exist: they fail
    every check, which says nothing about the checks.
    """

    assignment: str
    student: str | None
    score: float
    max_score: float
    cells: tuple[CellSummary, ...] = ()
    failures: tuple[FailedCheck, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    manual_points: float = 0.0
    manual_score: float | None = None
    problem: str = ""
    data_note: str = ""
    missing_layers: str = ""
    late: Lateness = IN_TIME

    @property
    def graded(self) -> bool:
        """Whether ``score`` is a grade."""
        return not self.problem

    @classmethod
    def of(
        cls,
        report: Report,
        *,
        manual_score: float | None = None,
        late: Lateness = IN_TIME,
        score: float | None = None,
    ) -> Summary:
        """Summarise a report.

        Parameters
        ----------
        report
            The report of the grading; the summary keeps no reference to it.
        manual_score
            Points that a person has given, ``None`` while they are still to come.
        late
            How late the submission is, and what it costs.
        score
            The score that counts, from the gradebook; by default the sum of these points.
        """
        broken = [
            f"{cell.cell}: {check.title or check.name}: {check.message}"
            for cell in report.cells
            for check in cell.checks
            if check.verdict is Verdict.BROKEN
        ]
        failures = tuple(
            FailedCheck(_shared(cell.cell), _shared(check.name), _shared(check.title or check.name), check.hidden)
            for cell in report.cells
            if not findings.missing(cell)
            for check in cell.checks
            if check.weight and findings.failed(check)
        )
        return cls(
            assignment=report.assignment,
            student=report.student,
            score=final_score(report, manual_score, late) if score is None else score,
            max_score=report.max_score,
            cells=tuple(
                CellSummary(_shared(cell.cell), cell.points, cell.max_points, written=not findings.missing(cell))
                for cell in report.cells
            ),
            failures=failures,
            mistakes=_mistakes(report, failures),
            manual_points=report.manual_points,
            manual_score=manual_score,
            problem=f"broken: {one_line(broken[0], NOTE)}" if broken else "",
            data_note=stand_in(report),
            missing_layers=sys.intern(missing_layers(report)),
            late=late,
        )

    @classmethod
    def ungraded(cls, assignment: str, student: str | None, problem: str) -> Summary:
        """Summarise a submission without a report; ``problem`` says in one line why there is none."""
        return cls(assignment, student, 0.0, 0.0, problem=one_line(problem, NOTE) or "not graded")


def _mistakes(report: Report, failures: tuple[FailedCheck, ...]) -> tuple[Mistake, ...]:
    found = {
        (cell.cell, check.misconception): check.explanation or check.misconception
        for cell in report.cells
        for check in reversed(cell.checks)
        if check.misconception
    }
    recognised = [Mistake(_shared(cell), _shared(name), _shared(told)) for (cell, name), told in found.items()]
    first = {failure.cell: failure for failure in reversed(failures)}
    named = {mistake.cell for mistake in recognised}
    others = [first[cell] for cell in dict.fromkeys(failure.cell for failure in failures) if cell not in named]
    return (*recognised, *(Mistake(each.cell, each.name, each.title, recognised=False) for each in others))


def _shared(text: str) -> str:
    """Return the text made safe to show, and interned: all summaries share one copy."""
    return sys.intern(one_line(text, TITLE))


def page_path(assignment: str, student: str) -> PurePosixPath:
    """Return the path of a student's page, relative to the class page: ``<student>/<assignment>.html``.

    Raises
    ------
    ValueError
        A name cannot be a folder's or a file's name.
    """
    for name in (assignment, student):
        if name in ("", ".", "..") or any(char in name for char in "/\0"):
            raise ValueError(f"page of a student: expected a plain name, got {name!r}")
    return PurePosixPath(student, f"{assignment}.html")


@dataclass(frozen=True)
class Success:
    """A class's result on one function: mean earned share (0 to 1), and how many earned all (``full``) and nothing."""

    cell: str
    max_points: float
    share: float
    full: int
    nothing: int


@dataclass(frozen=True)
class ClassFigures:
    """The statistics of a class. ``mean``, ``median`` and ``best`` are over graded submissions, ``None`` without any.

    ``waiting``: submissions whose points from a person are still to come. ``late``: those that came late; it cost them
    ``penalties`` points together. ``written``: by function, the number of submissions in which it exists; ``most_failed``
    counts only these.
    """

    graded: int
    mean: float | None
    median: float | None
    best: float | None
    max_score: float
    waiting: int
    late: int
    penalties: float
    bins: tuple[Bin, ...]
    successes: tuple[Success, ...]
    most_failed: tuple[tuple[FailedCheck, int], ...]
    written: Mapping[str, int]
    mistakes: tuple[tuple[Mistake, tuple[Summary, ...]], ...]
    ungraded: tuple[Summary, ...]
    stand_ins: Counter[str]
    missing_layers: Counter[str]


def class_figures(summaries: Iterable[Summary]) -> ClassFigures:
    """Compute the statistics of a class from its summaries, in one pass."""
    scores: list[float] = []
    shares: dict[str, list[float]] = {}
    points: dict[str, float] = {}
    failures: Counter[FailedCheck] = Counter()
    written: Counter[str] = Counter()
    mistaken: dict[Mistake, list[Summary]] = {}
    stand_ins: Counter[str] = Counter()
    layers: Counter[str] = Counter()
    ungraded: list[Summary] = []
    top, waiting, late, penalties = 0.0, 0, 0, 0.0
    for summary in summaries:
        if summary.data_note:
            stand_ins[summary.data_note] += 1
        if summary.missing_layers:
            layers[summary.missing_layers] += 1
        if not summary.graded:
            ungraded.append(summary)
            continue
        scores.append(summary.score)
        top = max(top, summary.max_score)
        waiting += bool(summary.manual_points) and summary.manual_score is None
        late += bool(summary.late)
        penalties += summary.late.penalty
        failures.update(summary.failures)
        for mistake in summary.mistakes:
            mistaken.setdefault(mistake, []).append(summary)
        for cell in summary.cells:
            written[cell.cell] += cell.written
            points[cell.cell] = max(points.get(cell.cell, 0.0), cell.max_points)
            shares.setdefault(cell.cell, []).append(cell.points / cell.max_points if cell.max_points else 0.0)
    return ClassFigures(
        graded=len(scores),
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        best=max(scores) if scores else None,
        max_score=top,
        waiting=waiting,
        late=late,
        penalties=penalties,
        bins=score_bins(scores, top),
        successes=tuple(
            Success(cell, points[cell], statistics.fmean(each), sum(s >= 1 for s in each), sum(s <= 0 for s in each))
            for cell, each in shares.items()
        ),
        most_failed=_most_failed(failures),
        written=written,
        mistakes=tuple(
            (mistake, tuple(who)) for mistake, who in sorted(mistaken.items(), key=lambda item: -len(item[1]))
        ),
        ungraded=tuple(ungraded),
        stand_ins=stand_ins,
        missing_layers=layers,
    )


def _most_failed(failures: Counter[FailedCheck]) -> tuple[tuple[FailedCheck, int], ...]:
    chosen: list[tuple[FailedCheck, int]] = []
    of: Counter[str] = Counter()
    for check, count in failures.most_common():
        of[check.cell] += 1
        if of[check.cell] <= MOST_FAILED_PER_FUNCTION:
            chosen.append((check, count))
    return tuple(chosen[:MOST_FAILED])


def shown_student(summary: Summary) -> str:
    """Return the student's name made safe to show; a dash if there is none."""
    return one_line(summary.student, NAME) if summary.student else "–"
