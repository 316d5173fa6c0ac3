"""Where each submission of an assignment stands: graded and recorded, or not, and why.

Joins the submissions, the kept reports and the gradebook; changes none of them. What feedback, the class page and every
export are made from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .assignment import Assignment, grade_id, is_manual
from .cache import grade_key, load_report
from .errors import SubmissionError
from .gradebook import CourseGradebook
from .model import Report
from .notebook import expect_own_cells, parse_notebook
from .submissions import SubmissionFolder, read_file, submission_folders


@dataclass(frozen=True)
class Standing:
    """One submission.

    ``problem`` says in one line why there is no grade; it is empty where there is one. ``stale``: the submission, the
    assignment or the kit has changed since it was graded; ``unreadable`` says why it cannot be graded again, where the file
    handed in since cannot be read: that costs nobody the older grade. ``points`` are the gradebook's, by cell, with what
    a person gave or overrode; ``None`` is still to be given.
    """

    student: str
    report: Report | None = None
    points: dict[str, float | None] = field(default_factory=dict)
    late_penalty: float = 0.0
    problem: str = ""
    stale: bool = False
    unreadable: str = ""

    @property
    def score(self) -> float:
        """The gradebook's score: all points so far, less the penalty, never below 0."""
        return round(max(0.0, sum(value or 0.0 for value in self.points.values()) - self.late_penalty), 2)

    @property
    def pending(self) -> bool:
        """Whether a person still has points to give."""
        return any(value is None for value in self.points.values())


def standings(book: CourseGradebook, assignment: Assignment) -> Iterator[Standing]:
    """Every submission's standing, by student, one at a time.

    Raises
    ------
    UsageError
        There are no submissions.
    """
    for folder in submission_folders(book.course.root, assignment.name):
        yield _standing(book, assignment, folder)


def manual_score(assignment: Assignment, standing: Standing) -> float | None:
    """What a person has given for the cells graded by hand, ``None`` while any is open."""
    given = [standing.points.get(grade_id(cell) or "") for cell in assignment.cells if is_manual(cell)]
    return None if None in given else sum(value or 0.0 for value in given)


def _standing(book: CourseGradebook, assignment: Assignment, folder: SubmissionFolder) -> Standing:
    try:
        path, _ = folder.notebook(assignment.name)
        data = read_file(path)
    except SubmissionError as error:
        return Standing(folder.student, problem=str(error).replace(f"{book.course.root}/", ""))
    key = grade_key(assignment, data)
    recorded = book.recorded(assignment, folder.student)
    kept = load_report(book.course, assignment.name, folder.student)
    stale = kept is None or kept.key != key
    unreadable = (
        _unreadable(assignment, data) if stale else ""
    )  # only what was never graded as it is now has to be read
    if recorded is None or kept is None:
        problem = unreadable or f"not graded: run autograder grade {assignment.name}"
        return Standing(folder.student, problem=problem)
    if recorded.key != kept.key:
        return Standing(folder.student, problem=f"recorded only in part: run autograder grade {assignment.name}")
    points, penalty = _gradebook_points(book, assignment, folder.student)
    return Standing(folder.student, kept.report, points, penalty, stale=stale, unreadable=unreadable)


def _unreadable(assignment: Assignment, data: bytes) -> str:
    """Why nobody can grade a file, in one line; empty where it is a notebook."""
    try:
        expect_own_cells(assignment, parse_notebook(data, "cannot be read"))
    except SubmissionError as error:
        return f"{error}: ask for the file again"
    return ""


def _gradebook_points(
    book: CourseGradebook, assignment: Assignment, student: str
) -> tuple[dict[str, float | None], float]:
    with book.database() as database:
        submission = database.find_submission_notebook(assignment.name, assignment.name, student)
        points = {
            grade.name: None if grade.manual_score is None and grade.auto_score is None else float(grade.score)
            for grade in submission.grades
        }
        return points, float(submission.assignment.late_submission_penalty or 0.0)
