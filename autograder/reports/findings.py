"""Functions that do not exist: not written, not defined, or their process ended.

If all checks of a function fail for one such reason, pages state the reason once. Owns how this is recognised in a report:
by the causes of the checks, not by their messages, which may quote anything. Must not know how anything is shown.
"""

from __future__ import annotations

from autograder.model import Cause, CauseKind, CellReport, CheckResult, Report, Verdict


def failed(check: CheckResult) -> bool:
    """Whether the student's work did not pass the check."""
    return check.verdict in (Verdict.FAILED, Verdict.RAISED)


def timed_out(check: CheckResult) -> bool:
    """Whether the call ran out of time, so that there are no values to judge."""
    return check.cause is not None and check.cause.kind is CauseKind.TIMED_OUT


def unwritten(cell: CellReport) -> bool:
    """Whether every check met the NotImplementedError of the released, unwritten function."""
    stub = Cause(CauseKind.NOT_WRITTEN)
    return bool(cell.checks) and all(check.cause == stub for check in cell.checks)


def undefined(cell: CellReport) -> Cause | None:
    """Return why the function does not exist, in the longest wording of its checks; ``None`` if it exists."""
    causes = [check.cause for check in cell.checks if check.cause is not None and check.cause.undefined]
    if len(causes) != len(cell.checks) or len({cause.words.split("\n", 1)[0] for cause in causes}) != 1:
        return None
    return max(causes, key=lambda cause: len(cause.words))


def missing(cell: CellReport) -> bool:
    """Whether the function does not exist: it is unwritten or not defined."""
    return unwritten(cell) or undefined(cell) is not None


def ended(report: Report) -> str:
    """Return a sentence if the notebook ended its own process; else an empty string."""
    kinds = {cause.kind for cause in map(undefined, report.cells) if cause is not None}
    if not kinds & {CauseKind.ENDED, CauseKind.TOO_MANY_ENDED}:
        return ""
    notice = "The notebook ended its own process while running; the cells that did so were left out."
    return (
        f"{notice} Too many cells did so: no function could be called." if CauseKind.TOO_MANY_ENDED in kinds else notice
    )
