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


def go_back(room: Room, check: str, seed: int, *, cells: bool = False) -> None:
    """Restore what names meant when the check step ``check`` was reached, and seed the guest's random generators.

    ``cells``: cells run next, not a check.
    """
    room.request("check", {"name": check, "seed": seed, "cells": cells}, room.view.limits.call_seconds)
