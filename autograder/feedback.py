"""Feedback on disk: a page for each student and one for the class, under ``feedback/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from .assignment import Assignment
from .cache import write_whole
from .reports import Summary, class_html, page_path, report_html
from .standings import Standing, manual_score


@dataclass(frozen=True)
class Written:
    """Where the class page stands, and a summary of every submission."""

    class_page: Path
    summaries: tuple[Summary, ...]


def write_feedback(
    assignment: Assignment,
    standings: Iterable[Standing],
    folder: Path,
    progress: Callable[[str], None] = lambda student: None,
) -> Written:
    """Write ``<student>/<assignment>.html`` for each graded submission, and ``<assignment>-class.html``.

    Pages appear whole or not at all. Reports are let go one by one, so that thousands fit.
    """
    summaries = []
    for standing in standings:
        progress(standing.student)
        if standing.report is not None:
            page = report_html(standing.report, manual_score=manual_score(assignment, standing))
            write_whole(folder / page_path(assignment.name, standing.student), page.encode())
        summaries.append(summary(assignment, standing))
    class_page = folder / f"{assignment.name}-class.html"
    write_whole(class_page, class_html(summaries, assignment=assignment.name).encode())
    return Written(class_page, tuple(summaries))


def summary(assignment: Assignment, standing: Standing) -> Summary:
    """What the class page and the class table keep of a standing."""
    if standing.report is None:
        return Summary.ungraded(assignment.name, standing.student, standing.problem)
    return Summary.of(standing.report, manual_score=manual_score(assignment, standing))
