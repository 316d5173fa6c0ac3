"""HTML pages about a class: the instructor's overview, and the leaderboard that students may see.

Owns the class page: its figures, its rows and its links. Must not know where pages are written; links are relative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from autograder.model import Report
from autograder.plaintext import NAME, OUTPUT, legible, one_line, words
from autograder.reports import styles
from autograder.reports.board import board_view
from autograder.reports.histogram import drawn_columns, drawn_edges, percent
from autograder.reports.html import render_page
from autograder.reports.ranking import Leaderboard
from autograder.reports.summary import ClassFigures, Summary, class_figures, page_path, shown_student
from autograder.reports.view import late_short, number

_NAMED = 6  # students named beside a mistake; the others are folded away
_READ, _SHOWN = 24, 6  # of one mistake: students whose code is read, and different codes that are shown


@dataclass(frozen=True)
class _Row:
    student: str
    link: str
    score: str
    late: str
    cells: tuple[tuple[str, str], ...]
    problem: str


def student_link(summary: Summary) -> str:
    """Return the relative link to a student's page, quoted; empty if the submission has no page.

    A name that cannot be a folder name gets no link, so that it does not prevent the class page.
    """
    if not summary.student or not summary.cells:
        return ""
    try:
        parts = page_path(summary.assignment, summary.student).parts
        return "/".join(quote(part, safe="") for part in parts)
    except ValueError:
        return ""


def _quarter(points: float, most: float) -> str:
    share = points / most if most else 0.0
    return "q3" if share >= 1 else "q2" if share >= 0.5 else "q1" if share > 0 else "q0"


def _rows(summaries: Iterable[Summary], functions: tuple[str, ...]) -> Iterator[_Row]:
    for summary in summaries:
        earned = {cell.cell: (number(cell.points), _quarter(cell.points, cell.max_points)) for cell in summary.cells}
        yield _Row(
            student=shown_student(summary),
            link=student_link(summary),
            score=number(summary.score) if summary.graded else "–",
            late=late_short(summary.late, "−"),
            cells=tuple(earned.get(name, ("–", "miss")) for name in functions) if summary.graded else (),
            problem=summary.problem,
        )


def class_html(
    submissions: Iterable[Report | Summary],
    *,
    assignment: str | None = None,
    board: Leaderboard | None = None,
    board_page: str = "",
    code: Callable[[str, str], str] = lambda student, cell: "",
) -> str:
    """Return one page for a whole class.

    Parameters
    ----------
    submissions
        Reports or summaries in any order. Each report is summarised and then dropped, so a generator of thousands fits in
        memory.
    assignment
        The name in the heading; by default that of the first submission.
    board, board_page
        The leaderboard, and the name of the file beside this page that shows only the leaderboard.
    code
        A student's source code of a cell, empty if there is none. It is called for some students of each mistake.

    Returns
    -------
    str
        An HTML document that needs no network, no JavaScript and no other file except the pages it links to.
    """
    summaries = [each if isinstance(each, Summary) else Summary.of(each) for each in submissions]
    summaries.sort(key=lambda summary: (summary.student or "").casefold())
    figures = class_figures(summaries)
    functions = tuple(success.cell for success in figures.successes)
    name = assignment or (summaries[0].assignment if summaries else "")
    return render_page(
        "class.html.j2",
        assignment=one_line(name, NAME),
        figures=figures,
        number=number,
        columns=drawn_columns(figures.bins),
        edges=drawn_edges(figures.bins),
        mean_x=_mean_x(figures),
        percent=percent,
        histogram_text=_histogram_text(figures),
        ungraded=[(shown_student(each), each.problem) for each in figures.ungraded],
        mistakes=[
            (
                mistake,
                words(mistake.explanation),
                [(shown_student(each), student_link(each)) for each in who],
                _codes(mistake.cell, who[:_READ], code),
            )
            for mistake, who in figures.mistakes
        ],
        most_named=_NAMED,
        look=styles.classes,
        rows=_rows(summaries, functions),
        count=len(summaries),
        board=None if board is None else board_view(board),
        board_link=quote(board_page, safe=""),
    )


def leaderboard_html(board: Leaderboard, *, assignment: str) -> str:
    """Return a leaderboard as a complete page.

    Parameters
    ----------
    board
        The leaderboard. The page identifies students only by its labels; if these are pseudonyms, the class may see it.
    assignment
        The name in the heading.

    Returns
    -------
    str
        An HTML document that needs no other file, no network and no JavaScript.
    """
    return render_page("leaderboard.html.j2", assignment=one_line(assignment, NAME), board=board_view(board))


def _codes(cell: str, who: Iterable[Summary], code: Callable[[str, str], str]) -> list[tuple[str, list[str]]]:
    """Return up to `_SHOWN` different codes of a cell, each with the students who wrote it."""
    students: dict[str, list[str]] = {}
    for each in who:
        if each.student and (source := legible(code(each.student, cell), OUTPUT).strip("\n")):
            students.setdefault(source, []).append(shown_student(each))
    return list(students.items())[:_SHOWN]


def _mean_x(figures: ClassFigures) -> float:
    """Return the mean's position in the drawing, in per cent of its width."""
    if figures.mean is None or not figures.bins:
        return 0.0
    return 100 * figures.mean / figures.bins[-1].high


def _histogram_text(figures: ClassFigures) -> str:
    columns = "; ".join(f"{number(each.low)} to {number(each.high)}: {each.count}" for each in figures.bins)
    return f"Number of submissions by points. {columns}."
