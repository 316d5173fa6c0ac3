"""nbgrader's gradebook, and the one writer to it: assignments, submissions, scores.

Everything is written by nbgrader's own converters, run in this process on what `autograder.gradebook.staging` laid out, so that
late penalties, manual scores and comments stay nbgrader's business. What has been recorded is noted beside the kept
reports (``.autograder/recorded/<assignment>/<student>.json``), after nbgrader is done: a recording that was cut off
is done again.

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
    nbgrader_at_ease,
    nbgrader_config,
    refusal,
    run_converter,
)
from .staging import Staging

GRADE = "autograder.nbgrader_plugin.Grade"


@dataclass(frozen=True)
class Recorded:
    """What is noted of a grade that the gradebook holds, to tell whether it is still that of the submission.

    The key and the seed of its report, the points, and when it was handed in, where that is known
    (`SubmissionFolder.timestamp`).
    """

    key: str
    seed: int
    score: float
    max_score: float
    timestamp: str | None


Points = Mapping[str, float | None]  # of each graded cell, by grade_id; None: still to be given


@dataclass(frozen=True)
class Grades:
    """What the gradebook holds of a submission: the points that count, whoever gave them. Nothing, by default.

    ``automatic`` are the points as graded, ``points`` those that count, by cell: what a person gave or overrode stands above
    them, and ``None`` is still to be given.
    """

    automatic: Points = field(default_factory=dict)
    points: Points = field(default_factory=dict)
    late_penalty: float = 0.0
    seconds_late: float = 0.0

    @property
    def score(self) -> float:
        """All points so far, less the penalty, never below 0."""
        return round(max(0.0, sum(value or 0.0 for value in self.points.values()) - self.late_penalty), 2)

    @property
    def pending(self) -> bool:
        """Whether a person still has points to give."""
        return any(value is None for value in self.points.values())


def credit(report: Report) -> Mapping[str, float]:
    """grade_id of each test cell -> its points: what the gradebook is to hold of a report."""
    return {CHECK + cell.cell: cell.points for cell in report.cells}


def discrepancy(expected: Mapping[str, float], found: Points) -> str:
    """The first cell that has other points than expected, in words; empty where none has."""
    for name, points in expected.items():
        there = found.get(name)
        if there is None or not abs(there - points) <= 1e-6:
            return f"{name}: expected {points:g} points in the gradebook, found {'none' if there is None else there}"
    return ""


class StagedAutograde(ByName, Autograde):  # type: ignore[misc]
    """nbgrader's Autograde over named students of a staging folder; its settings are those of ``Autograde``."""


@dataclass(frozen=True)
class CourseGradebook:
    """A course's gradebook, as nbgrader's settings describe it."""

    course: Course
    coursedir: CourseDirectory
    config: Config

    @classmethod
    def open(cls, course: Course) -> CourseGradebook:
        """The gradebook of a course, made where there is none."""
        config = nbgrader_config(course)
        return cls(course, course_folders(course, config), config)

    @contextmanager
    def database(self) -> Iterator[api.Gradebook]:
        """nbgrader's own view of the gradebook. Any fault of the database is a `GradebookError`."""
        try:
            with nbgrader_at_ease(), api.Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
                yield book
        # It starts alembic for a new one, and turns some faults of the database into errors of its own.
        except (SQLAlchemyError, OSError, subprocess.SubprocessError, api.InvalidEntry) as error:
            raise refusal(self.coursedir.db_url, error) from error

    def register(self, assignment: Assignment) -> None:
        """Write the assignment and its cells into the gradebook, as ``nbgrader generate_assignment`` does.

        Raises
        ------
        GradebookError
            nbgrader refuses: cells came or went since submissions were recorded.
        """
        with self.database(), tempfile.TemporaryDirectory() as folder:
            settings = changed_settings(self.coursedir, release_directory=folder, assignment_id=assignment.name)
            generate(settings, self.config, f"register {assignment.name}")

    def automatic(self, assignment: Assignment) -> Mapping[str, Points]:
        """Student -> the automatic points in the gradebook, of all who have a submission there; one question for all."""
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
        """What the gradebook holds of a student's submission; ``None`` where it holds none."""
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
        """What was last recorded for a student, and is still in ``autograded/``."""
        try:
            content = json.loads(state_file(self.course, "recorded", assignment.name, student).read_bytes())
            found = Recorded(**content)
        except (OSError, ValueError, TypeError):
            return None
        return found if (self._autograded(assignment.name, student) / f"{assignment.name}.ipynb").is_file() else None

    def record(self, assignment: Assignment, student: str, staging: Staging, facts: Recorded) -> None:
        """Have nbgrader record one staged submission.

        Raises
        ------
        GradebookError
            It refused. A student who had no submission in the gradebook has none then.
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
        """nbgrader's settings with its two folders inside the staging folder."""
        return changed_settings(
            self.coursedir,
            assignment_id=assignment,
            notebook_id="*",
            submitted_directory=os.path.join(staging.step, "submitted"),
            autograded_directory=os.path.join(staging.step, "autograded"),
        )

    @contextmanager
    def kept_whole(self, assignment: str, facts: Mapping[str, Recorded], staging: Staging) -> Iterator[None]:
        """Around a conversion of staged submissions: moves to ``autograded/`` what was converted and recorded as
        staged.

        ``facts`` are noted of those. Of the others the gradebook holds no submission that it did not hold before. One
        process at a time: the others, formgrader's button beside a batch, wait.

        Raises
        ------
        GradebookError
            The gradebook does not hold the staged points of a converted submission.
        """
        with self._one_writer():
            yield from self._kept_whole(assignment, facts, staging)

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        path = self.course.root / STATE / "recording"
        path.parent.mkdir(exist_ok=True)
        with path.open("w") as file:  # the kernel ends the claim of a process that was killed
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
        """What is wrong with a student's conversion; ``None`` where it is done and its points are in the gradebook."""
        if not (staging.autograded(student, assignment) / f"{assignment}.ipynb").is_file():
            return f"{student}: nbgrader did not convert the submission"
        grades = self.grades(assignment, student)
        found = discrepancy(staging.scores(student), {} if grades is None else grades.automatic)
        return f"{student}: {found}" if found else None

    def _publish(self, assignment: str, student: str, staging: Staging) -> None:
        destination = self._autograded(assignment, student)
        fresh, replaced = (destination.with_name(f".{assignment}.{name}") for name in ("fresh", "replaced"))
        for left_over in (fresh, replaced):  # by a run that was killed here
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
                pass  # nbgrader failed before it made one


def _complete(submission: api.SubmittedAssignment) -> None:
    """Give a submission the rows that nbgrader makes with a new one and never again: somebody may have removed some."""
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
    """Remove whatever is at a path, if anything is."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def never_execute(converter: Autograde) -> None:
    """See to it that nbgrader lays our outputs in, and runs no student code itself, whatever its settings say."""
    configured = [dotted_name(entry) for entry in converter.autograde_preprocessors]
    converter.autograde_preprocessors = [GRADE, *(name for name in configured if name not in (GRADE, EXECUTE))]
