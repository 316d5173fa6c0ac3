"""Submission folders in ``submitted/``: the student, the notebook, and the files that are copied for nbgrader.

A submission folder is hostile: the student chooses names, links, FIFOs and sizes. Nothing here follows a link or waits
at a FIFO. Must not know what is in a notebook, how it is graded, or anything of nbgrader but how it reads a time.
"""

from __future__ import annotations

import os
import re
import unicodedata
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import SubmissionError, UsageError
from ..plaintext import printable
from .files import read_file

MAX_NAME = 128  # characters: the width of nbgrader's database column
MAX_ENTRIES = 1_000  # files and folders read in one submission folder
MAX_DEPTH = 8  # folders below the submission folder
MAX_FILES = 100  # copied beside the notebook
MAX_FILE_BYTES = 10 * 2**20
TIMESTAMP = "timestamp.txt"
PAGE = ".html"  # no student's name may end so: feedback/ holds pages of the class beside the students' folders
# Kinds of files that a browser does not execute: formgrader serves them from its own address.
PLAIN = frozenset([".png", ".jpg", ".jpeg", ".gif", ".txt", ".md", ".csv", ".tsv", ".json", ".npy", ".npz", ".py"])
# A time zone can be given as a path of a file: the student must not choose which file is opened.
_ZONE_OF_A_FILE = re.compile(r"\s[:/]|\.\.")


@dataclass(frozen=True)
class SubmissionFolder:
    """One student's folder for one assignment."""

    student: str
    path: Path

    def require_sound(self) -> None:
        """Raise `SubmissionError` if the folder's name is not allowed, or if a link stands in place of the folder."""
        name = self.student
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
            raise SubmissionError(
                f"{name!a}: the folder's name holds control characters or is not UTF-8: rename the folder"
            )
        if len(name) > MAX_NAME:
            raise SubmissionError(f"{name[:20]}...: {len(name)} characters: a student's name has at most {MAX_NAME}")
        if name.endswith(PAGE):
            raise SubmissionError(f"{name}: the pages of the class have such names: rename the folder")
        for folder in (self.path.parent, self.path):
            if os.path.islink(folder):
                raise SubmissionError(f"{folder}: is a link: put the submission itself there")

    def notebook(self, assignment: str) -> tuple[Path, tuple[str, ...]]:
        """The notebook to grade, and sentences about anything unusual.

        The notebook is ``<assignment>.ipynb``, or else the only notebook in the folder.

        Raises
        ------
        SubmissionError
            The folder is not sound, cannot be read, or it is unclear which notebook to grade.
        """
        self.require_sound()
        names = []
        for entry in _entries(self.path):
            if entry.name.endswith(".ipynb") and not entry.name.startswith("."):
                names.append(entry.name)
        expected = f"{assignment}.ipynb"
        others = sorted(set(names) - {expected})
        if expected in names:
            notes = (f"Also handed in and not graded: {_listed(others)}.",) if others else ()
            return self.path / expected, notes
        if len(others) == 1:
            return self.path / others[0], (f"The file was named {_shown(others[0])} instead of {expected}.",)
        if others:
            raise SubmissionError(f"{self.path}: {len(others)} notebooks, none named {expected}: {_listed(others)}")
        raise SubmissionError(f"{self.path}: no notebook: expected {expected}")

    def timestamp(self) -> str | None:
        """The time in ``timestamp.txt``, parsed and written as nbgrader does (``2026-03-01 10:00:00 UTC``).

        ``None`` if there is no such file, or no readable time in it.
        """
        if not os.path.lexists(self.path / TIMESTAMP):
            return None
        try:
            return parse_time(read_file(self.path / TIMESTAMP, 200).decode("utf-8-sig"))
        except (SubmissionError, UnicodeDecodeError):
            return None

    def copy_beside(self, destination: Path, *, reserved: Collection[str]) -> tuple[str, ...]:
        """Copy harmless files beside the notebook to ``destination``; return sentences about those left out.

        ``reserved``: names of the instructor's own files, which are not copied from the top of the folder.
        """
        left_out: list[str] = []
        kept = 0
        for file in _files_beneath(self.path):
            relative = file.relative_to(self.path)
            if file.suffix == ".ipynb" or relative.parts[0] in {TIMESTAMP, *reserved}:
                continue
            try:
                if file.suffix.lower() not in PLAIN or kept == MAX_FILES:
                    raise SubmissionError("not passed on")
                data = read_file(file, MAX_FILE_BYTES)
            except SubmissionError:
                left_out.append(str(relative))
                continue
            (destination / relative).parent.mkdir(parents=True, exist_ok=True)
            (destination / relative).write_bytes(data)
            kept += 1
        notes = []
        if left_out:
            notes.append(f"Handed in beside the notebook and not passed on: {_listed(left_out)}.")
        time = self.timestamp()
        if time is not None:
            (destination / TIMESTAMP).write_text(time + "\n", "ascii")
        elif os.path.lexists(self.path / TIMESTAMP):
            notes.append(
                f"{TIMESTAMP} holds no time that can be read, and is ignored: nobody knows when this was handed in."
            )
        return tuple(notes)


def parse_time(text: str) -> str | None:
    """A time in any form that nbgrader reads, as nbgrader writes it (``2026-03-01 10:00:00 UTC``); ``None`` if it is none."""
    from nbgrader.utils import parse_utc  # imported late: it imports a web server, which takes 1 s

    text = text.strip()
    if not text or _ZONE_OF_A_FILE.search(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about unknown time zones, which count as UTC
            return f"{parse_utc(text).isoformat(' ')} UTC"
    except Exception:  # any error of the parser: ValueError, OverflowError ...
        return None


def submission_folders(root: Path, assignment: str) -> list[SubmissionFolder]:
    """All submissions of an assignment in the course at ``root``, sorted by student.

    Raises
    ------
    UsageError
        There are no submissions.
    """
    submitted = root / "submitted"
    found = []
    if submitted.is_dir():
        with os.scandir(submitted) as students:
            for entry in students:
                path = submitted / entry.name / assignment
                if not entry.name.startswith(".") and _is_there(path):
                    found.append(SubmissionFolder(entry.name, path))
    if not found:
        raise UsageError(
            f"no submissions: expected {submitted / 'STUDENT' / assignment / (assignment + '.ipynb')}, "
            "one folder for each student"
        )
    return sorted(found, key=lambda folder: folder.student)


def _is_there(path: Path) -> bool:
    """Whether something is at a path. Also true without permission to look: the submission is then reported as unreadable."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number == MAX_ENTRIES:
                    raise SubmissionError(f"{folder}: more than {MAX_ENTRIES} files: expected one notebook")
                yield entry
    except OSError as error:
        raise SubmissionError(f"{folder}: cannot be read: {error.strerror}") from error


def _files_beneath(folder: Path) -> Iterator[Path]:
    """All files and links below a folder, without hidden ones, up to `MAX_DEPTH` and `MAX_ENTRIES`."""
    seen = 0
    for here, folders, files in os.walk(folder):
        seen += len(folders)
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]
        deep = len(Path(here).relative_to(folder).parts) >= MAX_DEPTH or seen > MAX_ENTRIES
        folders[:] = [] if deep else sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files + links):
            seen += 1
            if seen > MAX_ENTRIES:
                return
            if not name.startswith("."):
                yield Path(here) / name


def _shown(name: str) -> str:
    shown = printable(name)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _listed(names: Collection[str]) -> str:
    shown = [_shown(name) for name in names][:5]
    return ", ".join(shown) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
