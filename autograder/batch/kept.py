"""Kept reports: saved in the course folder, so that an interrupted run grades nothing twice.

``.autograder/reports/<assignment>/<student>.json`` holds ``{"key": ..., "parts": ..., "report": ...}``. The report stays valid
as long as its key equals `grade_key` of the current submission, source notebook, suite, engine and circumstances. Must not
know how grading is done, or nbgrader.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .. import datasets
from ..course.assignment import Assignment, Course
from ..course.state import state_file
from ..files import engine_digest, write_changed
from ..model import Report


@dataclass(frozen=True)
class KeptReport:
    """A kept report and the key that it was stored under, to decide whether it is still valid.

    ``parts``: as `autograder.batch.parts` gives them; empty in reports of earlier versions of the kit.
    """

    key: str
    report: Report
    parts: Mapping[str, str] = field(default_factory=dict)


def grade_key(assignment: Assignment, submission: bytes, circumstances: str = "") -> str:
    """A key of all that a grade depends on, except the seed: two SHA-256 digests in hex, of the work and the circumstances.

    The work is the submission, the source notebook, the suite and the engine; and whether the assignment's own data set was
    there, or a substitute took its place. ``circumstances`` come from `grading.circumstances`. A dash joins the digests.
    """
    digest = hashlib.sha256(bytes.fromhex(engine_digest()))
    for part in (assignment.name.encode(), submission):
        digest.update(hashlib.sha256(part).digest())
    digest.update(assignment.digest)
    if assignment.dataset and datasets.has_original(assignment.dataset):
        digest.update(assignment.dataset.encode())
    return f"{digest.hexdigest()}-{hashlib.sha256(circumstances.encode()).hexdigest()}"


def same_work(key: str, other: str) -> bool:
    """Whether two keys are of the same work, regardless of the circumstances."""
    return key.partition("-")[0] == other.partition("-")[0]


def store_report(
    course: Course, student: str, key: str, report: Report, parts: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """Keep a report, and return what the file holds; raise ValueError if the report is not complete."""
    if not report.complete:
        raise ValueError("a broken grade is never kept")
    content = {"key": key, "parts": dict(parts), "report": report.to_dict()}
    data = (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
    write_changed(state_file(course, "reports", report.assignment, student), data)
    return data


def load_report(course: Course, assignment: str, student: str) -> KeptReport | None:
    """The report kept for a student, valid or not; ``None`` if there is none, or if it cannot be read."""
    try:
        content = json.loads(state_file(course, "reports", assignment, student).read_bytes())
        return KeptReport(str(content["key"]), Report.from_dict(content["report"]), dict(content.get("parts", {})))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
