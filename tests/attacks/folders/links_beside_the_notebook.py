"""Links to the gradebook, to keys and to whole folders lie beside the notebook."""

from __future__ import annotations

import nbformat

STATE = "graded"
SCORE = 4.0
SAYS = "not passed on"


def hand_in(folder, notebook, world):
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
    (folder / "notes.txt").symlink_to(world / "gradebook.db")
    (folder / "key.txt").symlink_to(world / "home" / ".ssh" / "id_ed25519")
    (folder / "all").symlink_to(world)
    (folder / "loop").symlink_to(folder)
    (folder / "timestamp.txt").symlink_to(world / "labels.txt")
