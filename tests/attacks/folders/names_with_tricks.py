"""Files beside the notebook have names that lead elsewhere: dots, newlines, escapes, 255 bytes."""

from __future__ import annotations

import nbformat

STATE = "graded"
SCORE = 4.0


def hand_in(folder, notebook, world):
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
    for name in (
        "..txt",
        "...",
        "a\nb.txt",
        "\x1b[2J.txt",
        "-rf.txt",
        "$(touch owned).txt",
        "x" * 251 + ".txt",
        "<script>.txt",
        "~.txt",
    ):
        (folder / name).write_text("x")
    (folder / "nbgrader_config.py").write_text("raise SystemExit")
