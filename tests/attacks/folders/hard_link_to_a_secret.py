"""A hard link to a file of the grader's lies beside the notebook."""

from __future__ import annotations

import os

import nbformat

STATE = "graded"
SCORE = 4.0
SAYS = "not passed on"


def hand_in(folder, notebook, world):
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
    os.link(world / "gradebook.db", world / "linked.db")
    try:
        os.link(world / "gradebook.db", folder / "gradebook.db")
    except OSError:  # another file system: no such link can be made
        (folder / "gradebook.db").write_text("")
