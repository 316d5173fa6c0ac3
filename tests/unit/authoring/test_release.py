"""The release is what the source gives, gives nothing away, and is replaced as a whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.release import build_release, release_is_stale
from autograder.course.assignment import Course, load_assignment
from autograder.errors import AssignmentError

CHECKOUT = Path(__file__).resolve().parents[3]
KIT = Course(CHECKOUT)
IN_A_REGION = """def relu(X):
    \"\"\"Negative numbers become 0.\"\"\"
    ### BEGIN SOLUTION
    positive_part = nd.maximum(X, 0)
    return positive_part
    ### END SOLUTION"""


class Sources:
    """A course of one assignment whose source notebook tests change."""

    def __init__(self, tiny):
        self.course = Course(tiny.root)
        self.path = tiny.assignment.path
        self.change()

    @property
    def assignment(self):
        return load_assignment("tiny", self.course)

    @property
    def released(self):
        return self.course.root / "release" / "tiny" / "tiny.ipynb"

    def cells(self):
        return {cell.id: cell for cell in nbformat.read(self.released, as_version=4).cells}

    def change(self, **cells):
        """Give cells of the source new text, by id. By default, relu's solution is in a marked region."""
        notebook = nbformat.read(self.path, as_version=4)
        texts = {"c_relu": IN_A_REGION, **cells}
        for cell in notebook.cells:
            cell.source = texts.get(cell.id.replace("-", "_"), cell.source)
        nbformat.write(notebook, self.path)
        return notebook

    def build(self):
        return build_release(self.assignment, self.course)

    def stale(self):
        return release_is_stale(self.assignment, self.course)


@pytest.fixture
def sources(make_tiny):
    return Sources(make_tiny())


@pytest.mark.parametrize("name", KIT.assignments())
def test_committed_release_is_fresh(name):
    assert release_is_stale(load_assignment(name, KIT), KIT) == [], f"run: autograder release {name}"


def test_solutions_answers_and_outputs_are_gone(sources):
    notebook = nbformat.read(sources.path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="printed by the instructor")]
            cell.execution_count = 3
    nbformat.write(notebook, sources.path)
    assert sources.build() == sources.released.parent
    cells = sources.cells()
    text = sources.released.read_text()
    assert "instructor" not in text
    assert "positive_part" not in text
    assert "Because." not in text
    assert cells["c-relu"].source.endswith("# YOUR CODE HERE\n    raise NotImplementedError()")
    assert '"""Negative numbers become 0."""' in cells["c-relu"].source
    assert cells["c-double"].source == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert cells["c-question"].source == "YOUR ANSWER HERE"
    assert cells["c-check-relu"].metadata.nbgrader.points == 4.0
    assert all(not cell.outputs and cell.execution_count is None for cell in cells.values() if cell.cell_type == "code")


def test_hidden_regions_and_mark_schemes_are_taken_out(sources):
    sources.change(c_check_relu="# check relu\n### BEGIN HIDDEN TESTS\nassert relu(-1) == 0\n### END HIDDEN TESTS")
    sources.build()
    assert sources.cells()["c-check-relu"].source == "# check relu"


def test_same_source_gives_the_same_bytes_and_no_gradebook(sources):
    sources.build()
    first = sources.released.read_bytes()
    sources.build()
    assert sources.released.read_bytes() == first
    assert {path.name for path in sources.course.root.iterdir()} == {
        "autograder",
        "nbgrader_config.py",
        "release",
        "source",
    }
    assert [path.name for path in (sources.course.root / "release").iterdir()] == ["tiny"]


def test_stale_release_names_what_differs(sources):
    visible = ["driver.py", "test_double.py", "test_relu.py", "test_training.py"]
    checks = [f"checks/tiny/{name}" for name in visible]
    assert sources.stale() == [f"{name} is missing" for name in [*checks, "tiny.ipynb"]]
    sources.build()
    assert sources.stale() == []
    sources.change(text_relu="Write relu, and be quick.", c_shift="def shift(X):\n    return X + 1  # as before")
    assert sources.stale() == ["cell 4 (text-relu) differs"], "another solution makes no other release"
    sources.build()
    (sources.released.parent / "notes.txt").write_text("left behind")
    edited = nbformat.read(sources.released, as_version=4)
    edited.cells[0], edited.cells[1] = edited.cells[1], edited.cells[0]
    del edited.cells[-1]
    edited.cells.append(nbformat.v4.new_markdown_cell("more", id="more"))
    nbformat.write(edited, sources.released)
    assert sources.stale() == [
        "notes.txt is not in the source",
        "check-training is missing",
        "more is not in the source",
        "the cells are in another order",
    ]
    sources.released.write_text("{")
    assert "tiny.ipynb is not a readable notebook" in sources.stale()


def beside(name, text):
    return lambda sources: (sources.path.parent / name).write_text(text)


def a_copy_of(name, text=""):
    """A file of the suite, copied to the source by mistake; written there first where ``text`` is given."""

    def change(sources):
        path = sources.assignment.suite / name
        if text:
            path.parent.mkdir(parents=True)
            path.write_text(text)
        beside("helpers.py", path.read_text())(sources)

    return change


def in_metadata(sources):
    notebook = nbformat.read(sources.path, as_version=4)
    notebook.cells[0].metadata["draft"] = "    positive_part = nd.maximum(X, 0)"
    nbformat.write(notebook, sources.path)


def in_metadata_with_quotes(sources):
    sources.change(c_relu=IN_A_REGION.replace("    pos", '    kind = "float32"\n    pos', 1))
    notebook = nbformat.read(sources.path, as_version=4)
    notebook.cells[0].metadata["draft"] = 'kind = "float32"'
    nbformat.write(notebook, sources.path)


def in_the_driver(sources):
    (sources.assignment.suite / "driver.py").write_text('"""Calls."""\n\npositive_part = nd.maximum(X, 0)\n')


def with_nothing_taken_out(sources):
    with (sources.course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nget_config().GenerateAssignment.preprocessors = []\n")


def without_ids(sources):
    notebook = json.loads(sources.path.read_text())
    for cell in notebook["cells"]:
        del cell["id"]
    sources.path.write_text(json.dumps({**notebook, "nbformat_minor": 4}))


LEAKS = {
    r"notes.txt, line 2: a line of the solution of relu is in it: positive_part = nd.maximum\(X, 0\)": beside(
        "notes.txt", "relu:\n  positive_part = nd.maximum(X, 0)\n"
    ),
    r"checks/tiny/driver.py, line 3: a line of the solution of relu is in it: positive_part = nd": in_the_driver,
    r"relu, line 4: a line of the solution of relu is in it: positive_part = nd.maximum\(X, 0\)": with_nothing_taken_out,
    "plan.md, line 1: the hidden check test_large is in it": beside("plan.md", "test_large will catch them"),
    r"cell 1 .title.: its metadata hold a line of the solution of relu: positive_part = nd": in_metadata,
    'cell 1 .title.: its metadata hold a line of the solution of relu: kind = "float32"': in_metadata_with_quotes,
    "relu: expected it to raise NotImplementedError": lambda sources: sources.change(
        c_relu=IN_A_REGION + "\n    return X"
    ),
    "helpers.py: a copy of test_shift_hidden.py, which students must not get": a_copy_of("test_shift_hidden.py"),
    "helpers.py: a copy of samples/relu/wrong_sign.py, which students must not get": a_copy_of(
        "samples/relu/wrong_sign.py", '"""The sign is wrong."""\ndef relu(X):\n    return -X\n'
    ),
    "cells without an id": without_ids,
    "expected one notebook, got old.ipynb, tiny.ipynb": beside("old.ipynb", "{}"),
    "no end solution statement": lambda sources: sources.change(c_relu=IN_A_REGION.rpartition("\n")[0]),
    "Solution region detected in a non-solution cell": lambda sources: sources.change(
        c_imports="### BEGIN SOLUTION\nimport mxnet\n### END SOLUTION"
    ),
}


@pytest.mark.parametrize("line", LEAKS)
def test_what_would_give_a_solution_away_is_refused_and_the_earlier_release_stays(sources, line):
    sources.build()
    before = sources.released.read_bytes()
    LEAKS[line](sources)
    with pytest.raises(AssignmentError, match=line) as caught:
        sources.build()
    assert "\n" not in str(caught.value)
    assert sources.released.read_bytes() == before


@pytest.mark.parametrize(
    "cell",
    [
        "shown = autograder.check('tiny', 'relu')",
        "autograder.check('tiny', 'relu');",
        "autograder.check('tiny', 'relu')\nprint('done')",
        "if True:\n    autograder.check('tiny', 'relu')",
    ],
)
def test_a_test_cell_that_does_not_show_its_result_is_refused(sources, cell):
    """nbgrader gives full points to a test cell without a result."""
    sources.change(c_check_relu=cell)
    with pytest.raises(AssignmentError, match=r"check-relu: expected autograder.check\(...\) as its last line"):
        sources.build()
    sources.change(c_check_relu="# by hand\nautograder.check('tiny', 'relu')")
    sources.build()


def test_lines_that_students_see_anyway_are_no_leak(sources):
    shared = "    print('a line that is long enough')"
    relu = IN_A_REGION.replace("    ### BEGIN", f"{shared}\n    ### BEGIN", 1).replace(
        "    return pos", f"{shared}\n    return pos"
    )
    sources.change(c_relu=relu, c_double=f"def double(X):\n{shared}\n    return 2 * relu(X)")
    sources.build()
    assert shared in sources.cells()["c-relu"].source
