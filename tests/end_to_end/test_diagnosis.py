"""Rewritten misconceptions are named, and other mistakes are not taken for them.

`rewritten/` holds the bank's mistakes as another student would write them (other names, operators, structure), and mistakes
that the bank does not know; the first line of each file says which misconception should be named. Each notebook holds one
mistake of every function: grading replaces a function that failed, so that each function is judged on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from autograder import datasets
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.samples import exchange, read_samples, solved
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.grade import run_checks
from autograder.grading.plan import Plan
from autograder.model import Verdict
from autograder.room import bubblewrap
from autograder.room.process import ProcessRoom
from autograder.submission.rebuild import read_submission

FOLDER = Path(__file__).parent / "rewritten"
FILES = {function.name: sorted(function.glob("*.py")) for function in sorted(FOLDER.iterdir()) if function.is_dir()}
TEAMS = [list(filter(None, team)) for team in zip_longest(*FILES.values())]
SEED = 4_000


def expectation(path: Path) -> tuple[str | None, str]:
    """The misconception that should be named (None: no misconception), and the code."""
    first, _, source = path.read_text("utf-8").partition("\n")
    name = first.removeprefix('"""Named: ').removesuffix('."""')
    return None if name == "none" else name, source.strip()


class Namer:
    """Grades notebooks with wrong functions, in rooms that stay open."""

    def __init__(self, assignment: Assignment, room: ProcessRoom, diagnostician: Diagnostician) -> None:
        self.assignment = assignment
        self._solved = solved(assignment)
        self._room = room
        self._diagnostician = diagnostician

    def named(self, sources: dict[str, str], seed: int) -> dict[str, set[str | None]]:
        """For each function, the misconceptions that its failed checks name; an empty set if no check failed."""
        report = run_checks(
            self.assignment,
            read_submission(self.assignment, exchange(self._solved, sources)),
            self._room,
            Plan.of(self.assignment, seed=seed, only=list(FILES)),
            self._diagnostician,
        )
        return {
            cell.cell: {c.misconception for c in cell.checks if c.verdict in (Verdict.FAILED, Verdict.RAISED)}
            for cell in report.cells
            if cell.cell in sources
        }


@pytest.fixture(scope="module")
def namer() -> Iterator[Namer]:
    assignment = load_assignment("mlp-mnist")
    with (
        bubblewrap.new_view(datasets.prepare("mnist").guest) as view,
        ProcessRoom(view) as room,
        Diagnostician(assignment) as diagnostician,
    ):
        yield Namer(assignment, room, diagnostician)


def test_every_rewritten_mistake_names_a_sample_of_the_bank_or_none():
    samples = read_samples(load_assignment("mlp-mnist"))
    known = {sample.id for sample in samples if not sample.right}
    assert set(FILES) == {sample.function for sample in samples}
    expected = [expectation(path)[0] for paths in FILES.values() for path in paths]
    assert {name for name in expected if name is not None} <= known
    assert len({name for name in expected if name is not None}) >= 80
    assert expected.count(None) >= 25


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_rewritten_misconceptions_are_named_and_none_is_named_wrongly(half, namer, record_property):
    """On 2026-11-22, 169 of 174 were named (97 %), none wrongly, and none of the 34 that the bank does not know was named.

    The 37 files that begin with ``later`` were written after the bank and the diagnosis. Of them 28 (76 %) were named at
    first, and 32 (86 %) since answers that differ only by an overflow count as equal.
    """
    right, missed, wrong, strangers = 0, [], [], 0
    for number, team in list(enumerate(TEAMS))[half::2]:
        sources = {path.parent.name: expectation(path)[1] for path in team}
        found = namer.named(sources, SEED + number)
        for path in team:
            expected, label = expectation(path)[0], f"{path.parent.name}/{path.stem}"
            named = found[path.parent.name]
            assert named, f"{label}: no check of its function failed"
            if named - {expected, None}:
                wrong.append(f"{label}: {named}")
            elif expected is None:
                strangers += 1
            elif named == {expected}:
                right += 1
            else:
                missed.append(label)
    text = f"{right} of {right + len(missed)} rewritten ones named, {strangers} unknown ones not; missed: {missed}"
    print(text)
    record_property("named", text)
    assert not wrong
    assert right >= 0.9 * (right + len(missed)), missed
