"""The course's .autograder folder: where the kit keeps what it knows of a submission.

Must not know what is kept there.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from .assignment import Course

STATE = ".autograder"
_LONGEST = 180  # bytes of a file's name before its ending and a temporary file's addition; file systems stop at 255


def state_file(course: Course, kind: str, assignment: str, student: str) -> Path:
    """Where the kit keeps a fact about a student's submission; ``kind`` is ``reports`` or ``recorded``."""
    name = student
    if len(os.fsencode(student)) > _LONGEST:
        digest = hashlib.sha256(os.fsencode(student)).hexdigest()
        name = os.fsencode(student)[:100].decode("utf-8", "ignore") + "-" + digest
    return course.root / STATE / kind / assignment / f"{name}.json"
