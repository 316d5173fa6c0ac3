"""The notebook is a folder."""

from __future__ import annotations

STATE = "unreadable"
SAYS = "not a file"


def hand_in(folder, notebook, world):
    (folder / "mlp-mnist.ipynb").mkdir()
