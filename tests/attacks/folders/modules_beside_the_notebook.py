"""numpy.py, sitecustomize.py and conftest.py lie beside the notebook, to be imported in the libraries' places."""

from __future__ import annotations

import nbformat

STATE = "graded"
SCORE = 4.0


def hand_in(folder, notebook, world):
    nbformat.write(notebook, folder / "mlp-mnist.ipynb")
    for name in ("numpy", "mxnet", "sitecustomize", "usercustomize", "conftest", "pytest", "autograder", "json"):
        (folder / f"{name}.py").write_text(f"open({str(world / 'owned')!r}, 'w')\nraise SystemExit(0)\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
