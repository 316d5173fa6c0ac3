"""Paths in the course's .autograder folder, where the kit keeps its records of submissions.

Must not know what the records hold.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from .assignment import Course

STATE = ".autograder"
_LONGEST = 180  # bytes of a file's name, without its ending and a temporary file's suffix; file systems allow 255


def state_file(course: Course, kind: str, assignment: str, student: str) -> Path:
    """The file with a record of a student's submission; ``kind`` is ``reports`` or ``recorded``.

    Names of students that are too long for a file name are cut and end in a hash.
    """
    name = student
    if len(os.fsencode(student)) > _LONGEST:
        digest = hashlib.sha256(os.fsencode(student)).hexdigest()
        name = os.fsencode(student)[:100].decode("utf-8", "ignore") + "-" + digest
    return course.root / STATE / kind / assignment / f"{name}.json"
