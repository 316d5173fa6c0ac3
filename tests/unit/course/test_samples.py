"""Reading samples, and making submissions with them."""

from __future__ import annotations

import pytest

from autograder.course.cells import grade_id
from autograder.course.samples import Sample, blank, exchange, read_samples, solved
from autograder.errors import AssignmentError

BANK = '''\
# ---
# jupyter: {}
# ---

# %% [markdown]
# # Right
# ## MXNet's own functions

# %% right_maximum
"""The
maximum."""
def relu(X):
    return nd.maximum(X, 0)

# %% [markdown]
# # Wrong

# %% wrong_plus_zero  \t
"""Adds 0.

Source: a book.

Known as: wrong_identity
"""
def relu(X):
    return X + 0

#%% wrong_identity
"""Returns X itself.

Source: a book.
"""

# why
def relu(X):


    return X

'''


def _sources(notebook):
    return {grade_id(cell): cell.source for cell in notebook.cells}


@pytest.fixture
def bank(make_tiny):
    """A function that writes ``samples/relu.py`` and returns the samples read from it."""
    tiny = make_tiny({})

    def write(text, name="relu.py"):
        path = tiny.assignment.suite / "samples" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return read_samples(tiny.assignment)

    return write


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_sample_is_a_cell_of_its_functions_file(bank, newline):
    maximum = "def relu(X):\n    return nd.maximum(X, 0)"
    identity = "# why\ndef relu(X):\n\n\n    return X"
    assert bank(BANK.replace("\n", newline)) == (
        Sample("relu", "right_maximum", True, "The maximum.", maximum, "relu-maximum", 9),
        Sample("relu", "wrong_identity", False, "Returns X itself.", identity, "relu-identity", 28),
        Sample("relu", "wrong_plus_zero", False, "Adds 0.", "def relu(X):\n    return X + 0", "relu-identity", 18),
    )


def test_samples_are_sorted_by_function_and_name_wherever_they_stand(bank):
    bank(BANK)
    samples = bank('# %% wrong_b\n"""B."""\nx = 1\n# %% wrong_a\n"""A."""\nx = 2\n', "SGD.py")
    names = [f"{sample.function}/{sample.name}" for sample in samples]
    assert names == [
        "SGD/wrong_a",
        "SGD/wrong_b",
        "relu/right_maximum",
        "relu/wrong_identity",
        "relu/wrong_plus_zero",
    ]


def test_a_suite_may_have_no_bank(make_tiny):
    assert read_samples(make_tiny({}).assignment) == ()


CELL = '# %% wrong_it\n"""It is wrong."""\nx = 1\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f'{CELL}\n# %% wrong_that\n"""So."""\nx = 1\ny = (\n', "relu.py:8: not Python: '.' was never closed"),
        (f'{CELL}# %% wrong_that\n"""So.\n# %% wrong_third\n"""\n', "relu.py:5: not Python: unterminated"),
        (f"{CELL}# %% wrong_that\nx = 1\n", "relu.py:4: wrong_that: expected a docstring"),
        (f'{CELL}# %% wrong_that\n"""Source: a book."""\nx = 1\n', "relu.py:4: wrong_that: expected a docstring"),
        (f"{CELL}# %% wrong_that\n\n", "relu.py:4: wrong_that: expected a docstring"),
        (f'{CELL}# %% wrong_that\n"""So."""\n# why\n', "relu.py:4: wrong_that: .* then its code"),
        (CELL + CELL, "relu.py:4: expected a new name, got wrong_it, as in line 1"),
        (f"{CELL}{CELL.replace('wrong_it', 'almost')}", "relu.py:4: expected '# %% right_NAME', .* got '# %% almost'"),
        (f"{CELL}{CELL.replace('wrong_it', 'wrong_')}", "relu.py:4: .* got '# %% wrong_'"),
        (f"{CELL}{CELL.replace('wrong_it', 'wrong_it again')}", "relu.py:4: .* got '# %% wrong_it again'"),
        (f"{CELL}# %% [markdown] title\n", "relu.py:4: .* got '# %% .markdown. title'"),
        (f"{CELL}# %%\n", "relu.py:4: .* got '# %% '"),
        (f"{CELL}# %%% wrong_that\n", "relu.py:4: .* got '# %% % wrong_that'"),
        (f'# ways\n\n"""Ways."""\n{CELL}', "relu.py:3: expected comments only"),
        (
            f"{CELL}# %% [markdown]\n# ## So\n\n# % wrong_that\nx = 1\n",
            "relu.py:8: expected comments only .* got 'x = 1'",
        ),
        (CELL.replace("# %%", "# %"), "relu.py:2: expected comments only"),
        ("# later\n", "relu.py: expected a cell"),
        ("", "relu.py: expected a cell"),
        (
            CELL.replace("wrong.", "wrong. Known as: wrong_other"),
            "relu.py:1: wrong_it: Known as: no sample 'wrong_other'",
        ),
    ],
)
def test_what_is_not_in_the_format_is_named_with_its_line(bank, text, complaint):
    with pytest.raises(AssignmentError, match=complaint):
        bank(text)


def test_a_file_in_another_encoding_is_named(make_tiny):
    tiny = make_tiny({})
    path = tiny.assignment.suite / "samples" / "relu.py"
    path.parent.mkdir()
    path.write_bytes(CELL.replace("It", "Überall").encode("latin-1"))
    with pytest.raises(AssignmentError, match=r"relu\.py: expected text in UTF-8"):
        read_samples(tiny.assignment)


def test_a_folder_of_files_is_told_how_to_become_one_file(bank):
    bank(CELL)
    with pytest.raises(
        AssignmentError, match=r"samples/double/wrong_that\.py: .* double\.py: .* '# %% wrong_that', and remove"
    ):
        bank('"""So."""\nx = 1\n', "double/wrong_that.py")


def test_what_editors_leave_beside_a_bank_is_not_read(bank):
    bank(CELL)
    for name in (".ipynb_checkpoints/relu-checkpoint.py", ".#relu.py", "__pycache__/relu.cpython-311.pyc"):
        assert [sample.name for sample in bank("nothing\n", name)] == ["wrong_it"]


def test_exchange_leaves_the_original_and_the_other_cells_alone(tiny):
    notebook = solved(tiny.assignment)
    changed = exchange(notebook, {"relu": "relu = None", "check-relu": "never"})
    assert _sources(changed)["relu"] == "relu = None"
    assert _sources(notebook)["relu"] == tiny.solutions["relu"]
    assert _sources(changed)["check-relu"] == _sources(notebook)["check-relu"]
    assert _sources(changed)["double"] == _sources(notebook)["double"]


def test_blank_holds_stubs_and_no_answer(tiny):
    sources = _sources(blank(tiny.assignment))
    assert sources["question"] == "YOUR ANSWER HERE"
    for name, solution in tiny.solutions.items():
        assert sources[name] != solution
        assert "raise NotImplementedError()" in sources[name]
