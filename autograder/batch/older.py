"""Work that was graded before an assignment got new cells: what these count for it, and how the report says so.

Must not know who chose that, or how submissions are graded.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection

from ..course.assignment import Assignment
from ..course.cells import grade_id, is_manual, nbgrader_metadata
from ..gradebook.versions import NewCells, Older, functions
from ..model import Report
from .job import Graded, with_notes

_ADDED = "Added to the assignment after this was handed in"


def settle(assignment: Assignment, result: Graded, older: Older) -> Graded:
    """A result without the cells that are left out; its report says what the new cells count."""
    left_out = older.left_out
    report = without(assignment, Report.from_dict(result.report), left_out)
    # A kept report may tell of an earlier choice.
    report = dataclasses.replace(report, notes=tuple(note for note in report.notes if not note.startswith(_ADDED)))
    notes = []
    for count, words in (
        (NewCells.NOT_WRITTEN, "counted as not written"),
        (NewCells.LEFT_OUT, f"left out: the maximum is {report.max_score:g} points here"),
    ):
        if new := functions(older.counted(count)):
            notes.append(f"{_ADDED}, and {words}: {', '.join(new)}.")
    notebook = json.loads(result.notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) not in left_out]
    outputs = {name: each for name, each in result.outputs.items() if name not in left_out}
    return Graded(with_notes(report, notes).to_dict(), json.dumps(notebook), outputs)


def without(assignment: Assignment, report: Report, left_out: Collection[str]) -> Report:
    """A report without the cells (by grade_id) that are left out of the maximum."""
    names = functions(left_out)
    manual = sum(
        float(nbgrader_metadata(cell).get("points", 0))
        for cell in assignment.cells
        if is_manual(cell) and grade_id(cell) in left_out
    )
    return dataclasses.replace(
        report,
        cells=tuple(cell for cell in report.cells if cell.cell not in names),
        manual_points=report.manual_points - manual,
    )
