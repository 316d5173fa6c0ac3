"""Who has no grade, an older one or a late one: for people, and for the exit status.

Owns the sentences about them. Must not know where these are shown, nor what is made of the standings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from ..course.assignment import Assignment, Course
from ..gradebook.book import CourseGradebook
from ..plaintext import printable
from .standings import Standing, standings


class Roll:
    """Passes standings on, one at a time, and remembers only who has none or an older grade.

    ``why``: by student, why there is no grade, where the caller knows more of it than what is kept on the disk.
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
        self._late: list[tuple[str, float]] = []
        self._pending: list[str] = []
        self._unwalled: list[str] = []

    def __iter__(self) -> Iterator[Standing]:
        self._forget()  # what an earlier time through has seen
        for standing in standings(self._book, self._assignment):
            name = printable(standing.student)
            if standing.problem:
                standing = replace(standing, problem=self._why.get(standing.student, standing.problem))
                self._without.append((name, standing.problem))
            elif standing.unreadable:
                self._unreadable.append((name, standing.unreadable))
            elif standing.stale:
                self._stale.append(name)
            if standing.grades.seconds_late > 0:
                self._late.append((name, standing.grades.seconds_late))
            if standing.report is not None and standing.grades.pending:
                self._pending.append(name)
            if standing.report is not None and standing.report.environment.get("sandbox") == "none":
                self._unwalled.append(name)
            yield standing

    def late(self) -> list[str]:
        """By how much each is late: the gradebook's due date with a student's extension decides."""
        return [f"{student}: late by {timedelta(seconds=max(1, round(seconds)))}" for student, seconds in self._late]

    def pending(self) -> list[str]:
        """Whose score is not whole yet."""
        if not self._pending:
            return []
        why = "a person has points to give, which count 0 until then; in formgrader"
        return [f"scores that are not whole yet: {_few(self._pending)}: {why}"]

    def older(self) -> list[str]:
        """Whose grade is not of what was handed in last, or nothing to rely on."""
        renew = f"to renew: autograder grade {self._assignment.name}"
        found = []
        if self._stale:
            why = "the submission, the assignment or the kit has changed since"
            found.append(f"older grades: {_few(self._stale)}: {why}; {renew}")
        if self._unwalled:
            found.append(
                f"graded without the sandbox, so that nothing of it is certain: {_few(self._unwalled)}; {renew}"
            )
        found += [
            f"older grade: {student}: what was handed in since {problem}" for student, problem in self._unreadable
        ]
        return found

    def ungraded(self, consequence: str) -> list[str]:
        """Who has no grade and why; ``consequence`` is what that means for them: "left out"."""
        return [f"{student}: {consequence}: {problem}" for student, problem in self._without]


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
