"""The staging folder that nbgrader converts: rebuilt notebooks, our outputs, and submitted files.

nbgrader follows links, waits at FIFOs, deletes old results before it has new ones, and runs in the instructor's own
process. So it never reads ``submitted/``: each graded submission is written to a new staging folder, and nbgrader's result
is moved to ``autograded/`` only when it is complete.

``.autograder/staging/<run>/``
    ``submitted/<student>/<assignment>/``  the notebook, ``timestamp.txt`` and plain files that the student handed in
    ``outputs/<student>/cells.json``       grade_id -> the outputs that the cell gets
    ``outputs/<student>/kept.json``        the kept report
    ``autograded/...``                     nbgrader's results until they are moved

Must not know how grading is done, or nbgrader's classes.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..course.assignment import Assignment, Course
from ..course.cells import CHECK, CHECKS, grade_id, is_check
from ..course.state import STATE
from ..errors import BrokenError
from ..model import Report
from ..reports import cell_html
from ..submission.folders import SubmissionFolder


@dataclass(frozen=True)
class Staging:
    """The staging folder of one run. ``step`` is its path relative to the course, as nbgrader's settings need it."""

    course: Course
    run: str

    @property
    def step(self) -> str:
        return os.path.join(STATE, "staging", self.run)

    @property
    def root(self) -> Path:
        return self.course.root / self.step

    def submission(self, student: str, assignment: str) -> Path:
        return self.root / "submitted" / student / assignment

    def autograded(self, student: str, assignment: str) -> Path:
        return self.root / "autograded" / student / assignment

    def outputs(self, student: str) -> dict[str, list[dict[str, Any]]]:
        """grade_id -> outputs, as written by `stage`."""
        content: dict[str, list[dict[str, Any]]] = json.loads(self.outputs_file(student).read_bytes())
        return content

    def outputs_file(self, student: str) -> Path:
        return self.root / "outputs" / student / "cells.json"

    def kept_file(self, student: str) -> Path:
        """A copy of the kept report that belongs to what is staged."""
        return self.root / "outputs" / student / "kept.json"

    def scores(self, student: str) -> dict[str, float]:
        """grade_id of each test cell -> its points, as nbgrader will read them."""
        return {
            name: float(output["data"]["text/plain"])
            for name, outputs in self.outputs(student).items()
            for output in outputs
            if output["output_type"] == "execute_result"
        }

    def clear(self, student: str) -> None:
        """Delete one student's staged files, so that a run over thousands needs little disk space."""
        for step in ("submitted", "autograded", "outputs"):
            shutil.rmtree(self.root / step / student, ignore_errors=True)


@contextmanager
def open_staging(course: Course) -> Iterator[Staging]:
    """A staging folder for one run, deleted afterwards. Also deletes those that killed runs left behind."""
    folder = course.root / STATE / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    _remove_orphans(folder)
    staging = Staging(course, secrets.token_hex(8))
    staging.root.mkdir()
    lock = os.open(staging.root / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield staging
    finally:
        shutil.rmtree(staging.root, ignore_errors=True)
        os.close(lock)


def _remove_orphans(folder: Path) -> None:
    for orphan in folder.iterdir():
        try:
            lock = os.open(orphan / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue  # its run is creating or removing it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(orphan, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)


def stage_files(staging: Staging, assignment: Assignment, folder: SubmissionFolder) -> tuple[str, ...]:
    """Copy the files beside the notebook to the staging folder. Returns sentences about those left out."""
    staging.clear(folder.student)  # a worker may have died after staging some of them
    destination = staging.submission(folder.student, assignment.name)
    destination.mkdir(parents=True)
    handed_out = {CHECKS, *(path.name for path in assignment.path.parent.iterdir())}
    return folder.copy_beside(destination, reserved=handed_out)


def stage(
    staging: Staging,
    assignment: Assignment,
    student: str,
    notebook: str,
    outputs: Mapping[str, list[dict[str, Any]]],
    kept: bytes,
) -> None:
    """Write one graded notebook (JSON text), its `cell_outputs` and its ``kept`` report to the staging folder.

    After `stage_files`.
    """
    (staging.submission(student, assignment.name) / f"{assignment.name}.ipynb").write_text(notebook, "utf-8")
    file = staging.outputs_file(student)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(outputs), "utf-8")
    staging.kept_file(student).write_bytes(kept)


def cell_outputs(assignment: Assignment, report: Report) -> Mapping[str, list[dict[str, Any]]]:
    """grade_id -> outputs: the printed text of a solution cell; for a test cell one result with its points and our table.

    nbgrader reads a test cell's points from the text of its first result, and gives full points if there is none.

    Raises
    ------
    BrokenError
        The report has no points for a test cell, or points out of range.
    """
    cells = {cell.cell: cell for cell in report.cells}
    outputs: dict[str, list[dict[str, Any]]] = {
        name: [{"output_type": "stream", "name": "stdout", "text": text}]
        for name, text in report.outputs.items()
        if text
    }
    for cell in assignment.cells:
        if not is_check(cell):
            continue
        name = grade_id(cell) or ""
        graded = cells.get(name.removeprefix(CHECK))
        if graded is None or not 0 <= graded.points <= graded.max_points:
            raise BrokenError(f"{assignment.name}: the report has no usable points for the test cell {name}")
        outputs[name] = [
            {
                "output_type": "execute_result",
                "execution_count": None,
                "metadata": {},
                "data": {"text/plain": repr(graded.points), "text/html": cell_html(graded, report)},
            }
        ]
    return outputs
