"""Reports kept in the course folder, so that a run that was cut off grades nothing twice.

``.autograder/reports/<assignment>/<student>.json`` holds ``{"key": ..., "report": ...}``: the report is good for as
long as its key is that of the submission, the source notebook, the suite and the engine of today, under the
circumstances of today. Files appear whole or not at all, and survive a power cut. Must not know how grading is done, or
nbgrader.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import datasets
from .assignment import PACKAGE, Assignment, Course
from .model import Report

STATE = ".autograder"
_LONGEST = 180  # bytes of a file's name before its ending and a temporary file's addition; file systems stop at 255


@dataclass(frozen=True)
class CachedReport:
    key: str
    report: Report


def grade_key(assignment: Assignment, submission: bytes, circumstances: str = "") -> str:
    """What a grade depends on, but for the seed: a SHA-256 of the work and one of the circumstances, with a dash between.

    The work is the submission, the source, the suite, the engine and the data; of these only whether they are the
    assignment's own: a grade on a stand-in is not one on the data themselves. ``circumstances`` is
    `grading.circumstances`.
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


def state_file(course: Course, kind: str, assignment: str, student: str) -> Path:
    """Where the kit keeps a fact about a student's submission; ``kind`` is ``reports`` or ``recorded``."""
    name = student
    if len(os.fsencode(student)) > _LONGEST:
        digest = hashlib.sha256(os.fsencode(student)).hexdigest()
        name = os.fsencode(student)[:100].decode("utf-8", "ignore") + "-" + digest
    return course.root / STATE / kind / assignment / f"{name}.json"


def store_report(course: Course, student: str, key: str, report: Report) -> None:
    """Keep a complete report."""
    if not report.complete:
        raise ValueError("a broken grade is never kept")
    content = {"key": key, "report": report.to_dict()}
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(state_file(course, "reports", report.assignment, student), text.encode())


def load_report(course: Course, assignment: str, student: str) -> CachedReport | None:
    """The report kept for a student, whatever its key; ``None`` where there is none that can be read."""
    return _read(state_file(course, "reports", assignment, student))


def cached_reports(course: Course, assignment: str) -> Iterator[Report]:
    """Every kept report of an assignment, by file name, one at a time."""
    for path in sorted((course.root / STATE / "reports" / assignment).glob("*.json")):
        found = _read(path)
        if found is not None:
            yield found.report


def _read(path: Path) -> CachedReport | None:
    try:
        content = json.loads(path.read_bytes())
        return CachedReport(str(content["key"]), Report.from_dict(content["report"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_whole(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file so that it appears whole or not at all, even where the power fails.

    What is at the path and no plain file, a link or a device, is written to and not replaced.

    Parameters
    ----------
    path : Path
        Its folder is made where there is none.
    data : bytes
        The whole content.
    mode : int
        The file's rights, less the umask's. The default is for state: its owner alone.

    Raises
    ------
    OSError
        Names the path, whatever the system says.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or (path.exists() and not path.is_file()):
            path.write_bytes(data)
        else:
            _replace(path, data, mode)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def write_public(path: Path, data: bytes) -> None:
    """`write_whole` for pages and files that people asked for: the umask says who may read them."""
    write_whole(path, data, mode=0o666)


def _replace(path: Path, data: bytes, mode: int) -> None:
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
