"""Grades filled into a platform's own file: Canvas' gradebook export, Moodle's grading worksheet.

Owns which line of the file is whose, and what is written there. Nothing else of the file changes, so the platform finds its
students and its assignment again. Must not know where the file comes from.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..course.assignment import Assignment
from ..course.cells import CHECK, grade_id, is_check, is_manual, nbgrader_metadata
from ..errors import UsageError
from .exports import Row, harmless, maximum, number, of_full_maximum, written
from .standings import Standing

_WITH_ID = re.compile(r"(.*) \(\d+\)", re.DOTALL)  # Canvas writes an assignment's title with its id
_UNTOUCHED = re.compile(r"-|[-+]?[\d.,]+ ?%?")  # no formulas, though they begin like one


@dataclass(frozen=True)
class Filled:
    """``text``: the file to upload, as CSV. ``missing``: students with a grade and no line. ``notes``: what to look at."""

    text: str
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def fill_canvas(
    template: str,
    assignment: Assignment,
    standings: Iterable[Standing],
    *,
    title: str = "",
    final: bool = False,
    numbers: Mapping[str, str],
) -> Filled:
    """Fill a gradebook export of Canvas: the columns about the student and the one of this assignment, and graded lines only.

    Students are found by ``numbers`` (the column ID), else by the column SIS Login ID. The format is that of Canvas'
    lib/gradebook_exporter.rb. ``final`` changes nothing here: the file has no place for a mark.

    Raises
    ------
    UsageError
        It is no such export, or it is unclear which column is the assignment's.
    """
    rows = _rows(template, ("ID", "Section"), "a gradebook export of Canvas")
    header, *lines = rows
    kept = header.index("Section") + 1
    column = _column(header, kept, title or assignment.name)
    first = [[*row[:kept], row[column]] for row in lines if "Points Possible" in row[0]]
    by_id = {row[header.index("ID")]: row for row in lines if row[header.index("ID")]}
    login = header.index("SIS Login ID") if "SIS Login ID" in header else None
    by_login = {} if login is None else {row[login]: row for row in lines}
    notes = [_other_maximum("Canvas", row[-1], assignment) for row in first]
    body, missing = [], []
    for each, row in _lines_of(standings, numbers, by_id, by_login):
        if row is None:
            missing.append(each.student)
        else:
            body.append([*row[:kept], of_full_maximum(assignment, each)])
    texts = [[_harmless(field) for field in row] for row in [*first, *body]]
    return Filled(written([[*header[:kept], header[column]], *texts]), tuple(missing), tuple(filter(None, notes)))


def _column(header: Row, kept: int, title: str) -> int:
    titles = {number: _WITH_ID.sub(r"\1", name) for number, name in enumerate(header) if number >= kept}
    found = [number for number, name in titles.items() if title in (name, header[number])]
    found = found or [number for number, name in titles.items() if name.casefold() == title.casefold()]
    if len(found) != 1:
        there = ", ".join(repr(header[number]) for number in titles if _WITH_ID.fullmatch(header[number])) or "none"
        raise UsageError(f"{len(found)} columns are called {title!r}: name one with --title; there are {there}")
    return found[0]


def fill_moodle(
    template: str,
    assignment: Assignment,
    standings: Iterable[Standing],
    *,
    title: str = "",
    final: bool = False,
    numbers: Mapping[str, str],
) -> Filled:
    """Fill Moodle's grading worksheet: its columns Grade and, where it has one, Feedback comments.

    Students are found by ``numbers`` (the column Identifier, "Participant 12345"), else by the columns ID number or Email
    address, if these are their logins. The columns have these names in English only. Moodle's
    mod/assign/feedback/offline/importgradeslib.php finds them by name, and skips a grade that was changed in Moodle since.
    ``title`` is not used: a worksheet belongs to one assignment.

    Raises
    ------
    UsageError
        It is no such worksheet.
    """
    header, *lines = _rows(template, ("Identifier", "Grade"), "a grading worksheet of Moodle, in English")
    grade = header.index("Grade")
    comments = header.index("Feedback comments") if "Feedback comments" in header else None
    identifier = header.index("Identifier")
    by_number = {re.sub(r"\D*", "", row[identifier]): row for row in lines if re.search(r"\d", row[identifier])}
    logins = [header.index(name) for name in ("ID number", "Email address") if name in header]
    by_login = {row[place]: row for place in logins for row in lines if row[place]}
    maxima = [header.index(name) for name in ("Maximum grade", "Maximum Grade") if name in header]
    missing: list[str] = []
    notes: set[str] = set()
    for each, row in _lines_of(standings, numbers, by_number, by_login):
        if row is None:
            missing.append(each.student)
            continue
        notes.update(_other_maximum("Moodle", row[place], assignment) for place in maxima)
        row[grade] = of_full_maximum(assignment, each)
        if comments is not None:
            row[comments] = _comment(assignment, each, final=final)
    texts = [[_harmless(field) for field in row] for row in lines]
    return Filled(written([header, *texts]), tuple(missing), tuple(sorted(filter(None, notes))))


FILLERS: Mapping[str, Callable[..., Filled]] = {"canvas": fill_canvas, "moodle": fill_moodle}


def _lines_of(
    standings: Iterable[Standing], numbers: Mapping[str, str], by_number: Mapping[str, Row], by_login: Mapping[str, Row]
) -> Iterator[tuple[Standing, Row | None]]:
    """Each student with a grade, with the line in the file; ``None`` if there is none. One at a time: reports are large."""
    for each in standings:
        if not each.problem:
            yield each, by_number.get(numbers.get(each.student, "")) or by_login.get(each.student)


def _rows(text: str, expected: tuple[str, ...], what: str) -> list[Row]:
    """The lines of a CSV file, each with as many fields as the first."""
    first = text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error as error:
        raise UsageError(f"--template: not CSV: {error}") from error
    if not rows or not set(expected) <= set(rows[0]):
        raise UsageError(
            f"--template: expected {what}, with the columns {', '.join(expected)}; got {', '.join(rows[0] if rows else ())}"
        )
    return [row + [""] * (len(rows[0]) - len(row)) for row in rows if any(row)]


def _other_maximum(platform: str, found: str, assignment: Assignment) -> str:
    try:
        same = abs(float(found.replace(",", ".")) - maximum(assignment)) < 0.005
    except ValueError:
        same = True  # it states none
    own = number(maximum(assignment))
    return (
        ""
        if same
        else f"{platform} has {found} points for it, the assignment {own}: change one of them before the upload"
    )


def _comment(assignment: Assignment, standing: Standing, *, final: bool) -> str:
    """The points in words, without anything that a student wrote."""
    worth = {f"{CHECK}{name}": points for name, points in assignment.points.items()}
    parts, later = [], []
    for cell in assignment.cells:
        if not (is_check(cell) or is_manual(cell)):
            continue
        name = grade_id(cell) or ""
        if name in standing.left_out:
            later.append(name.removeprefix(CHECK))
            continue
        most = worth.get(name, float(nbgrader_metadata(cell).get("points", 0)))
        points = standing.grades.points.get(name)
        if points is None and not final:
            parts.append(f"{name}: {number(most)} points wait for the grader's reading")
        else:
            parts.append(f"{name.removeprefix(CHECK)} {number(points or 0.0)} of {number(most)}")
    if standing.grades.late_penalty:
        parts.append(f"late: {number(standing.grades.late_penalty)} points off")
    if later:
        own, full = number(maximum(assignment, standing.left_out)), number(maximum(assignment))
        scaled = f"{number(standing.grades.score)} of {own} points, scaled to {full}"
        parts.append(f"added later and not counted here: {', '.join(later)}; {scaled}")
    return "; ".join(parts) + "."


def _harmless(field: str) -> str:
    return field if _UNTOUCHED.fullmatch(field) else harmless(field)
