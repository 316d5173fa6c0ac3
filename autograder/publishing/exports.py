"""Grades for other programs: a plain table, and what Canvas and Moodle import.

Only submissions with a grade are exported; the others are named by the caller, never written as a zero.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from ..course.assignment import Assignment
from ..course.cells import grade_id, is_check, is_manual
from .standings import Standing

Row = list[str]
WAITING = "waiting_for_a_person"  # the column that says whether the score still lacks points that a person gives


def export(format: str, assignment: Assignment, standings: Iterable[Standing]) -> str:
    """The grades as CSV text (RFC 4180, CRLF), one row for each graded submission.

    Parameters
    ----------
    format : str
        ``csv`` (every cell's points), ``canvas`` or ``moodle``.
    assignment : Assignment
        Whose grades.
    standings : iterable of Standing
        Those with a ``problem`` are passed over.
    """
    header, row = FORMATS[format](assignment)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_harmless(field) for field in row(each)] for each in standings if not each.problem)
    return text.getvalue()


def _plain(assignment: Assignment) -> tuple[Row, Callable[[Standing], Row]]:
    cells = [grade_id(cell) or "" for cell in assignment.cells if is_check(cell) or is_manual(cell)]
    total = f"{sum(assignment.points.values()) + assignment.manual_points:g}"
    header = ["student", "assignment", *cells, "late_penalty", "score", "max_score", WAITING, "seed"]

    def row(standing: Standing) -> Row:
        points = [_number(standing.grades.points.get(cell)) for cell in cells]
        seed = "" if standing.report is None else str(standing.report.seed)
        late, score = _number(standing.grades.late_penalty), _number(standing.grades.score)
        return [
            standing.student,
            assignment.name,
            *points,
            late,
            score,
            total,
            _waiting(standing),
            seed,
        ]

    return header, row


def _canvas(assignment: Assignment) -> tuple[Row, Callable[[Standing], Row]]:
    # The columns Canvas asks of a gradebook import; it matches students by any one of the identifiers.
    # What stands in the first is shown and no more where another identifies the student: a further column would become an
    # assignment.
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment.name]

    def row(standing: Standing) -> Row:
        told = "(waiting for a person's points)" if standing.grades.pending else ""
        return [told, "", "", standing.student, "", _number(standing.grades.score)]

    return header, row


def _moodle(assignment: Assignment) -> tuple[Row, Callable[[Standing], Row]]:
    # Moodle's CSV import lets the teacher map columns; a username and a grade are enough.
    header = ["username", assignment.name, WAITING]
    return header, lambda standing: [standing.student, _number(standing.grades.score), _waiting(standing)]


FORMATS: Mapping[str, Callable[[Assignment], tuple[Row, Callable[[Standing], Row]]]] = {
    "csv": _plain,
    "canvas": _canvas,
    "moodle": _moodle,
}


def _waiting(standing: Standing) -> str:
    return "yes" if standing.grades.pending else "no"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _harmless(field: str) -> str:
    """A folder's name may be a formula to a spreadsheet: a quote in front makes it text."""
    return f"'{field}" if field[:1] in ("=", "+", "-", "@", "\t", "\r") else field
