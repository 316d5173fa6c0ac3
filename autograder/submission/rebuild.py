"""Puts the student's cells into the instructor's notebook, and lists the steps that a room runs.

Cells are matched by ``grade_id``, never by position. All cells but solutions come from the source notebook. The room runs
cells in the student's order; nbgrader gets them in the instructor's order. Must not know rooms, checks or nbgrader's database.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.errors import SubmissionError

from ..course.assignment import Assignment
from ..course.cells import (
    CHECK,
    NO_ANSWER,
    NOTEBOOK_ONLY,
    grade_id,
    is_check,
    is_manual,
    is_notebook_only,
    is_solution,
    nbgrader_metadata,
)
from .markdown import inert
from .notebook import MAX_SOURCE, parse_notebook, read_notebook

MISSING = "# This cell was missing from the submission.\nraise NotImplementedError()"


@dataclass(frozen=True)
class Step:
    """One step that the room runs.

    ``kind``: ``instructor`` runs the instructor's code, ``solution`` and ``added`` run the student's. ``check`` records what
    names mean at a check cell. ``name``: the cell, for ``check`` the function. ``source``: the code, empty for ``check``.
    """

    kind: str
    name: str
    source: str


@dataclass(frozen=True)
class Submission:
    """What is graded: the steps, and sentences about anything unusual."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


def rebuild(assignment: Assignment, submitted: NotebookNode) -> tuple[NotebookNode, tuple[str, ...]]:
    """The instructor's notebook with the student's solutions and written answers in their places.

    Cells that the student added stay behind the cell they followed. The result contains none of the instructor's solutions;
    where the student's solution cell is missing, a stub stands. Raw HTML in the student's Markdown is made inert.

    Returns the notebook, and sentences about anything unusual.
    """
    cells, notes = _rebuilt_cells(assignment, submitted)
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata = nbformat.from_dict(json.loads(assignment.path.read_bytes())["metadata"])
    return notebook, notes


# The call in a check cell that runs the visible checks in the notebook's own kernel. The room does not run it.
_CHECK_CALL = re.compile(r"^autograder\.check\(.*$", re.MULTILINE)


def _rebuilt_cells(assignment: Assignment, submitted: NotebookNode) -> tuple[list[NotebookNode], tuple[str, ...]]:
    notes = [*_kernel_notes(submitted), *_never_run(assignment, submitted.cells)]
    matches = _matched(assignment, submitted, notes)
    given = {match.name: match.cell for match in matches if match.name is not None}
    added = _added_cells(assignment, matches)
    absent = (
        assignment.solutions.keys() - given.keys()
    )  # functions: their test cells went along, or were never handed out
    cells: list[NotebookNode] = list(added.get(None, ()))
    for index, original in enumerate(assignment.cells):
        name = grade_id(original)
        cell = nbformat.from_dict({"id": f"source-{index}", **original})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if name and (is_solution(original) or is_manual(original)):
            _lay_in(cell, given.get(name), notes)
        elif name and name not in given and is_check(original) and name.removeprefix(CHECK) not in absent:
            notes.append(f"The cell {name} was missing; it was put back.")
        cells.append(cell)
        cells.extend(added.get(name or cell.id, ()))
    return cells, tuple(dict.fromkeys(notes))


def _lay_in(cell: NotebookNode, submitted: NotebookNode | None, notes: list[str]) -> None:
    name = grade_id(cell)
    code = cell.cell_type == "code"
    if submitted is None:
        cell.source = MISSING if code else NO_ANSWER
        if is_manual(cell):  # a function may be defined in any other cell
            notes.append(f"The cell {name} is missing from the submission.")
        return
    cell.source = submitted.source if code else inert(submitted.source, submitted.get("attachments", ()))
    if submitted.cell_type != cell.cell_type:
        notes.append(f"The cell {name} is a {submitted.cell_type} cell; it was read as {cell.cell_type}.")
    if submitted.metadata.get("cut"):
        notes.append(f"The cell {name} is longer than {MAX_SOURCE} bytes; what is beyond them was left out.")
    if not code and "attachments" in submitted:
        cell["attachments"] = submitted["attachments"]


def _kernel_notes(submitted: NotebookNode) -> list[str]:
    if "kernelspec" not in submitted.metadata:
        return ["The notebook does not say which kernel it is for; it was graded as Python."]
    language = submitted.metadata.kernelspec.get("language", "")
    if language and not language.lower().startswith("python"):
        return [f"The notebook is for a kernel of the language {language}; it was graded as Python."]
    return []


@dataclass(frozen=True)
class _Match:
    """A submitted cell and the instructor's cell that it stands for.

    ``name``: the ``grade_id`` or id of the instructor's cell; ``None`` for a cell of the student's own.
    """

    cell: NotebookNode
    name: str | None


def _matched(assignment: Assignment, submitted: NotebookNode, notes: list[str]) -> list[_Match]:
    """The submitted cells in their order, without empty ones, unchanged prose of the instructor's, and cells never run."""
    counting = _counting(assignment, submitted.cells, notes)
    unnamed = [cell for cell in assignment.cells if grade_id(cell) is None]
    ids = {(cell.id, cell.cell_type) for cell in unnamed if "id" in cell}
    # Recognises the instructor's cells if an editor dropped their ids.
    prose = {"", *(cell.source.strip() for cell in unnamed)}
    matches: list[_Match] = []
    for cell in submitted.cells:
        name = grade_id(cell)
        if name is not None and name in counting and counting[name] is cell:
            matches.append(_Match(cell, name))
        elif name is None and (cell.id, cell.cell_type) in ids:
            matches.append(_Match(cell, cell.id))
        elif not (is_notebook_only(cell) or cell.source.strip() in (prose if name is None else {""})):
            matches.append(_Match(cell, None))
    return matches


def _counting(assignment: Assignment, cells: list[NotebookNode], notes: list[str]) -> Mapping[str, NotebookNode]:
    """The submitted cell that stands for each of the instructor's, by ``grade_id``. Other copies count as the student's own."""
    copies: dict[str, list[int]] = {}
    set_aside = _set_aside(assignment, cells)
    for index, cell in enumerate(cells):
        if (name := grade_id(cell)) and not (name in set_aside and cell.cell_type != "code"):
            copies.setdefault(name, []).append(index)
    originals = {name: cell for cell in assignment.cells if (name := grade_id(cell)) in copies}
    counting: dict[str, int] = {}
    for name, original in sorted(originals.items(), key=lambda item: not is_check(item[1])):  # check cells first
        if is_solution(original) or is_manual(original):
            end = counting.get(CHECK + name, len(cells))
            counting[name] = ([index for index in copies[name] if index < end] or copies[name])[-1]
            counts = "the last" if is_manual(original) else "all were run, and what the name meant at its test cell"
        else:
            intact = [index for index in copies[name] if _is_intact(cells[index], original)]
            first = not is_check(original)  # later cells need what it defines
            counting[name] = (intact or copies[name])[0 if first else -1]
            counts = "the first" if first else "the last"
        if len(copies[name]) > 1:
            notes.append(f"There is more than one cell {name}: {counts} counts.")
    return {name: cells[index] for name, index in counting.items()}


def _binding(name: str) -> re.Pattern[str]:
    """A pattern for lines that define a name: def, class, assignment or import."""
    word = rf"{re.escape(name)}\b"
    return re.compile(rf"^(?:(?:def|class) +{word}|{word} *=(?!=)|(?:from|import)\b.*\b{word})", re.MULTILINE)


def _never_run(assignment: Assignment, cells: list[NotebookNode]) -> Iterator[str]:
    """Sentences about functions that the student defines in cells that the grader does not run."""
    for cell in cells:
        if cell.cell_type == "code" and is_notebook_only(cell):
            for name in assignment.solutions:
                if _binding(name).search(cell.source):
                    yield f"A cell tagged {NOTEBOOK_ONLY}, which is not run, defines {name}: move it to a cell of its own."


def _set_aside(assignment: Assignment, cells: list[NotebookNode]) -> set[str]:
    """Functions that a code cell defines although a raw or Markdown cell has their ``grade_id``: that one is a draft or prose.

    If no code cell defines the function, its cell may have become raw or Markdown by mistake, and is read as code.
    """
    no_code = {grade_id(cell) or "" for cell in cells if cell.cell_type != "code"}
    sources = [cell.source for cell in cells if cell.cell_type == "code" and not is_notebook_only(cell)]
    found = set()
    for name in no_code.intersection(assignment.solutions):
        binds = _binding(name)
        if any(map(binds.search, sources)):
            found.add(name)
    return found


def _is_intact(cell: NotebookNode, original: NotebookNode) -> bool:
    """Whether a cell still has the instructor's source; a copy that the student wrote into has not."""
    called = is_check(original) and _CHECK_CALL.search(cell.source) is not None
    return called or bool(cell.source.strip() == original.source.strip())


def _added_cells(assignment: Assignment, matches: list[_Match]) -> Mapping[str | None, list[NotebookNode]]:
    """The student's own cells, by the instructor's cell that they follow (``None``: above the first)."""
    taken = {cell.id for cell in assignment.cells if "id" in cell}
    added: dict[str | None, list[NotebookNode]] = {}
    anchor: str | None = None
    for index, match in enumerate(matches):
        if match.name is not None:
            anchor = match.name
            continue
        cell = _as_added(match.cell)
        if cell.id in taken:
            cell.id = next(new for n in itertools.count(index) if (new := f"added-{n}") not in taken)
        taken.add(cell.id)
        added.setdefault(anchor, []).append(cell)
    return added


def _as_added(cell: NotebookNode) -> NotebookNode:
    cell = nbformat.from_dict(cell)
    for own in ("nbgrader", "cut"):
        cell.metadata.pop(own, None)
    if cell.cell_type != "code":
        cell.source = inert(cell.source, cell.get("attachments", ()))
    return cell


def expect_own_cells(assignment: Assignment, submitted: NotebookNode) -> None:
    """Refuse a notebook that has none of the assignment's solution and test cells.

    Raises
    ------
    SubmissionError
        There are none: it is another file, or an editor dropped the cells' metadata. A person must look at it;
        otherwise the student would get 0 points unnoticed.
    """
    own = {*assignment.solutions, *(CHECK + name for name in assignment.solutions)}
    if own and not any(grade_id(cell) in own for cell in submitted.cells):
        raise SubmissionError(
            f"the notebook has none of {assignment.name}'s cells: is it the right file, or was its nbgrader metadata lost?"
        )


def read_submission(assignment: Assignment, notebook: Path | NotebookNode) -> Submission:
    """The steps to run for a submitted notebook, given as a path or already read.

    Raises
    ------
    SubmissionError
        See `read_notebook` and `expect_own_cells`.
    """
    node = (
        read_notebook(notebook)
        if isinstance(notebook, Path)
        else parse_notebook(json.dumps(notebook).encode(), "notebook")
    )
    expect_own_cells(assignment, node)
    _, notes = _rebuilt_cells(assignment, node)
    return Submission(tuple(_steps(assignment, _matched(assignment, node, []))), notes)


def _steps(assignment: Assignment, matches: list[_Match]) -> Iterator[Step]:
    """The steps in the student's order. Missing cells of the instructor's are put back at their original place."""
    originals = {
        name: cell for cell in assignment.cells if cell.cell_type == "code" and (name := grade_id(cell)) is not None
    }
    placed: list[tuple[str | None, tuple[Step, ...]]] = []
    for match in matches:
        if match.name in originals:
            placed.append((match.name, tuple(_steps_of(originals[match.name], match.cell))))
        elif match.name is None and match.cell.cell_type == "code":
            placed.append((None, (Step("added", f"added cell {match.cell.id}", match.cell.source),)))
    place = 0
    for name, original in originals.items():
        if name not in [other for other, _ in placed]:
            while is_check(original) and place < len(placed) and placed[place][0] is None:
                place += 1  # a check goes below cells that the student added there: they may define the function
            placed.insert(place, (name, tuple(_steps_of(original, None))))
        place = 1 + [other for other, _ in placed].index(name)
    return (step for _, steps in placed for step in steps)


def _steps_of(original: NotebookNode, cell: NotebookNode | None) -> Iterator[Step]:
    """The steps for one of the instructor's cells; ``cell`` is the student's version, ``None`` if it is missing."""
    name = grade_id(original) or ""
    if nbgrader_metadata(original).get("solution"):
        if cell is not None:
            yield Step("solution", name, cell.source)
        return
    changed = cell is not None and cell.cell_type == "code" and cell.source.strip() != original.source.strip()
    # The student's additions run above or below the instructor's code, where they stand: those below may use its names.
    own = _CHECK_CALL if is_check(original) else re.compile(rf"^{re.escape(original.source.strip())}$", re.MULTILINE)
    above, *below = own.split(cell.source, 1) if changed and cell is not None else ("",)
    if above.strip():
        yield Step("added", f"added to the cell {name}", above)
    if is_check(original):
        yield Step("check", name.removeprefix(CHECK), "")
    else:
        yield Step("instructor", name, original.source)
    if below and below[0].strip():
        yield Step("added", f"added to the cell {name}", below[0])
