"""Measures how much of a check's tolerance right code uses: ``python -m autograder.authoring.tolerances ASSIGNMENT``.

Grades the solution and the suite's right samples with many seeds, in a room (a sandbox), and keeps for each check the largest
error as a share of the error that the check allows. Must not know what an assignment is about.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import click
import numpy as np

from ..checking import comparisons_noted
from ..course.assignment import Assignment, load_assignment
from ..course.samples import Sample, exchange, read_samples, solved
from ..grading.grade import open_view, run_checks
from ..grading.plan import Plan, data_of
from ..room.process import ProcessRoom
from ..submission.rebuild import read_submission


@dataclass(frozen=True)
class Use:
    """The comparison of a check that came closest to failing.

    ``share``: its error as a share of the tolerance (a check fails above 1); ``error``, ``expected``: absolute error and
    expected value of the number with the largest share; ``by``: the sample that returned it, empty for the solution.
    """

    share: float
    error: float
    expected: float
    rtol: float
    atol: float
    by: str


def used_tolerances(
    assignment: Assignment,
    seeds: int,
    *,
    only: Collection[str] = (),
    progress: Callable[[int], None] = lambda seed: None,
) -> dict[tuple[str, float], Use]:
    """For each check that compares numbers, and each relative tolerance in it: how much of the tolerance right code used.

    A share above 1 means that right code failed the check. A share above 0.1 means that other right code, which is not among
    the samples, might fail.

    Parameters
    ----------
    assignment
        The assignment. If its suite has no right samples, only the solution is measured.
    seeds
        How many seeds, counted from 0; each gives new random inputs.
    only
        Functions to measure; if empty, all but the slow ones.
    progress
        Called with each seed.

    Returns
    -------
    dict
        The largest use, by name of the check and relative tolerance.
    """
    solution = solved(assignment)
    functions = tuple(only or (name for name in assignment.solutions if name not in assignment.slow))
    right = [[each for each in read_samples(assignment) if each.right and each.function == name] for name in functions]
    teams: list[dict[str, Sample]] = [{}]
    teams += [{each.function: each for each in team if each} for team in zip_longest(*right)]
    used: dict[tuple[str, float], Use] = {}
    with open_view(assignment, data_of(assignment)) as view, ProcessRoom(view) as room:
        for seed in range(seeds):
            progress(seed)
            for team in teams:
                sources = {name: sample.source for name, sample in team.items()}
                with comparisons_noted(_Notes(used, functions, {name: sample.name for name, sample in team.items()})):
                    submission = read_submission(assignment, exchange(solution, sources))
                    run_checks(assignment, submission, room, Plan.of(assignment, seed=seed, only=functions))
    return used


class _Notes:
    """Keeps for each check the comparison that used the largest share of its tolerance."""

    def __init__(self, used: dict[tuple[str, float], Use], functions: Collection[str], names: dict[str, str]) -> None:
        self._used = used
        self._functions = functions
        self._names = names

    def __call__(self, got: Any, expected: Any, rtol: float, atol: float) -> None:
        error = np.abs(got - expected)
        if not error.size:
            return
        with np.errstate(all="ignore"):
            shares = np.where(error == 0, 0.0, error / (atol + rtol * np.abs(expected)))
        place = np.unravel_index(int(np.argmax(shares)), shares.shape)
        check = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0].rpartition("/")[2]
        function = check.partition(".py")[0].removeprefix("test_").removesuffix("_hidden")
        if function not in self._functions:  # a function that is only graded because it comes before the measured ones
            return
        share = float(shares[place])
        if (check, rtol) not in self._used or share > self._used[check, rtol].share:
            by = self._names.get(function, "")
            self._used[check, rtol] = Use(
                share, float(error[place]), float(np.asarray(expected)[place]), rtol, atol, by
            )


@click.command()
@click.argument("assignment")
@click.option("--seeds", type=click.IntRange(1), default=20, show_default=True, help="Random inputs for each sample.")
@click.option("--only", multiple=True, metavar="FUNCTION", help="Only its checks; may be repeated.")
def main(assignment: str, seeds: int, only: tuple[str, ...]) -> None:
    """Print how much of each check's tolerance right code uses. Aim at 0.1 or less."""
    for (check, rtol), use in used_tolerances(load_assignment(assignment), seeds, only=only).items():
        by = use.by or "the solution"
        where = f"off by {use.error:.1e} at {use.expected:.3g} ({by})" if use.error else "exact"
        click.echo(f"{use.share:8.2g}  {check}  rtol {rtol:g}, atol {use.atol:.2g}: {where}")


if __name__ == "__main__":
    main()
