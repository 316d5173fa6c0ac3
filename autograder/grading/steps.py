"""A notebook's steps, put to a room: the requests that both a submission's sessions and the diagnosis make.

Must not know what the steps are run for.
"""

from __future__ import annotations

from typing import Any

from ..room.process import Room
from ..submission.rebuild import Step


def start(room: Room, driver: str, seed: int) -> None:
    """Begin a session, in which nothing has run yet. ``driver``: a source; ``seed``: of the guest's generators."""
    view = room.view
    # Without the wall, RLIMIT_NPROC would count all that a person runs.
    limits = dict(view.limits.as_rlimits(view.gpu)) if view.walled else {}
    room.request("start", {"seed": seed, "driver": driver, "limits": limits}, view.limits.start_seconds)


def run(room: Room, step: Step, seconds: float) -> dict[str, Any]:
    """Run one step; what the guest says of it, which may be anything under any key. ``seconds``: what a cell may take."""
    if step.kind == "check":
        answer = room.request("capture", {"name": step.name}, room.view.limits.call_seconds)
    else:
        kind = "instruct" if step.kind == "instructor" else "run"
        answer = room.request(kind, {"cell": step.name, "source": step.source}, seconds)
    return answer.body if isinstance(answer.body, dict) else {}


def go_back(room: Room, check: str, seed: int) -> None:
    """Go to where the check step named ``check`` was reached, as far as what names mean, and seed the guest's generators."""
    room.request("check", {"name": check, "seed": seed}, room.view.limits.call_seconds)
