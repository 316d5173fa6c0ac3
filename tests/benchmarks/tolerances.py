"""How much of each tolerance right code uses: every right sample against the float64 oracle, over many seeds.

    python tests/benchmarks/tolerances.py [--seeds 30] [--first 0] [--only softmax,net]

Grades the right samples, one of each function at a time, with the suite's own checks, in the sandbox, and writes down at
each comparison how far from the expected value the furthest element was, in units of its tolerance: 1 would fail. Prints,
for every check and relative tolerance, the largest of these shares over all samples and seeds, the error behind it, and whose
it was. The numbers stand beside the tolerances in the suite.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from unittest import mock

import numpy as np

from autograder import checking, datasets, sandbox
from autograder.assignment import load_assignment
from autograder.grading import run_checks
from autograder.notebook import read_submission
from autograder.room import ProcessRoom
from autograder.samples import exchange, read_samples, solved


@dataclass(frozen=True)
class Spread:
    """The furthest element of one comparison: its error in units of its tolerance, and as it is."""

    share: float
    error: float
    expected: float
    atol: float
    sample: str


class Record:
    """The furthest element for each check and relative tolerance; the absolute one often follows from the inputs."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, float], Spread] = {}
        self.team: dict[str, str] = {}

    def note(self, got: object, expected: object, rtol: float, atol: float) -> None:
        check = os.environ["PYTEST_CURRENT_TEST"].split(" ")[0]
        file = check.split("::")[0].rpartition("/")[2]
        function = file.removeprefix("test_").removesuffix(".py").removesuffix("_hidden")
        values, right = np.asarray(got, np.float64), np.asarray(expected, np.float64)
        if values.shape != right.shape or not values.size:
            return
        error = np.where(values == right, 0.0, np.abs(values - right))
        share = error / np.maximum(atol + rtol * np.abs(right), np.finfo(float).tiny)
        place = np.unravel_index(int(np.argmax(share)), share.shape)
        key = f"{file}::{check.split('::')[-1]}", rtol
        spread = Spread(
            float(share[place]), float(error[place]), float(right[place]), atol, self.team.get(function, "")
        )
        if key not in self.found or self.found[key].share < spread.share:
            self.found[key] = spread


@contextmanager
def recording(record: Record) -> Iterator[None]:
    """Every comparison that a check makes is noted first."""
    close, number = checking.expect_close, checking.expect_number

    def expect_close(got, expected, *, rtol, atol, **rest):
        record.note(got, expected, rtol, atol)
        close(got, expected, rtol=rtol, atol=atol, **rest)

    def expect_number(result, expected, *, atol, **rest):
        value = getattr(result, "value", result)
        record.note(np.ravel(getattr(value, "values", value))[0], expected, 0.0, atol)
        number(result, expected, atol=atol, **rest)

    with (
        mock.patch.object(checking, "expect_close", expect_close),
        mock.patch.object(checking, "expect_number", expect_number),
    ):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="", help="functions, separated by commas")
    options = parser.parse_args()
    assignment = load_assignment("mlp-mnist")
    functions = options.only.split(",") if options.only else list(assignment.solutions)
    samples = [sample for sample in read_samples(assignment) if sample.right and sample.function in functions]
    by_function = [[sample for sample in samples if sample.function == name] for name in functions]
    record = Record()
    with (
        sandbox.new_view(datasets.prepare("mnist").guest) as view,
        ProcessRoom(view) as room,
        recording(record),
    ):
        for seed in range(options.first, options.first + options.seeds):
            for team in zip_longest(*by_function):
                chosen = {sample.function: sample for sample in team if sample}
                record.team = {name: sample.name for name, sample in chosen.items()}
                notebook = exchange(solved(assignment), {name: sample.source for name, sample in chosen.items()})
                report = run_checks(
                    assignment, read_submission(assignment, notebook), only=list(chosen), seed=seed, room=room
                )
                for cell in report.cells:
                    for check in cell.checks:
                        if check.verdict != "passed":
                            print(
                                f"seed {seed}: {record.team.get(cell.cell)}: {check.name}: {check.message}", flush=True
                            )
    print(f"{len(samples)} right samples, {options.seeds} seeds from {options.first} on")
    for (check, rtol), spread in sorted(record.found.items()):
        where = f"off by {spread.error:.1e} at {spread.expected:.3g} ({spread.sample})"
        print(f"{spread.share:8.4f}  {check}  rtol {rtol:g}, atol {spread.atol:.1e}: {where}")


if __name__ == "__main__":
    main()
