"""Submissions made by the kit itself: the instructor's solution, the blank release, and cells exchanged in them.

For `verify`, the demo and the tests. Must not know how anything is graded.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..errors import AssignmentError
from .assignment import Assignment
from .cells import NO_ANSWER, grade_id, is_manual, is_solution


@dataclass(frozen=True)
class Sample:
    """One way to write one function.

    ``right``: whether it deserves full points; ``sentence``: what it is; ``id``: what reports call it, such as
    ``softmax-axis-0``. Two ways to write one mistake share an id.
    """

    function: str
    name: str
    right: bool
    sentence: str
    source: str
    id: str


def read_samples(assignment: Assignment) -> tuple[Sample, ...]:
    """The samples beside a suite: ``samples/<function>/<name>.py``; one named ``right_...`` deserves full points.

    A file is a docstring and the cell's source. The docstring is a sentence, which a student may read; below it may stand
    ``Source: TEXT``, where such a mistake is discussed, and last ``Known as: OTHER``, another sample of the function that
    no call can tell from this one.

    Raises
    ------
    AssignmentError
        A file is not Python, or its docstring says nothing.
    """
    return tuple(_read(path) for path in sorted((assignment.suite / "samples").glob("*/*.py")))


def _read(path: Path) -> Sample:
    text = path.read_text("utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(f"{path}: not Python: {error}") from error
    sentence = ast.get_docstring(tree)
    if not sentence:
        raise AssignmentError(f"{path}: expected a docstring that says in one sentence what this sample is")
    source = "".join(text.splitlines(keepends=True)[tree.body[0].end_lineno or 0 :]).strip("\n")
    sentence, _, other = sentence.partition("Known as:")
    sentence, _, _ = sentence.partition("Source:")
    known_as = other.strip() or path.stem
    if not path.with_stem(known_as).is_file():
        raise AssignmentError(f"{path}: Known as: no sample {known_as!r} beside it")
    name = f"{path.parent.name}-{known_as.removeprefix('wrong_').removeprefix('right_')}".replace("_", "-")
    return Sample(path.parent.name, path.stem, path.stem.startswith("right_"), " ".join(sentence.split()), source, name)


def solved(assignment: Assignment) -> NotebookNode:
    """The instructor's own notebook as a submission."""
    cells = [nbformat.from_dict(cell) for cell in assignment.cells]
    metadata = nbformat.read(assignment.path, as_version=4).metadata
    node: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return node


def blank(assignment: Assignment) -> NotebookNode:
    """The notebook as students get it: nbgrader's own stubs in the solutions' places."""
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
