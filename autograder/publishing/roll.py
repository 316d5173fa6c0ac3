"""Submissions to report: without a grade, with an outdated grade, late, or still incomplete.

Owns the sentences about them; commands print these and derive the exit status. Must not know where the sentences are shown,
nor what the standings are used for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..course.assignment import Assignment, Course
from ..gradebook.book import CourseGradebook
from ..gradebook.versions import functions
from ..model import Lateness
from ..plaintext import printable
from ..reports.view import late_words
from .standings import Standing, lateness, standings


class Roll:
    """Iterates over the standings of an assignment, and remembers the names to report.

    ``why``: by student, the reason for a missing grade, if the caller knows more about it than the files on disk tell.
    """

    def __init__(self, assignment: Assignment, course: Course, why: Mapping[str, str] = MappingProxyType({})) -> None:
        self._assignment = assignment
        self._why = why
        self._book = CourseGradebook.open(course)
        self._forget()

    def _forget(self) -> None:
        self._without: list[tuple[str, str]] = []
        self._stale: list[str] = []
        self._unreadable: list[tuple[str, str]] = []
        self._late: list[tuple[str, Lateness]] = []
        self._undated: list[str] = []
        self._left_out: dict[tuple[str, ...], list[str]] = {}
        self._pending: list[str] = []
        self._without_sandbox: list[str] = []

    def __iter__(self) -> Iterator[Standing]:
        self._forget()  # an earlier iteration
        for standing in standings(self._book, self._assignment):
            name = printable(standing.student)
            if standing.problem:
                standing = replace(standing, problem=self._why.get(standing.student, standing.problem))
                self._without.append((name, printable(standing.problem)))
            elif standing.unreadable:
                self._unreadable.append((name, standing.unreadable))
            elif standing.stale:
                self._stale.append(name)
            if late := lateness(self._assignment, standing):
                self._late.append((name, late))
            if standing.left_out:
                self._left_out.setdefault(functions(standing.left_out), []).append(name)
            if standing.grades.undated:
                self._undated.append(name)
            if standing.report is not None and standing.grades.pending:
                self._pending.append(name)
            if standing.report is not None and standing.report.environment.get("sandbox") == "none":
                self._without_sandbox.append(name)
            yield standing

    def late(self) -> list[str]:
        """A sentence for each late submission: by how much, after the due date and the student's extension; and the cost.

        Also one about those of which nobody knows when they came, if there is a due date.
        """
        found = [f"{student}: {late_words(late)}" for student, late in self._late]
        if self._undated:
            found.append(
                f"counted as in time, because timestamp.txt does not say when they came: {_few(self._undated)}"
            )
        return found

    def left_out(self) -> list[str]:
        """Sentences about cells that are left out of students' maximum, because the assignment got them after the grading."""
        return [
            f"left out of the maximum: {', '.join(cells)}: {_few(students)} (Canvas and Moodle get these scores scaled up)"
            for cells, students in self._left_out.items()
        ]

    def pending(self) -> list[str]:
        """A sentence naming the students whose score still lacks points that a person gives; empty if there are none."""
        if not self._pending:
            return []
        why = "a person has points to give in formgrader, which count 0 until then"
        return [f"incomplete scores: {_few(self._pending)}: {why}"]

    def older(self) -> list[str]:
        """Sentences about grades that are outdated, or made without the sandbox."""
        renew = f"to renew: autograder grade {self._assignment.name}"
        found = []
        if self._stale:
            why = "the submission, the assignment or the kit has changed since"
            found.append(f"older grades: {_few(self._stale)}: {why}; {renew}")
        if self._without_sandbox:
            found.append(
                f"graded without the sandbox, so the grade cannot be trusted: {_few(self._without_sandbox)}; {renew}"
            )
        found += [
            f"older grade: {student}: the file handed in since {problem}" for student, problem in self._unreadable
        ]
        return found

    def ungraded(self, consequence: str) -> list[str]:
        """A sentence for each student without a grade: why, and the ``consequence``, such as "left out"."""
        return [f"{student}: {consequence}: {problem}" for student, problem in self._without]


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
