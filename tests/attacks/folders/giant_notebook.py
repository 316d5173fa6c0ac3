"""The notebook has thirty megabytes."""

from __future__ import annotations

import nbformat

STATE = "unreadable"
SAYS = "at most 20 MiB"


def hand_in(folder, notebook, world):
    notebook.cells.append(nbformat.v4.new_markdown_cell("x" * 30_000_000))
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
