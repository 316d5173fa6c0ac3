"""The notebook is a link to /dev/zero."""

from __future__ import annotations

STATE = "unreadable"
SAYS = "is a link"


def hand_in(folder, notebook, world):
    (folder / "mlp-mnist.ipynb").symlink_to("/dev/zero")
