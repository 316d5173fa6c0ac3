"""New versions of an assignment: the gradebook follows the source notebook, after a backup.

nbgrader refuses to add or remove cells once submissions are recorded, and changes points without a word. Here the cells are
changed, with the grades and comments of all other cells left as they are; then nbgrader writes the rest.

Work that was graded before counts the new cells as not written, or leaves them out of its maximum, as the instructor chose.
That choice is a record (``.autograder/older/<assignment>/<student>.json``) with the digest of the submitted file: a file handed
in later has all cells.

Must not know how grading is done, or how a choice is asked for.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader import api, utils

from ..course.assignment import Assignment, Course
from ..course.cells import CHECK, grade_id, nbgrader_metadata
from ..course.state import state_file
from ..errors import SubmissionError, UsageError
from ..files import write_whole
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder
from ..submission.notebook import parse_notebook
from .backups import back_up, database_file
from .book import CourseGradebook


class NewCells(enum.StrEnum):
    """What new cells count for work that was graded before they came."""

    NOT_WRITTEN = "not-written"
    LEFT_OUT = "left-out"


@dataclass(frozen=True)
class NewVersion:
    """How the source's graded and solution cells differ from those in a gradebook that holds ``submissions``.

    ``added`` and ``removed``: by grade_id. ``points``: by grade_id, before and now. ``given``: grades and comments that people
    gave in the removed cells.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    points: Mapping[str, tuple[float, float]]
    submissions: int
    given: int

    @property
    def other_cells(self) -> bool:
        """Whether cells were added or removed, so that somebody has to choose what new cells count."""
        return bool(self.added or self.removed)

    def __str__(self) -> str:
        """The differences in one phrase."""
        found = [f"{name} is new" for name in functions(self.added)]
        found += [f"{name} is gone" for name in functions(self.removed)]
        found += [f"{name} has {now:g} points instead of {before:g}" for name, (before, now) in self.points.items()]
        return ", ".join(found)


@dataclass(frozen=True)
class Older:
    """What new cells (by grade_id) count for one submission, which was graded before they came."""

    cells: Mapping[str, NewCells]

    def counted(self, count: NewCells) -> tuple[str, ...]:
        """The cells that count so."""
        return tuple(name for name, each in self.cells.items() if each is count)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The cells that are left out of the submission's maximum."""
        return self.counted(NewCells.LEFT_OUT)


@dataclass(frozen=True)
class _Cells:
    """The cells of a notebook by kind, as nbgrader saves them: a name -> what its row holds."""

    grade: Mapping[str, dict[str, Any]]
    solution: Mapping[str, dict[str, Any]]
    task: Mapping[str, dict[str, Any]]
    source: Mapping[str, dict[str, Any]]

    @classmethod
    def of(cls, cells: tuple[NotebookNode, ...]) -> _Cells:
        named = {name: cell for cell in cells if (name := grade_id(cell)) is not None}

        def graded(cell: NotebookNode) -> dict[str, Any]:
            return {"max_score": float(nbgrader_metadata(cell)["points"]), "cell_type": cell.cell_type}

        def saved(cell: NotebookNode) -> bool:
            return any(test(cell) for test in (utils.is_grade, utils.is_solution, utils.is_locked, utils.is_task))

        return cls(
            {name: graded(cell) for name, cell in named.items() if utils.is_grade(cell)},
            {name: {} for name, cell in named.items() if utils.is_solution(cell)},
            {name: graded(cell) for name, cell in named.items() if utils.is_task(cell)},
            {name: {"cell_type": cell.cell_type} for name, cell in named.items() if saved(cell)},
        )


_KINDS = (("grade", api.GradeCell), ("solution", api.SolutionCell), ("task", api.TaskCell), ("source", api.SourceCell))


def new_version(gradebook: CourseGradebook, assignment: Assignment) -> NewVersion | None:
    """How the source differs from the gradebook; ``None`` if it does not, or if the gradebook has no submission of it."""
    file = database_file(gradebook)
    if file is not None and not file.is_file():
        return None  # opening it would create it
    with gradebook.database() as book:
        notebook = _notebook(book, assignment.name)
        if notebook is None or not notebook.submissions:
            return None
        cells = _Cells.of(assignment.cells)
        differing = [(kind, wanted, found) for kind, _, wanted, found in _by_kind(notebook, cells)]
        added = {name: None for _, wanted, found in differing for name in wanted if name not in found}
        gone = {name: None for _, wanted, found in differing for name in found if name not in wanted}
        points = {
            name: (row.max_score, cells_of[name]["max_score"])
            for kind, cells_of, found in differing
            for name, row in found.items()
            if kind in ("grade", "task") and name in cells_of and row.max_score != cells_of[name]["max_score"]
        }
        if not (added or gone or points):
            return None
        graded = [(wanted, found) for kind, wanted, found in differing if kind != "source"]
        rows = [row for wanted, found in graded for name, row in found.items() if name not in wanted]
        given = sum(
            grade.manual_score is not None or bool(grade.extra_credit) for row in rows for grade in (row.grades or ())
        ) + sum(bool(comment.manual_comment) for row in rows for comment in (row.comments or ()))
        return NewVersion(tuple(added), tuple(gone), points, len(notebook.submissions), given)


def register(gradebook: CourseGradebook, assignment: Assignment, new_cells: NewCells | None = None) -> tuple[str, ...]:
    """Write the assignment and its cells into the gradebook, after a backup where that changes recorded submissions.

    ``new_cells``: what they count for work graded before. Returns sentences about what was changed and where the backup is.

    Raises
    ------
    UsageError
        Cells were added or removed, and ``new_cells`` is not given; or no backup can be made of this kind of database.
    GradebookError
        nbgrader or the database refused, or the backup failed.
    """
    said = prepare(gradebook, assignment, new_cells)
    gradebook.register(assignment)
    return said


def prepare(gradebook: CourseGradebook, assignment: Assignment, new_cells: NewCells | None = None) -> tuple[str, ...]:
    """All of `register` but nbgrader's own part: see there."""
    version = new_version(gradebook, assignment)
    if version is None:
        return ()
    if version.other_cells and new_cells is None:
        raise UsageError(
            f"{assignment.name} is another version than the gradebook's: {version}. Say what new cells count in work that was "
            f"graded before: autograder grade {assignment.name} --new-cells {' or '.join(NewCells)}"
        )
    with gradebook.one_writer():
        backup = back_up(gradebook)
        if version.other_cells and new_cells is not None:
            _note_older(gradebook, assignment, version, new_cells)
            _change_cells(gradebook, assignment)
    return (
        f"{assignment.name}: the gradebook follows the new version: {version}",
        f"the gradebook as it was before: {backup}; to bring it back: autograder restore",
    )


def older(course: Course, assignment: Assignment, student: str, submission: bytes) -> Older:
    """What new cells count for a submitted file; there are none if it was not graded before there were new cells."""
    try:
        content = json.loads(state_file(course, "older", assignment.name, student).read_bytes())
        if content["submission"] != hashlib.sha256(submission).hexdigest():
            return Older({})
        there = set(map(grade_id, assignment.cells))
        return Older({name: NewCells(count) for name, count in content["cells"].items() if name in there})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Older({})


def functions(cells: Iterable[str]) -> tuple[str, ...]:
    """The names of cells as people know them: a function and its test cell are one."""
    return tuple(dict.fromkeys(name.removeprefix(CHECK) for name in cells))


def _notebook(book: api.Gradebook, name: str) -> api.Notebook | None:
    notebooks = book.db.query(api.Notebook).join(api.Assignment)
    return notebooks.filter(api.Notebook.name == name, api.Assignment.name == name).one_or_none()


def _by_kind(
    notebook: api.Notebook, cells: _Cells
) -> Iterator[tuple[str, Any, Mapping[str, dict[str, Any]], dict[str, Any]]]:
    """Each kind of cell: its name, its class, the cells that the source has, and the rows that the gradebook has."""
    for kind, row in _KINDS:
        yield kind, row, getattr(cells, kind), {each.name: each for each in getattr(notebook, f"{kind}_cells")}


def _change_cells(gradebook: CourseGradebook, assignment: Assignment) -> None:
    """Add and remove rows so that the gradebook has the source's cells; in one transaction."""
    cells = _Cells.of(assignment.cells)
    with gradebook.database() as book:
        notebook = _notebook(book, assignment.name)
        for kind, row, wanted, found in _by_kind(notebook, cells):
            for name, old in found.items():
                if name in wanted:
                    continue
                if kind != "source":
                    for result in (api.Grade, api.Comment):
                        book.db.query(result).filter(result.cell_id == old.id).delete(synchronize_session=False)
                book.db.delete(old)
            for name, values in wanted.items():
                if name not in found:
                    book.db.add(row(name=name, notebook=notebook, **values))
        book.db.commit()


def _note_older(gradebook: CourseGradebook, assignment: Assignment, version: NewVersion, count: NewCells) -> None:
    """Note what the new cells count for each submission that was graded before and has none of them."""
    counted = {name for name, *_ in _counted(assignment)}
    new = tuple(name for name in version.added if name in counted)
    submitted = gradebook.course.root / "submitted"
    with gradebook.database() as book:
        students = [each.student_id for each in book.assignment_submissions(assignment.name)]
    for student in students:
        if gradebook.recorded(assignment, student) is None:
            continue
        try:
            path, _ = SubmissionFolder(student, submitted / student / assignment.name).notebook(assignment.name)
            data = read_file(path)
            own = [name for cell in parse_notebook(data, str(path)).cells if (name := grade_id(cell)) is not None]
        except SubmissionError:
            continue  # the file that was graded is no longer there
        written = functions(own)
        cells = dict(older(gradebook.course, assignment, student, data).cells)
        cells |= {name: count for name in new if name.removeprefix(CHECK) not in written}
        if cells:
            content = {"submission": hashlib.sha256(data).hexdigest(), "cells": cells}
            noted = state_file(gradebook.course, "older", assignment.name, student)
            write_whole(noted, (json.dumps(content) + "\n").encode())


def _counted(assignment: Assignment) -> Iterator[tuple[str, NotebookNode]]:
    """The cells that are graded, or hold a solution."""
    for cell in assignment.cells:
        if (name := grade_id(cell)) is not None and (
            utils.is_grade(cell) or utils.is_solution(cell) or utils.is_task(cell)
        ):
            yield name, cell
