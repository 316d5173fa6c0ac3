"""From a submitted `.ipynb` to what the room runs, and to the notebook that nbgrader gets.

A submission is hostile: every field may be missing or of a wrong type. Cells are matched by ``grade_id``, never by position;
what is not a solution comes from the source notebook. The room runs the cells in the student's order, nbgrader gets them in
the instructor's. Must not know rooms, checks or nbgrader's database.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
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
# What stands in a check cell for the notebook's own kernel. The room runs the checks themselves in its place.
_CHECK_CALL = re.compile(r"^autograder\.check\(.*$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One thing the room does, in order. ``kind``: ``instructor``, ``solution``, ``added`` or ``check`` (capture).

    ``solution`` and ``added`` are the student's code, ``instructor`` is the instructor's.
    """

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
    notes = [*_kernel_notes(submitted), *_never_run(assignment, submitted.cells)]
    matches = _matched(assignment, submitted, notes)
    given = {match.name: match.cell for match in matches if match.name is not None}
    added = _added_cells(assignment, matches)
    cells: list[NotebookNode] = list(added.get(None, ()))
    for index, original in enumerate(assignment.cells):
        name = grade_id(original)
        cell = nbformat.from_dict({"id": f"source-{index}", **original})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if name and (is_solution(original) or is_manual(original)):
            _lay_in(cell, given.get(name), notes)
        elif name and name not in given and is_check(original):
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
    """A submitted cell, and which of the instructor's it stands for: ``name`` is a ``grade_id`` or a cell's id.

    ``None``: for none of them, it is the student's own.
    """

    cell: NotebookNode
    name: str | None


def _matched(assignment: Assignment, submitted: NotebookNode, notes: list[str]) -> list[_Match]:
    """The submitted cells in their order, without those of the instructor's that say nothing."""
    counting = _counting(assignment, submitted.cells, notes)
    unnamed = [cell for cell in assignment.cells if grade_id(cell) is None]
    ids = {(cell.id, cell.cell_type) for cell in unnamed if "id" in cell}
    prose = {"", *(cell.source.strip() for cell in unnamed)}  # the instructor's, saved by a Jupyter that drops ids
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
    """For each of the instructor's ids the submitted cell that stands for it; what others say is the student's own."""
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
    """What a line looks like that gives a name a meaning."""
    word = rf"{re.escape(name)}\b"
    return re.compile(rf"^(?:(?:def|class) +{word}|{word} *=(?!=)|(?:from|import)\b.*\b{word})", re.MULTILINE)


def _never_run(assignment: Assignment, cells: list[NotebookNode]) -> Iterator[str]:
    """Sentences about functions of the student's in cells that the grader does not run."""
    for cell in cells:
        if cell.cell_type == "code" and is_notebook_only(cell):
            for name in assignment.solutions:
                if _binding(name).search(cell.source):
                    yield f"A cell tagged {NOTEBOOK_ONLY}, which is not run, defines {name}: its place is a cell of its own."


def _set_aside(assignment: Assignment, cells: list[NotebookNode]) -> set[str]:
    """Functions of which a cell that is no code is a draft, or prose: a code cell defines them.

    Where none does, the solution cell may have become raw or Markdown by mistake, and is read as code.
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
    """Whether a cell still says what the instructor wrote; one that was copied to write in does not."""
    called = is_check(original) and _CHECK_CALL.search(cell.source) is not None
    return called or bool(cell.source.strip() == original.source.strip())


def _added_cells(assignment: Assignment, matches: list[_Match]) -> Mapping[str | None, list[NotebookNode]]:
    """The student's own cells, by the instructor's cell that they follow."""
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
    """Refuse a notebook that has none of the assignment's solution and test cells: it is not known to be one of its.

    Raises
    ------
    SubmissionError
        It is another file, or an editor has dropped the cells' metadata. A person must look, so that nobody gets a silent 0.
    """
    own = {*assignment.solutions, *(CHECK + name for name in assignment.solutions)}
    if own and not any(grade_id(cell) in own for cell in submitted.cells):
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
    _, notes = _rebuilt_cells(assignment, node)
    return Submission(tuple(_steps(assignment, _matched(assignment, node, []))), notes)


def _steps(assignment: Assignment, matches: list[_Match]) -> Iterator[Step]:
    """The cells that are run, in the student's order; the instructor's that are missing stand where they stood."""
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
                place += 1  # below what the student added there: it may be the function itself
            placed.insert(place, (name, tuple(_steps_of(original, None))))
        place = 1 + [other for other, _ in placed].index(name)
    return (step for _, steps in placed for step in steps)


def _steps_of(original: NotebookNode, cell: NotebookNode | None) -> Iterator[Step]:
    """What is run of one of the instructor's cells, which the student may have left out, changed or written into."""
    name = grade_id(original) or ""
    if nbgrader_metadata(original).get("solution"):
        if cell is not None:
            yield Step("solution", name, cell.source)
        return
    changed = cell is not None and cell.cell_type == "code" and cell.source.strip() != original.source.strip()
    # Around what is the instructor's, so that what stands below finds what that has bound.
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
