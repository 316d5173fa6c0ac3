"""Requests to a room: start a session, run a step of a notebook, go back to a check.

Grading and diagnosis both use them. Must not know what the steps are run for.
"""

from __future__ import annotations

from typing import Any

from ..room.process import Room
from ..submission.rebuild import Step


def start(room: Room, driver: str, seed: int) -> None:
    """Start an empty session. ``driver``: Python source; ``seed``: of the guest's random generators."""
    view = room.view
    # Without the sandbox, RLIMIT_NPROC would count all processes of the user.
    limits = dict(view.limits.as_rlimits(view.gpu)) if view.walled else {}
    room.request("start", {"seed": seed, "driver": driver, "limits": limits}, view.limits.start_seconds)


def run(room: Room, step: Step, seconds: float) -> dict[str, Any]:
    """Run one step and return the guest's answer. Its keys and values are not trusted. ``seconds``: the limit for a cell."""
    if step.kind == "check":
        answer = room.request("capture", {"name": step.name}, room.view.limits.call_seconds)
    else:
        kind = "instruct" if step.kind == "instructor" else "run"
        answer = room.request(kind, {"cell": step.name, "source": step.source}, seconds)
    return answer.body if isinstance(answer.body, dict) else {}


def keep(room: Room, place: str) -> bool:
    """Save what names mean here, and what they stand for, to `go_back` to. Says whether all of it can be put back."""
    answer = room.request("capture", {"name": place, "contents": True}, room.view.limits.call_seconds)
    return isinstance(answer.body, dict) and bool(answer.body.get("whole"))


def go_back(room: Room, check: str, seed: int) -> None:
    """Restore what names meant when the check step ``check`` was reached, and seed the guest's random generators."""
    room.request("check", {"name": check, "seed": seed}, room.view.limits.call_seconds)


def exchange(room: Room, check: str, expression: str) -> None:
    """Put what an expression makes of a function in its place. The session must be the instructor's.

    Raises
    ------
    ValueError
        It makes no function.
    """
    answer = room.request("exchange", {"name": check, "expression": expression}, room.view.limits.call_seconds)
    if answer.kind != "done":
        raise ValueError(f"{expression} cannot be exchanged for {check}: {answer.body}")
