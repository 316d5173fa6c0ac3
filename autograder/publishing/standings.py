"""Where each submission of an assignment stands: graded and recorded, or not, and why.

Joins the submissions, the kept reports and the gradebook; changes none of them. What feedback, the class page and every
export are made from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..batch.kept import KeptReport, grade_key, load_report, same_work
from ..course.assignment import Assignment
from ..course.cells import grade_id, is_manual
from ..errors import SubmissionError
from ..gradebook.book import CourseGradebook, Grades, Recorded, credit, discrepancy
from ..model import Report
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder, submission_folders
from ..submission.notebook import parse_notebook
from ..submission.rebuild import expect_own_cells

_LOOKS = 3  # at a submission that is being recorded


@dataclass(frozen=True)
class Standing:
    """One submission for whoever publishes its grade: the report and the gradebook's points, where both are of one grading.

    ``problem`` says in one line why there is no grade; it is empty where there is one. ``stale``: the submission, the
    assignment or the kit has changed since it was graded; ``unreadable`` says why it cannot be graded again, where the file
    handed in since cannot be read: that costs nobody the older grade.
    """

    student: str
    report: Report | None = None
    grades: Grades = field(default_factory=Grades)
    problem: str = ""
    stale: bool = False
    unreadable: str = ""


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
    given = [standing.grades.points.get(grade_id(cell) or "") for cell in assignment.cells if is_manual(cell)]
    return None if None in given else sum(value or 0.0 for value in given)


def _standing(book: CourseGradebook, assignment: Assignment, folder: SubmissionFolder) -> Standing:
    try:
        path, _ = folder.notebook(assignment.name)
        data = read_file(path)
    except SubmissionError as error:
        return Standing(folder.student, problem=str(error).replace(f"{book.course.root}/", ""))
    for _ in range(_LOOKS):
        recorded = book.recorded(assignment, folder.student)
        kept = load_report(book.course, assignment.name, folder.student)
        grades = book.grades(assignment.name, folder.student)
        if book.recorded(assignment, folder.student) == recorded:
            break  # else it has been recorded meanwhile: report and points might be of two gradings
    stale = kept is None or not same_work(kept.key, grade_key(assignment, data))
    # Only what was never graded as it is now has to be read.
    unreadable = _unreadable(assignment, data) if stale else ""
    problem = _problem(assignment.name, recorded, kept, grades)
    if problem or kept is None or grades is None:
        return Standing(folder.student, problem=unreadable or problem)  # a run cannot mend what it cannot read
    return Standing(folder.student, kept.report, grades, stale=stale, unreadable=unreadable)


def _problem(assignment: str, recorded: Recorded | None, kept: KeptReport | None, grades: Grades | None) -> str:
    """Why a report and the gradebook's points make no grade together, in one line; empty where they do."""
    again = f"run autograder grade {assignment}"
    if recorded is None or kept is None:
        return f"not graded: {again}"
    if (recorded.key, recorded.seed) != (kept.key, kept.report.seed):
        return f"recorded only in part: {again}"
    if grades is None:
        return f"no longer in the gradebook (an older copy of it?): {again}"
    found = discrepancy(credit(kept.report), grades.automatic)
    if found:
        return f"{found} (changed there, or an older copy of it?): {again}"
    if not math.isfinite(sum(value or 0.0 for value in grades.points.values()) - grades.late_penalty):
        return "the gradebook holds points or a penalty that is no number: give them again in formgrader"
    return ""


def _unreadable(assignment: Assignment, data: bytes) -> str:
    """Why nobody can grade a file, in one line; empty where it is a notebook."""
    try:
        expect_own_cells(assignment, parse_notebook(data, "cannot be read"))
    except SubmissionError as error:
        return f"{error}; ask for the file again"
    return ""
