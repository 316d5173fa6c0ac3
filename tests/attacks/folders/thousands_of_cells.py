"""The notebook has five thousand cells."""

from __future__ import annotations

import nbformat

STATE = "unreadable"
SAYS = "at most 1000"


def hand_in(folder, notebook, world):
    notebook.cells += [nbformat.v4.new_code_cell("pass") for _ in range(5000)]
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
