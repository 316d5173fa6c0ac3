"""Measures how often checks fail right code: the instructor's solution and every right sample, over many seeds.

    python tests/benchmarks/flakiness.py [--seeds 20] [--first 0]

Each submission holds one right sample of every function, and is graded in the sandbox without the training. Prints each check
that did not pass, with its seed, then the number of such faults. With ``--wrong`` each submission holds one wrong sample
instead, and a fault is a wrong sample that lost no points, or another function's check that did not pass.
"""

from __future__ import annotations

import argparse
import sys
from itertools import zip_longest

from autograder import datasets
from autograder.authoring.trials import label
from autograder.course.assignment import load_assignment
from autograder.course.samples import exchange, read_samples, solved
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.grade import run_checks
from autograder.grading.plan import Plan
from autograder.room import bubblewrap
from autograder.room.process import ProcessRoom
from autograder.submission.rebuild import read_submission


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    assignment = load_assignment("mlp-mnist")
    functions, samples = list(assignment.solutions), read_samples(assignment)
    if options.wrong:
        teams = [(sample,) for sample in samples if not sample.right]
    else:
        right = [[sample for sample in samples if sample.right and sample.function == name] for name in functions]
        teams = [(), *zip_longest(*right)]
    faults = runs = 0
    with (
        bubblewrap.new_view(datasets.prepare("mnist").guest) as view,
        ProcessRoom(view) as room,
        Diagnostician(assignment) as diagnostician,
    ):
        for seed in range(options.first, options.first + options.seeds):
            for team in teams:
                sources = {sample.function: sample.source for sample in team if sample}
                submission = read_submission(assignment, exchange(solved(assignment), sources))
                plan = Plan.of(assignment, seed=seed, only=functions)
                report = run_checks(assignment, submission, room, plan, diagnostician)
                found = list(_faults(report, team if options.wrong else ()))
                for fault in found:
                    print(f"seed {seed}: {fault}", flush=True)
                faults += len(found)
                runs += 1
            print(f"seed {seed} done: {runs} runs, {faults} faults", file=sys.stderr, flush=True)
    print(f"{runs} runs over {options.seeds} seeds, {faults} faults")


def _faults(report, wrong):
    expected = {sample.function for sample in wrong}
    for cell in report.cells:
        failed = [check for check in cell.checks if check.verdict != "passed"]
        if cell.cell in expected and cell.points == cell.max_points:
            yield f"{label(wrong[0])} lost nothing"
        if cell.cell not in expected:
            yield from (f"{check.name} {check.verdict}: {check.message}" for check in failed)


if __name__ == "__main__":
    main()
