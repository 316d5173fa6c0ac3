"""nbgrader's metadata of one notebook cell: its id, and whether it is a solution or a check.

Must not know notebooks as a whole, or who wrote the cell. The metadata may be malformed or hostile.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

CHECK = "check-"
CHECKS = "checks"
NOTEBOOK_ONLY = "notebook-only"
NO_ANSWER = "YOUR ANSWER HERE"  # nbgrader's placeholder for a written answer


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """The cell's nbgrader metadata; empty if there is none or it is not a dictionary."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def grade_id(cell: NotebookNode) -> str | None:
    """The cell's ``grade_id``, or ``None``."""
    found = nbgrader_metadata(cell).get("grade_id")
    return found if isinstance(found, str) and found else None


def is_notebook_only(cell: NotebookNode) -> bool:
    """Whether the grader never runs this cell (tag ``notebook-only``)."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return isinstance(tags, list) and NOTEBOOK_ONLY in tags


def is_solution(cell: NotebookNode) -> bool:
    return bool(nbgrader_metadata(cell).get("solution")) and cell.cell_type == "code"


def is_manual(cell: NotebookNode) -> bool:
    """Whether a person grades this cell: it is solution and grade at once, or a task, in nbgrader's words."""
    metadata = nbgrader_metadata(cell)
    return bool(metadata.get("solution") and metadata.get("grade")) or bool(metadata.get("task"))


def is_check(cell: NotebookNode) -> bool:
    """Whether this cell is graded automatically."""
    return bool(nbgrader_metadata(cell).get("grade")) and not is_manual(cell)
