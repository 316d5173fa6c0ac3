"""nbgrader's metadata of one cell: which it is, and what is done with it.

Must not know notebooks as a whole, nor who wrote the cell: nothing of a cell is taken at its word.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

CHECK = "check-"
CHECKS = "checks"
NOTEBOOK_ONLY = "notebook-only"
NO_ANSWER = "YOUR ANSWER HERE"  # what nbgrader leaves in a written answer's place


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """The cell's nbgrader metadata; empty where there is none or it is no dictionary."""
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
    """Whether a person grades this cell: nbgrader's solution and grade at once."""
    metadata = nbgrader_metadata(cell)
    return bool(metadata.get("solution") and metadata.get("grade")) or bool(metadata.get("task"))


def is_check(cell: NotebookNode) -> bool:
    return bool(nbgrader_metadata(cell).get("grade")) and not is_manual(cell)
