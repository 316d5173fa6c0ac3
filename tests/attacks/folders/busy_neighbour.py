"""Dozens of busy processes take all the time of every core, while others are graded."""

from __future__ import annotations

import nbformat

STATE = "graded"
SCORE = 0.0


def hand_in(folder, notebook, world):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "relu":
            cell.source = """
    import os, time
    for _ in range(40):
        if os.fork() == 0:
            os.setsid()
            while True:
                pass
    time.sleep(8)

    def relu(X):
        return X
    """
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
