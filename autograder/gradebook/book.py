"""nbgrader's gradebook and the only writer to it: assignments, submissions, scores.

nbgrader's own converters do the writing, in this process, from the folder that `autograder.gradebook.staging` makes; so late
penalties, manual scores and comments are left to nbgrader. After nbgrader has finished, a record is written beside the kept
reports (``.autograder/recorded/<assignment>/<student>.json``). Without that record, a submission is recorded again.

Must not know how grading is done or how many submissions there are.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader import api
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from ..course.assignment import Assignment, Course
from ..course.cells import CHECK
from ..course.state import STATE, state_file
from ..errors import GradebookError
from ..files import write_whole
from ..model import Report
from .converters import (
    EXECUTE,
    PLAIN_EXPORTER,
    ByName,
    changed_settings,
    course_folders,
    dotted_name,
    generate,
    nbgrader_config,
    nbgrader_environment,
    refusal,
    run_converter,
)
from .staging import Staging

GRADE = "autograder.nbgrader_plugin.Grade"


@dataclass(frozen=True)
class Recorded:
    """The record of a grade in the gradebook, to tell whether that grade is still valid for the submission.

    ``key`` and ``seed`` are those of its report. ``timestamp`` is when the submission was handed in, if that is known
    (`SubmissionFolder.timestamp`).
    """

    key: str
    seed: int
    score: float
    max_score: float
    timestamp: str | None


Points = Mapping[str, float | None]  # points of each graded cell, by grade_id; None: not given yet


@dataclass(frozen=True)
class Grades:
    """A submission's points in the gradebook. By default there are none.

    ``automatic`` are the points from grading, by cell. ``points`` are the points that count: those that a person gave, or
    else the automatic ones; ``None`` if a person still has to give them.
    """

    automatic: Points = field(default_factory=dict)
    points: Points = field(default_factory=dict)
    late_penalty: float = 0.0
    seconds_late: float = 0.0

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


class StagedAutograde(ByName, Autograde):  # type: ignore[misc]
    """nbgrader's Autograde for named students in a staging folder. It uses the course's settings for ``Autograde``."""


@dataclass(frozen=True)
class CourseGradebook:
    """A course's gradebook, where nbgrader's settings place it."""

    course: Course
    coursedir: CourseDirectory
    config: Config

    @classmethod
    def open(cls, course: Course) -> CourseGradebook:
        """The gradebook of a course; its database is created on first use."""
        config = nbgrader_config(course)
        return cls(course, course_folders(course, config), config)

    @contextmanager
    def database(self) -> Iterator[api.Gradebook]:
        """Open the gradebook with nbgrader's API. Any fault of the database is a `GradebookError`."""
        try:
            with nbgrader_environment(), api.Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
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
        """
        with self.database(), tempfile.TemporaryDirectory() as folder:
            settings = changed_settings(self.coursedir, release_directory=folder, assignment_id=assignment.name)
            generate(settings, self.config, f"register {assignment.name}")

    def automatic(self, assignment: Assignment) -> Mapping[str, Points]:
        """The automatic points of all students with a submission in the gradebook, by student, from one database query."""
        found: dict[str, dict[str, float | None]] = {}
        with self.database() as book:
            rows = (
                book.db.query(api.SubmittedAssignment.student_id, api.BaseCell.name, api.Grade.auto_score)
                .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
                .join(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
                .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
                .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
                .filter(api.Assignment.name == assignment.name)
            )
            for student, name, score in rows:
                found.setdefault(student, {})[name] = score
        return found

    def grades(self, assignment: str, student: str) -> Grades | None:
        """A student's points in the gradebook; ``None`` if it has no submission of theirs."""
        with self.database() as book:
            try:
                notebook = book.find_submission_notebook(assignment, assignment, student)
            except api.MissingEntry:
                return None
            return Grades(
                automatic={grade.name: grade.auto_score for grade in notebook.grades},
                points={
                    grade.name: None if grade.manual_score is None and grade.auto_score is None else float(grade.score)
                    for grade in notebook.grades
                },
                late_penalty=float(notebook.assignment.late_submission_penalty or 0.0),
                seconds_late=float(notebook.assignment.total_seconds_late),
            )

    def recorded(self, assignment: Assignment, student: str) -> Recorded | None:
        """The last record for a student; ``None`` if there is none, or if the notebook is no longer in ``autograded/``."""
        try:
            content = json.loads(state_file(self.course, "recorded", assignment.name, student).read_bytes())
            found = Recorded(**content)
        except (OSError, ValueError, TypeError):
            return None
        return found if (self._autograded(assignment.name, student) / f"{assignment.name}.ipynb").is_file() else None

    def record(self, assignment: Assignment, student: str, staging: Staging, facts: Recorded) -> None:
        """Record one staged submission with nbgrader.

        Raises
        ------
        GradebookError
            nbgrader refused. A student who had no submission in the gradebook before still has none.
        """
        converter = StagedAutograde(coursedir=self.staged(staging, assignment.name), config=self.config)
        converter.students = (student,)
        never_execute(converter)
        converter.exporter_class = PLAIN_EXPORTER
        try:
            with self.kept_whole(assignment.name, {student: facts}, staging):
                run_converter(converter, f"record {student}")
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
    def kept_whole(self, assignment: str, facts: Mapping[str, Recorded], staging: Staging) -> Iterator[None]:
        """A context for a conversion of staged submissions: publishes those that were converted and recorded completely.

        A submission whose staged points are in the gradebook is moved to ``autograded/``, and its ``facts`` are recorded. Of
        the others, those that were new to the gradebook are removed from it again. One process converts at a time; others
        wait, for instance formgrader's button during a batch.

        Raises
        ------
        GradebookError
            A submission was not converted, or its staged points are not in the gradebook.
        """
        with self._one_writer():
            yield from self._kept_whole(assignment, facts, staging)

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        path = self.course.root / STATE / "recording"
        path.parent.mkdir(exist_ok=True)
        with path.open("w") as file:  # the kernel releases the lock of a killed process
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _kept_whole(self, assignment: str, facts: Mapping[str, Recorded], staging: Staging) -> Iterator[None]:
        with self.database() as book:
            known = {row.id for row in book.students}
            before = {row.student_id for row in book.assignment_submissions(assignment)}
            for student in before & facts.keys():
                _complete(book.find_submission(assignment, student))
            book.db.commit()
        for student in facts:
            self._autograded(assignment, student).parent.mkdir(parents=True, exist_ok=True)
            state_file(self.course, "recorded", assignment, student).unlink(missing_ok=True)
        faults = []
        try:
            yield
        finally:
            for student, recorded in facts.items():
                fault = self._fault(assignment, student, staging)
                if fault is None:
                    self._publish(assignment, student, staging)
                    path = state_file(self.course, "recorded", assignment, student)
                    write_whole(path, (json.dumps(vars(recorded)) + "\n").encode())
                    continue
                faults.append(fault)
                if student not in before:
                    self._forget(assignment, student, student in known)
        if faults:
            raise GradebookError(faults[0])

    def _autograded(self, assignment: str, student: str) -> Path:
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, assignment))

    def _fault(self, assignment: str, student: str, staging: Staging) -> str | None:
        """What is wrong with a student's conversion; ``None`` if it is done and its points are in the gradebook."""
        if not (staging.autograded(student, assignment) / f"{assignment}.ipynb").is_file():
            return f"{student}: nbgrader did not convert the submission"
        grades = self.grades(assignment, student)
        found = discrepancy(staging.scores(student), {} if grades is None else grades.automatic)
        return f"{student}: {found}" if found else None

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


def _complete(submission: api.SubmittedAssignment) -> None:
    """Add missing grade and comment rows: nbgrader creates them with a new submission only, and they may have been deleted."""
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


def _remove(path: Path) -> None:
    """Remove a file, link or folder, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def never_execute(converter: Autograde) -> None:
    """Make nbgrader insert our outputs instead of running student code, whatever its settings say."""
    configured = [dotted_name(entry) for entry in converter.autograde_preprocessors]
    converter.autograde_preprocessors = [GRADE, *(name for name in configured if name not in (GRADE, EXECUTE))]
