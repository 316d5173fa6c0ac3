"""An assignment as one archive, so that a worker grades without a folder in common with the course.

The archive holds the source notebook and the suite, with the samples that diagnosis uses. It is named by its SHA-256 digest. A
process unpacks it once, into a temporary folder of its own. Must not know submissions or grading.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ..course.assignment import Assignment, Course, load_assignment
from ..errors import BrokenError
from ..files import files_in, locked_folder, remove_unlocked

HOMES = "autograder-bundle-"  # how the names of the temporary folders begin


@dataclass(frozen=True)
class Bundle:
    """``name``, ``dataset``: the assignment's. ``secrets``: paths of the course, hidden from student code where they exist."""

    name: str
    dataset: str | None
    digest: str
    secrets: tuple[Path, ...]
    archive: bytes = dataclasses.field(repr=False)


def pack(assignment: Assignment) -> Bundle:
    """The archive of an assignment. The same files give the same bytes."""
    root = assignment.path.parents[2]
    place = Course(Path()).suite(assignment.name)
    files = {assignment.path.relative_to(root): assignment.path}
    for path in files_in(assignment.suite):
        files[place / path.relative_to(assignment.suite)] = path
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name.as_posix()), path.read_bytes(), zipfile.ZIP_DEFLATED)
    data = buffer.getvalue()
    return Bundle(assignment.name, assignment.dataset, hashlib.sha256(data).hexdigest(), assignment.secrets, data)


class Unpacked:
    """The assignment of the last bundle that this process was given, in a folder that is removed by `close`."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._digest = ""
        self._assignment: Assignment | None = None

    def of(self, bundle: Bundle) -> Assignment:
        """The assignment of a bundle. Raises `BrokenError` if the archive is damaged, and OSError if there is no space."""
        if self._assignment is None or self._digest != bundle.digest:
            self.close()
            if hashlib.sha256(bundle.archive).hexdigest() != bundle.digest:
                raise BrokenError(f"the bundle of {bundle.name} arrived damaged: run again")
            remove_unlocked(HOMES)
            root = self._stack.enter_context(locked_folder(HOMES))
            with zipfile.ZipFile(io.BytesIO(bundle.archive)) as archive:
                archive.extractall(root)
            loaded = load_assignment(bundle.name, Course(root))
            self._assignment, self._digest = dataclasses.replace(loaded, also_secret=bundle.secrets), bundle.digest
        return self._assignment

    def close(self) -> None:
        """Remove the folder."""
        self._assignment = None
        self._stack.close()
