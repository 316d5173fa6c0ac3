"""Reading and rebuilding submissions: a bad file gives an error of one clear line, a bad cell is repaired."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.course.cells import NO_ANSWER, grade_id, nbgrader_metadata
from autograder.errors import SubmissionError
from autograder.submission.files import MAX_BYTES
from autograder.submission.notebook import MAX_CELLS, MAX_SOURCE, parse_notebook, read_notebook
from autograder.submission.rebuild import MISSING, read_submission, rebuild

v4 = nbformat.v4


def dumped(content: object) -> bytes:
    return json.dumps(content).encode()


def line_of(error: pytest.ExceptionInfo[SubmissionError]) -> str:
    """The message, which must be one line that can be printed."""
    message = str(error.value)
    assert "\n" not in message and message.encode("utf-8") and len(message) < 400
    return message


def parsed(node: NotebookNode) -> NotebookNode:
    return parse_notebook(dumped(node), "notebook")


def cells_by_id(node: NotebookNode) -> dict[str | None, NotebookNode]:
    return {grade_id(cell): cell for cell in node.cells if grade_id(cell)}


# Files


DEEP = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b', "nbformat": 4}'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n\t ", "the file is empty"),
        (b"import mxnet\n", "not JSON"),
        (b'{"cells": [', "not JSON"),
        (b"\x80\x81\x82", "not UTF-8"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b"PK\x03\x04\xff\xff", "this is an archive or an office document, whatever its name"),
        (b"%PDF-1.7\n\xff", "this is a PDF, whatever its name"),
        (b"\xff\xfe", "not UTF-8"),
        (DEEP, "not JSON"),
        (b'{"cells": [], "nbformat": ' + b"4" * 5_000 + b"}", "not JSON"),
        (b"[]", "not a notebook"),
        (b"null", "not a notebook"),
        (b'"cells"', "not a notebook"),
        (b"{}", "not a notebook"),
        (
            dumped({"worksheets": [{"cells": []}], "nbformat": 3, "nbformat_minor": 0, "metadata": {}}),
            "notebook format 3",
        ),
        (dumped({"cells": [], "nbformat": 3}), "notebook format 3"),
        (dumped({"cells": [], "nbformat": 5}), "notebook format 5"),
        (dumped({"cells": []}), "notebook format None"),
        (dumped({"cells": [], "nbformat": "4" * 10_000}), "notebook format"),
        (dumped({"cells": [], "nbformat": ["\ud800\n"]}), "notebook format"),
        (dumped({"cells": {}, "nbformat": 4}), "notebook format 4"),
        (dumped({"cells": [{}] * (MAX_CELLS + 1), "nbformat": 4}), f"{MAX_CELLS + 1} cells"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_file_that_is_no_notebook_gets_one_clear_line(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "tiny.ipynb"
    path.write_bytes(data)
    with pytest.raises(SubmissionError) as error:
        read_notebook(path)
    assert words in line_of(error)
    assert str(path) in line_of(error)


def test_a_file_of_50_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "tiny.ipynb"
    with path.open("wb") as file:
        file.truncate(50 * 10**6)
    with pytest.raises(SubmissionError) as error:
        read_notebook(path)
    assert "48 MiB: at most 20 MiB" in line_of(error)


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    text = dumped(v4.new_notebook(metadata={"pad": ""}))
    (tmp_path / "large.ipynb").write_bytes(text + b" " * (MAX_BYTES - len(text)))
    assert read_notebook(tmp_path / "large.ipynb").cells == []


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def make_link(path: Path) -> None:
    target = path.with_name("elsewhere.ipynb")
    nbformat.write(v4.new_notebook(), target)
    path.symlink_to(target.resolve())
    assert path.is_file()


def make_broken_link(path: Path) -> None:
    path.symlink_to("/nowhere")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_fifo, "not a file"),
        (Path.mkdir, "not a file"),
        (make_link, "is a link, not a file"),
        (make_broken_link, "is a link, not a file"),
        (make_socket, "cannot be read"),
        (lambda path: None, "No such file"),
    ],
    ids=["fifo", "folder", "link", "broken link", "socket", "nothing"],
)
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    path = Path(os.path.relpath(tmp_path)) / "t.ipynb"  # a socket's path must be short
    make(path)
    started = time.monotonic()
    with pytest.raises(SubmissionError) as error:
        read_notebook(path)
    assert words in line_of(error)
    assert time.monotonic() - started < 60


def test_a_device_that_never_ends_is_refused_at_once() -> None:
    with pytest.raises(SubmissionError, match="not a file"):
        read_notebook(Path("/dev/zero"))


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SubmissionError, match="Not a directory"):
        read_notebook(tmp_path / "file" / "tiny.ipynb")


def test_a_file_that_an_ordinary_user_may_not_read_gets_one_clear_line(as_user: Any) -> None:
    path = as_user.folder / "secret.ipynb"
    path.write_text("{}")
    path.chmod(0o000)
    script = """
import sys
from pathlib import Path
from autograder.errors import SubmissionError
from autograder.submission.notebook import read_notebook
try:
    read_notebook(Path(sys.argv[1]))
except SubmissionError as error:
    print(error)
"""
    assert as_user.python(script, str(path)) == f"{path}: cannot be read: Permission denied\n"


def test_a_byte_order_mark_is_no_hindrance() -> None:
    assert parse_notebook(b"\xef\xbb\xbf" + dumped(v4.new_notebook()), "x").cells == []


# Notebooks of any shape


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["relu", "\ud800", "code"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["nbgrader", "grade_id", "tags", "source", "points"]), inner, max_size=3)
    ),
    max_leaves=8,
)
odd_metadata = st.fixed_dictionaries(
    {},
    optional={
        "nbgrader": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(("grade_id", "points", "grade", "solution", "task", "locked"), junk),
        )
        | junk,
        "tags": junk,
        "autograder": junk,
    },
)
odd_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | junk,
        "source": st.sampled_from(["x = 1", "def relu(X):\n    return X"]) | junk,
        "metadata": odd_metadata | junk,
        "id": st.sampled_from(["title", "c-relu", "added-1", "text-relu", "new", "", "a b"]) | junk,
        "attachments": junk,
        "outputs": junk,
        "execution_count": junk,
    },
)
odd_notebooks = st.fixed_dictionaries(
    {"cells": st.lists(odd_cells | junk, max_size=6), "nbformat": st.just(4)},
    optional={
        "metadata": junk | st.dictionaries(st.sampled_from(["kernelspec", "language_info"]), junk),
        "nbformat_minor": junk,
    },
)


@given(content=odd_notebooks)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_a_notebook_of_any_shape_is_rebuilt_into_a_sound_one(tiny: Any, content: dict[str, Any]) -> None:
    node = parse_notebook(dumped(content), "odd")
    rebuilt, notes = rebuild(tiny.assignment, node)
    nbformat.validate(rebuilt, relax_add_props=False)
    assert nbformat.writes(rebuilt).encode("utf-8")
    assert all("\n" not in note and note.encode("utf-8") for note in notes)
    ids = [cell.id for cell in rebuilt.cells]
    assert len(set(ids)) == len(ids)
    ours = [cell.id for cell in tiny.assignment.cells]
    assert [cell_id for cell_id in ids if cell_id in ours] == ours
    with contextlib.suppress(SubmissionError):  # none of the assignment's cells
        read_submission(tiny.assignment, node)
    again, _ = rebuild(tiny.assignment, parsed(rebuilt))
    assert again.cells == rebuilt.cells


def test_rebuilding_twice_is_rebuilding_once(tiny: Any) -> None:
    node = tiny.notebook(relu="def relu(X):\n    return 1", answer="<b>bold</b> [x](javascript:1)")
    node.cells.insert(0, v4.new_markdown_cell("<i>first</i>"))
    node.cells.insert(6, v4.new_code_cell("helper = 1"))
    node.cells.append(v4.new_code_cell("last = 1", id="c-relu"))
    once, _ = rebuild(tiny.assignment, parsed(node))
    twice, _ = rebuild(tiny.assignment, parsed(once))
    assert twice == once


def test_a_cell_that_is_no_cell_is_left_out(tiny: Any) -> None:
    node = tiny.notebook()
    node.cells += [5, None, {"cell_type": "heading", "source": "x"}, {"cell_type": "code", "source": 5, "metadata": {}}]
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    assert rebuilt.cells == rebuild(tiny.assignment, parsed(tiny.notebook()))[0].cells
    assert notes == ()


def test_source_as_a_list_of_lines_is_joined() -> None:
    cell = {"cell_type": "code", "source": ["a = 1\n", "b = 2", 5], "metadata": {}}
    assert parse_notebook(dumped({"cells": [cell], "nbformat": 4}), "x").cells[0].source == "a = 1\nb = 2"


def test_lone_surrogates_become_question_marks_everywhere(tiny: Any) -> None:
    node = tiny.notebook(answer="\ud800 answer")
    node.cells.append(v4.new_code_cell("s = '\udfff'"))
    node.cells[-1].metadata = {"tags": ["\ud800"], "nbgrader": {"grade_id": "\ud800"}}
    node.cells[-2]["attachments"] = {"\ud800.png": {"image/png": "iVBORw0KGgo="}}
    rebuilt, _ = rebuild(tiny.assignment, parsed(node))
    text = nbformat.writes(rebuilt).encode("utf-8").decode()
    assert "? answer" in text and "s = '?'" in text and "\\ud800" not in text


def test_outputs_that_were_handed_in_are_gone(tiny: Any) -> None:
    node = tiny.notebook()
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs = [v4.new_output("execute_result", data={"text/plain": "7.0"}, execution_count=1)]
    rebuilt, _ = rebuild(tiny.assignment, parsed(node))
    assert all(
        cell.outputs == [] and cell.execution_count is None for cell in rebuilt.cells if cell.cell_type == "code"
    )


# Which cells are matched


def test_the_instructors_cells_come_from_the_source_whatever_was_handed_in(tiny: Any) -> None:
    node = tiny.notebook()
    for cell in node.cells:
        if not nbgrader_metadata(cell).get("solution"):
            cell.source = "import os; os._exit(0)"
    rebuilt, _ = rebuild(tiny.assignment, parsed(node))
    ours = {cell.id: cell.source for cell in tiny.assignment.cells if not nbgrader_metadata(cell).get("solution")}
    assert {cell.id: cell.source for cell in rebuilt.cells if cell.id in ours} == ours
    assert not any("os._exit" in cell.source for cell in rebuilt.cells)


def test_points_and_flags_come_from_the_source_and_nobody_is_blamed_where_they_differ(tiny: Any) -> None:
    """Nobody can tell whether the student changed them, or the instructor after the release."""
    node = tiny.notebook()
    edited = cells_by_id(node)
    edited["check-relu"].metadata.nbgrader.points = 1_000
    edited["double"].metadata.nbgrader.update(grade=True, points=50, locked=True)
    edited["imports"].metadata.nbgrader.solution = True
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    source = cells_by_id(v4.new_notebook(cells=list(tiny.assignment.cells)))
    assert {name: cell.metadata for name, cell in cells_by_id(rebuilt).items()} == {
        name: cell.metadata for name, cell in source.items()
    }
    assert notes == ()


def test_an_honest_submission_has_no_notes(tiny: Any) -> None:
    assert read_submission(tiny.assignment, tiny.notebook()).notes == ()
    assert read_submission(tiny.assignment, tiny.blank()).notes == ()


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}, "of the language R"),
        ({"language_info": {"name": "julia"}, "kernelspec": 5}, "of the language julia"),
        ({"kernelspec": {"name": "x", "language": "\ud800" * 500}}, "of the language ????"),
        ({}, "does not say which kernel"),
        ([], "does not say which kernel"),
        ({"kernelspec": []}, "does not say which kernel"),
        ({"kernelspec": {"name": "python3"}}, ""),
        ({"kernelspec": {"name": "conda-env", "language": "Python"}}, ""),
        ({"language_info": {"name": "python"}}, ""),
    ],
)
def test_a_wrong_or_missing_kernel_is_named_and_hinders_nothing(tiny: Any, metadata: object, words: str) -> None:
    content = {**tiny.notebook(), "metadata": metadata}
    submission = read_submission(tiny.assignment, parse_notebook(dumped(content), "x"))
    assert submission.steps == tiny.submission().steps
    assert len(submission.notes) == bool(words)
    assert words in " ".join(submission.notes) and len(" ".join(submission.notes)) < 200


def test_no_solution_of_the_instructors_is_in_a_rebuilt_notebook(tiny: Any) -> None:
    for node in (tiny.notebook(), tiny.blank(), v4.new_notebook()):
        rebuilt, _ = rebuild(tiny.assignment, parsed(node))
        assert "instructor's" not in nbformat.writes(rebuilt)
        assert "Because." not in nbformat.writes(rebuilt)


def test_missing_cells_are_put_back_as_stubs_and_named(tiny: Any) -> None:
    node = tiny.notebook()
    node.cells = [cell for cell in node.cells if grade_id(cell) not in ("relu", "check-double", "question", "imports")]
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    back = cells_by_id(rebuilt)
    assert back["relu"].source == MISSING
    assert back["question"].source == NO_ANSWER
    assert back["check-double"].source == "# check double"
    assert set(notes) == {
        "The cell question is missing from the submission.",
        "The cell check-double was missing; it was put back.",
    }


def test_a_notebook_of_something_else_is_refused(tiny: Any) -> None:
    kernel = {"kernelspec": {"name": "python3", "display_name": "x"}}
    node = v4.new_notebook(cells=[v4.new_code_cell("print('holiday plans')")], metadata=kernel)
    with pytest.raises(
        SubmissionError, match="none of tiny's cells: is it the right file, or was its nbgrader metadata"
    ):
        read_submission(tiny.assignment, node)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_solution_cell_of_another_type_is_read_as_code_and_named(tiny: Any, kind: str) -> None:
    node = tiny.notebook()
    for cell in node.cells:
        if grade_id(cell) == "relu":
            cell.cell_type = kind
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    assert cells_by_id(rebuilt)["relu"].cell_type == "code"
    assert cells_by_id(rebuilt)["relu"].source == cells_by_id(node)["relu"].source
    assert notes == (f"The cell relu is a {kind} cell; it was read as code.",)


def test_a_function_in_a_cell_that_is_never_run_is_named(tiny: Any) -> None:
    node = tiny.notebook()
    node.cells[place_of(node, "relu")] = v4.new_code_cell(
        "x = 1\ndef relu(X): ...", metadata={"tags": ["notebook-only"]}
    )
    _, notes = rebuild(tiny.assignment, parsed(node))
    assert notes == ("A cell tagged notebook-only, which is not run, defines relu: move it to a cell of its own.",)


def test_a_written_answer_that_became_code_is_an_answer_and_is_not_run(tiny: Any) -> None:
    node = tiny.notebook(answer="raise SystemExit")
    cells_by_id(node)["question"].cell_type = "code"
    submission = read_submission(tiny.assignment, node)
    assert not any("SystemExit" in step.source for step in submission.steps)


def with_cells(node: NotebookNode, *cells: tuple[int, NotebookNode]) -> NotebookNode:
    for place, cell in cells:
        node.cells.insert(place, cell)
    return node


def solution(name: str, source: str) -> NotebookNode:
    return v4.new_code_cell(source, metadata={"nbgrader": {"grade_id": name}})


def place_of(node: NotebookNode, name: str) -> int:
    return next(index for index, cell in enumerate(node.cells) if grade_id(cell) == name)


def without(node: NotebookNode, *names: str) -> NotebookNode:
    node.cells = [cell for cell in node.cells if grade_id(cell) not in names]
    return node


def steps_of(tiny: Any, node: NotebookNode) -> list[str]:
    """The steps in short: the first line of the student's code, names of the rest."""
    steps = read_submission(tiny.assignment, node).steps
    return [
        step.source.strip().splitlines()[0] if step.kind in ("solution", "added") else f"{step.kind} {step.name}"
        for step in steps
    ]


IMPORTS = "import mxnet as mx\nfrom mxnet import autograd, nd"  # what the instructor's cell says
ALL = [
    "instructor imports",
    "def relu(X):",
    "check relu",
    "def double(X):",
    "check double",
    "def shift(X):",
    "check shift",
    "check training",
]


def test_of_several_cells_with_one_name_all_run_and_the_last_before_the_test_cell_takes_its_place(tiny: Any) -> None:
    node = tiny.notebook(relu="relu = 'first'")
    before = place_of(node, "check-relu")
    with_cells(node, (before, solution("relu", "relu = 'second'")), (before + 2, solution("relu", "relu = 'too late'")))
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    assert cells_by_id(rebuilt)["relu"].source == "relu = 'second'"
    assert notes == (
        "There is more than one cell relu: all were run, and what the name meant at its test cell counts.",
    )
    ran = [*ALL[:1], "relu = 'first'", "relu = 'second'", "check relu", "relu = 'too late'", *ALL[3:]]
    assert steps_of(tiny, node) == ran


def test_a_duplicated_instructors_cell_does_not_stop_anything(tiny: Any) -> None:
    node = tiny.notebook()
    node.cells += [cell for cell in parsed(node).cells if grade_id(cell) in ("check-relu", "imports")]
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    assert [grade_id(cell) for cell in rebuilt.cells if grade_id(cell)] == [
        grade_id(cell) for cell in tiny.assignment.cells if grade_id(cell)
    ]
    assert notes == (
        "There is more than one cell check-relu: the last counts.",
        "There is more than one cell imports: the first counts.",
    )
    ran = [ALL[0], ALL[1], "# check relu", *ALL[3:], "import mxnet as mx", "check relu"]
    assert steps_of(tiny, node) == ran


def test_a_copy_that_was_written_over_is_a_cell_of_the_students(tiny: Any) -> None:
    """Jupyter copies a cell with its metadata; students copy one to write something else in it."""
    node = tiny.notebook()
    copies = [(name, nbformat.from_dict(cells_by_id(node)[name])) for name in ("imports", "check-relu")]
    for name, copy in copies:
        copy.source = f"mine = '{name}'"
    with_cells(node, (0, copies[0][1]), (len(node.cells) + 1, copies[1][1]))
    assert steps_of(tiny, node) == ["mine = 'imports'", *ALL, "mine = 'check-relu'"]


def test_cells_run_in_the_students_order_and_stand_in_the_instructors(tiny: Any) -> None:
    node = tiny.notebook()
    node.cells.reverse()
    assert steps_of(tiny, node) == list(reversed(ALL))
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    assert [cell.id for cell in rebuilt.cells] == [cell.id for cell in tiny.assignment.cells]
    assert notes == ()


@pytest.mark.parametrize(
    ("missing", "ran"),
    [
        (["relu"], [ALL[0], *ALL[2:]]),
        (["imports"], ALL),
        (["imports", "relu", "check-relu"], [ALL[0], *ALL[2:]]),
        (["check-relu", "double", "check-double"], [*ALL[:3], *ALL[4:]]),
        (["check-training"], ALL),
    ],
)
def test_what_is_missing_of_the_instructors_stands_where_it_stood(
    tiny: Any, missing: list[str], ran: list[str]
) -> None:
    assert steps_of(tiny, without(tiny.notebook(), *missing)) == ran


def test_a_missing_test_cell_stands_below_what_was_written_in_place_of_its_function(tiny: Any) -> None:
    node = tiny.notebook()
    place = place_of(node, "relu")
    with_cells(without(node, "relu", "check-relu"), (place, v4.new_code_cell("def relu(X):\n    return X")))
    assert steps_of(tiny, node) == ALL
    moved = tiny.notebook()
    cell = moved.cells.pop(place_of(moved, "relu"))
    with_cells(without(moved, "check-relu"), (place_of(moved, "shift"), cell))
    assert steps_of(tiny, moved) == [ALL[0], *ALL[3:5], *ALL[1:3], *ALL[5:]]


@pytest.mark.parametrize("name", ["relu", "imports"])
def test_a_cell_that_lost_its_metadata_and_not_its_id_runs_as_the_students(tiny: Any, name: str) -> None:
    node = tiny.notebook()
    cells_by_id(node)[name].metadata = {}
    expected = ALL if name == "relu" else ["instructor imports", "import mxnet as mx", *ALL[1:]]
    assert steps_of(tiny, node) == expected


@pytest.mark.parametrize(
    ("name", "source", "ran"),
    [
        ("check-relu", "def relu(X): ...\nautograder.check('tiny', 'relu')", ["def relu(X): ...", "check relu"]),
        ("check-relu", "autograder.check('tiny', 'relu')\ndef relu(X): ...", ["check relu", "def relu(X): ..."]),
        ("check-relu", "autograder.check('tiny', 'relu')", ["check relu"]),
        ("check-relu", "def relu(X): ...", ["def relu(X): ...", "check relu"]),
        ("check-relu", "", ["check relu"]),
        ("imports", "import math\nimport mxnet as mx", ["import math", "instructor imports"]),
        ("imports", f"{IMPORTS}\nnd = nd", ["instructor imports", "nd = nd"]),
        ("imports", f"a = 1\n{IMPORTS}\nb = 2", ["a = 1", "instructor imports", "b = 2"]),
        ("imports", f"{IMPORTS} as n", [IMPORTS.splitlines()[0], "instructor imports"]),
        ("imports", "", ["instructor imports"]),
    ],
)
def test_what_a_student_wrote_into_an_instructors_cell_runs_beside_what_the_instructor_wrote(
    tiny: Any, name: str, source: str, ran: list[str]
) -> None:
    node = tiny.notebook()
    cells_by_id(node)[name].source = source
    usual = ALL.index("check relu" if name == "check-relu" else "instructor imports")
    assert steps_of(tiny, node) == [*ALL[:usual], *ran, *ALL[usual + 1 :]]


def test_code_that_a_student_made_of_the_instructors_text_runs(tiny: Any) -> None:
    node = tiny.notebook()
    text = next(cell for cell in node.cells if cell.id == "text-relu")
    text.update(v4.new_code_cell("mine = 1", id=text.id))
    assert steps_of(tiny, node) == [ALL[0], "mine = 1", *ALL[1:]]


def test_a_notebook_of_which_all_functions_were_typed_anew_is_graded(tiny: Any) -> None:
    node = tiny.notebook()
    for cell in node.cells:
        if nbgrader_metadata(cell).get("solution"):
            cell.metadata = {}
    assert steps_of(tiny, node) == ALL


def test_cells_that_the_student_added_stay_where_they_were_and_run(tiny: Any) -> None:
    node = tiny.notebook()
    with_cells(
        node,
        (place_of(node, "relu"), v4.new_code_cell("before = 1")),
        (place_of(node, "check-relu") + 2, v4.new_code_cell("after = 1")),
    )
    node.cells.insert(0, v4.new_code_cell("first = 1"))
    node.cells.append(v4.new_markdown_cell("The end"))
    rebuilt, notes = rebuild(tiny.assignment, parsed(node))
    assert [cell.source for cell in rebuilt.cells] == [cell.source for cell in node.cells]
    assert notes == ()
    added = [step.source for step in read_submission(tiny.assignment, node).steps if step.kind == "added"]
    assert added == ["first = 1", "before = 1", "after = 1"]


def test_a_helper_behind_a_solution_cell_that_lost_its_metadata_is_kept(tiny: Any) -> None:
    node = tiny.notebook()
    place = place_of(node, "relu")
    node.cells[place].metadata = {}
    with_cells(node, (place + 1, v4.new_code_cell("helper = 1")))
    submission = read_submission(tiny.assignment, node)
    assert "helper = 1" in [step.source for step in submission.steps]
    assert submission.notes == ()


def test_an_added_cell_with_an_instructors_cell_id_does_not_take_its_place(tiny: Any) -> None:
    node = tiny.notebook()
    added = solution("of my own", "mine = 1")
    added.id = "c-relu"
    node.cells.insert(0, added)
    rebuilt, _ = rebuild(tiny.assignment, parsed(node))
    assert rebuilt.cells[0].source == "mine = 1" and rebuilt.cells[0].id != "c-relu"
    assert cells_by_id(rebuilt)["relu"].id == "c-relu"


def test_a_notebook_saved_without_cell_ids_is_rebuilt_all_the_same(tiny: Any) -> None:
    content = json.loads(nbformat.writes(tiny.notebook()))
    for cell in content["cells"]:
        del cell["id"]
    content["cells"].insert(5, {"cell_type": "code", "source": "helper = 1", "metadata": {}})
    submission = read_submission(tiny.assignment, parse_notebook(dumped(content), "x"))
    assert [step.source for step in submission.steps if step.kind == "added"] == ["helper = 1"]
    assert submission.notes == ()


@pytest.mark.parametrize(
    "metadata", [{"tags": ["notebook-only"]}, {"tags": ["notebook-only"], "nbgrader": {"grade_id": "x"}}]
)
def test_notebook_only_cells_are_never_run(tiny: Any, metadata: dict[str, Any]) -> None:
    node = tiny.notebook()
    node.cells.append(v4.new_code_cell("long_training()", metadata=metadata))
    assert not any("long_training" in step.source for step in read_submission(tiny.assignment, node).steps)


def test_a_solution_cell_tagged_notebook_only_is_graded_all_the_same(tiny: Any) -> None:
    node = tiny.notebook()
    cells_by_id(node)["relu"].metadata["tags"] = ["notebook-only"]
    assert read_submission(tiny.assignment, node).steps == tiny.submission().steps


def test_steps_are_in_the_notebooks_order_with_their_kinds(tiny: Any) -> None:
    assert [(step.kind, step.name) for step in tiny.submission().steps] == [
        ("instructor", "imports"),
        ("solution", "relu"),
        ("check", "relu"),
        ("solution", "double"),
        ("check", "double"),
        ("solution", "shift"),
        ("check", "shift"),
        ("check", "training"),
    ]


def test_a_cell_too_long_is_cut_and_named(tiny: Any) -> None:
    node = tiny.notebook(relu="# " + "ö" * MAX_SOURCE)
    submission = read_submission(tiny.assignment, node)
    (relu,) = [step.source for step in submission.steps if step.name == "relu" and step.kind == "solution"]
    assert MAX_SOURCE - 2 < len(relu.encode()) <= MAX_SOURCE
    assert submission.notes == (f"The cell relu is longer than {MAX_SOURCE} bytes; what is beyond them was left out.",)


@pytest.mark.parametrize("character", ["\x01", "ö", "😀", '"'])
def test_the_longest_source_fits_into_a_frame(tiny: Any, character: str) -> None:
    from autograder.guest import wire

    step = read_submission(tiny.assignment, tiny.notebook(relu=character * MAX_SOURCE)).steps[1]
    assert wire.encode(wire.Frame(1, "run", {"cell": "relu", "source": step.source}))


# Markdown and pictures


def test_markdown_of_the_student_is_inert_and_the_instructors_is_not_touched(tiny: Any) -> None:
    node = tiny.notebook(answer="<script>1</script>")
    node.cells.append(v4.new_markdown_cell("<img src=x onerror=alert(1)>"))
    node.cells.append(v4.new_raw_cell("<script>2</script>"))
    node.cells[-1].metadata["raw_mimetype"] = "text/html"
    rebuilt, _ = rebuild(tiny.assignment, parsed(node))
    text = "\n".join(cell.source for cell in rebuilt.cells)
    assert "<script" not in text and "<img" not in text
    assert "raw_mimetype" not in rebuilt.cells[-1].metadata
    assert rebuilt.cells[0].source == "# Three functions"


@pytest.mark.parametrize(
    ("attachments", "kept"),
    [
        ({"a.png": {"image/png": "iVBORw0KGgo="}}, True),
        ({"a.svg": {"image/svg+xml": "PHN2Zz4="}}, False),
        ({"a.png": {"image/png": '"><script>alert(1)</script>'}}, False),
        ({"a.png": {"image/png": ["iVBORw0KGgo="]}}, False),
        ({"a.png": {"text/html": "PGI+"}}, False),
        ({"a.png": "iVBORw0KGgo="}, False),
        ("iVBORw0KGgo=", False),
    ],
)
def test_pasted_pictures_are_kept_and_nothing_else(tiny: Any, attachments: object, kept: bool) -> None:
    node = tiny.notebook()
    cells_by_id(node)["question"]["attachments"] = attachments
    rebuilt, _ = rebuild(tiny.assignment, parsed(node))
    assert cells_by_id(rebuilt)["question"].get("attachments", {}) == (attachments if kept else {})


def test_attachments_of_code_cells_are_dropped(tiny: Any) -> None:
    node = tiny.notebook()
    node.cells.append(v4.new_code_cell("x = 1"))
    node.cells[-1]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    rebuilt, _ = rebuild(tiny.assignment, parsed(node))
    nbformat.validate(rebuilt)
