"""How often the checks fail right code: the instructor's solution and every right sample, over many seeds.

    python tests/benchmarks/flakiness.py [--seeds 20] [--first 0]

Submissions are made of one right sample of every function each, graded in the sandbox without the training. Prints each
check that did not pass with its seed, then the count. Wrong samples can be tried over many seeds in the same way
(``--wrong``): a run in which one of them lost nothing is reported.
"""

from __future__ import annotations

import argparse
import sys
from itertools import zip_longest
from pathlib import Path

import nbformat

from autograder import datasets
from autograder.course.assignment import load_assignment
from autograder.course.cells import grade_id
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.grade import run_checks
from autograder.grading.plan import Plan
from autograder.room import bubblewrap
from autograder.room.process import ProcessRoom
from autograder.submission.rebuild import read_submission


def notebook_with(assignment, paths):
    sources = {path.parent.name: path.read_text("utf-8") for path in paths if path is not None}
    notebook = nbformat.read(assignment.path, as_version=4)
    for cell in notebook.cells:
        cell.source = sources.get(grade_id(cell) or "", cell.source)
    return notebook


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    assignment = load_assignment("mlp-mnist")
    functions, samples = list(assignment.solutions), assignment.suite / "samples"
    if options.wrong:
        submissions = [(path,) for path in sorted(samples.glob("*/wrong_*.py"))]
    else:
        right = [sorted((samples / name).glob("right_*.py")) for name in functions]
        submissions = [(), *zip_longest(*right)]
    faults = runs = 0
    with (
        bubblewrap.new_view(datasets.prepare("mnist").guest) as view,
        ProcessRoom(view) as room,
        Diagnostician(assignment) as diagnostician,
    ):
        for seed in range(options.first, options.first + options.seeds):
            for paths in submissions:
                submission = read_submission(assignment, notebook_with(assignment, paths))
                report = run_checks(
                    assignment, submission, room, Plan.of(assignment, seed=seed, only=functions), diagnostician
                )
                found = list(_faults(report, paths if options.wrong else ()))
                for fault in found:
                    print(f"seed {seed}: {fault}", flush=True)
                faults += len(found)
                runs += 1
            print(f"seed {seed} done: {runs} runs, {faults} faults", file=sys.stderr, flush=True)
    print(f"{runs} runs over {options.seeds} seeds, {faults} faults")


def _faults(report, wrong: tuple[Path, ...]):
    expected = {path.parent.name for path in wrong}
    for cell in report.cells:
        failed = [check for check in cell.checks if check.verdict != "passed"]
        if cell.cell in expected and cell.points == cell.max_points:
            yield f"{wrong[0].parent.name}/{wrong[0].stem} lost nothing"
        if cell.cell not in expected:
            yield from (f"{check.name} {check.verdict}: {check.message}" for check in failed)


if __name__ == "__main__":
    main()
