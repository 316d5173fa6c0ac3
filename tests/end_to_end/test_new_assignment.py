"""A new assignment from `autograder new` to a grade: verify, add a function, release, check as a student, grade."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.course.cells import grade_id

from . import command

CHECKOUT = Path(__file__).resolve().parents[2]
GUIDE = CHECKOUT / "docs" / "adding-an-assignment.md"

SOLUTION = "def sigmoid(X):\n    ### BEGIN SOLUTION\n    return 1 / (1 + nd.exp(-X))\n    ### END SOLUTION"
SAMPLES = {
    "right_by_tanh": '"""By the hyperbolic tangent."""\ndef sigmoid(X):\n    return (nd.tanh(X / 2) + 1) / 2\n',
    "wrong_sign": '"""The exponent has the wrong sign."""\ndef sigmoid(X):\n    return 1 / (1 + nd.exp(X))\n',
    "wrong_numpy": '"""In NumPy."""\ndef sigmoid(X):\n    return nd.array(1 / (1 + np.exp(-X.asnumpy())))\n',
}


autograder = functools.partial(command.autograder, timeout=300, AUTOGRADER_COURSE="")


@pytest.mark.slow
def test_a_new_assignment_passes_verify_and_is_released_without_a_change(tmp_path):
    assert autograder("new", "lab-1", "--course", "course", cwd=tmp_path).returncode == 0
    done = autograder("release", "lab-1", cwd=tmp_path / "course")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert "mutation score 100.0%" in done.stdout
    assert (tmp_path / "course/release/lab-1/lab-1.ipynb").is_file()
    assert autograder("release", "--check", "lab-1", cwd=tmp_path / "course").returncode == 0


def add_sigmoid(course):
    """Follow the guide: copy and rename two cells, add the checks that it shows and a few samples."""
    path = course / "source/lab-1/lab-1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    copied = [nbformat.from_dict(cell) for cell in notebook.cells if grade_id(cell) in ("linear", "check-linear")]
    for cell, name, text in zip(
        copied, ("sigmoid", "check-sigmoid"), (SOLUTION, 'autograder.check("lab-1", "sigmoid")'), strict=True
    ):
        cell.id, cell.source = f"new-{name}", text
        cell.metadata.nbgrader.grade_id = name
    place = [grade_id(cell) for cell in notebook.cells].index("check-mean_squared_error") + 1
    notebook.cells[place:place] = copied
    nbformat.write(notebook, path)
    values, gradient = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), flags=re.DOTALL)
    head = "from __future__ import annotations\nimport numpy as np\nimport pytest\n"
    head += "from autograder.checking import as_array, as_items, expect_close\n\n"
    suite = course / "autograder/suites/lab-1"
    (suite / "test_sigmoid.py").write_text(head + values + gradient)
    cells = [f"# %% {name}\n{text}" for name, text in SAMPLES.items()]
    (suite / "samples/sigmoid.py").write_text("\n".join(cells))
    return suite


@pytest.fixture
def extended(tmp_path):
    assert autograder("new", "lab-1", "--course", "course", cwd=tmp_path).returncode == 0
    add_sigmoid(tmp_path / "course")
    return tmp_path / "course"


@pytest.mark.slow
def test_a_third_function_added_as_the_guide_says_passes_verify(extended):
    done = autograder("verify", "lab-1", cwd=extended)
    assert done.returncode == 0, done.stdout + done.stderr
    row = next(line for line in done.stdout.splitlines() if line.strip().startswith("sigmoid"))
    assert "2 of 2" in row and "1 of 1" in row


@pytest.mark.slow
def test_a_student_checks_and_hands_in_and_is_graded(extended, tmp_path):
    assert autograder("release", "--no-verify", "lab-1", cwd=extended).returncode == 0
    student = tmp_path / "a student"
    (extended / "release/lab-1").rename(student)
    notebook = nbformat.read(student / "lab-1.ipynb", as_version=4)
    for cell in notebook.cells:
        if grade_id(cell) == "linear":
            cell.source = "def linear(X, w, b):\n    return nd.sum(X * w, axis=1)"
        elif grade_id(cell) == "mean_squared_error":
            cell.source = "def mean_squared_error(X, w, b, y):\n    return ((linear(X, w, b) - y) ** 2).mean() / 2"
        elif grade_id(cell) == "sigmoid":
            cell.source = SAMPLES["right_by_tanh"].partition("\n")[2]
    nbformat.write(notebook, student / "lab-1.ipynb")
    done = autograder("check", "lab-1.ipynb", cwd=student)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "visible checks only" in " ".join(done.stdout.split())
    submitted = extended / "submitted/ada"
    submitted.mkdir(parents=True)
    student.rename(submitted / "lab-1")  # the whole folder, with its checks/
    done = autograder("grade", "lab-1", cwd=extended)
    assert done.returncode == 0, done.stdout + done.stderr
    done = autograder("grade", "lab-1", submitted / "lab-1/lab-1.ipynb", "--json", "report.json", cwd=extended)
    report = json.loads((extended / "report.json").read_text())
    points = {cell["cell"]: (cell["points"], cell["max_points"]) for cell in report["cells"]}
    assert points["linear"][0] < 2
    assert points["mean_squared_error"] == (4.0, 4.0)
    assert points["sigmoid"] == (4.0, 4.0)
    named = {check["misconception"] for cell in report["cells"] for check in cell["checks"]}
    assert named == {None, "linear-no-bias"}
    autograded = extended / "autograded/ada/lab-1"
    assert [path.name for path in autograded.iterdir() if path.name != "timestamp.txt"] == ["lab-1.ipynb"]
    assert "not passed on" not in (autograded / "lab-1.ipynb").read_text()


KERNEL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("import autograder\\nfrom mxnet import nd\\ndef linear(X, w, b):\\n    return nd.dot(X, w) + b")
print(shell.run_cell("autograder.check('lab-1', 'linear')").result)
"""


def test_a_check_cell_finds_checks_beside_the_notebook_and_those_of_the_course(tmp_path):
    assert autograder("new", "lab-1", "--course", "course", cwd=tmp_path).returncode == 0
    assert autograder("release", "--no-verify", "lab-1", cwd=tmp_path / "course").returncode == 0
    (tmp_path / "course/release/lab-1").rename(tmp_path / "student")
    for folder in (tmp_path / "student", tmp_path / "course/source/lab-1"):
        done = subprocess.run(
            [sys.executable, "-c", KERNEL],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "3 of 3 visible checks passed" in done.stdout, done.stdout + done.stderr
