"""What all checks of one function say together, so that it is told once.

Owns how a function that was never written, or that its notebook does not define, is recognised in a report. Must not
know how anything is shown.
"""

from __future__ import annotations

import re

from autograder.model import (
    ENDED,
    OUT_OF_TIME,
    TOO_MANY_ENDED,
    CellReport,
    CheckResult,
    Report,
    Verdict,
    its_cell,
    not_defined,
)

FAILURES = frozenset({Verdict.FAILED, Verdict.RAISED})
_STUB = re.compile(r"^(?:your code|\w+) raised NotImplementedError\b", re.MULTILINE)
_ANONYMOUS = re.compile(r"^your code\b", re.MULTILINE)
_WHOLE_NETWORK = "training"  # the one cell that stands for all functions: see autograder.model.CellReport


def message(check: CheckResult, cell: CellReport) -> str:
    """Return what the check says; "your code" becomes the function's name where it is one function's cell."""
    if cell.cell == _WHOLE_NETWORK or not cell.cell.isidentifier():
        return check.message
    return _ANONYMOUS.sub(cell.cell, check.message)


def failed(check: CheckResult) -> bool:
    """Whether the student's work did not pass the check."""
    return check.verdict in FAILURES


def timed_out(check: CheckResult) -> bool:
    """Whether the call never came back: then nothing is known of its values."""
    return check.verdict is Verdict.RAISED and OUT_OF_TIME in check.message


def unwritten(cell: CellReport) -> bool:
    """Whether every check met the NotImplementedError that the release put there."""
    return bool(cell.checks) and all(
        check.verdict is Verdict.RAISED and _STUB.search(check.message) for check in cell.checks
    )


def undefined(cell: CellReport) -> str:
    """Return why the function does not exist, in the fullest words of its checks; empty where it does."""
    start = not_defined(cell.cell, "")
    reasons: list[str] = []
    for check in cell.checks:
        # A hidden check says what it is about first, and then this.
        _, found, reason = f"\n{check.message}".rpartition(f"\n{start}")
        if check.verdict is not Verdict.RAISED or not found:
            return ""
        reasons.append(reason)
    if len({reason.split("\n", 1)[0] for reason in reasons}) != 1:
        return ""
    return max(reasons, key=len)


def missing(cell: CellReport) -> bool:
    """Whether there is no function that the checks could have judged."""
    return unwritten(cell) or bool(undefined(cell))


def ended(report: Report) -> str:
    """Say that the notebook ended its own process; empty where it did not."""
    said = "\n".join(undefined(cell) for cell in report.cells)
    if its_cell(ENDED) not in said and TOO_MANY_ENDED not in said:
        return ""
    notice = "The notebook ended its own process while running; cells that did are left out."
    return f"{notice} Too many did: no function could be called." if TOO_MANY_ENDED in said else notice
