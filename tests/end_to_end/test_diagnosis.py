"""Misconceptions in other words are named, and other mistakes are not taken for them.

`rewritten/` holds the bank's mistakes as another student would make them (other names, other operators, another structure)
and mistakes that the bank does not know; each file says what should be named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import datasets, sandbox
from autograder.assignment import load_assignment
from autograder.diagnosis import Diagnostician
from autograder.grading import run_checks
from autograder.model import Verdict
from autograder.notebook import read_submission
from autograder.room import ProcessRoom
from autograder.samples import exchange, read_samples, solved

REWRITTEN = sorted((Path(__file__).parent / "rewritten").glob("*/*.py"))
SEED = 4_000


def expectation(path: Path) -> tuple[str | None, str]:
    """The misconception to be named, and the code."""
    first, _, source = path.read_text("utf-8").partition("\n")
    name = first.removeprefix('"""Named: ').removesuffix('."""')
    return None if name == "none" else name, source.strip()


class Namer:
    """Grades one function at a time in rooms that stay open."""

    def __init__(self, room: ProcessRoom, diagnostician: Diagnostician) -> None:
        self.assignment = load_assignment("mlp-mnist")
        self._solved = solved(self.assignment)
        self._room = room
        self._diagnostician = diagnostician

    def named(self, function: str, source: str, seed: int) -> set[str | None]:
        """What the failed checks of the function name. Empty where none failed."""
        submission = read_submission(self.assignment, exchange(self._solved, {function: source}))
        report = run_checks(
            self.assignment,
            submission,
            only=[function],
            seed=seed,
            room=self._room,
            diagnostician=self._diagnostician,
        )
        checks = [check for cell in report.cells for check in cell.checks]
        return {check.misconception for check in checks if check.verdict in (Verdict.FAILED, Verdict.RAISED)}


@pytest.fixture(scope="module")
def namer() -> Iterator[Namer]:
    view = sandbox.new_view(datasets.prepare("mnist").guest)
    with view as opened, ProcessRoom(opened) as room, Diagnostician(load_assignment("mlp-mnist")) as diagnostician:
        yield Namer(room, diagnostician)
