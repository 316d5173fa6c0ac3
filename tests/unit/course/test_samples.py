"""Samples: what is read of them, and submissions made with them."""

from __future__ import annotations

import pytest

from autograder.course.cells import grade_id
from autograder.course.samples import blank, exchange, read_samples, solved
from autograder.errors import AssignmentError


def _sources(notebook):
    return {grade_id(cell): cell.source for cell in notebook.cells}


def test_a_sample_is_its_sentence_and_the_code_below_it(make_tiny):
    tiny = make_tiny({})
    folder = tiny.assignment.suite / "samples" / "relu"
    folder.mkdir(parents=True)
    (folder / "wrong_identity.py").write_text('"""Returns\nX itself."""\n\n# why\ndef relu(X):\n    return X\n')
    (folder / "right_maximum.py").write_text('"""The\nmaximum."""\ndef relu(X):\n    return nd.maximum(X, 0)\n')
    right, wrong = read_samples(tiny.assignment)
    assert (wrong.function, wrong.name, wrong.right, wrong.sentence) == (
        "relu",
        "wrong_identity",
        False,
        "Returns X itself.",
    )
    assert wrong.source == "# why\ndef relu(X):\n    return X"
    assert right.right


@pytest.mark.parametrize(("text", "complaint"), [("def relu(:\n", "not Python"), ("x = 1\n", "expected a docstring")])
def test_a_sample_that_says_nothing_or_is_no_python_is_named(make_tiny, text, complaint):
    tiny = make_tiny({})
    folder = tiny.assignment.suite / "samples" / "relu"
    folder.mkdir(parents=True)
    (folder / "wrong_it.py").write_text(text)
    with pytest.raises(AssignmentError, match=f"wrong_it.py.*{complaint}"):
        read_samples(tiny.assignment)


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


def test_a_source_is_no_part_of_the_sentence_and_a_twin_has_the_id_of_the_other(make_tiny):
    tiny = make_tiny({})
    folder = tiny.assignment.suite / "samples" / "relu"
    folder.mkdir(parents=True)
    code = "\ndef relu(X):\n    return X\n"
    (folder / "wrong_identity.py").write_text(f'"""Returns X.\n\nSource: a book.\n"""{code}')
    (folder / "wrong_plus_zero.py").write_text(f'"""Adds 0.\n\nSource: a book.\n\nKnown as: wrong_identity\n"""{code}')
    samples = read_samples(tiny.assignment)
    assert [(sample.sentence, sample.id) for sample in samples] == [
        ("Returns X.", "relu-identity"),
        ("Adds 0.", "relu-identity"),
    ]


def test_a_twin_of_nobody_is_named(make_tiny):
    tiny = make_tiny({})
    folder = tiny.assignment.suite / "samples" / "relu"
    folder.mkdir(parents=True)
    (folder / "wrong_it.py").write_text('"""Adds 0.\n\nKnown as: wrong_other\n"""\nx = 1\n')
    with pytest.raises(AssignmentError, match=r"wrong_it.py.*no sample 'wrong_other'"):
        read_samples(tiny.assignment)
