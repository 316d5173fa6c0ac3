"""The standing of each submission: graded and recorded, or not, and why.

Owns the join of submissions, kept reports and gradebook, from which feedback, the class page and every export are made.
Changes none of these but late penalties, which nbgrader computes again first. Must not know what a standing is used for.
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
from ..gradebook.deadlines import renew_penalties
from ..model import Lateness, Report
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder, submission_folders
from ..submission.notebook import parse_notebook
from ..submission.rebuild import expect_own_cells

_LOOKS = 3  # attempts to read a submission that another process is recording


@dataclass(frozen=True)
class Standing:
    """One submission: its report and the gradebook's points, if both come from the same grading.

    ``problem`` says in one line why there is no grade; it is empty if there is one. ``stale``: the submission, the assignment
    or the kit has changed since it was graded. ``unreadable``: the file handed in since then cannot be read, and why; the
    older grade still counts. ``left_out``: cells, by grade_id, that are left out of the maximum, because the assignment got
    them after the submission was graded.
    """

    student: str
    report: Report | None = None
    grades: Grades = field(default_factory=Grades)
    problem: str = ""
    stale: bool = False
    unreadable: str = ""
    left_out: tuple[str, ...] = ()


def standings(book: CourseGradebook, assignment: Assignment) -> Iterator[Standing]:
    """Every submission's standing, by student, one at a time.

    Raises
    ------
    UsageError
        There are no submissions, or two rules for late work are set.
    GradebookError
        The rule for late work raised an error.
    """
    folders = submission_folders(book.course.root, assignment.name)
    renew_penalties(book, assignment)
    # All points are read together, which is much cheaper. Where a record has changed since, they are read again.
    before = {folder.student: book.recorded(assignment, folder.student) for folder in folders}
    grades = book.grades(assignment.name)
    for folder in folders:
        yield _standing(book, assignment, folder, before[folder.student], grades.get(folder.student))


def manual_score(assignment: Assignment, standing: Standing) -> float | None:
    """The points that a person has given for the cells graded by hand; ``None`` while any are still to come."""
    manual = [grade_id(cell) or "" for cell in assignment.cells if is_manual(cell)]
    given = [standing.grades.points.get(name) for name in manual if name not in standing.left_out]
    return None if None in given else sum(value or 0.0 for value in given)


def lateness(assignment: Assignment, standing: Standing) -> Lateness:
    """How late a submission is, and what it costs."""
    policy = "" if assignment.late is None else str(assignment.late)
    return Lateness(standing.grades.seconds_late, standing.grades.late_penalty, policy)


def _standing(
    book: CourseGradebook,
    assignment: Assignment,
    folder: SubmissionFolder,
    recorded: Recorded | None,
    grades: Grades | None,
) -> Standing:
    try:
        path, _ = folder.notebook(assignment.name)
        data = read_file(path)
    except SubmissionError as error:
        return Standing(folder.student, problem=str(error).replace(f"{book.course.root}/", ""))
    for _ in range(_LOOKS):
        kept = load_report(book.course, assignment.name, folder.student)
        before, recorded = recorded, book.recorded(assignment, folder.student)
        if before == recorded:
            break
        # It was recorded meanwhile, so report and points may come from different gradings.
        grades = book.grades(assignment.name, folder.student).get(folder.student)
    stale = kept is None or not same_work(kept.key, grade_key(assignment, data))
    stale = stale or (recorded is not None and recorded.timestamp != folder.timestamp())
    # Parsing takes time, and is needed only if the submission was not graded as it is now.
    unreadable = _unreadable(assignment, data) if stale else ""
    problem = _problem(assignment.name, recorded, kept, grades)
    if problem or kept is None or grades is None:
        return Standing(folder.student, problem=unreadable or problem)  # grading again does not help an unreadable file
    left_out = () if recorded is None else recorded.left_out
    return Standing(folder.student, kept.report, grades, stale=stale, unreadable=unreadable, left_out=left_out)


def _problem(assignment: str, recorded: Recorded | None, kept: KeptReport | None, grades: Grades | None) -> str:
    """Why report and gradebook do not form a valid grade, in one line; empty if they do."""
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
    """Why a submitted file cannot be graded, in one line; empty if it can."""
    try:
        expect_own_cells(assignment, parse_notebook(data, "cannot be read"))
    except SubmissionError as error:
        return f"{error}; ask for the file again"
    return ""
