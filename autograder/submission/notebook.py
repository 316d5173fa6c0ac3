"""Turns a submitted `.ipynb` into a clean notebook: well-formed cells without outputs.

The JSON is hostile: every field may be missing or of a wrong type. Must not know the assignment or the submission folder.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..course.cells import NOTEBOOK_ONLY
from ..errors import SubmissionError
from .files import read_file

MAX_CELLS = 1_000
MAX_SOURCE = 200_000  # bytes of one cell's source in UTF-8; escaped as JSON it still fits into one frame to the guest
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
# nbgrader's fields for grading; a student's own values are never used.
_GRADING = ("grade", "solution", "task", "locked", "points")
# The fields of a new cell beside its source. nbformat's own functions would validate each cell, and the whole notebook after.
_NEW_CELL: Mapping[str, Mapping[str, Any]] = {
    "code": {"cell_type": "code", "execution_count": None, "outputs": []},
    "markdown": {"cell_type": "markdown"},
    "raw": {"cell_type": "raw"},
}
_PICTURES = ("image/png", "image/jpeg", "image/gif")


def read_notebook(path: Path) -> NotebookNode:
    """Read a submitted notebook file.

    Raises
    ------
    SubmissionError
        One line: the file is missing, no ordinary file, unreadable, empty, above 20 MiB, not UTF-8, not JSON, not a
        notebook, or of a format before 4.
    """
    return parse_notebook(read_file(path), str(path))


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
    taken = {""}  # nbformat would replace missing and repeated ids by random ones
    for index, cell in enumerate(cells):
        if cell.id in taken:
            cell.id = next(new for n in itertools.count(index) if (new := f"unnamed-{n}") not in taken)
        taken.add(cell.id)
    node: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=_metadata(content.get("metadata")))
    return node


def _metadata(metadata: Any) -> dict[str, dict[str, str]]:
    """The kernel and the assignment that the notebook's metadata name; each is empty if not given."""

    def named(*path: str) -> str:
        found = metadata
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return _text(found)[:40] if isinstance(found, str) else ""

    name, language = named("kernelspec", "name"), named("kernelspec", "language") or named("language_info", "name")
    kept = {"kernelspec": {"name": name, "display_name": name, "language": language}} if name or language else {}
    return {**kept, "autograder": {"assignment": named("autograder", "assignment")}}


def _text(text: str) -> str:
    """The text without lone surrogates: JSON can escape them, but they cannot be written to a file."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cell(raw: Any) -> NotebookNode | None:
    """A well-formed cell without outputs, from the usable fields of ``raw``; ``None`` if there is no usable cell."""
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
    cell: NotebookNode = nbformat.from_dict({**_NEW_CELL[raw["cell_type"]], "source": source, "metadata": metadata})
    given_id = raw.get("id")
    cell.id = given_id if isinstance(given_id, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", given_id) else ""
    pictures = _pictures(raw.get("attachments"))
    if pictures and raw["cell_type"] != "code":
        cell["attachments"] = pictures
    return cell


def _is_number(value: Any) -> bool:
    return isinstance(value, bool | int | float) and abs(value) < 10**9


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    """Attached pictures, only of formats that cannot contain a script."""
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
