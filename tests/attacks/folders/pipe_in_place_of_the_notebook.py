"""The notebook is a FIFO that nobody writes to."""

from __future__ import annotations

import os

STATE = "unreadable"
SAYS = "not a file"


def hand_in(folder, notebook, world):
    os.mkfifo(folder / "mlp-mnist.ipynb")
    os.mkfifo(folder / "timestamp.txt")
