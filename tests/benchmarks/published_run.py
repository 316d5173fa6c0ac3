"""Measures the results of mlp-fashion's published training, and their spread: the notebook's own cells, over several seeds.

    python tests/benchmarks/published_run.py [--seeds 10] [--first 0]

Everything is as in the notebook (10 epochs, learning rate 0.5), except for the seed. Prints the first and the last row of each
run (mean loss, training accuracy, test accuracy), then the mean and the standard deviation of each column, which the
notebook's text quotes.
"""

from __future__ import annotations

import argparse
import contextlib
import io

import mxnet as mx
import numpy as np

from autograder import datasets
from autograder.course.assignment import load_assignment
from autograder.course.cells import is_check, is_notebook_only

COLUMNS = ("mean loss", "training accuracy", "test accuracy")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    assignment = load_assignment("mlp-fashion")
    data = datasets.load("fashion-mnist")
    found = []
    for seed in range(options.first, options.first + options.seeds):
        mx.random.seed(seed)
        np.random.seed(seed)
        names = {}
        for cell in assignment.cells:
            if cell.cell_type == "code" and not is_notebook_only(cell) and not is_check(cell):
                exec(compile(cell.source, "cell", "exec"), names)
        iterators = datasets.loaders(data, names["batch_size"], names["ctx"], seed=seed)
        with contextlib.redirect_stdout(io.StringIO()):
            history = names["train"](
                names["net"], *iterators, names["loss"], 10, names["batch_size"], names["params"], 0.5
            )
        found.append((history[0], history[-1]))
        first, last = (" ".join(f"{number:.4f}" for number in row) for row in found[-1])
        print(f"seed {seed}: epoch 1: {first}   epoch 10: {last}", flush=True)
    for place, epoch in enumerate((1, 10)):
        rows = np.array([each[place] for each in found])
        for name, column in zip(COLUMNS, rows.T, strict=True):
            spread = f"standard deviation {column.std(ddof=1):.4f}, " if len(column) > 1 else ""
            print(f"epoch {epoch}, {name}: mean {column.mean():.4f}, {spread}{column.min():.4f} to {column.max():.4f}")


if __name__ == "__main__":
    main()
