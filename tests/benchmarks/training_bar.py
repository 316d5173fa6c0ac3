"""Measures how far a right solution's training in MXNet strays from the host's steps: the reference, over many seeds.

    OMP_NUM_THREADS=1 OPENBLAS_CORETYPE=Haswell python tests/benchmarks/training_bar.py [--seeds 60] [--first 0] [--digits]
        [--assignment mlp-mnist]

Runs the suite's own training with the instructor's solution in this process, without a sandbox: the driver, the budget and the
data are those of a room, and the environment variables above, too. Prints one line per seed: accuracy when it stopped, number
of training images, CPU seconds, accuracy of the brief training, the largest distance between the guest's and the host's
parameters after a piece of the training (as a share of the length of that piece) and how many exceed ``STRAY``. Then prints
the summary that the suite quotes. How often right solutions miss the bar: ``autograder calibrate``, without MXNet.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from autograder import datasets
from autograder.checking.training import STRAY, read_training, train_briefly, train_to_bar
from autograder.course.assignment import load_assignment
from autograder.course.cells import is_check, is_notebook_only
from autograder.guest.session import Session
from autograder.guest.wire import Shared


class LocalStudent:
    """Stands in for the suite's `student`: runs the instructor's solution in this process."""

    def __init__(self, assignment, prepared, folder):
        variables = {}
        for cell in assignment.cells:
            if cell.cell_type == "code" and not is_notebook_only(cell) and not is_check(cell):
                exec(compile(cell.source, "cell", "exec"), variables)
        self._session = Session(variables, assignment.driver)
        for name in assignment.solutions:
            self._session.capture(name)
        self._prepared, self._folder = prepared, folder

    def drive(self, function, *args, seconds=None):
        return self._session.drive(function, args)

    def share(self, name, array):
        np.save(self._folder / f"{name}.npy", array)
        return Shared(str(self._folder / f"{name}.npy"))

    def training_data(self):
        return tuple(Shared(str(self._prepared.guest / f"{name}.npy")) for name in ("train_images", "train_labels"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=60)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--digits", action="store_true", help="the stand-in for machines without data")
    parser.add_argument("--assignment", default="mlp-mnist")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.digits:
            os.environ.pop("AUTOGRADER_DATA", None)
            os.environ.update(AUTOGRADER_OFFLINE="1", XDG_CACHE_HOME=folder, MXNET_HOME=folder)
        assignment = load_assignment(options.assignment)
        prepared = datasets.prepare(assignment.dataset)
        network, budgets = read_training(assignment.suite / "suite.toml", "the solution")
        student = LocalStudent(assignment, prepared, Path(folder))
        budget, rows = budgets[prepared.dataset.name], []
        print(f"{prepared.dataset.name}: {budget}", flush=True)
        for seed in range(options.first, options.first + options.seeds):
            started = time.process_time()
            outcome = train_to_bar(student, prepared, np.random.default_rng(seed), network, budget)
            seconds = time.process_time() - started
            brief = train_briefly(student, prepared, np.random.default_rng(seed), network, budget)
            rows.append(
                (
                    outcome.accuracy,
                    outcome.images,
                    seconds,
                    outcome.reached,
                    brief.accuracy,
                    max(outcome.strays, default=0),
                )
            )
            print(
                f"seed {seed}: accuracy {outcome.accuracy:.4f} images {outcome.images} s {seconds:.1f} "
                f"briefly {brief.accuracy:.3f} strayed {rows[-1][-1]:.1e} {sum(s > STRAY for s in outcome.strays)}",
                flush=True,
            )
    accuracies, images, seconds, reached, brief, strays = map(np.array, zip(*rows, strict=True))
    print(f"accuracy when stopped: mean {accuracies.mean():.4f}, least {accuracies.min():.4f}")
    stops = ", ".join(
        f"{count} at {stop:,.0f}" for stop, count in zip(*np.unique(images, return_counts=True), strict=True)
    )
    print(f"runs that stopped after so many images: {stops}")
    print(f"CPU seconds: median {np.median(seconds):.2f}, most {seconds.max():.2f}")
    print(f"missed the bar: {np.sum(reached == 0)} of {len(reached)}")
    print(f"brief training: mean {brief.mean():.3f}, least {brief.min():.3f} (bar {budget.brief_bar})")
    print(f"worst piece: strayed by {strays.max():.1e}; beyond 0.01 in {np.sum(strays > 0.01)} runs")


if __name__ == "__main__":
    main()
