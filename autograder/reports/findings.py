"""What all checks of one function say together, so that it is told once.

Owns how a function that was never written, or that its notebook does not define, is recognised in a report: by the causes of
its checks, whose messages may quote anything. Must not know how anything is shown.
"""

from __future__ import annotations

from autograder.model import Cause, CauseKind, CellReport, CheckResult, Report, Verdict


def failed(check: CheckResult) -> bool:
    """Whether the student's work did not pass the check."""
    return check.verdict in (Verdict.FAILED, Verdict.RAISED)


def timed_out(check: CheckResult) -> bool:
    """Whether the call never came back: then nothing is known of its values."""
    return check.cause is not None and check.cause.kind is CauseKind.TIMED_OUT


def unwritten(cell: CellReport) -> bool:
    """Whether every check met the NotImplementedError that the release put there."""
    stub = Cause(CauseKind.NOT_WRITTEN)
    return bool(cell.checks) and all(check.cause == stub for check in cell.checks)


def undefined(cell: CellReport) -> Cause | None:
    """Return why the function does not exist, in the fullest words of its checks; ``None`` where it does."""
    causes = [check.cause for check in cell.checks if check.cause is not None and check.cause.undefined]
    if len(causes) != len(cell.checks) or len({cause.words.split("\n", 1)[0] for cause in causes}) != 1:
        return None
    return max(causes, key=lambda cause: len(cause.words))


def missing(cell: CellReport) -> bool:
    """Whether there is no function that the checks could have judged."""
    return unwritten(cell) or undefined(cell) is not None


def ended(report: Report) -> str:
    """Say that the notebook ended its own process; empty where it did not."""
    kinds = {cause.kind for cause in map(undefined, report.cells) if cause is not None}
    if not kinds & {CauseKind.ENDED, CauseKind.TOO_MANY_ENDED}:
        return ""
    notice = "The notebook ended its own process while running; cells that did are left out."
    return f"{notice} Too many did: no function could be called." if CauseKind.TOO_MANY_ENDED in kinds else notice
