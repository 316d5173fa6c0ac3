"""The note that an assignment was proved: by which source notebook, suite and kit.

`verify` and `release` write it, grading reads it: a suite that has changed since may take points from right code. Must not
know how an assignment is proved.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ..course.assignment import Assignment, Course
from ..course.state import STATE
from ..files import engine_digest, write_changed


def fingerprint(assignment: Assignment) -> str:
    """SHA-256, in hex, of all that a proof holds for: source notebook, suite and kit, as they were when they were loaded."""
    return hashlib.sha256(assignment.digest + bytes.fromhex(engine_digest())).hexdigest()


def note_proof(assignment: Assignment, course: Course, proved: str) -> None:
    """Note that the assignment of that `fingerprint` was proved."""
    write_changed(_file(course, assignment.name), json.dumps({"fingerprint": proved}).encode())


def outdated(assignment: Assignment, course: Course) -> bool:
    """Whether the assignment was proved once, and has changed since. One that was never proved is not outdated."""
    try:
        content = json.loads(_file(course, assignment.name).read_bytes())
        return bool(content["fingerprint"] != fingerprint(assignment))
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError):
        return True  # it was proved once, and nobody can say by which version


def _file(course: Course, assignment: str) -> Path:
    return course.root / STATE / "proved" / f"{assignment}.json"
