"""Every cell with a name is there three times, the test cells with points of their own and other code."""

from __future__ import annotations

import json

import nbformat

STATE = "graded"
SCORE = 4.0
SAYS = "more than one cell"


def hand_in(folder, notebook, world):
    cells = list(notebook.cells)
    for cell in cells:
        if "nbgrader" in cell.metadata:
            for number in range(2):
                again = nbformat.from_dict(json.loads(json.dumps(cell)))
                again.id = f"again-{number}-{cell.id}"[:60]
                again.source = "1000000.0" if "check-" in cell.metadata.nbgrader.grade_id else again.source
                notebook.cells.append(again)
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
