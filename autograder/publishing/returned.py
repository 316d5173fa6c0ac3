"""Feedback pages as one archive that a platform takes back.

Owns the names in the archive: those of the collected files, by which the platform knows its students. Must not know how pages
are made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ..course.assignment import Course
from ..files import write_public
from ..lms.collect import Origin, origin
from ..reports import page_path


def numbers(course: Course, assignment: str, students: Iterable[str], platform: str) -> dict[str, str]:
    """By student, the platform's number, for those who were collected from there."""
    found = {student: origin(course, assignment, student) for student in students}
    return {student: each.id for student, each in found.items() if each is not None and each.platform == platform}


def pack(course: Course, assignment: str, students: Iterable[str], feedback: Path, archive: Path) -> None:
    """Write the students' pages, which are in the folder ``feedback``, to one zip archive.

    The names are those that Moodle's "Upload multiple feedback files in a zip" and Canvas' "Re-Upload Submissions" expect,
    for students collected from there (`autograder.lms.naming` states the rules); else ``STUDENT/ASSIGNMENT.html``.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for student in sorted(students):
            page = page_path(assignment, student)
            name = _name(origin(course, assignment, student), assignment) or str(page)
            file.writestr(zipfile.ZipInfo(name), (feedback / page).read_bytes(), zipfile.ZIP_DEFLATED)
    write_public(archive.absolute(), buffer.getvalue())


def _name(came: Origin | None, assignment: str) -> str:
    return f"{came.answer}{assignment}.html" if came is not None and came.answer else ""
