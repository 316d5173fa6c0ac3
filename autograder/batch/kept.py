"""Reports kept in the course folder, so that a run that was cut off grades nothing twice.

``.autograder/reports/<assignment>/<student>.json`` holds ``{"key": ..., "report": ...}``: the report is good for as
long as its key is that of the submission, the source notebook, the suite and the engine of today, under the
circumstances of today. Must not know how grading is done, or nbgrader.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from .. import datasets
from ..course.assignment import Assignment, Course
from ..course.state import state_file
from ..files import PACKAGE, write_whole
from ..model import Report


@dataclass(frozen=True)
class KeptReport:
    """A report as it is kept, with its key: for whoever decides whether it is still the one to use."""

    key: str
    report: Report


def grade_key(assignment: Assignment, submission: bytes, circumstances: str = "") -> str:
    """What a grade depends on, but for the seed: a SHA-256 of the work and one of the circumstances, with a dash between.

    The work is the submission, the source, the suite, the engine and the data; of these only whether they are the
    assignment's own: a grade on a stand-in is not one on the data themselves. ``circumstances`` is
    `grade.circumstances`.
    """
    digest = hashlib.sha256(_engine().encode())
    for part in (assignment.name.encode(), assignment.path.read_bytes(), submission):
        digest.update(hashlib.sha256(part).digest())
    _add_files(digest, assignment.suite)
    if assignment.dataset and datasets.has_original(assignment.dataset):
        digest.update(assignment.dataset.encode())
    return f"{digest.hexdigest()}-{hashlib.sha256(circumstances.encode()).hexdigest()}"


def same_work(key: str, other: str) -> bool:
    """Whether two keys are of the same work, under whatever circumstances it was graded."""
    return key.partition("-")[0] == other.partition("-")[0]


@functools.cache
def _engine() -> str:
    digest = hashlib.sha256()
    _add_files(digest, PACKAGE, leave_out="suites")
    return digest.hexdigest()


def _add_files(digest: hashlib._Hash, folder: Path, leave_out: str | None = None) -> None:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and relative.parts[0] != leave_out and path.parent.name != "__pycache__":
            digest.update(str(relative).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())


def store_report(course: Course, student: str, key: str, report: Report) -> None:
    """Keep a complete report."""
    if not report.complete:
        raise ValueError("a broken grade is never kept")
    content = {"key": key, "report": report.to_dict()}
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(state_file(course, "reports", report.assignment, student), text.encode())


def load_report(course: Course, assignment: str, student: str) -> KeptReport | None:
    """The report kept for a student, whatever its key; ``None`` where there is none that can be read."""
    try:
        content = json.loads(state_file(course, "reports", assignment, student).read_bytes())
        return KeptReport(str(content["key"]), Report.from_dict(content["report"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
