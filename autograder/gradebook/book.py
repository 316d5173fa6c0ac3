"""nbgrader's gradebook and the only writer to it: assignments, submissions, scores.

nbgrader's own converters do the writing, in this process, from the folder that `autograder.gradebook.staging` makes; so late
penalties, manual scores and comments are left to nbgrader. After nbgrader has finished, a record is written beside the kept
reports (``.autograder/recorded/<assignment>/<student>.json``). Without that record, a submission is recorded again.

Must not know how grading is done or how many submissions there are.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbgrader import api
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from ..course.assignment import Assignment, Course
from ..course.cells import CHECK
from ..course.state import STATE, state_file
from ..errors import GradebookError, UsageError
from ..files import write_changed, write_whole
from ..model import Report
from .converters import (
    PLAIN_EXPORTER,
    changed_settings,
    course_folders,
    generate,
    nbgrader_config,
    nbgrader_environment,
    refusal,
    run_converter,
)
from .late import require_one_rule, with_rule
from .recording import StagedAutograde, transaction
from .staging import Staging


@dataclass(frozen=True)
class Recorded:
    """The record of a grade in the gradebook, to tell whether that grade is still valid for the submission.

    ``key`` and ``seed`` are those of its report. ``timestamp`` is when the submission was handed in, if that is known
    (`SubmissionFolder.timestamp`). ``left_out``: cells, by grade_id, that are left out of this submission's maximum.
    """

    key: str
    seed: int
    score: float
    max_score: float
    timestamp: str | None
    left_out: tuple[str, ...] = ()


Points = Mapping[str, float | None]  # points of each graded cell, by grade_id; None: not given yet


@dataclass(frozen=True)
class Grades:
    """A submission's points in the gradebook. By default there are none.

    ``automatic`` are the points from grading, by cell. ``points`` are the points that count: those that a person gave, or
    else the automatic ones; ``None`` if a person still has to give them. ``undated``: there is a due date, and nobody knows
    when the submission came.
    """

    automatic: Points = field(default_factory=dict)
    points: Points = field(default_factory=dict)
    late_penalty: float = 0.0
    seconds_late: float = 0.0
    undated: bool = False

    @property
    def score(self) -> float:
        """The sum of the points so far minus the late penalty, at least 0."""
        return round(max(0.0, sum(value or 0.0 for value in self.points.values()) - self.late_penalty), 2)

    @property
    def pending(self) -> bool:
        """Whether a person still has points to give."""
        return any(value is None for value in self.points.values())


def credit(report: Report) -> Mapping[str, float]:
    """The points that the gradebook must hold for a report, by grade_id of the test cell."""
    return {CHECK + cell.cell: cell.points for cell in report.cells}


def discrepancy(expected: Mapping[str, float], found: Points) -> str:
    """A sentence about the first cell whose points differ from those expected; empty if none differs."""
    for name, points in expected.items():
        there = found.get(name)
        if there is None or not abs(there - points) <= 1e-6:
            return f"{name}: expected {points:g} points in the gradebook, found {'none' if there is None else there}"
    return ""


@dataclass(frozen=True)
class CourseGradebook:
    """A course's gradebook, where nbgrader's settings place it."""

    course: Course
    coursedir: CourseDirectory
    config: Config

    @classmethod
    def open(cls, course: Course) -> CourseGradebook:
        """The gradebook of a course; its database is created on first use."""
        config = with_rule(nbgrader_config(course), course)
        return cls(course, course_folders(course, config), config)

    @cached_property
    def _opened(self) -> api.Gradebook:
        # Opened once: a new engine would look for all tables and compile every query again.
        return api.Gradebook(self.coursedir.db_url, self.coursedir.course_id)

    @contextmanager
    def database(self) -> Iterator[api.Gradebook]:
        """Open the gradebook with nbgrader's API. Any fault of the database is a `GradebookError`.

        At the end its connections are closed. Contexts of one thread must not be nested.
        """
        try:
            with nbgrader_environment(), self._opened as book:
                yield book
        # nbgrader starts alembic for a new database, and raises errors of its own for some database faults.
        except (SQLAlchemyError, OSError, subprocess.SubprocessError, api.InvalidEntry) as error:
            raise refusal(self.coursedir.db_url, error) from error

    def register(self, assignment: Assignment) -> None:
        """Write the assignment and its cells into the gradebook, as ``nbgrader generate_assignment`` does.

        Raises
        ------
        GradebookError
            nbgrader refuses, because cells were added or removed after submissions had been recorded.
        UsageError
            Two rules for late work are set, or a student has an extension although there is no due date.
        """
        require_one_rule(assignment, self.config)
        self._require_due_date(assignment.name)
        with self.database(), tempfile.TemporaryDirectory() as folder:
            settings = changed_settings(self.coursedir, release_directory=folder, assignment_id=assignment.name)
            generate(settings, self.config, f"register {assignment.name}")

    def students(self) -> list[dict[str, str]]:
        """The students that the gradebook knows, by the columns of ``nbgrader db student import``; empty text if not set."""
        columns = ("id", "first_name", "last_name", "email", "lms_user_id")
        with self.database() as book:
            return [{name: getattr(student, name) or "" for name in columns} for student in book.students]

    def register_once(self, assignment: Assignment) -> None:
        """`register` an assignment that the gradebook does not know; nbgrader refuses it once there are submissions."""
        with self.database() as book:
            known = (
                book.db.query(api.Notebook).join(api.Assignment).filter(api.Assignment.name == assignment.name).count()
            )
        if not known:
            self.register(assignment)

    def _require_due_date(self, assignment: str) -> None:
        """Refuse extensions without a due date, which formgrader allows: nbgrader cannot record such a submission."""
        with self.database() as book:
            extended = book.db.query(api.SubmittedAssignment).join(api.Assignment)
            extended = extended.filter(api.Assignment.name == assignment, api.Assignment.duedate.is_(None))
            first = extended.filter(api.SubmittedAssignment.extension.isnot(None)).first()
            if first is not None:
                raise UsageError(
                    f"{first.student_id} has an extension, but {assignment} has no due date: autograder due {assignment} WHEN, "
                    f"or autograder due {assignment} --student {first.student_id} none"
                )

    def grades(self, assignment: str, student: str | None = None) -> dict[str, Grades]:
        """The points of everyone with a submission in the gradebook, by student; or of one student, if named."""
        with self.database() as book:
            return _grades(book, assignment, student)

    def recorded(self, assignment: Assignment, student: str) -> Recorded | None:
        """The last record for a student; ``None`` if there is none, or if the notebook is no longer in ``autograded/``."""
        try:
            content = json.loads(state_file(self.course, "recorded", assignment.name, student).read_bytes())
            found = Recorded(**{**content, "left_out": tuple(content.get("left_out", ()))})
        except (OSError, ValueError, TypeError):
            return None
        return found if (self._autograded(assignment.name, student) / f"{assignment.name}.ipynb").is_file() else None

    def record(
        self,
        assignment: Assignment,
        student: str,
        staging: Staging,
        facts: Recorded,
        like: Autograde | None = None,
    ) -> None:
        """Record one staged submission with nbgrader, publish its notebook, and note its ``facts``.

        ``like``: nbgrader's own converter, whose settings and log are used; by default the course's settings and no log. One
        process records at a time; others wait, for instance formgrader's button during a batch.

        Raises
        ------
        GradebookError
            nbgrader refused, or its points are not the staged ones. The student's rows in the gradebook are as before.
        """
        converter = StagedAutograde(coursedir=self.staged(staging, assignment.name), config=self.config)
        if like is not None:
            for name in like.trait_names(config=True):
                setattr(converter, name, getattr(like, name))
        converter.students = (student,)
        converter.never_execute()
        converter.exporter_class = PLAIN_EXPORTER
        noted = state_file(self.course, "recorded", assignment.name, student)
        try:
            with self.one_writer():
                self._autograded(assignment.name, student).parent.mkdir(parents=True, exist_ok=True)
                noted.unlink(missing_ok=True)
                log = None if like is None else like.log
                self._convert(converter, assignment.name, student, staging, facts.left_out, log)
                self._publish(assignment.name, student, staging)
                # Another run may have kept its own report since: the one that counts is the one that is recorded.
                kept = state_file(self.course, "reports", assignment.name, student)
                write_changed(kept, staging.kept_file(student).read_bytes())
                write_whole(noted, (json.dumps(vars(facts)) + "\n").encode())
        except OSError as error:
            raise refusal(f"could not record {student}", error) from error

    def staged(self, staging: Staging, assignment: str) -> CourseDirectory:
        """nbgrader's folder settings, with ``submitted`` and ``autograded`` inside the staging folder."""
        return changed_settings(
            self.coursedir,
            assignment_id=assignment,
            notebook_id="*",
            submitted_directory=os.path.join(staging.step, "submitted"),
            autograded_directory=os.path.join(staging.step, "autograded"),
        )

    @contextmanager
    def one_writer(self) -> Iterator[None]:
        """A context in which no other process records; waits for one that does."""
        path = self.course.root / STATE / "recording"
        path.parent.mkdir(exist_ok=True)
        with path.open("w") as file:  # the kernel releases the lock of a killed process
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _convert(
        self,
        converter: StagedAutograde,
        assignment: str,
        student: str,
        staging: Staging,
        left_out: tuple[str, ...],
        log: logging.Logger | None,
    ) -> None:
        """Let nbgrader convert a staged submission and write its points; all of its changes to the gradebook, or none."""
        with self.database() as book:
            if not converter.runs_own_code:
                with transaction(book) as shared:
                    _complete(shared, assignment, student)
                    run_converter(converter, f"record {student}", log)
                    _leave_out(shared, assignment, student, left_out)
                    self._require_recorded(shared, assignment, student, staging)
                return
            known = bool(book.db.query(api.Student).filter(api.Student.id == student).count())
            submitted = _complete(book, assignment, student)
        try:  # code of the course's own may open the gradebook, so nothing is open here
            run_converter(converter, f"record {student}", log)
            with self.database() as book:
                _leave_out(book, assignment, student, left_out)
                self._require_recorded(book, assignment, student, staging)
        except BaseException:
            if not submitted:
                self._forget(assignment, student, known)
            raise

    def _autograded(self, assignment: str, student: str) -> Path:
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, assignment))

    def _require_recorded(self, book: api.Gradebook, assignment: str, student: str, staging: Staging) -> None:
        """Raise `GradebookError` unless a student's notebook is converted, and its staged points are in the gradebook."""
        if not (staging.autograded(student, assignment) / f"{assignment}.ipynb").is_file():
            raise GradebookError(f"{student}: nbgrader did not convert the submission")
        grades = _grades(book, assignment, student).get(student, Grades())
        found = discrepancy(staging.scores(student), grades.automatic)
        if found:
            raise GradebookError(f"{student}: {found}")

    def _publish(self, assignment: str, student: str, staging: Staging) -> None:
        destination = self._autograded(assignment, student)
        fresh, replaced = (destination.with_name(f".{assignment}.{name}") for name in ("fresh", "replaced"))
        for left_over in (fresh, replaced):  # by a run that was killed while publishing
            _remove(left_over)
        shutil.move(staging.autograded(student, assignment), fresh)  # autograded/ may be in another file system
        if os.path.lexists(destination):
            os.replace(destination, replaced)
        os.replace(fresh, destination)
        _remove(replaced)

    def _forget(self, assignment: str, student: str, known: bool) -> None:
        with self.database() as book:
            try:
                if known:
                    book.remove_submission(assignment, student)
                else:
                    book.remove_student(student)
            except api.MissingEntry:
                pass  # nbgrader failed before it created one


def seconds_late(submission: api.SubmittedAssignment) -> float:
    """How late a submission is by nbgrader's rule, whose own code fails for an extension without a due date."""
    return 0.0 if submission.assignment.duedate is None else float(submission.total_seconds_late)


def _grades(book: api.Gradebook, assignment: str, student: str | None) -> dict[str, Grades]:
    its_cells = (
        book.db.query(api.BaseCell.id, api.BaseCell.name)
        .join(api.Notebook, api.Notebook.id == api.BaseCell.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .filter(api.Notebook.name == assignment, api.Assignment.name == assignment)
    )
    cells: dict[str, str] = dict(its_cells.tuples())
    its_notebooks = (
        book.db.query(api.SubmittedAssignment, api.SubmittedNotebook, api.Notebook.name)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .filter(api.Assignment.name == assignment)
    )
    columns = (api.Grade.notebook_id, api.Grade.cell_id, api.Grade.auto_score, api.Grade.manual_score, api.Grade.score)
    # By cell and notebook, as the table's index has them: the notebook alone would read every row of the table.
    its_grades = book.db.query(*columns).filter(api.Grade.cell_id.in_(cells))
    if student is not None:
        its_notebooks = its_notebooks.filter(api.SubmittedAssignment.student_id == student)
        its_grades = its_grades.filter(api.Grade.notebook_id.in_([own.id for _, own, _ in its_notebooks]))
    automatic: dict[str, dict[str, float | None]] = {}
    points: dict[str, dict[str, float | None]] = {}
    for notebook, cell, auto_score, manual_score, score in its_grades:
        given = auto_score is not None or manual_score is not None
        automatic.setdefault(notebook, {})[cells[cell]] = auto_score
        points.setdefault(notebook, {})[cells[cell]] = float(score) if given else None
    penalties: dict[str, float] = {}
    for submission, own, _ in its_notebooks:
        penalties[submission.id] = penalties.get(submission.id, 0.0) + float(own.late_submission_penalty or 0.0)
    return {
        submission.student_id: Grades(
            automatic=automatic.get(own.id, {}),
            points=points.get(own.id, {}),
            late_penalty=penalties[submission.id],
            seconds_late=seconds_late(submission),
            undated=submission.assignment.duedate is not None and submission.timestamp is None,
        )
        for submission, own, name in its_notebooks
        if name == assignment
    }


def _complete(book: api.Gradebook, assignment: str, student: str) -> bool:
    """Add missing rows of a submission: nbgrader creates them with a new submission only, and they may have been deleted.

    Returns whether the gradebook has the submission.
    """
    try:
        submission = book.find_submission(assignment, student)
    except api.MissingEntry:
        return False
    notebooks = {each.notebook_id: each for each in submission.notebooks}
    for notebook in submission.assignment.notebooks:
        own = notebooks.get(notebook.id)
        if own is None:
            own = api.SubmittedNotebook(notebook=notebook)
            submission.notebooks.append(own)
        graded, told = {each.cell_id for each in own.grades}, {each.cell_id for each in own.comments}
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            if cell.id not in graded:
                own.grades.append(api.Grade(cell_id=cell.id))
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            if cell.id not in told:
                own.comments.append(api.Comment(cell_id=cell.id))
    book.db.commit()
    book.close()
    return True


def _leave_out(book: api.Gradebook, assignment: str, student: str, cells: tuple[str, ...]) -> None:
    """Remove the rows of cells that do not count for a submission: nobody has to grade them, and nobody earns in them."""
    if not cells:
        return
    own = book.find_submission_notebook(assignment, assignment, student)
    for row in [*own.grades, *own.comments]:
        if row.cell.name in cells:
            book.db.delete(row)
    book.db.commit()


def _remove(path: Path) -> None:
    """Remove a file, link or folder, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
