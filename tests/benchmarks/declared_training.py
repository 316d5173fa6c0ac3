"""Measures how often a right solution of mxnet-symbol misses the accuracy bar of its training check, over many seeds.

    OMP_NUM_THREADS=1 OPENBLAS_CORETYPE=Haswell python tests/benchmarks/declared_training.py [--seeds 40] [--first 0] [--digits]

Runs the suite's own training with the instructor's solution in this process, as `training_bar.py` does for the other
assignments. Prints one line per seed (accuracy, CPU seconds), then the summary that the suite quotes beside the bar.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from training_bar import LocalStudent

from autograder import datasets
from autograder.course.assignment import load_assignment


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--digits", action="store_true", help="the stand-in for machines without data")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.digits:
            os.environ.pop("AUTOGRADER_DATA", None)
            os.environ.update(AUTOGRADER_OFFLINE="1", XDG_CACHE_HOME=folder, MXNET_HOME=folder)
        assignment = load_assignment("mxnet-symbol")
        prepared = datasets.prepare(assignment.dataset)
        sys.path.insert(0, str(assignment.suite))
        module = importlib.import_module("symbol_bar")
        student = LocalStudent(assignment, prepared, Path(folder))
        bar, rows = module.BARS[prepared.dataset.name], []
        print(f"{prepared.dataset.name}: {bar}", flush=True)
        for seed in range(options.first, options.first + options.seeds):
            started = time.process_time()
            student._session.seed(seed)
            with contextlib.redirect_stdout(io.StringIO()):
                accuracy, tests = module.trained_accuracy(student, prepared, np.random.default_rng(seed), bar)
            rows.append((accuracy, time.process_time() - started))
            print(f"seed {seed}: accuracy {accuracy:.4f} of {tests} s {rows[-1][1]:.1f}", flush=True)
    accuracies, seconds = map(np.array, zip(*rows, strict=True))
    print(f"accuracy: mean {accuracies.mean():.4f}, least {accuracies.min():.4f}, deviation {accuracies.std():.4f}")
    print(f"CPU seconds: median {np.median(seconds):.2f}, most {seconds.max():.2f}")
    print(f"missed the bar: {np.sum(accuracies < bar.share)} of {len(accuracies)}")


if __name__ == "__main__":
    main()
