"""From a submitted `.ipynb` to what the room runs: the instructor's cells with the student's solutions laid in.

A submission is hostile: every field may be missing or of a wrong type. Cells are matched by ``grade_id``, never by position;
what is not a solution comes from the source notebook. Must not know rooms, checks or nbgrader's database.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from .assignment import (
    CHECK,
    NOTEBOOK_ONLY,
    Assignment,
    grade_id,
    is_check,
    is_manual,
    is_notebook_only,
    is_solution,
    nbgrader_metadata,
)
from .errors import SubmissionError
from .markdown import inert

MAX_BYTES = 20 * 2**20  # a notebook of the course with all its pictures is below 2 MiB
MAX_CELLS = 1_000
MAX_SOURCE = 200_000  # bytes of one cell's UTF-8; with JSON's escapes it still fits into a frame of the wire
MISSING = "# This cell was missing from the submission.\nraise NotImplementedError()"
NO_ANSWER = "YOUR ANSWER HERE"  # what nbgrader leaves in a written answer's place
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
# What nbgrader grades by; a student's own values are never used.
_GRADING = ("grade", "solution", "task", "locked", "points")
_NEW_CELL: Mapping[str, Callable[..., NotebookNode]] = {
    "code": nbformat.v4.new_code_cell,
    "markdown": nbformat.v4.new_markdown_cell,
    "raw": nbformat.v4.new_raw_cell,
}
_PICTURES = ("image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True)
class Step:
    """One thing the room does, in order. ``kind``: ``instructor``, ``solution``, ``added`` or ``check`` (capture)."""

    kind: str
    name: str
    source: str


@dataclass(frozen=True)
class Submission:
    """What is graded: the steps, and sentences about what was unusual."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file that a student handed in.

    Raises
    ------
    SubmissionError
        One line: the file is missing, no ordinary file, unreadable, empty, above 20 MiB, not UTF-8, not JSON, not a
        notebook, or of a format before 4.
    """
    try:
        # Opened first and looked at afterwards: a path may change between a look and an opening. Never follows a link
        # out of the submission, never waits at a FIFO.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        reason = "is a link, not a file" if path.is_symlink() else (error.strerror or str(error))
        raise SubmissionError(f"{path}: cannot be read: {reason}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SubmissionError(f"{path}: not a file: expected a notebook (.ipynb)")
        if status.st_size > MAX_BYTES:
            raise SubmissionError(
                f"{path}: {status.st_size / 2**20:.0f} MiB: at most {MAX_BYTES // 2**20} MiB; clear its outputs, save again"
            )
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read: {error.strerror or error}") from error
    finally:
        os.close(descriptor)
    return parse_notebook(data, str(path))


def parse_notebook(data: bytes, where: str) -> NotebookNode:
    """The notebook in ``data``; see `read_notebook` for the errors."""
    if not data.strip():
        raise SubmissionError(f"{where}: the file is empty: expected a notebook")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith((b"%PDF", b"PK")):
            kind = "a PDF" if data.startswith(b"%PDF") else "an archive or an office document"
            raise SubmissionError(
                f"{where}: this is {kind}, whatever its name: expected a notebook (.ipynb)"
            ) from error
        raise SubmissionError(f"{where}: not UTF-8 text (byte {error.start}): expected a notebook (.ipynb)") from error
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"{where}: not JSON ({error}): expected a notebook (.ipynb)") from error
    if not isinstance(content, dict) or not ("cells" in content or "worksheets" in content):
        raise SubmissionError(f"{where}: JSON, but not a notebook: it has no cells")
    version = content.get("nbformat")
    if version != 4 or not isinstance(content.get("cells"), list):
        raise SubmissionError(
            f"{where}: notebook format {repr(version)[:40]}: expected 4; open it in a current Jupyter and save it again"
        )
    if len(content["cells"]) > MAX_CELLS:
        raise SubmissionError(f"{where}: {len(content['cells'])} cells: at most {MAX_CELLS}")
    cells = [cell for cell in map(_cell, content["cells"]) if cell is not None]
    taken = {""}  # nbformat would draw missing and repeated ids by lot
    for index, cell in enumerate(cells):
        if cell.id in taken:
            cell.id = next(new for n in itertools.count(index) if (new := f"unnamed-{n}") not in taken)
        taken.add(cell.id)
    node: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=_metadata(content.get("metadata")))
    return node


def _metadata(metadata: Any) -> dict[str, dict[str, str]]:
    """What the notebook's metadata say of its kernel and of the assignment; empty where they do not say."""

    def named(*path: str) -> str:
        found = metadata
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return _text(found)[:40] if isinstance(found, str) else ""

    name, language = named("kernelspec", "name"), named("kernelspec", "language") or named("language_info", "name")
    kept = {"kernelspec": {"name": name, "display_name": name, "language": language}} if name or language else {}
    return {**kept, "autograder": {"assignment": named("autograder", "assignment")}}


def _text(text: str) -> str:
    """Without lone surrogates, which JSON's escapes can hold and no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cell(raw: Any) -> NotebookNode | None:
    """A well-formed cell made of what can be used of ``raw``, without outputs; ``None`` where nothing can."""
    if not isinstance(raw, dict) or raw.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = raw.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    data = source.encode("utf-8", "replace")
    source = data[:MAX_SOURCE].decode("utf-8", "ignore")
    given = raw.get("metadata")
    metadata: dict[str, Any] = {"cut": True} if len(data) > MAX_SOURCE else {}
    if isinstance(given, dict):
        nbgrader, tags = given.get("nbgrader"), given.get("tags")
        if isinstance(nbgrader, dict) and isinstance(nbgrader.get("grade_id"), str):
            grading = {key: nbgrader[key] for key in _GRADING if _is_number(nbgrader.get(key))}
            metadata["nbgrader"] = {**grading, "grade_id": _text(nbgrader["grade_id"])}
        if isinstance(tags, list) and NOTEBOOK_ONLY in tags:
            metadata["tags"] = [NOTEBOOK_ONLY]
    cell: NotebookNode = _NEW_CELL[raw["cell_type"]](source=source, metadata=metadata)
    given_id = raw.get("id")
    cell.id = given_id if isinstance(given_id, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", given_id) else ""
    pictures = _pictures(raw.get("attachments"))
    if pictures and raw["cell_type"] != "code":
        cell["attachments"] = pictures
    return cell


def _is_number(value: Any) -> bool:
    return isinstance(value, bool | int | float) and abs(value) < 10**9


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    """Pasted pictures in formats that cannot hold a script."""
    if not isinstance(attachments, dict):
        return {}
    kept = {
        _text(name): {
            kind: data
            for kind, data in bundle.items()
            if kind in _PICTURES and isinstance(data, str) and _BASE64.fullmatch(data)
        }
        for name, bundle in attachments.items()
        if isinstance(bundle, dict)
    }
    return {name: bundle for name, bundle in kept.items() if bundle}


def rebuild(assignment: Assignment, submitted: NotebookNode) -> tuple[NotebookNode, tuple[str, ...]]:
    """The instructor's notebook with the student's solutions and written answers in their places.

    Cells that the student added stay behind the cell they followed. No solution of the instructor's is in the result; a
    solution cell that is missing holds a stub. Raw HTML in the student's markdown is made inert.

    Returns the notebook and sentences about what was unusual.
    """
    cells, notes = _rebuilt_cells(assignment, submitted)
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata = nbformat.read(assignment.path, as_version=4).metadata
    return notebook, notes


def _rebuilt_cells(assignment: Assignment, submitted: NotebookNode) -> tuple[list[NotebookNode], tuple[str, ...]]:
    notes = _kernel_notes(submitted)
    own = {name for name in map(grade_id, assignment.cells) if name}
    places = _Places(assignment, submitted.cells, own, notes)
    cells: list[NotebookNode] = list(places.added_after(None))
    for index, original in enumerate(assignment.cells):
        name = grade_id(original)
        cell = nbformat.from_dict({"id": f"source-{index}", **original})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if name and (is_solution(original) or is_manual(original)):
            _lay_in(cell, places.chosen.get(name), notes)
        elif name and name not in places.chosen and is_check(original):
            notes.append(f"The cell {name} was missing; it was put back.")
        if name and name in places.chosen and _grading_differs(places.chosen[name], original):
            notes.append(f"The nbgrader metadata of the cell {name} had been changed; the instructor's counts.")
        cells.append(cell)
        cells.extend(places.added_after(name or cell.id))
    return cells, tuple(dict.fromkeys(notes))


def _lay_in(cell: NotebookNode, submitted: NotebookNode | None, notes: list[str]) -> None:
    name = grade_id(cell)
    code = cell.cell_type == "code"
    if submitted is None:
        cell.source = MISSING if code else NO_ANSWER
        notes.append(f"The cell {name} is missing from the submission.")
        return
    cell.source = submitted.source if code else inert(submitted.source, submitted.get("attachments", ()))
    if submitted.cell_type != cell.cell_type:
        notes.append(f"The cell {name} had become a {submitted.cell_type} cell; it was read as {cell.cell_type}.")
    if submitted.metadata.get("cut"):
        notes.append(f"The cell {name} is longer than {MAX_SOURCE} bytes; what is beyond them was left out.")
    if not code and "attachments" in submitted:
        cell["attachments"] = submitted["attachments"]


def _grading_differs(submitted: NotebookNode, original: NotebookNode) -> bool:
    given, ours = nbgrader_metadata(submitted), nbgrader_metadata(original)
    return any(given[key] != ours[key] for key in _GRADING if key in given and key in ours)


def _kernel_notes(submitted: NotebookNode) -> list[str]:
    if "kernelspec" not in submitted.metadata:
        return ["The notebook does not say which kernel it is for; it was graded as Python."]
    language = submitted.metadata.kernelspec.get("language", "")
    if language and not language.lower().startswith("python"):
        return [f"The notebook is for a kernel of the language {language}; it was graded as Python."]
    return []


class _Places:
    """Which submitted cell stands for which of the instructor's, and what the student added behind which."""

    def __init__(self, assignment: Assignment, cells: Iterable[NotebookNode], own: set[str], notes: list[str]) -> None:
        cells = list(cells)
        anchors = {cell.id: grade_id(cell) or cell.id for cell in assignment.cells if "id" in cell}
        prose = {cell.source.strip() for cell in assignment.cells if grade_id(cell) is None}
        self.chosen = _choose(cells, own, notes)
        self._added: dict[str | None, list[NotebookNode]] = {}
        anchor: str | None = None
        taken = set(anchors)
        for index, cell in enumerate(cells):
            name = grade_id(cell)
            if name is not None and self.chosen.get(name) is cell:
                anchor = name
            elif name is None and cell.id in anchors:
                anchor = anchors[cell.id]
            elif (name is None and cell.source.strip() in prose) or is_notebook_only(cell) or not cell.source.strip():
                continue  # the instructor's, saved by a Jupyter that drops ids
            else:
                added = _as_added(cell)
                if added.id in taken:
                    added.id = next(new for n in itertools.count(index) if (new := f"added-{n}") not in taken)
                taken.add(added.id)
                self._added.setdefault(anchor, []).append(added)

    def added_after(self, anchor: str | None) -> list[NotebookNode]:
        return self._added.get(anchor, [])


def _choose(cells: list[NotebookNode], own: set[str], notes: list[str]) -> Mapping[str, NotebookNode]:
    """For each of the instructor's ids the submitted cell that counts: of several, the last before the test cell."""
    check_at = {grade_id(cell): index for index, cell in reversed(list(enumerate(cells)))}
    chosen: dict[str, NotebookNode] = {}
    for index, cell in enumerate(cells):
        name = grade_id(cell)
        if name is None or name not in own:
            continue
        if name in chosen:
            notes.append(f"There is more than one cell {name}: the last before its test cell counts.")
            if index > check_at.get(CHECK + name, len(cells)) or name.startswith(CHECK):
                continue
        chosen[name] = cell
    return chosen


def _as_added(cell: NotebookNode) -> NotebookNode:
    cell = nbformat.from_dict(cell)
    for own in ("nbgrader", "cut"):
        cell.metadata.pop(own, None)
    if cell.cell_type != "code":
        cell.source = inert(cell.source, cell.get("attachments", ()))
    return cell


def expect_own_cells(assignment: Assignment, submitted: NotebookNode) -> None:
    """Refuse a notebook that has none of the assignment's solution cells: nothing in it could earn a point.

    Raises
    ------
    SubmissionError
        It is another file, or an editor has dropped the cells' metadata. A person must look, so that nobody gets a silent 0.
    """
    if assignment.solutions and not any(grade_id(cell) in assignment.solutions for cell in submitted.cells):
        raise SubmissionError(
            f"the notebook has none of {assignment.name}'s cells: is it the right file, or was its nbgrader metadata lost?"
        )


def read_submission(assignment: Assignment, notebook: Path | NotebookNode) -> Submission:
    """What the room shall run of a submitted notebook (a path, or one already read).

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
    cells, notes = _rebuilt_cells(assignment, node)
    steps = []
    for cell in cells:
        if cell.cell_type != "code" or is_notebook_only(cell):
            continue
        name = grade_id(cell)
        if is_check(cell):
            steps.append(Step("check", (name or "").removeprefix(CHECK), ""))
        elif nbgrader_metadata(cell).get("solution"):
            steps.append(Step("solution", name or "", cell.source))
        else:
            steps.append(Step("instructor" if name else "added", name or f"added cell {cell.id}", cell.source))
    return Submission(tuple(steps), notes)
