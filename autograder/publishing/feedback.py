"""Feedback pages written to ``feedback/``: one per student, one for the class, and the leaderboard.

Owns which pages are written and where. Must not know their content.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..course.assignment import Assignment, Course
from ..course.settings import LeaderboardSettings
from ..errors import SubmissionError, UsageError
from ..files import write_public
from ..model import Measure
from ..reports import Summary, class_html, leaderboard_html, own_place, page_path, report_html
from ..reports.ranking import Leaderboard, Place, places
from ..submission.folders import SubmissionFolder
from ..submission.rebuild import read_submission
from .pseudonyms import course_secret, pseudonyms
from .standings import Standing, lateness, manual_score


@dataclass(frozen=True)
class Written:
    """The paths of the class page and, if the suite wants one, of the leaderboard; and a summary of every submission."""

    class_page: Path
    summaries: tuple[Summary, ...]
    leaderboard: Path | None = None

    @property
    def students(self) -> tuple[str, ...]:
        """The students who have a page."""
        return tuple(each.student for each in self.summaries if each.student and each.cells)


@dataclass(frozen=True)
class _Ranking:
    """A leaderboard, and each student's place; both empty if the suite wants no leaderboard."""

    board: Leaderboard | None = None
    of: Mapping[str, Place] = field(default_factory=dict)


def write_feedback(
    assignment: Assignment,
    course: Course,
    standings: Iterable[Standing],
    folder: Path,
    progress: Callable[[str], None] = lambda student: None,
    *,
    names: bool = False,
) -> Written:
    """Write ``<student>/<assignment>.html`` for each graded submission, and ``<assignment>-class.html``.

    If the suite wants a leaderboard, also write ``<assignment>-leaderboard.html``, with pseudonyms, or with the students'
    names if ``names``. Then ``standings`` is iterated twice: ranks are known only once all submissions have been read.

    Each file is written atomically. Reports are dropped one by one, so that thousands fit in memory.

    Raises
    ------
    AssignmentError
        The suite's leaderboard settings are malformed.
    """
    settings = assignment.leaderboard
    ranking = _Ranking() if settings is None else _ranking(assignment, course, standings, settings, names)
    summaries = []
    for standing in standings:
        progress(standing.student)
        if standing.report is not None:
            stands = ranking.of.get(standing.student)
            page = report_html(
                standing.report,
                manual_score=manual_score(assignment, standing),
                late=lateness(assignment, standing),
                score=standing.grades.score,
                place=own_place(ranking.board, stands) if ranking.board and stands else None,
            )
            write_public(folder / page_path(assignment.name, standing.student), page.encode())
        summaries.append(summary(assignment, standing))
    board_page = folder / f"{assignment.name}-leaderboard.html"
    if ranking.board is not None:
        write_public(board_page, leaderboard_html(ranking.board, assignment=assignment.name).encode())
    class_page = folder / f"{assignment.name}-class.html"
    solutions = functools.lru_cache(256)(functools.partial(_solutions, assignment, course))
    page = class_html(
        summaries,
        assignment=assignment.name,
        board=ranking.board,
        board_page=board_page.name,
        code=lambda student, cell: solutions(student).get(cell, ""),
    )
    write_public(class_page, page.encode())
    return Written(class_page, tuple(summaries), None if ranking.board is None else board_page)


def summary(assignment: Assignment, standing: Standing) -> Summary:
    """The summary of a standing for the class page and the class table."""
    if standing.report is None:
        return Summary.ungraded(assignment.name, standing.student, standing.problem)
    return Summary.of(
        standing.report,
        manual_score=manual_score(assignment, standing),
        late=lateness(assignment, standing),
        score=standing.grades.score,
    )


def _solutions(assignment: Assignment, course: Course, student: str) -> Mapping[str, str]:
    """A student's solution cells by name; empty if what was handed in cannot be read."""
    folder = SubmissionFolder(student, course.root / "submitted" / student / assignment.name)
    try:
        submission = read_submission(assignment, folder.notebook(assignment.name)[0])
    except (SubmissionError, UsageError):
        return {}
    return {step.name: step.source for step in submission.steps if step.kind == "solution"}


def _ranking(
    assignment: Assignment,
    course: Course,
    standings: Iterable[Standing],
    settings: LeaderboardSettings,
    names: bool,
) -> _Ranking:
    measured: dict[str, Measure | None] = {
        each.student: settings.measured(each.report) if each.report is not None else None for each in standings
    }
    if names:
        labels = {student: student for student in measured}
    else:  # drawn for the whole class, so that a pseudonym does not depend on who has been graded
        labels = pseudonyms(course_secret(course), assignment.name, measured)
    ranked = places({labels[student]: measure for student, measure in measured.items() if measure is not None})
    by_label = {place.label: place for place in ranked}
    board = Leaderboard(settings.title, settings.measure, ranked, named=names)
    return _Ranking(board, {student: by_label[label] for student, label in labels.items() if label in by_label})
