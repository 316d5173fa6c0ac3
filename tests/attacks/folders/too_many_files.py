"""Thousands of files lie beside the notebook, in folders a hundred deep."""

from __future__ import annotations

import nbformat

STATE = "graded"
SCORE = 4.0


def hand_in(folder, notebook, world):
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
    deep = folder
    for _ in range(100):
        deep = deep / "d"
        deep.mkdir()
    for number in range(3000):
        (deep / f"{number}.txt").write_text("")
