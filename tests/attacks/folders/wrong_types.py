"""Every field of the notebook has a type that it should not have."""

from __future__ import annotations

import json

STATE = "graded"
SCORE = 4.0


def hand_in(folder, notebook, world):
    for number, cell in enumerate(notebook.cells):
        odd = [None, 1, [], {}, "x", [["x"]], 1e308, True][number % 8]
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name != "relu":
            cell[["source", "metadata", "id", "outputs", "attachments", "cell_type"][number % 6]] = odd
    text = json.dumps(notebook)
    (folder / "mlp-mnist.ipynb").write_text(text)
