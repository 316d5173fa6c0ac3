"""As many busy processes once more, so that no core is free of them."""

from __future__ import annotations

import nbformat

STATE = "graded"
SCORE = 0.0


def hand_in(folder, notebook, world):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "relu":
            cell.source = """
    import os, time

    def relu(X):
        for _ in range(40):
            if os.fork() == 0:
                while True:
                    pass
        time.sleep(100)
    """
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
