"""How much of its tolerance right code uses up: ``python -m autograder.calibration ASSIGNMENT``.

Grades the solution and the suite's right samples with many seeds, in a room, and keeps for each check the largest error
in units of what the check allows. Must not know what an assignment is about.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any
from unittest import mock

import click
import numpy as np

from . import checking
from .assignment import Assignment, load_assignment
from .grading import open_room, run_checks
from .guest.wire import Scalar, Tensor
from .notebook import read_submission
from .samples import exchange, read_samples, solved


def used_tolerances(
    assignment: Assignment, seeds: int, *, progress: Callable[[int], None] = lambda seed: None
) -> dict[str, float]:
    """The largest share of its tolerance that right code used, for each check that compares numbers.

    A share above 1 is a check that right code failed; one above 0.1 leaves little room for ways of writing the function
    that are not among the samples.

    Parameters
    ----------
    assignment
        With right samples beside its suite; without any, the solution alone is measured.
    seeds
        How many random inputs for each.
    progress
        Told each seed.
    """
    solution = solved(assignment)
    functions = tuple(assignment.solutions)
    right = [[each for each in read_samples(assignment) if each.right and each.function == name] for name in functions]
    teams: list[dict[str, str]] = [{}]
    teams += [{each.function: each.source for each in team if each} for team in zip_longest(*right)]
    used: dict[str, float] = {}
    with open_room(assignment) as room, _recording(used):
        for seed in range(seeds):
            progress(seed)
            for team in teams:
                submission = read_submission(assignment, exchange(solution, team))
                run_checks(assignment, submission, seed=seed, only=functions, diagnose=False, room=room)
    return used


@contextmanager
def _recording(used: dict[str, float]) -> Iterator[None]:
    """Suites get comparisons that note, under the running check's name, how large the error was, and then compare."""
    close, number = checking.expect_close, checking.expect_number

    def note(got: Any, expected: Any, rtol: float, atol: float) -> None:
        error = np.abs(np.asarray(got, np.float64) - np.asarray(expected, np.float64))
        with np.errstate(all="ignore"):
            share = np.where(error == 0, 0.0, error / (atol + rtol * np.abs(expected)))
        name = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0].rpartition("/")[2]
        used[name] = max(used.get(name, 0.0), float(share.max(initial=0.0)))

    def expect_close(got: Any, expected: Any, *, rtol: float, atol: float, **words: Any) -> None:
        if np.shape(got) == np.shape(expected):
            note(got, expected, rtol, atol)
        close(got, expected, rtol=rtol, atol=atol, **words)

    def expect_number(result: Any, expected: float, *, atol: float, **words: Any) -> None:
        value = result.value if isinstance(result, Scalar) else result
        value = value.values.item() if isinstance(value, Tensor) and value.values.size == 1 else value
        if isinstance(value, int | float):
            note(value, expected, 0.0, atol)
        number(result, expected, atol=atol, **words)

    with (
        mock.patch.object(checking, "expect_close", expect_close),
        mock.patch.object(checking, "expect_number", expect_number),
    ):
        yield


@click.command()
@click.argument("assignment")
@click.option("--seeds", type=click.IntRange(1), default=20, show_default=True, help="Random inputs for each sample.")
def main(assignment: str, seeds: int) -> None:
    """How much of its tolerance right code uses up, check by check. Aim at 0.1 or less."""
    used = used_tolerances(load_assignment(assignment), seeds)
    for name, share in used.items():
        click.echo(f"{share:8.2g}  {name}")


if __name__ == "__main__":
    main()
