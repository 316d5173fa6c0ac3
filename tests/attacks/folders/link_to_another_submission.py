"""The notebook is a link to another student's."""

from __future__ import annotations

STATE = "unreadable"
SAYS = "is a link"


def hand_in(folder, notebook, world):
    (folder / "mlp-mnist.ipynb").symlink_to(folder.parents[1] / "ada" / "mlp-mnist" / "mlp-mnist.ipynb")
