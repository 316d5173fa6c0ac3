"""An autograded course kit for neural networks from scratch: the judge never enters the student's process."""

from __future__ import annotations

from .errors import (
    AssignmentError,
    AutograderError,
    BrokenError,
    DataError,
    GradebookError,
    SandboxError,
    SubmissionError,
    UsageError,
)
from .model import CellReport, CheckResult, Report, Verdict

__all__ = [
    "AssignmentError",
    "AutograderError",
    "BrokenError",
    "CellReport",
    "CheckResult",
    "DataError",
    "GradebookError",
    "Report",
    "SandboxError",
    "SubmissionError",
    "UsageError",
    "Verdict",
    "check",
    "grade",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """`grade` and `check` on first use: they bring pytest and NumPy, which `import autograder` need not wait for."""
    if name == "grade":
        from .grading.grade import grade

        return grade
    if name == "check":
        from .selfcheck import check

        return check
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
