"""Grades as CSV: a table of all points, and the import formats of Canvas and Moodle.

Owns the columns; a platform's own file is filled in by `worksheets`. Exports only submissions with a grade; the caller names
the others, and none is written as a zero. Must not know where the text goes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..course.assignment import Assignment
from ..course.cells import grade_id, is_check, is_manual, nbgrader_metadata
from ..reports.view import late_words
from .standings import Standing, lateness

Row = list[str]
WAITING = "waiting_for_a_person"  # column: whether points that a person gives are still missing from the score


def export(
    format: str,
    assignment: Assignment,
    standings: Iterable[Standing],
    *,
    title: str = "",
    final: bool = False,
    numbers: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The grades as CSV text (RFC 4180, CRLF), one row for each graded submission.

    Parameters
    ----------
    format : str
        ``csv`` (every cell's points), ``canvas`` or ``moodle``.
    assignment : Assignment
        The assignment that the standings are of.
    standings : iterable of Standing
        Those with a ``problem`` are left out.
    title : str
        The assignment's name in the platform; by default the assignment's own.
    final : bool
        Do not mark scores that still lack points from a person.
    numbers : mapping of str to str
        By student, Canvas' user id, where it is known.
    """
    heading, row = FORMATS[format](assignment, _Choice(title or assignment.name, final, numbers))
    rows = ([harmless(field) for field in row(each)] for each in standings if not each.problem)
    return written([*heading, *rows])


def written(rows: Iterable[Row]) -> str:
    """Rows as CSV text (RFC 4180, CRLF)."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def maximum(assignment: Assignment, left_out: Collection[str] = ()) -> float:
    """The points of all graded cells but those that are left out."""
    graded = (
        cell for cell in assignment.cells if (is_check(cell) or is_manual(cell)) and grade_id(cell) not in left_out
    )
    return sum(float(nbgrader_metadata(cell).get("points", 0)) for cell in graded)


@dataclass(frozen=True)
class _Choice:
    title: str
    final: bool
    numbers: Mapping[str, str]


def _plain(assignment: Assignment, _: _Choice) -> tuple[list[Row], Callable[[Standing], Row]]:
    cells = [grade_id(cell) or "" for cell in assignment.cells if is_check(cell) or is_manual(cell)]
    header = ["student", "assignment", *cells, "late_seconds", "late_penalty", "score", "max_score", WAITING, "seed"]

    def row(standing: Standing) -> Row:
        points = [number(standing.grades.points.get(cell)) for cell in cells]
        seed = "" if standing.report is None else str(standing.report.seed)
        late = f"{standing.grades.seconds_late:.0f}", number(standing.grades.late_penalty)
        return [
            standing.student,
            assignment.name,
            *points,
            *late,
            number(standing.grades.score),
            f"{maximum(assignment, standing.left_out):g}",
            _waiting(standing),
            seed,
        ]

    return [header], row


def _canvas(assignment: Assignment, choice: _Choice) -> tuple[list[Row], Callable[[Standing], Row]]:
    # The columns and the second row that Canvas requires in a gradebook import (lib/gradebook_importer.rb). It matches
    # students by any one identifier; here that is the ID, if known, else the SIS Login ID. Canvas then only shows the text
    # under Student, so a note can go there: an additional column would become an assignment.
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", choice.title]
    possible = ["    Points Possible", "", "", "", "", number(maximum(assignment))]

    def row(standing: Standing) -> Row:
        waiting = "waiting for a person's points" if standing.grades.pending and not choice.final else ""
        told = "; ".join(filter(None, (late_words(lateness(assignment, standing)), waiting)))
        known = choice.numbers.get(standing.student, "")
        return [told and f"({told})", known, "", standing.student, "", of_full_maximum(assignment, standing)]

    return [header, possible], row


def _moodle(assignment: Assignment, choice: _Choice) -> tuple[list[Row], Callable[[Standing], Row]]:
    # Moodle's CSV import lets the teacher map columns; a username and a grade are enough.
    header = ["username", choice.title, WAITING, "late"]

    def row(standing: Standing) -> Row:
        late = late_words(lateness(assignment, standing))
        return [standing.student, of_full_maximum(assignment, standing), _waiting(standing), late]

    return [header], row


FORMATS: Mapping[str, Callable[[Assignment, _Choice], tuple[list[Row], Callable[[Standing], Row]]]] = {
    "csv": _plain,
    "canvas": _canvas,
    "moodle": _moodle,
}


def of_full_maximum(assignment: Assignment, standing: Standing) -> str:
    """The score for a program that knows one maximum for all: scaled up to it if cells are left out for this submission."""
    own = maximum(assignment, standing.left_out)
    if not standing.left_out or not own:
        return number(standing.grades.score)
    return number(round(standing.grades.score * maximum(assignment) / own, 2))


def _waiting(standing: Standing) -> str:
    return "yes" if standing.grades.pending else "no"


def number(value: float | None) -> str:
    """Points as text; empty for points that are not given yet."""
    return "" if value is None else f"{value:g}"


def harmless(field: str) -> str:
    """Prefix a quote if a spreadsheet would read the field as a formula: students' folders may have any name."""
    return f"'{field}" if field[:1] in ("=", "+", "-", "@", "\t", "\r") else field
