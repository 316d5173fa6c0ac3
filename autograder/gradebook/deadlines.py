"""Due dates, extensions, and penalties that follow when these change; all of them are nbgrader's own.

nbgrader holds the due date of an assignment in UTC, and a student's extension as a length of time after it. It computes a
penalty only while it autogrades; here its step for that is run again wherever the result would be another.

Must not know how grading is done, or where penalties are shown.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from nbformat.v4 import new_notebook
from nbgrader import api
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties

from ..course.assignment import Assignment
from ..errors import AutograderError, UsageError
from .book import CourseGradebook, seconds_late
from .converters import nbgrader_environment, refusal
from .late import LateRule, require_one_rule
from .recording import transaction

NONE = "none"


@dataclass(frozen=True)
class Deadlines:
    """When an assignment is due, in UTC; ``None``: never. ``extended``: by student, until when, for those with an extension."""

    due: datetime | None
    extended: Mapping[str, datetime]


def parse_when(text: str) -> datetime | None:
    """A time from ISO 8601 text with an offset from UTC; ``None`` for the word ``none``.

    Raises
    ------
    UsageError
        It is no such time. Without an offset, a time says nothing about where, and in autumn one hour comes twice.
    """
    if text == NONE:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = datetime.min
    if when.utcoffset() is None:
        raise UsageError(f"{text}: expected a time with its offset from UTC, such as 2026-12-01T23:59+01:00, or {NONE}")
    return when.astimezone(UTC)


def deadlines(gradebook: CourseGradebook, assignment: str) -> Deadlines:
    """The due date and the extensions, as the gradebook has them."""
    with gradebook.database() as book:
        found = book.db.query(api.Assignment).filter(api.Assignment.name == assignment).one_or_none()
        if found is None or found.duedate is None:
            return Deadlines(None, {})
        extended = (each for each in found.submissions if each.extension)
        return Deadlines(_aware(found.duedate), {each.student_id: _aware(each.duedate) for each in extended})


def set_due(gradebook: CourseGradebook, assignment: Assignment, when: datetime | None) -> None:
    """Set or remove the due date; extensions keep their length. Penalties follow.

    Raises
    ------
    UsageError
        It is to be removed while students have extensions: these would be lost from view, and come back with the next one.
    """
    with gradebook.one_writer(), gradebook.database() as book:
        found = book.update_or_create_assignment(assignment.name)
        extended = sorted(each.student_id for each in found.submissions if each.extension)
        if when is None and extended:
            raise UsageError(f"{extended[0]} has an extension: remove it first, with --student {extended[0]} {NONE}")
        book.update_or_create_assignment(assignment.name, duedate=when)
    renew_penalties(gradebook, assignment)


def set_extension(gradebook: CourseGradebook, assignment: Assignment, student: str, when: datetime | None) -> None:
    """Extend a student's due date until ``when``, or remove the extension. The penalty follows.

    Raises
    ------
    UsageError
        The assignment has no due date, ``when`` is not after it, or nobody has heard of the student.
    """
    due = deadlines(gradebook, assignment.name).due
    if due is None and when is not None:
        raise UsageError(f"{assignment.name} has no due date to extend: autograder due {assignment.name} WHEN")
    if due is not None and when is not None and when <= due:
        raise UsageError(f"{when.isoformat()}: expected a time after the due date, {due.isoformat()}")
    extension = None if due is None or when is None else when - due
    submitted = gradebook.course.root / "submitted" / student
    gradebook.register_once(assignment)
    with gradebook.one_writer(), gradebook.database() as book:
        known = book.db.query(api.Student).filter(api.Student.id == student).count()
        if not known and (not student or "/" in student or not submitted.is_dir()):
            raise UsageError(
                f"no student {student!r} in the gradebook or in submitted/: if the name is right, "
                f"nbgrader db student add {student}"
            )
        book.update_or_create_student(student)
        book.update_or_create_submission(assignment.name, student, extension=extension)
    renew_penalties(gradebook, assignment)


def renew_penalties(gradebook: CourseGradebook, assignment: Assignment) -> None:
    """Let nbgrader compute the penalties again of all that are late or have one: dates and points may have changed since.

    Raises
    ------
    UsageError
        Two rules for late work are set.
    GradebookError
        The rule raised an error.
    """
    require_one_rule(assignment, gradebook.config)
    with gradebook.database() as book:
        rows = (
            book.db.query(api.SubmittedAssignment, api.SubmittedNotebook.late_submission_penalty)
            .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
            .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .filter(api.Assignment.name == assignment.name, api.Notebook.name == assignment.name)
        )
        late = [own.student_id for own, penalty in rows if seconds_late(own) > 0 or penalty]
    if not late:
        return
    step = AssignLatePenalties(config=gradebook.config)
    step.log = logging.Logger("nbgrader", logging.CRITICAL)  # unregistered: it warns of everyone who is late
    own = step.plugin_class not in (LateSubmissionPlugin, LateRule)
    with gradebook.one_writer(), _refused(f"could not compute penalties of {assignment.name}"):
        if own:  # it may open the gradebook itself, so nothing is open here
            with nbgrader_environment():
                for student in late:
                    step.preprocess(new_notebook(), _resources(gradebook, assignment, student))
            return
        with gradebook.database() as book, transaction(book):
            for student in late:
                step.preprocess(new_notebook(), _resources(gradebook, assignment, student))


@contextmanager
def _refused(what: str) -> Iterator[None]:
    try:
        yield
    except AutograderError:
        raise
    except Exception as error:  # a rule of the course's own may raise anything
        raise refusal(what, error) from error


def _resources(gradebook: CourseGradebook, assignment: Assignment, student: str) -> dict[str, dict[str, str]]:
    name = assignment.name
    own = {"notebook": name, "assignment": name, "student": student, "db_url": gradebook.coursedir.db_url}
    return {"nbgrader": own}


def _aware(time: datetime) -> datetime:
    """nbgrader's times are in UTC and do not say so."""
    return time.replace(tzinfo=UTC)
