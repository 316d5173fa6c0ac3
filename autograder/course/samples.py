"""Samples of right and wrong code; the instructor's solution and the blank release as submissions.

Used by `verify`, the demo and the tests. Must not know how anything is graded.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..errors import AssignmentError
from .assignment import Assignment
from .cells import NO_ANSWER, grade_id, is_manual, is_solution

# The first line of a cell in the percent format, which Jupyter, VS Code and Spyder read. The group is the cell's title.
_MARKER = re.compile(r"^#[ \t]*%%(.*)$", re.MULTILINE)
_HEADING = "[markdown]"
_NAME = re.compile(r"(right|wrong)_\w+")


@dataclass(frozen=True)
class Sample:
    """One way to write one function: a cell of ``samples/<function>.py`` that begins in line ``line``.

    ``right``: whether it deserves full points; ``sentence``: its description; ``source``: its code; ``id``: its name in
    reports, such as ``softmax-axis-0``. Two ways to write one mistake share an id.
    """

    function: str
    name: str
    right: bool
    sentence: str
    source: str
    id: str
    line: int


def read_samples(assignment: Assignment) -> tuple[Sample, ...]:
    """The samples beside a suite, sorted by function and name: the code cells of ``samples/<function>.py``.

    A code cell begins with the line ``# %% NAME``. One named ``right_...`` deserves full points, one named ``wrong_...``
    does not. The cell holds a docstring and then the source of a solution cell. The docstring is a sentence that students may
    read. Two lines may follow it: ``Source: TEXT`` says where such a mistake is discussed; ``Known as: OTHER``, always last,
    names another sample of the function that gives the same results in every call. Markdown cells, ``# %% [markdown]``, are
    skipped.

    Raises
    ------
    AssignmentError
        A file is not in this format. The text names the fault, the file and the line.
    """
    bank = assignment.suite / "samples"
    for path in bank.glob("[!.]*/*.py"):
        raise AssignmentError(
            f"{path}: expected one file for each function, {path.parent.name}.py: move each file's text into it, below a line "
            f"{'# %% ' + path.stem!r}, and remove the folder"
        )
    samples = [sample for path in bank.glob("[!.]*.py") for sample in _read(path)]
    return tuple(sorted(samples, key=lambda sample: (sample.function, sample.name)))


def _read(path: Path) -> list[Sample]:
    try:
        pieces = _MARKER.split(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise AssignmentError(f"{path}: expected text in UTF-8: {error}") from error
    cells: dict[str, tuple[int, str]] = {}
    line = 1
    # Text above the first cell is treated like a Markdown cell: only comments, so that a misspelt marker hides no sample.
    for title, text in zip([_HEADING, *pieces[1::2]], pieces[::2], strict=True):
        name = title.strip()
        if name == _HEADING:
            _require_comments(path, line, text)
        elif not _NAME.fullmatch(name):
            raise AssignmentError(
                f"{path}:{line}: expected '# %% right_NAME', '# %% wrong_NAME' or '# %% {_HEADING}', got {'# %% ' + name!r}"
            )
        elif name in cells:
            raise AssignmentError(f"{path}:{line}: expected a new name, got {name}, as in line {cells[name][0]}")
        else:
            cells[name] = line, text
        line += text.count("\n")
    if not cells:
        raise AssignmentError(f"{path}: expected a cell '# %% right_NAME' or '# %% wrong_NAME', got none")
    return [_sample(path, name, cells) for name in cells]


def _require_comments(path: Path, line: int, text: str) -> None:
    for number, each in enumerate(text.split("\n"), line):
        if each.strip() and not each.startswith("#"):
            raise AssignmentError(
                f"{path}:{number}: expected comments only above the first cell and below '# %% {_HEADING}', got {each!r}; "
                "a sample begins with '# %% right_NAME' or '# %% wrong_NAME'"
            )


def _sample(path: Path, name: str, cells: Mapping[str, tuple[int, str]]) -> Sample:
    line, text = cells[name]
    text = "\n" * (line - 1) + text  # makes line numbers in the tree and in errors those of the file
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(f"{path}:{error.lineno or line}: not Python: {error.msg}") from error
    sentence, _, other = (ast.get_docstring(tree) or "").partition("Known as:")
    sentence, _, _ = sentence.partition("Source:")
    if not sentence.strip() or not tree.body[1:]:
        raise AssignmentError(
            f"{path}:{line}: {name}: expected a docstring that says in one sentence what this sample is, then its code"
        )
    known_as = other.strip() or name
    if known_as not in cells:
        raise AssignmentError(f"{path}:{line}: {name}: Known as: no sample {known_as!r} in this file")
    source = "\n".join(text.split("\n")[tree.body[0].end_lineno or 0 :]).strip("\n")
    id = f"{path.stem}-{known_as.removeprefix('wrong_').removeprefix('right_')}".replace("_", "-")
    return Sample(path.stem, name, name.startswith("right_"), " ".join(sentence.split()), source, id, line)


def solved(assignment: Assignment) -> NotebookNode:
    """The instructor's own notebook as a submission."""
    cells = [nbformat.from_dict(cell) for cell in assignment.cells]
    metadata = nbformat.read(assignment.path, as_version=4).metadata
    node: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return node


def blank(assignment: Assignment) -> NotebookNode:
    """The notebook as students get it, with nbgrader's stubs in place of the solutions."""
    from nbgrader.preprocessors import ClearSolutions

    node = solved(assignment)
    for cell in node.cells:
        if is_manual(cell) and cell.cell_type != "code":
            cell.source = NO_ANSWER
    cleared, _ = ClearSolutions().preprocess(node, {})
    result: NotebookNode = cleared
    return result


def exchange(notebook: NotebookNode, sources: Mapping[str, str]) -> NotebookNode:
    """A copy of ``notebook`` with other sources in the named solution cells."""
    copy: NotebookNode = nbformat.from_dict(notebook)
    for cell in copy.cells:
        if is_solution(cell) and grade_id(cell) in sources:
            cell.source = sources[grade_id(cell) or ""]
    return copy
